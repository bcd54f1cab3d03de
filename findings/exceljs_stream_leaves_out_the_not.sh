#!/usr/bin/env bash
# Packages  openpyxl 3.1.5 writes, exceljs 4.4.0 (npm) reads
# Expected  A text of which some words are bold, struck or coloured is stored in runs, one behind the other, in the cell
#           (t="inlineStr") or in the shared strings (ISO/IEC 29500-1, 18.3.1.53 is, 18.4.4 r, 18.4.8 si). openpyxl writes
#           its CellRichText into the cell. exceljs has two readers of .xlsx, one for whole workbooks and one that streams
#           long ones; a cell means the same to both.
# Seen      The streaming one keeps the last run and drops those before: "He was not seen alone", with "not" in bold, is
#           " seen alone", as plain text. The other reader gives all runs, and so do both where XlsxWriter put them into the
#           shared strings. Nothing is raised or warned of.
# Matters   The word that somebody made bold is the one that turns the sentence round, and it is lost with all before it.
#           What is left is a sentence of its own. Whoever tries a workbook saved by Excel sees nothing amiss.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5 XlsxWriter==3.3.1 2>pip.log ||
  { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . exceljs@4.4.0 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
import importlib.metadata as metadata

import openpyxl
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

print("openpyxl", metadata.version("openpyxl"), "; XlsxWriter", metadata.version("XlsxWriter"))
book = openpyxl.Workbook()
book.active["A1"] = CellRichText("He was ", TextBlock(InlineFont(b=True), "not"), " seen alone")
book.active["A2"] = "Plain"
book.save("in_the_cell.xlsx")
with xlsxwriter.Workbook("shared.xlsx") as shared:
    sheet = shared.add_worksheet()
    sheet.write_rich_string("A1", "He was ", shared.add_format({"bold": True}), "not", " seen alone")
    sheet.write("A2", "Plain")
PY
cat >read.cjs <<'JS'
const fs = require('fs');
const ExcelJS = require('exceljs');
console.log('exceljs', JSON.parse(fs.readFileSync('node_modules/exceljs/package.json')).version);
const words = (value) => (value.richText ? value.richText.map((run) => run.text).join('') : value);
async function whole(file) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(file);
  return ['A1', 'A2'].map((place) => words(book.worksheets[0].getCell(place).value));
}
async function streamed(file) {
  const seen = [];
  const options = { sharedStrings: 'cache', styles: 'cache', worksheets: 'emit' };
  for await (const sheet of new ExcelJS.stream.xlsx.WorkbookReader(file, options)) {
    for await (const row of sheet) seen.push(words(row.getCell(1).value));
  }
  return seen;
}
(async () => {
  const right = JSON.stringify(['He was not seen alone', 'Plain']);
  let surprised = true;
  for (const file of ['shared.xlsx', 'in_the_cell.xlsx']) {
    const seen = { whole: await whole(file), streamed: await streamed(file) };
    console.log(`${file}: expected ${right}; seen`, seen);
    surprised &&= JSON.stringify(seen.whole) === right;
    surprised &&= JSON.stringify(seen.streamed) === (file === 'shared.xlsx' ? right : '[" seen alone","Plain"]');
  }
  process.exit(surprised ? 0 : 1);
})();
JS
node read.cjs

#!/usr/bin/env bash
# Packages  odfpy 1.4.1 writes, xlsx 0.18.5 (npm; SheetJS) reads; python-calamine 0.9.1 and @e965/xlsx 0.20.3 (npm; SheetJS
#           0.20.3) read as well
# Expected  In an .ods a cell that was merged over others is followed by those it covers, and covered cells may be counted in
#           place of being written out, as any cells: table:number-columns-repeated (OpenDocument 1.2, part 1, 9.1.5
#           table:covered-table-cell). LibreOffice 7.4 writes a cell that is merged over three columns so.
# Seen      Covered cells count as one, whatever number is given. All that stands to the right of a cell that was merged over
#           three or more columns moves to the left, into the next answer's column: a tick under No is a tick under Yes.
#           Where a cell covers one other, as in a short test, all is right. Nothing is raised or warned of.
# Matters   A question is merged over several columns so that it has room. Rows without a merged cell keep their place, the
#           headings too, so most of the list looks right. npm has no later release of xlsx; SheetJS 0.20.3 is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check odfpy==1.4.1 python-calamine==0.9.1 2>pip.log ||
  { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . xlsx@0.18.5 @e965/xlsx@0.20.3 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

ROWS = [
    (["Question", "Asked on", "Asked by", "Yes", "No"], 1),
    (["Seen alone", "", "x"], 3),
    (["Missing overnight", "Jo", "x"], 2),
    (["In school", "Monday", "Jo", "", "x"], 1),
]
book = OpenDocumentSpreadsheet()
table = Table(name="Form")
for texts, columns in ROWS:
    row = TableRow()
    for text in texts:
        first = text == texts[0] and columns > 1
        cell = TableCell(valuetype="string", **({"numbercolumnsspanned": columns} if first else {})) if text else TableCell()
        if text:
            cell.addElement(P(text=text))
        row.addElement(cell)
        if first:
            row.addElement(CoveredTableCell(numbercolumnsrepeated=columns - 1))
    table.addElement(row)
book.spreadsheet.addElement(table)
book.save("form.ods")
PY
cat >read.cjs <<'JS'
const fs = require('fs');
const rows = {};
for (const name of ['xlsx', '@e965/xlsx']) {
  const XLSX = require(name);
  console.log(name, XLSX.version);
  const sheet = XLSX.readFile('form.ods').Sheets.Form;
  rows[name] = XLSX.utils.sheet_to_json(sheet, { header: 1, defval: '' });
}
fs.writeFileSync('rows.json', JSON.stringify(rows));
JS
node read.cjs
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import json
import sys

from python_calamine import CalamineWorkbook

print("odfpy", metadata.version("odfpy"), "; python-calamine", metadata.version("python-calamine"))
right = CalamineWorkbook.from_path("form.ods").get_sheet_by_name("Form").to_python()
read = json.load(open("rows.json"))


def ticks(rows: list[list[str]]) -> dict[str, str]:
    return {row[0]: rows[0][row.index("x")] for row in rows[1:]}


expected = {"Seen alone": "No", "Missing overnight": "Yes", "In school": "No"}
print("expected, as python-calamine has it:", ticks(right))
for name, rows in read.items():
    print(f"{name}, seen:", ticks(rows))
sound = ticks(right) == ticks(read["@e965/xlsx"]) == expected
sys.exit(0 if sound and ticks(read["xlsx"]) == expected | {"Seen alone": "Yes"} else 1)
PY

#!/usr/bin/env bash
# Packages  openpyxl 3.1.5 writes, exceljs 4.4.0 and xlsx-populate 1.21.0 (npm) read
# Expected  A cell may store a date as ISO 8601 text, t="d" (ISO/IEC 29500-1, 18.3.1.4 c, 18.18.11 ST_CellType). openpyxl
#           writes dates so on request (its documentation, "Dates and Times": iso_dates). Whoever reads 2026-03-04 gets
#           that day in whichever of the two ways it is stored, or an error.
# Seen      exceljs takes the figures in front of the first hyphen for a number of days: 2026-03-04, and every other day of
#           that year, is 18 July 1905. Saving stores 2026 as the number of the day, so the date is gone from the file too.
#           xlsx-populate gives NaN. The same days stored as numbers are read right by both. Neither raises or warns.
# Matters   Reviews that are due all over a year fall on one day in 1905, or on none. A list of what is overdue has the
#           former at its top, and can't place the latter.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5 2>pip.log || { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . exceljs@4.4.0 xlsx-populate@1.21.0 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
cat >register.py <<'PY'
import datetime as dt

import openpyxl

REVIEWS = [dt.date(2026, 3, 4), dt.date(2026, 11, 30), dt.date(2027, 3, 4)]


def written(name: str, *, as_text: bool) -> None:
    book = openpyxl.Workbook()
    book.iso_dates = as_text
    for row, day in enumerate(REVIEWS, start=1):
        book.active.cell(row, 1).value = day
    book.save(name)


def read(name: str) -> list[str]:
    return [str(row[0])[:10] for row in openpyxl.load_workbook(name).active.iter_rows(values_only=True)]
PY
venv/bin/python -c 'from register import written; written("text.xlsx", as_text=True); written("numbers.xlsx", as_text=False)'
cat >read.cjs <<'JS'
const fs = require('fs');
const { Workbook } = require('exceljs');
const XlsxPopulate = require('xlsx-populate');

const day = (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : String(value));
const ROWS = [1, 2, 3];

async function read(name) {
  const book = new Workbook();
  await book.xlsx.readFile(name);
  await book.xlsx.writeFile(`saved-${name}`);
  const other = await XlsxPopulate.fromFileAsync(name);
  const stored = (row) => other.sheet(0).cell(row, 1).value();
  return {
    exceljs: ROWS.map((row) => day(book.worksheets[0].getCell(row, 1).value)),
    'xlsx-populate': ROWS.map((row) => day(stored(row) && XlsxPopulate.numberToDate(stored(row)))),
  };
}

async function main() {
  for (const name of ['exceljs', 'xlsx-populate'])
    console.log(name, JSON.parse(fs.readFileSync(`node_modules/${name}/package.json`)).version);
  const seen = { text: await read('text.xlsx'), numbers: await read('numbers.xlsx') };
  fs.writeFileSync('seen.json', JSON.stringify(seen));
}
main();
JS
TZ=UTC node read.cjs
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import json
import sys

from register import REVIEWS, read

days = [str(day) for day in REVIEWS]
print("openpyxl", metadata.version("openpyxl"), "reads back", read("text.xlsx"))
with open("seen.json") as file:
    seen = json.load(file)
for stored, by_reader in seen.items():
    for reader, values in by_reader.items():
        print(f"stored as {stored}, expected {days}; {reader} reads {values}")
saved = read("saved-text.xlsx")
print("after exceljs saved it:", saved)
as_expected = read("text.xlsx") == days and all(values == days for values in seen["numbers"].values())
wrong_days = ["1905-07-18", "1905-07-18", "1905-07-19"]
lost = seen["text"]["exceljs"] == wrong_days == saved and set(seen["text"]["xlsx-populate"]) == {"NaN"}
sys.exit(0 if as_expected and lost else 1)
PY

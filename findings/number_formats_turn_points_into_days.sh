#!/usr/bin/env bash
# Packages  XlsxWriter 3.3.1 writes, pylightxl 1.61, xlsx2csv 0.8.6 (Python) and exceljs 4.4.0 (npm) read
# Expected  Whether a number is a day is told by its number format, and in a format only the letters that stand alone are
#           codes: text between double quotes is literal, so is the character after a backslash, and [Red] and [Green] are
#           colours (ISO/IEC 29500-1, 18.8.31 numFmts). A cell that holds 5 and shows "5 days", "5d", "Yes" or a red 5 is 5.
# Seen      pylightxl looks for the letters d, m, y, h and s anywhere, also in quotes and in the names of colours: "5 days",
#           the red 5 and the 5 that shows "Yes" are 1900/01/04, and "Score 5" is midnight (and for days before March 1900
#           it is one off besides). xlsx2csv fills the day into the words: "5 days" becomes "0"" 04ays""" in the file.
#           exceljs knows quotes and colours, but not the backslash: a 5 with the format 0\ \d\a\y\s is a Date.
# Matters   A form that shows its points or its waiting time with a unit gives a list of days in January 1900. None of the
#           three warns. The stored number is the answer; formats of checklists should do without words and colours.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check XlsxWriter==3.3.1 pylightxl==1.61 xlsx2csv==0.8.6 2>pip.log ||
  { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . exceljs@4.4.0 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
cat >formats.json <<'JSON'
["0", "0\" days\"", "0\\ \\d\\a\\y\\s", "[Red]0", "\"Yes\";;\"No\"", "\"Score \"0"]
JSON
venv/bin/python - <<'PY'
import json

import xlsxwriter

with xlsxwriter.Workbook("form.xlsx") as book:
    sheet = book.add_worksheet("Form")
    for row, shown_as in enumerate(json.load(open("formats.json"))):
        sheet.write_number(row, 0, 5, book.add_format({"num_format": shown_as}))
PY
cat >read.cjs <<'JS'
const fs = require('fs');
const { Workbook } = require('exceljs');
console.log('exceljs', JSON.parse(fs.readFileSync('node_modules/exceljs/package.json')).version);
const book = new Workbook();
book.xlsx.readFile('form.xlsx').then(() => {
  const values = [];
  book.worksheets[0].eachRow((row) => values.push(row.getCell(1).value));
  fs.writeFileSync('exceljs.json', JSON.stringify(values));
});
JS
node read.cjs
venv/bin/python - <<'PY'
import csv
import importlib.metadata as metadata
import io
import json
import sys

import pylightxl
import xlsx2csv

formats = json.load(open("formats.json"))
text = io.StringIO()
xlsx2csv.Xlsx2csv("form.xlsx").convert(text, sheetid=1)
seen = {
    "pylightxl": pylightxl.readxl("form.xlsx").ws("Form").col(1),
    "xlsx2csv": [row[0] for row in csv.reader(io.StringIO(text.getvalue()))],
    "exceljs": json.load(open("exceljs.json")),
}
print("XlsxWriter", metadata.version("XlsxWriter"))
print("pylightxl", metadata.version("pylightxl"))
print("xlsx2csv", metadata.version("xlsx2csv"))
for row, shown_as in enumerate(formats):
    print(f"5 as {shown_as}: expected 5; seen", {name: values[row] for name, values in seen.items()})
plain = [seen["pylightxl"][0] == 5, seen["xlsx2csv"][0] == "5", seen["exceljs"][0] == 5]
days = [
    seen["pylightxl"][1:5] == ["1900/01/04 00:00:00", "1900/01/04 00:00:00", "1900/01/04", "1900/01/04 00:00:00"],
    "04ays" in seen["xlsx2csv"][1] and "5" not in seen["xlsx2csv"][1],
    str(seen["exceljs"][2]).startswith("1900-01-04") and seen["exceljs"][1] == 5,
]
sys.exit(0 if all(plain) and all(days) else 1)
PY

#!/usr/bin/env bash
# Packages  aspose-cells-foss 26.10.0, beside openpyxl 3.1.5 and XlsxWriter 3.2.9, which write
# Expected  A cell of type inlineStr holds its text in the cell, in is/t (ISO/IEC 29500-1, 18.18.11 ST_CellType and 18.3.1.53
#           is). A library that reads .xlsx gives it like the text of any cell, and one that saves the workbook keeps it.
# Seen      Every such cell is None, without a warning, and after saving it is empty. openpyxl 3.1 writes all texts this way,
#           so of a workbook that it made only numbers and dates are left. XlsxWriter, which keeps texts in a part of
#           their own (shared strings), is read whole.
# Matters   A checklist that passed through it has lost its labels, names and ticks, and what is left still opens in Excel.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check aspose-cells-foss==26.10.0 openpyxl==3.1.5 XlsxWriter==3.2.9 2>pip.log ||
  { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import sys
import zipfile

import openpyxl
import xlsxwriter
from aspose.cells_foss import Workbook

print(*(f"{name} {metadata.version(name)}" for name in ("aspose-cells-foss", "openpyxl", "XlsxWriter")))
ROWS = (("Name", "Example Child"), ("Missing from home", "x"), ("Score", 10))
book = openpyxl.Workbook()
for row in ROWS:
    book.active.append(row)
book.save("openpyxl.xlsx")
with xlsxwriter.Workbook("xlsxwriter.xlsx") as book:
    sheet = book.add_worksheet()
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)
xml = zipfile.ZipFile("openpyxl.xlsx").read("xl/worksheets/sheet1.xml").decode()
print("openpyxl wrote", xml[xml.index("<c ") : xml.index("</c>") + 4])
print("expected:", ROWS, "from both files")
read = {}
for name in ("openpyxl", "xlsxwriter"):
    book = Workbook(f"{name}.xlsx")
    book.save(f"{name}_saved.xlsx")
    cells = openpyxl.load_workbook(f"{name}_saved.xlsx").active
    read[name] = tuple(tuple(cell.value for cell in row) for row in cells.iter_rows(max_row=3, max_col=2))
    print(name, "after load and save:", read[name])
lost = ((None, None), (None, None), (None, 10))
sys.exit(0 if read == {"openpyxl": lost, "xlsxwriter": ROWS} else 1)
PY

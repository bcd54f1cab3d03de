#!/usr/bin/env bash
# Package   openpyxl 3.1.5 loads and saves; XlsxWriter 3.3.1 makes the workbook
# Expected  A check box inside a cell (Excel since 2024) is a way to show TRUE and FALSE, kept with the cell's format: an
#           xfComplement in the extLst of its xf, which points into xl/featurePropertyBag ([MS-XLSX], FeaturePropertyBag).
#           openpyxl keeps a cell's format over load and save; where it drops an extension of a sheet it says so with a
#           warning.
# Seen      The boxes are gone after load and save, and no warning says so. The cells hold TRUE and FALSE as before, now
#           as words; nothing but the missing part tells them from cells that never had a box.
# Matters   A checklist that a program has touched (a date filled in, a sheet protected) no longer has anything to tick:
#           people type x, yes or 10 over the words. And its TRUE and FALSE mean a tick in one file and somebody's typing
#           in another.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openpyxl==3.1.5 xlsxwriter==3.3.1 2>pip.log ||
  { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import sys
import warnings
import zipfile

import openpyxl
import xlsxwriter

with xlsxwriter.Workbook("form.xlsx") as made:
    sheet = made.add_worksheet("Checklist")
    for row, (label, ticked) in enumerate([("Missing from home", True), ("In education", False)]):
        sheet.write(row, 0, label)
        sheet.insert_checkbox(row, 1, ticked)

with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    book = openpyxl.load_workbook("form.xlsx")
    book["Checklist"]["A4"] = "Seen by Pat Sample"
    book.save("touched.xlsx")


def boxes(name: str) -> tuple[bool, int, list[object]]:
    """Return whether the part is there, the formats that point to it, and what the cells hold."""
    with zipfile.ZipFile(name) as package:
        part = "xl/featurePropertyBag/featurePropertyBag.xml" in package.namelist()
        formats = package.read("xl/styles.xml").count(b"xfComplement ")
    return part, formats, [cell.value for (cell,) in openpyxl.load_workbook(name)["Checklist"]["B1:B2"]]


print("openpyxl", metadata.version("openpyxl"), "XlsxWriter", metadata.version("xlsxwriter"))
before, after = boxes("form.xlsx"), boxes("touched.xlsx")
print("expected after load and save:", before)
print("seen:                        ", after)
print("warnings:", [str(warning.message) for warning in warned])
kept, lost = (True, 1, [True, False]), (False, 0, [True, False])
sys.exit(0 if before == kept and after == lost and not warned else 1)
PY

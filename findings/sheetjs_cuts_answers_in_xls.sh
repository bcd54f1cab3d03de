#!/usr/bin/env bash
# Packages  xlsx 0.18.5 (npm; SheetJS) writes, python-calamine 0.9.1 and xlrd 2.0.2 read
# Expected  A cell of an .xls workbook can hold a long text, which stands in the table of shared strings ([MS-XLS], 2.4.149
#           LabelSst and 2.4.265 SST). writeFile() writes what it is given, or says that it can't. Of the option bookSST
#           the README says that it is slower and goes better with old versions of Numbers, and nothing of what is lost
#           without it.
# Seen      In "form.xls" every text ends after 255 characters; nothing is thrown or printed. The same workbook as
#           "form.xlsx" is whole, and so is the .xls with bookSST: true.
# Matters   Ticks and scores arrive and the accounts end in the middle of a word. What was cut off is nowhere in the file, and
#           a short test text shows none of it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check xlrd==2.0.2 python-calamine==0.9.1 2>pip.log ||
  { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . xlsx@0.18.5 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
cat >write.cjs <<'JS'
const XLSX = require('xlsx');
console.log('xlsx', XLSX.version);
const account = 'Came home at two. '.repeat(40) + 'Was not alone.';
const book = XLSX.utils.book_new();
XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([['Score', 14], ['Account', account]]), 'Form');
XLSX.writeFile(book, 'form.xls');
XLSX.writeFile(book, 'form.xlsx');
XLSX.writeFile(book, 'shared.xls', { bookSST: true });
JS
NODE_NO_WARNINGS=1 node write.cjs >said.txt 2>&1 || { cat said.txt; exit 1; }
cat said.txt
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import sys
from pathlib import Path

import xlrd
from python_calamine import CalamineWorkbook

ACCOUNT = "Came home at two. " * 40 + "Was not alone."
print("xlrd", metadata.version("xlrd"), "python-calamine", metadata.version("python-calamine"))


def read(name: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(name).get_sheet_by_index(0).to_python()


print(f"expected in each: 14 and {len(ACCOUNT)} characters that end with {ACCOUNT[-20:]!r}")
seen = {name: read(name) for name in ("form.xlsx", "shared.xls", "form.xls")}
for name, ((_, score), (_, account)) in seen.items():
    print(f"{name}: {score} and {len(account)} characters that end with {account[-20:]!r}")
by_xlrd = xlrd.open_workbook("form.xls").sheet_by_index(0).cell_value(1, 1)
print("xlrd reads the same of form.xls:", by_xlrd == seen["form.xls"][1][1])
whole = [["Score", 14.0], ["Account", ACCOUNT]]
cut = [["Score", 14.0], ["Account", ACCOUNT[:255]]]
silent = len(Path("said.txt").read_text().splitlines()) == 1
sys.exit(0 if silent and list(seen.values()) == [whole, whole, cut] and by_xlrd == ACCOUNT[:255] else 1)
PY

#!/usr/bin/env bash
# Packages  odfpy 1.4.1 writes, python-calamine 0.9.1 reads
# Expected  In OpenDocument, text:line-break is a line break and text:tab a tab (OpenDocument 1.2, part 1, 6.1.5 and
#           6.1.4), since white space as such does not count there. A reader gives "two lines" back as two lines.
# Seen      python-calamine knows the paragraphs of a cell and text:s, the spaces, and leaves out the two others without
#           putting anything in their place: the last word of a line and the first of the next become one word, and so do
#           two numbers. odfpy reads its own file right, and the same text in two paragraphs is read right by both.
# Matters   pandas writes .ods with the one and reads it with either, so it may not get back what it wrote. A score of 1
#           above a score of 0 comes out as 10, a number that a form might well hold.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check odfpy==1.4.1 python-calamine==0.9.1 2>pip.log ||
  { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import sys

from odf import teletype
from odf.opendocument import OpenDocumentSpreadsheet, load
from odf.table import Table, TableCell, TableRow
from odf.text import P
from python_calamine import CalamineWorkbook

ENTRIES = ["seen at the station\nwent home by car", "name\tAlex Example", "1\n0"]

book, table, row = OpenDocumentSpreadsheet(), Table(name="Form"), TableRow()
for entry in ENTRIES:
    cell, paragraph = TableCell(valuetype="string"), P()
    teletype.addTextToElement(paragraph, entry)
    cell.addElement(paragraph)
    row.addElement(cell)
in_paragraphs = TableCell(valuetype="string")
for line in ENTRIES[0].split("\n"):
    in_paragraphs.addElement(P(text=line))
row.addElement(in_paragraphs)
table.addElement(row)
book.spreadsheet.addElement(table)
book.save("form.ods")

read_by_odfpy = [teletype.extractText(paragraph) for paragraph in load("form.ods").getElementsByType(P)][: len(ENTRIES)]
*seen, paragraphs = CalamineWorkbook.from_path("form.ods").get_sheet_by_index(0).to_python()[0]
print("python-calamine", metadata.version("python-calamine"), "odfpy", metadata.version("odfpy"))
print("expected, and read by odfpy:", read_by_odfpy)
print("seen by python-calamine:    ", seen)
print("the first in two paragraphs:", repr(paragraphs))
run_together = [entry.replace("\n", "").replace("\t", "") for entry in ENTRIES]
sys.exit(0 if read_by_odfpy == ENTRIES and seen == run_together and paragraphs == ENTRIES[0] else 1)
PY

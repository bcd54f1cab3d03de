#!/usr/bin/env bash
# Packages  kreuzberg 4.10.4 reads; python-docx 1.2.0 writes, and reads as well
# Expected  What parts two words in a Word document need not be a character of the text: w:tab, w:cr and w:noBreakHyphen are
#           elements beside w:t (ISO/IEC 29500-1, 17.3.3.32, 17.3.3.4 and 17.3.3.18). A reader gives each as what it looks
#           like: white space, a new line, a hyphen. kreuzberg does so with w:br.
# Seen      The three are left out with nothing in their place and no warning. A score of 4, a tab and a score of 10 are
#           "410"; ages 12-16, with the hyphen that Word types for Ctrl+Shift+Hyphen, are "1216". python-docx reads the same file
#           right. The text that is lost is a tab in every line of many forms: "Name:", tab, the name.
# Matters   A number that nobody wrote is worse than none: 410 and 1216 look like answers.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check kreuzberg==4.10.4 python-docx==1.2.0 2>pip.log ||
  { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import sys

from docx import Document
from docx.oxml import OxmlElement
from kreuzberg import extract_file_sync

form = Document()
form.add_paragraph("Scores 4\t10")  # python-docx writes w:tab for a tab, and w:br for a new line
form.add_paragraph("Health 3\nHousing 5")
for element in ("w:noBreakHyphen", "w:cr"):
    run = form.add_paragraph("Between 12").runs[0]
    run._r.append(OxmlElement(element))
    run.add_text("16")
form.save("form.docx")

print("kreuzberg", metadata.version("kreuzberg"))
read = extract_file_sync("form.docx").content
lines = [line for line in read.splitlines() if line]
expected = [paragraph.text for paragraph in Document("form.docx").paragraphs]
print(f"expected, as python-docx reads: {expected}")
print(f"seen: {lines}")
joined = ["Scores 410" in lines, lines.count("Between 1216") == 2, "Health 3" in lines and "Housing 5" in lines]
print(f"tab lost {joined[0]}, hyphen and carriage return lost {joined[1]}, break kept {joined[2]}")
sys.exit(0 if all(joined) else 1)
PY

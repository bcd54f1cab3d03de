#!/usr/bin/env bash
# Package   docx-mailmerge2 1.0.3 (with python-docx 1.2.0, which makes the letter)
# Expected  SKIPIF leaves a record out and IF chooses between two texts by comparing two values (ISO/IEC 29500-1, 17.16.5.26
#           IF). In Word a second value without quotation marks is compared as a number (Microsoft, "Field codes: IF
#           field"). docx-mailmerge2 supports SKIPIF and the operators < > <= >=, and IF with its option merge_if_fields.
# Seen      = and <> compare numbers as numbers, the four others compare them sign by sign as words: 100 is less than 71
#           since 1 comes before 7, and 8 is more. That total given as a number makes no difference. Nothing is warned of.
# Matters   "SKIPIF total < 71" in a letter to those who are at high risk leaves out everybody from 100 on, and writes to
#           the one with 8; "IF total >= 71" calls 100 medium and 8 high. With totals of two digits, as in most tests,
#           all is right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check docx-mailmerge2==1.0.3 python-docx==1.2.0 2>pip.log ||
  { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import sys
import warnings

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from mailmerge import MailMerge, MailMergeOptions

warnings.simplefilter("error")
TOTALS = (8, 70, 71, 85, 100, 110)


def field(code: str, shown: str = "") -> list:
    """Return the runs of a field; a part in braces is a field of its own."""
    before, _, rest = code.partition("{")
    inner, _, after = rest.partition("}")
    runs = [mark("begin"), text("w:instrText", before)]
    if inner:
        runs += [*field(inner, "0"), text("w:instrText", after)]
    return [*runs, mark("separate"), text("w:t", shown), mark("end")]


def mark(kind: str):
    run, char = OxmlElement("w:r"), OxmlElement("w:fldChar")
    char.set(qn("w:fldCharType"), kind)
    run.append(char)
    return run


def text(tag: str, words: str):
    run, element = OxmlElement("w:r"), OxmlElement(tag)
    element.text = words
    element.set(qn("xml:space"), "preserve")
    run.append(element)
    return run


def merged(code: str, before: str) -> list[str]:
    """Return the paragraphs of the letters for all totals, with the field in front and the total behind."""
    letter = Document()
    line = letter.add_paragraph(before)
    line._p.extend([*field(code), text("w:t", " for "), *field(" MERGEFIELD total ")])
    letter.save("letter.docx")
    with MailMerge("letter.docx", MailMergeOptions(merge_if_fields=True)) as merge:
        merge.merge_templates([{"total": total} for total in TOTALS], separator="continuous_section")
        merge.write("letters.docx")
    return [paragraph.text.strip() for paragraph in Document("letters.docx").paragraphs if paragraph.text.strip()]


print("docx-mailmerge2", metadata.version("docx-mailmerge2"), "; totals", *TOTALS)
equal = merged(' IF {MERGEFIELD total} = 100.0 "full" "other" ', "")
print("= compares as numbers:", equal)
level = merged(' IF {MERGEFIELD total} >= 71 "high" "medium" ', "")
print("IF total >= 71: expected high from 71 on; seen", level)
letters = merged(" SKIPIF {MERGEFIELD total} < 71 ", "Letter")
print("SKIPIF total < 71: expected letters for 71, 85, 100, 110; seen", letters)
sound = equal == [("full" if total == 100 else "other") + f" for {total}" for total in TOTALS]
seen = level == ["high for 8", "medium for 70", "high for 71", "high for 85", "medium for 100", "medium for 110"]
left_out = letters == ["Letter for 8", "Letter for 71", "Letter for 85"]
sys.exit(0 if sound and seen and left_out else 1)
PY

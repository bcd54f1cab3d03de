#!/usr/bin/env bash
# Packages  docx2txt 0.9, docx2python 3.7.1 (Python), word-extractor 1.0.4 (npm)
# Expected  With changes tracked, words that were moved stand in the file twice: in w:moveFrom where they were and in
#           w:moveTo where they are now, and only the latter are content (ISO/IEC 29500-1, 17.13.5.22 moveFrom, 17.13.5.25
#           moveTo). All three read the text as it is with the changes made: they leave out w:del and keep w:ins.
# Seen      They know a deletion by w:delText, which stands for the text there (17.3.3.7). In moved words the text is plain
#           w:t, at both places, as in the example of 17.13.5.22. So all three give what was moved at the old place too.
# Matters   Somebody drags an answer from one box into the next, because it was in the wrong one. The text that these
#           tools take out has it in both boxes, and the box that was emptied is answered.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check docx2txt==0.9 docx2python==3.7.1 python-docx==1.2.0 2>pip.log ||
  { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . word-extractor@1.0.4 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
from docx import Document
from docx.oxml import parse_xml

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BY = 'w:author="Pat Invented" w:date="2026-03-02T10:00:00Z"'
PARAGRAPHS = [
    '<w:r><w:t xml:space="preserve">Own views: </w:t></w:r>'
    f'<w:moveFromRangeStart w:id="1" {BY} w:name="move1"/>'
    f'<w:moveFrom w:id="2" {BY}><w:r><w:t>Feels safe</w:t></w:r></w:moveFrom><w:moveFromRangeEnd w:id="1"/>',
    '<w:r><w:t xml:space="preserve">Views of the carer: </w:t></w:r>'
    f'<w:moveToRangeStart w:id="3" {BY} w:name="move1"/>'
    f'<w:moveTo w:id="4" {BY}><w:r><w:t>Feels safe</w:t></w:r></w:moveTo><w:moveToRangeEnd w:id="3"/>',
    '<w:r><w:t xml:space="preserve">Risk: </w:t></w:r>'
    f'<w:del w:id="5" {BY}><w:r><w:delText>Low</w:delText></w:r></w:del>'
    f'<w:ins w:id="6" {BY}><w:r><w:t>High</w:t></w:r></w:ins>',
]
form = Document()
for place, content in enumerate(PARAGRAPHS):
    form.element.body.insert(place, parse_xml(f"<w:p {W}>{content}</w:p>"))
form.save("form.docx")
PY
cat >read.mjs <<'JS'
import fs from 'node:fs';
import WordExtractor from 'word-extractor';
console.log('word-extractor', JSON.parse(fs.readFileSync('node_modules/word-extractor/package.json')).version);
fs.writeFileSync('word-extractor.txt', (await new WordExtractor().extract('form.docx')).getBody());
JS
node read.mjs
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import sys
from pathlib import Path

import docx2txt
from docx2python import docx2python

with docx2python("form.docx") as form:
    seen = {"docx2txt": docx2txt.process("form.docx"), "docx2python": form.text}
for name in seen:
    print(name, metadata.version(name))
seen["word-extractor"] = Path("word-extractor.txt").read_text()
print("expected: Own views: | Views of the carer: Feels safe | Risk: High")
twice = []
for name, text in seen.items():
    print(f"{name}, seen:", " | ".join(line.strip() for line in text.split("\n") if line.strip()))
    changes_made = "Risk: High" in text and "Low" not in text
    twice.append(changes_made and text.count("Feels safe") == 2 and "Own views: Feels safe" in text)
sys.exit(0 if all(twice) else 1)
PY

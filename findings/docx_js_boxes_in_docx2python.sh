#!/usr/bin/env bash
# Packages  docx 9.15.2 (npm, "docx.js") writes, docx2python 3.7.1 reads
# Expected  docx.js makes real check-box controls, and a ticked one reads as ticked: its state is w14:checked, and the
#           glyph is a w:sym whose w:char is a character code in hexadecimal (ISO/IEC 29500-1, 17.3.3.30 sym), here 2612 ☒
#           and 2610 ☐ in MS Gothic. docx2python's README says that it extracts what was selected in check boxes, and
#           shows ☒ and ☐.
# Seen      docx2python goes by the glyph's code and replaces its first digit by 0, which is meant for the private F0xx
#           codes of Wingdings: 2612 becomes U+0612 and 2610 becomes U+0610, two Arabic honorific marks inside HTML tags.
#           Neither ☒ nor ☐ is anywhere in the text, and no warning is given. The same boxes with the glyph as plain text,
#           as Word writes them, are read right.
# Matters   Two sound halves that don't fit: a form made with a much used library comes back as if nobody had ticked
#           anything. A tick has to be taken from the control's state; the glyph is only what it looks like.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check docx2python==3.7.1 2>pip.log ||
  { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . docx@9.15.2 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
cat >make.cjs <<'JS'
const fs = require('fs');
const { CheckBox, Document, Packer, Paragraph, TextRun } = require('docx');
console.log('docx', JSON.parse(fs.readFileSync('node_modules/docx/package.json')).version);
const row = (label, checked) => new Paragraph({ children: [new TextRun(label), new CheckBox({ checked })] });
const form = new Document({ sections: [{ children: [row('Missing from home: ', true), row('In education: ', false)] }] });
Packer.toBuffer(form).then((bytes) => fs.writeFileSync('form.docx', bytes));
JS
node make.cjs
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import re
import sys
import zipfile

from docx2python import docx2python


def text(name: str) -> str:
    with docx2python(name) as form:
        return form.text.strip()


print("docx2python", metadata.version("docx2python"))
with zipfile.ZipFile("form.docx") as made, zipfile.ZipFile("as_word.docx", "w") as as_word:
    for item in made.infolist():
        part = made.read(item)
        if item.filename == "word/document.xml":
            print("stored states:", re.findall(rb'w14:checked w14:val="(\d)"', part))
            print("glyphs:", re.findall(rb"<w:sym [^>]*>", part))
            part = re.sub(rb'<w:sym w:char="(26\d\d)"[^>]*>', rb"<w:t>&#x\1;</w:t>", part)
        as_word.writestr(item, part)
seen, same_as_text = text("form.docx"), text("as_word.docx")
print("expected:                    ☒ behind the first label, ☐ behind the second")
print("glyph as w:sym, seen:       ", repr(seen))
print("glyph as plain text, seen:  ", repr(same_as_text))
wrong = "☒" not in seen and "☐" not in seen and "0612" in seen
sys.exit(0 if wrong and "home: ☒" in same_as_text and "education: ☐" in same_as_text else 1)
PY

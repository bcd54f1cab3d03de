#!/usr/bin/env bash
# Packages  pdf-lib 1.17.1 (npm) reads and fills in, pypdf 7.1.1 makes the form and reads it again
# Expected  The options of a list in a PDF form may have two names: the value that is stored and sent, and the words that
#           people see (ISO 32000-1, 12.7.4.4, table 231: Opt). V, the answer, is one of the stored ones. pdf-lib's
#           getOptions() and getSelected() speak of the same options, and select() does what clicking on one does ("analogous
#           to a human user opening the dropdown in a PDF reader and clicking on a value", its API documentation).
# Seen      getOptions() gives the words that people see and getSelected() the stored value, so what is selected is none of
#           the options. select("High") stores the words, and nobody says so: the answer in the file is "High" where the
#           form's own values are 1 and 2. Selecting what getSelected() gave counts as an option that isn't there, and turns
#           the fixed list into one in which anything can be typed.
# Matters   A system that asks for 2 doesn't find a risk that was filled in as high, and a list is no list any more in the
#           form that goes out. Lists with one name for each option are safe.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pypdf==7.1.1 2>pip.log ||
  { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . pdf-lib@1.17.1 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, NumberObject, TextStringObject

N = NameObject
form = PdfWriter()
page = form.add_blank_page(200, 200)
font = DictionaryObject({N("/Type"): N("/Font"), N("/Subtype"): N("/Type1"), N("/BaseFont"): N("/Helvetica")})
options = [ArrayObject(map(TextStringObject, names)) for names in (("1", "Low"), ("2", "High"))]
field = DictionaryObject(
    {
        N("/Type"): N("/Annot"),
        N("/Subtype"): N("/Widget"),
        N("/FT"): N("/Ch"),
        N("/Ff"): NumberObject(1 << 17),  # Combo: a list that drops down
        N("/T"): TextStringObject("Risk"),
        N("/V"): TextStringObject("1"),
        N("/Opt"): ArrayObject(options),
        N("/DA"): TextStringObject("/Helv 10 Tf 0 g"),
        N("/Rect"): ArrayObject(map(FloatObject, (20, 100, 180, 120))),
        N("/F"): NumberObject(4),
    }
)
placed = form._add_object(field)
page[N("/Annots")] = ArrayObject([placed])
fonts = DictionaryObject({N("/Font"): DictionaryObject({N("/Helv"): form._add_object(font)})})
form.root_object[N("/AcroForm")] = DictionaryObject({N("/Fields"): ArrayObject([placed]), N("/DR"): fonts})
form.write("form.pdf")
PY
cat >fill.cjs <<'JS'
const fs = require('fs');
const { PDFDocument } = require('pdf-lib');
console.log('pdf-lib', JSON.parse(fs.readFileSync('node_modules/pdf-lib/package.json')).version);
(async () => {
  const pdf = await PDFDocument.load(fs.readFileSync('form.pdf'));
  const risk = pdf.getForm().getDropdown('Risk');
  const options = risk.getOptions();
  const selected = risk.getSelected();
  console.log('expected: what is selected is one of the options; seen: options', options, 'selected', selected);
  const again = await PDFDocument.load(fs.readFileSync('form.pdf'));
  const list = again.getForm().getDropdown('Risk');
  list.select(list.getSelected());
  const typed = [risk.isEditable(), list.isEditable()];
  console.log('what is selected, selected again: expected no change; seen: can be typed into', typed.join(', then '));
  risk.select('High');
  fs.writeFileSync('filled.pdf', await pdf.save());
  fs.writeFileSync('seen.json', JSON.stringify({ options, selected, typed }));
})();
JS
node fill.cjs
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import json
import sys

from pypdf import PdfReader

seen = json.load(open("seen.json"))
risk = PdfReader("filled.pdf").get_fields()["Risk"]
stored = [option[0] for option in risk["/Opt"]]
print("pypdf", metadata.version("pypdf"))
print('select("High"): expected 2 in the file; seen', risk["/V"], "where the options are", stored)
same = seen == {"options": ["Low", "High"], "selected": ["1"], "typed": [False, True]}
sys.exit(0 if same and risk["/V"] == "High" and stored == ["1", "2"] else 1)
PY

#!/usr/bin/env bash
# Packages  easy-template-x 7.2.8 (npm) fills in; python-docx 1.2.0 makes the template, and reads
# Expected  A tag is replaced by its text (README, "Text plugin", whose example has a line break in it), so what stands behind
#           the tag stands behind the text.
# Seen      Only the first line takes the place of the tag. The others are put at the end of the run (ISO/IEC 29500-1,
#           17.3.2.25 r), behind all that stands in it: the next label and the next answer. Nothing is raised or warned. Tags
#           in runs of their own are filled in right.
# Matters   "I am not scared.", which the child said, stands behind what the carer said. What is typed into a template in one
#           go is one run, and no page shows where runs end; with answers of one line all is well.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-docx==1.2.0 2>pip.log || { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . easy-template-x@7.2.8 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
from docx import Document

template = Document()
template.add_paragraph("Child: {child} Carer: {carer} Seen alone: {alone}")
in_runs = template.add_paragraph()
for words in ("Child: ", "{child}", " Carer: ", "{carer}", " Seen alone: ", "{alone}"):
    in_runs.add_run(words)
template.save("template.docx")
PY
cat >fill.mjs <<'JS'
import fs from 'node:fs';
import { TemplateHandler } from 'easy-template-x';
console.log('easy-template-x', JSON.parse(fs.readFileSync('node_modules/easy-template-x/package.json')).version);
const answers = { child: 'I feel safe.\nI am not scared.', carer: 'Often out late.\nDoes not call.', alone: 'Yes' };
fs.writeFileSync('filled.docx', await new TemplateHandler().process(fs.readFileSync('template.docx'), answers));
JS
node fill.mjs
venv/bin/python - <<'PY'
import sys

from docx import Document

EXPECTED = "Child: I feel safe.\nI am not scared. Carer: Often out late.\nDoes not call. Seen alone: Yes"
OUT_OF_PLACE = "Child: I feel safe. Carer: Often out late. Seen alone: Yes\nI am not scared.\nDoes not call."
typed_in_one_go, in_runs = (paragraph.text for paragraph in Document("filled.docx").paragraphs)
print(f"expected:                   {EXPECTED!r}")
print(f"seen, tags in one run:      {typed_in_one_go!r}")
print(f"seen, each in its own run:  {in_runs!r}")
sys.exit(0 if typed_in_one_go == OUT_OF_PLACE and in_runs == EXPECTED else 1)
PY

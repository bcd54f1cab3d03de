#!/usr/bin/env bash
# Package   docxtpl 0.20.2 (with python-docx 1.2.0 and Jinja2 3.1.6)
# Expected  A tag means what Jinja says of it: `{% if team == "Health & Care" %}` is true when team is that text (Jinja,
#           Template Designer Documentation, "Literals" and "Comparisons"). Word stores the ampersand as `&amp;`, as XML
#           must, and an apostrophe as ’ when it is typed; neither is a matter for the author of the template.
# Seen      Inside a tag docxtpl undoes `&lt;` and `&gt;` and leaves `&amp;`, so the literal is "Health &amp; Care"; and
#           it makes every ’ a straight ' while the answer keeps its own. Both comparisons are false, look-ups by such a
#           key find nothing, and nothing is raised. Printed, the same literal looks right, so the author sees no fault in
#           it.
# Matters   Options of forms are full of both ("Health & Care", "Don’t know"), and Word made the same ’ in the form as in
#           the template. A paragraph that hangs on such an option is left out of every document, without a word.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check docxtpl==0.20.2 python-docx==1.2.0 jinja2==3.1.6 2>pip.log ||
  { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import io
import sys

import jinja2
from docx import Document
from docxtpl import DocxTemplate

ANSWERS = {"team": "Health & Care", "known": "Don’t know", "points": {"Health & Care": 5}}
TEMPLATES = {
    "ampersand in a condition": '{% if team == "Health & Care" %}kept{% else %}left out{% endif %}',
    "apostrophe in a condition": '{% if known == "Don’t know" %}kept{% else %}left out{% endif %}',
    "ampersand in a key": 'points: {{ points["Health & Care"] }}',
}


def through_word(tag: str) -> str:
    template = Document()
    template.add_paragraph(tag)
    blank = io.BytesIO()
    template.save(blank)
    document = DocxTemplate(io.BytesIO(blank.getvalue()))
    document.render(ANSWERS, autoescape=True)
    filled = io.BytesIO()
    document.save(filled)
    return Document(io.BytesIO(filled.getvalue())).paragraphs[0].text


print("docxtpl", metadata.version("docxtpl"))
differ = 0
for name, tag in TEMPLATES.items():
    plain = jinja2.Environment(autoescape=True).from_string(tag).render(ANSWERS)
    shown = through_word(tag)
    print(f"{name}: expected {plain!r}, seen {shown!r}")
    differ += plain != shown
sys.exit(0 if differ == len(TEMPLATES) else 1)
PY

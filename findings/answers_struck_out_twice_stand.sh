#!/usr/bin/env bash
# Packages  mammoth 1.13.0, docx2python 3.7.1, pandoc 3.9 (pypandoc_binary 1.17) and docx-preview 0.4.1 (npm) read;
#           python-docx 1.2.0 makes the form
# Expected  Word strikes out with one line (w:strike) or with two (w:dstrike); either way the words are struck out (ISO/IEC
#           29500-1, 17.3.2.37 strike and 17.3.2.9 dstrike). A reader that tells struck words from others tells both.
# Seen      All four give words with one line through them as struck, and those with two as plain words, without a message.
# Matters   "Yes / No (delete as appropriate)" is answered by striking out; Word's dialog offers both lines, one under the
#           other. Where somebody took the double one, both answers stand.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check \
  python-docx==1.2.0 mammoth==1.13.0 docx2python==3.7.1 pypandoc_binary==1.17 2>pip.log || { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . docx-preview@0.4.1 jsdom@26.1.0 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
from docx import Document

form = Document()
answers = form.add_paragraph("Seen alone: ")
answers.add_run("Yes").font.strike = True
answers.add_run(" / ")
answers.add_run("No").font.double_strike = True
answers.add_run(" / Unknown")
form.save("form.docx")
PY
cat >read.mjs <<'JS'
import fs from 'node:fs';
import { JSDOM } from 'jsdom';
const dom = new JSDOM('<div id="page"></div>');
Object.assign(globalThis, { window: dom.window, document: dom.window.document, DOMParser: dom.window.DOMParser,
  XMLSerializer: dom.window.XMLSerializer, Node: dom.window.Node });
const { renderAsync } = await import('docx-preview');
console.log('docx-preview', JSON.parse(fs.readFileSync('node_modules/docx-preview/package.json')).version);
const page = document.getElementById('page');
await renderAsync(fs.readFileSync('form.docx'), page);
fs.writeFileSync('docx-preview.html', [...page.querySelectorAll('span')].map((run) => run.outerHTML).join(''));
JS
node read.mjs
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import sys
from pathlib import Path

import mammoth
import pypandoc
from docx2python import docx2python

with open("form.docx", "rb") as file:
    by_mammoth = mammoth.convert_to_html(file)
with docx2python("form.docx", html=True) as form:
    by_docx2python = form.text
by_pandoc = pypandoc.convert_file("form.docx", "html").strip()
by_docx_preview = Path("docx-preview.html").read_text()
YES_STRUCK, NO_PLAIN = "<s>Yes</s>", " / No / Unknown"
SEEN = {
    "mammoth": (by_mammoth.value, YES_STRUCK, NO_PLAIN),
    "docx2python": (by_docx2python.strip(), YES_STRUCK, NO_PLAIN),
    "pandoc": (by_pandoc, "<del>Yes</del>", NO_PLAIN),
    "docx-preview": (by_docx_preview, 'line-through;">Yes</span>', "<span>No</span>"),
}
for name in ("mammoth", "docx2python"):
    print(name, metadata.version(name))
print("pandoc", pypandoc.get_pandoc_version())
print("expected: Yes (one line) and No (two lines) struck out, Unknown left")
stands = []
for name, (page, yes_struck, no_plain) in SEEN.items():
    print(f"{name}, seen: {page}")
    stands.append(yes_struck in page and no_plain in page)
sys.exit(0 if all(stands) and not by_mammoth.messages else 1)
PY

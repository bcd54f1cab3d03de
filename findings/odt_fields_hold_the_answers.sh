#!/usr/bin/env bash
# Packages  pandoc 3.9 (pypandoc_binary 1.17) and odfdo 3.27.3
# Expected  A field of an OpenDocument text has what it shows as the text of its element (OpenDocument 1.3, part 3, chapter 7
#           Text Fields): the chosen entry of text:drop-down, the words typed into text:text-input, the day in text:date.
#           LibreOffice's content controls (loext:content-control, its extension) stand round their words in the same way.
#           A reader that gives the text of a paragraph gives those words too, or says that it can't.
# Seen      pandoc and odfdo's get_formatted_text() leave out each field with the words in it: the labels stand there as if
#           nobody had answered. Neither says anything, "pandoc --verbose" included. The same words outside of a field are
#           read.
# Matters   That is every answer of a form that was made with LibreOffice's fields, and of a Word form with content controls
#           that LibreOffice saved as .odt: it writes those as such fields. The form looks blank, and blank is an answer too.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pypandoc_binary==1.17 odfdo==3.27.3 2>pip.log ||
  { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import zipfile

KINDS = {prefix: prefix for prefix in ("text", "office", "style", "manifest")}
NAMES = " ".join(f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"' for prefix, kind in KINDS.items())
NAMES += ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
BODY = """<text:p>Typed: plain words</text:p>
<text:p>Risk: <text:drop-down text:name="Risk"><text:label text:value="Low"/>
<text:label text:current-selected="true" text:value="High"/>High</text:drop-down></text:p>
<text:p>School: <text:text-input text:description="Type here">Invented Academy</text:text-input></text:p>
<text:p>Seen on: <text:date text:fixed="true" text:date-value="2026-03-04">4 March 2026</text:date></text:p>
<text:p>Missing: <loext:content-control loext:checkbox="true" loext:checked="true">☒</loext:content-control></text:p>"""
PARTS = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "content.xml": f'<office:document-content {NAMES} office:version="1.3"><office:automatic-styles/>'
    f"<office:body><office:text>{BODY}</office:text></office:body></office:document-content>",
    "styles.xml": f'<office:document-styles {NAMES} office:version="1.3"/>',
    "meta.xml": f'<office:document-meta {NAMES} office:version="1.3"><office:meta/></office:document-meta>',
}
KIND = 'manifest:media-type="text/xml"'
ENTRIES = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{PARTS["mimetype"]}"/>' + "".join(
    f'<manifest:file-entry manifest:full-path="{name}" {KIND}/>' for name in PARTS if name.endswith(".xml")
)
PARTS["META-INF/manifest.xml"] = f'<manifest:manifest {NAMES} manifest:version="1.3">{ENTRIES}</manifest:manifest>'
with zipfile.ZipFile("form.odt", "w") as form:
    for name, part in PARTS.items():
        form.writestr(name, part)
PY
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import subprocess
import sys

import odfdo
import pypandoc

print("pandoc", pypandoc.get_pandoc_version())
print("odfdo", metadata.version("odfdo"))
command = [pypandoc.get_pandoc_path(), "--verbose", "--to", "plain", "form.odt"]
pandoc = subprocess.run(command, capture_output=True, text=True, check=True)
seen = {"pandoc": pandoc.stdout, "odfdo": odfdo.Document("form.odt").get_formatted_text()}
answers = ["High", "Invented Academy", "4 March 2026", "☒"]
print("expected: plain words", *answers, sep=", ")
for name, text in seen.items():
    print(f"{name}, seen:", " | ".join(line.strip() for line in text.split("\n") if line.strip()))
print("said by pandoc --verbose:", repr(pandoc.stderr))
lost = [not any(answer in text for answer in answers) and "plain words" in text for text in seen.values()]
sys.exit(0 if all(lost) and not pandoc.stderr else 1)
PY

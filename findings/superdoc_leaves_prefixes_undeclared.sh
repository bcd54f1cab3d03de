#!/usr/bin/env bash
# Package   superdoc 1.46.3 (npm), with jsdom 24.1.3
# Expected  A prefix may be declared on the element that uses it as well as on the root (Namespaces in XML 1.0, 6.1). Parts
#           written that way are valid, and a program that saves the document writes parts that are well-formed.
# Seen      docProps/custom.xml, whose vt: is declared on each property, comes out with <vt:lpwstr> and no declaration of vt
#           at all: the part is no well-formed XML with namespaces any more. Declared on the root, it is kept.
# Matters   A reader that looks at the properties first refuses the document as damaged, though every answer is in it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check python-docx==1.2.0 2>pip.log ||
  { cat pip.log >&2; exit 2; }
npm install --silent --no-audit --no-fund --ignore-scripts --prefix . superdoc@1.46.3 jsdom@24.1.3 >npm.log 2>&1 ||
  { cat npm.log >&2; exit 2; }
venv/bin/python - <<'PY'
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
VT = 'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
for name, on_root, on_each in (("each", "", f" {VT}"), ("root", f" {VT}", "")):
    form = Document()
    form.add_paragraph("Example")
    xml = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="{PROPERTIES}"{on_root}>'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="form"{on_each}>'
        "<vt:lpwstr>example</vt:lpwstr></property></Properties>"
    )
    part = Part(PackURI("/docProps/custom.xml"), TYPE, xml.encode(), form.part.package)
    form.part.package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    form.save(f"{name}.docx")
PY
cat >save.mjs <<'JS'
import fs from 'node:fs';
import { JSDOM } from 'jsdom';
import { Editor, getStarterExtensions } from 'superdoc/super-editor';
console.log('superdoc', JSON.parse(fs.readFileSync('node_modules/superdoc/package.json')).version);
for (const name of ['each', 'root']) {
  const file = fs.readFileSync(`${name}.docx`);
  const [content, , mediaFiles, fonts] = await Editor.loadXmlData(file, true);
  const document = new JSDOM('<p>').window.document;
  const editor = new Editor({
    mode: 'docx', isHeadless: true, documentId: name, fileSource: file, content, mediaFiles, fonts, document,
    extensions: getStarterExtensions(), telemetry: { enabled: false },
  });
  const saved = await editor.exportDocx({});
  fs.writeFileSync(`${name}_saved.docx`, Buffer.from(saved.arrayBuffer ? await saved.arrayBuffer() : saved));
}
process.exit(0);
JS
node save.mjs 2>save.log | grep superdoc
venv/bin/python - <<'PY'
import sys
import zipfile

from lxml import etree

print("expected: docProps/custom.xml is well-formed before and after")
seen = {}
for name in ("each", "each_saved", "root", "root_saved"):
    xml = zipfile.ZipFile(f"{name}.docx").read("docProps/custom.xml")
    try:
        etree.fromstring(xml)
        seen[name] = "well-formed"
    except etree.XMLSyntaxError as error:
        seen[name] = "not well-formed"
        print(" ", xml.decode()[-260:], "\n ", error.msg)
    print(name, seen[name])
broken = [name for name, how in seen.items() if how != "well-formed"]
sys.exit(0 if broken == ["each_saved"] else 1)
PY

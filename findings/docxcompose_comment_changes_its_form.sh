#!/usr/bin/env bash
# Package   docxcompose 2.2.0 (with python-docx 1.2.0)
# Expected  One document is put behind the other, each with what belongs to it. A comment's id ties the mark in the text
#           to one comment and has to be unique in the document (ISO/IEC 29500-1, 17.13.4.2 comment and 17.13.4.5
#           commentReference), so ids that collide have to be renumbered, as docxcompose does for bookmarks, notes and
#           numbering.
# Seen      The marks of the second document come along with their old ids, its comments don't. When both count from 0, as
#           programs usually do, the comment of the first form now stands at the text of the second as well, and the
#           comment that belonged there is gone. When the first has no comments, the marks of the second point to nothing.
# Matters   Findings are written into documents as comments. Whoever binds the documents of a meeting into one file sees
#           remarks about one person beside the name of another.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check docxcompose==2.2.0 python-docx==1.2.0 2>pip.log ||
  { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import importlib.metadata as metadata
import io
import sys

from docx import Document
from docxcompose.composer import Composer

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def form(name: str, remark: str) -> Document:
    document = Document()
    run = document.add_paragraph().add_run(f"Name: {name}")
    document.add_comment(run, text=remark, author="Reviewer")
    return document


def remarks(document: Document) -> list[tuple[str, str | None]]:
    """Pair the text of each commented paragraph with the comment that its mark leads to."""
    texts = {comment.comment_id: comment.text for comment in document.comments}
    return [
        (paragraph.text, texts.get(int(mark.get(W + "id"))))
        for paragraph in document.paragraphs
        for mark in paragraph._p.iter(W + "commentReference")
    ]


print("docxcompose", metadata.version("docxcompose"))
composer = Composer(form("Alex Example", "Two dates of birth, please check."))
composer.append(form("Sam Sample", "Not to be given to the family."))
bound = io.BytesIO()
composer.save(bound)
expected = [("Name: Alex Example", "Two dates of birth, please check."), ("Name: Sam Sample", "Not to be given to the family.")]
seen = remarks(Document(io.BytesIO(bound.getvalue())))
print("expected:", expected)
print("seen:    ", seen)
sys.exit(0 if seen == [expected[0], (expected[1][0], expected[0][1])] else 1)
PY

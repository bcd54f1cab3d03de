"""What is damaged while a document is written is caught when it is read back, with and without results around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import pytest

import pipeline.process.write_back as write_back_module
from pipeline.errors import CannotWrite, RefusedForm
from pipeline.process.form import process_one
from tests.documents import MAIN, package, parts_of
from tests.formbuilder import CompletedForm
from tests.reading import DAY, layouts

COMMENT = r'<w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:commentReference w:id="\d+"/></w:r>'
SEAL = r'<w:bookmarkStart w:id="\d+" w:name="_wf_t\d+_\w+"/>'
DAMAGES: dict[str, tuple[str, str]] = {
    "an answer": ("Example Child", "Example Chill"),
    "a narrative": ("was seen at home", "was not seen at home"),
    "an entry": (">17<", "><"),
    "a note": ("carer of a friend", "carer"),
    "a result": (f"(?<=>)(\\d+)(?= \\(up to)|{SEAL}<w:r>.*?</w:r>", ""),
    "words in what refers to a comment": (COMMENT, "<w:r><w:t>a word more</w:t></w:r>"),
    "words beside a seal": (SEAL, r"\g<0><w:r><w:t>9</w:t></w:r>"),
    "a row": (r"<w:tr(?:(?!<w:tr[ >]).)*Example Child.*?</w:tr>", ""),
    "a tag": ("</w:tc>", ""),
}


@cache
def form() -> bytes:
    completed = CompletedForm().put("child_name", "Example Child").put("date_completed", "05/01/2026")
    completed.put("date_of_birth", "01/02/2012").put("child_views_good", "They said that X was seen at home.")
    return completed.factor("sen", "17", notes="Told by a carer of a friend.").factor("neet", "perhaps").bytes()


def processed(damaged: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Process the form, with its document damaged as soon as it is written."""
    write = write_back_module.write_in_place
    monkeypatch.setattr(write_back_module, "write_in_place", lambda *a, **k: damaged(write(*a, **k)))
    return process_one(form(), name="form.docx", layouts=layouts().forms, day=DAY)[1]


def test_a_document_that_is_whole_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    main = parts_of(processed(lambda document: document, monkeypatch))[MAIN].decode()
    assert all(re.search(found, main, re.DOTALL) for found, _ in DAMAGES.values())


@pytest.mark.parametrize("what", DAMAGES)
def test_damage_is_caught(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found, instead = DAMAGES[what]

    def damaged(document: bytes) -> bytes:
        parts = parts_of(document)
        return package({**parts, MAIN: re.sub(found, instead, parts[MAIN].decode(), count=1, flags=re.DOTALL).encode()})

    with pytest.raises((CannotWrite, RefusedForm)):
        processed(damaged, monkeypatch)

"""Documents that follow from a form, made while it is worked out."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from pipeline.assess import following
from pipeline.mapping.documents import FollowingDocument
from pipeline.ooxml import Package
from pipeline.process.result import Result
from pipeline.readers import OpenedForm
from pipeline.writers.following.document import document_bytes
from pipeline.writers.following.facts import Origin
from pipeline.writers.following.rich import RichNarrative
from pipeline.writers.word.protect import protect


class Made(Struct, frozen=True, kw_only=True):
    """One document, not yet put in place."""

    id: str
    title: str
    content: bytes


class Following(Struct, frozen=True, kw_only=True):
    """What follows from one form.

    Attributes:
        made: The documents whose condition holds.
        open: Those of which that can't be told: id, title, and what can't be read.
        titles: Titles of all documents of its mapping, by id.
    """

    made: tuple[Made, ...] = ()
    open: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    titles: tuple[tuple[str, str], ...] = ()


def make_documents(result: Result, opened: OpenedForm, day: dt.date) -> Following:
    """Make every document that follows from a form; lists of many forms are written elsewhere.

    Raises:
        InvalidMapping: A template is wrong.
        CannotWrite: The form is protected, and a document can't be.
    """
    wanted = [document for document in result.mapping.documents if not (document.is_list or document.off)]
    judged = following(result.submission, result.mapping, day, wanted)
    made = [each.document for each in judged if each.holds]
    origin = origin_of(result, opened, day) if made else None
    return Following(
        made=tuple(_made(document, origin, opened) for document in made if origin is not None),
        open=tuple((each.document.id, each.document.title, each.missing) for each in judged if each.holds is None),
        titles=tuple((each.id, each.title) for each in result.mapping.documents),
    )


def origin_of(result: Result, opened: OpenedForm, day: dt.date) -> Origin:
    """Return what the documents of a form may be made from."""
    rich = RichNarrative(Package.open(opened.content)) if result.kind == "docx" else None
    return Origin(
        submission=result.submission,
        assessment=result.assessment,
        mapping=result.mapping,
        findings=result.findings,
        day=day,
        rich=rich,
    )


def _made(document: FollowingDocument, origin: Origin, opened: OpenedForm) -> Made:
    content = protect(document_bytes(document, origin), opened.password)
    return Made(id=document.id, title=document.title, content=content)

"""A form as a page shows it: the document as it looks, or its outline where it can't be drawn."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.batch.arriving.reading import read_job
from pipeline.batch.ledger.edits import job_for
from pipeline.desk.case import place_of
from pipeline.desk.folder import Folder
from pipeline.desk.pages import Frame, day
from pipeline.document import Block, Cell, Control, Document, Mark, Run, Table
from pipeline.errors import UsageProblem
from pipeline.files import read_form
from pipeline.ooxml import Package
from pipeline.readers import OpenedForm, open_form, read_package
from pipeline.readers.viewing import Comment, ViewingCopy, as_pdf, cell_comments, viewing_copy
from pipeline.signs import BOX_EMPTY, BOX_TICKED
from pipeline.writers.marks.as_left import as_people_left_it

_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_REMEMBERED: Final = 4
_SHOWN: Final = (Mark.BOLD, Mark.ITALIC, Mark.UNDERLINE, Mark.STRIKE, Mark.HIGHLIGHT, Mark.SHADED, Mark.RINGED)


class FormShown:
    """Supplies the forms of the page Settle."""

    def __init__(self, folder: Folder, frame: Frame) -> None:
        self._folder, self._frame = folder, frame
        self._converted: dict[bytes, OpenedForm] = {}
        self._drawn: dict[bytes, bytes] = {}
        self._one = threading.Lock()

    def routes(self) -> list[Route]:
        """Return what it answers."""
        return [
            Route("/form/{reference}/about", self._about),
            Route("/form/{reference}/copy", self._copy),
            Route("/form/{reference}/outline", self._outline),
            Route("/form/{reference}/pdf", self._pdf),
        ]

    def _about(self, request: Request) -> Response:
        """Say whether a form can be drawn, and what its places are called then."""
        opened, package = self._open(request)
        return about(package, older=opened.older)

    def _copy(self, request: Request) -> Response:
        copy = self._viewing_copy(request)
        return Response(copy.content, media_type=_WORD)

    def _viewing_copy(self, request: Request) -> ViewingCopy:
        _, package = self._open(request)
        if package.family != "docx":
            raise HTTPException(404)
        return viewing_copy(package)

    def _outline(self, request: Request) -> Response:
        """Send a form as what the reader sees: every cell at its place."""
        _, package = self._open(request)
        return self._frame.part("outline.html", **outline_values(read_package(package)))

    def _pdf(self, request: Request) -> Response:
        """Send a form as it looks in print; drawing it takes seconds, so some are remembered for a moment."""
        opened, package = self._open(request)
        digest = hashlib.sha256(opened.content).digest()
        with self._one:  # LibreOffice is started once at a time
            drawn = self._drawn.get(digest) or as_pdf(package)
            self._drawn = dict([*self._drawn.items(), (digest, drawn)][-_REMEMBERED:])
        return Response(drawn, media_type="application/pdf")

    def _open(self, request: Request) -> tuple[OpenedForm, Package]:
        """Open the version of an assessment that counts as people left it, or its document as it was written.

        Raises:
            UsageProblem: No file of it is left.
            RefusedForm: It can't be opened any more.
        """
        is_written = request.query_params.get("of") == "document"
        data = read_form(self._document(request)) if is_written else self._form(request)
        opened = self._opened(data)
        return opened, opened.package if is_written else as_people_left_it(opened.content, opened.package).package

    def _opened(self, data: bytes) -> OpenedForm:
        """Open a form; what LibreOffice had to convert is remembered for a moment, since that takes seconds."""
        digest = hashlib.sha256(data).digest()
        known = self._converted.get(digest) or open_form(data, self._folder.worker.opening)
        if known.older:
            self._converted = dict([*self._converted.items(), (digest, known)][-_REMEMBERED:])
        return known

    def _form(self, request: Request) -> bytes:
        output, examiner = self._folder.output, self._folder.examiner
        with self._folder.ledger_to_ask() as ledger:
            job = job_for(ledger, ledger.names.find(request.path_params["reference"]), output, examiner)
        if job is None:
            raise UsageProblem(
                "The file is not where it was read any more.", remedy="What was read of it stands.", code="no_file"
            )
        return read_job(job, self._folder.worker.opening.passwords)

    def _document(self, request: Request) -> Path:
        path = self._folder.document_of(request.path_params["reference"])
        if path is None:
            raise UsageProblem("No document was written yet.", remedy="Look again in a moment.", code="no_file")
        return path


def about(package: Package, *, older: str = "") -> Response:
    """Say how a form is drawn: what its places are called, and what people wrote beside it."""
    if package.family != "docx":
        return JSONResponse({"drawn": False, "comments": _said(cell_comments(package)), "program": "Excel"})
    copy = viewing_copy(package)
    return JSONResponse(
        {
            "drawn": True,
            "ids": copy.ids,
            "merged": copy.merged,
            "shapes": copy.shapes,
            "older": older,
            "comments": _said(copy.comments),
            "program": "Word",
        }
    )


def _said(comments: Sequence[Comment]) -> list[dict[str, str]]:
    return [{**msgspec.structs.asdict(each), "day": _day(each.day)} for each in comments]


def _day(written: str) -> str:
    """Return the day of a comment as people here write it; what a program wrote instead of one is left out."""
    try:
        return day(written)
    except ValueError:
        return ""


def outline_values(document: Document) -> dict[str, Any]:
    """Return what the outline of a document is rendered with."""
    return {
        "document": document, "is_table": _is_table, "place": _place, "kind": _kind, "control": _control,
        "has_text": _has_text,
    }  # fmt: skip


def _is_table(block: Block) -> bool:
    return isinstance(block, Table)


def _has_text(cell: Cell) -> bool:
    return bool(cell.text.strip())


def _place(block: Any) -> str:
    return place_of(str(block.location))


def _kind(run: Run) -> str:
    """Return the marks of a run as classes of a style sheet."""
    marks = [str(mark.name).lower() for mark in _SHOWN if run.marks & mark]
    return " ".join([*marks, *(["inserted"] if run.inserted else []), *(["unseen"] if run.is_unread else [])])


def _control(control: Control | None) -> str:
    """Return what is shown of a control that has no text of its own."""
    if control is None or control.checked is None:
        return ""
    return BOX_TICKED if control.checked else BOX_EMPTY

"""The pages on forms: which there are, and a new one from its blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import unquote

import msgspec
from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.cases.decision import Decision
from pipeline.desk.case import place_of
from pipeline.desk.deciding import Decisions
from pipeline.desk.folder import Folder
from pipeline.desk.forms.drafts import Draft, Drafts
from pipeline.desk.forms.notes import on_the_page
from pipeline.desk.orders import order, require_bytes
from pipeline.desk.pages import Frame
from pipeline.desk.register import WORD
from pipeline.desk.shown import about, outline_values
from pipeline.document import Block, Table
from pipeline.draft.added import CHECKLIST, Added, Use, suggest
from pipeline.draft.changed import KINDS, Changes, Level, kinds_for, takes_points
from pipeline.draft.placeholders import levels_of
from pipeline.draft.proposal import needed
from pipeline.errors import UsageProblem
from pipeline.extract import extract
from pipeline.mapping.model import Mapping as FormMapping
from pipeline.ooxml.package import Package
from pipeline.process.form import read_one
from pipeline.process.result import Result
from pipeline.readers.viewing import viewing_copy
from pipeline.submission import Source, Value, shown

_KINDS: Final = {
    "text": "a few words", "narrative": "paragraphs", "date": "a date", "number": "a number", "tick": "a tick",
}  # fmt: skip
_ADDED: Final = {"choice": "one of several answers", "table": "a table", CHECKLIST: "rows of a checklist, each scored"}
_USES: Final = {
    Use.LABEL: "the words of each row",
    Use.TICK: "an answer to tick",
    Use.ANSWER: "the answer, written",
    Use.POINTS: "the points of each row",
    Use.NOTES: "notes",
    Use.NOTHING: "nothing of these",
}
_PRINTED: Final = {"choice": "one of the printed options", "table": "a table"}


class Nothing(Struct, frozen=True):
    """An order that says nothing more."""


class Place(Struct, frozen=True):
    """A place in the picture that somebody points at, as the page calls it; ``is_found`` where a question has it."""

    place: str
    is_found: bool = False


class Asked(Struct, frozen=True, kw_only=True):
    """A question of a draft as the page shows it.

    Attributes:
        kind: What kind of answer it takes.
        others: The kinds that it may take instead; none where that can't be changed.
        several: Several answers may be chosen; ``None`` where there is nothing to choose from.
        is_needed: It can't be left out.
        place: The name of its place in the picture.
    """

    id: str
    label: str
    kind: str
    others: tuple[str, ...]
    several: bool | None
    is_needed: bool
    is_wanted: bool
    options: tuple[str, ...]
    notes: tuple[str, ...]
    place: str


class FormPages:
    """The pages on forms."""

    def __init__(self, folder: Folder, decisions: Decisions, frame: Frame) -> None:
        self._folder, self._decisions, self._frame = folder, decisions, frame
        self._drafts = Drafts(folder)

    def routes(self) -> list[Route]:
        """Return what they answer."""
        return [
            Route("/forms", self._page),
            Route("/forms/begin", self._begin, methods=["POST"]),
            Route("/forms/{draft}", self._draft),
            Route("/forms/{draft}/about", self._about),
            Route("/forms/{draft}/copy", self._copy),
            Route("/forms/{draft}/outline", self._outline),
            Route("/forms/{draft}/place", order(Place, self._place), methods=["POST"]),
            Route("/forms/{draft}/change", order(Changes, self._change), methods=["POST"]),
            Route("/forms/{draft}/try", self._try, methods=["POST"]),
            Route("/forms/{draft}/confirm", order(Nothing, self._confirm), methods=["POST"]),
            Route("/forms/{draft}/give-up", order(Nothing, self._give_up), methods=["POST"]),
        ]

    def _page(self, _: Request) -> Response:
        forms = sorted(self._folder.mappings, key=lambda mapping: mapping.form.title)
        confirmed: Mapping[str, Decision] = {}
        if self._folder.has_ledger:
            with self._folder.ledger_to_ask() as ledger:
                confirmed = ledger.trail.confirmed_forms()
        return self._frame.page(
            "forms.html", forms=forms, drafts=self._drafts.all(), levels=_levels, confirmed=confirmed
        )

    async def _begin(self, request: Request) -> Response:
        require_bytes(request)
        name, data = unquote(request.headers.get("x-name", "")), await request.body()
        return JSONResponse({"draft": await run_in_threadpool(self._drafts.begin, name, data)})

    def _draft(self, request: Request) -> Response:
        draft = self._drafts.open(request.path_params["draft"])
        layout = draft.layout()
        source = Source(name=draft.name, sha256="", kind=draft.document.kind)
        read = extract(draft.document, layout, source)
        places = {name: str(answer.location or "") for name, answer in read.answers.items()}
        places |= {name: str(row.location or "") for name, row in read.checklist.items()}
        return self._frame.page(
            "form_draft.html",
            draft=draft,
            alike=self._drafts.like(draft),
            asked=[_asked(draft, number, places) for number in range(len(draft.found.fields))],
            rows=[*_rows(draft, places)],
            levels=_levels_of(draft),
            on_the_page=on_the_page,
            has_date=bool(draft.found.review_on),
            may_name=[each.entry for each in draft.found.fields if each.entry.is_text and each.entry.is_short],
            added=msgspec.json.encode(draft.changes.added).decode(),
            added_ones=[*map(_called, draft.changes.added)],
            kinds={kind.value: _KINDS[kind.value] for kind in KINDS} | _PRINTED,
        )

    # -- the picture -------------------------------------------------------------------------------------------------

    def _about(self, request: Request) -> Response:
        return about(self._package(request))

    def _copy(self, request: Request) -> Response:
        return Response(viewing_copy(self._package(request)).content, media_type=WORD)

    def _outline(self, request: Request) -> Response:
        document = self._drafts.open(request.path_params["draft"]).document
        return self._frame.part("outline.html", **outline_values(document))

    def _package(self, request: Request) -> Package:
        return Package.open(self._drafts.open(request.path_params["draft"]).content)

    def _place(self, request: Request, asked: Place) -> Response:
        """Ask what is answered at a place, for a question that the draft missed."""
        document = self._drafts.open(request.path_params["draft"]).document
        printed = next((each for each in _places(document.blocks) if place_of(each) == asked.place), "")
        found = suggest(document, printed)
        kinds = {kind.value: _KINDS[kind.value] for kind in KINDS} | _ADDED
        whole = {kind: kinds.pop(kind) for kind in ("table", CHECKLIST)}
        if asked.is_found and not found.heads:
            raise UsageProblem("A question has this place already.", remedy="Leave that one out first.", code="draft")
        kinds = {**({} if asked.is_found else kinds), **(whole if found.heads else {})}
        return self._frame.part("form_place.html", at=printed, found=found, kinds=kinds, uses=_USES)

    # -- what is done ------------------------------------------------------------------------------------------------

    def _change(self, request: Request, asked: Changes) -> Response:
        self._drafts.change(request.path_params["draft"], asked)
        return JSONResponse({"kept": True})

    async def _try(self, request: Request) -> Response:
        """Read a completed form by a draft; it is kept nowhere."""
        require_bytes(request)
        return await run_in_threadpool(self._tried, request.path_params["draft"], await request.body())

    def _tried(self, identifier: str, data: bytes) -> Response:
        draft = self._drafts.open(identifier)
        opening, day = self._folder.worker.opening, self._folder.day
        result = read_one(data, name="form", layouts=(draft.layout(),), day=day, opening=opening)
        return self._frame.part("form_tried.html", result=result, answers=[*_answers(result)])

    def _confirm(self, request: Request, _: Nothing) -> Response:
        if not self._frame.by:
            raise UsageProblem("Nobody is named who confirms this.", remedy="Say who you are.", code="nobody")
        self._drafts.confirm(request.path_params["draft"], self._frame.by, self._decisions.confirm_form)
        return JSONResponse({"confirmed": True})

    def _give_up(self, request: Request, _: Nothing) -> Response:
        self._drafts.give_up(request.path_params["draft"])
        return JSONResponse({"gone": True})


def _places(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield every place of a document that the picture has, as it is printed."""
    for block in blocks:
        yield str(block.location)
        for row in block.rows if isinstance(block, Table) else ():
            for cell in row.cells:
                yield str(cell.location)
                yield from _places(cell.blocks)


def _asked(draft: Draft, number: int, places: Mapping[str, str]) -> Asked:
    noted = draft.found.fields[number]
    field = noted.entry
    return Asked(
        id=field.id,
        label=field.label,
        kind=draft.changes.kinds.get(field.id, field.kind.value),
        others=tuple(kind.value for kind in kinds_for(field, is_needed=field.id in needed(draft.proposal))),
        several=draft.changes.several.get(field.id, field.several) if field.choices else None,
        is_needed=field.id in needed(draft.proposal),
        is_wanted=field.id not in draft.changes.unwanted,
        options=tuple(choice.label for choice in field.choices),
        notes=noted.notes,
        place=place_of(places.get(field.id)),
    )


def _called(added: Added) -> str:
    return added.name or added.label or f"Rows of a checklist, from {added.place} on"


def _rows(draft: Draft, places: Mapping[str, str]) -> Any:
    """Yield the rows of the checklists: id, label, points, whether these can be set, and the place."""
    for checklist in (noted.entry for noted in draft.proposal.checklists):
        for factor in checklist.factors:
            is_free = takes_points(checklist, factor) or factor.id in draft.changes.points
            yield factor.id, factor.label, checklist.most(factor), is_free, place_of(places.get(factor.id))


def _levels_of(draft: Draft) -> list[Level]:
    """Return the levels as somebody set them, else as they were read, else the usual ones without numbers."""
    if draft.changes.levels:
        return list(draft.changes.levels)
    score = draft.found.score
    if score is not None:
        return [Level(name=band.name, start=band.from_ or 0) for band in score.entry.bands]
    return (
        [Level(name=name, start=0) for _, name in levels_of(draft.found)] if draft.proposal.scores_without_bands else []
    )


def _levels(mapping: FormMapping) -> str:
    bands = mapping.score.bands if mapping.score is not None else ()
    return ", ".join(f"{band.name} from {band.from_}" if band.from_ is not None else band.name for band in bands)


def _in_words(value: Value) -> str:
    """Return an answer in a line; of a table each row that was filled in."""
    if isinstance(value, tuple):
        return "; ".join(", ".join(filter(None, map(str, row.values()))) for row in value)
    return shown(value)


def _answers(result: Result) -> Any:
    """Yield what was read by a draft: label, answer and state."""
    for field in result.mapping.fields:
        answer = result.answers[field.id]
        value = answer.raw if answer.state.value != "answered" else _in_words(answer.value)
        words = [choice.label for choice in field.choices if choice.id in answer.chosen]
        yield field.label, ", ".join(words) or value, answer.state.value
    for factor in result.mapping.factors:
        row = result.checklist[factor.id]
        yield factor.label, row.entered, row.state.value

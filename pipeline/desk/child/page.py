"""The page of a child: all assessments and versions, totals and factors over time, decisions, and what follows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipeline.assess import Follows, following
from pipeline.batch.arriving.reading import read_job
from pipeline.batch.decisions.decide import made_from
from pipeline.batch.ledger.edits import job_for
from pipeline.cases.decision import IN_WORDS, Decision, DecisionKind
from pipeline.cases.overview import Overview
from pipeline.cases.questions import QuestionKind
from pipeline.cases.version import Identity
from pipeline.desk.child.chart import Measured, chart
from pipeline.desk.deciding import Deciding, Decisions
from pipeline.desk.folder import Folder
from pipeline.desk.orders import order
from pipeline.desk.pages import Frame
from pipeline.desk.register import WORD, attachment
from pipeline.errors import UsageProblem
from pipeline.mapping import Mapping as FormMapping
from pipeline.mapping.documents import FollowingDocument
from pipeline.process.restore import recorded_submission
from pipeline.record import Ledger
from pipeline.record.views import Row
from pipeline.tables.history import History, history_of
from pipeline.tables.register import register_row
from pipeline.writers.following.content import label_of
from pipeline.writers.register.row import Trend


class Withdrawn(Struct, frozen=True):
    """A withdrawal; ``replaced_by`` is the reference of the assessment in its place, if there is one."""

    why: str
    replaced_by: str = ""


class Restored(Struct, frozen=True):
    """A withdrawn assessment is taken back in."""

    why: str = ""


class Kept(Struct, frozen=True, kw_only=True):
    """One assessment of the child, with its result.

    Attributes:
        row: As tables show it; ``None`` once it was withdrawn.
        trend: What changed since the one before; ``None`` for the first.
        made: Documents for others that were made from it, below the output folder.
    """

    history: History
    identity: Identity
    overview: Overview
    result: Mapping[str, Any]
    row: Row | None
    trend: Trend | None
    made: tuple[str, ...]

    @property
    def came_back(self) -> bool:
        """Whether it was withdrawn, and counts again since a later version reads otherwise."""
        return self.row is not None and any(each.kind is QuestionKind.WITHDRAWN_CHANGED for each in self.row.questions)

    @property
    def day(self) -> dt.date | None:
        """The date completed."""
        return dt.date.fromisoformat(self.history.completed) if self.history.completed else None


class Offer(Struct, frozen=True, kw_only=True):
    """A document that may be made: what is in it, what is only in it when somebody asks, and what stays out."""

    document: FollowingDocument
    follows: Follows | None
    holds: tuple[str, ...]
    on_request: tuple[str, ...]
    left_out: tuple[str, ...]


class ChildPage:
    """The page of a child, and what is done there."""

    def __init__(self, folder: Folder, decisions: Decisions, frame: Frame) -> None:
        self._folder, self._decisions, self._frame = folder, decisions, frame

    def routes(self) -> list[Route]:
        """Return what it answers."""
        return [
            Route("/child/{reference}", self._page),
            Route("/child/{reference}/document/{name}", self._document),
            Route("/child/{reference}/withdraw", order(Withdrawn, self._withdraw), methods=["POST"]),
            Route("/child/{reference}/restore", order(Restored, self._restore), methods=["POST"]),
        ]

    def _page(self, request: Request) -> Response:
        with self._folder.ledger_to_ask() as ledger:
            reference = ledger.names.find(request.path_params["reference"])
            kept = [self._kept(ledger, each) for each in ledger.all_of_child(reference)]
            here = next(each for each in kept if each.history.reference == reference)
            mapping = self._folder.mapping(here.history.form)
            offers = [*self._offers(here, mapping)] if mapping is not None else []
        standing = [each for each in kept if each.row is not None and each.history.form == here.history.form]
        bands = mapping.score.bands if mapping is not None and mapping.score is not None else ()
        return self._frame.page(
            "child.html",
            kept=kept[::-1],
            this=here,
            mapping=mapping,
            chart=chart([*_measured(standing)], bands),
            factors=[*_factors(standing, mapping)] if mapping is not None else [],
            standing=standing,
            offers=offers,
            came_back=here.came_back,
            did=_said,
            labels={factor.id: factor.label for factor in mapping.factors} if mapping is not None else {},
        )

    def _kept(self, ledger: Ledger, reference: str) -> Kept:
        day = self._folder.day
        history = history_of(ledger, reference, (), day)
        recorded = ledger.find(reference)
        assert recorded is not None  # noqa: S101 - it has a history
        row = None if recorded.is_withdrawn else ledger.views(day).row(reference)
        return Kept(
            history=history,
            identity=ledger.identity(reference),
            overview=ledger.overview(recorded.counting.sha256),
            result=json.loads(ledger.result(recorded.counting.sha256)),
            row=row,
            trend=register_row(row).trend if row is not None else None,
            made=tuple(made_from(ledger, reference, self._folder.output)),
        )

    # -- documents that follow ---------------------------------------------------------------------------------------

    def _offers(self, kept: Kept, mapping: FormMapping) -> Iterator[Offer]:
        """Return the documents that may be made from an assessment, those that follow from it first."""
        wanted = [each for each in mapping.documents if not (each.is_list or each.off)]
        submission = recorded_submission(json.dumps(kept.result), mapping)
        judged = {each.document.id: each for each in following(submission, mapping, self._folder.day, wanted)}
        for document in sorted(wanted, key=lambda each: _rank(judged.get(each.id))):
            yield _offer(document, judged.get(document.id), mapping)

    def _document(self, request: Request) -> Response:
        """Make a document that follows from an assessment, to be kept where people want it; nothing is put anywhere."""
        from pipeline.process.documents import origin_of  # what a batch loads when a form has to be worked out
        from pipeline.process.form import read_one
        from pipeline.readers import open_form
        from pipeline.writers.following.document import document_bytes
        from pipeline.writers.word.protect import protect

        output, opening = self._folder.output, self._folder.worker.opening
        with self._folder.ledger_to_ask() as ledger:
            reference = ledger.names.find(request.path_params["reference"])
            job = job_for(ledger, reference, output, self._folder.examiner)
            decisions = ledger.settlings(reference)
        if job is None:
            raise UsageProblem("The file is not where it was read any more.", remedy="Drop it again.", code="no_file")
        data = read_job(job, opening.passwords)
        opened, day = open_form(data, opening), self._folder.day
        result = read_one(
            data, name=job.name, layouts=self._folder.layouts.forms, day=day, opened=opened, decisions=decisions
        )
        name = request.path_params["name"]
        found = next((each for each in result.mapping.documents if each.id == name and not each.is_list), None)
        if found is None:
            raise HTTPException(404)
        is_asked = request.query_params.get("all") == "yes"
        content = document_bytes(found, origin_of(result, opened, day), on_request=is_asked)
        return attachment(protect(content, opened.password), f"{found.id}.docx", WORD)

    # -- out of the register, and back -------------------------------------------------------------------------------

    def _withdraw(self, request: Request, asked: Withdrawn) -> Response:
        def decide(by: Deciding) -> Decision:
            done = by.decider.withdraw(by.recorded.reference, asked.why, asked.replaced_by)
            by.ledger.documents.end_following(by.recorded.reference)
            return done

        self._decisions.settle_first()
        done = self._decisions.take(request.path_params["reference"], decide)
        return JSONResponse({"reference": done.reference})

    def _restore(self, request: Request, asked: Restored) -> Response:
        done = self._decisions.take(
            request.path_params["reference"], lambda by: by.decider.restore(by.recorded.reference, asked.why)
        )
        return JSONResponse({"reference": done.reference})


def _measured(standing: Sequence[Kept]) -> Iterator[Measured]:
    for each in standing:
        if each.day is not None and each.overview.rag is not None:
            yield Measured(day=each.day, least=each.overview.total, most=each.overview.total_max)


def _factors(standing: Sequence[Kept], mapping: FormMapping) -> Iterator[tuple[str, list[str]]]:
    """Return the rows of the checklist that apply, or could, in any assessment: label, and the state in each."""
    for factor in mapping.factors:
        states = [str(each.result["checklist"].get(factor.id, {}).get("state", "not_found")) for each in standing]
        if any(state in ("yes", "unclear") for state in states):
            yield factor.label, states


def _rank(follows: Follows | None) -> int:
    return 3 if follows is None else {True: 0, None: 1, False: 2}[follows.holds]


def _offer(document: FollowingDocument, follows: Follows | None, mapping: FormMapping) -> Offer:
    held = {name: (label_of(name, part, mapping), part.on_request) for part in document.parts for name in part.fields}
    out = [field.label for field in mapping.fields if field.id not in held]
    if not {"checklist", "applies"} & held.keys():
        out += [factor.label for factor in mapping.factors if factor.id not in held]
    return Offer(
        document=document,
        follows=follows,
        holds=tuple(label for label, is_asked in held.values() if not is_asked),
        on_request=tuple(label for label, is_asked in held.values() if is_asked),
        left_out=tuple(label.rstrip(": ") for label in out),
    )


_SAID = {**IN_WORDS, DecisionKind.SETTLE: f"{IN_WORDS[DecisionKind.SETTLE]} as {{value}}"}


def _said(decision: Decision) -> str:
    """Return what somebody did, in words."""
    return _SAID[decision.kind].format(entry=decision.entry, value=decision.value, other=decision.other)

"""A draft as a person changed it: other kinds, points, levels and weeks, and what isn't wanted left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.document import Document
from pipeline.draft.added import Added
from pipeline.draft.names import Names, identifier
from pipeline.draft.placeholders import levels_of, shown_in
from pipeline.draft.proposal import Noted, Proposal, needed
from pipeline.errors import InvalidMapping, UsageProblem
from pipeline.extract import Layout, prepare
from pipeline.mapping.model import Checklist, Factor, Field, FieldKind, Review, Score, Subject
from pipeline.mapping.rows import Means
from pipeline.mapping.strict.models import ValidationError, as_written, checked, make

KINDS: Final = (FieldKind.TEXT, FieldKind.NARRATIVE, FieldKind.DATE, FieldKind.NUMBER, FieldKind.TICK)
"""The kinds that a question may be changed to; tables are as the form prints them."""
_WRITTEN: Final = (FieldKind.TEXT, FieldKind.NARRATIVE)
"""What a choice may be instead, where people may write anything."""


class Level(Struct, frozen=True, kw_only=True):
    """A level as a person sets it.

    Attributes:
        name: Its name.
        start: The lowest number that belongs to it.
        weeks: Weeks until the next review; 0 for none.
    """

    name: str
    start: int
    weeks: int = 0


class Changes(Struct, frozen=True, kw_only=True):
    """What a person changed.

    Attributes:
        title: The title of the form, which names it for machines too; as it was read when empty.
        version: Its version; as it was read when empty.
        subject: Id of the question that names the person whom the form is about; as it was read when empty.
        kinds: Other kinds of questions, by their ids.
        several: Whether several answers may be chosen, by the ids of choices.
        unwanted: Ids of questions that are left out.
        points: Points of rows, by their ids.
        levels: The levels, from the lowest on; as they were read when there are none.
        added: Questions that the draft missed.
    """

    title: str = ""
    version: str = ""
    subject: str = ""
    kinds: Mapping[str, str] = {}
    several: Mapping[str, bool] = {}
    unwanted: tuple[str, ...] = ()
    points: Mapping[str, int] = {}
    levels: tuple[Level, ...] = ()
    added: tuple[Added, ...] = ()


def changed(proposal: Proposal, changes: Changes) -> Proposal:
    """Return a draft as somebody changed it; notes on what they set are gone, for they have looked.

    Raises:
        UsageProblem: A change makes no sense, in words for people.
    """
    proposal = replace(proposal, subject=_subject(proposal, changes.subject))
    own = proposal.form.entry
    title = changes.title or own.title
    named = {"id": own.id if title == own.title else identifier(title), "title": title}
    named["version"] = changes.version or own.version
    try:
        return replace(
            proposal,
            form=replace(proposal.form, entry=replace(own, **named)),
            fields=tuple(_field(each, changes, needed(proposal)) for each in _wanted(proposal, changes)),
            checklists=tuple(_checklist(each, changes.points) for each in proposal.checklists),
            score=_score(proposal, changes.levels),
            review=_review(proposal, changes.levels),
        )
    except ValidationError as error:
        raise UsageProblem(f"That doesn't fit: {error.errors()[0]['msg']}.", code="draft") from error


def looked_at(proposal: Proposal) -> Proposal:
    """Return a draft without its notes: a person has looked at each. What it has no entry for stays said."""
    return replace(
        proposal,
        form=replace(proposal.form, notes=()),
        subject=replace(proposal.subject, notes=()) if proposal.subject is not None else None,
        fields=tuple(replace(each, notes=()) for each in proposal.fields),
        checklists=tuple(replace(each, notes=()) for each in proposal.checklists),
        score=replace(proposal.score, notes=()) if proposal.score is not None else None,
    )


def layout_of(proposal: Proposal, document: Document) -> Layout:
    """Return what reads completed forms by a draft.

    Raises:
        UsageProblem: Its parts don't fit together, or not the blank.
    """
    try:
        return prepare(proposal.mapping(), document, proposal.form.entry.blanks[0])
    except InvalidMapping as error:
        what = error.what.splitlines()[0].rpartition(": ")[2]
        raise UsageProblem(f"That doesn't fit together: {what}.", remedy="Change it back.", code="draft") from error
    except ValidationError as error:
        raise UsageProblem(f"That doesn't fit: {error.errors()[0]['msg']}.", code="draft") from error


def _subject(proposal: Proposal, name: str) -> Noted[Subject] | None:
    """Return whom the form is about: as it was read, else as somebody said."""
    if name not in {each.entry.id for each in proposal.fields}:
        return proposal.subject
    if proposal.subject is not None:
        return Noted(entry=replace(proposal.subject.entry, name=name))
    done = next((each.entry.id for each in proposal.fields if each.entry.is_date), None)
    return Noted(entry=make(Subject, name=name, on=done))


def _wanted(proposal: Proposal, changes: Changes) -> Sequence[Noted[Field]]:
    gone = set(changes.unwanted) - needed(proposal)
    return [each for each in proposal.fields if each.entry.id not in gone]


def _field(noted: Noted[Field], changes: Changes, kept: Collection[str]) -> Noted[Field]:
    """Return a question as somebody changed it; one of ``kept`` stays a choice."""
    field = noted.entry
    kind = changes.kinds.get(field.id, field.kind.value)
    if field.kind is FieldKind.CHOICE:
        if kind in {each.value for each in _WRITTEN} and field.id not in kept:
            return replace(noted, entry=_validated(Field, field, {"kind": kind, "choice": [], "several": False}))
        return replace(noted, entry=_validated(Field, field, {"several": changes.several.get(field.id)}))
    if field.kind not in KINDS or kind not in {each.value for each in KINDS}:
        return noted
    return replace(noted, entry=_validated(Field, field, {"kind": kind}))


def kinds_for(field: Field, *, is_needed: bool) -> Sequence[FieldKind]:
    """Return the kinds that a question may take, its own among them; none where that can't be changed."""
    if field.kind is FieldKind.CHOICE:
        return () if is_needed else (FieldKind.CHOICE, *_WRITTEN)
    return KINDS if field.kind in KINDS else ()


def takes_points(checklist: Checklist, factor: Factor) -> bool:
    """Return whether somebody may say what a row counts: the form prints no points for it."""
    options = checklist.options_of(factor)
    has_yes = any(option.meaning is Means.YES for option in options)
    return checklist.weight is None and (not options or (has_yes and not any(option.points for option in options)))


def _checklist(noted: Noted[Checklist], points: Mapping[str, int]) -> Noted[Checklist]:
    """Set the points of rows, where the form prints none; with options they are those of the ones that mean yes."""
    checklist = noted.entry
    given = {
        factor.id: factor for factor in checklist.factors if factor.id in points and takes_points(checklist, factor)
    }
    values = as_written(checklist)
    for row in (factor for group in values.get("group", []) for factor in group.get("factors", [])):
        if row["id"] in given:
            number, options = points[row["id"]], checklist.options_of(given[row["id"]])
            row["points"] = [number if each.meaning is Means.YES else 0 for each in options] if options else number
    return replace(noted, entry=checked(Checklist, values)) if given else noted


def _score(proposal: Proposal, levels: Sequence[Level]) -> Noted[Score] | None:
    if not levels:
        return proposal.score
    if [level.start for level in levels] != sorted({level.start for level in levels}):
        raise UsageProblem(
            "Each level begins at a higher number than the one before.", remedy="Mend the numbers.", code="draft"
        )
    bands = []
    for number, (level, name) in enumerate(zip(levels, _ids(proposal, levels), strict=True)):
        end = levels[number + 1].start - 1 if number + 1 < len(levels) else None
        bands.append({"level": name, "from": level.start, "to": end, "name": level.name})
    if proposal.score is None:
        return Noted(entry=checked(Score, {"band": bands, **shown_in(proposal)}))
    return replace(proposal.score, entry=_validated(Score, proposal.score.entry, {"band": bands}))


def _review(proposal: Proposal, levels: Sequence[Level]) -> Noted[Review] | None:
    intervals = [
        {"level": name, "weeks": level.weeks}
        for level, name in zip(levels, _ids(proposal, levels), strict=True)
        if level.weeks
    ]
    if not intervals or not proposal.review_on:
        return None
    values: dict[str, Any] = {"on": proposal.review_on, "interval": intervals}
    if proposal.review_field:
        values["field"] = proposal.review_field
    return Noted(entry=checked(Review, values))


def _ids(proposal: Proposal, levels: Sequence[Level]) -> list[str]:
    """Return ids of levels: those that the form has already, in their order, else from their names."""
    known, names = [level for level, _ in levels_of(proposal)], Names()
    if len(known) == len(levels):
        return known
    return [names.take(level.name) for level in levels]


def _validated(kind: type[Any], entry: Any, update: Mapping[str, Any]) -> Any:
    values = as_written(entry)
    return checked(kind, {**values, **{key: value for key, value in update.items() if value is not None}})

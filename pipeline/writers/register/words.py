"""What the register says of a form in words: why a person has to look at it, and what people decided about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from collections.abc import Mapping as MappingOf
from typing import TYPE_CHECKING, Final

from pipeline.findings import Severity, in_sentence
from pipeline.writers.register.look_first import look_first

if TYPE_CHECKING:
    from pipeline.mapping.model import Mapping
    from pipeline.writers.register.row import RegisterRow

_REASONS: Final = (Severity.MUST, Severity.ASK)
_BROKEN: Final = (Severity.MUST,)
_IN_WORDS: Final = {
    "unread_text": "text that belongs to no question",
    "unclear_answer": "unclear entry",
    "not_found": "question not found",
    "factor_missing": "checklist row not found",
    "factor_twice": "checklist row is there twice",
    "checklist_empty": "no factor is marked",
    "nothing_filled_in": "nothing is filled in",
    "tracked_changes": "tracked changes are pending",
    "several_children": "more than one child",
    "total_differs": "another total was typed",
    "rag_differs": "another RAG was marked",
    "score_differs": "another score was entered than printed",
    "age_score_differs": "another age score was typed",
    "age_unknown": "no age score",
    "type_elsewhere": "type marked under another level",
    "print_marked": "print of no question is marked",
}
"""Codes of findings that read badly with their underscores taken out."""


def in_words(code: str) -> str:
    """Say the code of a finding in words."""
    return _IN_WORDS.get(code, code.replace("_", " "))


def labels_of(mapping: Mapping) -> dict[str, str]:
    """Return the labels of all fields and factors by their ids."""
    fields = {field.id: field.label for field in mapping.fields}
    return fields | {factor.id: factor.label for factor in mapping.factors}


def reasons(row: RegisterRow, labels: MappingOf[str, str]) -> str:
    """Say in words why a person has to look at a form; ``labels`` are those of its fields and factors."""
    said = _noted(row, labels, _REASONS)
    if not said and not row.complete:
        said.append("the total is not complete")
    return "; ".join(said)


def to_look_at_first(row: RegisterRow, mapping: Mapping, labels: MappingOf[str, str]) -> str:
    """Return what has to be looked at before the row is trusted; nothing when it may be."""
    return "; ".join(said.removesuffix(".") for said in look_first(row, mapping, _noted(row, labels, _BROKEN)))


def _noted(row: RegisterRow, labels: MappingOf[str, str], severities: Collection[str]) -> list[str]:
    """Say the findings of some severities in words, those of one code together."""
    about: dict[str, list[str]] = {}
    times: Counter[str] = Counter()
    for noted in row.findings:
        if noted.severity in severities:
            times[noted.code] += 1
            about.setdefault(noted.code, []).extend([labels[noted.field]] if noted.field in labels else [])
    return [_reason(code, times[code], tuple(dict.fromkeys(about[code]))) for code in times]


def _reason(code: str, times: int, labels: tuple[str, ...]) -> str:
    named = ", ".join(map(in_sentence, labels[:4])) + (f" and {len(labels) - 4} more" if len(labels) > 4 else "")
    return f"{in_words(code)} ({named})" if named else f"{in_words(code)} ({times})" if times > 1 else in_words(code)


# What people decided


def status(row: RegisterRow) -> str:
    """Say the status, and whether the form was corrected in its result."""
    said = row.status.replace("_", " ")
    return f"{said}, corrected" if row.corrected and said != "corrected" else said


def signed_off(row: RegisterRow) -> str:
    """Say who looked, and when: ``Jo Bloggs, 28/11/2026``; nothing while nobody did."""
    day = f"{row.signed_off_on:%d/%m/%Y}" if row.signed_off_on is not None else ""
    return ", ".join(filter(None, (row.signed_off_by, day)))


def settled(row: RegisterRow, labels: MappingOf[str, str]) -> str:
    """Return which entries people settled, by their labels."""
    return "; ".join(_called(entry, labels) for entry in row.settled)


def _called(entry: str, labels: MappingOf[str, str]) -> str:
    """Call an entry by its label; of ``actions[2].who`` the row is said, of ``sen@review`` the round."""
    place, _, each_round = entry.partition("@")
    name, _, inside = place.partition("[")
    row = inside.partition("]")[0]
    called = in_sentence(labels.get(name, name.replace("_", " ")))
    return called + (f", row {row}" if row else "") + (f", round {each_round}" if each_round else "")

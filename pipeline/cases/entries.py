"""The entries of a form: what each is called, and what is there as it was read.

Decisions and comparisons go by this, so it holds text and signs alone, never what was made of them or where they
are: it stays the same when the program, the mapping or the layout of the form changes. White space doesn't count.

    sen, sen@review     a factor of a checklist; one of its rounds
    sen.notes           the notes on a factor, where there are some; nobody can settle them
    outcome             a field
    actions[2].who      a cell of a table: the column 'who' of the second row that is filled in
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from pipeline.patterns import pattern
from pipeline.submission import BY_SIGNS, Answer, Choices, FactorAnswer, FactorState, Settled, State, Submission
from pipeline.words import Spans, Words

_NAME: Final = r"[a-z][a-z0-9_]*"
_ENTRY: Final = pattern(rf"(?P<name>{_NAME})(?:@(?P<round>{_NAME})|\[(?P<row>[1-9]\d{{0,3}})\]\.(?P<column>{_NAME}))?")
_MARKED: Final = (FactorState.YES, FactorState.NO)


class Address(Struct, frozen=True, kw_only=True):
    """Which entry of a form is meant.

    Attributes:
        name: Id of the field or factor.
        round: Id of the round, for a factor that is entered several times.
        row: Number of the row in a table, from 1; 0 for what is no table.
        column: Id of the column in a table.
    """

    name: str
    round: str = ""
    row: int = 0
    column: str = ""

    def __str__(self) -> str:
        return self.name + (f"@{self.round}" if self.round else "") + self.cell

    @property
    def cell(self) -> str:
        """The cell within its table: ``[2].who``; empty for what is no table."""
        return f"[{self.row}].{self.column}" if self.row else ""


def address(entry: str) -> Address | None:
    """Return the address that is written as ``entry``, or ``None`` when it is none."""
    found = _ENTRY.fullmatch(entry.strip())
    if found is None:
        return None
    return Address(
        name=found["name"], round=found["round"] or "", row=int(found["row"] or 0), column=found["column"] or ""
    )


def name_of(entry: str) -> str:
    """Return the id of the field or factor in the address of an entry."""
    return entry.partition("@")[0].partition("[")[0]


# -- what is there -------------------------------------------------------------------------------------------------


def raw_entries(submission: Submission) -> dict[str, str]:
    """Return text and signs of every entry as they were read, by address; settling changes none of them."""
    return _entries(submission.answers, submission.checklist)


def recorded_entries(result: Mapping[str, Any]) -> dict[str, str]:
    """Return the same of a recorded result.

    Args:
        result: What a result JSON holds (``docs/result-json.md``), of this version of the program or an older one.
    """
    return _entries(
        {name: recorded_answer(name, found) for name, found in result["answers"].items()},
        {name: recorded_factor(name, found) for name, found in result["checklist"].items()},
    )


def bound_to(entry: str, entries: Mapping[str, str]) -> str:
    """Return what a decision on an entry is bound to: when this changes, the decision lapses.

    Where nothing is entered, that is what was read beside it: the notes on a factor, the rest of a table's row. Else a
    decision would go on to hold when they say something new, or when another row has come before.

    Args:
        entry: Its address.
        entries: What is in all entries.
    """
    own, where = entries.get(entry, ""), address(entry)
    if own or where is None:
        return own
    if where.row:
        start = f"{where.name}[{where.row}]."
        row = {name.removeprefix(start): text for name, text in entries.items() if name.startswith(start) and text}
        return f"(row) {'; '.join(f'{column}: {text}' for column, text in row.items())}" if row else ""
    notes = entries.get(f"{where.name}.notes", "")
    return f"(note) {notes}" if notes else ""


def _entries(answers: Mapping[str, Answer], checklist: Mapping[str, FactorAnswer]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, answer in answers.items():
        found.update(_of_table(name, answer) or {name: _raw(answer.words, signs_of(answer))})
    for name, row in checklist.items():
        found.update(_of_factor(name, row))
    return found


def _of_table(name: str, answer: Answer) -> dict[str, str]:
    """Return the cells of the rows that were filled in on the form; nothing for what is no table, or an empty one."""
    found: dict[str, str] = {}
    for number, row in enumerate(answer.rows, start=1):
        places = {column: Address(name=name, row=number, column=column) for column in row}
        read = {str(at): "" if at.cell in answer.cells else _raw(row[column]) for column, at in places.items()}
        found.update(read if any(read.values()) else {})
    return found


def _of_factor(name: str, row: FactorAnswer) -> Iterator[tuple[str, str]]:
    rounds = {key: each for key, each in row.rounds.items() if not _is_only_settled(each)}
    if rounds:
        yield from ((f"{name}@{key}", _raw(each.words, factor_signs(each))) for key, each in rounds.items())
    else:
        yield name, _raw(row.words, factor_signs(row))
    if row.notes.strip():
        yield f"{name}.notes", _raw(row.note_words)


def _is_only_settled(round_: FactorAnswer) -> bool:
    """Return whether a round is there because somebody settled it, in a row that the form lacks."""
    return round_.settled is not None and round_.settled.was == FactorState.NOT_FOUND


def _raw(words: Words, signs: tuple[str, ...] = ()) -> str:
    """Return what is there in one line; what is struck out of it is told apart, since it changes what is said."""
    parts = (f"⟦struck: {part}⟧" if is_struck and words.standing else part for part, is_struck in words.parts())
    said = " ".join("".join(parts).split())
    return f"{said} ⟦{'; '.join(signs)}⟧".lstrip() if signs else said


def signs_of(answer: Answer) -> tuple[str, ...]:
    """Return what an answer shows beside its text: the options that were marked where the text doesn't tell them."""
    if answer.signs or answer.settled is not None:
        return answer.signs
    is_by_signs = answer.found_by in BY_SIGNS or not any(map(str.isalnum, answer.raw))
    if answer.state is State.ANSWERED and isinstance(answer.value, str | Choices) and is_by_signs:
        return Choices.parse(str(answer.value)).ids  # of a recorded answer the value is the text of its JSON
    return ()


def factor_signs(row: FactorAnswer) -> tuple[str, ...]:
    """Return what a row shows beside its text: what was read from formatting or a drawing."""
    if row.signs or row.settled is not None or row.entered:
        return row.signs
    return row.chosen or ((row.state.value,) if row.state in _MARKED else ())


# -- what is recorded --------------------------------------------------------------------------------------------------


def recorded_answer(name: str, found: Mapping[str, Any]) -> Answer:
    """Return an answer of a result JSON; a date stays text, and there are no places."""
    value = found["value"]
    return Answer(
        field=name,
        state=State(found["state"]),
        value=tuple(dict(row) for row in value) if isinstance(value, list) else value,
        raw=found["raw"],
        found_by=found.get("found_by", ""),
        signs=tuple(found.get("signs", ())),
        settled=_settled(found.get("settled")),
        cells={cell: Settled(**each) for cell, each in found.get("settled_cells", {}).items()},
        **_struck(found.get("struck", ())),
    )


def recorded_factor(name: str, found: Mapping[str, Any]) -> FactorAnswer:
    """Return a row of the checklist of a result JSON, or a round of one."""
    return FactorAnswer(
        factor=name,
        state=FactorState(found["state"]),
        entered=found["entered"],
        notes=found.get("notes", ""),
        chosen=Choices.parse(found["answer"]).ids if found.get("answer") else (),
        rounds={key: recorded_factor(name, each) for key, each in found.get("rounds", {}).items()},
        signs=tuple(found.get("signs", ())),
        settled=_settled(found.get("settled")),
        struck=_spans(found.get("struck", ())),
        notes_struck=_spans(found.get("notes_struck", ())),
    )


def _struck(found: Sequence[Any]) -> dict[str, Any]:
    """Return what is struck out of an answer, or by row and column of a table."""
    if found and isinstance(found[0], Mapping):
        return {"struck_cells": tuple({column: _spans(spans) for column, spans in row.items()} for row in found)}
    return {"struck": _spans(found)}


def _spans(found: Iterable[Sequence[int]]) -> Spans:
    return tuple((start, end) for start, end in found)


def _settled(found: Mapping[str, str] | None) -> Settled | None:
    return Settled(**found) if found else None

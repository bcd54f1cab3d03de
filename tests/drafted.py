"""How well a form is drafted and read with its draft, held against what it asks and what was written into it."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from pipeline.draft import draft, toml
from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import load_catalogue
from pipeline.process.form import read_one
from pipeline.readers import read_document
from pipeline.readers.opening.open import Opening
from pipeline.submission import Choices
from tests.form_pieces import Asked, asked_by, draw

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.draft import Proposal
    from pipeline.mapping import Mapping as FormMapping
    from pipeline.process.result import Result
    from tests.form_pieces import Piece, Said

DAY = dt.date(2026, 11, 22)


class Entry(Struct, frozen=True):
    """A field or row of a draft, as far as it is held against a question."""

    id: str
    kind: str
    label: str
    options: tuple[str, ...] = ()
    points: int = 0


class Drafted(Struct, frozen=True):
    """A form and its draft.

    Attributes:
        found: The entry of each question that has one.
        invented: Entries that no question asks for.
    """

    pieces: Sequence[Piece]
    folder: Path
    proposal: Proposal
    found: dict[str, Entry]
    invented: list[Entry]

    @property
    def wrong(self) -> list[str]:
        """The questions that the draft lacks, or has as something else."""
        return [each.key for each in asked_by(self.pieces) if not _fits(each, self.found.get(each.key))]

    def read(self, said: Said) -> Result:
        """Read the form with some answers."""
        return self.read_bytes(draw(self.pieces, said))

    def read_bytes(self, form: bytes) -> Result:
        """Read a form that was filled in."""
        layouts = prepare_layouts(load_catalogue([self.folder])).forms
        return read_one(form, name="form.docx", layouts=layouts, day=DAY)

    def verdicts(self, said: Said, form: bytes = b"") -> dict[str, str]:
        """Say of each answer whether it reads ``right``, is ``flagged``, or is wrong in silence (what was read).

        Args:
            said: The answers.
            form: The form with these answers; without it they are drawn.
        """
        result = self.read_bytes(form) if form else self.read(said)
        flagged = {finding.field for finding in result.findings}
        unread = " ".join(" ".join(_words(each.text)) for each in result.submission.unread)
        asked = {each.key: each for each in asked_by(self.pieces)}
        found = {}
        for key, value in said.items():
            entry = self.found.get(key)
            state, read = _read(result, asked[key], entry)
            if _same(value, read):
                found[key] = "right"
            elif (
                state in ("unclear", "not_found")
                or (entry is not None and entry.id in flagged)
                or (not read and _is_told(value, unread))
                or (unread and _is_part(read, value))
            ):
                found[key] = "flagged"
            else:
                found[key] = f"read as {read!r}"
        return found

    def invented_answers(self, said: Said, form: bytes) -> dict[str, str]:
        """Return what was read for questions that nobody answered, and that nothing flags."""
        result = self.read_bytes(form)
        flagged = {finding.field for finding in result.findings}
        found = {}
        for asked in asked_by(self.pieces):
            entry = self.found.get(asked.key)
            state, read = _read(result, asked, entry)
            if entry is not None and asked.key not in said and entry.id not in flagged and state in ("answered", "yes"):
                found[asked.key] = f"read as {read!r}"
        return found


def drafted(folder: Path, pieces: Sequence[Piece], *, workbook: bytes = b"") -> Drafted:
    """Draft a form, of Word or as a workbook that was made of it, and hold the draft against what the form asks."""
    blank, name = (workbook, "form.xlsx") if workbook else (draw(pieces), "form.docx")
    document = read_document(blank, name=name, opening=Opening())
    proposal = draft(document, blank_name=name)
    (folder / "blanks").mkdir(exist_ok=True)
    (folder / "blanks" / name).write_bytes(blank)
    (folder / "form.toml").write_text(toml(proposal, name="form.toml"), "utf-8")
    entries = _entries(proposal.mapping())
    found: dict[str, Entry] = {}
    for each in asked_by(pieces):
        entry = next(
            (entry for equal in (True, False) for entry in entries if _is_label(each, entry, equal=equal)), None
        )
        if entry is not None:
            found[each.key] = entry
            entries.remove(entry)
    return Drafted(pieces, folder, proposal, found, entries)


def _entries(mapping: FormMapping) -> list[Entry]:
    found = [
        Entry(
            field.id,
            "several" if field.several else field.kind.value,
            field.label,
            tuple(choice.label for choice in field.choices) or tuple(column.label or "" for column in field.columns),
        )
        for field in mapping.fields
    ]
    for checklist in mapping.checklists:
        for factor in checklist.factors:
            options = tuple(option.label for option in checklist.options_of(factor)) or ("Yes",)
            found.append(Entry(factor.id, "row", factor.label, options, checklist.most(factor)))
    return found


def _words(text: object) -> list[str]:
    return re.findall(r"[^\W_]+", str(text).casefold())


def _is_label(asked: Asked, entry: Entry, *, equal: bool) -> bool:
    short, long = sorted((_words(asked.label), _words(entry.label)), key=len)
    return short == long if equal else bool(short) and long[: len(short)] == short and 2 * len(short) >= len(long)


_ACCEPTED = {
    "text": {"text"}, "narrative": {"narrative", "text"}, "date": {"date"}, "number": {"number"},
    "choice": {"choice", "row"}, "several": {"several"}, "table": {"table"}, "row": {"row", "choice"},
    "scored": {"row"}, "tick": {"tick"},
}  # fmt: skip


def _fits(asked: Asked, entry: Entry | None) -> bool:
    if entry is None or entry.kind not in _ACCEPTED[asked.kind]:
        return False
    wanted = [_words(option) for option in asked.options]
    if asked.kind == "scored":
        return entry.points == max(asked.points)
    return all(any(" ".join(each) in " ".join(_words(option)) for option in entry.options) for each in wanted)


def _read(result: Result, asked: Asked, entry: Entry | None) -> tuple[str, Any]:
    """Return the state of an answer and what was read, as the form prints it."""
    if entry is None:
        return "", None
    row = result.submission.checklist.get(entry.id)
    if row is not None:
        if asked.kind == "scored" and not asked.options:
            points = result.assessment.points.get(entry.id) if result.assessment is not None else None
            return row.state.value, points if row.state.value in ("yes", "no") else None
        labels = {
            option.id: option.label
            for c in result.mapping.checklists
            for f in c.factors
            if f.id == entry.id
            for option in c.options_of(f)
        }
        plain = {"yes": "Yes", "no": "No"}.get(row.state.value)
        return row.state.value, [labels[each] for each in row.chosen] or plain
    answer = result.submission.answers[entry.id]
    field = result.mapping.field(entry.id)
    if isinstance(answer.value, tuple):
        return answer.state.value, [list(each.values()) for each in answer.value]
    if field is not None and field.choices and answer.value is not None:
        labels = {choice.id: choice.label for choice in field.choices}
        ids = answer.value.ids if isinstance(answer.value, Choices) else [str(answer.value)]
        return answer.state.value, [labels[each] for each in ids]
    return answer.state.value, answer.value


def _same(value: object, read: object) -> bool:
    if isinstance(read, dt.date):
        return f"{read:%d/%m/%Y}" == value
    if isinstance(read, list) and read and isinstance(read[0], list):
        return [[" ".join(_words(c)) for c in row] for row in value] == [
            [" ".join(_words(c)) for c in row] for row in read
        ]  # type: ignore[attr-defined]
    if isinstance(read, list):
        wanted = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]
        return sorted(map(_words, wanted)) == sorted(map(_words, read))
    return _words(value) == _words("" if read is None else read)


def _is_part(read: object, value: object) -> bool:
    """Return whether some of several answers were read, and nothing else; the others may be unread."""
    return isinstance(read, list) and isinstance(value, list | tuple) and set(_words(read)) < set(_words(value))


def _is_told(value: object, unread: str) -> bool:
    if isinstance(value, list | tuple):
        return all(_is_told(each, unread) for each in value)
    return bool(re.search(r"\b(x|✓)\b|[☒✓x]", unread)) or " ".join(_words(value)) in unread

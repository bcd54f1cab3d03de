"""A team at work: forms in a folder, commands as people type them, and what people see afterwards.

Everything goes through the command in this process, and is looked at where people look: the register, the lists that
commands print, the calendar, and the documents. Nothing here knows how the record is kept.
"""

from __future__ import annotations

import contextlib
import csv
import errno
import io
import json
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias

from pipeline.cli.main import main
from pipeline.record.store import database
from tests.documents import MAIN, package, parts_of, serialise
from tests.formbuilder import CompletedForm, fill
from tests.reading import read_as_it_stands
from tests.shapes import Element, q

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pytest

DAY: Final = "2026-11-28"
HIGH: Final = (
    "wanted_missing", "self_harm_suicidal", "drug_alcohol_abuse", "victim_sexual_crime", "victim_modern_slavery",
    "suspect_weapon_possession", "suspect_pwits", "cuckooing",
)  # fmt: skip
"""Rows that make 80 points: with the age it is High."""
NAME: Final = "Riley Invented"
_PROCESSED: Final = ("process", "watch")
_COLUMNS: Final = {
    "Reference": "reference", "Child/young person’s Name": "name", "DOB": "born",
    "Date assessment tool completed": "completed", "Look first": "look_first", "Status": "status",
    "Signed off": "signed_off", "RAG": "rag", "Total": "total", "Total up to": "up_to", "Next review": "review",
    "Previous total": "previous", "Change": "change", "Settled by people": "settled", "Versions": "versions",
    "Newest of this child": "newest", "File": "file", "Document": "document", "Form": "form",
}  # fmt: skip


def form(
    name: str = NAME, born: str = "03/02/2012", on: str = "05/10/2026", *applies: str, **typed: str
) -> CompletedForm:
    """Fill in the shipped form: whose, of when, the rows that apply, and what else is typed into which field."""
    made = CompletedForm()
    for field, text in {"child_name": name, "date_of_birth": born, "date_completed": on, **typed}.items():
        if text:
            made.put(field, text)
    return made.factors(dict.fromkeys(applies, "x"))


class Reopened(CompletedForm):
    """A document that somebody opens again to type into it."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.package.parts = parts_of(data)
        from lxml import etree

        self.root = etree.fromstring(self.package.parts[MAIN])
        self.body = self.root[0]

    def over(self, field: str, text: str) -> Self:
        """Type over what stands in a field or, for a row of the checklist, in its Score column."""
        from tests.formbuilder import factors

        type_over(self.factor_cell(field) if field in factors() else self.box(field), text)
        return self

    def saved(self, at: str) -> bytes:
        """Save it, as a program does that notes the time."""
        return saved(self.bytes(), at)


def type_over(cell: Element, text: str) -> None:
    """Put a text in place of a cell's, as somebody who marks it and types: what encloses it stays."""
    pieces = [piece for piece in cell.iter(q("w:t")) if piece.text]
    if not pieces:
        fill(cell, [text])
        return
    for piece in pieces:
        piece.text = ""
    pieces[0].text = text


def saved(data: bytes, at: str) -> bytes:
    """Let a document say when it was last saved (``2026-10-06T09:30:00Z``)."""
    parts = parts_of(data)
    core = parts["docProps/core.xml"]
    parts["docProps/core.xml"] = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*(<)", rb"\g<1>%b\g<2>" % at.encode(), core)
    return package(parts)


def with_main(data: bytes, root: Element) -> bytes:
    """Return a document another main part."""
    return package({**parts_of(data), MAIN: serialise(root)})


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Everything it said, lines that were wrapped put together."""
        return " ".join((self.err + self.out).split())

    def json(self) -> Any:
        """What it printed as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of the register, as it stands in the CSV."""

    reference: str = ""
    name: str = ""
    born: str = ""
    completed: str = ""
    look_first: str = ""
    status: str = ""
    signed_off: str = ""
    rag: str = ""
    total: str = ""
    up_to: str = ""
    review: str = ""
    previous: str = ""
    change: str = ""
    settled: str = ""
    versions: str = ""
    newest: str = ""
    file: str = ""
    document: str = ""
    form: str = ""


class Team:
    """A team with its forms in ``in`` and its results in ``out``.

    Args:
        folder: The working folder; it is the current one, so that commands read as they do in the README.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.input, self.output = folder, folder / "in", folder / "out"
        self.input.mkdir(exist_ok=True)

    # What people do

    def put(self, name: str, data: CompletedForm | bytes, *, saved_at: str = "", time: int = 0) -> Path:
        """Put a form into the input, or save it there again.

        Args:
            name: Its place below the input.
            data: The form.
            saved_at: What the document says of when it was saved; without it that of the blank, which says nothing.
            time: The file's own time, in seconds after the start of 2026-10-01.
        """
        content = data.bytes() if isinstance(data, CompletedForm) else data
        path = self.input / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(saved(content, saved_at) if saved_at else content)
        if time:
            os.utime(path, (_START + time, _START + time))
        return path

    def run(self, *command: str, code: int | None = 0, day: str = DAY) -> Said:
        """Type a command; ``-o out`` and the day are added.

        Args:
            command: The command and what follows it.
            code: The exit code that is expected; ``None`` for any.
            day: The day to work from.
        """
        return self.say(*command, "-o", "out", code=code, day=day)

    def say(self, *command: str, code: int | None = 0, day: str = DAY) -> Said:
        """Type a command that knows no output folder; the day is added."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            found = main([*command, "--day", day])
        said = Said(code=found, out=_posix(out.getvalue()), err=_posix(err.getvalue()))
        assert code is None or found == code, f"{command} ended with {found}: {said.err}{said.out}"
        return said

    def process(self, *options: str, code: int | None = 0, day: str = DAY) -> Said:
        """Process the input."""
        return self.run("process", "in", *options, code=code, day=day)

    def edit(self, document: str, at: str = "", **typed: str) -> bytes:
        """Type over entries of a result, in place, and return its new bytes.

        Args:
            document: Its name in the output folder.
            at: When the program says that it was saved; without it the old date is left alone.
            typed: What is typed over which field or row.
        """
        path = self.output / document
        opened = Reopened(path.read_bytes())
        for field, text in typed.items():
            opened.over(field, text)
        path.write_bytes(opened.saved(at) if at else opened.bytes())
        return path.read_bytes()

    # What people see

    def rows(self) -> list[Line]:
        """Read the register."""
        with (self.output / "register.csv").open(encoding="utf-8-sig", newline="") as file:
            return [
                Line(**{_COLUMNS[header]: text for header, text in row.items() if header in _COLUMNS})
                for row in csv.DictReader(file)
            ]

    def row(self, file: str = "") -> Line:
        """Read the one row of the register, or that of one file."""
        found = [each for each in self.rows() if file in ("", each.file)]
        assert len(found) == 1, f"{len(found)} rows: {found}"
        return found[0]

    def ref(self, file: str = "") -> str:
        """Look up a reference in the register."""
        return self.row(file).reference

    def due(self, *options: str, day: str = DAY) -> list[dict[str, Any]]:
        """Ask for all reviews of the next ten years."""
        within = () if options else ("--within", "3660")
        return list(self.run("due", "--json", *within, *options, day=day).json())

    def questions(self, day: str = DAY) -> list[dict[str, Any]]:
        """Ask what only a person can decide."""
        return list(self.run("questions", "--json", day=day).json())

    def asked(self, day: str = DAY) -> list[str]:
        """Name the kinds of questions that are open."""
        return sorted(each["kind"] for each in self.questions(day))

    def history(self, reference: str) -> dict[str, Any]:
        """Ask for the history of an assessment."""
        return dict(self.run("history", reference, "--json").json())

    def versions(self, reference: str) -> list[str]:
        """Name the files of an assessment's versions in their order; the last one counts."""
        return [each["name"] for each in self.history(reference)["versions"]]

    def events(self) -> list[dict[str, str]]:
        """Read the calendar: what each event says, by the property's name."""
        text = (self.output / "reviews.ics").read_bytes().decode().replace("\r\n ", "")
        return [_properties(event) for event in text.split("BEGIN:VEVENT")[1:]]

    def live_events(self) -> list[dict[str, str]]:
        """Read the events that stand."""
        return [event for event in self.events() if event.get("STATUS") != "CANCELLED"]

    def document(self, name: str) -> bytes:
        """Open a result."""
        return (self.output / name).read_bytes()

    def documents(self) -> list[str]:
        """Name the results that lie in the output folder."""
        return sorted(
            path.relative_to(self.output).as_posix()
            for path in self.output.rglob("*.doc*")
            if path.relative_to(self.output).parts[0] not in ("versions", "documents", "backups")
        )

    def decisions(self) -> list[dict[str, Any]]:
        """Read the file of decisions."""
        path = self.output / "decisions.jsonl"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    def state(self) -> dict[str, bytes]:
        """Take down every file that people open; the workbook by its cells, since its packing says nothing."""
        names = ("register.csv", "reviews.ics", "report.html", *self.documents())
        return {name: (self.output / name).read_bytes() for name in names if (self.output / name).exists()}


TeamAfter: TypeAlias = "Callable[[Callable[[Team], None]], Team]"
"""Gives a team that has done something before (see the fixture ``team_after``)."""

_START: Final = 1_790_812_800  # 2026-10-01


def _properties(event: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in event.split("END:VEVENT")[0].splitlines())
    return {name.partition(";")[0]: value for name, _, value in pairs if name}


def read_back(data: bytes) -> tuple[dict[str, object], dict[str, str]]:
    """Read a document as somebody who was never told that it is ours: answers, and what the rows say."""
    found = read_as_it_stands(data)
    answers = {name: each.raw if each.value is None else each.value for name, each in found.answers.items()}
    return answers, {name: row.state.value for name, row in found.checklist.items()}


def comments_of(data: bytes) -> list[str]:
    """Read the comments of a document."""
    parts = parts_of(data)
    if "word/comments.xml" not in parts:
        return []
    from lxml import etree

    root = etree.fromstring(parts["word/comments.xml"])
    return ["".join(map(str, each.itertext())) for each in root.iter(q("w:comment"))]


def words_of(data: bytes) -> str:
    """Read every visible word of a document's main part."""
    from lxml import etree

    root = etree.fromstring(parts_of(data)[MAIN])
    return "\n".join("".join(piece.text or "" for piece in line.iter(q("w:t"))) for line in root.iter(q("w:p")))


def files_of(folder: Path) -> Iterator[Path]:
    """Name every file of a folder."""
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def listed(lines: Sequence[Line], *names: str) -> list[tuple[str, ...]]:
    """Take some columns out of rows of the register."""
    return [tuple(getattr(each, name) for name in names) for each in lines]


def _posix(said: str) -> str:
    """Return what was said with paths as they are written here, whatever system says it."""
    return said.replace(os.sep, "/")


def may_only_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody open a ledger for writing, as on a share that is only to be read."""

    def no(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(database, "open_for_owner", no)

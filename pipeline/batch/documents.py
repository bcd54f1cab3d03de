"""Documents that follow from a form: put in place when it is recorded, with what somebody changed kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pipeline.batch.outcome import DocumentsPlaced
from pipeline.batch.placing import remove
from pipeline.batch.plan import Plan
from pipeline.errors import CannotWrite, UsageProblem
from pipeline.files import fingerprint, require_inside, set_aside, write_atomically
from pipeline.record import Ledger
from pipeline.record.populated import WrittenDocument
from pipeline.record.recorded import Recorded
from pipeline.windows import within_reach

if TYPE_CHECKING:
    from pipeline.process.documents import Following, Made

FOLDER = "documents"


def document_path(target: Path, output: Path, name: str) -> Path:
    """Return where a document goes: a folder for each form, in folders like those of the forms.

    The folder is called like the form, for the team to find it. The file is called like the document: it is the file
    that goes to others, and its name must not say whose it is.
    """
    below = PurePosixPath(target.relative_to(output).as_posix())
    folder = below.with_suffix("") if below.suffix == ".docx" else below
    return output / FOLDER / folder / f"{name}.docx"


def check_folder(plan: Plan) -> None:
    """Refuse forms whose own results would lie among the documents.

    Raises:
        UsageProblem: There are some.
    """
    folder = plan.output / FOLDER
    inside = next((job for job in plan.jobs if folder in job.target.parents), None)
    if inside is not None:
        raise UsageProblem(
            f"The result of '{inside.name}' would lie in '{folder}', where the documents that follow go.",
            remedy=f"Rename the folder '{FOLDER}' of the input, or process it by itself.",
            code="collision",
        )


def put_in_place(
    following: Following | None, recorded: Recorded, *, output: Path, made_with: str, ledger: Ledger
) -> DocumentsPlaced | None:
    """Write the documents of an assessment and note them; what somebody changed is kept, what follows no longer goes.

    When none were asked for (``following`` is ``None``) those of an earlier run stay, which is said. One that can't be
    written (open in Word) is said too, and the next run tries again: it is no reason to be without the form's result.

    Raises:
        CannotWrite: The ledger can't be written.
    """
    before = ledger.documents.following(recorded.reference)
    if following is None:
        return DocumentsPlaced(said=tuple(_older(before))) if before else None
    placing = _Placing(recorded, output, before, dict(following.titles))
    for made in following.made:
        placing.write(made)
    for name, title, missing in following.open:
        placing.leave_open(name, title, missing)
    placing.take_away()
    made_from = recorded.counting.sha256 + recorded.decided
    ledger.documents.keep_following(recorded.reference, placing.now, made_from, "" if placing.failed else made_with)
    return DocumentsPlaced(
        written=sum(made.id not in placing.failed for made in following.made),
        open=len(following.open),
        failed=len(placing.failed),
        said=tuple(filter(None, placing.said)),
    )


def _older(before: Mapping[str, WrittenDocument]) -> Iterator[str]:
    """Yield which documents had been made for others from what the form said before."""
    yield "Its documents are those of an earlier run; --documents makes them anew:"
    yield from (f"  {each.target}" for each in before.values())


class _Placing:
    """The documents of one assessment, put in place one after another.

    Attributes:
        now: What the ledger is to know of them.
        said: What people have to know.
        failed: Ids of those that could not be written or taken away.
    """

    def __init__(
        self, recorded: Recorded, output: Path, before: Mapping[str, WrittenDocument], titles: Mapping[str, str]
    ) -> None:
        self.now: dict[str, WrittenDocument] = {}
        self.said: list[str] = []
        self.failed: set[str] = set()
        self._target, self._output = output / recorded.target, output
        self._before, self._titles = before, titles

    def write(self, made: Made) -> None:
        """Put a document in place; one that lay elsewhere, since its form was called otherwise, goes from there."""
        path, before = document_path(self._target, self._output, made.id), self._before.get(made.id)
        try:
            require_inside(path, self._output)
            kept = place(path, made.content, before if before is not None and self._is_at(before, path) else None)
            if before is not None and not self._is_at(before, path):
                self.said.append(_ended(made.title, self._output / before.target, before, moved=True))
        except CannotWrite as error:
            self._fail(made.id, f"{made.title}: {error.what} {error.remedy}")
            return
        self.now[made.id] = noted(path, made.content, self._output)
        if before is not None and before.sha256 != self.now[made.id].sha256:
            self.said.append(f"{made.title}: made anew; the one before may have been passed on ({before.target}).")
        if kept is not None:
            self.said.append(f"{made.title}: somebody had changed it; that one is kept as {kept.name}.")

    def leave_open(self, name: str, title: str, missing: Iterable[str]) -> None:
        """Say that a document is not written, since nobody can tell whether it follows."""
        self.said.append(f"{title}: not written, for it can't be told whether it follows without {', '.join(missing)}.")
        if name in self._before:
            self.said[-1] += " The one of an earlier run stays."
            self.now[name] = self._before[name]

    def take_away(self) -> None:
        """Take the documents away that follow no longer."""
        for name in sorted(self._before.keys() - self.now.keys() - self.failed):
            before, title = self._before[name], self._titles.get(name, name)
            try:
                self.said.append(_ended(title, self._output / before.target, before))
            except CannotWrite as error:
                self._fail(name, f"{title}: {error.what} {error.remedy}")

    def _fail(self, name: str, why: str) -> None:
        self.failed.add(name)
        self.said.append(why)
        if name in self._before:
            self.now[name] = self._before[name]

    def _is_at(self, document: WrittenDocument, path: Path) -> bool:
        return self._output / document.target == path


def place(path: Path, content: bytes, before: WrittenDocument | None) -> Path | None:
    """Put a document in place; one that isn't as it was last written is kept under another name, which is given."""
    there = fingerprint(path)
    if there == hashlib.sha256(content).hexdigest():
        return None
    kept = set_aside(path) if within_reach(path).exists() and (before is None or there != before.sha256) else None
    write_atomically(path, content)
    return kept


def noted(path: Path, content: bytes, output: Path) -> WrittenDocument:
    """Return what the ledger notes of a document."""
    return WrittenDocument(target=path.relative_to(output).as_posix(), sha256=hashlib.sha256(content).hexdigest())


def _ended(title: str, path: Path, before: WrittenDocument, *, moved: bool = False) -> str:
    """Take a document away that follows no longer, or has moved, unless somebody changed it; say what was done."""
    if not within_reach(path).exists():
        return ""
    if fingerprint(path) != before.sha256:
        why = "it has another place now" if moved else "it follows no longer"
        return f"{title}: {why}; somebody changed it, so it stays where it is."
    remove(path)
    return "" if moved else f"{title}: it follows no longer, and was taken away."

"""Documents that follow from a form: put in place when it is recorded, with what somebody changed kept."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

from msgspec import Struct

from pipeline.batch.files import fingerprint, set_aside, write_atomically
from pipeline.batch.ledger import Entry, Ledger, WrittenDocument
from pipeline.batch.outcome import DocumentsPlaced
from pipeline.batch.plan import Job, Plan
from pipeline.errors import CannotWrite, UsageProblem

FOLDER = "documents"


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


def document_path(target: Path, output: Path, name: str) -> Path:
    """Say where a document goes: a folder for each form, in folders like those of the forms.

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
    following: Following | None, job: Job, *, sha256: str, output: Path, made_with: str, ledger: Ledger
) -> DocumentsPlaced | None:
    """Write the documents of a form and note them; what somebody changed is kept, what follows no longer goes.

    When none were asked for (``following`` is ``None``) those of an earlier run stay, which is said. One that can't be
    written (open in Word) is said too, and the next run tries again: it is no reason to be without the form's result.

    Raises:
        CannotWrite: The ledger can't be written.
    """
    before = ledger.documents(job.name)
    if following is None:
        older = "Its documents are those of an earlier run; --documents makes them anew."
        return DocumentsPlaced(said=(older,)) if before else None
    now: dict[str, WrittenDocument] = {}
    said: list[str] = []
    failed: list[str] = []
    for made in following.made:
        path = document_path(job.target, output, made.id)
        try:
            kept = place(path, made.content, before.get(made.id))
        except CannotWrite as error:
            failed.append(made.id)
            said.append(f"{made.title}: {error.what} {error.remedy}")
            continue
        now[made.id] = noted(path, made.content, output)
        if kept is not None:
            said.append(f"{made.title}: somebody had changed it; that one is kept as {kept.name}.")
    for name, title, missing in following.open:
        said.append(f"{title}: not written, for it can't be told whether it follows without {', '.join(missing)}.")
        if name in before:
            said[-1] += " The one of an earlier run stays."
            now[name] = before[name]
    titles = dict(following.titles)
    for name in sorted(before.keys() - now.keys() - set(failed)):
        try:
            said.append(_ended(titles.get(name, name), output / before[name].target, before[name]))
        except CannotWrite as error:
            failed.append(name)
            said.append(f"{titles.get(name, name)}: {error.what} {error.remedy}")
    now |= {name: before[name] for name in failed if name in before}
    ledger.keep_documents(job.name, now, sha256, "" if failed else made_with)
    return DocumentsPlaced(
        written=sum(made.id not in failed for made in following.made),
        open=len(following.open),
        failed=len(failed),
        said=tuple(filter(None, said)),
    )


def place(path: Path, content: bytes, before: WrittenDocument | None) -> Path | None:
    """Put a document in place; one that isn't as it was last written is kept under another name, which is given."""
    there = fingerprint(path)
    if there == hashlib.sha256(content).hexdigest():
        return None
    kept = set_aside(path) if path.exists() and (before is None or there != before.sha256) else None
    write_atomically(path, content)
    return kept


def noted(path: Path, content: bytes, output: Path) -> WrittenDocument:
    """Give what the ledger notes of a document."""
    return WrittenDocument(target=path.relative_to(output).as_posix(), sha256=hashlib.sha256(content).hexdigest())


def _ended(title: str, path: Path, before: WrittenDocument) -> str:
    """Take a document away that follows no longer, unless somebody changed it, and say what was done."""
    if not path.exists():
        return ""
    if fingerprint(path) != before.sha256:
        return f"{title}: it follows no longer; somebody changed it, so it stays where it is."
    try:
        path.unlink()
    except OSError as error:
        raise CannotWrite(
            f"'{path}' follows no longer and can't be taken away ({error.strerror}).",
            remedy="Close it in other programs, then run again.",
            code="cannot_write",
        ) from error
    return f"{title}: it follows no longer, and was taken away."


# Reruns


def documents_to_do(entry: Entry, ledger: Ledger, output: Path, made_with: str) -> bool:
    """Tell whether documents have to be made of a form that is itself done."""
    if not ledger.has_followed(entry.name, entry.sha256, made_with):
        return True
    return any(not (output / each.target).is_file() for each in ledger.documents(entry.name).values())

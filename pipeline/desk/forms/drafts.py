"""Drafts of new forms: the blank as it was dropped and what somebody changed, until the mapping is confirmed."""

from __future__ import annotations

import hashlib
import itertools
import re
import secrets
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from pipeline.desk.folder import Folder
from pipeline.desk.forms.trial import require_read
from pipeline.document import Document
from pipeline.draft import Proposal, draft, toml
from pipeline.draft.added import with_added
from pipeline.draft.changed import Changes, changed, layout_of, looked_at
from pipeline.errors import RefusedForm, UsageProblem
from pipeline.extract import Layout, identify
from pipeline.files import make_folder, read_form, write_atomically
from pipeline.ooxml.package import Package
from pipeline.readers import read_document
from pipeline.readers.opening.open import open_form

_FOLDER: Final = ".drafts"
_ID: Final = re.compile(r"[0-9a-f]{16}")
_CHANGES: Final = "changes.json"


class Draft(Struct, frozen=True, kw_only=True):
    """A form in the making.

    Attributes:
        id: What it is called.
        name: The blank's file name.
        found: What was found in the blank, with the questions that somebody added.
        changes: What somebody changed.
        proposal: Both together.
    """

    id: str
    name: str
    document: Document
    content: bytes
    found: Proposal
    changes: Changes
    proposal: Proposal

    def layout(self) -> Layout:
        """Return what reads completed forms by it.

        Raises:
            UsageProblem: Its parts don't fit together.
        """
        return layout_of(self.proposal, self.document)

    def names(self) -> set[str]:
        """Return the ids of its questions."""
        return {noted.entry.id for noted in self.proposal.fields}


class Drafts:
    """The drafts of one folder. They lie out of sight, so that no run takes them for anything."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._one = threading.Lock()

    def all(self) -> list[tuple[str, str]]:
        """Return what each draft is called, and the title of its form."""
        ids = sorted(path.name for path in self._top.glob("*/")) if self._top.is_dir() else []
        return [(each, self.open(each).proposal.form.entry.title) for each in ids]

    def begin(self, name: str, data: bytes) -> str:
        """Draft the form of a blank, and return what the draft is called.

        Raises:
            RefusedForm: It is no form that can be read.
            CannotWrite: It can't be kept, or the results are away.
        """
        self._folder.require_results()
        opened = open_form(data, self._folder.worker.opening)
        family = Package.open(opened.content).family
        stem = Path(name.replace("\\", "/")).stem or "form"
        stem = re.sub(r"[^\w .-]", "_", stem).strip(". ") or "form"
        identifier = secrets.token_hex(8)
        folder = self._top / identifier
        make_folder(folder)
        write_atomically(folder / f"{stem[:80]}.{family}", opened.content)
        try:
            self.open(identifier)
        except Exception:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return identifier

    def open(self, identifier: str) -> Draft:
        """Open a draft.

        Raises:
            UsageProblem: There is none of that name.
        """
        path = self._blank(identifier)
        content = read_form(path)
        document = read_document(content, name=path.name, opening=self._folder.worker.opening)
        return _draft(identifier, path.name, document, content, self._changes(path.parent))

    def change(self, identifier: str, changes: Changes) -> Draft:
        """Keep what somebody changed, if the form can be read with it.

        Raises:
            UsageProblem: There is no such draft, or it can't.
        """
        with self._one:
            return self._changed(identifier, changes)

    def _changed(self, identifier: str, changes: Changes) -> Draft:
        before = self.open(identifier)
        after = _draft(identifier, before.name, before.document, before.content, changes)
        layout = after.layout()
        for each in changes.added:
            if each not in before.changes.added:
                require_read(after.document, layout, each, after.names() - before.names())
        write_atomically(self._blank(identifier).parent / _CHANGES, msgspec.json.encode(changes))
        return after

    def confirm(self, identifier: str, by: str, record: Callable[[str, str], None]) -> Path:
        """Put mapping and blank where the forms of this folder lie, and forget the draft.

        Args:
            identifier: What it is called.
            by: Who confirms it; the mapping names them.
            record: Records that, told the id of the form and the SHA-256 of the mapping; else no form is made.

        Raises:
            UsageProblem: There is no such draft, or a form of that id or with such a blank is there already.
            CannotWrite: It can't be written.
        """
        with self._one:
            return self._confirmed(identifier, by, record)

    def _confirmed(self, identifier: str, by: str, record: Callable[[str, str], None]) -> Path:
        made = self.open(identifier)
        self._require_told_apart(made)
        form = made.proposal.form.entry
        if self._folder.mapping(form.id) is not None:
            raise UsageProblem(
                f"There is a form '{form.id}' already.", remedy="Give this one another title.", code="form_known"
            )
        folder = self._folder.forms
        blank = _free(folder / "blanks" / made.name, made.content)
        if not blank.is_file():
            write_atomically(blank, made.content)
        named = msgspec.structs.replace(form, blanks=(blank.name,))
        proposal = looked_at(made.proposal)
        proposal = msgspec.structs.replace(proposal, form=msgspec.structs.replace(proposal.form, entry=named))
        path = folder / f"{form.id}.toml"
        said = f"Drafted from the blank {blank.name}; looked over and confirmed by {by} on {self._folder.day:%d/%m/%Y}."
        said = said.replace("{", "(").replace("}", ")")
        mapping = toml(proposal, name=path.name, said=(said,)).encode()
        write_atomically(path, mapping)
        try:
            record(form.id, hashlib.sha256(mapping).hexdigest())
        except Exception:
            path.unlink()
            raise
        self._folder.renew_forms()
        self.give_up(identifier)
        return path

    def like(self, draft: Draft) -> str:
        """Return the title of the form that completed forms could not be told apart from; empty for none.

        Raises:
            UsageProblem: The parts of the draft don't fit together.
        """
        known = self._folder.layouts.forms
        try:
            identify(draft.document, (*known, draft.layout()))
        except RefusedForm:
            return _likeliest(draft.document, known)
        return ""

    def _require_told_apart(self, draft: Draft) -> None:
        alike = self.like(draft)
        if alike:
            raise UsageProblem(
                f"Completed forms could not be told apart from those of “{alike}”, which are read already.",
                remedy="Read them as that form. If it has changed, ask whoever looks after its mapping.",
                code="form_alike",
            )

    def give_up(self, identifier: str) -> None:
        """Take a draft away.

        Raises:
            UsageProblem: There is none of that name.
        """
        shutil.rmtree(self._blank(identifier).parent, ignore_errors=True)

    @property
    def _top(self) -> Path:
        return self._folder.output / _FOLDER

    def _blank(self, identifier: str) -> Path:
        folder = self._top / identifier
        files = [path for path in folder.iterdir() if path.name != _CHANGES] if self._is_there(folder) else []
        if not files:
            raise UsageProblem("There is no such draft.", remedy="Drop the blank again.", code="no_draft")
        return files[0]

    def _is_there(self, folder: Path) -> bool:
        return _ID.fullmatch(folder.name) is not None and folder.parent == self._top and folder.is_dir()

    def _changes(self, folder: Path) -> Changes:
        path = folder / _CHANGES
        return msgspec.json.decode(path.read_bytes(), type=Changes) if path.is_file() else Changes()


def _draft(identifier: str, name: str, document: Document, content: bytes, changes: Changes) -> Draft:
    found = with_added(draft(document, blank_name=name), changes.added, document)
    return Draft(
        id=identifier, name=name, document=document, content=content, found=found, changes=changes,
        proposal=changed(found, changes),
    )  # fmt: skip


def _likeliest(document: Document, known: Sequence[Layout]) -> str:
    """Return the title of the form that a document most likely is."""
    try:
        return identify(document, known).mapping.form.title
    except RefusedForm:  # several of those that are known already
        return "other forms"


def _free(wanted: Path, content: bytes) -> Path:
    """Return the first name for a blank that is free, or has just these bytes."""
    names = (wanted.with_stem(f"{wanted.stem}-{number}") for number in itertools.count(2))
    return next(path for path in itertools.chain((wanted,), names) if not path.exists() or path.read_bytes() == content)

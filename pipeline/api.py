"""The Python API: completed forms into results and documents, without an output folder and its record.

It knows no decisions: what people settled, withdrew or joined belongs to the record, which commands keep.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from msgspec import Struct

from pipeline.arrivals.single import read_single
from pipeline.errors import RefusedForm, UsageProblem
from pipeline.forms.cache.expressions import keep_expressions
from pipeline.forms.cache.kept import kept_catalogue
from pipeline.forms.generated_blanks import blank_bytes
from pipeline.forms.layouts import find_layouts
from pipeline.mapping import Catalogue, Mapping
from pipeline.process.form import process_one, read_one
from pipeline.process.result import Result
from pipeline.readers import AS_IT_COMES, Opening, open_form


class Processed(Struct, frozen=True, kw_only=True):
    """A form that was processed.

    Attributes:
        result: What was read and worked out.
        document: The populated Word file; empty where the form has no template for a workbook, which a finding says.
    """

    result: Result
    document: bytes


class Forms:
    """The forms that can be read: mappings, each with its blanks. Load them once; each blank is prepared on first use.

    forms = Forms.load()
    result = forms.read("smith.docx", day=dt.date(2026, 3, 27))
    print(result.answers["child_name"].value, result.total, result.level)
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._layouts = find_layouts(catalogue)

    @classmethod
    def load(cls, *mappings: str | Path, policy: str | Path | None = None) -> Self:
        """Load the mappings that come with wordform or lie in ``mappings/`` of the working folder, and others.

        Args:
            mappings: Further folders or files; of two mappings for the same form the later one counts.
            policy: A policy file that is laid over the mapping it extends.

        Raises:
            InvalidMapping: A file is wrong or missing, with a line for each mistake.
        """
        return cls(kept_catalogue(map(Path, mappings), None if policy is None else Path(policy)))

    @property
    def mappings(self) -> tuple[Mapping, ...]:
        """The mappings, in the order of the ids of their forms."""
        return self._catalogue.mappings

    def read(
        self,
        form: str | Path | bytes,
        *,
        day: dt.date,
        name: str = "",
        passwords: Iterable[str] = (),
        opening: Opening = AS_IT_COMES,
    ) -> Result:
        """Read one completed form and work it out; nothing is written.

        Args:
            form: A Word or Excel file, in today's format or an older one: its path, or its bytes. A path
                may be of an e-mail or archive with one form in it.
            day: The day to work from; no clock is read.
            name: What the result calls the form. Bytes need one, a path has its own.
            passwords: Tried in turn on a protected file.
            opening: How files are opened, where more than passwords is to be said.

        Raises:
            RefusedForm: It can't be read, or is none of these forms; ``what`` and ``remedy`` say why and what to do.
            InvalidMapping: A blank doesn't fit its mapping.
            UsageProblem: There are bytes without a name.
        """
        opening = _opening(passwords, opening)
        data, name = _content(form, name, opening)
        opened = open_form(data, opening)
        try:
            result = read_one(
                data, name=name, layouts=self._layouts.of_kind(opened.package.family), day=day, opened=opened
            )
        except RefusedForm as refused:
            if refused.code != "unknown_form":
                raise
            result = read_one(data, name=name, layouts=self._layouts.forms, day=day, opened=opened)
        keep_expressions()
        return result

    def process(
        self,
        form: str | Path | bytes,
        *,
        day: dt.date,
        name: str = "",
        passwords: Iterable[str] = (),
        comments: bool = True,
        onto_template: bool = False,
    ) -> Processed:
        """Read one completed form, work it out, and return it with its results in place.

        Args:
            form: As for :meth:`read`.
            day: As for :meth:`read`.
            name: As for :meth:`read`.
            passwords: As for :meth:`read`; a protected form comes back with the same one.
            comments: Findings become comments of the document.
            onto_template: Word files go onto the form's clean template too, as workbooks always do.

        Raises:
            RefusedForm: As for :meth:`read`.
            InvalidMapping: A blank or the template doesn't fit the mapping.
            CannotWrite: The document does not read back as the same answers.
            UsageProblem: There are bytes without a name.
        """
        opening = _opening(passwords, AS_IT_COMES)
        data, name = _content(form, name, opening)
        opened = open_form(data, opening)
        result, document = process_one(
            data,
            name=name,
            layouts=self._layouts.forms,
            day=day,
            opened=opened,
            comments=comments,
            onto_template=onto_template,
        )
        return Processed(result=result, document=document)

    def blank(self, form: str, *, excel: bool = False, protected: bool = False) -> bytes:
        """Return the blank of a form, to be filled in.

        Args:
            form: The id of the form (``ce_assessment``).
            excel: A workbook, in place of a Word document.
            protected: Only the places for answers can be changed.

        Raises:
            UsageProblem: There is no such form; the nearest one is named.
            InvalidMapping: The template is wrong.
        """
        return blank_bytes(self._catalogue.find(form), excel=excel, protected=protected)


def _content(form: str | Path | bytes, name: str, opening: Opening) -> tuple[bytes, str]:
    if not isinstance(form, bytes):
        data, own_name = read_single(Path(form), opening.passwords)
        return data, name or own_name
    if not name:
        raise UsageProblem("Bytes of a form need a name.", remedy="Give name=, as the result calls it.", code="usage")
    return form, name


def _opening(passwords: Iterable[str], opening: Opening) -> Opening:
    given = tuple(passwords)
    return opening if not given else Opening(passwords=given)

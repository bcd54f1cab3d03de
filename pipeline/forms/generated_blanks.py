"""The blanks that are made from mappings: as files to fill in, and as what completed ones are compared with.

A completed form says by a property of its package which form it is; one that a program took it from is known by the
names of its places, by its prompts, or by its print. Its blank is then made anew, once a process and only when such a
form comes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipeline.document import Document
from pipeline.errors import InvalidMapping, RefusedForm
from pipeline.extract import Layout, identify
from pipeline.extract.identify import (
    Applies,
    Traces,
    best_of,
    is_like,
    is_more_like,
    is_named_like,
    leaves_prompts,
    likeliest,
    names_places,
    traces_in,
)
from pipeline.files import read_blanks
from pipeline.findings import Finding, find
from pipeline.forms.blanks import prepare_blank, prepare_blanks, printed_questions, printed_rows
from pipeline.forms.cache.entries import code_of
from pipeline.forms.cache.kept import kept_layout
from pipeline.mapping import Mapping
from pipeline.mapping.places import FORM_PROPERTY, VERSION_PROPERTY, own_places

_WORD, _EXCEL = "docx", "xlsx"
_made: Final[dict[tuple[int, str], Layout]] = {}
"""By mapping and kind. A layout keeps its mapping alive, so no other mapping gets the same identity."""
_unmakeable: Final[dict[tuple[int, str], Mapping]] = {}
"""Mappings whose own blank can't be made, kept alive for the same reason."""


def blank_bytes(mapping: Mapping, *, excel: bool = False, protected: bool = False) -> bytes:
    """Make a form's blank.

    Args:
        mapping: The form's mapping.
        excel: A workbook, in place of a Word document.
        protected: Only the places for answers of a Word document can be changed; a workbook's labels never can.

    Raises:
        InvalidMapping: The template, or a blank that says which rows a table prints, is wrong.
    """
    if excel:
        from pipeline.writers.blank.workbook import blank_workbook  # loads openpyxl, which Word blanks need not

        printed = _word_blank(mapping)
        questions = printed_questions(printed) if printed is not None else {}
        rows = printed_rows(printed) if printed is not None else {}
        return blank_workbook(mapping, printed=rows, questions=questions)
    from pipeline.writers.blank.word import blank_word  # what is only read mostly needs no blank made

    # A form without tables needs no blank for its blank.
    printed = _word_blank(mapping) if any(field.columns for field in mapping.fields) else None
    return blank_word(mapping, printed=printed_rows(printed) if printed is not None else {}, protected=protected)


def _word_blank(mapping: Mapping) -> Layout | None:
    """Lay out the first Word blank of a form, if it has one."""
    return next(iter(prepare_blanks(mapping, _of_word(mapping))), None)


def _of_word(mapping: Mapping) -> list[Path]:
    """Return the file of the first Word blank of a form, if it has one."""
    word = (path for path in mapping.blank_paths() if path.suffix.lower() not in (".xlsx", ".xlsm", ".xls", ".ods"))
    return list(word)[:1]


def made_layout(mapping: Mapping, kind: str = _WORD) -> Layout:
    """Return the blank made from a mapping, ready to read forms with; made once a process.

    Args:
        mapping: The form's mapping.
        kind: ``docx`` or ``xlsx``.

    Raises:
        InvalidMapping: As for :func:`blank_bytes`.
    """
    known = _made.get((id(mapping), kind))
    if known is None:
        from pipeline.writers.template.files import template_bytes  # most forms have a blank of their own

        made_of = (
            kind.encode(),
            code_of("writers").encode(),
            template_bytes(mapping),
            *(data for _, data in read_blanks(mapping, _of_word(mapping))),
        )
        known = kept_layout(mapping, made_of, lambda: _laid_out(mapping, kind))
        _made[(id(mapping), kind)] = known
    return known


def _laid_out(mapping: Mapping, kind: str) -> Layout:
    name = Path(f"blank made from it.{kind}")
    return prepare_blank(mapping, name, blank_bytes(mapping, excel=kind == _EXCEL))


def made_blank_problems(mapping: Mapping) -> list[str]:
    """Return what is wrong with the blank made from a mapping: what it has no place for, or several."""
    try:
        layout = made_layout(mapping)
    except InvalidMapping as error:
        return error.what.splitlines()
    where = f"{mapping.path}: with the {layout.name}"
    tags = Counter(layout.prompts.tags)
    places = own_places(mapping)
    wanted = [*(field.id for field in mapping.fields if not field.part_of), *(factor.id for factor in mapping.factors)]
    placed = {places[name].asked for name in tags if name in places}
    missing = [name for name in wanted if name not in placed]
    twice = [name for name, times in tags.items() if times > 1 and name in places and places[name].column is None]
    return [
        *(f"{where}: there is no place for '{name}'" for name in missing),
        *(f"{where}: there are several places for '{name}'" for name in twice),
    ]


def recognise(
    document: Document, layouts: Sequence[Layout], applies: Applies | None = None
) -> tuple[Layout, tuple[Finding, ...]]:
    """Choose what a form is read with: by what its package says, else by its printed lines.

    Args:
        document: The completed form.
        layouts: All known blanks.
        applies: Tries the fact that tells apart forms which look alike.

    Raises:
        RefusedForm: It is not one of the known forms, or says that it is another one.
    """
    form, version = (document.properties.get(name, "") for name in (FORM_PROPERTY, VERSION_PROPERTY))
    if not form:
        return _by_names_or_print(document, layouts, applies), ()
    own = [layout for layout in layouts if layout.mapping.form.id == form]
    if not own:
        raise _unknown(form, version, layouts)
    mapping = own[0].mapping
    made = made_layout(mapping, document.kind)
    if version == mapping.form.version and is_like(document, made):
        return made, ()
    same_kind = [layout for layout in own if layout.kind == document.kind]
    layout = best_of(document, [made, *same_kind])
    if layout is None:
        return identify(document, layouts, applies), ()  # another form was put into the file
    if version == mapping.form.version:
        return layout, ()
    return layout, (find("other_version", said=version[:20], known=mapping.form.version),)


def _by_names_or_print(document: Document, layouts: Sequence[Layout], applies: Applies | None) -> Layout:
    """Choose among the known blanks and the made ones that a document may come from, though it doesn't say so."""
    by_form = {layout.mapping.form.id: layout for layout in layouts}
    traces = traces_in(document)
    ours = [made for each in by_form.values() if (made := _made_blank_of(traces, document.kind, each)) is not None]
    chosen = likeliest(document, [*layouts, *ours], applies)
    if ours or chosen.is_shown_nearly_whole:
        return chosen.layout
    made = _made_if_it_can_be(chosen.layout.mapping, document.kind)
    return made if made is not None and is_more_like(document, made, chosen) else chosen.layout


def _made_blank_of(traces: Traces, kind: str, layout: Layout) -> Layout | None:
    """Return the made blank of a form when a document has its names or its prompts."""
    prompts = leaves_prompts(traces, layout)
    if not prompts and not names_places(traces, layout):
        return None
    made = _made_if_it_can_be(layout.mapping, kind)
    return made if made is not None and (prompts or is_named_like(traces, made)) else None


def _made_if_it_can_be(mapping: Mapping, kind: str) -> Layout | None:
    """Return the blank made from a mapping; ``None`` for one that can't be made, which ``wordform check`` explains."""
    if (id(mapping), kind) in _unmakeable:
        return None
    try:
        return made_layout(mapping, kind)
    except InvalidMapping:
        _unmakeable[(id(mapping), kind)] = mapping
        return None


def _unknown(form: str, version: str, layouts: Sequence[Layout]) -> RefusedForm:
    known = ", ".join(sorted({layout.mapping.form.id for layout in layouts}))
    return RefusedForm(
        f"This is the form '{form[:60]}', version {version[:20] or 'unknown'}, and there is no mapping for it.",
        remedy=f"Known are: {known}. Name its mapping with --mapping.",
        code="unknown_form",
    )

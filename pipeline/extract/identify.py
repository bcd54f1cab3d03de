"""Which form is this? By the printed lines that it shares with a known blank, when its package does not say it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from pipeline.document import Cell, Document, Paragraph, Row, Table, paragraphs
from pipeline.errors import RefusedForm
from pipeline.extract.fingerprint import Fingerprint, Fingerprints, Shown
from pipeline.extract.form.tagged import names_in
from pipeline.extract.layout import Layout
from pipeline.extract.memo import once, once_a_form, once_a_table
from pipeline.extract.text import key, without_filler
from pipeline.mapping.places import own_places
from pipeline.signs import emptied

_SHARE = 0.35  # so much of a blank's printed text must be there; half a form still is that form
_MARGIN = 0.1  # and another form must not be nearly as likely
_NAMED = 0.7  # so many names of a blank of ours are left in a form that was made from it
_PROMPTS = 3  # so many of its prompts that nobody else writes are left in one whose controls were made plain text


Applies = Callable[[Layout], bool | None]
"""Tells whether the fact holds by which a mapping is chosen; ``None`` when the form doesn't say."""


class Likely(Struct, frozen=True, kw_only=True):
    """A blank that a document may be made from, and the share of its print, by weight, that the document shows."""

    layout: Layout
    share: float

    @property
    def is_shown_nearly_whole(self) -> bool:
        """Whether so much of the blank's print is shown that the document can't be clearly more like another."""
        return self.share > 1 - _MARGIN


def identify(document: Document, layouts: Sequence[Layout], applies: Applies | None = None) -> Layout:
    """Choose the layout of :func:`likeliest` alone."""
    return likeliest(document, layouts, applies).layout


def likeliest(document: Document, layouts: Sequence[Layout], applies: Applies | None = None) -> Likely:
    """Choose the layout whose printed text the document shows; a workbook's blank for a workbook where there is one.

    Args:
        document: The completed form.
        layouts: All known blanks.
        applies: Tries the fact by which a mapping with ``form.when`` is chosen, where several forms look alike.

    Raises:
        RefusedForm: No form fits, or two different ones fit as well.
    """
    same_kind = [layout for layout in layouts if layout.kind == document.kind]
    fitting = _fitting(document, same_kind) or _fitting(document, layouts)
    if not fitting:
        known = ", ".join(sorted({layout.mapping.form.title for layout in layouts}))
        raise RefusedForm(
            "This is not one of the known forms.",
            remedy=f"Known are: {known}. For another form, name its mapping with --mapping.",
            code="unknown_form",
        )
    near = [likely for likely in fitting if fitting[0].share - likely.share < _MARGIN]
    if applies is not None and any(likely.layout.mapping.form.when for likely in near):
        near = _by_fact(near, applies)
    chosen, forms = near[0], {likely.layout.mapping.form.id for likely in near}
    if len(forms) > 1:
        names = ", ".join(sorted(forms))
        raise RefusedForm(
            f"Several forms fit: {names}.",
            remedy="Keep one of their mappings in the folder, or make their titles differ.",
            code="several_forms",
        )
    return chosen


def _by_fact(near: Sequence[Likely], applies: Applies) -> list[Likely]:
    """Keep the layouts whose fact holds; one that can't be told leaves the choice open, and so does none."""
    verdicts = [(each, not each.layout.mapping.form.when or applies(each.layout)) for each in near]
    holding = [likely for likely, verdict in verdicts if verdict]
    if holding and all(verdict is not None for _, verdict in verdicts):
        return holding
    forms = [each.layout.mapping.form for each in near]
    conditions = "; ".join(sorted({f"{form.id}: {form.when}" for form in forms}))
    raise RefusedForm(
        "Several forms look like this one, and what it says doesn't tell which it is.",
        remedy=f"Fill in what they are told apart by ({conditions}).",
        code="form_not_told",
    )


class Traces(Struct, frozen=True, kw_only=True):
    """What a document may have of blanks of ours, whatever form they are of.

    Attributes:
        names: What it calls its places.
        prompts: The texts of boxes that look like a prompt, such as ``[Notes]``.
    """

    names: frozenset[str]
    prompts: tuple[str, ...]


def traces_in(document: Document) -> Traces:
    """Return the names and prompts in a document that a blank of ours may have left there."""
    prompts = tuple([text for table in document.tables() for text in _bracketed(table.rows)])
    return Traces(names=names_in(document), prompts=prompts if len(prompts) >= _PROMPTS else ())


def names_places(traces: Traces, layout: Layout) -> bool:
    """Return whether a document calls any place of a form by its name."""
    return bool(traces.names) and not traces.names.isdisjoint(own_places(layout.mapping))


def leaves_prompts(traces: Traces, layout: Layout) -> bool:
    """Return whether a document shows prompts that only a blank of ours has."""
    if not traces.prompts:
        return False
    prompts = {place.prompt for place in own_places(layout.mapping).values() if place.prompt.startswith("[")}
    return sum(text in prompts for text in traces.prompts) >= _PROMPTS


@once_a_table
def _bracketed(rows: tuple[Row, ...]) -> tuple[str, ...]:
    return tuple([text for row in rows for text in _bracketed_in(row)])


@once
def _bracketed_in(row: Row) -> tuple[str, ...]:
    return tuple([cell.text.strip() for cell in row.cells if _begins_with_a_bracket(cell)])


@once
def _begins_with_a_bracket(cell: Cell) -> bool:
    """Return whether the text of a cell does, by the first of its blocks that says anything."""
    texts = (block.text.lstrip() for block in cell.blocks if not isinstance(block, Paragraph) or block.runs)
    return next(filter(None, texts), "").startswith("[")


def is_named_like(traces: Traces, layout: Layout) -> bool:
    """Return whether a document calls its places as a blank does."""
    names = own_places(layout.mapping).keys() & {*layout.prompts.tags, *layout.index.by_name}
    return len(names & traces.names) >= _NAMED * len(names) > 0


def is_more_like(document: Document, other: Layout, chosen: Likely) -> bool:
    """Return whether a document shows clearly more of another blank's print."""
    shares = _likely(document, [other])
    return shares[0].share - chosen.share >= _MARGIN


def is_like(document: Document, layout: Layout) -> bool:
    """Return whether a document shows what a blank prints."""
    return bool(_fitting(document, [layout]))


def best_of(document: Document, layouts: Sequence[Layout]) -> Layout | None:
    """Choose among the blanks of one form the one that a document is most like; ``None`` when it is like none."""
    fitting = _fitting(document, layouts)
    return fitting[0].layout if fitting else None


def _fitting(document: Document, layouts: Sequence[Layout]) -> list[Likely]:
    """Return the layouts that fit, best first; of those that fit as well the last is first."""
    likely = [each for each in reversed(_likely(document, layouts)) if each.share >= _SHARE]
    return sorted(likely, key=lambda each: each.share, reverse=True)


def _likely(document: Document, layouts: Sequence[Layout]) -> list[Likely]:
    """Return the layouts with the share of each that a document shows, in their order."""
    fingerprints = _together(tuple([layout.fingerprint for layout in layouts]))
    shares = fingerprints.shares(_shown(fingerprints, document))
    return [Likely(layout=layout, share=share) for layout, share in zip(layouts, shares, strict=True)]


@once_a_form
def _together(fingerprints: tuple[Fingerprint, ...]) -> Fingerprints:
    return Fingerprints(fingerprints)


def _shown(fingerprints: Fingerprints, document: Document) -> Shown:
    """Return the print of blanks that is in a document, between its tables and in them."""
    shown = [
        _shown_in_rows(fingerprints, block.rows) if isinstance(block, Table) else _shown_in(fingerprints, block)
        for block in document.blocks
        if isinstance(block, Table) or block.runs
    ]
    return frozenset().union(*shown)


@once_a_table
def _shown_in_rows(fingerprints: Fingerprints, rows: tuple[Row, ...]) -> Shown:
    return frozenset().union(*[_shown_in_row(fingerprints, row) for row in rows])


@once
def _shown_in_row(fingerprints: Fingerprints, row: Row) -> Shown:
    return frozenset().union(*[_shown_in_cell(fingerprints, cell) for cell in row.cells])


@once
def _shown_in_cell(fingerprints: Fingerprints, cell: Cell) -> Shown:
    written = [paragraph for paragraph in paragraphs(cell.blocks) if paragraph.runs]
    return fingerprints.shown_by([key for paragraph in written for key in _keys(paragraph)])


@once
def _shown_in(fingerprints: Fingerprints, paragraph: Paragraph) -> Shown:
    return fingerprints.shown_by(_keys(paragraph))


def _keys(paragraph: Paragraph) -> list[str]:
    return [without_filler(key(emptied(part))) for part in paragraph.text.split("\n")]

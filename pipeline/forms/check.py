"""Check mappings, policy, blanks and templates against each other, and gather everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec import field as with_default

from pipeline.errors import InvalidMapping, RefusedForm
from pipeline.extract import Layout
from pipeline.extract.places.options.printed import options_in_line
from pipeline.extract.text import label_key
from pipeline.extract.values.ticks import boxed_words
from pipeline.files import read_blanks
from pipeline.forms.blanks import prepare_blanks
from pipeline.forms.generated_blanks import made_blank_problems
from pipeline.forms.trial.claims import claim_remarks, places_named, told_apart
from pipeline.forms.trial.points import points_remarks
from pipeline.forms.trial.trial import tried
from pipeline.mapping import Mapping
from pipeline.mapping.catalogue import load_each
from pipeline.mapping.loader import read_tree
from pipeline.mapping.sheet.files import mappings_beside
from pipeline.mapping.sheet.rows import with_row
from pipeline.mapping.strict.each import form_of
from pipeline.readers import read_document
from pipeline.signs import EMPTY_BOXES
from pipeline.writers.following.template import document_problems
from pipeline.writers.template.check import problems as template_problems
from pipeline.writers.template.files import template_path, unreadable


class Checked(Struct, frozen=True, kw_only=True):
    """What was checked, and what was found.

    Attributes:
        mappings: The mappings that are right by themselves.
        problems: One line for each mistake; with any of them no form is read.
        remarks: What is allowed, but was perhaps not meant.
        doubts: What may read wrong: boxes that nothing reads, or two questions, other points than are printed, and
            answers that did not come back from copies of a blank that were filled in for a trial.
        named: By mapping, where the fields are whose place the blank's file gives a name.
        told_apart: By mapping, of labels that are printed several times which one is meant.
        unused: Other wordings that no blank prints: those of older versions, or misspelt ones.
    """

    mappings: tuple[Mapping, ...]
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    told_apart: dict[str, tuple[str, ...]] = with_default(default_factory=dict)
    named: dict[str, tuple[str, ...]] = with_default(default_factory=dict)


def check_all(folders: Sequence[Path], policy: Path | None = None) -> Checked:
    """Check every mapping in ``folders``, and the policy, against all blanks and templates.

    Args:
        folders: Folders or single files, as for :func:`pipeline.mapping.load_catalogue`.
        policy: A policy file that is laid over the mapping it extends.
    """
    mappings, problems = load_each(folders, policy)
    remarks: list[str] = []
    unused: list[str] = []
    doubts: list[str] = []
    apart: dict[str, tuple[str, ...]] = {}
    named: dict[str, tuple[str, ...]] = {}
    for mapping in mappings:
        layouts, wrong = _layouts(mapping)
        problems.extend(wrong)
        mistaken = _template(mapping)
        problems.extend(mistaken)
        problems.extend(document_problems(mapping))
        unfit = [] if wrong or mistaken else made_blank_problems(mapping)
        (remarks if _is_only_a_proposal(mapping) else problems).extend(unfit)
        if not wrong:
            remarks.extend(with_row(mapping, line) for line in _remarks(mapping, layouts))
            unused.extend(with_row(mapping, f"{mapping.path}: {label}") for label in _unused_anchors(mapping, layouts))
            doubts.extend(with_row(mapping, line) for line in _doubts(mapping, layouts))
            apart[mapping.form.id] = next(filter(None, map(told_apart, layouts)), ())
            named[mapping.form.id] = next(filter(None, map(places_named, layouts)), ())
    remarks.extend(_unused_blanks(mappings))
    remarks.extend(_set_aside_by_another(mappings))
    return Checked(
        mappings=tuple(mappings), problems=tuple(problems), remarks=tuple(remarks), unused=tuple(unused),
        doubts=tuple(doubts), told_apart=apart, named=named,
    )  # fmt: skip


def _layouts(mapping: Mapping) -> tuple[list[Layout], list[str]]:
    layouts, problems = [], []
    for path in mapping.blank_paths():
        try:
            layouts.extend(prepare_blanks(mapping, (path,)))
        except InvalidMapping as error:
            first, *others = error.what.splitlines()
            where = f" {error.remedy}" if error.code == "blank_unreadable" else ""
            problems += [first + where, *others]
    return layouts, problems


def _is_only_a_proposal(mapping: Mapping) -> bool:
    """Return whether a team has a blank of its own and no template: then no form is made that they did not design."""
    return bool(mapping.form.blanks) and not mapping.form.template


def _template(mapping: Mapping) -> list[str]:
    if not mapping.form.template:
        return []
    path = template_path(mapping)
    try:
        found = template_problems(path.read_bytes(), mapping)
    except OSError as error:
        return [f"{mapping.path}: {' '.join(unreadable(path, error))}"]
    except RefusedForm as error:
        found = [error.what]
    return [f"{mapping.path}: with the template {path.name}: {problem}" for problem in found]


# -- what was perhaps not meant ----------------------------------------------------------------------------------------


def _remarks(mapping: Mapping, layouts: Sequence[Layout]) -> Iterator[str]:
    for layout in layouts:
        remarks = [*_half_printed(layout), *_not_printed(layout)]
        yield from (f"{mapping.path}: with the blank {layout.name}: {remark}" for remark in remarks)


def _doubts(mapping: Mapping, layouts: Sequence[Layout]) -> Iterator[str]:
    """Say what may read wrong with each blank, by who claims its boxes and by trying it."""
    blanks = {path.name: data for path, data in read_blanks(mapping, mapping.blank_paths())}
    for layout in layouts:
        document = read_document(blanks[layout.name], name=layout.name)
        claims = claim_remarks(layout) if layout.kind == "docx" else ()
        doubts = [*claims, *points_remarks(layout), *tried(document, layout)]
        yield from (f"{mapping.path}: with the blank {layout.name}: {doubt}" for doubt in doubts)


def _unused_anchors(mapping: Mapping, layouts: Sequence[Layout]) -> Iterator[str]:
    printed = {label_key(line) for layout in layouts for line in _printed_lines(layout)}
    entries = [(f"field[{field.id}]", field.also if field.named else field.labels) for field in mapping.fields]
    entries += [(f"factors[{factor.id}]", factor.labels) for factor in mapping.factors]
    for name, labels in entries:
        for label in labels:
            if not any(line.lstrip(EMPTY_BOXES).startswith(label_key(label).lstrip(EMPTY_BOXES)) for line in printed):
                yield f"{name}: no blank prints {label!r}"


def _printed_lines(layout: Layout) -> Iterator[str]:
    for line in (*(line for box in layout.blank.boxes() for line in box.lines), *layout.blank.body):
        yield line.text
        yield from (line.text[part.start : part.end] for part in boxed_words(line.text)[1:])


def _half_printed(layout: Layout) -> Iterator[str]:
    """Name choices whose options the blank prints, but not all, or not at the label: they are read as typed ones."""
    printed = [label_key(line).lstrip(EMPTY_BOXES) for line in _printed_lines(layout)]
    for field in layout.mapping.fields:
        place = layout.places[field.id]
        if not field.has_options or place.prints_options or place.label is None:
            continue
        found = {option.choice.id for option in options_in_line(field.choices, layout.line(place.label))}
        if found and len(found) < len(field.choices):
            missing = ", ".join(choice.label for choice in field.choices if choice.id not in found)
            yield f"field[{field.id}].choice: not printed beside the others: {missing}; so it is read as typed"
        has_own_box = any(box is not place.label.box for box in place.boxes)
        options = [label_key(choice.label) for choice in field.choices]
        if not has_own_box and all(any(line.startswith(option) for line in printed) for option in options):
            yield f"field[{field.id}].choice: its options are printed, but not at its label; so it is read as typed"


def _not_printed(layout: Layout) -> Iterator[str]:
    """Name rows of the checklist that were added to the mapping since the blank was made."""
    for checklist in layout.checklists:
        for name, row in checklist.rows.items():
            if not row.printed:
                yield f"factors[{name}]: is not printed there; the blank that 'wordform blank' makes has it"


def _unused_blanks(mappings: Sequence[Mapping]) -> Iterator[str]:
    used = {path for mapping in mappings for path in mapping.blank_paths()}
    for folder in sorted({path.parent for path in used}):
        beside = [path.read_text("utf-8", errors="replace") for path in sorted(folder.parent.glob("*.toml"))]
        for path in sorted(folder.glob("[!.~]*")):
            if path.is_file() and path not in used and not any(f'"{path.name}"' in text for text in beside):
                yield f"{path}: no mapping uses this blank"


def _set_aside_by_another(mappings: Sequence[Mapping]) -> Iterator[str]:
    """Name mappings that lie beside one of the same form, which counts alone."""
    for mapping in mappings:
        form = mapping.form.id
        for path in mappings_beside(mapping.path):
            try:
                tree, _ = read_tree(path)
            except InvalidMapping:  # it counts for no form
                continue
            if form_of(path, tree) == form and form not in (tree.get("extends"), mapping.extends):
                yield f"{path}: is of the form '{form}', as is {mapping.path.name} beside it; that one alone counts"

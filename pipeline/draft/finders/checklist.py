"""The checklists of a blank: header, rows with a label and room for an answer, and their groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipeline.draft.finders.columns import (
    Columns,
    asks_itself,
    at,
    calls_for_words,
    columns_of,
    is_item,
    is_own_row,
    is_total,
    most_points,
)
from pipeline.draft.finders.ladders import ladders_beside, ladders_of
from pipeline.draft.finders.options import choices_of
from pipeline.draft.names import Names
from pipeline.draft.proposal import Noted
from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, has_words, words
from pipeline.extract.matching.skeleton import Box, BoxRow
from pipeline.extract.text import label_key
from pipeline.mapping.model import Checklist, Factor, FieldKind, Group
from pipeline.mapping.rows import Entered, Means, Open, RowOption
from pipeline.mapping.strict.models import checked, make

_LONGEST_HEADING: Final = 12
NO_POINTS: Final = (
    "The form prints no points beside these rows, so they count 0. Where a row should count, put its points there, and "
    "add [score] with bands."
)
LADDER: Final = (
    "The points of each group climb, so each group is taken as a ladder of which one row is chosen. If several "
    'may be chosen, add several = "highest" or "add".'
)


class Grids(Struct, frozen=True, kw_only=True):
    """What was found in grids.

    Attributes:
        questions: Questions with the options beside them, in the header of a grid.
        left_out: Rows that had to be left out, one sentence each.
    """

    checklists: tuple[Noted[Checklist], ...] = ()
    questions: tuple[Question, ...] = ()
    left_out: tuple[str, ...] = ()


class _Part(Struct, frozen=True):
    """A header row, its columns, and the rows under it."""

    header: BoxRow
    columns: Columns
    rows: list[BoxRow]

    @property
    def kind(self) -> tuple[object, ...]:
        """The printed headers by which its columns are found; parts that share them are one checklist."""
        options = [option.column or option.label for _, option in self.columns.options]
        columns = (self.columns.answer, self.columns.weight, self.columns.notes)
        return (*(self.header_of(column) for column in columns), *options, self.columns.most)

    def header_of(self, column: int | None) -> str | None:
        box = at(self.header, column)
        return words(box.text) or box.text.strip() if box is not None and box.key else None

    @property
    def items(self) -> list[BoxRow]:
        """Its rows that are answered."""
        return [row for row in self.rows if is_item(row, self.columns)]

    @property
    def question(self) -> Box | None:
        """The header over the labels where it is a question or prompt of its own, such as "Does it involve:"."""
        box = at(self.header, self.columns.label)
        return box if box is not None and asks_itself(box.text) and self.columns.options else None

    @property
    def own_row(self) -> BoxRow | None:
        """The row in which its question is answered itself, under the header; ``None`` when it has none."""
        first = self.rows[0] if self.rows else ()
        return first if self.rows and _is_own_row(first, self.columns) else None


def find_checklists(blank: Blank, names: Names) -> Grids:
    """Find all checklists, take their boxes, and say which rows had to be left out.

    Tables that have the same headers are one checklist; rows whose labels are printed elsewhere too are one of their
    own, behind the question over them.
    """
    side = tuple(factor for table in range(len(blank.bones.tables)) for factor in ladders_beside(blank, table, names))
    parts = [part for table in range(len(blank.bones.tables)) for part in _parts(blank, table)]
    questions = [question for part in parts if (question := _question(blank, part)) is not None]
    by_kind: dict[tuple[object, ...], list[_Part]] = {}
    printed = Counter(label_key(box.text) for box in blank.bones.boxes() if box.key and not box.continues)
    for part in parts:
        anchor = _anchor(blank, part, printed)
        by_kind.setdefault((*part.kind, anchor), []).append(part)
    made: list[_Made] = []
    left_out: list[str] = []
    for kind, alike in by_kind.items():
        groups, skipped = _groups(blank, alike, names, printed, after=str(kind[-1]))
        left_out += skipped
        if groups:
            made.append(_Made(alike[0], _as_ladders(alike, groups, names) or groups, str(kind[-1])))
    made = _told_apart(made)
    several = Names() if len(made) + bool(side) > 1 else None
    checklists = [_checklist(blank, each, several) for each in made]
    if side:
        group = make(Group, name="Ladders", factors=side)
        entry = make(Checklist, id=several.take("ladders") if several else None, group=(group,))
        checklists.append(Noted(entry=entry, notes=(LADDER,)))
    return Grids(checklists=tuple(checklists), questions=tuple(questions), left_out=tuple(left_out))


def checklist_of(
    blank: Blank,
    header: BoxRow,
    rows: Sequence[BoxRow],
    columns: Columns,
    names: Names,
    others: Sequence[Checklist],
) -> tuple[Noted[Checklist], frozenset[Box]] | None:
    """Return the checklist of rows under a header, and all their boxes; ``None`` when no row is one of it.

    Args:
        blank: The blank.
        header: The row that heads the columns.
        rows: The rows, from the first one on.
        columns: What the columns are for.
        names: Ids that are taken.
        others: The other checklists of the form.
    """
    part = _Part(header, columns, _rows(rows, columns))
    printed = Counter(label_key(box.text) for box in blank.bones.boxes() if box.key and not box.continues)
    after = _anchor(blank, part, printed)
    groups, _ = _groups(blank, [part], names, printed, after=after)
    if not groups:
        return None
    used = {group.name for other in others for group in other.groups}
    (made,) = _told_apart([_Made(part, _as_ladders([part], groups, names) or groups, after)], used)
    ids = Names()
    for other in filter(None, (other.id for other in others)):
        ids.take(other)
    boxes = frozenset(box for row in (part.header, *part.rows) for box in row)
    return _checklist(blank, made, ids if others else None), boxes


class _Made(Struct, frozen=True):
    """A checklist in the making; ``after`` is the line that its labels come after, empty where they are unique."""

    part: _Part
    groups: tuple[Group, ...]
    after: str


def _told_apart(made: Sequence[_Made], used: Collection[str] = ()) -> list[_Made]:
    """Name groups of different checklists differently: results have a subtotal for each."""
    used = set(used)
    found = []
    for each in made:
        names = []
        for group in each.groups:
            name, number = group.name, 2
            while name in used:
                name, number = f"{group.name} {number}", number + 1
            used.add(name)
            names.append(name)
        pairs = zip(each.groups, names, strict=True)
        found.append(replace(each, groups=tuple(replace(group, name=name) for group, name in pairs)))
    return found


# -- its parts ---------------------------------------------------------------------------------------------------------


def _parts(blank: Blank, table: int) -> list[_Part]:
    rows = blank.bones.tables[table]
    found = []
    number = 0
    while number < len(rows):
        free = all(map(blank.free, rows[number]))
        columns = columns_of(rows[number], rows[number + 1 :], _scale(blank, table)) if free else None
        taken = _rows(rows[number + 1 :], columns) if columns is not None else []
        if columns is not None and taken:
            found.append(_Part(rows[number], columns, taken))
        number += 1 + len(taken)
    return found


def _scale(blank: Blank, table: int) -> int | None:
    """Return the most points of the scale that the lines before a table speak of."""
    lines = (blank.bones.body[index].text for index in reversed(blank.lines_above(table)))
    return next((most for line in lines if (most := most_points(line))), None)


def _rows(rows: Sequence[BoxRow], columns: Columns) -> list[BoxRow]:
    """Take the rows of a checklist: items, headings of groups between them, and what is explained in words."""
    taken: list[BoxRow] = []
    for row in rows:
        if taken and not any(box.key or box.framed for box in row) and any(box.framed for box in taken[-1]):
            break  # in a workbook the frame ends here
        passed = is_total(row) or _heading(row, columns) or not any(box.key for box in row) or _in_words(row)
        if _repeats(row, columns) or not (is_item(row, columns) or passed or _is_own_row(row, columns)):
            break
        taken.append(row)
    while taken and not (is_item(taken[-1], columns) or (len(taken) == 1 and _is_own_row(taken[0], columns))):
        taken.pop()
    return [] if taken and all(map(_in_words, taken)) else taken


def _repeats(row: BoxRow, columns: Columns) -> bool:
    """Return whether a row prints the options once more: it is the header of another part."""
    options = [(at(row, column), option) for column, option in columns.options]
    return bool(options) and all(
        box is not None and label_key(box.text) == label_key(str(option.column or option.label))
        for box, option in options
    )


def _is_own_row(row: BoxRow, columns: Columns) -> bool:
    return bool(columns.options) and is_own_row(row, columns.label, columns.to_fill)


def _in_words(row: BoxRow) -> bool:
    """Return whether a row asks for words: "If yes, please explain"."""
    printed = [box for box in row if box.key]
    return len(printed) == 1 and calls_for_words(printed[0].text)


def _question(blank: Blank, part: _Part) -> Question | None:
    """Take the question in the header of a part, where it is answered itself under the header."""
    box = part.question
    if box is None or part.own_row is None:
        return None
    blank.take(*part.header, *part.own_row)
    texts = [str(option.column or option.label) for _, option in part.columns.options]
    return Question(spot=Spot(box, 0), label=box.lines[0].text, kind=FieldKind.CHOICE, choices=choices_of(texts))


def _anchor(blank: Blank, part: _Part, printed: Counter[str]) -> str:
    """Return the line that tells the rows of a part from others with the same labels; empty where none has them."""
    labels = [box for row in part.items if (box := at(row, part.columns.label)) is not None]
    if all(printed[label_key(box.text)] == 1 for box in labels):
        return ""
    header = at(part.header, part.columns.label)
    over = [header.lines[0].text] if header is not None and header.key else []
    above = [blank.section(Spot(part.header[0], 0))]
    lines = over + above if part.question is not None else above + over
    keys = Counter(label_key(line) for line in blank.lines())
    return next((line.strip() for line in lines if line and keys[label_key(line)] == 1), "")


# -- groups and rows ---------------------------------------------------------------------------------------------------


def _groups(
    blank: Blank, parts: Sequence[_Part], names: Names, printed: Counter[str], *, after: str
) -> tuple[tuple[Group, ...], list[str]]:
    groups: dict[str, list[Factor]] = {}
    left_out = []
    for part in parts:
        group = _name_of(blank, part)
        blank.take(*part.header)
        for row in part.rows:
            if _in_words(row):
                continue
            blank.take(*row)
            group = _heading(row, part.columns) or group
            label = at(row, part.columns.label)
            if label is None or not is_item(row, part.columns):
                continue
            if printed[label_key(label.text)] > 1 and not after:
                left_out.append(_printed_twice(label))
            else:
                groups.setdefault(group, []).append(_factor(blank, row, part.columns, names))
    return tuple(make(Group, name=name, factors=tuple(factors)) for name, factors in groups.items()), left_out


def _name_of(blank: Blank, part: _Part) -> str:
    section = blank.section(Spot(part.header[0], 0))
    question = part.question
    return words(question.lines[0].text) if question is not None else section or "Checklist"


def _as_ladders(parts: Sequence[_Part], groups: tuple[Group, ...], names: Names) -> tuple[Group, ...]:
    part = parts[0]
    beside = any(_heading(row, part.columns) for part in parts for row in part.rows)
    header = part.header_of(part.columns.label) or ""
    found = ladders_of(groups, part.columns, header, beside=beside, names=names)
    return (found,) if found is not None else ()


def _heading(row: BoxRow, columns: Columns) -> str:
    """Return the name of the group that begins with a row: words left of the labels, or alone in their row."""
    printed = [box for box in row if box.key]
    if is_item(row, columns):
        beside = [box for box in printed if box.column < columns.label and has_words(box.text)]
        return words(beside[0].lines[0].text) if beside else ""
    alone = len(printed) == 1 and has_words(printed[0].text) and printed[0].text.rstrip()[-1:] not in ":?"
    few = alone and len(printed[0].text.split()) <= _LONGEST_HEADING and not _in_words(row)
    return words(printed[0].text) if few else ""


def _factor(blank: Blank, row: BoxRow, columns: Columns, names: Names) -> Factor:
    label, weight = at(row, columns.label), at(row, columns.weight)
    assert label is not None  # noqa: S101 - for the type checker; it is an item
    boxes = [box for column in columns.to_fill if (box := at(row, column)) is not None]
    tag = blank.tag(*boxes).partition(".")[0]
    text = next(line.text for line in label.lines if line.key)
    options = [option for _, option in columns.options] or list(columns.worded)
    points: dict[str, int] = {}
    if weight is not None:
        points = {"points": int(weight.text.strip())}
    elif columns.most is not None:
        points = {"points": columns.most}
    elif all(option.points is None for option in options):
        points = {"points": 0}
    return checked(Factor, {"id": names.take(text, tag=tag), "label": label.text, **points})


def _checklist(blank: Blank, made: _Made, names: Names | None) -> Noted[Checklist]:
    part, columns = made.part, made.part.columns
    section = blank.section(Spot(part.header[0], 0)) or "Checklist"
    options = tuple(option for _, option in columns.options) or columns.worded
    entry = make(
        Checklist,
        id=names.take(_name_of(blank, part) if made.after else section) if names is not None else None,
        section=section,
        after=made.after or None,
        answer=part.header_of(columns.answer),
        weight=part.header_of(columns.weight) if not any(factor.options for factor in made.groups[0].factors) else None,
        notes=part.header_of(columns.notes),
        entered=Entered.POINTS if columns.most is not None else Entered.APPLIES,
        blank=Open.RANGE if any(option.meaning is Means.NO for option in options) else Open.NONE,
        option=options,
        group=made.groups,
    )
    return Noted(entry=entry, notes=tuple(_doubts(entry, columns, options)))


def _doubts(entry: Checklist, columns: Columns, options: Sequence[RowOption]) -> Iterator[str]:
    if entry.has_ladders:
        yield LADDER
    elif columns.weight is None and columns.most is None and not options:
        yield NO_POINTS


def _printed_twice(label: Box) -> str:
    where = label.location
    return f"The row at {where}: another box of the form says the same, so it can't be told apart. Word it differently."

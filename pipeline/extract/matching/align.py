"""Align a filled-in container with its blank: which characters are printed, which were added (principle 2).

Lines that are equal pair up first. What is left between two pairs is compared word by word, so an answer typed under,
before, after or inside its prompt is cut out cleanly, and a prompt that was edited is still known. Lines that moved
elsewhere in the container are found last.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise, takewhile

from msgspec import Struct, field

from pipeline.extract.lines import Line
from pipeline.extract.matching.equal import Block, equal_blocks
from pipeline.extract.text import Token, before_filler, is_filler, key
from pipeline.patterns import pattern
from pipeline.signs import NO_MARKS, emptied

_SHARE_TO_KNOW_A_LINE = 0.5  # of its words must be there for an edited prompt to count as printed
_WORDS_IN_A_ROW = 5  # so many are printed text even when most of the line is gone
_WORDS_BY_THEMSELVES = 4  # fewer in a row are print only close to other print
_WORDS_OF_AN_EDIT = 3  # so many words may an edit have put in or taken out of the middle of a prompt
_WORDS_AT_START = 3  # so many at the start of both lines are a prompt that was cut, with an answer behind it
_ROOM = pattern(r"\t| {3,}")  # between two words, to be written on
_START_OF_REPEATED = 2  # more letters than that tell which line a filled-in one is
_START_TO_RUN_ON = 4  # fewer letters may begin another word
_TOKENS_COMPARED = 20_000  # a gap longer than this is not compared word by word: its cost grows with the square


class Cover(Struct, frozen=True):
    """A stretch of a line that is printed: where it is in the line, and in which line of the blank."""

    start: int
    end: int
    blank_index: int
    blank_start: int
    blank_end: int


class Aligned(Struct, eq=False):
    """A line of the completed form with what is printed in it.

    ``number`` is its index in its container, by which it is known there. ``after`` is the index of the last blank line
    at or before this line: where in the blank an added line is.
    """

    line: Line
    number: int
    covers: list[Cover] = field(default_factory=list)
    after: int = -1

    def added(self) -> list[tuple[int, int]]:
        """Return the stretches that a person added, without white space at their ends."""
        if not self.covers:
            stretches = [(0, len(self.line.text))]
        elif len(self.covers) == 1:
            stretches = [(0, self.covers[0].start), (self.covers[0].end, len(self.line.text))]
        else:
            stretches = self._between_covers()
        return [stretch for start, end in stretches if (stretch := _trimmed(self.line.text, start, end))]

    def _between_covers(self) -> list[tuple[int, int]]:
        stretches, position = [], 0
        for cover in sorted(self.covers, key=lambda cover: cover.start):
            stretches.append((position, cover.start))
            position = max(position, cover.end)
        return [*stretches, (position, len(self.line.text))]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    kept = text[start:end].lstrip()
    start, end = end - len(kept), end - len(kept) + len(kept.rstrip())
    return (start, end) if end > start else None


def align(blank: Sequence[Line], lines: Sequence[Line]) -> list[Aligned]:
    """Align the lines of a container with those of its blank.

    Empty lines take no part. The result holds one entry for each line of ``lines``, in order.
    """
    aligned = [Aligned(line, number) for number, line in enumerate(lines)]
    printed = [index for index, line in enumerate(blank) if line.key]
    if not printed:
        return aligned
    filled = [index for index, line in enumerate(lines) if line.key]
    used = _pair_equal(blank, aligned, printed, filled)
    rest = [index for index in filled if not aligned[index].covers]
    left = [index for index in printed if index not in used]
    if rest and left:
        _pair_ticked(blank, aligned, left, rest)
        _pair_run_on(blank, aligned, left, rest)
        for index, entry_index in _pair_moved(blank, aligned, left, rest):
            _compare_behind(blank, aligned, (index, printed, left), (entry_index, filled, rest))
        _compare_gaps(blank, aligned, printed, filled)
    _place(aligned)
    return aligned


def _whole(line: Line, blank_index: int, blank: Line) -> Cover:
    return Cover(0, len(line.text), blank_index, 0, len(blank.text))


def _pair_equal(blank: Sequence[Line], aligned: list[Aligned], printed: list[int], filled: list[int]) -> set[int]:
    if len(printed) == len(filled) and all(
        blank[mine].key == aligned[theirs].line.key for mine, theirs in zip(printed, filled, strict=True)
    ):
        blocks = [(0, 0, len(printed))]
    else:
        blocks = _equal_blocks([blank[index] for index in printed], [aligned[index].line for index in filled])
    used = set()
    for a, b, size in blocks:
        for offset in range(size):
            index, entry = printed[a + offset], aligned[filled[b + offset]]
            if entry.line.key == blank[index].key:
                entry.covers.append(_whole(entry.line, index, blank[index]))
                used.add(index)
    return used


def _equal_blocks(blank: Sequence[Line], lines: Sequence[Line]) -> list[Block]:
    """Return equal stretches of lines; one that is printed again and again counts as that when it was filled in too.

    So the one of them that nobody filled in is paired with that in its place, not with the first.
    """
    counted = Counter(line.key for line in blank)
    repeated = {key(before_filler(line.text)): line.key for line in blank if counted[line.key] > 1}
    starts = [start for start in repeated if len(start) > _START_OF_REPEATED]
    mine, theirs = [line.key for line in blank], [line.key for line in lines]
    if starts:
        theirs = [next((repeated[start] for start in starts if each.startswith(start)), each) for each in theirs]
    return equal_blocks(mine, theirs)


def _pair_ticked(blank: Sequence[Line], aligned: list[Aligned], left: list[int], rest: list[int]) -> None:
    """Pair lines that are equal but for ticks in printed check boxes, or in their place: these were added."""
    for index in list(rest):
        entry = aligned[index]
        text = entry.line.text
        printed = emptied(text)
        is_ticked = printed != text
        found = next((other for other in left if blank[other].text == printed), None) if is_ticked else None
        if found is None:
            _pair_typed_over(blank, entry, left, rest)
            continue
        cuts = [at for at, sign in enumerate(entry.line.text) if sign != printed[at]]
        ends = zip([0, *(at + 1 for at in cuts)], [*cuts, len(printed)], strict=True)
        entry.covers += [Cover(start, end, found, start, end) for start, end in ends if end > start]
        left.remove(found)
        rest.remove(index)


def _pair_run_on(blank: Sequence[Line], aligned: list[Aligned], left: list[int], rest: list[int]) -> None:
    """Pair printed lines with those that go on behind them without a space: ``Name of schoolMill Lane``."""
    for index in list(rest):
        entry = aligned[index]
        begun = [other for other in left if _runs_on(blank[other].text.rstrip(), entry.line.text)]
        if begun:
            found = max(begun, key=lambda other: len(blank[other].text))
            end = len(blank[found].text.rstrip())
            entry.covers.append(Cover(0, end, found, 0, end))
            left.remove(found)
            rest.remove(index)


def _runs_on(printed: str, text: str) -> bool:
    if len(printed) < _START_TO_RUN_ON or not text.startswith(printed):
        return False
    following = text[len(printed) : len(printed) + 1]
    return printed[-1].islower() and (following.isupper() or following.isdigit())


def _pair_typed_over(blank: Sequence[Line], entry: Aligned, left: list[int], rest: list[int]) -> None:
    """Pair a line that has marks in the place of check boxes, and else the same words."""
    boxed = [index for index in left if not NO_MARKS.isdisjoint(blank[index].text)]
    if not boxed:
        return
    from pipeline.extract.matching.typed_over import words_left  # most lines have no boxes

    for index in boxed:
        words = words_left(blank[index].tokens, entry.line.tokens)
        for printed, said in words:
            _cover(entry, blank[index], Cover(said.start, said.end, index, printed.start, printed.end), frozenset())
        if words:
            left.remove(index)
            rest.remove(entry.number)
            return


def _pair_moved(
    blank: Sequence[Line], aligned: list[Aligned], left: list[int], rest: list[int]
) -> list[tuple[int, int]]:
    """Pair lines that are equal but are in another order, and return them; short ones may be chance and are left."""
    by_key = {blank[index].key: index for index in reversed(left)}
    moved = []
    for index in list(rest):
        entry = aligned[index]
        found = by_key.pop(entry.line.key, None) if len(entry.line.key) > 8 else None
        if found is not None:
            entry.covers.append(_whole(entry.line, found, blank[found]))
            left.remove(found)
            rest.remove(index)
            moved.append((found, index))
    return moved


_Behind = tuple[int, Sequence[int], Sequence[int]]
"""A line, all lines with words, and those of them that are not paired."""


def _compare_behind(blank: Sequence[Line], aligned: list[Aligned], printed: _Behind, typed: _Behind) -> None:
    """Compare what is right behind a line that moved with what is behind it in the blank: options move along."""
    mine, theirs = (
        list(takewhile(free.__contains__, lines[lines.index(line) + 1 :])) for line, lines, free in (printed, typed)
    )
    if mine and theirs:
        _compare_words(blank, aligned, mine, theirs)


def _compare_gaps(blank: Sequence[Line], aligned: list[Aligned], printed: list[int], filled: list[int]) -> None:
    """Compare, between each two pairs of equal lines, what is left of both sides."""
    used = {cover.blank_index for entry in aligned for cover in entry.covers}
    bounds = [(-1, -1)]
    for index in filled:
        covers = aligned[index].covers
        if covers and covers[0].blank_index > bounds[-1][0]:
            bounds.append((covers[0].blank_index, index))
    bounds.append((len(blank), len(aligned)))
    for (blank_from, from_), (blank_to, to) in pairwise(bounds):
        left = [index for index in printed if blank_from < index < blank_to and index not in used]
        rest = [index for index in filled if from_ < index < to and not aligned[index].covers]
        if left and rest:
            _compare_words(blank, aligned, left, rest)


def _compare_words(blank: Sequence[Line], aligned: list[Aligned], left: list[int], rest: list[int]) -> None:
    mine = [(index, token) for index in left for token in blank[index].tokens]
    theirs = [(index, token) for index in rest for token in aligned[index].line.tokens]
    if len(mine) + len(theirs) > _TOKENS_COMPARED:
        theirs = theirs[: _TOKENS_COMPARED - len(mine)]
    matcher = difflib.SequenceMatcher(
        None, [token.key for _, token in mine], [token.key for _, token in theirs], autojunk=False
    )
    *equal, _ = matcher.get_matching_blocks()
    if not equal:
        return
    from pipeline.extract.matching.typos import with_typos  # most lines are as they were printed, or all new

    runs = _certain_runs(
        blank, mine, theirs, with_typos([token for _, token in mine], [token for _, token in theirs], equal)
    )
    pairs = [(a + offset, b + offset, size) for a, b, size in runs for offset in range(size)]
    found: dict[int, int] = {}
    for a, _, _ in pairs:
        found[mine[a][0]] = found.get(mine[a][0], 0) + 1
    known = {index for index, count in found.items() if count >= _SHARE_TO_KNOW_A_LINE * len(blank[index].tokens)}
    known |= {index for index, count in _started(blank, mine, theirs, pairs).items() if count >= _WORDS_AT_START}
    slips: set[Cover] = set()
    for a, b, size in pairs:
        blank_index, token = mine[a]
        if blank_index in known or size >= _WORDS_IN_A_ROW:
            index, other = theirs[b]
            word = Cover(other.start, other.end, blank_index, token.start, token.end)
            if token.key != other.key:
                slips.add(word)
            _cover(aligned[index], blank[blank_index], word, slips)


def _certain_runs(
    blank: Sequence[Line],
    mine: Sequence[tuple[int, Token]],
    theirs: Sequence[tuple[int, Token]],
    blocks: Sequence[tuple[int, int, int]],
) -> list[tuple[int, int, int]]:
    """Take the equal runs of words that are print: long ones, and short ones close to those.

    An answer behind a prompt that was cut shares words with the part that is gone; those stay the answer's.
    """
    runs = [run for block in blocks for run in _by_line(mine, theirs, block)]
    whole = {index for block in blocks for index in _whole_lines(blank, mine, block)}
    kept = [mine[run[0]][0] in whole or _is_firm(blank, mine, theirs, run) for run in runs]
    for order in (range(1, len(runs)), range(len(runs) - 2, -1, -1)):
        for number in order:
            before = number + (-1 if order.step > 0 else 1)
            if not kept[number] and kept[before]:
                first, second = sorted((runs[before], runs[number]))
                kept[number] = _is_near(blank, mine, theirs, first, second, runs[number])
    return [run for run, keep in zip(runs, kept, strict=True) if keep]


def _by_line(
    mine: Sequence[tuple[int, Token]], theirs: Sequence[tuple[int, Token]], block: tuple[int, int, int]
) -> list[tuple[int, int, int]]:
    """Cut an equal run where a line ends on either side."""
    a, b, size = block
    cuts = [0]
    for offset in range(1, size):
        if (mine[a + offset - 1][0], theirs[b + offset - 1][0]) != (mine[a + offset][0], theirs[b + offset][0]):
            cuts.append(offset)
    return [(a + start, b + start, end - start) for start, end in pairwise([*cuts, size]) if end > start]


def _whole_lines(
    blank: Sequence[Line], mine: Sequence[tuple[int, Token]], block: tuple[int, int, int]
) -> Iterator[int]:
    """Yield the printed lines of which every word is in an equal run, whatever lines the form breaks it into."""
    start, _, size = block
    counted = Counter(index for index, _ in mine[start : start + size])
    return (index for index, count in counted.items() if count == len(blank[index].tokens))


def _is_firm(
    blank: Sequence[Line],
    mine: Sequence[tuple[int, Token]],
    theirs: Sequence[tuple[int, Token]],
    run: tuple[int, int, int],
) -> bool:
    """Return whether a run is print by itself: long, or the start of both lines."""
    a, b, size = run
    opens = mine[a][1] is blank[mine[a][0]].tokens[0] and (b == 0 or theirs[b - 1][0] != theirs[b][0])
    return size >= _WORDS_BY_THEMSELVES or opens


def _is_near(
    blank: Sequence[Line],
    mine: Sequence[tuple[int, Token]],
    theirs: Sequence[tuple[int, Token]],
    first: tuple[int, int, int],
    second: tuple[int, int, int],
    short: tuple[int, int, int],
) -> bool:
    """Return whether a short run is close enough to one that is print, in the same line of both sides."""
    if mine[first[0]][0] != mine[second[0]][0] or theirs[first[1]][0] != theirs[second[1]][0]:
        return False
    printed_gap, gap = second[0] - first[0] - first[2], second[1] - first[1] - first[2]
    signs = not any(character.isalnum() for token in mine[short[0] : short[0] + short[2]] for character in token[1].key)
    edited = printed_gap <= _WORDS_OF_AN_EDIT and gap <= _WORDS_OF_AN_EDIT
    parted = printed_gap == 0 and short[2] > 1
    between = mine[first[0] + first[2] : second[0]]
    is_blank = bool(between) and all(is_filler(token.key) for _, token in between)  # to be written on, at any length
    start, end = mine[first[0] + first[2] - 1][1].end, mine[second[0]][1].start
    is_gap = printed_gap == 0 and _ROOM.search(blank[mine[second[0]][0]].text[start:end]) is not None
    return edited or parted or is_blank or is_gap or (signs and gap == 0)


def _started(
    blank: Sequence[Line],
    mine: Sequence[tuple[int, Token]],
    theirs: Sequence[tuple[int, Token]],
    pairs: Sequence[tuple[int, int, int]],
) -> dict[int, int]:
    """Count for each printed line how many of its words open a line of the form, one after the other."""
    opening: dict[int, int] = {}
    last: dict[int, tuple[int, int]] = {}
    for a, b, _ in pairs:
        blank_index, token = mine[a]
        follows = last.get(blank_index) == (a - 1, b - 1)
        opens = token is blank[blank_index].tokens[0] and (b == 0 or theirs[b - 1][0] != theirs[b][0])
        if opens or (follows and blank_index in opening):
            opening[blank_index] = opening.get(blank_index, 0) + 1
            last[blank_index] = (a, b)
    return opening


def _cover(entry: Aligned, blank: Line, word: Cover, apart: Set[Cover]) -> None:
    """Add a printed word, joined with the one before it when on both sides only white space is between them.

    Those that were typed with a slip stay ``apart``: their letters are not those of the print.
    """
    last = entry.covers[-1] if entry.covers else None
    if (
        last is not None
        and apart.isdisjoint((last, word))
        and last.blank_index == word.blank_index
        and not entry.line.text[last.end : word.start].strip()
        and not blank.text[last.blank_end : word.blank_start].strip()
    ):
        entry.covers[-1] = Cover(last.start, word.end, word.blank_index, last.blank_start, word.blank_end)
    else:
        entry.covers.append(word)


def _place(aligned: list[Aligned]) -> None:
    after = -1
    for entry in aligned:
        if entry.covers:
            after = max(cover.blank_index for cover in entry.covers)
        entry.after = after

"""Which of the options in one line a mark is at: by the boxes that the blank prints for them, else the nearer one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct, field

from pipeline.extract.text import tokens
from pipeline.extract.values.choices import Signs
from pipeline.patterns import pattern
from pipeline.signs import BOX_EMPTY, BOXES, NO_MARKS

ANY_BOX: Final = frozenset(BOXES)
_SPACE_TO_TICK = pattern(r"\[\s*\]|\(\s*\)|_{2,}")
_TICKED_SPACE = pattern(r"\[[^\[\]\w]*\w{0,2}[^\[\]\w]*\]|\([^()\w]*\w{0,2}[^()\w]*\)|_+ ?[^\s_] ?_+")
"""Brackets or a line to tick between, and what they are with a mark in them."""
BEFORE, _BEHIND = "before", "behind"
_NEARER = 2  # so many spaces tell which of two options a mark is nearer to that touches neither


class InlineOption(Struct):
    """An option printed in a line of the blank."""

    name: str
    start: int
    end: int
    wordings: tuple[str, ...]
    beside: tuple[str, ...] = ()
    signs: Signs = field(default_factory=Signs)
    span: tuple[int, int] | None = None


def boxes_printed(text: str, options: Sequence[InlineOption]) -> str:
    """Return where a line of the blank prints a box to tick for each option: before it or behind it, if it does."""
    ends = [0, *(option.end for option in options)]
    starts = [*(option.start for option in options), len(text)]
    between = [_SPACE_TO_TICK.sub(BOX_EMPTY, text[end:start]).strip() for end, start in zip(ends, starts, strict=True)]
    if all(part[-1:] in NO_MARKS and part for part in between[:-1]):
        return BEFORE
    return _BEHIND if all(part[:1] in NO_MARKS and part for part in between[1:]) else ""


def at_boxes(text: str, at: tuple[int, int], placed: Sequence[InlineOption], boxes: str) -> list[InlineOption]:
    """Return the option that a mark is at where each has its box; both, where it is as near to one as to the other.

    Between a box and its words, or in the place of a box that is gone, it is that option's. Else it is between what
    belongs to one option and what belongs to the next.
    """
    left, right = _around(at, placed)
    if left is None or right is None:
        return [option for option in (left, right) if option is not None]
    start, end = _span(left)[1], _span(right)[0]
    if any(low < at[0] - start and at[1] - start < high for low, high in _spaces(text[start:end])):
        return [right] if boxes == BEFORE else [left]
    behind_left, before_right = (
        _SPACE_TO_TICK.sub(BOX_EMPTY, part) for part in (text[start : at[0]], text[at[1] : end])
    )
    if boxes == BEFORE:
        box = next((index for index, sign in enumerate(before_right) if sign in ANY_BOX), None)
        if box is None:
            return [right]
        before_right = before_right[:box]
    else:
        box = next((index for index in reversed(range(len(behind_left))) if behind_left[index] in ANY_BOX), None)
        if box is None:
            return [left]
        behind_left = behind_left[box + 1 :]
    near, far = _distance(behind_left), _distance(before_right)
    if min(near, far) and abs(near - far) < _NEARER:
        return [left, right]
    return [left] if near < far else [right]


def may_be_at_gone(
    text: str, at: tuple[int, int], options: Sequence[InlineOption], nearest: InlineOption, boxes: str
) -> bool:
    """Return whether a mark may be at an option whose words are gone: its box is there, or other words for it."""
    left, right = _around(at, [option for option in options if option.span is not None])
    first = options.index(left) + 1 if left is not None else 0
    last = options.index(right) if right is not None else len(options)
    around = text[_span(left)[1] if left is not None else 0 : _span(right)[0] if right is not None else len(text)]
    if last <= first:
        return False
    own = (right if boxes == BEFORE else left) is not None
    between = text[_span(nearest)[1] : at[0]] if nearest is left else text[at[1] : _span(nearest)[0]]
    return has_words(between) or bool(boxes and sum(sign in ANY_BOX for sign in around) > own)


def nearest(text: str, start: int, end: int, placed: list[InlineOption], *, before: bool) -> list[InlineOption]:
    """Return the option next to a mark: the one behind it when marks are ``before`` their options, else the nearer."""
    left, right = _around((start, end), placed)
    if left is None or right is None:
        return [option for option in (left, right) if option is not None]
    if before:
        return [right]
    near, far = _distance(text[_span(left)[1] : start]), _distance(text[end : _span(right)[0]])
    return [left] if near <= far else [right]


def ends_in_box(text: str, placed: list[InlineOption]) -> bool:
    """Return whether a box is behind each option, so that none belongs to the option which follows it."""
    ends = [option.span[1] for option in placed if option.span is not None]
    starts = [option.span[0] for option in placed if option.span is not None][1:]
    between = [text[end:start] for end, start in zip(ends, [*starts, len(text)], strict=True)]
    return all(any(sign in ANY_BOX for sign in part) for part in between)


def has_words(between: str) -> bool:
    """Return whether words are between a mark and the first option: it is at these, such as the question's label."""
    return any(len(token.key) > 1 and token.key.isalpha() for token in tokens(between))


def _spaces(text: str) -> list[tuple[int, int]]:
    """Return where brackets or lines to tick between are."""
    return [found.span() for found in _TICKED_SPACE.finditer(text)]


def _around(at: tuple[int, int], placed: Sequence[InlineOption]) -> tuple[InlineOption | None, InlineOption | None]:
    """Return the options next to a stretch, left and right of it."""
    left = [option for option in placed if _span(option)[1] <= at[0]]
    right = [option for option in placed if _span(option)[0] >= at[1]]
    return (left[-1] if left else None), (right[0] if right else None)


def _span(option: InlineOption) -> tuple[int, int]:
    return option.span or (0, 0)


def _distance(between: str) -> int:
    return sum(10 if character == "\t" else 1 for character in between)

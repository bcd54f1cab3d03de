"""Which records are about one child: by number where both have one, else by name and date of birth."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from msgspec import Struct

from pipeline.cases.version import Identity

Pair = tuple[str, str]

_BRACKETS: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_APOSTROPHES: Final = re.compile(r"['’‘`´]")
_NO_WORD: Final = re.compile(r"[\W_]+")
_ALIKE: Final = 85
"""Of 100, by rapidfuzz's ``token_sort_ratio``: from here on two names may be one name written twice."""


def name_key(name: str) -> str:
    """Return what two spellings of a name have in common.

    Case, accents, apostrophes, punctuation and the order of the words make no difference, and what stands in brackets,
    such as "(known as Jay)", is no part of it: ``O'Neil, José (known as Joe)`` and ``jose oneil`` are the same.
    """
    return " ".join(sorted(words_of(name)))


def words_of(name: str) -> list[str]:
    """Return the comparable words of a name, in their order."""
    bare = _BRACKETS.sub(" ", name)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(sign))
    return [word for word in _NO_WORD.split(_APOSTROPHES.sub("", plain.casefold())) if word]


def number_key(number: str) -> str:
    """Return a number without the signs that people put between its digits."""
    return _NO_WORD.sub("", number.casefold())


def nodes_of(identity: Identity) -> tuple[str, ...]:
    """Return what names the child: by its number, and by name and date of birth; empty when neither is known.

    Each is a digest, so that what is stored in an index shows no name.
    """
    found = []
    if number := number_key(identity.number):
        found.append(_node("number", number))
    if identity.born and (name := name_key(identity.name)):
        found.append(_node("born", identity.born, name))
    return tuple(found)


def is_other_child(one: Identity, other: Identity) -> bool:
    """Return whether what is known of two children contradicts: then they are two."""
    numbers = number_key(one.number), number_key(other.number)
    if all(numbers):
        return numbers[0] != numbers[1]
    names = name_key(one.name), name_key(other.name)
    return (all(names) and names[0] != names[1]) or bool(one.born and other.born and one.born != other.born)


def is_same_child(one: Identity, other: Identity) -> bool:
    """Return whether enough is known of two children to say that they are one."""
    return not is_other_child(one, other) and bool(set(nodes_of(one)) & set(nodes_of(other)))


class Record(Struct, frozen=True, kw_only=True):
    """One assessment, as far as its child goes."""

    reference: str
    identity: Identity


class Linked(Struct, frozen=True, kw_only=True):
    """Which records are about one child.

    Attributes:
        child: A name for the child of each reference: a digest.
        undecided: References that could belong to one of several children who share name and date of birth.
    """

    child: Mapping[str, str]
    undecided: tuple[str, ...] = ()


def link(records: Sequence[Record], *, joined: Collection[Pair] = (), parted: Collection[Pair] = ()) -> Linked:
    """Say which records are about one child.

    What people decided comes first. Then records that share a number, or name and date of birth, are one child. Where
    two numbers share a name and a date of birth, a record without a number could be either: it stays by itself until
    a person joins it with one of them.

    Args:
        records: All records that may be linked, each once.
        joined: Pairs of references that a person said are one child.
        parted: Pairs that a person said are two.
    """
    by_reference = {record.reference: record for record in records}
    groups = _Groups(by_reference, parted)
    for pair in sorted(map(_ordered, joined)):
        groups.join(*pair)
    between = _between_numbers(records)
    undecided = {each for each in between if not any(by_reference[one].identity.number for one in groups.of(each))}
    for references in (each for _, each in sorted(_by_node(records).items())):
        for sharing in (references - between, references & undecided):
            for one, other in combinations(sorted(sharing), 2):
                if not _numbers_differ(by_reference[one].identity, by_reference[other].identity):
                    groups.join(one, other)
    return Linked(child=groups.names(by_reference), undecided=tuple(sorted(undecided)))


def _between_numbers(records: Sequence[Record]) -> set[str]:
    """Return the records without a number whose name and date of birth belong to several numbers."""
    by_reference = {record.reference: record.identity for record in records}
    found: set[str] = set()
    for references in _by_node(records).values():
        numbers = {number_key(by_reference[each].number) for each in references} - {""}
        if len(numbers) > 1:
            found.update(each for each in references if not by_reference[each].number)
    return found


def _by_node(records: Iterable[Record]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for record in records:
        for node in nodes_of(record.identity):
            found.setdefault(node, set()).add(record.reference)
    return found


def _numbers_differ(one: Identity, other: Identity) -> bool:
    numbers = number_key(one.number), number_key(other.number)
    return all(numbers) and numbers[0] != numbers[1]


class _Groups:
    """Records that are joined one pair after another, but never two that a person parted."""

    def __init__(self, records: Iterable[str], parted: Collection[Pair]) -> None:
        self._group = {reference: {reference} for reference in records}
        self._parted = [pair for pair in map(_ordered, parted) if pair[0] in self._group and pair[1] in self._group]

    def of(self, reference: str) -> set[str]:
        """Return all that a record is joined with."""
        return self._group[reference]

    def join(self, one: str, other: str) -> None:
        if one not in self._group or other not in self._group or self._group[one] is self._group[other]:
            return
        together = self._group[one] | self._group[other]
        if any(first in together and second in together for first, second in self._parted):
            return
        for reference in together:
            self._group[reference] = together

    def names(self, records: Mapping[str, Record]) -> dict[str, str]:
        """Name each group by what its members say of the child; two groups of one name get names of their own."""
        groups = sorted({id(group): sorted(group) for group in self._group.values()}.values())
        taken: set[str] = set()
        found: dict[str, str] = {}
        for group in groups:
            nodes = sorted(node for reference in group for node in nodes_of(records[reference].identity))
            name = nodes[0] if nodes else _node("record", group[0])
            name = _node(name, group[0]) if name in taken else name
            taken.add(name)
            found |= dict.fromkeys(group, name)
        return found


def _ordered(pair: Pair) -> Pair:
    return (pair[0], pair[1]) if pair[0] <= pair[1] else (pair[1], pair[0])


def _node(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()


# Children who may be one


def may_be_one(one: Identity, other: Identity) -> bool:
    """Return whether two children may be one child that was written down twice.

    The date of birth is the same and the names are similar, or the name is the same and the dates of birth are close
    (``docs/decisions.md``, Identity). Two numbers that differ settle it: they are two.
    """
    if _numbers_differ(one, other) or not (one.born and other.born and one.name and other.name):
        return False
    if one.born == other.born:
        return name_key(one.name) != name_key(other.name) and _are_similar(one.name, other.name)
    return name_key(one.name) == name_key(other.name) and _is_slip(one.born, other.born)


def is_like(one: str, other: str) -> bool:
    """Return whether two people's names are the same, or may be one name written twice."""
    return name_key(one) == name_key(other) or _are_similar(one, other)


def _are_similar(one: str, other: str) -> bool:
    from rapidfuzz.fuzz import token_sort_ratio  # only where two names are compared: nothing else waits for it

    first, second = words_of(one), words_of(other)
    if not first or not second:
        return False
    within = set(first) <= set(second) or set(second) <= set(first)
    return within or token_sort_ratio(" ".join(first), " ".join(second)) >= _ALIKE


def _is_slip(one: str, other: str) -> bool:
    """Return whether two dates differ by a digit, by day and month swapped, or by a year."""
    first, second = dt.date.fromisoformat(one), dt.date.fromisoformat(other)
    digits = sum(a != b for a, b in zip(one, other, strict=True))
    swapped = (first.year, first.month, first.day) == (second.year, second.day, second.month)
    a_year = abs(first.year - second.year) == 1 and (first.month, first.day) == (second.month, second.day)
    return digits == 1 or swapped or a_year


def slips_of(born: str) -> Iterator[str]:
    """Return every date that :func:`may_be_one` takes for a slip of this one, by which an index is asked."""
    day = dt.date.fromisoformat(born)
    for place, sign in enumerate(born):
        if sign.isdigit():
            yield from (born[:place] + str(digit) + born[place + 1 :] for digit in range(10) if str(digit) != sign)
    yield f"{day.year:04}-{day.day:02}-{day.month:02}"
    yield from (f"{day.year + step:04}-{day.month:02}-{day.day:02}" for step in (-1, 1))

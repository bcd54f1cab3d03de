"""Which records are about one child: by number where both have one, else by name and date of birth.

A thing that a form is about, such as an activity at a site, goes by what it is called, as by a number.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import msgspec
from msgspec import Struct

from pipeline.cases.version import Identity
from pipeline.patterns import pattern

Pair = tuple[str, str]

_BRACKETS: Final = pattern(r"\([^()]*\)|\[[^\[\]]*\]")
_BRACKET_SIGNS: Final = pattern(r"[()\[\]]")
_APOSTROPHES: Final = pattern(r"['’‘`´]")
_NO_WORD: Final = pattern(r"[\W_]+")
_NO_NUMBER: Final = pattern(r"[^1-9]*")
_ALIKE: Final = 85
"""Of 100, by rapidfuzz's ``token_sort_ratio``: from here on two names may be one name written twice."""


def name_key(name: str) -> str:
    """Return what two spellings of a name have in common.

    Case, accents, apostrophes, punctuation and the order of the words make no difference, and what is in brackets,
    such as "(known as Jay)", is not part of it: ``O'Neil, José (known as Joe)`` and ``jose oneil`` are the same.
    """
    return " ".join(sorted(words_of(name)))


def words_of(name: str) -> list[str]:
    """Return the comparable words of a name, in their order."""
    bare = _BRACKETS.sub(" ", name)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(sign))
    return [word for word in _NO_WORD.split(_APOSTROPHES.sub("", plain.casefold())) if word]


def number_key(number: str) -> str:
    """Return a number without the signs that people put between its digits; empty for "N/A", "unknown" or "000"."""
    return "" if _NO_NUMBER.fullmatch(number) else _NO_WORD.sub("", number.casefold())


def own_key(identity: Identity) -> str:
    """Return what only this child or thing has: a number, else what a thing is called; empty when neither is known.

    Things are called alike on forms of other kinds too, where they may be others.
    """
    called = [" ".join(words_of(each)) for each in identity.thing]
    return number_key(identity.number) or ("\n".join((identity.form, *called)) if called and all(called) else "")


def number_node(identity: Identity) -> str:
    """Return what names the child by its number: a digest, so that no index shows it; empty when none is known."""
    number = own_key(identity)
    return _node("number", number) if number else ""


def birth_node(identity: Identity) -> str:
    """Return what names the child by name and date of birth: a digest; empty when they are not known."""
    name = name_key(identity.name) if identity.born else ""
    return _node("born", identity.born, name) if name else ""


def nodes_of(identity: Identity) -> tuple[str, ...]:
    """Return what names the child: by its number, and by name and date of birth; empty when neither is known."""
    return tuple(filter(None, (number_node(identity), birth_node(identity))))


class Record(Struct, frozen=True, kw_only=True):
    """What the files alone say is one assessment, as far as its child goes."""

    reference: str
    identity: Identity


class Verdict(Struct, frozen=True, kw_only=True):
    """What a person said about the children of two records: one child, or two."""

    pair: Pair
    are_one: bool


class Linked(Struct, frozen=True, kw_only=True):
    """Which records are about one child.

    Attributes:
        child: A name for the child of each reference: a digest.
        undecided: References that could belong to one of several children who share name and date of birth.
        parted: Pairs of references whose children a person said are two, as far as that is in force.
    """

    child: Mapping[str, str]
    undecided: tuple[str, ...] = ()
    parted: tuple[Pair, ...] = ()


def link(records: Iterable[Record], verdicts: Iterable[Verdict] = ()) -> Linked:
    """Return which records are about one child.

    Records that share a number, or name and date of birth, are one child, unless a person said that these two are not.
    Where several children share name and date of birth, a record without a number could be any of them: it stays by
    itself. Then children are joined as people said; of two verdicts that exclude each other the later one counts.

    Args:
        records: All records that may be linked, each once.
        verdicts: What people said, in the order in which they did; those about other records don't matter.
    """
    by_reference = {record.reference: record for record in sorted(records, key=lambda each: each.reference)}
    standing = _standing(verdicts, by_reference)
    groups = _Groups(by_reference, {pair for pair, are_one in standing.items() if not are_one})
    joined = {reference for pair, are_one in standing.items() if are_one for reference in pair}
    undecided = _join_alike(groups, list(by_reference.values()), joined)
    parted = _join_as_said(groups, standing)
    return Linked(child=groups.names(by_reference), undecided=tuple(sorted(undecided)), parted=parted)


def _standing(verdicts: Iterable[Verdict], known: Collection[str]) -> dict[Pair, bool]:
    """Return the last verdict on each pair, the latest one first."""
    found: dict[Pair, bool] = {}
    for verdict in verdicts:
        one, other = sorted(verdict.pair)
        if one in known and other in known and one != other:
            found.pop((one, other), None)
            found[one, other] = verdict.are_one
    return dict(reversed(found.items()))


def _join_alike(groups: _Groups, records: Sequence[Record], joined: AbstractSet[str]) -> set[str]:
    """Join the records of one number, then those of one name and date of birth, and return those left undecided."""
    for sharing in _sharing(records, number_node).values():
        groups.join_all(sharing)
    by_reference = {record.reference: record.identity for record in records}
    undecided: set[str] = set()
    for sharing in _sharing(records, birth_node).values():
        numbered = [each for each in sharing if own_key(by_reference[each])]
        told_apart = {*numbered, *groups.parted_in(sharing)}
        are_several = groups.count(told_apart) > 1
        undecided |= set(sharing) - told_apart - joined if are_several else set()
        groups.join_all(numbered if are_several else sharing)
    return undecided


def _join_as_said(groups: _Groups, standing: Mapping[Pair, bool]) -> tuple[Pair, ...]:
    """Join children as people said, the latest verdict first, and return the pairs that stay two."""
    parted: list[Pair] = []
    for (one, other), are_one in standing.items():
        if are_one:
            groups.join_unless(one, other, parted)
        elif not groups.are_one(one, other):
            parted.append((one, other))
    return tuple(sorted(parted))


def _sharing(records: Iterable[Record], node_of: Callable[[Identity], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for record in records:
        if node := node_of(record.identity):
            found.setdefault(node, []).append(record.reference)
    return dict(sorted(found.items()))


class _Groups:
    """Records that are joined one after another; but for what a person says, never two parted ones or two numbers."""

    def __init__(self, records: Mapping[str, Record], parted: Collection[Pair]) -> None:
        self._group = {reference: {reference} for reference in records}
        self._number = {reference: own_key(record.identity) for reference, record in records.items()}
        self._parted: dict[str, set[str]] = {}
        for one, other in parted:
            self._parted.setdefault(one, set()).add(other)
            self._parted.setdefault(other, set()).add(one)

    def are_one(self, one: str, other: str) -> bool:
        return self._group[one] is self._group[other]

    def count(self, references: Iterable[str]) -> int:
        """Return how many groups these records are in."""
        return len({id(self._group[each]) for each in references})

    def parted_in(self, sharing: Collection[str]) -> set[str]:
        """Return the records of these of which a person said that they are not the child of another of these."""
        among = set(sharing)
        return {each for each in sharing if self._parted.get(each, set()) & among}

    def join_all(self, sharing: Iterable[str]) -> None:
        """Join records that share something, each with the first group that takes it."""
        heads: list[str] = []
        for reference in sharing:
            if not any(self._join(head, reference) for head in heads):
                heads.append(reference)

    def _join(self, one: str, other: str) -> bool:
        """Join two groups if they may be, and return whether they are one then."""
        first, second = self._group[one], self._group[other]
        if first is second:
            return True
        numbers = self._numbers(first), self._numbers(second)
        if all(numbers) and not numbers[0] & numbers[1]:
            return False
        if any(self._parted.get(each, set()) & second for each in first if each in self._parted):
            return False
        self._unite(first, second)
        return True

    def join_unless(self, one: str, other: str, parted: Iterable[Pair]) -> None:
        """Join two groups as a person said, unless that brings a pair together that was parted later."""
        first, second = self._group[one], self._group[other]
        together = first | second
        if first is not second and not any(pair[0] in together and pair[1] in together for pair in parted):
            self._unite(first, second)

    def _numbers(self, group: Iterable[str]) -> set[str]:
        return {self._number[each] for each in group} - {""}

    def _unite(self, first: set[str], second: set[str]) -> None:
        first, second = (first, second) if len(first) >= len(second) else (second, first)
        first |= second
        for reference in second:
            self._group[reference] = first

    def names(self, records: Mapping[str, Record]) -> dict[str, str]:
        """Name each group by the number of the child, else by name and date of birth; those of one name by a record."""
        groups = sorted({id(group): sorted(group) for group in self._group.values()}.values())
        by_name: dict[str, list[list[str]]] = {}
        for group in groups:
            identities = [records[reference].identity for reference in group]
            nodes = [*filter(None, map(number_node, identities))] or [*filter(None, map(birth_node, identities))]
            by_name.setdefault(min(nodes) if nodes else _node("record", group[0]), []).append(group)
        return {
            reference: name if len(sharing) == 1 else _node(name, group[0])
            for name, sharing in by_name.items()
            for group in sharing
            for reference in group
        }


def _node(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()


# Children who may be one


class Person(Struct, frozen=True, kw_only=True):
    """A child as some record writes it, so that it can be compared with others.

    Attributes:
        name: What spellings of the name have in common (:func:`name_key`).
        born: Date of birth, ISO.
        number: The number without the signs between its digits (:func:`number_key`); empty when none is known.
    """

    name: str
    born: str
    number: str = ""

    @classmethod
    def of(cls, identity: Identity) -> Person | None:
        """Return the child of a record; ``None`` when name or date of birth are not known."""
        name = name_key(identity.name) if identity.born else ""
        return cls(name=name, born=identity.born, number=number_key(identity.number)) if name else None

    @classmethod
    def all_of(cls, identity: Identity) -> tuple[Person, ...]:
        """Return the child of a record, and once more under all its names, those in brackets included.

        Somebody whose name has changed is found by the earlier one: "Kim Baker (previously Kim Porter)".
        """
        person = cls.of(identity)
        if person is None:
            return ()
        whole = name_key(_BRACKET_SIGNS.sub(" ", identity.name))
        return (person,) if whole == person.name else (person, msgspec.structs.replace(person, name=whole))

    def may_be(self, other: Person) -> bool:
        """Return whether two children may be one child that was written down twice.

        The date of birth is the same and the names are similar, or the name is the same and the dates of birth are
        close (``docs/decisions.md``, Identity). Two numbers that differ settle it: they are two.
        """
        if self.number and other.number and self.number != other.number:
            return False
        if self.born == other.born:
            return self.name != other.name and _are_similar(self.name, other.name)
        return self.name == other.name and _is_slip(self.born, other.born)


def is_like(one: str, other: str) -> bool:
    """Return whether two people's names are the same, or may be one name written twice."""
    first, second = name_key(one), name_key(other)
    return first == second or _are_similar(first, second)


def _are_similar(one: str, other: str) -> bool:
    """Return whether two name keys (:func:`name_key`) may be one name: similar, or the words of one in the other."""
    from rapidfuzz.fuzz import ratio  # only where two names are compared: nothing else waits for it

    first, second = set(one.split()), set(other.split())
    if not first or not second:
        return False
    return first <= second or second <= first or ratio(one, other) >= _ALIKE


def _is_slip(one: str, other: str) -> bool:
    """Return whether two dates differ by a digit, by day and month swapped, or by a year."""
    first, second = dt.date.fromisoformat(one), dt.date.fromisoformat(other)
    digits = sum(a != b for a, b in zip(one, other, strict=True))
    swapped = (first.year, first.month, first.day) == (second.year, second.day, second.month)
    a_year = abs(first.year - second.year) == 1 and (first.month, first.day) == (second.month, second.day)
    return digits == 1 or swapped or a_year


def slips_of(born: str) -> Iterator[str]:
    """Return every date that :meth:`Person.may_be` takes for a slip of this one, by which an index is asked."""
    day = dt.date.fromisoformat(born)
    for place, sign in enumerate(born):
        if sign.isdigit():
            yield from (born[:place] + str(digit) + born[place + 1 :] for digit in range(10) if str(digit) != sign)
    yield f"{day.year:04}-{day.day:02}-{day.month:02}"
    yield from (f"{day.year + step:04}-{day.month:02}-{day.day:02}" for step in (-1, 1))

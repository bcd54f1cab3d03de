"""Which records of a ledger are about one child, kept up when one is recorded or a person joins or parts two."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pipeline.cases.child import Linked, Pair, Person, Record, Verdict, link, name_key, number_key, slips_of
from pipeline.cases.decision import Decision, DecisionKind, in_force
from pipeline.cases.questions import QuestionKind
from pipeline.cases.version import Identity
from pipeline.record.names import Names
from pipeline.record.store import compact
from pipeline.record.store.database import Database
from pipeline.record.store.trail import Trail

_READ: Final = "SELECT identity, number, born, child FROM record WHERE reference = ?"
# One statement for each index, so that SQLite uses it.
_SHARING: Final = (
    "SELECT reference FROM record WHERE number = ? AND number != ''",
    "SELECT reference FROM record WHERE born = ? AND born != ''",
    "SELECT reference FROM record WHERE child = ? AND child != ''",
)
_OF_CHILD: Final = "UPDATE record SET child = ?, of_child = ? WHERE reference = ? AND (child != ? OR of_child != ?)"
_BORN_THEN: Final = "SELECT child, name_key, born, number FROM person WHERE born = ? AND child != ?"
_CALLED_SO: Final = (
    "SELECT child, name_key, born, number FROM person WHERE name_key = ? AND born IN ({}) AND child != ?"
)


class Relinked(Struct, frozen=True, kw_only=True):
    """What became of records whose children were worked out anew.

    Attributes:
        looked_at: All that may be about one child with one of them.
        changed: Those that are counted to another child now, or of whose child something else is open.
    """

    looked_at: frozenset[str]
    changed: frozenset[str]


class Children:
    """Links the records of a ledger by child, across all forms."""

    def __init__(self, database: Database, trail: Trail, names: Names) -> None:
        self._database, self._trail, self._names = database, trail, names

    def relink(self, references: Iterable[str]) -> Relinked:
        """Work out anew whose records these are, and those of everybody who was or may be the same child."""
        found, said, children = self._around(references)
        records, verdicts = _records(found), _verdicts(said)
        linked = link(records, verdicts)
        asked = _open_questions(linked, found, verdicts)
        changed: set[str] = set()
        for reference, child in linked.child.items():
            of_child = msgspec.json.encode(asked.get(reference, [])).decode()
            if self._database.change(_OF_CHILD, child, of_child, reference, child, of_child):
                changed.add(reference)
        self._note_people(children | set(linked.child.values()), records, linked)
        return Relinked(looked_at=frozenset(found), changed=frozenset(changed))

    def contradicted(self, pair: Pair, *, are_one: bool) -> Decision | None:
        """Return what somebody said of two other records that would hold no longer, if this were said of two.

        Whoever takes back what was said of just these two is free to, so that there is always a way out.

        Args:
            pair: The two records.
            are_one: They are one child.
        """
        found, said, _ = self._around(pair)
        if any({each.reference, each.other} == {*pair} for each in said):
            return None
        records, verdicts = _records(found), _verdicts(said)
        before = link(records, verdicts).child
        after = link(records, [*verdicts, Verdict(pair=pair, are_one=are_one)]).child
        return next((each for each in said if _holds(each, before) and not _holds(each, after)), None)

    def forget(self, child: str) -> None:
        """Forget by what a child may be taken for others: a record of it is gone."""
        self._database.change("DELETE FROM person WHERE child = ?", child)
        self._database.change("DELETE FROM resemblance WHERE child = ?", child)
        self._database.change("DELETE FROM resemblance WHERE other = ?", child)

    def _around(self, references: Iterable[str]) -> tuple[dict[str, Identity], list[Decision], set[str]]:
        """Return these records and all that share a child, a number, or name and date of birth with one of them.

        Those that a person joined with one of them, or parted from it, are among them; what was said is returned with
        them, and the children that they were counted to before.
        """
        found: dict[str, Identity] = {}
        said: dict[str, Decision] = {}
        asked: set[tuple[str, str]] = set()
        waiting = set(references)
        while waiting:
            reference = waiting.pop()
            row = self._database.row(_READ, reference)
            if reference in found or row is None:
                continue
            found[reference] = compact.read(row[0], Identity)
            for key in zip(_SHARING, row[1:], strict=True):
                if key[1] and key not in asked:
                    asked.add(key)
                    waiting |= {each for (each,) in self._database.rows(*key)}
            for decision in self._decisions(reference):
                said[decision.id] = decision
                waiting |= {decision.reference, decision.other}
            waiting -= found.keys()
        in_order = in_force(sorted(said.values(), key=lambda each: (len(each.id), each.id)))
        return found, [*in_order], {value for statement, value in asked if statement is _SHARING[-1]}

    def _decisions(self, record: str) -> Iterator[Decision]:
        """Return what people said about the child of a record, with the records as they are called now."""
        for decision in self._trail.about(self._names.of_record(record)):
            if decision.kind in (DecisionKind.SAME, DecisionKind.NOT_SAME):
                now = self._names.record(decision.reference), self._names.record(decision.other)
                yield replace(decision, reference=now[0], other=now[1])

    # Whom a child may be taken for

    def _note_people(self, children: Iterable[str], records: Sequence[Record], linked: Linked) -> None:
        """Note by what these children may be taken for others, and whom they resemble."""
        for child in sorted(children):
            self.forget(child)
        people: dict[str, set[Person]] = {}
        for record in records:
            if persons := Person.all_of(record.identity):
                people.setdefault(linked.child[record.reference], set()).update(persons)
        rows = sorted((child, each.name, each.born, each.number) for child, those in people.items() for each in those)
        self._database.change_many("INSERT INTO person VALUES (?, ?, ?, ?)", rows)
        parted = {tuple(sorted((linked.child[one], linked.child[other]))) for one, other in linked.parted}
        for child, those in sorted(people.items()):
            pairs = {tuple(sorted((child, other))) for other in self._alike(child, those)} - parted
            self._database.change_many("INSERT OR IGNORE INTO resemblance VALUES (?, ?)", sorted(pairs))

    def _alike(self, child: str, people: Collection[Person]) -> set[str]:
        """Return the children who may be this one; asked by date of birth and by name, so that 100,000 stay quick."""
        own = {each.number for each in people} - {""}
        return {
            other
            for person in people
            for other, another in self._near(child, person)
            if person.may_be(another) and not (own and another.number and another.number not in own)
        }

    def _near(self, child: str, person: Person) -> Iterator[tuple[str, Person]]:
        slips = sorted(set(slips_of(person.born)))
        called_so = _CALLED_SO.format(", ".join("?" * len(slips)))
        for other, name, born, number in (
            *self._database.rows(_BORN_THEN, person.born, child),
            *self._database.rows(called_so, person.name, *slips, child),
        ):
            yield other, Person(name=name, born=born, number=number)


def _records(found: Mapping[str, Identity]) -> list[Record]:
    return [Record(reference=each, identity=identity) for each, identity in sorted(found.items())]


def _verdicts(said: Iterable[Decision]) -> list[Verdict]:
    return [Verdict(pair=(each.reference, each.other), are_one=each.kind is DecisionKind.SAME) for each in said]


def _holds(said: Decision, child: Mapping[str, str]) -> bool:
    """Return whether two records are counted to one child, or to two, as somebody said."""
    if not {said.reference, said.other} <= child.keys():
        return True
    return (child[said.reference] == child[said.other]) == (said.kind is DecisionKind.SAME)


# What is open


def _open_questions(
    linked: Linked, found: Mapping[str, Identity], verdicts: Iterable[Verdict]
) -> dict[str, list[tuple[str, str]]]:
    """Return what is open about the children of records: the kind of each question, and the other record."""
    asked = {each: [(QuestionKind.WHICH_CHILD.value, "")] for each in linked.undecided}
    for one, other in _two_names(linked, found, verdicts):
        asked.setdefault(one, []).append((QuestionKind.ANOTHER_NAME.value, other))
        asked.setdefault(other, []).append((QuestionKind.ANOTHER_NAME.value, one))
    return asked


def _two_names(linked: Linked, found: Mapping[str, Identity], verdicts: Iterable[Verdict]) -> Iterator[Pair]:
    """Return pairs of records that share a number, with another name or date of birth: one for each way of writing."""
    written = {reference: (name_key(identity.name), identity.born) for reference, identity in found.items()}
    decided = {frozenset(written[each] for each in verdict.pair if each in written) for verdict in verdicts}
    ways: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    for reference, identity in sorted(found.items()):
        number = number_key(identity.number)
        if number and identity.name:
            ways.setdefault((linked.child[reference], number), {}).setdefault(written[reference], reference)
    for references in ways.values():
        first, *others = references.values()
        for other in others:
            is_decided = frozenset((written[first], written[other])) in decided
            if not is_decided and _is_another(written[first], written[other]):
                yield first, other


def _is_another(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0] != other[0] or (bool(one[1] and other[1]) and one[1] != other[1])

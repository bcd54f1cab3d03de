"""Which assessments of a ledger are about one child, kept up when one is recorded or a person joins or parts two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

import msgspec

from pipeline.cases import questions
from pipeline.cases.child import Linked, Pair, Record, link, may_be_one, name_key, number_key, slips_of
from pipeline.cases.decision import Decision, DecisionKind, in_force
from pipeline.cases.version import Identity
from pipeline.record.database import Database
from pipeline.record.names import Names
from pipeline.record.trail import Trail

_IDENTITY: Final = "SELECT reference, identity, number, born, child FROM assessment WHERE "


class Children:
    """Links the assessments of a ledger by child, across all forms."""

    def __init__(self, database: Database, trail: Trail, names: Names) -> None:
        self._database, self._trail, self._names = database, trail, names

    def relink(self, references: Iterable[str]) -> None:
        """Work out anew whose assessments these are, and those of everybody who was or may be the same child."""
        found = self._around(set(references))
        if not found:
            return
        records = [Record(reference=each, identity=identity) for each, identity in sorted(found.items())]
        joined, parted = self._decided(found)
        linked = link(records, joined=joined, parted=parted)
        before = {self._child(each) for each in found}
        asked = _questions(linked, found, joined)
        for reference, child in linked.child.items():
            of_child = msgspec.json.encode(asked.get(reference, [])).decode()
            self._database.change(
                "UPDATE assessment SET child = ?, of_child = ? WHERE reference = ?", child, of_child, reference
            )
        self._note_people({*before, *linked.child.values()} - {""}, records, linked)
        for one, other in parted:
            pair = sorted((linked.child.get(one, ""), linked.child.get(other, "")))
            self._database.change("DELETE FROM resemblance WHERE child = ? AND other = ?", *pair)

    def resembling(self, child: str) -> list[str]:
        """Return the children who may be this one."""
        statement = "SELECT other FROM resemblance WHERE child = ? UNION SELECT child FROM resemblance WHERE other = ?"
        return [other for (other,) in self._database.rows(statement, child, child)]

    def _around(self, references: set[str]) -> dict[str, Identity]:
        """Return these assessments and all that share a child, a number, or name and date of birth with one of them."""
        found: dict[str, Identity] = {}
        asked: set[tuple[str, str]] = set()
        waiting = {self._names.now(reference) for reference in references}
        while waiting:
            reference = waiting.pop()
            row = self._database.row(_IDENTITY + "reference = ?", reference)
            if reference in found or row is None:
                continue
            found[reference] = _identity(row[1])
            for column, value in (("number", row[2]), ("born", row[3]), ("child", row[4])):
                if value and (column, value) not in asked:
                    asked.add((column, value))
                    rows = self._database.rows(f"{_IDENTITY}{column} = ?", value)
                    waiting |= {each[0] for each in rows} - found.keys()
            waiting |= self._paired_with(reference) - found.keys()
        return found

    def _paired_with(self, reference: str) -> set[str]:
        return {other for pair in self._pairs(reference) for other in pair[1]} - {reference}

    def _pairs(self, reference: str) -> list[tuple[Decision, Pair]]:
        """Return the decisions in force that join or part an assessment, with the pair as it is called now."""
        kinds = (DecisionKind.SAME, DecisionKind.NOT_SAME)
        decisions = in_force(self._trail.about(self._names.all(reference)))
        return [
            (each, (self._names.now(each.reference), self._names.now(each.other)))
            for each in decisions
            if each.kind in kinds
        ]

    def _decided(self, references: Iterable[str]) -> tuple[set[Pair], set[Pair]]:
        joined: set[Pair] = set()
        parted: set[Pair] = set()
        for reference in references:
            for decision, pair in self._pairs(reference):
                (joined if decision.kind is DecisionKind.SAME else parted).add(pair)
        return joined, parted

    def _child(self, reference: str) -> str:
        return str(self._database.value("SELECT child FROM assessment WHERE reference = ?", reference) or "")

    def _note_people(self, children: Iterable[str], records: Sequence[Record], linked: Linked) -> None:
        """Note by what these children may be taken for others, and whom they resemble."""
        for child in sorted(children):
            self._database.change("DELETE FROM person WHERE child = ?", child)
            self._database.change("DELETE FROM resemblance WHERE child = ? OR other = ?", child, child)
        for record in records:
            one = record.identity
            if one.name and one.born:
                row = (linked.child[record.reference], name_key(one.name), one.born, one.number, one.name)
                self._database.change("INSERT OR IGNORE INTO person VALUES (?, ?, ?, ?, ?)", *row)
        for child in sorted(set(linked.child.values())):
            for other in sorted(self._alike(child)):
                self._database.change("INSERT OR IGNORE INTO resemblance VALUES (?, ?)", *sorted((child, other)))

    def _alike(self, child: str) -> set[str]:
        """Return the children who may be this one; asked by date of birth and by name, so that 100,000 stay quick."""
        found: set[str] = set()
        for name, key, born, number in self._database.rows(
            "SELECT name, name_key, born, number FROM person WHERE child = ?", child
        ):
            one = Identity(form="", name=name, born=born, number=number)
            slips = sorted(set(slips_of(born)))
            marks = ", ".join("?" * len(slips))
            near = self._database.rows(
                "SELECT child, name, born, number FROM person WHERE child != ? "  # noqa: S608 - only question marks
                f"AND (born = ? OR (name_key = ? AND born IN ({marks})))",
                child, born, key, *slips,
            )  # fmt: skip
            for other, its_name, its_birth, its_number in near:
                if may_be_one(one, Identity(form="", name=its_name, born=its_birth, number=its_number)):
                    found.add(other)
        return found


def _questions(
    linked: Linked, found: Mapping[str, Identity], joined: Iterable[Pair]
) -> dict[str, list[questions.Question]]:
    """Return what is open about the children of these assessments, by the assessment at which it is shown."""
    asked: dict[str, list[questions.Question]] = {each: [questions.which_child(each)] for each in linked.undecided}
    decided = {frozenset(pair) for pair in joined}
    for one, other in _two_names(linked, found):
        if frozenset((one, other)) not in decided:
            asked.setdefault(one, []).append(questions.another_name(one, other))
            asked.setdefault(other, []).append(questions.another_name(other, one))
    return asked


def _two_names(linked: Linked, found: Mapping[str, Identity]) -> Iterator[Pair]:
    """Return pairs of assessments that share a number, with another name or date of birth."""
    for one, other in combinations(sorted(found), 2):
        first, second = found[one], found[other]
        if linked.child[one] == linked.child[other] and number_key(first.number) == number_key(second.number) != "":
            names = name_key(first.name), name_key(second.name)
            births = first.born, second.born
            if any(all(pair) and pair[0] != pair[1] for pair in (names, births)):
                yield one, other


def _identity(text: str) -> Identity:
    return msgspec.json.decode(text, type=Identity)

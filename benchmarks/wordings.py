"""What people really type, and whether it is answered: ``python -m benchmarks.wordings``.

Everyday, plainly certain wordings of each kind of answer are drawn several times, with other days and names, typed
into completed forms, and read. Asking a person has a price, so this counts how many entries are answered with the
value meant, unclear, or wrong. ``--json FILE`` keeps what each came to, ``--against FILE`` says how many more are
unclear than were then, ``--show`` prints each entry that is not answered. The same code gives the same entries.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks import typed
from pipeline import Forms
from pipeline.findings import Severity
from pipeline.process.result import Result
from pipeline.submission import Choices
from tests.formbuilder import CompletedForm, factors
from tests.shapes import paragraph

DAY: Final = dt.date(2026, 11, 22)
DRAWS: Final = 6
ANSWERED, UNCLEAR, WRONG = "answered", "unclear", "wrong"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One drawn wording.

    Attributes:
        key: What tells it from all others, in this run and the next.
        text: What is typed.
        expected: The date, choice or state that it means; for words, a part that has to come back.
    """

    key: str
    text: str
    expected: str


@dataclass(frozen=True, kw_only=True)
class Child:
    """Whom a form is about: the day it was completed, and the day of birth of a child whose age is the same today."""

    completed: dt.date
    born: dt.date

    @property
    def age(self) -> int:
        """The age on the day of the assessment, which is that of today too."""
        return _age(self.born, self.completed)


def main() -> None:
    """Read all drawn entries, print what they came to, keep and compare it."""
    options = _options()
    outcomes = measure()
    _print(outcomes, show=options.show)
    if options.json:
        options.json.write_text(json.dumps(outcomes, ensure_ascii=False, indent=0), "utf-8")
    if options.against:
        _compare(json.loads(options.against.read_text("utf-8")), outcomes)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what each entry came to")
    parser.add_argument("--against", type=Path, metavar="FILE", help="compare with what was written then")
    parser.add_argument("--show", action="store_true", help="print each entry that is not answered")
    return parser.parse_args()


def measure() -> dict[str, dict[str, list[str]]]:
    """Return, for each kind, what was typed and what it came to, by the key of the entry."""
    forms = Forms.load()
    outcomes: dict[str, dict[str, list[str]]] = {kind: {} for kind in KINDS}
    for made, asked in _forms():
        result = forms.read(made.bytes(), name="form.docx", day=DAY)
        for kind, place, entry in asked:
            outcomes[kind][entry.key] = [entry.text, KINDS[kind].judge(result, place, entry.expected)]
    return outcomes


# Drawing: each kind has its entries in an order of its own; a form takes the next ones of every kind.


@dataclass(frozen=True)
class Kind:
    """One kind of answer.

    Attributes:
        wordings: Each as it is typed, with places for what is drawn, and what it means where that is not drawn.
        expected: Returns what a drawn wording has to come back as.
        places: Where in a form its entries stand; each takes one.
        write: Types an entry.
        judge: Tells what an entry came to.
    """

    wordings: Sequence[tuple[str, str]]
    places: Sequence[str]
    write: Callable[[CompletedForm, str, Entry], object]
    judge: Callable[[Result, str, str], str]


def _forms() -> Iterator[tuple[CompletedForm, list[tuple[str, str, Entry]]]]:
    waiting = {name: [*_turns(name, kind.wordings)] for name, kind in KINDS.items()}
    number = 0
    while any(waiting.values()):
        choose = random.Random(number)  # noqa: S311 - nothing secret
        child = _child(choose, age=17 if waiting["transition pathway"] else choose.randint(10, 17))
        form, asked = _plain_form(), []
        for name, kind in KINDS.items():
            for place in kind.places:
                if waiting[name]:
                    turn, (wording, meant) = waiting[name].pop()
                    entry = _entry(name, f"{turn}: {wording}", wording, meant, place, child, choose)
                    kind.write(form, place, entry)
                    asked.append((name, place, entry))
                elif name in _NEEDED:
                    kind.write(form, place, _entry(name, "", "{d}", "{iso}", place, child, choose))
        number += 1
        yield form, asked


_NEEDED: Final = ("date of birth", "date completed")


def _turns(name: str, wordings: Sequence[tuple[str, str]]) -> Iterator[tuple[int, tuple[str, str]]]:
    drawn = [(turn, wording) for wording in wordings for turn in range(DRAWS)]
    random.Random(name).shuffle(drawn)  # noqa: S311 - nothing secret
    return iter(drawn)


def _child(choose: random.Random, *, age: int) -> Child:
    while True:
        completed = DAY - dt.timedelta(days=choose.randint(1, 80))
        born = DAY - dt.timedelta(days=choose.randint(366 * age, 365 * (age + 1)))
        if _age(born, completed) == _age(born, DAY) == age:
            return Child(completed=completed, born=born)


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _entry(kind: str, key: str, wording: str, meant: str, place: str, child: Child, choose: random.Random) -> Entry:
    day = _day(kind, child, choose)
    first, last = choose.choice(typed.FIRST_NAMES), choose.choice(typed.LAST_NAMES)
    drawn = {
        "d": _written(day, choose),
        "iso": day.isoformat(),
        "first": first,
        "last": last,
        "name": f"{first} {last}",
        "other": choose.choice(typed.LAST_NAMES),
        "month": f"{day:%B}",
        "year": str(day.year),
        "number": str(choose.randint(100_000, 999_999)),
        "age": str(child.age),
        "points": str(factors()[place][1]) if place in factors() else "",
    }
    return Entry(key=key, text=wording.format(**drawn), expected=meant.format(**drawn))


def _day(kind: str, child: Child, choose: random.Random) -> dt.date:
    if kind == "date of birth":
        return child.born
    if kind == "date completed":
        return child.completed
    if kind in ("review date", "by when"):
        return child.completed + dt.timedelta(days=choose.randint(7, 84))
    return child.completed - dt.timedelta(days=choose.randint(0, 40))


def _written(day: dt.date, choose: random.Random) -> str:
    ordinal = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, "th")
    pattern = choose.choice(typed.DATES)
    return day.strftime(pattern).format(day=day.day, month=day.month, ordinal=ordinal)


# Forms, and what is typed where


def _plain_form() -> CompletedForm:
    """Return a form to which little is missing but what is typed."""
    form = CompletedForm().choose("outcome", "low", before="✓ ")
    return form.agencies([("Dr Sam Sample", "GP", "Health-GP", "01234 567890")])


def _put(form: CompletedForm, field: str, entry: Entry) -> None:
    form.put(field, [paragraph(line) for line in entry.text.split("\n")])


def _put_views_date(form: CompletedForm, _: str, entry: Entry) -> None:
    form.views_date(entry.text)


def _put_score(form: CompletedForm, factor: str, entry: Entry) -> None:
    form.factor(factor, entry.text)


def _put_note(form: CompletedForm, factor: str, entry: Entry) -> None:
    score = "0" if entry.expected == "no" else str(factors()[factor][1])
    form.factor(factor, score, notes=entry.text)


def _put_agency(form: CompletedForm, agency: str, entry: Entry) -> None:
    form.agencies([(entry.text, "", agency, "01234 567890")])


def _put_action(form: CompletedForm, number: str, entry: Entry) -> None:
    above: list[Sequence[str]] = [()] * (int(number) - 1)
    form.actions([*above, ("Visit the family", "A Worker", entry.text, "")])


# What became of it


def _date(result: Result, field: str, expected: str) -> str:
    answer = result.answers[field]
    if answer.state == "answered":
        return ANSWERED if str(answer.value) == expected else WRONG
    return UNCLEAR if answer.state == "unclear" else WRONG


def _choice(result: Result, field: str, expected: str) -> str:
    answer = result.answers[field]
    if isinstance(answer.value, Choices):
        return ANSWERED if answer.value.ids == (expected,) else WRONG
    return UNCLEAR if answer.state == "unclear" else WRONG


def _words(result: Result, field: str, expected: str) -> str:
    answer = result.answers[field]
    if answer.state != "answered":
        return UNCLEAR if answer.state == "unclear" else WRONG
    if expected.split() != str(answer.value).split():
        return WRONG
    return UNCLEAR if _asks(result, field) else ANSWERED


def _asks(result: Result, field: str, part: str = "") -> bool:
    """Tell whether a finding asks about an answer, or about a part of it."""
    asking = (found for found in result.findings if found.severity != Severity.NOTE)
    return any(found.field == field and part in found.message for found in asking)


def _factor(result: Result, factor: str, expected: str) -> str:
    answer = result.checklist[factor]
    if answer.state == expected or (expected == "no" and answer.state == "blank"):
        return ANSWERED
    return UNCLEAR if answer.state == "unclear" else WRONG


def _note(result: Result, factor: str, expected: str) -> str:
    return _factor(result, factor, expected) if result.checklist[factor].notes else WRONG


def _agency(result: Result, agency: str, expected: str) -> str:
    rows = result.answers["agencies"].value
    names = [line["name"] for line in rows if line["agency"] == agency] if isinstance(rows, tuple) else []
    if [name.split() for name in names] != [expected.split()]:
        return WRONG
    return UNCLEAR if _asks(result, "agencies", agency) else ANSWERED


def _action(result: Result, number: str, expected: str) -> str:
    rows = result.answers["actions"].value
    if not isinstance(rows, tuple) or rows[int(number) - 1]["when"].split() != expected.split():
        return WRONG
    return UNCLEAR if _asks(result, "actions", f"row {number} ") else ANSWERED


_WEIGHTED: Final = [factor for factor, (_, points) in factors().items() if points]

KINDS: Final = {
    "date of birth": Kind(typed.lines(typed.BORN), ["date_of_birth"], _put, _date),
    "date completed": Kind(typed.lines(typed.COMPLETED), ["date_completed"], _put, _date),
    "review date": Kind(typed.lines(typed.REVIEW), ["review_date"], _put, _date),
    "date of views": Kind(typed.lines(typed.VIEWS), ["child_views_date"], _put_views_date, _date),
    "case status": Kind(typed.lines(typed.STATUS), ["case_status"], _put, _choice),
    "child's name": Kind(typed.texts(typed.NAME), ["child_name"], _put, _words),
    "score": Kind(typed.lines(typed.ENTRY), _WEIGHTED[::2], _put_score, _factor),
    "note beside a score": Kind(typed.lines(typed.NOTE), _WEIGHTED[1::2], _put_note, _note),
    "agency": Kind(
        typed.texts(typed.AGENCY), ["Police", "Social worker/Lead professional", "Education"], _put_agency, _agency
    ),
    "safeguarding lead": Kind(typed.texts(typed.LEAD), ["safeguarding_lead"], _put, _words),
    "by when": Kind(typed.texts(typed.WHEN), ["1", "2", "3"], _put_action, _action),
    "transition pathway": Kind(typed.texts(typed.TRANSITION), ["transition_pathway"], _put, _words),
}


# Telling


def _print(outcomes: dict[str, dict[str, list[str]]], *, show: bool) -> None:
    total: Counter[str] = Counter()
    for kind, entries in outcomes.items():
        counted = Counter(outcome for _, outcome in entries.values())
        total += counted
        print(_line(f"{kind} ({len(KINDS[kind].wordings)} wordings)", counted))
        for text, outcome in entries.values() if show else ():
            if outcome != ANSWERED:
                print(f"    {outcome}: {text!r}")
    print(_line("all", total))


def _line(what: str, counted: Counter[str]) -> str:
    return f"{what:<36}" + "".join(f"{counted[outcome]:>6} {outcome}" for outcome in (ANSWERED, UNCLEAR, WRONG))


def _compare(before: dict[str, dict[str, list[str]]], now: dict[str, dict[str, list[str]]]) -> None:
    """Print how many more entries are unclear than before, for each kind and in all."""
    rows = [(kind, _unclear(before.get(kind, {})), _unclear(entries), len(entries)) for kind, entries in now.items()]
    rows.append(("all", *(sum(row[at] for row in rows) for at in (1, 2, 3))))
    for kind, then, today, entries in rows:
        print(f"{kind:<24}{today - then:>+6} unclear of {entries}: {100 * (today - then) / entries:+.1f} %")


def _unclear(entries: dict[str, list[str]]) -> int:
    return sum(outcome == UNCLEAR for _, outcome in entries.values())


if __name__ == "__main__":
    main()

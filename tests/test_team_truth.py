"""The year of ``tests.team_year`` itself: what is made up must fit together before anything is held against it."""

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise

import pytest
from rapidfuzz.fuzz import token_sort_ratio

from tests.documents import parts_of
from tests.formbuilder import cell_texts
from tests.team_check import Left, differences, unlike
from tests.team_form import ASSESSOR, BANDS, BORN, COMPLETED, NAME, NAMES, UNCLEAR, YES, team_form, typed_over
from tests.team_model import AHEAD, BLANKS, CLOSING_DAY, NOTHING, Version, Year
from tests.team_orders import all_at_once, arrivals, as_it_went, closing, shuffled
from tests.team_truth import Row, truth
from tests.team_year import FULL, SMALL, UNDATED, WRONG, make_year

_SIZES = {"small": SMALL, "full": FULL}


@cache
def year_of(size: str, seed: int = 14) -> Year:
    """Make up a year once for all tests; none of them changes it."""
    return make_year(_SIZES[size], seed)


@pytest.fixture(
    params=[(size, seed) for size in _SIZES for seed in (14, 0, 1)], ids=lambda each: "-".join(map(str, each))
)
def year(request: pytest.FixtureRequest) -> Year:
    return year_of(*request.param)


def test_a_year_has_as_many_children_and_files_as_it_should(year: Year) -> None:
    assert (len(year.children), len(year.files)) == (year.size.children, year.size.files)
    clocks = Counter(each.version.clock for each in year.files)
    absurd = sum(each.version.absurd for each in year.files)
    assert abs(clocks[NOTHING] + clocks[BLANKS] - UNDATED * year.size.files) <= year.size.files * 0.03
    assert abs(clocks[AHEAD] + absurd - WRONG * year.size.files) <= year.size.files * 0.03
    assert absurd
    assert clocks[AHEAD]


def test_a_seed_makes_the_same_year_again() -> None:
    one, other = (make_year(SMALL) for _ in range(2))
    assert [(each.number, each.entries, each.at) for each in one.versions] == [
        (each.number, each.entries, each.at) for each in other.versions
    ]
    assert [each.place for each in one.lyings] == [each.place for each in other.lyings]
    assert [each.place for each in make_year(SMALL, 2).lyings] != [each.place for each in one.lyings]


def test_every_version_belongs_to_one_assessment_and_lies_somewhere(year: Year) -> None:
    assert sorted(each.number for told in year.assessments for each in told.versions) == list(range(len(year.versions)))
    assert {each.version for each in year.lyings} == set(year.versions)
    assert len({each.entries for each in year.versions}) >= len(year.versions) - year.size.each["result_as_it_is"]


def test_children_are_alike_only_where_the_year_says_so(year: Year) -> None:
    """By the rules of the record, on the names as they are written: nobody else comes near to being asked about."""
    known = {each.spelt: each.counting.entries for each in year.assessments}
    asked = {each.children for each in year.questions if each.kind == "similar_children"}
    assert all(len(each) == 2 for each in asked)
    for (one, first), (other, second) in combinations(known.items(), 2):
        names = [first.name.casefold(), second.name.casefold()]
        likeness = token_sort_ratio(*names)
        if {one, other} in asked:
            within = set(names[0].split()) < set(names[1].split())
            assert (first.born == second.born) == (names[0] != names[1])
            assert names[0] == names[1] or within or likeness >= 88
        elif first.born == second.born:
            assert likeness < 80
        else:
            assert names[0] != names[1] or abs((first.born - second.born).days) > 400


def test_versions_of_an_assessment_differ_little_unless_the_result_says_whose_they_are(year: Year) -> None:
    """By the rules of the record: up to a quarter of the entries may differ, however entries are counted."""
    for assessment in year.assessments:
        for one, other in combinations(assessment.versions, 2):
            differing = sum(a != b for a, b in zip(one.entries.marks, other.entries.marks, strict=True))
            filled = sum(bool(a or b) for a, b in zip(one.entries.marks, other.entries.marks, strict=True))
            assert differing * 4 <= filled or other.parent is one
            assert one.entries.completed == other.entries.completed
            assert one.entries.born == other.entries.born


def test_two_assessments_of_a_child_on_a_day_are_asked_about(year: Year) -> None:
    asked = {frozenset(each.about) for each in year.questions if each.kind == "same_day"}
    for one, other in combinations(year.assessments, 2):
        same = (one.spelt, one.counting.entries.completed) == (other.spelt, other.counting.entries.completed)
        assert same == (frozenset({one, other}) in asked)
        if same:
            marks = zip(one.counting.entries.marks, other.counting.entries.marks, strict=True)
            assert one.counting.entries.assessor != other.counting.entries.assessor or all(a != b for a, b in marks)


def test_files_that_are_there_in_the_end_say_which_version_counts(year: Year) -> None:
    """A version typed over another's result is the later one; else documents say so, else the files' own times."""
    times: dict[Version, float] = {}
    for lying in all_at_once(year)[0].files.values():
        times[lying.version] = min(lying.file_time, times.get(lying.version, lying.file_time))
    for assessment in year.assessments:
        there = [each for each in assessment.versions if each in times]
        assert assessment.counting in there
        for before, after in pairwise(there):
            together = before.at == after.at
            assert after.parent is before or _is_later(after, before, times) != together
            assert not together or assessment.in_doubt == (before, after)


def _is_later(after: Version, before: Version, times: dict[Version, float]) -> bool:
    if after.is_dated and before.is_dated:
        return after.modified > before.modified
    return times[after] > times[before]


def test_every_order_leaves_the_same_files_and_decides_the_same(year: Year) -> None:
    (at_once,) = all_at_once(year)
    for runs in (as_it_went(year), *(shuffled(year, seed) for seed in range(year.size.orders))):
        assert runs[-1].files == at_once.files
        assert len(runs) == year.size.runs
        assert runs[-1].day == CLOSING_DAY
        decided = [decision for run in runs for decision in run.decisions]
        assert Counter(decided) == Counter(year.decisions)
    assert closing(year) != at_once.files


@pytest.mark.parametrize("seed", range(5))
def test_what_has_no_date_of_its_own_comes_in_true_order(year: Year, seed: int) -> None:
    arrived = arrivals(year, random.Random(seed))  # noqa: S311 - no secret
    for child in year.children:
        for one, other in combinations(sorted(year.of(child), key=lambda each: each.at), 2):
            if not (one.is_dated and other.is_dated):
                assert arrived[one] <= arrived[other]
            if one.at == other.at:
                assert arrived[one] == arrived[other]


def test_orders_differ_and_mix_what_has_a_date(year: Year) -> None:
    orders = [arrivals(year, random.Random(seed)) for seed in range(year.size.orders)]  # noqa: S311 - no secret
    pairs = [(one, other) for told in year.assessments for one, other in pairwise(told.versions)]
    assert any(arrived[one] > arrived[other] for arrived in orders for one, other in pairs)
    assert all(one != other for one, other in combinations(orders, 2))


def test_decisions_come_once_all_files_of_their_children_are_there(year: Year) -> None:
    seen: set[Version] = set()
    for run in shuffled(year, 1):
        seen |= {each.version for each in run.files.values()}
        for decision in run.decisions:
            there = {each.counting for each in decision.about}
            assert there <= seen


@pytest.mark.parametrize("decided", [False, True], ids=["undecided", "decided"])
def test_the_truth_fits_together(year: Year, decided: bool) -> None:
    true = truth(year, decided=decided)
    newest = [row for row in true.rows if row.newest]
    children = [row.assessment.child if decided else row.assessment.spelt for row in newest]
    assert len(set(children)) == len(children)
    assert {child for child, due in true.due.items() if due.exact} == set(children)
    for row, child in zip(newest, children, strict=True):
        assert true.due[child].review == row.review
        assert true.due[child].band == row.band
    assert all(row.review is None for row in true.rows if not row.newest)
    assert all(row.places for row in true.rows)
    assert not any(row.asked and row.quiet for row in true.rows)
    assert {row.assessment.end for row in true.rows} == ({""} if decided else {"", "withdrawn", "erased"})


def test_questions_stay_open_only_where_nobody_decides(year: Year) -> None:
    before, after = (Counter(each.kind for each in truth(year, decided=each_).questions) for each_ in (False, True))
    assert set(before) == {"similar_children", "future_date", "same_day", "fork", "order"}
    assert set(after) == set(before)
    assert before["similar_children"] > after["similar_children"]
    assert before["future_date"] > after["future_date"]


def test_reviews_and_bands_are_counted_by_the_stricter() -> None:
    year = year_of("full")
    rows = [row for row in truth(year, decided=True).rows if UNCLEAR in row.entries.marks and row.certain]
    assert {row.band for row in rows} > {rows[0].entries.band}
    weeks = {level: length for level, _, _, length in BANDS}
    for row in rows:
        if row.review:
            assert (row.review - row.entries.completed).days == 7 * weeks[row.band]


def test_what_is_typed_over_a_form_stands_there_and_nothing_else_changes() -> None:
    year = year_of("small")
    before = next(each for each in year.versions if UNCLEAR in each.entries.marks)
    after = replace(before.entries, marks=(*before.entries.marks[:-1], YES), completed=CLOSING_DAY)
    data = typed_over(before.bytes(), before.entries, after, modified=None)
    assert cell_texts(data) == cell_texts(team_form(after))
    assert parts_of(data).keys() == parts_of(before.bytes()).keys()


# What holds it against what was left


def forged(year: Year, *, decided: bool) -> Left:
    """Make what the commands would leave if they told the truth."""
    true = truth(year, decided=decided)
    references = {row.assessment: f"{number:010}" for number, row in enumerate(true.rows)}
    register = io.StringIO()
    lines = csv.DictWriter(register, list(_line(true.rows[0], "")), lineterminator="\r\n")
    lines.writeheader()
    lines.writerows(_line(row, references[row.assessment]) for row in true.rows)
    due = [
        {
            "reference": next(
                references[row.assessment]
                for row in true.rows
                if (row.assessment.child if decided else row.assessment.spelt) == child
                and (row.newest or (not each.exact and row.assessment.future))
            ),
            "review": each.review.isoformat(), "level": NAMES[each.band], "name": min(each.names),
        }
        for child, each in true.due.items()
    ]  # fmt: skip
    questions = [
        {"kind": each.kind, "references": [references[one] for one in each.about], "message": "Who is it?"}
        for each in true.questions
    ]
    return Left(
        register=register.getvalue().encode("utf-8-sig"),
        diary="".join(_event(str(each["reference"]), str(each["review"])) for each in due).encode(),
        due=json.dumps(due, indent=1, ensure_ascii=False),
        questions=json.dumps(questions),
        documents=frozenset(reference for reference in references.values()),
    )


def _line(row: Row, reference: str) -> dict[str, object]:
    entries = row.entries
    certainly = entries.total == entries.up_to
    return {
        "Reference": reference,
        "Look first": "" if row.quiet else "Look here first.",
        NAME: entries.name,
        BORN: entries.born,
        COMPLETED: entries.completed,
        ASSESSOR: entries.assessor,
        "RAG": NAMES[row.band] if certainly else f"Unknown (up to {NAMES[row.band]})",
        "Total": entries.total,
        "Total up to": entries.up_to,
        "Newest of this child": "yes" if row.newest else "no",
        "Next review": row.review or "",
        "File": min(row.places),
        "Document": reference,
    }


def _event(reference: str, review: str) -> str:
    day = review.replace("-", "")
    return f"BEGIN:VEVENT\r\nSUMMARY:Review: reference {reference}\r\nDTSTART;VALUE=DATE:{day}\r\nEND:VEVENT\r\n"


@pytest.mark.parametrize("decided", [False, True], ids=["undecided", "decided"])
def test_the_truth_itself_differs_in_nothing(year: Year, decided: bool) -> None:
    left = forged(year, decided=decided)
    assert differences(year, left, decided=decided) == []
    assert unlike(left, left) == []


Mistake = Callable[[Year, Left], Left]


def in_row(column: str, entry: str, which: Callable[[Row], object]) -> Mistake:
    """Put another entry into each row of the register that is of some kind."""

    def mistake(year: Year, left: Left) -> Left:
        rows = list(csv.reader(io.StringIO(left.register.decode("utf-8-sig"), newline="")))
        for row, true in zip(rows[1:], truth(year, decided=True).rows, strict=True):
            if which(true):
                row[rows[0].index(column)] = entry
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return replace(left, register=text.getvalue().encode("utf-8-sig"))

    return mistake


def in_due(key: str, value: str) -> Mistake:
    """Put something else into the list of reviews."""
    return lambda _, left: replace(
        left, due=json.dumps([json.loads(left.due)[0] | {key: value}, *json.loads(left.due)[1:]])
    )


def in_lines(change: Callable[[list[bytes]], list[bytes]]) -> Mistake:
    """Change the lines of the register."""
    return lambda _, left: replace(left, register=b"".join(change(left.register.splitlines(keepends=True))))


def in_questions(change: Callable[[list[dict[str, object]]], list[dict[str, object]]]) -> Mistake:
    """Change what is asked."""
    return lambda _, left: replace(left, questions=json.dumps(change(json.loads(left.questions))))


def certain(row: Row) -> bool:
    return row.certain and row.entries.total == row.entries.up_to


MISTAKES: dict[str, Mistake] = {
    "a band too low": in_row("RAG", "All well", lambda row: row.band == "red"),
    "a band that is not all it could be": in_row(
        "RAG", "All well", lambda row: row.band == "amber" and not certain(row)
    ),
    "a doubt where there is none": in_row(
        "RAG", "All well (up to Act today)", lambda row: row.band == "red" and certain(row)
    ),
    "a total": in_row("Total", "65", lambda row: certain(row) and row.entries.total != 65),
    "a total that could be more": in_row("Total up to", "65", lambda row: not certain(row) and row.certain),
    "one that is not the newest": in_row("Newest of this child", "yes", lambda row: row.newest is False),
    "one that is the newest": in_row("Newest of this child", "no", lambda row: row.newest),
    "a review": in_row("Next review", "2026-09-09", lambda row: row.review),
    "a review of an older one": in_row("Next review", "2026-09-09", lambda row: row.newest is False),
    "a place": in_row("File", "elsewhere.docx", lambda row: row.quiet),
    "a name": in_row(NAME, "Somebody Else", lambda row: row.quiet),
    "a reference": in_row("Reference", "4711", lambda row: row.quiet),
    "a reference of two": in_row("Reference", f"{0:010}", lambda row: row.assessment.number == 5),
    "a document of two": in_row("Document", f"{0:010}", lambda row: row.assessment.number == 5),
    "something to look at": in_row("Look first", "Look here.", lambda row: row.quiet),
    "nothing to look at": in_row("Look first", "", lambda row: row.asked),
    "nothing said of a twin": in_row("Look first", "", lambda row: row.assessment.spelt == "child 0"),
    "a row missing": in_lines(lambda lines: lines[:-1]),
    "a row too many": in_lines(lambda lines: [*lines, lines[-1]]),
    "a day of a review": in_due("review", "2026-09-09"),
    "the level of a review": in_due("level", "Unknown"),
    "the name at a review": in_due("name", "Somebody Else"),
    "whose review it is": in_due("reference", "4711"),
    "a review missing": lambda _, left: replace(left, due=json.dumps(json.loads(left.due)[1:])),
    "another day in the diary": lambda _, left: replace(left, diary=left.diary.replace(b"DATE:2", b"DATE:3", 1)),
    "an event cancelled": lambda _, left: replace(
        left, diary=left.diary.replace(b"END:VEVENT", b"STATUS:CANCELLED\r\nEND:VEVENT", 1)
    ),
    "a question missing": in_questions(lambda asked: asked[1:]),
    "a question twice": in_questions(lambda asked: [*asked, asked[0]]),
    "a question of another kind": in_questions(lambda asked: [*asked[1:], asked[0] | {"kind": "number_shared"}]),
    "a question about others": in_questions(lambda asked: [*asked[1:], asked[0] | {"references": [f"{1:010}"]}]),
    "a child named": lambda year, left: replace(
        left, questions=left.questions.replace("Who is it?", f"Is it {year.children[0].name.split()[1]}?", 1)
    ),
    "a document missing": lambda _, left: replace(left, documents=frozenset()),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_each_mistake_is_seen(mistake: Mistake) -> None:
    year = year_of("small")
    left = forged(year, decided=True)
    assert mistake(year, left) != left
    assert differences(year, mistake(year, left), decided=True)


def test_what_is_not_the_same_is_shown_line_by_line() -> None:
    year = year_of("small")
    left = forged(year, decided=True)
    shown = unlike(MISTAKES["a row missing"](year, left), left)
    assert {line.partition(":")[0] for line in shown} == {"register"}
    assert [line for line in shown if line.startswith("register: -0")] == [
        "register: -" + left.register.decode().splitlines()[-1]
    ]

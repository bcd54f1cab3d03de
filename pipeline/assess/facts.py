"""What the conditions of rules may ask: known values, and for what isn't known the values that it could have.

So a condition is "cannot tell" only where the answer matters: when an unclear entry could make it hold and could make
it not hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Table
from functools import cached_property
from itertools import combinations

from msgspec import Struct

from pipeline.assess.mentions import Texts, is_mentioned, text_of
from pipeline.assess.review import ReviewDates
from pipeline.assess.rows import RowPoints, Sum
from pipeline.assess.score import AgePoints, Points, highest, whole_years
from pipeline.assess.unknown import CannotTell, Unknown, known_number
from pipeline.mapping import Mapping
from pipeline.mapping.model import Field
from pipeline.people import names_somebody, stands_in, tells_nothing
from pipeline.submission import Answer, Choices, FactorAnswer, FactorState, State, Submission

_AGES = tuple(range(26))
_MOST_CHOICES = 6  # of a field that takes several: all their combinations are tried


class Facts(Struct, frozen=True, kw_only=True, dict=True):
    """Everything a check may look at.

    Attributes:
        rag: The level that was worked out.
        reached: Every level that it could be, its own first; an empty one means none.
        written: Everything that was written on the form.
    """

    submission: Submission
    mapping: Mapping
    points: Points
    rag: str | None
    reached: tuple[str, ...]
    outcome: str | None
    review: ReviewDates
    day: dt.date
    written: Texts

    @property
    def age(self) -> AgePoints:
        """Age and its points."""
        return self.points.age

    @property
    def total(self) -> int:
        """Points that are certain."""
        return self.points.total.certain

    @property
    def total_max(self) -> int:
        """Points that there could be."""
        return self.points.total.possible

    @cached_property
    def labels(self) -> dict[str, str]:
        """Printed label of each field and factor, by id."""
        fields = {field.id: field.label for field in self.mapping.fields}
        return {**fields, **{factor.id: factor.label for factor in self.mapping.factors}}

    def typed(self, field: str | None) -> object:
        """Return the value of an answered field, several choices as one text; ``None`` for any other state."""
        answer = self.submission.answers.get(field) if field else None
        if answer is None or answer.state is not State.ANSWERED:
            return None
        return str(answer.value) if isinstance(answer.value, Choices) else answer.value

    # -- values by name ----------------------------------------------------------------------------------------------

    def values(self, name: str) -> tuple[object, ...]:
        """Return the values that a name could have: one when it is known."""
        worked_out = _WORKED_OUT.get(name)
        if worked_out is not None:
            return worked_out(self)
        factor = self.submission.checklist.get(name)
        if factor is not None:
            return _factor_values(factor, self.mapping)
        field = self.mapping.field(name)
        answer = self.submission.answers.get(name)
        if field is None or answer is None:
            return (Unknown(name, blank=True),)
        return _answer_values(field, answer)

    @cached_property
    def people(self) -> tuple[str, ...]:
        """The fields that name whom the rows are scored for, of those who are named or scored; none on most forms."""
        scored = {each.person for each in self.points.rounds if each.is_filled_in}
        people = dict.fromkeys(each.person for each in self.mapping.rounds if each.person)
        answers = self.submission.answers
        nobody = (None, State.BLANK, State.NOT_FOUND)
        named = {each for each in people if (answers[each].state if each in answers else None) not in nobody}
        return tuple(each for each in people if each in scored | named)

    @property
    def is_of_others(self) -> bool:
        """Whether somebody else than whom the form is about is scored on it too, or alone."""
        subject = self.mapping.subject
        return any(subject is None or each != subject.name for each in self.people)

    @property
    def bands(self) -> tuple[str, ...]:
        """The levels that could be worked out, the likeliest first."""
        return self.reached or ("",)

    @property
    def age_today(self) -> int | None:
        """Age in whole years on the day of processing."""
        born = self.typed(self.mapping.subject.born) if self.mapping.subject is not None else None
        return whole_years(born, self.day) if isinstance(born, dt.date) else None

    @property
    def previous_total(self) -> int | None:
        """The total of the round before the one that counts."""
        filled = [each for each in self.points.rounds if each.is_filled_in]
        return filled[-2].points.certain if len(filled) > 1 and filled[-2].person == filled[-1].person else None

    @cached_property
    def outcomes(self) -> tuple[object, ...]:
        """The outcomes that people could have chosen: more than one only when the choice can't be read."""
        name = self.mapping.score.outcome_field if self.mapping.score is not None else None
        field, answer = (self.mapping.field(name), self.submission.answers.get(name)) if name else (None, None)
        return _answer_values(field, answer) if field is not None and answer is not None else ("",)

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The levels that the form could be at: the stricter of outcome and band."""
        found = (self._stricter(outcome, rag) for outcome in self.chosen_levels for rag in self.bands)
        return tuple(dict.fromkeys(found))

    @cached_property
    def chosen_levels(self) -> tuple[str, ...]:
        """The levels that people could have chosen; an empty one means none."""
        score = self.mapping.score
        if score is None:
            return ("",)
        if any(isinstance(outcome, Unknown) for outcome in self.outcomes):
            return ("", *score.levels)
        return tuple(dict.fromkeys(score.level_of(str(outcome)) for outcome in self.outcomes))

    def _stricter(self, outcome: str, rag: str) -> str:
        bands = self.mapping.score.levels if self.mapping.score is not None else ()
        if not outcome or outcome == rag:
            return rag
        if not rag:
            return outcome
        if outcome not in bands:  # it ends the pathway, unless the points say otherwise
            return outcome if rag == bands[0] else rag
        return max(outcome, rag, key=bands.index)

    @property
    def level(self) -> str | None:
        """The outcome that people chose, else the level that was worked out."""
        return self.outcome or self.rag

    @property
    def rag_max(self) -> str | None:
        """The highest level that could be worked out; the one that was when nothing is open."""
        return self.mapping.score.strictest(self.reached) if self.mapping.score is not None else None

    @cached_property
    def level_max(self) -> str | None:
        """The strictest level that the form could be at; :attr:`level` when nothing is open."""
        score, only_one = self.mapping.score, len(self.levels) == 1
        return self.level if score is None or (self.level and only_one) else score.strictest(self.levels)

    @property
    def is_provisional(self) -> bool:
        """Whether the level is worked out from points alone, since no outcome is chosen."""
        return bool(self.mapping.score and self.mapping.score.outcome_field) and self.outcome is None

    @property
    def age_at_review(self) -> int | None:
        """Age in whole years at the next review: on the agreed day, else on the day it is due."""
        review, age = self.mapping.review, self.mapping.score.age if self.mapping.score is not None else None
        agreed = self.typed(review.field) if review is not None else None
        on = agreed if isinstance(agreed, dt.date) else self.review.due
        born = self.typed(age.born) if age is not None else None
        if not isinstance(born, dt.date) or on is None:
            return self.age.age
        return whole_years(born, on)

    # -- functions of conditions -------------------------------------------------------------------------------------

    def functions(self) -> Table[str, object]:
        """Return the functions that conditions may call."""
        return {
            "mentions": self.mentions,
            "filled": self.filled,
            "named": self.named,
            "state": self.state,
            "count": self.count,
            "points": self.points_of,
            "highest": self.highest_of,
        }

    def mentions(self, fields: str | Iterable[str], words: str | Iterable[str]) -> bool:
        """Return whether one of some wordings is in the answers to some fields."""
        names = (fields,) if isinstance(fields, str) else tuple(fields)
        return is_mentioned((words,) if isinstance(words, str) else tuple(words), self.texts(names))

    def texts(self, fields: tuple[str, ...] = ()) -> Texts:
        """Return the texts of some fields, of all the form when none is named."""
        if not fields:
            return self.written
        found = self._texts.get(fields)
        if found is None:
            answers, notes = self.submission.answers, self.submission.checklist
            known = [name for name in fields if name in answers or name in notes]
            said = [text_of(answers[name]) if name in answers else notes[name].note_words.standing for name in known]
            found = self._texts[fields] = Texts(tuple(said))
        return found

    @cached_property
    def _texts(self) -> dict[tuple[str, ...], Texts]:
        """Those that were asked for: several rules look through the same fields."""
        return {}

    def count(self, names: str | Iterable[str], option: str | None = None) -> object:
        """Count the rows that apply, or that have a certain option, among rows, groups and checklists."""
        rows = self._rows(names)
        if option is None:
            return known_number(sum(row.applies for row in rows), sum(row.may_apply for row in rows))
        sure = sum(option in row.chosen for row in rows)
        return known_number(sure, sure + sum(row.is_open for row in rows))

    def points_of(self, names: str | Iterable[str]) -> object:
        """Add up the points of rows, groups and checklists."""
        found = Sum.of(self._rows(names))
        return known_number(found.certain, found.possible)

    def highest_of(self, names: str | Iterable[str]) -> object:
        """Return the most points of a single row among rows, groups and checklists."""
        found = highest(self._rows(names))
        return known_number(found.certain, found.possible)

    def _rows(self, names: str | Iterable[str]) -> list[RowPoints]:
        wanted = (names,) if isinstance(names, str) else tuple(names)
        return list({key: row for name in wanted for key, row in self._named(name).items()}.values())

    def open_rows(self, name: str) -> list[str]:
        """Return the ids of the rows and fields that a name means, and whose answer isn't known."""
        return [key.partition("[")[0] for key, row in self._named(name).items() if row.is_open]

    def _named(self, name: str) -> Table[str, RowPoints]:
        """Return the rows that a name means, by their ids: of checklists, of a table, or another answer with points."""
        rows = self.mapping.rows_by_name.get(name)
        if rows is None:
            return self.points.others[name]
        return {row.id: self.points.rows[row.id] for row in rows}

    def filled(self, name: str) -> bool:
        """Return whether an answer says something, other than N/A, tbc or none."""
        answer = self.submission.answers.get(name)
        if answer is None or answer.state is State.NOT_FOUND:
            raise CannotTell(name)
        return answer.state is not State.BLANK and not stands_in(text_of(answer) or "answered")

    def named(self, name: str) -> bool:
        """Return whether an answer names a person, whatever it says beside."""
        answer = self.submission.answers.get(name)
        if answer is None or answer.state is State.NOT_FOUND:
            raise CannotTell(name)
        return names_somebody(text_of(answer))

    def found(self, name: str | None) -> str:
        """Return what is in the place of an answer, for a message; empty when its words may tell of somebody."""
        answer = self.submission.answers.get(name) if name else None
        said = " ".join(text_of(answer).split()) if answer is not None and answer.state is not State.BLANK else ""
        return f" (“{said}” stands there)" if said and tells_nothing(said) else ""

    def state(self, name: str) -> str:
        """Return the state of an answer or a factor, in the word of the result."""
        answer = self.submission.answers.get(name) or self.submission.checklist.get(name)
        return answer.state.value if answer is not None else State.NOT_FOUND.value


def _age_points(facts: Facts) -> tuple[object, ...]:
    points = facts.age.points
    return tuple(range(facts.age.possible + 1)) if points is None else (points,)


_WORKED_OUT: Table[str, Callable[[Facts], tuple[object, ...]]] = {
    "age": lambda facts: _AGES if facts.age.age is None else (facts.age.age,),
    "age_at_review": lambda facts: _AGES if facts.age_at_review is None else (facts.age_at_review,),
    "age_today": lambda facts: _AGES if facts.age_today is None else (facts.age_today,),
    "age_points": _age_points,
    "judgement_points": lambda facts: _between(facts.points.judgement or Sum(certain=0, possible=0)),
    "total": lambda facts: _between(facts.points.total),
    "previous_total": lambda facts: (facts.previous_total,),
    "rag": lambda facts: facts.bands,
    "outcome": lambda facts: facts.outcomes,
    "level": lambda facts: facts.levels,
    "review_due": lambda facts: (facts.review.due,),
    "review_limit": lambda facts: (facts.review.limit,),
    "day": lambda facts: (facts.day,),
}


def _between(found: Sum) -> tuple[int, ...]:
    return tuple(range(found.certain, found.possible + 1))


def _factor_values(factor: FactorAnswer, mapping: Mapping) -> tuple[object, ...]:
    """Return what a row says: the ids of its options where it has some, else yes, no or blank."""
    if factor.chosen:
        return (str(Choices(factor.chosen)),)
    checklist = mapping.checklist_of[factor.factor]
    row = next(each for each in checklist.factors if each.id == factor.factor)
    options = [option.id for option in checklist.options_of(row)]
    if options and factor.state in (FactorState.UNCLEAR, FactorState.NOT_FOUND):
        return tuple(options)
    if factor.state in (FactorState.UNCLEAR, FactorState.NOT_FOUND):
        return (FactorState.YES.value, FactorState.NO.value)
    return (factor.state.value,)


def _answer_values(field: Field, answer: Answer) -> tuple[object, ...]:
    if answer.state is State.ANSWERED:
        return (answer.value if isinstance(answer.value, int | float | dt.date) else text_of(answer),)
    if answer.state is State.BLANK:
        return (field.unanswered,)
    if field.is_tick:
        return (True, False, *([field.unanswered] if answer.state is State.NOT_FOUND else []))
    if not field.has_options or (field.several and len(field.choices) > _MOST_CHOICES):
        return (Unknown(field.id, blank=answer.state is State.NOT_FOUND),)
    ids = [choice.id for choice in field.choices]
    sizes = range(1, len(ids) + 1 if field.several else 2)
    chosen = [str(Choices(some)) for size in sizes for some in combinations(ids, size)]
    return (*chosen, *([field.unanswered] if answer.state is State.NOT_FOUND else []))

"""The mapping language: what a mapping file may say, as strict frozen models.

Three layers, kept apart so that an authority can change the third alone in a file of its own: **where things are**
(:mod:`pipeline.mapping.questions`, :mod:`pipeline.mapping.checklist`), **how points become a level**
(:mod:`pipeline.mapping.score`), **local policy** (:mod:`pipeline.mapping.policy`). ``docs/mapping-reference.md``, which
is made of these docstrings, has every key. :mod:`pipeline.mapping.fitting` checks whether the parts of one mapping fit
together.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, Final

from msgspec import field as with_default

from pipeline.mapping.checklist import Checklist
from pipeline.mapping.documents import DocumentPart, FollowingDocument
from pipeline.mapping.entry import Identifier, StrictEntry, Text
from pipeline.mapping.lists import ListedOption, OptionList, with_lists
from pipeline.mapping.points import Age, AgeBand, Attribute, Judgement, Multiplier, NumberBand, ScoredTable, Times
from pipeline.mapping.policy import Interval, Period, RequiredRow, Retention, Review, Route, Rule
from pipeline.mapping.questions import Choice, Column, Field, FieldKind, Place
from pipeline.mapping.register import Register
from pipeline.mapping.rows import Factor, Group, Round, RowOption
from pipeline.mapping.score import Band, Override, Score, Write

__all__ = [
    "Age",
    "AgeBand",
    "Attribute",
    "Band",
    "Checklist",
    "Choice",
    "Column",
    "DocumentPart",
    "Factor",
    "Field",
    "FieldKind",
    "FollowingDocument",
    "Form",
    "Group",
    "Interval",
    "Judgement",
    "ListedOption",
    "Mapping",
    "Multiplier",
    "NumberBand",
    "OptionList",
    "Override",
    "Period",
    "Place",
    "Register",
    "RequiredRow",
    "Retention",
    "Review",
    "Round",
    "Route",
    "RowOption",
    "Rule",
    "Score",
    "ScoredTable",
    "Subject",
    "Times",
    "Write",
]

NOT_WRITTEN: Final = frozenset({"path", "digest", "in_sheet", "policy"})
"""What the loader says of a mapping, and no file does."""

NO_LEVEL_YET: Final = "none yet"
"""How a level is called that can't be worked out before more is answered."""


def up_to(name: str) -> str:
    """Return what a level could be; this is behind each one that is open."""
    return f"(up to {name})"


class Form(StrictEntry, frozen=True, kw_only=True):
    """Which questionnaire this is, and the files that belong to it.

    Two tools may print the same form and score it differently: one for children under 12, say. Then each has a mapping
    of its own with the same blank, and ``when`` says which forms it is for. A form for which none holds, or several,
    is refused with the reason.

    Attributes:
        id: Name for machines: ``"home_visit"``.
        version: Version of the form, as text: ``"2026.1"``.
        title: Name for people: ``"Home visit check"``.
        blanks: File names of the unfilled form, in the folder ``blanks`` beside the mapping. Without one, forms are
            read by the blank that ``wordform blank`` makes.
        fields: The sheet beside the mapping that holds the questions in place of ``[[field]]``: ``"home_visit.xlsx"``
            or ``"home_visit.csv"`` ([mappings.md](mappings.md#questions-in-a-sheet)).
        template: Word template in ``templates/`` that workbooks, and with ``--onto template`` all forms, come out on.
        when: [Condition](#conditions) on what the form says, for mappings that share a blank.

    Example:
        [form]
        id = "risk_tool_under_12"
        version = "1"
        title = "Risk tool (under 12)"
        blanks = ["risk_tool.docx", "risk_tool_2025.docx"]
        when = "age < 12"
    """

    id: Identifier
    version: Text
    title: Text
    blanks: tuple[Text, ...] = ()
    fields: Text | None = None
    template: Text | None = None
    when: Text | None = None


class Subject(StrictEntry, frozen=True, kw_only=True):
    """Whom or what the form is about, and what makes an assessment one: the fields that say so.

    Form, person and date make an assessment; files are versions of it. A form without these fields is known by its
    place, and by the mark in a result of ours that somebody corrected. Two names or dates of birth in these fields are
    two people on one form, which is a finding (``several_children``).

    A form that is about no person has ``thing`` in place of ``name``: what several forms of its kind say alike of one
    thing, such as the activity and the site of a risk assessment. All of these answers have to be there; case, accents
    and punctuation in them make no difference.

    Attributes:
        name: Field with the name of the person whom the form is about; needed, unless there is a ``thing``.
        thing: The fields that together say what the form is about, where that is no person.
        born: Field with the date of birth.
        number: Field with a number that no two people share; where two forms have one, the number decides who is the
            same person.
        on: Field with the date of the assessment; without it, the ``on`` of ``[review]``.
        assessor: Field with the name of who assessed: two of them on one day are two assessments.

    Example:
        [subject]
        name = "child_name"
        born = "date_of_birth"
        on = "date_completed"
        assessor = "safeguarding_lead"
    """

    name: Identifier | None = None
    thing: tuple[Identifier, ...] = ()
    born: Identifier | None = None
    number: Identifier | None = None
    on: Identifier | None = None
    assessor: Identifier | None = None

    @property
    def told_by(self) -> tuple[str, ...]:
        """The fields that say whom or what the form is about."""
        return (self.name,) if self.name is not None else self.thing

    def require_whole(self) -> None:
        """Refuse values that don't go together."""
        if bool(self.name) is bool(self.thing):
            raise ValueError("either 'name' (of a person) or 'thing' (the fields that say what it is about) is needed")
        if self.thing and self.born:
            raise ValueError("'born' is for a person, and goes with 'name'")


class Mapping(
    StrictEntry,
    frozen=True,
    kw_only=True,
    rename={
        "lists": "list",
        "fields": "field",
        "checklists": "checklist",
        "writes": "write",
        "rules": "rule",
        "routes": "route",
        "documents": "document",
        "register_": "register",
    },
):
    """One form, declared.

    Three layers, kept apart so that an authority can change the third alone: where things are (``[form]``,
    ``[subject]``, ``[[field]]``, ``[checklist]``), how points become a level (``[score]``, ``[[write]]``), and local
    policy (``[review]``, ``[retention]``, ``[[rule]]``, ``[[route]]``, ``[[document]]``). ``[register]`` goes with any.

    With ``extends`` a mapping starts from another form's mapping and says what differs; it needs ``[form]`` with an
    id, version, title and blank of its own. Fields, choices, columns and rules are matched by their ids, intervals by
    level and ``from``: what is given replaces, the rest stays, new ones are added at the end. Every other list (bands,
    groups of the checklist, other wordings) is replaced as a whole. Nothing can be taken out. Its blanks are in
    ``blanks`` beside its own file. Two forms with the same blank can't be told apart; forms are then refused with
    ``Several forms fit``. Under the id of the very form that it extends, a mapping takes its place.

    A policy is a file with ``extends`` and without ``[form]``, given as ``--policy``. It may change ``[review]``,
    ``[retention]``, ``[[rule]]``, ``[[route]]`` and ``[[document]]`` only. Intervals are matched by level and ``from``,
    rules, routes and documents by id. The next run works everything out again, since another policy may give other
    results.

    Attributes:
        extends: Id of a form whose mapping this file changes.
        form: Which form this is. A policy has none.
        subject: Whom the form is about.
        lists: Options that several questions or rows take, one ``[[list]]`` each.
        fields: The questions, one ``[[field]]`` each.
        checklists: What is scored: one ``[checklist]``, or several ``[[checklist]]``.
        score: How points become a level.
        writes: Further fields that show results, one ``[[write]]`` each.
        review: When the next review is due.
        retention: How long assessments are kept.
        rules: The checks against practice, one ``[[rule]]`` each.
        routes: Where the form goes, one ``[[route]]`` each.
        documents: The documents that follow from it, one ``[[document]]`` each.
        register_: What the register shows.

    Example:
        extends = "ce_assessment"

        [form]
        id = "ce_assessment_north"
        version = "2026.1"
        title = "Child Exploitation Assessment Tool (North)"
        blanks = ["ce_assessment_north.docx"]

        [[field]]
        id = "team_manager"
        label = "Name of Practice Manager"
    """

    extends: Identifier | None = None
    form: Form
    subject: Subject | None = None
    lists: tuple[OptionList, ...] = ()
    fields: tuple[Field, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    score: Score | None = None
    writes: tuple[Write, ...] = ()
    review: Review | None = None
    retention: Retention | None = None
    rules: tuple[Rule, ...] = ()
    routes: tuple[Route, ...] = ()
    documents: tuple[FollowingDocument, ...] = ()
    register_: Register | None = None  # pydantic has another of that name

    # What no file says, but the loader: the file that this was loaded from, a SHA-256 of everything that makes it up
    # (its own file, what it extends, the policy laid over it), the file, sheet and row of entries that are in a sheet,
    # by how messages call them (``field[child_name]``), and the name of the file with the policy.
    path: Path = Path()
    digest: str = ""
    in_sheet: dict[str, str] = with_default(default_factory=dict)
    policy: str = ""

    def field(self, identifier: str) -> Field | None:
        """Find a field by its id."""
        return self._by_id.get(identifier)

    @cached_property
    def _by_id(self) -> dict[str, Field]:
        return {field.id: field for field in self.fields}

    @cached_property
    def ticked(self) -> frozenset[str]:
        """The choices and ticks that may show results: the RAG rating, and what ``[[write]]`` names."""
        rag = self.score.rag_field if self.score is not None else None
        named = [each.field for each in self.writes] + ([rag] if rag else [])
        return frozenset(name for name in named if (field := self.field(name)) is not None and field.values)

    def written_columns(self, table: str) -> tuple[str, ...]:
        """Return the columns of a table whose rows show results."""
        return tuple(each.column for each in self.writes if each.column and each.field == table)

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """All factors of all checklists, none when the form has no checklist."""
        return tuple(factor for checklist in self.checklists for factor in checklist.factors)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """All groups of all checklists."""
        return tuple(group for checklist in self.checklists for group in checklist.groups)

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        """All rounds of all checklists."""
        return tuple(each for checklist in self.checklists for each in checklist.rounds)

    @cached_property
    def rows_by_name(self) -> dict[str, tuple[Factor, ...]]:
        """What ``count`` and ``points`` may be asked about: every row, group and checklist, and ``all``."""
        found = {checklist.id: checklist.factors for checklist in self.checklists if checklist.id}
        found |= {group.name: group.factors for group in self.groups}
        found |= {factor.id: (factor,) for factor in self.factors}
        return {**found, "all": self.factors}

    @cached_property
    def points_by_name(self) -> frozenset[str]:
        """What else ``count``, ``points`` and ``highest`` may be asked about: what gives points beside the rows."""
        score = self.score
        if score is None:
            return frozenset()
        fields = [each.field for each in score.attributes] + [each.field for each in score.tables]
        return frozenset([*fields, *(each.id for each in score.multipliers), "attributes"])

    @cached_property
    def checklist_of(self) -> dict[str, Checklist]:
        """The checklist of each factor, by the factor's id."""
        return {factor.id: checklist for checklist in self.checklists for factor in checklist.factors}

    @cached_property
    def level_names(self) -> dict[str, str]:
        """What people call each level: outcomes by their printed words up to a colon, bands by their names."""
        score = self.score
        outcome = self.field(score.outcome_field) if score is not None and score.outcome_field else None
        printed = {choice.id: choice.label.partition(":")[0] for choice in (outcome.choices if outcome else ())}
        return printed | ({band.level: band.name for band in score.bands} if score is not None else {})

    def level_name(self, level: str) -> str:
        """Return what people call a level."""
        return self.level_names.get(level, level.replace("_", " "))

    def level_text(self, level: str | None, highest: str | None) -> str:
        """Say a level for people, and while it is open what it could be: ``Low concern (up to High concern)``."""
        if highest is None or highest == level:
            return self.level_name(level) if level else ""
        return f"{self.level_name(level) if level else NO_LEVEL_YET} {up_to(self.level_name(highest))}"

    def rank(self, level: str | None) -> int:
        """Return how serious a level is: 0 for the mildest band; -1 for one that is no band, and for none."""
        levels = self.score.levels if self.score is not None else ()
        return levels.index(level) if level in levels else -1

    def levels_text(self, level: str | None, highest: str | None, band: str | None, highest_band: str | None) -> str:
        """Say a level, and the band of the score where people chose a milder level: reviews go by the stricter."""
        said = self.level_text(level, highest)
        is_milder = level not in (None, band) and self.rank(highest) < self.rank(highest_band)
        return f"{said}; the score alone: {self.level_text(band, highest_band)}" if is_milder else said

    def blank_paths(self) -> tuple[Path, ...]:
        """Return the files of the form's blanks, looked for in ``blanks/`` beside the mapping."""
        return tuple(self.path.parent / "blanks" / name for name in self.form.blanks)

    @classmethod
    def completed(cls, tree: Any) -> Any:
        """Let ``[checklist]`` be short for a list of one, and the name of a list for its options."""
        if isinstance(tree, dict) and not isinstance(tree.get("checklist", ()), list | tuple):
            tree = {**tree, "checklist": [] if tree["checklist"] is None else [tree["checklist"]]}
        return with_lists(tree)

"""Blanks in the layouts of public forms, in words of our own: each a list of pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.form_pieces import (
    Asked,
    behind,
    bold,
    dotted,
    grid,
    in_a_row,
    ladders,
    option_cells,
    option_rows,
    own_headers,
    pairs,
    printed,
    prompt,
    register,
    scored,
    ticks,
    words,
)

if TYPE_CHECKING:
    from tests.form_pieces import Piece


def text(label: str, of: str = "") -> Asked:
    """Ask for some words."""
    return Asked(label=label, kind="text", of=of)


def date(label: str, of: str = "") -> Asked:
    """Ask for a day."""
    return Asked(label=label, kind="date", of=of)


def long(label: str, of: str = "") -> Asked:
    """Ask for a narrative."""
    return Asked(label=label, kind="narrative", of=of)


def number(label: str) -> Asked:
    """Ask for a number."""
    return Asked(label=label, kind="number")


def one(label: str, *options: str, of: str = "") -> Asked:
    """Ask for one of some options."""
    return Asked(label=label, kind="choice", options=options, of=of)


def single(label: str) -> Asked:
    """Ask for a tick."""
    return Asked(label=label, kind="tick")


def many(label: str, *options: str) -> Asked:
    """Ask for some of several options."""
    return Asked(label=label, kind="several", options=options)


def rows(*labels: str, options: tuple[str, ...] = ("Yes", "No"), of: str = "") -> list[Asked]:
    """Ask the same of several things."""
    return [Asked(label=label, kind="row", options=options, of=of) for label in labels]


def rated(*labels: str, points: int = 3) -> list[Asked]:
    """Ask for points for several things."""
    return [Asked(label=label, kind="scored", points=tuple(range(points + 1))) for label in labels]


def table(label: str, *headers: str) -> Asked:
    """Ask for rows."""
    return Asked(label=label, kind="table", options=headers)


FORMS: Final[dict[str, list[Piece]]] = {
    "domestic abuse checklist": [
        words("Checklist for domestic abuse", style="Title"),
        words("This checklist is filled in by the professional who meets the victim first. Guidance is overleaf."),
        pairs([text("Name of victim"), date("D.O.B.")], [text("Name of professional"), date("Date completed")]),
        grid(
            [
                *rows("Has the current incident led to injury?", "Are you very frightened?", of=""),
                *rows("Do you feel isolated from family or friends?", "Is there conflict over child contact?"),
                *rows("Does anyone control what you do?"),
            ],
            first="Please tick to show whether it is present",
            notes="State source of information",
        ),
        pairs([number("Total of yes answers")]),
        prompt(long("Are there reasons for referring to the conference by professional judgement?")),
        option_cells(one("Do you believe there are grounds for a referral?", "Yes", "No"), empty=False),
        dotted([text("Signed:"), date("Date:")]),
    ],
    "skin score": [
        words("Pressure area score", style="Title"),
        pairs([text("Patient name"), text("NHS number")], [text("Ward"), date("Date of assessment")]),
        ladders(
            Asked(
                label="Build",
                kind="choice",
                options=("Average", "Above average", "Obese", "Below average"),
                points=(0, 1, 2, 3),
            ),
            Asked(
                label="Mobility",
                kind="choice",
                options=("Fully mobile", "Restless", "Apathetic", "Chairbound"),
                points=(0, 1, 2, 5),
            ),
        ),
        words("10 to 14 At risk, 15 to 19 High risk, 20 and above Very high risk"),
        pairs([number("Total score")], [text("Signature of nurse")]),
    ],
    "work risk assessment": [
        words("Risk assessment form", style="Title"),
        in_a_row(text("Department:"), text("Assessor:"), date("Assessment date:")),
        register(
            table(
                "Hazards",
                "Hazard",
                "Who may be harmed",
                "Severity",
                "Likelihood",
                "Further measures",
                "Severity",
                "Likelihood",
            ),
            over={"Identification": 2, "Risk now": 2, "Control": 3},
            numbered=True,
            above="row",
        ),
        option_rows(one("Overall risk rating", "Low", "Medium", "High")),
        pairs([text("Manager"), date("Review date")]),
    ],
    "ethics form": [
        words("Ethical review of projects", style="Title"),
        words("Researchers answer all questions. A project does not start before it has been approved."),
        pairs([text("Researcher")], [text("Project title")]),
        own_headers(
            (
                "Does the project involve:",
                rows("(a) children?", "(b) patients?", "(c) animals?", of="Does the project involve"),
            ),
            ("Will names be kept?", [one("Will names be kept?", "Yes", "No")]),
            (
                "Could the project harm:",
                rows("(a) participants?", "(b) researchers?", "(c) animals?", of="Could the project harm"),
            ),
        ),
        prompt(long("If you answered yes to any question, please explain:"), where="inside"),
        bold("Declaration"),
        pairs([text("Signature"), date("Date")]),
    ],
    "course feedback": [
        words("Course evaluation", style="Title"),
        words("Please rate each statement: 1 = strongly disagree, 5 = strongly agree."),
        dotted([text("Course:"), date("Date:")]),
        grid(
            rows(
                "The aims were clear", "The pace was right", "I would recommend it", options=("1", "2", "3", "4", "5")
            ),
            first="Statement",
        ),
        ticks(many("How did you hear of us? (tick all that apply)", "Poster", "Friend", "Website"), where="text"),
        prompt(long("What did you like best?"), where="text"),
        prompt(long("What should we change?"), where="text"),
    ],
    "team rating": [
        words("Rating of team members", style="Title"),
        behind(text("Your name:"), text("Team:")),
        scored(
            rated("Comes to meetings on time", "Does a fair share", "Listens to others", points=4),
            header="Score (0-4)",
            total="Total",
        ),
        prompt(long("Comments on the team"), where="below"),
    ],
    "referral": [
        words("Referral to early help", style="Title"),
        words("Contents", style="Heading1"),
        words("1. The child\t2", "2. The family\t3"),
        words("The child", style="Heading1"),
        pairs(
            [text("Name", of="The child"), date("Date of birth", of="The child")],
            [text("Address", of="The child"), text("School")],
        ),
        words("Parent or carer", style="Heading1"),
        pairs(
            [text("Name", of="Parent or carer"), date("Date of birth", of="Parent or carer")],
            [text("Address", of="Parent or carer"), text("Telephone")],
        ),
        ticks(one("Is the parent aware of the referral?", "Yes", "No"), where="beside"),
        words("Reasons", style="Heading1"),
        ticks(
            many("Main concerns (tick all that apply):", "Neglect", "Behaviour", "Attendance", "Housing"), where="cell"
        ),
        prompt(long("What has been tried already?"), where="inside"),
        register(table("Other agencies", "Agency", "Name of worker", "Telephone"), rows=2),
        words("Example", style="Heading1"),
        printed([["Agency", "Name of worker", "Telephone"], ["Youth work", "Sam Example", "01632 960111"]]),
    ],
    "health questionnaire": [
        words("Mood questionnaire", style="Title"),
        pairs([text("Name"), date("Date")]),
        grid(
            [
                Asked(
                    label=each,
                    kind="scored",
                    options=("Not at all", "Several days", "Nearly every day"),
                    points=(0, 1, 3),
                )
                for each in ("Little interest in doing things", "Feeling down", "Trouble sleeping")
            ],
            first="Over the last two weeks, how often have you been bothered by these?",
            header=("Not at all (0)", "Several days (1)", "Nearly every day (3)"),
        ),
        pairs([number("Total score")]),
        option_cells(one("How difficult have these made things?", "Not difficult", "Somewhat", "Very"), empty=True),
    ],
    "application": [
        words("Application for admission", style="Title"),
        words("Return the completed form to the office. Photographs are not needed."),
        dotted(
            [text("Surname:"), text("First name:")], [date("Date of birth:"), text("Gender:")], [text("Nationality:")]
        ),
        words("First contact:"),
        behind(text("Name:", of="First contact"), text("E-mail:", of="First contact")),
        words("Second contact:"),
        behind(text("Name:", of="Second contact"), text("E-mail:", of="Second contact")),
        option_cells(one("Tick the year that you are applying for", "Year 7", "Year 8", "Year 9"), prompt_above=True),
        ticks(one("Have you applied before?", "Yes", "No"), where="line"),
        prompt(long("State your interests"), where="text"),
    ],
    "incident report": [
        words("Report of an incident", style="Title"),
        bold("Part 1"),
        pairs([date("Date of incident"), text("Time of incident")], [text("Location"), text("Reported by")]),
        bold("Part 2"),
        prompt(long("Describe what happened")),
        option_cells(one("Severity", "Red", "Amber", "Green"), empty=False),
        register(table("Witnesses", "Name", "Role", "Contact details"), rows=2, above="row"),
        bold("Part 3"),
        prompt(long("What has been done since?"), where="inside"),
        pairs([text("Name of manager"), date("Date signed")]),
    ],
    "safety plan": [
        words("Plan for safety", style="Title"),
        pairs([text("Young person"), date("Date of plan")]),
        register(table("Actions", "What needs to be done", "By whom", "By when"), rows=3),
        option_rows(one("Level of concern", "Low", "Medium", "High"), header="Tick"),
        grid(
            rows(
                "Keeps in touch with home",
                "Attends school",
                "Has a safe place",
                options=("Always", "Sometimes", "Never", "Not known"),
            ),
            first="Protective factors",
            notes="Comments",
        ),
        pairs([text("Completed by"), date("Next review due")]),
    ],
    "two ladders": [
        words("Care dependency", style="Title"),
        pairs([text("Resident"), date("Date of assessment")]),
        ladders(
            Asked(label="Eating", kind="choice", options=("Independent", "Needs help", "Fed"), points=(0, 1, 2)),
            Asked(label="Washing", kind="choice", options=("Alone", "With one person", "With two"), points=(0, 1, 2)),
            beside=True,
        ),
        pairs([number("Total")]),
    ],
}

"""Make the templates of following documents anew: python templates/make_documents.py.

They are Word files that the team edits in Word; this is how the first ones were made, and a way back to them. A
document without a template has the usual layout, so only what has to look otherwise needs one: plans that the people
who act sign and keep, and referrals whose reader looks for each thing in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pipeline.writers.following.layout import answers_table, room
from pipeline.writers.following.package import usual_package
from pipeline.writers.word.build import WIDTH, main_part, paragraph

HERE: Final = Path(__file__).resolve().parent / "documents"
ACTIONS: Final = {"what": "What needs to happen", "who": "By whom", "when": "By when", "outcome": "Outcome"}
STEPS: Final = {"what": "What", "who": "By whom", "when": "By when"}
CARE: Final = {"what": "What", "who": "By whom", "when": "From when, how often"}
TO_DO: Final = {"what": "Action", "who": "By whom", "when": "By when", "done": "Done on"}
CHILDREN: Final = {"name": "Name", "born": "Born", "school": "School or nursery"}
ACTION_WIDTHS: Final = (4238, 2000, 1700, 1700)
THREE_WIDTHS: Final = (4838, 2600, 2200)
LABEL_WIDTHS: Final = (2200, 2619, 2200, 2619)


def main() -> None:
    """Write the templates."""
    for name, content in made().items():
        (HERE / name).write_bytes(content)


def made() -> dict[str, bytes]:
    """Make the templates, by their file names."""
    plan = usual_package(main_part(_safety_plan()), "Multi-Agency Safety Plan", width=WIDTH)
    marac = usual_package(main_part(_marac_referral()), "Referral to MARAC", width=WIDTH)
    dietitian = usual_package(main_part(_dietitian_referral()), "Referral to the dietitian", width=WIDTH)
    to_do = usual_package(main_part(_action_list()), "Actions from a risk assessment", width=WIDTH)
    return {
        "safety_plan.docx": plan,
        "marac_referral.docx": marac,
        "dietitian_referral.docx": dietitian,
        "action_list.docx": to_do,
    }


def _safety_plan() -> Iterator[str]:
    yield from _head("For {{ for_whom }}")
    yield _facts(
        ("Child", "child_name", "Date of birth", "date_of_birth"),
        ("Assessment", "date_completed", "Agreed review", "review_date"),
        ("Overseeing lead", "safeguarding_lead", "Team Manager", "team_manager"),
    )
    yield from _long("Why we are worried", "danger_statements")
    yield from _long("What we want to reach", "safety_goal")
    yield from _long("What the child wants to happen", "child_views_wants")
    yield from _long("What keeps the child safe", "actions_taken")
    yield paragraph("Who does what by when", "Heading1")
    yield _rows("actions", ACTIONS)
    yield from _long("Transition to adult services", "transition_pathway")
    yield paragraph("Agreed by", "Heading1")
    yield paragraph(
        "Name, agency, date and signature of all who act; of the child and parents, if they agree.", "Prompt"
    )
    yield room(5)


def _marac_referral() -> Iterator[str]:
    yield from _head("For the {{ for_whom }}")
    yield _facts(
        ("Level", "level", "Number of Yes", "total"),
        ("Referred by", "completed_by", "Agency, telephone", "agency"),
        ("Date completed", "completed_on", "Answers of", "answered_by"),
        ("Incidents, 12 months", "incidents", "Earlier MARAC", "marac_before"),
    )
    yield paragraph("Person at risk", "Heading1")
    yield _facts(
        ("Name", "person_name", "Date of birth", "date_of_birth"),
        ("Address", "address", "Needs", "needs"),
        ("Safe contact", "safe_contact", "Agreement", "consent"),
    )
    yield paragraph("Person who causes the harm", "Heading1")
    yield _facts(
        ("Name", "harmer_name", "Date of birth", "harmer_born"),
        ("Address", "harmer_address", "Relationship", "relationship"),
    )
    yield paragraph("Children", "Heading1")
    yield _rows("children", CHILDREN)
    yield from _lines("Answered Yes", "applies")
    yield from _long("Professional judgement, and reasons", "judgement_reasons")
    yield from _long("What the person at risk wants to happen", "wishes")
    yield paragraph("What is done already", "Heading1")
    yield _rows("actions", STEPS)
    yield from _lines("Open questions", "questions")
    yield paragraph("For the coordinator", "Heading1")
    yield _form("Received on", "Date of the meeting", "Number", "IDVA told on")


def _dietitian_referral() -> Iterator[str]:
    yield from _head("For the {{ for_whom }}")
    yield _facts(
        ("Name", "person_name", "Date of birth", "date_of_birth"),
        ("NHS number", "nhs_number", "Ward or home", "place"),
        ("Screened on", "screened_on", "Screened by", "screened_by"),
        ("Role, telephone", "role", "Screen again on", "review_due"),
    )
    yield paragraph("Please see this person. The nutrition screen came to: {{ level }}, score {{ total }}.")
    yield paragraph("Why", "Heading1")
    yield _facts(
        ("Body mass index", "bmi", "Weight lost", "weight_loss"),
        ("No food, five days", "no_intake", "Swallowing trouble", "swallowing"),
        ("Weight today (kg)", "weight", "Weight before (kg)", "weight_before"),
        ("Height (m)", "height", "Measurements", "measured"),
    )
    yield from _long("What the score does not show", "reasons")
    yield from _long("What helps with eating", "eating")
    yield paragraph("What is done until you come", "Heading1")
    yield paragraph("Goal: {{ goal }}")
    yield _rows("actions", CARE)
    yield from _lines("Open questions", "questions")
    yield paragraph("Answer", "Heading1")
    yield _form("Received on", "Seen on", "Dietitian", "Telephone")


def _action_list() -> Iterator[str]:
    yield from _head("For {{ for_whom }}")
    yield _facts(
        ("Activity", "activity", "Place", "place"),
        ("Assessed on", "assessed_on", "Assessed by", "assessed_by"),
        ("Risk", "level", "May it go ahead?", "go_ahead"),
        ("Approved by", "approved_by", "Review by", "review_due"),
    )
    yield paragraph("Who does what by when", "Heading1")
    yield _rows("actions", TO_DO)
    yield paragraph("Done, and checked by", "Heading1")
    yield _form("Name", "Date", "Signature", "Assess again on")


def _head(whom: str) -> Iterator[str]:
    """Write the title, for whom the document is, and what it was made from."""
    yield paragraph("{{ title }}", "Title")
    yield paragraph(f"{whom}. Made from: {{{{ form_title }}}}.", "Subtitle")


def _form(*labels: str) -> str:
    """Write labels with boxes to write into, two to a row."""
    return _beside(*((one, "", two, "") for one, two in zip(labels[::2], labels[1::2], strict=True)))


def _facts(*rows: tuple[str, str, str, str]) -> str:
    return _beside(*((left, f"{{{{ {one} }}}}", right, f"{{{{ {two} }}}}") for left, one, right, two in rows))


def _beside(*rows: tuple[str, str, str, str]) -> str:
    """Write a table of two labels a row, each with what is beside it."""
    cells = [
        [paragraph(left, "Label"), paragraph(one), paragraph(right, "Label"), paragraph(two)]
        for left, one, right, two in rows
    ]
    return answers_table(LABEL_WIDTHS, None, cells, labels=(0, 2))


def _long(heading: str, field: str) -> Iterator[str]:
    yield paragraph(heading, "Heading1")
    yield paragraph(f"{{{{p {field} }}}}")


def _rows(field: str, headers: dict[str, str]) -> str:
    """Write a table with a row for each row of a field, and one that says so when there is none."""
    widths = ACTION_WIDTHS if len(headers) == len(ACTION_WIDTHS) else THREE_WIDTHS
    cells = [paragraph(f"{{{{ row.{column} or 'not recorded' }}}}") for column in headers]
    none = [paragraph("not recorded", "Missing"), *[paragraph("")] * (len(headers) - 1)]
    rows = [
        _tags(f"{{%tr for row in {field} %}}", headers), cells, _tags("{%tr endfor %}", headers),
        _tags(f"{{%tr if not {field} %}}", headers), none, _tags("{%tr endif %}", headers),
    ]  # fmt: skip
    return answers_table(widths, tuple(headers.values()), rows)


def _tags(tag: str, headers: dict[str, str]) -> list[str]:
    return [paragraph(tag), *[paragraph("")] * (len(headers) - 1)]


def _lines(heading: str, field: str) -> Iterator[str]:
    """Write a list, and nothing at all where it has no lines."""
    yield paragraph(f"{{%p if {field} %}}")
    yield paragraph(heading, "Heading1")
    yield paragraph(f"{{%p for line in {field} %}}")
    yield paragraph("{{ line }}", "ListBullet")
    yield paragraph("{%p endfor %}")
    yield paragraph("{%p endif %}")


if __name__ == "__main__":
    main()

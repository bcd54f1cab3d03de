"""Make the templates of following documents anew: python templates/make_documents.py.

They are Word files that the team edits in Word; this is how the first ones were made, and a way back to them. A
document without a template has the usual layout, so only what has to look otherwise needs one: the safety plan, which
the people who act sign and keep.
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
ACTION_WIDTHS: Final = (4238, 2000, 1700, 1700)
LABEL_WIDTHS: Final = (2200, 2619, 2200, 2619)


def main() -> None:
    """Write the templates."""
    for name, content in made().items():
        (HERE / name).write_bytes(content)


def made() -> dict[str, bytes]:
    """Make the templates, by their file names."""
    plan = usual_package(main_part(_safety_plan()), "Multi-Agency Safety Plan", width=WIDTH)
    return {"safety_plan.docx": plan}


def _safety_plan() -> Iterator[str]:
    yield paragraph("{{ title }}", "Title")
    yield paragraph("For {{ for_whom }}. Made from: {{ form_title }}.", "Subtitle")
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
    yield _actions()
    yield from _long("Transition to adult services", "transition_pathway")
    yield paragraph("Agreed by", "Heading1")
    yield paragraph(
        "Name, agency, date and signature of all who act; of the child and parents, if they agree.", "Prompt"
    )
    yield room(5)


def _facts(*rows: tuple[str, str, str, str]) -> str:
    first, *others = [
        [
            paragraph(left, "Label"),
            paragraph(f"{{{{ {one} }}}}"),
            paragraph(right, "Label"),
            paragraph(f"{{{{ {two} }}}}"),
        ]
        for left, one, right, two in rows
    ]
    return answers_table(LABEL_WIDTHS, None, [first, *others], labels=(0, 2))


def _long(heading: str, field: str) -> Iterator[str]:
    yield paragraph(heading, "Heading1")
    yield paragraph(f"{{{{p {field} }}}}")


def _actions() -> str:
    """Give a table with a row for each action, and one that says so when there is none."""
    cells = [paragraph(f"{{{{ row.{column} or 'not recorded' }}}}") for column in ACTIONS]
    none = [paragraph("not recorded", "Missing"), *[paragraph("")] * (len(ACTIONS) - 1)]
    rows = [
        _tags("{%tr for row in actions %}"), cells, _tags("{%tr endfor %}"),
        _tags("{%tr if not actions %}"), none, _tags("{%tr endif %}"),
    ]  # fmt: skip
    return answers_table(ACTION_WIDTHS, tuple(ACTIONS.values()), rows)


def _tags(tag: str) -> list[str]:
    return [paragraph(tag), *[paragraph("")] * (len(ACTIONS) - 1)]


if __name__ == "__main__":
    main()

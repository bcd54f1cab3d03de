"""Blank forms as other authorities make them, each a function that fills the same form in when it is told answers.

``levels()`` is the blank, ``levels({"name": "Example Child"})`` the form with that answer; what is not told is left
blank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.documents import document
from tests.shapes import Element, Runs, cell, control, legacy_box, legacy_list, legacy_text, paragraph, run, table, tick
from tests.workbookbuilder import Format, Raw, Sheet, empty, text, workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

BOXED = Format(border=True)


def _heading(words: str) -> Element:
    return paragraph(words, style="Heading1")


def _ticked(said: Mapping[str, str], row: str, column: str) -> str:
    return "✓" if said.get(row) == column else ""


def levels(said: Mapping[str, str] = {}) -> bytes:
    """No / Low / Medium / High in columns with points, bands in a sentence, a decision by level."""
    items = ["Goes missing from home", "Unexplained gifts", "Older boyfriend or girlfriend", "Carries a weapon"]
    columns = ["No (0)", "Low (1)", "Medium (2)", "High (3)"]
    return document(
        paragraph("Northshire Vulnerability Checklist", style="Title"),
        paragraph("Version 3.2"),
        _heading("About the young person"),
        table(
            [
                ["Name of young person", said.get("name", ""), "Date of birth", said.get("born", "")],
                ["Completed by", said.get("by", ""), "Date completed", said.get("done", "")],
            ]
        ),
        _heading("Indicators"),
        paragraph("Tick one column in each row."),
        table(
            [
                ["Indicator", *columns, "Evidence"],
                *(
                    [item, *(_ticked(said, item, column) for column in columns), said.get(f"{item} evidence", "")]
                    for item in items
                ),
            ]
        ),
        table([["Total score", said.get("total", "")]]),
        paragraph("Scores: 0-3 Low risk, 4-7 Medium risk, 8 and above High risk"),
        _heading("Analysis"),
        table([["What is your analysis of the risk?"], [said.get("analysis", "")]]),
        table([["Agreed level of risk", said.get("level", "")]]),
    )


def tick_boxes(said: Mapping[str, str] = {}) -> bytes:
    """Yes / no questions with check boxes beside them, and a list of boxes under a question."""

    def yes_no(question: str) -> list[object]:
        answer = said.get(question, "")
        return [question, [paragraph(tick(answer == "yes"), " Yes  ", tick(answer == "no"), " No")]]

    agencies = ["Police", "Health", "Education"]
    return document(
        paragraph("Southdale Early Help Screening", style="Title"),
        table([["Child's name", said.get("name", "")], ["DOB", said.get("born", "")]]),
        _heading("Questions"),
        table(
            [  # type: ignore[arg-type] # a cell may hold blocks
                yes_no("Is the child in education?"),
                yes_no("Does the child have a social worker?"),
                yes_no("Has the child been missing in the last 90 days?"),
            ]
        ),
        _heading("Agencies"),
        paragraph("Which agency is making this screening?"),
        *(paragraph(tick(said.get("agency") == agency), f" {agency}") for agency in agencies),
        _heading("Anything else"),
        paragraph("Please describe your worries:"),
        paragraph(said.get("worries", "")),
        paragraph(),
        paragraph("Was the parent told?  Yes  No"),
    )


def dotted(said: Mapping[str, str] = {}) -> bytes:
    """No table at all: prompts followed by dots or underscores, and lines to write on."""

    def line(label: str, name: str, filler: str) -> Element:
        return paragraph(f"{label} {said[name]}" if name in said else f"{label} {filler}")

    return document(
        paragraph("Westmoor Referral to Children's Services", style="Title"),
        line("Name of child:", "name", "........................................"),
        line("Date of birth:", "born", "____________________"),
        line("Name of referrer:", "referrer", "........................................"),
        line("Telephone:", "phone", "……………………………………"),
        line("Date of referral:", "done", "__________"),
        paragraph("Why are you making this referral?"),
        *(
            [paragraph(said["why"])]
            if "why" in said
            else [paragraph("......................................................................")] * 3
        ),
        paragraph("What would help the child?"),
        *([paragraph(said["help"])] if "help" in said else [paragraph("_" * 60)] * 2),
    )


def narrative(said: Mapping[str, str] = {}) -> bytes:
    """Headings with room under them, prompts in boxes of their own."""
    return document(
        paragraph("Eastvale Return Home Interview", style="Title"),
        table([["Young person", said.get("name", ""), "Date of interview", said.get("done", "")]]),
        _heading("What happened"),
        paragraph("Where were you and who were you with?"),
        paragraph(said.get("where", "")),
        paragraph(),
        paragraph(),
        _heading("Push and pull factors"),
        table([["What made you leave?" + ("\n" + said["leave"] if "leave" in said else "\n\n\n")]]),
        _heading("Plan"),
        table(
            [
                ["Action", "By whom", "By when"],
                [said.get("action", ""), said.get("who", ""), said.get("when", "")],
                ["", "", ""],
            ]
        ),
    )


def controls(said: Mapping[str, str] = {}) -> bytes:
    """Content controls with tags, as a form's author who knows Word makes them."""

    def box(tag: str, kind: str = "text", options: tuple[str, ...] = ()) -> Element:
        given = said.get(tag)
        shown = given or ("Choose an item." if options else "Click or tap here to enter text.")
        return control(run(shown), kind=kind, tag=tag, placeholder=given is None, options=options)

    sections = ("None", "Section 20", "Section 31")
    return document(
        paragraph("Riverside Safety Plan", style="Title"),
        table(
            [  # type: ignore[arg-type] # a cell may hold blocks
                ["Name", [paragraph(box("person_name"))]],
                ["Date of birth", [paragraph(box("person_born", "date"))]],
                [
                    "Legal status",
                    [paragraph(box("legal_status", "dropDownList", sections))],
                ],
            ]
        ),
        _heading("Worries"),
        paragraph("What are we worried about? ", box("worries")),
        table(
            [  # type: ignore[arg-type] # a cell may hold blocks
                ["Sign", "Present"],
                ["Missing", [paragraph(tick("missing" in said, tag="missing_often"))]],
                ["New phone", [paragraph(tick("phone" in said, tag="new_phone"))]],
                ["Debts", [paragraph(tick("debts" in said, tag="debts"))]],
            ]
        ),
    )


def legacy(said: Mapping[str, str] = {}) -> bytes:
    """Form fields of older versions of Word."""

    def typed(name: str, bookmark: str) -> Runs:
        return legacy_text(said.get(name, " " * 5), name=bookmark)

    ages = ["Under 13", "13 to 15", "16 or 17"]
    chosen = ages.index(said["age"]) if "age" in said else 0
    return document(
        paragraph("Hillcrest Missing Episode Form", style="Title"),
        table(
            [  # type: ignore[arg-type] # a cell may hold blocks
                ["Name of child", [paragraph(typed("name", "ChildName"))]],
                ["Date reported missing", [paragraph(typed("done", "Text2"))]],
                ["Age group", [paragraph(legacy_list(ages, chosen, name="AgeGroup"))]],
                ["Police informed", [paragraph(legacy_box("1" if "police" in said else "0"), " Yes")]],
            ]
        ),
        table([["What is known about the episode?"], [said.get("known", "")]]),
    )


def weighted(said: Mapping[str, str] = {}) -> bytes:
    """Groups as rows of their own, ranges in words, rating in rows, two questions with the same label."""
    rows = {"Home": [("Parental conflict", 5), ("Overcrowding", 3)], "School": [("Excluded", 4), ("Truants", 2)]}
    body: list[list[object]] = []
    for group, items in rows.items():
        body.append([cell(group, span=3)])
        body += [[item, str(points), said.get(item, "")] for item, points in items]
    return document(
        paragraph("Fenland Risk Matrix", style="Title"),
        table([["Name of pupil", said.get("name", "")], ["Date of assessment", said.get("done", "")]]),
        _heading("Risk factors"),
        table([["Risk factor", "Weighting", "Applies?"], *body]),  # type: ignore[list-item]
        table([["Total", said.get("total", "")]]),
        table(
            [
                ["Risk level", "", ""],
                ["Up to 4", "Standard", ""],
                ["5 to 9", "Medium", ""],
                ["10 or more", "High", ""],
            ]
        ),
        _heading("Signed by the school"),
        table([["Name", said.get("school", ""), "Date", said.get("school date", "")]]),
        _heading("Signed by the parent"),
        table([["Name", said.get("parent", ""), "Date", said.get("parent date", "")]]),
    )


def lists(said: Mapping[str, str] = {}) -> bytes:
    """A workbook whose boxes offer lists, one of them kept on a sheet of its own."""

    def box(name: str) -> Raw:
        return text(said[name], BOXED) if name in said else empty(BOXED)

    validation = (
        '<dataValidations count="2">'
        '<dataValidation type="list" sqref="B4"><formula1>"Early help,Child in need,Child protection"</formula1>'
        "</dataValidation>"
        '<dataValidation type="list" sqref="B5"><formula1>Lists!$A$1:$A$3</formula1></dataValidation>'
        "</dataValidations>"
    )
    form = Sheet(
        {
            "A1": "Moorside Screening Tool",
            "A2": text("Name of child", BOXED), "B2": box("name"),
            "A3": text("Date of birth", BOXED), "B3": box("born"),
            "A4": text("Status", BOXED), "B4": box("status"),
            "A5": text("Overall concern", BOXED), "B5": box("concern"),
            "A6": text("Reasons", BOXED), "B6": box("reasons"),
        },
        name="Form",
        after=validation,
    )  # fmt: skip
    return workbook(form, Sheet({"A1": "Low", "A2": "Medium", "A3": "High"}, name="Lists", state="hidden"))


def ladders(said: Mapping[str, str] = {}) -> bytes:
    """Ladders of descriptors: of each area one row is ticked."""
    areas = {
        "Food": ["Regular meals", "Meals are missed now and then", "Often hungry"],
        "Sleep": ["Sleeps at home", "Stays out late", "Stays out all night"],
    }
    rows = [
        [area if not points else "", words, str(points), said.get(words, "")]
        for area, ladder in areas.items()
        for points, words in enumerate(ladder)
    ]
    return document(
        paragraph("Brookside Care Profile", style="Title"),
        table([["Name of child", said.get("name", "")]]),
        _heading("Profile"),
        table([["Area", "What it looks like", "Points", "Tick"], *rows]),
    )


def yes_no_columns(said: Mapping[str, str] = {}) -> bytes:
    """Questions with a column for yes and one for no."""
    questions = ["Is there heating?", "Is there food?", "Is there a bed for each child?"]
    return document(
        paragraph("Lakeside Home Conditions", style="Title"),
        table(
            [
                ["Question", "Yes", "No", "Comments"],
                *([each, _ticked(said, each, "Yes"), _ticked(said, each, "No"), ""] for each in questions),
            ]
        ),
    )

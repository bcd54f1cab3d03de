"""Layouts that were seen on forms of other fields, each a small form of its own, in invented words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.form_pieces import (
    dotted,
    grid,
    in_a_row,
    lettered,
    listed,
    option_cells,
    option_grid,
    pairs,
    printed_ticks,
    prompt,
    register,
    scale,
    shaded_sections,
    signed,
    ticks,
    to_tick_off,
    words,
)
from tests.public_forms import date, long, many, one, rows, table, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.form_pieces import Piece

LAYOUTS: Final[dict[str, Sequence[Piece]]] = {
    "labels side by side, each over its own room": [
        words("Registration for the club", style="Title"),
        in_a_row(text("Full name of child:"), date("D.O.B."), room=1),
        in_a_row(text("Name of school:"), text("School year:"), room=2),
    ],
    "numbers behind statements": [
        words("Survey of customers", style="Title"),
        words("1 - disagree; 2 - partly agree; 3 - agree; 4 - fully agree"),
        option_cells(one("The staff know their goods", "1", "2", "3", "4"), empty=False, number="A1"),
        option_cells(one("You would come again soon", "1", "2", "3", "4"), empty=False, number="A2"),
    ],
    "brackets to tick": [
        words("Application for the camp", style="Title"),
        pairs([text("First name"), text("Country")]),
        ticks(one("Gender", "Male", "Female"), where="beside", behind=True, box="(   )"),
        ticks(one("Level of study", "Bachelor", "Master", "Doctor"), where="line", box="[  ]"),
        ticks(many("Where did you hear of us? (multiple choice)", "School", "Friends", "Press"), where="text"),
    ],
    "more columns to tick than are usual": [
        words("Check of equipment before use", style="Title"),
        grid(rows("Tears", "Size fits", options=("Pass", "Fail", "Clean", "Repair"), of="Vest"), first="Vest"),
        dotted([text("Action:", of="Vest")]),
        grid(rows("Laces", "Size fits", options=("Pass", "Fail", "Clean", "Repair"), of="Boots"), first="Boots"),
        dotted([text("Action:", of="Boots")]),
        grid(rows("Seams", "Soiling", options=("Pass", "Fail", "Clean", "Repair"), of="Gloves"), first="Gloves"),
        dotted([text("Action:", of="Gloves")]),
        grid(rows("Glass", "Strap", options=("Pass", "Fail", "Clean", "Repair"), of="Mask"), first="Mask"),
        dotted([text("Action:", of="Mask")]),
    ],
    "options in lists without boxes": [
        words("Questionnaire", style="Title"),
        listed(one("Have you had this before? (Ask us if you are not sure)", "Yes", "No")),
        listed(one("How long has it been so?", "Days", "Months", "Years")),
        listed(
            many("Which of these are too loud (select all that apply)", "Music", "Crowds", "Dishes", "None of them")
        ),
        listed(one("Was a scan made?", "Yes", "No"), beside=True, more=text("If yes, please say where:")),
        listed(one("Where does it hurt?", "Left side", "Right side", "Both"), beside=True),
    ],
    "letters and numbers for options": [
        words("Questionnaire", style="Title"),
        lettered(one("1) Have you used the bus?", "Yes", "No")),
        lettered(one("2) For how many years have you", "1", "2", ">3")),
        lettered(one("3) Work", "Student", "Employee", "At home")),
        scale(one("How would you rate the work?", "1", "2", "3", "4", "5")),
        scale(one("Can you rate how worried you are:", "1", "2", "3", "4"), ends=("Not at all", "Very")),
        grid(rows("I learned a lot", "I liked it", options=("SA", "A", "DS")), header=("SA\n(3)", "A\n(2)", "DS\n(1)")),
        dotted([text("Name: (optional)")]),
    ],
    "lines to sign and hints in lists": [
        words("Consent", style="Title"),
        words("Give each of your group a mark based on the following criteria:"),
        words("The work done", "The time it took", style="ListBullet"),
        words("Please circle as appropriate"),
        signed(text("Name of participant"), date("Date"), text("Signature")),
    ],
    "two questions with boxes in one cell": [
        words("Visit", style="Title"),
        words("Say of each part of the house whether you could go in."),
        printed_ticks(
            [one("1. Building area", "Yes", "No"), one("Safe access", "Yes", "No")],
            [one("Parking", "Yes", "No"), one("Closed area", "Yes", "No")],
        ),
    ],
    "headings, legends and statements that ask for nothing": [
        words("\nPART I - DETAILS", ""),
        dotted([text("Name of employer:")]),
        words("First name   Last name", "Consent of the household"),
        words("PART II - WHAT HAPPENED", "", ""),
        prompt(long("Describe the accident (what was seen)"), where="text"),
        words("1. Strongly agree   2. Agree   3. Disagree", "", ""),
        words("I declare that what is said here is true and complete", "", ""),
        words("office@example.org", "", ""),
        words("Please answer the following questions:", ""),
        pairs([text("Signature"), date("Date")]),
    ],
    "a table with empty columns between its headers": [
        words("Nomination", style="Title"),
        dotted([text("Name:"), date("Date:")]),
        register(table("Members who support me", "Name", "Term", "Signature"), spaced=True),
        dotted([text("Name:", of="Members who support me"), date("Date:", of="Members who support me")]),
    ],
    "options in a grid": [
        words("Assessment of a substance", style="Title"),
        option_grid(
            one("The post (please X one box below):", "Chair", "Deputy", "Writer", "Guard"), wide=2, empty=True
        ),
        words("Then go on."),
        option_grid(
            many("Is the substance? (look at its sheet)", "Explosive", "Oily", "Acid", "Hot"), wide=2, empty=False
        ),
        words("Then go on again."),
        prompt(long("How often is it used? (each day, week, month)"), where="text"),
    ],
    "shaded headings over rows of labels": [
        words("Training", style="Title"),
        shaded_sections(
            ("Your details:", [text("Name of employee:"), text("Telephone:", of="Your details")]),
            ("Supervisor:", [text("Name of supervisor:"), text("Telephone:", of="Supervisor")]),
        ),
    ],
    "headers merged downwards beside groups of headers": [
        words("Assessment of risks", style="Title"),
        pairs([text("Name of assessor"), date("Date")]),
        register(
            table("Risks", "Hazard", "Severity", "Likelihood", "Severity after", "Likelihood after", "By whom"),
            over={"Hazard": 1, "Before": 2, "After": 2, "By whom": 1},
            merged=True,
        ),
    ],
    "several scores in a row": [
        words("Evaluation of the team", style="Title"),
        words("Use 1 = never, 2 = seldom, 3 = often, 4 = always"),
        register(table("Ratings", "Team mate", "Score for effort", "Score for skill", "Overall score"), rows=3),
    ],
    "a column to tick left of its topics": [
        words("Checklist for new staff", style="Title"),
        to_tick_off("Check when completed", "Topic", "Comments", "Duties of all staff", "Muster points", "Fire exits"),
    ],
    "options in a grid, and the same ones on lines under another question": [
        words("Use of the house", style="Title"),
        option_grid(
            one("Where were you? (please tick one)", "Library", "Clinic", "Shop", "Garden"), wide=2, empty=True
        ),
        ticks(one("Where will you go?", "Library", "Clinic", "Shop"), where="text", behind=True),
    ],
    "a question on the line of its boxes between a heading and levels": [
        words("Record of a visit", style="Title"),
        words("Part A", style="Heading1"),
        ticks(one("Type of home:", "Rented", "Owned", "Hostel"), where="line", behind=True),
        ticks(one("Level of care?", "Red", "Green"), where="text", behind=True),
    ],
}

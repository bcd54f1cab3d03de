"""Layouts that were seen on forms of other fields, each a small form of its own, in invented words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.form_pieces import dotted, grid, in_a_row, listed, option_cells, pairs, prompt, ticks, to_tick_off, words
from tests.public_forms import date, long, many, one, rows, text

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
    "headings, legends and statements that ask for nothing": [
        words("\nPART I - DETAILS", ""),
        dotted([text("Name of employer:")]),
        words("First name   Last name"),
        words("PART II - WHAT HAPPENED", "", ""),
        prompt(long("Describe the accident (what was seen)"), where="text"),
        words("1. Strongly agree   2. Agree   3. Disagree", "", ""),
        words("I declare that what is said here is true and complete", "", ""),
        words("office@example.org", "", ""),
        words("Please answer the following questions:", ""),
        pairs([text("Signature"), date("Date")]),
    ],
    "a column to tick left of its topics": [
        words("Checklist for new staff", style="Title"),
        to_tick_off("Check when completed", "Topic", "Comments", "Duties of all staff", "Muster points", "Fire exits"),
    ],
}

"""Layouts of councils, schools and hospitals, each a small form of its own, in invented words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.council_pieces import (
    beside_merged_headings,
    controlled_ticks,
    followed,
    grouped_options,
    grouped_ticks,
    headed_table,
    hinted,
    led,
    lines_over_labels,
    numbered_checks,
    open_list,
    over_boxes,
    over_labels,
    sentence,
    side_by_side,
    slashed,
    tables_beside_headings,
    ticked_cells,
)
from tests.form_pieces import (
    dotted,
    grid,
    in_a_row,
    option_cells,
    pairs,
    printed,
    register,
    scale,
    ticks,
    to_tick_off,
    words,
)
from tests.public_forms import date, long, many, number, one, rows, single, table, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.form_pieces import Piece

ETHNIC: Final = ("British", "Irish", "White and Black Caribbean", "White and Asian", "Indian", "Chinese", "African")
ETHNIC_GROUPS: Final = {"White": 2, "Mixed or multiple": 2, "Asian or Asian British": 2, "Black or Black British": 1}
YES_NO: Final = ("Yes", "No")

COUNCIL_LAYOUTS: Final[dict[str, Sequence[Piece]]] = {
    "more is asked behind options": [
        words("Record of a concern", style="Title"),
        followed(one("Has the child been spoken to?", *YES_NO), text("If yes, by whom:")),
        followed(one("Has the parent agreed?", *YES_NO), text("If no, say why:"), behind=True),
        followed(one("Were the police called?", *YES_NO), text("Crime number:"), where="cell", room=""),
        followed(one("Has the doctor been told?", *YES_NO), date("Date told:"), where="beside"),
        followed(
            one("Is there a plan already?", *YES_NO), long("If yes, please give details:"), where="under", room=""
        ),
        followed(one("How did you hear of us?", "Poster", "Friend", "Other"), text("Please specify:")),
    ],
    "hints in the boxes beside labels": [
        words("Registration at the practice", style="Title"),
        hinted(
            (text("Full name"), "(block capitals)"),
            (text("NHS number"), "If known"),
            (date("Date of birth"), "DD/MM/YYYY"),
            (text("Email"), "If available"),
            (long("Reason for the visit"), "Please describe what is wrong"),
        ),
    ],
    "a matrix to read, and letters for headers": [
        words("Risk assessment", style="Title"),
        pairs([text("Activity"), date("Date of assessment")]),
        words("Matrix"),
        printed(
            [
                ["", "Minor", "Moderate", "Major"],
                ["Unlikely", "Low", "Low", "Medium"],
                ["Likely", "Low", "Medium", "High"],
            ]
        ),
        words("Likelihood x severity = risk"),
        printed([["Likelihood", "1", "2", "3"], ["1", "1", "2", "3"], ["2", "2", "4", "6"]]),
        words("Record of risks"),
        register(table("What could go wrong", "Hazard", "Controls", "L", "S", "L x S", "By whom"), above="row"),
    ],
    "questions over a row of options": [
        words("Survey", style="Title"),
        over_boxes(one("How likely are you to recommend us?", "0", "1", "2", "3", "4", "5")),
        words("Now go on."),
        option_cells(one("Do you think of yourself as disabled?", "Yes", "No", "Prefer not to say"), prompt_above=True),
        words("And now the last one."),
        ticks(one("How may we reach you:", "Phone", "Email", "Post"), where="line"),
    ],
    "a table that begins like another question": [
        words("Expense claim", style="Title"),
        pairs([text("Name"), text("Month")]),
        register(table("Journey", "Date", "Journey", "Miles", "Amount"), above=""),
        pairs([number("Total"), text("Authorised by")]),
        pairs([text("Signature"), date("Date")]),
    ],
    "room for day, month and year": [
        words("Absence through sickness", style="Title"),
        dotted([text("Name of employee:")]),
        dotted([date("First day of absence:")], filler="__/__/____"),
        dotted([date("Return planned for:")], filler="___ / ___ / 20__"),
        hinted((date("Seen by a doctor on"), "   /    /   "), (date("Back at work"), "__/__/____")),
        dotted([date("Told the manager on:"), date("Signed on:")], filler="..../..../......"),
    ],
    "blanks in a sentence": [
        words("Leave to go on a trip", style="Title"),
        sentence(text("My child"), text("of class"), text("may go to"), "."),
        dotted([text("Please specify:")]),
        pairs([text("Emergency contact"), text("Telephone")]),
    ],
    "numbers before the labels of a grid": [
        words("Inspection", style="Title"),
        numbered_checks(
            "Checks", rows("Exits are clear", "Signs are up", options=("Yes", "No", "N/A")), notes="Remarks"
        ),
        words("The second part is for managers."),
        grid(
            rows("The rooms are clean", "Ratios are kept", options=("Met", "Partially met", "Not met")),
            first="Standard",
            notes="Evidence",
        ),
    ],
    "numbers to ring under numbered questions": [
        words("Evaluation", style="Title"),
        scale(one("1. How would you rate the content?", "1", "2", "3", "4", "5"), ends=("Poor", "Good")),
        scale(one("2. How would you rate the trainer?", "1", "2", "3", "4", "5"), ends=("Poor", "Good")),
        scale(one("3. How would you rate the room?", "1", "2", "3", "4", "5"), ends=("Poor", "Good")),
    ],
    "boxes side by side, and tables in a table": [
        words("Visit", style="Title"),
        tables_beside_headings(
            ("Provider", [text("Name of provider"), text("Manager")]),
            ("Visit", [date("Date of visit"), text("Officer")]),
        ),
        words("What was seen"),
        side_by_side(long("What went well"), long("What is to be done")),
    ],
    "tabs that lead to where people write": [
        words("Volunteering", style="Title"),
        led([text("Surname")], [text("Forenames")], [text("Telephone"), text("Mobile")], [date("Date of birth")]),
        pairs([text("Preferred day"), text("Place")]),
    ],
    "options in groups, and one that is written on": [
        words("Monitoring", style="Title"),
        grouped_options(
            one("Ethnic origin (please tick one box)", "British", "Irish", "Indian", "Chinese", "African"),
            {"White": 2, "Asian": 2, "Black": 1},
        ),
        words("Thank you. Please go on with the second part."),
        open_list(one("How did you hear of us?", "Poster", "Internet", "Other"), text("Other (please state)")),
    ],
    "a column to mark among others": [
        words("New starters", style="Title"),
        pairs([text("Employee"), date("Start date")]),
        register(table("Tasks", "Task", "Done (✓)", "Day", "Initials")),
    ],
    "labels under their boxes, and under drawn lines": [
        words("Plan for leaving the building", style="Title"),
        pairs([text("Name"), text("Floor")]),
        over_labels(
            [text("Employee signature"), date("Date", of="Employee signature")],
            [text("Manager signature"), date("Date", of="Manager signature")],
        ),
        words("The parent was told as well."),
        dotted([number("Number of visits:")]),
        lines_over_labels(text("Signature of parent"), text("Print name"), date("Date", of="Print name")),
        words("The school has a copy."),
        lines_over_labels(text("Head teacher"), date("Seen on"), room="...............", apart="      "),
    ],
    **{
        f"boxes to tick under headings of groups, {where}": [
            words("Monitoring", style="Title"),
            pairs([text("Name of child"), date("Date of birth")]),
            grouped_ticks(one("Ethnicity", *ETHNIC), ETHNIC_GROUPS, where=where),
            words("Thank you. Please go on with the second part."),
            grouped_ticks(
                many("What is the child exposed to? (tick all that apply)", "Gangs", "Knives", "Loans", "Parties"),
                {"In the street": 2, "In the home": 2},
                where=where,
            ),
        ]
        for where in ("beside", "text", "columns", "rows", "lines")
    },
    "bands of numbers to tick": [
        words("Survey", style="Title"),
        ticks(one("Which age band are you in?", "16-24", "25-44", "45 and over"), where="text"),
        words("Thank you for your time."),
    ],
    "columns for what nobody could see": [
        words("Visit at home", style="Title"),
        grid(rows("The home is warm", "There is food", options=("Yes", "No", "Not seen")), notes="Comments"),
        words("The second part is for the employer."),
        grid(
            rows("Honesty", "Punctuality", options=("Excellent", "Good", "Poor", "Unable to comment")), first="Quality"
        ),
        words("The third part is for the family."),
        grid(rows("Health visitor", "Housing", options=("Agree", "Do not agree")), first="Service"),
        to_tick_off("✓", "Routine", "Remarks", "Call point tested", "Lights tested"),
    ],
    "kinds beside or under a question": [
        words("Meeting on progress", style="Title"),
        option_cells(one("Outcome of the meeting", "Improved", "Partly improved", "Not improved")),
        option_cells(one("Overall fire risk", "Trivial", "Tolerable", "Substantial"), empty=False),
        words("Now the home."),
        over_boxes(one("Condition of the home", "Good", "Adequate", "Poor", "Unsafe")),
    ],
    "units in labels, and hints in brackets": [
        words("Health check", style="Title"),
        pairs([number("Height (cm)"), number("Weight (kg)")], [number("Attendance %"), text("Pressure (mmHg)")]),
        hinted((text("Setting"), "(name and address)"), (text("NHS number"), "(if known)")),
        in_a_row(text("Surname:"), text("Occupation:"), room=1),
    ],
    "statements to be answered on their line": [
        words("Consent to share", style="Title"),
        slashed(one("I have had the leaflet", *YES_NO)),
        slashed(one("My questions were answered", *YES_NO)),
        sentence("I _______", text("parent of"), "agree that these may be told."),
        sentence("I, _______", date("born on"), "have read this form."),
    ],
    "a table under a heading in a box": [
        words("Request for a review", style="Title"),
        pairs([text("Name of person"), date("Date of birth")], [text("Team"), text("Case number")]),
        pairs([text("Care home"), text("Contact name")], [date("Start date"), text("Telephone")]),
        headed_table("Interested persons", text("Family member"), text("Attorney"), text("Advocate")),
    ],
    "headings merged downwards left of labels, and check boxes in the text": [
        words("Report to a conference", style="Title"),
        controlled_ticks(single("The family has seen this report"), single("Somebody of the team will come")),
        beside_merged_headings(
            ("Child", [text("Name of child"), date("Date of birth"), text("Home language")]),
            ("Referrer", [text("Name of referrer"), text("Setting"), date("Date of referral")]),
        ),
    ],
    "options in cells, each with its box": [
        words("Referral to a service", style="Title"),
        pairs([text("Name of child"), date("Date of birth")]),
        ticked_cells(many("What is the matter? (tick all that apply)", "Low mood", "Anxiety", "Sleep"), wide=2),
        words("Thank you. Please go on with the second part."),
        ticked_cells(one("Urgency", "Routine", "Urgent", "Emergency"), wide=3, prompt_above=False),
    ],
}

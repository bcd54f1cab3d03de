"""What we noticed in a form: findings are data, and this is the one catalogue of their messages.

Messages say where, what and what to do. They never hold a name, a date of birth or narrative; facts put into them are
numbers, ids, labels of the form itself and short entries of the checklist.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec import field as with_default

from pipeline.location import Location


class Severity(StrEnum):
    """How urgently a person has to look: the order here is the order of lists."""

    MUST = "must"
    SHOULD = "should"
    ASK = "ask"
    NOTE = "note"


class Kind(Struct, frozen=True):
    """One kind of finding: how severe, what it says, what to do. The sentences are filled in with the finding's facts."""

    severity: Severity
    message: str
    remedy: str


CATALOGUE: Mapping[str, Kind] = {
    # About the reading
    "unclear_answer": Kind(
        Severity.ASK,
        "{label}: the entry can't be read with certainty ({reason}).",
        "Check the form and re-enter the answer clearly.",
    ),
    "not_found": Kind(
        Severity.ASK,
        "{label}: this question was not found on the form.",
        "Check that the question was not deleted or reworded.",
    ),
    "other_version": Kind(
        Severity.ASK,
        "The form is version {said}; the mapping describes version {known}.",
        "Check that both ask the same, or name the mapping of that version with --mapping.",
    ),
    "unread_text": Kind(
        Severity.ASK,
        "Text was added here that belongs to no question ({characters}).",
        "Read it in the form; it is in no answer.",
    ),
    "factor_missing": Kind(
        Severity.ASK,
        "{label}: no row of the checklist has this label{suggestion}.",
        "Score it by hand, or mend the label in the form.",
    ),
    "factor_twice": Kind(
        Severity.ASK,
        "{label}: {rows} rows of the checklist have this label.",
        "Decide which one counts and delete the other.",
    ),
    "factor_alike": Kind(
        Severity.ASK,
        "{label}: a row with a similar label was taken for it.",
        "Check that it asks for the same.",
    ),
    "answer_unknown": Kind(
        Severity.ASK,
        "{label}: it was answered as not known.",
        "Find out, and enter it; until then it may change the result.",
    ),
    "label_missing": Kind(
        Severity.ASK,
        "{label}: its printed label is gone; the answer was read from the place where it was.",
        "Check that it is the answer to this question.",
    ),
    "answer_dropped": Kind(
        Severity.ASK,
        "{label}: its control is gone with all that stood in it, as only a program leaves a box.",
        "Look at the form as it was before a program saved it, and enter what is missing.",
    ),
    "told_twice": Kind(
        Severity.ASK,
        "{label}: the form has this question more than once, with different words; all of them were taken.",
        "Look which of them count, and take the others out of the form.",
    ),
    "read_outside_box": Kind(
        Severity.NOTE, "{label}: the answer is outside its box.", "Check that it is the answer to this question."
    ),
    "column_added": Kind(
        Severity.NOTE,
        "{label}: an empty cell was added behind what was read as its answer.",
        "Check that it is the answer, and no remark in a column that was put in before the box.",
    ),
    "tracked_changes": Kind(
        Severity.ASK,
        "Tracked changes are pending ({count}); they were read as accepted and touch: {labels}.{totals}",
        "Accept or reject them in Word.",
    ),
    "several_children": Kind(
        Severity.ASK, "{label}: more than one person seems to be named here.", "Fill in a form for each of them."
    ),
    "several_people": Kind(
        Severity.MUST,
        "The form is filled in for {people}, and an assessment is about one person; no level is worked out for it.",
        "Make a form for each of them; until then none of them has a level from this one.",
    ),
    "nothing_filled_in": Kind(
        Severity.NOTE, "Nothing is filled in: this is a blank form.", "Send it back, or remove it from the input."
    ),
    "checklist_empty": Kind(
        Severity.ASK,
        "No factor of the checklist is marked.",
        "Check that the checklist was filled in; a blank one doesn't mean no risk.",
    ),
    "controls_without_place": Kind(
        Severity.ASK,
        "Check boxes or lists that have lost their places on the sheet: {controls}, set: {set}. They are in no answer.",
        "Look at the form as it was before a program saved it, and enter what they say.",
    ),
    "embedded_document": Kind(
        Severity.ASK,
        "The form holds an embedded document that was not read.",
        "Open the form in Word and save it again, or read that part yourself.",
    ),
    "converted": Kind(
        Severity.NOTE,
        "The form came in an older format, {kind}, and was converted by LibreOffice.",
        "Answers are the same; the layout of the document may differ a little.",
    ),
    "text_perhaps_cut": Kind(
        Severity.ASK,
        "This text has exactly {length} characters, where some programs cut off what they save as .xls.",
        "See whether it ends as it should. If not, ask for the form as .xlsx.",
    ),
    "line_breaks_moved": Kind(
        Severity.ASK,
        "LibreOffice moved the line breaks of this answer in front of it when it saved the form: words may run together.",
        "Look at the answer; a blank made anew with wordform blank keeps its lines.",
    ),
    "moving_date": Kind(
        Severity.ASK,
        "A date updates itself: it shows the day on which the form was opened or saved last.",
        "Look at the dates in the form and type them in.",
    ),
    "date_differs": Kind(
        Severity.ASK,
        "A date control shows another day than it holds, or one that reads otherwise month first.",
        "Check the date and choose it again.",
    ),
    "field_unread": Kind(
        Severity.ASK,
        "A field (EQ) draws something here that can't be read.",
        "Look at the form, and type what it shows.",
    ),
    "stored_differs": Kind(
        Severity.ASK,
        "What is seen here is not what the file holds: {what}.",
        "Look at the form, and enter the answer again.",
    ),
    "macros": Kind(
        Severity.NOTE,
        "The form carries macros; they were not run and are still in the document.",
        "Save it as .docx or .xlsx to leave them out, or refuse such forms with --refuse-macros.",
    ),
    "external_link": Kind(
        Severity.ASK,
        "The form takes {what} from elsewhere ({where}); it was not fetched, and whoever opens the document may fetch it.",
        "Put it into the form itself, or break the link (Word: File, Info, Edit Links to Files); --refuse-external refuses "
        "such forms.",
    ),
    "hidden_text": Kind(
        Severity.ASK,
        "There is hidden text here ({characters}); it was not read.",
        "Make it visible (Word: show hidden text; Excel: show rows and columns, unmerge the cell, format General; in both "
        "choose a dark colour), then decide whether it belongs to the form.",
    ),
    "formula_without_value": Kind(
        Severity.ASK,
        "The formula in this cell has no value: {reason}.",
        "Open the workbook in Excel, mend the formula or type the answer, and save it.",
    ),
    "signature_broken": Kind(
        Severity.NOTE,
        "The form carries a digital signature; writing into the document makes it invalid.",
        "Keep the signed form; if the document has to be signed, sign it again.",
    ),
    "editing_restricted": Kind(
        Severity.NOTE,
        "Editing of this form is restricted in Word; the results were written all the same.",
        "To accept or reject corrections, stop the protection in Word (Review, Restrict Editing).",
    ),
    "document_not_written": Kind(
        Severity.NOTE,
        "This workbook has no document: its form has no template, or its answers do not fit it. Its results are in the "
        "register.",
        "Read them there, or with wordform read.",
    ),
    "hidden_sheet": Kind(
        Severity.ASK,
        "A hidden sheet holds text ({characters}); it was not read for answers.",
        "Show the sheet in Excel and decide whether it belongs to the form.",
    ),
    "hidden_rows": Kind(
        Severity.ASK,
        "Rows or columns of this sheet are hidden, but not empty (rows: {rows}, columns: {columns}); what was added "
        "there was not read.",
        "Show them in Excel and decide whether what they hold belongs to the form.",
    ),
    "drawing_near_choice": Kind(
        Severity.ASK,
        "{label}: there is a drawing or picture here that can't be read as a mark.",
        "Look at the form; put a tick or text in place of the drawing.",
    ),
    "picture_unread": Kind(
        Severity.ASK,
        "{label}: there is a picture or drawing here and no text.",
        "Look at it in the form: what it shows is in no answer.",
    ),
    "comment_at_blank": Kind(
        Severity.ASK,
        "{label}: it was left blank, and somebody commented on it; comments are in no answer.",
        "Read the comment, and enter what it answers.",
    ),
    "prompt_marked": Kind(
        Severity.ASK,
        "{label}: points of its prompt are marked or struck out, which is in no answer.",
        "Look at the form, and write into the box what they mean.",
    ),
    "print_marked": Kind(
        Severity.ASK,
        "Printed words here that belong to no question are marked ({how}).",
        "Look at the form: if they are an option that somebody chose, it is in no answer.",
    ),
    "type_elsewhere": Kind(
        Severity.ASK,
        "{label}: a type is marked under another level than the chosen outcome '{outcome}'.",
        "Mark the type under the level that was chosen.",
    ),
    # About what people settled
    "settled": Kind(
        Severity.NOTE,
        "{label}: settled{value} by {by} on {on}.",
        "Nothing has to be done; a decision that was a mistake can be taken back.",
    ),
    "settled_lapsed": Kind(
        Severity.ASK,
        "{label}: what {by} settled on {on} counts no longer, since {reason}.",
        "Look at the form and settle it again, or take the decision back.",
    ),
    "settled_in_form": Kind(
        Severity.NOTE,
        "{label}: the form itself now says what {by} settled on {on}.",
        "Nothing has to be done; the answer on the form counts.",
    ),
    # About the score
    "score_differs": Kind(
        Severity.ASK,
        "{label}: {entered} was entered, the form prints {weight}; {weight} was counted.",
        "Check whether the factor applies as printed.",
    ),
    "total_differs": Kind(
        Severity.ASK,
        "The form says a total of {entered}; worked out from the checklist it is {computed}.",
        "Check the checklist and the total.",
    ),
    "rag_differs": Kind(
        Severity.ASK,
        "The form is marked {entered}; the total gives {computed}.",
        "Check the checklist and the RAG rating.",
    ),
    "age_score_differs": Kind(
        Severity.ASK,
        "The form gives {entered} for age; worked out from the dates it is {computed}.",
        "Check date of birth and date completed.",
    ),
    "impossible_total": Kind(
        Severity.ASK, "A total of {entered} can't be reached on this form (at most {largest}).", "Check the total."
    ),
    "age_unknown": Kind(
        Severity.ASK, "No age score: {reason}.", "Give both dates; until then the total is incomplete."
    ),
    "date_in_future": Kind(
        Severity.ASK, "{label}: the date is in the future.", "Check the date, the year first of all."
    ),
    "date_long_ago": Kind(
        Severity.ASK, "{label}: the date is more than {years} years ago.", "Check the date, the year first of all."
    ),
    "level_blocked": Kind(
        Severity.ASK,
        "There is no level yet: rows of the checklist that it needs are not answered ({rows}).",
        "Answer them.",
    ),
    "points_missing": Kind(
        Severity.ASK, "{label}: it was left blank, and gives points.", "Fill it in; until then the total is incomplete."
    ),
    "between_bands": Kind(
        Severity.ASK,
        "{label}: {entered} lies between two of the ranges that give points.",
        "Check the number; the total shows what it could be.",
    ),
    "multiplier_unknown": Kind(
        Severity.ASK,
        "{label}: it says by what points are multiplied, and it isn't known.",
        "Fill it in; until then the total is incomplete.",
    ),
    "row_points_unknown": Kind(
        Severity.ASK,
        "{label}, row {row}: its numbers, from 1 to {most}, can't be read.",
        "Fill them in; until then the row could have the most points.",
    ),
    "row_points_differ": Kind(
        Severity.ASK,
        "{label}, row {row}: the form says {entered}; multiplied it is {computed}.",
        "Check the numbers of the row.",
    ),
    "level_override": Kind(
        Severity.NOTE, "A rule of the form sets the level; its message is the mapping's.", "What the mapping says."
    ),
    "shown_differs": Kind(
        Severity.ASK,
        "{label}: the form says {entered}; worked out it is {computed}.",
        "Check the rows that it adds up.",
    ),
    "round_unmarked": Kind(
        Severity.ASK,
        "{label}: the date is entered, but nothing in the column {round}; an earlier column counts.",
        "Ask whether nothing applies any more; then enter that in the column.",
    ),
    "judgement_too_high": Kind(
        Severity.ASK,
        "{label}: {entered} points were added, at most {most} may be; they were not counted.",
        "Lower them, or score the rows that they stand for.",
    ),
    "judgement_reason_missing": Kind(
        Severity.SHOULD, "{label}: points were added, and no reason is given.", "Give the reason."
    ),
    "values_differ": Kind(
        Severity.ASK,
        "{label}: differs from {other}, which asks the same question; {other} was used.",
        "Correct one of them.",
    ),
    "value_elsewhere": Kind(
        Severity.ASK, "{label}: it is left blank, but {other} asks for the same and is filled in.", "Fill it in."
    ),
    "route": Kind(Severity.NOTE, "This form goes to: {to}.", "What the mapping says."),
    "review_date_unknown": Kind(
        Severity.SHOULD,
        "No review date can be worked out: {reason}.",
        "Fill in the date on which the assessment was completed.",
    ),
}


class Finding(Struct, frozen=True, kw_only=True):
    """A noteworthy fact about a form. Make one with :func:`find`.

    Attributes:
        proposed: What an unclear entry most likely says, written as in a result: a person only has to agree. It may be
            a name or a date of birth, so no message holds it.
    """

    code: str
    severity: Severity
    message: str
    remedy: str = ""
    field: str = ""
    location: Location | None = None
    facts: Mapping[str, str | float] = with_default(default_factory=dict)
    proposed: str = ""


def find(code: str, *, field: str = "", location: Location | None = None, **facts: str | float) -> Finding:
    """Make the finding ``code`` of the catalogue and render its sentence from ``facts``."""
    kind = CATALOGUE[code]
    said = facts | {"label": in_sentence(str(facts["label"]))} if "label" in facts else facts
    if "characters" in facts:
        said = said | {"characters": f"{facts['characters']} character{'s' * (facts['characters'] != 1)}"}
    return Finding(
        code=code,
        severity=kind.severity,
        message=kind.message.format(**said),
        remedy=kind.remedy,
        field=field,
        location=location,
        facts=facts,
    )


def in_sentence(label: str) -> str:
    """Return a printed label as sentences hold it: without the colon that it may end in."""
    return label.rstrip(": ")

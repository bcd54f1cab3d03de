"""Blanks in a sheet, laid out as those in Word are: drafted, and read with the unedited draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.as_workbook import as_workbook, drawn_page, filled_page
from tests.council_pieces import over_labels
from tests.drafted import drafted
from tests.form_pieces import dotted, pairs, printed_ticks, prompt, register, words
from tests.public_forms import date, long, one, table, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.drafted import Drafted
    from tests.form_pieces import Piece, Said

YES_NO = ("Yes", "No")
TITLE = words("Record of an accident", style="Title")


def in_a_sheet(folder: Path, pieces: Sequence[Piece]) -> Drafted:
    """Draft a form in a sheet."""
    return drafted(folder, pieces, workbook=as_workbook([drawn_page(pieces)]))


def verdicts(made: Drafted, said: Said) -> dict[str, str]:
    """Say of each answer in a sheet whether it reads right."""
    return made.verdicts(said, as_workbook([filled_page(made.pieces, said)]))


def test_two_questions_in_a_cell_have_each_their_own_boxes(tmp_path: Path) -> None:
    told, pictures = one("Were the parents told?", *YES_NO), one("Were pictures taken?", *YES_NO)
    ambulance, aid = one("Did an ambulance come?", *YES_NO), one("Was first aid given?", *YES_NO)
    made = in_a_sheet(tmp_path, [TITLE, printed_ticks([ambulance, aid], [told, pictures])])
    assert (made.wrong, made.invented) == ([], [])
    said = {told.key: "No", pictures.key: "Yes", ambulance.key: "Yes"}
    assert verdicts(made, said) == dict.fromkeys(said, "right")
    only_last = {pictures.key: "Yes"}
    assert made.invented_answers(only_last, as_workbook([filled_page(made.pieces, only_last)])) == {}


def test_a_table_ends_with_its_frame_though_nothing_reads_what_is_behind_it(tmp_path: Path) -> None:
    injuries, seen = table("Injuries", "Site", "Size", "Colour"), table("Seen by", "Name", "Day", "Place")
    made = in_a_sheet(tmp_path, [TITLE, register(injuries), register(seen)])
    mapping = tmp_path / "form.toml"
    whole, _, last = mapping.read_text("utf-8").rpartition("[[field]]")
    assert made.found[seen.key].id in last
    mapping.write_text(whole, "utf-8")
    said = {injuries.key: [["Arm", "2 cm", "Blue"]], seen.key: [["Sam Invented", "Monday", "Home"]]}
    result = made.read_bytes(as_workbook([filled_page(made.pieces, said)]))
    assert len(result.submission.answers[made.found[injuries.key].id].value) == 1  # type: ignore[arg-type]
    assert {unread.text for unread in result.submission.unread} >= {"Sam Invented", "Monday", "Home"}


def test_labels_under_boxes_are_found_behind_a_line_that_is_written_over(tmp_path: Path) -> None:
    steps, planned = long("Describe what is done step by step"), date("Date of plan:")
    worker, manager = text("Employee signature"), text("Manager signature")
    days = [date("Date", of=each.label) for each in (worker, manager)]
    signed = over_labels([worker, days[0]], [manager, days[1]])
    pieces = [
        TITLE,
        pairs([text("Name"), text("Floor")]),
        prompt(steps),
        dotted([planned, date("Review date:")]),
        signed,
    ]
    made = in_a_sheet(tmp_path, pieces)
    assert (made.wrong, made.invented) == ([], [])
    said = {
        steps.key: "Call for help first", planned.key: "01/02/2026", "Review date:": "03/04/2026",
        worker.key: "Sam Invented", days[0].key: "05/06/2026", days[1].key: "07/08/2026",
    }  # fmt: skip
    assert verdicts(made, said) == dict.fromkeys(said, "right")

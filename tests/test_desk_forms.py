"""A new form at the desk: drafted from its blank, changed, tried, and read from once somebody confirmed it."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.desks import AtDesk, at_work, references, until
from tests.documents import document
from tests.draft_forms import controls, levels, tick_boxes, yes_no_columns
from tests.shapes import paragraph, table
from tests.test_desk import HOSTILE
from tests.test_desk_settle import trail

ANSWERS = {
    "name": "Example Child", "born": "03/02/2012", "done": "05/01/2026",
    "Goes missing from home": "High (3)", "Carries a weapon": "Medium (2)",
}  # fmt: skip
LEVELS = [
    {"name": "Low risk", "start": 0, "weeks": 12},
    {"name": "Medium risk", "start": 4, "weeks": 6},
    {"name": "High risk", "start": 8, "weeks": 4},
]


@pytest.fixture
def desk(tmp_path: Path) -> AtDesk:
    return AtDesk(tmp_path / "output").enter()


def begin(desk: AtDesk, blank: bytes, name: str = "Northshire checklist.docx") -> str:
    return str(desk.bring("/forms/begin", name, blank).json()["draft"])


def mapping_of(desk: AtDesk) -> dict[str, Any]:
    (path,) = desk.folder.forms.glob("*.toml")
    return tomllib.loads(path.read_text("utf-8"))


def test_what_was_found_in_a_blank_is_shown_with_its_places(desk: AtDesk) -> None:
    name = begin(desk, levels())
    page = desk.get(f"/forms/{name}").text
    for words in ("Northshire Vulnerability Checklist", "Date of birth", "Carries a weapon", "takes a table"[:5]):
        assert words in page
    assert 'data-look="at-table-1-row-1-column-2"' in page
    assert desk.get(f"/forms/{name}/about").json()["drawn"]
    assert desk.get(f"/forms/{name}/copy").content[:2] == b"PK"
    assert 'id="at-table-1-row-1-column-2"' in desk.get(f"/forms/{name}/outline").text
    assert name in desk.get("/forms").text


def test_a_completed_form_is_tried_and_kept_nowhere(desk: AtDesk, tmp_path: Path) -> None:
    name = begin(desk, levels())
    before = sorted(tmp_path.rglob("*"))
    said = desk.bring(f"/forms/{name}/try", "done.docx", levels(ANSWERS)).text
    assert "Medium risk" in said
    assert "Example Child" in said
    assert sorted(tmp_path.rglob("*")) == before


def test_a_draft_reads_nothing_before_somebody_confirms_it(desk: AtDesk, tmp_path: Path) -> None:
    name = begin(desk, levels())
    with at_work(desk):
        desk.drop({"done.docx": levels(ANSWERS)})
        assert "Refused" in until("1 file read", desk, "/inbox/lines")
        desk.order(f"/forms/{name}/change", title="Northshire Checklist", version="4", levels=LEVELS)
        assert desk.order(f"/forms/{name}/confirm").json() == {"confirmed": True}
        assert name not in desk.get("/forms").text
        desk.order("/inbox/read")
        assert "Medium risk" in until("review by 02/02/2026", desk, "/inbox/lines")
    assert len(references(tmp_path / "output")) == 1
    found = mapping_of(desk)
    assert found["form"]["title"] == "Northshire Checklist"
    assert [each["weeks"] for each in found["review"]["interval"]] == [12, 6, 4]
    (path,) = desk.folder.forms.glob("*.toml")
    assert "confirmed by Jo Bloggs on 28/03/2026" in path.read_text("utf-8")
    assert "LOOK" not in path.read_text("utf-8")
    assert (desk.folder.forms / "blanks" / "Northshire checklist.docx").is_file()


@pytest.mark.parametrize(("blank", "counted"), [(controls, 5), (yes_no_columns, [5, 0])])
def test_points_and_levels_are_set_on_the_page(
    desk: AtDesk, blank: Callable[[], bytes], counted: int | list[int]
) -> None:
    name = begin(desk, blank())
    page = desk.get(f"/forms/{name}").text
    assert "data-start" not in page  # nothing counts yet
    rows = re.findall(r'data-points="(\w+)"', page)
    assert rows
    points = dict.fromkeys(rows, 5)
    desk.order(f"/forms/{name}/change", points=points)
    assert "data-start" in desk.get(f"/forms/{name}").text
    levels = [{"name": "Fine", "start": 0}, {"name": "Worrying", "start": 6}]
    assert desk.order(f"/forms/{name}/change", points=points, levels=levels).json() == {"kept": True}
    assert 'value="Worrying"' in desk.get(f"/forms/{name}").text
    desk.order(f"/forms/{name}/confirm")
    found = mapping_of(desk)
    factors = [factor for group in found["checklist"]["group"] for factor in group["factors"]]
    assert [factor["points"] for factor in factors] == [counted] * len(factors)
    assert [(band["name"], band["from"]) for band in found["score"]["band"]] == [("Fine", 0), ("Worrying", 6)]


def test_a_question_is_left_out_or_of_another_kind_unless_the_form_says_otherwise(desk: AtDesk) -> None:
    name = begin(desk, levels())
    kinds = {"completed_by": "narrative", "agreed_level_of_risk": "date"}
    desk.order(f"/forms/{name}/change", unwanted=["analysis_risk", "name_of_young_person"], kinds=kinds)
    desk.order(f"/forms/{name}/confirm")
    found = {field["id"]: field["kind"] for field in mapping_of(desk)["field"]}
    assert "analysis_risk" not in found
    assert "name_of_young_person" in found
    assert found["completed_by"] == "narrative"
    assert found["agreed_level_of_risk"] == "choice"  # its options are printed


def test_a_choice_may_take_several_answers_or_anything_that_people_write(desk: AtDesk) -> None:
    name = begin(desk, tick_boxes())
    page = desk.get(f"/forms/{name}").text
    assert "May several be?" in page
    assert not re.search(r"\[\[|several = |kind = ", page)  # nobody here writes TOML
    desk.order(f"/forms/{name}/change", several={"agency_making_screening": True}, kinds={"was_parent_told": "text"})
    page = desk.get(f"/forms/{name}").text
    assert re.search(r'data-several="agency_making_screening" checked', page)
    desk.order(f"/forms/{name}/confirm")
    found = {field["id"]: field for field in mapping_of(desk)["field"]}
    assert found["agency_making_screening"]["several"] is True
    assert "choice" not in found["was_parent_told"]
    assert found["was_parent_told"]["kind"] == "text"


def test_another_question_may_name_the_person(desk: AtDesk) -> None:
    blank = document(paragraph("Visit", style="Title"), table([["Name of owner", ""], ["Called", ""], ["Date", ""]]))
    name = begin(desk, blank)
    page = desk.get(f"/forms/{name}").text
    assert '<option value="name_of_owner" selected>' in page
    desk.order(f"/forms/{name}/change", subject="called")
    assert '<option value="called" selected>' in desk.get(f"/forms/{name}").text
    desk.order(f"/forms/{name}/confirm")
    assert mapping_of(desk)["subject"]["name"] == "called"


def missing() -> bytes:
    """Return a blank with questions that no draft can see: nothing tells them from what is only to be read."""
    return document(
        paragraph("Dog check", style="Title"),
        table([["Name of owner", ""], ["Vet's decision", "see the leaflet"]]),
        paragraph("Anything else"),
        paragraph(),
        paragraph("Thank you"),
    )


def add(desk: AtDesk, name: str, *questions: dict[str, object]) -> dict[str, str]:
    return dict(desk.order(f"/forms/{name}/change", added=questions).json())


def labels_in(asked: str) -> list[str]:
    """Return the printed words that are offered as the label."""
    (options,) = re.findall(r'<select id="added-label".*?</select>', asked)
    return re.findall(r'<option value="([^"]+)">', options)


def test_a_question_that_was_missed_is_added_by_pointing_at_its_place(desk: AtDesk) -> None:
    name = begin(desk, missing())
    assert "anything_else" not in desk.get(f"/forms/{name}").text
    asked = desk.order(f"/forms/{name}/place", place="at-paragraph-3").text
    assert labels_in(asked) == ["Anything else", "Dog check"]
    place = re.findall(r'data-at="([^"]+)"', asked)[0]
    assert add(desk, name, {"place": place, "label": "Anything else", "kind": "narrative"}) == {"kept": True}
    assert 'data-kind="anything_else"' in desk.get(f"/forms/{name}").text
    done = document(
        paragraph("Dog check", style="Title"),
        table([["Name of owner", "Example Owner"], ["Vet's decision", "see the leaflet"]]),
        paragraph("Anything else"),
        paragraph("Barks at night"),
        paragraph("Thank you"),
    )
    assert "Barks at night" in desk.bring(f"/forms/{name}/try", "done.docx", done).text
    desk.order(f"/forms/{name}/confirm")
    assert {"id": "anything_else", "kind": "narrative", "label": "Anything else"} in [
        {key: field[key] for key in ("id", "kind", "label")} for field in mapping_of(desk)["field"]
    ]


def test_an_added_question_may_be_a_choice(desk: AtDesk) -> None:
    blank = document(
        paragraph("Dog check", style="Title"), table([["The dog", ""], ["Verdict", "good / bad / unsure"]])
    )
    name = begin(desk, blank)
    asked = desk.order(f"/forms/{name}/place", place="at-table-1-row-2-column-2").text
    assert '<option value="Verdict">' in asked
    place, label = "table 1, row 2, column 2", "Verdict"
    said = add(desk, name, {"place": place, "label": label, "kind": "choice", "options": ["good"]})
    assert said["what"] == "A choice needs two answers or more."
    options = ["good", "bad", "unsure"]
    assert add(desk, name, {"place": place, "label": label, "kind": "choice", "options": options}) == {"kept": True}
    page = desk.get(f"/forms/{name}").text
    assert "good · bad · unsure" in page


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"place": "table 9, row 1, column 1", "label": "Anything else", "kind": "text"}, "No answer can be read"),
        ({"place": "paragraph 3", "label": "Nowhere printed", "kind": "text"}, "not printed near that place"),
        ({"place": "paragraph 3", "label": "Anything else", "kind": "poem"}, "no such kind"),
        ({"place": "table 1, row 2, column 2", "label": "Dog check", "kind": "text"}, "would not be found"),
    ],
)
def test_a_question_whose_answer_would_not_be_found_is_not_added(
    desk: AtDesk, question: dict[str, object], said: str
) -> None:
    name = begin(desk, missing())
    assert said in add(desk, name, question)["what"]
    assert "[]" in re.findall(r'data-added="([^"]*)"', desk.get(f"/forms/{name}").text)


def test_an_answer_is_tried_at_the_place_that_was_pointed_at(desk: AtDesk) -> None:
    blank = document(
        paragraph("Dog check", style="Title"), paragraph(), table([["Name of owner", ""]]), paragraph("or"), paragraph()
    )
    name = begin(desk, blank)
    elsewhere = {"place": "paragraph 4", "label": "Dog check", "kind": "narrative"}
    assert "would not be found" in add(desk, name, elsewhere)["what"]  # it would be looked for under the title
    assert add(desk, name, {**elsewhere, "place": "paragraph 2"}) == {"kept": True}


def test_a_question_has_the_name_that_somebody_gives_it(desk: AtDesk) -> None:
    def dogs(owner: str = "", other: str = "") -> bytes:
        return document(paragraph("Dog check", style="Title"), table([["Name of owner", owner], [other, ""]]))

    name = begin(desk, dogs())
    asked = desk.order(f"/forms/{name}/place", place="at-table-1-row-2-column-1").text
    assert "Name of owner" in labels_in(asked)
    second = {"place": "table 1, row 2, column 1", "label": "Name of owner", "name": "Second owner", "kind": "text"}
    assert add(desk, name, second) == {"kept": True}
    assert "Second owner" in desk.get(f"/forms/{name}").text
    tried = desk.bring(f"/forms/{name}/try", "done.docx", dogs("Jo Example", "Pat Example")).text
    assert re.findall(r'<th scope="row">([^<]+)</th><td class="answered">([^<]+)</td>', tried) == [
        ("Name of owner", "Jo Example"), ("Second owner", "Pat Example"),
    ]  # fmt: skip
    desk.order(f"/forms/{name}/confirm")
    (field,) = (field for field in mapping_of(desk)["field"] if field["id"] == "second_owner")
    assert (field["label"], field["also"]) == ("Second owner", ["Name of owner"])


def home(mother: str = "", father: str = "") -> bytes:
    """Return a form with a table that a draft takes for two questions."""
    return document(
        paragraph("Dog check", style="Title"),
        table([["Name of owner", ""]]),
        paragraph("People in the home"),
        table([["Who", "How long"], ["Mother", mother], ["Father", father]]),
    )


def test_a_table_is_added_by_pointing_at_its_first_row(desk: AtDesk) -> None:
    name = begin(desk, home())
    assert 'data-kind="mother"' in desk.get(f"/forms/{name}").text
    asked = desk.order(f"/forms/{name}/place", place="at-table-2-row-2-column-2").text
    assert 'data-table-label="People in the home"' in asked
    assert ">Who\nHow long</textarea>" in asked
    people = {"place": "table 2, row 2, column 2", "label": "People in the home", "kind": "table"}
    assert add(desk, name, {**people, "columns": ["Who"]})["what"] == "This table has 2 columns."
    assert add(desk, name, {**people, "columns": ["Who", "Since"]}) == {"kept": True}
    page = desk.get(f"/forms/{name}").text
    assert "takes a table" in page
    assert 'data-kind="mother"' not in page  # its rows are no questions any more
    assert "two years" in desk.bring(f"/forms/{name}/try", "done.docx", home(father="two years")).text
    desk.order(f"/forms/{name}/confirm")
    (field,) = (field for field in mapping_of(desk)["field"] if field["kind"] == "table")
    assert field["column"] == [{"id": "who", "label": "Who"}, {"id": "since", "label": "How long"}]


def habits(**seen: str) -> bytes:
    """Return a form with rows to score that a draft takes for questions."""
    labels = {"barks": "Barks at night", "bites": "Bites the post", "digs": "Digs up the lawn"}
    rows = [["What the dog does", "Seen"], *([label, seen.get(name, "")] for name, label in labels.items())]
    return document(paragraph("Dog check", style="Title"), table([["Name of owner", ""]]), table(rows))


def test_rows_of_a_checklist_are_added_by_pointing_at_the_first(desk: AtDesk) -> None:
    name = begin(desk, habits())
    asked = desk.order(f"/forms/{name}/place", place="at-table-2-row-2-column-2").text
    assert re.findall(r'<option value="(\w*)" selected>', asked)[1:] == ["label", "answer"]
    rows = {"place": "table 2, row 2, column 2", "kind": "checklist", "uses": {"1": "label", "2": "answer"}}
    assert add(desk, name, rows) == {"kept": True}
    page = desk.get(f"/forms/{name}").text
    assert re.findall(r'data-points="(\w+)"', page) == ["barks_at_night", "bites_post", "digs_up_lawn"]
    points = {"barks_at_night": 2, "bites_post": 5}
    desk.order(f"/forms/{name}/change", added=[rows], points=points, levels=LEVELS)
    assert "Medium risk" in desk.bring(f"/forms/{name}/try", "done.docx", habits(bites="x", barks="no")).text
    assert "Take it away" in page
    desk.order(f"/forms/{name}/change", added=[])
    assert 'data-kind="bites_post"' in desk.get(f"/forms/{name}").text


def test_columns_of_a_checklist_may_each_be_an_answer(desk: AtDesk) -> None:
    def grid(*ticks: str) -> bytes:
        rows = [["Behaviour", "Rex", "Fido", "Notes"], ["Barks", *(ticks or ("", "")), ""], ["Bites", "", "", ""]]
        return document(paragraph("Dog check", style="Title"), table([["Name of owner", ""]]), table(rows))

    name = begin(desk, grid())
    uses = {"1": "label", "2": "tick", "3": "tick", "4": "notes"}
    rows = {"place": "table 2, row 2, column 2", "kind": "checklist", "uses": uses}
    assert add(desk, name, rows) == {"kept": True}
    desk.order(f"/forms/{name}/confirm")
    found = mapping_of(desk)
    assert [option["id"] for option in found["checklist"]["option"]] == ["rex", "fido"]
    assert [field["id"] for field in found["field"]] == ["name_of_owner"]


@pytest.mark.parametrize(
    ("uses", "said"),
    [
        ({"1": "answer", "2": "answer"}, "Each use but the ticks is for one column"),
        ({"1": "label", "2": "notes"}, "No column is for the answers"),
        ({"2": "label", "1": "answer"}, "No row here has words and room"),
        ({"1": "label", "2": "poem"}, "not understood"),
    ],
)
def test_a_checklist_that_could_not_be_answered_is_not_added(desk: AtDesk, uses: dict[str, str], said: str) -> None:
    name = begin(desk, habits())
    assert said in add(desk, name, {"place": "table 2, row 2, column 2", "kind": "checklist", "uses": uses})["what"]


def test_what_has_a_place_already_is_not_asked_again_but_as_a_whole(desk: AtDesk) -> None:
    name = begin(desk, habits())
    kinds = desk.order(f"/forms/{name}/place", place="at-table-2-row-2-column-2", is_found=True).text
    assert re.findall(r'<option value="(table|checklist|text)"', kinds) == ["table", "checklist"]
    name = begin(desk, document(paragraph("Dog check", style="Title"), paragraph("Name of owner:")))
    answer = desk.order(f"/forms/{name}/place", place="at-paragraph-2", is_found=True)
    assert answer.json()["what"] == "A question has this place already."


def test_rows_that_a_checklist_has_are_not_added_to_another(desk: AtDesk) -> None:
    name = begin(desk, habits())
    rows = {"place": "table 2, row 2, column 2", "kind": "checklist", "uses": {"1": "label", "2": "answer"}}
    later = {**rows, "place": "table 2, row 3, column 2"}
    assert "in the checklist already" in add(desk, name, rows, later)["what"]


def test_whom_a_form_is_about_is_asked_where_no_label_says_so(desk: AtDesk) -> None:
    blank = document(paragraph("Dog check", style="Title"), table([["Called", ""], ["Date of visit", ""]]))
    name = begin(desk, blank)
    assert "Which question names the person?" in desk.get(f"/forms/{name}").text
    desk.order(f"/forms/{name}/change", subject="called", unwanted=["called"])
    assert "Which question names the person?" in desk.get(f"/forms/{name}").text
    desk.order(f"/forms/{name}/confirm")
    assert mapping_of(desk)["subject"] == {"name": "called", "on": "date_of_visit"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"levels": [{"name": "Low", "start": 5}, {"name": "High", "start": 5}]}, "begins at a higher number"),
        ({"levels": [{"name": "", "start": 0}]}, "fit"),
        ({"kinds": 3}, "not understood"),
    ],
)
def test_what_makes_no_sense_is_said_and_not_kept(desk: AtDesk, changes: dict[str, Any], said: str) -> None:
    name = begin(desk, levels())
    answer = desk.order(f"/forms/{name}/change", **changes)
    assert answer.status_code == 409
    assert said in answer.json()["what"]
    assert desk.get(f"/forms/{name}").status_code == 200


def test_who_confirmed_a_form_is_in_the_trail_and_on_the_page(desk: AtDesk, tmp_path: Path) -> None:
    desk.order(f"/forms/{begin(desk, levels())}/confirm")
    (path,) = desk.folder.forms.glob("*.toml")
    (said,) = trail(tmp_path / "output")
    assert (said["kind"], said["by"], said["entry"]) == ("confirm_form", "Jo Bloggs", path.stem)
    assert said["value"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert "confirmed by Jo Bloggs on 28/03/2026" in desk.get("/forms").text


def test_a_form_that_can_not_be_recorded_is_not_made(desk: AtDesk, tmp_path: Path) -> None:
    name = begin(desk, levels())
    desk.folder.make()
    (tmp_path / "output" / "decisions.jsonl").mkdir()
    assert desk.order(f"/forms/{name}/confirm").status_code == 409
    assert list(desk.folder.forms.glob("*.toml")) == []
    assert desk.get(f"/forms/{name}").status_code == 200


def test_a_form_that_is_known_is_not_made_twice(desk: AtDesk) -> None:
    desk.order(f"/forms/{begin(desk, levels())}/confirm")
    other = begin(desk, tick_boxes())
    desk.order(f"/forms/{other}/change", title="Northshire Vulnerability Checklist")
    answer = desk.order(f"/forms/{other}/confirm").json()
    assert (answer["code"], answer["remedy"]) == ("form_known", "Give this one another title.")
    desk.order(f"/forms/{other}/change", title="Southshire Checklist")
    assert desk.order(f"/forms/{other}/confirm").json() == {"confirmed": True}
    assert (desk.folder.forms / "southshire_checklist.toml").is_file()


def test_a_form_that_could_not_be_told_from_another_is_not_made(desk: AtDesk) -> None:
    desk.order(f"/forms/{begin(desk, levels())}/confirm")
    again = begin(desk, levels())
    desk.order(f"/forms/{again}/change", title="Southshire Checklist")
    assert "looks like the form “Northshire Vulnerability Checklist”" in desk.get(f"/forms/{again}").text
    answer = desk.order(f"/forms/{again}/confirm").json()
    assert answer["code"] == "form_alike"  # else none of either would be read any more
    assert len([*desk.folder.forms.glob("*.toml")]) == 1
    with at_work(desk):
        desk.drop({"done.docx": levels(ANSWERS)})
        assert "Medium risk" in until("1 file read", desk, "/inbox/lines")


def test_a_file_that_is_no_form_begins_nothing(desk: AtDesk, tmp_path: Path) -> None:
    answer = desk.bring("/forms/begin", "notes.docx", b"no form at all")
    assert answer.status_code == 409
    assert not (tmp_path / "output" / ".drafts").exists() or not list((tmp_path / "output" / ".drafts").iterdir())


@pytest.mark.parametrize("name", ["0" * 16, "..%2F..", "zz"])
def test_a_draft_that_is_not_there_is_said(desk: AtDesk, name: str) -> None:
    assert desk.get(f"/forms/{name}").status_code in (404, 409)
    assert desk.order(f"/forms/{name}/give-up").status_code in (404, 409)


def test_html_in_a_blank_is_shown_as_text_and_its_name_stays_inside(desk: AtDesk, tmp_path: Path) -> None:
    blank = document(paragraph(HOSTILE, style="Title"), table([[f"Name {HOSTILE}", ""], ["Date of birth", ""]]))
    name = begin(desk, blank, "../../<b>evil.docx")
    page = desk.get(f"/forms/{name}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    (kept,) = tmp_path.rglob("*.docx")
    assert kept.parent.name == name


def test_a_draft_is_given_up(desk: AtDesk) -> None:
    name = begin(desk, levels())
    desk.order(f"/forms/{name}/give-up")
    assert desk.get(f"/forms/{name}").status_code == 409
    assert "Begun, not confirmed" not in desk.get("/forms").text

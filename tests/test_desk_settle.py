"""The page Settle: what waits, decisions with their trail, and what happened meanwhile."""

from __future__ import annotations

import json
import re
import shutil
import time
from pathlib import Path

import openpyxl
import pytest

from pipeline.desk.case import place_of
from pipeline.desk.shown import about
from pipeline.ooxml import Package
from tests.at_work import HIGH
from tests.desks import AtDesk, at_work, process, references
from tests.documents import document, mutate
from tests.formbuilder import CompletedForm
from tests.shapes import comment_reference, paragraph
from tests.test_desk import HOSTILE, form
from tests.workbookbuilder import filled

pytestmark = pytest.mark.usefixtures("bare_registers")


def unclear() -> CompletedForm:
    """Return a form with two rows and a date that nobody can be sure of."""
    filled = form("Morgan Nobody", born="12/06/2011").factor("sen", "TBC", notes="Waiting for records")
    return filled.factor("self_harm_suicidal", "?").put("review_date", "in 12 weeks")


@pytest.fixture(scope="module")
def processed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of an unclear form and a clear one."""
    forms = {"clear.docx": form("Riley Example").factor("sen", "x"), "morgan.docx": unclear()}
    return process(tmp_path_factory.mktemp("settle"), forms)


@pytest.fixture
def output(processed: Path, tmp_path: Path) -> Path:
    """These results, for one test to change."""
    return Path(shutil.copytree(processed, tmp_path / "output"))


@pytest.fixture
def desk(output: Path) -> AtDesk:
    return AtDesk(output).enter()


@pytest.fixture
def morgan(output: Path) -> str:
    return references(output)["morgan.docx"]


def steps(page: str) -> dict[str, dict[str, str]]:
    """Return what goes with each step of a page, by the entry that it is about."""
    found = {}
    for tag in re.findall(r'<article class="step"[^>]*>', page):
        facts = dict(re.findall(r'data-(\w+)="([^"]*)"', tag))
        found[facts["step"]] = facts
    return found


def open_ones(desk: AtDesk, reference: str) -> list[str]:
    return [step for step, facts in steps(desk.get(f"/settle/{reference}").text).items() if facts["open"] == "yes"]


def settle(desk: AtDesk, reference: str, entry: str, value: str, why: str = "") -> dict[str, str]:
    seen = steps(desk.get(f"/settle/{reference}").text)[entry]["seen"]
    answer = desk.order(f"/settle/{reference}/decide", entry=entry, value=value, seen=seen, why=why)
    return dict(answer.json())


def trail(output: Path) -> list[dict[str, object]]:
    path = output / "decisions.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def test_what_waits_is_listed_the_most_urgent_first(desk: AtDesk, morgan: str) -> None:
    page = desk.get("/settle").text
    assert re.findall(r'<li>\s*<div class="line-main"><a href="/settle/(\w+)"', page)[0] == morgan
    assert "<title>Settle · wordform</title>" in page


def test_an_entry_says_what_stands_there_why_it_waits_and_where_it_is(desk: AtDesk, morgan: str) -> None:
    page = desk.get(f"/settle/{morgan}").text
    found = steps(page)
    assert {"review_date", "self_harm_suicidal", "sen"} < set(found)
    assert list(found)[-1] == "sign-off"
    assert found["sen"]["place"] == "at-table-16-row-7-column-4"
    for words in ("TBC", "Waiting for records", "SEN: the entry can&#39;t be read with certainty", "5 points"):
        assert words in page
    assert "<title>Settle · wordform</title>" in page


def test_a_decision_is_that_of_the_command_and_the_document_follows(desk: AtDesk, output: Path, morgan: str) -> None:
    before = (output / "morgan.docx").read_bytes()
    with at_work(desk):
        settle(desk, morgan, "sen", "yes", "The school said so")
        settle(desk, morgan, "self_harm_suicidal", "no")
        page = desk.get(f"/settle/{morgan}/panel").text
        assert {"sen", "self_harm_suicidal"}.isdisjoint(open_ones(desk, morgan))
        while (output / "morgan.docx").read_bytes() == before:
            time.sleep(0.05)
    assert "Settled as" in page
    assert (output / "morgan.docx").read_bytes() != before
    first, second = trail(output)
    assert (first["entry"], first["value"], first["by"], first["why"], first["raw"]) == (
        "sen", "yes", "Jo Bloggs", "The school said so", "TBC",
    )  # fmt: skip
    assert second["entry"] == "self_harm_suicidal"


def test_the_total_follows_at_once_and_the_document_after_a_moment(desk: AtDesk, morgan: str) -> None:
    def total() -> str:
        return re.findall(r'class="number big">([^<]+)<', desk.get(f"/settle/{morgan}").text)[0]

    assert total() == "5 (up to 20)"
    settle(desk, morgan, "sen", "yes")
    assert total() == "10 (up to 20)"
    settle(desk, morgan, "self_harm_suicidal", "no")
    assert total() == "10"


def test_what_was_taken_back_is_open_at_once_also_after_documents_followed(
    desk: AtDesk, output: Path, morgan: str
) -> None:
    before = (output / "morgan.docx").read_bytes()
    with at_work(desk):
        settle(desk, morgan, "sen", "yes")
        while (output / "morgan.docx").read_bytes() == before:
            time.sleep(0.05)
    assert "sen" not in open_ones(desk, morgan)
    assert desk.order(f"/settle/{morgan}/take-back", entry="sen").status_code == 200
    assert "sen" in open_ones(desk, morgan)
    assert "5 (up to 20)" in desk.get(f"/settle/{morgan}").text


def test_a_level_that_people_chose_hides_no_score_that_may_be_higher(tmp_path: Path) -> None:
    filled = unclear()
    for factor in ("wanted_missing", "victim_sexual_crime", "drug_alcohol_abuse"):
        filled.factor(factor, "?")
    filled.choose("outcome", "medium", highlight="yellow")
    desk = AtDesk(process(tmp_path, {"morgan.docx": filled})).enter()
    (reference,) = references(desk.folder.output).values()
    page = re.sub(r"\s+", " ", desk.get(f"/settle/{reference}").text)
    assert "5 (up to 50)" in page
    assert "the score alone: Low concern, could be Medium concern" in page


def test_where_people_chose_another_level_than_the_score_gives_the_stricter_colours_it(tmp_path: Path) -> None:
    high_score = of_child("Asha Merton", *HIGH).choose("outcome", "low", highlight="yellow")
    high_outcome = of_child("Nell Corby").factors(dict.fromkeys(HIGH[:4], "TBC"))
    over = of_child("Tess Wyre").choose("outcome", "no_longer_required", highlight="yellow")
    desk = AtDesk(
        process(
            tmp_path,
            {
                "score.docx": high_score,
                "outcome.docx": high_outcome.choose("outcome", "high", highlight="yellow"),
                "over.docx": over,
                "low.docx": form("Jude Lowe", completed="05/10/2025").factor("sen", "TBC"),
            },
        )
    ).enter()
    for address in ("/settle", "/all"):
        page = re.sub(r"\s+", " ", desk.get(address).text)
        assert (
            '<span class="level severe">Low concern</span> <span class="soft score">the score alone: High concern'
            in page
        )
        assert (
            '<span class="level severe">High concern</span> <span class="soft score">the score alone: Low concern,'
            in page
        )
        assert "CE Pathway no longer required" in page
        assert "no_longer_required" not in page
    queue = re.findall(r'<ol class="lines">.*', desk.get("/settle").text, re.S)[0]
    assert queue.index("Asha Merton") < queue.index("Nell Corby") < queue.index("Jude Lowe")


def test_a_question_about_two_children_shows_both(tmp_path: Path) -> None:
    forms = {"a.docx": form("Riley Merton", born="03/02/2012"), "b.docx": form("Riley Merton", born="03/03/2012")}
    desk = AtDesk(process(tmp_path, forms)).enter()
    one, other = references(desk.folder.output).values()
    for address in (f"/settle/{one}", f"/settle/{one}/panel"):
        page = re.sub(r"\s+", " ", desk.get(address).text)
        assert f'<a href="/child/{one}">Riley Merton</a>, born 03/02/2012, completed 05/01/2026, {one}' in page
        assert f'<a href="/child/{other}">Riley Merton</a>, born 03/03/2012, completed 05/01/2026, {other}' in page


def of_child(name: str, *applies: str) -> CompletedForm:
    """Fill in a form of the year 2026, with rows of the checklist that apply."""
    return form(name, born="03/02/2012").factors(dict.fromkeys(applies, "x"))


def test_another_value_is_refused_in_words(desk: AtDesk, output: Path, morgan: str) -> None:
    said = settle(desk, morgan, "review_date", "soon")
    assert said["what"] == "Agreed CE review date takes a date."
    assert not (output / "decisions.jsonl").exists()
    settle(desk, morgan, "review_date", "01/06/2026")
    assert trail(output)[0]["value"] == "01/06/2026"


def test_what_somebody_settled_meanwhile_is_said_and_nothing_is_recorded(
    desk: AtDesk, output: Path, morgan: str
) -> None:
    seen = steps(desk.get(f"/settle/{morgan}").text)["sen"]["seen"]
    other = AtDesk(output, by="Pat Kaye").enter()
    settle(other, morgan, "sen", "no")
    answer = desk.order(f"/settle/{morgan}/decide", entry="sen", value="yes", seen=seen)
    assert answer.status_code == 409
    assert answer.json()["what"] == "Meanwhile it was settled by Pat Kaye."
    assert [each["value"] for each in trail(output)] == ["no"]


def test_a_sign_off_is_of_what_its_author_has_seen(desk: AtDesk, output: Path, morgan: str) -> None:
    seen = steps(desk.get(f"/settle/{morgan}").text)["sign-off"]["seen"]
    settle(AtDesk(output, by="Pat Kaye").enter(), morgan, "sen", "no")
    answer = desk.order(f"/settle/{morgan}/sign-off", seen=seen, why="Looked at")
    assert "nothing was recorded" in answer.json()["what"]
    assert [each["kind"] for each in trail(output)] == ["settle"]


@pytest.mark.parametrize("entry", ["child_name", "nothing_like_it", "total_score", "sen; DROP", "../sen", HOSTILE])
def test_what_is_no_open_entry_is_not_settled(desk: AtDesk, output: Path, morgan: str, entry: str) -> None:
    answer = desk.order(f"/settle/{morgan}/decide", entry=entry, value="yes", seen="")
    assert answer.status_code == 409
    assert not (output / "decisions.jsonl").exists()


def test_a_refusal_names_no_command(desk: AtDesk, output: Path, morgan: str) -> None:
    settle(desk, morgan, "sen", "yes")
    again = settle(desk, morgan, "sen", "no")
    assert again["what"].startswith("'sen' was settled by Jo Bloggs")
    assert again["remedy"] == "Take that back first, to settle it otherwise."
    answer = desk.order(f"/settle/{morgan}/take-back", entry="neet")
    assert not any("wordform" in said or "--" in said for said in (answer.json()["what"], answer.json()["remedy"]))


def test_undo_takes_back_the_last_decision_and_goes_on_with_the_one_before(
    desk: AtDesk, output: Path, morgan: str
) -> None:
    settle(desk, morgan, "sen", "yes")
    settle(desk, morgan, "self_harm_suicidal", "yes")
    assert desk.order("/settle/undo").json() == {"reference": morgan, "entry": "self_harm_suicidal"}
    assert desk.order("/settle/undo").json()["entry"] == "sen"
    assert desk.order("/settle/undo").status_code == 409
    assert {"self_harm_suicidal", "sen"} < set(open_ones(desk, morgan))
    assert [each["kind"] for each in trail(output)] == ["settle", "settle", "take_back", "take_back"]


def test_a_sign_off_over_what_is_open_needs_a_reason(desk: AtDesk, output: Path, morgan: str) -> None:
    seen = steps(desk.get(f"/settle/{morgan}").text)["sign-off"]["seen"]
    refused = desk.order(f"/settle/{morgan}/sign-off", seen=seen)
    if refused.status_code == 409:
        assert refused.json()["code"] == "reason_missing"
        assert refused.json()["remedy"] == "Give a reason: why it stands all the same."
        desk.order(f"/settle/{morgan}/sign-off", seen=seen, why="Nobody can say")
    assert trail(output)[0]["kind"] == "sign_off"
    assert "Signed off by Jo Bloggs" in desk.get(f"/settle/{morgan}").text
    assert morgan not in desk.get("/settle").text


def test_a_sign_off_holds_when_the_last_entry_was_settled_just_before(desk: AtDesk, output: Path, morgan: str) -> None:
    with at_work(desk):
        settle(desk, morgan, "sen", "yes")
        settle(desk, morgan, "self_harm_suicidal", "no")
        settle(desk, morgan, "review_date", "01/06/2026")
        seen = steps(desk.get(f"/settle/{morgan}").text)["sign-off"]["seen"]
        assert desk.order(f"/settle/{morgan}/sign-off", seen=seen, why="Looked at").status_code == 200
    assert "Signed off by Jo Bloggs" in desk.get(f"/settle/{morgan}").text
    assert trail(output)[-1]["reading"]


def test_who_decides_is_asked_for(output: Path, morgan: str) -> None:
    desk = AtDesk(output, by="").enter()
    assert settle(desk, morgan, "sen", "yes")["code"] == "nobody"
    desk.order("/who", by="  Jo   Bloggs ")
    settle(desk, morgan, "sen", "yes")
    assert trail(output)[0]["by"] == "Jo Bloggs"


def test_two_records_of_one_child_are_joined_or_told_apart(tmp_path: Path) -> None:
    output = process(
        tmp_path,
        {"one.docx": form("Riley Example"), "two.docx": form("Riley Exampel", completed="09/02/2026")},
    )
    desk = AtDesk(output).enter()
    one, two = references(output).values()
    page = desk.get(f"/settle/{one}").text
    assert f'data-same="{two}" data-one="no"' in page
    desk.order(f"/settle/{one}/same", other=two, are_one=False, why="Cousins")
    assert "question-1" not in desk.get(f"/settle/{one}").text
    assert [each["kind"] for each in trail(output)] == ["not_same"]


def test_the_next_one_is_the_most_urgent_of_the_others(tmp_path: Path) -> None:
    forms = {"one.docx": form("A B").factor("sen", "?"), "two.docx": form("C D").factor("sen", "?")}
    output = process(tmp_path, forms)
    desk = AtDesk(output).enter()
    first, second = re.findall(r'<li>\s*<div class="line-main"><a href="/settle/(\w+)"', desk.get("/settle").text)
    assert desk.get(f"/settle/{first}/next").headers["location"] == f"/settle/{second}"
    assert desk.get(f"/settle/{second}/next").headers["location"] == f"/settle/{first}"


# -- the form itself ---------------------------------------------------------------------------------------------------


def test_the_form_is_given_as_a_viewing_copy_with_its_places(desk: AtDesk, morgan: str) -> None:
    about = desk.get(f"/form/{morgan}/about").json()
    assert about["drawn"]
    assert "at-table-16-row-7-column-4" in about["ids"]
    assert desk.get(f"/form/{morgan}/copy").content[:2] == b"PK"
    assert desk.get(f"/form/{morgan}/about?of=document").json()["drawn"]


def test_notes_of_a_workbook_are_beside_it_with_their_cells(tmp_path: Path) -> None:
    def note(book: openpyxl.Workbook) -> None:
        book["Checklist"]["D7"].comment = openpyxl.comments.Comment("Ask the school.", "A Manager")

    output = process(tmp_path, {"morgan.xlsx": filled({"Details!B4": "Morgan Nobody"}, change=note)})
    desk = AtDesk(output).enter()
    (reference,) = references(output).values()
    about = desk.get(f"/form/{reference}/about").json()
    assert (about["drawn"], about["program"]) == (False, "Excel")
    (comment,) = about["comments"]
    assert (comment["author"], comment["text"]) == ("A Manager", "Ask the school.")
    assert f'id="{comment["place"]}"' in desk.get(f"/form/{reference}/outline").text


@pytest.mark.parametrize(("written", "said"), [("2026-03-02T09:30:00Z", "02/03/2026"), ("yesterday", ""), ("", "")])
def test_the_day_of_a_comment_is_said_where_a_program_wrote_one(written: str, said: str) -> None:
    data = document(paragraph("TBC", comment_reference(0)), comments=["Ask the school."])
    data = mutate(data, "word/comments.xml", "w:author=", f'w:date="{written}" w:author=')
    (comment,) = json.loads(about(Package.open(data)).body)["comments"]
    assert comment["day"] == said


def test_the_outline_has_the_same_places_and_shows_html_as_text(tmp_path: Path) -> None:
    output = process(tmp_path, {"hostile.docx": form("Riley Example").factor("sen", HOSTILE, notes=HOSTILE)})
    desk = AtDesk(output).enter()
    (reference,) = references(output).values()
    outline = desk.get(f"/form/{reference}/outline").text
    assert 'id="at-table-16-row-7-column-4"' in outline
    for page in (outline, desk.get(f"/settle/{reference}").text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_without_libreoffice_nothing_is_shown_as_printed(
    desk: AtDesk, morgan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.readers.viewing.pdf.find_libreoffice", lambda: None)
    assert "As printed" not in desk.get(f"/settle/{morgan}").text
    answer = desk.get(f"/form/{morgan}/pdf")
    assert answer.status_code == 409
    assert "is not installed" in answer.text


def test_a_form_that_is_gone_is_said(tmp_path: Path) -> None:
    output = process(tmp_path, {"morgan.docx": unclear()})
    desk, morgan = AtDesk(output).enter(), references(output)["morgan.docx"]
    for path in (tmp_path / "input" / "morgan.docx", output / "morgan.docx"):
        path.unlink()
    answer = desk.get(f"/form/{morgan}/about")
    assert answer.status_code == 409
    assert "not where it was read" in answer.text
    assert desk.get(f"/settle/{morgan}").status_code == 200


@pytest.mark.parametrize("address", ["/settle/NOSUCHREF1", "/form/NOSUCHREF1/copy", "/settle/..%2F..%2Fetc"])
def test_a_reference_that_nothing_has_is_said(desk: AtDesk, address: str) -> None:
    assert desk.get(address).status_code in (404, 409)


def test_places_of_words_and_sheets() -> None:
    assert place_of("table 16, row 4, column 4") == "at-table-16-row-4-column-4"
    assert place_of("Child's checklist!D7") == "at-sheet-Child's-checklist-cell-D7"
    assert place_of(None) == ""

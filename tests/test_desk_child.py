"""The page of a child: what was assessed, what changed, what follows, and an assessment withdrawn and taken back."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from pipeline.desk.child.chart import Measured, chart
from pipeline.mapping import load_catalogue
from tests.desks import AtDesk, at_work, process, references
from tests.test_desk import HOSTILE, form
from tests.test_desk_settle import trail

BANDS = next(mapping.score.bands for mapping in load_catalogue().mappings if mapping.score)


@pytest.fixture(scope="module")
def processed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of two assessments of one child, and one of another child."""
    forms = {
        "first.docx": form("Riley Example", completed="05/01/2026").factor("sen", "x").factor("neet", "x"),
        "second.docx": form("Riley Example", completed="16/02/2026").factor("sen", "x").factor("attendance", "?"),
        "other.docx": form("Morgan Nobody", born="03/04/2011"),
    }
    return process(tmp_path_factory.mktemp("child"), forms)


@pytest.fixture
def output(processed: Path, tmp_path: Path) -> Path:
    """These results, for one test to change."""
    return Path(shutil.copytree(processed, tmp_path / "output"))


@pytest.fixture
def desk(output: Path) -> AtDesk:
    return AtDesk(output).enter()


def test_it_shows_all_assessments_of_the_child_and_of_no_other(desk: AtDesk, output: Path) -> None:
    known = references(output)
    page = desk.get(f"/child/{known['first.docx']}").text
    assert known["second.docx"] in page
    assert known["other.docx"] not in page
    assert "<title>A child · wordform</title>" in page
    assert "Totals: 05/01/2026 20, 16/02/2026 10 (up to 15)" in page


def test_factors_over_time_and_what_changed_are_in_words(desk: AtDesk, output: Path) -> None:
    page = desk.get(f"/child/{references(output)['second.docx']}").text
    rows = dict(re.findall(r'<tr><th scope="row">([^<]+)</th>((?:<td.*?</td>)+)</tr>', page))
    assert re.findall(r">([^<]+)</td>", rows["NEET"]) == ["applies", "–"]
    assert re.findall(r">([^<]+)</td>", rows["Attendance"]) == ["–", "unclear"]
    assert "10 points fewer than 20; the age score alone makes -5 of that" in page


def test_a_document_for_others_says_what_stays_out_and_is_made_on_a_click(desk: AtDesk, output: Path) -> None:
    reference = references(output)["second.docx"]
    page = desk.get(f"/child/{reference}").text
    assert page.index("Stays out") < page.index("In it")
    before = sorted(output.rglob("*"))
    answer = desk.get(f"/child/{reference}/document/police_share")
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''police_share.docx"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        assert b"Riley Example" in made.read("word/document.xml")
    assert sorted(output.rglob("*")) == before
    assert desk.get(f"/child/{reference}/document/nothing").status_code == 404


def test_an_assessment_is_withdrawn_with_a_reason_and_taken_back_in(desk: AtDesk, output: Path) -> None:
    known = references(output)
    second = known["second.docx"]
    with at_work(desk):
        refused = desk.order(f"/child/{second}/withdraw", why="  ")
        assert refused.json()["code"] == "reason_missing"
        desk.order(f"/child/{second}/withdraw", why="Entered twice", replaced_by=known["first.docx"])
        page = desk.get(f"/child/{known['first.docx']}").text
        assert "Jo Bloggs withdrew it: Entered twice" in page
        assert second not in desk.get("/all").text
        assert "This assessment is withdrawn" in desk.get(f"/child/{second}").text
        desk.order(f"/child/{second}/restore", why="It was right after all")
        assert second in desk.get("/all").text
    assert [each["kind"] for each in trail(output)] == ["withdraw", "restore"]
    assert trail(output)[0]["other"] == known["first.docx"]


def test_one_that_came_in_again_reading_otherwise_is_said_to_count(desk: AtDesk, output: Path) -> None:
    reference = references(output)["second.docx"]
    desk.order(f"/child/{reference}/withdraw", why="Entered twice")
    process(output.parent, {"second.docx": form("Riley Example", completed="16/02/2026").factor("sen", "no")})
    assert "say that it counts, or withdraw it once more" in desk.get(f"/settle/{reference}").text
    assert "It counts</button>" in desk.get(f"/child/{reference}").text
    assert desk.order(f"/child/{reference}/restore").status_code == 200
    assert "It counts</button>" not in desk.get(f"/child/{reference}").text


def test_html_in_a_reason_is_shown_as_text(desk: AtDesk, output: Path) -> None:
    reference = references(output)["other.docx"]
    desk.order(f"/child/{reference}/withdraw", why=HOSTILE)
    page = desk.get(f"/child/{reference}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_picture_has_a_point_for_each_total_and_a_stripe_for_each_level() -> None:
    measured = [
        Measured(day=dt.date(2026, 1, 5), least=20, most=20),
        Measured(day=dt.date(2026, 3, 5), least=45, most=80),
    ]
    drawn = chart(measured, BANDS)
    assert drawn is not None
    first, last = drawn.points
    assert first.x < last.x
    assert last.top < last.y < first.y  # higher totals stand higher
    assert last.total == "45 (up to 80)"
    assert [stripe.place for stripe in drawn.stripes] == ["mild", "middle", "severe"]
    assert all(stripe.height > 0 for stripe in drawn.stripes)


def test_one_total_or_none_makes_a_picture_or_none() -> None:
    alone = chart([Measured(day=dt.date(2026, 1, 5), least=0, most=0)], BANDS)
    assert alone is not None
    assert len(alone.points) == 1
    assert chart([], BANDS) is None

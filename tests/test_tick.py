"""A single box to tick (G44): ticked, denied, blank or unclear, wherever it is printed; and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import InvalidMapping
from pipeline.forms.check import check_all
from pipeline.forms.generated_blanks import blank_bytes, made_layout
from pipeline.forms.layouts import prepare_layouts
from pipeline.mapping import load_catalogue
from pipeline.process.form import process_one, read_one
from pipeline.process.result_json import record_of
from pipeline.submission import State
from pipeline.writers.template.check import problems as template_problems
from tests.documents import document
from tests.filledblank import FilledBlank
from tests.generality import DAY, FORM, Tool, assessed, codes, unread, values
from tests.settling import read_settled
from tests.shapes import Element, legacy_box, paragraph, run, table, tick
from tests.workbookbuilder import Sheet, number, text, truth, workbook
from tests.workbookcontrols import Box, with_boxes

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.process.result import Result

TITLE = "Consent of parents, to be filled in at the first visit"
AGREE, PHOTOS = "I agree that you share what I say", "You may take photos"
TICK = '[[field]]\nid = "{}"\nkind = "tick"\nlabel = "{}"\n'
CONSENT = TICK.format("agree", AGREE) + TICK.format("photos", PHOTOS)
DRAWN = {
    "before its words": ["{0} " + AGREE, "{1} " + PHOTOS],
    "against its words": ["{0}" + AGREE, "{1}" + PHOTOS],
    "behind its words": [AGREE + ": {0}", PHOTOS + ": {1}"],
    "in one line": ["{0} " + AGREE + "   {1} " + PHOTOS],
    "behind, in one line": [AGREE + " {0}   " + PHOTOS + " {1}"],
    "right of them": [[[AGREE, "{0}"], [PHOTOS, "{1}"]]],
    "left of them": [[["{0}", AGREE], ["{1}", PHOTOS]]],
    "beside each other": [[[AGREE, "{0}", PHOTOS, "{1}"]]],
    "before each other": [[["{0}", AGREE, "{1}", PHOTOS]]],
    "with a word": [[[AGREE, "{0} Yes"], [PHOTOS, "Tick: {1}"]]],
    "in lines of one cell": [[["{0} " + AGREE + "\n{1} " + PHOTOS]]],
    "below them": [[[AGREE, PHOTOS], ["{0}", "{1}"]]],
}
"""Where two boxes may be drawn: paragraphs and tables, with what each box shows."""
BESIDE = [[AGREE, ""], [PHOTOS, ""]]


def drawn(where: str, *signs: str) -> list[str | list[list[str]]]:
    """Return a form whose boxes show some signs."""
    return [
        block.format(*signs) if isinstance(block, str) else [[cell.format(*signs) for cell in row] for row in block]
        for block in DRAWN[where]
    ]


def filled(*blocks: str | list[list[str]] | Element) -> bytes:
    """Make a document of the form's title and some blocks."""
    return document(TITLE, *(table(block) if isinstance(block, list) else block for block in blocks))


def said(result: Result, name: str = "agree") -> object:
    """Return what a tick says: its value where it has one, else its state."""
    answer = result.submission.answers[name]
    return answer.value if answer.state is State.ANSWERED else answer.state.value


class TestWhereItIsPrinted:
    @pytest.mark.parametrize("where", DRAWN)
    def test_a_box_is_ticked_by_itself(self, tmp_path: Path, where: str) -> None:
        tool = Tool(tmp_path, CONSENT, TITLE, *drawn(where, "☐", "☐"))
        for signs, wanted in (
            (("☒", "☐"), (True, "blank")),
            (("☐", "☑"), ("blank", True)),
            (("☐", "☐"), ("blank",) * 2),
        ):
            result = tool.read_bytes(filled(*drawn(where, *signs)))
            assert (said(result), said(result, "photos")) == wanted
            assert unread(result) == []

    @pytest.mark.parametrize("box", ["[ ]", "( )", "____"])
    def test_a_box_may_be_drawn_with_brackets_or_a_line(self, tmp_path: Path, box: str) -> None:
        tool = Tool(tmp_path, CONSENT, TITLE, f"{box} {AGREE}", f"{box} {PHOTOS}")
        assert values(
            tool.read_bytes(filled(f"{box} {AGREE}", f"{box.replace(' ', 'x').replace('____', '_x_')} {PHOTOS}"))
        ) == {"photos": True}

    @pytest.mark.parametrize("kind", ["control", "old form field"])
    def test_a_control_says_its_stored_state(self, tmp_path: Path, kind: str) -> None:
        def box(checked: bool) -> list[Element]:
            return [tick(checked)] if kind == "control" else legacy_box("1" if checked else None)

        tool = Tool(tmp_path, CONSENT, TITLE, paragraph(*box(False), f" {AGREE}"), [[PHOTOS, paragraph(*box(False))]])
        result = tool.read_bytes(filled(paragraph(*box(True), f" {AGREE}"), [[PHOTOS, paragraph(*box(False))]]))
        assert (said(result), said(result, "photos")) == (True, "blank")

    @pytest.mark.parametrize("cells", [BESIDE, [["", AGREE], ["", PHOTOS]], [["", AGREE, ""], ["", PHOTOS, ""]]])
    def test_an_empty_cell_is_ticked_too(self, tmp_path: Path, cells: list[list[str]]) -> None:
        tool = Tool(tmp_path, CONSENT, TITLE, cells)
        column = 0 if cells[0][0] == "" else 1
        assert values(tool.read((AGREE, column, "x"))) == {"agree": True}

    def test_a_line_without_a_box_takes_a_word(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, CONSENT, TITLE, f"{AGREE}:", f"{PHOTOS}:")
        assert values(tool.read_bytes(filled(f"{AGREE}: yes", f"{PHOTOS}: no"))) == {"agree": True, "photos": False}

    def test_several_boxes_that_cannot_be_told_apart_are_refused(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidMapping, match=r"several boxes.*make it kind 'choice'"):
            Tool(tmp_path, TICK.format("agree", AGREE), TITLE, f"{AGREE} ☐ Yes ☐ No").layouts.lay_out()


class TestWhatIsWritten:
    @pytest.mark.parametrize("entry", ["✓", "✔", "x", "X", "✗", "[x]", "yes", "Y", "true", "1", "✓ yes", "Ticked"])
    def test_ticked(self, tmp_path: Path, entry: str) -> None:
        assert said(Tool(tmp_path, CONSENT, TITLE, BESIDE).read((AGREE, 1, entry))) is True

    @pytest.mark.parametrize("entry", ["no", "No", "-", "–", "n/a", "0", "FALSE"])
    def test_not_ticked(self, tmp_path: Path, entry: str) -> None:
        assert said(Tool(tmp_path, CONSENT, TITLE, BESIDE).read((AGREE, 1, entry))) is False

    @pytest.mark.parametrize("entry", ["", "☐", "□"])
    def test_left_blank(self, tmp_path: Path, entry: str) -> None:
        assert said(Tool(tmp_path, CONSENT, TITLE, BESIDE).read((AGREE, 1, entry), (PHOTOS, 1, "x"))) == "blank"

    @pytest.mark.parametrize(
        "entry", ["?", "✓?", "✓ tbc", "✓ ✗", "✓ no", "to be asked", "✓ but not the school", "2", run("x", strike=True)]
    )
    def test_what_is_more_or_other_than_a_tick_is_unclear(self, tmp_path: Path, entry: str | Element) -> None:
        assert said(Tool(tmp_path, CONSENT, TITLE, BESIDE).read((AGREE, 1, entry))) == "unclear"

    def test_a_comment_beside_a_tick_is_unclear_and_the_tick_proposed(self, tmp_path: Path) -> None:
        result = Tool(tmp_path, CONSENT, TITLE, BESIDE).read((AGREE, 1, "✓ said Mum"))
        assert [each.proposed for each in result.findings if each.field == "agree"] == ["yes"]

    def test_a_cross_among_ticks_may_say_no(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, CONSENT, TITLE, BESIDE)
        result = tool.read((AGREE, 1, "✓"), (PHOTOS, 1, "✗"))
        assert (said(result), said(result, "photos")) == (True, "unclear")
        assert values(tool.read((AGREE, 1, "✗"), (PHOTOS, 1, "x"))) == {"agree": True, "photos": True}

    @pytest.mark.parametrize(
        "line",
        [
            paragraph("☐ ", run(AGREE, highlight="yellow")),
            paragraph("☐ ", run(AGREE, strike=True)),
            paragraph("☒ ", run(AGREE, strike=True)),
            paragraph(run("☒", strike=True), f" {AGREE}"),
            paragraph(AGREE),
            paragraph(f"☒ {AGREE} if Dad does too"),
        ],
    )
    def test_a_line_that_was_changed_is_unclear(self, tmp_path: Path, line: Element) -> None:
        tool = Tool(tmp_path, CONSENT, TITLE, f"☐ {AGREE}", f"☐ {PHOTOS}")
        assert said(tool.read_bytes(filled(line, f"☒ {PHOTOS}"))) == "unclear"

    def test_a_mark_between_two_boxes_is_unclear(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, CONSENT, TITLE, f"☐ {AGREE}   ☐ {PHOTOS}")
        result = tool.read_bytes(filled(f"☐ {AGREE} x ☐ {PHOTOS}"))
        assert (said(result), said(result, "photos")) == ("unclear", "unclear")

    def test_without_its_line_it_is_not_found(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, CONSENT, TITLE, f"☐ {AGREE}", f"☐ {PHOTOS}")
        assert said(tool.read_bytes(filled(f"☒ {PHOTOS}"))) == "not_found"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    where=st.sampled_from(sorted(DRAWN)),
    first=st.sampled_from(["☐", "☒", "✓", "x", "?", "☒?", "☐ no", "✓ mum said", "x ☐", "-"]),
    second=st.sampled_from(["☐", "☒", "x"]),
)
def test_noise_in_or_beside_a_box_never_reads_as_another_answer(
    tools: dict[str, Tool], where: str, first: str, second: str
) -> None:
    """What is not exactly a tick is unclear or denied, and never ticks or frees the other box in silence."""
    result = tools[where].read_bytes(filled(*drawn(where, first, second)))
    exact = {"☐": "blank", "☒": True, "✓": True, "x": True}
    plain = {**exact, "-": False, "☐ no": False, "x ☐": True}
    open_ = ("unclear", "not_found")
    assert said(result) in (plain.get(first), *open_)
    assert said(result, "photos") in (exact[second], *open_)
    if first in exact and "one line" not in where and "against" not in where:
        assert (said(result), said(result, "photos")) == (exact[first], exact[second])


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tool]:
    """Return a form for each place where boxes may be drawn."""
    return {where: Tool(tmp_path_factory.mktemp("tool"), CONSENT, TITLE, *drawn(where, "☐", "☐")) for where in DRAWN}


# -- workbooks ---------------------------------------------------------------------------------------------------------

ASKED = {"A1": text(TITLE), "A3": text(AGREE), "A4": text(PHOTOS)}
UNTICKED = [Box("B3", checked=False), Box("B4", checked=False)]


def sheet(**cells: object) -> bytes:
    """Make a workbook of the form with some cells."""
    return workbook(Sheet(cells={**ASKED, **cells}))


@pytest.mark.parametrize(
    ("blank", "form", "wanted"),
    [
        (sheet(), sheet(B3=text("x"), B4=text("no")), (True, False)),
        (sheet(), sheet(B3=truth(True), B4=truth(False)), (True, False)),
        (sheet(), sheet(B3=number(1), B4=text("?")), (True, "unclear")),
        (sheet(B3=text("☐"), B4=text("☐")), sheet(B3=text("☒"), B4=text("☐")), (True, "blank")),
        (sheet(A3=text(f"☐ {AGREE}")), sheet(A3=text(f"☑ {AGREE}")), (True, "blank")),
        (with_boxes(sheet(), 1, UNTICKED), with_boxes(sheet(), 1, [Box("B3"), UNTICKED[1]]), (True, "blank")),
    ],
)
def test_a_tick_in_a_workbook(tmp_path: Path, blank: bytes, form: bytes, wanted: tuple[object, object]) -> None:
    (tmp_path / "blanks").mkdir()
    (tmp_path / "blanks" / "tool.xlsx").write_bytes(blank)
    (tmp_path / "tool.toml").write_text(FORM.replace("docx", "xlsx") + CONSENT, "utf-8")
    layouts = prepare_layouts(load_catalogue([tmp_path])).forms
    result = read_one(form, name="form.xlsx", layouts=layouts, day=DAY)
    assert (said(result), said(result, "photos")) == wanted


# -- what follows ------------------------------------------------------------------------------------------------------

FOLLOWS = (
    CONSENT
    + TICK.format("urgent", "Urgent")
    + """
[score]
band = [{ level = "low", to = 4, name = "Low" }, { level = "high", from = 5, name = "High" }]
[[score.attribute]]
field = "agree"
points = { true = 3 }
[[score.multiplier]]
id = "twice"
field = "photos"
times = { true = 2 }
[[write]]
field = "urgent"
value = "agree and not photos"
[[rule]]
id = "no_photos"
severity = "ask"
when = "agree and photos == false"
say = "No photos."
"""
)
ASKED_TOO = [*BESIDE, ["Urgent", "☐"]]


class TestWhatFollows:
    def test_the_result_says_true_false_or_nothing(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, CONSENT, TITLE, BESIDE)
        for entries, wanted in ((("✓", "no"), [True, False]), (("", "x"), [None, True])):
            result = tool.read((AGREE, 1, entries[0]), (PHOTOS, 1, entries[1]))
            found = record_of(result.submission, result.assessment, result.findings)["answers"]
            assert [found[name]["value"] for name in ("agree", "photos")] == wanted

    @pytest.mark.parametrize(
        ("entry", "points"), [("✓", (3, 3)), ("no", (0, 0)), ("", (0, 0)), ("✓ if needed", (0, 3))]
    )
    def test_points(self, tmp_path: Path, entry: str, points: tuple[int, int]) -> None:
        assessment = assessed(Tool(tmp_path, FOLLOWS, TITLE, ASKED_TOO).read((AGREE, 1, entry), (PHOTOS, 1, "x")))
        assert (assessment.total, assessment.total_max) == points

    @pytest.mark.parametrize(
        ("entry", "asked"),
        [
            ("no", ["No photos."]),
            ("", []),
            ("x", []),
            ("?", ["Can't say for certain without “You may take photos”: No photos."]),
        ],
    )
    def test_conditions(self, tmp_path: Path, entry: str, asked: list[str]) -> None:
        result = Tool(tmp_path, FOLLOWS, TITLE, ASKED_TOO).read((AGREE, 1, "✓"), (PHOTOS, 1, entry))
        assert [each.message for each in result.findings if each.code == "no_photos"] == asked

    def test_a_condition_that_compares_it_with_a_word_is_refused(self, tmp_path: Path) -> None:
        tool = Tool(tmp_path, FOLLOWS.replace("photos == false", "photos == 'no'"), TITLE, ASKED_TOO)
        with pytest.raises(InvalidMapping, match="compares 'photos' with a text; it is a tick"):
            load_catalogue([tool.folder])

    @pytest.mark.parametrize("points", ["{ yes = 3 }", "{ ticked = 3 }"])
    def test_points_of_what_it_cannot_say_are_refused(self, tmp_path: Path, points: str) -> None:
        tool = Tool(tmp_path, FOLLOWS.replace("{ true = 3 }", points), TITLE, ASKED_TOO)
        with pytest.raises(InvalidMapping, match=r"score.attribute\[agree\].points: there is no choice"):
            load_catalogue([tool.folder])

    def test_a_result_is_ticked_into_its_box(self, tmp_path: Path) -> None:
        blank = [*BESIDE, ["Urgent", paragraph(tick(False))]]
        for cells in (ASKED_TOO, blank):
            tool = Tool(tmp_path, FOLLOWS, TITLE, cells)
            _, again = tool.process((AGREE, 1, "✓"))
            assert said(again, "urgent") is True
            _, again = tool.process((AGREE, 1, "✓"), (PHOTOS, 1, "✓"))
            assert said(again, "urgent") == "blank"

    @pytest.mark.parametrize("line", ["☐ Urgent   ☐ Seen by the manager", "Seen by the manager ☐   Urgent ☐"])
    def test_a_result_is_ticked_among_other_boxes(self, tmp_path: Path, line: str) -> None:
        mapping = FOLLOWS + TICK.format("seen", "Seen by the manager")
        tool = Tool(tmp_path, mapping, TITLE, BESIDE, line)
        _, again = tool.process((AGREE, 1, "✓"))
        assert (said(again, "urgent"), said(again, "seen")) == (True, "blank")

    @pytest.mark.parametrize(("value", "wanted"), [("yes", True), ("No", False), ("✓", True), ("ticked", True)])
    def test_people_settle_it(self, tmp_path: Path, value: str, wanted: bool) -> None:
        tool = Tool(tmp_path, FOLLOWS, TITLE, ASKED_TOO)
        result = read_settled(tool.form((AGREE, 1, "?")), {"agree": value}, tool)
        assert (said(result), assessed(result).total) == (wanted, 3 if wanted else 0)

    @pytest.mark.parametrize("excel", [False, True])
    def test_the_blank_that_is_made_has_a_box(self, tmp_path: Path, excel: bool) -> None:
        (tmp_path / "tool.toml").write_text(FORM.replace('blanks = ["tool.docx"]', "") + CONSENT, "utf-8")
        mapping = load_catalogue([tmp_path]).mappings[0]
        data, layouts = blank_bytes(mapping, excel=excel), [made_layout(mapping, "xlsx" if excel else "docx")]
        assert codes(read_one(data, name="blank", layouts=layouts, day=DAY)) == {"nothing_filled_in"}
        if not excel:
            data = FilledBlank(data).tick("agree").bytes()
            assert values(read_one(data, name="form", layouts=layouts, day=DAY)) == {"agree": True}

    def test_it_is_tried_when_the_mapping_is_checked(self, tmp_path: Path) -> None:
        for where in DRAWN:
            folder = tmp_path / where
            folder.mkdir()
            checked = check_all([Tool(folder, CONSENT, TITLE, *drawn(where, "☐", "☐")).folder])
            assert (checked.problems, checked.doubts, checked.unused) == ((), (), ())


class TestOnTheTemplate:
    @pytest.fixture
    def tool(self, tmp_path: Path) -> Tool:
        """Make a form with a template that has a box for one tick and a tag for the other."""
        (tmp_path / "templates").mkdir()
        (tmp_path / "mappings").mkdir()
        made = filled(paragraph(tick(False, tag="agree"), f" {AGREE}"), [[PHOTOS, "{{ photos }}"]], "{{p unread }}")
        (tmp_path / "templates" / "tool.docx").write_bytes(made)
        mapping = FORM + 'template = "tool.docx"\n' + CONSENT
        return Tool(tmp_path / "mappings", mapping, TITLE, f"☐ {AGREE}", [[PHOTOS, ""]])

    def test_a_check_box_or_a_tag_takes_it(self, tool: Tool) -> None:
        mapping = load_catalogue([tool.folder]).mappings[0]
        made = (tool.folder.parent / "templates" / "tool.docx").read_bytes()
        assert template_problems(made, mapping) == []

    @pytest.mark.parametrize(
        ("agree", "photos"), [("☒", ""), ("☐", "x"), ("☒", "no"), ("☒ ?", "✓ if asked"), ("no", "✓"), ("☐", "")]
    )
    def test_it_comes_back(self, tool: Tool, agree: str, photos: str) -> None:
        form, layouts = filled(f"{agree} {AGREE}", [[PHOTOS, photos]], "Seen at home."), tool.layouts.forms
        result, written = process_one(form, name="form.docx", layouts=layouts, day=DAY, onto_template=True)
        again = read_one(written, name="form.docx", layouts=layouts, day=DAY)
        assert said(again, "photos") == said(result, "photos")
        if said(result) in (True, "blank"):
            assert said(again) == said(result)
        else:  # a box can't show it: it is in words at the end
            assert any(each.startswith("Agree: ") for each in unread(again))

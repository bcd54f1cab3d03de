"""What the builder of test forms makes is what it says: sound packages, the same bytes, answers in their places."""

import subprocess
from pathlib import Path

import pytest
from lxml import etree

from tests import shapes
from tests.formbuilder import (
    BLANK,
    CompletedForm,
    document,
    factors,
    main_part,
    mutate,
    package,
    parts_of,
    reprefixed,
    strict,
    text_of,
)
from tests.shapes import NAMESPACES, paragraph, q, row, run, table, tick


def filled_in() -> bytes:
    """Make a form with some of everything."""
    return (
        CompletedForm()
        .put("child_name", "Example Child")
        .put("date_completed", "3/3/26", "Nothing before")
        .put("harm", "One.", table([["Name", "Car"], ["Unknown", "Black hatchback"]]), shapes.text_box("In a box"))
        .views_date("1/3/26")
        .put("child_views_good", "Football.")
        .factors({"sen": "5", "neet": tick(), "attendance": tick(round_="cell"), "nrm": shapes.symbol("F0FC")})
        .factor("cuckooing", shapes.legacy_box(), notes="since May")
        .weight("domestic_abuse", highlight="yellow")
        .choose("outcome", "high", highlight="yellow")
        .choose("exploitation_type", "CSE", under="high", others="strike")
        .agencies([("A. Person", "PC", "Police", "101"), ("B. Person", "Worker", "YOS", "ext 4"), ("C", "D", "E", "F")])
        .actions([("Meet", "School", "1/4/26")] * 5)
        .bytes()
    )


def awkward() -> bytes:
    """Make a tiny document with every shape."""
    return document(
        table([["Name", ""], row(["SEN", tick(round_="cell")], before=1)]),
        paragraph("listed", list_level=0),
        shapes.text_box("in a box"),
        paragraph(shapes.inserted("new"), shapes.deleted("old"), shapes.moved_from("there"), shapes.moved_to("here")),
        paragraph("note", shapes.footnote_reference(1), shapes.comment_reference(0), shapes.hyperlink("link", "rIdL")),
        paragraph(shapes.legacy_list(["a", "b"], 1), shapes.legacy_text("typed"), shapes.legacy_box("0", default="1")),
        paragraph(shapes.control("chosen", kind="dropDownList", options=["chosen"]), shapes.drawn_shape()),
        paragraph(shapes.simple_field("DATE", "today"), shapes.custom_xml(run("x")), shapes.smart_tag(run("y"))),
        footnotes=["below the line"],
        comments=["a remark"],
        header="at the top",
        links={"rIdL": "https://example.org"},
    )


@pytest.fixture(params=[filled_in, awkward], ids=["form", "tiny"])
def made(request: pytest.FixtureRequest) -> bytes:
    made: bytes = request.param()
    return made


def test_every_part_is_well_formed(made: bytes) -> None:
    for name, content in parts_of(made).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(content)


def test_every_relationship_leads_to_a_part_that_has_a_content_type(made: bytes) -> None:
    parts = parts_of(made)
    types = etree.fromstring(parts["[Content_Types].xml"])
    overrides = {element.get("PartName") for element in types}
    for element in etree.fromstring(parts["word/_rels/document.xml.rels"]):
        target = element.get("Target", "")
        if element.get("TargetMode") != "External" and not target.startswith(".."):
            assert f"word/{target}" in parts
            assert f"/word/{target}" in overrides


def test_the_same_calls_give_the_same_bytes() -> None:
    assert filled_in() == filled_in()
    assert awkward() == awkward()


def test_ids_of_changes_and_controls_are_there_and_differ() -> None:
    root = main_part(awkward())
    changes = [e.get(q("w:id")) for e in root.iter(q("w:ins"), q("w:del"), q("w:moveFrom"), q("w:moveTo"))]
    assert len(changes) == 4
    assert None not in changes
    assert len(set(changes)) == 4


@pytest.mark.integration
def test_libreoffice_opens_what_is_made(soffice: str, tmp_path: Path) -> None:
    (tmp_path / "form.docx").write_bytes(filled_in())
    (tmp_path / "tiny.docx").write_bytes(awkward())
    (tmp_path / "strict.docx").write_bytes(strict(document("strictly speaking")))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = ["form.docx", "tiny.docx", "strict.docx"]
    subprocess.run(
        [soffice, profile, "--headless", "--convert-to", "fodt", *files],
        cwd=tmp_path, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    form, tiny, strictly = ((tmp_path / name).with_suffix(".fodt").read_text("utf-8") for name in files)
    assert "Example Child" in form
    assert "Black hatchback" in form
    assert "in a box" in tiny
    assert "strictly speaking" in strictly


class TestCompletedForm:
    def test_untouched_it_is_the_blank(self) -> None:
        blank, again = parts_of(BLANK.read_bytes()), parts_of(CompletedForm().bytes())
        assert list(blank) == list(again)
        assert {name for name in blank if blank[name] != again[name]} <= {"word/document.xml"}
        assert canonical(blank["word/document.xml"]) == canonical(again["word/document.xml"])

    def test_every_factor_has_its_row_and_printed_weight(self) -> None:
        form = CompletedForm()
        assert len(factors()) == 33
        for factor, (_, weight) in factors().items():
            assert text_of(form.factor_cell(factor, "Yes Score")) == str(weight)

    def test_answers_stand_where_people_write_them(self) -> None:
        form = CompletedForm().put("date_of_birth", "1/2/2010").factor("sen", "5", "a note").put("harm", "Harm.")
        assert [text_of(cell) for cell in form.box("child_name").itersiblings(q("w:tc"))] == ["DOB", "1/2/2010"]
        assert [text_of(cell) for cell in form.row("sen")][1:] == ["SEN", "5", "5", "a note"]
        assert [text_of(line) for line in form.box("harm").iter(q("w:p"))] == ["Harm.", "", "", "", "", "", ""]

    def test_a_type_is_marked_under_its_outcome_only(self) -> None:
        root = CompletedForm().choose("exploitation_type", "CSE", under="high", highlight="yellow").tree()
        (line,) = root.xpath("//w:p[w:r/w:rPr/w:highlight]", namespaces=NAMESPACES)
        assert [text_of(made) for made in line if made.find(f".//{q('w:highlight')}") is not None] == ["CSE"]
        assert text_of(line) == "Type of exploitation identified CCECSEBoth"
        assert text_of(line.getprevious()).startswith("High Concern")

    def test_rows_are_added_for_agencies_that_are_not_printed(self) -> None:
        form = CompletedForm().agencies([("A", "B", "Police", "1"), ("C", "D", "YOS", "2"), ("E", "F", "Other", "3")])
        (rows,) = [e for e in form.body.iter(q("w:tbl")) if text_of(e).startswith("NameRole")]
        texts = [[text_of(cell) for cell in made] for made in rows.iter(q("w:tr"))]
        assert texts[1] == ["A", "B", "Police", "1"]
        assert texts[-2:] == [["C", "D", "YOS", "2"], ["E", "F", "Other", "3"]]

    def test_the_checklist_can_be_split(self) -> None:
        form = CompletedForm().split_checklist("neet").factor("neet", "5")
        tables = [e for e in form.body.iter(q("w:tbl")) if "Yes Score" in text_of(e)]
        assert [len(e.findall(q("w:tr"))) for e in tables] == [24, 11]
        assert [text_of(cell) for cell in tables[1].findall(q("w:tr"))[1]][1:4] == ["NEET", "5", "5"]


class TestMutation:
    def test_one_part_changes(self) -> None:
        before = document("one", "two")
        after = mutate(before, "word/document.xml", "two", "three")
        assert text_of(main_part(after)) == "onethree"
        assert {**parts_of(after), "word/document.xml": b""} == {**parts_of(before), "word/document.xml": b""}

    def test_what_is_not_there_cannot_be_replaced(self) -> None:
        with pytest.raises(LookupError, match="does not hold"):
            mutate(document("one"), "word/document.xml", "two", "three")

    def test_a_package_is_its_parts(self) -> None:
        assert parts_of(package({"a": b"1", "b": b"2"})) == {"a": b"1", "b": b"2"}

    @pytest.mark.parametrize("prefix", ["ns0", "x", ""])
    def test_another_prefix_is_the_same_document(self, prefix: str) -> None:
        changed = reprefixed(awkward(), prefix)
        assert f"<{prefix}:p>" in parts_of(changed)["word/document.xml"].decode() or not prefix
        assert text_of(main_part(changed)) == text_of(main_part(awkward()))
        assert [e.tag for e in main_part(changed).iter()] == [e.tag for e in main_part(awkward()).iter()]


def canonical(xml: bytes) -> bytes:
    """Return a part without the differences that mean nothing (quotes, declaration, unused prefixes)."""
    root = etree.fromstring(xml)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, method="c14n")

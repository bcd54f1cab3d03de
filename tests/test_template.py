"""Documents made from the template: the same answers on a clean form, rich narrative and all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from pipeline.errors import CannotWrite, InvalidMapping
from pipeline.process.form import process_one
from pipeline.process.onto_template import render
from pipeline.readers import read_document
from pipeline.submission import FactorState, State
from pipeline.writers.template.render import check_template, render_template, require_template
from tests.extent import often
from tests.formbuilder import CompletedForm, isolate, mutate, package, paragraph, parts_of, run, table, tick
from tests.reading import DAY, layouts, read_result
from tests.shapes import comment_reference, control, deleted, hyperlink, inserted, mark_run, q, text_box, xml
from tests.test_rules import EIGHTY
from tests.workbookbuilder import filled

if TYPE_CHECKING:
    from pipeline.mapping import Mapping
    from pipeline.submission import Submission
    from tests.shapes import Element

TEMPLATE = Path(__file__).parent.parent / "templates" / "ce_assessment.docx"
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f6454000000000 49454e44ae426082"
)
MAIN = "word/document.xml"


def rendered(form: bytes | CompletedForm) -> bytes:
    """Put a form's answers onto the template, read back as the program does."""
    data = form if isinstance(form, bytes) else form.bytes()
    result = read_result(data)
    source = data if result.kind == "docx" else None
    made = render(result.submission, result.assessment, result.layout, layouts().forms, DAY, form=source)
    return made.document


def test_a_rating_that_is_open_says_what_it_could_be_and_reads_back() -> None:
    form = simple_form().factors(dict.fromkeys(EIGHTY, "?"))
    answers = read_result(rendered(form)).submission.answers
    assert (answers["rag_rating"].value, answers["rag_rating"].raw) == ("low", "✓ (provisional, up to High concern)")


def values(submission: Submission) -> dict[str, object]:
    """Return what a form says, without places."""
    answers: dict[str, object] = {name: (answer.state, answer.value) for name, answer in submission.answers.items()}
    factors = {name: (factor.state, factor.entered, factor.notes) for name, factor in submission.checklist.items()}
    return {**answers, **factors}


def shipped() -> Mapping:
    """Return the shipped form's mapping."""
    return layouts().mappings[0]


def simple_form() -> CompletedForm:
    """Fill in what nearly every form has."""
    form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "03/07/2011")
    form.put("date_completed", "12/10/2026", "CE was a concern before").put("case_status", "CIN")
    form.put("harm", "Missing from home & <unknown>")
    form.factors({"sen": "5", "wanted_missing": "10", "nrm": "?"})
    return form


def body(data: bytes) -> Element:
    """Parse the main part."""
    return etree.fromstring(parts_of(data)[MAIN])


# The template itself


def test_the_shipped_template_has_no_mistakes() -> None:
    assert check_template(shipped()) == []


def test_the_template_repeats_its_header_rows_and_has_real_headings() -> None:
    root = body(TEMPLATE.read_bytes())
    headers = [row for row in root.iter(q("w:tr")) if row.find(f"{q('w:trPr')}/{q('w:tblHeader')}") is not None]
    headings = [style for style in root.iter(q("w:pStyle")) if style.get(q("w:val")) == "Heading1"]

    assert len(headers) == 2
    assert len(headings) >= 8


def test_the_script_makes_the_shipped_template(project: Path) -> None:
    scope: dict[str, object] = {"__name__": "made", "__file__": str(project / "templates" / "make_ce_assessment.py")}
    exec((project / "templates" / "make_ce_assessment.py").read_text("utf-8"), scope)  # noqa: S102
    make = scope["made"]
    assert callable(make)

    assert parts_of(make()) == parts_of(TEMPLATE.read_bytes())


# Answers


def test_the_same_answers_and_the_results_stand_on_the_template() -> None:
    before = read_result(simple_form())
    after = read_result(rendered(simple_form()))
    results = {"age_score": 5, "total_score": None, "rag_rating": "low", "review_date": before.assessment.review_due}

    assert before.assessment.total == after.assessment.total == 20
    for field, answer in before.submission.answers.items():
        found = after.submission.answers[field]
        if field not in results:
            assert (found.state, found.value) == (answer.state, answer.value), field
        elif results[field] is not None:
            assert found.value == results[field]
    assert after.submission.checklist["nrm"].state is FactorState.UNCLEAR
    assert after.submission.unread == ()


def test_a_blank_form_stays_blank() -> None:
    data = CompletedForm.blank()

    assert values(read_result(rendered(data)).submission) == values(read_result(data).submission)


@pytest.mark.parametrize("outcome", ["no_longer_required", "low", "medium", "high"])
def test_the_outcome_and_its_type_are_ticked_in_real_check_boxes(outcome: str) -> None:
    form = simple_form()
    if outcome != "no_longer_required":
        form.choose("exploitation_type", "CSE", under=outcome, bold=True)
    form.choose("outcome", outcome, before="✓ ")
    data = rendered(form)
    ticked = [
        box.getparent().getparent().find(q("w:tag")).get(q("w:val"))  # type: ignore[union-attr]
        for box in body(data).iter(q("w14:checked"))
        if box.get(q("w14:val")) == "1"
    ]

    assert ticked == [f"outcome.{outcome}", f"exploitation_type.{outcome}.CSE"][: 1 + (outcome != "no_longer_required")]
    assert read_result(data).submission.answers["outcome"].value == outcome


def test_two_outcomes_stay_two_outcomes() -> None:
    form = simple_form().choose("outcome", "low", before="✓ ").choose("outcome", "high", before="✓ ")
    answer = read_result(rendered(form)).submission.answers["outcome"]

    assert answer.state is State.UNCLEAR
    assert "✓" in answer.raw


def test_a_rating_left_open_by_formatting_stays_open() -> None:
    form = simple_form()
    for words in ("Medium concern", "High concern"):
        mark_run(isolate(form.cell(words), words), highlight="yellow")
    answer = read_result(rendered(form)).submission.answers["rag_rating"]

    assert read_result(form).submission.answers["rag_rating"].state is State.UNCLEAR
    assert (answer.state, answer.raw) == (State.UNCLEAR, "?\n?\n?")


def test_a_date_is_stored_in_its_control() -> None:
    root = body(rendered(simple_form()))
    stored = {date.get(q("w:fullDate")) for date in root.iter(q("w:date"))}

    assert {"2011-07-03T00:00:00Z", "2026-10-12T00:00:00Z"} <= stored


def test_entries_of_every_kind_come_back() -> None:
    form = (
        simple_form()
        .factor("neet", tick(True))
        .factor("attendance", tick(False))
        .factor("home_schooled", "x", "a note")
    )
    form.factor("cuckooing", run("10", strike=True)).weight("domestic_abuse", highlight="yellow")
    before, after = (read_result(each).submission.checklist for each in (form, rendered(form)))

    assert {name: factor.state for name, factor in before.items()} == {name: f.state for name, f in after.items()}
    assert after["home_schooled"].notes == "a note"
    assert before["cuckooing"].state is FactorState.UNCLEAR


def test_agencies_and_actions_keep_their_rows_and_the_printed_ones() -> None:
    form = simple_form().agencies(
        [("A", "PC", "Police", "1"), ("E", "SENCO", "Education", "2"), ("B", "Y", "Youth work", "3")]
    )
    form.actions([(f"Do {number}", "SW", "01/12/2026") for number in range(7)])
    data = rendered(form)
    shown = read_document(data, name="x").text

    assert values(read_result(data).submission)["agencies"] == values(read_result(form).submission)["agencies"]
    assert values(read_result(data).submission)["actions"] == values(read_result(form).submission)["actions"]
    assert "Social worker/Lead professional" in shown


def test_text_that_no_question_claims_is_not_lost() -> None:
    form = simple_form()
    form.line("Instructions for use:").addnext(paragraph("See the attached chronology"))
    texts = [text.text for text in read_result(rendered(form)).submission.unread]

    assert texts == ["See the attached chronology"]


# Rich narrative


def rich_form() -> bytes:
    """Fill in a narrative with everything that Word can put there."""
    picture = xml(
        '<w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><wp:docPr id="1" name="P" descr="A map"/>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="1" name="P"/>'
        '<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdP"/></pic:blipFill><pic:spPr/></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    form = simple_form()
    form.put(
        "locations",
        paragraph(
            "Seen at ", run("the station", bold=True), " with ", inserted(run("a friend")), deleted(run("nobody"))
        ),
        table([["Car", "Blue"], ["Plate", run("X1", italic=True)]]),
        paragraph("First", list_level=0),
        paragraph("Second", list_level=0, style="ListNumber"),
        paragraph(picture),
        paragraph("See ", hyperlink("the page", "rIdL"), comment_reference(0)),
        paragraph(control("in a control", kind="rich")),
    )
    rels = (
        '<Relationship Id="rIdP" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        'Target="media/p.png"/>'
        '<Relationship Id="rIdL" TargetMode="External" Target="https://example.org/a?b=1&amp;c=2" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/></Relationships>'
    )
    data = mutate(form.bytes(), "word/_rels/document.xml.rels", "</Relationships>", rels)
    data = mutate(data, "[Content_Types].xml", "</Types>", '<Default Extension="png" ContentType="image/png"/></Types>')
    return package({**parts_of(data), "word/media/p.png": PICTURE})


def place_of(data: bytes, words: str) -> Element:
    """Find the cell that holds the words, but not in a nested table."""
    cells = [cell for cell in body(data).iter(q("w:tc")) if words in "".join(cell.itertext())]
    return cells[0]


def test_rich_narrative_is_carried_over() -> None:
    data = rendered(rich_form())
    cell = place_of(data, "Seen at ")
    words = read_result(data).submission.answers["locations"].raw

    assert words == read_result(rich_form()).submission.answers["locations"].raw
    assert all(
        each in words for each in ("the station", "a friend", "Plate\tX1", "First", "Second", "the page", "in a")
    )
    assert "nobody" not in "".join(cell.itertext())
    assert cell.find(f".//{q('w:tbl')}") is not None
    assert any(piece.find(f"{q('w:rPr')}/{q('w:b')}") is not None for piece in cell.iter(q("w:r")))
    assert len(list(cell.iter(q("w:numPr")))) == 2
    assert not list(cell.iter(q("w:commentReference"), q("w:ins"), q("w:del"), q("w:sdt")))


def test_pictures_and_links_come_with_their_parts() -> None:
    parts = parts_of(rendered(rich_form()))
    rels = parts["word/_rels/document.xml.rels"].decode()

    assert PICTURE in parts.values()
    assert "https://example.org/a?b=1&amp;c=2" in rels
    assert "image/png" in parts["[Content_Types].xml"].decode()


def test_lists_refer_to_definitions_that_are_there() -> None:
    parts = parts_of(rendered(rich_form()))
    numbering = etree.fromstring(parts["word/numbering.xml"])
    defined = {number.get(q("w:numId")) for number in numbering.iter(q("w:num"))}
    used = {number.get(q("w:val")) for number in etree.fromstring(parts[MAIN]).iter(q("w:numId"))}
    tags = [etree.QName(child).localname for child in numbering]

    assert used <= defined
    assert tags == sorted(tags)  # every abstractNum stands before the first num


def test_an_answer_under_its_prompt_keeps_its_formatting_and_leaves_the_prompt() -> None:
    form = simple_form()
    form.line("What does the child say are the good things").addnext(paragraph("Her ", run("dog", bold=True)))
    form.views_date("01/10/2026")
    data = rendered(form)
    cell = place_of(data, "Her ")

    assert "".join(cell.itertext()).count("What does the child say are the good things") == 1
    assert any(each.find(f"{q('w:rPr')}/{q('w:b')}") is not None for each in cell.iter(q("w:r")))


def test_text_boxes_and_what_cannot_be_carried_keep_their_words() -> None:
    form = simple_form().put("perpetrators", paragraph("Before ", run(text_box("in a box"))))
    before, after = (read_result(each).submission.answers["perpetrators"] for each in (form, rendered(form)))

    assert before.raw == after.raw
    assert "in a box" in after.raw


def test_two_runs_give_the_same_bytes() -> None:
    assert rendered(rich_form()) == rendered(rich_form())


def test_a_document_on_the_template_carries_its_findings_as_comments() -> None:
    _, document = process_one(
        simple_form().bytes(), name="f.docx", layouts=layouts().forms, day=DAY, onto_template=True
    )

    assert "word/comments.xml" in parts_of(document)
    assert read_result(document).assessment.total == 20


# Any text that a person can type

TYPED = st.text(
    st.one_of(
        st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Zs"]),
        st.sampled_from("{}%#<>&'\"\n\t أب‏‎​✓☐☒"),
    ),
    min_size=1,
    max_size=300,
)
BRACES = st.sampled_from(
    ["{{ child_name }}", "{%tr for x in y %}", "{{p harm }}", "{# a #}", "}}", "{%", "</w:t>", "&amp;"]
)


@settings(max_examples=often(8, 60), deadline=None, suppress_health_check=list(HealthCheck))
@given(typed=st.one_of(TYPED, BRACES, st.tuples(TYPED, BRACES).map("".join)))
def test_typed_text_comes_back_unchanged(typed: str) -> None:
    form = simple_form().put("future_danger", typed).factor("neet", "5", typed)
    before = read_result(form).submission
    after = read_result(rendered(form)).submission

    for field in ("future_danger", "child_name", "harm"):
        assert after.answers[field].value == before.answers[field].value
    assert after.checklist["neet"].notes == before.checklist["neet"].notes


@settings(max_examples=often(8, 60), deadline=None, suppress_health_check=list(HealthCheck))
@given(typed=st.text(st.characters(codec=None), min_size=1, max_size=200))
def test_text_from_anywhere_comes_back_unchanged_or_is_refused(typed: str) -> None:
    result = read_result(simple_form())
    answers = dict(result.submission.answers)
    answers["child_name"] = replace(answers["child_name"], value=typed, raw=typed)
    answers["harm"] = replace(answers["harm"], value=typed, raw=typed)
    submission = replace(result.submission, answers=answers)
    try:
        made = render(submission, result.assessment, result.layout, layouts().forms, DAY, form=None).submission
    except CannotWrite as error:
        refusal = error
    else:
        assert (made.answers["harm"].value, made.answers["child_name"].value) == (typed, typed)
        return
    assert refusal.code in ("control_character", "not_read_back")
    assert "harm" in refusal.what or "child_name" in refusal.what


def test_a_hundred_thousand_characters_come_back() -> None:
    typed = "\n".join("Wörter & <tags> {{ x }} " * 40 for _ in range(105))
    assert len(typed) > 100_000
    form = simple_form().put("harm", typed)

    assert (
        read_result(rendered(form)).submission.answers["harm"].raw == read_result(form).submission.answers["harm"].raw
    )


@pytest.mark.parametrize("character", ["\x07", "\x0b", "\ufffe", "\ud800"])
def test_a_character_that_no_document_holds_is_refused_by_name_of_its_field(character: str) -> None:
    result = read_result(simple_form())
    answer = replace(result.submission.answers["harm"], raw=f"a{character}b", value=f"a{character}b")
    submission = replace(result.submission, answers={**result.submission.answers, "harm": answer})

    with pytest.raises(CannotWrite, match="'harm' holds a control character"):
        render_template(submission, result.assessment, shipped(), DAY, printed={})


@pytest.mark.parametrize("words", ["Low or High", "High?", "see the minutes"])
def test_an_unclear_choice_of_a_workbook_is_not_lost(words: str) -> None:
    data = filled({"Details!B4": "Example Child", "Checklist!D43": words})
    result, document = process_one(data, name="f.xlsx", layouts=layouts().forms, day=DAY)
    again = read_result(document).submission

    assert result.submission.answers["outcome"].state is State.UNCLEAR
    assert again.answers["outcome"].state is State.BLANK
    assert [text.text for text in again.unread] == [f"Outcome: {words} (? not certain, see the form)"]


def test_a_type_without_its_level_is_not_lost() -> None:
    data = filled({"Checklist!D43": "CE Pathway no longer required", "Checklist!D44": "CSE"})
    _, document = process_one(data, name="f.xlsx", layouts=layouts().forms, day=DAY)

    assert [text.text for text in read_result(document).submission.unread] == ["Exploitation type: CSE"]


def test_a_workbook_that_does_not_read_back_has_no_document_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.process.onto_template.result_texts", lambda *_: {"harm": "something else"})
    data = filled({"Details!B4": "Example Child"})
    result, document = process_one(data, name="f.xlsx", layouts=layouts().forms, day=DAY)

    assert document == b""
    assert "document_not_written" in {finding.code for finding in result.findings}


def test_a_workbook_whose_form_has_no_template_is_scored_without_a_document() -> None:
    forms = [
        replace(
            layout,
            mapping=replace(layout.mapping, form=replace(layout.mapping.form, template=None)),
        )
        for layout in layouts().forms
    ]
    data = (Path(__file__).parents[1] / "mappings/blanks/ce_assessment_original.xlsx").read_bytes()

    result, document = process_one(data, name="f.xlsx", layouts=forms, day=DAY)

    assert document == b""
    assert "document_not_written" in {finding.code for finding in result.findings}


# Mistakes in a template


def broken(old: str, new: str, tmp_path: Path) -> list[str]:
    """Check the template with one thing changed."""
    path = tmp_path / "broken.docx"
    path.write_bytes(mutate(TEMPLATE.read_bytes(), MAIN, old, new))
    return check_template(shipped(), path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "{{ child_name }}",
            "{{ chlid_name }}",
            "table 1, row 1, column 2: '{{ chlid_name }}': there is no 'chlid_name'",
        ),
        ("{{ child_name }}", "{{ chlid_name }}", "did you mean 'child_name'?"),
        ("{{ row.contact }}", "{{ row.contcat }}", "did you mean 'contact'?"),
        ("{{ mark.rag_rating.low }}", "{{ mark.rag_rating.lo }}", "did you mean 'low'?"),
        ("{{p harm }}", "{{ harm }}", "write it as '{{p harm }}'"),
        ("{{p harm }}", "", "no tag gives 'harm'"),
        ("{%tr for row in agencies %}", "{%tr for row in agences %}", "did you mean 'agencies'?"),
        ("{%tr for row in agencies %}", "", "closes nothing"),
        ("{{ total_score }}", "{{ total_score|uper }}", "there is no filter 'uper'; did you mean 'upper'?"),
        ("{{ total_score }}", "{{ total_score +* 2 }}", "can't be read"),
        ("{{ total_score }}", "{{ total_score", "a tag is not closed"),
        (
            '"outcome.low"',
            '"outcome.lo"',
            "the check box 'outcome.lo' stands for no choice; did you mean 'outcome.low'?",
        ),
    ],
)
def test_a_mistake_is_said_with_its_place_and_the_nearest_name(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert any(said in problem for problem in broken(old, new, tmp_path)), broken(old, new, tmp_path)


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "broken.docx"
    data = mutate(TEMPLATE.read_bytes(), MAIN, "{{ child_name }}", "{{ a }}")
    path.write_bytes(mutate(data, MAIN, "{{ review_date }}", "{{ b }}"))

    assert len(check_template(shipped(), path)) == 4  # two unknown names, and two answers without a place


def test_a_file_that_is_no_template_is_said(tmp_path: Path) -> None:
    path = tmp_path / "none.docx"
    path.write_bytes(b"no zip")

    assert len(check_template(shipped(), path)) == 1
    assert "can't be read" in check_template(shipped(), tmp_path / "missing.docx")[0]
    with pytest.raises(InvalidMapping) as problem:
        require_template(replace(shipped(), form=replace(shipped().form, template="missing.docx")))
    assert problem.value.remedy.startswith("Put it into ")


def test_a_wrong_template_ends_the_run_with_exit_code_4(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "broken.docx"
    path.write_bytes(mutate(TEMPLATE.read_bytes(), MAIN, "{{ child_name }}", "{{ chlid_name }}"))
    monkeypatch.setattr("pipeline.writers.template.render.template_path", lambda _: path)
    with pytest.raises(InvalidMapping) as error:
        rendered(simple_form())

    assert error.value.exit_code == 4
    assert "did you mean 'child_name'" in error.value.what


def test_a_template_cannot_reach_out_of_its_sandbox(tmp_path: Path) -> None:
    path = tmp_path / "sly.docx"
    sly = "{{ child_name.__class__.__mro__ }}{{ child_name }}"
    path.write_bytes(mutate(TEMPLATE.read_bytes(), MAIN, "{{ child_name }}", sly))
    mapping = shipped()
    result = read_result(simple_form())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.writers.template.render.template_path", lambda _: path)
        with pytest.raises(InvalidMapping):
            render_template(result.submission, result.assessment, mapping, DAY, printed={})

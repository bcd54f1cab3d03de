"""The Word blank that the program makes: its controls, what says which form it is, and how a completed one reads."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from lxml import etree

from pipeline.cli.group import cli
from pipeline.errors import RefusedForm
from pipeline.forms.generated_blanks import blank_bytes, made_blank_problems
from pipeline.mapping import load_catalogue
from pipeline.mapping.catalogue import shipped_folder
from pipeline.mapping.places import named_places
from pipeline.ooxml.package import Package
from pipeline.ooxml.properties import last_saved
from pipeline.process.form import process_one, read_one
from pipeline.readers import read_document
from pipeline.submission import Choices, FactorState, State
from tests.documents import MAIN, mutate, package, parts_of
from tests.filledblank import LONG, NOTES, TICKED, FilledBlank, filled, shipped_blank
from tests.libreoffice import with_line_breaks
from tests.reading import DAY, layouts, read_as_it_stands, read_result
from tests.shapes import q, w
from tests.systems import is_for_owner_only
from tests.test_docs import HOME_VISIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.mapping import Mapping
    from pipeline.process.result import Result


def said(result: Result) -> tuple[dict[str, object], dict[str, object]]:
    """Return what a form says: state and value of each answer, state and notes of each factor."""
    submission = result.submission
    answers: dict[str, object] = {name: (each.state, each.value) for name, each in submission.answers.items()}
    return answers, {name: (each.state, each.notes) for name, each in submission.checklist.items()}


def value(form: FilledBlank, field: str) -> object:
    return read_result(form.bytes()).submission.answers[field].value


def state(form: FilledBlank, name: str) -> str:
    submission = read_result(form.bytes()).submission
    return str((submission.answers.get(name) or submission.checklist[name]).state)


def shipped() -> Mapping:
    return layouts().mappings[0]


# -- the blank itself --------------------------------------------------------------------------------------------------


def test_two_runs_give_the_same_bytes() -> None:
    assert blank_bytes(shipped()) == blank_bytes(shipped())


def test_every_question_has_its_control() -> None:
    assert made_blank_problems(shipped()) == []


def test_kinds_of_controls() -> None:
    form = FilledBlank()

    def kind(name: str) -> str:
        return str(form.controls(name)[0][0][-1].tag).rpartition("}")[2]

    assert {kind(factor.id) for factor in shipped().factors} == {"checkbox"}
    assert kind("outcome.low") == kind("exploitation_type.high.CSE") == kind("rag_rating.medium") == "checkbox"
    assert kind("date_of_birth") == kind("child_views_date") == "date"
    assert kind("harm") == kind("child_name") == kind("agencies.name") == kind("sen.notes") == "richText"
    assert kind("case_status") == "comboBox"


def test_each_control_has_a_title_an_id_of_its_own_and_cannot_be_deleted_by_mistake() -> None:
    controls = list(FilledBlank().root.iter(q("w:sdt")))
    titles = [control.find(f"{q('w:sdtPr')}/{q('w:alias')}") for control in controls]
    ids = [each.get(q("w:val")) for control in controls for each in control[0].iterchildren(q("w:id"))]
    locks = {each.get(q("w:val")) for control in controls for each in control[0].iterchildren(q("w:lock"))}
    assert all(title is not None and title.get(q("w:val")) for title in titles)
    assert len(set(ids)) == len(ids) == len(controls)
    assert locks == {"sdtLocked"}


def test_dates_are_day_first() -> None:
    formats = FilledBlank().root.iter(q("w:dateFormat"))
    assert {each.get(q("w:val")) for each in formats} == {"dd/MM/yyyy"}


def test_a_protected_blank_leaves_the_controls_open() -> None:
    def protection(data: bytes) -> list[tuple[str | None, str | None]]:
        settings = etree.fromstring(parts_of(data)["word/settings.xml"])
        found = settings.iter(q("w:documentProtection"))
        return [(each.get(q("w:edit")), each.get(q("w:enforcement"))) for each in found]

    protected = blank_bytes(shipped(), protected=True)
    assert protection(protected) == [("forms", "1")]
    assert protection(shipped_blank()) == []
    assert said(read_result(filled(protected).bytes())) == said(read_result(filled().bytes()))


def test_an_empty_blank_is_blank() -> None:
    result = read_result(shipped_blank())
    assert {finding.code for finding in result.submission.findings} == {"nothing_filled_in"}
    assert not result.submission.unread


# -- completed, as Word does -------------------------------------------------------------------------------------------


def test_a_completed_blank_reads_wholly() -> None:
    result = read_result(filled().bytes())
    answers, checklist = said(result)
    assert result.submission.unread == ()
    assert answers["child_name"] == (State.ANSWERED, "Example Child\nalso called Ex")
    assert answers["date_of_birth"] == (State.ANSWERED, dt.date(2011, 2, 1))
    assert answers["date_completed"] == (State.ANSWERED, dt.date(2026, 3, 3))
    assert answers["previous_ce_concern"] == (State.ANSWERED, "Yes, on 4 May 2025.\nClosed on 06/07/2025.")
    assert answers["child_views_good"] == (State.ANSWERED, "Football.\nHer dog.")
    assert answers["child_views_date"] == (State.ANSWERED, dt.date(2026, 2, 2))
    assert answers["case_status"] == (State.ANSWERED, Choices(("CP",)))
    assert answers["outcome"] == (State.ANSWERED, "medium")
    assert answers["exploitation_type"] == (State.ANSWERED, "CSE")
    assert answers["harm"] == (State.ANSWERED, "\n".join(line for line in LONG if line))
    assert answers["team_manager"] == (State.BLANK, None)
    assert result.submission.answers["agencies"].value == (
        {"name": "Pat Example", "role": "PC", "agency": "Police", "contact": "01234"},
        {"name": "Sam Sample", "role": "", "agency": "Charity", "contact": ""},
    )
    ticked = {name for name, (found, _) in checklist.items() if found is FactorState.YES}  # type: ignore[misc]
    assert ticked == set(TICKED)
    assert checklist["sen"] == (FactorState.YES, NOTES)
    assert {found for name, (found, _) in checklist.items() if name not in TICKED} == {FactorState.BLANK}  # type: ignore[misc]
    assert {each.found_by for each in result.submission.answers.values()} == {"control", "label"}
    assert result.submission.answers["harm"].found_by == "control"


def test_controls_made_plain_text_read_the_same() -> None:
    assert said(read_result(filled().flatten().bytes())) == said(read_result(filled().bytes()))
    assert read_result(filled().flatten().bytes()).submission.unread == ()


def test_without_its_properties_it_is_known_by_its_controls() -> None:
    data = filled().bytes()
    anonymous = mutate(data, "docProps/custom.xml", "wordform.", "other.")
    assert said(read_result(anonymous)) == said(read_result(data))


@pytest.mark.parametrize("form", [FilledBlank, filled])
def test_without_its_controls_too_it_is_known_by_its_prompts(form: Callable[[], FilledBlank]) -> None:
    """What AbiWord and pandoc leave of it: a box that nobody ticked is no "no"."""
    anonymous = mutate(form().flatten().bytes(), "docProps/custom.xml", "wordform.", "other.")
    before, found = read_result(form().bytes()), read_result(anonymous)
    assert said(found) == said(before)
    assert [each.code for each in found.submission.findings] == [each.code for each in before.submission.findings]


def test_a_label_that_was_reworded_does_not_matter() -> None:
    data = mutate(filled().bytes(), MAIN, "Name of overseeing Safeguarding", "Who watches over this, as")
    data = mutate(data, MAIN, ">SEN<", ">Special needs<")
    result = read_result(data)
    assert result.submission.answers["safeguarding_lead"].value == "Lee Lead"
    assert result.submission.checklist["sen"].state is FactorState.YES
    assert result.submission.checklist["sen"].notes == NOTES


def test_text_typed_beside_a_control_belongs_to_the_answer() -> None:
    form = filled()
    control = form.controls("safeguarding_lead")[0]
    control.addnext(etree.fromstring(etree.tostring(next(control.iter(q("w:r"))))))
    next(control.getnext().iter(q("w:t"))).text = " and Pat"  # type: ignore[union-attr]
    assert value(form, "safeguarding_lead") == "Lee Lead and Pat"


def test_a_date_with_words_of_doubt_beside_it_is_unclear() -> None:
    form = filled()
    control = form.controls("date_of_birth")[0]
    control.addnext(etree.fromstring(etree.tostring(next(control.iter(q("w:r"))))))
    next(control.getnext().iter(q("w:t"))).text = " approx."  # type: ignore[union-attr]
    assert state(form, "date_of_birth") == "unclear"


def test_two_ticks_are_unclear() -> None:
    assert state(filled().tick("outcome.high"), "outcome") == "unclear"
    assert state(filled().tick("exploitation_type.medium.CCE"), "exploitation_type") == "unclear"


def test_a_tick_and_words_that_differ_are_unclear() -> None:
    form = filled()
    line = next(form.controls("outcome.medium")[0].iterancestors(q("w:p")))
    other = next(form.controls("outcome.low")[0].iterancestors(q("w:p")))
    mine, theirs = form.controls("outcome.medium")[0], form.controls("outcome.low")[0]
    line.insert(1, theirs)
    other.insert(1, mine)
    assert state(form, "outcome") == "unclear"


def test_a_deleted_control_leaves_its_answer_blank_and_the_label_leads_to_what_is_typed_instead() -> None:
    assert state(filled().delete("safeguarding_lead"), "safeguarding_lead") == "blank"
    form = filled()
    control = form.controls("safeguarding_lead")[0]
    run = next(control.iter(q("w:r")))
    control.addprevious(run)
    assert value(form.delete("safeguarding_lead"), "safeguarding_lead") == "Lee Lead"


def test_controls_that_a_program_dropped_with_their_answers_are_named() -> None:
    """What docx-editor-core 1.9.0 (npm) does to controls that hold paragraphs in a table."""
    form = filled().delete("harm").delete("demographics").delete("nrm")
    found = read_result(form.bytes()).submission.findings
    assert {(each.code, each.field) for each in found} == {
        ("answer_dropped", "harm"), ("answer_dropped", "demographics"), ("answer_dropped", "nrm"),
    }  # fmt: skip


def test_what_stands_in_place_of_a_control_is_no_loss() -> None:
    form = filled().flatten()
    assert read_result(form.bytes()).submission.findings == ()


@pytest.mark.parametrize("part", ["docProps/custom.xml", "docProps/core.xml"])
def test_a_damaged_part_that_holds_no_answer_refuses_no_form(part: str) -> None:
    form = filled()
    data = package({**parts_of(form.bytes()), part: b"<damaged"})
    before, found = (read_result(each) for each in (form.bytes(), data))
    assert said(found)[0] == said(before)[0]
    assert found.assessment.total == before.assessment.total
    assert last_saved(Package.open(data)) == ""


def test_namespaces_are_declared_where_all_programs_look_for_them() -> None:
    made = parts_of(shipped_blank())
    for part, prefix in (("docProps/custom.xml", "vt"), ("docProps/core.xml", "xsi"), ("docProps/core.xml", "dcterms")):
        assert prefix in etree.fromstring(made[part]).nsmap


def test_a_day_in_a_narrative_is_not_the_date_of_the_control_above() -> None:
    form = FilledBlank().type("child_name", "Example Child").type("previous_ce_concern", "Yes, on 04/05/2025.")
    assert state(form, "date_completed") == "blank"
    assert value(form, "previous_ce_concern") == "Yes, on 04/05/2025."


def test_a_prompt_left_standing_behind_an_answer_is_no_answer() -> None:
    form = FilledBlank().type("child_name", "Example Child", number=1)
    form.type("date_of_birth", "01/02/2011Click or tap to enter a date.")
    assert value(form, "date_of_birth") == dt.date(2011, 2, 1)


@pytest.mark.integration
def test_a_blank_filled_in_inside_libreoffice_reads_wholly(from_libreoffice: Path) -> None:
    result = read_result((from_libreoffice / "controls" / "filled.docx").read_bytes())
    answers, checklist = said(result)
    answered = {name: each for name, (found, each) in answers.items() if found is not State.BLANK}  # type: ignore[misc]
    assert answered == {
        "child_name": "Office Child",
        "date_of_birth": dt.date(2011, 2, 1),
        "case_status": Choices(("CP",)),
        "date_completed": dt.date(2026, 3, 3),
        "agencies": ({"name": "Pat Example", "role": "", "agency": "Police", "contact": ""},),
        "harm": "First line.\nSecond line.",
        "outcome": "medium",
    }
    marked = {name: each for name, each in checklist.items() if each != (FactorState.BLANK, "")}
    assert marked == {"sen": (FactorState.YES, "seen in May\nby the river"), "neet": (FactorState.YES, "")}
    assert result.submission.unread == ()
    assert result.submission.findings == ()


@pytest.mark.integration
def test_libreoffice_keeps_line_breaks_in_short_answers(from_libreoffice: Path) -> None:
    found = read_result((from_libreoffice / "controls" / "saved.docx").read_bytes())
    assert said(found) == said(read_result(with_line_breaks().bytes()))
    assert found.submission.checklist["sen"].notes == "seen at station\nwent home by car"


def moved(program: str) -> bytes:
    """Move the line break of some notes in front of their control, as LibreOffice 7.4 does with older blanks."""
    form = FilledBlank().type("sen.notes", "seen at stationwent home by car")
    form.controls("sen.notes")[0].addprevious(w("r", w("br")))
    app = re.sub(rb"(?s)<Application>.*?</Application>", b"", parts_of(form.bytes())["docProps/app.xml"])
    said_by = b"<Application>" + program.encode() + b"</Application></Properties>"
    return package({**parts_of(form.bytes()), "docProps/app.xml": app.replace(b"</Properties>", said_by)})


@pytest.mark.parametrize(("program", "found"), [("LibreOffice/7.4.7.2", 1), ("Microsoft Office Word", 0)])
def test_line_breaks_that_libreoffice_moved_are_named(program: str, found: int) -> None:
    codes = [finding.code for finding in read_result(moved(program)).findings]
    assert codes.count("line_breaks_moved") == found


# -- what it is --------------------------------------------------------------------------------------------------------


def test_a_form_of_another_kind_is_refused_by_name() -> None:
    data = mutate(filled().bytes(), "docProps/custom.xml", ">ce_assessment<", ">home_visit<")
    with pytest.raises(RefusedForm, match=r"This is the form 'home_visit', version 2026\.1, and there is no mapping"):
        read_result(data)


def test_another_version_is_read_and_said() -> None:
    data = mutate(filled().bytes(), "docProps/custom.xml", ">2026.1<", ">2025.3<")
    result = read_result(data)
    assert "other_version" in {finding.code for finding in result.findings}
    assert said(result)[0] == said(read_result(filled().bytes()))[0]


# -- what comes out ----------------------------------------------------------------------------------------------------


def test_results_are_written_into_its_controls_and_read_back() -> None:
    _, document = process_one(filled().bytes(), name="form.docx", layouts=layouts().forms, day=DAY)
    answers, total = read_as_it_stands(document).answers, read_result(document).assessment.total
    assert answers["age_score"].value == 5
    assert answers["total_score"].value == total
    assert answers["rag_rating"].value == "low"
    assert isinstance(answers["review_date"].value, dt.date)
    box = FilledBlank(document).controls("rag_rating.low")[0]
    assert next(box.iter(q("w14:checked"))).get(q("w14:val")) == "1"


def test_it_comes_out_on_the_template() -> None:
    first, document = process_one(
        filled().bytes(), name="form.docx", layouts=layouts().forms, day=DAY, onto_template=True
    )
    answers, checklist = said(first)
    again, entries = said(read_result(document))
    results = {"age_score", "total_score", "rag_rating", "review_date"}
    assert {name: each for name, each in again.items() if name not in results} == {
        name: each for name, each in answers.items() if name not in results
    }
    assert entries == checklist


# -- made from the mapping alone ---------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, project: Path) -> Path:
    """A copy of mappings and templates to be changed."""
    shutil.copytree(shipped_folder(), tmp_path / "mappings")
    shutil.copytree(project / "templates", tmp_path / "templates")
    return tmp_path


def test_a_factor_added_to_the_mapping_is_everywhere(project: Path) -> None:
    path = project / "mappings" / "ce_assessment.toml"
    row = '  { id = "sen", label = "SEN", points = 5 },\n'
    new = '  { id = "tattoo", label = "Gang tattoo", points = 20 },\n'
    path.write_text(path.read_text("utf-8").replace(row, row + new), "utf-8")
    ran = CliRunner().invoke(
        cli, ["blank", "ce_assessment", "--mapping", str(project / "mappings"), "-o", str(project / "forms")]
    )
    assert ran.exit_code == 0, ran.output
    blank = (project / "forms" / "ce_assessment_2026.1.docx").read_bytes()
    form = FilledBlank(blank).type("child_name", "Example Child").tick("tattoo")
    (project / "input").mkdir()
    (project / "input" / "a.docx").write_bytes(form.bytes())
    ran = CliRunner().invoke(
        cli,
        [
            *("process", str(project / "input"), "-o", str(project / "output"), "--onto", "template"),
            *("--mapping", str(project / "mappings"), "--day", "2026-03-31"),
        ],
    )
    assert ran.exit_code == 0, ran.output
    assert "Gang tattoo" in (project / "output" / "register.csv").read_text("utf-8-sig").splitlines()[0]
    mapping = load_catalogue([project / "mappings"]).find("ce_assessment")
    document = (project / "output" / "a.docx").read_bytes()
    again = read_document(document, name="a.docx")
    assert "Gang tattoo" in again.text
    assert named_places(mapping)["tattoo"].title == "Gang tattoo"


def test_a_form_without_a_template_gets_a_plain_blank_that_reads(tmp_path: Path) -> None:
    (tmp_path / "home_visit.toml").write_text(HOME_VISIT.replace('blanks = ["home_visit.docx"]\n', ""), "utf-8")
    from pipeline.forms.layouts import prepare_layouts

    forms = prepare_layouts(load_catalogue([tmp_path])).forms
    mapping = forms[0].mapping
    assert made_blank_problems(mapping) == []
    form = (
        FilledBlank(blank_bytes(mapping))
        .type("child_name", "Example Child")
        .date("visited_on", dt.date(2026, 3, 3))
        .tick("announced.no", "no_heating", "strangers")
        .type("people.name", "Pat")
        .type("no_heating.notes", "cold")
        .type("home", "First.", "Second.")
    )
    data = form.bytes()
    result, document = process_one(data, name="f.docx", layouts=forms, day=DAY)
    answers, checklist = said(result)
    assert answers["child_name"] == (State.ANSWERED, "Example Child")
    assert answers["visited_on"] == (State.ANSWERED, dt.date(2026, 3, 3))
    assert answers["announced"] == (State.ANSWERED, "no")
    assert answers["people"] == (State.ANSWERED, ({"name": "Pat", "role": ""},))
    assert answers["home"] == (State.ANSWERED, "First.\nSecond.")
    assert checklist == {
        "no_heating": (FactorState.YES, "cold"), "no_food": (FactorState.BLANK, ""), "strangers": (FactorState.YES, ""),
    }  # fmt: skip
    assert result.submission.unread == ()
    filled_in = read_as_it_stands(document, result).answers
    assert filled_in["total"].value == 15
    assert filled_in["rating"].value == "amber"
    assert filled_in["next_visit"].value == dt.date(2026, 3, 31)
    assert said(read_one(form.flatten().bytes(), name="f.docx", layouts=forms, day=DAY)) == (answers, checklist)


# -- the command -------------------------------------------------------------------------------------------------------


def test_a_blank_that_somebody_changed_is_kept(tmp_path: Path) -> None:
    def run() -> str:
        ran = CliRunner().invoke(cli, ["blank", "ce_assessment", "-o", str(tmp_path)])
        assert ran.exit_code == 0, ran.output
        return ran.stdout

    assert run().strip().endswith("ce_assessment_2026.1.docx")
    path = tmp_path / "ce_assessment_2026.1.docx"
    assert is_for_owner_only(path)
    run()
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    path.write_bytes(b"changed")
    run()
    assert (tmp_path / "ce_assessment_2026.1.kept-1.docx").read_bytes() == b"changed"
    assert path.read_bytes() == shipped_blank()


def test_a_form_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    from pipeline.errors import UsageProblem

    ran = CliRunner().invoke(cli, ["blank", "ce_asessment", "-o", str(tmp_path)])
    assert isinstance(ran.exception, UsageProblem)
    assert "did you mean 'ce_assessment'" in str(ran.exception.what)

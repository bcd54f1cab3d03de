"""Documents that follow from a form: what they hold, and above all what they don't."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import zipfile
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from pipeline.assess import following
from pipeline.errors import InvalidMapping
from pipeline.mapping.catalogue import load_catalogue, shipped_folder
from pipeline.process.documents import origin_of
from pipeline.readers import open_form, read_document
from pipeline.writers.following.document import document_bytes
from pipeline.writers.following.rich import PICTURE
from pipeline.writers.following.template import document_problems
from tests.formbuilder import CompletedForm, parts_of
from tests.reading import DAY, layouts, read_result
from tests.shapes import deleted, hyperlink, inserted, paragraph, run, table, xml
from tests.test_rules import EIGHTY, low

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.mapping import Mapping

NARRATIVES = (
    "demographics", "assessment_reason", "child_views_good", "child_views_worries", "child_views_wants", "harm",
    "future_danger", "complicating_factors", "next_steps", "other_children", "perpetrators", "locations",
    "parent_response", "professional_judgement", "danger_statements", "actions_taken", "transition_pathway",
    "safety_goal",
)  # fmt: skip
TEXTS = ("child_name", "safeguarding_lead", "team_manager")
MARKS = {field: f"Zx{number:03}qv" for number, field in enumerate((*NARRATIVES, *TEXTS))}
NOTES = {"wanted_missing": "Zx901qv", "nrm": "Zx902qv"}
HIDDEN = {"author": "Zx911qv", "comment": "Zx912qv", "deleted": "Zx913qv", "unread": "Zx914qv"}
TABLES = {"agencies": "Zx921qv", "actions": "Zx922qv"}


def shipped() -> Mapping:
    return layouts().mappings[0]


def names(*, of_lists: bool = False) -> list[str]:
    return [each.id for each in shipped().documents if of_lists or not each.is_list]


def made(name: str, data: bytes, *, on_request: bool = False) -> bytes:
    """Make one document of a form, whether it follows or not."""
    result = read_result(data)
    document = next(each for each in result.mapping.documents if each.id == name)
    return document_bytes(document, origin_of(result, open_form(data), DAY), on_request=on_request)


def everything_in(data: bytes) -> str:
    """Return names and bytes of all members of a package, packed and unpacked, and its text without markup."""
    found = [data.decode("latin-1")]
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for member in file.infolist():
            content = file.read(member)
            text = content.decode("utf-8", "replace")
            found += [member.filename, content.decode("latin-1"), text, re.sub(r"<[^>]*>", "", text)]
    return "\n".join(found)


def shown(data: bytes) -> str:
    return read_document(data, name="made").text


@lru_cache(maxsize=1)
def marked_form() -> bytes:
    """Fill in everything with a word of its own, and add an author, a comment, a deletion and text of nobody's."""
    form = CompletedForm().put("date_of_birth", "14/03/2009").put("date_completed", "06/01/2026")
    for field in (*NARRATIVES, *TEXTS):
        content = (f"About {MARKS[field]}.",) if field in NARRATIVES else (f"Example {MARKS[field]}",)
        form.put(field, *content)
    form.put("harm", deleted(HIDDEN["deleted"]), inserted(MARKS["harm"]))
    form.agencies([(TABLES["agencies"], "PC", "Police", "1")]).actions([(TABLES["actions"], "SW", "01/02/2026")])
    for factor, note in NOTES.items():
        form.factor(factor, "10" if factor == "wanted_missing" else "yes", note)
    form.choose("outcome", "medium", highlight="yellow").choose("exploitation_type", "CCE", under="medium", bold=True)
    form.line("Instructions for use:").addnext(paragraph(HIDDEN["unread"]))
    parts = {**parts_of(form.bytes())}
    core = parts["docProps/core.xml"].decode()
    parts["docProps/core.xml"] = re.sub(
        r"</cp:coreProperties>", f"<dc:subject>{HIDDEN['author']}</dc:subject></cp:coreProperties>", core
    ).encode()
    parts["word/comments.xml"] = f"<w:comments>{HIDDEN['comment']}</w:comments>".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return packed.getvalue()


# What is withheld


@pytest.mark.parametrize("on_request", [False, True], ids=["usual", "on-request"])
@pytest.mark.parametrize("name", names())
def test_no_part_of_the_package_holds_what_the_document_may_not_hold(name: str, on_request: bool) -> None:
    document = next(each for each in shipped().documents if each.id == name)
    allowed = set(document.fields(on_request=on_request))
    found = everything_in(made(name, marked_form(), on_request=on_request))
    fields = {**MARKS, **TABLES}
    secret = [word for field, word in fields.items() if field not in allowed]
    secret += [*HIDDEN.values(), *(NOTES.values() if "checklist" not in allowed else ())]

    assert [word for word in secret if word in found] == []
    assert [field for field, word in fields.items() if field in allowed and word not in found] == []


def test_what_is_withheld_would_be_found() -> None:
    found = everything_in(marked_form())

    assert all(word in found for word in (*MARKS.values(), *NOTES.values(), *HIDDEN.values(), *TABLES.values()))


def test_intelligence_is_given_only_on_request() -> None:
    usual, asked = (shown(made("police_share", marked_form(), on_request=each)) for each in (False, True))

    assert "Intelligence, as asked for" not in usual
    assert MARKS["perpetrators"] not in usual
    assert MARKS["perpetrators"] in asked


@pytest.mark.parametrize("name", names())
def test_no_author_no_dates_no_history(name: str) -> None:
    data = made(name, marked_form(), on_request=True)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        members = file.infolist()
        core = file.read("docProps/core.xml").decode()
        xmls = "".join(file.read(each).decode() for each in members if each.filename.startswith("word/"))

    assert {each.date_time for each in members} == {(1980, 1, 1, 0, 0, 0)}
    assert not re.search(r"creator|lastModifiedBy|created|modified|revision", core)
    assert not [each.filename for each in members if re.search(r"comment|people|custom|app\.xml|thumb", each.filename)]
    assert not re.search(r"w:rsid|w:author|<w:ins\b|<w:del\b|w14:paraId", xmls)


@pytest.mark.parametrize("name", names())
def test_every_document_is_marked_and_has_headings_and_header_rows(name: str) -> None:
    parts = parts_of(made(name, marked_form()))
    header, footer = (parts[f"word/{part}1.xml"].decode() for part in ("header", "footer"))
    main = parts["word/document.xml"].decode()

    assert "OFFICIAL-SENSITIVE" in header
    assert "does not replace professional judgement" in footer
    assert 'w:val="Title"' in main
    assert 'w:val="Heading1"' in main
    assert "<w:tblHeader/>" in main
    assert 'w:w="11906" w:h="16838"' in main


def test_the_same_form_gives_the_same_bytes() -> None:
    assert [made(name, marked_form()) for name in names()] == [made(name, marked_form()) for name in names()]


# What is said


def test_answers_are_said_plainly_and_unclear_ones_are_flagged() -> None:
    form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "03/2011").put("case_status", "CIN?")
    text = shown(made("duty_and_advice", form.bytes()))

    assert "not recorded" in text
    assert re.search(r"Date of birth\s+Unclear on the form \(.+\); it says:\s+03/2011", text)
    assert "CIN?" in text


def test_a_level_that_is_open_is_said_to_be_provisional_with_what_it_could_be() -> None:
    form = low(review_date="", scores=dict.fromkeys(EIGHTY, "?")).bytes()
    provisional = "Low concern (provisional, up to High concern: entries are unclear or missing)"
    assert provisional in shown(made("police_share", form))  # the level
    entry = shown(made("mosaic_entry", form))
    assert provisional in entry  # the RAG rating
    assert "09/11/2026 (by the highest level that it could be)" in entry


def test_a_level_that_people_chose_stands_while_only_the_total_is_open() -> None:
    chosen, not_chosen = (low(outcome=outcome, scores={"sen": "?"}).bytes() for outcome in ("low", None))
    assert "provisional" not in shown(made("police_share", chosen))
    provisional = "Low concern (provisional: entries are unclear or missing)"
    assert provisional in shown(made("police_share", not_chosen))
    assert provisional in shown(made("mosaic_entry", chosen))  # the RAG rating


def test_a_level_without_open_entries_is_said_plainly() -> None:
    text = shown(made("mosaic_entry", low(review_date="").bytes()))
    assert "04/01/2027" in text
    assert "provisional" not in text
    assert "highest level" not in text


def test_a_date_is_written_day_first() -> None:
    form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "2009-03-14")

    assert "14/03/2009" in shown(made("police_share", form.bytes()))


def test_open_questions_are_those_about_what_the_document_holds() -> None:
    form = CompletedForm().put("child_name", "Example Child").put("perpetrators", "Somebody in a car")
    form.factor("sen", "3")
    result = read_result(form.bytes())
    text = shown(made("level_2_agenda", form.bytes()))

    assert "Pass it on to the Level 2 meeting" in text
    assert any(finding.field == "sen" for finding in result.findings)
    assert "SEN:" not in text


def test_narrative_keeps_its_formatting_lists_and_tables() -> None:
    form = (
        CompletedForm()
        .put("child_name", "Example Child")
        .put("harm", run("Bruised", bold=True), " in May.", table([["Day", "What"], ["1 May", "a fall"]]))
    )
    main = parts_of(made("duty_and_advice", form.bytes()))["word/document.xml"].decode()

    assert '<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Bruised</w:t>' in main
    assert re.search(r"<w:tc>.*?1 May.*?</w:tc>", main)


def test_pictures_and_links_stay_behind_and_their_words_come_along() -> None:
    picture = xml('<w:drawing><wp:inline><wp:docPr id="1" name="Picture" descr="Zx931qv"/></wp:inline></w:drawing>')
    form = CompletedForm().put("child_name", "Example Child")
    form.put("harm", paragraph("See ", hyperlink("the page", "rIdZx932qv"), run(picture)))
    data = made("duty_and_advice", form.bytes())

    assert "See the page" in shown(data)
    assert PICTURE in shown(data)
    assert not re.search("Zx93|w:hyperlink|w:drawing", everything_in(data))


def test_a_control_character_does_not_spoil_a_document() -> None:
    result = read_result(CompletedForm().put("child_name", "Example Child").bytes())
    answer = replace(result.submission.answers["child_name"], value="Exam\x0bple")
    answers = {**result.submission.answers, "child_name": answer}
    submission = replace(result.submission, answers=answers)
    origin = origin_of(replace(result, submission=submission), open_form(CompletedForm.blank()), DAY)
    document = next(each for each in result.mapping.documents if each.id == "police_share")

    assert "Exam\N{REPLACEMENT CHARACTER}ple" in shown(document_bytes(document, origin))


# Conditions


def judged(form: CompletedForm, day: dt.date = DAY) -> dict[str, bool | None]:
    result = read_result(form.bytes())
    return {
        each.document.id: each.holds
        for each in following(result.submission, result.mapping, day, result.mapping.documents)
    }


def _at(level: str, status: str, born: str = "14/03/2012") -> CompletedForm:
    form = CompletedForm().put("child_name", "Example Child").put("date_of_birth", born)
    form.put("date_completed", "06/01/2026")
    if status:
        form.put("case_status", status)
    return form.choose("outcome", level, highlight="yellow")


@pytest.mark.parametrize(
    ("form", "name", "holds"),
    [
        (_at("medium", "CP"), "police_share", True),
        (_at("low", "CP"), "police_share", False),
        (_at("medium", "Early Help"), "duty_and_advice", True),
        (_at("high", ""), "duty_and_advice", True),
        (_at("high", "CIN"), "duty_and_advice", False),
        (_at("high", "CIN?"), "duty_and_advice", None),
        (_at("no_longer_required", "CIN"), "case_closure", True),
        (_at("low", "CIN"), "case_closure", False),
        (_at("low", "CIN"), "level_2_agenda", False),
        (_at("low", "CIN").put("locations", "A flat"), "level_2_agenda", True),
        (_at("low", "CIN"), "safety_plan", False),
        (_at("low", "CIN").actions([("Do it", "SW", "now")]), "safety_plan", True),
        (_at("low", "CIN"), "mosaic_entry", True),
        (_at("low", "CIN"), "transition_list", False),
        (_at("low", "CIN", "14/03/2009"), "transition_list", True),
    ],
)
def test_when_a_document_follows(form: CompletedForm, name: str, holds: bool | None) -> None:
    assert judged(form)[name] is holds


def test_nothing_follows_from_a_blank_form() -> None:
    assert judged(CompletedForm()) == {}


# Mapping and templates


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """Return the shipped mapping with a change, beside its blanks and templates."""
    folder = tmp_path / "mappings"
    folder.mkdir()
    text = (shipped_folder() / "ce_assessment.toml").read_text("utf-8")
    assert old in text
    (folder / "ce_assessment.toml").write_text(text.replace(old, new, 1), "utf-8")
    shutil.copytree(shipped_folder() / "blanks", folder / "blanks")
    shutil.copytree(shipped_folder().parent / "templates", tmp_path / "templates")
    return folder / "ce_assessment.toml"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('fields = ["locations"]', 'fields = ["location"]', "there is no field 'location'; did you mean 'locations'?"),
        ('fields = ["questions"]', 'fields = ["reference"]', "'reference' can't stand in a document of one form"),
        ('fields = ["reference", ', 'fields = ["checklist", ', "'checklist' can't stand in a list"),
        ("labels = { child_name =", "labels = { childname =", "'childname' is not in its fields"),
        ('id = "level_2_agenda"', 'id = "police_share"', "document 'police_share' is used twice"),
        ("when = \"filled('perpetrators')", "when = \"filled('perpetrator')", "there is no such field; did you mean"),
        ("list = true", "list = true\ntemplate = \"x.docx\"", "a list has no 'template'"),
        ('for = "Duty and Advice"', 'fro = "Duty and Advice"', "there is no such key"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_document_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(InvalidMapping) as refused:
        load_catalogue([changed(tmp_path, old, new)])

    assert said in refused.value.what


def test_a_template_may_name_only_what_its_document_holds(tmp_path: Path) -> None:
    path = changed(
        tmp_path, '"danger_statements", "safety_goal", "actions_taken"', '"danger_statements", "actions_taken"'
    )
    (problem,) = document_problems(load_catalogue([path]).find("ce_assessment"))

    assert "there is no 'safety_goal'" in problem
    assert "document[safety_plan]: with the template safety_plan.docx: paragraph" in problem


def test_what_is_given_on_request_needs_its_condition_in_a_template(tmp_path: Path) -> None:
    path = changed(tmp_path, '"safeguarding_lead"]\n\n[[document]]\nid = "mosaic_entry"',
                   '"safeguarding_lead"]\non_request = true\n\n[[document]]\nid = "mosaic_entry"')  # fmt: skip
    (problem,) = document_problems(load_catalogue([path]).find("ce_assessment"))

    assert "belongs between {%p if on_request %} and {%p endif %}" in problem


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    path = changed(tmp_path, 'template = "safety_plan.docx"', 'template = "gone.docx"')
    (problem,) = document_problems(load_catalogue([path]).find("ce_assessment"))

    assert "'gone.docx' can't be read" in problem


def test_the_shipped_templates_have_no_mistakes_and_are_made_by_their_script(project: Path) -> None:
    script = project / "templates" / "make_documents.py"
    scope: dict[str, object] = {"__name__": "made", "__file__": str(script)}
    exec(script.read_text("utf-8"), scope)  # noqa: S102
    make = scope["made"]
    assert callable(make)

    assert document_problems(shipped()) == []
    for name, content in make().items():
        assert parts_of(content) == parts_of((script.parent / "documents" / name).read_bytes())


def test_a_policy_may_switch_a_document_off(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('extends = "ce_assessment"\n[[document]]\nid = "police_share"\noff = true\n', "utf-8")
    mapping = load_catalogue([shipped_folder()], policy).find("ce_assessment")

    assert [each.id for each in mapping.documents if each.off] == ["police_share"]

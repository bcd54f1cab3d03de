"""Findings as Word comments: where they stand, what they say, and that nothing of other people's is lost."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
from typing import TYPE_CHECKING

import docx
import pytest
from lxml import etree
from msgspec.structs import replace

from pipeline.batch.plan import plan_batch
from pipeline.batch.run import run_batch
from pipeline.batch.worker import Worker
from pipeline.findings import Finding, Severity
from pipeline.forms.layouts import prepare_layouts
from pipeline.location import Location
from pipeline.mapping import load_catalogue
from pipeline.ooxml import Package
from pipeline.ooxml.names import W
from pipeline.process.form import process_one
from pipeline.writers.in_place.write import write_in_place
from tests.documents import MAIN, document, main_part, mutate, package, parts_of, strict
from tests.documents import Package as Parts
from tests.formbuilder import CompletedForm
from tests.reading import DAY, layouts, read_result
from tests.shapes import paragraph, run, w
from tests.test_corrections import written, wrong
from tests.test_in_place import completed, run_of, shown, slot_after
from tests.test_rules import EIGHTY

if TYPE_CHECKING:
    from pathlib import Path

COMMENTS = "word/comments.xml"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
TOTAL = Location((("table", 17), ("row", 4), ("column", 3)))


def said(message: str, location: Location | None = None, *, code: str = "early_help_level") -> Finding:
    return Finding(code=code, severity=Severity.MUST, message=message, remedy="Mend it.", location=location)


def commented(*findings: Finding, data: bytes | None = None, day: dt.date = DAY) -> bytes:
    """Write a completed form with these findings."""
    data = completed().bytes() if data is None else data
    result = read_result(data)
    return write_in_place(data, result.submission, result.assessment, result.mapping, day, findings=findings)


def comments(data: bytes) -> list[tuple[str, str, str]]:
    """List author, text and the text of the paragraphs that a comment covers."""
    root = main_part(data)
    found = []
    for each in main_part(data, COMMENTS).iter(W + "comment"):
        id_ = each.get(W + "id")
        (start,) = (mark for mark in root.iter(W + "commentRangeStart") if mark.get(W + "id") == id_)
        (end,) = (mark for mark in root.iter(W + "commentRangeEnd") if mark.get(W + "id") == id_)
        (reference,) = (mark for mark in root.iter(W + "commentReference") if mark.get(W + "id") == id_)
        assert end.getnext() is reference.getparent()
        assert start.getparent() is end.getparent()
        place = start.getparent()
        assert place is not None
        lines = "\n".join(shown(line) for line in each.iter(W + "p"))
        found.append((each.get(W + "author", ""), lines, shown(place)))
    return found


SUMMARY = "Worked out by wordform: total 10, Low concern. This does not replace professional judgement."


# Where and what


def test_a_finding_is_a_comment_at_its_place_and_the_rest_is_in_the_summary() -> None:
    at_name = Location((("table", 1), ("row", 1), ("column", 2)))
    data = commented(said("Look here.", at_name), said("No place."))
    assert comments(data) == [
        ("wordform", f"{SUMMARY}\nNo place. Mend it.", "10"),
        ("wordform", "Look here. Mend it.", "Example Child"),
    ]


def test_the_summary_says_what_a_band_that_is_open_could_be() -> None:
    data = completed().factors(dict.fromkeys(EIGHTY, "?")).bytes()
    text = comments(commented(said("No place."), data=data))[0][1]
    assert text.startswith("Worked out by wordform: total 10 (up to 90), Low concern (up to High concern). ")


def test_a_comment_has_initials_day_and_an_id() -> None:
    first, second = main_part(commented(said("a", TOTAL)), COMMENTS)
    assert [each.get(W + "id") for each in (first, second)] == ["0", "1"]
    assert (first.get(W + "initials"), first.get(W + "date")) == ("wf", "2026-11-22T00:00:00Z")


def test_without_findings_no_part_is_made() -> None:
    before, after = parts_of(completed().bytes()), parts_of(commented())
    assert {name for name in after if after[name] != before.get(name)} == {MAIN}


def test_without_comments_only_results_are_written() -> None:
    result = read_result(wrong())
    data = process_one(wrong().bytes(), name="a.docx", layouts=layouts().forms, day=DAY, comments=False)[1]
    assert result.findings
    assert COMMENTS not in parts_of(data)
    assert list(main_part(data).iter(W + "ins"))


def test_only_what_has_to_change_changes() -> None:
    before, after = parts_of(completed().bytes()), parts_of(commented(said("a", TOTAL)))
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {MAIN, COMMENTS, "word/_rels/document.xml.rels", "[Content_Types].xml"}
    assert set(before) <= set(after)


def test_the_new_part_is_related_and_typed() -> None:
    opened = Package.open(commented(said("a")))
    (link,) = (link for link in opened.related(MAIN) if link.kind == "comments")
    assert (link.target, link.exists) == (COMMENTS, True)
    assert opened.content_type(COMMENTS).endswith("wordprocessingml.comments+xml")
    ids = [link.id for link in opened.related(MAIN)]
    assert len(set(ids)) == len(ids)


def test_python_docx_reads_them() -> None:
    found = list(docx.Document(io.BytesIO(commented(said("A & B <c>", TOTAL)))).comments)
    assert [(each.author, each.initials, each.text) for each in found][1] == ("wordform", "wf", "A & B <c> Mend it.")


def test_a_corrected_result_says_so() -> None:
    texts = [text for _, text, _ in comments(written(wrong()))]
    at_total = next(text for text in texts if text.startswith("The form says a total of 99"))
    assert at_total.endswith("The correction is a tracked change: accept or reject it in Word.")


def test_a_place_deeper_than_comments_reach_falls_back_outwards() -> None:
    inside = TOTAL.inside("paragraph", 1).inside("text box", 1).inside("paragraph", 2)
    assert comments(commented(said("a", inside)))[1][2] == "10"
    header = Location((("header 1", ""), ("paragraph", 1)))
    assert comments(commented(said("a", header)))[0][1] == f"{SUMMARY}\nheader 1, paragraph 1: a Mend it."


def test_several_comments_at_one_place_stand_in_order() -> None:
    data = commented(said("a", TOTAL), said("b", TOTAL), said("b", TOTAL))
    assert [text for _, text, _ in comments(data)][1:] == ["a Mend it.", "b Mend it."]


def test_an_empty_paragraph_takes_a_comment() -> None:
    place = read_result(completed()).submission.answers["harm"].location
    assert comments(commented(said("a", place)))[1][2] == ""


def test_a_blank_form_gets_none() -> None:
    blank = CompletedForm.blank()
    assert commented(said("a"), data=blank) is blank


def test_without_a_total_the_summary_is_at_the_first_paragraph() -> None:
    data = completed().bytes()
    result = read_result(data)
    bare = replace(result.mapping, score=None, review=None)
    after = write_in_place(data, result.submission, result.assessment, bare, DAY, findings=[said("a")])
    assert comments(after)[0][1] == "Checked by wordform. This does not replace professional judgement.\na Mend it."
    assert next(main_part(after).iter(W + "p")).find(W + "commentRangeStart") is not None


def test_what_is_read_is_the_same_with_comments() -> None:
    with_comments = commented(
        *(said("a", answer.location) for answer in read_result(completed()).submission.answers.values())
    )
    before, after = (read_result(data).submission for data in (commented(), with_comments))
    assert replace(after, source=before.source) == before


def test_a_comment_does_not_lend_its_look_to_a_result() -> None:
    reference = w("r", w("rPr", w("sz", val="16")), w("commentReference", id="1"))
    assert run_of(slot_after(paragraph(reference)), "57").find(W + "rPr") is None


# Other people's, and our own of an earlier run


def test_comments_of_others_stay_and_ids_are_unique() -> None:
    data = written(with_a_comment(wrong()))
    authors = [author for author, *_ in comments(data)]
    assert authors[0] == "A Manager"
    assert authors.count("wordform") == len(authors) - 1 > 0
    ids = [each.get(W + "id") for each in main_part(data, COMMENTS)]
    assert ids == ["7", *map(str, range(8, 8 + len(ids) - 1))]
    before, after = parts_of(with_a_comment(wrong())), parts_of(data)
    assert {name for name in after if after[name] != before[name]} == {MAIN, COMMENTS}


def with_a_comment(form: CompletedForm) -> bytes:
    """Let a manager comment on the name."""
    made = Parts(parts_of(form.bytes()))
    made.add_notes("comments", ["Ask the school."])
    made.parts[COMMENTS] = made.parts[COMMENTS].replace(b'w:id="0"', b'w:id="7"')
    root = etree.fromstring(made.parts[MAIN])
    place = next(each for each in root.iter(W + "p") if shown(each) == "Example Child")
    place.insert(0, w("commentRangeStart", id="7"))
    place.extend([w("commentRangeEnd", id="7"), w("r", w("commentReference", id="7"))])
    made.parts[MAIN] = etree.tostring(root)
    return made.bytes()


@pytest.mark.parametrize(
    "form", [completed(), wrong(), completed().factor("neet", "?"), completed().put("review_date", "01/01/2030")]
)
def test_a_second_run_adds_and_takes_nothing(form: CompletedForm) -> None:
    once = written(form)
    assert comments(once)
    assert written(once, dt.date(2027, 3, 3)) == once


def test_what_no_longer_holds_goes() -> None:
    name = Location((("table", 1), ("row", 1), ("column", 2)))
    once = commented(said("old", name), said("both", name))
    again = commented(said("both", name), said("new", name), data=once, day=dt.date(2027, 3, 3))
    assert [text for _, text, _ in comments(again)] == [SUMMARY, "both Mend it.", "new Mend it."]
    none = commented(data=again)
    assert comments(none) == []
    assert not list(main_part(none).iter(W + "commentReference"))
    assert main_part(none).find(f".//{W}commentRangeEnd") is None


def test_what_somebody_answered_stays() -> None:
    once = Parts(parts_of(commented(said("old", TOTAL))))
    root = etree.fromstring(once.parts[COMMENTS])
    next(root[1].iter(W + "p")).set(f"{{{W14}}}paraId", "0000000A")
    once.parts[COMMENTS] = etree.tostring(root)
    reply = '<w15:commentEx w15:paraId="0000000B" w15:paraIdParent="0000000A"/>'
    extended = f'<w15:commentsEx xmlns:w15="{W15}">{reply}</w15:commentsEx>'
    once.add("commentsExtended.xml", "commentsExtended", extended.encode())
    assert [text for _, text, _ in comments(commented(data=once.bytes()))] == ["old Mend it."]


def test_pending_changes_of_ours_are_not_said_but_those_of_others_are() -> None:
    by_others = wrong().put("harm", paragraph(w("ins", run("Harm."), author="A Manager", id="1")))
    once = written(by_others)
    assert "Tracked changes are pending (1)" in str(comments(once))
    assert written(once) == once
    assert "pending" not in str(comments(written(written(wrong()))))


# Odd files


def test_a_strict_form_gets_strict_comments() -> None:
    data = written(strict(wrong().bytes()))
    assert b"purl.oclc.org/ooxml/wordprocessingml" in parts_of(data)[COMMENTS]
    assert (
        b'"http://purl.oclc.org/ooxml/officeDocument/relationships/comments"'
        in parts_of(data)["word/_rels/document.xml.rels"]
    )


def test_a_form_whose_members_begin_with_a_slash_can_be_read_again() -> None:
    data = package({f"/{name}": content for name, content in parts_of(wrong().bytes()).items()})
    assert {name[0] for name in parts_of(written(data))} == {"/"}


def test_another_part_of_that_name_is_left_alone() -> None:
    form = package({**parts_of(wrong().bytes()), COMMENTS: b"<odd/>"})
    after = parts_of(written(form))
    assert after[COMMENTS] == b"<odd/>"
    assert "word/comments2.xml" in after


def test_a_part_without_relationships_gets_some() -> None:
    parts = parts_of(document("x"))
    del parts["word/_rels/document.xml.rels"]
    result = read_result(completed())
    bare = replace(result.submission, answers={})
    after = write_in_place(package(parts), bare, result.assessment, result.mapping, DAY, findings=[said("a")])
    assert Package.open(after).related(MAIN)[0].target == COMMENTS


@pytest.mark.parametrize(("enforced", "said_so"), [("1", True), ("true", True), ("0", False)])
def test_restricted_editing_is_said_and_the_form_is_written(enforced: str, said_so: bool) -> None:
    protection = f'<w:documentProtection w:edit="forms" w:enforcement="{enforced}"/><w:zoom'
    form = mutate(wrong().bytes(), "word/settings.xml", "<w:zoom", protection)
    result, data = process_one(form, name="a.docx", layouts=layouts().forms, day=DAY)
    assert ("editing_restricted" in {finding.code for finding in result.findings}) is said_so
    assert list(main_part(data).iter(W + "ins"))
    assert parts_of(data)["word/settings.xml"] == parts_of(form)["word/settings.xml"]


def test_a_broken_signature_is_said() -> None:
    parts = parts_of(wrong().bytes())
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="_xmlsignatures/origin.sigs"/></Relationships>'
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", link.encode())
    form = package({**parts, "_xmlsignatures/origin.sigs": b""})
    result, data = process_one(form, name="a.docx", layouts=layouts().forms, day=DAY)
    assert "signature_broken" in {finding.code for finding in result.findings}
    assert "digital signature" in comments(data)[0][1]


def test_two_runs_give_the_same_bytes() -> None:
    assert written(with_a_comment(wrong())) == written(with_a_comment(wrong()))


def test_documents_are_made_again_when_comments_are_wanted(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "form.docx").write_bytes(wrong().bytes())
    plan = plan_batch([tmp_path / "in"], tmp_path / "out")
    forms = prepare_layouts(load_catalogue())
    for wanted in (False, True):
        run_batch(plan, Worker(layouts=forms, day=DAY, comments=wanted), told=lambda _: None)
        assert (COMMENTS in parts_of((tmp_path / "out" / "form.docx").read_bytes())) is wanted


@pytest.mark.integration
def test_libreoffice_shows_them(soffice: str, tmp_path: Path) -> None:
    (tmp_path / "form.docx").write_bytes(written(wrong()))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "fodt", "--outdir", str(tmp_path), "form.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    root = etree.parse(tmp_path / "form.fodt").getroot()
    assert len(list(root.iter(office + "annotation"))) == len(comments(written(wrong())))
    assert len(list(root.iter(text + "insertion", text + "deletion"))) == 6

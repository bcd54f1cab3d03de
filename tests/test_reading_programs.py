"""The same form reads the same, whichever program saved it last."""

from __future__ import annotations

import io
import re
import subprocess
from copy import deepcopy
from functools import lru_cache
from typing import TYPE_CHECKING

import docx
import pytest

from tests import shapes
from tests.formbuilder import CompletedForm, mutate, package, parts_of, reprefixed, strict
from tests.make_input_forms import TEXTS, input_forms
from tests.reading import answer, read_form
from tests.shapes import Element, Marks, q, run, w

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.submission import Submission

MAIN = "word/document.xml"
NAMES = [name for name in TEXTS if name != "blank"]


def said(form: bytes | CompletedForm) -> dict[str, object]:
    """Return what a form says, without where it says it."""
    return what(read_form(form)[0])


def what(submission: Submission) -> dict[str, object]:
    answers = {id_: (found.state, found.value) for id_, found in submission.answers.items()}
    entries = {id_: (found.state, found.number, found.notes) for id_, found in submission.checklist.items()}
    return {**answers, **entries, "unread": [found.text for found in submission.unread]}


@lru_cache
def all_forms() -> dict[str, bytes]:
    return input_forms()


def form(name: str) -> bytes:
    return all_forms()[str(TEXTS[name]["file"])]


@lru_cache
def said_by(name: str) -> dict[str, object]:
    """Return what a form says as it is."""
    return said(form(name))


def changed(data: bytes, change: Callable[[Element], None]) -> bytes:
    """Change the tree of the main part."""
    made = CompletedForm()
    made.package.parts = parts_of(data)
    made.root = shapes.etree.fromstring(made.package.parts[MAIN])
    change(made.root)
    return made.bytes()


class TestProgramsThatSaveIt:
    @pytest.mark.parametrize("name", NAMES)
    def test_python_docx(self, name: str) -> None:
        buffer = io.BytesIO()
        docx.Document(io.BytesIO(form(name))).save(buffer)
        assert said(buffer.getvalue()) == said_by(name)

    @pytest.mark.integration
    def test_libreoffice(self, soffice: str, tmp_path: Path) -> None:
        for name in NAMES:
            (tmp_path / f"{name}.docx").write_bytes(form(name))
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [soffice, profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", "saved"]
        subprocess.run(
            [*command, *(f"{name}.docx" for name in NAMES)], cwd=tmp_path, check=True, capture_output=True, timeout=300
        )
        for name in NAMES:
            assert said((tmp_path / "saved" / f"{name}.docx").read_bytes()) == said_by(name), name

    @pytest.mark.parametrize("name", NAMES)
    def test_a_program_with_other_prefixes(self, name: str) -> None:
        assert said(reprefixed(form(name), "ns0")) == said_by(name)

    @pytest.mark.parametrize("name", NAMES)
    def test_a_program_that_writes_strict(self, name: str) -> None:
        assert said(strict(form(name))) == said_by(name)

    @pytest.mark.parametrize("name", NAMES)
    def test_a_program_that_indents_its_xml(self, name: str) -> None:
        data = form(name)
        text = parts_of(data)[MAIN].decode()
        spaced = re.sub(r"><(?!/w:t>)", ">\n  <", text)
        assert said(package({**parts_of(data), MAIN: spaced.encode()})) == said_by(name)


class TestFlattening:
    """Online editors turn controls into plain text that shows the same."""

    def test_controls_become_what_they_show(self) -> None:
        def flatten(root: Element) -> None:
            for control in list(root.iter(q("w:sdt"))):
                parent = control.getparent()
                assert parent is not None
                at = parent.index(control)
                hidden = control.find(f"{q('w:sdtPr')}/{q('w:showingPlcHdr')}") is not None
                content = [] if hidden else list(control.find(q("w:sdtContent")))  # type: ignore[arg-type]
                parent[at : at + 1] = content

        assert said(changed(form("controls"), flatten)) == said_by("controls")

    @pytest.mark.parametrize(
        "prompt",
        [
            "Click or tap here to enter text.",
            "Click here to enter text.",
            "Choose an item.",
            "Click or tap to enter a date.",
        ],
    )
    @pytest.mark.parametrize("field", ["harm", "review_date", "child_name", "case_status", "total_score"])
    def test_the_prompts_of_word_left_as_plain_text_are_no_answer(self, field: str, prompt: str) -> None:
        assert answer(CompletedForm().put(field, prompt), field).value is None

    @pytest.mark.parametrize("name", NAMES)
    def test_merged_cells_become_single_ones(self, name: str) -> None:
        def unmerge(root: Element) -> None:
            for span in list(root.iter(q("w:gridSpan"))):
                merged = next(span.iterancestors(q("w:tc")))
                span.getparent().remove(span)  # type: ignore[union-attr]
                for _ in range(int(span.get(q("w:val"), "1")) - 1):
                    merged.addnext(shapes.cell(""))

        assert said(changed(form(name), unmerge)) == said_by(name)

    def test_the_title_said_twice(self) -> None:
        def repeat(root: Element) -> None:
            root[0].insert(0, shapes.paragraph("Child Exploitation Assessment Tool"))

        assert said(changed(form("ticks"), repeat)) == said_by("ticks")

    @pytest.mark.parametrize("name", ["ticks", "crosses", "tracked"])
    def test_bullets_of_printed_lists_become_text(self, name: str) -> None:
        flattened = []

        def flatten(root: Element) -> None:
            for style in root.iter(q("w:pStyle")):
                line = next(style.iterancestors(q("w:p")))
                if style.get(q("w:val"), "").startswith("List"):
                    line.insert(1, run("•\t"))
                    flattened.append(line)

        assert said(changed(form(name), flatten)) == said_by(name)
        assert flattened

    def test_tracked_changes_become_accepted(self) -> None:
        def accept(root: Element) -> None:
            for gone in list(root.iter(q("w:del"))):
                gone.getparent().remove(gone)  # type: ignore[union-attr]
            for kept in list(root.iter(q("w:ins"))):
                parent = kept.getparent()
                assert parent is not None
                at = parent.index(kept)
                parent[at : at + 1] = list(kept)

        assert said(changed(form("tracked"), accept)) == said_by("tracked")


class TestRuns:
    @pytest.mark.parametrize("name", ["crosses", "controls"])
    def test_a_run_for_every_character(self, name: str) -> None:
        assert said(changed(form(name), split_runs)) == said_by(name)

    @pytest.mark.parametrize("name", NAMES)
    def test_spelling_marks_and_revision_ids_between_runs(self, name: str) -> None:
        def sprinkle(root: Element) -> None:
            for made in list(root.iter(q("w:r"))):
                made.set(q("w:rsidR"), "00AB12CD")
                made.addprevious(w("proofErr", type="spellStart"))
                made.addnext(w("bookmarkEnd", id="1"))

        assert said(changed(form(name), sprinkle)) == said_by(name)

    @pytest.mark.parametrize("name", NAMES)
    def test_a_font_and_a_language_on_every_run(self, name: str) -> None:
        def dress(root: Element) -> None:
            for made in root.iter(q("w:r")):
                properties = made.find(q("w:rPr"))
                if properties is None:
                    properties = w("rPr")
                    made.insert(0, properties)
                properties.insert(0, w("rFonts", ascii="Arial", hAnsi="Arial"))
                properties.extend([w("sz", val="22"), w("lang", val="en-GB"), w("color", val="000000")])

        assert said(changed(form(name), dress)) == said_by(name)

    @pytest.mark.parametrize("marks", [{"bold": True}, {"highlight": "yellow"}, {"underline": True}, {"strike": True}])
    def test_everything_marked_is_no_choice(self, marks: Marks) -> None:
        def dress(root: Element) -> None:
            for made in root.iter(q("w:r")):
                shapes.mark_run(made, **marks)

        answers = read_form(changed(CompletedForm().put("child_name", "Example Child").bytes(), dress))[0].answers
        assert {answers[id_].value for id_ in ("outcome", "exploitation_type", "rag_rating", "case_status")} == {None}


class TestParts:
    @pytest.mark.parametrize(
        "part", ["word/styles.xml", "word/numbering.xml", "word/settings.xml", "word/theme/theme1.xml"]
    )
    def test_a_part_is_missing(self, part: str) -> None:
        parts = parts_of(form("typed"))
        del parts[part]
        assert said(package(parts)) == said_by("typed")

    def test_the_order_of_the_parts_does_not_count(self) -> None:
        assert said(package(dict(reversed(parts_of(form("typed")).items())))) == said_by("typed")

    def test_a_macro_form(self) -> None:
        old = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
        data = mutate(form("typed"), "[Content_Types].xml", old, macro)
        data = package({**parts_of(data), "word/vbaProject.bin": b"\xd0\xcf\x11\xe0 never run"})
        assert said(data) == said_by("typed")


def split_runs(root: Element) -> None:
    """Put every character of every run into a run of its own, with the same formatting."""
    for made in list(root.iter(q("w:r"))):
        texts = made.findall(q("w:t"))
        if len(texts) != 1 or len([child for child in made if child.tag not in (q("w:rPr"), q("w:t"))]):
            continue
        for character in texts[0].text or "":
            one = run(character)
            properties = made.find(q("w:rPr"))
            if properties is not None:
                one.insert(0, deepcopy(properties))
            made.addprevious(one)
        made.getparent().remove(made)  # type: ignore[union-attr]

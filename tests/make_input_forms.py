"""Make the completed forms in ``input/``: ``python -m tests.make_input_forms``.

What they say stands in ``input_forms.toml``; how each is filled in stands here, one function a form. The same text
gives the same files. The form that LibreOffice saved is made again only where LibreOffice is installed and its text
changed, since LibreOffice writes other bytes each time.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.formbuilder import BELOW, BESIDE, BLANK, INSIDE, CompletedForm, cell_texts, factors
from tests.shapes import Content, Element, comment_reference, control, deleted, inserted, paragraph, run, table, tick

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Text = Mapping[str, Any]

INPUT = Path(__file__).parent.parent / "input"
TEXTS: Mapping[str, Text] = tomllib.loads((Path(__file__).parent / "input_forms.toml").read_text("utf-8"))
SAVED_BY_LIBREOFFICE = str(TEXTS["libreoffice"]["file"])


def typed(text: Text, write: Callable[[str, str], Content] = lambda _, answer: answer) -> CompletedForm:
    """Fill in all that ``text`` says; ``write`` turns an answer into what stands in the form, by default plain text."""
    form = CompletedForm()
    for field in (*BESIDE, *BELOW, *INSIDE):
        if field in text:
            form.put(field, write(field, text[field].strip()))
    if "child_views_date" in text:
        form.line("Date views obtained-").append(run(f" {text['child_views_date']}"))
    form.agencies(text.get("agencies", [])).actions(text.get("actions", []))
    form.factors(text.get("scores", {}))
    for factor, note in text.get("notes", {}).items():
        form.factor(factor, notes=note)
    return form


def typed_scores(text: Text) -> CompletedForm:
    """Type everything, total and rating too, with a list in one box; the review date is left to be worked out."""
    form = typed({**text, "harm": ""})
    form.put("harm", [paragraph(line, style="ListBullet") for line in text["harm"].strip().split("\n")])
    form.put("age_score", "5").put("total_score", "50").rag("medium", "x")
    return form.choose("exploitation_type", "CCE", under="medium", after=" ✓")


def ticks(text: Text) -> CompletedForm:
    """Tick the factors that apply and draw empty boxes beside some that don't."""
    return typed(text).choose("exploitation_type", "CSE", under="low", after="☒")


def crosses(text: Text) -> CompletedForm:
    """Cross the factors and highlight the outcome; total and rating were added up wrongly by hand."""
    people = [
        ["Name", "Age", "Vehicle"],
        ["“Rook”", "about 25", "Grey van, roof bars"],
        ["“Little T”", "18 or 19", "Electric motorbike"],
    ]
    form = typed(text).put("perpetrators", "Passed to the Level 2 meeting on 4 November:", table(people))
    form.put("age_score", "5").put("total_score", "68").rag("medium", "X")
    form.choose("outcome", "high", highlight="yellow")
    return form.choose("exploitation_type", "CCE", under="high", highlight="yellow")


def controls(text: Text) -> CompletedForm:
    """Answer in content controls; what was not answered still shows its prompt."""
    form = typed({**text, "scores": {}, "child_views_date": ""}, _in_control)
    form.views_date(_date_control("child_views_date", text["child_views_date"]))
    for factor in factors():
        form.factor(factor, tick(factor in text["scores"], tag=factor))
    for field in (*BESIDE, *BELOW, "age_score", "total_score"):
        if field not in text:
            form.put(field, _prompt(field))
    for level in ("low", "medium", "high"):
        for kind in ("CCE", "CSE", "Both"):
            chosen = (level, kind) == ("medium", "CSE")
            form.choose("exploitation_type", kind, under=level, after=tick(chosen, tag=f"{level}_{kind}"))
    return form


def _in_control(field: str, answer: str) -> Content:
    if field in ("date_of_birth", "date_completed"):
        return _date_control(field, answer)
    if field == "case_status":
        return control(answer, kind="dropDownList", tag=field, options=["Early Help", "CIN", "CP", "CLA"])
    if field in BELOW:
        return control(*(paragraph(line) for line in answer.split("\n")), kind="richText", tag=field)
    return control(answer, tag=field)


def _date_control(field: str, answer: str) -> Element:
    day = dt.date.fromisoformat(answer)
    return control(f"{day:%d/%m/%Y}", kind="date", value=f"{day}T00:00:00Z", tag=field)


def _prompt(field: str) -> Content:
    return control(run("Click or tap here to enter text.", style="PlaceholderText"), tag=field, placeholder=True)


def libreoffice(text: Text) -> CompletedForm:
    """Type everything; :func:`save_with_libreoffice` then saves it as another program would."""
    form = typed(text).put("age_score", "10").put("total_score", "75").rag("high", "✓")
    return form.choose("exploitation_type", "Both", under="high", after=" X")


def tracked(text: Text) -> CompletedForm:
    """Let a manager change the practitioner's form: three factors in, one out, and the outcome from low to medium."""
    form = typed(text)
    form.put("assessment_reason", *_reason()).put("harm", *_harm()).put("danger_statements", *_danger())
    for factor, points in (("drug_alcohol_abuse", "10"), ("county_line_intel", "5"), ("associates_exploited", "5")):
        form.factor(factor, inserted(points))
    form.factor("sen", paragraph(deleted("5"), inserted("No")), notes=inserted("Assessed in May; no SEN support"))
    form.choose("exploitation_type", "CCE", under="low", after=deleted(" ✓"))
    form.choose("exploitation_type", "CCE", under="medium", after=inserted(" ✓"))
    form.package.add_notes("comments", ["Please ask the school for the dates of the last three absences."])
    return form


def _reason() -> list[Content]:
    return [
        paragraph(
            "Charlie was seen ",
            deleted("twice"),
            inserted("five times"),
            " with older boys who are known to the police.",
        ),
        paragraph("He came home late with a new bicycle in August.", comment_reference(0)),
        paragraph(inserted("His uncle found a small bag of cannabis in the garage on 26 September.")),
    ]


def _harm() -> list[Content]:
    return [
        paragraph("Charlie had a black eye in September and gave three accounts of it."),
        paragraph(
            deleted("There is no known substance use."),
            inserted("Charlie says that he has been offered cannabis as pay."),
        ),
    ]


def _danger() -> list[Content]:
    return [
        paragraph("The school is worried that Charlie will stop coming"),
        paragraph(inserted("His parents are worried that he will be beaten again, like the time in September.")),
    ]


def unclear(text: Text) -> CompletedForm:
    """Leave entries that nobody can read with certainty, as people do who wait for records."""
    return typed(text).choose("exploitation_type", "CCE", under="medium", after=" x")


MAKERS: Mapping[str, Callable[[Text], CompletedForm]] = {
    "typed": typed_scores,
    "ticks": ticks,
    "crosses": crosses,
    "controls": controls,
    "libreoffice": libreoffice,
    "tracked": tracked,
    "unclear": unclear,
}


def input_forms() -> dict[str, bytes]:
    """Make all forms by file name; the one for LibreOffice as it was before LibreOffice saved it."""
    made = {str(TEXTS[name]["file"]): make(TEXTS[name]).bytes() for name, make in MAKERS.items()}
    return {**made, str(TEXTS["blank"]["file"]): BLANK.read_bytes()}


def save_with_libreoffice(data: bytes, soffice: str) -> bytes:
    """Open a Word file in LibreOffice and save it again."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "form.docx").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [
            soffice,
            profile,
            "--headless",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            "saved",
            "form.docx",
        ]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
        return (folder / "saved" / "form.docx").read_bytes()


def main(folder: Path = INPUT) -> None:
    """Write the forms that changed."""
    folder.mkdir(exist_ok=True)
    for name, data in input_forms().items():
        path = folder / name
        if name == SAVED_BY_LIBREOFFICE:
            soffice = shutil.which("soffice")
            if soffice is None or (path.exists() and cell_texts(path.read_bytes()) == cell_texts(data)):
                continue
            data = save_with_libreoffice(data, soffice)
        path.write_bytes(data)


if __name__ == "__main__":
    main()

"""A person at work in LibreOffice: a script types into forms, ticks boxes and saves them in other formats."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests import blankworkbook
from tests.filledblank import FilledBlank, filled, shipped_blank
from tests.formbuilder import BLANK, CompletedForm, factors
from tests.shapes import inserted, legacy_box, paragraph, run, symbol, tick

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SAVED_AS = {
    "docx": {"FilterName": "MS Word 2007 XML"},
    "doc": {"FilterName": "MS Word 97"},
    "odt": {"FilterName": "writer8"},
    "rtf": {"FilterName": "Rich Text Format"},
    "xls": {"FilterName": "MS Excel 97"},
    "ods": {"FilterName": "calc8"},
    "xlsx": {"FilterName": "Calc MS Excel 2007 XML"},
}
"""How LibreOffice calls each way of saving."""

PASSWORD = "safe & sound £1"  # noqa: S105 - of invented forms
BY_HAND = ({"sen": "5", "nrm": "✓"}, {"wanted_missing": "control", "neet": "legacy"})
"""What is done inside LibreOffice: text typed into the Score column, and boxes ticked there."""

Step = dict[str, object]


def completed() -> CompletedForm:
    """Make a form that is filled in in many ways, all of which every format can hold."""
    return (
        CompletedForm()
        .put("child_name", "Example Child")
        .put("date_of_birth", "1/2/2011")
        .put("date_completed", "3/3/2026")
        .put("case_status", "CIN")
        .put(
            "harm", paragraph("First line – with “quotes”, £5 & <signs>."), paragraph("Second ", inserted(run("line.")))
        )
        .put("child_views_good", "Football, 👍.")
        .views_date("2/2/2026")
        .factors({"open_to_social_services": "x", "wanted_missing": "10", "sen": tick(), "nrm": tick(False)})
        .factor("neet", symbol("F0FC"), "seen in May")
        .factors(
            {"attendance": "☒", "domestic_abuse": "☐", "self_harm_suicidal": "n/a", "known_to_yos": inserted(run("5"))}
        )
        .weight("county_line_arrest", highlight="yellow")
        .choose("outcome", "high", highlight="yellow")
        .choose("exploitation_type", "CCE", under="high", others="strike")
        .agencies([["Pat Example", "PC", "Police", "01234"], ["Sam Sample", "Worker", "Charity", "s@example.org"]])
        .actions([["Talk", "PC", "1/4/2026", ""], ["Visit", "SW", "2/4/2026", "done"]])
    )


def save_forms(soffice: str, folder: Path) -> None:
    """Save forms from LibreOffice in one start.

    ``saved.*`` are :func:`completed` in every format, ``filled.*`` the blank filled in by hand, ``boxes.rtf`` one with
    a legacy check box, ``locked.*`` protected with :data:`PASSWORD`, ``sheet.*`` a workbook. In ``workbooks`` are a
    blank workbook of ours filled in by hand, the same from ``.ods``, and with sheets renamed and rows and columns put
    in; in ``controls`` is a Word blank of ours filled in by :data:`IN_CONTROLS`, and one with line breaks saved,
    in ``risk`` that of the second form.
    """
    (folder / "saved.docx").write_bytes(completed().bytes())
    (folder / "boxes.docx").write_bytes(completed().factor("victim_sexual_crime", legacy_box()).bytes())
    workbook = openpyxl.Workbook()
    workbook.active["B2"] = "in a cell"  # type: ignore[index]
    workbook.save(folder / "sheet.xlsx")
    carry_out(
        soffice,
        folder,
        [
            _step(folder / "saved.docx", _files(folder, "saved", "doc odt rtf")),
            _step(folder / "saved.docx", _files(folder, "locked", "doc odt"), password=PASSWORD),
            _step(folder / "boxes.docx", _files(folder, "boxes", "doc rtf")),
            _step(folder / "sheet.xlsx", _files(folder, "sheet", "xls ods")),
            _step(folder / "sheet.xlsx", _files(folder, "locked", "xls"), password=PASSWORD),
            _step(BLANK, _files(folder, "filled", "docx doc odt"), fill=list(_typed_by_hand())),
            *_workbook_steps(folder / "workbooks"),
            *_controls_steps(folder / "controls"),
            _risk_step(folder / "risk"),
        ],
    )


def with_line_breaks() -> FilledBlank:
    """Fill in a blank of ours with lines in its short answers."""
    return filled().type("sen.notes", "seen at station", "went home by car").type("actions.what", "Talk", "Visit")


IN_CONTROLS = (
    {"label": "Child/young person’s Name", "right": 1, "tick": "typed", "text": "Office Child"},
    {"label": "DOB", "right": 1, "tick": "typed", "text": "01/02/2011"},
    {"label": "Child’s/ young person’s Case Status", "right": 1, "tick": "typed", "text": "CP"},
    {"label": "Date assessment tool completed", "right": 1, "tick": "typed", "text": "03/03/2026"},
    {"label": "Police", "right": -2, "tick": "typed", "text": "Pat Example"},
    {"label": "What past or current harm", "down": 1, "text": "First line.\nSecond line."},
    {"label": "SEN", "right": 2, "tick": "own"},
    {"label": "SEN", "right": 3, "tick": "typed", "text": "seen in May\nby the river"},
    {"label": "NEET", "right": 2, "tick": "own"},
    {"label": "Medium Concern: Evidence", "tick": "own"},
)
"""What is done inside LibreOffice with the controls of a blank of ours."""


RISKS = (
    {"label": "Name of the child", "right": 1, "tick": "typed", "text": "Office Child"},
    {"label": "Date of birth", "right": 1, "tick": "typed", "text": "01/02/2012"},
    {"label": "Date completed", "right": 1, "tick": "typed", "text": "06/01/2026"},
    {"label": "Name of the person", "right": 1, "tick": "typed", "text": "Sam Sample"},
    {"label": "What are you worried about", "down": 1, "text": "New things.\nTired."},
    {"label": "Neglect", "right": 2, "tick": "own"},
    {"label": "Travel, adventure", "right": 4, "tick": "own"},
    {"label": "Travel, adventure", "right": 5, "tick": "typed", "text": "Seen in another town"},
    {"label": "What keeps the child safe", "down": 1, "text": "A grandmother."},
    {"label": "High: call", "right": -1, "tick": "own"},
)
"""What is done inside LibreOffice with the blank of the Risk Identification Tool."""


def _controls_steps(folder: Path) -> Iterator[Step]:
    folder.mkdir()
    (folder / "blank.docx").write_bytes(shipped_blank())
    (folder / "typed.docx").write_bytes(with_line_breaks().bytes())
    yield _step(folder / "typed.docx", _files(folder, "saved", "docx"))
    yield _step(folder / "blank.docx", _files(folder, "filled", "docx odt"), fill=IN_CONTROLS)


def _risk_step(folder: Path) -> Step:
    folder.mkdir()
    (folder / "blank.docx").write_bytes((BLANK.parent / "risk_identification_tool.docx").read_bytes())
    return _step(folder / "blank.docx", _files(folder, "filled", "docx"), fill=RISKS)


def _workbook_steps(folder: Path) -> Iterator[Step]:
    folder.mkdir()
    blank = folder / "blank.xlsx"
    blank.write_bytes(blankworkbook.blank())
    cells = [{"name": name, "text": str(value)} for name, value in blankworkbook.typed().items()]
    cells += [{"sheet": sheet, "cell": cell, "text": text} for sheet, cell, text in blankworkbook.typed_into_tables()]
    form, checklist, table, *_ = openpyxl.load_workbook(blank).sheetnames
    moved = [
        {"sheet": form, "title": "Page one", "row": 4, "column": 1},
        {"sheet": checklist, "title": "Scores", "row": 12, "column": 2},
        {"sheet": table, "row": 1, "column": 0},
    ]
    yield {**_step(blank, _files(folder, "typed", "xlsx ods")), "cells": cells}
    yield {**_step(blank, _files(folder, "moved", "xlsx")), "cells": cells, "sheets": moved}
    yield _step(folder / "typed.ods", _files(folder, "from_ods", "xlsx"))


def _files(folder: Path, stem: str, suffixes: str) -> list[Path]:
    return [folder / f"{stem}.{suffix}" for suffix in suffixes.split()]


def _typed_by_hand() -> Iterator[Mapping[str, object]]:
    yield {"label": "Child/young person’s Name", "right": 1, "text": "Office Child"}
    yield {"label": "DOB", "right": 1, "text": "1/2/2011"}
    yield {"label": "Date assessment tool completed", "right": 1, "text": "3/3/2026"}
    yield {"label": "What past or current harm", "down": 1, "text": "First line.\nSecond line."}
    typed, ticked = BY_HAND
    for factor, text in typed.items():
        yield {"label": factors()[factor][0], "right": 2, "text": text}
    for factor, kind in ticked.items():
        yield {"label": factors()[factor][0], "right": 2, "tick": kind}


def _step(
    opened: Path, saved: Sequence[Path], *, fill: Sequence[Mapping[str, object]] = (), password: str = ""
) -> Step:
    locked = {"Password": password} if password else {}
    save = {str(path): {**SAVED_AS[path.suffix[1:]], **locked} for path in saved}
    return {"open": str(opened), "fill": fill, "save": save}


def carry_out(soffice: str, folder: Path, steps: Sequence[Step]) -> None:
    """Carry out steps (see ``uno_steps.py``) in one start of LibreOffice."""
    pipe = f"wordform{os.getpid()}"
    orders = folder / "steps.json"
    orders.write_text(json.dumps(steps), "utf-8")
    command = [
        soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nologo",
        f"--accept=pipe,name={pipe};urp",
    ]  # fmt: skip
    script = Path(__file__).with_name("uno_steps.py")
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True) as office:
        try:
            subprocess.run([python_with_uno(soffice), str(script), pipe, str(orders)], check=True, timeout=120)
            office.wait(timeout=30)
        finally:
            if office.returncode is None:
                os.killpg(office.pid, signal.SIGKILL)


def python_with_uno(soffice: str) -> str:
    """Find a Python that can talk to LibreOffice; without one the test is skipped, on CI it fails."""
    beside = Path(soffice).resolve().parent / "python"
    for python in ("/usr/bin/python3", str(beside), shutil.which("python3") or "python3"):
        if Path(python).exists() and subprocess.run([python, "-c", "import uno"], capture_output=True).returncode == 0:
            return python
    missing = pytest.fail if os.environ.get("WORDFORM_CI") == "1" else pytest.skip
    missing("no Python with uno (python3-uno) is installed")
    raise AssertionError

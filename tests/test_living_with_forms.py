"""Living with forms: every scene of the page is played, and people see what the page says.

A block of the page holds commands and what they print; ``…`` stands for lines that say nothing new. Before each block
something happens that is told in the text around it: :data:`SCENES` does that.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import secrets
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from pipeline.cli.main import main
from tests.at_work import DAY, HIGH, Reopened, form, saved
from tests.formbuilder import CompletedForm
from tests.numbered_forms import visit, write_mapping

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

pytestmark = pytest.mark.usefixtures("bare_registers")

PAGE: Final = Path(__file__).parent.parent / "docs" / "living-with-forms.md"
RILEY: Final = ("Riley Invented", "03/02/2012", "05/10/2026")
CASEY: Final = ("Casey Madeup", "21/06/2011", "05/10/2026")
_ANYTHING: Final = "…"


def put(name: str, data: CompletedForm | bytes, at: str = "") -> Path:
    """Put a form somewhere, saved at a time that it says itself."""
    content = data.bytes() if isinstance(data, CompletedForm) else data
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(saved(content, at) if at else content)
    return path


def type_over(name: str, **typed: str) -> None:
    """Type over entries of a document in Word."""
    opened = Reopened(Path(name).read_bytes())
    for field, text in typed.items():
        opened.over(field, text)
    Path(name).write_bytes(opened.bytes())


def riley(*applies: str, on: str = "05/10/2026") -> CompletedForm:
    return form("Riley Invented", "03/02/2012", on, *applies)


def unclear() -> CompletedForm:
    return riley("neet").factor("sen", "?").factor("attendance", "see notes")


def nothing() -> None:
    """Nothing happens before this block."""


# -- what happens ------------------------------------------------------------------------------------------------------


def open_in_word() -> None:
    put("forms/riley.docx", riley(*HIGH, "sen"))
    Path("results/~$riley.docx").write_bytes(b"\x08Pat Kaye".ljust(54, b" ") + b"\0" * 108)


def two_teams() -> None:
    put("Team A/assessment.docx", riley(*HIGH))
    put("Team B/assessment.docx", form(*CASEY, "sen"))


def a_corrected_copy() -> None:
    put("forms/riley FINAL v3.docx", riley(*HIGH, "sen"), "2026-10-09T09:00:00Z")


def sent_again() -> None:
    shutil.copy("forms/riley.docx", "forms/riley again.docx")
    Path("forms/riley FINAL v3.docx").rename("forms/Riley, October.docx")


def birth_date_mended() -> None:
    put("forms/riley v2.docx", form("Riley Invented", "03/02/2013", "05/10/2026", *HIGH))


def both_changed() -> None:
    type_over("results/riley.docx", sen="5")
    assert main(["process", "forms", "-o", "results", "--day", DAY, "-q"]) == 0
    changed = riley(*HIGH).factor("sen", "?").factor("neet", "no")
    put("forms/riley.docx", changed, "2026-10-12T09:00:00Z")


def visits() -> None:
    write_mapping(Path("our-forms"))
    put("forms/visit.docx", visit(child_name="Casey Madeup", born="21/06/2011", seen_on="20/11/2026", food="10"))


SCENES: Final[dict[str, list[Callable[[], object]]]] = {
    "The result is open in Word": [
        lambda: put("forms/riley.docx", riley(*HIGH)),
        open_in_word,
        lambda: Path("results/~$riley.docx").unlink(),
    ],
    "Two teams call their form alike": [two_teams],
    "A copy was filled in further": [
        lambda: put("forms/riley.docx", riley(*HIGH), "2026-10-06T09:00:00Z"),
        a_corrected_copy,
        sent_again,
    ],
    "The same file is saved for the next assessment": [
        lambda: put("forms/riley.docx", riley("sen", on="05/06/2026")),
        lambda: put("forms/riley.docx", riley(*HIGH)),
    ],
    "A date of birth was mended in a copy": [
        lambda: put("forms/riley.docx", riley(*HIGH)),
        birth_date_mended,
        nothing,
    ],
    "The result itself is corrected": [
        lambda: put("forms/riley.docx", unclear()),
        lambda: type_over("results/riley.docx", sen="5", attendance="no"),
        nothing,
    ],
    "Form and result were both changed": [
        lambda: put("forms/riley.docx", riley(*HIGH).factor("sen", "?").factor("neet", "?"), "2026-10-06T09:00:00Z"),
        both_changed,
        nothing,
    ],
    "An entry is settled without Word": [lambda: put("forms/riley.docx", unclear()), nothing],
    "Somebody has looked": [lambda: put("forms/riley.docx", riley("sen")), nothing],
    "A form should not count": [
        lambda: [put("forms/june.docx", riley("sen", on="05/06/2026")), put("forms/october.docx", riley(*HIGH))],
        nothing,
        nothing,
    ],
    "The mapping is not at hand": [visits, nothing],
    "A date lies in the future": [lambda: put("forms/riley.docx", riley(*HIGH, on="05/10/2036"))],
    "Nobody can say how high it is": [lambda: put("forms/riley.docx", riley().factors(dict.fromkeys(HIGH, "?")))],
    "A blank came in": [lambda: put("forms/blank.docx", CompletedForm.blank())],
    "It has to be gone": [lambda: put("forms/casey.docx", form(*CASEY, "sen")), nothing, nothing],
    "The ledger is lost": [
        lambda: put("forms/riley.docx", unclear()),
        lambda: Path("results/ledger.sqlite").unlink(),
    ],
}


# -- playing it --------------------------------------------------------------------------------------------------------


def scenes() -> dict[str, list[list[str]]]:
    """Read the blocks of each scene: lists of lines."""
    found: dict[str, list[list[str]]] = {}
    for part in re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        blocks = re.findall(r"^```text\n(.*?)^```$", part, flags=re.MULTILINE | re.DOTALL)
        if blocks:
            found[part.splitlines()[0]] = [block.splitlines() for block in blocks]
    return found


def commands(block: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a block with the lines that it is said to print."""
    for number, line in enumerate(block):
        if line.startswith("$ "):
            rest = block[number + 1 :]
            end = next((at for at, each in enumerate(rest) if each.startswith("$ ")), len(rest))
            yield line.removeprefix("$ "), list(rest[:end])


def printed(command: str) -> list[str]:
    """Type a command, and return what it prints, as on a terminal."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        main([*shlex.split(command)[1:], "--day", DAY])
    said = out.getvalue().replace(str(Path.cwd()), "/home/jo").replace(os.sep, "/")
    return [line.rstrip() for line in said.splitlines() if line.strip()]


def fits(said: Sequence[str], lines: Sequence[str]) -> bool:
    """Return whether lines are what is said, where ``…`` stands for any number of them."""
    pattern = "".join(r"(?:.*\n)*" if line.strip() == _ANYTHING else re.escape(line) + r"\n" for line in said)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in lines)) is not None


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder, Jo Bloggs who decides, and a key by which references come out as on the page."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WORDFORM_BY", "Jo Bloggs")
    monkeypatch.setattr(secrets, "token_hex", lambda length: "5e" * length)
    Path("forms").mkdir()
    return tmp_path


@pytest.mark.parametrize("scene", SCENES)
def test_people_see_what_the_page_says(scene: str, folder: Path) -> None:
    blocks = scenes()[scene]
    assert len(blocks) == len(SCENES[scene])
    for happens, block in zip(SCENES[scene], blocks, strict=True):
        happens()
        for command, said in commands(block):
            lines = printed(command)
            assert fits(said, lines), f"$ {command}\n" + "\n".join(lines)


def test_every_scene_of_the_page_is_played() -> None:
    assert list(scenes()) == list(SCENES)

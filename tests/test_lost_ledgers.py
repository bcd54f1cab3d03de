"""A ledger lost or damaged, with and without key and backup: what is known is said, and no review changes hands."""

from __future__ import annotations

import gc
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.at_work import Team
from tests.test_record_migration import unpack

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("bare_registers")

_REFERENCE: Final = re.compile(r"reference (\w{10})")
KEPT: Final = Path("out/backups/layout-4/ledger.sqlite")
"""The ledger of an earlier version, as it was before it was moved."""


def another_program(ledger: Path) -> None:
    ledger.unlink()
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def another_team(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("UPDATE tables SET key = 'of another one'")
        connection.commit()


DAMAGES: Final[dict[str, Callable[[Path], object]]] = {
    "deleted": Path.unlink,
    "emptied": lambda ledger: ledger.write_bytes(b""),
    "cut short": lambda ledger: ledger.write_bytes(ledger.read_bytes()[:20_000]),
    "overwritten": lambda ledger: ledger.write_bytes(b"no database " * 2000),
    "another program's": another_program,
    "another team's": another_team,
    "an earlier version's": lambda ledger: shutil.copy("earlier.sqlite", ledger),
}


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder that an earlier version made and this one went on with: reviews of Riley and Casey."""
    folder = tmp_path_factory.mktemp("work")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        patched.setenv("WORDFORM_BY", "Jo Bloggs")
        team = Team(folder)
        unpack(folder)
        team.process(code=3)
        team.run("sign-off", team.ref("casey.docx"), "--why", "Looked at it")
    shutil.copy(folder / KEPT, folder / "earlier.sqlite")
    return folder


@pytest.fixture
def broken(team: Team, at_work: Path, damage: str, key: str, backup: str) -> Team:
    """The same folder, its ledger damaged; with its key and backups, or without."""
    shutil.copytree(at_work, team.folder, dirs_exist_ok=True)
    DAMAGES[damage](team.output / "ledger.sqlite")
    if key == "no key":
        (team.output / "ledger.key").unlink()
    if backup == "no backup":
        shutil.rmtree(team.output / "backups")
    return team


def whose(team: Team) -> dict[str, str]:
    """Return whose reviews the calendar holds, by the UIDs that calendars know them by."""
    names = {each.reference: each.name for each in team.rows()}
    return {each["UID"]: names[_REFERENCE.findall(each["SUMMARY"])[0]] for each in team.live_events()}


SAID: Final = {
    ("lost", "key", "backup"): (3, "references stay as they were. The backup of 28/11/2026 is in"),
    ("lost", "key", "no backup"): (3, "1 recorded decision and the key: references stay as they were."),
    ("lost", "no key", "backup"): (5, "The ledger and its key are gone from 'out'; the backup"),
    ("lost", "no key", "no backup"): (3, "the key is gone too, so references are new ones"),
    ("damaged", "", ""): (5, "is damaged"),
    ("another program's", "", ""): (5, "is a database of another program"),
    ("another team's", "key", ""): (5, "is not the one that it was made with. Put 'ledger.key' back"),
    ("another team's", "no key", ""): (5, "The key of the ledger, 'out/ledger.key', is gone."),
    ("an earlier version's", "", ""): (3, "unchanged 3"),
}
"""Exit code and sentence; what is empty makes no difference. One form is torn, so 3 means that all is well."""
STATES: Final = {"deleted": "lost", "emptied": "lost", "cut short": "damaged", "overwritten": "damaged"}


def expected(damage: str, key: str, backup: str) -> tuple[int, str]:
    state = STATES.get(damage, damage)
    return next(
        said for known, said in SAID.items() if known in ((state, key, backup), (state, key, ""), (state, "", ""))
    )


TOGETHER: Final = [("key", "backup"), ("no key", "no backup")]
EACH: Final = [*TOGETHER, ("key", "no backup"), ("no key", "backup")]
"""What is said of a ledger that is there depends on the key alone."""


@pytest.mark.parametrize(
    ("damage", "key", "backup"),
    [(damage, *beside) for damage in DAMAGES for beside in (EACH if damage == "deleted" else TOGETHER)],
)
def test_what_is_known_is_said_and_no_review_moves_to_another_child(
    broken: Team, damage: str, key: str, backup: str
) -> None:
    before = whose(broken)
    code, sentence = expected(damage, key, backup)
    assert sentence in broken.process(code=code).all
    after = whose(broken)
    assert sorted(after.values()) == ["Casey Madeup", "Riley Invented"]
    assert {uid: after.get(uid, name) for uid, name in before.items()} == before


@pytest.mark.parametrize("key", ["no key"])
@pytest.mark.parametrize("backup", ["no backup"])
@pytest.mark.parametrize("damage", ["overwritten"])
def test_a_ledger_that_can_not_be_used_gets_no_new_key(broken: Team) -> None:
    """It would be taken for the old one as soon as the ledger is taken away."""
    broken.process(code=5)
    gc.collect()
    (broken.output / "ledger.sqlite").unlink()
    assert "the key is gone too, so references are new ones" in broken.process(code=3).all


@pytest.mark.parametrize("key", ["no key"])
@pytest.mark.parametrize("backup", ["no backup"])
@pytest.mark.parametrize("damage", ["another team's"])
def test_a_key_that_is_named_by_mistake_is_not_kept(broken: Team) -> None:
    Path("wrong").write_text("f" * 64, "ascii")
    assert "were made with another key than 'wrong'" in broken.process("--reference-key", "wrong", code=2).all
    assert not (broken.output / "ledger.key").exists()

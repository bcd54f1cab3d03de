"""Readings are packed in the ledger, and come back to the letter; what they are packed with says nothing of anybody."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from pipeline.batch.ledger.common_words import common_words
from pipeline.batch.ledger.open import open_ledger
from pipeline.errors import CannotWrite
from pipeline.mapping import load_catalogue
from pipeline.record import FILE_NAME, Ledger
from pipeline.record.store import layouts
from tests.at_work import form
from tests.recording import File

if TYPE_CHECKING:
    from tests.at_work import Team

RILEY: Final = File(text="riley", child="Riley Invented", born="2012-02-03", on="2026-10-05").received
TEXTS: Final = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def keep(ledger: Ledger, shown: str, result: str) -> bool:
    return ledger.receiving.keep(replace(RILEY, shown=shown, result=result), 1)


@given(shown=TEXTS, result=TEXTS, again=TEXTS, words=st.binary(max_size=200))
@settings(max_examples=25, deadline=None)
def test_any_text_comes_back_as_it_was(shown: str, result: str, again: str, words: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder), common=lambda _: words) as ledger:
        assert keep(ledger, shown, result)
        assert (ledger.shown(RILEY.sha256), ledger.result(RILEY.sha256)) == (shown, result)
        assert keep(ledger, shown, again) is (again != result)
        assert (ledger.shown(RILEY.sha256), ledger.result(RILEY.sha256)) == (shown, again)


def test_what_it_is_packed_with_is_kept_although_a_transaction_was_taken_back(tmp_path: Path) -> None:
    with Ledger(tmp_path, common=lambda _: b"words of a mapping") as ledger:
        with pytest.raises(KeyError), ledger.database.together():
            raise KeyError(keep(ledger, "{}", "{}"))
        keep(ledger, '{"words": 1}', '{"words of a mapping": 2}')
    with Ledger(tmp_path) as reopened:  # by whom knows no mapping
        assert reopened.result(RILEY.sha256) == '{"words of a mapping": 2}'


def test_a_dictionary_is_what_the_mapping_says_and_nothing_that_anybody_wrote(team: Team) -> None:
    team.put("a.docx", form(harm="An unusual sentence about Zebedee", on="05/10/2026"))
    team.process(code=None)
    with closing(sqlite3.connect(team.output / FILE_NAME)) as ledger:
        ((words,),) = ledger.execute("SELECT words FROM dictionary").fetchall()
    assert words == common_words("ce_assessment", load_catalogue().mappings)
    with open_ledger(team.output, load_catalogue().mappings) as opened:
        ((sha256,),) = opened.database.rows("SELECT sha256 FROM version")
        assert "Zebedee" in opened.result(sha256)


def test_a_dictionary_says_findings_of_rules_as_tables_show_them(team: Team) -> None:
    team.put("a.docx", form(harm="Something", on="05/10/2026"))
    team.process(code=None)
    mappings = load_catalogue().mappings
    words = common_words("ce_assessment", mappings).decode()
    with open_ledger(team.output, mappings) as opened:
        ((sha256,),) = opened.database.rows("SELECT sha256 FROM version")
        shown = json.loads(opened.shown(sha256))["findings"]
    assert any(json.dumps(each, ensure_ascii=False) in words for each in shown)


DAMAGES: Final = {
    "a byte lost": "UPDATE reading SET result = substr(result, 1, length(result) - 1)",
    "another byte": "UPDATE reading SET result = CAST(substr(result, 1, 16) || x'00' || substr(result, 18) AS BLOB)",
    "bytes more": "UPDATE reading SET result = CAST(result || x'00' AS BLOB)",
    "shown emptied": "UPDATE reading SET shown = x''",
    "the dictionary gone": "DELETE FROM dictionary",
    "another dictionary": "UPDATE dictionary SET words = x'01'",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_damaged_is_said_and_never_read_as_something_else(tmp_path: Path, damage: str) -> None:
    with Ledger(tmp_path, common=lambda _: b"words of a mapping") as ledger:
        keep(ledger, RILEY.shown, RILEY.result)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as database, database:
        database.execute(DAMAGES[damage])
    with Ledger(tmp_path) as ledger, pytest.raises(CannotWrite) as problem:
        ledger.result(RILEY.sha256)
    assert problem.value.code == "ledger_damaged"
    assert "Riley" not in str(problem.value)


def test_a_ledger_that_holds_text_is_read_and_goes_on(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        keep(ledger, "{}", "{}")
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as database, database:
        database.execute("UPDATE reading SET shown = ?, result = ?", (RILEY.shown, RILEY.result))
        database.execute("DROP TABLE dictionary")
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        for column in ("look", "reference", "stands"):
            database.execute(f"ALTER TABLE source DROP COLUMN {column}")
        database.execute("PRAGMA user_version = 5")
    with Ledger(tmp_path, read_only=True) as ledger:
        assert ledger.result(RILEY.sha256) == RILEY.result
    with Ledger(tmp_path) as ledger:
        assert ledger.database.layout == layouts.CURRENT
        assert not keep(ledger, RILEY.shown, RILEY.result)
        assert keep(ledger, RILEY.shown, "{}")
        assert (ledger.shown(RILEY.sha256), ledger.result(RILEY.sha256)) == (RILEY.shown, "{}")

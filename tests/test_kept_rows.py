"""Registers that grow by what is new are, byte for byte, what they would be written in one go."""

from __future__ import annotations

import datetime as dt
import zlib

import msgspec
import pytest

from pipeline.record import Ledger
from pipeline.record.judging import Judging
from pipeline.tables import register as register_module
from pipeline.tables.kept_rows import KeptTable
from pipeline.writers.register.run import RegisterBlock, RegisterSum
from tests.at_work import DAY, Team, form

pytestmark = pytest.mark.usefixtures("whole_registers")

TABLES = ("register.xlsx", "register.csv", "reviews.ics", "report.html")
RILEY = ("Riley Fictional", "03/02/2012")
CASEY = ("Casey Madeup", "21/06/2011")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the assessments whose rows are made."""
    made: list[str] = []
    plain = register_module.register_row

    def noted(row: register_module.Row) -> register_module.RegisterRow:
        made.append(row.name)
        return plain(row)

    monkeypatch.setattr(register_module, "register_row", noted)
    return made


def tables(team: Team) -> list[bytes]:
    return [(team.output / name).read_bytes() for name in TABLES]


def check(team: Team, day: str = DAY) -> None:
    """See that the tables are what they would be with nothing kept."""
    before = tables(team)
    with Ledger(team.output) as ledger:
        judging = Judging(ledger.database, dt.date.fromisoformat(day))
        assert judging.is_kept
        kept = ledger.database.rows("SELECT * FROM main.judged")
        judging.all()
        assert ledger.database.rows("SELECT * FROM temp.judged") == kept
    team.run("register", day=day)
    team.run("report", day=day)
    assert tables(team) == before


def references(team: Team) -> dict[str, str]:
    with Ledger(team.output) as ledger:
        return dict(ledger.database.rows("SELECT name, reference FROM assessment"))


def kept_lines(team: Team) -> str:
    """Return the lines of the table that are kept in blocks."""
    with Ledger(team.output) as ledger:
        blocks = [made for (made,) in ledger.database.rows("SELECT made FROM made_block WHERE form != ''")]
    found = [msgspec.msgpack.decode(each, type=RegisterBlock) for each in blocks]
    return b"".join(zlib.decompress(each.table) for each in found).decode()


def test_whatever_happens_the_registers_are_those_written_in_one_go(team: Team, made: list[str]) -> None:
    team.put("b.docx", form(*RILEY, "05/10/2026", "sen"))
    team.put("c.docx", form(*CASEY, "05/10/2026", "sen"))
    team.process()
    check(team)
    team.put("d.docx", form(*RILEY, "20/11/2026", "neet"))  # moves its sibling's newest
    team.put("a.docx", form(*RILEY, "05/08/2026", "neet"))  # moves its sibling's previous and change
    team.process()
    check(team)
    team.put("c.docx", form(*CASEY, "05/10/2026", "sen", "neet"))
    team.process()
    check(team)
    (team.input / "b.docx").rename(team.input / "z.docx")
    team.process()
    check(team)
    known = references(team)
    team.run("sign-off", known["c.docx"], "--why", "Seen")
    check(team)
    team.run("withdraw", known["d.docx"], "--why", "Wrong form")
    check(team)
    team.run("restore", known["d.docx"])
    check(team)
    team.run("same", known["c.docx"], known["a.docx"])
    check(team)
    team.run("erase", known["a.docx"], "--why", "Asked for", "--yes")
    check(team)
    assert known["a.docx"] not in kept_lines(team)
    with Ledger(team.output) as ledger:
        kept = ledger.database.rows("SELECT made FROM made_block WHERE form = '' UNION ALL SELECT made FROM made_row")
    assert len(kept) > 1
    assert not [made for (made,) in kept if known["a.docx"].encode() in made]


def test_rows_are_made_of_what_changed(team: Team, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.writers.register.write._ENDS", "")  # any reference ends one
    for number in range(4):
        team.put(f"{number}.docx", form("Invented Child", f"0{number + 1}/02/20{10 + number}", "05/10/2026", "sen"))
    team.process()
    made.clear()
    team.put("4.docx", form(*CASEY, "05/10/2026", "sen"))
    team.process()
    assert made == ["4.docx"]
    made.clear()
    team.put("5.docx", form(*CASEY, "10/10/2026", "sen"))
    team.process()
    assert sorted(made) == ["4.docx", "5.docx"]  # it is no longer the newest of the child


def test_rows_that_stay_are_copied_out_of_the_files_unless_somebody_changed_these(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.writers.register.write._ENDS", "")  # any reference ends a block, and a run
    read: list[int] = []
    plain = KeptTable._decoded

    def noted(table: KeptTable[RegisterBlock, RegisterSum], id_: int) -> RegisterBlock:
        if table.name != "report":  # a short one lists all forms
            read.append(id_)
        return plain(table, id_)

    monkeypatch.setattr(KeptTable, "_decoded", noted)
    for number in range(4):
        team.put(f"{number}.docx", form("Invented Child", f"0{number + 1}/02/20{10 + number}", "05/10/2026", "sen"))
    team.process()
    team.put("2a.docx", form(*CASEY, "05/10/2026", "sen"))
    team.process()
    assert not read
    check(team)
    (team.output / "register.csv").write_bytes(b"Reference,File\r\n")
    team.put("1a.docx", form(*RILEY, "05/10/2026", "sen"))
    team.process()
    assert len(read) == 4  # all that stay: the block in which the new row comes is made anew
    check(team)


def test_another_day_moves_the_days_until_a_review(team: Team, made: list[str]) -> None:
    team.put("a.docx", form(*CASEY, "05/10/2026", "sen"))
    team.put("b.docx", form(*RILEY, "05/08/2026", "neet"))
    team.process()
    before = tables(team)
    made.clear()
    team.process(day="2026-11-25")
    assert not made  # the numbers were put into the rows that there are
    check(team, day="2026-11-25")
    assert tables(team) != before
    team.process(day="2027-11-25")  # overdue: another width
    check(team, day="2027-11-25")
    team.process(day="2026-11-22")  # and back
    check(team, day="2026-11-22")


def test_whatever_a_form_says_only_the_days_until_its_review_are_moved(team: Team) -> None:
    team.put("of -7000000.docx", form(*CASEY, "05/10/2026", "sen"))  # what stands for the days while rows are made
    team.process()
    team.process(day="2026-11-25")
    check(team, day="2026-11-25")
    assert tables(team)[1].count(b"of -7000000.docx") == 2  # the form, and its document


def test_who_may_be_one_child_is_asked_and_taken_back_beside_the_other(team: Team) -> None:
    team.put("a.docx", form("Casey Madeup", "21/06/2011", "05/10/2026", "sen"))
    team.process()
    team.put("b.docx", form("Casey Madeop", "21/06/2011", "06/10/2026", "sen"))
    team.process()
    check(team)
    assert b"May be the same child" in tables(team)[1]
    team.put("c.docx", form("Casey Madeop", "21/06/2011", "16/10/2026", "sen"))  # the newest is named beside the other
    team.process()
    check(team)
    known = references(team)
    team.run("withdraw", known["c.docx"], "--why", "Wrong form")
    check(team)
    team.run("same", known["a.docx"], known["b.docx"], "--not")
    check(team)
    assert b"May be the same child" not in tables(team)[1]


def test_on_another_day_those_with_a_date_ahead_are_judged_again(team: Team) -> None:
    team.put("a.docx", form(*CASEY, "05/10/2026", "sen"))
    team.put("b.docx", form(*CASEY, "25/11/2026", "sen"))
    team.process()
    check(team)
    for day in ("2026-11-24", "2026-11-26", "2026-11-23"):
        team.process(day=day)
        check(team, day)

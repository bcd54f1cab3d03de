"""The desk: who is let in, what it refuses, the inbox and the table of all assessments."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipeline.desk import guard, serve
from pipeline.desk.drops import Drops
from pipeline.errors import UsageProblem
from pipeline.record import Ledger
from tests.arriving import zipped
from tests.desks import HOST, JSON, AtDesk, at_work, process, references, until
from tests.formbuilder import CompletedForm
from tests.systems import is_for_owner_only

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def form(name: str, *, born: str = "01/02/2012", completed: str = "05/01/2026") -> CompletedForm:
    return CompletedForm().put("child_name", name).put("date_of_birth", born).put("date_completed", completed)


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of three forms: one that is clear, one that could be High, and one that holds HTML wherever it can."""
    hostile = form(HOSTILE).put("case_status", HOSTILE).put("assessment_reason", HOSTILE)
    return process(
        tmp_path_factory.mktemp("desk"),
        {
            "riley.docx": form("Riley Example").factor("sen", "x"),
            "morgan.docx": form("Morgan Nobody", completed="12/01/2026").factor("sen", "TBC").factor("neet", "?"),
            "hostile.docx": hostile.factor("sen", HOSTILE, notes=HOSTILE),
        },
    )


@pytest.fixture
def desk(output: Path) -> Iterator[AtDesk]:
    desk = AtDesk(output).enter()
    yield desk
    assert desk.faults == []


PAGES = ("/", "/all")


# -- who is let in -----------------------------------------------------------------------------------------------------


def test_a_port_is_free_again_as_soon_as_its_desk_has_ended() -> None:
    with serve._listening(0) as listening:
        port = listening.getsockname()[1]
        page = socket.create_connection((HOST.removeprefix("http://").partition(":")[0], port), timeout=5)
        answer, _ = listening.accept()
        answer.close()  # whoever closes first waits, in case something is still on its way
        page.close()
    serve._listening(port).close()
    with serve._listening(0) as taken, pytest.raises(UsageProblem, match="can't be used"):
        serve._listening(taken.getsockname()[1])


def test_the_address_lets_one_browser_in_and_is_good_once(output: Path) -> None:
    desk = AtDesk(output)
    entry = desk.desk.admission.entry
    assert desk.get("/").status_code == 403
    entered = desk.get(entry)
    cookie = entered.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert entry.rpartition("/")[2] not in entered.text + cookie
    assert desk.get("/").status_code == 200
    desk.client.cookies.clear()
    assert desk.get(entry).status_code == 403


def test_a_browser_that_is_quicker_than_the_server_waits_for_it() -> None:
    with serve._listening(0) as listening, socket.create_connection(listening.getsockname(), timeout=5):
        assert listening.getsockname()[0] == "127.0.0.1"


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1", "evil.example:8765", "127.0.0.1:8765.evil.example"])
def test_another_name_for_this_machine_gets_nothing(desk: AtDesk, host: str) -> None:
    assert desk.get("/", Host=host).status_code == 421
    assert desk.get(desk.desk.admission.entry, Host=host).status_code == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:9999", "null", "https://127.0.0.1:8765"])
def test_another_site_changes_nothing(desk: AtDesk, origin: str) -> None:
    assert desk.client.post("/who", json={"by": "Eve"}, headers={"Origin": origin}).status_code == 403
    assert "Eve" not in desk.get("/").text


def test_an_order_says_where_it_comes_from_and_is_json(desk: AtDesk) -> None:
    assert desk.client.post("/who", json={"by": "Eve"}).status_code == 403
    for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"):
        headers = {"Origin": HOST, "Content-Type": kind}
        assert desk.client.post("/who", content='{"by": "Eve"}', headers=headers).status_code == 415
    assert desk.client.post("/who", content='{"by": 1}', headers=JSON).status_code == 409
    assert desk.get("/", **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert desk.client.delete("/").status_code == 405


def test_every_answer_forbids_what_comes_from_elsewhere(desk: AtDesk) -> None:
    answers = [desk.get(page) for page in (*PAGES, "/static/desk.js", "/nowhere", "/download/table/register.csv")]
    answers.append(desk.get("/", Host="evil.example"))
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_holds_no_script_or_style_of_its_own_and_names_nobody_in_its_title(desk: AtDesk, page: str) -> None:
    text = desk.get(page).text
    assert re.findall(r"<script(?! type=\"module\" src=\"/static/)", text) == []
    assert re.findall(r"<[^>]*\s(?:style|on[a-z]+)=|<style", text) == []
    (title,) = re.findall(r"<title>(.*)</title>", text)
    assert title in ("Inbox · wordform", "All · wordform")
    addresses = re.findall(r"(?:href|src|action|data-order)=\"([^\"]*)\"", text)
    assert not any(name in address for address in addresses for name in ("Riley", "Morgan", "riley"))


def test_html_in_a_form_is_shown_as_text(desk: AtDesk, output: Path) -> None:
    reference = references(output)["hostile.docx"]
    for page in ("/all", "/settle", f"/settle/{reference}", f"/child/{reference}", f"/form/{reference}/outline"):
        assert "<script>alert" not in desk.get(page).text
        assert "<img" not in desk.get(page).text
    assert "&lt;script&gt;alert(1)" in desk.get(f"/settle/{reference}").text


def test_a_bug_says_where_it_arose_and_nothing_of_a_form(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise ValueError("Riley Example was born on a Tuesday")

    monkeypatch.setattr("pipeline.desk.listing.Listing.rows", broken)
    desk = AtDesk(output)
    desk.client = type(desk.client)(desk.desk.app, base_url=HOST, raise_server_exceptions=False)
    desk.enter()
    answer = desk.get("/all")
    assert answer.status_code == 500
    assert "Riley" not in answer.text
    assert "no-store" in answer.headers["cache-control"]
    ((*_, last),) = desk.faults
    assert last == "ValueError"
    assert "Riley" not in str(desk.faults)


def test_a_damaged_ledger_is_said_in_words_on_every_page(tmp_path: Path) -> None:
    desk = AtDesk(tmp_path / "output").enter()
    desk.folder.make()
    (tmp_path / "output" / "ledger.sqlite").write_bytes(b"no database at all" * 100)
    for page in ("/all", "/settle", "/child/ABCDEFGHIJ"):
        answer = desk.get(page)
        assert answer.status_code == 409
        assert "damaged" in answer.text
        assert "backup" in answer.text
    assert desk.faults == []


def test_cookies_of_other_programs_keep_nobody_out(desk: AtDesk) -> None:
    (name, value), *_ = desk.client.cookies.items()
    desk.client.cookies.clear()
    assert desk.get("/", Cookie=f'odd={{"a": [1;2]}}; =; \x7f; {name}={value}').status_code == 200


# -- the inbox ---------------------------------------------------------------------------------------------------------


def test_what_is_dropped_lands_in_the_inbox_and_is_read(tmp_path: Path) -> None:
    desk = AtDesk(tmp_path / "output").enter()
    with at_work(desk):
        assert "Nothing has come in" in desk.get("/").text
        desk.drop({
            "Team A/riley.docx": form("Riley Example").bytes(),
            "Team A/broken.docx": b"no form at all",
            "Team A/notes.txt": b"no form at all",
            "~$riley.docx": b"a lock file",
        })  # fmt: skip
        page = until("3 files read", desk, "/inbox/lines")
    assert "riley.docx" in page
    assert "Refused" in page
    assert "Not a form" in page
    (folder,) = (tmp_path / "input").iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d\.\d\d", folder.name)
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*")) == [
        "Team A/broken.docx", "Team A/notes.txt", "Team A/riley.docx",
    ]  # fmt: skip
    assert list(references(tmp_path / "output")) == [f"{folder.name}/Team A/riley.docx"]
    assert (tmp_path / "output" / folder.name / "Team A" / "riley.docx").is_file()
    assert is_for_owner_only(folder)


def test_many_who_begin_a_ledger_at_the_same_time_have_one_key(tmp_path: Path) -> None:
    def begin(_: int) -> str:
        with Ledger(tmp_path) as ledger:
            return ledger.key.check

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(begin, range(16)))) == 1


def test_a_form_that_came_in_a_zip_is_read_and_shown(tmp_path: Path) -> None:
    desk = AtDesk(tmp_path / "output").enter()
    with at_work(desk):
        desk.drop({"team.zip": zipped({"a/riley.docx": form("Riley Example").bytes()})})
        until("1 file read", desk, "/inbox/lines")
    ((name, reference),) = references(tmp_path / "output").items()
    assert name.endswith("team.zip/a/riley.docx")
    assert desk.get(f"/form/{reference}/about").json()["drawn"]


def test_a_desk_that_ended_in_the_middle_takes_its_drop_up_again(tmp_path: Path) -> None:
    desk = AtDesk(tmp_path / "output").enter()
    desk.folder.make()
    desk.drop({"riley.docx": form("Riley Example").bytes()})  # and it ends before anything is read
    (tmp_path / "input" / "other.docx").write_bytes(form("Other Example").bytes())
    desk = AtDesk(tmp_path / "output").enter()
    with at_work(desk):
        page = until("1 file read", desk, "/inbox/lines")
        assert "<strong>1 form</strong> in the inbox has not been read" in page
        desk.order("/inbox/read")
        until("2 files read", desk, "/inbox/lines")
    assert len(references(tmp_path / "output")) == 2


@pytest.mark.parametrize(
    ("place", "lands"),
    [
        ("../../evil.docx", "evil.docx"),
        ("..%2F..%2Fevil.docx", "evil.docx"),
        ("/etc/passwd.docx", "etc/passwd.docx"),
        ("C:\\Windows\\evil.docx", "C_/Windows/evil.docx"),
        ("con.docx", "_con.docx"),
        ("a%00b%0A%22.docx", "a_b__.docx"),
        ("x" * 300 + ".docx", "x" * 115 + ".docx"),
    ],
)
def test_no_name_leads_out_of_the_inbox(tmp_path: Path, place: str, lands: str) -> None:
    desk = AtDesk(tmp_path / "output").enter()
    desk.folder.make()
    drop = desk.order("/inbox/drop").json()["drop"]
    assert desk.send(drop, place, b"form").json() == {"taken": True}
    (gathered,) = (tmp_path / "input").iterdir()
    assert [path.relative_to(gathered).as_posix() for path in gathered.rglob("*.docx")] == [lands]
    assert [path.name for path in tmp_path.rglob("*.docx")] == [lands.rpartition("/")[2]]


def test_files_of_one_name_are_all_kept(tmp_path: Path) -> None:
    desk = AtDesk(tmp_path / "output").enter()
    desk.folder.make()
    drop = desk.order("/inbox/drop").json()["drop"]
    for content in (b"one", b"two"):
        desk.send(drop, "form.docx", content)
    assert sorted(path.name for path in (tmp_path / "input").rglob("*.docx")) == ["form (2).docx", "form.docx"]


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(guard._MOST, guard.BYTES, 10)
    desk = AtDesk(tmp_path / "output").enter()
    desk.folder.make()
    drop = desk.order("/inbox/drop").json()["drop"]
    assert desk.send(drop, "large.docx", b"twelve bytes").status_code == 413
    kind = {"Origin": HOST, "Content-Type": guard.BYTES, "X-Name": "large.docx"}
    chunks = (part for part in (b"twelve", b" bytes"))
    assert desk.client.post(f"/inbox/drop/{drop}/file", content=chunks, headers=kind).status_code == 413
    assert list((tmp_path / "input").rglob("*.docx")) == []
    assert desk.faults == []


@pytest.mark.parametrize("drop", ["0" * 16, "..", "zz", "%2e%2e"])
def test_a_drop_that_nobody_began_takes_nothing(tmp_path: Path, drop: str) -> None:
    desk = AtDesk(tmp_path / "output").enter()
    desk.folder.make()
    assert desk.send(drop, "form.docx", b"form").status_code in (404, 409)
    assert list(tmp_path.rglob("*.docx")) == []


def test_what_was_never_finished_is_taken_away(tmp_path: Path) -> None:
    desk = AtDesk(tmp_path / "output").enter()
    desk.folder.make()
    drops = Drops(desk.folder)
    path = drops.open(drops.begin(), "form.docx")
    assert path is not None
    path.write_bytes(b"half a fo")
    drops.clear(before=0)
    assert path.is_file()
    drops.clear(before=time.time() + 1)
    assert list((tmp_path / "input").iterdir()) == []


# -- all assessments ---------------------------------------------------------------------------------------------------


def names(page: str) -> list[str]:
    return re.findall(r'<a href="/child/\w+">(.*?)</a>', page)


def test_the_table_shows_the_most_urgent_first_and_is_sorted_and_searched(desk: AtDesk) -> None:
    assert names(desk.get("/all").text)[0] != "Riley Example"
    assert names(desk.order("/all/rows", sort="name").text)[1:] == ["Morgan Nobody", "Riley Example"]
    assert names(desk.order("/all/rows", sort="name", down=True).text)[:2] == ["Riley Example", "Morgan Nobody"]
    assert names(desk.order("/all/rows", search="MORGAN nobody").text) == ["Morgan Nobody"]
    assert names(desk.order("/all/rows", status="assessed").text) == []
    assert "No assessment fits" in desk.order("/all/rows", search="nobody here").text


def test_a_week_has_the_reviews_that_are_due_in_it(desk: AtDesk) -> None:
    weeks = re.findall(r'data-review="([^"]+)"[^>]*><span class="number">(\d+)', desk.get("/all").text)
    due = {week: int(number) for week, number in weeks}
    assert sum(due.values()) == 3
    for week, number in due.items():
        assert len(names(desk.order("/all/rows", review=week).text)) == number


@pytest.mark.parametrize("asked", [{"review": "some day"}, {"page": "last"}, {"down": 1}, {"search": None}])
def test_what_no_page_asks_for_is_not_understood(desk: AtDesk, asked: dict[str, object]) -> None:
    answer = desk.order("/all/rows", **asked)
    assert answer.status_code == 409
    assert answer.json()["what"] == "This was not understood."


def test_a_page_that_is_not_there_is_the_last_one(desk: AtDesk) -> None:
    assert len(names(desk.order("/all/rows", page=99).text)) == 3
    assert len(names(desk.order("/all/rows", page=-1).text)) == 3


def test_tables_blanks_and_documents_can_be_downloaded(desk: AtDesk, output: Path) -> None:
    for name in ("register.csv", "reviews.ics", "report.html"):
        found = name if name != "register.csv" else "register-ce_assessment.csv"
        path = output / found if (output / found).is_file() else output / name
        answer = desk.get(f"/download/table/{path.name}")
        assert answer.content == path.read_bytes()
        assert answer.headers["content-disposition"].startswith("attachment")
    assert desk.get("/download/blank/ce_assessment/docx").content[:2] == b"PK"
    reference = references(output)["riley.docx"]
    assert desk.get(f"/download/document/{reference}").content == (output / "riley.docx").read_bytes()


@pytest.mark.parametrize(
    "address",
    [
        "/download/table/ledger.sqlite", "/download/table/ledger.key", "/download/table/..%2Fledger.key",
        "/static/guard.py", "/static/..%2Fguard.py", "/static/jszip.LICENSE", "/download/blank/nothing/docx",
        "/download/blank/ce_assessment/exe",
    ],
)  # fmt: skip
def test_nothing_else_can_be_had(desk: AtDesk, address: str) -> None:
    assert desk.get(address).status_code == 404


def test_a_folder_without_any_results_has_pages_too(tmp_path: Path) -> None:
    desk = AtDesk(tmp_path / "output").enter()
    assert [desk.get(page).status_code for page in PAGES] == [200, 200]
    assert not (tmp_path / "output").exists()

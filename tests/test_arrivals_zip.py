"""Forms out of zips: nested, with passwords, within bounds, and nothing that leads out of the output folder."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.arrivals import limits
from pipeline.arrivals.container import Container, Item
from pipeline.arrivals.examine import examine
from pipeline.arrivals.take import Taker
from pipeline.errors import RefusedForm
from tests.archives import overlapping, streamed
from tests.arriving import PICTURE, codes, contents, docx, locked, locked_as_of_old, names, pdf, said, zipped


def test_forms_are_found_in_folders_and_in_archives_within(tmp_path: Path) -> None:
    inner = zipped({"c.docx": docx("c"), "letter.pdf": pdf()})
    found = contents(tmp_path, zipped({"a.docx": docx("a"), "team/b.docx": docx("b"), "more.zip": inner}))
    assert names(found) == ["a.docx", "team/b.docx", "more.zip/c.docx"]
    assert list(said(found)) == ["more.zip/letter.pdf"]


def test_every_form_that_is_found_can_be_taken_out(tmp_path: Path) -> None:
    forms = {"a.docx": docx("a"), "x.zip": zipped({"b.docx": docx("b"), "y.zip": zipped({"c": docx("c")})})}
    path = tmp_path / "all.zip"
    path.write_bytes(zipped(forms))
    taker = Taker()
    taken = [taker.take(path, form) for form in examine(path).forms]
    assert taken == [docx("a"), docx("b"), docx("c")]
    path.write_bytes(zipped({"a.docx": docx("another")}))
    (form,) = examine(path).forms
    assert taker.take(path, form) == docx("another")


@pytest.mark.parametrize("kind", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_each_way_of_packing_is_read(tmp_path: Path, kind: int) -> None:
    assert names(contents(tmp_path, zipped({"a.docx": docx()}, kind))) == ["a.docx"]
    assert names(contents(tmp_path, streamed({"a.docx": docx()}, kind))) == ["a.docx"]


def test_what_programs_leave_behind_is_left_out(tmp_path: Path) -> None:
    left = {"__MACOSX/._a.docx": b"x", "._a.docx": b"x", "~$a.docx": b"x", ".DS_Store": b"x", "Thumbs.db": b"x"}
    found = contents(tmp_path, zipped({**left, "a.docx": docx()}))
    assert (names(found), said(found)) == (["a.docx"], {})


def test_an_archive_without_anything_in_it_is_named(tmp_path: Path) -> None:
    found = contents(tmp_path, zipped({".DS_Store": b"x"}), "empty.zip")
    assert said(found) == {"": "This is an archive without a form in it, or anything else to read."}
    within = contents(tmp_path, zipped({"a.zip": zipped({}), "photo.png": PICTURE}))
    assert list(codes(within).values()) == ["not_a_form", "not_a_form"]


@pytest.mark.parametrize("lock", [locked, locked_as_of_old])
def test_a_password_opens_an_archive(tmp_path: Path, lock: Callable[[dict[str, bytes], str], bytes]) -> None:
    data = lock({"a.docx": docx("a"), "b.docx": docx("b")}, "Zahnbürste")
    assert codes(contents(tmp_path, data)) == {"a.docx": "encrypted", "b.docx": "encrypted"}
    wrong = contents(tmp_path, data, passwords=("other", "another"))
    assert codes(wrong) == {"a.docx": "wrong_password", "b.docx": "wrong_password"}
    assert "--password-file" in wrong.unread[0].remedy
    passwords = ("other", "Zahnbürste")
    found = contents(tmp_path, data, passwords=passwords)
    assert names(found) == ["a.docx", "b.docx"]
    assert Taker(passwords).take(tmp_path / "arrived", found.forms[1]) == docx("b")


def test_two_things_of_one_name_have_names_of_their_own(tmp_path: Path) -> None:
    pairs = [("a.docx", docx("1")), ("A.DOCX", docx("2")), ("x/a.docx", docx("3")), ("x", docx("4"))]
    found = contents(tmp_path, zipped(pairs))
    assert names(found) == ["a.docx", "A (2).DOCX", "x/a.docx", "x (2)"]


@pytest.mark.parametrize("name", ["../a.docx", "/etc/a.docx", "x/../../a.docx", "..\\..\\a.docx", "C:\\a.docx"])
def test_a_path_that_leads_out_is_refused_and_what_is_beside_it_is_read(tmp_path: Path, name: str) -> None:
    found = contents(tmp_path, zipped({name: docx("evil"), "good.docx": docx("good")}))
    assert names(found) == ["good.docx"]
    (unread,) = found.unread
    assert unread.code == "path_trick"
    assert ".." not in unread.name
    assert not Path(unread.name).is_absolute()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a\x07b.docx", "ab.docx"),
        ("a\u202excod.docx", "axcod.docx"),
        ("a?b*c.docx", "a_b_c.docx"),
        ("con.docx", "_con.docx"),
        ("x" * 300 + ".docx", "x" * 145 + ".docx"),
        ("a.docx. . ", "a.docx"),
        ("  a   b.docx", "a b.docx"),
        ("ünïcøde ✓.docx", "ünïcøde ✓.docx"),
    ],
)
def test_a_name_is_made_safe(tmp_path: Path, name: str, safe: str) -> None:
    assert names(contents(tmp_path, zipped({name: docx()}))) == [safe]


def test_a_name_of_an_unknown_charset_is_no_reason_to_lose_a_form(tmp_path: Path) -> None:
    data = zipped({"XXXX.docx": docx()}).replace(b"XXXX", b"\x82\xa0\xff\xfe")
    assert len(contents(tmp_path, data).forms) == 1


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: zipped({f"{number}.docx": b"" for number in range(limits.ITEMS + 1)}), "too_big"),
        (lambda: zipped({f"{number}.txt": b"" for number in range(10_001)}), "too_big"),
        (lambda: zipped({"bomb.docx": bytes(40_000_000)}), "too_big"),
        (lambda: overlapping(zipped({"a.docx": docx(), "b.docx": docx()})), "damaged"),
        (lambda: zipped({"a.docx": docx()})[:-30], "damaged"),
        (lambda: zipped({"a.docx": docx()})[:200], "damaged"),
    ],
    ids=["5,001 things", "10,001 things", "a bomb", "overlapping", "without its end", "cut"],
)
def test_a_hostile_or_damaged_archive_is_refused_with_a_reason(
    tmp_path: Path, make: Callable[[], bytes], code: str
) -> None:
    found = contents(tmp_path, make())
    assert found.forms == ()
    assert codes(found) == {"": code}


def test_a_bomb_beside_a_form_takes_nothing_from_it(tmp_path: Path) -> None:
    found = contents(tmp_path, zipped({"a.docx": docx(), "b.zip": zipped({"bomb": bytes(40_000_000)})}))
    assert (names(found), codes(found)) == (["a.docx"], {"b.zip": "too_big"})


def test_what_holds_itself_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({"a.docx": docx()})
    loop = Container(what="an archive", items=(Item(name="again.zip", read=lambda: data),))
    monkeypatch.setattr("pipeline.arrivals.examine.open_container", lambda *_: loop)
    found = contents(tmp_path, data)
    assert codes(found) == {"again.zip": "too_big"}
    assert "It holds itself" in found.unread[0].reason


def test_many_levels_and_many_megabytes_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = zipped({"a.docx": docx()})
    for _ in range(limits.DEPTH):
        data = zipped({"in.zip": data})
    assert list(codes(contents(tmp_path, data)).values()) == ["too_deep"]
    monkeypatch.setattr(limits, "TOTAL_BYTES", 3 * len(docx()))
    assert codes(contents(tmp_path, zipped({f"{number}.docx": docx() for number in range(4)}))) == {"": "too_big"}


def test_a_form_that_was_damaged_on_its_way_is_refused(tmp_path: Path) -> None:
    """The zip around it is sound: only the checksums in the form itself tell."""
    form = docx("a form")
    at = form.index(b"word/document.xml") + 200
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.docx": form[:at] + bytes([form[at] ^ 1]) + form[at + 1 :]}))
    (member,) = examine(path).forms
    with pytest.raises(RefusedForm, match="came damaged"):
        Taker().take(path, member)


def test_a_member_that_was_taken_out_meanwhile_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.docx": docx()}))
    (member,) = examine(path).forms
    path.write_bytes(zipped({"b.docx": docx()}))
    with pytest.raises(RefusedForm, match="no longer in the file"):
        Taker().take(path, member)

"""What a start keeps for the next one: found again while all it follows from is the same, and never trusted blindly."""

from __future__ import annotations

import datetime as dt
import io
import marshal
import os
import pickle
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jinja2 import Environment
from msgspec import Struct

from pipeline import patterns
from pipeline.cli.main import main
from pipeline.extract import Layout
from pipeline.extract.matching.blank_index import BlankIndex
from pipeline.findings import Severity
from pipeline.forms import generated_blanks
from pipeline.forms.cache import entries
from pipeline.forms.cache import folder as cache
from pipeline.forms.cache import kept as kept_module
from pipeline.forms.cache.graph import NotValuesAlone, Unreadable, read, written
from pipeline.forms.cache.kept import kept_catalogue
from pipeline.forms.cache.templates import KeptTemplates
from pipeline.forms.layouts import Blank, find_layouts
from pipeline.location import Location
from pipeline.mapping.catalogue import Catalogue, load_with_usual
from pipeline.mapping.questions import Choice
from pipeline.ooxml.appearance import styles
from pipeline.ooxml.package import Package
from pipeline.patterns import compiled
from pipeline.process.form import read_one
from pipeline.readers.word.reuse import store
from pipeline.writers.report import template as template_module
from pipeline.writers.report.page import write_page
from pipeline.writers.report.template import page_template
from tests.formbuilder import CompletedForm

ONE, TWO = f"{'1' * 64}.layout", f"{'2' * 64}.layout"

LAYOUT = Blank.__dict__["layout"]
"""What lays a blank out, before other tests share what that gave."""

ours_alone = pytest.mark.skipif(os.name != "posix", reason="folders of the user's are closed to others by themselves")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of the test's own."""
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(Blank, "layout", LAYOUT)
    return tmp_path / "cache"


@pytest.fixture
def work(tmp_path: Path, project: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two mappings of the project, and one form."""
    shutil.copytree(project / "templates", tmp_path / "templates")
    (tmp_path / "mappings" / "blanks").mkdir(parents=True)
    for pattern in ("ce_assessment.toml", "nutrition_screen.toml", "blanks/ce_assessment*", "blanks/nutrition*"):
        for path in (project / "mappings").glob(pattern):
            shutil.copy2(path, tmp_path / path.relative_to(project))
    form = CompletedForm().put("child_name", "Example Child").put("date_completed", "05/01/2026").factor("neet", "x")
    (tmp_path / "form.docx").write_bytes(form.bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def result(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """Read the form, and give what is printed."""
    code = main(["read", "form.docx", "--json", "--day", "2026-01-06", *options])
    out, err = capsys.readouterr()
    assert code in (0, 4)
    return out or err


def files(kept: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(kept.iterdir())}


def plain(value: Any) -> Any:
    """Give all that a value holds, whatever is one object in it."""
    if isinstance(value, Struct):
        return type(value).__name__, [plain(getattr(value, name)) for name in value.__struct_fields__]
    if isinstance(value, BlankIndex):
        return plain(vars(value))
    if isinstance(value, dict):
        return [(plain(key), plain(each)) for key, each in value.items()]
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return sorted(map(repr, value)) if isinstance(value, set | frozenset) else value


# -- what is kept ------------------------------------------------------------------------------------------------------


def test_a_form_reads_the_same_with_the_cache_and_without_it(
    work: Path, kept: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = result(capsys)
    made = files(kept)
    assert {Path(name).suffix for name in made} == {".mappings", ".told", ".layout", ".units", ".expressions"}
    assert result(capsys) == first
    assert files(kept) == made
    monkeypatch.setenv(cache.VARIABLE, "off")
    assert result(capsys) == first


def test_a_style_sheet_of_a_blank_is_known_however_a_form_packs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    form = CompletedForm().bytes()
    with styles.noted() as sheets:
        said = styles.style_looks(Package.open(form))
    assert list(sheets.values()) == [said]
    monkeypatch.setattr(styles, "_read_sheet", lambda *_: pytest.fail("it is read again"))
    assert styles.style_looks(Package.open(_stored(form))) is said
    with pytest.raises(pytest.fail.Exception):
        styles.style_looks(Package.open(_stored(form, b"w:styles>", b"w:styles> ")))


def _stored(form: bytes, old: bytes = b"", new: bytes = b"") -> bytes:
    """Store the parts of a form as they are, in place of packing them."""
    copied = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form)) as parts, zipfile.ZipFile(copied, "w") as stored:
        for name in parts.namelist():
            stored.writestr(name, parts.read(name).replace(old, new) if old else parts.read(name))
    return copied.getvalue()


def test_mappings_and_layouts_are_the_ones_that_would_be_worked_out(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _ = find_layouts(kept_catalogue()).forms
    found = find_layouts(kept_catalogue())
    kept = [plain(copy(form)) for form in found.forms]
    monkeypatch.setenv(cache.VARIABLE, "off")
    anew = find_layouts(kept_catalogue())
    assert found.mappings == anew.mappings
    assert kept == [plain(form) for form in anew.forms]


def test_of_forms_that_do_not_come_only_what_they_tell_is_loaded(work: Path) -> None:
    _ = find_layouts(kept_catalogue()).forms
    layouts = find_layouts(kept_catalogue()).forms
    result = read_one((work / "form.docx").read_bytes(), name="form.docx", layouts=layouts, day=dt.date(2026, 1, 6))
    assert [form.name for form in layouts if "blank" in vars(form)] == [result.layout.name]


def test_a_blank_that_is_kept_need_not_be_opened_to_see_of_what_kind_it_is(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = [blank.kind for blank in find_layouts(kept_catalogue()).blanks]
    assert {*kinds} == {"docx", "xlsx"}
    find_layouts(kept_catalogue()).lay_out()
    monkeypatch.delattr("pipeline.forms.blanks.kind_of")
    assert [blank.kind for blank in find_layouts(kept_catalogue()).blanks] == kinds


def test_a_layout_that_is_gone_is_made_anew_when_its_form_comes(
    work: Path, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, made = result(capsys), files(kept)
    for path in kept.glob("*.layout"):
        path.unlink()
    assert result(capsys) == first
    assert {name for name in files(kept) if name.endswith(".layout")} < set(made)


def test_layouts_are_sent_to_other_processes_whole(work: Path) -> None:
    _ = find_layouts(kept_catalogue()).forms
    sent = pickle.loads(pickle.dumps(find_layouts(kept_catalogue()).forms))  # noqa: S301 - our own
    assert [type(form) for form in sent] == [Layout] * len(sent)


def test_nothing_of_a_form_is_kept(work: Path, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with store.begun_anew():
        result(capsys)  # of a form that was read before its blanks are laid out
        shutil.rmtree(kept)
        result(capsys)
    assert files(kept)
    assert not any(b"Example Child" in data for data in files(kept).values())


def test_only_the_user_can_read_it(work: Path, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result(capsys)
    if os.name == "posix":
        assert {oct(path.stat().st_mode & 0o777) for path in kept.iterdir()} == {"0o600"}
        assert oct(kept.stat().st_mode & 0o777) == "0o700"


def test_it_forgets_what_was_written_longest_ago(kept: Path) -> None:
    for number in range(305):
        cache.keep(f"{number:064}.layout", b"body")
    assert len(files(kept)) == 300
    assert cache.fetch(f"{304:064}.layout") == b"body"


def test_what_else_lies_in_the_folder_that_a_person_named_stays(kept: Path) -> None:
    kept.mkdir(mode=0o700)
    (kept / "letter.docx").write_bytes(b"precious")
    os.utime(kept / "letter.docx", (0, 0))
    for number in range(305):
        cache.keep(f"{number:064}.layout", b"body")
    assert len(files(kept)) == 301
    assert (kept / "letter.docx").read_bytes() == b"precious"


@ours_alone
def test_a_folder_of_other_things_that_others_may_use_is_left_as_it_is(kept: Path) -> None:
    kept.mkdir()
    kept.chmod(0o755)
    (kept / "letter.docx").write_bytes(b"precious")
    cache.keep(ONE, b"body")
    assert files(kept) == {"letter.docx": b"precious"}
    assert kept.stat().st_mode & 0o777 == 0o755


# -- what is noticed ---------------------------------------------------------------------------------------------------


def test_a_changed_mapping_is_noticed(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = result(capsys)
    mapping = work / "mappings" / "ce_assessment.toml"
    mapping.write_text(mapping.read_text("utf-8").replace('label = "NEET"', 'label = "NEETS"'), "utf-8")
    assert "factor 'neet'" in result(capsys)
    mapping.write_text(mapping.read_text("utf-8").replace('label = "NEETS"', 'label = "NEET"'), "utf-8")
    assert result(capsys) == first


def test_a_mapping_that_is_saved_while_it_is_loaded_is_not_kept_as_the_one_before(
    work: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping = work / "mappings" / "ce_assessment.toml"
    before = mapping.read_text("utf-8")

    def saved_meanwhile(folders: Iterable[Path] = (), policy: Path | None = None) -> Catalogue:
        mapping.write_text(before.replace("points = 10 }", "points = 9 }"), "utf-8")
        return load_with_usual(folders, policy)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(kept_module, "load_with_usual", saved_meanwhile)
        loaded = kept_catalogue()
    mapping.write_text(before, "utf-8")
    assert kept_catalogue() == load_with_usual() != loaded


def test_a_changed_policy_is_noticed(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy = work / "policy.toml"
    text = 'extends = "ce_assessment"\n[[rule]]\nid = "day_known"\nseverity = "ask"\nwhen = "day"\nsay = "{}"\n'
    assert "First of all." not in result(capsys)
    policy.write_text(text.format("First of all."), "utf-8")
    assert "First of all." in result(capsys, "--policy", "policy.toml")
    policy.write_text(text.format("Later on it is."), "utf-8")
    assert "Later on it is." in result(capsys, "--policy", "policy.toml")


def test_a_changed_blank_is_noticed(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result(capsys)
    (work / "mappings" / "blanks" / "ce_assessment_original.docx").write_bytes(b"no Word document any more")
    assert "can't be read" in result(capsys)


def test_a_mapping_that_comes_is_noticed(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result(capsys)
    text = (work / "mappings" / "ce_assessment.toml").read_text("utf-8")
    (work / "mappings" / "another.toml").write_text(text.replace('id = "ce_assessment"', 'id = "x"', 1), "utf-8")
    assert main(["read", "form.docx"]) == 3  # two forms with the same blank can't be told apart


def test_another_version_of_the_program_finds_nothing(
    work: Path, kept: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = result(capsys)
    before = files(kept)
    monkeypatch.setattr("pipeline.forms.cache.entries.program", lambda: "another")
    assert result(capsys) == first
    assert len(files(kept)) == 2 * len(before)


def test_code_that_is_left_out_is_not_even_loaded_where_something_is_kept(kept: Path, project: Path) -> None:
    keep = "import sys; from pipeline.forms import layouts; from pipeline.forms.cache.kept import kept_catalogue; "
    keep += "layouts.find_layouts(kept_catalogue()).lay_out(); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", keep], cwd=project, capture_output=True, text=True, check=True)
    loaded = {name.split(".")[1] for name in run.stdout.split() if name.startswith("pipeline.")}
    assert list(kept.glob("*.layout"))
    assert {"mapping", "extract", "readers"} <= loaded
    assert loaded.isdisjoint(entries.LEFT_OUT)


def test_each_file_of_code_counts_where_something_follows_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "_PACKAGE", tmp_path)
    reads, writes = tmp_path / "extract" / "form" / "a.py", tmp_path / "writers" / "blank" / "b.py"
    for path in (reads, writes):
        path.parent.mkdir(parents=True)
        path.write_text("A = 1")

    def seen() -> tuple[str, str]:
        return entries.program.__wrapped__(), entries.code_of.__wrapped__("writers")

    program, writers = seen()
    writes.write_text("A = 10")
    assert seen() == (program, seen()[1])
    assert seen()[1] != writers
    reads.write_text("A = 10")
    assert seen()[0] != program


def test_a_blank_that_is_made_is_made_anew_by_other_code(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def laid_out() -> int:
        monkeypatch.setattr(generated_blanks, "_made", {})
        generated_blanks.made_layout(kept_catalogue().mappings[0], "xlsx")
        return len([*kept.glob("*.layout")])

    assert [laid_out(), laid_out()] == [1, 1]
    monkeypatch.setattr(generated_blanks, "code_of", lambda room: f"other code of {room}")
    assert laid_out() == 2


# -- what is not trusted -----------------------------------------------------------------------------------------------


def spoilt(data: bytes) -> dict[str, bytes]:
    return {"cut off": data[:-7], "empty": b"", "changed": data[:-7] + b"changed", "text": b"something else"}


@pytest.mark.parametrize("how", spoilt(b""))
def test_what_is_damaged_is_made_anew(how: str, work: Path, kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, whole = result(capsys), files(kept)
    for name, data in whole.items():
        (kept / name).write_bytes(spoilt(data)[how])
    assert result(capsys) == first
    assert all(cache.fetch(name) not in (None, b"\x00") for name in whole)


def test_what_is_whole_and_means_nothing_is_made_anew(
    work: Path, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, whole = result(capsys), files(kept)
    for name in whole:
        cache.keep(name, b"\x00")
    assert result(capsys) == first
    assert all(cache.fetch(name) not in (None, b"\x00") for name in whole)


@ours_alone
def test_a_file_that_others_could_write_is_not_read(kept: Path) -> None:
    cache.keep(ONE, b"body")
    (kept / ONE).chmod(0o620)
    assert cache.fetch(ONE) is None
    cache.keep(ONE, b"body")
    assert cache.fetch(ONE) == b"body"


@ours_alone
def test_a_link_is_not_followed(kept: Path, tmp_path: Path) -> None:
    cache.keep(ONE, b"body")
    (kept / ONE).rename(tmp_path / "elsewhere")
    (kept / ONE).symlink_to(tmp_path / "elsewhere")
    assert cache.fetch(ONE) is None
    cache.keep(ONE, b"new")
    assert cache.fetch(ONE) == b"new"
    assert (tmp_path / "elsewhere").read_bytes().endswith(b"body")


@ours_alone
def test_a_folder_that_others_could_write_is_closed_and_begun_anew(kept: Path) -> None:
    cache.keep(ONE, b"body")
    kept.chmod(0o770)
    assert cache.fetch(ONE) is None
    cache.keep(TWO, b"body")
    assert (cache.fetch(ONE), cache.fetch(TWO)) == (None, b"body")


@ours_alone
def test_a_folder_that_is_a_link_is_left_alone(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    kept.symlink_to(tmp_path / "elsewhere")
    cache.keep(ONE, b"body")
    assert cache.fetch(ONE) is None
    assert list((tmp_path / "elsewhere").iterdir()) == []


@ours_alone
def test_what_belongs_to_somebody_else_is_not_read(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.keep(ONE, b"body")
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert cache.fetch(ONE) is None
    cache.keep(TWO, b"body")
    assert set(files(kept)) == {ONE}


def test_a_place_that_can_not_be_written_changes_nothing(
    work: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = result(capsys)
    (work / "a file").write_bytes(b"")
    monkeypatch.setenv(cache.VARIABLE, str(work / "a file" / "cache"))
    assert result(capsys) == first


# -- where it lies -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["off", "OFF", "0", "no"])
def test_it_can_be_switched_off(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.VARIABLE, said)
    assert cache.cache_folder() is None


@pytest.mark.parametrize(
    ("system", "variables", "place"),
    [
        ("linux", {"XDG_CACHE_HOME": "/somewhere"}, "/somewhere/wordform"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "/home/jo/.cache/wordform"),
        ("darwin", {}, "/home/jo/Library/Caches/wordform"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/wordform"),
    ],
)
@ours_alone
def test_it_lies_where_the_system_wants_it(
    system: str, variables: dict[str, str], place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(cache.VARIABLE)
    monkeypatch.setattr(sys, "platform", system)
    for name, value in {"HOME": "/home/jo", "XDG_CACHE_HOME": "", **variables}.items():
        monkeypatch.setenv(name, value)
    assert cache.cache_folder() == Path(place)


# -- values as bytes ---------------------------------------------------------------------------------------------------


def test_what_was_one_object_is_one_again() -> None:
    place = Location((("table", 1),))
    one, other, number, truth = read(written([place, (place, {"at": place}), 1, True]))[-1]
    assert one is other[0] is other[1]["at"]
    assert (one, number, truth) == (place, 1, True)
    assert truth is True


def test_values_that_the_reader_has_are_named_and_not_written() -> None:
    pool = read(written([Location((("table", 1),)), Severity.NOTE]))
    more = written({"place": pool[-1][0]}, pool)
    assert b"table" not in more
    assert read(more, pool)[-1]["place"] is pool[-1][0]


def test_fields_that_are_as_usual_are_left_out_and_read_as_usual() -> None:
    values = [Choice(id="yes", label="Yes"), Choice(id="no", label="No", also=("None",))]
    body = written(values)
    assert body.count(b"also") == 1
    assert read(body)[-1] == values


def test_values_of_a_kind_are_told_apart_by_how_much_they_hold() -> None:
    value = [
        (),
        (1,),
        [],
        [[]],
        {},
        {"a": []},
        {1: {}},
        (1, 2),
        frozenset({(3,)}),
        set(),
        [True, 1, 1.0, None, "1", b"1"],
    ]
    found = read(written(value))[-1]
    assert repr(found) == repr(value)
    assert found[2] is not found[3][0]


@pytest.mark.parametrize("value", [print, object(), [lambda: 1], Path.cwd, {1: "\ud800"}, 2**70])
def test_what_is_more_than_a_value_is_not_written(value: object) -> None:
    with pytest.raises(NotValuesAlone):
        written(value)


@pytest.mark.parametrize(
    "kind",
    [
        ("struct", "os:system"), ("struct", "pipeline.cli.main:main"), ("object", "pipeline.api:Forms"),
        ("member", "pipeline.location:Location"), ("struct", "pipeline.location:Location", "wrong"), ("code", "x"),
    ],
)  # fmt: skip
def test_bytes_make_values_alone(kind: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable):
        read(msgspec.msgpack.encode([["true"], [kind], [[0, [0]]]]))


# -- expressions -------------------------------------------------------------------------------------------------------


def test_expressions_made_of_their_parts_are_those_that_python_compiles(work: Path) -> None:
    with kept_parts() as parts:
        assert len(parts) > 100
        for (expression, flags), _ in parts.items():
            assert compiled(expression, flags) == re.compile(expression, flags)
            assert compiled(expression, flags).groupindex == re.compile(expression, flags).groupindex


def test_expressions_that_are_known_are_not_compiled_again(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with kept_parts() as parts, monkeypatch.context() as nothing_compiles:
        nothing_compiles.delattr(re, "compile")
        assert all(compiled(*each).pattern == each[0] for each in parts)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_run_keeps_expressions_too(jobs: str, work: Path) -> None:
    main(["process", "--quiet", "--jobs", jobs, "form.docx"])
    assert any(path.suffix == ".expressions" for path in Path("cache").iterdir())


@pytest.mark.parametrize("parts", [(0, b"\xff" * 8, 0, {}), (0, b"123", 0, {}), (0, b"", 0, {"x": 9}), (1, 2), None])
def test_parts_that_mean_nothing_are_not_used(parts: Any) -> None:
    patterns.know_from(lambda: {("never (met) before", 0): parts})
    assert compiled("never (met) before") == re.compile("never (met) before")


@contextmanager
def kept_parts() -> Iterator[Any]:
    """Read the form, and know of expressions what was kept then, and nothing else."""
    main(["read", "form.docx", "--json"])
    (name,) = [path.name for path in Path("cache").iterdir() if path.suffix == ".expressions"]
    values = entries.fetched(name, ())
    assert values is not None
    before = {**patterns.known()}
    patterns.known().clear()
    patterns.know_from(lambda: values[-1][1])
    yield values[-1][1]
    patterns.known().update(before)


# -- templates ---------------------------------------------------------------------------------------------------------


def report() -> bytes:
    """Write an empty report, as the first of a process."""
    page_template.cache_clear()
    stream = io.BytesIO()
    write_page([], [], dt.date(2026, 1, 6), stream, compiled=KeptTemplates())
    return stream.getvalue()


@pytest.fixture
def compiling(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that Jinja compiles meanwhile."""
    names: list[str] = []
    compile_ = Environment.compile

    def noted(self: Environment, source: Any, name: Any = None, *rest: Any, **others: Any) -> Any:
        names.append(name)
        return compile_(self, source, name, *rest, **others)

    monkeypatch.setattr(Environment, "compile", noted)
    return names


def test_a_template_that_is_known_is_not_compiled_again(kept: Path, compiling: list[str]) -> None:
    first = report()
    assert compiling == ["page.html", "charts.html"]
    assert report() == first
    assert compiling == ["page.html", "charts.html"]
    assert [path.stat().st_mode & 0o077 for path in kept.glob("*.template")] == [0, 0]


@pytest.mark.parametrize(
    "body", [b"", b"no code", marshal.dumps("no code"), marshal.dumps(compile("1", "", "eval"))[:9]]
)
def test_a_template_that_means_nothing_is_compiled_anew(body: bytes, kept: Path, compiling: list[str]) -> None:
    first = report()
    for path in kept.glob("*.template"):
        cache.keep(path.name, body)
    compiling.clear()
    assert report() == first
    assert compiling == ["page.html", "charts.html"]


def test_a_template_of_another_jinja_is_compiled_anew(
    kept: Path, compiling: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report()
    compiling.clear()
    (tmp_path / "jinja2").mkdir()
    monkeypatch.setattr(template_module, "_LIBRARY", tmp_path / "jinja2")
    report()
    assert compiling == ["page.html", "charts.html"]


def test_templates_are_compiled_where_nothing_is_kept(compiling: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(cache.VARIABLE, "off")
    assert report() == report()
    assert compiling == ["page.html", "charts.html"] * 2

"""The report's bytes: what it counts, that text stays text, and that equal rows give equal bytes."""

import base64
import datetime as dt
import hashlib
import io
import json
import re
import tracemalloc
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.main import main
from pipeline.mapping import Mapping, load_catalogue
from pipeline.writers.report import page as report_module
from pipeline.writers.report.charts import FormCharts, week_bars
from pipeline.writers.report.listed import EACH, WHOLE
from pipeline.writers.report.page import in_words, write_page
from pipeline.writers.report.row import Reason, ReportRow
from tests.formbuilder import CompletedForm
from tests.systems import is_for_owner_only, native

pytestmark = pytest.mark.usefixtures("bare_registers")

MAPPING = load_catalogue().mappings[0]
DAY = dt.date(2026, 1, 12)  # a Monday
ASK = Reason(code="unclear_answer", severity="ask", message="SEN can't be read.", remedy="Look at it.")
MUST = Reason(code="early_help_level", severity="must", message="Never at Early Help.", remedy="Step it up.")
NOTE = Reason(code="macros", severity="note", message="It carries macros.", remedy="Save it again.")


def scored(name: str, **changes: Any) -> ReportRow:
    usual: dict[str, Any] = {
        "name": name, "status": "assessed", "form": "ce_assessment", "who": "Example Child", "document": name,
        "total": 52, "total_max": 52, "rag": "medium", "outcome": "medium", "review_due": dt.date(2026, 3, 31),
    }  # fmt: skip
    return ReportRow(**usual | changes)


def refused(name: str) -> ReportRow:
    return ReportRow(name=name, status="refused", reasons=(Reason(code="torn", message="It is torn.", remedy="Glue."),))


def written(rows: Iterable[ReportRow], mappings: Sequence[Mapping], day: dt.date) -> str:
    stream = io.BytesIO()
    write_page(rows, mappings, day, stream)
    return stream.getvalue().decode()


def needed(rows: int) -> int:
    """Return the most memory, in bytes, that a report of so many forms takes."""

    class Nowhere(io.BytesIO):
        def write(self, piece: Any) -> int:
            return len(piece)

    tracemalloc.start()
    write_page((scored(f"{number}.docx") for number in range(rows)), [MAPPING], DAY, Nowhere())
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_a_long_report_takes_no_more_memory_than_a_short_one() -> None:
    needed(10)  # loads what is loaded once
    assert needed(4_000) < needed(WHOLE) + 100_000


def page(*rows: ReportRow, day: dt.date = DAY) -> str:
    return written(rows, [MAPPING], day)


def embedded(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="rows">(.*?)</script>', html, flags=re.DOTALL)
    assert found
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


class _Words(HTMLParser):
    """Collects the text of a page outside styles and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in ("style", "script")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.words.append(" ".join(data.split()))


def words(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    return " | ".join(parser.words)


def test_the_head_counts_the_forms_of_each_status() -> None:
    html = page(
        scored("a.docx"), scored("b.docx", status="needs_review"), refused("c.docx"), scored("d.docx", review_due=None)
    )
    assert "4 forms, as of | 12/01/2026" in words(html)
    assert "Assessed | 2 | Need review | 1 | Refused | 1 | Reviews overdue | 0" in words(html)


def test_a_review_is_overdue_after_its_day() -> None:
    rows = [scored("a.docx", review_due=DAY), scored("b.docx", review_due=DAY - dt.timedelta(days=1))]
    assert "Reviews overdue | 1" in words(page(*rows))


def listed(html: str) -> list[str]:
    """Return the forms that need review, in their order."""
    return re.findall(r"<h3>(?:<a [^>]*>)?([\w.]+)", html)


def test_what_needs_review_comes_first_the_most_urgent_on_top() -> None:
    soon = dt.date(2026, 2, 1)
    html = page(
        scored("fine.docx"),
        scored("none.docx", status="needs_review", reasons=(MUST,), rag=None),
        scored("low.docx", status="needs_review", reasons=(MUST, ASK), rag="low"),
        scored("later.docx", status="needs_review", reasons=(MUST,), rag="high"),
        scored("undated.docx", status="needs_review", reasons=(MUST,), rag="high", review_due=None),
        scored("open.docx", status="needs_review", reasons=(ASK,), rag="low", rag_max="high", review_due=soon),
        scored("unread.docx", status="needs_review", reasons=(ASK,), rag="low", level="low", level_max="medium"),
    )
    in_order = ["open.docx", "later.docx", "undated.docx", "unread.docx", "low.docx", "none.docx"]
    assert listed(html) == in_order
    assert "Must | Never at Early Help. | Step it up. | Ask | SEN can't be read. | Look at it." in words(html)


def test_of_equal_ones_that_comes_first_of_which_more_is_demanded() -> None:
    html = page(
        scored("ask.docx", status="needs_review", reasons=(ASK,)),
        scored("must.docx", status="needs_review", reasons=(MUST,)),
    )
    assert listed(html) == ["must.docx", "ask.docx"]


OPEN = {"rag": "low", "rag_max": "high", "level": "low", "level_max": "high", "outcome": None}


def test_a_band_that_is_open_is_shown_with_what_it_could_be_in_the_colour_of_that() -> None:
    html = page(scored("a.docx", status="needs_review", **OPEN, reasons=(MUST,)))
    assert '<span class="rag level-2">Low concern (up to High concern)</span>' in html
    assert "could be High concern | Must | Never at Early Help." in words(html)
    (row,) = embedded(html)["rows"]
    assert (row[4], row[11]) == (2, "Low concern (up to High concern)")
    assert row[12] == [[True, "could be High concern"], [True, "must: Never at Early Help."]]


def test_an_outcome_that_is_not_the_band_is_named_beside_it() -> None:
    chosen = {"status": "needs_review", "rag": "low", "rag_max": "low", "reasons": (ASK,)}
    assert "Low concern | Outcome High concern" in words(page(scored("a.docx", **chosen, outcome="high")))
    assert "| Outcome Low concern" not in words(page(scored("a.docx", **chosen, outcome="low")))


def test_a_band_that_is_certain_says_nothing_more() -> None:
    (row,) = embedded(page(scored("a.docx", rag_max="medium", level="medium", level_max="medium")))["rows"]
    assert row[11:] == ["", [], "", ""]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"level": "high", "level_max": "high"}, [[True, "RAG could be High concern"]]),
        ({"rag_max": "medium", "level_max": "medium"}, [[False, "could be Medium concern"]]),
        ({"questions": ("Which?",)}, [[True, "could be High concern"], [False, "Which?"]]),
        ({"rag_max": "low", "level_max": "low", "signed_off": "Jo Bloggs, 28/11/2026", "reasons": (MUST,)}, []),
    ],
)
def test_what_has_to_be_looked_at_first_is_said_by_urgency(changes: dict[str, Any], said: list[object]) -> None:
    (row,) = embedded(page(scored("a.docx", **{**OPEN, **changes})))["rows"]
    assert row[12] == said


def test_a_form_that_was_signed_off_or_corrected_counts_as_assessed() -> None:
    rows = [
        scored("a.docx", signed_off="Jo Bloggs, 28/11/2026", reference="K7QX2MB3PA", reasons=(NOTE,)),
        scored("b.docx", status="corrected", reasons=(NOTE,)),
    ]
    html = page(*rows)
    assert "Assessed | 2 | Need review | 0" in words(html)
    assert [row[13:] for row in embedded(html)["rows"]] == [["K7QX2MB3PA", "Jo Bloggs, 28/11/2026"], ["", ""]]
    assert [row[10] for row in embedded(html)["rows"]] == [[], []]


def test_a_form_whose_mapping_is_gone_still_says_what_it_could_be() -> None:
    (row,) = embedded(written([scored("a.docx", **OPEN)], [], DAY))["rows"]
    assert row[12] == [[False, "could be high"]]


def test_a_mere_note_is_no_reason_beside_others() -> None:
    html = page(scored("a.docx", status="needs_review", reasons=(ASK, NOTE)))
    assert "macros" not in words(html)


def test_a_form_without_a_reason_says_that_its_total_is_not_complete() -> None:
    html = page(scored("a.docx", status="needs_review", complete=False))
    assert "The total is not complete." in words(html)
    assert "52 (incomplete)" in words(html)


def test_what_was_refused_stands_with_reason_and_remedy_and_no_link() -> None:
    html = page(refused("torn form.docx"))
    assert "torn form.docx | It is torn. | Glue." in words(html)
    assert "<a href" not in html.replace('<a class="skip" href', "").replace('<a href="#', "")


def test_long_lists_are_cut_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_module, "LISTED", 3)
    rows = [scored(f"{number:03}.docx", status="needs_review", reasons=(ASK,)) for number in range(100)]
    rows.insert(80, scored("worst.docx", status="needs_review", reasons=(MUST,)))
    html = page(*rows, *(refused(f"r{number}.docx") for number in range(5)))
    assert re.findall(r'<h3><a href="./([\w.]+)"', html) == ["worst.docx", "000.docx", "001.docx"]
    assert "The first 3 of 101." in words(html)
    assert "The first 3 of 5." in words(html)
    assert len(embedded(html)["rows"]) == 106


def large(*urgent: ReportRow, findings: int = 1) -> str:
    """Return the report of 3,000 forms: every third needs review, every tenth was refused; ``urgent`` come last."""
    return page(*map(_one_of_many, range(3_000 - len(urgent)), [findings] * 3_000), *urgent)


def _one_of_many(number: int, findings: int) -> ReportRow:
    if number % 10 == 1:
        return refused(f"torn {number}.docx")
    found = [
        Reason(code="unclear_answer", severity="must", message=f"Answer {each} of form {number} can't be read. " * 5)
        for each in range(findings)
    ]
    needs_review = {"status": "needs_review", "reasons": tuple(found)} if number % 3 == 0 else {}
    return scored(f"form {number}.docx", rag="low", review_due=DAY + dt.timedelta(days=3_000 - number), **needs_review)


def in_table(html: str, status: str) -> list[str]:
    return [row[0] for row in embedded(html)["rows"] if row[3] == status]


def test_a_large_folder_is_counted_whole_and_lists_what_to_look_at_first() -> None:
    worst = scored("worst.docx", status="needs_review", rag="high", review_due=None, reasons=(MUST,))
    late = scored("late.docx", review_due=DAY - dt.timedelta(days=1))
    html = large(worst, late)
    assert "Assessed | 1,799 | Need review | 901 | Refused | 300 | Reviews overdue | 1" in words(html)
    assert listed(html)[0] == "worst.docx"
    assert {"worst.docx", "form 2997.docx"} < set(in_table(html, "needs_review"))
    assert {"late.docx", "form 2996.docx", "form 2995.docx"} < set(in_table(html, "assessed"))
    assert "form 2.docx" not in in_table(html, "assessed")
    assert in_table(html, "refused") == [f"torn {number}.docx" for number in range(1, 10 * EACH, 10)]
    assert len(html) < 300_000


def test_what_a_large_report_leaves_out_is_counted_and_said_with_where_it_is() -> None:
    html = large()
    review, rows = len(in_table(html, "needs_review")), len(embedded(html)["rows"])
    assert embedded(html)["of"] == 3_000
    said = words(html)
    assert (
        f"The first 50 of 900; {review} are in the table below. | Show them | "
        f"And {900 - review} more: in the register and on the desk."
    ) in said
    assert "The first 50 of 300; 200 are in the table below. | Show them | And 100 more: in refused.csv" in said
    assert "The first 200 of 2,700 by day, overdue ones before the others, are in the table." in said
    assert "And 2,500 more: in the register and on the desk." in said
    assert f"{rows} of 3,000. And {3_000 - rows:,} more: forms in the register and on the desk" in said
    assert "All forms" not in said


def test_a_large_report_stays_small_whatever_is_found_in_each_form() -> None:
    html = large(findings=40)
    assert len(html) < 1_000_000
    assert in_table(html, "needs_review")


def test_a_report_of_few_forms_leaves_nothing_out() -> None:
    html = page(*(scored(f"form {number}.docx", status="needs_review") for number in range(WHOLE)))
    assert len(embedded(html)["rows"]) == WHOLE
    assert "of" not in embedded(html)
    assert "The first 50 of 1,000. | Show all in the table" in words(html)
    assert "more:" not in words(html)


@pytest.mark.parametrize(
    ("document", "address"),
    [
        ("team a/ä 100%.docx", "./team%20a/%C3%A4%20100%25.docx"),
        ("javascript:alert(1).docx", "./javascript%3Aalert%281%29.docx"),
        ('"onclick="x.docx', "./%22onclick%3D%22x.docx"),
        ("a#b?c.docx", "./a%23b%3Fc.docx"),
    ],
)
def test_links_are_relative_whatever_the_name(document: str, address: str) -> None:
    html = page(scored("a.docx", document=document, status="needs_review"))
    assert f'<a href="{address}">' in html


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "</script><b>", '"><img src=x onerror=alert(1)>', "<!--"]
)
def test_what_people_typed_is_never_markup(name: str) -> None:
    reason = Reason(code="x", severity="ask", message=name, remedy=name)
    hostile = scored(name, who=name, document=name, status="needs_review", reasons=(reason,))
    html, plain = page(hostile), page(scored("a", status="needs_review", reasons=(ASK,)))
    assert name not in html
    assert html.count("<script") == plain.count("<script")
    assert html.count("</script") == plain.count("</script")
    assert embedded(html)["rows"][0][1] == name


def test_the_page_can_load_nothing_and_runs_only_its_own_script() -> None:
    html = page(scored("a.docx"))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    style, script = (
        re.search(r"<style>(.*?)</style>", html, re.DOTALL),
        re.search(r"<script>(.*)</script>", html, re.DOTALL),
    )
    assert style
    assert script
    hashes = [base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode() for found in (style, script)]
    assert policy[1] == (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"https?://|//[a-z]|@import|url\(|\sstyle=|\son[a-z]+=", html.replace("// ", ""))


def test_the_same_rows_give_the_same_bytes() -> None:
    rows = [scored("a.docx", factors=("sen", "neet"), reasons=(ASK, MUST)), refused("b.docx")]
    assert page(*rows) == page(*rows)
    assert page(*rows) != page(*rows, day=dt.date(2026, 7, 1))


def test_an_empty_ledger_gives_a_page_that_says_so() -> None:
    assert "0 forms, as of | 12/01/2026" in words(page())


def test_a_form_whose_mapping_is_gone_is_listed_by_its_ids() -> None:
    html = written([scored("a.docx")], [], DAY)
    assert embedded(html)["forms"] == ["ce_assessment"]
    assert embedded(html)["outcomes"] == ["medium"]


def test_a_name_that_is_no_text_does_not_stop_the_report() -> None:
    assert "a?.docx" in page(scored("a\udcff.docx", status="needs_review", document="a\udcff.docx"))


# Charts


def charts(*results: tuple[str | None, str | None, tuple[str, ...]]) -> FormCharts:
    counted = FormCharts(MAPPING, {"low": "level-0", "medium": "level-1", "high": "level-2"})
    for rag, outcome, factors in results:
        counted.counts.add(rag, outcome, factors)
    return counted


def test_bands_that_are_open_are_counted_apart_by_what_they_could_be() -> None:
    counted = charts(("low", "low", ()), ("high", "high", ()))
    counted.counts.add("low", "medium", (), rag_max="high")
    counted.counts.add(None, None, (), rag_max="high")
    counted.counts.add("low", "high", (), rag_max="low")
    assert [(bar.label, bar.number, bar.style) for bar in counted.rag_bars] == [
        ("Low concern", 2, "level-0"), ("Medium concern", 0, "level-1"), ("High concern", 1, "level-2"),
        ("Provisional, up to High concern", 2, "level-2 open"),
    ]  # fmt: skip
    matrix = counted.matrix
    assert matrix
    assert matrix.columns[3:] == ("Provisional",)
    assert [(name, cells[3].number, cells[3].kind) for name, cells in matrix.rows if cells[3].number] == [
        ("Medium concern", 1, ""), ("None chosen", 1, ""),
    ]  # fmt: skip
    assert matrix.differing == 1


def test_the_bands_are_shown_from_the_lowest_on_with_what_has_no_score() -> None:
    bars = charts(("high", None, ()), ("low", None, ()), ("low", None, ()), (None, None, ())).rag_bars
    assert [(bar.label, bar.number, bar.share, bar.style) for bar in bars] == [
        ("Low concern", 2, "50%", "level-0"),
        ("Medium concern", 0, "0%", "level-1"),
        ("High concern", 1, "25%", "level-2"),
        ("No score", 1, "25%", "none"),
    ]


def test_factors_stand_by_how_many_forms_they_apply_to() -> None:
    bars = charts(("low", None, ("neet", "sen")), ("low", None, ("neet",)), ("low", None, ())).factor_bars
    labels = {factor.id: factor.label for factor in MAPPING.factors}
    assert [(bar.label, bar.number) for bar in bars] == [(labels["neet"], 2), (labels["sen"], 1)]
    assert bars[0].width == pytest.approx(200 / 3)


def test_the_matrix_sets_what_people_chose_against_the_bands() -> None:
    matrix = charts(
        ("low", "low", ()), ("low", "high", ()), ("high", None, ()), ("low", "no_longer_required", ())
    ).matrix
    assert matrix
    assert matrix.columns == ("Low concern", "Medium concern", "High concern")
    found = {name: [(cell.number, cell.kind) for cell in cells if cell.number] for name, cells in matrix.rows}
    assert found == {
        "CE Pathway no longer required": [(1, "differs")],
        "Low concern": [(1, "agrees")],
        "Medium concern": [],
        "High concern": [(1, "differs")],
        "None chosen": [(1, "")],
    }
    assert matrix.differing == 2


def test_weeks_run_from_monday_to_sunday() -> None:
    wednesday = dt.date(2026, 1, 28)
    due = {
        dt.date(2026, 1, 26): 1,  # Monday of this week, past
        wednesday: 2,
        dt.date(2026, 2, 1): 3,
        dt.date(2026, 2, 2): 4,
        dt.date(2026, 4, 19): 5,  # the last Sunday shown
        dt.date(2026, 4, 20): 6,
    }
    bars = list(week_bars(due, wednesday))
    assert [(bar.label, bar.number) for bar in bars if bar.number] == [
        ("Overdue", 1), ("26 Jan–1 Feb", 5), ("2–8 Feb", 4), ("13–19 Apr", 5), ("Later", 6),
    ]  # fmt: skip
    assert len(bars) == 14


def test_codes_are_said_in_words() -> None:
    assert [in_words(code) for code in ("unread_text", "rag_differs", "nrm_status")] == [
        "Unread text", "RAG differs", "NRM status",
    ]  # fmt: skip


# From end to end


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a good form, one to look at and one that is none."""
    (tmp_path / "input" / "team a").mkdir(parents=True)
    form = (
        CompletedForm()
        .put("child_name", "Example Child")
        .put("date_of_birth", "14/03/2014")
        .put("date_completed", "06/01/2026")
        .put("assessment_reason", "A secret story.")
        .factors({"wanted_missing": "10", "victim_sexual_crime": "10"})
    )
    (tmp_path / "input" / "one.docx").write_bytes(form.bytes())
    other = form.put("child_name", "Robin Invented").factor("sen", "?")
    (tmp_path / "input" / "team a" / "two.docx").write_bytes(other.bytes())
    (tmp_path / "input" / "broken.docx").write_text("This is a text file.")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_process_writes_the_report_and_report_writes_it_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["process", "--day", "2026-01-12"])
    path = folder / "output" / "report.html"
    first = path.read_bytes()
    assert native("Open output/report.html") in capsys.readouterr().err
    path.unlink()
    assert main(["report", "--day", "2026-01-12"]) == 0
    assert path.read_bytes() == first
    assert is_for_owner_only(path)
    shown = words(first.decode())
    assert "3 forms" in shown
    assert "Example Child" in shown
    assert "broken.docx" in shown


def test_the_report_holds_no_narrative_and_no_date_of_birth(folder: Path) -> None:
    main(["process", "--day", "2026-01-12"])
    html = (folder / "output" / "report.html").read_text("utf-8")
    assert "secret story" not in html
    assert not re.search(r"14/03/2014|2014-03-14", html)


def test_the_links_of_the_report_lead_to_the_documents(folder: Path) -> None:
    main(["process", "--day", "2026-01-12"])
    rows = embedded((folder / "output" / "report.html").read_text("utf-8"))["rows"]
    documents = {row[0]: row[9] for row in rows}
    assert documents == {"broken.docx": "", "one.docx": "one.docx", "team a/two.docx": "team a/two.docx"}
    assert all((folder / "output" / document).is_file() for document in documents.values() if document)


def test_only_the_newest_assessment_of_a_child_has_a_review(folder: Path) -> None:
    newer = CompletedForm().put("child_name", "Example Child").put("date_of_birth", "14/03/2014")
    (folder / "input" / "three.docx").write_bytes(newer.put("date_completed", "09/01/2026").bytes())
    main(["process", "--day", "2026-01-12"])
    rows = embedded((folder / "output" / "report.html").read_text("utf-8"))["rows"]
    assert {row[0] for row in rows if row[7 + 1]} == {"three.docx", "team a/two.docx"}
    assert {row[0] for row in rows} == {"one.docx", "three.docx", "team a/two.docx", "broken.docx"}


def test_without_a_ledger_the_command_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "-o", "nowhere"]) == 2
    assert "no ledger" in capsys.readouterr().err

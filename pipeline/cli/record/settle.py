"""``wordform settle``: an unclear or missing entry is answered without touching the form."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from msgspec import Struct

from pipeline.batch.decisions.decide import Decider
from pipeline.cases.decision import Decision
from pipeline.cli import wording
from pipeline.cli.options import with_settings
from pipeline.cli.record.deciding import Deciding, follow, made_with_of, room_of, say_recorded, with_deciding
from pipeline.cli.settings import Settings
from pipeline.errors import UsageProblem

_HEADER = ("reference", "entry", "value")


@click.command(short_help="Answer an unclear or missing entry without touching the form.")
@click.argument("reference", required=False)
@click.argument("entry", required=False)
@click.option(
    "--as", "value", metavar="VALUE", help="What the entry says: yes, no, a date, a number, an option, a text."
)
@click.option("--why", default="", metavar="TEXT", help="The reason; it is shown in the document, not in the register.")
@click.option("--take-back", is_flag=True, help="Take back what was settled.")
@click.option(
    "--from", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="Settle many: a CSV with the columns reference, entry, value and, if you like, why.",
)  # fmt: skip
@with_deciding
@with_settings()
@click.pass_context
def settle(
    context: click.Context,
    reference: str | None,
    entry: str | None,
    value: str | None,
    why: str,
    take_back: bool,
    file: Path | None,
    deciding: Deciding,
    settings: Settings,
) -> None:
    """Answer an entry that is unclear, missing or blank: total, RAG and review date are worked out anew.

    REFERENCE is that of the assessment in the register, ENTRY the id of a question or a row of the checklist ('wordform
    history' lists those that are open), 'actions[2].who' for a cell of a table, 'sen@review' for a round, or 'version'
    to say which version counts. The form stays as it is; its document says who settled what. What was answered with
    certainty is corrected in Word.

    \b
    Examples:
      wordform settle K7QX2MB3PA sen --as yes --by "Jo Bloggs" --why "Confirmed by school"
      wordform settle K7QX2MB3PA date_of_birth --as 03/02/2012 --by "Jo Bloggs"
      wordform settle K7QX2MB3PA version --as 2 --by "Jo Bloggs"
      wordform settle K7QX2MB3PA sen --take-back --by "Jo Bloggs"
      wordform settle --from decisions.csv --by "Jo Bloggs"
    """
    orders = _orders(reference, entry, value, why, take_back=take_back, file=file)
    with room_of(deciding, settings) as room:
        done, problem = _carry_out_all(orders, room.decider)
        made_with = made_with_of(room.ledger, done[0].reference) if done else ""
    what = "Taken back" if take_back else "Settled"
    line = f"{what}: {done[0].entry or 'version'} of {done[0].reference}." if len(done) == 1 else (
        f"{what}: {wording.count(len(done), 'entry', 'entries')}."
    )  # fmt: skip
    say_recorded(done, line, deciding, settings)
    code = follow(deciding, settings, room.layouts, made_with)
    if problem is not None:
        raise problem
    context.exit(code)


class _Order(Struct, frozen=True, kw_only=True):
    """One line of what is to be settled; without a value it is taken back."""

    reference: str
    entry: str
    value: str | None
    why: str = ""
    line: int = 0


def _orders(
    reference: str | None, entry: str | None, value: str | None, why: str, *, take_back: bool, file: Path | None
) -> list[_Order]:
    if file is not None:
        if reference or entry or value or take_back:
            raise UsageProblem("--from FILE goes without REFERENCE, ENTRY, --as and --take-back.", code="usage")
        return list(_listed(file, why))
    if not reference or not entry:
        raise UsageProblem(
            "REFERENCE or ENTRY is missing.",
            remedy="wordform settle REFERENCE ENTRY --as VALUE --by NAME",
            code="usage",
        )
    if take_back == (value is not None):
        raise UsageProblem("Either --as VALUE or --take-back is needed.", code="usage")
    return [_Order(reference=reference, entry=entry, value=value, why=why)]


def _listed(file: Path, why: str) -> Iterator[_Order]:
    """Read the lines of a CSV, as Excel saves one."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            start = lines.read(4096)
            lines.seek(0)
            separator = ";" if start.partition("\n")[0].count(";") > start.partition("\n")[0].count(",") else ","
            rows = csv.DictReader(lines, delimiter=separator)
            missing = [name for name in _HEADER if name not in (rows.fieldnames or ())]
            if missing:
                raise UsageProblem(
                    f"'{file}' has no column {', '.join(missing)}.",
                    remedy="Its first line is: reference,entry,value,why",
                    code="usage",
                )
            for row in rows:
                yield _Order(
                    reference=row["reference"] or "", entry=row["entry"] or "", value=row["value"] or "",
                    why=row.get("why") or why, line=rows.line_num,
                )  # fmt: skip
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageProblem(f"'{file}' can't be read as a CSV.", remedy="Save it as CSV UTF-8.", code="usage") from error


def _carry_out_all(orders: Sequence[_Order], decider: Decider) -> tuple[list[Decision], UsageProblem | None]:
    """Carry out orders up to the first that can't be; what came before it is kept, and is written like any other.

    Raises:
        UsageProblem: The first one can't be.
    """
    done: list[Decision] = []
    for order in orders:
        try:
            done.append(_carry_out(order, decider))
        except UsageProblem as problem:
            if not done:
                raise
            remedy = f"{problem.remedy.removesuffix('.')}. The lines before it are settled.".removeprefix(". ")
            return done, UsageProblem(problem.what, remedy=remedy, code=problem.code)
    return done, None


def _carry_out(order: _Order, decider: Decider) -> Decision:
    try:
        if order.value is None:
            return decider.take_back(order.reference, order.entry, order.why)
        return decider.settle(order.reference, order.entry, order.value, order.why)
    except UsageProblem as problem:
        if not order.line:
            raise
        raise UsageProblem(f"Line {order.line}: {problem.what}", remedy=problem.remedy, code=problem.code) from problem

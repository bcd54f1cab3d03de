"""Name what arrived and was not read: in the lines, the list of refused forms and the report."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.arrivals.contents import NOT_A_FORM
from pipeline.batch.outcome import Outcome, Refusal, Status
from pipeline.batch.plan import NotRead
from pipeline.errors import ExitCode
from pipeline.record import Ledger
from pipeline.record.receiving import Refused
from pipeline.record.store.looked_into import Seen
from pipeline.record.store.tombstones import is_buried


def name_what_is_not_read(not_read: Sequence[NotRead], ledger: Ledger) -> list[Outcome]:
    """Note what was not read, and return what became of each: unchanged where it was said before of what is no form.

    Raises:
        CannotWrite: The ledger can't be written.
    """
    with ledger.database.together():
        return [_outcome(each, is_news=_note(each, ledger)) for each in not_read]


def remember(looked_into: Sequence[Seen], ledger: Ledger) -> None:
    """Note what is in files, so that the next run need not open them; of what was erased nothing is kept again.

    Raises:
        CannotWrite: The ledger can't be written.
    """
    with ledger.database.together():
        for seen in looked_into:
            if seen.is_certain and not _holds_erased(seen, ledger):
                ledger.looked_into.keep(seen)
        ledger.looked_into.forget_gone({seen.place for seen in looked_into})


def _holds_erased(seen: Seen, ledger: Ledger) -> bool:
    digests = (ledger.key.tombstone(form.sha256) for form in seen.contents.forms)
    return any(is_buried(ledger.database, digest) for digest in digests)


def _note(each: NotRead, ledger: Ledger) -> bool:
    said = each.unread
    refused = Refused(
        place=each.path, name=each.name, sha256="", code=said.code, reason=said.reason, remedy=said.remedy
    )  # fmt: skip
    is_news = ledger.receiving.refuse(refused)
    if is_news:
        ledger.database.touch()
    return is_news


def _outcome(each: NotRead, *, is_news: bool) -> Outcome:
    said = each.unread
    is_other = said.code == NOT_A_FORM
    recorded = Status.NOT_A_FORM if is_other else Status.REFUSED
    exit_code = ExitCode.DONE if is_other else ExitCode.REFUSED
    return Outcome(
        name=each.name,
        status=Status.UNCHANGED if is_other and not is_news else recorded,
        recorded=recorded,
        refusal=Refusal(code=said.code, reason=said.reason, remedy=said.remedy, exit_code=exit_code),
    )

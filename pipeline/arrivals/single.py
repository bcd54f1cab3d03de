"""Read one form from a file that was named by itself: the form, or an e-mail or archive with that one form in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.cases.naming import is_form_by_name
from pipeline.errors import RefusedForm
from pipeline.files import read_form


def read_single(path: Path, passwords: Sequence[str] = ()) -> tuple[bytes, str]:
    """Return a form and what it is called.

    Args:
        path: The form, or what it came in.
        passwords: Tried in turn on archives that need one.

    Raises:
        RefusedForm: It can't be read, or there are several forms in it, or none.
    """
    if is_form_by_name(path.name):
        return read_form(path), path.name
    from pipeline.arrivals.examine import examine  # slow to load, and seldom needed
    from pipeline.arrivals.take import Taker

    contents = examine(path, passwords)
    if not contents.is_container:
        return read_form(path), path.name
    if not contents.forms:
        unread = contents.unread[0]
        raise RefusedForm(unread.reason, remedy=unread.remedy, code=unread.code)
    if len(contents.forms) > 1:
        raise RefusedForm(
            f"There are {len(contents.forms)} forms in it.",
            remedy="Process it, which reads all of them: wordform process FILE.",
            code="several_forms",
        )
    (member,) = contents.forms
    return Taker(passwords).take(path, member), f"{path.name}/{member.name}"

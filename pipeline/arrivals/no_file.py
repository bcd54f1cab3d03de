"""What is said of things in a folder that are no files: folders that can't be opened, links, and what devices are."""

from __future__ import annotations

import os
from pathlib import Path

from pipeline.arrivals.contents import Contents, Unread, refused
from pipeline.arrivals.not_forms import is_told_by_name, not_a_form
from pipeline.errors import RefusedForm
from pipeline.windows import leads_elsewhere

_LINK_TO_FOLDER = Unread(
    reason="This is a link to a folder, which was not followed.",
    remedy="Name that folder as well, or put the forms in it here.",
)
_LOST_LINK = Unread(reason="This is a link to a file that is not there.", remedy="Put the file itself here.")
_GONE = RefusedForm("The file is not there any more.", remedy="Run again when it is back.", code="vanished")
_DEVICE = Unread(reason="This is a channel between programs, not a file.", remedy="There is nothing to do.")


def no_file(path: Path) -> Contents:
    """Return what to say of something that is no file.

    Args:
        path: Where it lies.
    """
    if path.is_dir():
        return _of_folder(path)
    if path.is_symlink():
        return Contents(unread=(_LOST_LINK,))
    return Contents(unread=(_DEVICE,)) if path.exists() else _unknown(_GONE)


def _of_folder(path: Path) -> Contents:
    if is_told_by_name(path.name):  # macOS shows it as a file
        return Contents(unread=(not_a_form("unknown", b"", path.name),))
    return Contents(unread=(_LINK_TO_FOLDER,)) if leads_elsewhere(path.lstat()) else _closed(path)


def _closed(path: Path) -> Contents:
    why = ""
    try:
        os.scandir(path).close()
    except OSError as error:
        why = f" ({error.strerror})"
    return _unknown(
        RefusedForm(
            f"The folder can't be opened{why}, so nobody knows what is in it.",
            remedy="Check that you may open it, then run again.",
            code="unreadable",
        )
    )


def _unknown(error: RefusedForm) -> Contents:
    """Return what can't be looked into; all that was in it before may still be there."""
    return Contents(unread=(refused(error),), is_container=True, is_open=False)

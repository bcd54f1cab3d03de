"""Record what was received: the version, where it lay, and what could not be read."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator
from typing import Final

from msgspec import Struct

from pipeline.cases.child import birth_node, number_node
from pipeline.cases.grouping import is_complete
from pipeline.cases.overview import Overview
from pipeline.cases.version import MARK_LENGTH, Identity
from pipeline.record.store import compact
from pipeline.record.store.database import Database
from pipeline.record.store.packed import PackedReadings
from pipeline.record.store.seen_files import Stretch, outside

_SAYS_SOMETHING: Final = 631_152_000.0
"""1 January 1990, in seconds since 1970. Files that are older were unpacked by a program that keeps no times: zip
archives count from 1980, and some tools set 1970."""


class Place(Struct, frozen=True, kw_only=True):
    """Where a file lay.

    Attributes:
        path: Its path; evidence at most.
        name: Its place below the input, with ``/`` between folders.
        root: The input.
        role: ``input``; ``result`` for our own document that somebody edited; ``kept`` for a copy of such a one.
        written: The file's own time, in seconds since 1970; 0 when that isn't known.
        sent: When the innermost e-mail around it was sent, ISO; empty for none.
    """

    path: str
    name: str
    root: str = ""
    role: str = "input"
    written: float = 0.0
    sent: str = ""


class Seen(Struct, frozen=True, kw_only=True):
    """What it changes that a file was seen at a place.

    Attributes:
        is_news: Something else, or nothing, lay there before, or the file is older than was known.
        displaced: SHA-256 of the version that lay there before; empty for none.
    """

    is_news: bool
    displaced: str = ""


class Received(Struct, frozen=True, kw_only=True):
    """One file that was read.

    Attributes:
        sha256: Of its bytes.
        identity: What it says about itself.
        is_blank: Nothing is filled in: a blank is no child's.
        parent: The mark of the version that it was made from; empty for none.
        modified: By the date inside it, ISO; empty when that says nothing.
        sent: When the innermost e-mail around it was sent, ISO; empty for none. Of several, the first counts.
        written: The file's own time, in seconds since 1970.
        status: ``assessed`` or ``needs_review``.
        made_with: Digest of program, mappings, policy and blanks.
        decided: Digest of the decisions that its result holds.
        overview: What reviews need of its result.
        shown: JSON: what register and report show of it.
        result: Its result JSON.
    """

    sha256: str
    identity: Identity
    is_blank: bool = False
    parent: str = ""
    modified: str = ""
    sent: str = ""
    written: float = 0.0
    status: str
    made_with: str
    decided: str = ""
    overview: Overview
    shown: str
    result: str


class Refused(Struct, frozen=True, kw_only=True):
    """A file that could not be read."""

    place: str
    name: str
    sha256: str
    code: str
    reason: str
    remedy: str


class KnownVersion(Struct, frozen=True, kw_only=True):
    """What is known of a version without its result; the table explains the columns."""

    id: int
    sha256: str
    reference: str
    form: str
    status: str
    made_with: str
    decided: str
    parent: str
    repeats: bool


_COPIES: Final = """
SELECT name, first FROM
    (SELECT DISTINCT sha256, name, FIRST_VALUE(name) OVER (PARTITION BY sha256 ORDER BY LENGTH(name), name) AS first
     FROM copied CROSS JOIN source USING (sha256) WHERE is_here AND role = 'input')
WHERE name != first ORDER BY name
"""
_HERE: Final = (
    "SELECT place FROM source WHERE place > ? AND place < ? AND root = ? AND role = 'input' AND is_here ORDER BY place"
)
_LEFT: Final = "UPDATE source SET is_here = 0, look = '', stands = '' WHERE place = ? AND is_here"
_KNOWN: Final = "SELECT id, sha256, reference, form, status, made_with, decided, parent, repeats FROM version WHERE "


class Source(Struct, frozen=True, kw_only=True):
    """Where a version lies; ``role`` as in :class:`Place`."""

    name: str
    role: str
    is_here: bool = False


class Receiving:
    """Versions, sources and refusals of a ledger."""

    def __init__(self, database: Database, readings: PackedReadings) -> None:
        self._database, self._readings = database, readings
        self._day = ""
        self._ended = True

    def begin_run(self, day: str, *, resumes: bool = False) -> int:
        """Begin a run, and return its number: what is seen first in a later run was received later.

        It is noted with the first thing that it sees anew; one that finds all as it was leaves the ledger as it was.

        Args:
            day: The day to work from, ISO.
            resumes: Go on with a run that was cut short, if there is one: what it left lay there together with what it
                had read.
        """
        self._day, self._ended = day, not resumes
        left = self._database.value("SELECT MAX(number) FROM run WHERE NOT ended") if resumes else None
        if left is not None:
            return int(left)
        return int(self._database.value("SELECT COALESCE(MAX(number), 0) + 1 FROM run"))

    def _note(self, run: int) -> None:
        self._database.change("INSERT OR IGNORE INTO run VALUES (?, ?, ?)", run, self._day, self._ended)

    def end_run(self) -> None:
        """Note that the run came to its end."""
        self._database.change("UPDATE run SET ended = 1 WHERE NOT ended")

    def version(self, sha256: str) -> KnownVersion | None:
        """Return what is known of a version, or ``None``."""
        return _known(self._database.row(_KNOWN + "sha256 = ?", sha256))

    def made_from(self, mark: str) -> KnownVersion | None:
        """Return the version that documents name by this mark, or ``None``."""
        return _known(self._database.row(_KNOWN + "mark = ? ORDER BY id", mark))

    def at(self, path: str) -> KnownVersion | None:
        """Return the version that lay at a path when it was last looked at, or ``None``."""
        sha256 = self._database.value("SELECT sha256 FROM source WHERE place = ? AND is_here", path)
        return None if sha256 is None else self.version(sha256)

    def see(self, place: Place, sha256: str, run: int) -> Seen:
        """Note that a version lies at a place, and say what that changes."""
        is_older = place.written > _SAYS_SOMETHING and self._note_time(sha256, place.written)
        is_older = (bool(place.sent) and self._note_sent(sha256, place.sent)) or is_older
        before = str(self._database.value("SELECT sha256 FROM source WHERE place = ? AND is_here", place.path) or "")
        if before == sha256:
            return Seen(is_news=is_older)
        self._note(run)
        self._database.change(_LEFT, place.path)
        self._database.change(
            "INSERT OR REPLACE INTO source (place, sha256, name, root, role, run, is_here, unclear) VALUES "
            "(?, ?, ?, ?, ?, ?, 1, EXISTS (SELECT 1 FROM version WHERE sha256 = ? AND unclear))",
            place.path, sha256, place.name, place.root, place.role, run, sha256,
        )  # fmt: skip
        self._database.change("DELETE FROM refused WHERE place = ?", place.path)
        return Seen(is_news=True, displaced=before)

    def _note_time(self, sha256: str, written: float) -> bool:
        """Note the time of a file with these bytes, and return whether that is earlier than was known."""
        earlier = "UPDATE version SET written = ?1 WHERE sha256 = ?2 AND (written = 0 OR written > ?1)"
        return bool(self._database.change(earlier, written, sha256))

    def _note_sent(self, sha256: str, sent: str) -> bool:
        """Note when these bytes were sent, and return whether that is earlier than was known."""
        earlier = "UPDATE version SET sent = ?1 WHERE sha256 = ?2 AND (sent = '' OR sent > ?1)"
        return bool(self._database.change(earlier, sent, sha256))

    def gone(self, root: str, paths: Container[str], but: Collection[Stretch] = ()) -> list[tuple[str, str]]:
        """Note which files of an input are there no more, and return their names and the versions that lay there.

        Args:
            root: The input; it is there.
            paths: All that is in it.
            but: Stretches of which all files are there.
        """
        missing = [
            (place,)
            for before, behind in outside(but)
            for (place,) in self._database.stream(_HERE, before, behind, root)
            if place not in paths
        ]
        found = "SELECT name, sha256 FROM source WHERE place = ? AND is_here"
        gone = sorted(self._database.row(found, *each) for each in missing)
        self._database.change_many(_LEFT, missing)
        return gone

    def keep(self, received: Received, run: int) -> bool:
        """Keep a version, and return whether that changed anything; what was received first stays as it was."""
        row, reading = _columns(received), (received.identity.form, received.shown, received.result)
        found = self._database.row(f"SELECT id, {', '.join(row)} FROM version WHERE sha256 = ?", received.sha256)  # noqa: S608 - own names
        if found is None:
            return self._keep_first(received, row, run)
        number, *before = found
        # What the file says of itself was recorded when it came; it may be read from our document now.
        first = dict(zip(row, before, strict=True))
        row |= {name: first[name] for name in ("parent", "modified", "sent")}
        is_other = before != [*row.values()]
        if is_other:
            changes = ", ".join(f"{name} = ?" for name in row)
            self._database.change(f"UPDATE version SET {changes} WHERE id = ?", *row.values(), number)  # noqa: S608 - own names
            self._database.change(
                "UPDATE source SET unclear = ? WHERE sha256 = ?", row["unclear"], received.sha256
            )  # fmt: skip
        is_read_otherwise = self._readings.keep(number, *reading)
        return is_other or is_read_otherwise

    def _keep_first(self, received: Received, row: dict[str, object], run: int) -> bool:
        self._note(run)
        first = {
            "sha256": received.sha256,
            "mark": received.sha256[:MARK_LENGTH],
            "record": "",
            "reference": "",
            "repeats": False,
            "received": run,
            "written": received.written if received.written > _SAYS_SOMETHING else 0.0,
        }
        whole = first | row
        self._database.change(
            f"INSERT INTO version ({', '.join(whole)}) VALUES ({', '.join('?' * len(whole))})",  # noqa: S608 - own names
            *whole.values(),
        )
        self._readings.keep_first(received.sha256, received.identity.form, received.shown, received.result)
        if row["unclear"]:
            self._database.change("UPDATE source SET unclear = 1 WHERE sha256 = ?", received.sha256)
        return True

    def refuse(self, refused: Refused) -> bool:
        """Note that a file could not be read, and return whether that is news; what it said before is kept."""
        row = (refused.place, refused.name, refused.sha256, refused.code, refused.reason, refused.remedy)
        if self._database.row("SELECT * FROM refused WHERE place = ?", refused.place) == row:
            return False
        self._database.change("INSERT OR REPLACE INTO refused VALUES (?, ?, ?, ?, ?, ?)", *row)
        return True

    def refused(self) -> Iterator[Refused]:
        """Return the files that could not be read, in the order of their names."""
        for row in self._database.stream(
            "SELECT place, name, sha256, code, reason, remedy FROM refused ORDER BY name, place"
        ):
            yield Refused(**dict(zip(("place", "name", "sha256", "code", "reason", "remedy"), row, strict=True)))

    def refused_at(self, path: str) -> Refused | None:
        """Return why the file at a path could not be read, or ``None``."""
        row = self._database.row("SELECT place, name, sha256, code, reason, remedy FROM refused WHERE place = ?", path)
        names = ("place", "name", "sha256", "code", "reason", "remedy")
        return None if row is None else Refused(**dict(zip(names, row, strict=True)))

    def forget_refused(self, path: str) -> None:
        """Forget a file that could not be read: it was mended under another name, or taken out."""
        self._database.change("DELETE FROM refused WHERE place = ?", path)

    def places(self, sha256: str) -> list[Place]:
        """Return where a version lay, where it lies now first."""
        rows = self._database.rows(
            "SELECT place, name, root, role FROM source WHERE sha256 = ? ORDER BY is_here DESC, run DESC, place", sha256
        )
        return [Place(path=path, name=name, root=root, role=role) for path, name, root, role in rows]

    def roots(self) -> list[str]:
        """Return the folders in which forms came in, the one of the last run first."""
        rows = self._database.rows(
            "SELECT root FROM source WHERE role = 'input' GROUP BY root ORDER BY MAX(run) DESC, COUNT(*) DESC, root"
        )
        return [root for (root,) in rows]

    def copies(self) -> Iterator[tuple[str, str]]:
        """Return each file that lies in the inputs more than once, byte for byte, with the name that it goes by.

        What is attached again and again under one name, as in a chain of replies, is none.
        """
        for name, first in self._database.stream(_COPIES):
            if not _is_sent_again(name, first):
                yield name, first

    def is_copied(self, sha256: str) -> bool:
        """Return whether a file lies in the inputs more than once, byte for byte."""
        rows = self._database.rows(
            "SELECT name FROM source WHERE sha256 = ? AND is_here AND role = 'input' ORDER BY LENGTH(name), name",
            sha256,
        )
        return any(name != rows[0][0] and not _is_sent_again(name, rows[0][0]) for (name,) in rows[1:])

    def first_source(self, sha256: str) -> Source:
        """Return where a version lies, or lay last; a copy that we keep of it comes last."""
        row = self._database.row(
            "SELECT name, role, is_here FROM source WHERE sha256 = ? "
            "ORDER BY role = 'kept', is_here DESC, run DESC, name LIMIT 1",
            sha256,
        )
        return Source(name=row[0], role=row[1], is_here=bool(row[2])) if row else Source(name="", role="input")

    def day_of_run(self, number: int) -> str:
        """Return the day of a run, ISO; empty for one of an earlier version of wordform."""
        return str(self._database.value("SELECT day FROM run WHERE number = ?", number) or "")


_IN_CONTAINER: Final = re.compile(r"\.(?:eml|emlx|msg|zip|dat|p7m)/", re.IGNORECASE)


def _is_sent_again(name: str, first: str) -> bool:
    """Return whether two sources of the same bytes are of one name, and one of them came in an e-mail or archive."""
    is_one_name = name.rpartition("/")[2].casefold() == first.rpartition("/")[2].casefold()
    return is_one_name and any(map(_IN_CONTAINER.search, (name, first)))


def _columns(received: Received) -> dict[str, object]:
    """Return what is kept of a version whenever it is read, by column."""
    identity = received.identity
    return {
        "parent": received.parent,
        "form": identity.form,
        "identity": compact.written(identity),
        "number": number_node(identity),
        "born": birth_node(identity),
        "completed": identity.on,
        "unclear": not (received.is_blank or is_complete(identity)),
        "modified": received.modified,
        "sent": received.sent,
        "status": received.status,
        "made_with": received.made_with,
        "decided": received.decided,
        "overview": compact.written(received.overview),
    }


def _known(row: tuple[object, ...] | None) -> KnownVersion | None:
    if row is None:
        return None
    names = ("id", "sha256", "reference", "form", "status", "made_with", "decided", "parent")
    return KnownVersion(**dict(zip(names, row[:-1], strict=True)), repeats=bool(row[-1]))  # type: ignore[arg-type]

"""What the database does by itself when a row changes, whoever changes it: it notes whose tables have to be made anew.

All that tables show of an assessment hangs on its child: a new one moves what is newest, previous and changed of the
others. So a child is noted whenever a row changes that one of its rows follows from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_FORGET_ROW: Final = """UPDATE made_block SET made = x'' WHERE id IN (
        SELECT (SELECT id FROM made_block AS block WHERE block.form = of.form AND (block.name, block.completed,
            block.reference) >= (OLD.name, OLD.completed, OLD.reference)
            ORDER BY block.name, block.completed, block.reference LIMIT 1)
        FROM (SELECT OLD.form AS form UNION ALL SELECT '') AS of);"""
"""Empty the blocks that hold the row of an assessment: that of its form's register, and that of all forms."""
_OF_ASSESSMENT: Final = "SELECT form, child FROM assessment WHERE reference = {0}.reference"
_OF_VERSION: Final = (
    "SELECT form, child FROM assessment WHERE reference = (SELECT reference FROM version WHERE id = {0}.version)"
)
_OF_SOURCE: Final = (
    "SELECT assessment.form, assessment.child FROM version JOIN assessment USING (reference) "
    "WHERE version.sha256 = {0}.sha256"
)
_OF_RECORD: Final = "SELECT form, child FROM assessment WHERE reference = {0}.assessment"
_OF_ALIAS: Final = (
    "SELECT assessment.form, assessment.child FROM record JOIN assessment ON assessment.reference = record.assessment "
    "WHERE record.reference = {0}.reference"
)
_OF_DECISION: Final = (
    "SELECT assessment.form, assessment.child FROM record JOIN assessment ON assessment.reference = record.assessment "
    "WHERE record.reference IN ({0}.reference, {0}.other, (SELECT reference FROM alias WHERE alias = {0}.reference), "
    "(SELECT reference FROM alias WHERE alias = {0}.other))"
)
_OF_PAIR: Final = "SELECT form, child FROM assessment WHERE child IN ({0}.child, {0}.other)"
_FOLLOWS_FROM: Final = {
    "assessment": "SELECT {0}.form, {0}.child",
    "version": _OF_ASSESSMENT,
    "reading": _OF_VERSION,
    "source": _OF_SOURCE,
    "populated": _OF_ASSESSMENT,
    "record": _OF_RECORD,
    "alias": _OF_ALIAS,
    "decision": _OF_DECISION,
    "resemblance": _OF_PAIR,
}
"""From which tables rows of a child follow, and how it is found by a row of each."""
_HAPPENS: Final = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
_TELLING: Final = {"source": "place, sha256, name, root, role, run, is_here, unclear"}
"""The columns that say something, of tables that have others besides: how a file looks, and that nothing is to do."""
_LEFT: Final = """
CREATE TRIGGER IF NOT EXISTS assessment_left AFTER DELETE ON assessment BEGIN
    DELETE FROM judged WHERE reference = OLD.reference;
    DELETE FROM made_row WHERE reference = OLD.reference;
    FORGET_ROW
END;
CREATE TRIGGER IF NOT EXISTS assessment_moved AFTER UPDATE OF form, name, completed ON assessment BEGIN
    FORGET_ROW
END;
""".replace("FORGET_ROW", _FORGET_ROW)
"""A row that goes from its place is forgotten with its block; where it comes, that is, when its child is judged."""

_COPIED: Final = """
CREATE TRIGGER IF NOT EXISTS source_copied AFTER INSERT ON source
    WHEN EXISTS (SELECT 1 FROM source WHERE sha256 = NEW.sha256 AND place != NEW.place) BEGIN
    INSERT INTO copied VALUES (NEW.sha256) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER IF NOT EXISTS source_left AFTER DELETE ON source
    WHEN NOT EXISTS (SELECT 1 FROM source WHERE sha256 = OLD.sha256) BEGIN
    DELETE FROM copied WHERE sha256 = OLD.sha256;
END;
"""


def _triggers() -> Iterator[str]:
    for table, of in _FOLLOWS_FROM.items():
        for event, rows in _HAPPENS.items():
            noted = " UNION ".join(of.format(row) for row in rows)
            # Not by OR IGNORE: within a trigger that gives way to what the statement outside says.
            when = f"UPDATE OF {_TELLING[table]}" if event == "UPDATE" and table in _TELLING else event
            yield f"CREATE TRIGGER IF NOT EXISTS {table}_{event.lower()} AFTER {when} ON {table} BEGIN\n"
            yield f"INSERT INTO changed_child SELECT * FROM ({noted}) WHERE TRUE ON CONFLICT DO NOTHING;\nEND;\n"  # noqa: S608


def _of_erased() -> Iterator[str]:
    for table in ("erased", "cancelled"):
        for event, rows in _HAPPENS.items():
            yield f"CREATE TRIGGER IF NOT EXISTS {table}_{event.lower()} AFTER {event} ON {table} BEGIN\n"
            yield f"INSERT INTO changed_review VALUES ({rows[-1]}.uid) ON CONFLICT DO NOTHING;\nEND;\n"  # noqa: S608


TRIGGERS: Final = "".join((*_triggers(), *_of_erased())) + _LEFT + _COPIED

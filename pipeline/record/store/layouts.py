"""The tables of the ledger. ``PRAGMA user_version`` says which layout a file has.

Layouts 1 to 4 knew files alone. Layout 5 held readings as text, and layouts 6 to 8 told otherwise what has to be made
anew or looked at. Until layout 9 the looks of files were in a table of their own, and documents named their versions by
SHA-256; layout 10 didn't note which files lie in several places. Identities, overviews and readings stay as they were
written (``pipeline/record/store/compact.py``).
"""

from __future__ import annotations

from typing import Final

from pipeline.record.store.triggers import TRIGGERS

FIRST_WITH_VERSIONS: Final = 5
FIRST_WITH_LOOKS: Final = 10
CURRENT: Final = 11

LATER: Final = (
    """
CREATE TABLE IF NOT EXISTS looked_into ( -- files that are no forms by their names, and what is in them
    place    TEXT PRIMARY KEY,        -- path
    look     TEXT NOT NULL,           -- size and times of the file as it was seen
    seen_by  TEXT NOT NULL,           -- the version of the program
    contents TEXT NOT NULL            -- JSON: the forms in it, and what it is where it is none
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dictionary (  -- what readings are packed with: made of mappings, and of no result
    digest BLOB PRIMARY KEY,          -- by which packed readings name it
    words  BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS changed_child (  -- those whose rows in tables may say something else now
    form TEXT NOT NULL, child TEXT NOT NULL,
    PRIMARY KEY (form, child)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS judged (      -- what assessments in force are on a day
    reference TEXT PRIMARY KEY, is_newest INTEGER NOT NULL, review TEXT NOT NULL, rank INTEGER NOT NULL,
    level TEXT NOT NULL, previous INTEGER NOT NULL, times INTEGER NOT NULL, questions TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS assessment_in_order ON assessment (name, completed, reference);
CREATE TABLE IF NOT EXISTS due_review (  -- what calendars know reviews by; several children may have had one
    uid     TEXT NOT NULL,
    form    TEXT NOT NULL,
    child   TEXT NOT NULL,
    changes INTEGER NOT NULL,         -- how much is recorded, without the days
    PRIMARY KEY (uid, form, child)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS due_review_of_child ON due_review (child, form);
CREATE TABLE IF NOT EXISTS changed_review (  -- those that may be others than in the diary
    uid TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS made_table (  -- what tables were made with
    name TEXT PRIMARY KEY,
    said TEXT NOT NULL                -- changes with anything that all of it follows from; or of what it consists
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS made_block (  -- blocks of tables as they were made
    id        INTEGER PRIMARY KEY,
    form      TEXT NOT NULL,          -- in whose register it is; empty for what holds all forms
    name      TEXT NOT NULL,          -- of its last row, with the next two
    completed TEXT NOT NULL,
    reference TEXT NOT NULL,
    made      BLOB NOT NULL           -- empty when a row may say something else now
);
CREATE TABLE IF NOT EXISTS made_row (    -- rows that the report lists
    reference TEXT PRIMARY KEY,
    made      BLOB NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS made_block_in_order ON made_block (form, name, completed, reference);
CREATE INDEX IF NOT EXISTS made_block_empty ON made_block (form) WHERE made = x'';
CREATE TABLE IF NOT EXISTS copied (      -- files that lie, or lay, in several places
    sha256 TEXT PRIMARY KEY
) WITHOUT ROWID;
"""
    + TRIGGERS
)
"""A ledger that was made before there were these tables gets them when it is opened."""

GONE: Final = """
DROP INDEX IF EXISTS version_made_with;
DROP INDEX IF EXISTS source_here;
DROP TABLE IF EXISTS seen_file;
DROP TABLE IF EXISTS kept_block;
DROP TABLE IF EXISTS reading_again;
"""
"""What ledgers of earlier layouts have besides or otherwise; nothing hung on it but time. Their triggers go, too."""

LOOKS_MOVED: Final = """
ALTER TABLE source ADD COLUMN look TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN reference TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN stands TEXT NOT NULL DEFAULT '';
UPDATE populated SET version = COALESCE((SELECT id FROM version WHERE sha256 = populated.version), 0);
"""
"""For ledgers up to layout 9. How their files looked is forgotten: the next run reads them once."""

FILLED: Final = "INSERT OR IGNORE INTO copied SELECT sha256 FROM source GROUP BY sha256 HAVING COUNT(*) > 1;"
"""For ledgers up to layout 10."""

TABLES: Final = """
CREATE TABLE run (
    number INTEGER PRIMARY KEY,
    day    TEXT NOT NULL,             -- the day to work from, YYYY-MM-DD
    ended  INTEGER NOT NULL           -- it came to its end; else the next one goes on with it
);
CREATE TABLE version (                -- one file that was received; the same bytes are the same version
    id         INTEGER PRIMARY KEY,   -- in the order of recording
    sha256     TEXT NOT NULL UNIQUE,
    mark       TEXT NOT NULL,         -- the first 16 digits of it, by which documents name what they were made from
    parent     TEXT NOT NULL,         -- the mark of the version that it was made from; empty for none
    record     TEXT NOT NULL,         -- what files alone say is one assessment; empty for a blank form
    reference  TEXT NOT NULL,         -- of its assessment: people may say that two records are of one child and day
    form       TEXT NOT NULL,
    identity   TEXT NOT NULL,         -- JSON: what it says of child, date and assessor
    number     TEXT NOT NULL,         -- digest of the child's number; empty when it is not known
    born       TEXT NOT NULL,         -- digest of the child's name and date of birth; empty when they are not known
    completed  TEXT NOT NULL,         -- date completed, YYYY-MM-DD; empty when it is not known
    unclear    INTEGER NOT NULL,      -- it doesn't say for certain whose or when it is
    modified   TEXT NOT NULL,         -- by the date inside the document; empty when that says nothing
    sent       TEXT NOT NULL,         -- when its mail was sent; empty for none
    repeats    INTEGER NOT NULL,      -- our document of the version that it was made from, as it was written
    received   INTEGER NOT NULL,      -- run that saw it first
    written    REAL NOT NULL,         -- the earliest time that a file with its bytes had; 0 when none says anything
    status     TEXT NOT NULL,         -- assessed or needs_review
    made_with  TEXT NOT NULL,         -- digest of program, mappings, policy and blanks
    decided    TEXT NOT NULL,         -- digest of the decisions that its result holds
    overview   TEXT NOT NULL          -- JSON: what reviews, diary and urgency need, so that no mapping is needed then
);
CREATE TABLE reading (                -- what was read and worked out; apart, so that what needs little reads little
    version    INTEGER PRIMARY KEY,
    shown      BLOB NOT NULL,         -- packed JSON: what register and report show of the result
    result     BLOB NOT NULL          -- packed JSON, as `wordform read --json` prints it
);
CREATE INDEX version_by_mark ON version (mark);
CREATE INDEX version_by_parent ON version (parent) WHERE parent != '';
CREATE INDEX version_by_reference ON version (reference);
CREATE INDEX version_by_record ON version (record);
CREATE INDEX version_by_number ON version (number, completed) WHERE number != '';
CREATE INDEX version_by_birth ON version (born, completed) WHERE born != '';
CREATE TABLE source (                 -- where a version lay
    place   TEXT NOT NULL,            -- path
    sha256  TEXT NOT NULL,
    name    TEXT NOT NULL,            -- place below the input
    root    TEXT NOT NULL,            -- the input
    role    TEXT NOT NULL,            -- input; result: our own document, which somebody edited; kept: a copy of it
    run     INTEGER NOT NULL,         -- that saw it there last
    is_here INTEGER NOT NULL,         -- it lay there when last looked at
    unclear INTEGER NOT NULL,         -- the version doesn't say for certain whose or when it is
    look    TEXT NOT NULL DEFAULT '', -- size, times and number on the disk when its bytes were read
    reference TEXT NOT NULL DEFAULT '', -- of its assessment, where nothing has to be done about it
    stands  TEXT NOT NULL DEFAULT '', -- JSON: how it stands then; empty where that has to be looked at
    PRIMARY KEY (place, sha256)
) WITHOUT ROWID;
CREATE INDEX source_by_version ON source (sha256);
CREATE INDEX source_unclear ON source (place) WHERE unclear;
CREATE TABLE refused (                -- files that could not be read
    place TEXT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL,
    code TEXT NOT NULL, reason TEXT NOT NULL, remedy TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE record (                 -- what files alone say is one assessment
    reference  TEXT PRIMARY KEY,
    assessment TEXT NOT NULL,         -- its own reference, or that of a record of the same child and day
    form       TEXT NOT NULL,
    identity   TEXT NOT NULL,         -- JSON: what its versions say of child, date and assessor
    number     TEXT NOT NULL,         -- digest of the child's number; empty when it is not known
    born       TEXT NOT NULL,         -- digest of the child's name and date of birth; empty when they are not known
    completed  TEXT NOT NULL,         -- date completed; empty when it is not known
    child      TEXT NOT NULL,         -- digest; across all forms
    of_child   TEXT NOT NULL          -- JSON: what only a person can decide about its child, with the other record
) WITHOUT ROWID;
CREATE INDEX record_by_assessment ON record (assessment);
CREATE INDEX record_by_number ON record (number) WHERE number != '';
CREATE INDEX record_by_birth ON record (born) WHERE born != '';
CREATE INDEX record_by_child ON record (child, form, completed);
CREATE INDEX record_asked ON record (assessment) WHERE of_child != '[]';
CREATE TABLE assessment (
    reference TEXT PRIMARY KEY,
    form      TEXT NOT NULL,
    child     TEXT NOT NULL,          -- digest; across all forms
    identity  TEXT NOT NULL,          -- JSON: what its versions say of child, date and assessor
    completed TEXT NOT NULL,          -- date completed; empty when it is not known
    counting  INTEGER NOT NULL,       -- the version that counts
    versions  INTEGER NOT NULL,       -- how many there are
    name      TEXT NOT NULL,          -- of the file that its document is called after
    base      TEXT NOT NULL,          -- what the names of documents share that can't lie side by side
    target    TEXT NOT NULL,          -- where its document belongs, below the output folder
    open      TEXT NOT NULL,          -- JSON: ids of versions that might count instead
    questions TEXT NOT NULL,          -- JSON: what only a person can decide about it, by itself
    withdrawn INTEGER NOT NULL,
    signed    TEXT NOT NULL,          -- JSON: who signed it off, and when; empty for nobody, or when it has lapsed
    settled   TEXT NOT NULL,          -- JSON: addresses of the entries that people settled
    decided   TEXT NOT NULL           -- digest of those decisions, as the result has to hold them
) WITHOUT ROWID;
CREATE INDEX assessment_by_child ON assessment (form, child, completed);
CREATE INDEX assessment_child ON assessment (child, withdrawn, completed);
CREATE INDEX assessment_by_base ON assessment (base, withdrawn, completed DESC, reference);
CREATE INDEX assessment_counting ON assessment (counting);
CREATE TABLE resemblance (            -- two children who may be one
    child TEXT NOT NULL, other TEXT NOT NULL,
    PRIMARY KEY (child, other)
) WITHOUT ROWID;
CREATE INDEX resemblance_back ON resemblance (other);
CREATE TABLE person (                 -- by what children resemble each other
    child TEXT NOT NULL, name_key TEXT NOT NULL, born TEXT NOT NULL, number TEXT NOT NULL,
    PRIMARY KEY (child, name_key, born, number)
) WITHOUT ROWID;
CREATE INDEX person_by_birth ON person (born);
CREATE INDEX person_by_name ON person (name_key, born);
CREATE TABLE alias (                  -- what an assessment was called before: a number, or the reference of one it is
    alias     TEXT PRIMARY KEY,
    reference TEXT NOT NULL,          -- of a record
    uid       TEXT NOT NULL           -- what calendars knew its review by; empty where that has not changed
) WITHOUT ROWID;
CREATE INDEX alias_by_reference ON alias (reference);
CREATE INDEX alias_with_uid ON alias (reference) WHERE uid != '';
CREATE TABLE populated (              -- the document of an assessment
    reference TEXT PRIMARY KEY,
    target    TEXT NOT NULL,          -- where it lies, below the output folder
    sha256    TEXT NOT NULL,          -- as it was last written; empty for none yet
    intended  TEXT NOT NULL,          -- as it was about to be written; = where that is as it was last written
    version   INTEGER NOT NULL,       -- the version that it was made from; 0 for none that is known
    made_with TEXT NOT NULL,
    decided   TEXT NOT NULL,
    seen      TEXT NOT NULL,          -- size and times of the file as it was last written
    pending   TEXT NOT NULL           -- why it could not be written; empty when it could
) WITHOUT ROWID;
CREATE INDEX populated_by_target ON populated (target);
CREATE INDEX populated_by_content ON populated (sha256) WHERE sha256 != '';
CREATE INDEX populated_pending ON populated (reference) WHERE pending != '';
CREATE TABLE misplaced (              -- assessments whose document belongs elsewhere now
    reference TEXT PRIMARY KEY
) WITHOUT ROWID;
CREATE TABLE obsolete (               -- documents that belong nowhere any more; they go unless somebody edited them
    target TEXT PRIMARY KEY, sha256 TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE document (               -- documents that follow from assessments
    form   TEXT NOT NULL,             -- reference of the assessment; empty for lists of many
    id     TEXT NOT NULL,             -- of the document in the mapping
    target TEXT NOT NULL,             -- below the output folder
    sha256 TEXT NOT NULL,             -- as it was last written
    PRIMARY KEY (form, id)
) WITHOUT ROWID;
CREATE TABLE followed (               -- assessments whose documents were made
    form TEXT PRIMARY KEY, sha256 TEXT NOT NULL, made_with TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE decision (               -- the trail; the same lines are in decisions.jsonl
    number    INTEGER PRIMARY KEY,    -- in the order of recording
    id        TEXT NOT NULL UNIQUE,
    reference TEXT NOT NULL,
    other     TEXT NOT NULL,          -- a second assessment: the one that replaces it, or of the same child
    record    TEXT NOT NULL           -- JSON
);
CREATE INDEX decision_by_reference ON decision (reference);
CREATE INDEX decision_by_other ON decision (other) WHERE other != '';
CREATE TABLE tombstone (              -- what stays of an erased assessment: nothing about anybody
    digest TEXT PRIMARY KEY,          -- keyed, of a file's SHA-256
    day    TEXT NOT NULL,
    who    TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE cancelled (              -- reviews that were off when an assessment was erased, for calendars
    uid TEXT PRIMARY KEY, day TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE erased (                 -- what calendars count, so that they take up what is told them next
    uid TEXT PRIMARY KEY, changes INTEGER NOT NULL, latest TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE tables (                 -- one row
    stale    INTEGER NOT NULL,        -- something was recorded since register, report and diary were written
    day      TEXT NOT NULL,           -- from which the days in them are counted
    revision INTEGER NOT NULL,        -- how often something was recorded
    key      TEXT NOT NULL            -- by which the key of references is known again; empty before the first use
);
INSERT INTO tables VALUES (0, '', 0, '');
"""

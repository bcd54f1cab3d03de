#!/usr/bin/env bash
# Packages  apsw 3.54.1.0 (SQLite 3.54.1), which tells what is written to each file
# Expected  What a statement may have to take back is kept in memory until it takes more than 64 KiB
#           (SQLITE_STMTJRNL_SPILL, sqlite.org/compile.html), so one-row inserts need no file: each changes a few pages, and ends.
# Seen      After one statement that took more, all later ones of the transaction go through that file, however small: 2,000 rows
#           of 300 bytes write 26 MB to a temporary file that without it is never made. With pages of 16 KiB four of them are
#           64 KiB, so the first row opens the file: 99 MB for 2,000 rows. It lies outside of the folder of the database, and
#           neither the cache nor WAL says anything of it. PRAGMA temp_store = MEMORY keeps it away.
# Matters   The ledger has pages of 16 KiB, triggers and unique names: of the 768 MB that a run over 600 forms wrote, 380 were these.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check apsw==3.54.1.0 2>pip.log || { cat pip.log >&2; exit 2; }
venv/bin/python - <<'PY'
import sys

import apsw

ROWS = 2_000


class CountedFile(apsw.VFSFile):
    """A file of SQLite; what is written to one without a name is counted."""

    written = 0

    def __init__(self, name, flags):
        self.is_temporary = name is None
        super().__init__("", name, flags)

    def xWrite(self, data, offset):
        if self.is_temporary:
            CountedFile.written += len(data)
        super().xWrite(data, offset)


class Counted(apsw.VFS):
    def __init__(self):
        super().__init__("counted", "")

    def xOpen(self, name, flags):
        return CountedFile(name, flags)


def to_temporary_files(pages, *, after_a_large_one, store="DEFAULT"):
    """Return the bytes that go to temporary files while rows are put in one by one, all in one transaction."""
    connection = apsw.Connection(f"{pages}-{after_a_large_one}-{store}", vfs="counted")
    for setting in (f"page_size = {pages}", "journal_mode = WAL", f"temp_store = {store}"):
        connection.execute(f"PRAGMA {setting}").fetchall()
    connection.execute("CREATE TABLE reading (id INTEGER PRIMARY KEY, name TEXT UNIQUE, content BLOB)")
    connection.execute("CREATE TABLE seen (name TEXT)")
    connection.execute("CREATE TRIGGER noted AFTER INSERT ON reading BEGIN INSERT INTO seen VALUES (new.name); END")
    put = "INSERT INTO reading (name, content) VALUES (?, zeroblob(?))"
    connection.executemany(put, [(f"old {number}", 3000) for number in range(200)])
    CountedFile.written = 0
    connection.execute("BEGIN")
    if after_a_large_one:
        connection.execute("UPDATE reading SET content = zeroblob(3001) WHERE id <= 100")
    for number in range(ROWS):
        connection.execute(put, (f"new {number * 7919 % 10007}", 300))
    connection.execute("COMMIT")
    connection.close()
    print(f"pages of {pages}, large statement first: {after_a_large_one}, temp_store {store}: {CountedFile.written:,} bytes")
    return CountedFile.written


vfs = Counted()
print("SQLite", apsw.sqlite_lib_version())
none = to_temporary_files(4096, after_a_large_one=False)
small = to_temporary_files(4096, after_a_large_one=True)
large = to_temporary_files(16384, after_a_large_one=False)
memory = to_temporary_files(16384, after_a_large_one=True, store="MEMORY")
sys.exit(0 if none == memory == 0 and small > 10_000 * ROWS and large > 40_000 * ROWS else 1)
PY
echo "Seen as described."

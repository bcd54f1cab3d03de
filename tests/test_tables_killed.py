"""A command that is killed while tables grow leaves them, run again, as they are written in one go.

``python -m tests.tables_killed --times 50`` does it more often.
"""

import os
from pathlib import Path

import pytest

from tests.tables_killed import Growing


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_while_tables_grow_they_are_those_written_in_one_go(tmp_path: Path) -> None:
    growing = Growing(tmp_path, seed=21)
    assert [*growing.differing(4)] == []
    assert growing.killer.kills

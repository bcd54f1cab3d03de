"""A batch that is killed while it converts leaves nothing behind, and ends as if nothing had happened.

``python -m tests.conversion_killed --times 50`` does that at fifty moments, with several processes as well.
"""

from __future__ import annotations

import os
import random
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.conversion_killed import Killing
from tests.extent import often

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.integration
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_the_next_command_clears_away_what_a_killed_one_left(from_libreoffice: Path, tmp_path: Path) -> None:
    (tmp_path / "input").mkdir()
    for suffix in ("doc", "odt", "rtf"):
        shutil.copy(from_libreoffice / f"saved.{suffix}", tmp_path / "input")
    killing = Killing(folder=tmp_path, chance=random.Random(17))  # noqa: S311 - no secret
    killing.times(often(1, 2))
    assert killing.faults == []

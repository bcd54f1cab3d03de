"""How much the tests try: as much as fits a usual run, or with ``WORDFORM_THOROUGH=1`` several times that.

A usual run tries the same examples each time, so that it fails for what was changed; a thorough one tries others.
"""

from __future__ import annotations

import os
from typing import Final

IS_THOROUGH: Final = os.environ.get("WORDFORM_THOROUGH") == "1"


def often(usual: int, thorough: int) -> int:
    """Return how often something is tried: ``usual`` times, or ``thorough`` times where that is asked for."""
    return thorough if IS_THOROUGH else usual

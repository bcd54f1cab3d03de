"""Load what the shared options name: mappings, and the file of one form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.settings import Settings
from pipeline.forms.cache.kept import kept_catalogue
from pipeline.forms.layouts import Layouts, prepare_layouts
from pipeline.mapping import Catalogue

if TYPE_CHECKING:
    from pipeline.process.result import Result


def catalogue(settings: Settings) -> Catalogue:
    """Load the usual mappings and those that ``--mapping`` adds; of two for the same form the later one counts."""
    return kept_catalogue(settings.mappings, settings.policy)


def layouts(settings: Settings) -> Layouts:
    """Prepare every form that can be read."""
    return prepare_layouts(catalogue(settings))


def read_file(path: Path, settings: Settings) -> Result:
    """Read and work out one form."""
    from pipeline.api import Forms  # what a batch loads when a form has to be worked out

    return Forms(catalogue(settings)).read(path, day=settings.day, opening=settings.opening)

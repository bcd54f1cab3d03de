"""Load what the shared options name: mappings, and the file of one form."""

from __future__ import annotations

from pathlib import Path

from pipeline.batch.files import read_form
from pipeline.batch.layouts import Layouts, prepare_layouts
from pipeline.batch.one import Result, read_one
from pipeline.cli.options import Settings
from pipeline.mapping import Catalogue, load_catalogue
from pipeline.mapping.catalogue import default_folders


def catalogue(settings: Settings) -> Catalogue:
    """Load the usual mappings and those that ``--mapping`` adds; of two for the same form the later one counts."""
    return load_catalogue([*default_folders(), *settings.mappings], settings.policy)


def layouts(settings: Settings) -> Layouts:
    """Prepare every form that can be read."""
    return prepare_layouts(catalogue(settings))


def read_file(path: Path, settings: Settings) -> Result:
    """Read and work out one form."""
    form = read_form(path)
    return read_one(form, name=path.name, layouts=layouts(settings).forms, day=settings.day, opening=settings.opening)

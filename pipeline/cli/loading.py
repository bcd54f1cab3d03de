"""Load what the shared options name: mappings, and the file of one form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.options import Settings
from pipeline.errors import RefusedForm
from pipeline.files import read_form
from pipeline.forms.layouts import Layouts, find_layouts, prepare_layouts
from pipeline.mapping import Catalogue, load_catalogue
from pipeline.mapping.catalogue import default_folders

if TYPE_CHECKING:
    from pipeline.process.result import Result


def catalogue(settings: Settings) -> Catalogue:
    """Load the usual mappings and those that ``--mapping`` adds; of two for the same form the later one counts."""
    return load_catalogue([*default_folders(), *settings.mappings], settings.policy)


def layouts(settings: Settings) -> Layouts:
    """Prepare every form that can be read."""
    return prepare_layouts(catalogue(settings))


def read_file(path: Path, settings: Settings) -> Result:
    """Read and work out one form: compared with blanks of its own kind, and with all when it is like none of those."""
    from pipeline.process.form import read_one  # what a batch loads when a form has to be worked out
    from pipeline.readers import open_form

    form, known = read_form(path), find_layouts(catalogue(settings))
    opened = open_form(form, settings.opening)
    try:
        return read_one(form, name=path.name, layouts=known.of_kind(opened.content), day=settings.day, opened=opened)
    except RefusedForm as refused:
        if refused.code != "unknown_form":
            raise
        return read_one(form, name=path.name, layouts=known.forms, day=settings.day, opened=opened)

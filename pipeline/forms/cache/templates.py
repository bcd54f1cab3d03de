"""Templates of pages as Jinja compiled them, from one start to the next.

What is kept is code, as in the files that Python writes beside its modules: it is found by what it was compiled from
and with, and trusted by the rules of the folder alone, in which nobody else can have written.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from pathlib import Path
from types import CodeType

from pipeline.forms.cache import entries, folder


class KeptTemplates:
    """The templates that earlier starts compiled."""

    def fetch(self, name: str, made_with: Iterable[Path]) -> CodeType | None:
        """Return a template; ``None`` where there is none.

        Args:
            name: What tells its source from all others.
            made_with: The files of the library that compiles it.
        """
        body = folder.fetch(_name_of(name, made_with))
        try:
            code = marshal.loads(body) if body is not None else None  # noqa: S302 - from the user's own folder
        except (EOFError, TypeError, ValueError):
            return None
        return code if isinstance(code, CodeType) else None

    def keep(self, name: str, made_with: Iterable[Path], code: CodeType) -> None:
        """Keep a template for the next start."""
        if folder.cache_folder() is not None:
            folder.keep(_name_of(name, made_with), marshal.dumps(code))


def _name_of(name: str, made_with: Iterable[Path]) -> str:
    seen = ((str(file), file.stat()) for file in made_with)
    library = (f"{path} {found.st_size} {found.st_mtime_ns}" for path, found in seen)
    program = entries.program(), entries.code_of("writers")
    return f"{entries.digest('template', *program, name, *sorted(library))}.template"

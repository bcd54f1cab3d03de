"""The page's template, compiled by Jinja once a process, or taken as an earlier process compiled it.

Compiling takes as long as reading two forms. Import this where a page is written: Jinja is slow to load.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Final, Protocol

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

_FOLDER: Final = Path(__file__).parent
_LIBRARY: Final = Path(jinja2.__file__).parent


class Compiled(Protocol):
    """Keeps compiled templates from one process to the next."""

    def fetch(self, name: str, made_with: Iterable[Path]) -> CodeType | None:
        """Return a template that was compiled with the same files; ``None`` where there is none."""

    def keep(self, name: str, made_with: Iterable[Path], code: CodeType) -> None:
        """Keep a template."""

    def __hash__(self) -> int:
        """Tell one that keeps them from another."""


class _Cache(BytecodeCache):
    """Hands Jinja's compiled templates to whoever keeps them, without the pickle that it would put around them."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._compiled.fetch(_name_of(bucket), _LIBRARY.glob("*.py"))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._compiled.keep(_name_of(bucket), _LIBRARY.glob("*.py"), bucket.code)


@cache
def page_template(compiled: Compiled | None) -> jinja2.Template:
    """Return the template of the page, once a process: ``watch`` writes it again and again."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER, encoding="utf-8"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=_Cache(compiled) if compiled is not None else None,
    )
    environment.filters["day"] = _uk_day
    environment.filters["thousands"] = lambda number: f"{number:,}"
    return environment.get_template("page.html")


def _name_of(bucket: Bucket) -> str:
    return f"{bucket.key} {bucket.checksum}"


def _uk_day(day: dt.date) -> str:
    return day.strftime("%d/%m/%Y")

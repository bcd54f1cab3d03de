"""Mappings as they were checked and blanks as they were laid out, from one start to the next.

What is kept is found by a hash of all that it follows from: the bytes of mappings, policy, blanks and templates, where
they lie, and the program. So nothing has to be thrown away when one of them changes; it is no longer found. What is
kept equals what would be worked out anew (``tests/test_cache.py``), and no start depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.forms.cache import entries, folder
from pipeline.forms.cache.awaited import Told, awaited_layout
from pipeline.forms.cache.expressions import recall_expressions
from pipeline.forms.cache.graph import Pool
from pipeline.mapping import Catalogue, Mapping
from pipeline.mapping.catalogue import load_with_usual, usual_files
from pipeline.mapping.conditions import compiled, remember
from pipeline.mapping.evaluation import Condition
from pipeline.mapping.sheet.files import files_that_count
from pipeline.ooxml.appearance.styles import know, noted

if TYPE_CHECKING:
    from pipeline.extract import Layout
    from pipeline.readers.word.reuse.store import Kept


class _Source(Struct, frozen=True, eq=False):
    """Where a mapping is from: the key of the catalogue that it is in, and its values, which its layouts refer to."""

    mapping: Mapping
    key: str
    values: Pool


_sources: Final[dict[int, _Source]] = {}
"""By the identity of the mapping, which is kept alive by it."""


def kept_catalogue(mappings: Iterable[Path] = (), policy: Path | None = None) -> Catalogue:
    """Return what :func:`pipeline.mapping.catalogue.load_with_usual` does, and keep it for the next start.

    Raises:
        InvalidMapping: A file is wrong, or nothing was found.
    """
    recall_expressions()
    mappings = tuple(mappings)
    key = _key_of(mappings, policy)
    if folder.cache_folder() is None or key is None:
        return load_with_usual(mappings, policy)
    values = entries.fetched(f"{key}.mappings", ())
    catalogue: Catalogue
    if values is None:
        catalogue = load_with_usual(mappings, policy)
        if _key_of(mappings, policy) != key:  # somebody saved one meanwhile: what was loaded may be either
            return catalogue
        values = entries.kept(f"{key}.mappings", (catalogue, _conditions(catalogue)), ())
        if values is None or values[-1][0] != catalogue:
            return catalogue
    catalogue, conditions = values[-1]
    remember(conditions)
    _sources.update({id(mapping): _Source(mapping, key, values) for mapping in catalogue.mappings})
    return catalogue


def kept_layout(mapping: Mapping, made_of: Sequence[bytes], lay_out: Callable[[], Layout]) -> Layout:
    """Return a blank of a mapping as it was laid out before; lay it out, and keep that, where it wasn't.

    Args:
        mapping: The mapping; nothing is kept for one that :func:`kept_catalogue` did not give.
        made_of: All that the layout follows from, besides the mapping and the program.
        lay_out: Does it.

    Raises:
        InvalidMapping: As ``lay_out`` does; that is not kept.
    """
    recalled = recalled_layout(mapping, made_of, lay_out)
    return new_layout(mapping, made_of, lay_out) if recalled is None else recalled


def new_layout(mapping: Mapping, made_of: Sequence[bytes], lay_out: Callable[[], Layout]) -> Layout:
    """Lay a blank out that :func:`recalled_layout` had not, and keep that. The arguments are those of both.

    Raises:
        InvalidMapping: As ``lay_out`` does; that is not kept.
    """
    source = _sources.get(id(mapping))
    return lay_out() if source is None else _laid_out(_name_of(source, made_of), source, lay_out)


def recalled_layout(mapping: Mapping, made_of: Sequence[bytes], lay_out: Callable[[], Layout]) -> Layout | None:
    """Return a blank of a mapping as it was laid out before; ``None`` where it isn't kept.

    The arguments are those of :func:`kept_layout`.
    """
    source = _sources.get(id(mapping))
    name = _name_of(source, made_of) if source is not None else ""
    values = entries.fetched(f"{name}.told", ()) if name else None
    if source is None or values is None:
        return None
    told, (heads, sheets) = values[-1]
    _await_units(name, heads)
    know(sheets)
    return awaited_layout(mapping, told, partial(_loaded, name, source, lay_out))


def _name_of(source: _Source, made_of: Sequence[bytes]) -> str:
    return entries.digest(source.key, source.mapping.form.id, *made_of)


def _laid_out(name: str, source: _Source, lay_out: Callable[[], Layout]) -> Layout:
    from pipeline.readers.word.reuse import store  # a run that finds nothing changed needs no reader

    with store.begun_anew() as units, noted() as sheets:
        layout = lay_out()
    for head, kept in units.items():
        entries.kept(f"{_name_of_units(name, head)}.units", ("units", kept), ())
    entries.kept(f"{name}.layout", ("layout", layout), source.values)
    entries.kept(f"{name}.told", (Told.of(layout), (tuple(units), sheets)), ())
    return layout


def _loaded(name: str, source: _Source, lay_out: Callable[[], Layout]) -> Layout:
    """Return a layout of which it is kept what it tells; lay it out where it isn't kept itself any more."""
    values = entries.fetched(f"{name}.layout", source.values)
    layout: Layout
    _, layout = values[-1] if values is not None else ("layout", _laid_out(name, source, lay_out))
    return layout


def _await_units(name: str, heads: Iterable[bytes]) -> None:
    from pipeline.readers.word.reuse import store  # as above

    for head in heads:
        store.await_units(head, partial(_units, name, head))


def _name_of_units(name: str, head: bytes) -> str:
    return entries.digest(name, head)


def _units(name: str, head: bytes) -> Kept:
    """Return what was read of a blank; nothing where it isn't kept any more, which takes time alone."""
    from pipeline.readers.word.reuse.store import Kept  # as above

    values = entries.fetched(f"{_name_of_units(name, head)}.units", ())
    kept = values[-1][1] if values is not None else None
    return kept if isinstance(kept, Kept) else Kept()


def _conditions(catalogue: Catalogue) -> tuple[Condition, ...]:
    from pipeline.mapping.fitting import conditions_of  # a start that finds them kept asks nothing of it

    texts = {text for mapping in catalogue.mappings for text in conditions_of(mapping)}
    return tuple(compiled(text) for text in sorted(texts))


def _key_of(mappings: Sequence[Path], policy: Path | None) -> str | None:
    """Return what tells this catalogue from all others; ``None`` where a file can't be read, which loading explains."""
    try:
        files = [*usual_files(mappings), *([policy] if policy is not None else [])]
        said = [(str(file), file.read_bytes()) for file in files]
        beside = [sheet for name, data in said for sheet in files_that_count(Path(name), data)]
        said += [(str(sheet), sheet.read_bytes()) for sheet in beside]
    except OSError:
        return None
    return entries.digest(entries.program(), str(policy), *(part for name, data in said for part in (name, data)))

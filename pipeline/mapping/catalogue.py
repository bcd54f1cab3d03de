"""The catalogue: every mapping that is at hand, from the folders where they may lie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from pipeline.errors import InvalidMapping, UsageProblem
from pipeline.mapping.model import Mapping
from pipeline.nearest import did_you_mean_or_stop

_PACKAGE = Path(__file__).resolve().parent.parent


class Catalogue(Struct, frozen=True, kw_only=True):
    """The mappings to choose from, in the order of their ids."""

    mappings: tuple[Mapping, ...]

    def find(self, identifier: str) -> Mapping:
        """Find a mapping by its form's id.

        Raises:
            UsageProblem: There is none; the message lists those there are.
        """
        for mapping in self.mappings:
            if mapping.form.id == identifier:
                return mapping
        known = [mapping.form.id for mapping in self.mappings]
        raise UsageProblem(
            f"There is no form '{identifier}'{did_you_mean_or_stop(identifier, known)}",
            remedy=f"Known forms: {', '.join(known) or 'none'}.",
            code="form_unknown",
        )


def shipped_folder() -> Path:
    """Return the folder of the mappings that come with the program: in a wheel, or beside the package in a checkout."""
    packed = _PACKAGE / "shipped" / "mappings"
    return packed if packed.is_dir() else _PACKAGE.parent / "mappings"


def default_folders() -> tuple[Path, ...]:
    """Return the folders searched when none is named: the working folder's ``mappings``, else the shipped ones."""
    here = Path("mappings")
    return (here,) if any(here.glob("*.toml")) else (shipped_folder(),)


def load_catalogue(folders: Sequence[Path] = (), policy: Path | None = None) -> Catalogue:
    """Load every mapping in ``folders`` (folders or single files), checked whole before any form is read.

    Args:
        folders: Where to look; the default folders when empty. A mapping in a later one replaces one with the same id.
        policy: A policy file that is laid over the mapping it extends.

    Raises:
        InvalidMapping: A file is wrong, or nothing was found.
    """
    mappings, problems = load_each(folders, policy)
    if problems:
        raise InvalidMapping("\n".join(problems), remedy="Mend the mapping; no form was read.", code="mapping_invalid")
    return Catalogue(mappings=tuple(mappings))


def load_with_usual(mappings: Iterable[Path] = (), policy: Path | None = None) -> Catalogue:
    """Load the usual mappings and others; of two for the same form the later one counts.

    Args:
        mappings: Further folders or files.
        policy: As for :func:`load_catalogue`.

    Raises:
        InvalidMapping: As for :func:`load_catalogue`.
    """
    return load_catalogue([*default_folders(), *mappings], policy)


def usual_files(mappings: Iterable[Path] = ()) -> list[Path]:
    """Return the files that :func:`load_with_usual` reads, but for the policy.

    Raises:
        InvalidMapping: A folder holds none.
    """
    return [file for folder in (*default_folders(), *mappings) for file in _files(folder)]


def load_each(folders: Sequence[Path] = (), policy: Path | None = None) -> tuple[list[Mapping], list[str]]:
    """Load every mapping that is right, in the order of the ids, and say what is wrong with the others.

    Args:
        folders: As for :func:`load_catalogue`; the usual mappings may be extended there.
        policy: As for :func:`load_catalogue`.

    Raises:
        InvalidMapping: A file can't be read as TOML, or nothing was found.
    """
    from pipeline.mapping.strict.each import (
        load_files,  # what reads and checks: a start that finds them kept does neither
    )

    usual = [file for folder in default_folders() for file in _files(folder)]
    files = [file for folder in folders for file in _files(folder)]
    return load_files(files or usual, policy, usual=usual if files else ())


def _files(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise InvalidMapping(
            f"{folder}: there is no mapping here.", remedy="Name a folder that holds .toml files.", code="no_mapping"
        )
    return files

"""The catalogue: every mapping that is at hand, from the folders where they may lie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from pipeline.errors import InvalidMapping, UsageProblem
from pipeline.mapping.loader import Tree, build, check_policy, overlaid, read_tree
from pipeline.mapping.model import Mapping
from pipeline.mapping.sheet.files import SET_ASIDE, Filled, could_be_sheets, named
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
        folders: As for :func:`load_catalogue`.
        policy: As for :func:`load_catalogue`.

    Raises:
        InvalidMapping: A file can't be read as TOML, or nothing was found.
    """
    files = [file for folder in (folders or default_folders()) for file in _files(folder)]
    trees = {file: read_tree(file) for file in files}
    by_id: dict[str, Path] = {}
    for file, (tree, _) in trees.items():
        identifier = str(tree.get("form", {}).get("id", file.stem))
        _require_one_of(identifier, file, by_id.get(identifier), trees)
        by_id[identifier] = file
    overlay = _policy(policy)
    _check_policy_is_used(overlay, by_id)
    problems, mappings = [], []
    for file in by_id.values():
        try:
            mappings.append(_mapping(file, trees, by_id, overlay))
        except InvalidMapping as error:
            problems.extend(str(error).splitlines())
    return sorted(mappings, key=lambda mapping: mapping.form.id), problems


def _require_one_of(identifier: str, file: Path, other: Path | None, trees: dict[Path, tuple[Tree, bytes]]) -> None:
    """Refuse two mappings of one form in one folder of which one has its questions in a sheet: either may be meant."""
    if other is None or other == file or other.parent != file.parent:
        return
    in_sheets = named(trees[file][0]) or named(trees[other][0])
    if in_sheets and not any(SET_ASIDE.search(each.stem) for each in (file, other)):
        raise InvalidMapping(
            f"{file}: is of the form '{identifier}', as is {other.name} beside it; one has its questions in a sheet.",
            remedy="Move one of them away.",
            code="mapping_twice",
        )


def _files(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise InvalidMapping(
            f"{folder}: there is no mapping here.", remedy="Name a folder that holds .toml files.", code="no_mapping"
        )
    return files


Overlay = tuple[Path, Tree, bytes]


def _policy(path: Path | None) -> Overlay | None:
    if path is None:
        return None
    tree, raw = read_tree(path)
    check_policy(path, tree)
    if "extends" not in tree:
        raise InvalidMapping(
            f"{path}: 'extends' is missing.", remedy="Name the form whose policy this is.", code="policy_invalid"
        )
    return path, tree, raw


def _mapping(
    file: Path, trees: dict[Path, tuple[Tree, bytes]], by_id: dict[str, Path], overlay: Overlay | None
) -> Mapping:
    whole = _extended(file, trees, by_id, ())
    tree, sources = whole.tree, whole.sources
    if overlay is not None and overlay[1]["extends"] == tree.get("form", {}).get("id"):
        change = {key: value for key, value in overlay[1].items() if key != "extends"}
        _check_rules_are_there(overlay[0], change, tree)
        tree, sources = overlaid(tree, change), (*sources, overlay[2])
    return build(file, tree, sources, whole.places)


def _extended(
    file: Path, trees: dict[Path, tuple[Tree, bytes]], by_id: dict[str, Path], seen: tuple[Path, ...]
) -> Filled:
    """Return what a mapping says, with its sheet and with what it extends; and every file that makes it up."""
    own = _with_sheet(file, *trees[file])
    parent = own.tree.get("extends")
    if parent is None:
        return own
    if parent not in by_id or file in seen:
        why = (
            "extends itself."
            if file in seen
            else f"extends '{parent}', which is not there{did_you_mean_or_stop(str(parent), by_id)}"
        )
        raise InvalidMapping(f"{file}: {why}", code="mapping_invalid")
    base = _extended(by_id[parent], trees, by_id, (*seen, file))
    return Filled(
        tree=overlaid(base.tree, own.tree),
        sources=(*base.sources, *own.sources),
        places={**_untouched(base.places, own.tree), **own.places},
    )


def _with_sheet(file: Path, tree: Tree, raw: bytes) -> Filled:
    if not named(tree) and not any(beside.is_file() for beside in could_be_sheets(file)):
        return Filled(tree=tree, sources=(raw,))
    from pipeline.mapping.sheet.beside import filled_in  # most mappings have no sheet

    return filled_in(file, tree, raw)


def _untouched(places: dict[str, str], change: Tree) -> dict[str, str]:
    """Return the places of those entries about which a mapping that extends another says nothing."""
    changed = {f"field[{field.get('id')}]" for field in change.get("field", []) if isinstance(field, dict)}
    return {entry: place for entry, place in places.items() if entry.partition(".")[0] not in changed}


def _check_policy_is_used(overlay: Overlay | None, by_id: dict[str, Path]) -> None:
    if overlay is None or overlay[1]["extends"] in by_id:
        return
    name = str(overlay[1]["extends"])
    raise InvalidMapping(
        f"{overlay[0]}: extends '{name}', which is not there{did_you_mean_or_stop(name, by_id)}", code="policy_invalid"
    )


def _check_rules_are_there(path: Path, change: Tree, base: Tree) -> None:
    """Refuse a change to a rule that isn't there: an entry with a new id has to be a whole rule."""
    known = [str(rule.get("id")) for rule in base.get("rule", []) if isinstance(rule, dict)]
    for rule in change.get("rule", []):
        if isinstance(rule, dict) and "say" not in rule and rule.get("id") not in known:
            name = str(rule.get("id"))
            raise InvalidMapping(
                f"{path}: rule[{name}]: there is no such rule to change{did_you_mean_or_stop(name, known)}",
                remedy="Name a rule of the mapping, or write a whole one.",
                code="policy_invalid",
            )

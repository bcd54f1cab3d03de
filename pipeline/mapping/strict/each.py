"""All mappings of some files: what extends another, what a sheet fills in, and the policy that is laid over it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import InvalidMapping
from pipeline.mapping.loader import Tree, build, check_policy, overlaid, read_tree
from pipeline.mapping.model import Mapping
from pipeline.mapping.sheet.files import SET_ASIDE, Filled, could_be_sheets, named
from pipeline.nearest import did_you_mean_or_stop


def load_files(files: Iterable[Path], policy: Path | None) -> tuple[list[Mapping], list[str]]:
    """Load every mapping that is right, as :func:`pipeline.mapping.catalogue.load_each` says.

    Raises:
        InvalidMapping: A file can't be read as TOML.
    """
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

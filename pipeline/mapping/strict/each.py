"""All mappings of some files: what extends another, what a sheet fills in, and the policy that is laid over it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from pipeline.errors import InvalidMapping
from pipeline.mapping.loader import Tree, build, check_policy, overlaid, read_tree
from pipeline.mapping.model import Mapping
from pipeline.mapping.sheet.files import SET_ASIDE, Filled, could_be_sheets, named
from pipeline.nearest import did_you_mean_or_stop


def load_files(
    files: Iterable[Path], policy: Path | None, *, usual: Iterable[Path] = ()
) -> tuple[list[Mapping], list[str]]:
    """Load every mapping that is right, as :func:`pipeline.mapping.catalogue.load_each` says.

    Args:
        files: The mappings; of two for one form the later one counts, and may extend the one whose place it takes.
        policy: As for :func:`pipeline.mapping.catalogue.load_catalogue`.
        usual: Mappings that may be extended, but are not loaded themselves.

    Raises:
        InvalidMapping: A file can't be read as TOML.
    """
    wanted = {file: read_tree(file) for file in files}
    trees = wanted
    if _extend_others(wanted):
        trees = {**{file: read_tree(file) for file in usual if file not in wanted}, **wanted}
    bases: dict[str, list[Path]] = {}
    for file, (tree, _) in trees.items():
        of_form = bases.setdefault(form_of(file, tree), [])
        _require_one_of(form_of(file, tree), file, of_form[-1] if of_form else None, trees)
        of_form.append(file)
    loaded = {identifier: of_form[-1] for identifier, of_form in bases.items() if of_form[-1] in wanted}
    overlay = _policy(policy)
    _check_policy_is_used(overlay, loaded)
    problems, mappings = [], []
    for file in loaded.values():
        try:
            mappings.append(_mapping(file, trees, bases, overlay))
        except InvalidMapping as error:
            problems.extend(str(error).splitlines())
    return sorted(mappings, key=lambda mapping: mapping.form.id), problems


def form_of(file: Path, tree: Tree) -> str:
    """Return the id of the form that a mapping is of; one that doesn't say is called like its file."""
    return str(tree.get("form", {}).get("id", file.stem))


def _extend_others(trees: dict[Path, tuple[Tree, bytes]]) -> bool:
    """Return whether some mapping extends one that is not among these."""
    forms = {file: form_of(file, tree) for file, (tree, _) in trees.items()}
    return any(
        "extends" in tree and tree["extends"] not in {form for other, form in forms.items() if other != file}
        for file, (tree, _) in trees.items()
    )


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
    file: Path, trees: dict[Path, tuple[Tree, bytes]], bases: dict[str, list[Path]], overlay: Overlay | None
) -> Mapping:
    whole = _extended(file, trees, bases, ())
    if overlay is None or overlay[1]["extends"] != whole.tree.get("form", {}).get("id"):
        return build(file, whole.tree, whole.sources, whole.places)
    policy, said, raw = overlay
    change = {key: value for key, value in said.items() if key != "extends"}
    _check_rules_are_there(policy, change, whole.tree)
    tree, sources = overlaid(whole.tree, change), (*whole.sources, raw)
    try:
        return replace(build(file, tree, sources, whole.places), policy=policy.name)
    except InvalidMapping:
        # What is wrong in the mapping by itself is said of its own file, and all else of the policy's.
        build(file, whole.tree, whole.sources, whole.places)
        build(policy, tree, sources, whole.places)
        raise


def _extended(
    file: Path, trees: dict[Path, tuple[Tree, bytes]], bases: dict[str, list[Path]], seen: tuple[Path, ...]
) -> Filled:
    """Return what a mapping says, with its sheet and with what it extends; and every file that makes it up."""
    own = _with_sheet(file, *trees[file])
    parent = own.tree.get("extends")
    if parent is None:
        return own
    if parent not in bases:
        near = did_you_mean_or_stop(str(parent), bases)
        raise InvalidMapping(f"{file}: extends '{parent}', which is not there{near}", code="mapping_invalid")
    of_form = bases[parent]
    before = of_form[: of_form.index(file)] if file in of_form else of_form
    if not before or file in seen:
        raise InvalidMapping(f"{file}: extends itself.", code="mapping_invalid")
    base = _extended(before[-1], trees, bases, (*seen, file))
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

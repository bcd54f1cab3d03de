"""Where the templates of a mapping lie, and their bytes: a run compares those before it needs what renders them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.errors import InvalidMapping

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.mapping import Mapping
    from pipeline.mapping.documents import FollowingDocument

_FOLDER: Final = "documents"


def template_path(mapping: Mapping) -> Path:
    """Return the file of a form's template: in ``templates/`` beside the mapping, or beside its folder.

    Raises:
        InvalidMapping: The mapping names no template.
    """
    name = mapping.form.template
    if not name:
        raise InvalidMapping(
            f"{mapping.path}: the form has no template.",
            remedy='Name one: [form] template = "….docx".',
            code="template_missing",
        )
    return _beside(mapping, name)


def template_bytes(mapping: Mapping) -> bytes:
    """Return the template as it is; nothing when there is none, which is said when it is needed."""
    try:
        return template_path(mapping).read_bytes()
    except (InvalidMapping, OSError):
        return b""


def template_file(document: FollowingDocument, mapping: Mapping) -> Path:
    """Return the file of a document's template: ``templates/documents/`` beside the mapping, or beside its folder."""
    return _beside(mapping, f"{_FOLDER}/{document.template}")


def read_template(document: FollowingDocument, mapping: Mapping) -> bytes:
    """Read a document's template.

    Raises:
        InvalidMapping: It can't be read.
    """
    path = template_file(document, mapping)
    try:
        return path.read_bytes()
    except OSError as error:
        what, remedy = unreadable(path, error)
        raise InvalidMapping(
            f"{mapping.path}: document[{document.id}]: {what}", remedy=remedy, code="template_unreadable"
        ) from error


def unreadable(path: Path, error: OSError) -> tuple[str, str]:
    """Say that a template can't be read, and what to do."""
    what = f"the template '{path.name}' can't be read ({error.strerror})."
    return what, f"Put it into {path.parent}, or mend the mapping."


def document_templates(mapping: Mapping) -> bytes:
    """Return all templates of a mapping's documents as they are; one that is missing is said when it is needed."""
    paths = [template_file(document, mapping) for document in mapping.documents if document.template]
    return b"".join(path.read_bytes() for path in paths if path.is_file())


def _beside(mapping: Mapping, name: str) -> Path:
    """Find a file in ``templates/`` beside the mapping, or beside its folder, where it should be when there is none."""
    parents = (mapping.path.parent, mapping.path.absolute().parent.parent)
    places = [parent / "templates" / name for parent in parents]
    return next((place for place in places if place.is_file()), places[-1])

"""Templates of following documents: what their tags may name, and what is wrong with them.

A template sees the fields that its document allows, by their ids, and ``title``, ``for_whom``, ``form_title`` and
``on_request``. Any other name is a mistake of the mapping, said with the nearest name before the first form is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateError

from pipeline.errors import InvalidMapping, RefusedForm
from pipeline.ooxml import Package
from pipeline.words import joined_by
from pipeline.writers.following.content import CHECKLIST_COLUMNS
from pipeline.writers.template.check import tag_problems
from pipeline.writers.template.files import template_file, unreadable
from pipeline.writers.template.render import rendered_parts
from pipeline.writers.template.text import Blocks, paragraphs
from pipeline.writers.word.struck import for_template

if TYPE_CHECKING:
    from pipeline.mapping import Mapping
    from pipeline.mapping.documents import FollowingDocument
    from pipeline.writers.following.content import Content, Item

_LISTS: Final = ("applies", "questions")


def values_of(content: Content) -> dict[str, Any]:
    """Return what the tags of a template see."""
    return {**_printed(content), **{item.id: _value(item) for item in content.items}}


def _printed(content: Content) -> dict[str, Any]:
    return {
        "title": content.title,
        "for_whom": content.for_whom,
        "form_title": content.form_title,
        "on_request": content.asked,
    }


def _value(item: Item) -> Any:
    if item.id in _LISTS:
        return list(map(for_template, item.shown))
    if item.columns:
        return [dict(zip(item.column_ids, map(for_template, row), strict=True)) for row in item.rows]
    if item.is_long:
        return Blocks(item.narrative) if item.narrative else paragraphs(item.shown)
    return for_template(joined_by("\n", item.shown))


# Looking a template over


def document_problems(mapping: Mapping) -> list[str]:
    """Return what is wrong with the templates of a mapping's documents, a line each."""
    found = []
    for document in mapping.documents:
        if document.template:
            found += [f"{mapping.path}: document[{document.id}]: {said}" for said in _problems(document, mapping)]
    return found


def require_document_templates(mapping: Mapping) -> None:
    """Stop before the first form when a template of a mapping's documents has mistakes.

    Raises:
        InvalidMapping: One has; all mistakes are named.
    """
    found = document_problems(mapping)
    if found:
        raise InvalidMapping("\n".join(found), remedy="Mend the template in Word.", code="template_invalid")


def _problems(document: FollowingDocument, mapping: Mapping) -> list[str]:
    path = template_file(document, mapping)
    try:
        data = path.read_bytes()
        package = Package.open(data)
    except OSError as error:
        return [" ".join(unreadable(path, error))]
    except RefusedForm as error:
        return [error.what]
    known = _sample(document, mapping, on_request=True)
    found = tag_problems(package, known)
    if any(part.kind == "comments" for part in package.related(package.main_part)):
        found.append("it holds comments; delete them in Word.")
    if not found:
        found = _unfilled(document, mapping, data)
    return [f"with the template {document.template}: {problem}" for problem in found]


def _unfilled(document: FollowingDocument, mapping: Mapping, data: bytes) -> list[str]:
    """Try the template with and without what is given on request."""
    for on_request in (True, False):
        try:
            rendered_parts(data, _sample(document, mapping, on_request=on_request))
        except (TemplateError, TypeError) as error:
            why = f"can't be filled in ({error})"
            if not on_request:
                why += "; what is given on request belongs between {%p if on_request %} and {%p endif %}"
            return [why + "."]
    return []


def _sample(document: FollowingDocument, mapping: Mapping, *, on_request: bool) -> dict[str, Any]:
    """Return every name that a template may use, with a value of the right kind."""
    sample: dict[str, Any] = {"title": "", "for_whom": "", "form_title": "", "on_request": on_request}
    for name in document.fields(on_request=on_request):
        asked = mapping.field(name)
        if name in _LISTS:
            sample[name] = [""]
        elif name == "checklist":
            sample[name] = [{column.lower(): "" for column in CHECKLIST_COLUMNS}]
        elif asked is not None and asked.columns:
            sample[name] = [{column.id: "" for column in asked.columns}]
        else:
            sample[name] = Blocks() if asked is not None and asked.is_long else ""
    return sample

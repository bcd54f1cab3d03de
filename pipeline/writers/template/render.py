"""The template with a form's answers and results in it: docxtpl's dialect, rendered by Jinja in its sandbox.

A template is patched and compiled once a process. docxtpl gives the dialect (tags cut up by Word, ``{%tr … %}``,
``{{p … }}``); rendering and saving are our own: everything typed is escaped, a name that nobody knows is an error, and
parts that hold no tag are copied as they are packed.
"""

from __future__ import annotations

import contextlib
import io
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from jinja2 import StrictUndefined, Template, TemplateError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from msgspec import Struct

from pipeline.errors import CannotWrite, InvalidMapping, RefusedForm
from pipeline.ooxml import Package
from pipeline.ooxml.safe_xml import parse
from pipeline.writers.template.answers import PrintedRows, filling, result_texts
from pipeline.writers.template.check import TAG, problems
from pipeline.writers.template.controls import needs_own_lines, own_lines, put_own_lines, serialised, set_controls
from pipeline.writers.template.files import template_path
from pipeline.writers.template.rich_parts import RichParts
from pipeline.writers.template.rich_text import RichSource
from pipeline.writers.template.text import inline
from pipeline.writers.word.struck import with_struck_runs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence
    from collections.abc import Mapping as Table
    from pathlib import Path

    from lxml.etree import _Element

    from pipeline.mapping import Mapping
    from pipeline.mapping.model import Field
    from pipeline.submission import Assessment, Submission

_TEXT_PARTS: Final = ("header", "footer")


class _Prepared(Struct, frozen=True, kw_only=True):
    """A template ready to be filled in.

    Attributes:
        package: The file.
        parts: Its parts that hold tags, compiled, by name; the main part is always among them.
        document: The main part as it is, tags and all.
    """

    package: Package
    parts: Table[str, Template]
    document: _Element


def render_template(
    submission: Submission,
    assessment: Assessment,
    mapping: Mapping,
    day: dt.date,
    *,
    printed: PrintedRows,
    form: bytes | None = None,
    results: Table[str, str] | None = None,
) -> bytes:
    """Return the mapping's template with the answers and results of one form.

    Args:
        submission: What was read.
        assessment: What was worked out.
        mapping: The form's mapping; its ``form.template`` names the template.
        day: The day of processing.
        printed: The rows that the blank's tables print.
        form: The submitted Word file, from which rich narrative is carried over; ``None`` for a workbook, or to write
            everything as plain text.
        results: The results for fields that people left open, by field id, where people settled any; else they follow
            from ``submission``.

    Raises:
        InvalidMapping: There is no template, or it is wrong.
        CannotWrite: An answer can't be held by a Word file.
    """
    path = template_path(mapping)
    data = _bytes(path, mapping)
    try:
        template = _prepared(data)
        if results is None:
            results = result_texts(submission, assessment, mapping)
        return _filled(template, submission, assessment, mapping, day, printed, form, results)
    except (TemplateError, TypeError) as error:
        said = problems(data, mapping) or [f"{path.name}: the template can't be filled in ({type(error).__name__})."]
        raise _invalid(said) from error


def render_values(mapping: Mapping, values: Table[str, Any]) -> tuple[Package, dict[str, bytes]]:
    """Return the mapping's template, and its parts that hold tags with ``values`` in their places.

    Raises:
        InvalidMapping: There is no template, or it is wrong.
    """
    path = template_path(mapping)
    data = _bytes(path, mapping)
    try:
        return rendered_parts(data, values)
    except (TemplateError, TypeError) as error:
        said = problems(data, mapping) or [f"{path.name}: the template can't be filled in ({type(error).__name__})."]
        raise _invalid(said) from error


def rendered_parts(data: bytes, values: Table[str, Any]) -> tuple[Package, dict[str, bytes]]:
    """Return the package of a template, and its parts that hold tags with ``values`` in their places.

    Raises:
        TemplateError: A tag can't be filled in.
        RefusedForm: What was made is no well-formed XML.
    """
    template = _prepared(data)
    return template.package, {name: _rendered(part, name, values) for name, part in template.parts.items()}


def _rendered(part: Template, name: str, values: Table[str, Any]) -> bytes:
    return with_struck_runs(part.render(values).encode(), name)


def check_template(mapping: Mapping, path: Path | None = None) -> list[str]:
    """Return what is wrong with a template: unknown tags with the nearest name, broken loops, answers without a place.

    Args:
        mapping: The form's mapping.
        path: The template; that of the mapping when not given.

    Returns:
        A sentence for each mistake, with table, row and column; none when all is well or the form has no template.
    """
    path = path or (template_path(mapping) if mapping.form.template else None)
    if path is None:
        return []
    try:
        data = _bytes(path, mapping)
        found = [f"{path.name}: {problem}" for problem in problems(data, mapping)]
        if not found:
            _prepared(data)
    except (InvalidMapping, RefusedForm) as error:
        return [error.what]
    except TemplateError as error:
        return [f"{path.name}: {error.message}"]
    return found


def require_template(mapping: Mapping) -> None:
    """Stop before the first form when a mapping has no template, or one with mistakes.

    Raises:
        InvalidMapping: It is so; all mistakes are named.
    """
    _bytes(template_path(mapping), mapping)  # one that is not there can't be mended in Word
    found = check_template(mapping)
    if found:
        raise _invalid(found)


def _invalid(found: list[str]) -> InvalidMapping:
    return InvalidMapping("\n".join(found), remedy="Mend the template in Word.", code="template_invalid")


def _bytes(path: Path, mapping: Mapping) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidMapping(
            f"{mapping.path}: the template '{path.name}' can't be read ({error.strerror}).",
            remedy=f"Put it into {path.parent}, or mend form.template.",
            code="template_unreadable",
        ) from error


# Compiling


@lru_cache(maxsize=8)
def _prepared(data: bytes) -> _Prepared:
    from docxtpl import DocxTemplate  # takes longer to load than a form to read, and most runs need no template

    package = Package.open(data)
    dialect = DocxTemplate(io.BytesIO(data))
    parts = {}
    for name in _parts(package):
        source = package.read(name).decode()
        if name == package.main_part or TAG.search(source):
            parts[name] = _environment().from_string(dialect.patch_xml(source))
    return _Prepared(package=package, parts=parts, document=package.xml(package.main_part))


def _parts(package: Package) -> list[str]:
    related = package.related(package.main_part)
    return [package.main_part, *(each.target for each in related if each.kind in _TEXT_PARTS and each.exists)]


@lru_cache(maxsize=1)
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=_shown, keep_trailing_newline=True
    )


def _shown(value: Any) -> Any:
    """Write what a tag gives as the content of ``w:t``; markup of ours stays as it is, an unknown name is an error."""
    if isinstance(value, (Markup, Undefined)):
        return value
    if isinstance(value, str):
        return inline(value)  # as it is: text with struck words is one
    return inline("" if value is None else str(value))


# Filling in


def _filled(
    template: _Prepared,
    submission: Submission,
    assessment: Assessment,
    mapping: Mapping,
    day: dt.date,
    printed: PrintedRows,
    form: bytes | None,
    results: Table[str, str],
) -> bytes:
    origin = Package.open(form) if form is not None else None
    source = RichSource(origin) if origin is not None else None
    unticked = needs_own_lines(template.document, submission, mapping)
    lines = _own_lines(template, unticked, source)
    content = filling(
        submission,
        assessment,
        mapping,
        day,
        results=results,
        printed=printed,
        source=source,
        unticked=() if lines else unticked,
    )
    changed: dict[str, bytes] = {}
    added: dict[str, bytes] = {}
    if origin is not None:
        parts = RichParts(origin, template.package)
        parts.carry([*content.carried, *(line for found in lines.values() for line in found)])
        changed, added = parts.changes()
    values = content.settled()
    main = template.package.main_part
    with _as_template_mistake():
        changed |= {name: _rendered(compiled, name, values) for name, compiled in template.parts.items()}
        document = parse(changed[main], main)
    set_controls(document, submission, mapping)
    for field, found in lines.items():
        put_own_lines(document, field, found)
    changed[main] = serialised(document)
    return template.package.rewritten(changed, added=added)


def _own_lines(template: _Prepared, fields: Sequence[Field], source: RichSource | None) -> dict[Field, list[_Element]]:
    """Take the printed lines of choices that check boxes can't show from the submitted form; they are together."""
    if source is None or not fields:
        return {}
    found = own_lines(source.body_lines(), template.document, fields[0])
    return {fields[0]: found} if found else {}


@contextlib.contextmanager
def _as_template_mistake() -> Iterator[None]:
    """Say of what can't be parsed that the template makes it so."""
    try:
        yield
    except RefusedForm as error:
        raise CannotWrite(
            "What was made from the template is no document: a tag stands where it can't be filled in.",
            remedy="Put {{p …}} tags into paragraphs of their own, {%tr …%} tags into rows of their own.",
            code="template_broken",
        ) from error

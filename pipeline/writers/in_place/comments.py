"""Findings as Word comments at the places they are about (ECMA-376 Part 1, 17.13.4).

Comments of other people stay as they are. Our own of an earlier run stay when they still hold, so processing a written
document again adds nothing twice. The others go, unless somebody answered them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from pipeline.location import Location
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import PARAGRAPH, RUN
from pipeline.writers.word.annotation import attributes
from pipeline.writers.word.markup import COMMENT_REFERENCE, only_refers, prefixed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from lxml.etree import _Element

    from pipeline.findings import Finding
    from pipeline.ooxml.places import Places
    from pipeline.ooxml.splice import Splice
    from pipeline.writers.in_place.comments_part import CommentsPart, Lines

_RANGE: Final = (W + "commentRangeStart", W + "commentRangeEnd")
_SMALL: Final = "16"
"""Half-points, as in Word's own style for references: one in a larger size would make the line higher."""

_CORRECTED: Final = "The correction is a tracked change: accept or reject it in Word."


class Summary(Struct, frozen=True, kw_only=True):
    """The comment that speaks of the whole form.

    Attributes:
        location: Where it goes; ``None``, or a place that is not there, means the first paragraph.
        text: What it begins with; findings without a place follow.
    """

    location: Location | None
    text: str


class _Comment(Struct, frozen=True):
    paragraph: _Element
    lines: Lines


def comment(
    splice: Splice,
    places: Places,
    part: CommentsPart,
    findings: Iterable[Finding],
    *,
    corrected: Collection[str],
    summary: Summary,
    settled: Location | None,
) -> None:
    """Put a comment at the place of each finding, and the summary when there is anything to say.

    Args:
        splice: The main part being edited.
        places: Those in its tree.
        part: The comments.
        findings: What to say.
        corrected: Fields whose finding is corrected by a tracked change in this run.
        summary: The comment on the whole form.
        settled: A place that an earlier run filled in: our comments there say why, and stay.
    """
    document = places.document
    wanted = list(dict.fromkeys(_comments(places, list(findings), corrected, summary)))
    existing = list(_existing(document, part))
    held = [each for _, each in existing if each in wanted]
    stays = _paragraph_at(places, settled)
    for reference, each in existing:
        id_ = reference.get(W + "id", "")
        if each in wanted or id_ in part.answered or each.paragraph is stays:
            continue
        _remove(splice, document, part, id_)
    for each in wanted:
        if each not in held:
            _anchor(splice, each.paragraph, part.add(each.lines))


def _comments(
    places: Places, findings: Sequence[Finding], corrected: Collection[str], summary: Summary
) -> Iterator[_Comment]:
    rest: list[str] = []
    placed: list[_Comment] = []
    for finding in findings:
        text = _text(finding, is_corrected=finding.field in corrected and finding.code.endswith("_differs"))
        paragraph = _paragraph_at(places, finding.location)
        if paragraph is not None:
            placed.append(_Comment(paragraph, (text,)))
        else:
            rest.append(f"{finding.location}: {text}" if finding.location else text)
    paragraph = _paragraph_at(places, summary.location)
    paragraph = next(places.document.iter(PARAGRAPH), None) if paragraph is None else paragraph
    if paragraph is not None and (placed or rest):
        yield _Comment(paragraph, (summary.text, *rest))
    yield from placed


def _text(finding: Finding, *, is_corrected: bool) -> str:
    sentences = (finding.message, finding.remedy, _CORRECTED if is_corrected else "")
    return " ".join(" ".join(sentences).split())


def _paragraph_at(places: Places, location: Location | None) -> _Element | None:
    """Find the paragraph of a place; comments can't be in text boxes, notes, headers and footers."""
    steps = location.steps if location is not None else ()
    while steps:
        found = places.find(Location(steps))
        paragraph = None if found is None else next(found.iter(PARAGRAPH), None)
        if paragraph is not None:
            return paragraph
        steps = steps[:-1]
    return None


def _anchor(splice: Splice, paragraph: _Element, id_: str) -> None:
    """Let a comment cover a paragraph."""
    start, end, reference, run, look, size = (
        prefixed(paragraph, name)
        for name in ("commentRangeStart", "commentRangeEnd", "commentReference", "r", "rPr", "sz")
    )
    of_comment, small = attributes(paragraph, {"id": id_}), attributes(paragraph, {"val": _SMALL})
    properties = paragraph.find(W + "pPr")
    if properties is None:
        splice.prepend(paragraph, f"<{start}{of_comment}/>")
    else:
        splice.insert_after(properties, f"<{start}{of_comment}/>")
    properties_of_run = f"<{look}><{size}{small}/></{look}>"
    splice.append(paragraph, f"<{end}{of_comment}/><{run}>{properties_of_run}<{reference}{of_comment}/></{run}>")


# Our own comments of an earlier run


def _existing(document: _Element, part: CommentsPart) -> Iterator[tuple[_Element, _Comment]]:
    for reference in document.iter(COMMENT_REFERENCE) if part.own else ():
        lines = part.own.get(reference.get(W + "id", ""))
        paragraph = next(reference.iterancestors(PARAGRAPH), None)
        if lines is not None and paragraph is not None:
            yield reference, _Comment(paragraph, lines)


def _remove(splice: Splice, document: _Element, part: CommentsPart, id_: str) -> None:
    part.remove(id_)
    for each in document.iter(*_RANGE, COMMENT_REFERENCE):
        if each.get(W + "id") == id_:
            splice.replace(_alone(each) if each.tag == COMMENT_REFERENCE else each, "")


def _alone(reference: _Element) -> _Element:
    """Return the run that holds nothing but a reference, else the reference."""
    run = reference.getparent()
    return run if run is not None and run.tag == RUN and only_refers(run) else reference

"""What a blank shows in its named places until they are filled in: prompts and empty check boxes. Neither is an answer.

They are taken out before a document is compared with its blank, also where a program has made plain text of the
controls: many drop the tag of a control, its mark for prompts, or the control itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from pipeline.document import Control, ControlKind, Document, Paragraph, Run, paragraphs
from pipeline.extract.lines import PLACEHOLDERS
from pipeline.extract.text import key
from pipeline.mapping import Mapping as FormMapping
from pipeline.mapping.places import NamedPlace, named_places
from pipeline.patterns import compiled, pattern
from pipeline.signs import BOX_EMPTY

_ASKING = pattern(
    r"\s*(?:please\s+)?(?:click|tap)\b"
    r"|\s*(?:please\s+)?(?:choose|select|pick|enter|insert|type)\s+(?:an?|one|the|your|from|here|in|text|date)\b"
    r"|\s*(?:\[[^\[\]]*\]|<[^<>]*>)\s*$",
    re.IGNORECASE,
)


class Prompts(Struct, frozen=True, eq=False, kw_only=True, dict=True):
    """The named places of a form and what they show.

    Attributes:
        places: The named places by name.
        pattern: That of ``words``.
        endings: What a paragraph ends with that ends with a prompt; few do, and searching takes time.
        has_boxes: The blank has check boxes, so an empty one is print, even where a program dropped its tag. On a blank
            without any, somebody put it there, and it says "no".
        tags: The tags of the blank's controls, in its order.
        shown: What its controls show while they are said to show their prompts, and what Word shows in any.
    """

    places: Mapping[str, NamedPlace]
    pattern: str
    endings: tuple[str, ...]
    has_boxes: bool
    tags: tuple[str, ...]
    shown: frozenset[str]

    @cached_property
    def words(self) -> re.Pattern[str]:
        """Matches a prompt at the end of a paragraph.

        ``left`` is one that was left standing behind an answer: a sentence that nobody writes. Others count only where
        they are alone.
        """
        return compiled(self.pattern)

    def place_of(self, control: Control | None) -> NamedPlace | None:
        """Return the named place that a control is, or one of those round it."""
        while control is not None:
            place = self.places.get(control.tag) if control.tag else None
            place = place or self._titled.get(control.alias)
            if place is not None:
                return place
            control = control.outer
        return None

    @cached_property
    def _titled(self) -> Mapping[str, NamedPlace]:
        """The places that the form's author named: their names may be the titles of controls."""
        return {name: place for name, place in self.places.items() if place.is_given}

    def bookmarked(self, paragraph: Paragraph) -> Iterator[NamedPlace]:
        """Yield the places that bookmarks of a paragraph name."""
        yield from (self._titled[mark.name] for mark in paragraph.bookmarks if mark.name in self._titled)

    @property
    def has_given(self) -> bool:
        """Whether the form's author gave names to any of them."""
        return bool(self._titled)

    def cleared(self, paragraph: Paragraph) -> Paragraph:
        """Return a paragraph without prompts and empty boxes; answers that are called prompts are none."""
        held = [run for run in paragraph.runs if run.control is not None]
        if not held and not paragraph.text.rstrip().endswith((*self.endings, BOX_EMPTY)):
            return paragraph  # as nearly all that people write
        return _without_prompts(self, paragraph)


def _without_prompts(shown: Prompts, paragraph: Paragraph) -> Paragraph:
    if any(map(_is_flagged, paragraph.runs)):
        paragraph = replace(paragraph, runs=tuple(_unflagged(run, shown.shown) for run in paragraph.runs))
    runs, text = list(paragraph.runs), paragraph.text
    if shown.has_boxes and any(map(_is_empty_box, runs)):
        runs = [run for run in runs if not _is_empty_box(run)]
        text = "".join(run.text for run in runs)
    if shown.has_boxes and text.strip() == BOX_EMPTY and not any(map(_is_ticked, runs)):
        return replace(paragraph, runs=())
    found = shown.words.search(text) if text.rstrip().endswith(shown.endings) else None
    if found is not None and (found["left"] or not text[: found.start()].strip()):
        return replace(paragraph, runs=tuple(_up_to(runs, found.start())))
    return paragraph if len(runs) == len(paragraph.runs) else replace(paragraph, runs=tuple(runs))


def _is_flagged(run: Run) -> bool:
    return run.control is not None and run.control.placeholder


def _unflagged(run: Run, prompts: frozenset[str]) -> Run:
    """Return a run as an answer when what its control shows is no prompt: a program left the flag on."""
    control = run.control
    if control is None or not control.placeholder or _is_prompt(control.prompt, prompts):
        return run
    return replace(run, control=replace(control, placeholder=False))


def _is_prompt(text: str, prompts: frozenset[str]) -> bool:
    """Return whether a text is a prompt of the blank or Word's, or tells what to do there as others do."""
    return not text or key(text) in prompts or _ASKING.match(text) is not None


def _is_empty_box(run: Run) -> bool:
    control = run.control
    return control is not None and control.kind is ControlKind.CHECK_BOX and not control.checked


_ENDS = (".", "]")
"""What prompts end with."""


def _is_ticked(run: Run) -> bool:
    return run.control is not None and bool(run.control.checked)  # whatever glyph it shows


def _up_to(runs: list[Run], end: int) -> list[Run]:
    kept, position = [], 0
    for run in runs:
        rest = end - position
        position += len(run.text)
        if rest <= 0:
            break
        kept.append(run if len(run.text) <= rest else replace(run, text=run.text[:rest]))
    return kept


def prompts(mapping: FormMapping, blank: Document) -> Prompts:
    """Work out what the named places of a form show, as one of its blanks has them."""
    places = named_places(mapping)
    words = {place.prompt for place in places.values()} - {BOX_EMPTY}
    sentences = {word for word in words if word.endswith(".")}
    tags = tuple(_tags(blank))
    return Prompts(
        places=places,
        pattern=rf"(?:(?P<left>{_any_of(sentences)})|{_any_of(words - sentences)})\s*$",
        endings=tuple(sorted(word for word in words if word.endswith(_ENDS))),
        has_boxes=any(place.prompt == BOX_EMPTY and name in tags for name, place in places.items()),
        tags=tags,
        shown=PLACEHOLDERS | {key(word) for word in words} | {key(text) for text in _flagged(blank)},
    )


def _flagged(blank: Document) -> Iterator[str]:
    runs = (run for paragraph in paragraphs(blank.blocks) for run in paragraph.runs)
    return (run.control.prompt for run in runs if run.control is not None and run.control.placeholder)


def _tags(blank: Document) -> Iterator[str]:
    last = None
    for paragraph in paragraphs(blank.blocks):
        for run in paragraph.runs:
            if run.control is not None and run.control is not last:
                yield run.control.tag
            last = run.control


def _any_of(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words)) or "(?!)"

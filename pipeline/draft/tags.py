"""What the author of a form called its places: tags of content controls, bookmarks of form fields, names of cells.

A dot parts a place's own name from the question's: ``outcome.low`` is the choice ``low`` of ``outcome``.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from pipeline.draft.question import Question
from pipeline.draft.view import Blank, Spot, name_of
from pipeline.extract.matching.skeleton import Box
from pipeline.extract.places.shape import Option, Shape
from pipeline.location import Location
from pipeline.mapping.model import Choice, Field


def tag_of(blank: Blank, question: Question, place: Shape) -> str:
    """Return what the author called a question; empty when nothing there has a name."""
    if question.tag:
        return question.tag.partition(".")[0]
    own = [tag for option in place.options for tag in _option_tags(blank, place, option)]
    own += _tags(blank, blank.line(question.spot).location)
    return own[0].partition(".")[0] if own else ""


def with_tagged_choices(blank: Blank, field: Field, place: Shape) -> Field:
    """Return the choices of a field the ids that the author gave their check boxes, where each of them has one."""
    found = [_option_tags(blank, place, option) for option in place.options]
    if len(found) > 1 and place.options[0].start >= 0:
        found = [[tag] for tag in found[0]]  # all in one line, so each option was given the tags of them all
    names = [tags[0].rpartition(".")[2] for tags in found if tags and "." in tags[0]]
    if not names or len(names) != len(place.options) or len(set(names)) != len(names):
        return field
    order = {option.choice.id: name for option, name in zip(place.options, names, strict=True)}
    choices: Sequence[Choice] = [replace(choice, id=order[choice.id]) for choice in field.choices]
    return replace(field, choices=tuple(choices))


def _option_tags(blank: Blank, place: Shape, option: Option) -> list[str]:
    if option.row is not None:
        table, row = option.row
        return [tag for box in blank.bones.tables[table][row] for tag in _box_tags(blank, box)]
    if option.lines:
        return _tags(blank, blank.bones.body[option.lines[0]].location)
    spot = place.repeats[0]
    return _tags(blank, blank.line(Spot(spot.box, spot.line_index)).location)


def _box_tags(blank: Blank, box: Box) -> list[str]:
    return [*_tags(blank, box.location), *box.names]


def _tags(blank: Blank, location: Location) -> list[str]:
    return [name for control in blank.controls.get(location, ()) if (name := name_of(control))]

"""The content controls of a Word blank: each knows by its tag which question it answers (ECMA-376 Part 1, 17.5.2).

A control can't be deleted by mistake, and says in its title what is asked, which Word shows and screen readers read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from pipeline.mapping.rows import Entered
from pipeline.ooxml.names import W14, W_NS, W
from pipeline.ooxml.quoting import escape, quoteattr
from pipeline.ooxml.structure import CONTROL, VAL
from pipeline.signs import BOX_EMPTY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.etree import _Element

    from pipeline.mapping.checklist import Checklist
    from pipeline.mapping.model import Choice, Field
    from pipeline.mapping.places import NamedPlace

PROMPT_STYLE: Final = "PlaceholderText"
_GLYPH: Final = (
    '<w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/></w:rPr>'
)
_CHECK_BOX: Final = (
    '<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
    '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
)
_DATE: Final = (
    '<w:date><w:dateFormat w:val="dd/MM/yyyy"/><w:lid w:val="en-GB"/><w:storeMappedDataAs w:val="dateTime"/>'
    '<w:calendar w:val="gregorian"/></w:date>'
)
_TEXT: Final = "<w:richText/>"
"""Plain text with several lines (``w:text``) would do, but LibreOffice 7.4 moves its line breaks out when it saves."""
_SCOPE: Final = f'xmlns:w="{W_NS}" xmlns:w14="{W14[1:-1]}"'
_TITLE_LENGTH: Final = 64  # what Word takes (17.5.2.1)


def check_box(place: NamedPlace) -> str:
    """Write an empty check box."""
    return _control(place, _CHECK_BOX, f"<w:r>{_GLYPH}<w:t>{place.prompt}</w:t></w:r>", prompts=False)


def short_answer(place: NamedPlace, field: Field | None = None) -> str:
    """Write a control for an answer in one line: a date picker, a list, or text that may have more lines.

    Args:
        place: The place.
        field: What it answers; ``None`` for plain text, such as a cell of a table.
    """
    kind = _TEXT
    if field is not None and field.is_tick:
        return check_box(place)
    if field is not None and field.is_date:
        kind = _DATE
    elif field is not None and field.choices:
        kind = _list(field)
    return _control(place, kind, prompt_run(place))


def factor_answer(place: NamedPlace, checklist: Checklist) -> str:
    """Write a control for a factor's answer: a check box, a list of words, or text for points."""
    if place.prompt == BOX_EMPTY:
        return check_box(place)
    kind = _TEXT if checklist.entered is Entered.POINTS else _entries("dropDownList", checklist.options)
    return _control(place, kind, prompt_run(place))


def long_answer(place: NamedPlace) -> str:
    """Write a control for whole paragraphs, which may have lists, tables and pictures in them."""
    return _control(place, _TEXT, f"<w:p>{prompt_run(place)}</w:p>")


def prompt_run(place: NamedPlace) -> str:
    """Write what is in a control until somebody fills it in."""
    return (
        f'<w:r><w:rPr><w:rStyle w:val="{PROMPT_STYLE}"/></w:rPr><w:t xml:space="preserve">{escape(place.prompt)}'
        "</w:t></w:r>"
    )


def element(markup: str) -> _Element:
    """Parse one element; its namespace declarations go where it is put."""
    if _SCOPE in markup:
        return etree.fromstring(markup)
    end = min(at for at in (markup.find(" "), markup.find(">"), markup.find("/>")) if at > 0)
    return etree.fromstring(f"{markup[:end]} {_SCOPE}{markup[end:]}")


def complete(control: _Element, place: NamedPlace) -> None:
    """Complete a control that the template holds already with what every control of a blank has."""
    properties = control.find(W + "sdtPr")
    assert properties is not None  # noqa: S101 - its tag was read there
    for name in ("alias", "lock", "id", "showingPlcHdr"):
        for old in list(properties.iterchildren(W + name)):
            properties.remove(old)
    properties.insert(0, element(f"<w:alias w:val={_title(place)}/>"))
    tag = properties.find(W + "tag")
    assert tag is not None  # noqa: S101 - the same
    lock = element('<w:lock w:val="sdtLocked"/>')
    tag.addnext(lock)
    if properties.find(W14 + "checkbox") is None:
        lock.addnext(element("<w:showingPlcHdr/>"))


def number_controls(document: _Element) -> None:
    """Number the controls, each with an id of its own, which Word wants (17.5.2.18)."""
    for number, control in enumerate(document.iter(CONTROL), start=1):
        tag = control.find(f"{W}sdtPr/{W}tag")
        if tag is not None:
            identifier = element("<w:id/>")
            identifier.set(VAL, str(number))
            tag.addnext(identifier)


def _control(place: NamedPlace, kind: str, content: str, *, prompts: bool = True) -> str:
    shows = "<w:showingPlcHdr/>" if prompts else ""
    return (
        f"<w:sdt {_SCOPE}><w:sdtPr><w:alias w:val={_title(place)}/><w:tag w:val={quoteattr(place.name)}/>"
        f'<w:lock w:val="sdtLocked"/>{shows}{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'
    )


def _title(place: NamedPlace) -> str:
    title = place.title if len(place.title) <= _TITLE_LENGTH else place.title[: _TITLE_LENGTH - 1].rstrip() + "…"
    return quoteattr(title)


def _list(field: Field) -> str:
    """Write a list of choices; where several may be given, more can be typed."""
    return _entries("comboBox" if field.several else "dropDownList", field.choices)


def _entries(name: str, choices: Sequence[Choice]) -> str:
    items = "".join(
        f"<w:listItem w:displayText={quoteattr(choice.label)} w:value={quoteattr(choice.id)}/>" for choice in choices
    )
    return f"<w:{name}>{items}</w:{name}>"

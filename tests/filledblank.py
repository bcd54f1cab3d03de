"""A blank made by the program, filled in as Word does: by setting its controls in the XML."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Self

from lxml import etree

from pipeline.forms.generated_blanks import blank_bytes
from tests.documents import MAIN, package, parts_of
from tests.reading import layouts
from tests.shapes import Element, q, w

if TYPE_CHECKING:
    from pipeline.mapping import Mapping


@lru_cache
def shipped_blank() -> bytes:
    """Make the Word blank of the shipped form."""
    return blank_bytes(layouts().mappings[0])


class FilledBlank:
    """A blank under somebody's hands. Each step gives the form back."""

    def __init__(self, data: bytes | None = None) -> None:
        self._parts = parts_of(data or shipped_blank())
        self.root: Element = etree.fromstring(self._parts[MAIN])

    def bytes(self) -> bytes:
        """Return the completed form."""
        return package({**self._parts, MAIN: etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")})

    def controls(self, name: str) -> list[Element]:
        """Return the controls with a tag, in the order of the document."""
        found = [
            control
            for control in self.root.iter(q("w:sdt"))
            for tag in control.iterfind(f"{q('w:sdtPr')}/{q('w:tag')}")
            if tag.get(q("w:val")) == name
        ]
        if not found:
            raise LookupError(name)
        return found

    def type(self, name: str, *lines: str, number: int = 1) -> Self:
        """Type into a control: lines of a paragraph, or paragraphs where it holds those; its prompt goes."""
        control = self.controls(name)[number - 1]
        holds_paragraphs = control.find(f"{q('w:sdtContent')}/{q('w:p')}") is not None
        content = _emptied(control)
        if holds_paragraphs:
            content.extend(w("p", w("r", _text(line))) for line in lines)
        else:
            run = w("r")
            for at, line in enumerate(lines):
                run.extend([w("br"), _text(line)] if at else [_text(line)])
            content.append(run)
        return self

    def date(self, name: str, day: dt.date) -> Self:
        """Pick a day."""
        self.type(name, day.strftime("%d/%m/%Y"))
        picker = next(self.controls(name)[0].iter(q("w:date")))
        picker.set(q("w:fullDate"), f"{day.isoformat()}T00:00:00Z")
        return self

    def tick(self, *names: str) -> Self:
        """Tick check boxes."""
        for name in names:
            control = self.controls(name)[0]
            next(control.iter(q("w14:checked"))).set(q("w14:val"), "1")
            next(control.iter(q("w:t"))).text = "☒"
        return self

    def delete(self, name: str) -> Self:
        """Delete a control with what is in it."""
        control = self.controls(name)[0]
        parent = control.getparent()
        assert parent is not None
        if control[-1].find(q("w:p")) is not None:
            control.addprevious(w("p"))
        parent.remove(control)
        return self

    def flatten(self) -> Self:
        """Make plain text of all controls, their prompts included, as online editors do."""
        for control in list(self.root.iter(q("w:sdt"))):
            content = control.find(q("w:sdtContent"))
            assert content is not None
            for child in list(content):
                control.addprevious(child)
            control.getparent().remove(control)  # type: ignore[union-attr]
        return self


def _emptied(control: Element) -> Element:
    for prompt in list(control.iter(q("w:showingPlcHdr"))):
        prompt.getparent().remove(prompt)  # type: ignore[union-attr]
    content = control.find(q("w:sdtContent"))
    assert content is not None
    for old in list(content):
        content.remove(old)
    return content


def _text(text: str) -> Element:
    made = w("t")
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


LONG = ("First paragraph – “quoted”.", "", "Second: 12/05/2026, what is agreed & done.")
NOTES = "seen in May"
TICKED = ("sen", "neet", "wanted_missing", "parental_engagement")


def filled(data: bytes | None = None) -> FilledBlank:
    """Fill in the shipped blank from top to bottom."""
    form = (
        FilledBlank(data)
        .type("child_name", "Example Child", "also called Ex")
        .date("date_of_birth", dt.date(2011, 2, 1))
        .type("case_status", "CP")
        .type("demographics", "White British")
        .date("date_completed", dt.date(2026, 3, 3))
        .type("previous_ce_concern", "Yes, on 4 May 2025.", "Closed on 06/07/2025.")
        .type("agencies.name", "Pat Example")
        .type("agencies.role", "PC")
        .type("agencies.contact", "01234", number=1)
        .type("agencies.name", "Sam Sample", number=5)
        .type("agencies.agency", "Charity")
        .type("child_views_good", "Football.", "Her dog.")
        .date("child_views_date", dt.date(2026, 2, 2))
        .type("sen.notes", NOTES)
        .tick(*TICKED)
        .tick("outcome.medium", "exploitation_type.medium.CSE")
        .type("safeguarding_lead", "Lee Lead")
        .type("actions.what", "Talk")
        .type("actions.when", "1/4/2026")
    )
    narratives = [field.id for field in _mapping().fields if field.kind == "narrative" and field.id not in _TYPED_ABOVE]
    for name in narratives:
        form.type(name, *LONG)
    return form


_TYPED_ABOVE = ("demographics", "previous_ce_concern", "child_views_good")


def _mapping() -> Mapping:
    return layouts().mappings[0]

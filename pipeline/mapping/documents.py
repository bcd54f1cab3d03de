"""The part of the mapping language that says which documents follow from a form, for whom, and what they may hold.

A document is built upwards from what its parts name. Nothing else of the form is at hand when it is written.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from pipeline.mapping.entry import Identifier, StrictEntry, Text
from pipeline.nearest import did_you_mean

FACTS: Final = {
    "age": "Age when completed",
    "age_today": "Age today",
    "turns_18": "18th birthday",
    "age_points": "Points for age",
    "total": "Total",
    "rag": "RAG rating",
    "level": "Level",
    "review_due": "Review due by policy",
    "applies": "What applies",
    "checklist": "Checklist",
    "questions": "Open questions",
    "reference": "Ref.",
}
"""What a document may hold besides answers, and how it is called; :class:`DocumentPart` explains each."""

LISTED_ONLY: Final = ("reference",)
NEVER_LISTED: Final = ("applies", "checklist", "questions")


class DocumentPart(StrictEntry, frozen=True, kw_only=True):
    """One part of a document, in the order in which people read it.

    Ids of fields and factors, and these names, may be ``fields``:

    Names:
        id of a field: Its answer.
        id of a factor: Its entry, without notes.
        level, rag, total: The outcome that people chose, else the band; the band; the points with their range. One that
            is open is said to be provisional, with what it could be.
        age, age_today, age_points, turns_18: Age when completed and on the day of processing, points for age, day of
            the 18th birthday.
        review_due: The day of the next review by policy; it says when it goes by a level that is open.
        checklist: Every row with area, entry, points and notes.
        applies: The factors that apply, without notes.
        questions: Findings to be looked at, of those fields alone that the document holds.
        reference: Number in the register; for lists only.

    Attributes:
        heading: Its heading.
        say: A sentence below the heading.
        fields: What it may hold: ids of fields and factors, and names of what was worked out.
        labels: What it calls them, by id, where not by their printed labels.
        on_request: Given only when somebody asks for it (``--on-request``).
        space: So many empty lines, to be written into.

    Example:
        [[document]]
        id = "agenda"
        title = "Agenda of the meeting"
        for = "chair"

        [[document.part]]
        heading = "What applies"
        fields = ["applies", "questions"]

        [[document.part]]
        heading = "Decisions"
        say = "To be written in the meeting."
        space = 8
    """

    heading: str = ""
    say: str = ""
    fields: tuple[Identifier, ...] = ()
    labels: dict[Identifier, Text] = msgspec.field(default_factory=dict)
    on_request: bool = False
    space: Annotated[int, Meta(ge=0, le=40)] = 0

    def require_whole(self) -> None:
        """Refuse values that don't go together."""
        for name in self.labels:
            if name not in self.fields:
                raise ValueError(f".labels: '{name}' is not in its fields{did_you_mean(name, self.fields)}")
        if not (self.fields or self.say or self.space):
            raise ValueError("a part needs 'fields', 'say' or 'space'")


class FollowingDocument(
    StrictEntry, frozen=True, kw_only=True, rename={"for_": "for", "is_list": "list", "parts": "part"}
):
    """One document that follows from a form: a referral, an agenda, a list.

    A document says what it may hold, and is built from that upwards. The rest of the form is not at hand when it is
    written, so nothing has to be hidden. ``wordform process --documents`` writes the documents whose condition holds,
    ``wordform document police_share smith.docx`` one of them. Where the condition can't be told, because an entry that
    matters is unclear, the document is not written, and the form's line says so. From a blank form nothing follows.

    What it holds:

    - Answers as they were typed, dates as ``dd/mm/yyyy``, choices by their printed words. Nothing recorded is said as
      "not recorded"; an answer that is unclear is flagged, with what was written on the form.
    - Narrative keeps bold, italics, underlining, lists and tables. Pictures, links, styles, comments and tracked
      changes stay behind: a picture can hold a place, a chart a whole workbook. That there is a picture is said.
    - No author, no dates, no history, in the file's properties or anywhere else.

    With ``list = true`` there is one document for all forms of a ledger: a row for each child on whose newest form the
    condition holds, a column for each of ``fields``. Children for whom the condition can't be told are listed below, by
    their number. ``wordform process --documents`` writes it anew, and ``wordform document transition_list output``
    does, from the ledger alone. A list has no ``template``, ``on_request`` or ``space``.

    A document without ``template`` has headings, rows of question and answer, tables and empty boxes, and needs no
    more. With one it is a Word file in ``templates/documents/``, made and edited in Word. Tags name what the document
    holds; a tag that names anything else is a mistake, which ``wordform check`` says with the nearest name.

    Tags:
        {{ child_name }}: An answer, an entry or a number.
        {{p harm }}: A narrative, in a paragraph of its own.
        {%tr for row in actions %} … {{ row.what }} … {%tr endfor %}: The rows of a table, each tag in a row of its own;
            so ``checklist``, with ``area``, ``factor``, ``entry``, ``points``, ``notes``.
        {%p for line in questions %} … {{ line }} … {%p endfor %}: The lines of ``questions`` or ``applies``.
        {%p if on_request %} … {%p endif %}: What is given only on request.
        {{ title }}, {{ for_whom }}, {{ form_title }}: As the mapping says.

    Attributes:
        id: Name of the document: ``wordform document police_share FILE``, and name of its file.
        title: Its title.
        for_: Who it is for; printed below the title.
        when: [Condition](#conditions) under which it follows; without one, always.
        say: A sentence below the title.
        template: Word template in ``templates/documents/``; without one the document has the usual layout.
        is_list: One document for all forms, with a row for each child on whose newest form ``when`` holds.
        off: Switches it off.
        parts: What it may hold, one ``[[document.part]]`` each.

    Example:
        [[document]]
        id = "police_share"
        title = "Police share sheet"
        for = "police exploitation team"
        when = "level in ['medium', 'high']"

        [[document.part]]
        heading = "Child"
        fields = ["child_name", "date_of_birth", "level"]
        labels = { date_of_birth = "Date of birth" }

        [[document.part]]
        heading = "Intelligence, as asked for"
        on_request = true
        fields = ["perpetrators", "locations"]
    """

    id: Identifier
    title: Text
    for_: Text
    when: Text | None = None
    say: str = ""
    template: Text | None = None
    is_list: bool = False
    off: bool = False
    parts: Annotated[tuple[DocumentPart, ...], Meta(min_length=1)]

    def fields(self, *, on_request: bool) -> tuple[str, ...]:
        """Return everything that it may hold, with or without what is given on request."""
        parts = (part for part in self.parts if on_request or not part.on_request)
        return tuple(dict.fromkeys(name for part in parts for name in part.fields))

    @property
    def has_requested_parts(self) -> bool:
        """Whether anything in it is given only on request."""
        return any(part.on_request for part in self.parts)

    def require_whole(self) -> None:
        """Refuse values that don't go together."""
        if self.is_list and (self.template or self.has_requested_parts or any(part.space for part in self.parts)):
            raise ValueError("a list has no 'template', 'on_request' or 'space'")
        if self.is_list and not self.fields(on_request=True):
            raise ValueError("a list needs 'fields', which are its columns")

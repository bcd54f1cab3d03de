"""The part of the mapping language that says which documents follow from a form, for whom, and what they may hold.

A document is built upwards from what its parts name. Nothing else of the form is at hand when it is written.
"""

from __future__ import annotations

from typing import Annotated, Final, Self

from pydantic import Field as Key
from pydantic import StrictBool, StrictInt, model_validator

from pipeline.mapping.entry import Identifier, StrictEntry, Text
from pipeline.mapping.nearest import did_you_mean

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
"""What a document may hold besides answers, and how it is called; ``docs/mappings.md`` explains each."""

LISTED_ONLY: Final = ("reference",)
NEVER_LISTED: Final = ("applies", "checklist", "questions")


class DocumentPart(StrictEntry):
    """One part of a document, in the order in which people read it.

    Attributes:
        fields: What it may hold: ids of fields and factors, and names of :data:`FACTS`.
        labels: How it calls them, where not by their printed labels.
        on_request: It is given only when somebody asks for it.
        space: Lines left empty, to be written into.
        heading: Its heading.
        say: A sentence below the heading.
    """

    heading: str = ""
    say: str = ""
    fields: tuple[Identifier, ...] = ()
    labels: dict[Identifier, Text] = Key(default_factory=dict)
    on_request: StrictBool = False
    space: Annotated[StrictInt, Key(ge=0, le=40)] = 0

    @model_validator(mode="after")
    def _labels_what_it_holds(self) -> Self:
        for name in self.labels:
            if name not in self.fields:
                raise ValueError(f".labels: '{name}' is not in its fields{did_you_mean(name, self.fields)}")
        if not (self.fields or self.say or self.space):
            raise ValueError("a part needs 'fields', 'say' or 'space'")
        return self


class FollowingDocument(StrictEntry):
    """One document that follows from a form.

    Attributes:
        for_: Who it is for.
        when: Condition under which it follows; always, without one.
        say: A sentence below its title.
        template: Word template in ``templates/documents/``; without one it has the usual layout.
        is_list: One document for all forms, with a row for each child on whose newest form ``when`` holds.
        off: Switches it off.
        id: Name of the document: ``wordform document police_share FILE``, and name of its file.
        title: Its title.
        parts: What it may hold, one ``[[document.part]]`` each.
    """

    id: Identifier
    title: Text
    for_: Text = Key(alias="for")
    when: Text | None = None
    say: str = ""
    template: Text | None = None
    is_list: StrictBool = Key(default=False, alias="list")
    off: StrictBool = False
    parts: tuple[DocumentPart, ...] = Key(alias="part", min_length=1)

    def fields(self, *, on_request: bool) -> tuple[str, ...]:
        """Return everything that it may hold, with or without what is given on request."""
        parts = (part for part in self.parts if on_request or not part.on_request)
        return tuple(dict.fromkeys(name for part in parts for name in part.fields))

    @property
    def has_requested_parts(self) -> bool:
        """Whether anything in it is given only on request."""
        return any(part.on_request for part in self.parts)

    @model_validator(mode="after")
    def _is_a_list_or_not(self) -> Self:
        if self.is_list and (self.template or self.has_requested_parts or any(part.space for part in self.parts)):
            raise ValueError("a list has no 'template', 'on_request' or 'space'")
        if self.is_list and not self.fields(on_request=True):
            raise ValueError("a list needs 'fields', which are its columns")
        return self

"""What one paragraph of Word holds, gathered while it is walked, and what encloses its runs."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from msgspec.structs import replace

from pipeline.document import Bookmark, Control, Mark, Paragraph, Run
from pipeline.readers.word.formatting import PAGE, Ground

if TYPE_CHECKING:
    from lxml.etree import _Element


class ParagraphText(Struct):
    """What one paragraph holds, gathered while it is walked.

    Attributes:
        anchored: The text boxes that hang on it, each with whether it is hidden.
        notes: The kind and id of the notes that hang on it, and whether they are hidden.
        bookmarks: Those that end in it, and controls that show nothing.
        open: By their ids, the names of bookmarks that have not ended, and where they begin.
    """

    runs: list[Run] = field(default_factory=list)
    anchored: list[tuple[_Element, bool]] = field(default_factory=list)
    notes: list[tuple[str, str, bool]] = field(default_factory=list)
    drawings: int = 0
    bookmarks: list[Bookmark] = field(default_factory=list)
    open: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def length(self) -> int:
        """How many characters its runs have."""
        return sum(len(run.text) for run in self.runs)

    def begin_bookmark(self, identifier: str, name: str) -> None:
        """Note where a bookmark begins that people gave; Word's own begin with a low line."""
        if name and not name.startswith("_"):
            self.open[identifier] = (name, self.length)

    def end_bookmark(self, identifier: str) -> None:
        """Note where a bookmark ends that began in this paragraph."""
        if identifier in self.open:
            name, start = self.open.pop(identifier)
            self.bookmarks.append(Bookmark(name, start, self.length))

    def name_place(self, control: Control | None) -> None:
        """Note the place of a control that shows nothing, by its tag and its title."""
        for name in (control.tag, control.alias) if control is not None else ():
            if name:
                self.bookmarks.append(Bookmark(name, self.length, self.length))

    @property
    def named(self) -> tuple[Bookmark, ...]:
        """The bookmarks that begin in it; one that ends in a later paragraph goes on to its end."""
        if not (self.bookmarks or self.open):
            return ()
        return (*self.bookmarks, *(Bookmark(name, start, self.length) for name, start in self.open.values()))

    def put_before(self, run: Run) -> None:
        """Put a run before all others."""
        self.runs.insert(0, run)
        by = len(run.text)
        self.bookmarks = [Bookmark(each.name, each.start + by, each.end + by) for each in self.bookmarks]
        self.open = {key: (name, start + by) for key, (name, start) in self.open.items()}


class Context(Struct, frozen=True):
    """What encloses a run.

    Attributes:
        control: Its innermost control.
        inserted: A tracked change put it there.
        ground: What it is on.
        marks: Those of text there that has no formatting of its own.
    """

    control: Control | None = None
    inserted: bool = False
    ground: Ground = PAGE
    marks: Mark = Mark.NONE


PLAIN: Final = Context()


def grounded(context: Context, ground: Ground) -> Context:
    """Return what text is on."""
    return replace(context, ground=ground, marks=ground.of_plain_text.marks)


def joined_into_one(paragraphs: list[Paragraph]) -> Paragraph:
    """Make one of paragraphs whose marks between them are gone; the last gives the formatting (ECMA-376 17.13.5.15)."""
    if len(paragraphs) == 1:
        return paragraphs[0]
    lengths = [0, *accumulate(len(paragraph.text) for paragraph in paragraphs)]
    return Paragraph(
        location=paragraphs[0].location,
        runs=tuple(run for paragraph in paragraphs for run in paragraph.runs),
        style=paragraphs[-1].style,
        list_level=paragraphs[-1].list_level,
        drawings=sum(paragraph.drawings for paragraph in paragraphs),
        bookmarks=tuple(
            Bookmark(each.name, each.start + before, each.end + before)
            for before, paragraph in zip(lengths, paragraphs, strict=False)
            for each in paragraph.bookmarks
        ),
    )

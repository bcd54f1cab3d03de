"""Fields of Word: what of one is its instruction, which nobody sees, and what of it shows (ECMA-376 Part 1, 17.16).

A field begins, gives its instruction, separates, shows its result and ends; its instruction may hold fields again,
whose results go into it. Text in an instruction is hidden. So are words that an instruction holds for their own sake,
as long as it shows nothing: ``{ COMMENTS "…" }``.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from pipeline.document import Control
from pipeline.ooxml.names import W
from pipeline.ooxml.structure import OFF
from pipeline.patterns import pattern

if TYPE_CHECKING:
    from lxml.etree import _Element

_FIELD: Final = W + "fldChar"
_KIND: Final = W + "fldCharType"

LINKED: Final = {
    "INCLUDEPICTURE": "picture",
    "INCLUDETEXT": "text",
    "INCLUDE": "text",
    "IMPORT": "picture",
    "LINK": "object",
    "DDE": "object",
    "DDEAUTO": "object",
    "RD": "text",
    "DATABASE": "text",
}
"""Fields that take something from another file, and what."""

_WORDED: Final = frozenset(["ADDIN", "COMMENTS", "PRIVATE", "QUOTE", "SET", "TC", "XE"])
"""Fields whose instruction holds words of its own, most of which show nothing."""

_MOVING: Final = frozenset(["DATE", "TIME", "SAVEDATE", "PRINTDATE"])
"""Fields that show another day whenever the document is opened, saved or printed."""

_OTHERS: Final = frozenset({
    "ADDRESSBLOCK", "ADVANCE", "ASK", "AUTHOR", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "AUTOTEXT", "AUTOTEXTLIST",
    "BARCODE", "BIBLIOGRAPHY", "BIDIOUTLINE", "CITATION", "COMPARE", "CREATEDATE", "DATE", "DISPLAYBARCODE",
    "DOCPROPERTY", "DOCVARIABLE", "EDITTIME", "EMBED", "EQ", "FILENAME", "FILESIZE", "FILLIN", "FORMCHECKBOX",
    "FORMDROPDOWN", "FORMTEXT", "GOTOBUTTON", "GREETINGLINE", "HTMLCONTROL", "HYPERLINK", "IF", "INDEX", "INFO",
    "KEYWORDS", "LASTSAVEDBY", "LISTNUM", "MACROBUTTON", "MERGEBARCODE", "MERGEFIELD", "MERGEREC", "MERGESEQ",
    "NEXT", "NEXTIF", "NOTEREF", "NUMCHARS", "NUMPAGES", "NUMWORDS", "PAGE", "PAGEREF", "PRINT", "PRINTDATE", "REF",
    "REVNUM", "SAVEDATE", "SECTION", "SECTIONPAGES", "SEQ", "SHAPE", "SKIPIF", "STYLEREF", "SUBJECT", "SUBSCRIBER",
    "SYMBOL", "TA", "TEMPLATE", "TIME", "TITLE", "TOA", "TOC", "USERADDRESS", "USERINITIALS", "USERNAME",
})  # fmt: skip
_QUOTED: Final = pattern(r"[\"“”]([^\"“”]*)[\"“”]")
_SWITCH: Final = pattern(r"\\\S+")


class Place(Enum):
    """Where text is in the fields round it."""

    SHOWN = auto()
    HIDDEN = auto()
    PART_OF_INSTRUCTION = auto()


class Instruction(Struct, frozen=True):
    """An instruction: the name of its field in capitals, and what it holds besides."""

    name: str
    rest: str

    @classmethod
    def of(cls, text: str) -> Instruction:
        """Take an instruction apart."""
        name, _, rest = text.strip().partition(" ")
        return cls(name.upper(), rest.strip())

    @property
    def linked(self) -> str:
        """What it takes from another file; empty for nothing."""
        return LINKED.get(self.name, "")

    @property
    def moves(self) -> bool:
        """Whether it shows another day whenever the document is opened, saved or printed."""
        return self.name in _MOVING

    @property
    def words(self) -> str:
        """Words that it holds for their own sake; one word alone may be the name of a bookmark."""
        if self.name in _WORDED:
            return " ".join(_QUOTED.findall(self.rest)) or _SWITCH.sub("", self.rest).strip()
        is_field = self.name in _OTHERS or self.name in LINKED or self.name.startswith("=") or not self.rest
        return "" if is_field or self.rest.startswith("\\") else f"{self.name.lower()} {self.rest}"


class OpenField(Struct, eq=False):
    """A field that has begun.

    Attributes:
        control: The form field that it is, if it is one.
        hides: Its instruction is hidden: only that of a field that ends somewhere is told from text.
        locked: Its result stays as it is.
        shown_before: How many texts were shown before it began.
        code: Its instruction so far.
        in_code: Its instruction is not over yet.
    """

    control: Control | None
    hides: bool
    locked: bool
    shown_before: int
    code: list[str] = field(default_factory=list)
    in_code: bool = True

    @property
    def instruction(self) -> Instruction:
        """Its instruction."""
        return Instruction.of("".join(self.code))


class Fields:
    """The fields that are open where a story is read. In broken files some never end; those hide nothing."""

    def __init__(self) -> None:
        self.open: list[OpenField] = []
        self._hiding, self._shown = 0, 0
        self._ending: dict[_Element, frozenset[_Element]] = {}

    def begin(self, mark: _Element, control: Control | None) -> None:
        """Open a field at its first mark."""
        opened = OpenField(control, self._ends(mark), is_locked(mark), self._shown)
        self.open.append(opened)
        self._hiding += opened.hides

    def separate(self) -> OpenField:
        """End the instruction of the innermost field, and return the field."""
        separated = self.open[-1]
        self._end_instruction(separated)
        return separated

    def end(self) -> tuple[OpenField, bool]:
        """End the innermost field; return it, and whether it showed anything."""
        ended = self.open.pop()
        self._end_instruction(ended)
        return ended, self._shown > ended.shown_before

    @property
    def hide(self) -> bool:
        """Whether what is read now belongs to an instruction."""
        return bool(self._hiding)

    def place(self) -> Place:
        """Return where text is that is read now."""
        if not self._hiding:
            self._shown += 1
            return Place.SHOWN
        return Place.HIDDEN if self.open[-1].in_code else Place.PART_OF_INSTRUCTION

    def _end_instruction(self, opened: OpenField) -> None:
        self._hiding -= opened.hides and opened.in_code
        opened.in_code = False

    def _ends(self, mark: _Element) -> bool:
        """Return whether the field that begins here ends somewhere."""
        root = mark.getroottree().getroot()
        if root not in self._ending:
            self._ending[root] = frozenset(_that_end(root))
        return mark in self._ending[root]


def is_locked(field: _Element) -> bool:
    """Return whether the result of a field stays as it is (``w:fldLock``)."""
    return field.get(W + "fldLock", "0").lower() not in OFF


def _that_end(root: _Element) -> list[_Element]:
    found, begun = [], []  # type: list[_Element], list[_Element]
    for mark in root.iter(_FIELD):
        kind = mark.get(_KIND)
        if kind == "begin":
            begun.append(mark)
        elif kind == "end" and begun:
            found.append(begun.pop())
    return found

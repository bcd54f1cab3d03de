"""Which option was chosen: by a mark, by emphasis, by striking or deleting the others, or by typing it.

All signs are gathered first; they are weighed only then. Formatting counts only as a difference from the blank, and
only when it tells some options from others: all or none standing out says nothing. Signs that contradict each other
are unclear, never weighed against one another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pipeline.document import Mark
from pipeline.extract.matching.formatting import EMPHASIS
from pipeline.extract.memo import remember
from pipeline.extract.text import key, tokens
from pipeline.extract.values.entries import read_mark
from pipeline.extract.values.reading import Reading
from pipeline.mapping.model import Choice, RowOption
from pipeline.patterns import pattern
from pipeline.signs import YES_MARKS
from pipeline.submission import BY_EMPHASIS, BY_MARK, BY_STANDING
from pipeline.vocabulary import (
    DENIAL,
    ENDED,
    NO,
    NONE,
    NOT_APPLYING,
    NOT_THIS,
    THIS,
    YES,
    leaves_open,
)

MERGED_ACROSS = "the box of an option is merged with that of another one"
TOO_MANY = "more than one option is chosen"
SEVERAL_LEFT = "some options are deleted or struck out, and none of the others is marked"
REWORDED = "an option is gone, and something else is in its place"
ALL_STRUCK = "all options are struck out"
TAKEN_BACK = "what was written there is struck out"
_DENIED = "words there speak against the option, or leave it open"
_CROSSED = "some options are ticked and others crossed, which may say no"
_CHOSEN = YES | THIS
_REFUSED = NO | NOT_APPLYING | NOT_THIS
_NOTED = pattern(r"\s*(\S+)\s*\(provisional(?:, up to .+)?\)\s*")
"""A mark and what results carry behind it; the words say what it may become, and name no option."""
_AGAINST = DENIAL | ENDED | NONE


class Signs(Struct):
    """What speaks for and against one option.

    Attributes:
        replaced: Its print is gone, and something else is in its place: it may have been reworded, not deleted.
        open: Nothing but an empty box to tick is there.
        taken_back: A mark or word that chose it was struck out.
        doubted: Words typed at it deny it, or leave it open.
        crossed: What ticked it is a cross, which says no where others are ticked.
    """

    ticked: bool = False
    unticked: bool = False
    open: bool = False
    typed: bool = False
    struck: bool = False
    missing: bool = False
    replaced: bool = False
    taken_back: bool = False
    doubted: bool = False
    crossed: bool = False
    emphasis: Mark = Mark.NONE

    @property
    def says_something(self) -> bool:
        """Whether anything chooses the option, or speaks against it."""
        signs = (self.ticked, self.typed, self.struck, self.missing, self.taken_back, self.doubted)
        return any(signs) or self.emphasis is not Mark.NONE

    @property
    def words(self) -> tuple[str, ...]:
        """What there is to see at the option, a word for each sign."""
        seen = {
            "ticked": self.ticked, "unticked": self.unticked, "typed": self.typed, "struck": self.struck,
            "missing": self.missing, "taken back": self.taken_back, "doubted": self.doubted,
        }  # fmt: skip
        marks = [str(mark.name).lower() for mark in EMPHASIS if mark in self.emphasis]
        return (*(word for word, is_there in seen.items() if is_there), *marks)

    def add_marks(self, other: Signs) -> None:
        """Count the marks on the same option in another place."""
        self.ticked |= other.ticked
        self.crossed |= other.crossed
        self.unticked |= other.unticked
        self.taken_back |= other.taken_back

    def add(self, other: Signs) -> None:
        """Count all that is on a copy of the option."""
        self.add_marks(other)
        self.typed |= other.typed
        self.doubted |= other.doubted
        self.struck |= other.struck
        self.emphasis |= other.emphasis
        self.missing &= other.missing
        self.replaced |= other.replaced
        self.open &= other.open

    def add_formatting(self, marks: Mark | None) -> None:
        """Count formatting of the option's print that the blank does not have."""
        if marks:
            self.emphasis |= marks & EMPHASIS
            self.struck |= Mark.STRIKE in marks


class Chosen(Reading[tuple[str, ...]], frozen=True):
    """What the signs say: the chosen options and how that shows, or why it is unclear and what there is to see."""

    @property
    def ids(self) -> tuple[str, ...]:
        """The chosen options; none where it is unclear."""
        return self.value or ()

    @property
    def seen(self) -> tuple[str, ...]:
        """What there is to see: the chosen options, or the signs that leave it open."""
        return self.ids or self.signs


NOTHING_CHOSEN = Chosen()


class OptionWords(Struct, frozen=True):
    """An option as people type it.

    Attributes:
        name: Its id.
        wordings: All wordings that mean it.
        beside: What may be beside it and leave it certain.
    """

    name: str
    wordings: tuple[str, ...]
    beside: tuple[str, ...] = ()


def weigh(signs: Sequence[tuple[str, Signs]], *, several: bool = False) -> Chosen:
    """Decide from the signs on each option; no sign at all gives an empty :class:`Chosen`."""
    chosen = _decided(signs, several=several)
    return replace(chosen, signs=_seen(signs)) if chosen.reason else chosen


def _seen(signs: Sequence[tuple[str, Signs]]) -> tuple[str, ...]:
    return tuple(f"{name} {', '.join(sign.words)}" for name, sign in signs if sign.words)


def _decided(signs: Sequence[tuple[str, Signs]], *, several: bool) -> Chosen:
    if not any(sign.says_something for _, sign in signs):
        return NOTHING_CHOSEN
    marked = tuple(name for name, sign in signs if sign.ticked)
    typed = tuple(name for name, sign in signs if sign.typed)
    gone = {name for name, sign in signs if sign.struck or sign.missing}
    is_reworded = any(sign.missing and sign.replaced for _, sign in signs)
    standing = tuple(name for name, sign in signs if name not in gone and not sign.open) if gone else ()
    standing = () if is_reworded else standing
    emphasised, emphasis_problem = _emphasised(signs)
    found = [
        (marked, BY_MARK),
        (typed, "typed"),
        (standing, BY_STANDING),
        (emphasised, BY_EMPHASIS),
    ]
    answers = [(ids, how) for ids, how in found if ids]
    if gone and not standing and (marked or typed or emphasised):
        answers = [answer for answer in answers if not set(answer[0]) & gone]
    if len({sign.crossed for _, sign in signs if sign.ticked}) > 1:
        return Chosen(reason=_CROSSED)
    if _is_denied(signs, answers, several=several):
        return Chosen(reason=_DENIED)
    if not answers:
        problem = REWORDED if is_reworded else ALL_STRUCK if gone else emphasis_problem
        return Chosen(reason=problem or TAKEN_BACK)
    return _agreeing(answers, several=several)


def _is_denied(
    signs: Sequence[tuple[str, Signs]], answers: Sequence[tuple[tuple[str, ...], str]], *, several: bool
) -> bool:
    """Return whether words speak against what was chosen, or a "no" against what was only left standing.

    Where several may be chosen, one that is left open may be among them.
    """
    denied = {name for name, sign in signs if sign.doubted}
    if len(answers) == 1 and answers[0][1] == BY_STANDING:
        denied |= {name for name, sign in signs if sign.unticked or sign.taken_back}
    return any(denied.intersection(ids) for ids, _ in answers) if answers and not several else bool(denied)


def _agreeing(answers: list[tuple[tuple[str, ...], str]], *, several: bool) -> Chosen:
    ids, how = answers[0]
    for others, other_how in answers[1:]:
        if set(ids) <= set(others) and other_how != BY_EMPHASIS:
            continue  # two of three left standing, and one of them ticked
        if set(ids) != set(others):
            return Chosen(reason=f"{how} and {other_how} point to different options")
    if len(ids) > 1 and how == BY_STANDING and several:
        return Chosen(reason=SEVERAL_LEFT)
    if len(ids) > 1 and not several:
        return Chosen(reason=TOO_MANY)
    return Chosen(ids, how)


def _emphasised(signs: Sequence[tuple[str, Signs]]) -> tuple[tuple[str, ...], str]:
    """Find the options that stand out in one kind of formatting, when not all of them do."""
    if all(sign.emphasis is Mark.NONE for _, sign in signs):
        return (), ""
    found: list[tuple[str, ...]] = []
    for mark in EMPHASIS:
        names = tuple(name for name, sign in signs if mark in sign.emphasis)
        if names and len(names) < len(signs):
            found.append(names)
    if not found:
        return (), "all options are marked alike"
    return (found[0], "") if all(names == found[0] for names in found) else (tuple(dict.fromkeys(sum(found, ()))), "")


# -- typed words -------------------------------------------------------------------------------------------------------


def reads_as_chosen(text: str) -> bool | None:
    """Read what was typed at an option: a tick or "yes" chooses it, an empty box or "no" does not."""
    mark = read_mark(without_note(text))
    if mark is not None:
        return mark
    shown = key(text).strip(":.-,()[]")
    if shown in _CHOSEN or (shown[:1] in YES_MARKS and shown[1:].strip(":.-,()") in _CHOSEN):
        return True
    return False if shown in _REFUSED else None


def without_note(text: str) -> str:
    """Return a mark without what results carry behind it; any other text as it is."""
    noted = _NOTED.fullmatch(text)
    return noted[1] if noted else text


def speaks_against(text: str, options: Sequence[OptionWords]) -> bool:
    """Return whether words beside the options that a text names deny them, speak of the past or leave them open."""
    _, rest = _named_and_rest(text, options)
    return leaves_open(rest) or not _AGAINST.isdisjoint(rest)


def named_spans(text: str, options: Sequence[OptionWords]) -> list[tuple[int, int, str]]:
    """Find where a text names options: start, end and the option, in the order of the text."""
    words = tokens(text)
    taken = _taken([word.key for word in words], options)
    spans = {span: name for name, span in taken.values()}
    return [(words[first].start, words[last].end, name) for (first, last), name in sorted(spans.items())]


def _named_and_rest(
    text: str, options: Sequence[OptionWords]
) -> tuple[dict[int, tuple[str, tuple[int, int]]], list[str]]:
    """Return the words of a text by which it names options (as :func:`_taken`), and the words beside them."""
    words = [token.key for token in tokens(text)]
    taken = _taken(words, options)
    return taken, [word for index, word in enumerate(words) if index not in taken]


def _taken(words: Sequence[str], options: Sequence[OptionWords]) -> dict[int, tuple[str, tuple[int, int]]]:
    """Return for each word of an option's wording the option, and the first and last word of the wording."""
    phrases = _phrases(tuple(options))
    taken: dict[int, tuple[str, tuple[int, int]]] = {}
    for phrase, name in phrases:
        if phrase and phrase[0] not in words:
            continue
        for start in range(len(words) - len(phrase) + 1):
            span = range(start, start + len(phrase))
            if tuple(words[start : start + len(phrase)]) == phrase and not any(index in taken for index in span):
                taken.update(dict.fromkeys(span, (name, (span[0], span[-1]))))
    return taken


@remember(256)
def _phrases(options: tuple[OptionWords, ...]) -> list[tuple[tuple[str, ...], str]]:
    """Return the words of each option's wordings, longer ones first; the same are looked for in every form."""
    phrases = [
        (tuple(token.key for token in tokens(wording)), option.name)
        for option in options
        for wording in option.wordings
    ]
    return sorted(phrases, key=lambda phrase: -len(phrase[0]))


def option_words(choices: Iterable[Choice | RowOption]) -> list[OptionWords]:
    """Return each option with the words for it."""
    return [OptionWords(each.id, each.wordings, each.beside) for each in choices]

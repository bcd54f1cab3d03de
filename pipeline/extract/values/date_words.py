"""Words and signs that leave a date certain: what may be beside it, by what the date is of.

A date is certain by proof. Whatever touches it has to be known here, so a word that is missing makes somebody look,
and no list of doubts has to be complete. A phrase is known as a whole: "no later than" is, "no" and "later" are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from msgspec import Struct

from pipeline.extract.memo import remember
from pipeline.extract.values.dates import MONTH_WORDS, UNSEEN
from pipeline.patterns import pattern
from pipeline.signs import DASHES, TICKED_BOXES, TICKS
from pipeline.vocabulary import DENIAL, DOUBT, ENDED, KIN, NO, PAST


class Phrase(Struct, frozen=True):
    """Words that may stand beside a date, as a pattern; ``first`` has those that it begins with, where these are few.

    Patterns of names are long, and few texts have one of the words in front of them.
    """

    words: str
    first: frozenset[str] = frozenset()


def _led_by(first: str, words: str) -> Phrase:
    """Return the phrase of one of some words and of what comes behind it."""
    return Phrase(rf"(?:{'|'.join(first.split())})\s+{words}", frozenset(first.split()))


_QUOTES: Final = str.maketrans("’‘´`", "''''")
_WORD: Final = r"(?![^\W_])"  # its end

_SEPARATORS: Final = rf"[{DASHES}\s.,:;()\[\]/|=_…•·{TICKS}{TICKED_BOXES}{UNSEEN}]+"

_CLOCK: Final = (
    r"(?:\d{1,2}(?:[:.]\d\d){1,2}\s*(?:[ap]\.?m\b\.?|hrs\b|h\b)?|\d{1,2}\s*[ap]\.?m\b\.?|\d{4}\s*(?:hrs|hours|h)\b)"
)
_TIMES: Final = (
    rf"(?:at|@|from)?\s*{_CLOCK}(?:\s*(?:[{DASHES}]|to|until)\s*{_CLOCK})?",
    rf"\d{{1,2}}\s*[{DASHES}]\s*\d{{1,2}}\s*[ap]\.?m\b",
    r"t\d\d:\d\d(?::\d\d(?:\.\d+)?)?z?",
    r"\d{1,2}\s*o'?\s?clock|(?:at\s+)?(?:noon|midday)|[ap]\.?m\b|(?:in\s+the\s+)?(?:morning|afternoon|evening)",
)
_WEEKDAYS: Final = (r"mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
                    r"|sat(?:urday)?|sun(?:day)?")  # fmt: skip
WEEKDAY: Final = pattern(rf"(?<![^\W_])(?:{_WEEKDAYS}){_WORD}", re.IGNORECASE)

_ANY: Final = (
    _WEEKDAYS,
    *_TIMES,
    r"dates?|dated|on|the|is|dd/mm/yy(?:yy)?|day/month/year|(?:today|confirmed|verified|checked)",
)
"""Beside any date."""

_YEARS: Final = r"(?:y(?:ea)?rs?'?|y/?o|y)"
AGE: Final = pattern(
    rf"""
    (?:(?:(?:child|yp|young\ person|s?he)\s+)?is\s+)?(?:(?:currently|now|presently)\s+)?(?:aged?\s*)?
    (?:(?:currently|now)\s+|at\s+(?:time\s+of\s+)?(?:the\s+)?assessment\s*)?[{DASHES}\s:=]*
    (?P<years>\d{{1,2}})(?!\d)
    (?:[{DASHES}\s]*{_YEARS}\b\.?)?
    (?:[\s,]*(?:and\s+)?(?P<months>\d{{1,2}})\s*(?:months?|mths?|m)\b|[{DASHES}\s]*(?P<twelfths>\d{{1,2}})/12\b)?
    (?:[{DASHES}\s]*(?:old|of\s+age|now|currently))?
    (?:\s+at\s+(?:(?:the\s+)?time\s+of\s+)?(?:the\s+)?(?:assessment|completion))?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""An age in whole years, with or without months. It has to be the child's on the day of the assessment."""

_BIRTH: Final = (
    r"dobs?|d\.\s?o\.\s?b\.?|d\s?/\s?o\s?/\s?b|d\so\sb|(?:date\s+of\s+)?birth(?:\s*date|day)?|born(?:\s+on)?|b(?=[.:\s])",
    r"(?:the\s+)?(?:child|yp|young\s+person|child/young\s+person)(?:'s)?(?!\s*\d)",
    r"females?|males?|girl|boy|f|m|years?|yrs?|ages?|aged",
)

_CAPITAL: Final = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪĮİĶĹĻŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŶŹŻŽ"
_NAME_WORD: Final = (
    rf"(?!(?:{_WEEKDAYS}|{MONTH_WORDS})\b)(?-i:[{_CAPITAL}]"
    rf"(?:'?[\w]*[a-zß-öø-ÿ][\w']*(?:-[{_CAPITAL}]?[\w']+)*|\.?(?![\w])))"
)
_INITIALS: Final = rf"(?-i:(?:[{_CAPITAL}]\.?){{2}}(?!\w))"
_PARTICLE: Final = r"(?:van|der|den|de|da|dos|bin|al|el|von|le|la|ap)"
_MORE_NAME: Final = rf"[^\S\n]+(?:{_PARTICLE}[^\S\n]+){{0,2}}{_NAME_WORD}"
_NAME: Final = rf"(?:{_NAME_WORD}(?:{_MORE_NAME}){{0,3}}|{_INITIALS}(?:{_MORE_NAME})?)"
_GIVEN: Final = """
Aaron Abdul Abdullah Abigail Adam Adele Adrian Agnieszka Ahmed Aisha Alan Alastair Alex Alexander Alexandra Alice Alison
Amanda Amelia Amina Amir Amy Andrea Andrew Andy Angela Anita Anjali Ann Anna Anne Anthony Antonia Arthur Asha Ashley
Ayesha Barbara Beatrice Becky Ben Benjamin Bernadette Beth Bethany Beverley Bilal Brenda Brian Bridget Bryony Callum
Cameron Carl Carla Carol Caroline Catherine Cath Charles Charlie Charlotte Chelsea Cheryl Chloe Chris Christina
Christine Christopher Claire Clare Colin Connor Craig Daisy Dan Daniel Daniela Danielle Darren Dave David Dawn Dean
Debbie Deborah Declan Deepa Denise Derek Diana Diane Dominic Donna Dorota Duncan Dwayne Edward Eleanor Elena Elizabeth
Ella Ellen Ellie Emily Emma Eric Erin Esther Eva Eve Ewan Faisal Farah Fatima Fiona Frances Francesca Fraser Gareth
Gary Gavin Gemma Geoff George Georgia Georgina Geraldine Gill Gillian Glen Gloria Grace Graham Greg Hannah Harriet
Harry Hassan Hayley Heather Helen Henry Holly Hussain Iain Ian Ibrahim Imran Ioana Irene Isaac Isabel Isabelle Jack
Jackie Jacqueline Jade Jake James Jamie Jan Jane Janet Janice Jasmine Jason Jayden Jean Jemma Jen Jennifer Jenny Jess
Jessica Jill Jim Jo Joan Joanna Joanne Joe Joel John Jon Jonathan Jordan Joseph Josephine Josh Joshua Joy Joyce Judith
Julia Julian Julie June Justin Karen Kate Katherine Kathleen Kathryn Katie Kay Kayleigh Keith Kelly Ken Kenneth Kerry
Kevin Khalid Kim Kirsten Kirsty Krystyna Kyle Laura Lauren Leah Leanne Lee Leon Leroy Lesley Lewis Liam Linda Lindsay
Lisa Liz Lorna Lorraine Louis Louise Lucy Luke Lydia Lynn Lynne Maggie Malcolm Mandy Marcus Margaret Maria Marie
Marilyn Mark Martin Mary Matt Matthew Maureen Maxine Megan Mel Melanie Melissa Michael Michelle Mike Miriam Mohamed
Mohammad Mohammed Molly Monica Morgan Muhammad Nadia Nadine Naomi Natalie Natasha Nathan Neil Niamh Nicholas Nick
Nicky Nicola Nigel Nina Noah Norma Olga Olivia Omar Oscar Owen Pam Pamela Pat Patricia Patrick Paul Paula Pauline
Penny Peter Phil Philip Philippa Phoebe Polly Priya Rachel Raj Rebecca Rhian Rhys Richard Rita Rob Robert Robin Ros
Rosalind Rose Rosemary Rosie Roy Ruby Ruth Ryan Sadia Sally Sam Samantha Samuel Sandra Sara Sarah Sean Shannon Sharon
Sheila Shirley Sian Simon Sofia Sonia Sophia Sophie Stacey Stella Stephanie Stephen Steve Steven Stuart Sue Sunita
Susan Suzanne Tara Tariq Teresa Terry Theresa Thomas Tim Timothy Tina Toby Tom Tony Tracey Tracy Trevor Tyler Usman
Valerie Vanessa Vera Veronica Vicki Vicky Victoria Vincent Wayne Wendy William Yasmin Yusuf Yvonne Zahra Zara Zoe
Zofia
"""
"""Given names by which a name is known where no "by" leads to it. A rarer one makes somebody look."""
_TITLES: Final = "mr mrs ms miss mx dr prof rev pc dc ds di sgt pcso insp"
_TITLE: Final = rf"(?:{'|'.join(_TITLES.split())})\b\.?"
_INITIAL: Final = r"(?-i:[B-HJ-Z]\b\.?)"  # "A" and "I" are words
_PERSON: Final = Phrase(
    rf"(?:(?:(?-i:{'|'.join(_GIVEN.split())})\b|{_INITIAL}|{_TITLE})(?:{_MORE_NAME}){{1,3}}"
    rf"|(?-i:[B-HJ-Z])\.{_NAME_WORD})",
    frozenset([*_GIVEN.lower().split(), *"bcdefghjklmnopqrstuvwxyz", *_TITLES.split()]),
)
_THEIR: Final = r"(?:(?:the|an?|his|her|their|my|our|this)\s+)?"
_WORKERS: Final = (
    r"(?:core\s+group|team|network|professionals|partners|colleagues|manager|school|police|health|education)"
)
_CHILD: Final = r"(?:child|yp|young\s+person)"
_FAMILY: Final = (
    r"(?:family|families|parents?|mum|mom|dad|mother|father|grand(?:mother|father|parents?)|nan|(?:foster\s+)?carers?"
    r"|guardians?|everyone|all)"
)
_ROLES: Final = (
    r"(?:(?:allocated|senior|advanced|lead|student|family\s+support|early\s+help|youth(?:\s+justice)?|team|service|key"
    r"|support|residential|placement|missing|exploitation|cse|cce|ce|mental\s+health|school)\s+){0,3}"
    r"(?:social\s+workers?|workers?|practitioners?|managers?|officers?|professional|nurse|teacher|advocate|ssw|sw"
    r"|dsl|senco|coordinator|co-ordinator|key\s?worker)"
)
_PLACES: Final = (
    r"(?:school|college|home|placement|office|offices|hospital|surgery|clinic|(?:youth|children's|family|community|civic)"
    r"\s+(?:club|centre|hub|home)|police\s+station|custody|library|car|caf[eé]|park|civic\s+centre|town\s+hall|hub"
    r"|contact\s+centre|grandparents|family\s+home|home\s+address)"
)
_MEANS: Final = (
    r"(?:(?:ms|microsoft)\s+teams|teams|zoom|skype|phone(?:\s+calls?)?|telephone(?:\s+calls?)?|video(?:\s+calls?)?|calls?"
    r"|whats\s?app|text(?:\s+messages?)?|messages?|e-?mail|online|person|virtual(?:ly)?|remote(?:ly)?|hybrid"
    r"|face[\s-](?:to|2)[\s-]face|f2f|1[\s:-]+(?:to[\s-]+)?1|one[\s-]to[\s-]one)"
)
_VISITS: Final = (
    r"(?:(?:home|school|stat(?:utory)?|joint|cin|cp|lac|cla|sw|social\s+work(?:er)?|placement|prison"
    r"|custody|direct\s+work|return\s+home|return)\s+){0,4}(?:visits?|visited|sessions?|meetings?|interviews?"
    r"|conversations?|discussions?|direct\s+work|rhi)"
)
_HOW: Final = "at in from during on via by over using through with"
_WITH: Final = "by with between"
_PLACE_NAME: Final = (
    rf"(?:{_NAME_WORD}[^\S\n]+){{1,3}}(?-i:(?:Centre|School|House|Hall|Academy|College|Hospital|Hub|Library|Building|Room"
    r"|Court|Clinic|Surgery|Station|Church|Road|Street|Lodge|Primary|High))"
)

_EVENT: Final = (
    _led_by(_WITH, rf"{_THEIR}(?:{_WORKERS}|{_ROLES}|{_CHILD})"),
    _led_by(_WITH, rf"(?:{_ROLES}\s+)?{_NAME}(?:\s+(?:and|&)\s+{_NAME})*"),
    _led_by(_HOW, rf"{_THEIR}(?:{_VISITS}|{_PLACES}|{_MEANS}|assessment)"),
    _led_by("at @", rf"(?:the\s+)?{_NAME}"),
    _PLACE_NAME,
    _MEANS,
)
"""Beside the date of something that people do: who, where, how."""
_TOGETHER: Final = rf"{_THEIR}(?:{_FAMILY}|{_CHILD}|{_WORKERS}|{_ROLES}|{_NAME})"
_WITH_FAMILY: Final = (
    _led_by(_WITH, rf"{_TOGETHER}(?:\s+(?:and|&)\s+{_TOGETHER}){{0,3}}"),
    rf"{_THEIR}{_FAMILY}\s+agreed",
)
"""Not beside that of the child's views, which a parent can't give."""
_MET: Final = (
    _PLACES,
    _VISITS,
    rf"(?:seen|spoken?\s+(?:to|with)|met(?:\s+with)?)(?:\s+(?:{_THEIR}{_CHILD}|{_NAME}))?(?:\s+alone)?|alone",
    r"wishes\s+(?:and|&)\s+feelings(?:\s+work)?|direct\s+work|work|three\s+houses|mind\s+of\s+my\s+own",
    r"(?:lac|cla)\s+review",
)
"""Beside the day on which somebody was met."""

_ASSESSED: Final = (
    r"(?:(?:initial|first|1st|second|2nd|third|3rd|review|updated?|risk|full|final|new|this|the|ce|cse|cce|cevt"
    r"|exploitation|child(?:'s)?)\s+){0,4}(?:assessments?|re-?assessments?|tool|form|screening)"
)
_HAPPENED: Final = (
    _PERSON,
    _ROLES,
    r"(?:(?:start(?:ed)?|begun)\s+and\s+)?(?:(?:was|were|is|has\s+been|have\s+been)\s+)?(?:fully\s+|first\s+)?"
    r"(?:completed|done|finished|finali[sz]ed|undertaken|carried\s+out|conducted|signed|assessed|obtained|gathered"
    r"|recorded|collected|captured)(?:\s+on)?",
    _ASSESSED,
    r"initial(?!\s+\w)|first(?!\s+\w)|review(?!\s+\w)|final(?!\s+\w)",
    r"(?:date\s+of\s+)?completion(?:\s+date)?|(?:date\s+of\s+)assessment|this",
)
"""Beside the date of something that was done."""
SAYS_DONE: Final = pattern(
    r"\b(?:completed|done|finished|finali[sz]ed|signed|carried\s+out|undertaken)\b", re.IGNORECASE
)

_NUMBER: Final = r"(?:\d{1,2}|an?|one|two|three|four|five|six|eight|ten|twelve)"
_SPAN: Final = (
    rf"(?:in|within|after)?\s*{_NUMBER}[{DASHES}\s]*(?:(?:working|school|calendar)\s+)?"
    r"(?:days?|weeks?|wks?|months?|mths?|weekly|monthly)(?:'s?)?(?:\s+time)?(?:\s+from\s+(?:now|today))?"
    r"(?!\s*(?:after|from|of|before|since|following|prior|post)\b)"
)
_AGREED: Final = r"(?:agreed|booked(?:\s+in)?|arranged|scheduled|set|planned|fixed|diarised)"
_BY: Final = (
    r"(?:(?:by\s+)?(?:no|not)\s+later\s+than|(?:on|by)\s+or\s+before|(?:on|before)\s+or\s+by|before\s+or\s+on"
    r"|by(?:\s+the)?|on|for)"
)
_TAKE_PLACE: Final = r"(?:to|will)\s+take\s+place"
_PLANNED: Final = (
    rf"(?:(?:(?:to|will|must|should)\s+be\s+(?:reviewed|held|completed|undertaken)|(?:is\s+)?due|{_TAKE_PLACE})\s+)?{_BY}",
    rf"(?:to|will|must|should)\s+be\s+(?:reviewed|held|completed|undertaken)|(?:is\s+)?due|{_TAKE_PLACE}|next",
    r"(?:at\s+)?(?:the\s+)?(?:very\s+)?latest",
    r"(?:(?:next|first|second|third|\d(?:st|nd|rd|th)?|ce|cse|cce|mace|exploitation|\d{1,2}\s?week(?:ly)?)\s+){0,3}"
    r"reviews?(?:\s+(?:meeting|date|panel|due|\d{1,2}))*",
    r"(?:the\s+)?(?:mace|exploitation)(?:\s+(?:panel|meeting))?",
    rf"(?:(?:has\s+been|was|is)\s+)?{_AGREED}(?:\s+(?:{_BY}|at))?",
    _SPAN,
    rf"(?:at\s+|@\s*)?{_CLOCK}[\s,]+{_PLACES}",
    r"(?:or\s+)?(?:sooner|earlier)(?:\s+(?:if|where)\s+(?:it\s+is\s+)?(?:needed|required|necessary|possible|appropriate"
    r"|there\s+(?:are|is)\s+(?:new|further|more|any)?\s*concerns?|(?:the\s+)?(?:concerns?|risks?|level\s+of\s+risk)"
    r"\s+(?:increases?|escalates?|rises?|changes?)))?",
    r"as\s+soon\s+as\s+possible|asap",
)
"""Beside the date of something that is to be done."""

_TURNING: Final = DOUBT | DENIAL | PAST | ENDED | KIN | NO
_NEVER_KNOWN: Final = _TURNING | {"or", "not", "if", "before", "after", "unless", "except", "about", "around"}
"""Of a label's own words these may still turn what a date means."""

_OF_BIRTH: Final = frozenset({"dob", "birth", "born", "birthday"})
_TO_COME: Final = frozenset({"review", "due", "next", "deadline", "target", "expiry", "expires", "renewal", "planned"})
_BEHIND_US: Final = frozenset({
    "completed", "completion", "obtained", "signed", "done", "received", "sent", "held", "last", "carried",
    "undertaken", "conducted", "gathered",
})  # fmt: skip
_OF_MEETING: Final = frozenset({"views", "wishes", "seen", "visit", "visited", "spoken", "interview", "contact"})
_LABEL_WORD: Final = pattern(r"[^\W\d_]{2,}")

HISTORY: Final = pattern(
    rf"""
    [{DASHES}\s.,:;()|/]*
    (?: (?:yes|no|none|nil|n/a)\W*(?:\Z|[{DASHES}\n,;.])
    |   (?:(?:yes|ce|cse|cce|exploitation|no|not|never|has|have|had|been|there|is|was|were|are|an?|any|about|this|some
            |the|\d{{1,2}}(?:st|nd|rd|th)?|[{DASHES};,])[{DASHES}\s,;]+){{0,7}}
        (?:previous(?:ly)?|prior|histor(?:y|ic|ical|ically)|concerns?|incidents?|exploited|low|medium|high
            |in\s+(?:19|20)\d\d|known\s+to)(?!\w)
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What the rest of a shared box begins with where it tells of something else than the date before it."""


_MOST: Final = 100
"""Words and signs beside a date that are looked at; what goes on longer is no remark on a date."""


class Beside(Struct, frozen=True, eq=False, dict=True):
    """What may be beside a date: words, phrases and signs that leave it certain.

    Attributes:
        phrases: Patterns of them.
    """

    phrases: tuple[str | Phrase, ...]

    @cached_property
    def _known(self) -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
        """Match them, one at a time, each with the words that it begins with where these are few."""
        phrases = (each if isinstance(each, Phrase) else Phrase(each) for each in self.phrases)
        found = ((each.first, pattern(rf"(?:{each.words}){_WORD}", re.IGNORECASE)) for each in phrases)
        return ((frozenset(), pattern(_SEPARATORS)), *found)

    def _may_match(self, text: str, at: int) -> Iterator[re.Pattern[str]]:
        """Yield what may match at a place. The longest are left alone unless they begin with the word that is there."""
        word = _FIRST_WORD.match(text, at)
        first = word[0].lower() if word is not None else ""
        return (each for words, each in self._known if not words or first in words)

    def unknown_from(self, text: str) -> int:
        """Return where in a text the first word or sign is that isn't known; its end if all are."""
        at, text = 0, text.translate(_QUOTES)
        for _ in range(_MOST):
            further = max(
                (found.end() for each in self._may_match(text, at) if (found := each.match(text, at))), default=at
            )
            if further == at:
                break
            at = further
        return at

    def is_known(self, text: str) -> bool:
        """Return whether all of a text leaves a date beside it certain."""
        return self.unknown_from(text) == len(text)


_FIRST_WORD: Final = pattern(r"[\w@&]+")


@remember(64)
def beside(labels: tuple[str, ...]) -> Beside:
    """Return what may be beside the date that a field with these labels asks for."""
    words = {word for label in labels for word in _LABEL_WORD.findall(label.casefold().replace(".", ""))}
    own = "|".join(sorted(map(re.escape, words - _NEVER_KNOWN)))
    phrases: tuple[str | Phrase, ...] = (*_ANY, *([own] if own else []))
    if words & _OF_BIRTH:
        return Beside((*_BIRTH, f"(?x:{AGE.pattern})", *phrases))
    phrases += (*_EVENT, *(_MET if words & _OF_MEETING else _WITH_FAMILY))
    if words & _BEHIND_US or ("assessment" in words and not words & _TO_COME):
        return Beside((*_HAPPENED, *phrases))
    return Beside((*_PLANNED, *phrases) if words & _TO_COME else phrases)

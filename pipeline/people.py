"""Which words name a person: one child in the box of a name, somebody in a list of people.

Names are no list, so one is known by its shape, and by having none of the words that are in the place of a name,
join several people or call them by what they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from msgspec import Struct

from pipeline.patterns import pattern
from pipeline.signs import DASHES, LETTER_CROSSES, LONG_DASHES
from pipeline.vocabulary import (
    DENIAL,
    ENDED,
    KIN,
    NO,
    NONE,
    NOT_APPLYING,
    PAST,
    THIS,
    TO_FOLLOW,
    UNSETTLED,
    YES,
    any_of,
)

_GROUPS: Final = frozenset({
    "sibs", "brothers", "sisters", "twins", "triplets", "children", "kids", "boys", "girls", "family", "household",
    "group", "cohort", "both", "all", "others", "various", "several", "multiple", "two", "three", "four",
})  # fmt: skip
"""They call several people by what they are to each other, or by how many they are."""
_CHILD: Final = frozenset({
    "child", "baby", "unborn", "newborn", "infant", "young", "yp", "client", "pupil", "student", "patient", "person",
    "boy", "girl", "subject", "minor",
})  # fmt: skip
"""They call a child by what it is where they come first ("Child A"); at the end they may be a surname."""
_TITLES: Final = frozenset({
    "mr", "mrs", "ms", "miss", "mx", "master", "dr", "prof", "professor", "rev", "sir", "dame", "lady", "lord", "pc",
    "dc", "ds", "di", "dci", "ps", "sgt", "sergeant", "insp", "inspector", "pcso", "wpc", "supt", "cllr",
})  # fmt: skip
"""A name follows."""
_JOINING: Final = frozenset({"and", "with", "plus"})
_ANYBODY: Final = frozenset({"nobody", "noone", "somebody", "someone", "anyone"})
"""They name no person; behind a first name they may be a surname."""
_LACKING: Final = frozenset({
    "not", "only", "yet", "nothing", "commence", "incomplete", "blank", "waiting", "be", "awaiting", "awaited",
    "await", "pending", "follow", "following", "too", "under", "unallocated", "unassigned", "vacant", "vacancy",
    "later", "tbn",
})  # fmt: skip
"""They say that something isn't there, or not yet."""
_IN_BETWEEN: Final = frozenset({
    "an", "the", "that", "these", "those", "as", "at", "in", "on", "for", "from", "by", "to", "being", "is", "are",
    "been", "has", "have", "had", "if", "then", "when", "once", "it", "its", "there", "any", "some", "each", "other",
    "another", "same", "still", "their", "they", "who", "whom", "will", "would", "can", "could", "did", "does", "but",
    "or", "so", "via", "per", "of", "et", "etc",
})  # fmt: skip
"""They join words; no name is made of them."""
_STANDING_IN: Final = frozenset({
    "see", "above", "below", "ditto", "attached", "attachment", "enclosed", "overleaf", "front", "cover", "sheet",
    "form", "forms", "record", "records", "file", "referral", "chronology", "details", "info", "information", "list",
    "name", "names", "surname", "forename", "insert", "enter", "type", "click", "here", "redacted", "withheld",
    "confidential", "anonymous", "anon", "named", "interim", "anonymised", "unnamed", "allocated", "allocation",
    "assigned", "appointed", "post", "currently", "presently", "present", "time", "moment", "stage", "involved",
    "involvement", "engaged", "engagement", "required", "needed", "relevant", "available", "known", "provided",
    "given", "supplied", "stated", "recorded", "entered", "completed", "missing", "invited", "attend", "contacted",
    "contact", "requested", "response", "responded", "reply", "replied", "replaced", "replacement", "absent",
    "apologies", "left", "identified", "confirmation", "confirm", "chase", "chased", "update", "asked", "notified",
    "informed", "leave", "duty", "rota", "decided", "advised", "confirmed", "arranged", "discussed", "considered",
    "started", "needs", "need", "open", "due", "age", "aged", "old", "over", "turned", "turns", "nearer", "birthday",
    "noted", "reported", "disclosed", "us", "far", "held", "until", "before", "after", "next", "review", "soon",
    "early", "ongoing", "possible", "course", "continuous", "continuing", "discuss", "consider", "planned", "booked",
    "case", "dna", "registered", "unregistered", "educated", "electively", "neet", "ehe", "roll", "set", "fixed",
})  # fmt: skip
"""They stand where a name, a day or an answer would: "see front sheet", "to be allocated", "not yet 17 years old"."""
_WORK: Final = frozenset({
    "police", "officer", "constable", "neighbourhood", "force", "metropolitan", "mps", "school", "academy", "college",
    "education", "teacher", "headteacher", "locum", "supply", "home", "tutor", "head", "year", "senco", "pastoral",
    "social", "worker", "sw", "care", "csc", "team", "manager", "tm", "service", "services", "gp", "health", "nurse",
    "visitor", "doctor", "surgery", "practice", "clinic", "hospital", "camhs", "nhs", "trust", "mash", "yos", "yjs",
    "yot", "youth", "justice", "lead", "dsl", "designated", "safeguarding", "deputy", "ce", "cse", "cce",
    "exploitation", "local", "authority", "council", "department", "office", "inbox", "admin", "senior",
    "practitioner", "professional", "adviser", "advisor", "probation", "fostering", "carer", "housing", "help",
    "early", "support", "assessment", "attended", "attendance", "consulted", "contributed", "sent", "report", "email",
    "phone", "telephone", "tel", "teams", "meeting", "conference", "agency", "agencies", "role",
})  # fmt: skip
"""They call people by their work, or tell of their part in an assessment."""

NO_ANSWER: Final = _ANYBODY | NO | NONE | NOT_APPLYING | TO_FOLLOW | UNSETTLED | _LACKING
"""Words that say that there is no answer."""
IN_PLACE: Final = NO_ANSWER | _IN_BETWEEN | _STANDING_IN | THIS | DENIAL | PAST | ENDED | YES
"""Words that may stand in the place of a name, a day or an answer."""
_NO_NAMES: Final = (IN_PLACE - _ANYBODY) | _GROUPS | KIN | _JOINING
_NOBODY: Final = _ANYBODY | _NO_NAMES | _WORK | _TITLES | _CHILD
_MANY: Final = _GROUPS | {"siblings"}
_OF_PLANS: Final = frozenset({
    "a", "child", "young", "yp", "plan", "plans", "transition", "pathway", "place", "made", "referred", "start",
    "begun",
})  # fmt: skip
"""They say nothing about a plan that isn't there."""
_FIRST_NAMES: Final = frozenset({"will", "can", "an", "ex"})
"""Names too, where they are written like one."""
_GENERATIONS: Final = frozenset({"ii", "iii"})
_MOST_WORDS: Final = 7
_SHORT: Final = 40

_WORD: Final = pattern(rf"(?:[^\W\d_]\.){{2,}}|[^\W\d_]+(?:[{DASHES}'’ʼ`]?[^\W\d_]+)*['’ʼ`]?\.?")
_DATE: Final = (
    r"(?:\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2}(?:st|nd|rd|th)?\s+[a-z]{3,9}\s+\d{2,4})"
)
_SOME_DATE: Final = pattern(_DATE, re.IGNORECASE)
_CALLED: Final = (
    r"(?:\ba\.?k\.?a\b\.?|\b(?:(?:also|usually|better)\s+)?known\s+as\b|\b(?:formerly|previously)(?:\s+known\s+as)?\b"
    r"|\balias\b|\bn[ée]e\b|\b(?:likes?|prefers?|wants?)\s+to\s+be\s+(?:called|known\s+as)\b|\bgoes\s+by\b|\b(?:also\s+)?called\b"
    r"|\b(?:preferred|chosen|legal|birth|other)\s+names?\b)"
)
_NUMBERED: Final = (
    r"(?:\b(?:mosaic|lcs|liquid\s?logic|eclipse|nhs|upn|pnc|unique|ref|reference|case|client|id|number)\b[\s.:#]*)+"
)
_LABEL: Final = pattern(
    r"(?:(?:child|young\s+person|yp)(?:['’]?s)?(?:\s*/\s*(?:young\s+person|yp)(?:['’]?s)?)?\s*)?(?:(?:full\s+)?name(?:\s+of\s+(?:the\s+)?(?:child|young\s+person|yp))?\s*)?:\s*",
    re.IGNORECASE,
)
_BEGINNING: Final = pattern(
    rf"\s+({_CALLED}|\bd\.?o\.?b\b|\bborn\s+(?=(?:on\s+)?\d)|\baged?\b(?=[\s:]*\d)|{_NUMBERED}(?=\d))",
    re.IGNORECASE,
)
"""What begins something that belongs to a name, on the name's own line."""
_PARTS: Final = pattern(rf"[\n;|]|\s[{DASHES}]+\s|[{LONG_DASHES}]")
_BRACKETS: Final = pattern(r"[(\[]([^()\[\]]*)[)\]]|[“\"]([^“”\"]*)[”\"]|(?<!\w)['‘]([^'’‘]*)['’](?!\w)")
_ALIAS: Final = pattern(rf"{_CALLED}[\s:]*(.+)", re.IGNORECASE)
_RENAMED: Final = pattern(r"(?:was|now|prev(?:iously)?\.?)\s+(.+)", re.IGNORECASE)
_BORN: Final = pattern(rf"(?:d\.?o\.?b\.?|born(?:\s+on)?|date\s+of\s+birth)?[\s:-]*{_DATE}", re.IGNORECASE)
_ADDED: Final = pattern(
    rf"{_BORN.pattern}|(?:aged?\b\s*:?\s*)?\d{{1,2}}(?:\s*(?:years?|yrs?)(?:\s+old)?|\s*y/?o)?|(?:year|yr)\s?\d{{1,2}}"
    r"|(?:trans\s+)?(?:male|female|m|f|boy|girl)|non[\s-]binary|(?:pronouns\s*:?\s*)?(?:she|he|they|xe|ze)(?:/\w+){1,2}"
    rf"|(?:{_NUMBERED})?[a-z]{{0,3}}\d[\d ]{{1,14}}",
    re.IGNORECASE,
)
_COMMA: Final = pattern(r"\s*,\s*")
_JOINS: Final = pattern(rf"[&+/]|\b(?:{any_of(_JOINING)})\b", re.IGNORECASE)
_COUNTED: Final = pattern(r"(?:^|\s)\(?1\s?[.):].*\s\(?2\s?[.):]", re.DOTALL)
_SEGMENTS: Final = pattern(
    rf"[\n,;:|&+/()\[\]]|\s[{DASHES}]+\s|[{LONG_DASHES}]|\b(?:{any_of(_JOINING)})\b", re.IGNORECASE
)


_NUMBER_BEHIND: Final = pattern(r"(?<![,\s])\s+\d{1,6}$")
_BY_NUMBER: Final = pattern(
    rf"\b(?:{any_of(_TITLES)}|officer|worker|person|manager|lead|nurse|teacher|practitioner|sw)\s+\d+\b", re.IGNORECASE
)
"""Whoever is called by a number is one person: PC 1234."""
_BY_INITIAL: Final = pattern(r"(?<!\w)[^\W\d_a-z]\.\s*[^\W\d_a-z][^\W\d_]+")
"""A name with an initial, whatever else the surname means: "L. Vacant"."""
_NOT_APPLICABLE: Final = pattern(r"\bn\s?/\s?[ak]\b", re.IGNORECASE)


# -- one child ---------------------------------------------------------------------------------------------------------


class _Named(Struct, frozen=True):
    """What is in the box of a name.

    Attributes:
        names: What begins it, cut at its commas.
        behind: What follows a new line, a dash or words such as "known as".
        inside: What is in brackets and quotes.
    """

    names: list[str]
    behind: list[str]
    inside: list[str]


def is_one_person(text: str) -> bool:
    """Return whether a text looks like one person's name, with what belongs to it: a nickname, an age, a number."""
    said = _taken_apart(text)
    return (
        not several_dates(text)
        and _is_whole([piece for piece in said.names if not _belongs(piece)])
        and not _are_counted(said)
        and all(_belongs(part) for part in said.behind)
        and all(_belongs(part) or (" " not in part and is_name(part)) or _renames(part, said) for part in said.inside)
    )


def are_several(text: str) -> bool:
    """Return whether a text looks like several people: names that are joined or listed, words such as "siblings"."""
    said = _taken_apart(text)
    if _COUNTED.search(text) or not _MANY.isdisjoint(map(_key, _WORD.findall(text))):
        return True
    names = [piece for piece in said.names if not _belongs(piece)]
    others = [part for part in (*said.behind, *said.inside) if not (_belongs(part) or _renames(part, said))]
    joined = [piece for part in (*names, *others) for piece in _JOINS.split(part)[1:] if is_name(piece)]
    more = [part for part in others if is_name(part, least=2) and not part.islower()]
    more += [name for name in names if _is_twice(list(map(_key, name.split())))]
    listed = len(names) > 1 and all(map(is_name, names)) and not _is_whole(names)
    return bool(joined or more or listed or several_dates(text) or _are_counted(said))


def first_name_in(text: str) -> str:
    """Return the name that a text begins with; empty where it begins with none, or with those of several people."""
    name = _taken_apart(text).names[0]
    return name if is_name(name, least=2) and not are_several(text) else ""


def is_name(text: str, *, least: int = 1) -> bool:
    """Return whether a text has the shape of a name of so many words, and none of the words that name nobody."""
    words = text.split()
    is_titled = len(words) > 1 and _key(words[0]) in _TITLES
    words = words[is_titled:]
    keys = [_key(word) for word in words]
    if not least <= len(words) <= _MOST_WORDS or not all(map(_is_spelled, words)):
        return False
    taken = {key for key, word in zip(keys, words, strict=True) if word.islower() or key not in _FIRST_NAMES}
    if not _NO_NAMES.isdisjoint(taken) or keys[0] in _CHILD or keys[0] in _ANYBODY or any(map(_is_no_word, keys)):
        return False
    trails_off = len(words) > 2 and words[-1].islower() and not text.islower()  # Alex Specimen deceased
    is_single = not is_titled and len(words) == 1 and "-" not in words[0]
    return not (_is_twice(keys) or trails_off or (is_single and words[0].islower()))


def _taken_apart(text: str) -> _Named:
    shown = "".join(sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign)[0] not in "M")
    shown = _LABEL.sub("", shown.strip(), count=1) if _LABEL.match(shown.strip()) else shown.strip()
    found = [next(filter(None, groups), "") for groups in _BRACKETS.findall(shown)]
    inside = [piece.strip(" “”\"‘’'") for each in found for piece in _COMMA.split(each)]
    shown = _BEGINNING.sub(r"\n\1", _BRACKETS.sub(" ", shown))
    name, *behind = [part.strip(" \t\u00a0,.") for part in _PARTS.split(shown)]
    names = [" ".join(piece.split()) for piece in _COMMA.split(name) if piece]
    names = [_NUMBER_BEHIND.sub("", names[0]), *names[1:]] if names else names
    return _Named(names or [""], [part for part in behind if part], [part for part in inside if part])


def several_dates(text: str) -> bool:
    """Return whether more than one date is there, as of several births."""
    return len(set(_SOME_DATE.findall(text))) > 1


def _are_counted(said: _Named) -> bool:
    """Return whether two names are between commas, each with something in brackets: "Alex (14), Jo (12)"."""
    return len(said.names) > 1 and len([part for part in said.inside if _ADDED.fullmatch(part)]) > 1


def _is_whole(names: list[str]) -> bool:
    """Return whether the pieces between commas are one name: "Specimen, Alex" too, but no list of first names."""
    if len(names) != 2:
        return len(names) == 1 and is_name(names[0])
    last, first = names
    most = 3 if last.isupper() and not first.isupper() else 1
    return (
        is_name(last)
        and is_name(first)
        and len([word for word in last.split() if not word.islower()]) == 1
        and len(first.split()) <= most
    )


def _belongs(part: str) -> bool:
    alias = _ALIAS.fullmatch(part)
    return is_name(alias[1].strip("'‘’“”\"")) if alias else _ADDED.fullmatch(part) is not None


def _renames(part: str, said: _Named) -> bool:
    """Return whether words in brackets give another name of the same person: "(was Sample)", "(now Robin Sample)".

    A whole name that shares no word with the first one may be somebody else's.
    """
    other = _RENAMED.fullmatch(part)
    if other is None or not is_name(other[1]):
        return False
    words = set(map(_key, other[1].split()))
    return len(words) == 1 or not words.isdisjoint(_key(word) for name in said.names for word in name.split())


def _key(word: str) -> str:
    return word.casefold().replace(".", "").rstrip("'’ʼ`")


def _is_twice(keys: list[str]) -> bool:
    """Return whether a name is said twice: "Alex Specimen Jo Specimen"."""
    return len(keys) > 3 and len(set(keys)) < len(keys)


def _is_spelled(word: str) -> bool:
    """Return whether a word is one of letters; a raised number, which counts as a letter in patterns, is none."""
    return _WORD.fullmatch(word) is not None and not any(sign.isalnum() > sign.isalpha() for sign in word)


def _is_no_word(word: str) -> bool:
    is_one_letter = len(word) > 1 and len(set(word)) == 1 and word not in _GENERATIONS
    return word in LETTER_CROSSES or is_one_letter or (word.endswith("name") and len(word) > len("name"))


# -- somebody ----------------------------------------------------------------------------------------------------------


def names_somebody(text: str) -> bool:
    """Return whether a person is named, whatever is said beside: a role, an agency, how to reach them."""
    return any(map(_names, _SEGMENTS.split(_NOT_APPLICABLE.sub(" ", text))))


def _names(segment: str) -> bool:
    if _BY_NUMBER.search(segment) or _BY_INITIAL.search(segment):
        return True
    words = _WORD.findall(segment)
    keys = [_key(word) for word in words]
    if any(key in _TITLES and follower not in _NOBODY for key, follower in pairwise(keys)):
        return True
    left = [word for word, key in zip(words, keys, strict=True) if key not in _NOBODY and not _is_no_word(key)]
    if all(word.islower() for word in left):  # typed without capitals
        return 1 < len(left) < 4 and _NO_NAMES.isdisjoint(keys)
    is_sentence = any(key in IN_PLACE and word.islower() for word, key in zip(words, keys, strict=True))
    return not (is_sentence and left == words[:1])


def says_who(text: str) -> bool:
    """Return whether a text says who does something: a person, or people by their work or kin ("school", "Mum")."""
    return any(key not in IN_PLACE and not _is_no_word(key) for key in _keys(text))


def stands_in(text: str) -> bool:
    """Return whether a text is only in the place of an answer: "N/A", "to be arranged", "not yet 17"."""
    rest, na = _NOT_APPLICABLE.subn(" ", text)
    keys = []
    for key in _keys(rest):
        if not (key in IN_PLACE or key in _OF_PLANS or _is_no_word(key)):
            return False  # as nearly all narratives do with their first word
        keys.append(key)
    if not keys:
        return bool(na) or not any(map(str.isalnum, text))
    is_lacking = bool(na) or not NO_ANSWER.isdisjoint(keys) or all(map(_is_no_word, keys))
    return is_lacking and not (_BY_INITIAL.search(text) or _SOME_DATE.search(text))


def tells_nothing(text: str) -> bool:
    """Return whether all words of a text are known to name nobody, so that a message may repeat it."""
    return len(text) <= _SHORT and all(key in _NOBODY or _is_no_word(key) for key in _keys(text))


def _keys(text: str) -> Iterator[str]:
    return (_key(found[0]) for found in _WORD.finditer(_NOT_APPLICABLE.sub(" ", text)))

"""What kind of answer a label asks for, judged by its words."""

from __future__ import annotations

import re
from typing import Final

from pipeline.mapping.model import FieldKind
from pipeline.signs import DASHES

_DATE: Final = re.compile(
    r"\b(date|dated|d\.?o\.?b\.?|born|birthday|deadline|(first|last) day of|week (commencing|beginning|ending)|"
    r"w/[ce])\b|\b(held|issued|received|completed|signed|sent|started|made|seen) on\W*$|\bby when\b|"
    r"^when (was|were|did|is|will)\b",
    re.I,
)
_DUE: Final = re.compile(r"^(next|review|follow.?up|due)\b.{0,30}\b(by|due|on)\W*$", re.I)
_NO_DATE: Final = re.compile(r"\bup to date\b|\bdate and time\b|\bdates\b|\bto date\b", re.I)
_NUMBER: Final = re.compile(r"\b(score|total|points|age|how many|number of|no\. of)\b", re.I)
_HOW_MANY: Final = re.compile(r"(how many|number of)\b[^?]{0,80}\??\W*$", re.I)
_NO_NUMBER: Final = re.compile(
    r"\b(telephone|phone|mobile|reference|case|nhs|id|unique|postcode|range|why|reason)\b", re.I
)
_MEASURED: Final = re.compile(r"(\((kg|g|cm|m|km|miles|ml|litres|%|£|°c|bpm)\)|%)\W*$", re.I)
_NOT_MEASURED: Final = re.compile(r"\b(size|pressure|bp|dimensions|range)\b", re.I)
_TEXT: Final = re.compile(
    r"\b(name|names|surname|forenames?|occupation|employer|department|address|postcode|telephone|phone|mobile|e-?mail|"
    r"role|job title|agency|school|gender|sex|ethnicity|"
    r"religion|language|nationality|reference|ref|number|no\.?|signature|signed|contact|team|position|designation|"
    r"relationship|status|legal status|borough|ward|gp)\b",
    re.I,
)
SEVERAL: Final = re.compile(
    r"\b(all|any|as many as) (that |which )?(apply|applies|applicable)\b|\b(more than one|several|multiple) "
    r"(\w+ )?(may|can|answers?|choices?|options?|responses?|boxes|selections?)\b|"
    r"\b(tick|select|choose|check|mark) all\b",
    re.I,
)
"""A prompt that says that more than one of its options may be chosen."""
INSTRUCTION: Final = re.compile(
    r"^\W*(instructions?|notes?\b|guidance|please (consider|note|see|refer|ensure|fill|complete)|"
    r"(please )?(tick|circle|delete|cross|check|mark) (as|where|if) |for further|if further)",
    re.I,
)
"""What only says how to fill a form in."""
_STATEMENT: Final = re.compile(r"^\W*(I|we) ", re.I)
"""What is agreed to: a date in it is none that is asked for."""
_FEW_WORDS: Final = 5
_LONGEST_DATE_LABEL: Final = 80
_LONGEST_TEXT_LABEL: Final = 60
_LONGEST_NUMBER_LABEL: Final = 40

BORN: Final = re.compile(r"\bd\.?o\.?b\b|\bdate of birth\b|\bborn\b|\bbirth ?date\b", re.I)
COMPLETED: Final = re.compile(
    r"\b(completed|completion|date of (the )?(assessment|visit|referral|form|report|meeting)|assessment date|"
    r"date of this)\b",
    re.I,
)
REVIEW: Final = re.compile(r"\breview|\bnext (visit|meeting|assessment)\b", re.I)
PERSON: Final = re.compile(r"\bnames?\b", re.I)
SUBJECT: Final = re.compile(
    r"\b(child|young person|client|pupil|patient|service user|person|resident|adult at risk|student|subject)\b", re.I
)
OTHERS: Final = re.compile(
    r"\b(lead|manager|worker|practitioner|professional|agency|school|gp|parent|carer|mother|father|completed by|"
    r"referrer|assessor|your|officer|completing|supervisor|team|sibling|perpetrator|supporting|person completing)\b",
    re.I,
)


PERSONS_NUMBER: Final = re.compile(
    r"\b(nhs|chi|upn|uln|mosaic|lcs|liquid ?logic|hospital|national insurance|"
    r"(student|pupil|client|patient|service user|person|child)('s)?)\W*(no|nos|number|id|ref|reference)?\b\.?$",
    re.I,
)
ASSESSOR: Final = re.compile(
    r"\b(assessor|assessed by|completed by|carried out by|person completing|observer|interviewer|referrer|"
    r"name of (social )?(worker|practitioner|professional|nurse|assessor)|filled in by|lead professional)\b",
    re.I,
)
_NUMBERED: Final = re.compile(r"\b(no|number|id|ref|reference)\b|^(nhs|chi|upn|uln)\W*$", re.I)


def is_persons_number(label: str) -> bool:
    """Return whether a label asks for a number that no two people share, and not for that of a case or form."""
    plain = label.strip(" :.*")
    return bool(PERSONS_NUMBER.search(plain) and _NUMBERED.search(plain)) and len(plain) <= _LONGEST_NUMBER_LABEL


def kind_of(label: str, *, roomy: bool) -> FieldKind:
    """Judge the kind of answer.

    Args:
        label: The printed words.
        roomy: The place for the answer is made for more than a line.
    """
    short = len(label) <= _LONGEST_NUMBER_LABEL
    dated = _DATE.search(label[:_LONGEST_DATE_LABEL]) or _DUE.search(label)
    if dated and not _NO_DATE.search(label) and not _STATEMENT.match(label) and (short or not roomy):
        return FieldKind.DATE
    if (short or _HOW_MANY.match(label)) and _NUMBER.search(label) and not _NO_NUMBER.search(label) and not roomy:
        return FieldKind.NUMBER
    if short and not roomy and _MEASURED.search(label) and not _NOT_MEASURED.search(label):
        return FieldKind.NUMBER
    if (
        not roomy
        and len(label) <= _LONGEST_TEXT_LABEL
        and (_TEXT.search(label) or len(label) <= 25)
        and "?" not in label
    ):
        return FieldKind.TEXT
    return FieldKind.NARRATIVE


def names_a_thing(label: str) -> bool:
    """Return whether the few words of a label name what people write behind it: a name, a date, a number."""
    few = len(label.split()) <= _FEW_WORDS
    return few and any(pattern.search(label) for pattern in (_DATE, _NUMBER, _TEXT))


_NEXT_SENTENCE: Final = re.compile(r"(?<=[.?!])\s+(?=[A-Z])")


def sentences(label: str) -> list[str]:
    """Cut a prompt into its sentences."""
    return [part.strip() for part in _NEXT_SENTENCE.split(label) if part.strip()]


_ASKS_MORE: Final = re.compile(
    r"\b(include|describe|explain|state|outcome|details?|record|comment|reason|whether|note|and)\b", re.I
)


def date_and_more(label: str) -> tuple[str, str] | None:
    """Take a label that asks for a date and then for something else apart; ``None`` for any other."""
    parts = sentences(label)
    if len(parts) < 2 or len(parts[0]) > _LONGEST_TEXT_LABEL or kind_of(parts[0], roomy=False) is not FieldKind.DATE:
        return None
    rest = " ".join(parts[1:])
    return (parts[0], rest) if _ASKS_MORE.search(rest) else None


def starts(label: str) -> list[str]:
    """Return stretches from the start of a label that may serve as the label, the shortest first."""
    whole = label.strip()
    parts = sentences(whole)
    found = [" ".join(parts[: count + 1]) for count in range(len(parts))]
    found = [each for each in found if any(map(str.isalpha, each))]  # "1." alone says nothing
    first = parts[0] if parts else whole
    cut = re.split(rf"\s+[{DASHES}(]|[:,;]\s", first)[0].rstrip(f" :,;{DASHES}")
    if len(first) > 100 and len(cut.split()) >= 3:
        found.insert(0, cut)
    found = [each for each in found if len(each) <= 200] or [" ".join(whole.split()[:20])]
    return list(dict.fromkeys([*found, whole]))

"""The small forms of docs/layouts.md: one text each, from which the pictures are drawn and the test forms are built.

A line with ``|`` is a row of a table, any other line a paragraph; an empty line ends a table. ``<`` is a cell merged
with the one left of it, ``⏎`` a new line in a cell. What somebody filled in is in guillemets:

    «words»         typed in
    «☐→☒»           printed before the arrow, replaced by what is after it
    «*words»        printed words, highlighted
    «-words»        printed words, struck out
    «#name words»   typed into a content control with that tag
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PROMPT: Final = "Click or tap here to enter text."


class Look(StrEnum):
    """How a stretch of text came about."""

    PRINTED = "printed"
    TYPED = "typed"
    HIGHLIGHTED = "highlighted"
    STRUCK = "struck"
    CONTROL = "control"


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A stretch of text.

    Attributes:
        look: How it came about.
        printed: The text on the blank.
        filled: The text on the completed form.
        tag: The tag of its control.
    """

    look: Look
    printed: str
    filled: str
    tag: str = ""


Line = list[Stretch]


@dataclass(frozen=True, kw_only=True)
class Box:
    """A cell: its lines, and over how many columns it goes."""

    lines: list[Line]
    span: int = 1


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A line outside of tables."""

    line: Line


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table: its rows of cells."""

    rows: list[list[Box]]


_FILLED = re.compile("«([^»]*)»")


def blocks(text: str) -> list[Paragraph | Grid]:
    """Return the paragraphs and tables of an example."""
    found: list[Paragraph | Grid] = []
    rows: list[list[Box]] = []
    for line in [*text.strip("\n").splitlines(), ""]:
        if "|" in line:
            rows.append(_row(line))
            continue
        if rows:
            found.append(Grid(rows=rows))
            rows = []
        if line.strip():
            found.append(Paragraph(line=list(stretches(line.rstrip()))))
    return found


def _row(line: str) -> list[Box]:
    boxes: list[Box] = []
    for text in line.removeprefix("|").split("|"):
        if text.strip() == "<":
            boxes[-1] = Box(lines=boxes[-1].lines, span=boxes[-1].span + 1)
        else:
            boxes.append(Box(lines=[list(stretches(each)) for each in text.strip().split("⏎")]))
    return boxes


def stretches(line: str) -> Iterator[Stretch]:
    """Yield the printed and filled in stretches of a line."""
    for number, text in enumerate(_FILLED.split(line)):
        if number % 2:
            yield _filled_in(text)
        elif text:
            yield Stretch(look=Look.PRINTED, printed=text, filled=text)


def _filled_in(text: str) -> Stretch:
    if text.startswith("*"):
        return Stretch(look=Look.HIGHLIGHTED, printed=text[1:], filled=text[1:])
    if text.startswith("-"):
        return Stretch(look=Look.STRUCK, printed=text[1:], filled=text[1:])
    if text.startswith("#"):
        tag, _, words = text[1:].partition(" ")
        return Stretch(look=Look.CONTROL, printed=PROMPT, filled=words, tag=tag)
    printed, _, filled = text.rpartition("→")
    return Stretch(look=Look.TYPED, printed=printed, filled=filled)


EXAMPLES: Final[dict[str, str]] = {
    # -- a label and its box
    "box-right": """
Name of child | «Alex Fictional» | Date of birth | «14/03/2014»
Address       | «1 Example Road» | <             | <
""",
    "box-below": """
Name of child    | Date of birth
«Alex Fictional» | «14/03/2014»
""",
    "box-above": """
Who signs this form
«Alex Fictional» | «Parent» | «14/03/2026»
Name in capitals | Relationship | Signed on
The plan was explained by
«______________________→A. Worker»      «______________→15/03/2026»
Name of worker      Explained on
""",
    "box-inside": """
|What is home like? Say what you saw.⏎«Warm and clean. Alex has a bed of her own.»
""",
    "line-dots": """
Name of worker: «……………………………………→A. Worker»
Date of visit: «……………………→03/02/2026»
""",
    "line-gap": """
The assessment completed on «……………→03/02/2026» had a score of «………→57» which is «………→high» risk.
""",
    "numbers-ranges": """
Breaths a minute | «22 per min»
Temperature (°C) | «38.4»
Points | «»
""",
    "risk-table": """
What may happen | Severity (1-5) | Likelihood (1-5) | Rating
«Fire in the kitchen» | «5» | «2» | «10»
«Slips» | «2» | «4» |
 | | |

Highest rating | «»
""",
    "times-age": """
Date of birth | «01/05/2015»
Date completed | «01/06/2026»

Signs of risk | Last 6 months | Earlier
Older friends | «x» | «x»
Goes missing | «x» |

Total |
""",
    "two-up": """
First child | «Alex Fictional»
Second child | «Sam Fictional»

Sign of risk | Points | First | Second
Goes missing | 10 | «x» | «x»
Gifts | 4 | | «x»
""",
    "line-room": """
What are you worried about?
«Alex was seen in town at night.»
«She has a new phone.»

Completed by | «A. Worker»
""",
    "twice": """
Parent
Name | «Jo Fictional»

School
Name | «Hill Lane School»
""",
    "same-as": """
Date of birth | «14/03/2014»

Summary for the meeting
DOB | «14/03/2015»
""",
    # -- options
    "options-line": """
Was the visit announced?   Yes«  ✓»   No
""",
    "options-box": """
Gender | «☐→☒» Male   ☐ Female   ☐ Other
""",
    "options-lines": """
Push factors (tick all that apply)
☐ Family conflict   «☐→☒» Bullying
☐ Unhappy where placed   «☐→☒» Loss

Other | «»
""",
    "options-cells": """
Level of need | Low | Medium | «*High»
""",
    "options-rows": """
Rating       | «»
All well     | «»
Some worries | «✓»
Act today    | «»
""",
    "options-struck": """
The family «-agrees /» does not agree «-/ was not asked» (delete as appropriate)
""",
    "options-typed": """
Case status | «Child in Need»
""",
    "options-single": """
☐ May be phoned at work

Claimed as a victim of slavery (NRM) | «☐→☒»
May be sent letters | «no»
""",
    "options-under": """
Outcome
Low concern: nothing that needs action
Type identified   CCE   CSE
High concern: act now
Type identified   CCE   CSE«  ✓»

Seen by | «A. Worker»
""",
    # -- tables
    "table": """
People in the home
Name           | Relation
«Jo Fictional» | «Mother»
«Sam Example»  | «Mother's partner»
""",
    "table-printed": """
Agencies involved
Agency | Name            | Telephone
Police | «PC A. Example» | «01632 960001»
Health | «»              | «»
School | «Ms B. Example» | «01632 960002»
""",
    "table-plain": """
Telephone numbers
«Mother» | «01632 960003»
«Aunt»   | «01632 960004»
""",
    # -- checklists
    "score": """
Question             | Points | Score | Notes
No heating           | 5      | «5»   | «Boiler broken since May»
No food in the house | 10     | «»    | «»
Unknown adults       | 10     | «x»   | «»
""",
    "columns": """
Indicator         | No  | Low | Medium | High | Evidence
Missing episodes  | «»  | «»  | «»     | «✓»  | «Three times in May»
Unexplained gifts | «»  | «x» | «»     | «»   | «»
Older associates  | «X» | «»  | «»     | «»   | «»
""",
    "yes-no": """
Question                  | Yes | No  | Comments
Is the child in school?   | «✓» | «»  | «Year 8»
Does the child go missing? | «» | «✓» | «»
""",
    "header-split": """
Indicator        | Last     | 6-12
                 | 6 months | months
Missing episodes | «x»      | «x»
Drug use         | «»       | «x»
""",
    "numbers": """
Indicator        | None | Some | Often
Missing episodes | 0    | 5    | «*10»
New belongings   | 0    | «*2» | 4
""",
    "words": """
Question       | Answer
Domestic abuse | «Yes - police called in May»
Debts          | «Suspected»
Drugs          | «NK»
""",
    "ladder": """
Area | What it looks like            | Tick
Food | Regular and balanced meals    | «»
     | Meals are missed now and then | «✓»
     | Often hungry                  | «»
Home | Warm and clean                | «x»
     | Cold or dirty                 | «»
""",
    "grid": """
Item    | 1 Good      | 2 Adequate   | 3 Poor        | Score
Food    | Three meals | Some meals   | «*Often hungry» | «3»
Housing | Warm        | Some repairs | Unfit         | «1»
""",
    "typed-points": """
Indicator        | At most | Score
Missing episodes | 5       | «2»
New belongings   | 3       | «3»
""",
    "severity": """
Indicator        | Severity | Applies
Missing episodes | High     | «Yes»
New belongings   | Low      | «»
""",
    "box-in-label": """
Green                   | Red
☐ Curious               | «☐→☒» Uses force
«☐→☒» Copies adults     | ☐ Keeps it secret
""",
    "side-by-side": """
Push factors    | Score | Pull factors | Score
Family conflict | «»    | New gifts    | «x»
Loss            | «x»   | Travel       | «»
""",
    "evidence-row": """
Indicator        | Score
Missing episodes | «x»
Evidence: «twice in May» | <
New belongings   | «x»
Evidence: «a telephone» | <
""",
    "rounds": """
Factor     | Points | Initial | Review
No heating | 5      | «x»     | «»
No food    | 10     | «x»     | «x»
""",
    "sections": """
Push factors
Factor | Score
Drugs  | «»
Loss   | «x»

Pull factors
Factor | Score
Drugs  | «x»
Gifts  | «»
""",
    # -- several answers in one box
    "part-of": """
Name, date of birth and aliases | «Jo Example, DOB 12/03/2011, aka JoJo»
""",
    "rest-of": """
Date completed, and has this been a concern before? | «01/06/2026. Yes, in 2024»
""",
    # -- workbooks, named places
    "workbook": """
Front
Home visit check | «»
Name             | «Alex Fictional»

Scores
Factor     | Hint      | Score
No heating | in winter | «x»
No food    |           | «»
""",
    "named": """
Name of child | «#child_name Alex Fictional»
«Date of birth→Birthday» | «#born 14/03/2014»
""",
}
HOME_VISIT: Final = """
Home visit check

Name of child | «Example Child» | Date of visit | «12/01/2026»
Next visit by | «»              | «»            | «»

Was the visit announced?  Yes« ✓»  No
People seen:

Name          | Who they are
«A Neighbour» | «neighbour»

|What is home like? Say what you saw.
|«Warm.»

Question             | Points | Score | Notes
No heating           | 5      | «x»   | «»
No food in the house | 10     | «0»   | «»
Unknown adults       | 10     | «10»  | «»

Total | «»

Rating       | «»
All well     | «»
Some worries | «»
Act today    | «»
"""
"""The form of docs/mappings.md."""

WORKBOOKS: Final = ("workbook",)
"""The examples that are workbooks: the line above each table is the name of its sheet."""

"""The version that a form prints somewhere: in its text, its header or its footer."""

from __future__ import annotations

import re
from typing import Final

from pipeline.document import paragraphs
from pipeline.draft.view import Blank

_VERSION: Final = re.compile(r"\b(?:version|ver\.?|v)\s?[:.]?\s?(\d{1,4}(?:\.\d{1,3}){0,2})\b", re.I)
_DATED: Final = re.compile(
    r"\b(?:version|issued?|updated|revised|last reviewed)\W{1,3}(?:on\W)?"
    r"((?:\d{1,2}\W)?(?:\d{1,2}|[A-Z][a-z]+)\W(?:20)\d\d)\b",
    re.I,
)


def version_of(blank: Blank) -> str:
    """Return the version that the form prints; empty when it prints none."""
    stories = [paragraph.text for story in blank.document.stories for paragraph in paragraphs(story.blocks)]
    texts = [*stories, *(line.text for line in blank.bones.body)]
    for pattern in (_VERSION, _DATED):
        for text in texts:
            match = pattern.search(text)
            if match is not None:
                return match[1]
    return ""

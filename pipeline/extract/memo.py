"""What follows from a part of a form alone is worked out once.

The reader gives the very same table, row, cell or paragraph where it read the same bytes at the same place before
(:mod:`pipeline.readers.word.reuse.parts`). Those objects never change and are told apart by identity, so what a pure
function gave for one of them still holds. Most of a form is its blank's print: one that is all known is
taken apart in a third of the time of one that is new.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_REMEMBERED: Final = 2_048
"""Results that each function remembers: the rows of some twenty-five forms, or the cells of some eight. What is printed
on the blank comes with every form and so stays; what was written into one is soon forgotten. Four times as many were no
faster, and gave each process up to eighty megabytes more."""

_TABLES_REMEMBERED: Final = 256
"""Results about whole tables, which are larger: those of some eight forms."""

_FORMS_REMEMBERED: Final = 16
"""Results about whole forms: the one at hand and its written document."""

once = lru_cache(maxsize=_REMEMBERED)
"""Decorates pure functions whose arguments are frozen and compare by identity; what they give is never changed."""

once_a_table = lru_cache(maxsize=_TABLES_REMEMBERED)
"""The same for all rows of a table: of a form's 25 tables eight are as the blank prints them, and of the written
document's eighteen are as they stood in the form."""

once_a_form = lru_cache(maxsize=_FORMS_REMEMBERED)
"""The same for all tables of a form: which rows they are hangs on their print, and the results change none of it."""

"""What the results of a form have in common, made of its mapping and of nothing else: by it they are packed tightly.

No result goes into it, however few words it holds: the ledger keeps it longer than any assessment that is erased.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from pipeline.findings import CATALOGUE
from pipeline.mapping import Mapping
from pipeline.mapping.model import Field
from pipeline.signs import TICK
from pipeline.submission import FactorState

_MOST: Final = 24_000
"""Bytes: packing looks 32,768 back, and the result itself needs most of that."""
_COMMON_FINDINGS: Final = ("factor_twice", "not_found", "unread_text", "unclear_answer")
_ASSESSMENT: Final = (
    '}, "assessment": {"age": 17, "age_points": 2, "factor_points": 0, "total": 0, "total_max": 0, "rag": "high", '
    '"level": "high", "review_due": "2026-10-07", "review_limit": "2026-10-21", "complete": false, "subtotals": {'
)
_BY_MARKS: Final = (
    '"location": "paragraph 38", "found_by": "mark"}, "location": "paragraph 39", "found_by": "emphasis"}, '
)
_AFTER_SUBTOTALS: Final = (
    '}, "band": "high", "overrides": [], "flags": [], "judgement_points": null, "attribute_points": {}, "rounds": {}, '
    '"previous_total": null, "trend": null, "routes": [], "rag_max": "high", "level_max": "high"}, "findings": ['
)


def common_words(form: str, mappings: Collection[Mapping]) -> bytes:
    """Return what results of a form have in common by its mapping, what is met most often last; empty without one."""
    mapping = next((each for each in mappings if each.form.id == form), None)
    return "".join(_parts(mapping)).encode()[-_MOST:] if mapping is not None else b""


def _parts(mapping: Mapping) -> Iterator[str]:
    kinds = {code: CATALOGUE[code] for code in _COMMON_FINDINGS}
    yield from (_finding(code, kind.severity, "outcome", kind.message, kind.remedy) for code, kind in kinds.items())
    yield from (_finding(rule.id, rule.severity, rule.field or "outcome", rule.say, rule.do) for rule in mapping.rules)
    yield from (f'", "message": "{factor.label}: ' for factor in mapping.factors)
    yield f'{{"form": "{mapping.form.id}", "version": "{mapping.form.version}", "source": {{"name": "", "sha256": "", '
    yield '"kind": "docx"}, "answers": {'
    for number, field in enumerate(mapping.fields, start=1):
        yield (
            f'"{field.id}": {{"state": "answered", "value": {_value(field)}, "raw": "", '
            f'"location": "table {number}, row 1, column 2", "found_by": "label"}}, '
        )
        yield '{"state": "blank", "value": null, "raw": "", '
        yield from (f'"value": "{choice.id}", "raw": "{TICK}", ' for choice in field.choices)
    yield _BY_MARKS
    yield from (f'"{factor.id}": {{"state": "blank", "points": 0}}, ' for factor in mapping.factors)
    for number, factor in enumerate(mapping.factors, start=2):
        yield (
            f'"{factor.id}": {{"state": "blank", "entered": "", "points": 0, "notes": "", '
            f'"location": "table 16, row {number}, column 4"}}, '
        )
    yield from (f'"state": "{state.value}", "entered": "5", "points": 5, ' for state in FactorState)
    yield _ASSESSMENT + ", ".join(f'"{group.name}": 0' for group in mapping.groups) + _AFTER_SUBTOTALS


def _value(field: Field) -> str:
    """Return how an answer begins: a text, or the rows of a table."""
    row = ", ".join(f'"{column.id}": ""' for column in field.columns)
    return f"[{{{row}}}, {{{row}}}]" if row else '""'


def _finding(code: str, severity: str, field: str, message: str, remedy: str) -> str:
    """Return a finding as tables show it: without its place."""
    return (
        f'{{"code": "{code}", "severity": "{severity}", "field": "{field}", '
        f'"message": "{message}", "remedy": "{remedy}"}}, '
    )

"""Where a form goes: every route whose condition holds, by level, agency, status or whatever the mapping asks."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from pipeline.assess.conditions import decide, open_names
from pipeline.assess.facts import Facts
from pipeline.findings import Finding, Severity, find


class Routes(Struct, frozen=True, kw_only=True):
    """Where a form goes, and what is said about it."""

    names: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def routes(facts: Facts) -> Routes:
    """Try every route; one that can't be told is asked about."""
    names: list[str] = []
    findings: list[Finding] = []
    for route in facts.mapping.routes:
        verdict = decide(route.when, facts)
        if verdict:
            names.append(route.to)
            findings.append(_with_remedy(find("route", to=route.to), route.do))
        elif verdict is None:
            missing = ", ".join(open_names([route.when], facts))
            message = f"Can't say for certain without {missing}: this form goes to: {route.to}."
            findings.append(Finding(code="route", severity=Severity.ASK, message=message, remedy=route.do))
    return Routes(names=tuple(dict.fromkeys(names)), findings=tuple(findings))


def _with_remedy(finding: Finding, remedy: str) -> Finding:
    return replace(finding, remedy=remedy)

"""A mapping tried: copies of its blank are filled in, in several ways, and what doesn't come back is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.document import Document
from pipeline.extract import Layout, extract
from pipeline.forms.trial.sample import Sample, samples
from pipeline.forms.trial.writing import written_into
from pipeline.submission import Choices, FactorState, Source, State, Submission

_LONGEST = 40
_WAYS = (
    ("all questions answered, options by the first", 0, 0, 1),
    ("all questions answered, options by the last", 1, 0, 1),
    ("every other question answered", 0, 0, 2),
    ("every other question answered, from the second on", 1, 1, 2),
)
"""Each way: in words, which option, and which samples: from which one on, and every how many."""


def tried(blank: Document, layout: Layout) -> tuple[str, ...]:
    """Fill in copies of a blank and read them; say for each question what did not come back as it was written."""
    problems: dict[str, str] = {}
    for said, way, first, step in _WAYS:
        answered = list(samples(layout, way))[first::step]
        document = written_into(blank, (text for sample in answered for text in sample.texts))
        submission = extract(document, layout, Source(name="", sha256="", kind=blank.kind))
        for name, problem in _differences(layout, submission, answered):
            problems.setdefault(name, f"{problem} ({said})")
    return tuple(problems.values())


def _differences(layout: Layout, submission: Submission, answered: Sequence[Sample]) -> Iterator[tuple[str, str]]:
    """Yield the questions that read otherwise than they were answered, each with what is to be said of it."""
    for sample in answered:
        if _value(submission, sample.name) != sample.expected:
            text = sample.texts[0]
            where = f"{_short(text.text)!r} at {text.location}"
            yield (
                sample.name,
                f"{_entry(submission, sample.name)}: {where} is read as {_shown(submission, sample.name)}",
            )
    others = {sample.name for sample in answered}
    others |= {field.id for field in layout.mapping.fields if field.part_of or field.rest_of or field.under}
    for name in (*submission.answers, *submission.checklist):
        if name not in others and _value(submission, name) is not None:
            yield name, f"{_entry(submission, name)}: left blank, and it is read as {_shown(submission, name)}"


def _value(submission: Submission, name: str) -> object:
    """Return what was read, as samples expect it; ``None`` for nothing."""
    row = submission.checklist.get(name)
    if row is not None:
        empty = row.state in (FactorState.BLANK, FactorState.NOT_FOUND)
        return None if empty else row.chosen or row.state.value
    answer = submission.answers[name]
    if answer.state in (State.BLANK, State.NOT_FOUND):
        return None
    return answer.value.ids if isinstance(answer.value, Choices) else answer.value or answer.state.value


def _entry(submission: Submission, name: str) -> str:
    return f"factors[{name}]" if name in submission.checklist else f"field[{name}]"


def _shown(submission: Submission, name: str) -> str:
    value = _value(submission, name)
    if value is None:
        return "nothing"
    return _short(", ".join(map(str, value)) if isinstance(value, tuple) else repr(str(value)))


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"

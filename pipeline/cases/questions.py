"""What only a person can decide, said in a sentence without a name, with the command that decides it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

_NAMED = 5


class QuestionKind(StrEnum):
    """What is open."""

    SIMILAR_CHILDREN = "similar_children"
    SAME_DAY = "same_day"
    FORK = "fork"
    ORDER = "order"
    FUTURE_DATE = "future_date"
    WHICH_CHILD = "which_child"
    WITHDRAWN_CHANGED = "withdrawn_changed"
    ANOTHER_NAME = "another_name"
    SIGN_OFF_LAPSED = "sign_off_lapsed"
    SETTLED_LAPSED = "settled_lapsed"


class Question(Struct, frozen=True, kw_only=True):
    """One thing that only a person can decide.

    Attributes:
        references: The assessments that it is about; the one at which it is shown first.
        message: The question in a sentence.
        command: A command that decides it, ready to copy.
    """

    kind: QuestionKind
    references: tuple[str, ...]
    message: str
    command: str = ""


def similar_children(reference: str, other: str) -> Question:
    """Ask whether two records are one child."""
    return Question(
        kind=QuestionKind.SIMILAR_CHILDREN,
        references=(reference, other),
        message=f"May be the same child as {other}: name and date of birth are nearly the same.",
        command=(
            f"wordform same {reference} {other} --by NAME   (or with --not; or wordform withdraw {reference} "
            f"--replaced-by {other} --by NAME --why TEXT)"
        ),
    )


def same_day(reference: str, other: str) -> Question:
    """Ask which of two assessments of one child on one day is meant."""
    return Question(
        kind=QuestionKind.SAME_DAY,
        references=(reference, other),
        message=f"{other} is another assessment of the same child on the same day; both count.",
        command=f"wordform withdraw {reference} --replaced-by {other} --by NAME --why TEXT",
    )


def fork(reference: str, lacking: Sequence[str], numbers: Sequence[int]) -> Question:
    """Ask which of two versions counts, where the last one lacks what an earlier correction answered."""
    named = ", ".join(lacking[:_NAMED]) + (f" and {len(lacking) - _NAMED} more" if len(lacking) > _NAMED else "")
    return Question(
        kind=QuestionKind.FORK,
        references=(reference,),
        message=f"The last version lacks what an earlier correction answered ({named}).",
        command=_pin(reference, numbers),
    )


def order(reference: str, numbers: Sequence[int]) -> Question:
    """Ask which of several versions came last, where nothing says so."""
    listed = ", ".join(map(str, numbers))
    return Question(
        kind=QuestionKind.ORDER,
        references=(reference,),
        message=f"Nothing says which of the versions {listed} came last.",
        command=_pin(reference, numbers),
    )


def future_date(reference: str, completed: dt.date, day: dt.date) -> Question:
    """Ask for the right date of an assessment that was completed after today."""
    return Question(
        kind=QuestionKind.FUTURE_DATE,
        references=(reference,),
        message=f"The date completed, {completed:%d/%m/%Y}, lies after {day:%d/%m/%Y}.",
        command="Correct the date in the document, or withdraw it.",
    )


def which_child(reference: str) -> Question:
    """Ask for the number of a child who shares name and date of birth with several numbers."""
    return Question(
        kind=QuestionKind.WHICH_CHILD,
        references=(reference,),
        message="Name and date of birth belong to more than one number, and this form gives none.",
        command=f"wordform same {reference} REFERENCE --by NAME",
    )


def another_name(reference: str, other: str) -> Question:
    """Ask about one number under which two names were written."""
    return Question(
        kind=QuestionKind.ANOTHER_NAME,
        references=(reference, other),
        message=f"Has the same number as {other}, with another name or date of birth.",
        command=f"wordform same {reference} {other} --not --by NAME",
    )


def about_child(kind: str, reference: str, other: str) -> Question:
    """Ask about the child of an assessment what :func:`pipeline.record.children.Children.relink` found open."""
    return which_child(reference) if kind == QuestionKind.WHICH_CHILD else another_name(reference, other)


def withdrawn_changed(reference: str) -> Question:
    """Ask about an assessment that was withdrawn and came in again reading otherwise: it counts."""
    return Question(
        kind=QuestionKind.WITHDRAWN_CHANGED,
        references=(reference,),
        message="It was withdrawn, and a later version reads otherwise; it counts again.",
        command=f"wordform restore {reference} --by NAME   (or wordform withdraw {reference} --by NAME --why TEXT)",
    )


def sign_off_lapsed(reference: str, by: str, changed: Sequence[str]) -> Question:
    """Ask for another look, since what somebody signed off was changed."""
    named = ", ".join(changed[:_NAMED]) + (f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else "")
    return Question(
        kind=QuestionKind.SIGN_OFF_LAPSED,
        references=(reference,),
        message=f"{by} signed it off, and since then this has changed: {named}.",
        command=f"wordform sign-off {reference} --by NAME",
    )


def settled_lapsed(reference: str, by: str, entry: str) -> Question:
    """Ask what an entry says that somebody settled and that was changed."""
    named = f'"{entry}"' if "[" in entry else entry  # some shells look for files of such a name
    return Question(
        kind=QuestionKind.SETTLED_LAPSED,
        references=(reference,),
        message=f"{by} settled {entry}, which reads otherwise now.",
        command=f"wordform settle {reference} {named} --as VALUE --by NAME   (or --take-back in place of --as VALUE)",
    )


def _pin(reference: str, numbers: Sequence[int]) -> str:
    return f"wordform settle {reference} version --as {numbers[-1] if numbers else 'NUMBER'} --by NAME"

"""Weigh the signs on a choice's options, without the formatting that a form shows everywhere."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.document import Mark
from pipeline.extract.form.completed import CompletedForm
from pipeline.extract.values.choices import Chosen, Signs, weigh


def weighed(form: CompletedForm, signs: Sequence[tuple[str, Signs]], *, several: bool) -> Chosen:
    """Decide which options were chosen."""
    for _, sign in signs:
        if sign.emphasis is not Mark.NONE:
            sign.emphasis &= ~form.body.ambient
    return weigh(signs, several=several)

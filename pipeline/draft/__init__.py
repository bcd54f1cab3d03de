"""A blank into the draft of its mapping: what a form asks, proposed in the mapping language and tried on the form."""

from __future__ import annotations

from pipeline.draft.draft import draft
from pipeline.draft.proposal import Proposal
from pipeline.draft.write_toml import toml

__all__ = ["Proposal", "draft", "toml"]

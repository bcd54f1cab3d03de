"""What every entry of a mapping file has in common, and the kinds of text that may stand in one."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Identifier = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(strict=True, min_length=1)]
Wording = Annotated[str, StringConstraints(strict=True, pattern=r"[^\W_]")]
Colour = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9A-F]{6}$")]


class StrictEntry(BaseModel):
    """One entry: frozen, and a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

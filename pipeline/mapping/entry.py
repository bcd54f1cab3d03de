"""What every entry of a mapping file has in common, and the kinds of text that may be in one."""

from __future__ import annotations

import os
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Identifier = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, StringConstraints(strict=True, min_length=1)]
Wording = Annotated[str, StringConstraints(strict=True, pattern=r"[^\W_]")]
Colour = Annotated[str, StringConstraints(strict=True, pattern=r"^[0-9A-F]{6}$")]


# Else pydantic looks through all that is installed for plugins, which takes as long as reading a form; and what they
# do is to log what is validated.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


class StrictEntry(BaseModel):
    """One entry: frozen, and a key that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)

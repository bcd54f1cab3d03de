"""What every entry of a mapping file has in common, and the kinds of text that may be in one.

Entries are plain values, so that reading a form loads no validator. What a file says is checked by the models that
:mod:`pipeline.mapping.strict.models` makes of them.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

Identifier = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Meta(min_length=1)]
Wording = Annotated[str, Meta(pattern=r"[^\W_]")]
Amount = Annotated[float, Meta(description="a number")]
"""A number, whole or with decimals."""

Colour = Annotated[str, Meta(pattern=r"^[0-9A-F]{6}$")]


class StrictEntry(Struct, frozen=True, kw_only=True, dict=True):
    """One entry. A key that is called otherwise in the file than here is renamed in the head of its class."""

    @classmethod
    def completed(cls, tree: Any) -> Any:
        """Return what a file says in an entry with what it leaves out because another place says it."""
        return tree

    def require_whole(self) -> None:
        """Refuse values that are right one by one, but not together.

        Raises:
            ValueError: The message says what is wrong; one that begins with a dot goes on with a key.
        """

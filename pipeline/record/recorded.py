"""What the ledger says of an assessment."""

from __future__ import annotations

from msgspec import Struct

from pipeline.record.receiving import KnownVersion


class Recorded(Struct, frozen=True, kw_only=True):
    """What is recorded of one assessment.

    Attributes:
        counting: The version that counts.
        target: Where its document belongs, below the output folder.
        is_withdrawn: It is out of tables and reviews.
        decided: Digest of the settled entries, as its result has to hold them.
        name: The form that its document is called after.
    """

    reference: str
    form: str
    counting: KnownVersion
    target: str
    is_withdrawn: bool
    decided: str
    name: str

"""The record of an output folder: versions, assessments, children, decisions. SQLite, and the trail beside it.

What was recorded is never altered. It is erased only as a whole, by a person, which is recorded itself.
"""

from pipeline.record.ledger import FILE_NAME, Ledger
from pipeline.record.store.database import CANNOT_BE_USED

__all__ = ["CANNOT_BE_USED", "FILE_NAME", "Ledger"]

"""Sums that tell bytes apart, where a command starts that reads one form: the same as those of :mod:`hashlib`.

That loads OpenSSL first, which takes as long as to sum up the bytes of three forms; Python's own code is asked here, as
the standard library's :mod:`random` does. Where many bytes are summed up, OpenSSL is faster.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import blake2b, sha256
else:
    try:
        from _blake2 import blake2b

        if sys.version_info >= (3, 12):
            from _sha2 import sha256
        else:
            from _sha256 import sha256
    except ImportError:  # a Python that was built without them
        from hashlib import blake2b, sha256

__all__ = ["blake2b", "sha256"]

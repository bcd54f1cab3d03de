"""Open one container, whatever its kind."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.arrivals.container import Container


def open_container(data: bytes, kind: str, passwords: Sequence[str] = ()) -> Container:
    """Open a container; what is in it is unpacked when it is asked for.

    Args:
        data: The whole file.
        kind: One of :data:`pipeline.arrivals.kinds.CONTAINERS`.
        passwords: Tried in turn where one is needed.

    Raises:
        RefusedForm: It is damaged, or asks for too much.
    """
    from pipeline.arrivals.zip import open_zip

    return open_zip(data, passwords)

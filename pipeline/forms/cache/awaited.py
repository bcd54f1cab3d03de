"""Layouts that are kept, of which only what tells forms apart is loaded until more is asked."""

from __future__ import annotations

from _thread import allocate_lock  # threading is slow to load
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

if TYPE_CHECKING:
    from pipeline.extract import Layout
    from pipeline.extract.fingerprint import Fingerprint
    from pipeline.mapping import Mapping


class Told(Struct, frozen=True, eq=False):
    """What of a layout tells its form from others; see :class:`pipeline.extract.Layout`."""

    name: str
    kind: str
    fingerprint: Fingerprint

    @classmethod
    def of(cls, layout: Layout) -> Told:
        """Take it of a layout."""
        return cls(layout.name, layout.kind, layout.fingerprint)


def awaited_layout(mapping: Mapping, told: Told, load: Callable[[], Layout]) -> Layout:
    """Return the layout that ``load`` gives, loaded when more of it is asked than is told."""
    return cast("Layout", _Awaited(mapping, told, load))


class _Awaited:
    """Stands for a layout, whose attributes it takes over at the first use of any that isn't told."""

    def __init__(self, mapping: Mapping, told: Told, load: Callable[[], Layout]) -> None:
        self.mapping = mapping
        self.name = told.name
        self.kind = told.kind
        self.fingerprint = told.fingerprint
        self._load = load
        self._lock = allocate_lock()
        self._found: Layout | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._whole(), name)

    def _whole(self) -> Layout:
        with self._lock:  # the parts of one layout belong together, whoever asks at the same time
            if self._found is None:
                self._found = self._load()
                more = (each for each in self._found.__struct_fields__ if each not in vars(self))
                vars(self).update({each: getattr(self._found, each) for each in more})
            return self._found

    def __reduce__(self) -> tuple[Callable[[Layout], Layout], tuple[Layout]]:
        """Be sent to other processes as the layout itself."""
        return _itself, (self._whole(),)


def _itself(layout: Layout) -> Layout:
    return layout

"""What is in a condition for a value that isn't known: whoever asks where it matters gets :class:`CannotTell`."""

from __future__ import annotations


class CannotTell(Exception):
    """A value that is needed is unclear or not found."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Unknown:
    """Stands for an answer that can't be read; whoever looks at it gets :class:`CannotTell`.

    An unclear answer is at least known not to be blank.
    """

    def __init__(self, name: str, *, blank: bool) -> None:
        self._name = name
        self._may_be_blank = blank

    def __bool__(self) -> bool:
        if self._may_be_blank:
            raise CannotTell(self._name)
        return True

    def _refuse(self, *_: object) -> bool:
        raise CannotTell(self._name)

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __iter__ = __neg__ = _refuse
    __hash__ = object.__hash__


class Between:
    """A number of which only the ends are known; whoever compares it where that matters gets :class:`CannotTell`."""

    def __init__(self, low: int, high: int) -> None:
        self._low, self._high = low, high

    def _decided(self, at_low: bool, at_high: bool) -> bool:
        if at_low is not at_high:
            raise CannotTell("a number")
        return at_low

    def __ge__(self, other: int) -> bool:
        return self._decided(self._low >= other, self._high >= other)

    def __gt__(self, other: int) -> bool:
        return self._decided(self._low > other, self._high > other)

    def __le__(self, other: int) -> bool:
        return self._decided(self._low <= other, self._high <= other)

    def __lt__(self, other: int) -> bool:
        return self._decided(self._low < other, self._high < other)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, int) or self._low <= other <= self._high:
            raise CannotTell("a number")
        return False

    def __bool__(self) -> bool:
        return self._decided(bool(self._low), bool(self._high))

    def __add__(self, other: object) -> Between:
        if isinstance(other, Between):
            return Between(self._low + other._low, self._high + other._high)
        return Between(self._low + other, self._high + other) if isinstance(other, int) else NotImplemented

    __radd__ = __add__
    __hash__ = object.__hash__


def known_number(low: int, high: int) -> object:
    """Return a number, or the range in place of one of which only the ends are known."""
    return low if low == high else Between(low, high)

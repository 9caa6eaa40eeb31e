"""Which values a fact can still have, given tests that hold.

In: bounds and values that tests allow. Out: `Possible`, a set of values that can be narrowed and asked whether anything
is left. Sound, not complete: where it says that nothing is left, nothing is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

NEGATED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "in": "not in", "not in": "in"}


@dataclass(frozen=True, slots=True)
class Bound:
    """An end of an interval; ``open`` leaves the value itself out."""

    value: Any
    open: bool = False


@dataclass(frozen=True, slots=True)
class Possible:
    """Values that are still possible.

    Attributes:
        members: The only values there are; None where there is no such list.
        without: Values that are left out.
        low: Lower end.
        high: Upper end.
        whole: Only whole numbers are possible.
    """

    members: frozenset[Any] | None = None
    without: frozenset[Any] = frozenset()
    low: Bound | None = None
    high: Bound | None = None
    whole: bool = False

    def narrowed(self, sign: str, value: Any) -> Possible:
        """What is left where a test holds.

        Args:
            sign: ``==``, ``!=``, ``<``, ``<=``, ``>``, ``>=``, ``in`` or ``not in``.
            value: The literal; a set of them for ``in`` and ``not in``.
        """
        match sign:
            case "==":
                return self._only(frozenset([value]))
            case "in":
                return self._only(frozenset(value))
            case "!=":
                return replace(self, without=self.without | {value})
            case "not in":
                return replace(self, without=self.without | frozenset(value))
            case ">" | ">=":
                bound = Bound(value, sign == ">")
                stricter = self.low is None or (value, bound.open) > (self.low.value, self.low.open)
                return replace(self, low=bound) if stricter else self
            case _:
                bound = Bound(value, sign == "<")
                higher = self.high is not None and self.high.value
                stricter = self.high is None or value < higher or (value == higher and bound.open)
                return replace(self, high=bound) if stricter else self

    def _only(self, values: frozenset[Any]) -> Possible:
        return replace(self, members=values if self.members is None else self.members & values)

    def left(self) -> bool:
        """Whether any value is left."""
        if self.members is not None:
            return any(self._allows(value) for value in self.members)
        if self.low is None or self.high is None:
            return True
        if self.whole:
            return self._whole_left(self.low, self.high)
        if self.low.value == self.high.value:
            return not (self.low.open or self.high.open) and self.low.value not in self.without
        return bool(self.low.value < self.high.value)

    def _allows(self, value: Any) -> bool:
        if value in self.without or (self.whole and value != int(value)):
            return False
        above = self.low is None or value > self.low.value or (value == self.low.value and not self.low.open)
        below = self.high is None or value < self.high.value or (value == self.high.value and not self.high.open)
        return bool(above and below)

    def _whole_left(self, low: Bound, high: Bound) -> bool:
        first = math.floor(low.value) + 1 if low.open else math.ceil(low.value)
        last = math.ceil(high.value) - 1 if high.open else math.floor(high.value)
        if last - first > len(self.without):
            return True
        return any(value not in self.without for value in range(first, last + 1))

    def implies(self, sign: str, value: Any) -> bool:
        """Whether every value that is left passes a test."""
        return not self.narrowed(NEGATED[sign], value).left()

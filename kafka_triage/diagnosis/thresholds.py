"""Where a number makes a condition change: the value at the threshold, as a person would write it.

In: a fact and a function that tells how conditions come out for a value of it. Out: one value for each way in which
they come out, at the edge of its range that is nearest to the value that the fact has.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeAlias

from kafka_triage.language.model import FactType

Number: TypeAlias = int | float
Look: TypeAlias = Callable[[Number], Hashable]
_STEPS = 200
_CLOSE, _NEAR = 1e-9, 1e-6
_WHOLE_FROM = 10
_DIGITS = 3


def at_thresholds(fact: FactType, values: Iterable[Number], look: Look, current: Number | None) -> Iterator[Number]:
    """One value for each range of values that look alike, plain and as near to the threshold as a plain one can be.

    Args:
        fact: Its type says whether values are whole.
        values: Values to look at, each within the bounds of the fact.
        look: How the conditions come out for a value.
        current: The value that the fact has; None where it is not known.
    """
    tried = [(value, look(value)) for value in sorted(set(values))]
    runs: list[list[int]] = []
    for index, (_, seen) in enumerate(tried):
        if runs and tried[runs[-1][0]][1] == seen:
            runs[-1].append(index)
        else:
            runs.append([index])
    for run in runs:
        first, last = run[0], run[-1]
        below = tried[first - 1][0] if first else None
        above = tried[last + 1][0] if last + 1 < len(tried) else None
        low, high = tried[first][0], tried[last][0]
        upwards = below is not None and (current is None or current < low)
        if upwards or above is None:
            yield low if below is None else edge(fact, look, below, low)
        else:
            yield edge(fact, look, above, high)


def edge(fact: FactType, look: Look, outside: Number, inside: Number) -> Number:
    """The value nearest to another, beyond the threshold, that looks like one within its range."""
    wanted = look(inside)
    for _ in range(_STEPS):
        if fact.type == "int":
            if abs(inside - outside) <= 1:
                return inside
            middle: Number = (int(inside) + int(outside)) // 2
        else:
            if abs(inside - outside) <= _CLOSE * max(abs(inside), _CLOSE):
                break
            middle = (inside + outside) / 2
        if look(middle) == wanted:
            inside = middle
        else:
            outside = middle
    return next((plain for plain in _plain(inside, inside > outside) if look(plain) == wanted), inside)


def _plain(value: Number, upwards: bool) -> Iterator[Number]:
    """Numbers with few digits at or just beyond a value: the same but for rounding, whole, or rounded."""
    if abs(value) < _CLOSE:
        yield 1 if upwards else -1
    for digits in range(1, 7):
        rounded = float(f"{value:.{digits}g}")
        if abs(rounded - value) <= _NEAR * abs(value):
            yield _whole(rounded)
    if abs(value) >= _WHOLE_FROM:
        nearest = round(value)
        if abs(nearest - value) <= _NEAR * abs(value):
            yield nearest + (1 if upwards else -1)
        yield math.ceil(value) if upwards else math.floor(value)
    if value:
        step = 10.0 ** (math.floor(math.log10(abs(value))) - _DIGITS + 1)
        yield _whole(float(f"{(math.ceil if upwards else math.floor)(value / step) * step:.{_DIGITS}g}"))


def _whole(value: float) -> Number:
    return int(value) if value == int(value) else value

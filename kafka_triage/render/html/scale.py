"""Numbers and times to places on an axis: round ticks, short labels.

In: the range of the data. Out: ticks as value and label. Times are milliseconds from a start; labels are in UTC.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_SECOND, _MINUTE, _HOUR, _DAY = 1000, 60_000, 3_600_000, 86_400_000
_YEAR = 365 * _DAY
_TIME_STEPS = (
    *(count * _SECOND for count in (1, 2, 5, 10, 15, 30)),
    *(count * _MINUTE for count in (1, 2, 5, 10, 15, 30)),
    *(count * _HOUR for count in (1, 2, 3, 6, 12)),
    *(count * _DAY for count in (1, 2, 7, 14, 28, 91)),
)
_PREFIXES = ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k"))


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and what stands there."""

    value: float
    label: str


def number_ticks(highest: float, most: int) -> list[Tick]:
    """Round numbers from 0 up to the first at or above ``highest``, about ``most`` of them."""
    step = _round_step(max(highest, 1) / max(most, 1))
    return [Tick(count * step, compact(count * step)) for count in range(math.ceil(max(highest, 1) / step) + 1)]


def _round_step(least: float) -> float:
    power: float = 10 ** math.floor(math.log10(least))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * 0.999)
    return max(step, 1)


def compact(value: float) -> str:
    """A number in three digits: ``0``, ``950``, ``12.5k``, ``3M``."""
    for factor, prefix in _PREFIXES:
        if abs(value) >= factor:
            return f"{value / factor:.4g}{prefix}"
    return f"{value:.4g}"


def time_ticks(start: datetime, last: float, most: int) -> list[Tick]:
    """Round times between ``start`` and ``last`` milliseconds after it, at most about ``most`` of them."""
    years = math.ceil(last / most / _YEAR) * _YEAR
    step = next((step for step in _TIME_STEPS if last / step <= most), years)
    zero = start.astimezone(UTC)
    midnight = zero.replace(hour=0, minute=0, second=0, microsecond=0)
    offset = (zero - midnight) / timedelta(milliseconds=1)
    first = math.ceil(offset / step) * step - offset
    form = "%Y" if step >= _YEAR else "%d %b" if step >= _DAY else "%H:%M" if step >= _MINUTE else "%H:%M:%S"
    ticks = []
    place = first
    latest = (datetime.max.replace(tzinfo=UTC) - zero) / timedelta(milliseconds=1)
    while place <= min(last + 0.5, latest):
        ticks.append(Tick(place, (zero + timedelta(milliseconds=place)).strftime(form)))
        place += step
    return ticks


def snapshot_ticks(count: int, most: int) -> list[Tick]:
    """The numbers of snapshots that have no times, counted from 1."""
    step = max(1, math.ceil(count / most))
    return [Tick(float(place), str(place + 1)) for place in range(0, count, step)]


def thinned(points: Sequence[tuple[float, float]], most: int) -> list[tuple[float, float]]:
    """Points for a line, at most about ``most``: of each stretch the lowest and the highest stay."""
    if len(points) <= most:
        return list(points)
    size = math.ceil(len(points) * 2 / most)
    kept = [points[0]]
    for begin in range(0, len(points), size):
        stretch = points[begin : begin + size]
        kept += sorted({min(stretch, key=lambda point: point[1]), max(stretch, key=lambda point: point[1])})
    return [*kept, points[-1]]

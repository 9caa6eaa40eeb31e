"""How offsets and lags move from one sample to the next: numbers only, oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def direction(lags: Sequence[int], noise: float | None) -> str:
    """Which way a lag goes.

    Args:
        lags: Oldest first, two or more.
        noise: Movement that means nothing; None where it cannot be said, and then only a lag that moves one way
            throughout is more than stable.

    Returns:
        ``none``, ``growing``, ``falling`` or ``stable``.
    """
    if not any(lags):
        return "none"
    change = lags[-1] - lags[0]
    ways = [(after > before) - (after < before) for before, after in pairwise(lags)]
    forward = sum(ways) * (1 if change > 0 else -1)
    clear = abs(change) > noise and forward * 3 >= len(ways) if noise is not None else forward == len(ways)
    if change == 0 or not clear:
        return "stable"
    return "growing" if change > 0 else "falling"


def advance(offsets: Sequence[int]) -> int | None:
    """How far offsets advanced; None where there are fewer than two or they went back."""
    if len(offsets) < 2 or any(after < before for before, after in pairwise(offsets)):
        return None
    return offsets[-1] - offsets[0]


def totals(offsets: Sequence[Sequence[int]]) -> list[int]:
    """Sum of the offsets of all partitions at each snapshot."""
    return [sum(at_one_time) for at_one_time in zip(*offsets, strict=False)]


def rises(offsets: Sequence[int]) -> bool:
    """Whether each is above the one before."""
    return len(offsets) > 1 and all(after > before for before, after in pairwise(offsets))


def rises_at_all(offsets: Sequence[int]) -> bool:
    """Whether any is above the one before."""
    return any(after > before for before, after in pairwise(offsets))

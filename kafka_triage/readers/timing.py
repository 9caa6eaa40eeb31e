"""Times of events to facts: how far apart connections are closed, and how many rebalances an hour there are.

In: the times of each event and the length of the log. Out: facts with the observation in words. Which events are meant,
and from which length of time on a rate is one, stands in ``rules/logs/context.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from kafka_triage.readers.wording import context

_HOUR = 3600.0
_MOST_PARTS = 7


def timing_facts(times: Mapping[str, Sequence[datetime]], span: float) -> Iterator[tuple[str, float, str, str]]:
    """Facts that follow from times.

    Args:
        times: Of each event, in the order of the log.
        span: Seconds from the first to the last time of the whole log.

    Yields:
        Name, value, observation in words, and the event that it was seen in.
    """
    rule = context()["timing"]
    closed = str(rule["closed"])
    kept = apart(sorted(times.get(closed, ())), float(rule["same_moment_s"]))
    interval = common_interval(kept, float(rule["tolerance"]), float(rule["longest_gap_s"]))
    if interval is not None and interval >= float(rule["shortest_interval_s"]):
        yield (
            "connection.disconnect_interval_ms",
            interval * 1000,
            f"closed every {interval:.0f} s, or a multiple of it",
            closed,
        )
    for event in rule["rebalanced"]:
        starts = apart(sorted(times.get(event, ())), float(rule["same_rebalance_s"]))
        if starts and span >= float(rule["shortest_rate_s"]):
            detail = f"{len(starts)} in {span / _HOUR:.1f} h"
            yield "rebalance.per_hour", round(len(starts) * _HOUR / span, 3), detail, event
            return


def apart(times: Sequence[datetime], seconds: float) -> list[datetime]:
    """Times without those that follow another within so many seconds."""
    kept: list[datetime] = []
    for time in times:
        if not kept or (time - kept[-1]).total_seconds() > seconds:
            kept.append(time)
    return kept


def common_interval(times: Sequence[datetime], tolerance: float, long: float) -> float | None:
    """The interval, in seconds, of which every gap between times is a multiple; None where there is none.

    Args:
        times: In order.
        tolerance: Greatest difference from a multiple, as a share of the interval.
        long: Gaps that are all longer have an interval in any case: the shortest of them.
    """
    gaps = [(after - before).total_seconds() for before, after in pairwise(times)]
    if not gaps:
        return None
    base = min(gaps)
    for parts in range(1, _MOST_PARTS):
        interval = base / parts
        if all(abs(gap / interval - round(gap / interval)) <= tolerance for gap in gaps):
            return interval
    return base if base > long else None

"""Offsets of one text, from any number of series that each say a part, joined to samples.

In: committed offset, end offset, lag, log start of a group's partition at a time, each on its own or together. Out:
samples where both offsets are known or follow from the lag, and facts where only the lag or only one offset is there:
a sample without a committed offset means that there is none, so what is merely not known must not become one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

from kafka_triage.facts.values import Known, Source, Value
from kafka_triage.readers.found import Found
from kafka_triage.readers.tools.wording import finite
from kafka_triage.samples.movement import direction
from kafka_triage.samples.rows import Sample

_MOST_POINTS = 400_000
_LATEST_SECOND = 2**33
NONE_COMMITTED = -1


@dataclass(slots=True)
class _Point:
    """What is known of one partition at one time; ``committed`` is `NONE_COMMITTED` where there is no commit."""

    origin: str
    committed: int | None = None
    end: int | None = None
    start: int | None = None
    stable: int | None = None
    lag: int | None = None
    member: str | None = None
    host: str | None = None
    client: str | None = None

    def joined(self) -> None:
        """Work out the third of committed offset, end offset and lag from two of them."""
        if self.committed == NONE_COMMITTED or self.lag is None:
            return
        if self.end is None and self.committed is not None:
            self.end = self.committed + self.lag
        elif self.committed is None and self.end is not None and self.end >= self.lag:
            self.committed = self.end - self.lag


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """When something was seen: a time, or else the number of the snapshot; make it with `seen`."""

    order: int
    stamp: float
    at: datetime | None = field(default=None, compare=False)


def seen(order: int, at: datetime | None = None) -> Moment:
    """The moment of a snapshot; where its time is known, the time alone says which it is."""
    return Moment(order, 0.0) if at is None else Moment(0, at.timestamp(), at)


def time_of(seconds: object) -> datetime | None:
    """The time that stands at seconds since the epoch; None where that is no time of this age."""
    number = finite(seconds)
    return datetime.fromtimestamp(number, UTC) if number is not None and 0 < number < _LATEST_SECOND else None


@dataclass(slots=True)
class Offsets:
    """Collects what series say; `fill` makes samples and facts of it.

    Attributes:
        name: The name of the text, for origins.
    """

    name: str
    points: dict[tuple[str, str, int, Moment], _Point] = field(default_factory=dict)
    topics: dict[tuple[str, int, Moment], _Point] = field(default_factory=dict)
    totals: dict[str, dict[Moment, dict[str, tuple[int, int]]]] = field(default_factory=lambda: defaultdict(dict))

    def group(
        self, group: str, topic: str, partition: int, moment: Moment, line: int, **known: int | str | None
    ) -> None:
        """Add what a series says of a group's partition: any field of a point, by its name."""
        self._put(self.points, (group, topic, partition, moment), line, known)

    def topic(self, topic: str, partition: int, moment: Moment, line: int, **known: int | str | None) -> None:
        """Add what a series says of a partition itself, whichever group reads it: any of end, start, stable."""
        self._put(self.topics, (topic, partition, moment), line, known)

    def total(self, group: str, part: str, moment: Moment, lag: int, line: int) -> None:
        """Add the lag of a whole group (an empty part), or of one of its topics."""
        self.totals[group].setdefault(moment, {})[part] = (lag, line)

    def _put(self, points: dict, key: tuple, line: int, known: dict[str, int | str | None]) -> None:  # type: ignore[type-arg]
        point = points.get(key)
        if point is None:
            if len(points) >= _MOST_POINTS:
                return
            point = points[key] = _Point(f"{self.name}:{line}")
        for name, value in known.items():
            if value is not None:
                setattr(point, name, value)

    def fill(self, found: Found) -> None:
        """Add samples and facts of every group to what was found."""
        sampled: set[str] = set()
        rest: dict[str, list[tuple[Moment, str, int, _Point]]] = defaultdict(list)
        for (group, topic, partition, moment), point in self.points.items():
            beside = self.topics.get((topic, partition, moment))
            if beside is not None:
                point.end = beside.end if point.end is None else point.end
                point.start = beside.start if point.start is None else point.start
                point.stable = beside.stable if point.stable is None else point.stable
            point.joined()
            if point.committed is None or (point.end is None and point.committed != NONE_COMMITTED):
                rest[group].append((moment, topic, partition, point))
                continue
            sampled.add(group)
            found.group(group).samples.append(_sample(topic, partition, moment, point))
        for group in sorted({*rest, *self.totals} - sampled):
            self._parts(found, group, rest[group])
        self._ends(found)

    def _parts(self, found: Found, group: str, rest: Sequence[tuple[Moment, str, int, _Point]]) -> None:
        """Facts of a group of which only the lag, or only the committed offset, is known."""
        lags: dict[Moment, dict[str, tuple[int, int]]] = defaultdict(dict)
        commits: dict[tuple[str, int], list[tuple[Moment, int, str]]] = defaultdict(list)
        for moment, topic, partition, point in rest:
            line = int(point.origin.rpartition(":")[2])
            if point.lag is not None:
                lags[moment][f"{topic}-{partition}"] = (point.lag, line)
            if point.committed is not None:
                commits[topic, partition].append((moment, point.committed, point.origin))
        if not lags:
            lags.update({at: _whole_or_parts(parts) for at, parts in self.totals.get(group, {}).items()})
        self._lags(found, group, lags)
        _committed(found, group, commits)

    def _lags(self, found: Found, group: str, lags: dict[Moment, dict[str, tuple[int, int]]]) -> None:
        moments = sorted(lags)
        if not moments:
            return
        last = lags[moments[-1]]
        origin = f"{self.name}:{max(line for _, line in last.values())}"
        found.add("group.lag_messages", sum(lag for lag, _ in last.values()), origin, group=group)
        parts = set(last)
        same = [moment for moment in moments if set(lags[moment]) == parts]
        if len(same) < 2:
            return
        series = [sum(lag for lag, _ in lags[moment].values()) for moment in same]
        trend = direction(series, None)
        detail = f"the lag went from {series[0]:,} to {series[-1]:,} messages"
        _likely(found, "group.lag_trend", trend, origin, group, detail)
        found.add("group.lag_change_messages", series[-1] - series[0], origin, group=group)
        found.add("group.samples", len(same), origin, group=group)

    def _ends(self, found: Found) -> None:
        """Whether topics have messages, and how their ends move, where no group stands beside them."""
        if not self.topics or self.points:
            return
        ends: dict[tuple[str, int], list[tuple[Moment, int, str]]] = defaultdict(list)
        held: list[int] = []
        for (topic, partition, moment), point in sorted(self.topics.items(), key=lambda item: item[0]):
            if point.end is not None:
                ends[topic, partition].append((moment, point.end, point.origin))
                if point.start is not None:
                    held.append(point.end - point.start)
        if not ends:
            return
        origin = next(iter(ends.values()))[-1][2]
        if held and (any(count > 0 for count in held) or len(held) == sum(map(len, ends.values()))):
            found.add("topic.has_messages", any(count > 0 for count in held), origin)
        elif not any(end for series in ends.values() for _, end, _ in series):
            found.add("topic.has_messages", False, origin, detail="every end offset is 0")
        series = [[offset for _, offset, _ in one] for one in ends.values() if len(one) > 1]
        if series:
            back = any(after < before for one in series for before, after in pairwise(one))
            moved = any(one[-1] > one[0] for one in series)
            trend = "backwards" if back else "advancing" if moved else "unchanged"
            found.add("group.end_offset_trend", trend, origin)


def _whole_or_parts(parts: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    return {"": parts[""]} if "" in parts else parts


def _committed(found: Found, group: str, commits: dict[tuple[str, int], list[tuple[Moment, int, str]]]) -> None:
    series = [sorted(one) for one in commits.values() if len(one) > 1 and all(value >= 0 for _, value, _ in one)]
    if not series:
        return
    steps = [after[1] - before[1] for one in series for before, after in pairwise(one)]
    trend = "backwards" if min(steps) < 0 else "advancing" if max(steps) > 0 else "unchanged"
    moved = sum(one[-1][1] - one[0][1] for one in series)
    detail = f"committed offsets moved by {moved:,} messages; end offsets are not in the text"
    _likely(found, "group.committed_trend", trend, series[0][-1][2], group, detail)


def _likely(found: Found, name: str, value: Value, origin: str, group: str, detail: str) -> None:
    found.group(group).facts.append(Known(name, value, Source.READ, origin, False, detail=detail))


def _sample(topic: str, partition: int, moment: Moment, point: _Point) -> Sample:
    return Sample(
        at=moment.at,
        order=moment.order,
        topic=topic,
        partition=partition,
        committed=None if point.committed == NONE_COMMITTED else point.committed,
        end=point.end,
        start=point.start,
        last_stable=point.stable,
        member_id=point.member,
        host=point.host.lstrip("/") if point.host else None,
        client_id=point.client,
        origin=point.origin,
    )

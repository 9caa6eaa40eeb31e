"""Series to facts: trends of the lag and of the committed offset, rates, stuck and moving partitions, skew.

A pure function of samples and thresholds. A movement counts as growth only above the noise floor, which is what commits
alone explain: production rate times commit interval (guide, "Message accumulation"). Fewer samples than the threshold,
or closer ones, make a trend likely instead of certain, and a note says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from statistics import median

from kafka_triage.facts.show import number
from kafka_triage.facts.values import Known, Source, Value
from kafka_triage.samples.history import History, build_history
from kafka_triage.samples.movement import advance, direction, rises, rises_at_all, totals
from kafka_triage.samples.rows import Sample
from kafka_triage.samples.series import Series, Snapshots, build_series, build_snapshots, lag_of
from kafka_triage.samples.words import count, member, places, short_time

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Numbers that the vocabulary names.

    Attributes:
        samples: Samples from which on a trend is certain.
        interval_ms: Time between two samples from which on it is.
        noise_share: Longest commit interval, as a share of the time between two samples, where it is not known.
        jump_ratio: A step of the committed offset is a jump from this many times any other step and production on.
    """

    samples: int
    interval_ms: float
    noise_share: float
    jump_ratio: float


@dataclass(frozen=True, slots=True)
class Trend:
    """What samples say: facts with provenance, what was noticed, and the samples themselves, for charts."""

    facts: tuple[Known, ...]
    notes: tuple[str, ...]
    history: Callable[[], History] | None


def group_facts(
    samples: Iterable[Sample],
    *,
    thresholds: Thresholds,
    commit_interval_ms: float | None = None,
    source: Source = Source.MEASURED,
) -> Trend:
    """The facts of one consumer group that follow from its offsets over time.

    Args:
        samples: In any order, duplicates allowed.
        thresholds: How many samples make a trend certain.
        commit_interval_ms: Time between two commits; None where it is not known.
        source: ``MEASURED`` for samples, ``READ`` for pasted tables.
    """
    series, notes = build_series(samples)
    if not series:
        return Trend((), notes, None)
    snapshots = build_snapshots(series)
    reading = _Reading(series, snapshots, thresholds, commit_interval_ms, source)
    return Trend(
        tuple(reading.facts()), (*notes, *reading.notes), partial(build_history, series, snapshots, reading.noise)
    )


class _Reading:
    """One group's series, read once; each method gives some of the facts."""

    def __init__(
        self,
        series: Sequence[Series],
        snapshots: Snapshots,
        thresholds: Thresholds,
        commit_interval_ms: float | None,
        source: Source,
    ) -> None:
        self.series = series
        self.snapshots = snapshots
        self.thresholds = thresholds
        self.commit_interval_ms = commit_interval_ms
        self.source = source
        self.notes: list[str] = []
        interval = snapshots.interval_ms
        self.enough = (
            snapshots.count >= thresholds.samples and interval is not None and interval >= thresholds.interval_ms
        )
        self.origin = places([one.last for one in series] if snapshots.count == 1 else self._ends_of_widest())

    def facts(self) -> list[Known]:
        found = [*self._levels(), *self._owners()]
        if self.snapshots.count > 1:
            found += [
                *self._window(),
                *self._rates(),
                *self._lag(),
                *self._committed(),
                *self._ends(),
                *self._partitions(),
                *self._stuck_members(),
            ]
            self._say_how_sure()
        return found

    def known(self, name: str, value: Value, *, certain: bool = True, detail: str = "", origin: str = "") -> Known:
        return Known(name, value, self.source, origin or self.origin, certain, detail=detail)

    def _ends_of_widest(self) -> list[Sample]:
        """First and last sample of the partition with the most lag: where the trend can be looked up."""
        widest = max(self.series, key=lambda one: (lag_of(one.last) or 0, one.name))
        return [widest.first, widest.last]

    def _say_how_sure(self) -> None:
        count, interval = self.snapshots.count, self.snapshots.interval_ms
        if self.snapshots.left_out:
            names = self.snapshots.left_out
            shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
            self.notes.append(f"not in every sample, so left out of the trend: {shown}")
        if self.enough:
            return
        least, seconds = self.thresholds.samples, short_time(self.thresholds.interval_ms)
        apart = f"{short_time(interval)} apart" if interval is not None else "at times that are not known"
        self.notes.append(
            f"{count} samples {apart}: trends are likely; {least} samples at least {seconds} apart make them certain"
        )

    def _levels(self) -> list[Known]:
        """What the newest sample of each partition says alone."""
        newest = [one.last for one in self.series]
        lags = [lag for sample in newest if (lag := lag_of(sample)) is not None]
        topics = {one.topic for one in self.series}
        shown = {"group.partitions": len(self.series), "group.topics": len(topics)}
        found = [
            *[self.known("topic.name", topic) for topic in topics if len(topics) == 1],
            *(replace(self.known(name, count), at_least=True) for name, count in shown.items()),
            self.known("group.never_committed_partitions", sum(sample.committed is None for sample in newest)),
        ]
        if lags:
            total = sum(max(lag, 0) for lag in lags)
            found.append(self.known("group.lag_messages", total))
            if len(lags) > 1:
                found.append(
                    self.known("group.lag_skew", max(max(lags), 0) / max(median(max(lag, 0) for lag in lags), 1))
                )
        found += self._below_start(newest)
        negative = [one for one in self.series if self._persistently_negative(one)]
        if lags:
            found.append(self.known("group.negative_lag_partitions", len(negative)))
        return found

    def _below_start(self, newest: Sequence[Sample]) -> list[Known]:
        both = [
            (sample, sample.committed, sample.start)
            for sample in newest
            if sample.committed is not None and sample.start is not None
        ]
        if not both:
            return []
        lost = sum(max(start - committed, 0) for _, committed, start in both)
        found = [self.known("offset.committed_below_start", lost > 0)]
        return [*found, self.known("group.lost_messages", lost)] if lost else found

    def _persistently_negative(self, one: Series) -> bool:
        lags = [lag for lag in one.lags() if lag is not None]
        if not lags or lags[-1] >= 0:
            if any(lag < 0 for lag in lags):
                self._note_race(one)
            return False
        if len(lags) == 1 or lags[-2] < 0:
            return True
        self._note_race(one)
        return False

    def _note_race(self, one: Series) -> None:
        note = f"{one.name} has a negative lag in one sample only: its end offset was read before the commit; ignored"
        if note not in self.notes:
            self.notes.append(note)

    def _stuck_members(self) -> list[Known]:
        """The members whose partitions do not move, most lag first."""
        stuck = sorted((one for one in self.series if one.stuck), key=lambda one: -(lag_of(one.last) or 0))
        names = [name for one in stuck if (name := member(one.last))]
        named = tuple(dict.fromkeys(names))[:_MOST_NAMED]
        return [self.known("group.stuck_members", named)] if named and len(names) == len(stuck) else []

    def _owners(self) -> list[Known]:
        """Members, as far as the newest samples name them; a table without members says nothing here."""
        owners = {one.name: one.last.member_id for one in self.series if one.last.member_id}
        if not owners:
            return []
        found = []
        if len(set(owners.values())) == 1:
            found.append(self.known("client.subscribed_partitions", len(owners)))
        if self.source is Source.MEASURED and len(owners) == len(self.series):
            count = len(set(owners.values()))
            found.append(self.known("group.members", count, detail=f"{count} members own partitions"))
        behind = {owners.get(one.name) for one in self.series if self._falls_behind(one)}
        fine = {owners.get(one.name) for one in self.series if not self._falls_behind(one)}
        if self.snapshots.count > 1 and behind and None not in behind | fine:
            found.append(self.known("group.lag_one_owner", len(behind) == 1 and bool(fine - behind)))
        return found

    def _falls_behind(self, one: Series) -> bool:
        return one.stuck or self._direction(one) == "growing"

    def _window(self) -> list[Known]:
        found = [self.known("group.samples", self.snapshots.count)]
        if self.snapshots.interval_ms is not None and self.snapshots.window_ms is not None:
            found.append(self.known("group.sample_interval_ms", self.snapshots.interval_ms))
            found.append(self.known("group.window_ms", self.snapshots.window_ms))
        return found

    def _rates(self) -> list[Known]:
        """Production and consumption, from end offsets and committed offsets that did not go back."""
        window = self.snapshots.window_ms
        if not window:
            return []
        found = []
        produced = [rate for one in self.series if (rate := advance(one.ends())) is not None]
        consumed = [rate for one in self.series if (rate := advance(one.committed())) is not None]
        if produced and len(produced) == len(self.series):
            found.append(self.known("production.messages_per_second", sum(produced) * 1000 / window))
            busy = [rate for rate in produced if rate > 0]
            if len(produced) > 1 and busy:
                found.append(self.known("production.partition_skew", max(produced) / (median(produced) or min(busy))))
        if consumed and len(consumed) == len(self.series):
            found.append(self.known("consumption.messages_per_second", sum(consumed) * 1000 / window))
        return found

    def noise(self, ends: Sequence[int]) -> float | None:
        """Movement of the lag that commits alone explain, estimated where the commit interval is not known."""
        produced = advance(ends)
        if produced is None:
            return None
        window = self.snapshots.window_ms
        if self.commit_interval_ms is not None and window:
            return produced / window * self.commit_interval_ms
        return produced / (self.snapshots.count - 1) * self.thresholds.noise_share

    def _beyond_doubt(self, change: int, ends: Sequence[int], committed: Sequence[int]) -> bool:
        """Whether a change of the lag is more than any commit interval explains.

        Where nothing was committed there is no noise; where a commit was seen between any two samples, the commit
        interval is no longer than the time between them.
        """
        if self.commit_interval_ms is not None or not rises_at_all(committed):
            return True
        produced = advance(ends)
        return produced is not None and rises(committed) and abs(change) > produced / (self.snapshots.count - 1)

    def _lag(self) -> list[Known]:
        compared = self.snapshots.compared
        if not compared:
            return []
        lags = self.snapshots.lags
        ends = totals([one.ends() for one in compared])
        committed = totals([one.committed() for one in compared])
        trend = direction(lags, self.noise(ends))
        sure = trend == "none" or self._beyond_doubt(lags[-1] - lags[0], ends, committed)
        return [
            self.known("group.lag_trend", trend, certain=self.enough and sure, detail=self._lag_detail(trend, lags)),
            self.known("group.lag_change_messages", lags[-1] - lags[0]),
            self.known("group.lag_fluctuation_messages", max(lags) - min(lags)),
        ]

    def _lag_detail(self, trend: str, lags: Sequence[int]) -> str:
        time = f" in {short_time(self.snapshots.window_ms)}" if self.snapshots.window_ms else ""
        if trend == "growing":
            widest = max(self.snapshots.compared, key=lambda one: (lag_of(one.last) or 0, one.name))
            most = (
                f"; {widest.name}: {count(lag_of(widest.first))} to {count(lag_of(widest.last))}"
                if len(self.series) > 1
                else ""
            )
            return f"the lag grew from {number(lags[0])} to {number(lags[-1])}{time}{most}"
        if trend == "falling":
            return f"the lag fell from {number(lags[0])} to {number(lags[-1])}{time}"
        if trend == "none":
            return f"there is no lag{time}"
        return f"the lag stayed between {number(min(lags))} and {number(max(lags))}{time}"

    def _direction(self, one: Series) -> str:
        lags = [max(lag, 0) for lag in one.lags() if lag is not None]
        return direction(lags, self.noise(one.ends())) if len(lags) > 1 else "stable"

    def _active(self) -> list[Series]:
        """Partitions that have something to commit: lag, or production."""
        return [one for one in self.series if any(lag for lag in one.lags() if lag) or (advance(one.ends()) or 0) > 0]

    def _committed(self) -> list[Known]:
        active = [one for one in self._active() if len(one.committed()) > 1]
        steps = {one.name: [after - before for before, after in pairwise(one.committed())] for one in active}
        if not active:
            if not any(len(one.committed()) > 1 for one in self.series):
                return []
            return [
                self.known(
                    "group.committed_trend", "unchanged", certain=self.enough, detail="nothing is left to commit"
                )
            ]
        backwards = [one for one in active if min(steps[one.name]) < 0]
        jumped = [one for one in active if self._jumped(one, steps[one.name])]
        if backwards:
            one = backwards[0]
            at = next(index for index, step in enumerate(steps[one.name]) if step < 0)
            offsets = one.committed()
            detail = (
                f"the committed offset of {one.name} went back from {number(offsets[at])} to {number(offsets[at + 1])}"
            )
            return [
                self.known(
                    "group.committed_trend",
                    "backwards",
                    detail=detail,
                    origin=places([one.samples[at], one.samples[at + 1]]),
                )
            ]
        if jumped:
            one = jumped[0]
            detail = f"the committed offset of {one.name} jumped by {number(max(steps[one.name]))}"
            return [self.known("group.committed_trend", "jumped_forward", certain=False, detail=detail)]
        if any(max(steps[one.name]) > 0 for one in active):
            advanced = sum(one.committed()[-1] - one.committed()[0] for one in active)
            detail = f"committed offsets advanced by {number(advanced)} messages"
            return [self.known("group.committed_trend", "advancing", certain=True, detail=detail)]
        return [self.known("group.committed_trend", "unchanged", certain=self.enough, detail=self._stayed(active))]

    def _stayed(self, active: Sequence[Series]) -> str:
        widest = max(active, key=lambda one: (lag_of(one.last) or 0, one.name))
        offset = number(widest.committed()[-1])
        if len(active) == 1:
            return f"the committed offset of {widest.name} stayed at {offset}"
        return f"no committed offset moved; {widest.name} stayed at {offset}"

    def _jumped(self, one: Series, steps: Sequence[int]) -> bool:
        """A step out of all proportion to the others and to production that leaves hardly any lag."""
        if len(steps) < 2:
            return False
        largest = max(steps)
        others = sorted(steps)[:-1]
        production = max((after - before for before, after in pairwise(one.ends())), default=0)
        usual = max(*others, production, 1)
        left = lag_of(one.samples[steps.index(largest) + 1]) or 0
        return largest > self.thresholds.jump_ratio * usual and left <= usual

    def _ends(self) -> list[Known]:
        found = []
        moves = [(one, one.ends()) for one in self.series if len(one.ends()) > 1]
        back = [one for one, ends in moves if any(after < before for before, after in pairwise(ends))]
        if back:
            detail = f"the end offset of {back[0].name} went back"
            found.append(
                self.known(
                    "group.end_offset_trend", "backwards", detail=detail, origin=places([back[0].first, back[0].last])
                )
            )
        elif moves:
            advanced = any(ends[-1] > ends[0] for _, ends in moves)
            found.append(self.known("group.end_offset_trend", "advancing" if advanced else "unchanged"))
        stable = [
            (one.first, one.last)
            for one in self.series
            if one.first.last_stable is not None and one.last.last_stable is not None
        ]
        if stable:
            frozen = any(
                first.last_stable == last.last_stable
                and first.end is not None
                and last.end is not None
                and last.end > first.end
                and (last.last_stable or 0) < last.end
                for first, last in stable
            )
            found.append(self.known("offset.last_stable_frozen", frozen, certain=self.enough))
        return found

    def _partitions(self) -> list[Known]:
        both = [one for one in self.series if len(one.committed()) > 1]
        if not both:
            return []
        stuck = [one.committed()[0] for one in both if one.stuck]
        return [
            *(self.known("group.stuck_offset", offset) for offset in stuck if len(stuck) == 1),
            self.known("group.stuck_partitions", sum(one.stuck for one in both), certain=self.enough),
            self.known("group.moving_partitions", sum(one.committed()[-1] > one.committed()[0] for one in both)),
            self.known(
                "group.growing_partitions", sum(self._direction(one) == "growing" for one in both), certain=self.enough
            ),
        ]

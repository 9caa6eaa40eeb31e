"""Samples to series: one a partition, sorted, without duplicates, and the group's lag from snapshot to snapshot.

In: samples in any order. Out: `Series` a partition and `Snapshots` of the partitions that can be compared throughout.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median

from kafka_triage.samples.rows import Sample

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Series:
    """One partition over time: its samples, oldest first, one a time."""

    topic: str
    partition: int
    samples: tuple[Sample, ...]

    @property
    def name(self) -> str:
        """Topic and partition, as Kafka's logs write them."""
        return f"{self.topic}-{self.partition}"

    @property
    def first(self) -> Sample:
        """The oldest sample."""
        return self.samples[0]

    @property
    def last(self) -> Sample:
        """The newest sample."""
        return self.samples[-1]

    def lags(self) -> list[int | None]:
        """End offset minus committed offset at each sample; None where one of them is not there."""
        return [lag_of(sample) for sample in self.samples]

    def committed(self) -> list[int]:
        """The committed offsets that are there."""
        return [sample.committed for sample in self.samples if sample.committed is not None]

    def ends(self) -> list[int]:
        """The end offsets that are there."""
        return [sample.end for sample in self.samples if sample.end is not None]

    @property
    def stuck(self) -> bool:
        """Whether there is lag, and the committed offset is the same at each sample."""
        committed = self.committed()
        return len(committed) > 1 and committed[0] == committed[-1] == min(committed) and (lag_of(self.last) or 0) > 0


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The group from snapshot to snapshot.

    Attributes:
        times: Milliseconds from the first snapshot; empty where the samples have no times.
        count: How many snapshots there are.
        interval_ms: Median time between two snapshots; None where the samples have no times.
        lags: Total lag of the compared partitions at each snapshot.
        compared: The partitions that are in every snapshot with a committed and an end offset.
        left_out: Names of the partitions that are not.
    """

    times: tuple[float, ...]
    count: int
    interval_ms: float | None
    lags: tuple[int, ...]
    compared: tuple[Series, ...]
    left_out: tuple[str, ...]

    @property
    def window_ms(self) -> float | None:
        """Time from the first snapshot to the last."""
        return self.times[-1] - self.times[0] if len(self.times) > 1 else None


def lag_of(sample: Sample) -> int | None:
    """End offset minus committed offset; below zero where the commit is past the end that was read before it."""
    return None if sample.committed is None or sample.end is None else sample.end - sample.committed


def build_series(samples: Iterable[Sample]) -> tuple[tuple[Series, ...], tuple[str, ...]]:
    """Sort samples into one series a partition, without duplicates.

    Returns:
        The series in the order of topic and partition, and a note for each contradiction.
    """
    grouped: dict[tuple[str, int], dict[tuple[float, int], Sample]] = defaultdict(dict)
    notes: dict[str, None] = {}
    for sample in samples:
        key = (time_ms(sample), sample.order)
        points = grouped[sample.topic, sample.partition]
        before = points.get(key)
        if before is not None and _offsets(before) != _offsets(sample):
            notes[f"{sample.topic}-{sample.partition} has two samples of one time; the greater offsets are used"] = None
            sample = max(before, sample, key=_offsets)
        points[key] = sample
    series = (
        Series(topic, partition, tuple(points[key] for key in sorted(points)))
        for (topic, partition), points in sorted(grouped.items())
    )
    return tuple(series), tuple(notes)


def time_ms(sample: Sample) -> float:
    """Milliseconds of a sample's time since the epoch; 0 where it has none."""
    return (sample.at - _EPOCH).total_seconds() * 1000 if sample.at else 0.0


def _offsets(sample: Sample) -> tuple[int, int]:
    return (sample.committed if sample.committed is not None else -1, sample.end if sample.end is not None else -1)


def build_snapshots(series: Sequence[Series]) -> Snapshots:
    """Join series to snapshots of the partitions that can be compared.

    Samples of one snapshot may be some time apart, as tools read partition after partition; times belong together when
    they are closer than half of the usual time between two samples of a partition.
    """
    stamps = sorted({(time_ms(sample), sample.order) for one in series for sample in one.samples})
    timed = all(sample.at for one in series for sample in one.samples)
    gaps = [(time_ms(after) - time_ms(before)) for one in series for before, after in pairwise(one.samples) if timed]
    usual = median(gaps) if gaps else 0.0
    starts = [stamps[0]]
    for before, after in pairwise(stamps):
        if after[1] != before[1] or after[0] - before[0] > usual / 2:
            starts.append(after)
    slots = [_slots(one, starts) for one in series]
    compared = [(one, lags) for one, lags in zip(series, slots, strict=True) if all(lag is not None for lag in lags)]
    totals = tuple(sum(lags[number] or 0 for _, lags in compared) for number in range(len(starts)))
    times = tuple(start[0] - starts[0][0] for start in starts) if timed else ()
    intervals = [after - before for before, after in pairwise(times)]
    names = {one.name for one, _ in compared}
    return Snapshots(
        times=times,
        count=len(starts),
        interval_ms=median(intervals) if intervals else None,
        lags=totals,
        compared=tuple(one for one, _ in compared),
        left_out=tuple(one.name for one in series if one.name not in names),
    )


def _slots(one: Series, starts: Sequence[tuple[float, int]]) -> list[int | None]:
    """The lag of a partition in each snapshot, not below zero."""
    found: list[int | None] = [None] * len(starts)
    number = 0
    for sample in one.samples:
        key = (time_ms(sample), sample.order)
        while number + 1 < len(starts) and key >= starts[number + 1]:
            number += 1
        lag = lag_of(sample)
        found[number] = None if lag is None else max(lag, 0)
    return found

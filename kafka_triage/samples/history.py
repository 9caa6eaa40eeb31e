"""Series to what a chart shows: offsets of each partition over time, the lag of the group, its noise and its forecast.

In: series, snapshots and the noise floor of the trend. Out: a `History` of plain numbers. Nothing is concluded here:
the trend is that of `kafka_triage.samples.trend`, and the forecast goes on with the change from the first snapshot to
the last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kafka_triage.samples.movement import direction, totals
from kafka_triage.samples.series import Series, Snapshots, time_ms


@dataclass(frozen=True, slots=True)
class PartitionHistory:
    """The offsets of one partition over time, oldest first.

    Attributes:
        topic: Name of the topic.
        partition: Number of the partition.
        at: Milliseconds from the start of the history; the number of the snapshot, from 0, where there are no times.
        committed: Committed offset at each time; None where there was none.
        end: End offset at each time; None where it was not known.
        stuck: Whether there is lag, and the committed offset is the same throughout.
    """

    topic: str
    partition: int
    at: tuple[float, ...]
    committed: tuple[int | None, ...]
    end: tuple[int | None, ...]
    stuck: bool

    @property
    def name(self) -> str:
        """Topic and partition, as Kafka's logs write them."""
        return f"{self.topic}-{self.partition}"

    def lags(self) -> list[int | None]:
        """Messages between committed and end offset at each time, not below zero; None where one is not there."""
        return [
            None if committed is None or end is None else max(end - committed, 0)
            for committed, end in zip(self.committed, self.end, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class History:
    """The samples of one group, for a chart.

    Attributes:
        start: The time of the first sample; None where the samples have no times.
        partitions: In the order of topic and number.
        at: When each snapshot was taken, as in `PartitionHistory`.
        lags: Messages of lag at each snapshot, of all partitions that can be compared.
        left_out: Names of the partitions that are not in every snapshot, so not in ``lags``.
        trend: Way of ``lags``: ``growing``, ``falling``, ``stable`` or ``none``; empty for a single snapshot.
        noise: Messages by which the lag may move without meaning anything; None where that cannot be said.
        drain_ms: Time from the last snapshot until the lag is gone at the present rates; None unless it falls.
    """

    start: datetime | None
    partitions: tuple[PartitionHistory, ...]
    at: tuple[float, ...]
    lags: tuple[int, ...]
    left_out: tuple[str, ...]
    trend: str
    noise: float | None
    drain_ms: float | None

    def __call__(self) -> History:
        """Itself: a report takes its history as something to call, ready or not."""
        return self


def build_history(
    series: Sequence[Series], snapshots: Snapshots, noise_of: Callable[[Sequence[int]], float | None]
) -> History:
    """Lay out series for a chart.

    Args:
        series: One for each partition, at least one.
        snapshots: The same, joined.
        noise_of: Gives the noise of a lag, in messages, from the end offsets.
    """
    timed = bool(snapshots.times)
    first = min((sample for one in series for sample in one.samples), key=time_ms)
    orders = sorted({sample.order for one in series for sample in one.samples})
    position = {order: float(number) for number, order in enumerate(orders)}
    zero = time_ms(first)
    partitions = tuple(
        PartitionHistory(
            one.topic,
            one.partition,
            tuple(time_ms(sample) - zero if timed else position[sample.order] for sample in one.samples),
            tuple(sample.committed for sample in one.samples),
            tuple(sample.end for sample in one.samples),
            one.stuck,
        )
        for one in series
    )
    compared = snapshots.compared
    several = snapshots.count > 1 and bool(compared)
    noise = noise_of(totals([one.ends() for one in compared])) if several else None
    trend = direction(snapshots.lags, noise) if several else ""
    return History(
        start=first.at if timed else None,
        partitions=partitions,
        at=snapshots.times or tuple(float(number) for number in range(snapshots.count)),
        lags=snapshots.lags if compared else (),
        left_out=snapshots.left_out,
        trend=trend,
        noise=noise,
        drain_ms=_drain(snapshots) if trend == "falling" else None,
    )


def _drain(snapshots: Snapshots) -> float | None:
    """The time in which the last lag goes, at the rate at which it went from the first snapshot to the last."""
    window = snapshots.window_ms
    gone = snapshots.lags[0] - snapshots.lags[-1]
    return snapshots.lags[-1] * window / gone if window and gone > 0 else None

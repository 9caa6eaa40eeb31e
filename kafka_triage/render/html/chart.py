"""Offsets over time as pictures: the lag of the group, the offsets of the partitions with most lag, the lag of all.

In: a `History`. Out: a `Chart` of places for the templates; no mark-up. Each picture of the group comes in a wide and a
narrow form, as text in a picture does not wrap; the style shows the one that fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import TypeAlias

from kafka_triage.facts.show import number, show
from kafka_triage.render.common import clean
from kafka_triage.render.html.letters import width_of
from kafka_triage.render.html.panel import Band, Bar, Line, Panel, area_between, make_panel
from kafka_triage.render.html.scale import Tick, number_ticks, snapshot_ticks, thinned, time_ticks
from kafka_triage.samples.history import History, PartitionHistory

_WIDE, _NARROW, _SMALL = 760, 310, 300
_HEIGHT, _SMALL_HEIGHT, _BAR_HEIGHT = 220, 150, 150
_MOST_PARTITIONS, _MOST_BARS, _MOST_ROWS = 6, 60, 50
_BAR_WIDTH, _BESIDE_BARS = 9, 80
_MOST_POINTS = 240
_FEW = 5
_FARTHEST_FORECAST = 1.0  # in windows of the samples: what lies farther off is said, not drawn
_ROOM_ABOVE = 1.08
_Points: TypeAlias = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class PartitionPicture:
    """One partition: its panel, and its offsets in words."""

    name: str
    panel: Panel
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """The offsets of one partition at its first and last sample, in words."""

    name: str
    committed: str
    end: str
    lag: str
    stuck: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """All pictures of one history.

    Attributes:
        lag: The lag of the group over time, wide and narrow; empty where there is one snapshot only.
        words: The same in a sentence.
        band: The noise in words; empty where it is not known.
        forecast: When the lag is gone, in words; empty unless it falls.
        axis: What the horizontal axis shows.
        partitions: The partitions with most lag; empty where there is one snapshot only.
        bars: The lag of every partition, wide and narrow; empty where ``partitions`` shows all.
        bar_words: The same in a sentence.
        grouped: Whether a bar may stand for several partitions.
        stuck: Whether some partitions stand still.
        rows: The numbers, most lag first.
        more: How many partitions have no row.
    """

    lag: tuple[Panel, ...]
    words: str
    band: str
    forecast: str
    axis: str
    partitions: tuple[PartitionPicture, ...]
    bars: tuple[Panel, ...]
    bar_words: str
    grouped: bool
    stuck: bool
    rows: tuple[Row, ...]
    more: int


def draw_chart(history: History) -> Chart:
    """Lay out the pictures of a history."""
    several = len(history.at) > 1
    ranked = sorted(history.partitions, key=lambda one: (-(_last_lag(one) or 0), one.name))
    shown = ranked[:_MOST_PARTITIONS] if several else []
    bars = ranked if len(ranked) > len(shown) else []
    return Chart(
        lag=tuple(_lag_panel(history, width) for width in (_WIDE, _NARROW)) if several and history.lags else (),
        words=_lag_words(history) if several and history.lags else "",
        band=_band_words(history),
        forecast=_forecast_words(history),
        axis=_axis_words(history),
        partitions=_partition_pictures(history, shown),
        bars=tuple(_bar_panel(bars, width) for width in (_WIDE, _NARROW)) if bars else (),
        bar_words=_bar_words(bars) if bars else "",
        grouped=len(bars) > _most_bars(_NARROW),
        stuck=any(one.stuck for one in history.partitions),
        rows=tuple(_row(one) for one in ranked[:_MOST_ROWS]),
        more=max(len(ranked) - _MOST_ROWS, 0),
    )


def _lag_panel(history: History, width: float) -> Panel:
    window = history.at[-1]
    points = thinned([(at, float(lag)) for at, lag in zip(history.at, history.lags, strict=True)], _MOST_POINTS)
    lines = [Line("lag", tuple(points), dots=len(points) <= width / 30)]
    right = window
    if history.drain_ms:
        drawn = min(history.drain_ms, window * _FARTHEST_FORECAST)
        right = window + drawn
        left_over = history.lags[-1] * (1 - drawn / history.drain_ms)
        lines.append(Line("forecast", ((window, float(history.lags[-1])), (right, left_over)), dots=False))
    first = history.lags[0]
    bands = [Band("noise", max(first - history.noise, 0), first + history.noise)] if history.noise else []
    highest = max([*history.lags, *(band.high for band in bands)]) * _ROOM_ABOVE
    return make_panel(
        width,
        _HEIGHT,
        x_ticks=_x_ticks(history, right, int(width // 90)),
        y_ticks=number_ticks(highest, 4),
        right=right,
        lines=lines,
        bands=bands,
    )


def _partition_pictures(history: History, shown: Sequence[PartitionHistory]) -> tuple[PartitionPicture, ...]:
    """One panel a partition, all of one scale: messages since its lowest offset; between the lines is the lag."""
    curves = [(one, *_curves(one)) for one in shown]
    heights = [value for _, committed, end, _ in curves for _, value in (*committed, *end)]
    highest = max([*heights, 1.0]) * _ROOM_ABOVE
    right = max((one.at[-1] for one in shown), default=0.0)
    made = []
    for one, committed, end, both in curves:
        lines = [Line("end", tuple(end), dots=False), Line("committed", tuple(committed), dots=len(committed) <= _FEW)]
        panel = make_panel(
            _SMALL,
            _SMALL_HEIGHT,
            x_ticks=_x_ticks(history, right, 3),
            y_ticks=[Tick(tick.value, f"+{tick.label}") for tick in number_ticks(highest, 3)],
            right=right,
            lines=[line for line in lines if line.points],
            areas=[area_between("gap", both)],
        )
        made.append(PartitionPicture(clean(one.name), panel, _offset_words(one)))
    return tuple(made)


def _curves(one: PartitionHistory) -> tuple[_Points, _Points, list[tuple[float, float, float]]]:
    """Committed and end offsets and both, counted from the lowest offset that is there."""
    base = min((offset for offset in (*one.committed, *one.end) if offset is not None), default=0)
    committed = [
        (at, float(value - base)) for at, value in zip(one.at, one.committed, strict=True) if value is not None
    ]
    end = [(at, float(value - base)) for at, value in zip(one.at, one.end, strict=True) if value is not None]
    both = [
        (at, float(low - base), float(max(high, low) - base))
        for at, low, high in zip(one.at, one.committed, one.end, strict=True)
        if low is not None and high is not None
    ]
    return thinned(committed, _MOST_POINTS // 2), thinned(end, _MOST_POINTS // 2), _every(both, _MOST_POINTS // 2)


def _every(points: list[tuple[float, float, float]], most: int) -> list[tuple[float, float, float]]:
    step = max(1, -(-len(points) // most))
    return [*points[:-1:step], *points[-1:]]


def _most_bars(width: float) -> int:
    return int(min(_MOST_BARS, width // _BAR_WIDTH))


def _bar_panel(ranked: Sequence[PartitionHistory], width: float) -> Panel:
    size = -(-len(ranked) // _most_bars(width))
    groups = [ranked[begin : begin + size] for begin in range(0, len(ranked), size)]
    bars = []
    for place, group in enumerate(groups):
        lag = _last_lag(group[0]) or 0
        label = f"{clean(group[0].name)}: {number(lag)}"
        if len(group) > 1:
            label = f"{clean(group[0].name)} and {len(group) - 1} after it: up to {number(lag)}"
        stuck = any(one.stuck for one in group)
        bars.append(Bar("stuck" if stuck else "moving", place + 0.5, float(lag), label))
    return make_panel(
        width,
        _BAR_HEIGHT,
        x_ticks=_bar_ticks(ranked, len(groups), width),
        y_ticks=number_ticks(max([*(bar.value for bar in bars), 1.0]), 3),
        right=float(len(groups)),
        bars=bars,
    )


def _bar_ticks(ranked: Sequence[PartitionHistory], bars: int, width: float) -> list[Tick]:
    """The names of the partitions where all of them fit below their bars; the first and last number otherwise."""
    names = [clean(one.name) for one in ranked]
    if bars == len(ranked) and max(map(width_of, names)) < (width - _BESIDE_BARS) / bars:
        return [Tick(place + 0.5, name) for place, name in enumerate(names)]
    ends = {0: "1", bars - 1: str(len(ranked))}
    return [Tick(place + 0.5, label) for place, label in ends.items()]


def _x_ticks(history: History, right: float, most: int) -> list[Tick]:
    if history.start is None:
        return snapshot_ticks(len(history.at), most)
    return time_ticks(history.start, right, most)


def _last_lag(one: PartitionHistory) -> int | None:
    return next((lag for lag in reversed(one.lags()) if lag is not None), None)


def _lag_words(history: History) -> str:
    first, last = number(history.lags[0]), number(history.lags[-1])
    time = f" in {_time(history.at[-1])}" if history.start else ""
    if history.trend == "none":
        return f"There is no lag{time}."
    return f"The lag of the group is {history.trend}: {first} to {last} messages{time}, {len(history.at)} samples."


def _band_words(history: History) -> str:
    if history.noise is None or len(history.at) < 2:
        return ""
    return f"±{number(round(history.noise))} messages: commits alone move the lag that much"


def _forecast_words(history: History) -> str:
    if not history.drain_ms:
        return ""
    beyond = " (farther off than this picture)" if history.drain_ms > history.at[-1] * _FARTHEST_FORECAST else ""
    return f"gone in about {_time(history.drain_ms)} at these rates{beyond}"


def _axis_words(history: History) -> str:
    if history.start is None:
        return "number of the sample (the samples have no times)"
    return f"time in UTC, from {history.start.astimezone(UTC):%d %b %Y}"


def _bar_words(ranked: Sequence[PartitionHistory]) -> str:
    lags = [_last_lag(one) or 0 for one in ranked]
    standing = sum(one.stuck for one in ranked)
    still = f"; the committed offset of {number(standing)} stands still" if standing else ""
    return f"{number(len(ranked))} in all, from {number(lags[0])} down to {number(lags[-1])} messages{still}."


def _offset_words(one: PartitionHistory) -> str:
    committed = [offset for offset in one.committed if offset is not None]
    if not committed:
        return "nothing is committed"
    moved = committed[-1] - committed[0]
    way = "stands still" if not moved else f"{'advanced' if moved > 0 else 'went back'} by {number(abs(moved))}"
    return f"lag {_span(one.lags())}; the committed offset {way}"


def _row(one: PartitionHistory) -> Row:
    return Row(clean(one.name), _span(one.committed), _span(one.end), _span(one.lags()), one.stuck)


def _span(values: Sequence[int | None]) -> str:
    """The first and last value in words."""
    first, last = (number(value) if value is not None else "none" for value in (values[0], values[-1]))
    return first if len(values) == 1 else f"{first} → {last}"


def _time(milliseconds: float) -> str:
    """A time in the unit that people think in."""
    text = show(round(milliseconds), "ms")
    return text.partition("(")[2].rstrip(")") or text

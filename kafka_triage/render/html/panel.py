"""One picture with axes: data to places in pixels.

In: lines, areas, bands and bars in the units of the data, with the ticks of both axes. Out: a `Panel` in the units of
its view box, ready for a template. The lower left corner is 0 of both axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kafka_triage.render.html.letters import width_of
from kafka_triage.render.html.scale import Tick

_TOP, _RIGHT, _BOTTOM, _LABEL_GAP = 8, 14, 22, 8
_EM = 12.0
_BROADEST_BAR = 40.0


@dataclass(frozen=True, slots=True)
class Line:
    """Points of a line in the units of the data; ``kind`` names its style."""

    kind: str
    points: tuple[tuple[float, float], ...]
    dots: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A range of values that goes from left to right."""

    kind: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Area:
    """What lies between two lines: corners in the units of the data."""

    kind: str
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A value at a place, with what it says when it is pointed at."""

    kind: str
    place: float
    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Path:
    """A line or an area as SVG writes its points; ``dots`` are the points to mark."""

    kind: str
    points: str
    dots: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; ``label`` is what it says when it is pointed at."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A tick: its place along the axis, its text, and which end of the text stands there."""

    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Panel:
    """A picture with axes, in the units of its view box."""

    width: float
    height: float
    left: float
    top: float
    right: float
    bottom: float
    x_labels: tuple[Label, ...]
    y_labels: tuple[Label, ...]
    boxes: tuple[Box, ...]
    areas: tuple[Path, ...]
    lines: tuple[Path, ...]


def area_between(kind: str, points: Sequence[tuple[float, float, float]]) -> Area:
    """The area between two lines that share their places: points of place, low and high."""
    forth = [(at, low) for at, low, _ in points]
    return Area(kind, (*forth, *((at, high) for at, _, high in reversed(points))))


def make_panel(
    width: float,
    height: float,
    *,
    x_ticks: Sequence[Tick],
    y_ticks: Sequence[Tick],
    right: float,
    lines: Sequence[Line] = (),
    areas: Sequence[Area] = (),
    bands: Sequence[Band] = (),
    bars: Sequence[Bar] = (),
) -> Panel:
    """Lay out one picture.

    Args:
        width: Of the view box.
        height: Of the view box.
        x_ticks: What stands below.
        y_ticks: What stands on the left, from 0 up to the greatest value that is shown.
        right: The value at the right end; the left is 0.
        lines: Drawn last.
        areas: Drawn below the lines.
        bands: Drawn first.
        bars: Each as wide as one unit of the horizontal axis, but for a gap.
    """
    left = max(width_of(tick.label, _EM) for tick in y_ticks) + _LABEL_GAP
    inner_width, inner_height = width - left - _RIGHT, height - _TOP - _BOTTOM
    bottom = _TOP + inner_height
    highest = y_ticks[-1].value or 1.0

    def place(at: float) -> float:
        return round(left + at / (right or 1.0) * inner_width, 1)

    def level(value: float) -> float:
        return round(bottom - value / highest * inner_height, 1)

    def path(points: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{place(at):g},{level(value):g}" for at, value in points)

    boxes = [
        Box(band.kind, left, level(band.high), inner_width, round(level(band.low) - level(band.high), 1))
        for band in bands
    ]
    broad = round(min(inner_width / (right or 1.0) * 0.8, _BROADEST_BAR), 1)
    for bar in bars:
        top = level(bar.value)
        boxes.append(
            Box(bar.kind, round(place(bar.place) - broad / 2, 1), top, broad, round(bottom - top, 1), bar.label)
        )
    return Panel(
        width=width,
        height=height,
        left=round(left, 1),
        top=_TOP,
        right=round(width - _RIGHT, 1),
        bottom=bottom,
        x_labels=_apart([Label(place(tick.value), tick.label) for tick in x_ticks], width),
        y_labels=tuple(Label(level(tick.value), tick.label) for tick in y_ticks),
        boxes=tuple(boxes),
        areas=tuple(Path(area.kind, path(area.corners)) for area in areas if area.corners),
        lines=tuple(
            Path(
                line.kind,
                path(line.points),
                tuple((place(at), level(value)) for at, value in line.points) if line.dots else (),
            )
            for line in lines
        ),
    )


def _apart(labels: Sequence[Label], width: float) -> tuple[Label, ...]:
    """Labels that do not touch each other and do not leave the picture."""
    kept: list[Label] = []
    free = 0.0
    for label in labels:
        half = width_of(label.text, _EM) / 2
        begin, shown = label.at - half, label
        if begin < 0:
            begin, shown = 0.0, Label(0.0, label.text, "start")
        elif label.at + half > width:
            begin, shown = width - 2 * half, Label(width, label.text, "end")
        if begin >= free:
            kept.append(shown)
            free = begin + 2 * half + 6
    return tuple(kept)

"""Causes, what they lead to, and what was observed, as a small picture: boxes in layers, joined by arrows.

In: a report. Out: a `Picture` of places for the template; no mark-up. Layers go from left to right. An edge that a
longer way implies is left out, and an edge that passes a layer has a place of its own there, so that it crosses no box.
It is small (some ten boxes), so a plain layering does, without a drawing library or Graphviz.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from kafka_triage.diagnosis.parts import Diagnosis
from kafka_triage.diagnosis.report import Report
from kafka_triage.render.common import clean, family_tree
from kafka_triage.render.html.letters import wrapped

_SYMPTOM = "symptom."
_WIDTH, _NARROWEST, _WIDEST = 1000, 150, 230
_GAP_X, _GAP_Y, _MARGIN = 46, 16, 2
_LINE, _PADDING, _FOOT = 17, 10, 18
_MOST_LAYERS, _MOST_LINES = 6, 4
_PASSING = 14
_HEAD = 7


@dataclass(frozen=True, slots=True)
class Box:
    """A cause or a symptom: its place and what stands in it."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    foot: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one box to another: the path of the line and the three corners of its head."""

    path: str
    head: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole graph; ``words`` says the same."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    words: str


def symptom_words(name: str) -> str:
    """The name of a symptom as people read it."""
    return name.removeprefix(_SYMPTOM).replace("_", " ")


def draw_graph(report: Report) -> Picture | None:
    """The causal graph of a report; None where there is nothing to join, or there are too many layers for a page."""
    causes = {one.id: one for root in report.diagnoses for one in (root, *(below for _, below in family_tree(root)))}
    effects = {id: _effects(one, causes, report.observed) for id, one in causes.items()}
    effects |= {target: [] for targets in effects.values() for target in targets if target not in effects}
    effects = _reduced(effects)
    layer = _layers(effects)
    if len(effects) < 2 or not any(effects.values()) or max(layer.values()) >= _MOST_LAYERS:
        return None
    return _Layout(causes, effects, layer).picture()


def _effects(one: Diagnosis, causes: Mapping[str, Diagnosis], observed: Iterable[str]) -> list[str]:
    wanted = {*causes, *observed}
    targets = [*one.explains, *(below.id for below in one.consequences)]
    return [target for target in dict.fromkeys(targets) if target in wanted and target != one.id]


def _reduced(effects: dict[str, list[str]]) -> dict[str, list[str]]:
    """The graph without circles and without edges that a longer way implies."""
    acyclic: dict[str, list[str]] = {id: [] for id in effects}
    for id, targets in effects.items():
        acyclic[id] = [target for target in targets if id not in _reach(acyclic, target)]
    return {
        id: [
            target
            for target in targets
            if not any(target in _reach(acyclic, other) for other in targets if other != target)
        ]
        for id, targets in acyclic.items()
    }


def _reach(effects: Mapping[str, list[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        id = waiting.pop()
        if id not in seen:
            seen.add(id)
            waiting += effects[id]
    return seen


def _layers(effects: Mapping[str, list[str]]) -> dict[str, int]:
    """The layer of each node: one more than that of its farthest cause; symptoms stand in the last."""
    causes_of: dict[str, list[str]] = defaultdict(list)
    for id, targets in effects.items():
        for target in targets:
            causes_of[target].append(id)
    found: dict[str, int] = {}

    def depth(id: str) -> int:
        if id not in found:
            found[id] = 1 + max((depth(cause) for cause in causes_of[id]), default=-1)
        return found[id]

    last = max((depth(id) for id in effects), default=0)
    return {id: last if id.startswith(_SYMPTOM) else found[id] for id in effects}


class _Layout:
    """Gives each node a place. Passing edges are nodes named ``(from, to, layer)``."""

    def __init__(
        self, causes: Mapping[str, Diagnosis], effects: Mapping[str, list[str]], layer: Mapping[str, int]
    ) -> None:
        self.causes = causes
        self.count = max(layer.values()) + 1
        room = (_WIDTH - _GAP_X * (self.count - 1)) / self.count
        self.width = min(_WIDEST, max(_NARROWEST, room))
        self.chains: list[list[str]] = []
        self.rows: list[list[str]] = [[] for _ in range(self.count)]
        for id, number in layer.items():
            self.rows[number].append(id)
        for id, targets in effects.items():
            for target in targets:
                between = [f"{id}\n{target}\n{number}" for number in range(layer[id] + 1, layer[target])]
                for number, passing in enumerate(between, layer[id] + 1):
                    self.rows[number].append(passing)
                self.chains.append([id, *between, target])
        self.words = {id: self._words(id) for id in layer}
        self.heights = {id: self._height(id) for row in self.rows for id in row}

    def _words(self, id: str) -> tuple[str, str, str]:
        """The title of a node, the line below it, and its kind."""
        one = self.causes.get(id)
        if one is None:
            return symptom_words(id), "observed", "symptom"
        return clean(" ".join(one.title.split())), f"{one.severity}, {one.confidence}", one.severity

    def _lines(self, id: str) -> tuple[str, ...]:
        return wrapped(self.words[id][0], self.width - 2 * _PADDING, _MOST_LINES)

    def _height(self, id: str) -> float:
        if id not in self.words:
            return _PASSING
        return len(self._lines(id)) * _LINE + _FOOT + 2 * _PADDING - 4

    def picture(self) -> Picture:
        self._sort()
        heights = [sum(self.heights[id] for id in row) + _GAP_Y * (len(row) - 1) for row in self.rows]
        places: dict[str, tuple[float, float]] = {}
        for number, row in enumerate(self.rows):
            y = _MARGIN + (max(heights) - heights[number]) / 2
            for id in row:
                places[id] = (_MARGIN + number * (self.width + _GAP_X), y)
                y += self.heights[id] + _GAP_Y
        return Picture(
            width=2 * _MARGIN + self.count * self.width + (self.count - 1) * _GAP_X,
            height=2 * _MARGIN + max(heights),
            boxes=tuple(self._box(id, *places[id]) for id in self.words),
            arrows=tuple(self._arrow(chain, places) for chain in self.chains),
            words=". ".join(self._said(chain[0], chain[-1]) for chain in self.chains),
        )

    def _sort(self) -> None:
        """Order each layer by the middle of what its nodes are joined to in the layer before."""
        before: dict[str, list[str]] = defaultdict(list)
        for chain in self.chains:
            for cause, effect in pairwise(chain):
                before[effect].append(cause)
        for number in range(1, self.count):
            above = {id: place for place, id in enumerate(self.rows[number - 1])}
            self.rows[number].sort(key=lambda id: fmean([above.get(one, 0) for one in before[id]] or [0]))

    def _box(self, id: str, x: float, y: float) -> Box:
        title, foot, kind = self.words[id]
        return Box(x, y, self.width, self.heights[id], self._lines(id), foot, kind, title)

    def _arrow(self, chain: list[str], places: Mapping[str, tuple[float, float]]) -> Arrow:
        path = ""
        x = y = 0.0
        for number, id in enumerate(chain):
            left, top = places[id]
            middle = top + self.heights[id] / 2
            if number == 0:
                x, y = left + self.width, middle
                path = f"M{x:.1f} {y:.1f}"
                continue
            end = left - (_HEAD if number == len(chain) - 1 else 0)
            half = (x + end) / 2
            path += f"C{half:.1f} {y:.1f} {half:.1f} {middle:.1f} {end:.1f} {middle:.1f}"
            x, y = end, middle
            if number < len(chain) - 1:
                x = left + self.width
                path += f"H{x:.1f}"
        head = f"{x:.1f},{y - 4:.1f} {x + _HEAD:.1f},{y:.1f} {x:.1f},{y + 4:.1f}"
        return Arrow(path, head)

    def _said(self, cause: str, effect: str) -> str:
        return f"{self.words[cause][0]} leads to {self.words[effect][0]}"

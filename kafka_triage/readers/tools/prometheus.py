"""Metrics of Prometheus: what an exporter's ``/metrics`` page shows, and results of instant and range queries.

In: lines of the text format, wherever they stand in a text and however many of them; or the parsed JSON of a query.
Out: samples over time, and facts. The lines are read one by one here and not by ``prometheus_client.parser``, because
a paste is seldom a whole page: it begins in the middle, holds prompts, times and two scrapes one after the other, and
that parser gives up at the first line it does not know and says no line numbers. Names stand in
``rules/readers/prometheus.yaml``; NaN, and -1 where a series says so, are not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kafka_triage.readers.found import Found
from kafka_triage.readers.times import read_time
from kafka_triage.readers.tools.java_metrics import JavaMetrics
from kafka_triage.readers.tools.offsets import NONE_COMMITTED, Moment, Offsets, seen, time_of
from kafka_triage.readers.tools.wording import finite, group_state, texted, whole, wording

_NAME = r"\s{0,20}(?P<name>[a-zA-Z_:][\w:]{1,150}(?<=\w)) {0,4}(?:\{(?P<labels>[^\n]{0,4000})\})?"
_VALUE = r"(?P<value>[-+]?(?:\d{1,20}(?:\.\d{0,20})?(?:[eE][-+]?\d{1,3})?|(?i:nan|inf)))"
_LINE = re.compile(rf"{_NAME}[ \t]{{1,20}}{_VALUE}(?:[ \t]{{1,20}}(?P<time>\d{{9,14}}))?\s{{0,20}}\Z")
_PROMTOOL = re.compile(rf"{_NAME} =>\s{{0,4}}(?:{_VALUE} @\[(?P<time>\d{{9,14}})[\d.]{{0,10}}\])?\s{{0,20}}\Z")
_PROMTOOL_MORE = re.compile(rf"\s{{0,20}}{_VALUE} @\[(?P<time>\d{{9,14}})[\d.]{{0,10}}\]\s{{0,20}}\Z")
_LABEL = re.compile(r'\b(\w{1,80})\s{0,4}=\s{0,4}"((?:[^"\\]|\\.){0,1000})"')
_COMMENTS = ("# HELP", "# TYPE")


@dataclass(frozen=True, slots=True)
class Point:
    """One value of a series: its name, labels, value, when it was seen and the line it stands in."""

    name: str
    labels: Mapping[str, str]
    value: float | None
    moment: Moment
    line: int


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    """How the names begin that mean something here."""
    words = wording("prometheus")
    special = (words["group_info"]["name"], words["leaders"]["name"], words["under_replicated"]["name"])
    return (*words["series"], *words["members"], *special)


def known_series(text: str) -> list[str]:
    """The known series that a text names: which one an aggregated result is of."""
    found = [name for name in _names() if name in text]
    return [name for name in found if not any(name != other and name in other for other in found)]


def read_prometheus(lines: Sequence[str], name: str) -> Found:
    """Read metrics in the text format.

    Args:
        lines: The text's lines.
        name: What to call the text in origins.

    Returns:
        What is said of each group by its name; what names no group under the empty name.
    """
    found = Found()
    points = list(_points(lines, found.used))
    if points:
        add_points(points, found, name)
    return found


def _points(lines: Sequence[str], used: set[int]) -> Iterator[Point]:
    order = pending_line = 0
    at = pending = None
    head: re.Match[str] | None = None
    prefixes = tuple(wording("prometheus")["prefixes"])
    comments: list[int] = []
    seen_here: set[tuple[str, str]] = set()
    for number, line in enumerate(lines, 1):
        if any(prefix in line for prefix in prefixes):
            if line.startswith(_COMMENTS):
                comments.append(number)
                continue
            match = head = _LINE.match(line) or _PROMTOOL.match(line)
        else:
            match = _PROMTOOL_MORE.match(line) if head is not None and "@[" in line else None
            if match is None and line[:1].strip() not in ("#", "") and (time := read_time(line)) is not None:
                pending, pending_line = time, number
        if match is None or head is None or not head["name"].startswith(prefixes) or "_" not in head["name"]:
            continue
        used.update((number, *comments))
        comments.clear()
        if match["value"] is None:
            continue
        stamp = match["time"]
        key = (head["name"], head["labels"] or "")
        if stamp is None and (key in seen_here or (pending is not None and pending != at)):
            order, at = order + bool(seen_here), pending
            seen_here.clear()
        seen_here.add(key)
        if at is not None and at == pending:
            used.add(pending_line)
        own = time_of(int(stamp) / (1000 if len(stamp) > 11 else 1)) if stamp else at
        yield Point(head["name"], _labels(head["labels"]), finite(match["value"]), seen(order, own), number)


def _labels(text: str | None) -> dict[str, str]:
    return {name: value.replace('\\"', '"').replace("\\\\", "\\") for name, value in _LABEL.findall(text or "")}


def query_points(result: Any, line: int, query: str) -> Iterator[Point]:
    """The points of a query's result: its ``data``, or a list of series; ``query`` names an aggregated series."""
    series = result.get("result") if isinstance(result, dict) else result
    named = known_series(query)
    for one in series if isinstance(series, list) else ():
        if not isinstance(one, dict) or not isinstance(one.get("metric"), dict):
            continue
        labels = {str(key): value for key, value in one["metric"].items() if isinstance(value, str)}
        name = labels.pop("__name__", named[0] if len(named) == 1 else "")
        values = one.get("values", [one.get("value")])
        for pair in values if isinstance(values, list) and name else ():
            if isinstance(pair, list) and len(pair) == 2 and (at := time_of(pair[0])) is not None:
                yield Point(name, labels, finite(pair[1]), seen(0, at), line)


def add_points(points: Iterable[Point], found: Found, name: str) -> None:
    """Make samples and facts of points, whichever way they came."""
    words = wording("prometheus")
    offsets = Offsets(name)
    java = JavaMetrics(name)
    newest: dict[tuple[str, tuple[tuple[str, str], ...]], Point] = {}
    for point in points:
        series = words["series"].get(point.name)
        if series is not None:
            _add_offset(series, point, offsets, words)
        else:
            key = (point.name, tuple(sorted(point.labels.items())))
            if key not in newest or newest[key].moment <= point.moment:
                newest[key] = point
    offsets.fill(found)
    for point in newest.values():
        _add_fact(point, found, name, words)
        if point.name.startswith(tuple(words["java_prefixes"])):
            java.add_flat(point.name, point.labels, point.value, point.line)
    _add_topics([point for point in newest.values() if point.value is not None], found, name, words)
    java.fill(found)


def _label(labels: Mapping[str, str], wanted: Sequence[str]) -> str | None:
    return next((found for label in wanted if (found := texted(labels.get(label)))), None)


def _add_offset(series: Mapping[str, Any], point: Point, offsets: Offsets, words: Mapping[str, Any]) -> None:
    names = words["labels"]
    group, topic = _label(point.labels, names["group"]), _label(point.labels, names["topic"])
    partition = whole(_label(point.labels, names["partition"]))
    holds = series["holds"]
    value = whole(point.value)
    if holds in ("end", "start"):
        if topic is not None and partition is not None and value is not None:
            offsets.topic(topic, partition, point.moment, point.line, **{holds: value})
    elif group is None:
        return
    elif holds == "total_lag" or topic is None or partition is None:
        if value is not None and holds in ("total_lag", "lag"):
            offsets.total(group, topic or "", point.moment, value, point.line)
    elif point.value is not None and point.value in series.get("no_commit", ()):
        offsets.group(group, topic, partition, point.moment, point.line, committed=NONE_COMMITTED)
    elif value is not None:
        host = _label(point.labels, names["host"])
        known = {holds: value, "member": _label(point.labels, names["member"]), "host": host}
        known["client"] = _label(point.labels, names["client"])
        offsets.group(group, topic, partition, point.moment, point.line, **known)


def _add_fact(point: Point, found: Found, name: str, words: Mapping[str, Any]) -> None:
    group = _label(point.labels, words["labels"]["group"])
    if group is None:
        return
    origin = f"{name}:{point.line}"
    fact = words["members"].get(point.name)
    value = whole(point.value)
    if fact is not None and value is not None:
        found.add(fact, value, origin, group=group)
    info = words["group_info"]
    if point.name == info["name"] and point.value is not None:
        state = group_state(point.labels.get(info["state"]))
        if state is not None:
            found.add("group.state", state, origin, group=group)
        assignor = texted(point.labels.get(info["assignor"]))
        if assignor is not None and point.labels.get(info["protocol_type"]) == info["consumer_type"]:
            found.add("group.assignor", assignor, origin, group=group)


def _add_topics(points: Sequence[Point], found: Found, name: str, words: Mapping[str, Any]) -> None:
    """Leaders and replicas of the partitions that are not Kafka's own."""
    internal = wording("tools")["internal_topics"]
    own = [point for point in points if _label(point.labels, words["labels"]["topic"]) not in internal]
    leaders = [point for point in own if point.name == words["leaders"]["name"]]
    replicas = [point for point in own if point.name == words["under_replicated"]["name"]]
    if leaders:
        without = [point for point in leaders if point.value in words["leaders"]["none"]]
        found.add("topic.leaderless_partitions", len(without), f"{name}:{(without or leaders)[0].line}")
    if replicas:
        short = [point for point in replicas if point.value]
        found.add("topic.under_replicated_partitions", len(short), f"{name}:{(short or replicas)[0].line}")

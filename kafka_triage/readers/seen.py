"""What lines said, counted: events with their times, and facts.

In: the wordings that a record holds. Out: facts of each group. Times tell how often something comes: how far apart
connections are closed, how many rebalances an hour there are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kafka_triage.facts.values import Value
from kafka_triage.readers.clock import find_time
from kafka_triage.readers.found import Found
from kafka_triage.readers.harmless import EVENT as HARMLESS
from kafka_triage.readers.harmless import nothing_else_is_said
from kafka_triage.readers.recovery import recovery_facts
from kafka_triage.readers.timing import timing_facts
from kafka_triage.readers.wording import Wording, catalogue

_MOST_TIMES = 20_000
_MOST_GROUPS = 200
_MOST_LINES = 50_000
_SHOWN = 3
_GROUP_NAME = "group.name"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, what it says, and the values that stand in it."""

    number: int
    wording: Wording
    values: Mapping[str, str | None]


@dataclass(slots=True)
class Event:
    """How often something was said, and when."""

    count: int = 0
    lines: list[int] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)

    def add(self, line: int, time: datetime | None) -> None:
        """Count one record."""
        self.count += 1
        if len(self.lines) < _SHOWN:
            self.lines.append(line)
        if time is not None and len(self.times) < _MOST_TIMES:
            self.times.append(time)

    def __add__(self, other: Event) -> Event:
        return Event(
            self.count + other.count, sorted(self.lines + other.lines)[:_SHOWN], sorted(self.times + other.times)
        )


class Seen:
    """Counts what the records of one text say."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.said: dict[tuple[int, str], str] = {}
        self.benign: dict[str, list[int]] = {}
        self._harmless: set[int] = set()
        self.used: set[int] = set()
        self._said_before: set[str] = set()
        self._ended = catalogue().ended
        self._open: dict[tuple[str, str], list[tuple[int, datetime | None, str]]] = {}
        self._events: dict[str, dict[str, Event]] = {}
        self._values: dict[str, Counter[Value]] = {}
        self._places: dict[tuple[str, Value], int] = {}
        self._greatest: dict[str, tuple[float, int]] = {}
        self._first: datetime | None = None
        self._last: datetime | None = None

    def span(self, block: bytes) -> None:
        """Note the first and the last time of a block, so that rates have a length of time to refer to."""
        times = [_first_time(block[:4000].split(b"\n")), _first_time(reversed(block[-8000:].split(b"\n")))]
        for time in times:
            if time is not None:
                self._first = min(self._first or time, time)
                self._last = max(self._last or time, time)

    def add(self, lines: Sequence[Line], time: datetime | None, group: str, client: str) -> None:
        """Count one record."""
        for line in lines:
            name = line.values.get(line.wording.texts.get(_GROUP_NAME, "")) if line.wording.texts else None
            group = group or (name or "").strip(".:,;\"'")
        counted: set[str] = set()
        for line in lines:
            wording = line.wording
            if len(self.used) < _MOST_LINES:
                self.used.add(line.number)
            if wording.benign:
                if len(self._harmless) < _MOST_LINES:
                    self._harmless.add(line.number)
                places = self.benign.setdefault(wording.benign, [])
                if line.number not in places and len(places) <= _SHOWN:
                    places.append(line.number)
            for event in wording.ends:
                self._open.pop((event, client), None)
            if any(event in self._said_before for event in wording.follows):
                continue
            for event in wording.events:
                self._said_before.add(event)
                if len(self.said) < _MOST_LINES:
                    self.said[line.number, event] = wording.id
                if event in counted:
                    continue
                counted.add(event)
                if event in self._ended:
                    self._open.setdefault((event, client), []).append((line.number, time, group))
                else:
                    self._event(group, event).add(line.number, time)
            self._prove(line)

    def _event(self, group: str, event: str) -> Event:
        if group not in self._events and len(self._events) >= _MOST_GROUPS:
            group = ""
        return self._events.setdefault(group, {}).setdefault(event, Event())

    def _prove(self, line: Line) -> None:
        wording = line.wording
        if wording.benign and wording.events:
            self._value("log.harmless_reason", wording.benign, line.number)
        for fact, value in wording.facts.items():
            self._value(fact, value, line.number)
        for fact, placeholder in wording.numbers.items():
            number = line.values.get(placeholder)
            if number is not None:
                self._value(fact, float(number) if "." in number else int(number), line.number)
        for fact, placeholder in wording.greatest.items():
            size = float(line.values.get(placeholder) or 0) * wording.scale
            self._greatest[fact] = max(self._greatest.get(fact, (0.0, 0)), (size, -line.number))
        for fact, placeholder in wording.texts.items():
            text = (line.values.get(placeholder) or "").strip(" .:,;\"'()[]")
            if text and fact != _GROUP_NAME:
                self._value(fact, text, line.number)

        for fact, placeholder in wording.lists.items():
            items = tuple(dict.fromkeys(re.findall(r"[\w.-]+", line.values.get(placeholder) or "")))
            if items:
                self._value(fact, items, line.number)

    def _value(self, fact: str, value: Value, line: int) -> None:
        self._values.setdefault(fact, Counter())[value] += 1
        self._places.setdefault((fact, value), line)

    def settle_harmless(self, lines: Sequence[str], first: int) -> None:
        """Tell it as an event where all that a short text says of Kafka is harmless."""
        events = {event for _, event in self.said}
        understood = self._harmless | {line for line, _ in self.said}
        if self._harmless and nothing_else_is_said(lines, first, understood, self._harmless, events):
            reason, numbers = max(self.benign.items(), key=lambda item: len(item[1]))
            self._event("", HARMLESS).add(numbers[0], None)
            self._value("log.harmless_reason", reason, numbers[0])

    def found(self) -> Found:
        """The facts, each group by its name; what names no group counts for every group."""
        found = Found(used=self.used)
        for (event, _), seen in self._open.items():
            for line, time, group in seen:
                self._event(group, event).add(line, time)
        self._open = {}
        unnamed = self._events.pop("", {})
        for group in self._events or [""]:
            own = self._events.get(group, {})
            together = {
                name: own.get(name, Event()) + unnamed.get(name, Event()) for name in dict.fromkeys([*own, *unnamed])
            }
            self._tell(found, group, together)
        for fact, values in self._values.items():
            value = max(values, key=lambda value: (values[value], -self._places[fact, value]))
            found.add(fact, value, f"{self.name}:{self._places[fact, value]}")
        for fact, (size, place) in self._greatest.items():
            found.add(fact, size, f"{self.name}:{-place}")
        for reason, lines in self.benign.items():
            shown = ", ".join(str(line) for line in lines[:_SHOWN]) + (", …" if len(lines) > _SHOWN else "")
            found.notes.append(f"harmless: line {shown} of {self.name}: {reason}")
        return found

    def _tell(self, found: Found, group: str, events: Mapping[str, Event]) -> None:
        for name, event in events.items():
            origin = ", ".join([f"{self.name}:{event.lines[0]}", *(f":{line}" for line in event.lines[1:])])
            found.add(f"event.{name}", True, origin, group=group)
            found.add(f"event.{name}.count", event.count, origin, group=group)
            if event.times:
                found.add(f"event.{name}.first_at", event.times[0].isoformat(), origin, group=group)
                found.add(f"event.{name}.last_at", event.times[-1].isoformat(), origin, group=group)
        times = {key: event.times for key, event in events.items()}
        timed = {key: event.times if event.count == len(event.times) else () for key, event in events.items()}
        for name, value, detail, of in (*timing_facts(times, self._span()), *recovery_facts(timed, self._last)):
            found.add(name, value, f"{self.name}:{events[of].lines[0]}", group=group, detail=detail)

    def _span(self) -> float:
        """Seconds between the first and the last time of the log."""
        return (self._last - self._first).total_seconds() if self._first and self._last else 0.0


def _first_time(lines: Iterable[bytes]) -> datetime | None:
    for line in lines:
        time = find_time(line[:200].decode("utf-8", "replace"))
        if time is not None:
            return time
    return None

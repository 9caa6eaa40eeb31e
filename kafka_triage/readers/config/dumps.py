"""Dumps of a client's configuration in its log, to their settings.

In: lines; a head such as ``ConsumerConfig values:`` begins a dump, and the lines ``key = value`` below it belong to it,
whether the log repeats its own head on each of them or not. Out: one `Dump` each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kafka_triage.readers.config.table import Table
from kafka_triage.readers.config.values import Literal

_ENTRY = re.compile(r"(?:\A|[\s\]:|])(?P<key>[a-z][a-z0-9_]{0,40}(?:\.[a-z0-9_]{1,40}){0,8}) = (?P<value>.*)\Z")
_EMPTY_ENTRY = re.compile(r"(?:\A|[\s\]:|])(?P<key>[a-z][a-z0-9_]{0,40}(?:\.[a-z0-9_]{1,40}){1,8}) =\s{0,20}\Z")
_MOST_LINES = 400
_LONGEST_LINE = 4000


@dataclass(slots=True)
class Dump:
    """One dump: whose it is, where it begins, its lines and entries."""

    role: str
    first: int
    facts: Mapping[str, Any]
    lines: set[int] = field(default_factory=set)
    entries: list[tuple[str, Literal, int]] = field(default_factory=list)


def read_dump(lines: Sequence[str], names: Table) -> Iterator[Dump]:
    """Every dump of a text, in its order."""
    dump: Dump | None = None
    missed = 0
    for number, raw in enumerate(lines, 1):
        line = raw[:_LONGEST_LINE]
        head = _head(line, number, names)
        if head is not None:
            if dump is not None:
                yield dump
            dump, missed = head, 0
            continue
        if dump is None:
            continue
        entry = _ENTRY.search(line) or _EMPTY_ENTRY.search(line)
        if entry is None:
            missed += 1
            if missed > 1 or number - dump.first > _MOST_LINES:
                yield dump
                dump = None
            continue
        missed = 0
        dump.lines.add(number)
        value = entry.groupdict().get("value", "") or ""
        dump.entries.append((entry.group("key"), Literal(value.strip()), number))
    if dump is not None:
        yield dump


def _head(line: str, number: int, names: Table) -> Dump | None:
    if "values:" not in line and "configuration:" not in line:
        return None
    for clue in names.dumps:
        if clue.text.search(line):
            return Dump(clue.role, number, clue.facts, {number})
    return None

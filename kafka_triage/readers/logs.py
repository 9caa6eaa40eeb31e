"""Logs and exceptions to events and facts: what clients, frameworks and brokers say, however it is wrapped.

In: blocks of lines, one after the other, so that a log of any length is read in flat memory. Out: facts of each group
(``event.<name>`` with count and times, and what lines prove), and which line says what. Every literal of every wording
is searched for at once; only lines that hold one are looked at closely.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate

from kafka_triage.readers.found import Found
from kafka_triage.readers.peel import peel_block, peel_line
from kafka_triage.readers.records import client_of, continues, flat, group_of
from kafka_triage.readers.seen import Line, Seen
from kafka_triage.readers.wording import Wording, catalogue, spaced

_MOST_CHARACTERS = 20_000
_BEFORE_HIT = 4_000
_LINES_OF_RECORD = 120
_NEAR = 4_000
_FEW_LINES = 40
_JOINED = 6
_SHORTEST_WRAPPED = 30


@dataclass(slots=True)
class _Block:
    """Peeled lines in one piece of memory."""

    data: bytes
    first: int
    small: bool


@dataclass(slots=True)
class _Record:
    """What the lines of one record say, until the next record begins."""

    start: int = -1
    time: datetime | None = None
    group: str = ""
    client: str = ""
    lines: list[Line] = field(default_factory=list)


class LogReader:
    """Reads a log block by block.

    Args:
        name: What to call the text in origins.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.seen = Seen(name)
        self._catalogue = catalogue()
        self._record = _Record()

    def feed(self, block: bytes, first: int, *, alone: bool = False) -> None:
        """Read whole lines.

        Args:
            block: UTF-8 text.
            first: Number of its first line.
            alone: It is the whole text; then a line that was wrapped is joined with its neighbours.
        """
        data = peel_block(block)
        small = alone and data.count(b"\n") <= _FEW_LINES
        piece = _Block(data, first, small)
        self.seen.span(data)
        self._scan(piece)
        if alone:
            self._scan_wrapped(piece)
        if small:
            self.seen.settle_harmless(data.decode("utf-8", "replace").split("\n"), first)

    def finish(self) -> Found:
        """What was found in all blocks."""
        self._close()
        return self.seen.found()

    def _hits(self, data: bytes) -> Iterable[tuple[int, int, int]]:
        hits: list[tuple[int, int, int]] = self._catalogue.automaton.find_matches_as_indexes(
            data.lower(), overlapping=True
        )
        return hits

    def _scan(self, block: _Block) -> None:
        data, number, counted = block.data, block.first, 0
        begin, end = 0, -1
        wordings: dict[str, Wording] = {}
        place = 0
        for literal, start, _ in self._hits(data):
            if start >= end and end >= 0:
                self._line(block, begin, end, number, place, wordings.values())
                wordings = {}
                end = -1
            if end < 0:
                begin = data.rfind(b"\n", 0, start) + 1
                end = data.find(b"\n", start)
                end = len(data) if end < 0 else end
                number += data.count(b"\n", counted, begin)
                counted, place = begin, start
            for wording in self._catalogue.announced[literal]:
                wordings[wording.id] = wording
        if wordings:
            self._line(block, begin, end, number, place, wordings.values())

    def _line(self, block: _Block, begin: int, end: int, number: int, place: int, wordings: Iterable[Wording]) -> None:
        """Look closely at one line, in which at least one literal stands."""
        cut = max(begin, place - _BEFORE_HIT) if end - begin > _MOST_CHARACTERS else begin
        text, time = flat(peel_line(block.data[cut : min(end, cut + _MOST_CHARACTERS)].decode("utf-8", "replace")))
        searched = spaced(text)
        found = [(wording, match) for wording in wordings if (match := wording.pattern.search(searched))]
        found = [(wording, match) for wording, match in found if not wording.vague or self._is_kafka(block, begin, end)]
        found = [(wording, match) for wording, match in found if not (wording.only_tells and _in_link(match))]
        if not found:
            return
        start = self._start_of_record(block.data, begin, number) if continues(text) else number
        if start != self._record.start:
            self._close()
            self._record = _Record(start)
        record = self._record
        record.time = record.time or time or self._time_of(block.data, begin, number - start)
        record.group = record.group or group_of(text)
        record.client = record.client or client_of(text)
        record.lines += [Line(number, wording, match.groupdict()) for wording, match in found]

    def _start_of_record(self, data: bytes, begin: int, number: int) -> int:
        """Number of the line with which the record of a continuation line begins."""
        at = begin
        for back in range(1, _LINES_OF_RECORD):
            if at == 0:
                break
            before = data.rfind(b"\n", 0, at - 1) + 1
            line = data[before : min(at - 1, before + 400)].decode("utf-8", "replace")
            if not line.strip():
                return number - back + 1
            if not continues(peel_line(line)):
                return number - back
            at = before
        return number

    def _time_of(self, data: bytes, begin: int, back: int) -> datetime | None:
        """The time of the line that stands so many lines before."""
        at = begin
        for _ in range(back):
            at = data.rfind(b"\n", 0, at - 1) + 1
        end = data.find(b"\n", at)
        return flat(peel_line(data[at : end if end >= 0 else None][:_MOST_CHARACTERS].decode("utf-8", "replace")))[1]

    def _is_kafka(self, block: _Block, begin: int, end: int) -> bool:
        """Whether a line of another origin is about Kafka: it is named near, or a few lines name nothing else."""
        near = block.data[max(0, begin - _NEAR) : end + _NEAR].decode("utf-8", "replace")
        line = block.data[begin : min(end, begin + _MOST_CHARACTERS)].decode("utf-8", "replace")
        other = self._catalogue.other.search(line)
        if self._catalogue.kafka.search(line):
            return True
        return not other and (block.small or bool(self._catalogue.kafka.search(near)))

    def _close(self) -> None:
        """Count the record that ended; what says less gives way to what says more."""
        record = self._record
        strong = any(not line.wording.yields and (line.wording.events or line.wording.benign) for line in record.lines)
        lines = [line for line in record.lines if not (strong and line.wording.yields)]
        if lines:
            self.seen.add(lines, record.time, record.group, record.client)
        self._record = _Record()

    def _scan_wrapped(self, block: _Block) -> None:
        """Find what stands across the ends of lines, as in a paste that was broken at 80 columns."""
        self._close()
        raw = block.data.split(b"\n")
        lines = [peel_line(line[:_MOST_CHARACTERS].decode("utf-8", "replace")) for line in raw]
        places = list(accumulate((len(line) + 1 for line in raw), initial=0))
        for joint in (" ", ""):
            pieces = [spaced(line.strip() if joint else line.rstrip("\r\n")) for line in lines]
            self._across(pieces, joint, block, places)

    def _across(self, pieces: Sequence[str], joint: str, block: _Block, places: Sequence[int]) -> None:
        starts, total = [], 0
        encoded = [piece.encode("utf-8", "replace") for piece in pieces]
        for piece in encoded:
            starts.append(total)
            total += len(piece) + len(joint)
        tried: set[tuple[int, str]] = set()
        known = self.seen.said
        for literal, start, _ in self._hits(joint.encode().join(encoded)):
            index = bisect_right(starts, start) - 1
            if not joint and len(pieces[index]) < _SHORTEST_WRAPPED:
                continue
            text = joint.join(pieces[index : index + _JOINED])
            for wording in self._catalogue.announced[literal]:
                if wording.vague or (index, wording.id) in tried:
                    continue
                tried.add((index, wording.id))
                number = block.first + index
                if any((number + shift, event) in known for shift in range(-1, 2) for event in wording.events):
                    continue
                if wording.pattern.search(pieces[index]):
                    continue
                match = wording.pattern.search(text)
                if match is None or not match.start() < len(pieces[index]) < match.end():
                    continue
                time = self._time_of(block.data, places[index], 0)
                self.seen.add([Line(number, wording, match.groupdict())], time, group_of(text), client_of(text))


def _in_link(match: re.Match[str]) -> bool:
    """Whether what was found stands in a link: who links to a project need not run it."""
    before = match.string[: match.start()]
    return "://" in before[before.rfind(" ") + 1 :]


def read_logs(lines: Sequence[str], name: str) -> Found:
    """What a log says.

    Args:
        lines: The text's lines, with or without prefixes of containers and collectors.
        name: What to call the text in origins.
    """
    reader = LogReader(name)
    reader.feed("\n".join(lines).encode("utf-8", "replace"), 1, alone=True)
    return reader.finish()

"""Pasted text to a reading: samples and facts of each group, what was understood and what was not.

In: text, a path, an open file or lines, plain or compressed. Out: a `Reading`. Each kind of text has a module of its
own; a kind is recognised by content, so several kinds may stand in one paste. A text that is too large to be kept is
read as a log from its beginning to its end, and by the other readers where its lines announce something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from kafka_triage.errors import FactError, Problem
from kafka_triage.facts.values import Known, Source
from kafka_triage.readers.config import read_client_config
from kafka_triage.readers.consumer_groups import read_consumer_groups
from kafka_triage.readers.dumps import Dump, read_thread_dumps
from kafka_triage.readers.found import Found, GroupText, Reader
from kafka_triage.readers.intake import blocks, source_of
from kafka_triage.readers.logs import LogReader
from kafka_triage.readers.peel import peel_block, peel_lines
from kafka_triage.readers.sentences import read_sentences
from kafka_triage.readers.tools import TOOLS
from kafka_triage.readers.window import Window, put_back
from kafka_triage.samples.rows import Sample

_TOOLS: tuple[Reader, ...] = (read_consumer_groups, *TOOLS)
_WRITTEN: tuple[Reader, ...] = (read_thread_dumps, read_client_config, read_sentences)
_OF_THE_CLIENT = "client."
_MOST_BYTES = 64 * 1024 * 1024
_KEPT_BYTES = 8 * 1024 * 1024
_MOST_LINE = 20_000
_MOST_JSON = 4_000_000


@dataclass(frozen=True, slots=True)
class GroupReading:
    """What a text says of one consumer group; the name is empty where the text gives none."""

    name: str
    samples: tuple[Sample, ...]
    facts: tuple[Known, ...]
    dumps: tuple[Dump, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says.

    Attributes:
        name: What the text is called in origins.
        groups: What it says of each group, in the order of the text.
        recognised: Numbers of the lines that were understood.
        unrecognised: Number and text of each line that was not; empty lines are left out. Of a text that is too
            large to be kept, only the lines that were kept.
        notes: What was noticed.
        events: Number of a line of a log and the event that it says, without ``event.``; at most some ten thousands.
    """

    name: str
    groups: tuple[GroupReading, ...]
    recognised: tuple[int, ...]
    unrecognised: tuple[tuple[int, str], ...]
    notes: tuple[str, ...] = ()
    events: tuple[tuple[int, str], ...] = ()

    @property
    def facts(self) -> tuple[Known, ...]:
        """The facts of all groups."""
        return tuple(fact for group in self.groups for fact in group.facts)


def read_text(text: Any, *, name: str = "") -> Reading:
    """Read pasted text.

    Args:
        text: The text itself, bytes, a path, an open file (text or binary) or an iterable of lines; gzip and a zip
            archive of one file are unpacked, UTF-16 is understood.
        name: What to call it in origins; the name of the file where left out, else ``pasted``.

    Returns:
        The reading; text of which nothing is understood gives an empty one that says so.

    Raises:
        FactError: There is no text, or it is binary or an archive that cannot be read.
        OSError: A file cannot be read.
    """
    source = source_of(text)
    name = name or source.name
    parts = blocks(source if source.name == name else replace(source, name=name))
    kept, whole = _kept(parts)
    log = LogReader(name)
    found = _read_whole(b"".join(kept), name, log) if whole else _read_stream(chain(kept, parts), name, log)
    groups = tuple(_joined(group) for group in found.found.groups.values() if group.samples or group.facts)
    notes = (*found.found.notes,) if groups else (f"nothing in {name} was understood", *found.found.notes)
    used = found.found.used
    unrecognised = tuple((number, line) for number, line in found.lines if number not in used and line.strip())
    return Reading(name, groups, tuple(sorted(used)), unrecognised, notes, tuple(sorted(log.seen.said)))


@dataclass(frozen=True, slots=True)
class _Read:
    """What all readers found, and the lines that they saw."""

    found: Found
    lines: list[tuple[int, str]]


def _kept(parts: Iterator[bytes]) -> tuple[list[bytes], bool]:
    """The first blocks, as many as may be kept, and whether they are the whole text."""
    kept: list[bytes] = []
    size = 0
    for part in parts:
        kept.append(part)
        size += len(part)
        if size > _KEPT_BYTES:
            return kept, False
    return kept, True


def _read_whole(content: bytes, name: str, log: LogReader) -> _Read:
    if not content.strip(b" \t\r\n\0"):
        raise FactError(Problem("there is no text", name))
    lines = [shortened(line.removesuffix("\r")) for line in peel_block(content).decode("utf-8", "replace").split("\n")]
    peeled = peel_lines(lines)
    log.feed(content, 1, alone=True)
    return _Read(_read_lines(peeled, name, log.finish()), list(enumerate(lines, 1)))


def _read_stream(parts: Iterable[bytes], name: str, log: LogReader) -> _Read:
    window = Window()
    number, size = 1, 0
    for part in parts:
        count = part.count(b"\n")
        log.feed(part, number)
        window.feed(part, number, count or 1)
        number += count
        size += len(part)
    lines, numbers = window.lines()
    peeled = peel_lines([line.removesuffix("\r") for line in lines])
    found = _read_lines(peeled, name, log.finish(), numbers)
    found.notes.append(
        f"{name} is {size / 1024 / 1024:,.0f} MiB: all of it was read as a log; tables, configuration and dumps were "
        "looked for at its beginning, at its end and where a line announces one"
    )
    return _Read(found, [(at, line) for at, line in zip(numbers, lines, strict=True)])


def _read_lines(lines: list[str], name: str, log: Found, numbers: list[int] | None = None) -> Found:
    """What all readers find. A line that one of them understood is none of the business of those after it.

    What a tool printed says nothing of the client, although the library that the tool is made of may word it.
    """
    found = Found()
    found.join(read(lines, name) for read in _TOOLS)
    printed = {f"{name}:{numbers[number - 1] if numbers else number}" for number in found.used}
    for read in _WRITTEN:
        rest = [line if number not in found.used else "" for number, line in enumerate(lines, 1)]
        found.join([read(rest, name)])
    if numbers is not None:
        found = put_back(found, name, numbers)
    for group in log.groups.values():
        group.facts = [
            fact for fact in group.facts if not (fact.name.startswith(_OF_THE_CLIENT) and fact.origin in printed)
        ]
    found.join([log])
    return found


def shortened(line: str) -> str:
    """A line without what is too much of it; JSON on one line may be long, as librdkafka's statistics are."""
    most = _MOST_JSON if '{"' in line[:_MOST_LINE] else _MOST_LINE
    return line[:most]


def _joined(group: GroupText) -> GroupReading:
    facts = list(group.facts)
    if group.name:
        origin = group.samples[0].origin if group.samples else facts[0].origin
        facts.append(Known("group.name", group.name, Source.READ, origin))
    return GroupReading(group.name, tuple(group.samples), tuple(facts), tuple(group.dumps))


def content_of(text: Any) -> tuple[str, str]:
    """The whole content of a text, and what it is called; arguments and errors as for `read_text`.

    Raises:
        FactError: Also where it is too large to be kept.
    """
    if isinstance(text, str):
        return text, "pasted"
    source = source_of(text)
    kept, size = [], 0
    for part in blocks(source):
        size += len(part)
        if size > _MOST_BYTES:
            raise FactError(Problem(f"this is more than {_MOST_BYTES // 1024 // 1024} MiB of text", source.name))
        kept.append(part)
    return b"".join(kept).decode("utf-8", "replace"), source.name

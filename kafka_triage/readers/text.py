"""Pasted text to a reading: samples and facts of each group, what was understood and what was not.

In: text, a path, an open file or lines. Out: a `Reading`. Each kind of text has a module of its own; a kind is
recognised by content, so several kinds may stand in one paste.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kafka_triage.errors import FactError, Problem
from kafka_triage.facts.values import Known, Source
from kafka_triage.readers.consumer_groups import read_consumer_groups
from kafka_triage.readers.dumps import Dump, read_thread_dumps
from kafka_triage.readers.found import Found, GroupText, Reader
from kafka_triage.readers.sentences import read_sentences
from kafka_triage.samples.rows import Sample

_READERS: tuple[Reader, ...] = (read_consumer_groups, read_thread_dumps, read_sentences)
_MOST_BYTES = 64 * 1024 * 1024
_MOST_LINE = 20_000


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
        unrecognised: Number and text of each line that was not; empty lines are left out.
        notes: What was noticed.
    """

    name: str
    groups: tuple[GroupReading, ...]
    recognised: tuple[int, ...]
    unrecognised: tuple[tuple[int, str], ...]
    notes: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[Known, ...]:
        """The facts of all groups."""
        return tuple(fact for group in self.groups for fact in group.facts)


def read_text(text: Any, *, name: str = "") -> Reading:
    """Read pasted text.

    Args:
        text: The text itself, a path, an open file (text or binary) or an iterable of lines.
        name: What to call it in origins; the name of the file where left out, else ``pasted``.

    Returns:
        The reading; text of which nothing is understood gives an empty one that says so.

    Raises:
        FactError: There is no text, it is binary, or it is too large.
        OSError: A file cannot be read.
    """
    content, called = content_of(text)
    name = name or called
    if not content.strip():
        raise FactError(Problem("there is no text", name))
    if "\0" in content:
        raise FactError(Problem("this is binary, not text", name))
    lines = [line[:_MOST_LINE] for line in content.splitlines()]
    found = Found()
    found.join(read(lines, name) for read in _READERS)
    groups = tuple(_joined(group) for group in found.groups.values() if group.samples or group.facts)
    notes = (*found.notes,) if groups else (f"nothing in {name} was understood", *found.notes)
    unrecognised = tuple(
        (number, line) for number, line in enumerate(lines, 1) if number not in found.used and line.strip()
    )
    return Reading(name, groups, tuple(sorted(found.used)), unrecognised, notes)


def _joined(group: GroupText) -> GroupReading:
    facts = list(group.facts)
    if group.name:
        origin = group.samples[0].origin if group.samples else facts[0].origin
        facts.append(Known("group.name", group.name, Source.READ, origin))
    return GroupReading(group.name, tuple(group.samples), tuple(facts), tuple(group.dumps))


def content_of(text: Any) -> tuple[str, str]:
    """The content of a text, and what it is called; arguments and errors as for `read_text`."""
    if isinstance(text, str):
        return text, "pasted"
    if isinstance(text, os.PathLike):
        path = Path(text)
        with path.open("rb") as file:
            return _decoded(file.read(_MOST_BYTES + 1), path.name), path.name
    if hasattr(text, "read"):
        called = str(getattr(text, "name", "pasted"))
        called = Path(called).name if not called.startswith("<") else called.strip("<>")
        content = text.read(_MOST_BYTES + 1)
        return (_decoded(content, called) if isinstance(content, bytes) else content), called
    if isinstance(text, Iterable) and not isinstance(text, bytes | bytearray):
        return "\n".join(str(line).rstrip("\r\n") for line in text), "pasted"
    raise FactError(Problem(f"text, a path, a file or lines are expected, not a {type(text).__name__}", "text"))


def _decoded(content: bytes, name: str) -> str:
    if len(content) > _MOST_BYTES:
        raise FactError(Problem(f"this is more than {_MOST_BYTES // 1024 // 1024} MiB of text", name))
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    return content.decode("utf-8", "replace")

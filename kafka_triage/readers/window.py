"""The part of a huge text that readers of tables, configuration and dumps get to see.

In: blocks of lines of a text that is too large to be kept. Out: its beginning, its end, and what follows each line that
announces such a kind (``rules/logs/context.yaml``), with the numbers of these lines. The readers see them as one short
text; what they found is put back to its place.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import Any

from kafka_triage.readers.found import Found
from kafka_triage.readers.wording import context

_HEAD_LINES = 2_000
_TAIL_BYTES = 512 * 1024
_MOST_LINES = 60_000
_MOST_CHARACTERS = 2_000


@lru_cache(maxsize=1)
def _automaton() -> Any:
    from ahocorasick_rs import BytesAhoCorasick

    return BytesAhoCorasick([str(literal).encode() for literal in context()["blocks"]["literals"]])


class Window:
    """Keeps the lines that other readers than that of logs get to see."""

    def __init__(self) -> None:
        self._kept: dict[int, str] = {}
        self._until = _HEAD_LINES
        self._last: tuple[int, bytes] = (1, b"")

    def feed(self, block: bytes, first: int, count: int) -> None:
        """Keep what is wanted of a block of so many lines."""
        self._keep(block, first, first, min(self._until, first + count - 1))
        following = int(context()["blocks"]["lines"])
        at, number = 0, first
        for _, start, _ in _automaton().find_matches_as_indexes(block):
            number += block.count(b"\n", at, start)
            at = start
            if number + following > self._until and len(self._kept) < _MOST_LINES:
                self._keep(block, first, max(number - 1, self._until + 1), min(number + following, first + count - 1))
                self._until = number + following
        self._last = (first, block)

    def _keep(self, block: bytes, first: int, begin: int, end: int) -> None:
        """Keep the lines ``begin`` to ``end`` of a block."""
        if end < begin:
            return
        at = 0
        for _ in range(begin - first):
            at = block.find(b"\n", at) + 1
        for number in range(begin, end + 1):
            stop = block.find(b"\n", at)
            stop = len(block) if stop < 0 else stop
            self._kept[number] = block[at : min(stop, at + _MOST_CHARACTERS)].decode("utf-8", "replace")
            at = stop + 1

    def lines(self) -> tuple[list[str], list[int]]:
        """The lines, an empty one where some were left out, and the number of each."""
        first, block = self._last
        count = block.count(b"\n") + (not block.endswith(b"\n"))
        tail = block[-_TAIL_BYTES:].count(b"\n")
        self._keep(block, first, max(first, first + count - tail), first + count - 1)
        lines: list[str] = []
        numbers: list[int] = []
        for number in sorted(self._kept):
            if numbers and number != numbers[-1] + 1:
                lines.append("")
                numbers.append(numbers[-1] + 1)
            lines.append(self._kept[number])
            numbers.append(number)
        return lines, numbers


def put_back(found: Found, name: str, numbers: list[int]) -> Found:
    """What was found in a window, with the numbers that the lines have in the whole text."""
    place = re.compile(rf"(?<=^){re.escape(name)}:(\d+)|(?<=, ):(\d+)")

    def moved(origin: str) -> str:
        def number(match: re.Match[str]) -> str:
            old = int(match[1] or match[2])
            new = numbers[old - 1] if 0 < old <= len(numbers) else old
            return f"{name}:{new}" if match[1] else f":{new}"

        return place.sub(number, origin)

    for group in found.groups.values():
        group.samples = [replace(sample, origin=moved(sample.origin)) for sample in group.samples]
        group.facts = [replace(fact, origin=moved(fact.origin)) for fact in group.facts]
    found.used = {numbers[number - 1] for number in found.used if 0 < number <= len(numbers)}
    return found

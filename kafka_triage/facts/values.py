"""A fact that is known: its value, how far it can be trusted, and the place it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

Value: TypeAlias = bool | int | float | str | tuple[str, ...]
_LINE = re.compile(r"(?:^|, )(.*?):(\d+)(?=, |$)")


class Source(IntEnum):
    """Where a value came from; the greater outranks the smaller when two disagree."""

    DEFAULT = 0
    DERIVED = 1
    READ = 2
    MEASURED = 3
    STATED = 4

    @property
    def label(self) -> str:
        """The word that reports use: ``stated``, ``measured``, ``read``, ``derived`` or ``default``."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Known:
    """One known fact.

    Attributes:
        name: Dotted name of the vocabulary, its unit as suffix.
        value: In the unit of the name.
        source: How it is known.
        origin: Where exactly, for example ``two-tables.txt:4, :12``; for a default, which library and version.
        certain: False where the value rests on too few samples to be sure.
        inputs: Names of the facts that a derived value was computed from.
        detail: The observation in words, where the value alone says too little; for example
            ``lag of orders-3 grew from 20,042 to 31,377 in 60 s``.
        at_least: The value is the least that it can be, and may be more.
    """

    name: str
    value: Value
    source: Source
    origin: str = ""
    certain: bool = True
    inputs: tuple[str, ...] = ()
    detail: str = ""
    at_least: bool = False

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Name and line, from 1, of each text that it was read from; empty for what was not read from text."""
        found: list[tuple[str, int]] = []
        if self.source is Source.READ:
            for name, line in _LINE.findall(self.origin):
                found.append((name or (found[-1][0] if found else ""), int(line)))
        return found

"""What an engine runs: productions over literal tests, and nothing else.

Arithmetic, comparisons of facts with each other, ``any``, ``none``, versions and unknowns are computed before and reach
an engine as plain facts, so two engines can only differ in their matching and chaining.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from kafka_triage.facts.values import Value

OPERATORS = ("==", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Test:
    """A test of one fact against a literal. It holds only where the fact is there.

    A number is compared with numbers, a text with texts and a truth value with truth values; anything else is no match.
    """

    __test__ = False

    name: str
    operator: str
    literal: bool | int | float | str


@dataclass(frozen=True, slots=True)
class Production:
    """When every test holds, ``concludes`` becomes a fact with the value true, which further tests can look at."""

    concludes: str
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """All productions of a rule book."""

    productions: tuple[Production, ...]


class Engine(Protocol):
    """An implementation; made once for a program and used for any number of cases."""

    name: str

    def run(self, facts: Mapping[str, Value]) -> frozenset[str]:
        """The conclusions that follow from the facts, in whatever order these come."""
        ...

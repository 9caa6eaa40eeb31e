"""The engine in plain Python: each production counts the tests that still wait for a fact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from kafka_triage.engine.program import Production, Program, Test
from kafka_triage.facts.values import Value
from kafka_triage.language.evaluate import COMPARE


class PythonEngine:
    """Forward chaining by counting; a conclusion is asserted once and never taken back."""

    name = "python"

    def __init__(self, program: Program) -> None:
        self._productions = program.productions
        self._sizes = [len(distinct(production.tests)) for production in program.productions]
        self._by_name: dict[str, list[tuple[Test, list[int]]]] = _index(program.productions)
        self._always = [index for index, size in enumerate(self._sizes) if size == 0]

    def run(self, facts: Mapping[str, Value]) -> frozenset[str]:
        """The conclusions that follow from the facts."""
        waiting = self._sizes.copy()
        concluded: set[str] = set()
        agenda: list[tuple[str, Value]] = list(facts.items())

        def conclude(index: int) -> None:
            name = self._productions[index].concludes
            if name not in concluded:
                concluded.add(name)
                if facts.get(name) is not True:
                    agenda.append((name, True))

        for index in self._always:
            conclude(index)
        for name, value in agenda:
            for test, productions in self._by_name.get(name, ()):
                if matches(test, value):
                    for index in productions:
                        waiting[index] -= 1
                        if waiting[index] == 0:
                            conclude(index)
        return frozenset(concluded)


def _index(productions: tuple[Production, ...]) -> dict[str, list[tuple[Test, list[int]]]]:
    uses: dict[tuple[Test, str], list[int]] = defaultdict(list)
    for index, production in enumerate(productions):
        for test in distinct(production.tests):
            uses[test, kind(test.literal)].append(index)
    by_name: dict[str, list[tuple[Test, list[int]]]] = defaultdict(list)
    for (test, _), users in uses.items():
        by_name[test.name].append((test, users))
    return dict(by_name)


def distinct(tests: tuple[Test, ...]) -> list[Test]:
    """The tests without repeats; ``1`` and ``true`` are different literals."""
    return list({(test, kind(test.literal)): test for test in tests}.values())


def matches(test: Test, value: Value) -> bool:
    """Whether a value of a fact satisfies a test; values of different kinds never do."""
    if kind(value) != kind(test.literal):
        return False
    return COMPARE[test.operator](value, test.literal)


def kind(value: Value) -> str:
    """``b`` for a truth value, ``v`` for a number, ``s`` for a text, ``l`` for a list."""
    if isinstance(value, bool):
        return "b"
    if isinstance(value, int | float):
        return "v"
    return "s" if isinstance(value, str) else "l"

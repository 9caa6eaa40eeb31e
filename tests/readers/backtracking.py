"""How often a regular expression can try the same characters, told from its form.

In: an expression. Out: the number of ways in which repetitions that stand beside each other can share one run of
characters, at most. ``a*b`` gives as many as a line is long; ``a*a*`` the square of that, and it is the square that
makes a reader hang. Nothing is timed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from math import prod
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_NARROW = 20
_ALPHABET = "".join(map(chr, range(32, 127))) + "\té一"
_CLASSES = {
    codes.CATEGORY_DIGIT: r"\d",
    codes.CATEGORY_NOT_DIGIT: r"\D",
    codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S",
    codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_WORD: r"\W",
}
_Run = tuple[frozenset[str], int, int]  # characters, greatest length, literals that stand before it


@cache
def _of_class(text: str) -> frozenset[str]:
    return frozenset(re.findall(text, _ALPHABET))


def _chars(operation: Any, value: Any) -> frozenset[str]:
    """The characters of the alphabet that one step of an expression takes."""
    everything = frozenset(_ALPHABET)
    if operation is codes.LITERAL:
        return frozenset({chr(value).lower(), chr(value).upper()})
    if operation is codes.NOT_LITERAL:
        return everything - {chr(value)}
    if operation is codes.ANY:
        return everything
    if operation is codes.RANGE:
        return frozenset(char for char in _ALPHABET if value[0] <= ord(char) <= value[1])
    if operation is codes.CATEGORY:
        return _of_class(_CLASSES[value])
    found: frozenset[str] = frozenset()
    for inner, held in value:
        if inner is not codes.NEGATE:
            found |= _chars(inner, held)
    return everything - found if value[0][0] is codes.NEGATE else found


_BEFORE = frozenset(_ALPHABET)
_SINGLE = (codes.LITERAL, codes.NOT_LITERAL, codes.ANY, codes.IN)


class _Walk:
    """Goes through an expression; keeps the runs that what comes next may still share characters with."""

    def __init__(self, line: int) -> None:
        self.most, self.line, self.literals = 1, line, 0

    def sequence(self, steps: Any, open_runs: list[_Run]) -> list[_Run]:
        for operation, value in steps:
            open_runs = self.step(operation, value, open_runs)
        return open_runs

    def step(self, operation: Any, value: Any, open_runs: list[_Run]) -> list[_Run]:
        if operation in _SINGLE:
            chars = _chars(operation, value)
            self.literals += operation is codes.LITERAL
            return [run for run in open_runs if run[0] & chars]
        if operation in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            return self.repeat(*value, open_runs)
        if operation is codes.SUBPATTERN:
            return self.sequence(value[-1], open_runs)
        if operation is codes.BRANCH:
            return self.branches(value[1], open_runs)
        if operation in (codes.ASSERT, codes.ASSERT_NOT):
            self.sequence(value[1], [])
        return open_runs

    def branches(self, branches: Any, open_runs: list[_Run]) -> list[_Run]:
        before, fewest, ends = self.literals, [], []
        for branch in branches:
            self.literals = before
            ends += self.sequence(branch, list(open_runs))
            fewest.append(self.literals)
        self.literals = min(fewest)
        return list(dict.fromkeys(ends))

    def _length(self, run: _Run) -> int:
        """In how many places a run can end: what must stand behind it stands there only so many times."""
        return run[1] // max(1, 1 + self.literals - run[2])

    def repeat(self, least: int, most: int, steps: Any, open_runs: list[_Run]) -> list[_Run]:
        bound, literals = min(int(most), self.line), self.literals
        if len(steps) != 1 or steps[0][0] not in _SINGLE:
            after = self.sequence(steps, list(open_runs))
            if bound > 1:
                after = self.sequence(steps, after)
            chars = frozenset().union(*_taken(steps))
        else:
            chars = _chars(*steps[0])
            after = [run for run in open_runs if run[0] & chars]
        self.literals = literals if least == 0 else self.literals
        if bound > _NARROW:
            sharing = prod(self._length(run) for run in open_runs if run[0] & chars)
            self.most = max(self.most, sharing * bound)
            after = [*after, (chars, bound, self.literals)]
        return list(dict.fromkeys([*after, *(open_runs if least == 0 else ())]))


def _taken(steps: Any) -> Iterator[frozenset[str]]:
    """The characters of every step that takes one."""
    for operation, value in steps:
        if operation in _SINGLE:
            yield _chars(operation, value)
        elif operation in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            yield from _taken(value[2])
        elif operation is codes.SUBPATTERN:
            yield from _taken(value[-1])
        elif operation is codes.BRANCH:
            for branch in value[1]:
                yield from _taken(branch)


def ways(expression: str, *, searched: bool, line: int) -> int:
    """In how many ways an expression can share out one run of characters.

    Args:
        expression: The regular expression.
        searched: It may begin anywhere in a line, so that a run before it counts as one of its own.
        line: Length of the longest line that it sees.
    """
    walk = _Walk(line)
    start: list[_Run] = [(_BEFORE, line, 0)] if searched else []
    steps = list(_parser.parse(expression))
    if steps and steps[-1][0] in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        steps.pop()  # nothing behind it can fail
    walk.sequence(steps, start)
    return walk.most

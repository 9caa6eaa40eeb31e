"""What became of a test, and how a failure is told: expected and got side by side.

In: results of rule tests and scenarios. Out: text of at most 80 columns.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from itertools import zip_longest

_WIDTH = 80
_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that does not hold.

    Attributes:
        place: ``file:line:column`` of the expectation.
        test: Name of the test.
        what: What was looked at: ``fires``, ``set max.poll.records``, ``says`` and so on.
        expected: As the test says.
        got: What came.
    """

    place: str
    test: str
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.place}: {self.test}\n" + "\n".join(side_by_side(self.what, self.expected, self.got))


@dataclass(frozen=True, slots=True)
class Result:
    """One test that was run.

    Attributes:
        subject: Id of the rule, or the file of the scenario.
        name: Name of the test.
        place: ``file:line:column`` of the test.
        failures: Empty where it passed.
        seconds: How long it took.
    """

    subject: str
    name: str
    place: str
    failures: tuple[Failure, ...]
    seconds: float


def side_by_side(what: str, expected: str, got: str, *, width: int = _WIDTH) -> list[str]:
    """Two texts in two columns below their headings, each shortened to a dozen lines."""
    half = (width - 7) // 2
    left, right = _column(expected, half), _column(got, half)
    lines = [f"    {what}", f"    {'expected':<{half}} | got"]
    for one, other in zip_longest(left, right, fillvalue=""):
        lines.append(f"    {one:<{half}} | {other}".rstrip())
    return lines


def _column(text: str, width: int) -> list[str]:
    printable = "".join(character if character.isprintable() or character == "\n" else "?" for character in text)
    lines = [
        part
        for line in printable.split("\n")
        for part in (textwrap.wrap(line, width, break_long_words=True, break_on_hyphens=False) or [""])
    ]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"({len(lines) - _MOST_LINES + 1} more lines)"]
    return lines

"""Every error that the library raises on purpose: one exception, a list of problems.

A problem says what is wrong, where (file, line, column or the name of an input), what was expected,
and the nearest name where a name was mistyped. All problems of one input are reported together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

_FARTHEST = 0.6
_CLOSE_TO_BEST = 0.08


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in an input.

    Attributes:
        message: What is wrong and what would be right.
        place: Where: ``file:line:column``, the name of a fact, or empty for the whole input.
        suggestions: Nearest known names, best first.
    """

    message: str
    place: str = ""
    suggestions: tuple[str, ...] = ()

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place else self.message
        if self.suggestions:
            text += f" (did you mean {' or '.join(self.suggestions)}?)"
        return text


class KafkaTriageError(Exception):
    """Base of every error that the library raises on purpose.

    Attributes:
        problems: Every mistake that was found, in the order of the input.
    """

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem(problems)
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RuleError(KafkaTriageError):
    """Rule, vocabulary or source files cannot be used as they are written."""


class FactError(KafkaTriageError):
    """Facts, samples or texts that were given cannot be used as they are."""


def nearest(name: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The known names closest to a mistyped one, best first, at most ``most``, none much farther than the best."""
    found = get_close_matches(name, list(known), n=most, cutoff=_FARTHEST)
    ratios = {one: SequenceMatcher(None, one, name).ratio() for one in found}
    best = max(ratios.values(), default=0.0)
    return tuple(one for one in found if ratios[one] >= best - _CLOSE_TO_BEST)

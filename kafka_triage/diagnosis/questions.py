"""Unknown facts as questions: what to ask, why, and how to find out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kafka_triage.diagnosis.commands import Commands
from kafka_triage.diagnosis.parts import Question
from kafka_triage.facts.base import FactBase
from kafka_triage.facts.values import Value
from kafka_triage.language.model import FactType, Vocabulary
from kafka_triage.language.walk import inputs_of

_MOST_REASONS = 3
_DEEPEST = 6


class Asking:
    """What can be asked for, prepared once for a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._behind: dict[str, tuple[str, ...]] = {}
        self._known: dict[str, tuple[str, str]] = {}
        self.commands = Commands(vocabulary)

    def behind(self, name: str) -> tuple[str, ...]:
        """The facts to ask for instead of one that nobody can be asked for; the fact itself where there are none."""
        found = self._behind.get(name)
        if found is None:
            found = self._behind[name] = tuple(self._expand(name, 0)) or (name,)
        return found

    def _expand(self, name: str, depth: int) -> dict[str, None]:
        fact = self.vocabulary.facts[name]
        if fact.ask or depth > _DEEPEST:
            return {name: None}
        return {part: None for other in inputs_of(fact) if other != name for part in self._expand(other, depth + 1)}

    def unknown(self, base: FactBase, names: Iterable[str]) -> list[str]:
        """The facts to ask for behind those of some names that are not known, in order."""
        values = base.values
        return [part for name in names if name not in values for part in self.behind(name) if part not in values]

    def question(self, name: str, reasons: Iterable[str], values: Mapping[str, Value]) -> Question:
        """The question for one fact; what is known stands in its commands."""
        fact = self.vocabulary.facts[name]
        if name not in self._known:
            self._known[name] = (fact.ask or f"{fact.meaning}?", expected(fact))
        ask, expects = self._known[name]
        shown = list(dict.fromkeys(reasons))
        why = "; ".join(shown[:_MOST_REASONS])
        if len(shown) > _MOST_REASONS:
            why += f"; and {len(shown) - _MOST_REASONS} more"
        return Question(name, ask, why, {way: self.commands.filled(how, values) for way, how in fact.how}, expects)

    def opening(self, base: FactBase) -> list[Question]:
        """What to ask first when nothing has been observed."""
        facts = [fact for fact in self.vocabulary.facts.values() if fact.opening is not None]
        facts.sort(key=lambda fact: fact.opening or 0)
        return [
            self.question(fact.name, ["tells which problem it is"], base.values)
            for fact in facts
            if fact.name not in base.values
        ]


def expected(fact: FactType) -> str:
    """The answers that make sense."""
    if fact.type == "bool":
        return "yes or no"
    if fact.type == "enum":
        return ", ".join(fact.values)
    if fact.type == "version":
        return 'a version, such as "2.8.1"'
    return f"a number in {fact.unit}" if fact.unit else {"int": "a number", "float": "a number"}.get(fact.type, "text")

"""Unknown facts as questions: what to ask, why, and how to find out."""

from __future__ import annotations

from collections.abc import Iterable

from kafka_triage.diagnosis.report import Question
from kafka_triage.facts.base import FactBase
from kafka_triage.language.model import FactType, Vocabulary
from kafka_triage.language.walk import inputs_of

_MOST_REASONS = 3
_DEEPEST = 6


def askable(vocabulary: Vocabulary, base: FactBase, names: Iterable[str], depth: int = 0) -> list[str]:
    """The unknown facts behind some names: a fact that nobody can be asked for stands for those it follows from."""
    found: list[str] = []
    for name in names:
        if name in base.values or name in found:
            continue
        fact = vocabulary.facts[name]
        if fact.ask or depth > _DEEPEST:
            found.append(name)
            continue
        inputs = [part for part in inputs_of(fact) if part != name]
        found += [part for part in askable(vocabulary, base, inputs, depth + 1) if part not in found] or [name]
    return found


def question(fact: FactType, reasons: list[str]) -> Question:
    """The question for one fact."""
    shown = list(dict.fromkeys(reasons))
    why = "; ".join(shown[:_MOST_REASONS])
    if len(shown) > _MOST_REASONS:
        why += f"; and {len(shown) - _MOST_REASONS} more"
    return Question(fact.name, fact.ask or f"{fact.meaning}?", why, dict(fact.how), expected(fact))


def expected(fact: FactType) -> str:
    """The answers that make sense."""
    if fact.type == "bool":
        return "yes or no"
    if fact.type == "enum":
        return ", ".join(fact.values)
    if fact.type == "version":
        return 'a version, such as "2.8.1"'
    return f"a number in {fact.unit}" if fact.unit else {"int": "a number", "float": "a number"}.get(fact.type, "text")


def opening_questions(vocabulary: Vocabulary, base: FactBase) -> list[Question]:
    """What to ask first when nothing has been observed."""
    facts = [fact for fact in vocabulary.facts.values() if fact.opening is not None and fact.name not in base.values]
    facts.sort(key=lambda fact: fact.opening or 0)
    return [question(fact, ["tells which problem it is"]) for fact in facts]

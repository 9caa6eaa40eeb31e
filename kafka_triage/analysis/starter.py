"""Conditions that a new rule can start from, with the values that its tests need.

In: a rule book and what the new rule is to explain. Out: facts that rules of the same effect look at, each with the
value that counts and another one. Cases with the first two come out as a test expects: both known and right, one
wrong, one not known; so none of the two follows from the other or has a default.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from kafka_triage.analysis.atoms import Atom, Form, Forms
from kafka_triage.errors import FactError, KafkaTriageError
from kafka_triage.facts.base import Derivation
from kafka_triage.facts.values import Known, Source, Value
from kafka_triage.language.model import RuleBook
from kafka_triage.language.walk import mentioned


@dataclass(frozen=True, slots=True)
class Start:
    """A fact with the value that a rule waits for and one that it does not wait for."""

    fact: str
    value: Value
    other: Value


def starts(book: RuleBook, explains: Iterable[str]) -> tuple[Start, Start, Start]:
    """The facts that rules of the same effect look at most: two that no rule has alone, and another one.

    Args:
        book: The rules and their vocabulary.
        explains: Symptoms and causes that the new rule is to explain.

    Raises:
        KafkaTriageError: The book has no such facts.
    """
    targets = set(explains)
    forms = Forms(book.vocabulary)
    derivation = Derivation(book.vocabulary, forms.evaluator)
    taken = {frozenset(mentioned(rule.when)) for rule in book.rules.values()}
    alike = [rule.when for rule in book.rules.values() if targets & set(rule.explains)]
    for groups in (alike, [rule.when for rule in book.rules.values()]):
        seen = Counter(pair for group in groups for pair in _looked_for(forms.form(group)))
        found = [start for (fact, value), _ in seen.most_common() for start in _with_others(book, fact, value)]
        for first, second in combinations(found, 2):
            both = frozenset((first.fact, second.fact))
            third = next((start for start in found if start.fact not in both), None)
            if third and len(both) == 2 and both not in taken and _independent(first, second, derivation):
                return first, second, third
    raise KafkaTriageError("these rules look at too few facts to start a new one from; copy a rule instead")


def _looked_for(form: Form) -> Iterator[tuple[str, Value]]:
    """Facts that a form compares with a word or truth; a symptom is what a rule explains, not what it looks at."""
    if not isinstance(form, Atom):
        for part in form.parts:
            yield from _looked_for(part)
    elif isinstance(form.key, str) and form.sign == "==" and form.start.members and not form.key.startswith("symptom."):
        yield form.key, form.value


def _with_others(book: RuleBook, name: str, value: Value) -> list[Start]:
    fact = book.vocabulary.facts[name]
    return [Start(name, value, other) for other in (fact.values or (True, False)) if other != value]


def _independent(first: Start, second: Start, derivation: Derivation) -> bool:
    """Whether each of the two can be right, wrong and not known while the other is right."""
    right = {first.fact: first.value, second.fact: second.value}
    cases = [right, {**right, first.fact: first.other}, {**right, second.fact: second.other}]
    cases += [{first.fact: first.value}, {second.fact: second.value}]
    try:
        for case in cases:
            values = derivation.settle(Known(name, value, Source.STATED) for name, value in case.items()).values
            if any(values.get(name) != case.get(name) for name in right):
                return False
    except FactError:
        return False
    return True

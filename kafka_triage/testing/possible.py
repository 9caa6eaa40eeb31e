"""What facts there can be at all: asked of the solver z3, under the types, bounds, derivations and defaults.

In: a term about facts. Out: facts that make it true, ``IMPOSSIBLE``, or ``UNDECIDED`` where the solver gives up.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Any

from kafka_triage.language.model import Alternative, Condition, FactType, Group, Rule, Vocabulary
from kafka_triage.language.versions import is_version
from kafka_triage.language.walk import mentioned
from kafka_triage.testing.solver import z3
from kafka_triage.testing.terms import Terms

_EFFORT = 3_000_000


class Answer(Enum):
    """Why there are no facts to show."""

    IMPOSSIBLE = "impossible"
    UNDECIDED = "undecided"


IMPOSSIBLE, UNDECIDED = Answer.IMPOSSIBLE, Answer.UNDECIDED


class Possible:
    """The facts that a rule can see.

    Args:
        vocabulary: The names.
        *rules: The rule, and a changed form of it; their versions are told apart.
    """

    def __init__(self, vocabulary: Vocabulary, *rules: Rule) -> None:
        self.vocabulary = vocabulary
        self.terms = Terms(
            vocabulary, (*_versions_of(vocabulary), *(text for rule in rules for text in _literals(rule)))
        )

    def facts(self, wanted: Any, *, shortest: bool = False) -> dict[str, Any] | Answer:
        """Facts that make a term true; as few as can be left, where the shortest are asked for."""
        solver = z3.SimpleSolver()
        solver.set("rlimit", _EFFORT)
        solver.add(wanted, *self.limits())
        answer = solver.check()
        if answer == z3.unsat:
            return IMPOSSIBLE
        if answer == z3.unknown:
            return UNDECIDED
        model = solver.model()
        if shortest:
            for name in list(self.terms.facts):
                unknown = z3.Not(self.terms.facts[name].known)
                if solver.check(unknown) == z3.sat:
                    model = solver.model()
                    solver.add(unknown)
        return self._shown(model)

    def limits(self) -> list[Any]:
        """What holds for every fact that was named, and for those that they follow from."""
        made: list[Any] = []
        done: set[str] = set()
        while todo := [name for name in self.terms.used if name not in done]:
            for name in todo:
                done.add(name)
                made += self._limits(self.vocabulary.facts[name])
        for entry in self.vocabulary.impossible:
            if set(mentioned(entry.when)) <= done:
                made.append(z3.Not(self.terms.group(entry.when).true))
        return made

    def _limits(self, fact: FactType) -> Iterator[Any]:
        terms = self.terms
        term = terms.fact(fact.name)
        if fact.type == "enum":
            yield z3.Implies(term.known, z3.Or([term.value == terms.literal(value) for value in fact.values]))
        if fact.type == "version":
            yield term.value > 0
        if fact.type in ("int", "float"):
            if fact.min is not None:
                yield z3.Implies(term.known, term.value >= terms.literal(fact.min))
            if fact.max is not None:
                yield z3.Implies(term.known, term.value <= terms.literal(fact.max))
        for value in fact.not_known:
            yield z3.Implies(term.known, term.value != terms.literal(value))
        unknown = z3.Not(term.known)
        for way in (*fact.derive, *fact.assumed):
            yield z3.Implies(unknown, z3.Not(self._applies(way)))
        for applies, _ in terms.library_defaults(fact) if fact.defaults else ():
            yield z3.Implies(unknown, z3.Not(applies))

    def _applies(self, way: Alternative) -> Any:
        value = self.terms.term(way.value.tree)
        return z3.And(self.terms.group(way.when).true, value.known) if way.when else value.known

    def _shown(self, model: Any) -> dict[str, Any]:
        found = {}
        for name, term in self.terms.facts.items():
            if z3.is_true(model.eval(term.known, model_completion=True)):
                value = model.eval(term.value, model_completion=True)
                found[name] = self._value(self.vocabulary.facts[name], value)
        return found

    def _value(self, fact: FactType, value: Any) -> Any:
        if fact.type == "bool":
            return z3.is_true(value)
        if fact.type == "list":
            return ["..."]
        if fact.type in ("enum", "string"):
            words = {number: word for word, number in self.terms.words.items()}
            return words.get(value.as_long(), f"other-{value.as_long()}")
        number = value.as_fraction() if z3.is_rational_value(value) else value.approx(6).as_fraction()
        if fact.type == "version":
            return self._version(number)
        return int(number) if number.denominator == 1 else float(number)

    def _version(self, number: Fraction) -> str:
        """A version at a step, or between two: the fourth part of the lower one is raised."""
        below = int(number)
        rest = int((number - below) * 16)
        if not below:
            return f"0.0.{rest}"
        step = self.terms.steps[below - 1]
        return f"{step.major}.{step.minor}.{step.micro}.{rest}" if number != below else str(step)


@lru_cache(maxsize=4)
def _versions_of_facts(facts: tuple[FactType, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for fact in facts:
        for versions in (*fact.exists, *(entry.range for entry in fact.defaults)):
            found.update({text: None for text in (versions.start, versions.end) if text})
        for way in (*fact.derive, *fact.assumed):
            found.update(dict.fromkeys(_texts(way.value.tree)))
            found.update(dict.fromkeys(_group_texts(way.when)))
    return tuple(found)


def _versions_of(vocabulary: Vocabulary) -> tuple[str, ...]:
    found = dict.fromkeys(_versions_of_facts(tuple(vocabulary.facts.values())))
    for entry in vocabulary.impossible:
        found.update(dict.fromkeys(_group_texts(entry.when)))
    return tuple(found)


def _literals(rule: Rule) -> Iterator[str]:
    groups = [rule.when, *(exception.condition for exception in rule.unless)]
    groups += [entry.when for entries in (rule.adjust, rule.raised_by) for entry in entries]
    groups += [entry.when for entries in (rule.actions, rule.notes) for entry in entries if entry.when]
    for group in groups:
        yield from _group_texts(group)


def _group_texts(node: Condition | Group | None) -> Iterator[str]:
    if isinstance(node, Condition):
        yield from _texts(node.tree)
    elif node is not None:
        for item in node.items:
            yield from _group_texts(item)


def _texts(tree: Any) -> Iterator[str]:
    """The texts in a tree that can be versions."""
    match tree:
        case ("lit", str(text)) if is_version(text):
            yield text
        case ("lit", tuple(members)):
            yield from (member for member in members if isinstance(member, str) and is_version(member))
        case tuple():
            for part in tree:
                yield from _texts(part)

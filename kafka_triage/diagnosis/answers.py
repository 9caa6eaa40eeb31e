"""The answers to one question that make a difference: for a fact, the values that the rules tell apart.

In: the facts of a case and the name of a fact. Out: one value for each way in which conditions come out, found by
trying them. Nothing is asked and nothing is concluded here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from kafka_triage.diagnosis.reason import Reasoner
from kafka_triage.facts.base import FactBase
from kafka_triage.facts.values import Value
from kafka_triage.language.evaluate import Judge
from kafka_triage.language.model import Condition, FactType, Group
from kafka_triage.language.versions import parse_version

Signature: TypeAlias = tuple[bool | None, ...]
_DECADES = range(-3, 16)
_STEPS = (1, 2, 5)
_ADDRESS, _OTHER_ADDRESS = "192.0.2.1", "198.51.100.1"  # RFC 5737: addresses for documentation


@dataclass(frozen=True, slots=True)
class Answer:
    """A value that stands for all answers with which the conditions come out alike.

    Attributes:
        value: In the unit of the fact.
        share: Share of the possible answers that it stands for, 0 to 1.
    """

    value: Value
    share: float


class Answers:
    """Finds the answers that make a difference; made once for a reasoner."""

    def __init__(self, reasoner: Reasoner) -> None:
        self.reasoner = reasoner
        self.facts = reasoner.book.vocabulary.facts
        self.leaves = _leaves_by_fact(reasoner)
        self._literals: dict[str, tuple[Any, ...]] = {}

    def tell_apart(self, base: FactBase, name: str) -> list[Answer]:
        """One answer for each way in which the conditions that look at a fact come out."""
        looking = self._looking(base, name)
        found: dict[Signature, list[Any]] = {}
        count = 0
        for value in self.values(base, name):
            supposed = self.reasoner.derivation.supposing(base, name, value)
            if supposed is None:
                continue
            judge = Judge(self.reasoner.evaluator, supposed.values)
            found.setdefault(tuple(judge(leaf) for leaf in looking), []).append(value)
            count += 1
        numeric = self.facts[name].type in ("int", "float")
        return [Answer(values[0], 1 / len(found) if numeric else len(values) / count) for values in found.values()]

    def _looking(self, base: FactBase, name: str) -> list[Condition]:
        """The conditions that look at a fact or at what follows from it."""
        names = [name, *(plan.name for plan in self.reasoner.derivation.following(base, name))]
        return list({id(leaf): leaf for one in names for leaf in self.leaves.get(one, ())}.values())

    def values(self, base: FactBase, name: str) -> Iterator[Value]:
        """Values worth trying for a fact, plain ones first."""
        fact = self.facts[name]
        if fact.type == "bool":
            return iter((True, False))
        if fact.type == "enum":
            return iter(fact.values)
        if fact.type in ("int", "float"):
            return _numbers(fact)
        return iter(dict.fromkeys(self._texts(base, fact)))

    def _texts(self, base: FactBase, fact: FactType) -> Iterator[Value]:
        literals = [literal for literal in self._all_literals(fact.name) if isinstance(literal, str)]
        if fact.type == "version":
            versions = [literal for literal in literals if parse_version(literal) is not None]
            for version in sorted(versions, key=lambda one: str(parse_version(one))):
                yield version
                yield from _below(version)
            return
        others = {other for leaf in self.leaves.get(fact.name, ()) for other in leaf.facts if other != fact.name}
        beside = [base.values[other] for other in sorted(others) if other in base.values]
        texts = [*literals, *(value for value in beside if isinstance(value, str)), _ADDRESS, _OTHER_ADDRESS]
        for value in beside:
            if isinstance(value, tuple) and fact.type == "string":
                texts += [network.split("/")[0] for network in value]
        yield from ((text,) for text in texts) if fact.type == "list" else texts

    def _all_literals(self, name: str) -> tuple[Any, ...]:
        """The literals in conditions, formulas and version ranges that a fact takes part in."""
        found = self._literals.get(name)
        if found is None:
            following = self.reasoner.derivation.following(FactBase(), name)
            kept: list[Any] = []
            for one in (name, *(plan.name for plan in following)):
                fact = self.facts[one]
                for leaf in self.leaves.get(one, ()):
                    kept += _literals(leaf.tree)
                for alternative in (*fact.derive, *fact.assumed):
                    kept += [literal for leaf in leaves(alternative.when) for literal in _literals(leaf.tree)]
                ranges = [*(default.range for default in fact.defaults), *fact.exists]
                kept += [end for versions in ranges for end in (versions.start, versions.end) if end]
            found = self._literals[name] = tuple(dict.fromkeys(kept))
        return found


def leaves(node: Condition | Group | None) -> list[Condition]:
    """The conditions of a group, in order."""
    if node is None:
        return []
    return [node] if isinstance(node, Condition) else [leaf for item in node.items for leaf in leaves(item)]


def _leaves_by_fact(reasoner: Reasoner) -> dict[str, list[Condition]]:
    """For each fact the conditions that look at it, those with the same tree once."""
    found: dict[str, dict[str, Condition]] = defaultdict(dict)
    for rule in reasoner.book.rules.values():
        for node in (rule.when, *(exception.condition for exception in rule.unless)):
            for leaf in leaves(node):
                for name in leaf.facts:
                    found[name].setdefault(repr(leaf.tree), leaf)
    return {name: list(by_tree.values()) for name, by_tree in found.items()}


def _numbers(fact: FactType) -> Iterator[int | float]:
    """Zero and steps of 1, 2, 5 through all decades, within the bounds of a fact."""
    low = fact.min if fact.min is not None else -1
    high = fact.max if fact.max is not None else 10.0 ** _DECADES[-1]
    whole = fact.type == "int"
    steps = (step * 10.0**decade for decade in _DECADES for step in _STEPS)
    for number in dict.fromkeys(sorted((low, high, 0.0, *steps))):
        if low <= number <= high and number not in fact.not_known and (not whole or number == int(number)):
            yield int(number) if number == int(number) else number


def _literals(tree: Any) -> list[Any]:
    if not isinstance(tree, tuple | list):
        return []
    if len(tree) == 2 and tree[0] == "lit":
        return list(tree[1]) if isinstance(tree[1], tuple | list) else [tree[1]]
    return [literal for part in tree for literal in _literals(part)]


def _below(version: str) -> Iterator[str]:
    """A version just below another; none where its parts are no numbers or all zero."""
    parts = version.split(".")
    if not all(part.isdecimal() for part in parts):
        return
    numbers: Iterable[int] = map(int, parts)
    lowered = list(numbers)
    for index in reversed(range(len(lowered))):
        if lowered[index]:
            lowered[index] -= 1
            lowered[index + 1 :] = [9] * (len(lowered) - index - 1)
            yield ".".join(map(str, lowered))
            return

"""Rules that pull one setting both ways.

In: a rule book and places. Out: a finding for each pair of rules of which, under one set of facts, one raises a setting
and the other lowers it (or both set it to different words). The facts are searched for: those of the tests of the two
rules joined, and changes of them chosen by a seeded generator, so that the same rules always give the same findings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice, product
from random import Random
from typing import Any, TypeGuard

from kafka_triage.analysis.findings import Finding, Places
from kafka_triage.diagnosis.commands import Commands
from kafka_triage.diagnosis.texts import Writer
from kafka_triage.errors import KafkaTriageError
from kafka_triage.facts.base import Derivation
from kafka_triage.facts.intake import read_facts
from kafka_triage.facts.show import show
from kafka_triage.facts.values import Known, Source, Value
from kafka_triage.language.evaluate import Evaluator, Judge
from kafka_triage.language.model import FactType, Rule, RuleBook
from kafka_triage.language.walk import mentioned

_CONFIG = "config."
_MOST_JOINED = 600
_CHANGES = 600
_KEPT = 0.8
_SEED = 1

Facts = dict[str, Value]


@dataclass(frozen=True, slots=True)
class _Pull:
    """What one action of a rule makes of a setting."""

    action: int
    value: Value
    now: Value | None


def contradictory(book: RuleBook, places: Places) -> list[Finding]:
    """Every pair of rules that pull one setting both ways under facts that make both fire."""
    setters: dict[str, list[Rule]] = defaultdict(list)
    for rule in book.rules.values():
        for key in dict.fromkeys(key for action in rule.actions for key, _ in action.set):
            setters[key].append(rule)
    search = _Search(book)
    found = []
    for key, rules in setters.items():
        for first, second in combinations(rules, 2):
            pair = _Pair(search, first, second, key)
            facts = search.facts(pair)
            pulls = pair.contradiction(facts) if facts is not None else None
            if facts is not None and pulls is not None:
                found.append(_finding(pair, facts, pulls, places))
    return found


class _Search:
    """Looks for facts under which two rules contradict each other."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self.evaluator = Evaluator(book.vocabulary)
        self.commands = Commands(book.vocabulary)
        self.examples = _examples(book)

    def facts(self, pair: _Pair) -> Facts | None:
        """The fewest facts of the first contradiction that is found; None where none is."""
        firing: list[Facts] = []
        for facts in self._tried(pair, firing):
            pulls = pair.pulls(facts)
            if pulls is None:
                continue
            firing.append(facts)
            for case in (facts, *pair.between(facts, pulls)):
                if pair.contradiction(case):
                    return _fewest(case, pair)
        return None

    def _tried(self, pair: _Pair, firing: list[Facts]) -> Iterator[Facts]:
        """Facts of the tests joined, then changes of those under which both rules fire (of all, where none are)."""
        joined = list(islice(self._joined(*pair.rules), _MOST_JOINED))
        yield from joined
        chance = Random(_SEED)  # noqa: S311 - the same examples every time, no secret
        for _ in range(_CHANGES if joined else 0):
            facts = dict(chance.choice(firing or joined))
            for name in chance.sample(pair.names, min(len(pair.names), chance.randint(1, 3))):
                values = self.examples.get(name)
                if values and chance.random() < _KEPT:
                    facts[name] = chance.choice(values)
                else:
                    facts.pop(name, None)
            yield facts

    def _joined(self, first: Rule, second: Rule) -> Iterator[Facts]:
        for one in self._stated(first):
            for other in self._stated(second):
                yield {**one, **other}
                yield {**other, **one}

    def _stated(self, rule: Rule) -> list[Facts]:
        firing = [test for test in rule.tests if test.expect["fires"] is True]
        return [facts for test in firing if (facts := _read(test.facts, self.book))]


class _Pair:
    """Two rules and a setting that both set."""

    def __init__(self, search: _Search, first: Rule, second: Rule, key: str) -> None:
        self.book, self.evaluator, self.commands = search.book, search.evaluator, search.commands
        self.rules, self.key = (first, second), key
        self.names = sorted({name for rule in self.rules for name in _looked_at(rule)} | {_CONFIG + key})
        self.derivation = Derivation(self.book.vocabulary, self.evaluator, self.names)

    def pulls(self, facts: Facts) -> list[tuple[_Pull, _Pull]] | None:
        """What the two rules make of the setting, each with each; None where one of them does not fire."""
        try:
            base = self.derivation.settle(Known(name, value, Source.STATED) for name, value in facts.items())
        except KafkaTriageError:
            return None
        judge = Judge(self.evaluator, base.values)
        if not all(_fires(rule, judge) for rule in self.rules):
            return None
        writer = Writer(self.book.vocabulary, self.evaluator, base, judge, self.commands)
        now = base.values.get(_CONFIG + self.key)
        first, second = (
            [
                _Pull(index, made.set[self.key], now)
                for index, action in enumerate(rule.actions)
                if (made := writer.action(action)) and not made.condition and self.key in made.set
            ]
            for rule in self.rules
        )
        return list(product(first, second))

    def contradiction(self, facts: Facts) -> tuple[_Pull, _Pull] | None:
        """What the two rules make of the setting, where they pull it both ways."""
        return next((both for both in self.pulls(facts) or () if _both_ways(*both)), None)

    def between(self, facts: Facts, pulls: list[tuple[_Pull, _Pull]]) -> Iterator[Facts]:
        """The same facts with a present value between those that the rules ask for."""
        name = _CONFIG + self.key
        for one, other in pulls:
            if _is_number(one.value) and _is_number(other.value) and one.value != other.value:
                middle = (one.value + other.value) / 2
                yield {**facts, name: int(middle) if self.book.vocabulary.facts[name].type == "int" else middle}


def _both_ways(one: _Pull, other: _Pull) -> bool:
    if _is_number(one.value) and _is_number(other.value):
        return _is_number(one.now) and (one.value - one.now) * (other.value - one.now) < 0
    return one.value != other.value


def _is_number(value: Value | None) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _fires(rule: Rule, judge: Judge) -> bool:
    return judge(rule.when) is True and not any(judge(exception.condition) for exception in rule.unless)


def _looked_at(rule: Rule) -> list[str]:
    groups = [rule.when, *(exception.condition for exception in rule.unless)]
    groups += [action.when for action in rule.actions if action.when]
    formulas = [expression for action in rule.actions for _, expression in action.set]
    return [name for group in groups for name in mentioned(group)] + [
        name for expression in formulas for name in expression.facts
    ]


def _read(given: Mapping[str, Any], book: RuleBook) -> Facts | None:
    try:
        return {known.name: known.value for known in read_facts(given, book.vocabulary)}
    except KafkaTriageError:
        return None


def _examples(book: RuleBook) -> dict[str, list[Value]]:
    """Values of each fact: those that tests give, their neighbours, and every word or truth that it can have."""
    found: dict[str, dict[tuple[str, Value], Value]] = defaultdict(dict)
    for rule in book.rules.values():
        for test in rule.tests:
            for name, value in (_read(test.facts, book) or {}).items():
                for one in (value, *_neighbours(book.vocabulary.facts[name], value)):
                    found[name][type(one).__name__, one] = one
    for name, fact in book.vocabulary.facts.items():
        for one in fact.values if fact.type == "enum" else (True, False) if fact.type == "bool" else ():
            found[name][type(one).__name__, one] = one
    return {name: list(values.values()) for name, values in found.items()}


def _neighbours(fact: FactType, value: Value) -> list[Value]:
    if fact.type not in ("int", "float") or not isinstance(value, int | float):
        return []
    near = [value * 10, value * 2, value / 2, value / 10, value - 1, value + 1]
    whole = [int(one) for one in near] if fact.type == "int" else near
    return [one for one in whole if (fact.min is None or one >= fact.min) and (fact.max is None or one <= fact.max)]


def _fewest(facts: Facts, pair: _Pair) -> Facts:
    """The facts without those that the contradiction does not need."""
    for name in list(facts):
        fewer = {other: value for other, value in facts.items() if other != name}
        if pair.contradiction(fewer):
            facts = fewer
    return facts


def _finding(pair: _Pair, facts: Facts, found: tuple[_Pull, _Pull], places: Places) -> Finding:
    """A contradiction in words, at the setting of the second rule."""
    (first, second), key = pair.rules, pair.key
    one, other = found
    known = pair.book.vocabulary.facts
    to, instead = (show(pull.value, known[_CONFIG + key].unit) for pull in (other, one))
    now = "" if one.now is None else f" (now {show(one.now, known[_CONFIG + key].unit)})"
    given = ", ".join(f"{name} = {show(value, known[name].unit)}" for name, value in sorted(facts.items()))
    where = places.of(first.id, ("actions", one.action, "set", key), key=True)
    return Finding(
        places.of(second.id, ("actions", other.action, "set", key), key=True),
        f"{second.id} sets {key} to {to}, {first.id} ({where}) to {instead}{now}, where {given}",
        (first.id, second.id),
    )

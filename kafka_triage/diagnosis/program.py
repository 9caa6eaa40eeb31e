"""A rule book as a program for the engines.

In: the rules. Out: productions that fire causes from literal tests, link them along the causal graph to the symptoms
that were observed, and diagnose those that are both. What is no literal test becomes a computed flag.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from kafka_triage.engine.program import Production, Program, Test
from kafka_triage.facts.values import Value
from kafka_triage.language.model import Condition, Group, Rule, RuleBook

_MOST_LITERAL_NAMES = 300
_MOST_LITERALS_ON_NAME = 50
_MOST_TESTS = 10
_SYMPTOM = "symptom."


@dataclass(frozen=True, slots=True)
class Compiled:
    """The program with the flags that have to be computed for it.

    Attributes:
        program: For the engine.
        flags: Name of a flag to the condition whose truth it stands for.
        literals: Facts that the program tests directly.
    """

    program: Program
    flags: Mapping[str, Condition | Group]
    literals: frozenset[str]


def fired(id: str) -> str:
    """The conclusion that a cause's conditions hold."""
    return f"fired:{id}"


def open_(id: str) -> str:
    """The flag that a cause is not known to be false."""
    return f"open:{id}"


def linked(id: str) -> str:
    """The conclusion that a cause would explain something observed."""
    return f"linked:{id}"


def diagnosed(id: str) -> str:
    """The conclusion that a cause holds and explains something observed."""
    return f"diagnosed:{id}"


def clear(id: str) -> str:
    """The flag that no exception of a cause is known to hold."""
    return f"clear:{id}"


def compile_program(book: RuleBook) -> Compiled:
    """Make the program of a rule book."""
    builder = _Builder()
    for rule in book.rules.values():
        builder.add(rule)
    return Compiled(Program(tuple(builder.productions)), builder.flags, frozenset(builder.literals))


class _Builder:
    def __init__(self) -> None:
        self.productions: list[Production] = []
        self.flags: dict[str, Condition | Group] = {}
        self.named: dict[Condition | Group, str] = {}
        self.literals: dict[str, set[tuple[str, Value]]] = defaultdict(set)

    def add(self, rule: Rule) -> None:
        items = list(rule.when.items) if rule.when.kind == "all" else [rule.when]
        if len(items) > _MOST_TESTS:
            items = [*items[: _MOST_TESTS - 1], Group("all", tuple(items[_MOST_TESTS - 1 :]))]
        tests = [self.test(item) for item in items]
        if rule.unless:
            tests.append(Test(clear(rule.id), "==", True))
        self.productions.append(Production(fired(rule.id), tuple(tests)))
        for target in rule.explains:
            towards = Test(target, "==", True) if target.startswith(_SYMPTOM) else Test(linked(target), "==", True)
            if target.startswith(_SYMPTOM):
                self.literals[target].add(("==", True))
            self.productions.append(Production(linked(rule.id), (Test(open_(rule.id), "==", True), towards)))
        both = (Test(fired(rule.id), "==", True), Test(linked(rule.id), "==", True))
        self.productions.append(Production(diagnosed(rule.id), both[:1] if rule.health else both))

    def test(self, item: Condition | Group) -> Test:
        literal = _literal(item)
        if literal is not None and self.has_room(literal):
            self.literals[literal.name].add((literal.operator, literal.literal))
            return literal
        name = self.named.setdefault(item, f"computed:{len(self.named)}")
        self.flags[name] = item
        return Test(name, "==", True)

    def has_room(self, test: Test) -> bool:
        seen = self.literals.get(test.name)
        if seen is None:
            return len(self.literals) < _MOST_LITERAL_NAMES
        return (test.operator, test.literal) in seen or len(seen) < _MOST_LITERALS_ON_NAME


def _literal(item: Condition | Group) -> Test | None:
    """A condition as a test of one fact against a literal, where it is one."""
    if not isinstance(item, Condition) or item.tree[0] != "cmp":
        return None
    _, sign, left, right = item.tree
    if left[0] != "fact" or right[0] != "lit" or isinstance(right[1], tuple):
        return None
    if isinstance(right[1], int | float) and not isinstance(right[1], bool) and abs(right[1]) > 2**53:
        return None
    return Test(left[1], sign, right[1])

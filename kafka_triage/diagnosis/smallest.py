"""The smallest change of facts with which a cause would hold.

In: the outcome of a case and a rule that does not hold in it. Out: the fewest facts to state so that it does; none
where no few are enough. The search deepens one fact at a time: it takes the first condition that does not come out
right, and tries the facts behind it. What it finds is run through the rules before it is given back.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from kafka_triage.diagnosis.answers import Answers, leaves
from kafka_triage.diagnosis.build import rests_on_defaults
from kafka_triage.diagnosis.changes import replaced
from kafka_triage.diagnosis.reason import Outcome, Reasoner, is_excepted
from kafka_triage.diagnosis.support import IDENTITY
from kafka_triage.diagnosis.thresholds import Number, at_thresholds
from kafka_triage.errors import FactError
from kafka_triage.facts.base import FactBase, rests_on
from kafka_triage.facts.intake import read_facts
from kafka_triage.facts.values import Known, Source, Value
from kafka_triage.language.evaluate import Judge
from kafka_triage.language.model import Condition, Group, Rule, Tree
from kafka_triage.language.walk import inputs_of

_MOST_FACTS = 6
_MOST_TRIES = 20_000
_MOST_FOUND = 200
_DEEPEST = 6
_PLAIN = 1
_SUPPLIED, _DEFAULT, _CHANGED, _OVERRIDDEN, _ANOTHER_CLIENT = 0, 1, 3, 4, 8

Stated: TypeAlias = tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class _Goal:
    """A condition or group that has to come out true or false; of an exception it is enough that it is not known."""

    node: Condition | Group
    wanted: bool
    unknown_will_do: bool = False

    def met(self, judge: Judge) -> bool:
        truth = judge(self.node)
        return truth is self.wanted or (truth is None and self.unknown_will_do)

    def parts(self) -> tuple[bool, list[_Goal]]:
        """Whether all parts of a group have to be met or one is enough, and these parts."""
        assert isinstance(self.node, Group)  # noqa: S101 - conditions have no parts
        wanted = self.wanted if self.node.kind != "none" else not self.wanted
        every = self.wanted if self.node.kind != "any" else not self.wanted
        return every, [_Goal(item, wanted, self.unknown_will_do) for item in self.node.items]


def smallest_change(reasoner: Reasoner, outcome: Outcome, rule: Rule) -> Stated:
    """The fewest facts to state so that a cause holds, supplied rather than changed; empty where none were found."""
    search = _Search(reasoner, outcome, rule)
    for most in range(1, _MOST_FACTS + 1):
        for stated in search.sets_of(most):
            if search.fires(stated):
                return stated
        if search.tries > _MOST_TRIES:
            break
    return ()


class _Search:
    def __init__(self, reasoner: Reasoner, outcome: Outcome, rule: Rule) -> None:
        self.reasoner = reasoner
        self.outcome = outcome
        self.rule = rule
        self.vocabulary = reasoner.book.vocabulary
        self.answers = Answers(reasoner)
        exceptions = [exception.condition for exception in rule.unless]
        self.goals = [_Goal(rule.when, True), *(_Goal(condition, False, True) for condition in exceptions)]
        self.leaves = [leaf for node in (rule.when, *exceptions) for leaf in leaves(node)]
        self.given = {fact.name for fact in outcome.base.given}
        self.tries = 0
        self._seen: set[frozenset[tuple[str, Value]]] = set()

    def sets_of(self, most: int) -> list[Stated]:
        """Sets of at most so many facts with which the conditions come out right, the best first."""
        self._seen = set()
        found: list[Stated] = []
        for stated in self._within(self.outcome.base, (), most, self.goals):
            found.append(stated)
            if len(found) >= _MOST_FOUND:
                break
        return sorted(found, key=self._rank)

    def fires(self, stated: Stated) -> bool:
        """Whether the cause holds when these facts are really stated, and not by defaults alone."""
        known = {fact.name: fact for fact in stated}
        try:
            read_facts({fact.name: fact.value for fact in stated}, self.vocabulary)
            base = self.reasoner.derivation.settle(replaced(self.outcome.base.given, known, known))
        except FactError:
            return False
        outcome = self.reasoner.reason(base)
        return self.rule.id in outcome.fired and not rests_on_defaults(self.rule, base, outcome.judge)

    def _within(self, base: FactBase, stated: Stated, left: int, goals: list[_Goal]) -> Iterator[Stated]:
        judge = Judge(self.reasoner.evaluator, base.values)
        unmet = [goal for goal in goals if not goal.met(judge)]
        if not unmet:
            yield from self._grounded(base, stated, left, judge)
            return
        goal, rest = unmet[0], [other for other in goals if other is not unmet[0]]
        if isinstance(goal.node, Group):
            every, parts = goal.parts()
            for chosen in [parts] if every else [[part] for part in parts]:
                yield from self._within(base, stated, left, [*chosen, *rest])
        elif left:
            for name in self._behind(base, goal.node):
                if all(fact.name != name for fact in stated):
                    for value in self._values(base, name, goal, left):
                        yield from self._with(base, stated, left, goals, name, value)

    def _with(
        self, base: FactBase, stated: Stated, left: int, goals: list[_Goal], name: str, value: Value
    ) -> Iterator[Stated]:
        made = (*stated, Known(name, value, Source.STATED))
        key = frozenset((fact.name, fact.value) for fact in made)
        self.tries += 1
        if key in self._seen or self.tries > _MOST_TRIES:
            return
        self._seen.add(key)
        supposed = self.reasoner.derivation.supposing(base, name, value)
        if supposed is not None:
            yield from self._within(supposed, made, left - 1, goals)

    def _grounded(self, base: FactBase, stated: Stated, left: int, judge: Judge) -> Iterator[Stated]:
        """What is stated already, or with a default stated too where nothing but defaults speaks for the cause."""
        if is_excepted(self.rule, judge):
            return
        if not rests_on_defaults(self.rule, base, judge):
            yield stated
        elif left:
            for name in dict.fromkeys(name for leaf in leaves(self.rule.when) for name in leaf.facts):
                for part in sorted(rests_on(base, name)):
                    if base.known[part].source is Source.DEFAULT and self._can_be_stated(part):
                        yield (*stated, Known(part, base.values[part], Source.STATED))

    def _behind(self, base: FactBase, leaf: Condition) -> list[str]:
        """The facts that a condition depends on and that can be stated, nearest first."""
        found: dict[str, None] = {}
        level = list(leaf.facts)
        for _ in range(_DEEPEST):
            found.update(dict.fromkeys(level))
            level = [
                part
                for name in level
                if name not in self.given
                for part in inputs_of(self.vocabulary.facts[name])
                if part not in found
            ]
        return [name for name in found if self._can_be_stated(name)]

    def _can_be_stated(self, name: str) -> bool:
        fact = self.vocabulary.facts[name]
        return bool(fact.ask) or not fact.derive

    def _values(self, base: FactBase, name: str, goal: _Goal, left: int) -> list[Value]:
        """Values of a fact with which a condition comes out right; a plain one where that takes further facts."""
        fact = self.vocabulary.facts[name]
        looks: dict[Value, Hashable] = {}

        def look(value: Value) -> Hashable:
            if value not in looks:
                supposed = self.reasoner.derivation.supposing(base, name, value)
                if supposed is None:
                    return None
                judge = Judge(self.reasoner.evaluator, supposed.values)
                looks[value] = (goal.met(judge), tuple(judge(leaf) for leaf in self.leaves))
            return looks[value]

        if fact.type in ("int", "float"):
            values = [*self.answers.values(base, name), *self._opposite(base, name, goal.node)]
            current = base.values.get(name)
            numbers = [value for value in values if isinstance(value, int | float)]
            edges = at_thresholds(fact, numbers, look, current if isinstance(current, int | float) else None)
            tried: list[Value] = [edge for edge in edges if look(edge) is not None]
        else:
            tried = list({look(value): value for value in reversed(list(self.answers.values(base, name)))}.values())[
                ::-1
            ]
        meeting = [value for value in tried if (seen := look(value)) is not None and seen[0]]  # type: ignore[index]
        if not meeting and left > 1 and name not in base.values:
            return self._plainest(name, tried)
        return [value for value in meeting if value != base.values.get(name)]

    def _plainest(self, name: str, tried: list[Value]) -> list[Value]:
        """A value that a fact often has."""
        defaults = [default.value for default in self.vocabulary.facts[name].defaults]
        if defaults or self.vocabulary.facts[name].type not in ("int", "float"):
            return [*defaults, *tried][:1]
        return [_PLAIN]

    def _opposite(self, base: FactBase, name: str, leaf: Condition | Group) -> Iterator[Number]:
        """What a fact that stands alone on one side of a comparison is compared with, and numbers right beside that."""
        assert isinstance(leaf, Condition)  # noqa: S101 - groups are taken apart before
        fact = self.vocabulary.facts[name]
        if leaf.tree[0] != "cmp":
            return
        for side, other in ((leaf.tree[2], leaf.tree[3]), (leaf.tree[3], leaf.tree[2])):
            factor = _factor(side, name)
            value = self.reasoner.evaluator.function(other)(base.values) if factor else None
            if isinstance(value, int | float) and factor:
                at = value * factor[1] / factor[0]
                for number in (at - 1, at, at + 1):
                    number = round(number) if fact.type == "int" or number == round(number) else number
                    if (fact.min is None or number >= fact.min) and (fact.max is None or number <= fact.max):
                        yield number

    def _rank(self, stated: Stated) -> tuple[float, ...]:
        """Fewest contradictions first, then least cost."""
        return (len(stated), sum(map(self._contradicts, stated)), sum(self._cost(fact.name) for fact in stated))

    def _contradicts(self, fact: Known) -> int:
        known = self.outcome.base.known.get(fact.name)
        if known is None:
            return _SUPPLIED
        if fact.name in IDENTITY:
            return _ANOTHER_CLIENT
        if fact.name in self.given:
            return _CHANGED
        return _DEFAULT if known.source is Source.DEFAULT else _OVERRIDDEN

    def _cost(self, name: str) -> float:
        constant = self.vocabulary.constants.get(f"cost_{self.vocabulary.facts[name].cost}")
        return float(constant.value) if constant else 1.0


def _factor(tree: Tree, name: str) -> tuple[int, int] | None:
    """The factor of a fact that stands alone in a formula, as numerator and denominator."""
    if tree[0] == "fact" and tree[1] == name:
        return 1, 1
    if tree[0] == "scale" and tree[3][0] == "fact" and tree[3][1] == name:
        return tree[1], tree[2]
    return None

"""Which question to ask next: the one that separates the open causes best for what it costs to answer.

In: the outcome of a case, its open causes with their likelihood, and the facts that the person does not know. Out: a
`Choice`. Each answer that makes a difference is tried in the three-valued evaluator; what it tells, and what it does
for the cheapest proofs, is set against what it costs. A cause that can no longer be proven, because a fact that it
needs is not known to the person in any way, is not asked about. Where two questions gain the same, the guide's order
decides.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace

from kafka_triage.diagnosis.answers import Answers, leaves
from kafka_triage.diagnosis.reason import Outcome, Reasoner, truth_of
from kafka_triage.diagnosis.texts import decisive, undecided
from kafka_triage.facts.base import FactBase, rests_on
from kafka_triage.facts.values import Source, Value
from kafka_triage.language.evaluate import Judge
from kafka_triage.language.model import Alternative, Condition, FactType, Group, Rule
from kafka_triage.language.walk import mentioned

_DIGITS = 9
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact to ask for.

    Attributes:
        fact: Its name.
        decides: Ids of the causes that its answer may decide, likeliest first.
        gain: Expected reduction of the uncertainty about the cause, in bits.
        cost: What it costs to answer.
    """

    fact: str
    decides: tuple[str, ...]
    gain: float
    cost: float


class Chooser:
    """Chooses questions; made once for a reasoner."""

    def __init__(self, reasoner: Reasoner) -> None:
        self.reasoner = reasoner
        self.answers = Answers(reasoner)
        vocabulary = reasoner.book.vocabulary
        self.facts = vocabulary.facts
        self.constants = {name: constant.value for name, constant in vocabulary.constants.items()}
        self.rank = {
            id: number for number, id in enumerate(sorted(reasoner.guide_order, key=reasoner.guide_order.__getitem__))
        }

    def cost(self, name: str) -> float:
        """What it costs to answer for a fact itself: by how hard it is to get, more where it follows from others."""
        fact = self.facts[name]
        cost = float(self.constants.get(f"cost_{fact.cost}", 1))
        computed = any(alternative.when is None for alternative in fact.derive)
        return cost * float(self.constants.get("cost_derived", 1)) if computed else cost

    def choose(self, outcome: Outcome, weights: Mapping[str, float], declined: Set[str]) -> Choice | None:
        """The best question about some open causes.

        Args:
            outcome: What holds in the case.
            weights: Id of each open cause to its likelihood, relative to the others.
            declined: Facts that the person does not know.

        Returns:
            The choice; None where no answer would prove any of the causes.
        """
        case = _Case(self, outcome, declined)
        rules = [self.reasoner.book.rules[id] for id in weights]
        alive = {rule.id: weights[rule.id] for rule in rules if case.may_fire(rule)}
        if not alive:
            return None
        asked = case.wanted(self.reasoner.book.rules[id] for id in sorted(alive, key=self.rank.__getitem__))
        best: Choice | None = None
        for name, gain, cost in case.scores(asked, alive):
            if best is None or round(gain / cost, _DIGITS) > round(best.gain / best.cost, _DIGITS):
                decides = sorted(asked[name], key=lambda id: (-alive[id], self.rank[id]))
                best = Choice(name, tuple(decides), gain, cost)
        return best

    def exception(self, outcome: Outcome, rule: Rule, declined: Set[str]) -> tuple[str, str] | None:
        """The next fact to ask for an exception of a cause that holds, and the exception's name."""
        case = _Case(self, outcome, declined)
        for exception in rule.unless:
            if case.judge(exception.condition) is None:
                names = [name for one in undecided(exception.condition, case.judge) for name in case.to_ask(one)]
                if not case.may_hold(exception.condition):
                    names = [name for name in mentioned(exception.condition) if case.can_be_asked(name)]
                if names:
                    return names[0], exception.say
        return None

    def assumption(self, outcome: Outcome, rule: Rule, declined: Set[str]) -> str | None:
        """The next default on which a cause that holds rests, and that can be asked for."""
        case = _Case(self, outcome, declined)
        for condition in decisive(rule.when, outcome.judge):
            for name in condition.facts:
                for part in sorted(rests_on(outcome.base, name)):
                    if case.is_assumed(part):
                        return part
        return None

    def rivals(self, outcome: Outcome, rule: Rule, ids: Iterable[str]) -> list[str]:
        """Of some open causes, those that look at an unknown fact that an exception of a cause that holds looks at."""
        looked = {name for exception in rule.unless for name in mentioned(exception.condition)}
        unknown = looked - outcome.base.values.keys()
        return [id for id in ids if unknown & set(mentioned(self.reasoner.book.rules[id].when))]

    def reopened(self, outcome: Outcome, declined: Set[str]) -> tuple[Outcome, dict[str, float], frozenset[str]]:
        """The case without values that stand in for what can be asked for, and the causes that only these rule out.

        Returns:
            The case without defaults, and without formulas that are used as long as a better one lacks an input; id of
            each such cause to its prior; the derived facts that are left out, which are not to be asked for themselves.
        """
        case = _Case(self, outcome, declined)
        base = outcome.base
        open_: set[str] = set()
        for name, fact in base.known.items():
            if case.is_assumed(name) or case.is_makeshift(name) or open_.intersection(fact.inputs):
                open_.add(name)
        known = {name: fact for name, fact in base.known.items() if name not in open_}
        values = {name: fact.value for name, fact in known.items()}
        judge = Judge(self.reasoner.evaluator, values)
        observed = {name for name, value in values.items() if name.startswith("symptom.") and value is True}
        weights = {
            id: rule.prior
            for id, rule in self.reasoner.book.rules.items()
            if outcome.truths[id] is not True
            and self.reasoner.reachable[id] & observed
            and truth_of(rule, judge) is None
        }
        derived = frozenset(name for name in open_ if base.known[name].source is Source.DERIVED)
        return replace(outcome, base=FactBase(known, values, [], base.given), judge=judge), weights, derived


class _Case:
    """What can be asked in one case."""

    def __init__(self, chooser: Chooser, outcome: Outcome, declined: Set[str]) -> None:
        self.chooser = chooser
        self.reasoner = chooser.reasoner
        self.base = outcome.base
        self.values = outcome.base.values
        self.judge = outcome.judge
        self.declined = declined
        self._ways: dict[str, tuple[float, tuple[str, ...]] | None] = {}

    def way(self, name: str, depth: int = 0) -> tuple[float, tuple[str, ...]] | None:
        """The cheapest way to know a fact, as its cost and the facts to ask for; None where there is none."""
        if name in self.values:
            return 0.0, ()
        if name not in self._ways:
            self._ways[name] = self._cheapest(self.chooser.facts[name], depth) if depth <= _DEEPEST else None
        return self._ways[name]

    def _cheapest(self, fact: FactType, depth: int) -> tuple[float, tuple[str, ...]] | None:
        ways: list[tuple[float, tuple[str, ...]]] = []
        if fact.ask and fact.name not in self.declined:
            ways.append((self.chooser.cost(fact.name), (fact.name,)))
        alternatives = [_inputs(one) for one in fact.derive if one.when is None or not ways]
        if fact.defaults and not ways:
            alternatives.append(("client.library", "client.version"))
        for inputs in alternatives:
            parts = [self.way(name, depth + 1) for name in inputs if name != fact.name]
            if None not in parts:
                names = tuple(dict.fromkeys(name for part in parts if part for name in part[1]))
                names = names or tuple(name for name in inputs if self.is_assumed(name))
                if names:
                    ways.append((sum(self.chooser.cost(name) for name in names), names))
        return min(ways, key=lambda way: way[0], default=None)

    def to_ask(self, condition: Condition) -> tuple[str, ...]:
        """The facts to ask for to decide a condition, in order; none where it cannot be decided."""
        ways = [self.way(name) for name in condition.facts]
        return tuple(dict.fromkeys(name for way in ways if way for name in way[1])) if None not in ways else ()

    def may_fire(self, rule: Rule) -> bool:
        """Whether answers could prove a cause."""
        return self.may_hold(rule.when)

    def may_hold(self, node: Condition | Group) -> bool:
        """Whether answers could make a condition or group true."""
        truth = self.judge(node)
        if truth is not None:
            return truth
        if isinstance(node, Condition):
            return bool(self.to_ask(node))
        if node.kind == "all":
            return all(self.may_hold(item) for item in node.items)
        if node.kind == "any":
            return any(self.may_hold(item) for item in node.items)
        return all(self.may_fail(item) for item in node.items)

    def may_fail(self, node: Condition | Group) -> bool:
        """Whether answers could make a condition or group false."""
        truth = self.judge(node)
        if truth is not None:
            return not truth
        if isinstance(node, Condition):
            return bool(self.to_ask(node))
        if node.kind == "all":
            return any(self.may_fail(item) for item in node.items)
        if node.kind == "any":
            return all(self.may_fail(item) for item in node.items)
        return any(self.may_hold(item) for item in node.items)

    def wanted(self, rules: Iterable[Rule]) -> dict[str, list[str]]:
        """The facts to ask for, each with the ids of the causes that need it, both in the order of the rules."""
        found: dict[str, list[str]] = {}
        for rule in rules:
            names = [name for one in undecided(rule.when, self.judge) for name in self.to_ask(one)]
            if self.judge(rule.when):  # it rests on defaults alone, or it would be no open cause
                names = [name for name in mentioned(rule.when) if self.is_assumed(name)]
            for name in dict.fromkeys(names):
                found.setdefault(name, []).append(rule.id)
        return found

    def can_be_asked(self, name: str) -> bool:
        """Whether a fact is not known, and the person has not said that it is not known to them either."""
        return name not in self.values and bool(self.chooser.facts[name].ask) and name not in self.declined

    def is_assumed(self, name: str) -> bool:
        """Whether a fact is taken from a default and can be asked for."""
        known = self.base.known.get(name)
        asked = bool(self.chooser.facts[name].ask) and name not in self.declined
        return known is not None and known.source is Source.DEFAULT and asked

    def is_makeshift(self, name: str) -> bool:
        """Whether a fact is derived in a way that only stands in for a better one, whose inputs can be asked for."""
        if self.base.known[name].source is not Source.DERIVED:
            return False
        for alternative in self.chooser.facts[name].derive:
            unknown = [part for part in _inputs(alternative) if part not in self.values]
            if not unknown:
                return False
            if all(self.can_be_asked(part) for part in unknown):
                return True
        return False

    def path(self, node: Condition | Group, wanted: bool = True) -> tuple[str, ...] | None:
        """The facts to ask for to make a condition or group come out true or false, at the least cost."""
        truth = self.judge(node)
        if truth is not None:
            return () if truth is wanted else None
        if isinstance(node, Condition):
            return self.to_ask(node) or None
        every = (node.kind == "all") is wanted if node.kind != "none" else wanted
        parts = [self.path(item, wanted if node.kind != "none" else not wanted) for item in node.items]
        if every:
            if None in parts:
                return None
            return tuple(dict.fromkeys(name for part in parts if part for name in part))
        return min((part for part in parts if part is not None), key=self.total, default=None)

    def total(self, names: Iterable[str]) -> float:
        """What it costs to answer for several facts."""
        return sum(map(self.chooser.cost, names))

    def scores(self, asked: Iterable[str], weights: Mapping[str, float]) -> Iterable[tuple[str, float, float]]:
        """Each fact with what asking for it gains and costs: by itself, and as its share in the cheapest proofs."""
        towards = self._towards_proof(weights)
        for name in asked:
            cost = self.chooser.cost(name)
            yield name, self._gain_of_fact(name, weights) + towards.get(name, 0.0) * cost, cost

    def _towards_proof(self, weights: Mapping[str, float]) -> dict[str, float]:
        """For each fact, what the proofs that need it gain for each unit of cost, by the likelihood of the causes."""
        found: dict[str, float] = defaultdict(float)
        before, total = entropy(weights.values()), sum(weights.values())
        for id, weight in weights.items():
            names = self.path(self.reasoner.book.rules[id].when)
            for name in names or ():
                found[name] += before * weight / total / self.total(names or ())
        return found

    def _gain_of_fact(self, name: str, weights: Mapping[str, float]) -> float:
        outcomes, shares = [], []
        following = [plan.name for plan in self.reasoner.derivation.following(self.base, name)]
        affected = [id for id in self.reasoner.looking_at([name, *following]) if id in weights]
        for answer in self.chooser.answers.tell_apart(self.base, name):
            base = self.reasoner.derivation.supposing(self.base, name, answer.value)
            if base is not None:
                judge = Judge(self.reasoner.evaluator, base.values)
                outcomes.append({id: truth_of(self.reasoner.book.rules[id], judge) for id in affected})
                shares.append(answer.share)
        return gain(weights, outcomes, shares)


def gain(weights: Mapping[str, float], outcomes: Iterable[Mapping[str, bool | None]], shares: Iterable[float]) -> float:
    """By how many bits the uncertainty about the cause is expected to fall.

    Args:
        weights: Id of each cause to its likelihood before.
        outcomes: For each answer, the truth of the causes that it bears on.
        shares: For each answer, how often it is given where no cause speaks against it.
    """
    answers = list(zip(outcomes, shares, strict=True))
    total = sum(weights.values())
    before = entropy(weights.values())
    joint: list[dict[str, float]] = [{} for _ in answers]
    for id, weight in weights.items():
        possible = [share if _expected(id, outcome) else 0.0 for outcome, share in answers]
        if not any(possible):
            possible = [share for _, share in answers]
        for number, share in enumerate(possible):
            if share:
                joint[number][id] = weight / total * share / sum(possible)
    after = 0.0
    for (outcome, _), masses in zip(answers, joint, strict=True):
        if not any(outcome.get(id) for id in masses):
            left = {id: mass for id, mass in masses.items() if outcome.get(id) is not False}
            after += sum(masses.values()) * entropy(left.values())
    return max(before - after, 0.0)


def _expected(id: str, outcome: Mapping[str, bool | None]) -> bool:
    """Whether an answer is expected where a cause holds: it does not rule the cause out, nor prove others instead."""
    truth = outcome.get(id)
    return truth is not False and (truth is True or True not in outcome.values())


def entropy(weights: Iterable[float]) -> float:
    """Uncertainty of a choice among weights, in bits."""
    found = [weight for weight in weights if weight > 0]
    total = sum(found)
    return -sum(weight / total * math.log2(weight / total) for weight in found)


def _inputs(alternative: Alternative) -> tuple[str, ...]:
    names: dict[str, Value | None] = dict.fromkeys(alternative.value.facts)
    names.update(dict.fromkeys(name for leaf in leaves(alternative.when) for name in leaf.facts))
    return tuple(names)

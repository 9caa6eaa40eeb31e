"""All that is known of one case: what was given, what follows from it, and the defaults that apply.

In: `Known` facts from any number of origins. Out: a `FactBase` with one value a name. When origins disagree the more
trusted wins (stated, measured, read, derived, default) and a note says that they disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kafka_triage.errors import FactError, Problem
from kafka_triage.facts.values import Known, Source, Value
from kafka_triage.language.evaluate import (
    Evaluator,
    Function,
    Truth,
    Values,
    defaults_by_library,
    find_default,
)
from kafka_triage.language.model import Alternative, Default, FactType, Vocabulary
from kafka_triage.language.walk import inputs_of, mentioned


@dataclass(slots=True)
class FactBase:
    """The facts of one case.

    Attributes:
        known: Name to known fact, with its provenance.
        values: Name to value, as conditions look at them.
        notes: Disagreements between origins, in words.
        given: The facts that all this follows from, as they were given.
    """

    known: dict[str, Known] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    given: tuple[Known, ...] = ()

    def add(self, fact: Known) -> None:
        """Take a fact in, replacing what was known of its name."""
        self.known[fact.name] = fact
        self.values[fact.name] = fact.value


@dataclass(frozen=True, slots=True)
class _Way:
    """One compiled alternative."""

    holds: Truth | None
    value: Function
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one fact follows from others."""

    name: str
    ways: tuple[_Way, ...]
    by_library: dict[str, tuple[Default, ...]]
    assumed: tuple[_Way, ...]
    comparable: bool
    needs: frozenset[str]


class Derivation:
    """Computes what follows from given facts; made once for a vocabulary.

    Args:
        vocabulary: The names and their formulas.
        evaluator: Makes functions of the formulas.
        wanted: Facts that rules or texts look at; others are not derived. None derives all.
    """

    def __init__(self, vocabulary: Vocabulary, evaluator: Evaluator, wanted: Iterable[str] | None = None) -> None:
        self.vocabulary = vocabulary
        needed = _closure(vocabulary, wanted) if wanted is not None else set(vocabulary.order)
        self.plans = [_plan(vocabulary.facts[name], evaluator) for name in vocabulary.order if name in needed]
        self._following: dict[str, list[Plan]] = {}
        self.impossible = [
            (evaluator.truth(entry.when), mentioned(entry.when), entry) for entry in vocabulary.impossible
        ]

    def settle(self, given: Iterable[Known]) -> FactBase:
        """One value a name, with everything that follows.

        Raises:
            FactError: The given facts are a combination that cannot be.
        """
        base = FactBase(given=tuple(given))
        for fact in base.given:
            _merge(base, fact)
        self._refuse_impossible(base)
        for plan in self.plans:
            _derive(base, plan)
        return base

    def supposing(self, base: FactBase, name: str, value: Value) -> FactBase | None:
        """The same case if a fact were stated; only what follows from that fact is computed anew.

        Returns:
            Another base, without notes; None where the facts would be a combination that cannot be.
        """
        stated = Known(name, value, Source.STATED)
        supposed = FactBase(base.known.copy(), base.values.copy(), [], (*base.given, stated))
        supposed.add(stated)
        following = [plan for plan in self.following(base, name) if plan.name != name]
        for plan in following:
            supposed.known.pop(plan.name, None)
            supposed.values.pop(plan.name, None)
        if any(holds(supposed.values) for holds, names, _ in self.impossible if name in names):
            return None
        for plan in following:
            _derive(supposed, plan)
        return supposed

    def following(self, base: FactBase, name: str) -> list[Plan]:
        """How the facts that are computed from a fact, directly or not, and were not given follow, in order."""
        found = self._following.get(name)
        if found is None:
            reached = {name}
            found = self._following[name] = []
            for plan in self.plans:
                if plan.needs & reached:
                    reached.add(plan.name)
                    found.append(plan)
        given = {fact.name for fact in base.given}
        return [plan for plan in found if plan.name not in given]

    def _refuse_impossible(self, base: FactBase) -> None:
        problems = []
        for holds, names, entry in self.impossible:
            if holds(base.values):
                shown = ", ".join(f"{name} = {base.values[name]}" for name in names if name in base.values)
                problems.append(Problem(f"{entry.say} ({shown})"))
        if problems:
            raise FactError(problems)


def _closure(vocabulary: Vocabulary, wanted: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name not in found and name in vocabulary.facts:
            found.add(name)
            waiting += inputs_of(vocabulary.facts[name])
    return found


def _plan(fact: FactType, evaluator: Evaluator) -> Plan:
    def way(alternative: Alternative) -> _Way:
        holds = evaluator.truth(alternative.when) if alternative.when else None
        inputs = dict.fromkeys((*alternative.value.facts, *mentioned(alternative.when)))
        return _Way(holds, evaluator.function(alternative.value.tree), tuple(inputs))

    return Plan(
        fact.name,
        tuple(way(alternative) for alternative in fact.derive),
        defaults_by_library(fact),
        tuple(way(alternative) for alternative in fact.assumed),
        comparable=fact.type in ("bool", "enum", "version"),
        needs=frozenset(inputs_of(fact)),
    )


def _merge(base: FactBase, fact: Known) -> None:
    before = base.known.get(fact.name)
    if before is None:
        base.add(fact)
        return
    winner, loser = (fact, before) if fact.source > before.source else (before, fact)
    if winner.value != loser.value:
        base.notes.append(
            f"{fact.name}: {_said(winner)} against {_said(loser)}; the {winner.source.label} value is used"
        )
    base.add(winner)


def _said(fact: Known) -> str:
    return f"{fact.value} ({fact.source.label}{': ' + fact.origin if fact.origin else ''})"


def _derive(base: FactBase, plan: Plan) -> None:
    given = base.known.get(plan.name)
    if given is not None:
        if plan.comparable and plan.ways:
            _compare(base, plan, given)
        return
    values = base.values
    for way in plan.ways:
        value = _value(way, values)
        if value is not None:
            base.add(_derived(base, plan.name, value, way.inputs))
            return
    default = find_default(plan.by_library, values) if plan.by_library else None
    if default is not None:
        base.add(Known(plan.name, default.value, Source.DEFAULT, _of_client(values, default)))
        return
    for way in plan.assumed:
        value = _value(way, values)
        if value is not None:
            base.add(Known(plan.name, value, Source.DEFAULT, "assumed unless stated otherwise", inputs=way.inputs))
            return


def _value(way: _Way, values: Values) -> Any:
    return way.value(values) if way.holds is None or way.holds(values) else None


def _derived(base: FactBase, name: str, value: Value, inputs: tuple[str, ...]) -> Known:
    used = tuple(part for part in inputs if part in base.known)
    certain = all(base.known[part].certain for part in used)
    return Known(name, value, Source.DERIVED, ", ".join(used), certain, used)


def _of_client(values: Values, default: Default) -> str:
    version = values.get("client.version")
    described = (
        f"{default.range.library} {version}"
        if version and (default.range.start or default.range.end)
        else default.range.library
    )
    return f"of {described}"


def _compare(base: FactBase, plan: Plan, given: Known) -> None:
    for way in plan.ways:
        value = _value(way, base.values)
        if value is None:
            continue
        if value != given.value and _grounded(base, way.inputs):
            because = ", ".join(f"{name} = {base.values[name]}" for name in way.inputs if name in base.values)
            base.notes.append(f"{plan.name}: {_said(given)}, but {value} would follow from {because}")
        return


def _grounded(base: FactBase, inputs: tuple[str, ...]) -> bool:
    return all(base.known[name].source is not Source.DEFAULT for name in inputs if name in base.known)


def rests_on(base: FactBase, name: str) -> set[str]:
    """The facts, none of them derived, that a known fact goes back to."""
    found: set[str] = set()
    waiting = [name]
    seen: set[str] = set()
    while waiting:
        current = waiting.pop()
        fact = base.known.get(current)
        if fact is None or current in seen:
            continue
        seen.add(current)
        if fact.source is Source.DERIVED:
            waiting += fact.inputs
        else:
            found.add(current)
    return found

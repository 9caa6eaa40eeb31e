"""Which changes of a rule its tests notice: mutation testing of rule files.

In: a rule book, its tests and the scenarios that name a rule. Out: survivors: changed rules that pass every test. A
change that no facts at all can tell from the rule is left out; the solver proves that. What it cannot prove can be
explained below ``survivors`` in the rule file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kafka_triage.diagnosis.reason import Outcome, Reasoner
from kafka_triage.errors import FactError
from kafka_triage.language.evaluate import Judge
from kafka_triage.language.model import Rule, RuleBook, RuleTest
from kafka_triage.testing.coverage import said
from kafka_triage.testing.possible import IMPOSSIBLE, Answer, Possible
from kafka_triage.testing.rule_tests import mismatches, reason, with_rule
from kafka_triage.testing.solver import z3
from kafka_triage.testing.terms import Term, Terms
from kafka_triage.testing.variants import Mutant, mutants


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that no test notices; ``example`` are facts that tell it from the rule, where some were found."""

    rule: str
    place: str
    part: str
    text: str
    example: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: survives in {self.part}: {self.text}"


@dataclass(frozen=True, slots=True)
class RuleMutation:
    """What became of the mutants of a rule.

    Attributes:
        rule: Its id.
        killed: How many a test noticed.
        equivalent: How many no facts can tell from the rule.
        explained: How many survive with a reason in the rule file.
        survivors: The others.
        outdated: Explanations of what is no survivor, each with its place.
    """

    rule: str
    killed: int
    equivalent: int
    explained: int
    survivors: tuple[Survivor, ...]
    outdated: tuple[str, ...]


class Mutation:
    """Tries the mutants of the rules of one book.

    Args:
        book: The rules.
        noticed_by_scenario: Whether a scenario that names the rule fails with a changed rule.
    """

    def __init__(self, book: RuleBook, noticed_by_scenario: Callable[[Rule], bool]) -> None:
        self.book = book
        self.reasoner = Reasoner(book, "python")
        self.noticed_by_scenario = noticed_by_scenario

    def of(self, rule: Rule, *, examples: bool = True) -> RuleMutation:
        """Try the mutants of one rule."""
        tests = self._outcomes(rule)
        alive: list[Mutant] = []
        total = 0
        for mutant in mutants(self.book, rule):
            total += 1
            if not self._noticed(mutant, tests):
                alive.append(mutant)
        reasons = {entry.mutant: entry for entry in rule.survivors}
        survivors, explained, equivalent = [], set(), 0
        for mutant in alive:
            if self.noticed_by_scenario(mutant.rule):
                continue
            facts = self._telling(rule, mutant, examples)
            if facts is IMPOSSIBLE:
                equivalent += 1
            elif mutant.text in reasons:
                explained.add(mutant.text)
            else:
                example = {} if isinstance(facts, Answer) else facts
                survivors.append(Survivor(rule.id, mutant.place, mutant.part, mutant.text, example))
        outdated = [
            f"{entry.place}: {rule.id}: explains what does not survive: {entry.mutant}"
            for entry in rule.survivors
            if entry.mutant not in explained
        ]
        killed = total - equivalent - len(survivors) - len(explained)
        return RuleMutation(rule.id, killed, equivalent, len(explained), tuple(survivors), tuple(outdated))

    def _outcomes(self, rule: Rule) -> list[tuple[RuleTest, Outcome]]:
        found = []
        for test in rule.tests:
            try:
                found.append((test, reason(self.reasoner, test)))
            except FactError:
                continue
        return found

    def _noticed(self, mutant: Mutant, tests: list[tuple[RuleTest, Outcome]]) -> bool:
        return any(self._fails(mutant, test, outcome) for test, outcome in tests)

    def _fails(self, mutant: Mutant, test: RuleTest, outcome: Outcome) -> bool:
        if mutant.part in ("when", "unless"):
            judge = Judge(self.reasoner.evaluator, outcome.base.values)
            excepted = any(judge(exception.condition) for exception in mutant.rule.unless)
            truth = False if excepted else judge(mutant.rule.when)
            outcome = with_rule(outcome, mutant.rule, truth)
        return any(True for _ in mismatches(self.reasoner, mutant.rule, test.expect, outcome))

    def _telling(self, rule: Rule, mutant: Mutant, shortest: bool) -> dict[str, Any] | Answer:
        """Facts that tell a changed rule from the rule."""
        possible = Possible(self.book.vocabulary, rule, mutant.rule)
        return possible.facts(_told(rule, mutant, possible.terms), shortest=shortest)


def _told(rule: Rule, mutant: Mutant, terms: Terms) -> Any:
    """The term that a changed rule says something else."""
    changed, part, index = mutant.rule, mutant.part, mutant.index
    before = said(rule, terms)
    if part == "when" or (part == "unless" and len(changed.unless) == len(rule.unless)):
        return _differ(before, said(changed, terms))
    if part == "unless":
        after = said(changed, terms)
        return _differ(before, [*after[: 2 + index], z3.BoolVal(False), *after[2 + index :]])
    if part == "raised_by":
        return _differ_in_truth(terms.group(rule.raised_by[index].when), terms.group(changed.raised_by[index].when))
    fires = before[0]
    if part == "adjust":
        told = _differ_in_truth(terms.group(rule.adjust[index].when), terms.group(changed.adjust[index].when))
    elif part == "notes":
        old, new = rule.notes[index].when, changed.notes[index].when
        told = z3.Not(terms.group(old).true) if new is None else _differ_in_truth(terms.group(old), terms.group(new))  # type: ignore[arg-type]
    elif mutant.setting:
        old_value, new_value = (
            terms.term(dict(one.actions[index].set)[mutant.setting].tree) for one in (rule, changed)
        )
        when = rule.actions[index].when
        shown = z3.Not(terms.group(when).false) if when else z3.BoolVal(True)
        told = z3.And(
            shown,
            z3.Or(old_value.known != new_value.known, z3.And(old_value.known, old_value.value != new_value.value)),
        )
    else:
        old, new = rule.actions[index].when, changed.actions[index].when
        one = terms.group(old)  # type: ignore[arg-type]
        told = (
            z3.Not(one.true)
            if new is None
            else _differ([one.true, one.false], [terms.group(new).true, terms.group(new).false])
        )
    return z3.And(fires, told)


def _differ(before: list[Any], after: list[Any]) -> Any:
    return z3.Or([one != other for one, other in zip(before, after, strict=True)])


def _differ_in_truth(one: Term, other: Term) -> Any:
    return one.true != other.true

"""Which conditions of a rule its tests show at work: modified condition/decision coverage over three values.

In: a rule book. Out: for each rule the goals that there are and those that no test reaches. A goal is a condition that
is true, false or not known *while it decides*: another truth of this condition alone would change what the rule says.
Where a condition repeats or excludes others, the others stay as the facts of the test make them (masking MC/DC). A
truth that a condition can never have while it decides is no goal; the solver proves that from the form of the
condition, the other conditions and the vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kafka_triage.errors import FactError
from kafka_triage.facts.base import Derivation
from kafka_triage.facts.intake import read_facts
from kafka_triage.language.evaluate import Evaluator, Judge
from kafka_triage.language.model import Condition, Group, Rule, RuleBook
from kafka_triage.testing.conditions import TRUTHS, WHEN, Path, Site, decides, parts, sites, truths_of
from kafka_triage.testing.possible import IMPOSSIBLE, Answer, Possible
from kafka_triage.testing.solver import z3
from kafka_triage.testing.terms import Term, Terms, fixed, joined

NEAR_MISSES = 2
_SPOKEN = {True: "true", False: "false", None: "unknown"}


@dataclass(frozen=True, slots=True)
class Hole:
    """A goal that no test reaches.

    Attributes:
        place: ``file:line:column`` of the condition.
        rule: Id of the rule.
        condition: As written.
        truth: ``true``, ``false`` or ``unknown``.
        example: Facts in which the condition has this truth and decides; empty where none were found.
    """

    place: str
    rule: str
    condition: str
    truth: str
    example: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}: `{self.condition}` is never {self.truth} while it decides"


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """How far the tests of a rule go.

    Attributes:
        rule: Its id.
        goals: How many truths of conditions can decide.
        holes: Those that no test reaches.
        lacks: Kinds of tests that are missing, in words with the place of the rule.
    """

    rule: str
    goals: int
    holes: tuple[Hole, ...]
    lacks: tuple[str, ...]

    @property
    def reached(self) -> int:
        """How many goals a test reaches."""
        return self.goals - len(self.holes)


class Coverage:
    """Measures the rules of one book."""

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self.evaluator = Evaluator(book.vocabulary)

    def of(self, rule: Rule, *, examples: bool = True) -> RuleCoverage:
        """How far the tests of one rule go; a hole comes with facts that would close it where examples are wanted."""
        seen = self._seen(rule)
        possible = Possible(self.book.vocabulary, rule)
        goals, holes = 0, []
        for site in sites(rule):
            for truth in TRUTHS:
                if (site.path, truth) in seen:
                    goals += 1
                    continue
                facts = possible.facts(_decides(rule, site, truth, possible.terms), shortest=examples)
                if facts is IMPOSSIBLE:
                    continue
                goals += 1
                example = {} if isinstance(facts, Answer) else facts
                place = site.condition.place
                holes.append(Hole(place, rule.id, site.condition.text, _SPOKEN[truth], example))
        return RuleCoverage(rule.id, goals, tuple(holes), _lacks(rule))

    def _seen(self, rule: Rule) -> set[tuple[Path, bool | None]]:
        seen: set[tuple[Path, bool | None]] = set()
        derivation = Derivation(self.book.vocabulary, self.evaluator, _wanted(rule))
        for test in rule.tests:
            try:
                base = derivation.settle(read_facts(test.facts, self.book.vocabulary))
            except FactError:
                continue
            truths = truths_of(rule, Judge(self.evaluator, base.values))
            seen |= {
                (path, found)
                for path, found in truths.items()
                if (path, found) not in seen and decides(rule, truths, path)
            }
        return seen


def _wanted(rule: Rule) -> set[str]:
    return {name for site in sites(rule) for name in site.condition.facts}


def _lacks(rule: Rule) -> tuple[str, ...]:
    fires = [test.expect["fires"] for test in rule.tests]
    found = []
    if True not in fires:
        found.append(f"{rule.place}: {rule.id}: has no test that fires")
    if fires.count(False) < NEAR_MISSES:
        count = fires.count(False)
        found.append(f"{rule.place}: {rule.id}: has {count} near-miss tests (fires: false), {NEAR_MISSES} are needed")
    return tuple(found)


def _decides(rule: Rule, site: Site, truth: bool | None, terms: Terms) -> Any:
    """The term that a condition has a truth and that another truth would change what the rule says."""
    here = said(rule, terms, site.path, truth)
    differs = [
        z3.Or([one != other for one, other in zip(here, said(rule, terms, site.path, another), strict=True)])
        for another in TRUTHS
        if another is not truth
    ]
    return z3.And(terms.term(site.condition.tree).has(truth), z3.Or(differs))


def said(rule: Rule, terms: Terms, path: Path = (), truth: bool | None = None) -> list[Any]:
    """What a rule says, as terms: true, false, and which exceptions are open while it is true.

    The condition at ``path`` has the given truth, whatever its facts say.
    """
    groups = dict(parts(rule))
    when = _term(groups.pop(WHEN), (WHEN,), terms, path, truth)
    exceptions = [_term(group, (number,), terms, path, truth) for number, group in groups.items()]
    excepted = z3.Or([term.true for term in exceptions])
    holds = z3.And(when.true, z3.Not(excepted))
    return [holds, z3.Or(excepted, when.false), *(z3.And(holds, z3.Not(term.known)) for term in exceptions)]


def _term(node: Condition | Group, at: Path, terms: Terms, path: Path, truth: bool | None) -> Term:
    if at == path:
        return fixed(truth)
    if isinstance(node, Condition):
        return terms.term(node.tree)
    return joined(node.kind, [_term(item, (*at, index), terms, path, truth) for index, item in enumerate(node.items)])

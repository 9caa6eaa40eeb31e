"""The tests of a rule as examples, and its formulas with the numbers of these tests.

In: a rule and the compiled rules. Out: Markdown with what the rules answer; nothing is written down twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from kafka_triage.diagnosis.build import describe
from kafka_triage.diagnosis.parts import Diagnosis
from kafka_triage.diagnosis.reason import Outcome, Reasoner
from kafka_triage.diagnosis.texts import Writer, failing, undecided
from kafka_triage.facts.intake import read_facts
from kafka_triage.facts.show import show
from kafka_triage.facts.values import Value
from kafka_triage.language.model import Expression, Rule, RuleAction, RuleTest
from kafka_triage.render.common import properties
from scripts.pages.markup import block, code, table, text
from scripts.pages.places import Places


@dataclass(frozen=True, slots=True)
class Example:
    """A test of a rule, what came of it, and the diagnosis where the rule fires."""

    test: RuleTest
    outcome: Outcome
    diagnosis: Diagnosis | None


@dataclass(frozen=True, slots=True)
class Worked:
    """A formula with the numbers of one example: what it is computed from, and its value in words."""

    key: str
    formula: str
    inputs: tuple[tuple[str, str], ...]
    value: str
    example: str


def examples(reasoner: Reasoner, rule: Rule) -> list[Example]:
    """Every test of a rule, run."""
    found = []
    for test in rule.tests:
        base = reasoner.derivation.settle(read_facts(test.facts, reasoner.book.vocabulary))
        outcome = reasoner.reason(base)
        fires = outcome.truths[rule.id] is True
        found.append(Example(test, outcome, describe(reasoner, outcome, rule) if fires else None))
    return found


def worked(reasoner: Reasoner, rule: Rule, shown: list[Example]) -> Iterator[Worked]:
    """Each formula of a setting, with the numbers of the first example that gives it a value."""
    for action in rule.actions:
        for key, expression in action.set:
            found = next(_values(reasoner, action, key, shown), None) if names_of(expression) else None
            if found is not None:
                example, value = found
                inputs = tuple((name, _shown(reasoner, example, name)) for name in names_of(expression))
                unit = reasoner.book.vocabulary.facts[f"config.{key}"].unit
                yield Worked(key, expression.text, inputs, show(value, unit), example.test.name)


def _values(reasoner: Reasoner, action: RuleAction, key: str, shown: list[Example]) -> Iterator[tuple[Example, Value]]:
    """The examples in which an action is taken and computes a setting, with its value."""
    for example in shown:
        if example.diagnosis is not None:
            taken = _writer(reasoner, example).action(action)
            if taken is not None and key in taken.set:
                yield example, taken.set[key]


def _writer(reasoner: Reasoner, example: Example) -> Writer:
    outcome, commands = example.outcome, reasoner.asking.commands
    return Writer(reasoner.book.vocabulary, reasoner.evaluator, outcome.base, outcome.judge, commands)


def names_of(expression: Expression) -> list[str]:
    """The facts and constants of a formula, in its order."""
    return list(dict.fromkeys(_names(expression.tree)))


def _names(tree: Any) -> Iterator[str]:
    if isinstance(tree, list | tuple):
        if len(tree) == 2 and tree[0] in ("fact", "const"):
            yield tree[1]
        else:
            for part in tree:
                yield from _names(part)


def _shown(reasoner: Reasoner, example: Example, name: str) -> str:
    vocabulary = reasoner.book.vocabulary
    if name in vocabulary.constants:
        return show(vocabulary.constants[name].value, vocabulary.constants[name].unit)
    known = example.outcome.base.values.get(name)
    return "not known" if known is None else show(known, vocabulary.facts[name].unit)


def worked_table(found: list[Worked], places: Places, at: str) -> list[str]:
    """Formulas with their numbers, one table each."""
    lines = []
    for one in found:
        rows = [(places.name(name, at), text(value)) for name, value in one.inputs]
        rows.append((f"**{code(one.key)}**", f"**{text(one.value)}**"))
        lines += [f"{code(one.key)} = {code(one.formula)}", "", table(("in the example", text(one.example)), rows), ""]
    return lines


def example_box(example: Example, reasoner: Reasoner, rule: Rule) -> list[str]:
    """An example in a box that opens: the facts, and what follows."""
    facts = yaml.safe_dump(example.test.facts, sort_keys=False, allow_unicode=True, width=100)
    kind, said = ("success", _diagnosed(example.diagnosis)) if example.diagnosis else _not(example, reasoner, rule)
    title = text(example.test.name[:1].upper() + example.test.name[1:])
    return [f'??? {kind} "{title}"', "", block(facts, "yaml", 4), "", *said, ""]


def _diagnosed(diagnosis: Diagnosis) -> list[str]:
    lines = [f"    **{diagnosis.severity}, {diagnosis.confidence}:** {text(diagnosis.text)}", ""]
    lines += [f"    - {text(one.text)} ({text(one.source)})" for one in diagnosis.evidence]
    settings = [line for action in diagnosis.actions for line in properties(action)]
    return [*lines, "", block("\n".join(settings), "properties", 4)] if settings else lines


def _not(example: Example, reasoner: Reasoner, rule: Rule) -> tuple[str, list[str]]:
    outcome = example.outcome
    if outcome.truths[rule.id] is None:
        open_ = dict.fromkeys(name for condition in undecided(rule.when, outcome.judge) for name in condition.facts)
        missing = [name for name in open_ if name not in outcome.base.values]
        return "question", [f"    Open; not known: {', '.join(map(code, missing))}."]
    writer = _writer(reasoner, example)
    because = failing(rule.when, outcome.judge, writer.denial) if outcome.judge(rule.when) is False else []
    because += [exception.say for exception in rule.unless if outcome.judge(exception.condition)]
    return "failure", ["    Not this cause:", "", *(f"    - {text(one)}" for one in because)]

"""The tests that stand beside rules: run, and told what was expected and what came.

In: a compiled rule book. Out: one `Failure` for each expectation that does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kafka_triage.diagnosis.build import describe
from kafka_triage.diagnosis.reason import Outcome, Reasoner
from kafka_triage.diagnosis.report import Diagnosis
from kafka_triage.errors import KafkaTriageError
from kafka_triage.facts.intake import read_facts
from kafka_triage.language.model import Rule, RuleTest


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that does not hold.

    Attributes:
        place: ``file:line:column`` of the test.
        test: Its name.
        what: What was looked at: ``fires``, ``set``, ``says`` and so on.
        expected: As the test says.
        got: What came.
    """

    place: str
    test: str
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        indent = " " * (len(self.what) + 5)
        return f"{self.place}: {self.test}\n    {self.what}: expected {self.expected}\n{indent}     got {self.got}"


def run_test(reasoner: Reasoner, rule: Rule, test: RuleTest) -> list[Failure]:
    """Run one test of a rule; an empty list where every expectation holds."""
    try:
        base = reasoner.derivation.settle(read_facts(test.facts, reasoner.book.vocabulary))
    except KafkaTriageError as error:
        return [Failure(test.place, test.name, "facts", "facts of the vocabulary", str(error))]
    outcome = reasoner.reason(base)
    found = [(what, expected, got) for what, expected, got in _compared(reasoner, rule, test, outcome)]
    return [Failure(test.place, test.name, what, str(expected), str(got)) for what, expected, got in found]


def _compared(reasoner: Reasoner, rule: Rule, test: RuleTest, outcome: Outcome) -> Iterator[tuple[str, Any, Any]]:
    """Every expectation that does not hold, with what was expected and what came."""
    expect = test.expect
    truth = outcome.truths[rule.id]
    fires = "unknown" if truth is None else truth
    if fires != expect["fires"]:
        yield "fires", expect["fires"], fires
        return
    if truth is not True:
        return
    diagnosis = describe(reasoner, outcome, rule.id)
    settings = {key: value for action in diagnosis.actions for key, value in action.set.items()}
    for key, value in expect.get("set", {}).items():
        if settings.get(key) != value:
            yield f"set {key}", value, settings.get(key, "no such setting")
    for what in ("confidence", "severity"):
        if what in expect and expect[what] != getattr(diagnosis, what):
            yield what, expect[what], getattr(diagnosis, what)
    said, notes = _said(diagnosis), "\n".join(note.text + _sources(note) for note in diagnosis.notes)
    for what, text in (("says", said), ("notes", notes)):
        for part in expect.get(what, ()):
            if part not in text:
                yield what, repr(part), repr(text)
    for part in expect.get("never", ()):
        if part in said + notes:
            yield "never", f"no {part!r}", repr(said + notes)


def _said(diagnosis: Diagnosis) -> str:
    parts = [diagnosis.text]
    for action in diagnosis.actions:
        parts += [action.do, action.how, action.trade_off, action.condition]
    return "\n".join(parts)


def _sources(note: Any) -> str:
    return " ".join(f" ({cite.source})" for cite in note.cites)

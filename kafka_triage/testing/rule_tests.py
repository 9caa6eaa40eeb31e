"""The tests that stand in rule files: run, and told what was expected and what came.

In: a compiled rule book. Out: one `Failure` for each expectation that does not hold, placed at that expectation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import Any

from kafka_triage.diagnosis.build import describe
from kafka_triage.diagnosis.parts import Diagnosis, Note
from kafka_triage.diagnosis.reason import Outcome, Reasoner
from kafka_triage.errors import FactError
from kafka_triage.facts.intake import read_facts
from kafka_triage.language.model import Rule, RuleTest
from kafka_triage.language.source import Document, read_yaml
from kafka_triage.language.source import Path as Keys
from kafka_triage.testing.results import Failure

_SYMPTOM = "symptom."


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An expectation that does not hold; ``keys`` lead to it below ``expect``."""

    keys: Keys
    what: str
    expected: str
    got: str


def run_test(reasoner: Reasoner, rule: Rule, test: RuleTest) -> list[Failure]:
    """Run one test of a rule; an empty list where every expectation holds."""
    try:
        outcome = reason(reasoner, test)
    except FactError as error:
        return [
            Failure(_fact_place(rule, test, problem.place), test.name, "facts", "facts of the vocabulary", str(problem))
            for problem in error.problems
        ]
    return [
        Failure(place_of(rule, test, ("expect", *found.keys)), test.name, found.what, found.expected, found.got)
        for found in mismatches(reasoner, rule, test.expect, outcome)
    ]


def reason(reasoner: Reasoner, test: RuleTest) -> Outcome:
    """What follows from the facts of a test.

    Raises:
        FactError: The facts are not those of the vocabulary, or cannot be together.
    """
    return reasoner.reason(reasoner.derivation.settle(read_facts(test.facts, reasoner.book.vocabulary)))


def mismatches(reasoner: Reasoner, rule: Rule, expect: Mapping[str, Any], outcome: Outcome) -> Iterator[Mismatch]:
    """Every expectation that does not hold."""
    truth = outcome.truths[rule.id]
    fires: Any = True if rule.id in outcome.fired else "unknown" if truth is None else False
    if "raised" in expect:
        raised = prod(entry.factor for entry in rule.raised_by if outcome.judge(entry.when))
        if raised != expect["raised"]:
            yield Mismatch(("raised",), "raised", f"{expect['raised']:g}", f"{raised:g}")
    if fires != expect["fires"]:
        yield Mismatch(("fires",), "fires", _shown(expect["fires"]), _shown(fires))
    elif fires is True and len(expect) > 1:
        yield from _described(expect, describe(reasoner, outcome, rule))


def _described(expect: Mapping[str, Any], diagnosis: Diagnosis) -> Iterator[Mismatch]:
    settings = {key: value for action in diagnosis.actions for key, value in action.set.items()}
    for key, value in expect.get("set", {}).items():
        if settings.get(key) != value:
            yield Mismatch(("set", key), f"set {key}", _shown(value), _shown(settings.get(key)))
    for what in ("confidence", "severity"):
        if what in expect and expect[what] != getattr(diagnosis, what):
            yield Mismatch((what,), what, expect[what], getattr(diagnosis, what))
    if "not_excluded" in expect and sorted(expect["not_excluded"]) != sorted(diagnosis.not_excluded):
        expected, got = (
            "\n".join(sorted(names)) or "nothing" for names in (expect["not_excluded"], diagnosis.not_excluded)
        )
        yield Mismatch(("not_excluded",), "not_excluded", expected, got)
    said, notes = _said(diagnosis), "\n".join(note.text + _sources(note) for note in diagnosis.notes)
    for what, text in (("says", said), ("notes", notes)):
        for index, part in enumerate(expect.get(what, ())):
            if part not in text:
                yield Mismatch((what, index), what, part, text or "nothing")
    for index, part in enumerate(expect.get("never", ())):
        if part in said + notes:
            yield Mismatch(("never", index), "never", f"nowhere: {part}", said + notes)


def _said(diagnosis: Diagnosis) -> str:
    parts = [diagnosis.text]
    for action in diagnosis.actions:
        parts += [action.do, action.how, action.trade_off, action.condition]
    return "\n".join(part for part in parts if part)


def _sources(note: Note) -> str:
    return " ".join(f" ({cite.source})" for cite in note.cites)


def _shown(value: Any) -> str:
    if value is None:
        return "no such setting"
    return str(value).lower() if isinstance(value, bool) else str(value)


def with_rule(outcome: Outcome, rule: Rule, truth: bool | None) -> Outcome:
    """The outcome with another form of one of its rules, whose truth is given; other rules stay as they are."""
    known = outcome.base.values
    towards = any(
        known.get(target) is True if target.startswith(_SYMPTOM) else target in outcome.linked
        for target in rule.explains
    )
    fires, links = truth is True, truth is not False and towards
    return replace(
        outcome,
        truths={**outcome.truths, rule.id: truth},
        fired=outcome.fired | {rule.id} if fires else outcome.fired - {rule.id},
        linked=outcome.linked | {rule.id} if links else outcome.linked - {rule.id},
        diagnosed=outcome.diagnosed | {rule.id} if fires and (links or rule.health) else outcome.diagnosed - {rule.id},
    )


def place_of(rule: Rule, test: RuleTest, keys: Keys) -> str:
    """``file:line:column`` of a part of a test; that of the test where the file cannot be read any more."""
    return rule_place(rule, ("tests", rule.tests.index(test), *keys), otherwise=test.place)


def rule_place(rule: Rule, keys: Keys, *, otherwise: str) -> str:
    """``file:line:column`` of a part of a rule file, or of what holds it."""
    path = Path(rule.place.rsplit(":", 2)[0])
    try:
        document = _document(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError):
        return otherwise
    return document.place(keys) if keys[:2] in document.values else otherwise


@lru_cache(maxsize=256)
def _document(path: Path, changed: int) -> Document:
    return read_yaml(path.read_text("utf-8"), str(path))


def _fact_place(rule: Rule, test: RuleTest, name: str) -> str:
    """Where a fact stands, under its dotted name or nested."""
    keys: Keys = (name,) if name in test.facts else tuple(name.split("."))
    return place_of(rule, test, ("facts", *keys))

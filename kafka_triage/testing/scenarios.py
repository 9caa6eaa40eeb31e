"""Scenarios: whole reports compared with what is expected.

In: a `Scenario` and the compiled rules. Out: one `Failure` for each expectation that does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from kafka_triage.cases import collect
from kafka_triage.diagnosis.build import build_report
from kafka_triage.diagnosis.parts import Diagnosis
from kafka_triage.diagnosis.reason import Reasoner
from kafka_triage.diagnosis.report import Report
from kafka_triage.errors import FactError
from kafka_triage.language.model import Rule, RuleBook
from kafka_triage.readers.text import read_text
from kafka_triage.testing.results import Failure
from kafka_triage.testing.rule_tests import Mismatch
from kafka_triage.testing.scenario_files import Scenario

_WIDE = 100_000


def run_scenario(reasoner: Reasoner, scenario: Scenario) -> list[Failure]:
    """Run one scenario; an empty list where every expectation holds."""
    document = scenario.document
    try:
        report = _report(reasoner, scenario)
    except FactError as error:
        return [
            Failure(
                _input_place(scenario, problem.place), scenario.name, "input", "facts of the vocabulary", str(problem)
            )
            for problem in error.problems
        ]
    return [
        Failure(document.place(("expect", *found.keys)), scenario.name, found.what, found.expected, found.got)
        for found in compared(scenario.expect, report)
    ]


def noticed_by(book: RuleBook, scenarios: Iterable[Scenario]) -> Callable[[Rule], bool]:
    """Whether a scenario that names a rule fails with a changed form of the rule."""
    naming: dict[str, list[Scenario]] = {}
    for scenario in scenarios:
        for id in scenario.named_rules():
            naming.setdefault(id, []).append(scenario)

    def noticed(rule: Rule) -> bool:
        if rule.id not in naming:
            return False
        reasoner = Reasoner(replace(book, rules={**book.rules, rule.id: rule}), "python")
        return any(run_scenario(reasoner, scenario) for scenario in naming[rule.id])

    return noticed


def _report(reasoner: Reasoner, scenario: Scenario) -> Report:
    texts = [read_text(content, name=name) for name, content in scenario.texts]
    case = collect(scenario.facts, text=texts or None, samples=scenario.samples, now=scenario.now, reasoner=reasoner)
    base = reasoner.derivation.settle(case.facts)
    return build_report(reasoner, reasoner.reason(base), case.notes)


def _input_place(scenario: Scenario, name: str) -> str:
    for keys in (("facts", name), ("facts", *name.split(".")), (name.split(" ")[0],)):
        if keys in scenario.document.values:
            return scenario.document.place(keys)
    return scenario.place


def compared(expect: Mapping[str, Any], report: Report) -> Iterator[Mismatch]:
    """Every expectation of a report that does not hold."""
    roots = [diagnosis.id for diagnosis in report.diagnoses]
    if expect.get("verdict", report.verdict) != report.verdict:
        yield Mismatch(("verdict",), "verdict", expect["verdict"], report.verdict)
    if "root" in expect and roots[:1] != ([expect["root"]] if expect["root"] else []):
        yield Mismatch(("root",), "root", expect["root"] or "none", _lines(roots[:1]))
    if expect.get("diagnoses") is not None and expect["diagnoses"] != roots:
        yield Mismatch(("diagnoses",), "diagnoses", _lines(expect["diagnoses"]), _lines(roots))
    below = {diagnosis.id: [one.id for one in _all(diagnosis.consequences)] for diagnosis in _all(report.diagnoses)}
    for root, wanted in expect.get("consequences", {}).items():
        if root not in below or set(wanted) != set(below[root]):
            got = _lines(sorted(below[root])) if root in below else "not diagnosed"
            yield Mismatch(("consequences", root), f"consequences {root}", _lines(sorted(wanted)), got)
    for index, id in enumerate(expect.get("not_diagnosed", ())):
        if id in below:
            yield Mismatch(("not_diagnosed", index), "not_diagnosed", f"not {id}", _lines(below))
    for what in ("candidates", "ruled_out", "risks"):
        if what in expect:
            yield from _contains(what, expect[what], [one.id for one in getattr(report, what)])
    yield from _settings(expect, report)
    asked = [question.fact for question in report.questions]
    first = expect.get("questions", [])
    if first != asked[: len(first)]:
        yield Mismatch(("questions",), "questions, the first ones", _lines(first), _lines(asked[: len(first)]))
    yield from _contains("asks", expect.get("asks", ()), asked)
    yield from _said(expect, report)


def _contains(what: str, wanted: Iterable[str], got: list[str]) -> Iterator[Mismatch]:
    for index, one in enumerate(wanted):
        if one not in got:
            yield Mismatch((what, index), what, one, _lines(got))


def _settings(expect: Mapping[str, Any], report: Report) -> Iterator[Mismatch]:
    found: dict[str, list[Any]] = {}
    for diagnosis in _all((*report.diagnoses, *report.risks)):
        for action in diagnosis.actions:
            for key, value in action.set.items():
                found.setdefault(key, []).append(value)
    for key, value in expect.get("set", {}).items():
        if value not in found.get(key, []):
            got = _lines(map(str, found[key])) if key in found else "no such setting"
            yield Mismatch(("set", key), f"set {key}", str(value), got)


def _said(expect: Mapping[str, Any], report: Report) -> Iterator[Mismatch]:
    if not expect.get("says") and not expect.get("never"):
        return
    text = report.to_text(width=_WIDE)
    for index, part in enumerate(expect.get("says", ())):
        if part not in text:
            yield Mismatch(("says", index), "says", part, text)
    for index, part in enumerate(expect.get("never", ())):
        if part in text:
            yield Mismatch(("never", index), "never", f"nowhere: {part}", text)


def _all(diagnoses: Iterable[Diagnosis]) -> Iterator[Diagnosis]:
    for diagnosis in diagnoses:
        yield diagnosis
        yield from _all(diagnosis.consequences)


def _lines(names: Iterable[str]) -> str:
    return "\n".join(names) or "none"

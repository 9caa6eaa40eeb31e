"""The tests that stand in the shipped rule files, with both engines."""

from __future__ import annotations

import pytest

from kafka_triage import load_rules
from kafka_triage.diagnosis.reason import Reasoner
from kafka_triage.testing import run_test

CASES = [(rule, test) for rule in load_rules().rules.values() for test in rule.tests]
REASONERS = {engine: Reasoner(load_rules(), engine) for engine in ("durable", "python")}


@pytest.mark.parametrize("engine", ["durable", "python"])
@pytest.mark.parametrize(("rule", "test"), CASES, ids=[f"{rule.id}: {test.name}" for rule, test in CASES])
def test_rule(rule, test, engine) -> None:  # type: ignore[no-untyped-def]
    failures = run_test(REASONERS[engine], rule, test)
    assert not failures, "\n".join(map(str, failures))


def test_every_rule_fires_in_one_test_and_does_not_in_another() -> None:
    assert () == load_rules().warnings

"""The tests of rules: those inside rule files, scenarios, what they cover, and which changes of a rule they notice."""

from kafka_triage.testing.results import Failure
from kafka_triage.testing.rule_tests import run_test

__all__ = ["Failure", "run_test"]

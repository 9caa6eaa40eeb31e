"""Tests inside rule files: what is compared, with the place of the expectation, side by side in 80 columns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kafka_triage.diagnosis.reason import Reasoner
from kafka_triage.language.load import build_rule_book
from kafka_triage.testing import run_test
from kafka_triage.testing.results import Failure, side_by_side
from tests.small import RULE, files

Write = Callable[[dict[str, str]], Path]
FACTS = (
    "client.library: java, client.version: '2.8', processing.messages_per_thread_per_second: 1, processing.threads: 1"
)
MORE = """unless: [{if: symptom.accumulation == true, say: it lags}]
raised_by: [{when: client.library == java, factor: 3}]
"""


def run(write: Write, facts: str, expect: str) -> list[Failure]:
    test = f"tests:\n  - name: one\n    facts: {{{facts}}}\n    expect:\n      {expect}\n"
    book = build_rule_book([write(files(rebalance__batch=RULE + MORE + test))])
    rule = book.rules["rebalance/batch"]
    return run_test(Reasoner(book, "python"), rule, rule.tests[0])


@pytest.mark.parametrize(
    ("expect", "place", "what", "expected", "got"),
    [
        ("fires: false", "23:14", "fires", "false", "true"),
        ("{fires: true, set: {max.poll.records: 151}}", "23:45", "set max.poll.records", "151", "150"),
        ("{fires: true, confidence: certain}", "23:33", "confidence", "certain", "likely"),
        ("{fires: true, severity: info}", "23:31", "severity", "info", "critical"),
        ("{fires: true, says: [batch, nowhere]}", "23:35", "says", "nowhere", ""),
        ("{fires: true, notes: nothing like it}", "23:28", "notes", "nothing like it", ""),
        ("{fires: true, never: [Fetch less]}", "23:29", "never", "nowhere: Fetch less", ""),
        ("{fires: true, not_excluded: []}", "23:35", "not_excluded", "nothing", "it lags"),
        ("{fires: true, raised: 2}", "23:29", "raised", "2", "3"),
    ],
)
def test_failure(write: Write, expect: str, place: str, what: str, expected: str, got: str) -> None:
    (failure,) = run(write, FACTS, expect)
    assert (place, what, expected) == (failure.place.rsplit("batch.yaml:", 1)[1], failure.what, failure.expected)
    assert got in failure.got


@pytest.mark.parametrize(
    "expect",
    [
        "fires: true",
        "{fires: true, set: {max.poll.records: 150}, confidence: likely, severity: critical, not_excluded: [it lags], raised: 3}",
        "{fires: true, says: [Fetch less, '300,000 ms'], notes: [our assumption], never: [thread dump]}",
    ],
)
def test_what_holds(write: Write, expect: str) -> None:
    assert [] == run(write, FACTS, expect)


def test_facts_that_are_wrong(write: Write) -> None:
    one, other = run(write, "client.library: jav, processing.thread: 1", "fires: true")
    assert ("facts", "21:29") == (one.what, one.place.split("batch.yaml:")[1])
    assert "one of java, librdkafka, kafka-python is expected, not 'jav'" in one.got
    assert ("facts", "21:53") == (other.what, other.place.split("batch.yaml:")[1])
    assert "did you mean processing.threads" in other.got


def test_side_by_side_in_80_columns() -> None:
    failure = Failure(
        "rules/a/b.yaml:1:2", "a name", "says", "x" * 50 + " short words", "one\ntwo\x1b[31m\n" + "w " * 900
    )
    lines = str(failure).split("\n")
    assert "rules/a/b.yaml:1:2: a name" == lines[0]
    assert "    says" == lines[1]
    assert lines[2].startswith("    expected") and lines[2].endswith("| got")
    assert all(len(line) <= 80 for line in lines[1:])
    assert all(" | " in line for line in lines[2:])
    assert "\x1b" not in str(failure)
    assert lines[-1].endswith("more lines)")


def test_columns_of_different_length() -> None:
    assert ["    what", "    expected | got", "    a        | b", "             | c"] == side_by_side(
        "what", "a", "b\nc", width=23
    )

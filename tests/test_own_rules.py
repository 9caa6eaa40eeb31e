"""A rule of a user's own, in every form that the rule language has: loaded, tested, and part of the answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kafka_triage import diagnose, load_rules
from kafka_triage.diagnosis.reason import Reasoner
from kafka_triage.testing import run_test

RULE = """\
title: One batch takes longer than max.poll.interval.ms
family: slow_processing_poll_interval
severity: critical
confidence: certain
when:
  all:
    - client.heartbeat_in_background == true
    - processing.batch_ms >= config.max.poll.interval.ms
  none:
    - processing.on_poll_thread == false
explains: [symptom.frequent_rebalances, accumulation/group-rebalancing]
diagnosis: >-
  A batch of {config.max.poll.records} messages takes {processing.batch_ms}; the client may stay away from
  poll() for {config.max.poll.interval.ms} only, then it leaves the group.
actions:
  - do: Fetch fewer messages per poll
    set: {max.poll.records: "floor(well_below * config.max.poll.interval.ms * processing.messages_per_thread_per_second * processing.threads)"}
    verify: poll.max_gap_ms < config.max.poll.interval.ms
    trade_off: More polls per second.
cite:
  - {source: guide, section: "Frequent consumer rebalances / Key parameters"}
  - {source: kip-62}
tests:
  - name: a batch of 500 at one message per second
    facts: {client.library: java, client.version: "2.8", processing.messages_per_thread_per_second: 1, processing.threads: 1, processing.on_poll_thread: true}
    expect: {fires: true, set: {max.poll.records: 150}}
  - name: work is handed to other threads
    facts: {client.library: java, client.version: "2.8", processing.messages_per_thread_per_second: 1, processing.threads: 1, processing.on_poll_thread: false}
    expect: {fires: false}
"""
FACTS = {
    "client": {"library": "java", "version": "2.8"},
    "processing": {"messages_per_thread_per_second": 1, "threads": 1, "on_poll_thread": True},
    "symptom.frequent_rebalances": True,
}


@pytest.mark.parametrize("engine", ["durable", "python"])
def test_rule_with_a_formula_and_a_negation(write: Callable[[dict[str, str]], Path], engine: str) -> None:
    book = load_rules(write({"rebalance/my-batch.yaml": RULE}))
    rule = book.rules["rebalance/my-batch"]
    reasoner = Reasoner(book, engine)
    assert [failure for test in rule.tests for failure in run_test(reasoner, rule, test)] == []
    report = diagnose(FACTS, rules=book, engine=engine)
    mine = next(one for one in report.diagnoses if one.id == "rebalance/my-batch")
    assert mine.actions[0].set == {"max.poll.records": 150}
    assert mine.text == (
        "A batch of 500 messages takes 500,000 ms (8.33 min); the client may stay away from poll() for "
        "300,000 ms (5 min) only, then it leaves the group."
    )


def test_rule_of_the_same_id_replaces_the_shipped_one(write: Callable[[dict[str, str]], Path]) -> None:
    directory = write(
        {"rebalance/batch-outlasts-poll-interval.yaml": RULE.replace("severity: critical", "severity: info")}
    )
    report = diagnose(FACTS, rules=load_rules(directory))
    assert next(one for one in report.diagnoses if one.id.endswith("poll-interval")).severity == "info"
    assert diagnose(FACTS).diagnoses[0].severity == "critical"


def test_later_directory_wins(tmp_path: Path) -> None:
    for name in ("first", "second"):
        path = tmp_path / name / "rebalance" / "my-batch.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(RULE.replace("title: One batch", f"title: The {name} batch"))
    assert (
        load_rules(tmp_path / "first", tmp_path / "second").rules["rebalance/my-batch"].title.startswith("The second")
    )

"""Pairs of rules that pull one setting both ways are found by search."""

from __future__ import annotations

from pathlib import Path

import pytest

from kafka_triage.analysis.contradictions import contradictory
from kafka_triage.analysis.findings import Finding, Places
from tests.analysis.books import book, rule


def setting(when: str, key: str, value: str, facts: str, *, only: str = "") -> str:
    guard = f", when: {only}, when_say: x" if only else ""
    return rule(
        when,
        f"actions: [{{do: x{guard}, set: {{{key}: {value}}}}}]\ntests: [{{name: x, facts: {facts}, expect: {{fires: true}}}}]\n",
    )


def found(tmp_path: Path, first: str, second: str) -> list[Finding]:
    made = book(tmp_path, rebalance__a=first, rebalance__b=second)
    return contradictory(made, Places(made.rules))


FEWER = setting("[group.members > 3]", "max.poll.records", "100", "{group.members: 5, config.max.poll.records: 500}")
MORE = setting(
    "[group.partitions > 7]",
    "max.poll.records",
    "900",
    "{group.partitions: 9, group.members: 2, processing.threads: 3}",
)


def test_facts_of_both_tests_joined(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, FEWER, MORE)
    assert str(finding).removeprefix(str(tmp_path)) == (
        "/rebalance/b.yaml:8:25: rebalance/b sets max.poll.records to 900 messages, rebalance/a "
        f"({tmp_path}/rebalance/a.yaml:8:25) to 100 messages (now 500 messages), where "
        "config.max.poll.records = 500 messages, group.members = 5, group.partitions = 9"
    )
    assert ("rebalance/a", "rebalance/b") == finding.rules


def test_facts_that_no_test_has_are_searched_for(tmp_path: Path) -> None:
    """Both rules fire on their tests joined, but only with fewer members does the second one raise the setting."""
    first = setting(
        "[group.members > 3]", "max.poll.records", "100", "{group.members: 64, config.max.poll.records: 500}"
    )
    second = setting("[group.members > 3]", "max.poll.records", "900", "{group.members: 64}", only="group.members < 40")
    (finding,) = found(tmp_path, first, second)
    assert "to 900 messages" in finding.what and "group.members = 32" in finding.what


@pytest.mark.parametrize(
    "second",
    [
        MORE.replace("900", "100"),
        MORE.replace("[group.partitions > 7]", "[group.partitions > 7, group.members < 3]"),
        MORE.replace("do: x", "do: x, when: group.members < 3, when_say: x"),
        MORE.replace("max.poll.records: 900", "max.poll.interval.ms: 900"),
        MORE.replace("tests:", "unless: [{if: group.members > 3, say: x}]\ntests:"),
        MORE.replace("900", "'floor(config.max.poll.records / 2)'"),
    ],
    ids=["same value", "never together", "action not right", "another key", "excepted", "always lower"],
)
def test_rules_that_agree_or_never_meet(second: str, tmp_path: Path) -> None:
    first = FEWER.replace("100", "'floor(config.max.poll.records / 4)'") if "floor" in second else FEWER
    assert [] == found(tmp_path, first, second)


def test_a_present_value_between_the_two_that_are_asked_for(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, FEWER, MORE.replace("900", "200"))
    assert "to 200 messages, rebalance/a" in finding.what and "to 100 messages (now 150 messages)" in finding.what


def test_an_action_whose_condition_is_not_known_does_not_count(tmp_path: Path) -> None:
    guarded = MORE.replace("do: x", "do: x, when: client.ip == a, when_say: x")
    assert [] == found(tmp_path, FEWER, guarded)


def test_words_contradict_where_they_differ(tmp_path: Path) -> None:
    first = setting("[group.members > 3]", "auto.offset.reset", "earliest", "{group.members: 5}")
    second = setting("[loss_tolerance == some]", "auto.offset.reset", "latest", "{loss_tolerance: some}")
    (finding,) = found(tmp_path / "one", first, second)
    assert "sets auto.offset.reset to latest, rebalance/a" in finding.what and "to earliest, where" in finding.what
    assert [] == found(tmp_path / "two", first, second.replace("latest", "earliest"))


def test_an_impossible_combination_of_facts_does_not_count(tmp_path: Path) -> None:
    first = setting(
        "[group.state == stable]", "max.poll.records", "100", "{group.state: stable, config.max.poll.records: 500}"
    )
    second = setting("[group.members == 0]", "max.poll.records", "900", "{group.members: 0}")
    assert [] == found(tmp_path, first, second)


def test_same_rules_same_findings(tmp_path: Path) -> None:
    made = book(tmp_path, rebalance__a=FEWER, rebalance__b=MORE)
    assert contradictory(made, Places(made.rules)) == contradictory(made, Places(made.rules))

"""The facts that a new rule starts from can each be right, wrong and not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from kafka_triage import KafkaTriageError, load_rules
from kafka_triage.analysis.starter import Start, starts
from tests.analysis.books import book, rule

LIBRARY = "client.library == java"
TREND = "group.lag_trend == growing"
STATE = "group.state == dead"


def test_what_rules_of_the_same_effect_look_at_most(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        rebalance__a=rule(f"[{TREND}, {STATE}, group.members > 3]"),
        rebalance__b=rule(f"{{any: [{TREND}, {{all: [{LIBRARY}, {STATE}]}}]}}"),
        rebalance__c=rule("[loss_tolerance == some, group.members > 3]", explains="[symptom.frequent_rebalances]"),
    )
    assert (
        Start("group.lag_trend", "growing", "stable"),
        Start("group.state", "dead", "stable"),
        Start("client.library", "java", "librdkafka"),
    ) == starts(made, ["symptom.accumulation"])


def test_conditions_that_a_rule_has_alone_are_not_taken_again(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        rebalance__a=rule(f"[{TREND}, {STATE}]"),
        rebalance__b=rule(f"[{TREND}, {STATE}, {LIBRARY}, group.members > 3]"),
    )
    assert ["group.lag_trend", "client.library", "group.state"] == [
        start.fact for start in starts(made, ["symptom.accumulation"])
    ]


def test_a_fact_with_a_default_or_one_that_follows_from_the_other_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "z.yaml").write_text(
        "facts: {z.follows: {type: bool, meaning: z, derive: [{when: group.lag_trend == growing, value: true}]}}\n"
    )
    made = book(
        tmp_path,
        rebalance__a=rule(f"[{TREND}, z.follows == true, processing.on_poll_thread == true, {STATE}, {LIBRARY}]"),
    )
    first, second, _ = starts(made, ["symptom.accumulation"])
    assert ("group.lag_trend", "group.state") == (first.fact, second.fact)


def test_values_that_cannot_be_together_are_not_taken(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "z.yaml").write_text(
        "impossible: [{when: [group.state == dead, group.lag_trend == growing], say: x}]\n"
    )
    made = book(tmp_path, rebalance__a=rule(f"[{TREND}, {STATE}, {LIBRARY}]"))
    assert {"group.lag_trend", "group.state"} != {start.fact for start in starts(made, ["symptom.accumulation"])[:2]}


def test_rules_without_a_word_or_truth_to_start_from(tmp_path: Path) -> None:
    with pytest.raises(KafkaTriageError, match="look at too few facts"):
        starts(book(tmp_path, rebalance__a=rule("[group.members > 3]")), ["symptom.accumulation"])


def test_shipped_rules_give_a_start_for_every_symptom() -> None:
    shipped = load_rules()
    for name in shipped.vocabulary.facts:
        if name.startswith("symptom."):
            facts = [start.fact for start in starts(shipped, [name])]
            assert 3 == len(set(facts)) and not any(fact.startswith("symptom.") for fact in facts)

"""What speaks for an open cause besides the symptom that it would explain."""

from __future__ import annotations

from typing import Any

from kafka_triage import diagnose


def because(facts: dict[str, Any], id: str) -> list[str]:
    return next(candidate.because for candidate in diagnose(facts).candidates if candidate.id == id)


BLOCKED = {"group.lag_trend": "growing", "group.committed_trend": "unchanged"}


def test_a_condition_that_holds_speaks_for_a_cause() -> None:
    assert because(BLOCKED, "accumulation/commits-failing") == ["group.committed_trend = unchanged"]


def test_the_symptom_and_what_shows_it_speak_for_none() -> None:
    candidates = diagnose({"group.lag_trend": "growing"}).candidates
    assert len(candidates) > 10
    assert [one.id for one in candidates if one.because] == []
    assert [one.id for one in diagnose({"symptom.accumulation": True}).candidates if one.because] == []


def test_the_library_and_its_defaults_speak_for_none() -> None:
    facts = {"client.library": "java", "client.version": "2.8", "symptom.frequent_rebalances": True}
    assert [one.id for one in diagnose(facts).candidates if one.because] == []


def test_evidence_that_raises_a_cause_speaks_for_it() -> None:
    facts = {"client.library": "sarama", "group.state": "preparing_rebalance", "symptom.frequent_rebalances": True}
    said = because(facts | {"broker.exceptions": True}, "sarama/stuck-in-rebalance")
    assert said == ["group.state = preparing_rebalance", "broker.exceptions = yes"]
    assert because(facts, "sarama/stuck-in-rebalance") == ["group.state = preparing_rebalance"]


def test_what_makes_a_cause_less_likely_does_not_speak_for_it() -> None:
    assert because(BLOCKED | {"group.state": "stable"}, "accumulation/group-rebalancing") == []


def test_what_stands_beside_a_condition_that_does_not_hold_speaks_for_nothing() -> None:
    facts = BLOCKED | {"group.negative_lag_partitions": 0, "group.partitions": 3}
    assert because(facts, "offset/log-truncated") == []

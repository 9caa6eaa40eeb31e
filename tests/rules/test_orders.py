"""The orders that the guide gives, as they show in candidates and questions, and the answers where its table is silent."""

from __future__ import annotations

from typing import Any

import pytest

from kafka_triage import diagnose


def open_causes(facts: dict[str, Any]) -> list[str]:
    return [candidate.id for candidate in diagnose(facts).candidates]


def asked(facts: dict[str, Any]) -> list[str]:
    return [question.fact for question in diagnose(facts).questions]


def in_this_order(names: list[str], expected: list[str]) -> bool:
    assert set(expected) <= set(names), set(expected) - set(names)
    return [name for name in names if name in expected] == expected


def test_first_connection_is_network_then_version_then_endpoint_and_permissions() -> None:
    facts = {"connection.failed": True, "connection.first_time": True}
    assert open_causes(facts)[:6] == [
        "connection/vpc-mismatch",
        "connection/internet-client-on-vpc-instance",
        "connection/ip-not-whitelisted",
        "connection/client-version-mismatch",
        "connection/endpoint-wrong",
        "connection/permission-missing",
    ]
    assert in_this_order(asked(facts), ["client.access_path", "instance.vpc_id", "instance.whitelist", "client.version"])


def test_slow_pull_is_messages_then_bandwidth_then_message_size_then_batch_size() -> None:
    facts = {"symptom.slow_or_failed_pull": True}
    assert open_causes(facts)[:4] == [
        "pull/topic-has-no-messages",
        "pull/bandwidth-saturated",
        "pull/message-exceeds-bandwidth",
        "pull/fetch-exceeds-bandwidth",
    ]
    order = ["topic.has_messages", "consumption.bits_per_second", "message.max_bytes", "config.fetch.max.bytes"]
    assert asked(facts)[0] == "topic.has_messages"
    assert in_this_order(asked(facts), order)


def test_without_messages_nothing_else_is_wrong_with_a_pull() -> None:
    report = diagnose({"symptom.slow_or_failed_pull": True, "topic.has_messages": False})
    assert [diagnosis.id for diagnosis in report.diagnoses] == ["pull/topic-has-no-messages"]
    assert not [one for one in report.candidates if one.id.startswith("pull/")]


def test_causes_of_rebalances_are_tuning_then_offloading_then_topics_then_version() -> None:
    order = ["batch-outlasts-poll-interval", "processing-on-poll-thread", "too-many-topics", "client-outdated"]
    assert in_this_order(open_causes({"symptom.frequent_rebalances": True}), [f"rebalance/{name}" for name in order])


def test_remedies_of_rebalances_are_tune_then_offload_then_fewer_topics_then_upgrade() -> None:
    facts = {
        "symptom.frequent_rebalances": True,
        "client": {"library": "java", "version": "0.10.0.1"},
        "config": {"session.timeout.ms": 30000, "max.poll.records": 500},
        "processing": {"messages_per_thread_per_second": 1, "threads": 1},
        "group.topics": 8,
    }
    report = diagnose(facts)
    first = report.diagnoses[0]
    assert "max.poll.records" in first.actions[0].set
    words = [action.do.lower() for action in first.actions]
    offload = next(number for number, text in enumerate(words) if "thread" in text)
    upgrade = next(number for number, text in enumerate(words) if "upgrade" in text)
    assert 0 < offload < upgrade


def test_accumulation_asks_for_the_trend_first() -> None:
    assert asked({"symptom.accumulation": True})[:2] == ["group.lag_trend", "group.committed_trend"]


def test_scale_out_is_advised_below_the_partition_count_only() -> None:
    facts = {"group": {"lag_trend": "growing", "committed_trend": "advancing", "partitions": 12, "members": 3}}
    below = " ".join(action.do for action in diagnose(facts).diagnoses[0].actions)
    facts["group"]["members"] = 12
    above = " ".join(action.do for action in diagnose(facts).diagnoses[0].actions)
    assert "members" in below or "consumers" in below
    assert below != above
    assert not any("add" in action.do.lower() and "member" in action.do.lower() for action in diagnose(facts).diagnoses[0].actions)


def group(**facts: Any) -> dict[str, Any]:
    return {"group": facts}


IDLE_PRODUCER = {"production.messages_per_second": 0}
HOLES: list[tuple[str, dict[str, Any], str, str]] = [
    ("growing, unchanged", group(lag_trend="growing", committed_trend="unchanged"), "problems", "accumulation/consumer-blocked"),
    ("growing, advancing", group(lag_trend="growing", committed_trend="advancing"), "problems", "accumulation/slower-than-production"),
    ("stable, advancing, consumed just now", group(lag_trend="stable", committed_trend="advancing", last_consumed_ms_ago=900), "healthy", "accumulation/normal"),
    ("assign mode, downstream in order", {"symptom.accumulation": True, "downstream.ok": True, "client.subscription_mode": "assign"}, "problems", "accumulation/uncommitted-assign"),
    ("a backlog that never drains", {**group(lag_trend="stable", committed_trend="advancing", last_consumed_ms_ago=86400000, lag_messages=500000), "production.messages_per_second": 100, "consumption.messages_per_second": 100}, "problems", "accumulation/constant-backlog"),
    ("stuck, nothing produced, no member", {**group(lag_trend="stable", committed_trend="unchanged", lag_messages=500, members=0), **IDLE_PRODUCER}, "problems", "accumulation/no-live-member"),
    ("stuck, nothing produced, a message that cannot be read", {**group(lag_trend="stable", committed_trend="unchanged", lag_messages=500, members=2), **IDLE_PRODUCER, "event.deserialization_error": True}, "problems", "accumulation/poison-pill"),
    ("stuck, nothing produced, an open transaction", {**group(lag_trend="stable", committed_trend="unchanged", lag_messages=500, members=2), **IDLE_PRODUCER, "config.isolation.level": "read_committed", "offset.last_stable_frozen": True}, "problems", "accumulation/hanging-transaction"),
    ("no lag, nothing produced", {**group(lag_trend="none", lag_messages=0, committed_trend="unchanged"), **IDLE_PRODUCER}, "healthy", "accumulation/idle"),
    ("falling, advancing", group(lag_trend="falling", committed_trend="advancing", lag_messages=5000), "healthy", "accumulation/recovering"),
    ("the end offset fell", {**group(lag_trend="falling", committed_trend="unchanged", end_offset_trend="backwards"), "topic.recreated": True}, "problems", "offset/topic-recreated"),
    ("jumped forward, nothing consumed", group(lag_trend="none", committed_trend="jumped_forward"), "problems", "offset/reset-policy-surprise"),
    ("went back", group(lag_trend="growing", committed_trend="backwards"), "problems", "offset/reset-policy-surprise"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "verdict", "root"), [hole[1:] for hole in HOLES], ids=[hole[0] for hole in HOLES])
def test_every_combination_of_trends_has_an_answer(facts: dict[str, Any], verdict: str, root: str) -> None:
    report = diagnose(facts)
    assert (report.verdict, report.diagnoses[0].id) == (verdict, root)


@pytest.mark.parametrize(
    ("facts", "candidates"),
    [
        (group(lag_trend="falling", committed_trend="unchanged", end_offset_trend="backwards"), ["offset/topic-recreated", "offset/log-truncated"]),
        (group(negative_lag_partitions=2), ["offset/topic-recreated", "offset/log-truncated"]),
        (group(never_committed_partitions=3, partitions=3), ["offset/committed-expired", "accumulation/uncommitted-assign"]),
        (group(lag_trend="growing", partitions=12, growing_partitions=1, moving_partitions=11, stuck_partitions=1), ["accumulation/member-blocked", "accumulation/poison-pill"]),
        ({**group(lag_trend="stable", committed_trend="unchanged", lag_messages=5000), **IDLE_PRODUCER}, ["accumulation/consumer-blocked", "accumulation/no-live-member", "accumulation/poison-pill"]),
    ],
    ids=["end offset back", "negative lag", "never committed", "few partitions grow", "stuck, nothing produced"],
)  # fmt: skip
def test_what_is_not_decided_stays_open_and_is_asked(facts: dict[str, Any], candidates: list[str]) -> None:
    report = diagnose(facts)
    assert report.verdict == "undetermined"
    assert set(candidates) <= {candidate.id for candidate in report.candidates}
    assert report.questions

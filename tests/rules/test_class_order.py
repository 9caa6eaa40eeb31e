"""Which question comes first: is it real, is the group alive, how wide is it; as it shows in diagnoses and candidates."""

from __future__ import annotations

from typing import Any

import pytest

from kafka_triage import diagnose

GROWING = {"group.lag_trend": "growing", "group.committed_trend": "advancing"}
STANDING = {"group.lag_trend": "growing", "group.committed_trend": "unchanged"}
FEW = {"group.lag_trend": "growing", "group.partitions": 12, "group.growing_partitions": 1, "group.moving_partitions": 11, "group.stuck_partitions": 1}  # fmt: skip


def likelihoods(facts: dict[str, Any]) -> dict[str, float]:
    return {candidate.id: candidate.likelihood for candidate in diagnose(facts).candidates}


@pytest.mark.parametrize(
    ("facts", "root"),
    [
        ({**STANDING, "downstream.ok": True, "client.subscription_mode": "assign"}, "accumulation/uncommitted-assign"),
        ({**STANDING, "commit.failing": True}, "accumulation/commits-failing"),
        ({**STANDING, "processing.offsets_elsewhere": True}, "accumulation/offsets-kept-elsewhere"),
        ({**STANDING, "group.members": 0}, "accumulation/no-live-member"),
        ({**GROWING, "group.other_groups_lag": True}, "accumulation/broker-overloaded"),
        ({**GROWING, "downstream.latency_ms": 2000, "downstream.baseline_latency_ms": 200}, "accumulation/slow-downstream"),
        ({**GROWING, "production.messages_per_second": 3000, "production.baseline_messages_per_second": 1000}, "accumulation/producer-burst"),
        ({**FEW, "topic.leaderless_partitions": 1}, "accumulation/partition-leaderless"),
        ({**FEW, "consumer.paused": True}, "accumulation/paused-partitions"),
        ({**FEW, "event.message_too_large": True}, "pull/record-too-large"),
    ],
    ids=["not committed", "commits fail", "a framework commits", "nobody there", "all groups", "what it calls", "a burst", "no leader", "paused", "too large"],
)  # fmt: skip
def test_what_is_known_decides_before_what_is_usual(facts: dict[str, Any], root: str) -> None:
    found = [diagnosis.id for diagnosis in diagnose(facts).diagnoses]
    assert found[0] == root, found


def test_a_whole_group_that_falls_behind_points_to_what_all_its_members_share() -> None:
    candidates = likelihoods(GROWING)
    for wide in ("accumulation/slow-downstream", "accumulation/producer-burst"):
        for narrow in (
            "accumulation/partition-leaderless",
            "accumulation/paused-partitions",
            "accumulation/member-blocked",
        ):
            assert candidates[wide] > candidates[narrow], (wide, narrow)


def test_few_partitions_that_stand_point_to_these_partitions() -> None:
    candidates = likelihoods(FEW)
    for narrow in ("accumulation/partition-leaderless", "accumulation/paused-partitions", "accumulation/poison-pill"):
        for wide in ("accumulation/slow-downstream", "accumulation/producer-burst", "accumulation/broker-overloaded"):
            assert candidates[narrow] > candidates[wide], (narrow, wide)


def test_a_cause_stands_above_what_follows_from_it() -> None:
    report = diagnose({**GROWING, "downstream.latency_ms": 2000, "downstream.baseline_latency_ms": 200})
    assert [diagnosis.id for diagnosis in report.diagnoses] == ["accumulation/slow-downstream"]
    assert [effect.id for effect in report.diagnoses[0].consequences] == ["accumulation/slower-than-production"]


def test_lines_about_an_idle_connection_are_no_problem() -> None:
    report = diagnose({"event.connection_closed": True, "connection.disconnect_interval_ms": 600000})
    assert (report.verdict, report.diagnoses[0].id) == ("undetermined", "connection/idle-connection-closed")


def test_a_line_or_two_about_the_coordinator_are_no_alarm() -> None:
    report = diagnose({"event.coordinator_unavailable": True, "event.coordinator_unavailable.count": 2})
    assert [(diagnosis.id, diagnosis.severity) for diagnosis in report.diagnoses] == [
        ("rebalance/coordinator-moved", "info")
    ]


def test_a_shared_client_id_is_a_risk_and_explains_no_lag() -> None:
    report = diagnose({**GROWING, "client.id_shared": True})
    assert "accumulation/duplicate-client-id" in [risk.id for risk in report.risks]
    assert "accumulation/duplicate-client-id" not in [diagnosis.id for diagnosis in report.diagnoses]

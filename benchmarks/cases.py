"""What is measured: consumer groups as facts, the cause that is right for each, and the decisions by hand.

`decide_by_hand` is the limit that no rule engine reaches: one function of ifs that knows these causes only,
names the cause and says nothing else. A report also holds computed settings, evidence, candidates, questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Case:
    """Facts of one group, and the id of its first diagnosis; None where nothing can be concluded."""

    name: str
    facts: dict[str, object]
    cause: str | None


CASES = (
    Case(
        "blocked",
        {
            "group.lag_trend": "growing",
            "group.committed_trend": "unchanged",
            "group.state": "stable",
            "group.members": 3,
        },
        "accumulation/consumer-blocked",
    ),
    Case(
        "slow",
        {
            "group.lag_trend": "growing",
            "group.committed_trend": "advancing",
            "group.members": 3,
            "group.partitions": 12,
        },
        "accumulation/slower-than-production",
    ),
    Case(
        "healthy",
        {
            "group.lag_trend": "stable",
            "group.committed_trend": "advancing",
            "group.last_consumed_ms_ago": 800,
        },
        "accumulation/normal",
    ),
    Case(
        "batch too long",
        {
            "client.library": "java",
            "client.version": "2.8.2",
            "symptom.frequent_rebalances": True,
            "processing.messages_per_thread_per_second": 1,
            "processing.threads": 1,
        },
        "rebalance/batch-outlasts-poll-interval",
    ),
    Case(
        "group missing",
        {"platform": "apsaramq", "symptom.group_not_authorized": True, "group.exists": False},
        "authorization/group-missing",
    ),
    Case(
        "other network",
        {
            "connection.first_time": True,
            "connection.failed": True,
            "client.access_path": "vpc",
            "client.vpc_id": "vpc-a",
            "instance.vpc_id": "vpc-b",
        },
        "connection/vpc-mismatch",
    ),
    Case("too little known", {"symptom.slow_or_failed_pull": True}, None),
)


def decide_by_hand(facts: Facts) -> str | None:
    """The id of the cause, decided by ifs."""
    if facts.get("connection.failed") is True and facts.get("client.access_path") == "vpc":
        ours, theirs = facts.get("client.vpc_id"), facts.get("instance.vpc_id")
        if ours is not None and theirs is not None and ours != theirs:
            return "connection/vpc-mismatch"
    if facts.get("symptom.group_not_authorized") is True and facts.get("group.exists") is False:
        return "authorization/group-missing"
    if facts.get("symptom.frequent_rebalances") is True and facts.get("client.library") == "java":
        rate = facts.get("processing.messages_per_thread_per_second")
        threads = facts.get("processing.threads")
        if isinstance(rate, int | float) and isinstance(threads, int) and rate * threads > 0:
            records = facts.get("config.max.poll.records", 500)
            interval_ms = facts.get("config.max.poll.interval.ms", 300_000)
            assert isinstance(records, int) and isinstance(interval_ms, int)
            if records / (rate * threads) * 1000 >= interval_ms:
                return "rebalance/batch-outlasts-poll-interval"
    match facts.get("group.lag_trend"), facts.get("group.committed_trend"):
        case "growing", "unchanged":
            if facts.get("group.members") != 0 and facts.get("group.state") in (None, "stable"):
                return "accumulation/consumer-blocked"
        case "growing", "advancing":
            return "accumulation/slower-than-production"
        case "stable", "advancing":
            ago = facts.get("group.last_consumed_ms_ago")
            if isinstance(ago, int | float) and 0 <= ago < 60_000:
                return "accumulation/normal"
    return None

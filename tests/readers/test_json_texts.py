"""JSON in a paste: statistics of librdkafka, Burrow, the ApsaraMQ interface, offsets of other tools."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kafka_triage import diagnose, read_text
from kafka_triage.readers.tools.documents import documents


def facts(text: str) -> dict[str, Any]:
    return {fact.name: fact.value for fact in read_text(text).facts}


def offsets(text: str) -> list[tuple[str, int, int | None, int | None]]:
    return [
        (one.topic, one.partition, one.committed, one.end) for group in read_text(text).groups for one in group.samples
    ]


def stats(minute: int, committed: int, end: int, *, rebalances: int = 2, **more: Any) -> dict[str, Any]:
    partition = {"partition": 0, "leader": 1, "desired": True, "committed_offset": committed, "hi_offset": end}
    return {
        "name": "rdkafka#consumer-1",
        "client_id": "worker",
        "type": "consumer",
        "ts": 5,
        "time": 1700000000 + 60 * minute,
        "brokers": {
            "GroupCoordinator": {"state": "DOWN", "source": "logical"},
            "b:9092/1": {"state": "UP", "source": "learned", "stateage": 9057234, "throttle": {"avg": 0, "cnt": 3}},
        },
        "topics": {
            "orders": {
                "topic": "orders",
                "partitions": {
                    "0": {**partition, "lo_offset": 7, "ls_offset": end - 1},
                    "-1": {**partition, "partition": -1, "leader": -1},
                },
            }
        },
        "cgrp": {"state": "up", "stateage": 1000, "rebalance_cnt": rebalances, "assignment_size": 1},
        **more,
    }


def test_statistics_are_samples_at_their_wall_clock_time() -> None:
    text = "\n".join(f"%7|1700000000.1|STATS|x| {json.dumps(stats(at, 100, 200 + at))}" for at in range(2))
    (group,) = read_text(text).groups
    assert [(0, "orders", 0, 100, 200, 7, 199), (60, "orders", 0, 100, 201, 7, 200)] == [
        (one.at.timestamp() - 1700000000, one.topic, one.partition, one.committed, one.end, one.start, one.last_stable)
        for one in group.samples
        if one.at
    ]
    assert {
        "client.library": "librdkafka",
        "connection.bootstrap_ok": True,
        "fetch.throttle_ms": 0,
        "topic.leaderless_partitions": 0,
        "rebalance.per_hour": 0,
        "client.subscribed_partitions": 1,
    } == facts(text)


@pytest.mark.parametrize(("committed", "end"), [(-1001, 200), (100, -1001)])
def test_an_offset_that_this_client_does_not_know_is_no_missing_commit(committed: int, end: int) -> None:
    assert [] == offsets(json.dumps(stats(0, committed, end)))


def test_statistics_within_a_log_line_of_json() -> None:
    line = json.dumps({"level": "info", "msg": "stats " + json.dumps(stats(0, 100, 200))})
    assert [("orders", 0, 100, 200)] == offsets(line)


def test_rebalances_of_statistics_count_assigning_and_revoking_as_one() -> None:
    text = "\n".join(json.dumps(stats(at, 100, 200, rebalances=2 + 4 * at)) for at in range(3))
    assert 120 == facts(text)["rebalance.per_hour"]


@pytest.mark.parametrize(("state", "fact"), [("UP", "connection.bootstrap_ok"), ("DOWN", "connection.failed")])
def test_brokers_of_statistics(state: str, fact: str) -> None:
    brokers = {"b:9092/1": {"state": state, "source": "learned"}}
    assert facts(json.dumps(stats(0, 1, 2, brokers=brokers)))[fact] is True


def test_statistics_of_a_producer_are_left_alone() -> None:
    assert {"client.library": "librdkafka"} == facts(json.dumps(stats(0, 100, 200, type="producer")))


def test_long_statistics_on_one_line_are_read_whole() -> None:
    one = stats(0, 100, 200)
    one["brokers"] |= {f"b{at}:9092/{at}": {"state": "UP", "source": "learned", "pad": "x" * 300} for at in range(400)}
    text = json.dumps({**one, "topics": one["topics"]})
    assert len(text) > 100_000
    assert ([("orders", 0, 100, 200)], ()) == (offsets(text), read_text(text).notes)


def partition(
    number: int, status: str, lags: tuple[int, int, int], ends: tuple[int, int] = (100, 120)
) -> dict[str, Any]:
    first, last, now = lags
    return {
        "topic": "orders",
        "partition": number,
        "owner": f"/10.0.0.{number}",
        "client_id": "c",
        "status": status,
        "start": {"offset": ends[0], "timestamp": 1, "lag": first},
        "end": {"offset": ends[1], "timestamp": 5, "lag": last},
        "current_lag": now,
        "complete": 1.0,
    }


def burrow(*partitions: dict[str, Any], complete: float = 1.0) -> str:
    status = {
        "cluster": "c",
        "group": "orders",
        "status": "ERR",
        "complete": complete,
        "partitions": list(partitions),
        "partition_count": len(partitions),
        "maxlag": None,
        "totallag": sum(one["current_lag"] for one in partitions),
    }
    return json.dumps({"error": False, "message": "consumer status returned", "status": status}, indent=1)


def test_burrow_stopped_partitions() -> None:
    found = facts(burrow(partition(0, "STOP", (5, 50, 500)), partition(1, "STALL", (5, 50, 600))))
    assert {
        "group.lag_messages": 1100,
        "group.partitions": 2,
        "group.stuck_partitions": 2,
        "group.committed_trend": "unchanged",
        "group.lag_trend": "growing",
        "group.stuck_members": ("10.0.0.1 (c)", "10.0.0.0 (c)"),
        "group.name": "orders",
    } == found


@pytest.mark.parametrize(
    ("partitions", "committed", "lag"),
    [
        ([partition(0, "WARN", (5, 50, 60))], "advancing", "growing"),
        ([partition(0, "REWIND", (500, 50, 60))], "backwards", None),
        ([partition(0, "OK", (5, 0, 0))], "advancing", "none"),
        ([partition(0, "STOP", (5, 50, 500)), partition(1, "OK", (9, 9, 9))], "advancing", "growing"),
    ],
)
def test_burrow_judges(partitions: list[dict[str, Any]], committed: str, lag: str | None) -> None:
    found = facts(burrow(*partitions))
    assert (committed, lag) == (found["group.committed_trend"], found.get("group.lag_trend"))


def test_burrow_that_has_not_seen_enough_says_only_the_lag() -> None:
    reading = read_text(burrow(partition(0, "STOP", (5, 50, 500)), complete=0.4))
    assert {"group.lag_messages", "group.partitions", "group.name"} == {fact.name for fact in reading.facts}
    assert "complete 0.4" in reading.notes[0]


def progress(committed: int, end: int, last: int = -1) -> dict[str, Any]:
    rows = [
        {
            "Partition": 0,
            "BrokerOffset": end,
            "ConsumerOffset": committed,
            "LastTimestamp": last,
            "ClientId": "c",
            "ClientIp": "10.0.0.1",
            "MemberId": "c-1",
        }
    ]
    topics = [{"Topic": "orders", "TotalDiff": end - committed, "OffsetList": {"OffsetList": rows}}]
    return {
        "Code": 200,
        "ConsumerProgress": {
            "LastTimestamp": last,
            "TotalDiff": end - committed,
            "state": "STABLE",
            "TopicList": {"TopicList": topics},
        },
    }


def test_progress_of_the_vendor() -> None:
    text = f"2026-11-24 10:00:00\n{json.dumps(progress(100, 150, 1795514390000))}"
    assert [("orders", 0, 100, 150)] == offsets(text)
    assert {
        "platform": "apsaramq",
        "group.state": "stable",
        "group.members": 1,
        "group.last_consumed_ms_ago": 10000,
    } == facts(text)


@pytest.mark.parametrize(
    ("head", "last"), [("2026-11-24 10:00:00\n", -1), ("2026-11-24 10:00:00\n", 0), ("", 1795514390000)]
)
def test_a_last_timestamp_that_is_none_or_without_a_time_is_not_known(head: str, last: int) -> None:
    assert "group.last_consumed_ms_ago" not in facts(head + json.dumps(progress(100, 150, last)))


def test_other_answers_of_the_vendor() -> None:
    rebalances = [
        {"GroupId": "orders", "LastRebalanceTimestamp": 1795514390000 + 60000 * at, "RebalanceTimeConsuming": 3000 + at}
        for at in range(4)
    ]
    found = facts(json.dumps({"Data": {"RebalanceInfoList": rebalances}}))
    assert (60, 3003, "orders") == (found["rebalance.per_hour"], found["rebalance.duration_ms"], found["group.name"])
    instance = {
        "InstanceId": "x",
        "VpcId": "vpc-1",
        "DeployType": 5,
        "EipMax": 0,
        "AutoCreateGroupEnable": True,
        "UpgradeServiceDetailInfo": {"Current2OpenSourceVersion": "2.6.2"},
    }
    assert {
        "platform": "apsaramq",
        "instance.vpc_id": "vpc-1",
        "instance.network": "vpc",
        "instance.auto_create_groups": True,
        "instance.version": "2.6.2",
    } == facts(json.dumps({"InstanceList": {"InstanceVO": [instance]}}))
    assert facts(json.dumps({"TopicStatus": {"TotalCount": 0, "LastTimeStamp": 5}}))["topic.has_messages"] is False
    allowed = {
        "AllowedList": {"DeployType": 5, "VpcList": [{"AllowedIpList": ["10.0.0.0/8"], "PortRange": "9092/9092"}]}
    }
    assert ("10.0.0.0/8",) == facts(json.dumps(allowed))["instance.whitelist"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            {
                "groupId": "g",
                "members": 2,
                "state": "STABLE",
                "partitions": [{"topic": "t", "partition": 0, "currentOffset": 5, "endOffset": 9, "consumerLag": 4}],
            },
            [("t", 0, 5, 9)],
        ),
        ([{"topic": "t", "partition": 0, "offset": 10, "offsetLag": 4}], [("t", 0, 10, 14)]),
        (
            {
                "groupId": "g",
                "topics": [
                    {
                        "topic": "t",
                        "partitions": [{"partitionId": 3, "firstOffset": 0, "size": 9, "offset": 5, "lag": 4}],
                    }
                ],
            },
            [("t", 3, 5, 9)],
        ),
        (
            [{"at": "2026-11-24T10:00:00Z", "topic": "t", "partition": 0, "committed_offset": -1, "end_offset": 9}],
            [("t", 0, None, 9)],
        ),
        ([{"topic": "t", "partition": 0, "offset": 10, "value": "an order"}], []),
    ],
    ids=["kafka-ui", "akhq", "kafdrop", "rows", "a message"],
)
def test_offsets_in_the_json_of_other_tools(value: Any, expected: list[tuple[Any, ...]]) -> None:
    assert expected == offsets(json.dumps(value))


@pytest.mark.parametrize("form", [None, 2])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_cut_document_is_never_read_as_something_else(form: int | None, share: float) -> None:
    text = json.dumps(progress(100, 150), indent=form)
    assert set(offsets(text[: int(len(text) * share)])) <= {("orders", 0, 100, 150), ("orders", 0, 100, 150)}


def test_documents_between_other_lines() -> None:
    lines = ["a {b} [c]", '{"x": [1,', "2]} trailing", "more", '[{"x": {}}, {"y": [3, 4]}, {"z": "unfin']
    found = [(one.value, one.first, one.last, one.whole) for one in documents(lines, ("x",))]
    assert [({"x": [1, 2]}, 2, 3, True), ([{"x": {}}, {"y": [3, 4]}], 5, 5, False)] == found


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("\n".join(json.dumps(stats(at, 100, 200 + 100 * at)) for at in range(4)), "accumulation/consumer-blocked"),
        (
            "\n".join(json.dumps(stats(at, 100 + 50 * at, 200 + 900 * at)) for at in range(4)),
            "accumulation/slower-than-production",
        ),
        (
            burrow(partition(0, "STOP", (5, 50, 500)), partition(1, "STOP", (5, 50, 600))),
            "accumulation/consumer-blocked",
        ),
        (burrow(partition(0, "WARN", (5, 50, 60))), "accumulation/slower-than-production"),
        (
            "".join(f"2026-11-24 10:0{at}:00\n{json.dumps(progress(100, 200 + 100 * at))}\n" for at in range(4)),
            "accumulation/consumer-blocked",
        ),
    ],
    ids=["statistics stuck", "statistics slow", "burrow stopped", "burrow slow", "vendor"],
)
def test_json_is_diagnosed(text: str, cause: str) -> None:
    assert cause == diagnose(text=text).diagnoses[0].id

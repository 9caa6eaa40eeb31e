"""Metrics: the text format and query results of Prometheus, MBeans."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from kafka_triage import diagnose, read_text
from kafka_triage.readers.tools.prometheus import read_prometheus

SCRAPE = """# HELP kafka_consumergroup_lag Current Approximate Lag
# TYPE kafka_consumergroup_lag gauge
kafka_consumergroup_current_offset{{consumergroup="orders",partition="0",topic="orders"}} {committed}
kafka_consumergroup_current_offset{{consumergroup="orders",partition="1",topic="orders"}} -1
kafka_consumergroup_lag{{consumergroup="orders",partition="0",topic="orders"}} {lag}
kafka_consumergroup_lag{{consumergroup="orders",partition="1",topic="orders"}} -1
kafka_topic_partition_current_offset{{partition="1",topic="orders"}} NaN
kafka_consumergroup_members{{consumergroup="orders"}} 3
"""


def groups(text: str) -> dict[str, dict[str, Any]]:
    return {group.name: {fact.name: fact.value for fact in group.facts} for group in read_text(text).groups}


def series(name: str, values: list[Any], **labels: str) -> dict[str, Any]:
    metric = {"__name__": name, "consumergroup": "g", "topic": "t", "partition": "0", **labels}
    return {"metric": metric, "values": [[1700000000 + 60 * at, str(value)] for at, value in enumerate(values)]}


def matrix(*result: dict[str, Any]) -> dict[str, Any]:
    return {"status": "success", "data": {"resultType": "matrix", "result": list(result)}}


def scrapes(*pairs: tuple[int, int]) -> str:
    return "".join(
        f"2026-11-24T10:0{at}:00Z\n{SCRAPE.format(committed=committed, lag=lag)}"
        for at, (committed, lag) in enumerate(pairs)
    )


def test_scrapes_are_samples_and_minus_one_is_no_commit() -> None:
    reading = read_text(scrapes((100, 50), (100, 70)))
    (group,) = reading.groups
    at = [datetime(2026, 11, 24, 10, minute, tzinfo=UTC) for minute in range(2)]
    assert [(at[0], 0, 100, 150), (at[0], 1, None, None), (at[1], 0, 100, 170), (at[1], 1, None, None)] == [
        (one.at, one.partition, one.committed, one.end) for one in group.samples
    ]
    assert {"group.members": 3, "group.name": "orders"} == {fact.name: fact.value for fact in group.facts}
    assert () == reading.unrecognised


def test_scrapes_without_times_keep_their_order() -> None:
    text = SCRAPE.format(committed=1, lag=2) + SCRAPE.format(committed=3, lag=4)
    (group,) = read_text(text).groups
    assert [(0, 1, 3), (1, 3, 7)] == [
        (one.order, one.committed, one.end) for one in group.samples if one.partition == 0
    ]


@pytest.mark.parametrize(
    ("text", "committed", "end", "start"),
    [
        (
            'kminion_kafka_consumer_group_topic_partition_lag{group_id="g",partition_id="0",topic_name="t"} 5\n'
            'kminion_kafka_topic_partition_high_water_mark{partition_id="0",topic_name="t"} 1.5e+03\n'
            'kminion_kafka_topic_partition_low_water_mark{partition_id="0",topic_name="t"} 7\n',
            1495,
            1500,
            7,
        ),
        (
            'kafka_consumergroup_group_offset{client_id="c",cluster_name="x",consumer_id="m",group="g",member_host="/10.0.0.1",partition="0",topic="t",} 95.0\n'
            'kafka_partition_latest_offset{cluster_name="x",partition="0",topic="t",} 100.0\n'
            'kafka_partition_earliest_offset{cluster_name="x",partition="0",topic="t",} 1.0\n',
            95,
            100,
            1,
        ),
        (
            'kafka_consumer_group_offset{group="g",partition="0",topic="t"} 95\n'
            'kafka_partition_current_offset{partition="0",topic="t"} 100\n'
            'kafka_partition_oldest_offset{partition="0",topic="t"} 2\n',
            95,
            100,
            2,
        ),
        (
            'redpanda_kafka_consumer_group_committed_offset{redpanda_group="g",redpanda_partition="0",redpanda_topic="t"} 95\n'
            'redpanda_kafka_max_offset{redpanda_namespace="kafka",redpanda_partition="0",redpanda_topic="t"} 100\n',
            95,
            100,
            None,
        ),
        (
            'burrow_kafka_consumer_current_offset{cluster="x",consumer_group="g",partition="0",topic="t"} 95\n'
            'burrow_kafka_topic_partition_offset{cluster="x",partition="0",topic="t"} 100\n',
            95,
            100,
            None,
        ),
    ],
    ids=["kminion", "kafka-lag-exporter", "opentelemetry", "redpanda", "burrow"],
)
def test_offsets_of_each_exporter(text: str, committed: int, end: int, start: int | None) -> None:
    (group,) = read_text(text).groups
    (sample,) = group.samples
    assert ("g", "t", 0, committed, end, start) == (
        group.name,
        sample.topic,
        sample.partition,
        sample.committed,
        sample.end,
        sample.start,
    )


@pytest.mark.parametrize(
    "text",
    [
        'kafka_consumergroup_{0}{{consumergroup="g", partition="0", topic="t"}} =>\n{1} @[1700000000]\n{2} @[1700000060.5]\n',
        'kafka_consumergroup_{0}{{consumergroup="g", partition="0", topic="t"}} => {1} @[1700000000]\n'
        'kafka_consumergroup_{0}{{consumergroup="g", partition="0", topic="t"}} => {2} @[1700000060.5]\n',
        'kafka_consumergroup_{0}{{consumergroup="g",partition="0",topic="t"}} {1} 1700000000000\n'
        'kafka_consumergroup_{0}{{consumergroup="g",partition="0",topic="t"}} {2} 1700000060000\n',
    ],
    ids=["promtool range", "promtool instant", "with times"],
)
def test_values_with_times_of_their_own(text: str) -> None:
    (group,) = read_text(text.format("current_offset", 5, 6) + text.format("lag", 10, 20)).groups
    assert [(0, 5, 15), (60, 6, 26)] == [
        (one.at.timestamp() - 1700000000, one.committed, one.end) for one in group.samples if one.at
    ]


def test_a_name_that_begins_like_a_metric_is_none() -> None:
    for text in ("kafka_group_id: orders", "kafka_version 3.5.1", "kafka 3.5"):
        assert read_prometheus([text], "page").used == set(), text


def test_a_metric_says_nothing_of_a_library_that_is_named_like_it() -> None:
    text = 'confluent_kafka_server_consumer_lag_offsets{client_id="c",consumer_group_id="g",partition="0",topic="t"} 1200\n'
    assert {"g": {"group.lag_messages": 1200, "group.name": "g"}} == groups(text)


@pytest.mark.parametrize("value", ["0", "1"])
def test_the_state_stands_in_the_label_not_in_the_value(value: str) -> None:
    line = 'kminion_kafka_consumer_group_info{coordinator_id="1",group_id="g",protocol="range",protocol_type="consumer",state="PreparingRebalance"} '
    assert {"group.state": "preparing_rebalance", "group.assignor": "range", "group.name": "g"} == groups(line + value)[
        "g"
    ]


@pytest.mark.parametrize("form", ["one line", "pretty", "after a prompt"])
def test_a_range_query_gives_samples_over_time(form: str) -> None:
    result = matrix(
        series("kafka_consumergroup_lag", [10, 20, "NaN", 40]), series("kafka_consumergroup_current_offset", [5] * 4)
    )
    text = json.dumps(result, indent=2 if form == "pretty" else None)
    (group,) = read_text(f"$ curl -s http://prometheus/api\n{text}\n$" if form == "after a prompt" else text).groups
    assert [(0, 5, 15), (60, 5, 25), (180, 5, 45)] == [
        (one.at.timestamp() - 1700000000, one.committed, one.end) for one in group.samples if one.at
    ]


def test_a_cut_query_result_says_so_and_is_read_as_far_as_it_goes() -> None:
    text = json.dumps(
        matrix(series("kafka_consumergroup_lag", [10, 20]), series("kafka_consumergroup_current_offset", [5, 5]))
    )
    reading = read_text(text[:-12])
    assert "cut off" in reading.notes[0]
    assert [(5, 15)] == [(one.committed, one.end) for one in reading.groups[0].samples]


def test_an_aggregated_series_is_named_by_its_query() -> None:
    one = {"metric": {"consumergroup": "g"}, "values": [[1700000000 + 60 * at, str(10 * at)] for at in range(4)]}
    text = json.dumps(matrix(one))
    assert {} == groups(text)
    found = groups(f"query=sum by (consumergroup) (kafka_consumergroup_lag)\n{text}")["g"]
    assert (30, "growing", 4) == (found["group.lag_messages"], found["group.lag_trend"], found["group.samples"])


def test_a_lag_without_offsets_makes_no_sample_of_a_missing_commit() -> None:
    (group,) = read_text(json.dumps(matrix(series("kafka_consumergroup_lag", [10, 20, 30])))).groups
    assert () == group.samples
    assert "growing" == next(fact.value for fact in group.facts if fact.name == "group.lag_trend")


def test_leaders_and_replicas_but_not_of_internal_topics() -> None:
    text = "".join(
        f'kafka_topic_partition_leader{{partition="{partition}",topic="{topic}"}} {leader}\n'
        f'kafka_topic_partition_under_replicated_partition{{partition="{partition}",topic="{topic}"}} 1\n'
        for topic, partition, leader in (("t", 0, 1), ("t", 1, -1), ("__consumer_offsets", 0, -1))
    )
    assert {"topic.leaderless_partitions": 1, "topic.under_replicated_partitions": 2} == groups(text)[""]


@pytest.mark.parametrize(
    "text",
    [
        'kafka_consumer_coordinator_rebalance_rate_per_hour{client_id="c1",} 34.0\nkafka_consumer_time_between_poll_max{client_id="c1",} 5000.5\n'
        'kafka_consumer_coordinator_last_heartbeat_seconds_ago{client_id="c1",} 3\nkafka_consumer_fetch_manager_fetch_latency_avg{client_id="c1",} NaN\n',
        'kafka_consumer_consumer_coordinator_metrics_rebalance_rate_per_hour{client_id="c1",} 34.0\n'
        'kafka_consumer_consumer_metrics_time_between_poll_max{client_id="c1",} 5000.5\n'
        'kafka_consumer_consumer_coordinator_metrics_last_heartbeat_seconds_ago{client_id="c1",} 3.0\n',
        "$>get -b kafka.consumer:client-id=c1,type=consumer-coordinator-metrics *\n#mbean = kafka.consumer:client-id=c1,type=consumer-coordinator-metrics:\n"
        "rebalance-rate-per-hour = 34.0;\nlast-heartbeat-seconds-ago = 3;\ncommit-latency-avg = NaN;\n\n"
        "#mbean = kafka.consumer:client-id=c1,type=consumer-metrics:\ntime-between-poll-max = 5000.5;\n",
        '"time","kafka.consumer:type=consumer-metrics,client-id=c1:time-between-poll-max",'
        '"kafka.consumer:type=consumer-coordinator-metrics,client-id=c1:rebalance-rate-per-hour",'
        '"kafka.consumer:type=consumer-coordinator-metrics,client-id=c1:last-heartbeat-seconds-ago"\n1700000000000,5000.5,34.0,3.0\n',
        "consumer-metrics:time-between-poll-max:{client-id=c1} : 5000.500\nconsumer-coordinator-metrics:rebalance-rate-per-hour:{client-id=c1} : 34.000\n"
        "consumer-coordinator-metrics:last-heartbeat-seconds-ago:{client-id=c1} : 3.000\n",
        json.dumps(
            {
                "request": {"mbean": "kafka.consumer:type=consumer-coordinator-metrics,client-id=*", "type": "read"},
                "value": {
                    "kafka.consumer:client-id=c1,type=consumer-coordinator-metrics": {
                        "rebalance-rate-per-hour": 34.0,
                        "last-heartbeat-seconds-ago": 3.0,
                        "time-between-poll-max": 5000.5,
                    }
                },
            }
        ),
    ],
    ids=["micrometer", "jmx_exporter", "jmxterm", "JmxTool", "printed", "jolokia"],
)
def test_metrics_of_the_java_client(text: str) -> None:
    assert {
        "client.library": "java",
        "rebalance.per_hour": 34.0,
        "poll.max_gap_ms": 5000.5,
        "heartbeat.last_ms_ago": 3000.0,
    } == groups(text)[""]


def test_a_metric_of_spring_boots_actuator() -> None:
    text = json.dumps(
        {"name": "kafka.consumer.last.heartbeat.seconds.ago", "measurements": [{"statistic": "VALUE", "value": 9.0}]}
    )
    assert {"": {"client.library": "java", "heartbeat.last_ms_ago": 9000.0}} == groups(text)


def test_several_clients_are_joined_and_the_version_is_read() -> None:
    text = "".join(
        f'kafka_consumer_coordinator_commit_rate{{client_id="c{at}",kafka_version="3.1.1"}} 0.5\n'
        f'kafka_consumer_poll_idle_ratio_avg{{client_id="c{at}",kafka_version="3.1.1"}} 0.{at}\n'
        f'kafka_consumer_coordinator_last_heartbeat_seconds_ago{{client_id="c{at}"}} -1\n'
        for at in (1, 9)
    )
    assert {
        "client.library": "java",
        "client.version": "3.1.1",
        "commit.per_second": 1.0,
        "poll.idle_ratio": 0.1,
    } == groups(text)[""]


@pytest.mark.parametrize(("value", "expected"), [("0", {"topic.under_replicated_partitions": 0}), ("3", {})])
def test_counts_of_the_whole_cluster_only_clear_the_group(value: str, expected: dict[str, int]) -> None:
    reading = read_text(
        f"#mbean = kafka.server:name=UnderReplicatedPartitions,type=ReplicaManager:\nValue = {value};\n"
    )
    assert expected == {fact.name: fact.value for fact in reading.facts}
    assert bool(expected) != any("a broker reports 3" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("pairs", "cause"),
    [
        ([(1000, 100), (1000, 300), (1000, 500), (1000, 900)], "accumulation/consumer-blocked"),
        ([(1000, 100), (2000, 5100), (3000, 10100), (4000, 15100)], "accumulation/slower-than-production"),
    ],
)
def test_scrapes_are_diagnosed(pairs: list[tuple[int, int]], cause: str) -> None:
    text = "\n".join(line for line in scrapes(*pairs).splitlines() if 'partition="1"' not in line)
    assert cause == diagnose(text=text).diagnoses[0].id
    result = matrix(
        series("kafka_consumergroup_lag", [lag for _, lag in pairs]),
        series("kafka_consumergroup_current_offset", [committed for committed, _ in pairs]),
    )
    assert cause == diagnose(text=json.dumps(result)).diagnoses[0].id


def test_a_group_without_lag_is_healthy() -> None:
    text = "\n".join(
        line for line in scrapes((1, 0), (9, 0), (20, 0), (31, 0)).splitlines() if 'partition="1"' not in line
    )
    assert "healthy" == diagnose(text=text).verdict

"""The smaller tools of Kafka: topics, settings, ACLs, transactions, offsets, versions, kcat."""

from __future__ import annotations

from typing import Any

import pytest

from kafka_triage import diagnose, read_text

TOPIC = """Topic: orders	TopicId: abc	PartitionCount: 3	ReplicationFactor: 3	Configs: min.insync.replicas=2,cleanup.policy=compact
	Topic: orders	Partition: 0	Leader: 1	Replicas: 1,2,3	Isr: 1,2,3	Elr: N/A	LastKnownElr: N/A
	Topic: orders	Partition: 1	Leader: none	Replicas: 2,3,1	Isr:
	Topic: orders	Partition: 2	Leader: 3	Replicas: 3,1,2	Isr: 3
"""
OLD_TOPIC = """Topic:orders	PartitionCount:3	ReplicationFactor:3	Configs:cleanup.policy=compact
	Topic: orders	Partition: 0	Leader: 1	Replicas: 1,2,3	Isr: 1,2,3
	Topic: orders	Partition: 1	Leader: -1	Replicas: 2,3,1	Isr:
	Topic: orders	Partition: 2	Leader: 3	Replicas: 3,1,2	Isr: 3
"""
KCAT = """Metadata for orders (from broker 1: localhost:9092/1):
 2 brokers:
  broker 1 at localhost:9092 (controller)
  broker 2 at localhost:9093
 1 topics:
  topic "orders" with 2 partitions:
    partition 0, leader 1, replicas: 1,2, isrs: 1,2
    partition 1, leader -1, replicas: 2, isrs: , Broker: Leader not available
"""
PRODUCERS = "ProducerId	ProducerEpoch	LatestCoordinatorEpoch	LastSequence	LastTimestamp	CurrentTransactionStartOffset	\n"
HANGING = "Topic  	Partition	ProducerId	ProducerEpoch	CoordinatorEpoch	StartOffset	LastTimestamp	Duration(min)	\n"
DESCRIBED = "CoordinatorId	TransactionalId	ProducerId	ProducerEpoch	TransactionState	TransactionTimeoutMs	CurrentTransactionStartTimeMs	TransactionDurationMs	TopicPartitions\n"


def facts(text: str) -> dict[str, Any]:
    return {fact.name: fact.value for fact in read_text(text).facts}


@pytest.mark.parametrize("text", [TOPIC, OLD_TOPIC, TOPIC.replace("\t", "    ")])
def test_partitions_without_a_leader_and_with_few_replicas(text: str) -> None:
    assert {
        "topic.leaderless_partitions": 1,
        "topic.under_replicated_partitions": 2,
        "topic.partitions": 3,
        "topic.exists": True,
        "topic.compacted": True,
    } == facts(text)


def test_kcat_metadata() -> None:
    assert {
        "connection.bootstrap_ok": True,
        "topic.leaderless_partitions": 1,
        "topic.under_replicated_partitions": 1,
        "topic.partitions": 2,
        "topic.exists": True,
        "event.leader_unavailable": True,
        "event.leader_unavailable.count": 1,
    } == facts(KCAT)


@pytest.mark.parametrize(
    "text",
    [
        'Metadata for nope (from broker 1: b:9092/1):\n 1 topics:\n  topic "nope" with 0 partitions: Broker: Unknown topic or partition\n',
        "Error while executing topic command : Topic 'nope' does not exist as expected",
        "% ERROR: No such topic in cluster: nope",
    ],
)
def test_a_missing_topic(text: str) -> None:
    assert facts(text)["topic.exists"] is False


def test_rpk_topic() -> None:
    text = "NAME        orders\nPARTITIONS  2\n\nPARTITION  LEADER  EPOCH  REPLICAS  LOG-START-OFFSET  HIGH-WATERMARK\n0          1       1      [1]       0                 5\n1          -1      1      [1]       0                 0\n"
    found = facts(text)
    assert (True, 1, 2) == (
        found["topic.has_messages"],
        found["topic.leaderless_partitions"],
        found["topic.partitions"],
    )


@pytest.mark.parametrize(("lines", "leader"), [(2, True), (2, False), (1, None)])
def test_the_offsets_topic_says_something_of_coordinators_only_as_a_whole(lines: int, leader: bool | None) -> None:
    text = "Topic: __consumer_offsets	PartitionCount: 2	ReplicationFactor: 1	Configs: \n" + "".join(
        f"	Topic: __consumer_offsets	Partition: {at}	Leader: {1 if leader else 'none'}	Replicas: 1	Isr: 1\n"
        for at in range(lines)
    )
    assert leader == facts(text).get("coordinator.partition_has_leader")
    assert "topic.leaderless_partitions" not in facts(text)


def test_settings_of_brokers_topics_groups_and_quotas() -> None:
    text = """All configs for broker 1 are:
  group.max.session.timeout.ms=1800000 sensitive=false synonyms={DEFAULT_CONFIG:group.max.session.timeout.ms=1800000}
  ssl.keystore.password=hunter2 sensitive=true synonyms={}
  replica.selector.class=org.apache.kafka.common.replica.RackAwareReplicaSelector sensitive=false synonyms={}
Dynamic configs for topic orders are:
  cleanup.policy=compact,delete sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:cleanup.policy=compact,delete}
Default configs for brokers in the cluster are:
  offsets.retention.minutes=1440 sensitive=false synonyms={}
Dynamic configs for group orders are:
  consumer.session.timeout.ms=60000 sensitive=false synonyms={DYNAMIC_GROUP_CONFIG:consumer.session.timeout.ms=60000}
Quota configs for client-id 'x' are consumer_byte_rate=1024.0
"""
    assert {
        "config.group.max.session.timeout.ms": 1800000,
        "instance.reads_from_nearest_replica": True,
        "topic.compacted": True,
        "config.offsets.retention.minutes": 1440,
        "config.group.consumer.session.timeout.ms": 60000,
        "quota.consumer_bytes_per_second": 1024,
    } == facts(text)


def test_a_setting_in_which_brokers_differ_is_not_known() -> None:
    entry = "All configs for broker {0} are:\n  offsets.retention.minutes={0} sensitive=false synonyms={{}}\n"
    assert {} == facts(entry.format(1) + entry.format(2))


@pytest.mark.parametrize(
    ("operation", "permission", "expected"),
    [("READ", "ALLOW", True), ("ALL", "ALLOW", True), ("DESCRIBE", "ALLOW", False), ("READ", "DENY", False)],
)
def test_acls_of_one_user(operation: str, permission: str, expected: bool) -> None:
    text = f"Current ACLs for resource `ResourcePattern(resourceType=GROUP, name=g, patternType=LITERAL)`: \n \t(principal=User:alice, host=*, operation={operation}, permissionType={permission})\n"
    assert {"group.acl_ok": expected} == facts(text)


def test_acls_as_older_versions_print_them() -> None:
    text = "Current ACLs for resource `Topic:LITERAL:orders`: \n \tUser:alice has Allow permission for operations: Read from hosts: * \n"
    assert {"topic.acl_ok": True} == facts(text)


def test_acls_of_several_users_say_nothing_of_one() -> None:
    row = " \t(principal=User:{}, host=*, operation=READ, permissionType=ALLOW)\n"
    reading = read_text(
        "Current ACLs for resource `ResourcePattern(resourceType=GROUP, name=g, patternType=LITERAL)`: \n"
        + row.format("a")
        + row.format("b")
    )
    assert () == reading.facts
    assert "several users" in reading.notes[-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HANGING, False),
        (
            HANGING
            + "orders 	0        	134132    	24           	-1               	55         	1614885854000	120          	\n",
            True,
        ),
        (DESCRIBED + "2	my-txn	134132	24	Ongoing	60000	1614885854000	7200000	orders-0\n", True),
        (DESCRIBED + "2	my-txn	134132	24	Ongoing	60000	1614885854000	5000	orders-0\n", None),
        (DESCRIBED + "2	my-txn	134132	24	Empty	60000	None	None	\n", None),
    ],
)
def test_transactions(text: str, expected: bool | None) -> None:
    assert expected is facts(text).get("transaction.hanging")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "2003      	0            	-1                    	49          	1742289247118	None                         	\n",
            None,
        ),
        (
            "1004      	2            	2                     	4           	1742289247118	912                          	\n",
            912,
        ),
        ("4 0 -1 49 1742289247118 1204\n5 0 -1 49 1742289247118 None\n6 0 -1 49 1742289247118 912\n", 912),
        ("4 0 -1 49 1742289247118 12040000000000000000\n", None),
    ],
)
def test_where_the_oldest_open_transaction_of_a_partition_begins(rows: str, expected: int | None) -> None:
    assert expected == facts(PRODUCERS + rows).get("transaction.first_open_offset")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "$ kafka-get-offsets.sh --topic t --time -2\nt:0:5\n$ kafka-get-offsets.sh --topic t\nt:0:5\n",
            {"topic.has_messages": False},
        ),
        (
            "$ kafka-get-offsets.sh --topic t --time earliest\nt:0:5\n$ kafka-get-offsets.sh --topic t\nt:0:9\n",
            {"topic.has_messages": True},
        ),
        (
            "$ kafka-get-offsets.sh --topic t\nt:0:5\nt:1:0\n$ kafka-get-offsets.sh --topic t\nt:0:8\nt:1:0\n",
            {"group.end_offset_trend": "advancing"},
        ),
        ("$ kafka-get-offsets.sh --topic t\nt:0:5\n", {}),
        ("t:0:5\nhost:1:2\n", {}),
        (
            "% Reached end of topic t [0] at offset 7\n% Reached end of topic t [0] at offset 7\n",
            {"group.end_offset_trend": "unchanged"},
        ),
        ("b:9092 (id: 1 rack: null) -> (\n\tProduce(0): 0 to 9 [usable: 9],\n)\n", {"connection.bootstrap_ok": True}),
    ],
)
def test_offsets_and_versions(text: str, expected: dict[str, Any]) -> None:
    assert expected == facts(text)


def test_an_end_offset_alone_is_no_missing_commit() -> None:
    assert not any(group.samples for group in read_text("$ kafka-get-offsets.sh --topic t\nt:0:5\n").groups)


@pytest.mark.parametrize(
    ("text", "given", "cause"),
    [
        (TOPIC, {"symptom.accumulation": True}, "accumulation/partition-leaderless"),
        (
            "Current ACLs for resource `ResourcePattern(resourceType=GROUP, name=g, patternType=LITERAL)`: \n \t(principal=User:alice, host=*, operation=DESCRIBE, permissionType=ALLOW)\n",
            {"symptom.group_not_authorized": True, "group.exists": True},
            "authorization/group-acl-missing",
        ),
        (
            HANGING + "orders 	0 	134132 	24 	-1 	55 	1614885854000	120 	\n",
            {"symptom.accumulation": True, "config.isolation.level": "read_committed"},
            "accumulation/hanging-transaction",
        ),
    ],
)
def test_tools_are_diagnosed(text: str, given: dict[str, Any], cause: str) -> None:
    assert cause == diagnose(given, text=text).diagnoses[0].id

"""What clients that do not run on the JVM say: events and facts of their lines, and lines that mean something else."""

from __future__ import annotations

from typing import Any

import pytest

from kafka_triage import read_text


def facts_of(text: str) -> dict[str, Any]:
    return {fact.name: fact.value for fact in read_text(text).facts}


def events_of(text: str) -> set[str]:
    return {event for _, event in read_text(text).events}


LINES = [
    ("KafkaJSConnectionError: Connection error: 4157795:error:1408E0F4:SSL routines:ssl3_get_message:unexpected message", "ssl_handshake_failed"),
    ("[Sarama] 2025/03/18 14:51:37 Failed to read SASL handshake header : EOF", "protocol_mismatch"),
    ("KafkaJSProtocolError: Request is not valid given the current SASL state", "sasl_unexpected"),
    ("E, Invalid offset for audit/23, resetting to default offset", "offset_out_of_range_reset"),
    ("W, Group rebalance in progress, re-joining...", "rebalance_in_progress"),
    ("Group member (payments,coor=<0.1.0>,cb=<0.2.0>,generation=12): re-joining group, reason:illegal_generation", "member_kicked"),
    ("kafka.common.ConsumerFetchSizeTooSmall", "message_too_large"),
    ("Failed consuming messages from kafka: failed to lookup address information: nodename nor servname provided", "dns_failure"),
    ("ssl://kafka-1.example.net:9093/bootstrap: Failed to verify broker certificate: unable to get issuer certificate", "ssl_handshake_failed"),
    ("Disconnected: requesting ApiVersion: might be caused by broker version < 0.10 (see api.version.request)", "protocol_mismatch"),
    ("kafka: invalid configuration (consumer groups require Version to be >= V0_10_2_0)", "unsupported_version"),
    ("Confluent.Kafka error: Local_MaxPollExceeded", "poll_interval_exceeded"),
    ("kafka.errors.IncompatibleBrokerVersion: IncompatibleBrokerVersion: Kafka broker does not support it", "unsupported_version"),
    ("Static member was fenced by another member using the same group_instance_id; check for duplicates", "static_member_fenced"),
    ("[sarama] 2025/03/18 14:51:37 client/metadata got error from broker -1 while fetching metadata: unexpected EOF", "protocol_mismatch"),
    ("[sarama] 2025/03/18 14:51:37 client/metadata got error from broker 2 while fetching metadata: EOF", "connection_closed"),
    ("Error while sending ApiVersionsRequest to broker kafka-1.example.net:9096: unexpected EOF", "protocol_mismatch"),
    ("Consumer error: kafka: invalid configuration (That topic/partition is already being consumed)", "partition_already_claimed"),
    ("kafka.errors.NotCoordinatorForGroupError: [Error 16] NotCoordinatorForGroupError", "coordinator_unavailable"),
    ("aiokafka.errors.GroupLoadInProgressError: [Error 14] GroupLoadInProgressError", "coordinator_loading"),
    ("2017-06-29T10:11:12.131Z kafka-node:ConsumerGroup Heartbeat error: UnknownMemberId", "member_kicked"),
    ("{ [GroupCoordinatorNotAvailable: GroupCoordinatorNotAvailable] message: 'GroupCoordinatorNotAvailable' }", "coordinator_unavailable"),
]  # fmt: skip
NOT_LINES = [
    ("fetch of the price list: TimeoutError: Request timed out after 30000ms", "request_timeout"),
    ("[sarama] 2025/03/18 14:51:37 client/metadata got error from broker 2 while fetching metadata: EOF", "protocol_mismatch"),
    ("[sarama] 2025/03/18 14:51:37 client/metadata got error from broker -1 while fetching metadata: read tcp 192.0.2.5:1->192.0.2.12:9092: i/o timeout", "protocol_mismatch"),
    ("KafkaError{code=_NO_OFFSET,val=-168,str=\"Commit failed: Local: No offset stored\"}", "offset_commit_failed"),
    ("audit [0]: offset reset to END: no previously committed offset available: Local: No offset stored", "harmless_line"),
    ("failed to read from current broker for partition 1 of audit at offset 51, not the leader", "metadata_failed"),
    ("rdkafka: Receive failed: Local: Bad message format", "corrupt_record"),
    ("[Sarama] Error while performing SASL handshake kafka-1.example.net:9093", "sasl_auth_failed"),
    ("Offset out of range while fetching from follower, retrying with leader", "offset_out_of_range_reset"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "event"), LINES, ids=[line[:40] for line, _ in LINES])
def test_what_a_line_means(line: str, event: str) -> None:
    assert event in events_of(line)


@pytest.mark.parametrize(("line", "event"), NOT_LINES, ids=[line[:40] for line, _ in NOT_LINES])
def test_what_a_line_does_not_mean(line: str, event: str) -> None:
    assert event not in events_of(line)


@pytest.mark.parametrize(
    ("text", "library"),
    [
        ("INFO [GroupCoordinator 2]: Preparing to rebalance group payments in state Empty (kafka.coordinator.group.GroupCoordinator)", None),
        ("2025-03-18 09:14:07 - kafka.coordinator - WARNING - Heartbeat session expired, marking coordinator dead", "kafka-python"),
        ("INFO:aiokafka.conn:Authenticated as svc via PLAIN\nINFO:aiokafka.consumer.fetcher:x", "aiokafka"),
        ('{"logger":"kafkajs","message":"SASL PLAIN authentication failed: Authentication failed: Invalid username or password"}', "kafkajs"),
        ("Client SASL mechanism 'PLAIN' not enabled in the server, enabled mechanisms are [SCRAM-SHA-512]", None),
        ("ERROR rdkafka::consumer: Message consumption error: BrokerTransportFailure", "librdkafka"),
        ("OffsetCommit failed for group payments due to group error (UnknownMemberIdError - 25 - Returned), will rejoin", "kafka-python"),
    ],
)  # fmt: skip
def test_the_library_that_a_line_proves(text: str, library: str | None) -> None:
    assert facts_of(text).get("client.library") == library


def test_mechanisms_end_where_the_list_ends() -> None:
    line = "SASL PLAIN mechanism handshake failed: Broker: Unsupported SASL mechanism: broker's supported mechanisms: GSSAPI,SCRAM-SHA-256 (after 21ms in state AUTH_HANDSHAKE)"
    assert facts_of(line)["listener.sasl_mechanisms"] == ("GSSAPI", "SCRAM-SHA-256")


def test_an_error_printed_with_hyphens_is_of_a_client_without_a_thread_for_heartbeats() -> None:
    line = "ERROR OffsetCommit failed for group payments due to group error ({}), will rejoin"
    assert facts_of(line.format("UnknownMemberIdError - 25 - x"))["client.heartbeat_in_background"] is False
    assert "client.heartbeat_in_background" not in facts_of(line.format("[Error 25] UnknownMemberIdError"))


@pytest.mark.parametrize(
    "how", ["SSL connection closed by peer", "connection closed by peer", "connection reset by peer"]
)
def test_the_age_of_a_connection_is_read_however_it_ended(how: str) -> None:
    line = f"%6|1742289247.118|FAIL|rdkafka#consumer-1| [thrd:ssl://k:9093/2]: ssl://k:9093/2: Disconnected: {how} (after 600123ms in state UP)"
    assert facts_of(line)["connection.age_at_close_ms"] == 600123


def test_a_denied_look_at_a_topic_is_no_denied_reading() -> None:
    denied = "Principal = User:svc is Denied Operation = {} from host = 192.0.2.5 on resource = Topic:LITERAL:audit"
    assert "topic_not_authorized" in events_of(denied.format("Read"))
    assert "topic_not_authorized" not in events_of(denied.format("Describe"))


def test_the_text_of_an_error_is_no_name_of_a_group() -> None:
    assert "group.name" not in facts_of("join audit error: Not authorized to access group: Group authorization failed.")
    assert facts_of("Not authorized to access group: payments")["group.name"] == "payments"
    assert facts_of("Not authorized to access group: Group")["group.name"] == "Group"


@pytest.mark.parametrize(
    ("line", "host"),
    [
        ("Unable connect to node with id 1001: [Errno 111] Connect call failed ('127.0.0.1', 9092)", "127.0.0.1"),
        ("Unable connect to \"localhost:9092\": [Errno 111] Connect call failed ('127.0.0.1', 9092)", None),
    ],
)
def test_aiokafka_tells_an_advertised_address_by_the_number_of_its_node(line: str, host: str | None) -> None:
    assert facts_of(f"ERROR:aiokafka:{line}").get("connection.advertised_host") == host

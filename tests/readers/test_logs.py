"""Logs as people paste them: what lines say, however they are wrapped."""

from __future__ import annotations

import html
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kafka_triage import diagnose, read_text
from kafka_triage.errors import FactError
from kafka_triage.readers.logs import LogReader, read_logs
from kafka_triage.readers.wording import catalogue

POLL = (
    "[2025-03-18 09:14:07,118] WARN [Consumer clientId=c-1, groupId=payments] consumer poll timeout has expired. This means "
    "the time between subsequent calls to poll() was longer than the configured max.poll.interval.ms, which typically "
    "implies that the poll loop is spending too much time processing messages."
)
AT = "2025-03-18T09:14:07"
STACK = """\
2025-03-18 09:14:07.118 ERROR 1 --- [main] o.s.boot.SpringApplication : Application run failed
org.apache.kafka.common.KafkaException: Failed to construct kafka consumer
\tat org.apache.kafka.clients.consumer.KafkaConsumer.<init>(KafkaConsumer.java:823)
\t... 23 more
Caused by: org.apache.kafka.common.errors.TimeoutException: Timeout expired while fetching topic metadata
Caused by: org.apache.kafka.common.errors.SslAuthenticationException: SSL handshake failed
Caused by: sun.security.validator.ValidatorException: PKIX path building failed
\t... 9 common frames omitted
"""


def facts_of(text: Any) -> dict[str, Any]:
    return {fact.name: fact.value for fact in read_text(text).facts}


def events_of(text: Any) -> set[str]:
    return {event for _, event in read_text(text).events}


@pytest.mark.parametrize(
    "wrapped",
    [
        POLL,
        f"\x1b[33m{POLL}\x1b[0m",
        f"[33m{POLL}[0m",
        f"web-5d4f9c-x7k2p app {POLL}",
        f"web-1     | {POLL}",
        f"[pod/web-7c9f/app] {POLL}",
        f"2025-03-18T09:14:07.118249000Z stdout F {POLL}",
        f"2025-03-18T09:14:07.118249000Z {POLL}",
        f"Mar 18 09:14:07 host-3 web[812]: {POLL}",
        f"<14>1 2025-03-18T09:14:07.118Z host-3 web[812]: {POLL}",
        json.dumps({"log": f"{POLL}\n", "stream": "stdout", "time": "2025-03-18T09:14:07.118Z"}),
        json.dumps({"@timestamp": "2025-03-18T09:14:07.118Z", "level": "WARN", "message": POLL, "logger_name": "x"}),
        json.dumps({"ts": 1742289247.118, "severity": 4, "fields": {"msg": POLL}}),
        html.escape(POLL),
        f"<span class='warn'>{html.escape(POLL)}</span><br>",
        f"> {POLL}",
        f"Hello,\n\n> Bob wrote:\n> > {POLL}\n\nRegards\nAlice",
        f"```{POLL}```",
        f"\ufeff{POLL}\r",
        POLL.replace("This means ", "This means\n"),
        POLL[:120] + "\n" + POLL[120:],
        POLL[: POLL.index(", which")],
    ],
)
def test_one_line_however_it_is_wrapped(wrapped: str) -> None:
    facts = facts_of(f"{wrapped}\n")
    assert facts["event.poll_interval_exceeded"] is True
    assert facts["event.poll_interval_exceeded.count"] == 1
    assert facts["event.poll_interval_exceeded.first_at"].startswith(AT)
    assert facts["client.library"] == "java"
    assert facts["group.name"] == "payments"


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("[25] Unknown Member ID: the member id is not in the current generation", "member_kicked"),
        ("kafka server: The provided member is not known in the current generation", "member_kicked"),
        ("The coordinator is not aware of this member", "member_kicked"),
        ("KafkaError{code=UNKNOWN_MEMBER_ID,val=25,str=\"Commit failed: Broker: Unknown member\"}", "member_kicked"),
        ("kafka.errors.UnknownMemberIdError: [Error 25] UnknownMemberIdError: payments", "member_kicked"),
        ("org.apache.kafka.common.errors.UnknownMemberIdException: x", "member_kicked"),
        ("Kafka::UnknownMemberId (Kafka::UnknownMemberId)", "member_kicked"),
        ("err: UNKNOWN_MEMBER_ID: The coordinator is not aware of this member.", "member_kicked"),
        ("Local: Maximum application poll interval (max.poll.interval.ms) exceeded", "poll_interval_exceeded"),
        ("Broker: Offset out of range", "offset_out_of_range"),
        ("[1] Offset Out Of Range: the requested offset is outside the range", "offset_out_of_range"),
    ],
)  # fmt: skip
def test_an_error_code_is_one_event_in_every_clients_words(text: str, event: str) -> None:
    assert event in events_of(text)


@pytest.mark.parametrize(
    "text", ["NOT_UNKNOWN_MEMBER_IDS", "XOffsetOutOfRangeExceptions", "myRebalanceInProgressErrorCode"]
)
def test_names_of_errors_are_whole_words(text: str) -> None:
    assert set() == events_of(f"kafka {text}")


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Invalid receive (size = 352518912 larger than 104857600)", {"answer.refused_bytes": 352518912}),
        ("Could not read 1213486160 bytes from stream, kafka", {"answer.refused_bytes": 1213486160}),
        (
            "Receive failed: Invalid response size 104857639 (0..104857600): increase receive.message.max.bytes",
            {"answer.refused_bytes": 104857639, "config.receive.message.max.bytes": 104857600},
        ),
        ("Application maximum poll interval (60000ms) exceeded by 159ms", {"config.max.poll.interval.ms": 60000}),
        (
            "skipping from offset 100 to 912 (812 messages) is reading before the first offset for partition 3 of audit, skipping from offset 100 to 912 (812 messages)",
            {"group.lost_messages": 812},
        ),
        ("AppInfoParser : Kafka version: 3.7.1", {"client.version": "3.7.1"}),
        (
            "WARN Connection to node 2 (kafka-2.internal/10.0.0.9:9092) could not be established.",
            {"connection.advertised_host": "kafka-2.internal"},
        ),
        ("kafka: dial tcp 192.0.2.12:9092: connect: connection refused", {"connection.stage_failed": "tcp"}),
        (
            "The number of expected partitions was: 4, but 2 has been found instead.There will be 2 idle consumers",
            {"group.idle_members": 2},
        ),
    ],
)
def test_what_a_line_proves(text: str, facts: dict[str, Any]) -> None:
    found = facts_of(text)
    assert facts == {name: found.get(name) for name in facts}


@pytest.mark.parametrize(
    "line",
    [
        "[2024-05-02 10:11:12,345] INFO [GroupCoordinator 0]: Preparing to rebalance group audit in state Stable with old generation 5 (__consumer_offsets-12) (reason: leaving) (kafka.coordinator.group.GroupCoordinator)",
        "spring.kafka.consumer.group-id=audit",
        "kafka.consumer.group: audit",
        "Using confluent-kafka-python and not kafka-python",
        "as https://github.com/IBM/sarama/issues/1 and https://github.com/aio-libs/aiokafka/issues/2 say",
        "cppkafka::Consumer consumer(config);",
        "epoch 4 seed_12 loss 0.2",
        "(Re-)joining group audit",
    ],
)
def test_a_line_that_names_a_client_or_looks_like_one_proves_none(line: str) -> None:
    proved = {fact.name for group in read_logs([line], "log").groups.values() for fact in group.facts}
    assert not {"client.library", "client.version"} & proved


@pytest.mark.parametrize(
    "line", ["Kafka version: 2.8", "Apache Kafka version: 2.11-2.1.1", "librdkafka version (tag): 2.1"]
)
def test_a_version_that_somebody_writes_is_no_line_of_a_client(line: str) -> None:
    assert {} == read_logs([line], "log").groups


def test_bootstrap_and_advertised_address_are_told_apart() -> None:
    bootstrap = "WARN Connection to node -1 (kafka/10.0.0.9:9092) could not be established."
    assert "connection.advertised_host" not in facts_of(bootstrap)
    assert facts_of(bootstrap)["connection.bootstrap_ok"] is False
    assert facts_of(bootstrap.replace("-1", "1"))["connection.bootstrap_ok"] is True


def test_the_root_cause_of_a_stack_outranks_what_follows_from_it() -> None:
    events = events_of(STACK)
    assert "ssl_handshake_failed" in events
    assert "metadata_timeout" not in {name.removeprefix("event.") for name in facts_of(STACK)}
    assert facts_of(STACK)["event.ssl_handshake_failed.count"] == 1
    assert facts_of(STACK)["event.ssl_handshake_failed.first_at"].startswith(AT)


@pytest.mark.parametrize(
    "line",
    [
        "java.net.ConnectException: Connection refused (Connection refused) to jdbc:postgresql://db:5432",
        "redis: dial tcp 10.0.0.1:6379: connect: connection refused",
    ],
)
def test_what_other_programs_say_is_not_kafkas(line: str) -> None:
    assert {} == facts_of(f"{line}\n")
    assert {} == facts_of("an application without any of it\n" * 100 + line.replace("jdbc", "x"))


def test_a_level_is_not_trusted() -> None:
    for level in ("INFO", "DEBUG", "ERROR", "%7|1742289247.118|X|"):
        assert "poll_interval_exceeded" in events_of(POLL.replace("WARN", level))


def test_harmless_lines_are_known_with_the_reason() -> None:
    line = "[Connection] Response JoinGroup(key: 11, version: 5) error: The group member needs to have a valid member id before actually entering a consumer group"
    reading = read_text(line)
    assert any("harmless: line 1" in note and "KIP-394" in note for note in reading.notes)
    assert (1,) == reading.recognised


UNKNOWN_CONFIG = "WARN org.apache.kafka.clients.consumer.ConsumerConfig - The configuration 'connector' was supplied but isn't a known config."


@pytest.mark.parametrize(
    "beside",
    [
        "",
        f"\n{UNKNOWN_CONFIG}" * 6,
        "\n2025-03-18 09:14:07 INFO Started orders in 3 seconds",
        "\n[Consumer clientId=c-1, groupId=payments] Successfully joined group with generation 4",
    ],
)
def test_a_text_of_harmless_lines_only_is_harmless(beside: str) -> None:
    report = diagnose(text=UNKNOWN_CONFIG + beside)
    assert [("accumulation/harmless-line", "info")] == [(found.id, found.severity) for found in report.diagnoses]


@pytest.mark.parametrize(
    "beside",
    [
        "\njava.lang.IllegalStateException: something else",
        "\n2025-03-18 09:14:07 ERROR orders are gone",
        "\n%7|1742289247.118|CGRPQUERY|rdkafka#consumer-1| [thrd:main]: what librdkafka tells of its work",
        "\na line\n" * 4,
        f"\n{POLL}",
    ],
)
def test_a_harmless_line_beside_what_may_tell_more_settles_nothing(beside: str) -> None:
    report = diagnose(text=UNKNOWN_CONFIG + beside)
    assert "accumulation/harmless-line" not in [found.id for found in report.diagnoses]


def test_a_harmless_line_is_named_once_and_many_are_not_all_named() -> None:
    line = "[^--Consumer]: Possible livelock: COMMIT OFFSET NOT ADVANCING FOR (TopicPartition(topic='a', partition=1), None)"
    (one,) = read_text(line).notes
    assert one.startswith("harmless: line 1 of ")
    (several,) = read_text("\n".join([line] * 5)).notes
    assert several.startswith("harmless: line 1, 2, 3, … of ")


def test_counts_times_and_lines() -> None:
    text = "".join(POLL.replace("09:14:07", f"{hour:02d}:14:07") + "\nnothing\n" for hour in (3, 5, 9))
    facts = facts_of(text)
    assert 3 == facts["event.poll_interval_exceeded.count"]
    assert facts["event.poll_interval_exceeded.first_at"].startswith("2025-03-18T03:14:07")
    assert facts["event.poll_interval_exceeded.last_at"].startswith("2025-03-18T09:14:07")
    (fact,) = [fact for fact in read_text(text, name="a.log").facts if fact.name == "event.poll_interval_exceeded"]
    assert "a.log:1, :3, :5" == fact.origin


def closes(*minutes: float) -> str:
    line = "%3|{:.3f}|FAIL|rdkafka#consumer-1| [thrd:k:9092/bootstrap]: k:9092/bootstrap: Disconnected\n"
    return "".join(line.format(1742289247 + minute * 60) for minute in minutes)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ((0, 10), 600_000),
        ((0, 10, 30, 40), 600_000),
        ((0, 0.01, 435), 26_100_000),
        ((0, 0.05, 0.1), None),
        ((0, 7, 18, 31), 420_000),
    ],
)
def test_regular_closes_have_an_interval(minutes: tuple[float, ...], expected: float | None) -> None:
    found = facts_of(closes(*minutes)).get("connection.disconnect_interval_ms")
    assert found == (expected if expected is None else pytest.approx(expected, rel=0.02))


def test_idle_connections_are_no_outage() -> None:
    report: Any = diagnose(text=closes(0, 10, 20, 40), engine="python")
    assert ["connection/idle-connection-closed"] == [found.id for found in report.diagnoses]


def test_rebalances_an_hour() -> None:
    joined = "[2025-03-18 {:02d}:{:02d}:00,118] INFO [Consumer clientId=c-1, groupId=payments] Successfully joined group with generation 4\n"
    text = "".join(joined.format(hour, minute) for hour in range(3) for minute in (0, 20, 40))
    assert 9 / (160 / 60) == pytest.approx(facts_of(text)["rebalance.per_hour"], abs=0.01)
    assert "rebalance.per_hour" not in facts_of(joined.format(0, 1) + joined.format(0, 9)), "too short to be a rate"


def test_groups_are_kept_apart_and_lines_without_one_count_for_all() -> None:
    text = f"{POLL}\n{POLL.replace('payments', 'invoices')}\nThe coordinator is not aware of this member\n"
    groups = {group.name: {fact.name for fact in group.facts} for group in read_text(text).groups}
    assert "event.member_kicked" in groups["payments"] & groups["invoices"]
    assert "event.poll_interval_exceeded" in groups["payments"]


def test_the_report_is_about_the_group_of_which_most_is_said() -> None:
    other = "[2025-03-18 09:14:07,118] INFO [Consumer clientId=c-2, groupId=zebra] (Re-)joining group\n"
    report: Any = diagnose(
        text=f"{other}{POLL}\nINFO [Consumer groupId=payments] (Re-)joining group\n", engine="python"
    )
    assert "payments" == report.group
    assert any("most is said of it" in note.text for note in report.notes)


def test_an_assignment_that_comes_ends_an_empty_one() -> None:
    form = "2025-03-18 09:14:07.118 INFO 1 --- [ntainer#0-{}-C-1] o.s.k.l.KafkaMessageListenerContainer : payments: partitions assigned: [{}]\n"
    assert "event.idle_member" not in facts_of(form.format(0, "") + form.format(0, "audit-0"))
    assert facts_of(form.format(0, "") + form.format(1, "audit-0"))["event.idle_member"] is True


def test_a_reset_of_a_group_without_offsets_is_none() -> None:
    reset = (
        "INFO [Consumer clientId=c, groupId=g] Resetting offset for partition a-0 to position FetchPosition{offset=0}\n"
    )
    assert "event.offset_reset" in facts_of(reset)
    assert "event.offset_reset" not in facts_of(f"Found no committed offset for partition a-0\n{reset}")


def test_blocks_give_what_the_whole_gives() -> None:
    text = "".join(f"{POLL}\n{closes(minute)}" for minute in range(50))
    whole = read_logs(text.splitlines(), "x")
    reader, number = LogReader("x"), 1
    for line in text.encode().splitlines(keepends=True):
        reader.feed(line, number)
        number += 1
    parts = reader.finish()
    assert whole.group("payments").facts == parts.group("payments").facts
    assert whole.used == parts.used


@given(st.text())
def test_any_text_gives_a_reading_or_one_error(text: str) -> None:
    try:
        read_text(text)
    except FactError as error:
        assert 1 == len(error.problems)


SAID = st.sampled_from([one.says for one in catalogue().wordings])


@settings(max_examples=60)
@given(st.lists(st.one_of(SAID, st.text(max_size=40)), max_size=20), st.sampled_from(["\n", " ", "\r\n", "\t"]))
def test_pieces_of_wordings_in_any_order_give_a_reading(parts: list[str], joint: str) -> None:
    text = joint.join(parts)
    if text.strip():
        try:
            read_text(text)
        except FactError as error:
            assert 1 == len(error.problems)


def test_memory_that_cannot_be_had_for_an_answer_may_be_another_protocol() -> None:
    stack = "java.lang.OutOfMemoryError: Java heap space\n\tat org.apache.kafka.common.memory.MemoryPool$1.tryAllocate(MemoryPool.java:30)"
    assert "protocol_mismatch" in events_of(stack)
    assert "protocol_mismatch" not in events_of(stack.split("\n")[0] + "\n\tat com.example.Cache.put(Cache.java:3)")


@pytest.mark.parametrize(
    ("text", "library"),
    [
        ("CommitFailedError: Commit cannot be completed since the group has already rebalanced", None),
        ("(Re-)joining group payments", None),
        ("INFO:kafka.coordinator:(Re-)joining group payments", "kafka-python"),
        (
            "INFO:aiokafka.consumer.fetcher:Fetch offset 5 is out of range for partition audit-0, resetting offset",
            "aiokafka",
        ),
        ("[Consumer clientId=c-1, groupId=payments] (Re-)joining group", "java"),
        ("PHP Fatal error: Uncaught RdKafka\\Exception: Local: Unknown topic", "librdkafka"),
    ],
)
def test_words_that_clients_share_prove_none_of_them(text: str, library: str | None) -> None:
    assert library == facts_of(text).get("client.library")


def test_a_line_that_says_more_stands_for_itself_also_when_others_follow_it() -> None:
    text = (
        "Unable to establish connection to consumer group coordinator for group payments: "
        "failed to dial: tls: failed to verify certificate: x509: certificate signed by unknown authority\n"
        "entering loop for consumer group, payments\n"
    )
    assert {"ssl_handshake_failed"} == events_of(text)

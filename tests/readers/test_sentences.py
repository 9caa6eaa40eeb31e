"""What people say in words: what is stated, and what is only asked, guessed, denied or no sentence at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafka_triage import diagnose, load_rules
from kafka_triage.facts.values import Source
from kafka_triage.readers.sentences import read_sentences
from kafka_triage.readers.text import read_text

SARAMA = {"client.library": "sarama", "client.language": "go"}
SPRING = {"client.library": "java", "client.framework": "spring-kafka", "client.language": "java"}
PYTHON = {"client.library": "librdkafka", "client.language": "python"}
GROWING = {"group.lag_trend": "growing", "symptom.accumulation": True}
PILE = {"symptom.accumulation": True}
REBALANCES = {"symptom.frequent_rebalances": True}
STOPPED = {"symptom.consumption_stopped": True}
SLOW = {"symptom.slow_or_failed_pull": True}
LOSS = {"symptom.offset_reset_or_loss": True}
NO_CONNECTION = {"symptom.connection_failure": True}
PER_SECOND = "processing.messages_per_thread_per_second"

STATED: list[tuple[str, dict[str, Any]]] = [
    ("our consumers keep rebalancing since yesterday", {"symptom.frequent_rebalances": True}),
    ("constant rebalances since last week", {"symptom.frequent_rebalances": True}),
    # standing still, and beginning anew
    ("the service was stopped for two weeks", {"group.empty_ms": 14 * 86_400_000}),
    ("our app was down for 10 days", {"group.empty_ms": 10 * 86_400_000}),
    ("after the restart it read everything again", LOSS),
    ("The consumer starts from the beginning again.", LOSS),
    ("it consumed all messages from the beginning", LOSS),
    ("the group rebalances every few minutes", REBALANCES),
    ("rebalance happens constantly", REBALANCES),
    ("the input topic is transactional", {"topic.transactional": True}),
    ("the consumer lag stays at 1", {"group.lag_messages": 1, "group.lag_trend": "stable"}),
    ("lag is always 16", {"group.lag_messages": 16, "group.lag_trend": "stable"}),
    ("every time we deploy the consumers stop for a minute", {"rebalance.during_deploy": True}),
    ("our consumers stop whenever new images go live", {"rebalance.during_deploy": True}),
    ("it happens when the pods restart", {"rebalance.during_deploy": True}),
    ("每次发布都这样", {"rebalance.during_deploy": True}),
    # 不断 (without a break) is no negation
    ("offset lag不断增大", {"group.lag_trend": "growing", "symptom.accumulation": True}),
    ("积压量越来越多", {"group.lag_trend": "growing", "symptom.accumulation": True}),
    # versions and libraries
    ("Kafka 2.6, sarama 1.27", {**SARAMA, "client.version": "1.27", "instance.version": "2.6"}),
    ("We use sarama v1.29.1 against Kafka 2.8.1.", {**SARAMA, "client.version": "1.29.1", "instance.version": "2.8.1"}),
    ("Spring Kafka 2.8.4, three listeners", SPRING),
    ("Spring Kafka 2.3.1.RELEASE on Kubernetes", SPRING),
    ("spring-kafka 2.9.0", SPRING),
    ("confluent-kafka-python 1.8.2, broker 2.7.0", {**PYTHON, "client.version": "1.8.2", "instance.version": "2.7.0"}),
    ("librdkafka 1.9.2 on Alpine", {"client.library": "librdkafka", "client.version": "1.9.2"}),
    ("kafka-clients 3.4.0", {"client.library": "java", "client.language": "java", "client.version": "3.4.0"}),
    (
        "kafka-python 2.0.2 with Kafka 2.4",
        {
            "client.library": "kafka-python",
            "client.language": "python",
            "client.version": "2.0.2",
            "instance.version": "2.4",
        },
    ),
    ("Kafka 2.12-2.5.0 on three machines", {"instance.version": "2.5.0"}),
    ("brokers run 3.5.1", {"instance.version": "3.5.1"}),
    ("The Kafka cluster is on version 2.4.1", {"instance.version": "2.4.1"}),
    ("Confluent Platform 6.2.1", {"platform": "confluent", "instance.version": "2.8"}),
    (
        "kafkajs 2.2.4 in a Lambda",
        {"client.library": "kafkajs", "client.language": "javascript", "client.version": "2.2.4"},
    ),
    ("segmentio/kafka-go v0.4.38", {"client.library": "kafka-go", "client.language": "go", "client.version": "0.4.38"}),
    ("franz-go 1.15.0", {"client.library": "franz-go", "client.language": "go", "client.version": "1.15.0"}),
    (
        "Logstash 7.17.5 reads the topic",
        {"client.library": "java", "client.framework": "logstash", "client.language": "java"},
    ),
    ("we run Faust 1.10.4", {"client.library": "aiokafka", "client.framework": "faust", "client.language": "python"}),
    ("Our Flink job reads from it", {"client.library": "java", "client.framework": "flink", "client.language": "java"}),
    ("A Go consumer on ECS", {"client.language": "go"}),
    ("aiokafka 0.8.0", {"client.library": "aiokafka", "client.language": "python", "client.version": "0.8.0"}),
    (
        "Confluent.Kafka 1.9.3 for .NET",
        {"client.library": "librdkafka", "client.language": "dotnet", "client.version": "1.9.3"},
    ),
    # places
    ("We are on Amazon MSK", {"platform": "msk"}),
    ("running against Confluent Cloud", {"platform": "confluent"}),
    ("Azure Event Hubs namespace, standard tier", {"platform": "eventhubs"}),
    ("阿里云 Kafka 实例", {"platform": "apsaramq"}),
    ("ApsaraMQ for Kafka, public endpoint", {"platform": "apsaramq", "endpoint.kind": "internet"}),
    ("Strimzi operator in the cluster", {"platform": "apache"}),
    ("This happens in production.", {"environment": "production"}),
    ("生产环境", {"environment": "production"}),
    # counts
    ("2 consumers, 1 partition", {"group.members": 2, "group.partitions": 1}),
    ("topic has 12 partitions", {"group.partitions": 12}),
    ("The topic orders has 12 partitions and we have 3 consumers", {"group.partitions": 12, "group.members": 3}),
    ("one topic with a single partition", {}),
    ("5 consumers for 3 partitions", {"group.members": 5, "group.partitions": 3}),
    ("three consumers in one group, six partitions", {"group.members": 3, "group.partitions": 6}),
    ("3个消费者、12个分区", {"group.members": 3, "group.partitions": 12}),
    ("the group subscribes to 40 topics", {"group.topics": 40}),
    ("10 worker threads", {"processing.threads": 10}),
    # time and rate
    ("processing takes 20 minutes per message", {PER_SECOND: 1 / 1200}),
    ("Processing a message takes about 2 seconds.", {PER_SECOND: 0.5}),
    ("each message takes 500 ms to process", {PER_SECOND: 2.0}),
    ("it takes 4s to process one record", {PER_SECOND: 0.25}),
    ("处理一条消息需要 2 秒", {PER_SECOND: 0.5}),
    ("a batch takes 7 minutes", {"processing.batch_ms": 420000.0}),
    ("a rebalance takes 3 minutes", {"rebalance.duration_ms": 180000.0}),
    ("rebalances happen every 10 minutes", {"rebalance.per_hour": 6.0}),
    ("it happens every 5 minutes", {"trouble.interval_ms": 300000.0}),
    ("happens every 10 minutes", {"trouble.interval_ms": 600000.0}),
    ("producers write 2,000 messages per second", {"production.messages_per_second": 2000}),
    ("we consume only 150 msg/s", {"consumption.messages_per_second": 150}),
    ("no new messages are produced", {"production.messages_per_second": 0}),
    ("messages are up to 5 MB", {"message.max_bytes": 5_000_000.0}),
    ("the largest message is 12 MB", {"message.max_bytes": 12_000_000.0}),
    ("we see GC pauses of 12 seconds", {"gc.max_pause_ms": 12000.0}),
    ("the consumer was down for 8 days", {"group.empty_ms": 691_200_000.0}),
    # lag and offsets
    ("lag keeps growing", GROWING),
    ("The lag is constantly increasing.", GROWING),
    ("consumer lag grows all day", GROWING),
    ("the lag keeps getting bigger", GROWING),
    ("lag kept on growing", GROWING),
    ("消息堆积", PILE),
    ("messages pile up", PILE),
    ("消息大量积压", PILE),
    ("there is no lag", {"group.lag_trend": "none"}),
    ("the lag is slowly decreasing", {"group.lag_trend": "falling"}),
    ("the committed offset does not move", {"group.committed_trend": "unchanged"}),
    # rebalances
    ("frequent rebalances", REBALANCES),
    ("the group keeps rebalancing", REBALANCES),
    ("频繁 rebalance", REBALANCES),
    ("消费组频繁发生重平衡", REBALANCES),
    ("there are no rebalances", {"symptom.frequent_rebalances": False}),
    ("rebalances during every deployment", {"rebalance.during_deploy": True}),
    ("only during a rolling restart of the pods", {"rebalance.during_deploy": True}),
    # symptoms
    ("consumers don't receive messages", SLOW),
    ("消费不到消息", SLOW),
    ("消费很慢", SLOW),
    ("consuming is very slow", SLOW),
    ("the consumer stopped consuming", STOPPED),
    ("after two hours the application no longer receives messages", STOPPED),
    ("the consumer is stuck", STOPPED),
    ("消费者卡住了", STOPPED),
    ("messages are lost", LOSS),
    ("重复消费", LOSS),
    ("the client cannot connect to the brokers", NO_CONNECTION),
    ("连接失败", NO_CONNECTION),
    ("two of the consumers get no partitions", {"symptom.idle_members": True}),
    ("one consumer is idle", {"symptom.idle_members": True}),
    ("restarting fixes it", {"trouble.restart_helps": True}),
    ("重启后恢复", {"trouble.restart_helps": True}),
    # brokers, topics, client
    ("no errors in the broker log", {"broker.exceptions": False}),
    ("The broker logs do not show any errors", {"broker.exceptions": False}),
    ("There is nothing in the broker logs.", {"broker.exceptions": False}),
    ("Kafka version: 2.8.0", {"instance.version": "2.8.0"}),
    ("- [x] Apache Kafka version: `2.5.0`", {"instance.version": "2.5.0"}),
    ("* **Kafka version**: 2.2", {"instance.version": "2.2"}),
    ("The version of Kafka that we are using is 0.10.0.1.", {"instance.version": "0.10.0.1"}),
    ("We run kafka_2.13-2.8.1 on three nodes", {"instance.version": "2.8.1"}),
    ("Sarama: v1.27.2", {**SARAMA, "client.version": "1.27.2"}),
    (
        "librdkafka version (release number or git tag): `1.8.2`",
        {"client.library": "librdkafka", "client.version": "1.8.2"},
    ),
    (
        "confluent-kafka-python and librdkafka version (`confluent_kafka.version()`): ('1.5.0', 17104896)",
        {"client.library": "librdkafka", "client.language": "python", "client.version": "1.5.0"},
    ),
    ("Wir haben 6 Partitionen und 2 Consumer", {"group.partitions": 6, "group.members": 2}),
    ("auto commit is disabled", {"config.enable.auto.commit": False}),
    ("We have turned off auto-commit", {"config.enable.auto.commit": False}),
    ("我们有10个分区, 5个消费者", {"group.partitions": 10, "group.members": 5}),
    (
        "客户端是spring-kafka的",
        {"client.library": "java", "client.language": "java", "client.framework": "spring-kafka"},
    ),
    ("Der Lag wächst ständig.", {"group.lag_trend": "growing", "symptom.accumulation": True}),
    ("Es gibt keine Fehler im Broker-Log", {"broker.exceptions": False}),
    ("kafka 版本 2.2.0", {"instance.version": "2.2.0"}),
    ("sarama (v1.38.1) with Kafka 3.3", {**SARAMA, "client.version": "1.38.1", "instance.version": "3.3"}),
    (
        "Our consumer group has 6 consumers and the topic has 24 partitions.",
        {"group.members": 6, "group.partitions": 24},
    ),
    (
        "Node v16, kafkajs 1.16.0, Kafka 2.7",
        {
            "client.library": "kafkajs",
            "client.language": "javascript",
            "client.version": "1.16.0",
            "instance.version": "2.7",
        },
    ),
    ("after a period of inactivity of 26 hours the group has no offsets", {"group.empty_ms": 93600000}),
    ("the consumer was offline for a day", {"group.empty_ms": 86400000}),
    ("the consumer runs for a day without an error", {}),
    ("one broker was restarted", {"broker.exceptions": True}),
    ("the topic was deleted and created again", {"topic.recreated": True}),
    ("we added two partitions last hour", {"topic.partitions_added": True}),
    ("the consumer does not see the new partition", {"client.consumes_new_partitions": False}),
    (
        "the group gets no rebalance and keeps to the old partitions",
        {"client.consumes_new_partitions": False},
    ),
    ("the consumer does not see the new partition until its metadata is refreshed", {}),
    ("the consumer does not see the new topic", {}),
    ("it fails when I start a second consumer", {"group.trouble_on_join": True}),
    (
        "happens when another instance of the group is started; a single instance is fine",
        {"group.trouble_on_join": True},
    ),
    ("when a second consumer of the group joins it works", {}),
    ("when a broker is started the consumer fails", {}),
    ("the application uses assign()", {"client.subscription_mode": "assign"}),
    ("the topic is compacted", {"topic.compacted": True}),
    ("the topic is not compacted", {}),
    ("max.poll.interval.ms is set to 10 minutes", {"config.max.poll.interval.ms": 600000}),
    (
        "max.poll.records is 50 and enable.auto.commit is false",
        {"config.max.poll.records": 50, "config.enable.auto.commit": False},
    ),
]
SILENT = [
    "our consumers kept rebalancing yesterday",
    "does the lag keep growing?",
    "Say you have 4 partitions and 5 consumers.",
    "The lag was growing before the restart.",
    "Without the fix, the consumer stops consuming.",
    "It takes 100ms to process a message in tests",
    "Tested with Kafka 2.8, 3.0 and 3.3.",
    "max.poll.interval.ms was 300000, we raised it to 900000",
    "we changed auto commit, is on now",
    "we produce about 10,000 events per second at peak",
    "the lag keeps at 3",
    "After upgrading the brokers from 2.4 to 2.8",
    "Apache Kafka version: `<REPLACE with e.g., 0.10.2.3>`",
    "why is the group rebalancing all the time",
    "maybe the lag keeps growing",
    "I think the consumer is stuck",
    "if the consumer stopped consuming we would see it",
    "lag is not growing",
    "the group never keeps rebalancing",
    "consumers might not receive messages",
    "the lag grows sometimes",
    "sarama 1.40.0 works",
    "we tried sarama 1.42.1 as well",
    "is it fixed in Kafka 3.5?",
    "should we use librdkafka 2.3.0 instead",
    "we plan to move to Confluent Cloud",
    "upgrading to Kafka 3.6.0 is not possible",
    "processing takes 2-3 seconds per message",
    "processing a message takes up to 20 minutes",
    "some messages take 20 minutes",
    "the lag was growing until we restarted it, then it fell",
    "errors on 3 partitions",
    "3 partitions without a leader",
    "each topic has 12 partitions",
    "between 5 and 10 consumers",
    "we run 3 replicas on Kubernetes",
    "four consumer groups",
    "the producer uses kafka-clients 2.0.0",
    "no kgo.SASL option in the client configuration",
    "the producer is stuck",
    "it started after a deploy",
    "rolling restart does not matter",
    "the topic receives no data until noon",
    "Redis connection times out",
    "cannot connect to the database",
    "restarting the broker fixes it",
    "Lag grows to 2 million messages during peak hours.",
    "With 1 consumer everything is fine, with 2 consumers it fails.",
    "When I start 2 consumers only one gets messages",
    "group has 3 members, each with 4 threads",
    "average processing time is 3 seconds per message",
    "There are 100 topics in the cluster.",
    "the exporter shows no lag metrics",
    "2024-05-01 10:00:00 INFO lag keeps growing",
    "[2024-05-01 10:00:00,123] WARN the consumer is stuck (com.acme.Poller)",
    "%4|1700000000.1|MAXPOLL|rdkafka#consumer-1| the consumer is stuck",
    "| topic has 12 partitions | 3 consumers |",
    "topic     12 partitions     lag keeps growing",
    'props.put("max.poll.interval.ms is 60000");',
    "    the consumer is stuck",
    "max.poll.records=50",
    '{"message": "lag keeps growing"}',
    "org.apache.kafka.clients.consumer.CommitFailedException: the group keeps rebalancing",
    "Commit cannot be completed since the group has already rebalanced and assigned the partitions to another member.",
    "Attempt to heartbeat failed since group is rebalancing",
    "Offset commit failed on partition orders-0 at offset 12: The request timed out.",
    "消息是否堆积",
    "可能频繁 rebalance",
    "没有消息堆积",
    "ssl.keystore.password is hunter2",
    "CentOS 7.5, Go 1.21",
    "the other group keeps rebalancing",
    "offsets",
    "",
]


def facts(*lines: str) -> dict[str, Any]:
    return {fact.name: fact.value for group in read_sentences(lines, "said").groups.values() for fact in group.facts}


@pytest.mark.parametrize(("sentence", "expected"), STATED, ids=[sentence for sentence, _ in STATED])
def test_a_sentence_states_these_facts_and_no_others(sentence: str, expected: dict[str, Any]) -> None:
    found = facts(sentence)
    assert {
        name: pytest.approx(value) if isinstance(value, float) else value for name, value in expected.items()
    } == found


@pytest.mark.parametrize("sentence", SILENT)
def test_questions_guesses_denials_and_other_lines_state_nothing(sentence: str) -> None:
    found = read_sentences([sentence], "said")
    assert facts(sentence) == {}
    assert found.used == set()


def test_facts_are_stated_and_tell_their_line() -> None:
    found = read_sentences(["Hello,", "- lag keeps growing"], "mail")
    fact = found.group().facts[0]
    assert (fact.source, fact.origin, fact.detail) == (Source.STATED, "mail:2", "lag keeps growing")
    assert found.used == {2}


def test_a_table_of_versions_is_read_as_names_with_their_versions() -> None:
    lines = ["| Sarama | Kafka | Go |", "|--------|-------|----|", "| 1.29.1 | 1.1.1 | 1.17.2 |"]
    assert facts(*lines) == {**SARAMA, "client.version": "1.29.1", "instance.version": "1.1.1"}
    assert read_sentences(["| topic | partitions |", "|---|---|", "| orders | 12 |"], "form").used == set()


def test_bullets_and_quotes_do_not_matter() -> None:
    for line in ("* 2 consumers", "1. 2 consumers", "> 2 consumers", '"2 consumers"', "2 consumers."):
        assert facts(line) == {"group.members": 2}, line


def test_contradictions_cancel_each_other() -> None:
    found = read_sentences(["sarama 1.27.0 fails", "sarama 1.43.2 fails", "topic has 12 partitions"], "said")
    assert facts("sarama 1.27.0 fails", "sarama 1.43.2 fails") == SARAMA
    assert found.notes == ["the text states more than one thing of client.version; it is not used"]


def test_two_clients_leave_the_client_open() -> None:
    assert facts("a Node.js client joins", "the Java client 2.8 joins as well", "2 consumers") == {"group.members": 2}


def test_what_is_stated_outranks_what_follows_from_a_table_only_where_the_tool_does_not_say_it() -> None:
    table = (
        "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID\n"
        "orders orders 0 100 150 50 c-1-aaaa /10.0.3.17 c-1\n"
        "orders orders 1 100 150 50 c-2-bbbb /10.0.3.18 c-2\n"
    )
    report = diagnose(text=[table, "1 consumer, Kafka 2.6\nwe use sarama 1.27"], engine="python")
    known = {fact.name: fact for fact in report.facts}
    assert known["group.members"].value == 2
    assert known["instance.version"].value == "2.6"
    assert known["client.version"].source == "stated from text 2:2"


@pytest.mark.parametrize(("said", "partitions"), [("The topic has 12 partitions", 12), ("1 partition", 2), ("", 2)])
def test_a_table_that_shows_fewer_partitions_than_are_stated_is_an_excerpt(said: str, partitions: int) -> None:
    table = (
        "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID\n"
        "orders orders 0 100 150 50 c-1-aaaa /10.0.3.17 c-1\n"
        "orders orders 1 100 150 50 c-2-bbbb /10.0.3.18 c-2\n"
    )
    report = diagnose(text=f"{table}\n{said}\n", engine="python")
    assert {fact.name: fact.value for fact in report.facts}["group.partitions"] == partitions


TWO_OWNERS = """\
GROUP  TOPIC  PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CONSUMER-ID  HOST       CLIENT-ID
img    scans  0          100             200             100  c-1-aaa      /10.0.0.1  c-1
img    scans  1          100             200             100  c-2-bbb      /10.0.0.2  c-2
"""


@pytest.mark.parametrize(("said", "members"), [(6, 6), (2, 2), (1, 2)])
def test_members_without_a_partition_stand_in_no_table_of_offsets(said: int, members: int) -> None:
    report = diagnose(text=[TWO_OWNERS, f"we run {said} consumers"])
    assert members == next(fact.value for fact in report.facts if fact.name == "group.members")


def test_a_sentence_that_cannot_be_true_beside_the_tools_is_left_out() -> None:
    state = "GROUP COORDINATOR (ID) ASSIGNMENT-STRATEGY STATE #MEMBERS\norders b1:9092 (1) - Empty 0\n"
    report = diagnose(text=[state, "4 consumers"], engine="python")
    assert "group.members" in {fact.name: fact.value for fact in report.facts}
    assert {fact.name: fact.value for fact in report.facts}["group.members"] == 0


def test_every_fact_that_a_sentence_can_give_is_in_the_vocabulary() -> None:
    from kafka_triage.readers.sentences.words import words

    known = load_rules().vocabulary.facts
    given = {name for pattern in words().patterns for name in (*pattern.facts, *pattern.negated)}
    given |= {name for client in words().clients for name in client.facts}
    settings = words().settings
    keys = settings.times | settings.sizes | settings.counts | settings.bools | set(settings.words)
    assert sorted(given - set(known)) == []
    assert sorted(key for key in keys if f"config.{key}" not in known) == []


def test_no_more_sentences_are_read_than_somebody_writes() -> None:
    lines = [f"the consumer {number} writes to a database" for number in range(5000)]
    assert facts("lag keeps growing", *lines) == GROWING
    assert facts(*lines, "lag keeps growing") == {}


def test_a_secret_is_not_read() -> None:
    reading = read_text("sasl.jaas.config is hunter2 and lag keeps growing")
    assert "hunter2" not in repr(reading.facts)


@given(st.text(max_size=300))
def test_no_text_crashes_the_reader(text: str) -> None:
    read_sentences(text.splitlines(), "any")


@given(st.sampled_from([sentence for sentence, _ in STATED]), st.integers(0, 60), st.text(max_size=6))
def test_no_change_of_a_sentence_crashes_the_reader(sentence: str, at: int, piece: str) -> None:
    read_sentences([sentence[:at] + piece + sentence[at:]], "changed")

"""What brokers, old clients and the Java virtual machine itself say."""

import pytest

from tests.readers.test_logs import events_of, facts_of


@pytest.mark.parametrize(
    ("text", "events"),
    [
        (
            "[2025-03-18 09:14:07,118] ERROR Error while appending records to audit-0 in dir /data (kafka.server.LogDirFailureChannel)\n"
            "java.io.IOException: No space left on device\n\tat sun.nio.ch.FileDispatcherImpl.write0(Native Method)\n",
            {"broker_disk_failed", "no_space_left"},
        ),
        (
            "kafka-1  | [2025-03-18 09:14:07,118] ERROR [KafkaApi-1] Number of alive brokers '2' does not meet the required replication factor "
            "'3' for auto creation of topic '__consumer_offsets' which is configured by offsets.topic.replication.factor.\n",
            {"offsets_topic_not_created"},
        ),
        ("Magic v0 does not support record headers\n", {"headers_unsupported"}),
        (
            "ERROR Processor got uncaught exception. (kafka.network.Processor)\njava.lang.ArrayIndexOutOfBoundsException: 18\n",
            {"answer_unreadable"},
        ),
        ("kafka worker: java.lang.ArrayIndexOutOfBoundsException: 187\n", set()),
        (
            "[2016-03-18 09:14:07,118] ERROR [ReplicaFetcherThread-0-2], Current offset 912 for partition [audit,0] out of range; reset "
            "offset to 1204 (kafka.server.ReplicaFetcherThread)\n",
            set(),
        ),
        (
            'Exception in thread "kafka-request-handler-3" java.lang.OutOfMemoryError: Java heap space\n',
            {"broker_out_of_memory", "process_out_of_memory"},
        ),
        ("2025-03-18 09:14:07 ERROR c.e.Report : jdbc pool: java.lang.OutOfMemoryError: Java heap space\n", set()),
    ],
)
def test_what_brokers_and_old_clients_say_of_their_own_failures(text: str, events: set[str]) -> None:
    assert events == events_of(text)


def test_an_offsets_topic_that_comes_in_the_end_is_no_fault() -> None:
    missing = "[2025-03-18 09:14:07,118] ERROR [KafkaApi-1] Number of alive brokers '1' does not meet the required replication factor '3' for the offsets topic\n"
    stable = "[2025-03-18 09:14:37,118] INFO [GroupCoordinator 1]: Stabilized group payments generation 1 (__consumer_offsets-31) with 1 members\n"
    assert "event.offsets_topic_not_created" not in facts_of(missing * 3 + stable)
    assert facts_of(stable + missing)["event.offsets_topic_not_created.count"] == 1


def test_the_log_of_a_broker_names_no_client() -> None:
    text = "[2025-03-18 09:14:07,118] INFO [GroupCoordinator 2]: Member c-1 in group payments has failed, removing it from the group (kafka.coordinator.group.GroupCoordinator)\n"
    assert "client.library" not in facts_of(text)


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        (
            "912.345: [GC (Allocation Failure) 2097M->812M(8192M), 0.0412345 secs]\n"
            "913.345: [Full GC (Ergonomics) 8191M->8100M(8192M), 12.5 secs]\n914.345: [GC pause (G1 Evacuation Pause) (young), 0.0123 secs]\n",
            "gc.max_pause_ms",
            12_500,
        ),
        (
            "[0.412s][info][gc] GC(1) Pause Young (Normal) (G1 Evacuation Pause) 24M->4M(256M) 3.456ms\n"
            "[9.412s][info][gc] GC(2) Pause Full (G1 Compaction Pause) 8191M->8100M(8192M) 21345.5ms\n"
            "[9.912s][info][gc] GC(3) Pause Young (Normal) (G1 Evacuation Pause) 24M->4M(256M) 3.456ms\n",
            "gc.max_pause_ms",
            21_345.5,
        ),
        (
            "Total time for which application threads were stopped: 0.25 seconds, Stopping threads took: 0.0001 seconds\n"
            "Total time for which application threads were stopped: 14 seconds, Stopping threads took: 0.0001 seconds\n",
            "process.max_pause_ms",
            14_000,
        ),
    ],
)
def test_the_longest_pause_of_all_counts(text: str, fact: str, value: float) -> None:
    assert facts_of(text)[fact] == value

"""A client that could not reach a broker and does again; told from times, and only where the log goes on in peace."""

from __future__ import annotations

from typing import Any

from kafka_triage import diagnose

_NAME = "[Consumer clientId=c-1, groupId=payments]"
_LOST = f"WARN {_NAME} Connection to node 2 (kafka-2.example.net/192.0.2.12:9092) could not be established. Node may not be available. (org.apache.kafka.clients.NetworkClient)"
_FOUND = f"INFO {_NAME} Discovered group coordinator kafka-2.example.net:9092 (id: 2147483645 rack: null) (org.apache.kafka.clients.consumer.internals.ConsumerCoordinator)"
_LATER = f"INFO {_NAME} Adding newly assigned partitions: audit-0 (org.apache.kafka.clients.consumer.internals.ConsumerCoordinator)"


def _report(*lines: tuple[str, str]) -> Any:
    return diagnose(text="".join(f"[2025-03-18 09:14:{at},000] {line}\n" for at, line in lines), engine="python")


def _value(report: Any, name: str) -> Any:
    return next((fact.value for fact in report.facts if fact.name == name), None)


def test_an_answer_after_the_last_failure_and_peace_until_the_end() -> None:
    report = _report(("01", _LOST), ("04", _LOST), ("09", _FOUND), ("30", _LATER))
    assert True is _value(report, "connection.recovered")
    assert 8000 == _value(report, "connection.outage_ms")
    assert ["connection/broker-came-back"] == [found.id for found in report.diagnoses]


def test_the_outage_is_the_last_one() -> None:
    report = _report(("01", _LOST), ("03", _FOUND), ("20", _LOST), ("25", _FOUND), ("40", _LATER))
    assert 5000 == _value(report, "connection.outage_ms")


def test_nothing_is_said_of_a_failure_after_the_last_answer() -> None:
    report = _report(("01", _LOST), ("09", _FOUND), ("20", _LOST), ("50", _LATER))
    assert None is _value(report, "connection.recovered")


def test_nothing_is_said_where_the_log_ends_too_soon_to_see_the_next_try() -> None:
    report = _report(("01", _LOST), ("04", _FOUND), ("08", _LATER))
    assert None is _value(report, "connection.recovered")


def test_nothing_is_said_where_a_failure_has_no_time() -> None:
    text = f"{_LOST}\n[2025-03-18 09:14:01,000] {_LOST}\n[2025-03-18 09:14:09,000] {_FOUND}\n[2025-03-18 09:14:50,000] {_LATER}\n"
    report: Any = diagnose(text=text, engine="python")
    assert None is _value(report, "connection.recovered")


def test_a_lost_coordinator_alone_is_no_outage() -> None:
    lost = f"INFO {_NAME} Group coordinator kafka-2.example.net:9092 (id: 2147483645 rack: null) is unavailable or invalid due to cause: session timed out without receiving a heartbeat response. isDisconnected: false. Rediscovery will be attempted. (org.apache.kafka.clients.consumer.internals.ConsumerCoordinator)"
    report = _report(("01", lost), ("04", _FOUND), ("50", _LATER))
    assert None is _value(report, "connection.recovered")

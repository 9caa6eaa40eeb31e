"""What people hand in: names, types, units, and every mistake at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafka_triage.errors import FactError
from kafka_triage.facts.intake import read_facts
from kafka_triage.facts.values import Source
from kafka_triage.language.load import build_rule_book
from kafka_triage.language.model import Vocabulary
from tests.small import RULE, files


@pytest.fixture
def vocabulary(write: Callable[[dict[str, str]], Path]) -> Vocabulary:
    return build_rule_book([write(files(rebalance__batch=RULE))]).vocabulary


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("bandwidth.bits_per_second", "10 Mbit/s", 10_000_000),
        ("bandwidth.bits_per_second", "10Mbps", 10_000_000),
        ("bandwidth.bits_per_second", "1250000 B/s", 10_000_000),
        ("bandwidth.bits_per_second", "1.25 MB/s", 10_000_000.0),
        ("bandwidth.bits_per_second", 1e8, 1e8),
        ("processing.batch_ms", "5 min", 300_000),
        ("processing.batch_ms", "1.5 s", 1500.0),
        ("processing.batch_ms", timedelta(seconds=2), 2000.0),
        ("config.fetch.max.bytes", "1 MiB", 1_048_576),
        ("config.fetch.max.bytes", "1 MB", 1_000_000),
        ("config.fetch.max.bytes", "52428800", 52_428_800),
        ("config.fetch.max.bytes", "52,428,800", 52_428_800),
        ("config.max.poll.records", numpy.int64(500), 500),
        ("config.max.poll.records", 500.0, 500),
        ("rebalance.per_hour", "1/min", 60),
        ("group.lag_messages", "20,042 messages", 20042),
        ("processing.on_poll_thread", "yes", True),
        ("processing.on_poll_thread", False, False),
        ("client.version", "v2.8.1", "v2.8.1"),
        ("client.library", "Java", "java"),
        ("config.isolation.level", "READ_COMMITTED", "read_committed"),
        ("instance.whitelist", "10.0.0.0/8, 192.168.0.1", ("10.0.0.0/8", "192.168.0.1")),
        ("instance.whitelist", ["10.0.0.0/8"], ("10.0.0.0/8",)),
    ],
)
def test_value_in_the_unit_of_its_name(vocabulary: Vocabulary, name: str, given: Any, value: Any) -> None:
    (known,) = read_facts({name: given}, vocabulary)
    assert (name, value, Source.STATED) == (known.name, known.value, known.source)


@pytest.mark.parametrize("given", [None, "unknown", "Unknown", ""])
def test_not_known(vocabulary: Vocabulary, given: Any) -> None:
    assert () == read_facts({"client.library": given, "processing.batch_ms": given}, vocabulary)


def test_nested_dotted_and_mixed_names_are_the_same(vocabulary: Vocabulary) -> None:
    forms: list[dict[str, Any]] = [
        {"config": {"max": {"poll": {"records": 100}}}, "client": {"library": "java"}},
        {"config": {"max.poll.records": 100}, "client.library": "java"},
        {"config.max.poll.records": 100, "client": {"library": "java"}},
    ]
    read = [{known.name: known.value for known in read_facts(form, vocabulary)} for form in forms]
    assert read[0] == read[1] == read[2] == {"config.max.poll.records": 100, "client.library": "java"}


def test_a_value_may_say_where_it_came_from(vocabulary: Vocabulary) -> None:
    (known,) = read_facts({"processing.batch_ms": {"value": "1 s", "source": "measured", "origin": "JMX"}}, vocabulary)
    assert (1000, Source.MEASURED, "JMX") == (known.value, known.source, known.origin)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"processing.batchms": 1},
            "processing.batchms: the name of this fact is not known (did you mean processing.batch_ms",
        ),
        ({"max.poll.records": 1}, "did you mean config.max.poll.records?"),
        ({"group.lagTrend": "growing"}, "did you mean group.lag_trend?"),
        (
            {"bandwidth.bits_per_second": "10 MB"},
            "10 MB is information, information per time (bit/s) is expected",
        ),
        ({"processing.batch_ms": "5 m"}, "'m' is no unit; for example 5 ms is expected"),
        ({"processing.batch_ms": "soon"}, "a number in ms is expected, not 'soon'"),
        ({"processing.batch_ms": float("nan")}, "NaN is no value; leave out what is not known"),
        ({"processing.batch_ms": float("inf")}, "inf is no value"),
        ({"processing.batch_ms": "1e999"}, "inf is no value"),
        ({"processing.batch_ms": -5}, "-5 is below 0"),
        ({"processing.batch_ms": True}, "a number in ms is expected, not true"),
        ({"config.max.poll.records": 0}, "0 is below 1"),
        ({"config.max.poll.records": 1.5}, "a whole number in message is expected, not 1.5"),
        ({"processing.threads": "3 members"}, "a number without unit is expected, not 3 members"),
        (
            {"client.version": 0.10},
            'a version is text, 0.1 is a number and may have lost digits; write it in quotes, as "2.8.1"',
        ),
        ({"client.version": 3}, "a version is text"),
        ({"client.version": "latest"}, "a version such as \"2.8.1\" is expected, not 'latest'"),
        (
            {"client.library": "jva"},
            "one of java, librdkafka, kafka-python is expected, not 'jva' (did you mean java?)",
        ),
        ({"processing.on_poll_thread": 1}, "true or false is expected, not 1"),
        ({"instance.whitelist": [1]}, "a list of texts is expected"),
        ({"client.ip": 5}, "text is expected, not 5"),
        ({5: 1}, "a name is text, 5 is a int"),
    ],
)
def test_mistake(vocabulary: Vocabulary, given: dict[Any, Any], message: str) -> None:
    with pytest.raises(FactError) as caught:
        read_facts(given, vocabulary)
    assert message in str(caught.value)


def test_every_mistake_is_named(vocabulary: Vocabulary) -> None:
    with pytest.raises(FactError) as caught:
        read_facts(
            {"client": {"library": "jva", "version": 0.10}, "x": 1, "processing.threads": 2},
            vocabulary,
            origin="facts.yaml",
        )
    assert ["facts.yaml: client.library", "facts.yaml: client.version", "facts.yaml: x"] == [
        problem.place for problem in caught.value.problems
    ]


def test_a_secret_is_not_shown(vocabulary: Vocabulary) -> None:
    with pytest.raises(FactError) as caught:
        read_facts({"config.sasl.jaas.config": 'username="bob" password="hunter2";'}, vocabulary)
    assert "this is a secret" in str(caught.value) and "hunter2" not in str(caught.value)


@given(st.integers(min_value=0, max_value=10**12))
def test_units_convert_exactly(number: int) -> None:
    from kafka_triage.facts.intake import read_value
    from kafka_triage.language.model import FactType

    time, size, rate = (FactType("x", "float", "", unit=unit) for unit in ("ms", "byte", "bit/s"))
    assert number * 1000 == read_value(time, f"{number} s") == read_value(time, f"{number * 1000} ms")
    assert number * 1024 == read_value(size, f"{number} KiB")
    assert number * 8 == read_value(rate, f"{number} B/s")


@given(
    st.dictionaries(
        st.text(),
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text())),
        min_size=1,
    )
)
def test_any_mapping_gives_facts_or_one_error(given: dict[str, Any]) -> None:
    vocabulary = Vocabulary({}, {})
    with pytest.raises(FactError) as caught:
        read_facts(given, vocabulary)
    assert len(given) == len(caught.value.problems)

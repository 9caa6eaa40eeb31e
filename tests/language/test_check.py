"""Types, names and units of expressions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kafka_triage.language.check import CheckProblem, Names, check
from kafka_triage.language.evaluate import Evaluator
from kafka_triage.language.load import build_rule_book
from kafka_triage.language.model import RuleBook
from kafka_triage.language.parse import SyntaxProblem, parse
from tests.small import RULE, files


@pytest.fixture
def book(write: Callable[[dict[str, str]], Path]) -> RuleBook:
    return build_rule_book([write(files(rebalance__batch=RULE))])


def evaluate(book: RuleBook, text: str, **values: Any) -> Any:
    checked = check(parse(text), Names(book.vocabulary.facts, book.vocabulary.constants))
    facts = {name.replace("__", "."): value for name, value in values.items()}
    return Evaluator(book.vocabulary).function(checked.tree)(facts)


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        (
            "processing.batch_ms >= config.max.poll.interval.ms",
            {"processing.batch_ms": 300000.0, "config.max.poll.interval.ms": 300000},
            True,
        ),
        ("processing.batch_ms > 5 * minute", {"processing.batch_ms": 300000.0}, False),
        ("processing.batch_ms > 4.5 * minute", {"processing.batch_ms": 300000.0}, True),
        (
            "config.fetch.max.bytes >= bandwidth.bits_per_second * budget",
            {"config.fetch.max.bytes": 12_500_000, "bandwidth.bits_per_second": 100e6},
            True,
        ),
        (
            "config.fetch.max.bytes >= bandwidth.bits_per_second * budget",
            {"config.fetch.max.bytes": 12_499_999, "bandwidth.bits_per_second": 100e6},
            False,
        ),
        (
            "floor(bandwidth.bits_per_second * 1 * second / 12)",
            {"bandwidth.bits_per_second": 100e6},
            1_041_666,
        ),
        (
            "floor(processing.messages_per_thread_per_second * processing.threads * config.max.poll.interval.ms)",
            {
                "processing.messages_per_thread_per_second": 1,
                "processing.threads": 1,
                "config.max.poll.interval.ms": 300000,
            },
            300,
        ),
        (
            "group.lag_messages / processing.messages_per_thread_per_second > 1 * hour",
            {"group.lag_messages": 3601, "processing.messages_per_thread_per_second": 1},
            True,
        ),
        ("rebalance.per_hour > 2 / hour", {"rebalance.per_hour": 2.0}, False),
        ("group.lag_messages > 0", {"group.lag_messages": 1}, True),
        (
            "max(config.max.poll.interval.ms, 10 * second) == 10 * second",
            {"config.max.poll.interval.ms": 1},
            True,
        ),
        ('client.version >= "0.10.1"', {"client.version": "0.9.0.1"}, False),
        ('client.version >= "0.10.1"', {"client.version": "0.10.2.2"}, True),
        ('client.version in ["2.8", "3.0.0"]', {"client.version": "2.8.0"}, True),
        ("client.library in [java, 'kafka-python']", {"client.library": "kafka-python"}, True),
        ("client.library not in [java]", {"client.library": "java"}, False),
        (
            "in_network(client.ip, instance.whitelist) == true",
            {"client.ip": "10.0.3.17", "instance.whitelist": ("10.0.0.0/16",)},
            True,
        ),
        (
            "in_network(client.ip, instance.whitelist) == true",
            {"client.ip": "fd00::1", "instance.whitelist": ("10.0.0.0/16",)},
            False,
        ),
        (
            "in_network(client.ip, instance.whitelist) == true",
            {"client.ip": "not an address", "instance.whitelist": ("10.0.0.0/16",)},
            None,
        ),
        ("major(client.version) == 2", {"client.version": "2.8"}, True),
        ("known(client.ip) == false", {}, True),
        ("exists(config.max.poll.records) == false", {"client.library": "librdkafka"}, True),
        ("exists(config.max.poll.records) == true", {"client.library": "java"}, None),
        ("exists(config.max.poll.records) == true", {}, None),
        ("exists(config.max.poll.records) == true", {"config.max.poll.records": 100}, True),
        (
            "exists(config.max.poll.records) == true",
            {"client.library": "java", "client.version": "0.9.0.1"},
            False,
        ),
        (
            "exists(config.max.poll.records) == true",
            {"client.library": "kafka-python", "client.version": "2.0"},
            None,
        ),
        (
            "config.session.timeout.ms < default(config.session.timeout.ms)",
            {"client.library": "java", "client.version": "3.1", "config.session.timeout.ms": 10000},
            True,
        ),
        (
            "config.session.timeout.ms < default(config.session.timeout.ms)",
            {"client.library": "java", "client.version": "2.1", "config.session.timeout.ms": 10000},
            False,
        ),
        (
            "config.session.timeout.ms < default(config.session.timeout.ms)",
            {"client.library": "java", "config.session.timeout.ms": 10000},
            None,
        ),
    ],
)
def test_value(book: RuleBook, text: str, values: dict[str, Any], expected: Any) -> None:
    found = evaluate(book, text, **{name.replace(".", "__"): value for name, value in values.items()})
    assert (type(expected), expected) == (type(found), found)


@pytest.mark.parametrize("missing", ["config.max.poll.records", "processing.threads"])
def test_unknown_input_makes_the_value_unknown(book: RuleBook, missing: str) -> None:
    values = {"config__max__poll__records": 500, "processing__threads": 2}
    del values[missing.replace(".", "__")]
    assert evaluate(book, "config.max.poll.records / processing.threads", **values) is None


def test_division_by_zero_is_not_known(book: RuleBook) -> None:
    values = {"config__max__poll__records": 500, "processing__messages_per_thread_per_second": 0}
    assert (
        evaluate(book, "config.max.poll.records / processing.messages_per_thread_per_second > 1 * s", **values) is None
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "config.fetch.max.bytes < bandwidth.bits_per_second",
            "information cannot be compared with information per time; a size and a rate compare over a time",
        ),
        ("processing.batch_ms > 1000", "give the number its unit, for example 1000 * ms"),
        ("processing.batch_ms + group.lag_messages > 0", "time cannot be added to message"),
        ("group.lag_trend < growing", "'<' needs numbers or versions"),
        ("group.lag_trend == growin", "group.lag_trend cannot be 'growin'; it is one of growing, stable"),
        ("client.library in [jva]", "client.library cannot be 'jva'"),
        ("client.version < java", "'java' is not known"),
        ("client.version == 3", "cannot be compared with"),
        ('client.version == "x.y"', "'x.y' is no version"),
        ("procesing.batch_ms > 1 * s", "the name 'procesing.batch_ms' is not known"),
        ("max.poll.records > 1 * message", "the name 'max.poll.records' is not known"),
        ("flor(processing.batch_ms) > 1 * s", "the function 'flor' is not known"),
        ("processing.on_poll_thread == 1", "write == true or == false"),
        ("min(processing.batch_ms) > 1 * s", "takes two or more arguments"),
        ("known(1) == true", "takes the name of a fact"),
        ("client.ip in client.library", "'in' needs a list"),
    ],
)
def test_mistake(book: RuleBook, text: str, message: str) -> None:
    with pytest.raises(CheckProblem) as caught:
        check(parse(text), Names(book.vocabulary.facts, book.vocabulary.constants))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("procesing.batch_ms > 1 * s", "processing.batch_ms"),
        ("max.poll.records > 1 * message", "config.max.poll.records"),
        ("group.lag_trend == growin", "growing"),
        ("flor(processing.batch_ms) > 1 * s", "floor"),
    ],
)
def test_nearest_name(book: RuleBook, text: str, suggestion: str) -> None:
    with pytest.raises(CheckProblem) as caught:
        check(parse(text), Names(book.vocabulary.facts, book.vocabulary.constants))
    assert suggestion == caught.value.suggestions[0]


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("", 0, "an expression is expected"),
        ("a.b = 1", 4, "write '=='"),
        ("a.b == ", 7, "a value is expected at the end"),
        ("a.b < 1 < 2", 8, "cannot be chained"),
        ("client.version < 0.10.1", 21, "a version is written in quotes"),
        ("a.b == 'x", 7, "this quote is not closed"),
        ("(a.b == 1", 9, "')' is expected"),
        ("a.b && c.d", 4, "list conditions under all, any or none"),
        ("a.b == 1 c", 9, "an operator is expected"),
        ("[1; 2]", 2, "is not part of an expression"),
        ("__import__('os').system('x')", 16, "is not part of an expression"),
    ],
)
def test_syntax_mistake(text: str, at: int, message: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse(text)
    assert (at, True) == (caught.value.at, message in str(caught.value)), str(caught.value)


def test_nesting_is_bounded() -> None:
    with pytest.raises(SyntaxProblem):
        parse("(" * 5000 + "1" + ")" * 5000)

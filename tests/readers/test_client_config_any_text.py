"""Whatever is read as configuration: no failure, no value outside the bounds of its fact, units converted right."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafka_triage.readers.config import read_client_config
from kafka_triage.readers.config.table import squashed, table, words_of
from tests.readers.test_client_config import CODE, COMMANDS, DEPENDENCIES, FILES, LOGS, said

TEXTS = [text for cases in (FILES, LOGS, CODE, COMMANDS, DEPENDENCIES) for text, _ in cases.values()]
PIECES = st.sampled_from(
    ["group.id", "session.timeout.ms", "=", ":", ": ", " = ", "=>", "->", ",", '"', "'", "`", "{", "}", "(", ")", "[", "]", "\\", "\n", " ", "\t", "#", "//", "/*", "*/", "<!--", "${A:5}", "10", "kafka", "consumer",
     "ConsumerConfig values:", "kgo.SessionTimeout(", "config.Consumer.Fetch.Min", "time.Second", "*", "<<", "- name: KAFKA_GROUP_ID", "value: 5", "kcat -b ", "\0", "é", "10h", "@@ ", "PT", "<a>", "</a>", "9" * 40]
)  # fmt: skip


def in_bounds(text: str) -> None:
    lines = text.split("\n")
    found = read_client_config(lines, "t")
    assert found.used <= set(range(1, len(lines) + 1))
    for group in found.groups.values():
        for fact in group.facts:
            known = table().facts[fact.name]
            assert 1 <= int(fact.origin.removeprefix("t:")) <= len(lines)
            if isinstance(fact.value, int | float) and not isinstance(fact.value, bool):
                assert (known.min is None or known.min <= fact.value) and (known.max is None or fact.value <= known.max)
            elif known.type == "enum":
                assert fact.value in known.values
            elif known.type == "list":
                assert (
                    isinstance(fact.value, tuple) and fact.value and all(isinstance(part, str) for part in fact.value)
                )


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    in_bounds("group.id=a\n" + text)


@given(st.lists(PIECES, max_size=60))
def test_any_text_of_such_pieces_is_read(pieces: list[str]) -> None:
    in_bounds("".join(pieces))


@given(st.sampled_from(TEXTS), st.randoms(use_true_random=False), st.integers(1, 30))
def test_mutated_configuration_is_read(text: str, chance: random.Random, times: int) -> None:
    letters = list(text)
    for _ in range(times):
        at = chance.randrange(len(letters)) if letters else 0
        change = chance.randrange(4)
        if change == 0:
            del letters[at : at + chance.randrange(1, 20)]
        elif change == 1:
            letters.insert(at, chance.choice("\"'`{}[]()=:,\n\\ #<>$\t9é"))
        elif change == 2:
            letters[at:at] = letters[at : at + chance.randrange(40)]
        elif letters:
            letters[at] = chance.choice("\"'{}()=:\n ")
    in_bounds("".join(letters))


@given(
    st.integers(1, 10_000),
    st.sampled_from(
        [
            ("ns", Fraction(1, 10**6)),
            ("us", Fraction(1, 1000)),
            ("ms", Fraction(1)),
            ("s", Fraction(1000)),
            ("m", Fraction(60_000)),
            ("h", Fraction(3_600_000)),
        ]
    ),
)
def test_durations_are_milliseconds(number: int, unit: tuple[str, Fraction]) -> None:
    exact = number * unit[1]
    expected = int(exact) if exact.denominator == 1 and 1 <= exact < 2**31 else None
    assert expected == said(f"spring.kafka.consumer.heartbeat-interval={number}{unit[0]}").get("heartbeat.interval.ms")


@given(st.integers(1, 2**31 - 1))
def test_milliseconds_stay_and_seconds_become_milliseconds(number: int) -> None:
    assert number == said(f"session.timeout.ms={number}")["session.timeout.ms"]
    text = f'kafka = Kafka.new("k.shop:9092")\nkafka.consumer(group_id: "g", session_timeout: {number})'
    assert (number * 1000 if number * 1000 < 2**31 else None) == said(text).get("session.timeout.ms")


KEYS = sorted(
    name[7:]
    for name, fact in table().facts.items()
    if name.startswith("config.") and fact.type == "int" and fact.unit == "ms"
)


@pytest.mark.parametrize("key", [key for key in KEYS if key not in table().roles["broker"] and key.count(".") > 1])
def test_every_spelling_of_a_key_is_that_key(key: str) -> None:
    number = int(max(table().facts[f"config.{key}"].min or 0, 77))
    words = words_of(key)
    spelled = [
        f"{key}={number}",
        f"kafka:\n  {key}: {number}",
        f"spring.kafka.consumer.properties.{key}={number}",
        f"KAFKA_{'_'.join(words).upper()}={number}",
        f"KafkaConsumer({'_'.join(words)}={number})",
        f"new ConsumerConfig {{ {''.join(word.capitalize() for word in words)} = {number} }}",
        f"props.put(ConsumerConfig.{'_'.join(words).upper()}_CONFIG, {number});",
        f'conf->set("{key}", "{number}");',
        f"ConsumerConfig values:\n\t{key} = {number}",
        f"rdkafka.{key} {number}",
    ]
    assert [number] * len(spelled) == [said(text).get(key) for text in spelled]


def test_no_two_keys_are_spelled_alike() -> None:
    keys = [name[7:] for name in table().facts if name.startswith("config.")]
    assert len(keys) == len({squashed(key) for key in keys})


@pytest.mark.parametrize(
    "line",
    ["(" * 4000, "a.b=" * 1000, "'" * 4000, '"a":' * 1000, "group.id" * 500, "props.put(" * 400, " " * 4000 + "group.id", "group.id=a," * 360, "x" * 4000, "${" * 2000, "1+" * 2000, "<a>" * 1300, "- " * 2000],
    ids=lambda line: line[:10],
)  # fmt: skip
def test_hostile_lines_are_read(line: str) -> None:
    in_bounds("\n".join([line] * 3 + ["group.id=a"]))
    in_bounds("session.timeout.ms=" + line)
    in_bounds('props.put("session.timeout.ms", ' + line)

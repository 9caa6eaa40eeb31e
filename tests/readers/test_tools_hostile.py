"""Readers of tools against any text: nothing crashes, nothing is invented, nothing takes for ever."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kafka_triage import load_vocabulary, read_text
from kafka_triage.readers.consumer_groups import read_consumer_groups
from kafka_triage.readers.tools import TOOLS

from . import test_broker_tools, test_group_tables, test_json_texts, test_metrics

READERS = (read_consumer_groups, *TOOLS)
REAL = (
    "\n".join((test_group_tables.HEAD, *test_group_tables.ROWS)),
    test_group_tables.RPK,
    test_metrics.SCRAPE.format(committed=5, lag=9),
    json.dumps(test_json_texts.stats(0, 100, 200)),
    json.dumps(test_json_texts.progress(100, 200), indent=1),
    test_json_texts.burrow(test_json_texts.partition(0, "STOP", (5, 50, 500))),
    test_broker_tools.TOPIC,
    test_broker_tools.KCAT,
    test_broker_tools.HANGING + "orders 	0 	134132 	24 	-1 	55 	1614885854000	120 	\n",
    "#mbean = kafka.consumer:client-id=c1,type=consumer-metrics:\ntime-between-poll-max = 5000.5;\n",
    "<tr><th>GROUP</th><th>TOPIC</th><th>PARTITION</th><th>CURRENT-OFFSET</th><th>LAG</th></tr>\n<tr><td>g</td><td>t</td><td>0</td><td>5</td><td>9</td></tr>",
)
WORDS = sorted(
    {word for text in REAL for word in text.replace("\t", " ").split()}
    | {"{", "}", "[", "|", "<td>", "\t", "\n", ",", "NaN", "-1", "9" * 40}
)


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=20), max_size=60), st.sampled_from([" ", "\n", "\t", ""]))
@settings(deadline=None)
def test_any_text_is_read_without_a_crash(words: list[str], between: str) -> None:
    lines = between.join(words).split("\n")
    for read in READERS:
        found = read(lines, "x")
        assert found.used <= set(range(1, len(lines) + 1))


@given(st.sampled_from(REAL), st.data())
@settings(deadline=None, max_examples=200)
def test_a_changed_text_is_read_without_a_crash_and_gives_facts_of_the_vocabulary(
    text: str, data: st.DataObject
) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(at, min(at + 30, len(text))))
        text = text[:at] + data.draw(st.sampled_from(WORDS) | st.text(max_size=5)) + text[end:]
    names = load_vocabulary().facts
    for read in READERS:
        for group in read(text.split("\n"), "x").groups.values():
            for fact in group.facts:
                assert fact.name in names
                kind = names[fact.name]
                assert not kind.values or fact.value in kind.values
            for sample in group.samples:
                assert sample.partition >= 0
                assert all(
                    offset is None or 0 <= offset < 2**64 for offset in (sample.committed, sample.end, sample.start)
                )


@given(st.sampled_from(REAL), st.integers(0, 2000))
@settings(deadline=None)
def test_no_offset_is_invented_where_a_text_ends_early(text: str, end: int) -> None:
    whole = {str(number) for number in (0, 5, 7, 10, 14, 50, 70, 100, 110, 150, 199, 200)}
    for group in read_text(text).groups:
        whole |= {str(offset) for one in group.samples for offset in (one.committed, one.end, one.start)}
    digits = "".join(whole)
    for read in READERS:
        for group in read(text[:end].split("\n"), "x").groups.values():
            assert all(str(one.committed) in digits for one in group.samples if one.committed is not None)


@pytest.mark.parametrize(
    "line",
    [
        "[" * 5_000 + "consumer_lag",
        '{"consumer_lag":' * 5_000,
        '{"consumer_lag": "' + '\\"' * 100_000,
        "kafka_" + "a" * 200_000,
        'kafka_x{a="' + '\\"' * 100_000 + "} 1",
        "<td " + "<" * 100_000,
        "<!--" * 10_000 + "<tr>",
        "|" * 200_000,
        "kafka.consumer:type=a" + ",a=b" * 50_000,
        "All configs for broker 1 are:" + " " * 100_000,
        "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG\ng t "
        + "9" * 5_000
        + " 1 2 3\ng t 0 "
        + "9" * 5_000
        + " 1 2",
        '{"totallag": 1e999, "partition_count": ' + "9" * 5_000 + "}",
        '{"topics": {}, "brokers": {}, "client_id": "x", "time": 1e300, "consumer_lag": 1}',
        'kafka_consumergroup_lag{consumergroup="g",topic="t",partition="' + "9" * 300 + '"} 1e999',
    ],
)
def test_hostile_lines_give_nothing(line: str) -> None:
    for read in READERS:
        groups = read([*line.split("\n")] * 3, "x").groups.values()
        assert not any(one.committed is not None and one.partition > 0 for group in groups for one in group.samples)
        assert not any(fact.name.startswith("group.lag") for group in groups for fact in group.facts)


def test_a_secret_beside_settings_is_not_repeated() -> None:
    text = "All configs for broker 1 are:\n  listener.sasl.jaas.config=hunter2 sensitive=false synonyms={}\n  ssl.key.password=hunter2 sensitive=true synonyms={}\n"
    reading = read_text(text)
    assert "hunter2" not in repr((reading.facts, reading.notes))

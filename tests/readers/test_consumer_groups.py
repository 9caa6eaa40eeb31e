"""Pasted output of kafka-consumer-groups.sh, of all versions and as people copy it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kafka_triage import read_text
from kafka_triage.errors import FactError
from kafka_triage.readers.text import Reading

OLD_0_9 = """GROUP, TOPIC, PARTITION, CURRENT OFFSET, LOG END OFFSET, LAG, OWNER
orders, orders, 0, 100, 150, 50, consumer-1_/10.0.3.17
orders, orders, 1, unknown, 70, unknown, none
"""
OLD_0_10 = """GROUP                          TOPIC                          PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             OWNER
orders                         orders                         0          100             150             50              consumer-1_/10.0.3.17
orders                         orders                         1          -               70              -               -
"""
V1 = """Note: This will not show information about old Zookeeper-based consumers.

TOPIC                          PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG        CONSUMER-ID                                       HOST                           CLIENT-ID
orders                         0          100             150             50         consumer-1-aaaa                                   /10.0.3.17                     consumer-1
orders                         1          -               70              -          -                                                 -                              -
"""
V2 = """
GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID     HOST            CLIENT-ID
orders          orders          0          100             150             50              consumer-1-aaaa /10.0.3.17      consumer-1
orders          orders          1          -               70              -               -               -               -
"""
V4 = """GROUP           TOPIC           PARTITION  LEADER-EPOCH  CURRENT-OFFSET  LOG-END-OFFSET  LAG   CONSUMER-ID     HOST            CLIENT-ID
orders          orders          0          3             100             150             50    consumer-1-aaaa /10.0.3.17      consumer-1
orders          orders          1          -             -               70              -     -               -               -
"""
FRAMED = """┌────────┬────────┬───────────┬────────────────┬────────────────┬─────┬─────────────────┬────────────┬────────────┐
│ GROUP  │ TOPIC  │ PARTITION │ CURRENT-OFFSET │ LOG-END-OFFSET │ LAG │ CONSUMER-ID     │ HOST       │ CLIENT-ID  │
├────────┼────────┼───────────┼────────────────┼────────────────┼─────┼─────────────────┼────────────┼────────────┤
│ orders │ orders │ 0         │ 100            │ 150            │ 50  │ consumer-1-aaaa │ /10.0.3.17 │ consumer-1 │
│ orders │ orders │ 1         │ -              │ 70             │ -   │ -               │ -          │ -          │
└────────┴────────┴───────────┴────────────────┴────────────────┴─────┴─────────────────┴────────────┴────────────┘
"""
MARKDOWN = """| GROUP | TOPIC | PARTITION | CURRENT-OFFSET | LOG-END-OFFSET | LAG | CONSUMER-ID | HOST | CLIENT-ID |
|---|---|---|---|---|---|---|---|---|
| orders | orders | 0 | 100 | 150 | 50 | consumer-1-aaaa | /10.0.3.17 | consumer-1 |
| orders | orders | 1 | - | 70 | - | - | - | - |
"""
REORDERED = """LAG  LOG-END-OFFSET  CURRENT-OFFSET  PARTITION  TOPIC   GROUP
50   150             100             0          orders  orders
-    70              -               1          orders  orders
"""


@pytest.mark.parametrize(
    "table",
    [
        OLD_0_9,
        OLD_0_10,
        V1,
        V2,
        V4,
        FRAMED,
        MARKDOWN,
        REORDERED,
        V2.replace("\n", "\r\n"),
        "$ kubectl exec -it kafka-0 -- sh\n" + V2 + "$\n",
        "    " + V2.replace("\n", "\n    "),
    ],
)
def test_offsets_of_every_version(table: str) -> None:
    (group,) = read_text(table).groups
    assert [(0, 100, 150), (1, None, 70)] == [(one.partition, one.committed, one.end) for one in group.samples]


def test_the_head_of_another_table_ends_one() -> None:
    transactions = "Topic  Partition  ProducerId  StartOffset\nledger 0          4001        88012\n"
    (group,) = read_text(f"{V2}\n{transactions}").groups
    assert ["orders", "orders"] == [one.topic for one in group.samples]


def test_of_a_column_that_a_head_names_twice_the_first_counts() -> None:
    head, row = V2.split("\n")[1:3]
    (group,) = read_text(f"{head.replace(' HOST', ' Partition moved: HOST')}\n{row}").groups
    assert [(0, 100, 150)] == [(one.partition, one.committed, one.end) for one in group.samples]


def test_owner_and_place() -> None:
    (group,) = read_text(V2, name="paste.txt").groups
    first = group.samples[0]
    assert ("consumer-1-aaaa", "10.0.3.17", "consumer-1", "paste.txt:3") == (
        first.member_id,
        first.host,
        first.client_id,
        first.origin,
    )


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("2026-11-16T09:14:05Z", datetime(2026, 11, 16, 9, 14, 5, tzinfo=UTC)),
        ("2026-11-16 09:14:05", datetime(2026, 11, 16, 9, 14, 5, tzinfo=UTC)),
        ("at 2026-11-16T10:14:05+01:00:", datetime(2026, 11, 16, 9, 14, 5, tzinfo=UTC)),
        ("Mon Nov 16 09:14:05 UTC 2026", datetime(2026, 11, 16, 9, 14, 5, tzinfo=UTC)),
        ("Mon 16 Nov 2026 09:14:05 AM UTC", datetime(2026, 11, 16, 9, 14, 5, tzinfo=UTC)),
        (
            "Every 60.0s: kafka-consumer-groups.sh --describe      host-1: Mon Nov 16 09:14:05 2026",
            datetime(2026, 11, 16, 9, 14, 5, tzinfo=UTC),
        ),
        ("09:14:05", datetime(2000, 1, 1, 9, 14, 5, tzinfo=UTC)),
    ],
)
def test_time_line_above_a_table(line: str, at: datetime) -> None:
    (group,) = read_text(f"{line}\n{V2}").groups
    assert [at, at] == [one.at for one in group.samples]


@pytest.mark.parametrize("line", ["Mon Nov 23 10:01:00 UTC 2026", "2026-11-23 10:01:00", "10:01:00"])
def test_time_line_right_below_a_table_is_no_row(line: str) -> None:
    header = "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID"
    row = "billing invoices 0 {} 5000 10 rdkafka-1 /10.1.2.3 rdkafka"
    reading = read_text("\n".join([header, row.format(1000), line, header, row.format(1100)]))
    assert [group.name for group in reading.groups] == ["billing"]
    assert [sample.committed for sample in reading.groups[0].samples] == [1000, 1100]


def test_two_tables_over_midnight() -> None:
    (group,) = read_text(f"23:59:30\n{V2}\n00:00:30\n{V2}").groups
    first, last = group.samples[0].at, group.samples[-1].at
    assert first and last and 60.0 == (last - first).total_seconds()


def test_a_table_without_a_time_leaves_all_without() -> None:
    (group,) = read_text(f"2026-11-16T09:14:05Z\n{V2}\n\nlater\n{V2}").groups
    assert [(None, 0), (None, 0), (None, 1), (None, 1)] == [(one.at, one.order) for one in group.samples]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Consumer group 'orders' has no active members.",
            {
                "event.group_empty": True,
                "group.state": "empty",
                "group.members": 0,
                "group.exists": True,
                "group.name": "orders",
            },
        ),
        (
            "Warning: Consumer group 'orders' is rebalancing.",
            {
                "event.group_rebalancing": True,
                "group.state": "preparing_rebalance",
                "group.exists": True,
                "group.name": "orders",
            },
        ),
        (
            "Error: Consumer group 'orders' does not exist.",
            {"event.group_missing": True, "group.exists": False, "group.name": "orders"},
        ),
        (
            "GROUP                     COORDINATOR (ID)          ASSIGNMENT-STRATEGY  STATE           #MEMBERS\norders                    broker-1:9092 (1)         range                Stable          3\n",
            {
                "group.state": "stable",
                "group.exists": True,
                "group.assignor": "range",
                "group.members": 3,
                "group.name": "orders",
            },
        ),
        (
            "GROUP  COORDINATOR (ID)  ASSIGNMENT-STRATEGY  STATE  #MEMBERS\norders  broker-1:9092 (1)   Empty  0\n",
            {"group.state": "empty", "group.exists": True, "group.members": 0, "group.name": "orders"},
        ),
        (
            "GROUP   CONSUMER-ID  HOST       CLIENT-ID  #PARTITIONS  ASSIGNMENT\norders  c-1-a        /10.0.0.1  c-1        2            orders(0,1)\norders  c-2-b        /10.0.0.2  c-2        0            -\n",
            {
                "group.members": 2,
                "group.idle_members": 1,
                "group.partitions": 2,
                "group.topics": 1,
                "group.name": "orders",
            },
        ),
        (V2, {"group.members": 1, "group.name": "orders"}),
        (
            V2.replace(
                "70              -               -               -               -",
                "70   -   consumer-2-b /10.0.0.2 c-2",
            ),
            {"group.members": 2, "group.state": "stable", "group.name": "orders"},
        ),
    ],
)
def test_facts(text: str, expected: dict[str, Any]) -> None:
    assert expected == {fact.name: fact.value for fact in read_text(text).facts}


def test_groups_are_kept_apart() -> None:
    text = V2 + V2.replace("orders          orders", "billing         orders")
    assert {"orders": 2, "billing": 2} == {group.name: len(group.samples) for group in read_text(text).groups}


def test_what_was_not_understood_is_kept() -> None:
    reading = read_text(f"hello\n{V2}what now?\n", name="x")
    assert ((1, "hello"), (6, "what now?")) == reading.unrecognised


def test_nothing_understood_is_said() -> None:
    assert ("nothing in pasted was understood",) == read_text("all is well here").notes


def test_a_path_a_file_and_lines_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "pasted"
    path.write_text(V2)
    with path.open() as text, path.open("rb") as binary:
        readings = [read_text(path), read_text(text), read_text(binary), read_text(V2.splitlines()), read_text(V2)]
    assert all(one.groups == readings[0].groups for one in readings)


def test_utf_16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "paste.txt"
    path.write_bytes(V2.encode("utf-16"))
    assert 2 == len(read_text(path).groups[0].samples)


@pytest.mark.parametrize(
    ("content", "message"), [(b"", "there is no text"), (b" \n ", "there is no text"), (b"a\0b", "this is binary")]
)
def test_bad_input(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "paste.txt"
    path.write_bytes(content)
    with pytest.raises(FactError, match=message):
        read_text(path)


@given(st.text(min_size=1))
def test_any_text_gives_a_reading_or_one_error(text: str) -> None:
    try:
        assert isinstance(read_text(text), Reading)
    except FactError as error:
        assert error.problems


TOKENS = st.sampled_from(
    [
        "GROUP",
        "TOPIC",
        "PARTITION",
        "CURRENT-OFFSET",
        "LOG-END-OFFSET",
        "LAG",
        "STATE",
        "#MEMBERS",
        "#PARTITIONS",
        "Stable",
        "COORDINATOR (ID)",
        "b:9092 (1)",
        "orders",
        "-",
        "0",
        "5",
        "99999999999999999999",
        "-1",
        "|",
        ",",
        "\n",
        "\n\n",
        "  ",
        "12:61",
        "2026-99-99 99:99:99",
        "Consumer group 'x' has no active members.",
        "½",
        "٣",
        "²",
    ]
)


@given(st.lists(TOKENS, min_size=1, max_size=80))
@example(["GROUP", "GROUP", "PARTITION", "\n", "GROUP"])
def test_anything_that_looks_like_a_table_is_read_without_a_crash(tokens: list[str]) -> None:
    try:
        assert isinstance(read_text(" ".join(tokens)), Reading)
    except FactError as error:
        assert error.problems


def test_a_later_table_with_owners_outranks_what_was_said_before() -> None:
    row = "orders orders 0 {} {} {} {} {} {}\n"
    text = (
        "Consumer group 'orders' has no active members.\n"
        "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID\n"
        + row.format(900, 1000, 100, "-", "-", "-")
        + "\n\nGROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID\n"
        + row.format(950, 1100, 150, "c-1", "/10.0.0.1", "c")
    )
    found = {fact.name: fact.value for fact in read_text(text).facts}
    assert (found["group.members"], found["group.state"]) == (1, "stable")
    assert "event.group_empty" not in found

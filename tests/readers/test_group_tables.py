"""Tables of consumer groups as rpk, consoles and wikis show them, and as narrow terminals wrap them."""

from __future__ import annotations

from datetime import UTC, datetime
from textwrap import wrap
from typing import Any

import pytest

from kafka_triage import diagnose, read_text

HEAD = "GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID                                   HOST            CLIENT-ID"
ROWS = (
    "orders-group    orders          0          100             150             50              consumer-orders-1-4f1b8d5e-2b1c-4f6b-9c7c-aa  /10.0.3.17      consumer-orders-1",
    "orders-group    orders          1          -               70              -               -                                             -               -",
)
RPK = """GROUP        pay
COORDINATOR  1
STATE        Stable
BALANCER     cooperative-sticky
MEMBERS      2
TOTAL-LAG    170

TOPIC  PARTITION  CURRENT-OFFSET  LOG-START-OFFSET  LOG-END-OFFSET  LAG  MEMBER-ID  INSTANCE-ID  CLIENT-ID  HOST
pay    0          100             7                 150             50   m-1        i-1          c1         10.0.0.1
pay    1          100             7                 110             10   m-2                     c2         10.0.0.2
pay    2          -               0                 110             110
"""


def offsets(text: str) -> list[tuple[str, str, int, int | None, int | None]]:
    return [
        (group.name, one.topic, one.partition, one.committed, one.end)
        for group in read_text(text).groups
        for one in group.samples
    ]


def facts(text: str) -> dict[str, Any]:
    return {fact.name: fact.value for fact in read_text(text).facts}


def hard(line: str, width: int, trim: bool) -> list[str]:
    parts = [line[at : at + width] for at in range(0, len(line), width)]
    return [part.rstrip() if trim else part for part in parts]


@pytest.mark.parametrize("width", [50, 60, 80, 100, 132])
@pytest.mark.parametrize("trim", [False, True])
def test_rows_that_a_narrow_terminal_cut(width: int, trim: bool) -> None:
    text = "\n".join(part for line in (HEAD, *ROWS) for part in hard(line, width, trim))
    (group,) = read_text(text).groups
    assert [(0, 100, 150), (1, None, 70)] == [(one.partition, one.committed, one.end) for one in group.samples]
    first = group.samples[0]
    assert "consumer-orders-1-4f1b8d5e-2b1c-4f6b-9c7c-aa" == first.member_id
    assert ("10.0.3.17", "consumer-orders-1") == (first.host, first.client_id)


def test_rows_that_were_wrapped_between_words() -> None:
    text = "\n".join(part for line in (HEAD, *ROWS) for part in wrap(line, 80))
    assert [("orders-group", "orders", 0, 100, 150), ("orders-group", "orders", 1, None, 70)] == offsets(text)
    assert not read_text(text).unrecognised


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<table><tr><th>GROUP</th><th>TOPIC</th><th>PARTITION</th><th>CURRENT-OFFSET</th>\n<th>LOG-END-OFFSET</th><th>LAG</th>"
            "<th>CONSUMER-ID</th></tr>\n<tr><td>g</td><td>t</td><td>0</td><td>5</td><td>9</td><td>4</td><td></td></tr></table>",
            [("g", "t", 0, 5, 9)],
        ),
        (
            "|| GROUP || TOPIC || PARTITION || CURRENT-OFFSET || LOG-END-OFFSET || LAG ||\n| g | t | 0 | | 9 | |\n| g | t | 1 | 3 | 9 | 6 |",
            [("g", "t", 0, None, 9), ("g", "t", 1, 3, 9)],
        ),
        (
            "| **GROUP** | **TOPIC** | **PARTITION** | **CURRENT-OFFSET** | **LOG-END-OFFSET** | **LAG** |\n|:---|---|--:|--:|--:|--:|\n| `g` | `t` | 0 | 5 | 9 | 4 |",
            [("g", "t", 0, 5, 9)],
        ),
        (
            "Kafka Consumer: billing\nTopics\t2\n Topic: invoices\nPartition\tFirst Offset\tLast Offset\tConsumer Offset\tLag\n0\t0\t1000\t900\t100\n"
            "Combined lag\t100\n Topic: refunds\nPartition\tFirst Offset\tLast Offset\tConsumer Offset\tLag\n0\t0\t10\t10\t0\n",
            [("billing", "invoices", 0, 900, 1000), ("billing", "refunds", 0, 10, 10)],
        ),
        (
            "orders\t10\nPartition\tConsumer ID\tHost\tMessages Behind\tCurrent Offset\tEnd offset\n0\tc-1\t/10.0.0.1\t5\t10\t15\n1\t\t\t5\t\t15\n",
            [("", "orders", 0, 10, 15), ("", "orders", 1, None, 15)],
        ),
        (
            "Consumer Group: shop\nName\tPartition\tMember\tOffset\tMetadata\tLag\norders\t0\t/10.0.0.1\t1234\t-\t1,000\norders\t1\t\t-\t-\t-\n",
            [("shop", "orders", 0, 1234, 2234), ("shop", "orders", 1, None, None)],
        ),
        (
            "$ kafka-consumer-groups.sh --describe --group g1\nTOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG\nt 0 5 9 4\n",
            [("g1", "t", 0, 5, 9)],
        ),
        (RPK, [("pay", "pay", 0, 100, 150), ("pay", "pay", 1, 100, 110), ("pay", "pay", 2, None, 110)]),
        (
            "Group ID:        shop\nState:           Stable\nOffsets:\n  orders:\n    Partition  Group Offset  High Watermark  Lag     Metadata\n"
            "    ---------  ------------  --------------  ---     --------\n    0          5             9               4\n",
            [("shop", "orders", 0, 5, 9)],
        ),
        (
            "  Cluster | Consumer Group | Consumer | Topic  | Partition | Current Offset | Log End Offset | Lag | Client | Instance\n"
            "----------+----------------+----------+--------+-----------+----------------+----------------+-----+--------+---------\n"
            "  lkc-1   | shop           | c-1-aa   | orders |         0 |              5 |              9 |   4 | c-1    |\n",
            [("shop", "orders", 0, 5, 9)],
        ),
        (
            "Group           Topic      Pid Offset          logSize         Lag             Owner\nshop            orders     0   5               9               4               none\n",
            [("shop", "orders", 0, 5, 9)],
        ),
        (
            "Group           Topic      Pid Offset          logSize         Lag\nshop            orders     0   5               9               4\n",
            [("shop", "orders", 0, 5, 9)],
        ),
        (
            "  GROUP    TOPIC   PARTITION  LAG  LAG %    COMMITTED OFFSET  LATEST OFFSET  CONSUMER ID\n  shop     orders  0          4    0.09     5                 9              -\n",
            [("shop", "orders", 0, 5, 9)],
        ),
        (
            "# GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG\n# shop            orders          0          5              9               4\n",
            [("shop", "orders", 0, 5, 9)],
        ),
        (
            "GROUP TOPIC  PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG\nshop  orders 0          50,000,000      50,100,000      100,000  <- look at this\n",
            [("shop", "orders", 0, 50000000, 50100000)],
        ),
    ],
    ids=[
        "html",
        "confluence",
        "markdown",
        "kafdrop",
        "kafka-ui",
        "akhq",
        "command",
        "rpk",
        "kaf",
        "confluent",
        "0.8",
        "0.8-windows",
        "rpk-old",
        "comment",
        "thousands",
    ],
)
def test_offsets_of_other_tools(text: str, expected: list[tuple[Any, ...]]) -> None:
    assert expected == offsets(text)


def test_a_quotation_or_fence_around_a_table_is_no_part_of_it() -> None:
    table = "\n".join((HEAD, *ROWS))
    expected = [("orders-group", "orders", 0, 100, 150), ("orders-group", "orders", 1, None, 70)]
    assert expected == offsets(
        f"Hi all,\nthis is what we see:\n> {table.replace(chr(10), chr(10) + '> ')}\nAny idea?\nBob\n\n-- \nBob"
    )
    assert expected == offsets(f"bob  10:15 AM\n```{table}```\n")
    assert "consumer-orders-1" == read_text(f"```{HEAD}\n{ROWS[0]}```").groups[0].samples[0].client_id


ROW = "orders-group orders 0 1000 2000 {lag} consumer-1-aa {host} consumer-1"


def test_rows_without_their_head_are_read_where_nothing_else_can_be_meant() -> None:
    assert [("orders-group", "orders", 0, 1000, 2000)] == offsets(ROW.format(lag=1000, host="/10.0.0.1"))
    assert [("", "orders", 0, 1000, 2000)] == offsets("orders 0 1000 2000 1000 consumer-1-aa /10.0.0.1 consumer-1")
    assert [] == offsets(ROW.format(lag=999, host="/10.0.0.1"))
    assert [] == offsets(ROW.format(lag=1000, host="10.0.0.1"))


def test_a_row_with_single_spaces_is_no_line_with_the_prefix_of_a_pod() -> None:
    head = "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID"
    assert [("orders-group", "orders", 0, 1000, 2000)] == offsets(f"{head}\n{ROW.format(lag=1000, host='/10.0.0.1')}")


def test_members_without_a_partition_stand_in_the_tables_of_old_versions() -> None:
    rows = ["orders 0 5 9 4 c-1-aa /10.0.0.1 c-1", "- - - - - c-2-bb /10.0.0.2 c-2", "- - - - - c-3-cc /10.0.0.3 c-3"]
    text = "\n".join(["TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID", *rows])
    found = facts(text)
    assert (3, 2) == (found["group.members"], found["group.idle_members"])
    assert 1 == facts("\n".join(text.split("\n")[:2]))["group.members"]


def test_an_owner_that_is_not_there_is_no_member() -> None:
    head = "GROUP, TOPIC, PARTITION, CURRENT OFFSET, LOG END OFFSET, LAG, OWNER"
    found = facts(f"{head}\ng, t, 0, 1, 5, 4, c-1_/127.0.0.1\ng, t, 1, unknown, 5, unknown, none")
    assert (1, None) == (found["group.members"], found.get("group.state"))


def test_a_page_shows_state_and_members_beside_its_table() -> None:
    table = "Partition\tConsumer ID\tHost\tMessages Behind\tCurrent Offset\tEnd offset\n0\tc-1\t/10.0.0.1\t5\t10\t15\n"
    found = facts(f"shop\nState\nPREPARING_REBALANCE\nMembers\n3\nAssigned Topics\n1\norders\t10\n{table}")
    assert ("preparing_rebalance", 3) == (found["group.state"], found["group.members"])
    assert {} == facts("State\nSTABLE\nMembers\n3\n")


def test_a_list_of_states() -> None:
    listed = {
        group.name: group.facts[0].value for group in read_text("GROUP  STATE\na      Stable\nb      Dead\n").groups
    }
    assert {"a": "stable", "b": "dead"} == listed


def test_rpk_says_state_members_and_owners() -> None:
    assert {
        "group.state": "stable",
        "group.exists": True,
        "group.assignor": "cooperative-sticky",
        "group.members": 2,
        "group.name": "pay",
    } == facts(RPK)
    (group,) = read_text(RPK).groups
    assert [(7, "m-1", "c1", "10.0.0.1"), (7, "m-2", "c2", "10.0.0.2"), (0, None, None, None)] == [
        (one.start, one.member_id, one.client_id, one.host) for one in group.samples
    ]


def test_a_summary_alone_gives_the_lag() -> None:
    assert 170 == facts(RPK.partition("\n\n")[0])["group.lag_messages"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Error: The consumer group 'x' does not exist.",
            {"event.group_missing": True, "group.exists": False, "group.name": "x"},
        ),
        (
            "Warning: Consumer group 'y' is rebalancing.",
            {
                "event.group_rebalancing": True,
                "group.state": "preparing_rebalance",
                "group.exists": True,
                "group.name": "y",
            },
        ),
        (
            "Error: Executing consumer group command failed due to org.apache.kafka.common.errors.CoordinatorNotAvailableException: The coordinator is not available.",
            {"event.coordinator_unavailable": True, "event.coordinator_unavailable.count": 1},
        ),
        (
            "GROUP CONSUMER-ID GROUP-INSTANCE-ID HOST CLIENT-ID #PARTITIONS ASSIGNMENT\ng c-1 i-1 /1.1.1.1 c 3 orders(0,1), pay(0)\n",
            {
                "group.members": 1,
                "group.idle_members": 0,
                "group.static_membership": True,
                "group.partitions": 3,
                "group.topics": 2,
                "group.name": "g",
            },
        ),
        (
            "GROUP   TYPE      STATE\ng       Consumer  Reconciling\n",
            {"group.state": "reconciling", "group.exists": True, "group.protocol": "consumer", "group.name": "g"},
        ),
    ],
)
def test_facts_of_a_group(text: str, expected: dict[str, Any]) -> None:
    assert expected == facts(text)


def test_a_list_of_groups_keeps_them_apart() -> None:
    text = "Group ID\tNum Of Members\tNum Of Topics\tConsumer Lag\tCoordinator\tState\norders\t3\t1\t500\t1\tSTABLE\nbilling\t0\t1\t0\t2\tEMPTY"
    groups = {group.name: {fact.name: fact.value for fact in group.facts} for group in read_text(text).groups}
    assert ("stable", 3) == (groups["orders"]["group.state"], groups["orders"]["group.members"])
    assert 500 == groups["orders"]["group.lag_messages"]
    assert any("this is about orders" in note.text for note in diagnose(text=text).notes)
    assert ("empty", 0) == (groups["billing"]["group.state"], groups["billing"]["group.members"])


def test_tables_of_several_groups_at_one_time_are_one_snapshot() -> None:
    table = "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG\n{} t 0 5 {} 4\n\n"
    text = "".join(
        f"2026-11-24T10:0{at}:00Z\n" + table.format("a", 9 + at) + table.format("b", 9 + at) for at in range(2)
    )
    a, b = read_text(text).groups
    times = [datetime(2026, 11, 24, 10, at, tzinfo=UTC) for at in range(2)]
    assert [times, times] == [[one.at for one in group.samples] for group in (a, b)]


def test_idle_consumer_is_found_in_a_members_table() -> None:
    text = (
        "GROUP CONSUMER-ID HOST CLIENT-ID #PARTITIONS ASSIGNMENT\ng c-1 /1.1.1.1 c 1 orders(0)\ng c-2 /1.1.1.2 c 0 -\n"
    )
    assert "accumulation/consumers-exceed-partitions" in [risk.id for risk in diagnose(text=text).risks]


def test_a_sentence_that_looks_like_a_head_is_none() -> None:
    reading = read_text("Topic and partition and group were checked.\nThe state of the group is not known.\n")
    assert (() == reading.facts) and not reading.recognised

"""Conditions that can never hold are found, and only those."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafka_triage import load_rules
from kafka_triage.analysis.atoms import Forms
from kafka_triage.analysis.reachable import unreachable
from kafka_triage.analysis.shadow import entails
from kafka_triage.language.evaluate import Evaluator
from kafka_triage.language.model import Condition, Group, RuleBook
from tests.analysis.books import book, rule


def found(made: RuleBook) -> list[str]:
    return [
        f"{finding.place.rsplit(':', 2)[-1]}: {finding.what}" for finding in unreachable(made, Forms(made.vocabulary))
    ]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (
            "[group.lag_trend == growing, group.lag_trend == stable]",
            "36: 'group.lag_trend == stable' cannot hold together with 'group.lag_trend == growing' (line 5)",
        ),
        (
            '["group.lag_trend in [growing]", group.lag_trend == stable]',
            "40: 'group.lag_trend == stable' cannot hold together with 'group.lag_trend in [growing]' (line 5)",
        ),
        (
            "[group.lag_trend != growing, group.lag_trend != stable]",
            "36: 'group.lag_trend != stable' cannot hold together with 'group.lag_trend != growing' (line 5)",
        ),
        (
            "{all: [group.members > 5], none: [group.members >= 3]}",
            "41: 'none: group.members >= 3' cannot hold together with 'group.members > 5' (line 5)",
        ),
        (
            "[processing.batch_ms > 5 * minute, processing.batch_ms < 3 * second]",
            "42: 'processing.batch_ms < 3 * second' cannot hold together with 'processing.batch_ms > 5 * minute' (line 5)",
        ),
        (
            "[1 * minute < processing.batch_ms, 2 * second > processing.batch_ms]",
            "42: '2 * second > processing.batch_ms' cannot hold together with '1 * minute < processing.batch_ms' (line 5)",
        ),
        (
            "[group.members > 3, group.members < 4]",
            "27: 'group.members < 4' cannot hold together with 'group.members > 3' (line 5)",
        ),
        ("[group.members < 0]", "8: 'group.members < 0' can never hold: group.members is at least 0"),
        (
            "[group.members + 1 > 5, group.members + 1 < 2]",
            "31: 'group.members + 1 < 2' cannot hold together with 'group.members + 1 > 5' (line 5)",
        ),
        (
            "[config.session.timeout.ms > config.max.poll.interval.ms, config.max.poll.interval.ms >= config.session.timeout.ms]",
            "65: 'config.max.poll.interval.ms >= config.session.timeout.ms' cannot hold together with "
            "'config.session.timeout.ms > config.max.poll.interval.ms' (line 5)",
        ),
        (
            '[client.version >= "2.0", client.version < "1.10"]',
            "33: 'client.version < \"1.10\"' cannot hold together with 'client.version >= \"2.0\"' (line 5)",
        ),
        (
            '[client.library == java, client.version < "0.9", config.max.poll.records > 5 * message]',
            "56: config.max.poll.records does not exist where 'client.library == java' (line 5) and "
            "'client.version < \"0.9\"' (line 5) hold",
        ),
        (
            "[config.max.poll.records > 5 * message, client.library == librdkafka]",
            "47: config.max.poll.records does not exist where 'client.library == librdkafka' (line 5) holds",
        ),
        (
            "[client.library == librdkafka, exists(config.max.poll.records) == true]",
            "38: config.max.poll.records does not exist where 'client.library == librdkafka' (line 5) holds",
        ),
        (
            '[exists(config.max.poll.records) == false, client.library == java, client.version > "3"]',
            "74: config.max.poll.records exists wherever 'client.library == java' (line 5) and "
            "'client.version > \"3\"' (line 5) hold",
        ),
        (
            "[group.members > 3, known(group.members) == false]",
            "27: 'known(group.members) == false' cannot hold together with 'group.members > 3' (line 5), "
            "which needs group.members to be known",
        ),
        (
            "[known(group.members) == false, group.members > 3]",
            "39: 'group.members > 3' needs group.members to be known, and cannot hold together with "
            "'known(group.members) == false' (line 5)",
        ),
        (
            "[group.state == stable, group.members < 1]",
            "31: 'group.members < 1' cannot hold together with 'group.state == stable' (line 5): a stable group has members",
        ),
        (
            "[group.partitions < group.members]",
            "8: 'group.partitions < group.members' can never hold: more members than partitions",
        ),
        (
            "{all: [group.members > 3], any: [group.partitions > 7, {all: [group.partitions > 6, group.members == 2]}]}",
            "91: 'group.members == 2' cannot hold together with 'group.members > 3' (line 5)",
        ),
        (
            "[group.members > 3, {none: [{all: [known(group.members) == true, group.members > 2]}]}]",
            "42: this can never be false: 'none: known(group.members) == true' cannot hold together with "
            "'group.members > 3' (line 5), which needs group.members to be known and 'none: group.members > 2' cannot "
            "hold together with 'group.members > 3' (line 5)",
        ),
    ],
)
def test_contradiction_in_a_conjunction(when: str, expected: str, tmp_path: Path) -> None:
    assert [expected] == found(book(tmp_path, rebalance__one=rule(when)))


@pytest.mark.parametrize(
    "when",
    [
        "[group.members > 3, group.members < 5]",
        "[processing.batch_ms > 3 * ms, processing.batch_ms < 4 * ms]",
        "{any: [group.lag_trend == growing, group.lag_trend == stable]}",
        "{none: [group.lag_trend == growing]}",
        "[group.members >= 3, group.members <= 3]",
        "[config.session.timeout.ms >= config.max.poll.interval.ms, config.max.poll.interval.ms >= config.session.timeout.ms]",
        '[client.library == java, client.version < "0.10.1", config.max.poll.records > 5 * message]',
        "[client.library == kafka-python, exists(config.max.poll.records) == true]",
        '[client.library != librdkafka, exists(config.max.poll.records) == false, client.version >= "3"]',
        "[group.members > 3, {none: [{all: [known(group.partitions) == true, group.partitions > 2]}]}]",
        "[client.ip == a, client.ip != b]",
        "[group.state == stable, group.members > 0]",
    ],
)
def test_what_can_hold_is_not_blamed(when: str, tmp_path: Path) -> None:
    when = when.replace("== kafka-python", '== "kafka-python"').replace("'", "")
    assert [] == found(book(tmp_path, rebalance__one=rule(when)))


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ("unless: [{if: group.members == 1, say: x}]\n", "8:15"),
        ("raised_by: [{when: group.members == 1, factor: 2}]\n", "8:20"),
        ("adjust: [{when: group.members == 1, severity: info}]\n", "8:17"),
        ("actions: [{do: x, when: group.members == 1, when_say: x}]\n", "8:25"),
        ("notes: [{when: group.members == 1, say: x}]\n", "8:16"),
    ],
)
def test_parts_of_a_rule_that_its_conditions_exclude(more: str, place: str, tmp_path: Path) -> None:
    made = book(tmp_path, rebalance__one=rule("[group.members > 3, group.lag_trend == growing]", more))
    (finding,) = unreachable(made, Forms(made.vocabulary))
    assert finding.place.endswith(f"one.yaml:{place}") and ("rebalance/one",) == finding.rules


def test_a_formula_of_the_vocabulary(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "z.yaml").write_text(
        "facts: {z.z: {type: bool, meaning: z, derive: [{when: [group.members > 3, group.members < 2], value: true}]}}\n"
    )
    made = book(tmp_path, rebalance__one=rule("[z.z == true]"))
    (finding,) = unreachable(made, Forms(made.vocabulary))
    assert finding.place.endswith("facts/z.yaml:1:75") and () == finding.rules


def test_shipped_rules_have_no_condition_that_can_never_hold() -> None:
    assert [] == found(load_rules())


LITERALS = [
    *(f"group.lag_trend {sign} {word}" for sign in ("==", "!=") for word in ("growing", "stable")),
    *(f"group.members {sign} {number}" for sign in ("==", "!=", "<", "<=", ">", ">=") for number in (0, 1, 2)),
    *(f"known(group.members) == {truth}" for truth in ("true", "false")),
    *(f"known(group.lag_trend) == {truth}" for truth in ("true", "false")),
    "group.members in [0, 2]",
    "group.members not in [0, 1]",
]
VALUES = [
    {name: value for name, value in (("group.lag_trend", trend), ("group.members", members)) if value is not None}
    for trend, members in product((None, "growing", "stable"), (None, 0, 1, 2, 3))
]
GROUPS = st.recursive(
    st.sampled_from(LITERALS),
    lambda inner: st.tuples(st.sampled_from(["all", "any", "none"]), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Forms, Evaluator, dict[str, Condition]]:
    when = "{any: [" + ", ".join(f'"{literal}"' for literal in LITERALS) + "]}"
    made = book(tmp_path_factory.mktemp("small"), rebalance__one=rule(when))
    conditions = {item.text: item for item in made.rules["rebalance/one"].when.items if isinstance(item, Condition)}
    return Forms(made.vocabulary), Evaluator(made.vocabulary), conditions


def grouped(node: object, conditions: dict[str, Condition]) -> Condition | Group:
    if isinstance(node, str):
        return conditions[node]
    kind, items = node  # type: ignore[misc]
    return Group(kind, tuple(grouped(item, conditions) for item in items))


@given(GROUPS, GROUPS)
def test_entailment_is_never_claimed_wrongly(
    small: tuple[Forms, Evaluator, dict[str, Condition]], one: object, other: object
) -> None:
    """Against every case that there is: whatever one group is said to entail holds wherever that one holds."""
    forms, evaluator, conditions = small
    first, second = grouped(one, conditions), grouped(other, conditions)
    if entails(forms.form(first), forms.form(second), forms):
        assert all(
            evaluator.truth(second)(values) is True for values in VALUES if evaluator.truth(first)(values) is True
        )

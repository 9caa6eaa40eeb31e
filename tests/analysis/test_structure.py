"""Circles and gaps of the causal graph, and rules that only repeat another."""

from __future__ import annotations

from pathlib import Path

import pytest

from kafka_triage import load_rules
from kafka_triage.analysis.atoms import Forms
from kafka_triage.analysis.findings import Finding, Places
from kafka_triage.analysis.shadow import shadowed
from kafka_triage.analysis.structure import circles, unexplained, without_effect
from kafka_triage.analysis.survey import survey
from kafka_triage.language.model import RuleBook
from tests.analysis.books import book, rule

GROWS = "[group.lag_trend == growing]"


def told(findings: list[Finding]) -> list[str]:
    return [str(finding).rsplit("/rebalance/", 1)[-1] for finding in findings]


def test_circle_is_told_once_at_the_explains_that_closes_it(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        rebalance__a=rule(GROWS, explains="[symptom.accumulation, rebalance/c]"),
        rebalance__b=rule(GROWS, explains="[rebalance/a]"),
        rebalance__c=rule(GROWS, explains="[rebalance/b, symptom.accumulation]"),
    )
    assert [
        "b.yaml:6:12: these causes explain each other: rebalance/a -> rebalance/c -> rebalance/b -> rebalance/a"
    ] == told(circles(made, Places(made.rules)))


def test_two_circles_and_a_cause_that_explains_itself(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        rebalance__a=rule(GROWS, explains="[rebalance/b]"),
        rebalance__b=rule(GROWS, explains="[rebalance/a]"),
        rebalance__c=rule(GROWS, explains="[symptom.accumulation, rebalance/c]"),
    )
    assert [
        "b.yaml:6:12: these causes explain each other: rebalance/a -> rebalance/b -> rebalance/a",
        "c.yaml:6:34: these causes explain each other: rebalance/c -> rebalance/c",
    ] == sorted(told(circles(made, Places(made.rules))))


def test_cause_without_explains_is_told_unless_it_says_so_itself(tmp_path: Path) -> None:
    silent = rule(GROWS).replace("explains: [symptom.accumulation]\n", "")
    made = book(
        tmp_path,
        rebalance__forgotten=silent,
        rebalance__healthy=silent + "health: true\n",
        rebalance__risk=rule(GROWS, explains="[]"),
    )
    (finding,) = without_effect(made, Places(made.rules))
    assert str(finding).endswith(
        "rebalance/forgotten.yaml:1:1: rebalance/forgotten explains nothing, so it can never be a diagnosis; name symptoms "
        "or causes under explains, or write explains: [] for what is only a risk"
    )


def test_cause_that_leads_to_no_symptom_is_told(tmp_path: Path) -> None:
    made = book(
        tmp_path,
        rebalance__a=rule(GROWS, explains="[rebalance/b]"),
        rebalance__b=rule(GROWS, explains="[rebalance/risk]"),
        rebalance__risk=rule(GROWS, explains="[]"),
        rebalance__fine=rule(GROWS, explains="[rebalance/leads]"),
        rebalance__leads=rule(GROWS),
    )
    assert [
        "a.yaml:6:11: rebalance/a explains rebalance/b, and no symptom follows from that, so it can never be a diagnosis; "
        "name a symptom, or a cause that leads to one",
        "b.yaml:6:11: rebalance/b explains rebalance/risk, and no symptom follows from that, so it can never be a "
        "diagnosis; name a symptom, or a cause that leads to one",
    ] == told(without_effect(made, Places(made.rules)))


def test_symptom_that_nothing_explains(tmp_path: Path) -> None:
    (finding,) = unexplained(book(tmp_path, rebalance__a=rule(GROWS)))
    assert finding.place.endswith("facts/all.yaml:7:3")
    assert "no cause explains symptom.frequent_rebalances, so nothing can be said where it is observed" == finding.what


def shadows(made: RuleBook) -> list[str]:
    return told(shadowed(made, Forms(made.vocabulary), Places(made.rules)))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("[group.lag_trend == growing, group.members > 3]", "{all: [group.members >= 4, group.lag_trend != stable]}"),
        ("[processing.batch_ms > 60 * second]", "{none: [1 * minute >= processing.batch_ms]}"),
        ("{any: [group.members == 1, group.members == 2]}", '["group.members in [2, 1]"]'),
        (
            "[group.members > 3, {any: [group.partitions == 7, group.partitions == 8]}]",
            "{any: [[group.partitions == 8, group.members > 3], [group.members > 3, group.partitions == 7]]}",
        ),
    ],
)
def test_same_conditions_however_they_are_spelled(first: str, second: str, tmp_path: Path) -> None:
    made = book(tmp_path, rebalance__a=rule(first), rebalance__b=rule(second))
    (told_of,) = shadows(made)
    assert told_of.startswith("a.yaml:5:1) does, and explains the same")


@pytest.mark.parametrize(
    ("narrow", "broad"),
    [
        (rule("[group.members > 4]"), rule("[group.members > 3]")),
        (rule("[group.members > 3, group.partitions > 7]"), rule("{any: [group.partitions >= 7, group.members == 1]}")),
        (rule("[group.members > 3]", "unless: [{if: group.partitions > 9, say: x}]\n"), rule("[group.members > 3]")),
        (
            rule("[group.members > 3]", "unless: [{if: group.partitions > 8, say: x}]\n"),
            rule("[group.members > 3]", "unless: [{if: group.partitions > 9, say: x}]\n"),
        ),
    ],
)
def test_a_rule_that_never_fires_alone_shadows_the_one_beside_it(narrow: str, broad: str, tmp_path: Path) -> None:
    made = book(tmp_path, rebalance__a=narrow, rebalance__b=broad)
    (finding,) = shadowed(made, Forms(made.vocabulary), Places(made.rules))
    assert "rebalance/b fires whenever rebalance/a" in str(finding)
    (finding,) = shadowed(turned := book(tmp_path, rebalance__a=broad, rebalance__b=narrow), *_of(turned))
    assert "rebalance/a fires whenever rebalance/b" in str(finding)


def _of(made: RuleBook) -> tuple[Forms, Places]:
    return Forms(made.vocabulary), Places(made.rules)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (rule("[group.members > 3]"), rule("[group.partitions > 4]")),
        (rule("[group.members > 3]"), rule("[group.members > 3]", explains="[symptom.frequent_rebalances]")),
        (
            rule("[group.members > 3]", "unless: [{if: group.partitions > 8, say: x}]\n"),
            rule("[group.members > 3]", "unless: [{if: group.state == dead, say: x}]\n"),
        ),
        (rule("[group.members > 3]", "unless: [{if: group.partitions > 8, say: x}]\n"), rule("[group.members > 4]")),
        (rule("[group.members > 3]"), rule("[group.members > 3]", "health: true\n")),
        (rule("[group.members > 3, group.members < 2]"), rule("[group.members > 5, group.members < 1]")),
    ],
)
def test_rules_that_differ_shadow_nothing(first: str, second: str, tmp_path: Path) -> None:
    assert [] == shadows(book(tmp_path, rebalance__a=first, rebalance__b=second))


def test_a_rule_that_is_there_three_times_is_told_twice(tmp_path: Path) -> None:
    same = rule("[group.members > 3]", "unless: [{if: group.partitions > 9, say: x}]\n")
    made = book(tmp_path, rebalance__a=same, rebalance__b=same, rebalance__c=same)
    findings = shadowed(made, Forms(made.vocabulary), Places(made.rules))
    assert [("rebalance/a", "rebalance/b"), ("rebalance/a", "rebalance/c")] == [finding.rules for finding in findings]


def test_place_of_a_rule_stands_in_where_its_file_is_gone(tmp_path: Path) -> None:
    made = book(tmp_path, rebalance__a=rule(GROWS, explains="[rebalance/a]"))
    (tmp_path / "rebalance" / "a.yaml").unlink()
    (finding,) = circles(made, Places(made.rules))
    assert made.rules["rebalance/a"].place == finding.place


def test_shipped_rules_are_clean() -> None:
    assert [] == [str(finding) for finding in survey(load_rules())]

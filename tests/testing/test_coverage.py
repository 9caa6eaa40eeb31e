"""Coverage of conditions: holes are known exactly, also where conditions depend on each other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kafka_triage.errors import FactError
from kafka_triage.facts.base import Derivation
from kafka_triage.facts.intake import read_facts
from kafka_triage.language.evaluate import Evaluator, Judge
from kafka_triage.language.load import build_rule_book
from kafka_triage.language.model import RuleBook
from kafka_triage.testing.conditions import decides, decision, sites, truths_of
from kafka_triage.testing.coverage import Coverage, RuleCoverage
from tests.small import files

Write = Callable[[dict[str, str]], Path]
HEAD = """
title: A cause
family: slow
severity: critical
confidence: certain
explains: [symptom.accumulation]
diagnosis: It is so.
"""


def rule_book(write: Write, text: str) -> RuleBook:
    return build_rule_book([write(files(rebalance__cause=HEAD + text))])


def covered(write: Write, text: str) -> RuleCoverage:
    book = rule_book(write, text)
    return Coverage(book).of(book.rules["rebalance/cause"])


def holes(coverage: RuleCoverage) -> list[tuple[str, str]]:
    return [(hole.condition, hole.truth) for hole in coverage.holes]


def test_every_truth_of_a_lone_condition_is_a_goal(write: Write) -> None:
    coverage = covered(write, "when: processing.threads > 5\n")
    assert 3 == coverage.goals
    assert [("processing.threads > 5", truth) for truth in ("true", "false", "unknown")] == holes(coverage)


def test_a_hole_has_its_place_and_facts_that_close_it(write: Write) -> None:
    coverage = covered(
        write,
        """when:
  - group.lag_trend == growing
  - processing.threads > 5
tests:
  - {name: both, facts: {group.lag_trend: growing, processing.threads: 6}, expect: {fires: true}}
  - {name: falling, facts: {group.lag_trend: stable, processing.threads: 6}, expect: {fires: false}}
  - {name: few, facts: {group.lag_trend: growing, processing.threads: 5}, expect: {fires: false}}
  - {name: not known, facts: {group.lag_trend: growing}, expect: {fires: unknown}}
""",
    )
    assert [("group.lag_trend == growing", "unknown")] == holes(coverage)
    (hole,) = coverage.holes
    assert hole.place.endswith("rules/rebalance/cause.yaml:9:5")
    assert "rebalance/cause: `group.lag_trend == growing` is never unknown while it decides" in str(hole)
    assert "group.lag_trend" not in hole.example
    assert (6, 5) == (coverage.goals, coverage.reached)


def test_a_truth_counts_only_while_it_decides(write: Write) -> None:
    """The threads are many in the one test, but the trend alone makes the rule false."""
    coverage = covered(
        write,
        """when: [group.lag_trend == growing, processing.threads > 5]
tests: [{name: one, facts: {group.lag_trend: stable, processing.threads: 6}, expect: {fires: false}}]
""",
    )
    assert ("processing.threads > 5", "true") in holes(coverage)
    assert ("group.lag_trend == growing", "false") not in holes(coverage)


@pytest.mark.parametrize(
    ("when", "impossible"),
    [
        ("known(processing.threads) == true", {("known(processing.threads) == true", "unknown")}),
        # A default without a condition applies wherever nothing is stated.
        ("processing.on_poll_thread == true", {("processing.on_poll_thread == true", "unknown")}),
        # What is asked for only where it is known is never unknown while it decides.
        (
            "{all: [known(processing.threads) == true, processing.threads > 5]}",
            {("known(processing.threads) == true", "unknown"), ("processing.threads > 5", "unknown")},
        ),
        # Bounds of the vocabulary: a count is not below 0.
        ("processing.threads >= 0", {("processing.threads >= 0", "false")}),
        # The one excludes the other, so nothing is ever true.
        (
            "{all: [processing.threads > 5, processing.threads < 3]}",
            {("processing.threads > 5", "true"), ("processing.threads < 3", "true")},
        ),
        # A repeated condition never decides alone while it holds in `any`.
        (
            "{any: [group.lag_trend == growing, group.lag_trend == growing]}",
            {("group.lag_trend == growing", "true")},
        ),
        # Arithmetic: a batch is computed from its parts, and is unknown with any of them.
        ("processing.batch_ms >= config.max.poll.interval.ms", set()),
    ],
)
def test_what_cannot_be_is_no_goal(write: Write, when: str, impossible: set[tuple[str, str]]) -> None:
    coverage = covered(write, f"when: {when}\n")
    conditions = {condition for condition, _ in holes(coverage)} | {condition for condition, _ in impossible}
    all_ = {(condition, truth) for condition in conditions for truth in ("true", "false", "unknown")}
    excluded = all_ - set(holes(coverage))
    assert impossible == excluded


def test_an_exception_that_is_open_is_told_from_one_that_is_excluded(write: Write) -> None:
    coverage = covered(
        write,
        """when: group.lag_trend == growing
unless: [{if: {all: [known(processing.threads) == true, processing.threads > 5]}, say: much}]
tests:
  - {name: not asked, facts: {group.lag_trend: growing}, expect: {fires: true, not_excluded: []}}
  - {name: excepted, facts: {group.lag_trend: growing, processing.threads: 6}, expect: {fires: false}}
""",
    )
    assert [
        ("group.lag_trend == growing", "false"),
        ("group.lag_trend == growing", "unknown"),
        ("processing.threads > 5", "false"),
    ] == holes(coverage)


@pytest.mark.parametrize(
    "more", ["{}", "impossible: [{when: [known(group.lag_trend) == true, processing.threads > 3], say: never}]"]
)
def test_impossible_combinations_of_facts_are_left_out(write: Write, more: str) -> None:
    text = HEAD + "when: {all: [known(group.lag_trend) == true, processing.threads > 5]}\n"
    book = build_rule_book([write({**files(rebalance__cause=text), "facts/more.yaml": more})])
    found = holes(Coverage(book).of(book.rules["rebalance/cause"]))
    assert (more == "{}") is (("processing.threads > 5", "true") in found)
    assert ("processing.threads > 5", "false") in found


def test_defaults_by_version_make_a_setting_known(write: Write) -> None:
    """With a library and version that has a default, the setting cannot be unknown."""
    coverage = covered(
        write,
        """when: {all: ['client.library == java', 'client.version >= "3.0"', 'config.session.timeout.ms < 30 * second']}\n""",
    )
    found = holes(coverage)
    assert ("config.session.timeout.ms < 30 * second", "true") in found
    assert (
        "config.session.timeout.ms < 30 * second",
        "unknown",
    ) in found  # another library, or none: `decides` with unknown
    only = covered(
        write,
        """when: {all: ['known(client.version) == true', 'client.library == java', 'client.version >= "3.0"',
  'config.session.timeout.ms < 30 * second']}
unless: [{if: {any: ['known(client.library) == false', 'client.library != java', 'client.version < "3.0"',
  'known(client.version) == false']}, say: another}]
""",
    )
    assert ("config.session.timeout.ms < 30 * second", "unknown") not in holes(only)


def test_a_rule_without_near_misses_is_told(write: Write) -> None:
    coverage = covered(
        write,
        """when: processing.threads > 5
tests: [{name: few, facts: {processing.threads: 5}, expect: {fires: false}}]
""",
    )
    no_fire, misses = coverage.lacks
    assert no_fire.endswith("rules/rebalance/cause.yaml:2:1: rebalance/cause: has no test that fires")
    assert misses.endswith("rebalance/cause: has 1 near-miss tests (fires: false), 2 are needed")


def test_examples_of_the_shipped_rules_do_what_they_say() -> None:
    """With the tests taken away every goal is a hole, and its facts reach it in the real evaluator."""
    from dataclasses import replace

    from kafka_triage import load_rules

    book = load_rules()
    spoken = {True: "true", False: "false", None: "unknown"}
    checked = 0
    for id in ("pull/fetch-exceeds-bandwidth", "rebalance/client-outdated", "accumulation/too-few-partitions"):
        rule = replace(book.rules[id], tests=())
        evaluator = Evaluator(book.vocabulary)
        derivation = Derivation(book.vocabulary, evaluator)
        for hole in Coverage(book).of(rule).holes:
            try:
                base = derivation.settle(read_facts(hole.example, book.vocabulary))
            except FactError as error:
                pytest.fail(f"{hole}: {hole.example}: {error}")
            truths = truths_of(rule, Judge(evaluator, base.values))
            assert any(
                site.condition.text == hole.condition
                and spoken[truths[site.path]] == hole.truth
                and decides(rule, truths, site.path)
                for site in sites(rule)
            ), f"{hole}: {hole.example}"
            checked += 1
    assert checked > 50


def test_decision_is_what_the_reasoner_says(write: Write) -> None:
    from kafka_triage.diagnosis.reason import Reasoner

    book = rule_book(
        write,
        """when: {any: [group.lag_trend == growing, {none: [processing.threads > 5, symptom.accumulation == true]}]}
unless: [{if: processing.on_poll_thread == false, say: other threads}]
""",
    )
    rule = book.rules["rebalance/cause"]
    reasoner = Reasoner(book, "python")
    for facts in (
        {},
        {"group.lag_trend": "growing"},
        {"group.lag_trend": "stable", "processing.threads": 5, "symptom.accumulation": False},
        {"group.lag_trend": "stable", "processing.threads": 6},
        {"group.lag_trend": "growing", "processing.on_poll_thread": False},
        {"processing.threads": 5},
    ):
        base = reasoner.derivation.settle(read_facts(facts, book.vocabulary))
        said = decision(rule, truths_of(rule, Judge(reasoner.evaluator, base.values)))
        assert reasoner.reason(base).truths[rule.id] == (True if isinstance(said, tuple) else said)

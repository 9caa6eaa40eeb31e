"""Mutants: what is changed, which changes survive, which no facts can tell, which are explained."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kafka_triage.language.load import build_rule_book
from kafka_triage.testing.mutation import Mutation, RuleMutation
from kafka_triage.testing.variants import mutants
from tests.small import files
from tests.testing.test_coverage import HEAD

Write = Callable[[dict[str, str]], Path]


def tried(write: Write, text: str, noticed: bool = False) -> RuleMutation:
    book = build_rule_book([write(files(rebalance__cause=HEAD + text))])
    return Mutation(book, lambda rule: noticed).of(book.rules["rebalance/cause"])


def survivors(mutation: RuleMutation) -> list[str]:
    return [survivor.text for survivor in mutation.survivors]


@pytest.mark.parametrize(
    ("condition", "changed"),
    [
        (
            "processing.threads > 5",
            ["processing.threads >= 5", "processing.threads <= 5", "processing.threads > 6", "processing.threads > 4"],
        ),
        ("processing.threads != 5", ["processing.threads == 5", "processing.threads != 6", "processing.threads != 4"]),
        ("symptom.accumulation == true", ["symptom.accumulation != true"]),
        ("group.lag_trend == growing", ["group.lag_trend != growing", 'group.lag_trend == "stable"']),
        ("group.lag_trend == stable", ["group.lag_trend != stable", 'group.lag_trend == "growing"']),
        (
            "client.library in [java, 'librdkafka']",
            [
                "client.library not in [java, 'librdkafka']",
                "client.library in ['librdkafka']",
                "client.library in [java]",
                "client.library in [java, 'librdkafka', \"kafka-python\"]",
            ],
        ),
        (
            'client.version < "2.8"',
            ['client.version <= "2.8"', 'client.version >= "2.8"', 'client.version < "2.8.1"'],
        ),
        (
            "rebalance.per_hour > 1.5 / hour",
            [
                "rebalance.per_hour >= 1.5 / hour",
                "rebalance.per_hour <= 1.5 / hour",
                "rebalance.per_hour > 1.515 / hour",
                "rebalance.per_hour > 1.485 / hour",
            ],
        ),
        (
            "processing.batch_ms >= well_below * config.max.poll.interval.ms",
            [
                "processing.batch_ms > well_below * config.max.poll.interval.ms",
                "processing.batch_ms < well_below * config.max.poll.interval.ms",
                "processing.batch_ms >= (1.01 * well_below) * config.max.poll.interval.ms",
                "processing.batch_ms >= (0.99 * well_below) * config.max.poll.interval.ms",
            ],
        ),
        ("known(group.lag_trend) == true", ["known(group.lag_trend) != true"]),
        (
            "processing.threads > 0",
            [
                "processing.threads >= 0",
                "processing.threads <= 0",
                "processing.threads > 1",
                "processing.threads > (-1)",
            ],
        ),
    ],
)
def test_what_is_changed_in_a_condition(write: Write, condition: str, changed: list[str]) -> None:
    quoted = condition.replace("'", "''")
    book = build_rule_book([write(files(rebalance__cause=f"{HEAD}when: '{quoted}'\n"))])
    made = [mutant.text for mutant in mutants(book, book.rules["rebalance/cause"])]
    assert [f"{condition} -> {text}" for text in (*changed, "(dropped)")] == made


def test_every_condition_of_every_part_is_changed_or_dropped(write: Write) -> None:
    text = """
when: {all: [symptom.accumulation == true], none: [group.lag_trend == stable]}
unless: [{if: {all: [known(client.ip) == true, 'client.ip == "::1"']}, say: loopback}]
raised_by: [{when: processing.on_poll_thread == true, factor: 2}]
adjust: [{when: symptom.frequent_rebalances == true, confidence: likely}]
actions: [{do: Wait., when: processing.on_poll_thread == false, when_say: other threads}]
notes: [{when: known(client.version) == false, say: Its version is not known.}]
"""
    book = build_rule_book([write(files(rebalance__cause=HEAD + text))])
    made = [(mutant.part, mutant.text) for mutant in mutants(book, book.rules["rebalance/cause"])]
    assert [
        ("when", "symptom.accumulation == true -> symptom.accumulation != true"),
        ("when", "symptom.accumulation == true -> (dropped)"),
        ("when", "group.lag_trend == stable -> group.lag_trend != stable"),
        ("when", 'group.lag_trend == stable -> group.lag_trend == "growing"'),
        ("when", "group.lag_trend == stable -> (dropped)"),
        ("unless", "known(client.ip) == true -> known(client.ip) != true"),
        ("unless", "known(client.ip) == true -> (dropped)"),
        ("unless", 'client.ip == "::1" -> client.ip != "::1"'),
        ("unless", 'client.ip == "::1" -> (dropped)'),
        ("unless", "unless loopback -> (dropped)"),
        ("adjust", "symptom.frequent_rebalances == true -> symptom.frequent_rebalances != true"),
        ("adjust", "symptom.frequent_rebalances == true -> (dropped)"),
        ("raised_by", "processing.on_poll_thread == true -> processing.on_poll_thread != true"),
        ("raised_by", "processing.on_poll_thread == true -> (dropped)"),
        ("actions", "processing.on_poll_thread == false -> processing.on_poll_thread != false"),
        ("actions", "processing.on_poll_thread == false -> (dropped)"),
        ("notes", "known(client.version) == false -> known(client.version) != false"),
        ("notes", "known(client.version) == false -> (dropped)"),
    ] == made


SETTING = """when: processing.threads > 0
actions:
  - do: Fetch less.
    set: {max.poll.records: "floor(well_below * config.max.poll.interval.ms * processing.messages_per_thread_per_second * processing.threads)"}
"""


def test_formulas_of_settings_are_changed(write: Write) -> None:
    book = build_rule_book([write(files(rebalance__cause=HEAD + SETTING))])
    made = [mutant for mutant in mutants(book, book.rules["rebalance/cause"]) if mutant.setting]
    tail = " * config.max.poll.interval.ms * processing.messages_per_thread_per_second "
    assert [
        (30, f"ceil(well_below{tail}* processing.threads)"),
        (121, f"floor(well_below{tail}/ processing.threads)"),
        (36, f"floor((1.01 * well_below){tail}* processing.threads)"),
        (36, f"floor((0.99 * well_below){tail}* processing.threads)"),
    ] == [(int(mutant.place.rsplit(":", 1)[1]), mutant.changed) for mutant in made]
    assert all(":11:" in mutant.place for mutant in made)


BOUNDARY = """when: processing.threads > 5
tests:
  - {name: six, facts: {processing.threads: 6}, expect: {fires: true}}
  - {name: five, facts: {processing.threads: 5}, expect: {fires: false}}
"""


def test_tests_at_the_boundary_notice_everything(write: Write) -> None:
    mutation = tried(write, BOUNDARY)
    assert [] == survivors(mutation)
    assert (5, 0, 0) == (mutation.killed, mutation.equivalent, mutation.explained)


def test_a_survivor_has_its_place_and_facts_that_tell_it(write: Write) -> None:
    mutation = tried(write, BOUNDARY.replace("threads: 6}", "threads: 9}"))
    (survivor,) = mutation.survivors
    assert "processing.threads > 5 -> processing.threads > 6" == survivor.text
    assert survivor.place.endswith("rules/rebalance/cause.yaml:8:28")
    assert {"processing.threads": 6} == survivor.example


def test_a_dropped_exception_survives_without_a_test(write: Write) -> None:
    text = BOUNDARY.replace("tests:", "unless: [{if: symptom.accumulation == true, say: it lags}]\ntests:")
    assert {
        "symptom.accumulation == true -> (dropped)",
        "symptom.accumulation == true -> symptom.accumulation != true",
    } <= set(survivors(tried(write, text)))
    excepted = "  - {name: lags, facts: {processing.threads: 6, symptom.accumulation: true}, expect: {fires: false}}\n"
    assert [] == survivors(tried(write, text + excepted))


def test_what_only_the_open_exceptions_show_is_noticed_by_not_excluded(write: Write) -> None:
    """Without ``known`` the exception would be open where nobody asked."""
    text = BOUNDARY.replace(
        "tests:",
        "unless: [{if: {all: [known(symptom.accumulation) == true, symptom.accumulation == true]}, say: it lags}]\ntests:",
    )
    text += "  - {name: lags, facts: {processing.threads: 6, symptom.accumulation: true}, expect: {fires: false}}\n"
    text += "  - {name: no lag, facts: {processing.threads: 6, symptom.accumulation: false}, expect: {fires: true}}\n"
    assert ["known(symptom.accumulation) == true -> (dropped)"] == survivors(tried(write, text))
    assert [] == survivors(tried(write, text.replace("{fires: true}", "{fires: true, not_excluded: []}")))


def test_what_no_facts_can_tell_is_no_survivor(write: Write) -> None:
    """A count is whole, so > 5 and >= 6 are the same; the solver knows."""
    mutation = tried(
        write,
        """when: {all: [processing.threads > 5, processing.threads != 2]}
tests:
  - {name: six, facts: {processing.threads: 6}, expect: {fires: true}}
  - {name: five, facts: {processing.threads: 5}, expect: {fires: false}}
  - {name: not known, facts: {}, expect: {fires: unknown}}
""",
    )
    assert [] == survivors(mutation)
    assert 3 == mutation.equivalent  # the second condition to 1 or 3, or dropped


def test_raised_is_noticed(write: Write) -> None:
    text = BOUNDARY + "raised_by: [{when: symptom.accumulation == true, factor: 2}]\n"
    assert 2 == len(survivors(tried(write, text)))
    told = "tests:\n  - {name: lags, facts: {processing.threads: 6, symptom.accumulation: true}, expect: {fires: true, raised: 2}}\n"
    told += "  - {name: no lag, facts: {processing.threads: 6}, expect: {fires: true, raised: 1}}\n"
    assert [] == survivors(tried(write, text.replace("tests:\n", told)))


SURVIVING = BOUNDARY.replace("threads: 6}", "threads: 9}")


def test_an_explained_survivor_is_counted(write: Write) -> None:
    reason = 'survivors: [{mutant: "processing.threads > 5 -> processing.threads > 6", because: nobody has six}]\n'
    mutation = tried(write, SURVIVING + reason)
    assert ((), 1, ()) == (mutation.survivors, mutation.explained, mutation.outdated)


def test_an_explanation_of_what_does_not_survive_is_an_error(write: Write) -> None:
    reason = 'survivors: [{mutant: "processing.threads > 5 -> processing.threads > 6", because: nobody has six}]\n'
    (outdated,) = tried(write, BOUNDARY + reason).outdated
    assert outdated.endswith(
        "cause.yaml:12:23: rebalance/cause: explains what does not survive: processing.threads > 5 -> processing.threads > 6"
    )


def test_a_scenario_notices_too(write: Write) -> None:
    assert [] == survivors(tried(write, SURVIVING, noticed=True))

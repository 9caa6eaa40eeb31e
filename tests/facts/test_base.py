"""Which value stands when origins disagree, and what is said of it."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafka_triage import FactError, diagnose, load_vocabulary
from kafka_triage.facts.base import Derivation, FactBase, rests_on
from kafka_triage.facts.values import Known, Source
from kafka_triage.language.evaluate import Evaluator

VOCABULARY = load_vocabulary()
DERIVATION = Derivation(VOCABULARY, Evaluator(VOCABULARY))
MEMBERS = {
    Source.STATED: Known("group.members", 3, Source.STATED),
    Source.MEASURED: Known("group.members", 4, Source.MEASURED, "cluster"),
    Source.READ: Known("group.members", 5, Source.READ, "table.txt:4"),
}


def settle(*known: Known) -> FactBase:
    return DERIVATION.settle(known)


@pytest.mark.parametrize("given", [part for size in (1, 2, 3) for part in permutations(MEMBERS.values(), size)])
def test_the_more_trusted_wins_in_whatever_order(given: tuple[Known, ...]) -> None:
    base = settle(*given)
    assert base.known["group.members"] == max(given, key=lambda known: known.source)
    assert len(base.notes) == len(given) - 1


def test_the_note_names_both_values_and_their_places() -> None:
    notes = settle(MEMBERS[Source.READ], MEMBERS[Source.STATED]).notes
    assert notes == ["group.members: 3 (stated) against 5 (read: table.txt:4); the stated value is used"]


def test_agreement_is_not_worth_a_note() -> None:
    assert settle(Known("group.members", 3, Source.READ, "a:1"), Known("group.members", 3, Source.STATED)).notes == []


def test_a_stated_value_outranks_a_default_without_a_note() -> None:
    base = settle(
        Known("client.library", "java", Source.STATED),
        Known("client.version", "3.1.0", Source.STATED),
        Known("config.session.timeout.ms", 20000, Source.STATED),
    )
    assert base.values["config.session.timeout.ms"] == 20000
    assert base.notes == []


RATES = (
    Known("processing.messages_per_thread_per_second", 2, Source.STATED),
    Known("processing.threads", 1, Source.STATED),
)
RELEASE = (Known("client.library", "java", Source.STATED), Known("client.version", "3.1.0", Source.STATED))


@pytest.mark.parametrize("source", [Source.STATED, Source.MEASURED, Source.READ])
def test_what_is_given_outranks_a_formula(source: Source) -> None:
    """500 messages at 2 a second would be 250 s; whoever looked knows better."""
    assert settle(*RATES, *RELEASE).values["processing.batch_ms"] == 250_000
    base = settle(*RATES, *RELEASE, Known("processing.batch_ms", 1_000, source, "somewhere"))
    assert base.known["processing.batch_ms"] == Known("processing.batch_ms", 1_000, source, "somewhere")
    assert rests_on(base, "processing.batch_ms") == {"processing.batch_ms"}


@pytest.mark.parametrize("source", [Source.STATED, Source.MEASURED, Source.READ])
def test_a_formula_uses_what_is_given_before_a_default(source: Source) -> None:
    base = settle(*RATES, *RELEASE, Known("config.max.poll.records", 100, source))
    assert base.values["processing.batch_ms"] == 50_000
    assert base.known["processing.batch_ms"].source is Source.DERIVED
    assert "config.max.poll.records" in base.known["processing.batch_ms"].inputs


def test_sources_are_ranked() -> None:
    assert Source.STATED > Source.MEASURED > Source.READ > Source.DERIVED > Source.DEFAULT


def test_a_disagreement_is_told_in_the_report() -> None:
    stated = {"value": 3, "source": "stated"}
    table = "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID\ng t 0 5 9 4 c-1 /10.0.0.1 c\n"
    report = diagnose({"group.members": stated}, text=table)
    assert next(fact.value for fact in report.facts if fact.name == "group.members") == 3
    assert [note.text for note in report.notes if note.text.startswith("group.members")] == [
        "group.members: 3 (stated) against 1 (read: text 1:2); the stated value is used"
    ]


def test_a_statement_that_contradicts_what_follows_is_kept_and_told() -> None:
    base = settle(
        Known("symptom.accumulation", False, Source.STATED), Known("group.lag_trend", "growing", Source.READ, "t:1")
    )
    assert base.values["symptom.accumulation"] is False
    assert base.notes == ["symptom.accumulation: False (stated), but True would follow from group.lag_trend = growing"]


def test_derived_facts_go_back_to_what_was_given() -> None:
    base = settle(
        Known("processing.messages_per_thread_per_second", 2, Source.STATED),
        Known("processing.threads", 1, Source.STATED),
        Known("config.max.poll.records", 100, Source.STATED),
    )
    assert base.values["processing.batch_ms"] == 50_000
    assert rests_on(base, "processing.batch_ms") >= {
        "processing.messages_per_thread_per_second",
        "config.max.poll.records",
    }


def test_what_rests_on_an_uncertain_fact_is_uncertain() -> None:
    base = settle(Known("group.lag_trend", "growing", Source.READ, certain=False))
    assert not base.known["symptom.accumulation"].certain


def test_impossible_combinations_are_all_named() -> None:
    with pytest.raises(FactError) as raised:
        diagnose({"group": {"never_committed_partitions": 5, "partitions": 3, "idle_members": 9, "members": 2}})
    assert "group.never_committed_partitions = 5" in str(raised.value)
    assert "group.idle_members = 9" in str(raised.value)


@given(st.permutations(list(MEMBERS.values()) * 2))
def test_order_of_origins_does_not_matter(given: list[Known]) -> None:
    assert settle(*given).values == settle(*sorted(given, key=lambda known: known.source)).values

"""Supposing one fact gives what settling all facts anew would give."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from kafka_triage import FactError, load_rules
from kafka_triage.api import reasoner_of
from kafka_triage.facts.intake import read_facts
from tests.test_diagnose import VOCABULARY, cases, mentioned, values

REASONER = reasoner_of(load_rules(), "python")


@given(cases(), st.data())
@settings(max_examples=300)
def test_it_is_settling_with_the_fact_stated(case: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([*mentioned(), *case]))
    value = data.draw(values(VOCABULARY.facts[name]))
    try:
        base = REASONER.derivation.settle(read_facts(case, VOCABULARY))
        stated = read_facts({name: value}, VOCABULARY)
    except FactError:
        return
    if not stated:
        return
    try:
        expected = REASONER.derivation.settle(read_facts(case | {name: value}, VOCABULARY)).known
    except FactError:
        assert REASONER.derivation.supposing(base, name, stated[0].value) is None
        return
    supposed = REASONER.derivation.supposing(base, name, stated[0].value)
    assert supposed is not None
    assert supposed.known == expected
    other = data.draw(st.sampled_from(mentioned()))
    more = data.draw(values(VOCABULARY.facts[other]))
    try:
        given_more = read_facts({other: more}, VOCABULARY)
        both = REASONER.derivation.settle(read_facts(case | {name: value, other: more}, VOCABULARY)).known
    except FactError:
        return
    if given_more:
        further = REASONER.derivation.supposing(supposed, other, given_more[0].value)
        assert further is not None
        assert further.known == both
    assert base.values == REASONER.derivation.settle(read_facts(case, VOCABULARY)).values


def test_what_was_supposed_before_stays() -> None:
    given = {"processing.messages_per_thread_per_second": 1, "config.max.poll.records": 100}
    base = REASONER.derivation.settle(read_facts(given, VOCABULARY))
    first = REASONER.derivation.supposing(base, "processing.batch_ms", 10)
    assert first is not None
    second = REASONER.derivation.supposing(first, "processing.threads", 2)
    assert second is not None
    assert second.values["processing.batch_ms"] == 10

"""The two engines give the same conclusions, whatever the productions, the facts and their order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kafka_triage.engine import durable
from kafka_triage.engine.program import OPERATORS, Production, Program, Test
from kafka_triage.engine.python import PythonEngine
from kafka_triage.errors import KafkaTriageError

needs_durable = pytest.mark.skipif(not durable.available(), reason="durable-rules does not import on this Python")

FACTS = [f"fact{number}" for number in range(6)]
CAUSES = [f"cause{number}" for number in range(12)]
NUMBERS = st.sampled_from([0, 1, 2, -3, 2.5, 1e-05, 9e15, 2**53, -(2**53)])
TEXTS = st.sampled_from(["1", "true", "growing", "a'b\"\\{", "é", ""])


def a_test() -> st.SearchStrategy[Test]:
    on_number = st.builds(Test, st.sampled_from(FACTS), st.sampled_from(OPERATORS), NUMBERS)
    on_text = st.builds(Test, st.sampled_from(FACTS), st.sampled_from(["==", "!="]), TEXTS)
    on_truth = st.builds(Test, st.sampled_from(FACTS), st.sampled_from(["==", "!="]), st.booleans())
    on_cause = st.builds(Test, st.sampled_from(CAUSES), st.just("=="), st.just(True))
    return st.one_of(on_number, on_text, on_truth, on_cause)


PROGRAMS = st.lists(
    st.builds(Production, st.sampled_from(CAUSES), st.lists(a_test(), max_size=4).map(tuple)),
    min_size=1,
    max_size=25,
).map(lambda productions: Program(tuple(productions)))
ANY_NUMBER = st.one_of(NUMBERS, st.integers(), st.floats(allow_nan=False, allow_infinity=False))
CASES = st.dictionaries(
    st.sampled_from(FACTS),
    st.one_of(ANY_NUMBER, TEXTS, st.booleans(), st.text(max_size=80), st.just(("a", "b"))),
)


def naive(program: Program, facts: dict[str, Any]) -> frozenset[str]:
    """What follows, by going through all productions until nothing is new."""
    import operator

    compare = dict(
        zip(
            OPERATORS,
            (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge),
            strict=True,
        )
    )
    concluded: set[str] = set()

    def holds(test: Test) -> bool:
        if test.name in concluded and test.literal is True and test.operator == "==":
            return True
        if test.name not in facts:
            return False
        value = facts[test.name]
        kinds = [
            bool if isinstance(one, bool) else float if isinstance(one, int | float) else type(one)
            for one in (value, test.literal)
        ]
        return kinds[0] is kinds[1] and compare[test.operator](value, test.literal)

    while True:
        fresh = {
            production.concludes for production in program.productions if all(map(holds, production.tests))
        } - concluded
        if not fresh:
            return frozenset(concluded)
        concluded |= fresh


@given(PROGRAMS, st.lists(CASES, min_size=1, max_size=8))
@settings(max_examples=300)
def test_python_engine_equals_the_naive_fixpoint(program: Program, cases: list[dict[str, Any]]) -> None:
    engine = PythonEngine(program)
    for case in cases:
        assert naive(program, case) == engine.run(case)


@needs_durable
@given(PROGRAMS, st.lists(CASES, min_size=1, max_size=25))
@settings(max_examples=80)
def test_durable_engine_equals_the_python_engine(program: Program, cases: list[dict[str, Any]]) -> None:
    """Few programs with many cases each: a compiled ruleset is never given back by the C module."""
    reference, engine = PythonEngine(program), durable.DurableEngine(program)
    for case in cases:
        assert reference.run(case) == engine.run(case)


@given(PROGRAMS, CASES, st.randoms(use_true_random=False))
def test_order_of_facts_does_not_matter(program: Program, case: dict[str, Any], random: Any) -> None:
    shuffled = list(case.items())
    random.shuffle(shuffled)
    engine = PythonEngine(program)
    assert engine.run(case) == engine.run(dict(shuffled))


@pytest.mark.parametrize("make", [PythonEngine, pytest.param(durable.DurableEngine, marks=needs_durable)])
def test_long_chain(make: Any) -> None:
    links = [Production(f"c{number + 1}", (Test(f"c{number}", "==", True),)) for number in range(400)]
    engine = make(Program((Production("c0", (Test("start", "==", "now"),)), *links)))
    assert (401, 0) == (len(engine.run({"start": "now"})), len(engine.run({"start": "later"})))


@pytest.mark.parametrize("make", [PythonEngine, pytest.param(durable.DurableEngine, marks=needs_durable)])
def test_one_test_used_by_a_thousand_productions(make: Any) -> None:
    engine = make(Program(tuple(Production(f"c{number}", (Test("x", ">", 1),)) for number in range(1000))))
    assert (1000, 0) == (len(engine.run({"x": 2})), len(engine.run({"x": 1})))


@needs_durable
def test_durable_says_which_limit_a_program_passes() -> None:
    tests = tuple(Test(f"f{number}", "==", 1) for number in range(16))
    many = tuple(Production(f"c{number}", (Test("f0", "==", number),)) for number in range(61))
    huge = (Production("big", (Test("f1", ">", 2**60),)),)
    with pytest.raises(KafkaTriageError) as caught:
        durable.DurableEngine(Program((Production("wide", tests), *many, *huge)))
    text = str(caught.value)
    for part in (
        "wide: 16 conditions, durable-rules takes 15",
        "f0: 61 tests of one fact",
        "big: 1152921504606846976 is more",
        "engine='python'",
    ):
        assert part in text


@needs_durable
def test_nothing_is_left_from_one_case_to_the_next() -> None:
    engine = durable.DurableEngine(Program((Production("both", (Test("a", "==", True), Test("b", "==", True))),)))
    assert frozenset() == engine.run({"a": True})
    assert frozenset() == engine.run({"b": True})
    assert frozenset({"both"}) == engine.run({"a": True, "b": True})

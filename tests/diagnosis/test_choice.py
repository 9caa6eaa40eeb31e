"""The choice of questions: what is gained is set against what it costs, and the guide's order decides ties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kafka_triage import Consultation, load_rules
from kafka_triage.api import reasoner_of
from kafka_triage.diagnosis.answers import Answers
from kafka_triage.diagnosis.choice import entropy, gain
from kafka_triage.facts.base import FactBase
from kafka_triage.facts.intake import read_facts

Write = Callable[[dict[str, str]], Path]
FACTS = """
facts:
  symptom.mine: {{type: bool, meaning: it is mine, ask: Is it mine?, says: [it is mine]}}
  mine.first: {{type: bool, meaning: one, ask: Is it the first?, cost: {first}}}
  mine.second: {{type: bool, meaning: two, ask: Is it the second?, cost: {second}}}
  mine.sum: {{type: int, meaning: both, derive: [{{value: mine.left + mine.right}}]}}
  mine.left: {{type: int, meaning: left, ask: How many on the left?}}
  mine.right: {{type: int, meaning: right, ask: How many on the right?}}
"""
RULE = """
title: It is {name}
family: mine
severity: warning
confidence: likely
prior: {prior}
when: [{when}]
explains: [symptom.mine]
diagnosis: It is so.
actions: [{{do: Let it be}}]
cite: [{{source: guide, section: Tuning}}]
"""


def directory(
    write: Write, rules: Mapping[str, tuple[str, float]], order: str, first: str = "look", second: str = "look"
) -> Path:
    files = {
        f"mine/{name}.yaml": RULE.format(name=name, when=when, prior=prior) for name, (when, prior) in rules.items()
    }
    areas = f"areas: {{mine: {{title: Mine, symptom: symptom.mine, order: [{order}]}}}}\n"
    return write(files | {"facts/mine.yaml": FACTS.format(first=first, second=second), "areas.yaml": areas})


def asked_first(path: Path) -> str:
    question = Consultation("it is mine", rules=load_rules(path)).question
    assert question is not None
    return question.fact


EQUAL = {"one": ("mine.first == true", 0.2), "two": ("mine.second == true", 0.2)}


@pytest.mark.parametrize(("order", "expected"), [("one, two", "mine.first"), ("two, one", "mine.second")])
def test_the_guides_order_holds_where_gain_is_equal(write: Write, order: str, expected: str) -> None:
    assert asked_first(directory(write, EQUAL, order)) == expected


def test_the_cheaper_question_comes_first(write: Write) -> None:
    assert asked_first(directory(write, EQUAL, "one, two", first="run")) == "mine.second"


def test_the_likelier_cause_is_asked_about_first(write: Write) -> None:
    rules = {"one": ("mine.first == true", 0.1), "two": ("mine.second == true", 0.4)}
    assert asked_first(directory(write, rules, "one, two")) == "mine.second"


def test_a_question_that_settles_both_causes_comes_before_one_that_settles_one(write: Write) -> None:
    rules = {
        "one": ("mine.second == true, mine.first == true", 0.2),
        "two": ("mine.second == true, mine.first == false", 0.2),
        "three": ("mine.second == false", 0.1),
    }
    assert asked_first(directory(write, rules, "one, two, three")) == "mine.second"


def test_base_facts_are_asked_for_behind_one_that_nobody_can_be_asked_for(write: Write) -> None:
    consultation = Consultation("it is mine", rules=load_rules(directory(write, {"one": ("mine.sum > 5", 0.2)}, "one")))
    asked = []
    while consultation.question:
        asked.append(consultation.question.fact)
        consultation.answer(3)
    assert asked == ["mine.left", "mine.right"]
    assert consultation.report.diagnoses[0].id == "mine/one"


class TestGain:
    def test_entropy_is_in_bits(self) -> None:
        assert entropy([1, 1, 1, 1]) == pytest.approx(2)
        assert entropy([5]) == 0
        assert entropy([]) == 0

    def test_an_answer_that_tells_two_causes_apart_gains_one_bit(self) -> None:
        outcomes = [{"a": None, "b": False}, {"a": False, "b": None}]
        assert gain({"a": 1, "b": 1}, outcomes, [0.5, 0.5]) == pytest.approx(1)

    def test_answers_that_change_nothing_gain_nothing(self) -> None:
        assert gain({"a": 1, "b": 1}, [{}, {"a": None}], [0.5, 0.5]) == pytest.approx(0)

    def test_an_answer_that_proves_a_cause_is_expected_only_where_it_holds(self) -> None:
        outcomes: list[dict[str, bool | None]] = [{"a": True}, {"a": False}]
        likely = gain({"a": 3, "b": 1, "c": 1}, outcomes, [0.5, 0.5])
        rare = gain({"a": 0.1, "b": 1, "c": 1}, outcomes, [0.5, 0.5])
        assert likely > rare > 0


class TestAnswers:
    def tell_apart(self, facts: dict[str, object], name: str) -> list[object]:
        reasoner = reasoner_of(load_rules(), "python")
        base = reasoner.derivation.settle(read_facts(facts, reasoner.book.vocabulary))
        return [answer.value for answer in Answers(reasoner).tell_apart(base, name)]

    def test_a_bool_has_two(self) -> None:
        assert self.tell_apart({}, "consumer.paused") == [True, False]

    def test_values_that_no_condition_tells_apart_are_one_answer(self) -> None:
        reasoner = reasoner_of(load_rules(), "python")
        states = reasoner.book.vocabulary.facts["group.state"].values
        found = Answers(reasoner).tell_apart(FactBase(), "group.state")
        assert 1 < len(found) < len(states)
        assert sum(answer.share for answer in found) == pytest.approx(1)

    def test_numbers_fall_into_the_ranges_that_conditions_tell_apart(self) -> None:
        found = self.tell_apart({"group.partitions": 7}, "group.members")
        below = [value for value in found if isinstance(value, int) and 0 < value <= 7]
        assert 0 in found
        assert below
        assert any(isinstance(value, int) and value > 7 for value in found)

    def test_values_that_cannot_be_are_left_out(self) -> None:
        assert all(value == 0 for value in self.tell_apart({"group.members": 0}, "group.idle_members"))

"""`Report.explain`: conditions with their truth, proofs down to facts, and changes that really make a cause hold."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kafka_triage import KafkaTriageError, diagnose, load_rules
from kafka_triage.api import reasoner_of
from kafka_triage.diagnosis.answers import Answers
from kafka_triage.diagnosis.build import rests_on_defaults
from kafka_triage.diagnosis.explanation import ConditionProof, FactProof
from kafka_triage.diagnosis.thresholds import edge
from kafka_triage.facts.intake import read_facts
from kafka_triage.language.model import FactType

BLOCKED = {"group.lag_trend": "growing", "group.committed_trend": "unchanged"}
BATCH = {
    "client.library": "java",
    "client.version": "2.8.2",
    "symptom.frequent_rebalances": True,
    "processing.messages_per_thread_per_second": 1,
    "processing.threads": 1,
}
OUTLASTS = "rebalance/batch-outlasts-poll-interval"


def conditions(proof: ConditionProof) -> Iterator[ConditionProof]:
    if proof.kind == "condition":
        yield proof
    for item in proof.items:
        yield from conditions(item)


def facts(proof: ConditionProof) -> dict[str, FactProof]:
    return {fact.fact: fact for condition in conditions(proof) for fact in condition.facts}


def holds(case: dict[str, Any], id: str) -> bool:
    """Whether a cause holds, and not by defaults alone, without asking for an explanation."""
    reasoner = reasoner_of(load_rules(), "python")
    base = reasoner.derivation.settle(read_facts(case, reasoner.book.vocabulary))
    outcome = reasoner.reason(base)
    return id in outcome.fired and not rests_on_defaults(reasoner.book.rules[id], base, outcome.judge)


def own_rule(condition: str) -> str:
    return (
        "title: It is mine\nfamily: mine\nseverity: warning\nconfidence: certain\n"
        f"when: [{condition}]\nexplains: [symptom.frequent_rebalances]\n"
        "diagnosis: It is so.\nactions: [{do: Let it be}]\ncite: [{source: guide, section: Tuning}]\n"
    )


class TestConclusion:
    def test_it_says_how_it_stands_and_how_sure_it_is(self) -> None:
        explanation = diagnose(BLOCKED).explain("accumulation/consumer-blocked")
        assert (explanation.standing, explanation.truth) == ("diagnosed", True)
        assert (explanation.severity, explanation.confidence) == ("critical", "likely")
        assert explanation.change == []
        assert "not excluded yet: no live member" in explanation.because

    def test_every_condition_has_its_truth(self) -> None:
        proof = diagnose(BLOCKED).explain("accumulation/consumer-blocked").proof
        truths = {condition.text: condition.truth for condition in conditions(proof)}
        assert truths["group.lag_trend == growing"] is True
        assert truths["group.lag_trend == stable"] is False
        assert truths["group.members > 0"] is None

    def test_a_derived_fact_shows_its_formula_and_its_inputs(self) -> None:
        batch = facts(diagnose(BATCH).explain(OUTLASTS).proof)["processing.batch_ms"]
        assert (batch.value, batch.source) == (500_000, "derived")
        assert batch.formula.startswith("config.max.poll.records / ")
        assert {part.fact: part.source for part in batch.inputs} == {
            "config.max.poll.records": "default of java 2.8.2",
            "processing.messages_per_thread_per_second": "stated",
            "processing.threads": "stated",
        }

    def test_inputs_are_followed_down_to_what_was_given(self) -> None:
        heartbeat = facts(diagnose(BATCH).explain(OUTLASTS).proof)["client.heartbeat_in_background"]
        assert heartbeat.condition == 'client.library == java and client.version >= "0.10.1"'
        assert [part.text for part in heartbeat.inputs] == ["client.library = java", "client.version = 2.8.2"]

    def test_a_default_shows_where_it_is_written(self) -> None:
        interval = facts(diagnose(BATCH).explain(OUTLASTS).proof)["config.max.poll.interval.ms"]
        assert (interval.value, interval.source) == (300_000, "default of java 2.8.2")
        assert "KIP-62" in interval.cites[0].source

    def test_a_fact_that_was_read_shows_its_place(self) -> None:
        table = Path("examples/two-tables.txt").read_text("utf-8")
        trend = facts(diagnose(text=table).explain("accumulation/consumer-blocked").proof)["group.lag_trend"]
        assert trend.source == "read from text 1:7, :15"

    def test_defaults_that_take_part_are_said(self) -> None:
        because = diagnose(BATCH).explain(OUTLASTS).because
        assert any("config.max.poll.records = 500 messages" in reason for reason in because)

    def test_what_follows_from_another_cause_says_from_which(self) -> None:
        explanation = diagnose(BATCH).explain("rebalance/processing-on-poll-thread")
        assert (explanation.standing, explanation.because[0]) == ("consequence", f"it follows from {OUTLASTS}")

    def test_what_it_explains_is_told_with_its_truth(self) -> None:
        targets = {target.name: target.truth for target in diagnose(BATCH).explain(OUTLASTS).explains}
        assert targets["symptom.frequent_rebalances"] is True
        assert targets["accumulation/group-rebalancing"] is None

    def test_a_risk_is_told_from_a_diagnosis(self) -> None:
        explanation = diagnose({"client.library": "sarama"}).explain("sarama/client-not-recommended")
        assert (explanation.standing, explanation.truth) == ("risk", True)


class TestNoConclusion:
    def test_one_unknown_fact_is_the_smallest_change(self) -> None:
        explanation = diagnose(BLOCKED).explain("accumulation/no-live-member")
        assert (explanation.standing, explanation.truth) == ("open", None)
        assert [(one.name, one.before, one.after) for one in explanation.change] == [("group.members", None, 0)]

    def test_a_number_is_changed_to_the_threshold_in_its_unit(self) -> None:
        change = diagnose(BATCH).explain("rebalance/too-many-records-per-poll").change
        assert [(one.name, one.after_text) for one in change] == [
            ("config.max.poll.interval.ms", "500,001 ms (8.33 min)")
        ]

    def test_an_exception_that_holds_has_to_go(self) -> None:
        report = diagnose(BLOCKED | {"group.members": 0})
        explanation = report.explain("accumulation/consumer-blocked")
        truths = {exception.say: exception.proof.truth for exception in explanation.exceptions}
        assert (explanation.standing, truths["no live member"]) == ("ruled out", True)
        assert [(one.name, one.before, one.after) for one in explanation.change] == [("group.members", 0, 1)]

    def test_what_nothing_but_defaults_speaks_for_needs_one_of_them_confirmed(
        self, write: Callable[[dict[str, str]], Path]
    ) -> None:
        rules = load_rules(write({"rebalance/mine.yaml": own_rule("processing.on_poll_thread == true")}))
        report = diagnose({"symptom.frequent_rebalances": True}, rules=rules)
        explanation = report.explain("rebalance/mine")
        assert (explanation.standing, explanation.truth) == ("assumed", True)
        assert [(one.name, one.before, one.after) for one in explanation.change] == [
            ("processing.on_poll_thread", True, True)
        ]
        assert "(now taken from a default, to be confirmed)" in " ".join(str(explanation).split())
        confirmed = report.with_facts({"processing.on_poll_thread": True}).explain("rebalance/mine")
        assert confirmed.standing == "diagnosed"

    @pytest.mark.parametrize("case", [BLOCKED, BATCH], ids=["blocked", "batch"])
    def test_every_change_makes_its_cause_hold_and_no_part_of_it_is_too_much(self, case: dict[str, Any]) -> None:
        report = diagnose(case, engine="python")
        for id in load_rules().rules:
            change = {one.name: one.after for one in report.explain(id).change}
            assert change or holds(case, id), id
            assert holds(case | change, id), (id, change)
            for name in change:
                less = {other: value for other, value in change.items() if other != name}
                assert not holds(case | less, id), (id, change, name)

    @pytest.mark.parametrize("id", ["accumulation/hanging-transaction", "accumulation/member-blocked"])
    def test_no_single_fact_would_do_where_more_are_named(self, id: str) -> None:
        reasoner = reasoner_of(load_rules(), "python")
        assert len(diagnose(BLOCKED).explain(id).change) > 1
        base = reasoner.derivation.settle(read_facts(BLOCKED, reasoner.book.vocabulary))
        answers = Answers(reasoner)
        tried = 0
        for name in answers.leaves:
            for value in answers.values(base, name):
                supposed = reasoner.derivation.supposing(base, name, value)
                tried += supposed is not None
                assert supposed is None or id not in reasoner.reason(supposed).fired, (name, value)
        assert tried > 1000


class TestIds:
    @pytest.mark.parametrize("id", ["accumulation/consumer-bloked", "consumer-blocked"])
    def test_an_unknown_id_names_the_nearest(self, id: str) -> None:
        with pytest.raises(KafkaTriageError, match="did you mean accumulation/consumer-blocked") as caught:
            diagnose(BLOCKED).explain(id)
        assert "there is no rule" in str(caught.value)


class TestForms:
    def test_text_holds_marks_and_the_change(self) -> None:
        text = str(diagnose(BLOCKED).explain("accumulation/no-live-member"))
        assert "it is neither proven nor ruled out" in text
        assert "?    unless a consumer in assign mode, which is no member" in text
        assert text.rstrip().endswith("group.members = 0  (not known now)")
        assert max(map(len, text.splitlines())) <= 80

    def test_an_exception_that_only_lacks_a_fact_is_marked_as_not_known(self) -> None:
        explanation = diagnose(BLOCKED).explain("accumulation/no-live-member")
        lines = str(explanation).splitlines()
        assert "?    unless a framework that reads without membership" in lines
        assert "no   unless a group with nothing left to read" in lines
        truths = {exception.say: exception.proof.truth for exception in explanation.exceptions}
        assert truths["a framework that reads without membership"] is False

    def test_plain_data_is_json(self) -> None:
        explanation = diagnose(BATCH).explain(OUTLASTS)
        data = json.loads(json.dumps(explanation.to_dict()))
        assert data["proof"]["kind"] == "any"
        assert data["proof"]["truth"] is True

    def test_text_that_was_given_cannot_steer_a_terminal(self) -> None:
        report = diagnose({"symptom.connection_failure": True, "client.ip": "\x1b[31m10.0.0.1\x9b2J"})
        text = str(report.explain("connection/ip-not-whitelisted"))
        assert "client.ip = \ufffd[31m10.0.0.1\ufffd2J" in text
        assert not {"\x1b", "\x9b"} & set(text)


class TestPickled:
    def test_a_pickled_report_explains_alike(self) -> None:
        report = diagnose(BLOCKED)
        again = pickle.loads(pickle.dumps(report))
        assert again.explain("accumulation/no-live-member") == report.explain("accumulation/no-live-member")

    def test_rules_of_a_directory_are_loaded_again(self, write: Callable[[dict[str, str]], Path]) -> None:
        directory = write({"rebalance/mine.yaml": own_rule("group.members > 77")})
        report = diagnose({"group.members": 78}, rules=load_rules(directory))
        again = pickle.loads(pickle.dumps(report))
        assert again.explain("rebalance/mine").truth is True
        (directory / "rebalance" / "mine.yaml").unlink()
        with pytest.raises(KafkaTriageError):
            pickle.loads(pickle.dumps(report)).explain("rebalance/mine")

    def test_rules_without_directory_are_gone(self) -> None:
        from dataclasses import replace

        report = pickle.loads(pickle.dumps(diagnose(BLOCKED, rules=replace(load_rules(), key=""))))
        with pytest.raises(KafkaTriageError, match="came from no directory"):
            report.explain("accumulation/normal")


class TestEdge:
    @pytest.mark.parametrize(
        ("type", "holds", "outside", "inside", "expected"),
        [
            ("int", lambda value: value > 300_000, 1, 10**6, 300_001),
            ("int", lambda value: value < 300_000, 10**6, 1, 299_999),
            ("float", lambda value: value >= 300_000, 1, 1e6, 300_000),
            ("float", lambda value: value > 300_000, 1, 1e6, 300_001),
            ("float", lambda value: value > 0, 0, 1000, 1),
            ("float", lambda value: value >= 1 / 3, 0.1, 1, 0.334),
            ("float", lambda value: value <= 1 / 3, 1, 0.1, 0.333333),
        ],
    )
    def test_the_value_is_plain_and_at_the_threshold(
        self, type: str, holds: Callable[[float], bool], outside: float, inside: float, expected: float
    ) -> None:
        found = edge(FactType("x", type, "a number"), holds, outside, inside)
        assert holds(found)
        assert found == pytest.approx(expected, rel=1e-5)

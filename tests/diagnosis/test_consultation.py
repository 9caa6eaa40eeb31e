"""`Consultation`: what is asked and in which order, what answers do, and that each cause of a lag is reached."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import kafka_triage
from kafka_triage import Consultation, FactError, KafkaTriageError, diagnose, load_rules, read_text
from kafka_triage.api import reasoner_of
from kafka_triage.diagnosis.graph import reachable_symptoms
from kafka_triage.diagnosis.parts import Diagnosis
from kafka_triage.facts.file import read_facts_file
from kafka_triage.facts.intake import read_facts
from kafka_triage.facts.values import Source
from kafka_triage.language.model import Rule

BOOK = load_rules()
DERIVATION = reasoner_of(BOOK, "python").derivation
TABLES = Path("examples/two-tables.txt").read_text("utf-8")
BLOCKED = {"group.lag_trend": "growing", "group.committed_trend": "unchanged"}


def ids(diagnoses: list[Diagnosis]) -> set[str]:
    return {id for one in diagnoses for id in (one.id, *ids(one.consequences))}


def answered(consultation: Consultation, oracle: dict[str, Any], most: int = 200) -> list[str]:
    """Answer every question with what is known, else with "I don't know"; the facts that were asked for."""
    asked: list[str] = []
    while (question := consultation.question) is not None and len(asked) < most:
        asked.append(question.fact)
        consultation.answer(oracle.get(question.fact))
    return asked


def firing(rule: Rule) -> dict[str, Any]:
    """The facts of the first test in which a rule fires, and what follows from them: who knows the one knows the other."""
    facts = next(test.facts for test in rule.tests if test.expect["fires"] is True)
    known = DERIVATION.settle(read_facts(facts, BOOK.vocabulary)).known
    return {name: fact.value for name, fact in known.items() if fact.source is not Source.DEFAULT}


class TestReach:
    @pytest.mark.parametrize(
        "id",
        [
            id
            for id, symptoms in reachable_symptoms(BOOK).items()
            if id.startswith("accumulation/") and "symptom.accumulation" in symptoms
        ],
    )
    def test_my_group_lags_leads_to_each_cause_of_a_lag(self, id: str) -> None:
        consultation = Consultation("my group lags", engine="python")
        oracle = firing(BOOK.rules[id])
        for asked in range(60):
            if id in ids(consultation.report.diagnoses):
                break
            question = consultation.question
            assert question is not None, (id, asked, consultation.ended)
            consultation.answer(oracle.get(question.fact))
        assert id in ids(consultation.report.diagnoses)


class TestQuestions:
    def test_a_question_has_all_that_a_person_needs(self) -> None:
        question = Consultation("my group lags").question
        assert question is not None
        assert question.fact == "group.committed_trend"
        assert question.ask.endswith("?")
        assert question.why.startswith("decides: The group processes messages more slowly")
        assert "kafka-consumer-groups.sh" in question.how["shell"]
        assert question.expects == "advancing, unchanged, backwards, jumped_forward"

    @pytest.mark.parametrize(
        "id", ["accumulation/poison-pill", "rebalance/too-many-records-per-poll", "pull/fetch-exceeds-bandwidth"]
    )
    def test_nothing_is_asked_twice_nor_what_is_known(self, id: str) -> None:
        symptom = next(name for name in BOOK.rules[id].explains if name.startswith("symptom."))
        consultation = Consultation(symptom, engine="python")
        oracle = firing(BOOK.rules[id])
        seen: set[str] = set()
        while (question := consultation.question) is not None:
            known = {fact.name: fact.source for fact in consultation.report.facts}
            assert question.fact not in seen
            assert known.get(question.fact, "default").startswith("default")
            seen.add(question.fact)
            consultation.answer(oracle.get(question.fact))
        assert consultation.ended
        assert len(seen) > 3

    def test_what_follows_from_answers_is_not_asked(self) -> None:
        facts = {"client.library": "java", "client.version": "2.8"}
        rates = {"processing.messages_per_thread_per_second": 10, "processing.threads": 2}
        assert "processing.batch_ms" in answered(Consultation("frequent_rebalances", facts=facts), {})
        assert "processing.batch_ms" not in answered(Consultation("frequent_rebalances", facts=facts | rates), {})

    def test_another_way_is_asked_after_i_dont_know(self) -> None:
        facts = {"client.library": "java", "client.version": "2.8"}
        asked = answered(Consultation("frequent_rebalances", facts=facts), {})
        first = asked.index("processing.batch_ms")
        assert first < asked.index("processing.messages_per_thread_per_second")
        told = answered(Consultation("frequent_rebalances", facts=facts), {"processing.batch_ms": 10})
        assert "processing.messages_per_thread_per_second" not in told

    def test_another_way_to_an_exception_is_asked_after_i_dont_know(self) -> None:
        asked = answered(Consultation("my group lags", facts=BLOCKED), {"symptom.frequent_rebalances": False})
        assert asked[:2] == ["group.state", "group.members"]
        told = answered(Consultation("my group lags", facts=BLOCKED), {"group.state": "stable"})
        assert "group.members" not in told[:6]

    def test_what_a_makeshift_formula_stands_in_for_is_asked_before_giving_up(self) -> None:
        facts = {"bandwidth.bits_per_second": 100_000_000, "config.fetch.max.bytes": 10_000_000}
        consultation = Consultation("slow_or_failed_pull", facts=facts)
        answered(consultation, {"client.consumers_on_link": 6})
        assert "pull/fetch-exceeds-bandwidth" in ids(consultation.report.diagnoses)

    def test_a_cause_that_cannot_be_proven_any_more_is_not_asked_about(self) -> None:
        consultation = Consultation("my group lags", facts={"topic.partitions_added": "unknown"})
        assert "client.consumes_new_partitions" not in answered(consultation, {})

    def test_a_default_on_which_a_conclusion_rests_is_asked_for(self) -> None:
        facts = {
            "client.library": "java",
            "client.version": "2.8",
            "processing.messages_per_thread_per_second": 1,
            "processing.threads": 1,
        }
        consultation = Consultation("frequent_rebalances", facts=facts)
        assert "rebalance/batch-outlasts-poll-interval" in ids(consultation.report.diagnoses)
        while consultation.question and consultation.question.fact != "config.max.poll.records":
            consultation.answer(None)
        assert consultation.question is not None
        assert consultation.question.why.startswith("taken from a default so far, and decides: One batch takes longer")
        consultation.answer(200)
        assert ids(consultation.report.diagnoses) >= {"rebalance/too-many-records-per-poll"}

    def test_a_setting_that_only_a_default_speaks_against_is_asked_for(self) -> None:
        facts = {"client.library": "java", "client.version": "2.8"}
        consultation = Consultation("frequent_rebalances", facts=facts)
        answered(consultation, {"config.session.timeout.ms": 6000})
        assert "rebalance/session-timeout-below-default" in ids(consultation.report.diagnoses)

    def test_nothing_said_asks_which_problem_it_is(self) -> None:
        consultation = Consultation()
        assert consultation.question is not None
        assert (consultation.question.fact, consultation.question.why) == (
            "group.lag_trend",
            "tells which problem it is",
        )
        assert consultation.report.verdict == "undetermined"
        assert consultation.to_facts_yaml() == ""


class TestEnd:
    def test_it_ends_when_a_cause_is_proven_and_its_exceptions_are_asked(self) -> None:
        consultation = Consultation("my group lags", facts=BLOCKED)
        asked = answered(consultation, {"group.state": "stable", "group.members": 3, "commit.failing": False})
        assert {"group.state", "downstream.ok", "consumer.paused", "event.deserialization_error"} <= set(asked)
        assert consultation.done
        assert consultation.ended.startswith("a cause is proven")
        assert consultation.question is None

    def test_answers_to_all_exceptions_leave_none_open(self) -> None:
        consultation = Consultation("my group lags", facts=BLOCKED)
        oracle = {
            "group.state": "stable",
            "commit.failing": False,
            "downstream.ok": False,
            "group.moving_partitions": 0,
            "config.isolation.level": "read_uncommitted",
            "event.deserialization_error": False,
            "consumer.paused": False,
        }
        assert len(consultation.report.diagnoses[0].not_excluded) == 7
        answered(consultation, oracle)
        assert consultation.report.diagnoses[0].not_excluded == []

    def test_it_ends_when_nothing_that_can_be_answered_would_prove_a_cause(self) -> None:
        consultation = Consultation("my client cannot connect")
        answered(consultation, {})
        assert consultation.ended == "no answer that can be given would prove one of the open causes"
        with pytest.raises(KafkaTriageError, match="the consultation has ended: no answer"):
            consultation.answer(True)


class TestAnswers:
    @pytest.mark.parametrize("said", [None, "?", "unknown", "don't know", "I DON’T KNOW".removeprefix("I "), ""])
    def test_not_known(self, said: object) -> None:
        consultation = Consultation("my group lags")
        consultation.answer(said)
        assert consultation.facts == {"symptom.accumulation": True, "group.committed_trend": None}
        assert consultation.question is not None
        assert consultation.question.fact != "group.committed_trend"

    def test_a_value_with_a_unit_is_kept_in_the_unit_of_the_fact(self) -> None:
        consultation = Consultation(facts={"symptom.frequent_rebalances": True, "client.library": "java"})
        while consultation.question and consultation.question.fact != "processing.batch_ms":
            consultation.answer("2.8" if consultation.question.fact == "client.version" else None)
        consultation.answer("6 min")
        assert consultation.facts["processing.batch_ms"] == 360_000

    def test_the_wrong_type_is_refused_and_nothing_changes(self) -> None:
        consultation = Consultation("my group lags", facts={"group.lag_trend": "growing"})
        before = (consultation.question, consultation.facts, consultation.to_facts_yaml())
        with pytest.raises(FactError, match="one of advancing, unchanged, backwards, jumped_forward is expected"):
            consultation.answer("sideways")
        assert (consultation.question, consultation.facts, consultation.to_facts_yaml()) == before

    def test_what_cannot_be_is_refused_and_nothing_changes(self) -> None:
        consultation = Consultation("idle_members", facts={"group.members": 2})
        while consultation.question and consultation.question.fact != "group.idle_members":
            consultation.answer(None)
        with pytest.raises(FactError, match="more idle members than members"):
            consultation.answer(3)
        assert consultation.question is not None
        assert consultation.question.fact == "group.idle_members"

    def test_pasted_tables_answer(self) -> None:
        consultation = Consultation("my group lags")
        consultation.answer(TABLES)
        assert consultation.report.diagnoses[0].id == "accumulation/consumer-blocked"
        assert consultation.texts == {"pasted": TABLES}
        assert consultation.facts == {"symptom.accumulation": True}

    def test_tables_that_are_pasted_one_by_one_make_a_trend(self) -> None:
        first, second = TABLES.split("\n\n$ date")
        consultation = Consultation("my group lags")
        consultation.answer(first)
        assert "group.lag_trend" not in {fact.name for fact in consultation.report.facts}
        consultation.answer(f"$ date{second}")
        assert {fact.name: fact.value for fact in consultation.report.facts}["group.lag_trend"] == "growing"
        assert list(consultation.texts) == ["pasted", "pasted 2"]

    def test_one_line_that_is_understood_is_a_paste(self) -> None:
        consultation = Consultation("my group lags")
        consultation.answer("Consumer group 'orders' has no active members.")
        assert consultation.report.group == "orders"

    def test_a_paste_that_is_not_understood_is_refused(self) -> None:
        consultation = Consultation("my group lags")
        with pytest.raises(FactError, match="nothing in it was understood"):
            consultation.answer("some\nlines\nof text")
        assert consultation.texts == {}

    def test_back_takes_answers_back(self) -> None:
        consultation = Consultation("my group lags")
        first = consultation.question
        consultation.answer("unchanged")
        second = consultation.question
        consultation.answer(None)
        consultation.back()
        assert consultation.question == second
        consultation.back()
        assert consultation.question == first
        with pytest.raises(KafkaTriageError, match="no answer to take back"):
            consultation.back()


class TestStart:
    @pytest.mark.parametrize("words", ["my group lags", "My  Group LAGS", "accumulation", "symptom.accumulation"])
    def test_a_symptom_in_words_or_by_name(self, words: str) -> None:
        assert Consultation(words).facts == {"symptom.accumulation": True}

    def test_every_symptom_can_be_said_in_words_and_no_words_mean_two(self) -> None:
        symptoms = [fact for name, fact in BOOK.vocabulary.facts.items() if name.startswith("symptom.")]
        words = [phrase.lower() for fact in symptoms for phrase in fact.says]
        assert all(fact.says for fact in symptoms)
        assert len(words) == len(set(words))

    def test_unknown_words_name_the_nearest(self) -> None:
        with pytest.raises(FactError, match="did you mean my group lags"):
            Consultation("my group is lagging")

    def test_facts_and_texts_are_checked(self, tmp_path: Path) -> None:
        with pytest.raises(FactError, match=r"group\.lag_trnd"):
            Consultation(facts={"group.lag_trnd": "growing"})
        with pytest.raises(FactError, match="nothing in it was understood"):
            Consultation(text="no table")
        path = tmp_path / "tables.txt"
        path.write_text(TABLES, "utf-8")
        assert list(Consultation(text=[path, TABLES]).texts) == ["tables.txt", "pasted"]

    def test_an_unknown_fact_is_not_asked_for(self) -> None:
        consultation = Consultation("my group lags", facts={"group.committed_trend": "unknown"})
        assert consultation.facts["group.committed_trend"] is None
        assert "group.committed_trend" not in answered(consultation, {})

    def test_it_is_exported_and_imported_when_used(self) -> None:
        assert "Consultation" in kafka_triage.__all__


class TestFile:
    @pytest.mark.parametrize("start", [{}, BLOCKED, {"group.lag_trend": "growing", "poll.max_gap_ms": "7 min"}])
    def test_the_file_gives_the_same_report(self, start: dict[str, Any], tmp_path: Path) -> None:
        consultation = Consultation("my group lags", facts=start)
        consultation.answer(TABLES)
        consultation.answer(None)
        for _ in range(3):
            if consultation.question and consultation.question.expects == "yes or no":
                consultation.answer("no")
        path = tmp_path / "session.yaml"
        path.write_text(consultation.to_facts_yaml(), "utf-8")
        file = read_facts_file(path)
        texts = [read_text(text, name=name) for name, text in file.texts.items()]
        assert diagnose(file.facts, text=texts).to_dict() == consultation.report.to_dict()
        again = Consultation(facts=file.facts, text=file.texts)
        assert (again.facts, again.texts, again.question) == (
            consultation.facts,
            consultation.texts,
            consultation.question,
        )

    def test_where_a_fact_came_from_is_kept(self, tmp_path: Path) -> None:
        measured = {"value": ("10.0.0.0/8",), "source": "measured", "origin": "console"}
        consultation = Consultation("my client cannot connect", facts={"instance.whitelist": measured})
        path = tmp_path / "session.yaml"
        path.write_text(consultation.to_facts_yaml(), "utf-8")
        assert consultation.facts["instance.whitelist"] == ("10.0.0.0/8",)
        again = Consultation(facts=read_facts_file(path).facts).report
        assert again.to_dict() == consultation.report.to_dict()
        assert {fact.name: fact.source for fact in again.facts}["instance.whitelist"] == "measured from console"

    def test_it_is_yaml_that_a_person_can_edit(self) -> None:
        consultation = Consultation("my group lags")
        consultation.answer("unchanged")
        consultation.answer(None)
        assert consultation.to_facts_yaml() == (
            "symptom.accumulation: true\ngroup.committed_trend: unchanged\ngroup.lag_trend: unknown\n"
        )
        assert yaml.safe_load(consultation.to_facts_yaml())["group.committed_trend"] == "unchanged"

"""`diagnose` with the shipped rules: what the contract promises, whatever the facts."""

from __future__ import annotations

import json
import pickle
import random
from typing import Any

import pandas
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kafka_triage
from kafka_triage import FactError, KafkaTriageError, diagnose, diagnose_many, load_rules, load_vocabulary, read_text
from kafka_triage.language.model import FactType

VOCABULARY = load_vocabulary()
RULES = load_rules()


def values(fact: FactType) -> st.SearchStrategy[Any]:
    """Values that a fact can have, known or not."""
    low, high = fact.min, fact.max
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "bool": st.booleans(),
        "enum": st.sampled_from(fact.values or ("x",)),
        "version": st.sampled_from(
            ["0.9.0.1", "0.10.0.1", "0.10.1.1", "1.24.0", "1.41.0", "2.1.0", "2.8.2", "3.1.0", "4.0.0"]
        ),
        "string": st.sampled_from(["", "a", "range", "cooperative-sticky", "flink", "10.0.3.17"]),
        "list": st.lists(st.sampled_from(["10.0.0.0/8", "192.168.0.1", "x"]), max_size=3),
        "int": st.integers(max(int(low or 0), -(10**6)), min(int(high if high is not None else 10**6), 10**6)),
        "float": st.floats(max(low or 0.0, -1e6), min(high if high is not None else 1e9, 1e9)),
    }
    return st.one_of(st.none(), st.just("unknown"), kinds[fact.type])


def mentioned() -> list[str]:
    from kafka_triage.diagnosis.reason import wanted_facts

    return sorted(name for name in wanted_facts(RULES) if name in VOCABULARY.facts)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(mentioned()), min_size=1, max_size=14, unique=True))
    return {name: draw(values(VOCABULARY.facts[name])) for name in names}


def report_or_none(case: dict[str, Any], engine: str = "python") -> dict[str, Any] | None:
    """The report as plain data; None where the facts are a combination that cannot be."""
    try:
        return diagnose(case, engine=engine).to_dict()
    except FactError:
        return None


@given(cases())
@settings(max_examples=400)
def test_engines_give_the_same_report(case: dict[str, Any]) -> None:
    assert report_or_none(case, "python") == report_or_none(case, "durable")


@given(cases(), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_order_of_facts_does_not_matter(case: dict[str, Any], chance: random.Random) -> None:
    shuffled = list(case.items())
    chance.shuffle(shuffled)
    first, second = report_or_none(case), report_or_none(dict(shuffled))
    for report in (first, second):
        if report:
            report["facts"].sort(key=lambda fact: fact["name"])
    assert first == second


@given(cases())
@settings(max_examples=200)
def test_unknown_is_the_same_as_left_out(case: dict[str, Any]) -> None:
    known = {name: value for name, value in case.items() if value is not None and value != "unknown"}
    if known:
        assert report_or_none(known) == report_or_none(case)


@given(cases())
@settings(max_examples=300)
def test_what_a_report_never_does(case: dict[str, Any]) -> None:
    try:
        report = diagnose(case, engine="python")
    except FactError:
        return
    assert report.verdict in ("problems", "healthy", "undetermined")
    if report.verdict == "healthy":
        assert any(RULES.rules[one.id].health for one in report.diagnoses)
        assert all(one.severity == "info" for one in report.diagnoses)
    if report.verdict == "problems":
        assert any(one.severity != "info" for one in report.diagnoses)
    found = {one.id for one in report.diagnoses} | {one.id for one in report.risks}
    assert not found & {one.id for one in report.candidates}
    assert not found & {one.id for one in report.ruled_out}
    known = {name for name, value in case.items() if value not in (None, "unknown", "")}
    assert not known & {one.fact for one in report.questions}
    for one in (*report.diagnoses, *report.risks):
        for action in one.actions:
            for key, value in action.set.items():
                fact = VOCABULARY.facts[f"config.{key}"]
                if isinstance(value, int | float) and not isinstance(value, bool):
                    assert (fact.min is None or value >= fact.min) and (fact.max is None or value <= fact.max)
    json.loads(report.to_json())
    assert max(map(len, report.to_text().splitlines())) <= 80 or any(
        len(word) > 60 for word in report.to_text().split()
    )
    report.to_markdown()


class TestContract:
    def test_a_blocked_consumer(self) -> None:
        report = diagnose({"group": {"lag_trend": "growing", "committed_trend": "unchanged"}})
        first = report.diagnoses[0]
        assert ("problems", "accumulation/consumer-blocked", "blocked_consumer", "likely") == (
            report.verdict,
            first.id,
            first.family,
            first.confidence,
        )
        assert report.questions and report.candidates and report.ruled_out

    def test_fields(self) -> None:
        report = diagnose({"group": {"lag_trend": "growing", "committed_trend": "unchanged"}})
        assert [
            "$schema",
            "schema_version",
            "verdict",
            "group",
            "observed",
            "diagnoses",
            "candidates",
            "ruled_out",
            "risks",
            "questions",
            "facts",
            "notes",
            "suppressed",
        ] == list(report.to_dict())
        diagnosis = report.to_dict()["diagnoses"][0]
        assert {
            "id",
            "family",
            "title",
            "severity",
            "confidence",
            "text",
            "evidence",
            "explains",
            "consequences",
            "actions",
            "cites",
            "notes",
        } <= set(diagnosis)
        assert {"do", "set", "verify", "trade_off", "how"} <= set(diagnosis["actions"][0])
        assert {"fact", "value", "source", "condition"} <= set(diagnosis["evidence"][0])
        assert {"source", "section", "url"} == set(diagnosis["cites"][0])
        assert {"fact", "ask", "why", "how"} <= set(report.to_dict()["questions"][0])
        assert {"name", "value", "unit", "source"} == set(report.to_dict()["facts"][0])

    def test_a_risk_alone_is_no_problem(self) -> None:
        report = diagnose({"client.library": "sarama"})
        assert ("undetermined", []) == (report.verdict, report.diagnoses)

    def test_samples(self) -> None:
        rows = [
            {
                "at": f"2026-11-23T09:0{minute}:00Z",
                "topic": "orders",
                "partition": partition,
                "committed_offset": 49_642,
                "end_offset": 69_684 + 11_335 * minute,
            }
            for minute in range(3)
            for partition in range(2)
        ]
        reports = [diagnose(samples=given) for given in (rows, pandas.DataFrame(rows), polars.DataFrame(rows))]
        assert ["accumulation/consumer-blocked"] * 3 == [report.diagnoses[0].id for report in reports]
        assert reports[0].to_dict() == reports[1].to_dict() == reports[2].to_dict()

    def test_text_samples_and_facts_together(self) -> None:
        table = "TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID\norders 0 {} {} {} c-1 /10.0.0.1 c\n"
        text = "".join(
            f"2026-11-23T09:0{minute}:00Z\n" + table.format(100, 500 + 400 * minute, 400 + 400 * minute)
            for minute in range(3)
        )
        report = diagnose({"client.library": "java"}, text=[read_text(text), "nothing of Kafka"])
        assert "accumulation/consumer-blocked" == report.diagnoses[0].id
        assert any("nothing in text 2 was understood" in note.text for note in report.notes)

    def test_origins_that_disagree_are_noted_and_the_stated_value_wins(self) -> None:
        table = "GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID\ng t 0 5 9 4 c-1 /10.0.0.1 c\n"
        report = diagnose({"group.lag_messages": 77}, text=table)
        assert 77 == next(fact.value for fact in report.facts if fact.name == "group.lag_messages")
        assert any("group.lag_messages: 77 (stated) against 4 (read: text 1:2)" in note.text for note in report.notes)

    def test_the_commit_interval_of_the_facts_sets_the_noise_floor(self) -> None:
        rows = [
            {
                "at": f"2026-11-23T09:0{minute}:00Z",
                "topic": "t",
                "partition": 0,
                "committed_offset": 600_000 * minute + 1_000_000 - lag,
                "end_offset": 600_000 * minute + 1_000_000,
            }
            for minute, lag in enumerate((9_000, 11_000, 10_200))
        ]
        report = diagnose({"commit.interval_ms": 1000}, samples=rows)
        assert ("healthy", "accumulation/normal") == (report.verdict, report.diagnoses[0].id)

    def test_reports_can_be_pickled(self) -> None:
        report = diagnose({"group.lag_trend": "growing"})
        assert report.to_dict() == pickle.loads(pickle.dumps(report)).to_dict()

    def test_many(self) -> None:
        reports = diagnose_many([{"group.lag_trend": "growing"}, {"connection.failed": True}])
        assert [["symptom.accumulation"], ["symptom.connection_failure"]] == [report.observed for report in reports]

    def test_nothing_observed_asks_what_was_seen(self) -> None:
        report = diagnose({"platform": "apsaramq"})
        assert ("undetermined", []) == (report.verdict, report.diagnoses)
        assert ["group.lag_trend", "group.committed_trend"] == [one.fact for one in report.questions[:2]]


class TestBadInput:
    @pytest.mark.parametrize("given", [{}, None])
    def test_empty_input(self, given: Any) -> None:
        with pytest.raises(FactError, match="there is nothing to diagnose"):
            diagnose(given)

    @pytest.mark.parametrize(
        ("facts", "message"),
        [
            ({"group.lag_trend": "none", "group.lag_messages": 5}, "lag_trend none means that there is no lag"),
            (
                {"group.members": 1, "group.idle_members": 2},
                "more idle members than members (group.idle_members = 2, group.members = 1)",
            ),
            ({"group": "growing"}, "group: the name of this fact is not known"),
            ({"client.library": "spring-kafka"}, "spring-kafka is a framework: state client.framework: spring-kafka"),
            ({"bandwidth.bits_per_second": "10 MB"}, "10 MB is information"),
        ],
    )
    def test_mistake(self, facts: dict[str, Any], message: str) -> None:
        with pytest.raises(FactError) as caught:
            diagnose(facts)
        assert message in str(caught.value)

    def test_mistakes_of_all_inputs_at_once(self) -> None:
        with pytest.raises(FactError) as caught:
            diagnose({"x.y": 1}, text="", samples=[{}], now="soon")
        assert ["x.y", "text 1", "samples row 0", "now"] == [problem.place for problem in caught.value.problems]

    def test_engine(self) -> None:
        with pytest.raises(KafkaTriageError, match="engine is one of durable, python, not 'clips'"):
            diagnose({"group.lag_trend": "growing"}, engine="clips")

    def test_many_names_the_case(self) -> None:
        with pytest.raises(FactError, match=r"case 1: x.y: the name"):
            diagnose_many([{"group.lag_trend": "growing"}, {"x.y": 1}])


def test_defaults_alone_are_no_diagnosis() -> None:
    """A client of which nothing but library and version is known has no fault, however its defaults look."""
    for version in ("0.9.0.1", "0.10.0.1", "2.8.2", "3.7.0", "4.0.0"):
        report = diagnose(
            {
                "client.library": "java",
                "client.version": version,
                "symptom.frequent_rebalances": True,
                "symptom.slow_or_failed_pull": True,
                "symptom.offset_reset_or_loss": True,
                "symptom.accumulation": True,
            }
        )
        for one in report.diagnoses:
            assert any(
                evidence.fact.startswith(("client.version", "client.kafka_version", "symptom"))
                for evidence in one.evidence
            ), one.id


def test_public_names() -> None:
    for name in kafka_triage.__all__:
        assert getattr(kafka_triage, name).__doc__


@pytest.mark.parametrize("engine", ["durable", "python"])
def test_a_stated_setting_of_an_unknown_client_exists(engine: str) -> None:
    """exists() looks at the client, and where that is not known at the setting itself."""
    facts = {
        "config.max.poll.records": 250,
        "config.max.poll.interval.ms": 300000,
        "client.heartbeat_in_background": True,
        "processing.on_poll_thread": True,
        "processing.batch_ms": 200000,
        "symptom.frequent_rebalances": True,
    }
    found = diagnose(facts, engine=engine).diagnoses
    assert "rebalance/too-many-records-per-poll" in [diagnosis.id for diagnosis in found]

"""`Report.with_facts`: the same as diagnosing the merged facts, and what is said to be different."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import weakref
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from kafka_triage import FactError, KafkaTriageError, diagnose
from kafka_triage.diagnosis.parts import OpenCauses
from kafka_triage.diagnosis.report import Report
from tests.test_diagnose import cases

BLOCKED = {"group.lag_trend": "growing", "group.committed_trend": "unchanged"}
RECORDS = {
    "client.library": "java",
    "client.version": "2.8.2",
    "symptom.frequent_rebalances": True,
    "processing.messages_per_thread_per_second": 1,
    "processing.threads": 1,
}


class TestAnswer:
    @given(cases(), cases())
    @settings(max_examples=150)
    def test_it_is_that_of_the_merged_facts(self, first: dict[str, Any], second: dict[str, Any]) -> None:
        merged = {**{name: value for name, value in first.items() if name not in second}, **second}
        try:
            expected = diagnose(merged, engine="python").to_dict()
            answered = diagnose(first, engine="python").with_facts(second).to_dict()
        except FactError:
            return
        for report in (expected, answered):
            report["facts"].sort(key=lambda fact: fact["name"])
        assert answered == expected

    def test_what_was_read_is_replaced_and_the_notes_stay(self) -> None:
        report = diagnose(text=Path("examples/two-tables.txt").read_text("utf-8"))
        answered = report.with_facts({"group.members": 0, "group.state": "empty"})
        assert answered.diagnoses[0].id == "accumulation/no-live-member"
        assert [note for note in answered.notes if "trends are likely" in note.text]
        assert {fact.name: fact.source for fact in answered.facts}["group.lag_trend"].startswith("read from text 1")

    @pytest.mark.parametrize("value", [None, "unknown"])
    def test_not_known_takes_a_fact_away(self, value: object) -> None:
        answered = diagnose(BLOCKED).with_facts({"group.lag_trend": value})
        assert "group.lag_trend" not in [fact.name for fact in answered.facts]

    def test_mistakes_are_named_and_the_report_stays(self) -> None:
        report = diagnose(BLOCKED | {"group.members": 1})
        with pytest.raises(FactError, match=r"group\.membrs.*did you mean group\.members"):
            report.with_facts({"group.membrs": 1})
        with pytest.raises(FactError, match="more idle members than members"):
            report.with_facts({"group.idle_members": 2})
        assert report.diagnoses[0].id == "accumulation/consumer-blocked"

    def test_answers_chain(self) -> None:
        report = diagnose(BLOCKED).with_facts({"group.members": 0}).with_facts({"group.members": 2})
        assert report.to_dict() == diagnose(BLOCKED | {"group.members": 2}).to_dict()
        assert report.changes is not None
        assert [(one.before, one.after) for one in report.changes.facts] == [(0, 2)]


class TestChanges:
    def test_diagnoses_and_candidates_that_came_and_went(self) -> None:
        changes = diagnose(BLOCKED).with_facts({"group.members": 0}).changes
        assert changes is not None
        assert changes.diagnosed == ["accumulation/no-live-member"]
        assert changes.not_diagnosed == ["accumulation/consumer-blocked"]
        assert "accumulation/slow-member" in changes.no_candidates
        assert "accumulation/slow-member" in changes.ruled_out
        assert changes.candidates == []

    def test_verdict_and_confidence(self) -> None:
        changes = diagnose({"group.lag_trend": "growing"}).with_facts(BLOCKED).changes
        assert changes is not None
        assert changes.verdict == ("undetermined", "problems")
        surer = diagnose(RECORDS).with_facts(
            {"config.max.poll.records": 500, "config.max.poll.interval.ms": 300_000, "processing.on_poll_thread": True}
        )
        assert surer.changes is not None
        assert surer.changes.confidence["rebalance/batch-outlasts-poll-interval"] == ("likely", "certain")

    def test_settings_that_are_advised_otherwise(self) -> None:
        changes = (
            diagnose(RECORDS).with_facts({"processing.threads": 1, "config.max.poll.interval.ms": 200_000}).changes
        )
        assert changes is not None
        found = {one.name: (one.before, one.after) for one in changes.settings}
        assert found["rebalance/batch-outlasts-poll-interval: max.poll.records"] == (150, 100)

    def test_nothing_changes_with_what_was_known(self) -> None:
        report = diagnose(BLOCKED)
        changes = report.with_facts(BLOCKED).changes
        assert changes is not None
        assert not changes
        assert changes.facts == []
        assert str(changes) == "nothing else is different\n"
        assert report.changes is None

    def test_text_and_plain_data(self) -> None:
        changes = diagnose(BLOCKED).with_facts({"group.members": 0}).changes
        lines = str(changes).splitlines()
        assert lines[:3] == [
            "fact       group.members: not known -> 0",
            "holds      accumulation/no-live-member",
            "gone       accumulation/consumer-blocked",
        ]
        assert changes is not None
        assert json.loads(json.dumps(changes.to_dict()))["diagnosed"] == ["accumulation/no-live-member"]

    def test_control_characters_do_not_reach_the_text(self) -> None:
        changes = diagnose(BLOCKED).with_facts({"group.name": "\x1b]0;x\x07"}).changes
        assert "\x1b" not in str(changes)


class TestReport:
    def test_what_it_follows_from_is_no_part_of_its_data(self) -> None:
        report = diagnose(BLOCKED)
        answered = diagnose({"group.lag_trend": "growing"}).with_facts(BLOCKED)
        assert answered == report
        assert answered.to_dict() == report.to_dict()
        assert "background" not in repr(report)

    @pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda report: pickle.loads(pickle.dumps(report))])
    def test_copies_answer_again(self, again: Any) -> None:
        report = diagnose(BLOCKED).with_facts({"group.members": 0})
        made = again(report)
        assert made == report
        assert made.changes == report.changes
        assert made.with_facts({"group.members": 2}) == report.with_facts({"group.members": 2})

    def test_a_report_without_background_says_so(self) -> None:
        report = Report("undetermined", [], [], [], [], "", [], OpenCauses([], [], []))
        with pytest.raises(KafkaTriageError, match="use one that diagnose gave"):
            report.with_facts(BLOCKED)

    def test_reports_are_freed_without_the_collector_of_cycles(self) -> None:
        gc.collect()
        gc.disable()
        try:
            report = diagnose(BLOCKED, engine="python")
            answered = report.with_facts({"group.members": 0})
            report.explain("accumulation/normal")
            gone = [weakref.ref(report), weakref.ref(answered)]
            del report, answered
            assert [reference() for reference in gone] == [None, None]
        finally:
            gc.enable()

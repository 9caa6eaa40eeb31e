"""Reports as SARIF: valid by the official schema, at the lines that were evidence, the same from run to run."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kafka_triage import diagnose, load_rules
from kafka_triage.diagnosis.report import Report
from tests.render.cases import DATA, FACTS, HOSTILE, NOW, TABLES, blocked, report_of

SCHEMA = json.loads((DATA / "sarif-schema-2.1.0.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)
IDS = sorted(load_rules().rules)
GROWING = {"group.lag_trend": "growing", "group.committed_trend": "unchanged", "group.name": "orders"}


def run_of(report: Report, **options: Any) -> dict[str, Any]:
    log = json.loads(report.to_sarif(**options))
    VALIDATOR.validate(log)
    (run,) = log["runs"]
    return run


@settings(max_examples=150)
@given(st.sampled_from(FACTS), st.sets(st.sampled_from(IDS), max_size=5), st.booleans())
def test_reports_are_valid(facts: dict[str, Any], ignored: set[str], general: bool) -> None:
    report = report_of(facts, tuple(ignored))
    if report is None:
        return
    run = run_of(report, rules=load_rules() if general else None)
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert bool(result["suppressions"]) == (result["ruleId"] in ignored)


def test_the_schema_is_that_of_sarif_and_refuses_other_things() -> None:
    assert "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema" == SCHEMA["title"]
    log = json.loads(blocked().to_sarif())
    log["runs"][0]["results"][0]["level"] = "fatal"
    assert not VALIDATOR.is_valid(log)


class TestDiagnosis:
    def test_stands_at_the_lines_that_were_evidence(self) -> None:
        (result,) = run_of(blocked(), files={"two-tables.txt": "examples/two-tables.txt"})["results"]
        places = [
            (place["physicalLocation"]["artifactLocation"]["uri"], place["physicalLocation"]["region"]["startLine"])
            for place in (*result["locations"], *result["relatedLocations"])
        ]
        assert [("examples/two-tables.txt", 7), ("examples/two-tables.txt", 15)] == places
        lines = TABLES.read_text("utf-8").splitlines()
        assert all("orders" in lines[line - 1] for _, line in places)
        assert "the lag grew from 58,836 to 92,531 in 60 s" in result["locations"][0]["message"]["text"]

    def test_without_text_stands_at_the_group(self) -> None:
        (result,) = run_of(diagnose(GROWING))["results"]
        assert [{"logicalLocations": [{"name": "orders", "kind": "resource"}]}] == result["locations"]

    def test_level_confidence_and_rule(self) -> None:
        run = run_of(blocked(), rules=load_rules())
        (result,) = run["results"]
        (rule,) = run["tool"]["driver"]["rules"]
        assert ("accumulation/consumer-blocked", "error", "likely") == (
            result["ruleId"],
            result["level"],
            result["properties"]["confidence"],
        )
        assert "The consumer is blocked" == rule["shortDescription"]["text"]
        assert rule["helpUri"].startswith("https://help.aliyun.com/")
        assert "Take two thread dumps 10 s apart on `group.stuck_members`" in rule["help"]["markdown"]
        assert "58,836" not in json.dumps(rule)

    def test_computed_settings_are_properties(self) -> None:
        facts = {
            "client": {"library": "java", "version": "2.8.2"},
            "processing": {"messages_per_thread_per_second": 1, "threads": 1},
            "symptom.frequent_rebalances": True,
        }
        results = run_of(diagnose(facts))["results"]
        assert {"max.poll.records": 150, "max.poll.interval.ms": 1_000_000} == results[0]["properties"]["set"]
        assert "max.poll.records=150" in results[0]["message"]["text"]

    def test_a_consequence_is_a_result_that_points_at_its_cause(self) -> None:
        report = next(
            report
            for facts in FACTS
            if (report := report_of(facts)) and any(one.consequences for one in report.diagnoses)
        )
        root = next(one for one in report.diagnoses if one.consequences)
        result = next(one for one in run_of(report)["results"] if one["ruleId"] == root.consequences[0].id)
        assert root.id == result["properties"]["consequenceOf"]
        assert f"It follows from: {root.title}." in result["message"]["text"]
        assert root.id in result["relatedLocations"][-1]["message"]["text"]

    def test_a_risk_is_a_note(self) -> None:
        (result,) = run_of(diagnose({"client": {"library": "sarama", "version": "1.24.0"}}))["results"][:1]
        assert ("note", True) == (result["level"], result["properties"]["risk"])


class TestFingerprint:
    def test_is_the_same_for_other_values(self) -> None:
        one, other = (run_of(diagnose({**GROWING, "group.members": members}))["results"][0] for members in (3, 4))
        assert one["message"] != other["message"]
        assert one["partialFingerprints"] == other["partialFingerprints"]

    def test_is_another_for_another_group_or_cause(self) -> None:
        found = [
            run_of(diagnose(facts))["results"][0]["partialFingerprints"]["causeAndGroup/v1"]
            for facts in (
                GROWING,
                {**GROWING, "group.name": "mails"},
                {**GROWING, "group.committed_trend": "advancing"},
            )
        ]
        assert len(set(found)) == 3


def test_suppressed_results_say_why_and_until_when() -> None:
    report = report_of(GROWING, ("accumulation/consumer-blocked",))
    assert report is not None
    (result,) = run_of(report)["results"]
    (suppression,) = result["suppressions"]
    assert ("external", "accepted", "2027-01-31") == (
        suppression["kind"],
        suppression["status"],
        suppression["properties"]["until"],
    )
    assert suppression["justification"].startswith("known [and] {accepted} <here>")


def test_nothing_determined_is_a_notification_and_no_result() -> None:
    run = run_of(diagnose({"symptom.accumulation": True}, now=NOW))
    assert [] == run["results"]
    (said, *_) = run["invocations"][0]["toolExecutionNotifications"]
    assert ("warning", "undetermined") == (said["level"], run["properties"]["verdict"])
    assert "no cause is proven yet" in said["message"]["text"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_input_is_text(hostile: str) -> None:
    facts = {**GROWING, "group.name": f"g{hostile}g", "thread.blocked_on": f"b{hostile}b"}
    (result,) = run_of(diagnose(facts))["results"]
    assert "The thread waits at b" in result["message"]["text"]
    markdown, text = result["message"]["markdown"], result["message"]["text"]
    assert "<script" not in markdown
    assert not re.search(r"(?<!\\)\]\(javascript", markdown + text)
    assert not re.search(r"(?<!\{)\{(?!\{)", markdown + text)


def test_a_name_of_a_file_is_an_address() -> None:
    text = TABLES.read_text("utf-8")
    from kafka_triage import read_text

    (result,) = run_of(diagnose(text=read_text(text, name="a b/c#d?.txt")))["results"]
    assert "a%20b/c%23d%3F.txt" == result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]

"""Reports as JUnit XML: valid by the XML Schema of Jenkins, and read by a parser of its own."""

from __future__ import annotations

import builtins
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kafka_triage import KafkaTriageError, diagnose, load_rules
from kafka_triage.diagnosis.report import Report
from tests.render.cases import DATA, FACTS, HOSTILE, blocked, report_of

SCHEMA = etree.XMLSchema(etree.parse(DATA / "junit-10.xsd"))
IDS = sorted(load_rules().rules)
GROWING = {"group.lag_trend": "growing", "group.committed_trend": "unchanged", "group.name": "orders"}


def suite_of(report: Report, **options: Any) -> Any:
    root = etree.fromstring(report.to_junit(**options).encode("utf-8"))
    SCHEMA.assertValid(root)
    (suite,) = root
    return suite


def cases(suite: Any) -> dict[str, str]:
    """Names of the test cases to ``failure``, ``skipped`` or ``passed``."""
    return {
        f"{case.get('classname')}.{case.get('name')}": next(
            (one.tag for one in case if one.tag in ("failure", "skipped")), "passed"
        )
        for case in suite.iter("testcase")
    }


@settings(max_examples=150)
@given(st.sampled_from(FACTS), st.sets(st.sampled_from(IDS), max_size=5))
def test_reports_are_valid_and_counted(facts: dict[str, Any], ignored: set[str]) -> None:
    report = report_of(facts, tuple(ignored))
    if report is None:
        return
    suite = suite_of(report)
    found = list(cases(suite).values())
    assert len(found) == int(suite.get("tests"))
    assert found.count("failure") == int(suite.get("failures"))
    assert found.count("skipped") == int(suite.get("skipped"))
    assert bool(found.count("failure")) == any(
        one.severity != "info" for root in report.diagnoses for one in (root, *root.consequences)
    )


def test_what_two_roots_lead_to_is_one_case() -> None:
    report = diagnose(
        {
            "client.library": "java",
            "client.version": "2.8",
            "symptom.frequent_rebalances": True,
            "config.max.poll.records": 500,
            "config.max.poll.interval.ms": 300000,
            "processing.messages_per_thread_per_second": 1,
            "processing.threads": 1,
            "processing.on_poll_thread": True,
            "client.heartbeat_in_background": False,
            "processing.batch_ms": 300000,
            "event.commit_failed_rebalanced": True,
        }
    )
    below = [one.id for root in report.diagnoses for one in root.consequences]
    assert ["rebalance/processing-on-poll-thread"] * 2 == below
    names = [case.get("name") for case in suite_of(report).iter("testcase")]
    assert 1 == names.count("processing-on-poll-thread")


def test_a_problem_fails_with_its_evidence_and_what_to_do() -> None:
    suite = suite_of(blocked())
    assert "kafka-triage: orders" == suite.get("name")
    (failure,) = suite.iter("failure")
    assert ("consumer-blocked", "kafka-triage.accumulation") == (
        failure.getparent().get("name"),
        failure.getparent().get("classname"),
    )
    assert ("The consumer is blocked (likely)", "critical") == (failure.get("message"), failure.get("type"))
    assert "read from two-tables.txt:7, :15" in failure.text
    assert "do: Give the call that hangs a time-out" in failure.text


def test_causes_are_failed_open_or_ruled_out() -> None:
    found = cases(suite_of(blocked()))
    assert ("failure", "skipped", "passed") == (
        found["kafka-triage.accumulation.consumer-blocked"],
        found["kafka-triage.accumulation.poison-pill"],
        found["kafka-triage.accumulation.normal"],
    )


@pytest.mark.parametrize(
    ("fail_on", "result"), [("info", "failure"), ("warning", "failure"), ("critical", "passed"), ("never", "passed")]
)
def test_the_threshold_decides_what_fails(fail_on: str, result: str) -> None:
    report = diagnose({**GROWING, "group.committed_trend": "advancing"})
    assert "warning" == report.diagnoses[0].severity
    found = cases(suite_of(report, fail_on=fail_on))
    assert result == found["kafka-triage.accumulation.slower-than-production"]


def test_what_is_suppressed_is_skipped_with_its_reason() -> None:
    report = report_of(GROWING, ("accumulation/consumer-blocked",))
    assert report is not None
    suite = suite_of(report)
    assert "0" == suite.get("failures")
    (skipped,) = suite.xpath("testcase[@name='consumer-blocked']/skipped")
    assert "suppressed until 2027-01-31: known [and] {accepted} <here> (here.yaml:1:1)" == skipped.get("message")


def test_undetermined_is_never_all_passed() -> None:
    found = cases(suite_of(diagnose({"client.library": "java"})))
    assert "skipped" == found["kafka-triage.verdict"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_input_is_text(hostile: str) -> None:
    suite = suite_of(diagnose({**GROWING, "group.name": f"g{hostile}g"}))
    assert suite.get("name").startswith("kafka-triage: g")
    assert ["properties", "testcase"] == list(dict.fromkeys(child.tag for child in suite))


def test_without_junitparser_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "junitparser":
            raise ImportError(name)
        return imported(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(KafkaTriageError, match=r"pip install 'kafka-triage\[junit\]'"):
        blocked().to_junit()

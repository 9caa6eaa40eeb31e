"""Reports as data frames, in both libraries."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from kafka_triage import KafkaTriageError, diagnose
from tests.render.html.cases import START, case, rows

KINDS = {
    "diagnoses": ["id", "role", "root", "title", "severity", "confidence", "family", "text"],
    "evidence": ["id", "root", "fact", "value", "number", "unit", "text", "source", "condition"],
    "actions": ["id", "step", "do", "condition", "verify", "trade_off", "how"],
    "settings": ["id", "step", "key", "value", "number", "new_value", "new_number", "unit", "source"],
    "candidates": ["id", "title", "family", "likelihood", "missing", "because"],
    "ruled_out": ["id", "title", "family", "because"],
    "questions": ["order", "fact", "ask", "why", "expects", "how"],
    "facts": ["name", "value", "number", "unit", "source"],
    "series": ["at", "sample", "topic", "partition", "committed_offset", "end_offset", "lag"],
}


def records(frame: Any) -> list[dict[str, Any]]:
    """Rows as mappings; a missing value is None."""
    if hasattr(frame, "to_dicts"):
        return frame.to_dicts()
    import pandas

    return [
        {name: None if pandas.isna(value) else value for name, value in row.items()} for row in frame.to_dict("records")
    ]


@pytest.mark.parametrize("library", ["pandas", "polars"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["consequences", "undetermined", "two-tables"])
def test_columns_and_types_are_the_same_with_and_without_rows(name: str, kind: str, library: str) -> None:
    frame = case(name).to_frame(kind, library)
    empty = diagnose({"group.name": "x"}).to_frame(kind, library)
    assert list(frame.columns) == KINDS[kind]
    assert [str(dtype) for dtype in frame.dtypes] == [str(dtype) for dtype in empty.dtypes]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["consequences", "two-tables", "untimed"])
def test_both_libraries_hold_the_same(name: str, kind: str) -> None:
    assert records(case(name).to_frame(kind)) == records(case(name).to_frame(kind, "polars"))


def test_diagnoses_have_their_part_and_their_root() -> None:
    found = [(row["id"], row["role"], row["root"]) for row in records(case("consequences").to_frame())]
    assert found[:2] == [
        ("rebalance/batch-outlasts-session-timeout", "root", "rebalance/batch-outlasts-session-timeout"),
        ("accumulation/group-rebalancing", "consequence", "rebalance/batch-outlasts-session-timeout"),
    ]
    assert {row["role"] for row in records(case("risks").to_frame())} == {"risk"}


def test_evidence_has_its_value_as_text_and_number_with_unit_and_source() -> None:
    found = {row["fact"]: row for row in records(case("tuning").to_frame("evidence"))}
    batch = found["processing.batch_ms"]
    assert (batch["value"], batch["number"], batch["unit"]) == ("400000.0", 400_000.0, "ms")
    assert batch["source"].startswith("derived from config.max.poll.records")
    assert (found["client.library"]["value"], found["client.library"]["number"]) == ("java", None)


def test_settings_have_both_values() -> None:
    rows_ = records(case("tuning").to_frame("settings", "polars"))
    assert rows_[0] == {
        "id": "rebalance/batch-outlasts-poll-interval",
        "step": 1,
        "key": "max.poll.records",
        "value": "400",
        "number": 400.0,
        "new_value": "150",
        "new_number": 150.0,
        "unit": "message",
        "source": "stated",
    }


def test_actions_stand_once_however_many_roots_lead_to_their_cause() -> None:
    actions = [(row["id"], row["step"]) for row in records(case("consequences").to_frame("actions"))]
    assert len(actions) == len(set(actions))
    assert ("accumulation/group-rebalancing", 1) in actions


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_series_gives_back_the_samples(library: str) -> None:
    samples = rows(2, 3, lambda p, n: None if p else 100, lambda p, n: 150 + n)
    found = records(diagnose(samples=samples).to_frame("series", library))
    assert len(found) == 6
    assert found[0] | {"at": None} == {
        "at": None,
        "sample": None,
        "topic": "orders",
        "partition": 0,
        "committed_offset": 100,
        "end_offset": 150,
        "lag": 50,
    }
    assert found[0]["at"] == START
    assert (found[3]["committed_offset"], found[3]["lag"]) == (None, None)


def test_samples_without_times_are_numbered() -> None:
    found = records(case("untimed").to_frame("series"))
    assert [(row["at"], row["sample"]) for row in found[:2]] == [(None, 1), (None, 2)]


def test_unknown_kind_and_library_are_both_named() -> None:
    with pytest.raises(KafkaTriageError) as error:
        case("tuning").to_frame("evidenc", "numpy")
    assert [str(problem) for problem in error.value.problems] == [
        "to_frame: kind is one of diagnoses, suppressed, evidence, actions, settings, candidates, ruled_out, "
        "questions, facts, series, not 'evidenc' (did you mean evidence?)",
        "to_frame: library is one of pandas, polars, not 'numpy'",
    ]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_missing_library_is_named(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(
        KafkaTriageError, match=rf"{library} is not installed; pip install 'kafka-triage\[dataframes\]'"
    ):
        case("tuning").to_frame("facts", library)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_offset_beyond_64_bits_is_named(library: str) -> None:
    report = diagnose(samples=rows(1, 1, lambda p, n: 1, lambda p, n: 2**70))
    with pytest.raises(KafkaTriageError, match="to_frame: row 0, end_offset: 1180591620717411303424 does not fit"):
        report.to_frame("series", library)


def test_what_is_suppressed_has_a_row_with_its_reason() -> None:
    frame = case("decided").to_frame("suppressed")
    assert frame.to_dict("records") == [
        {
            "id": "rebalance/batch-outlasts-session-timeout",
            "title": "One batch takes longer than session.timeout.ms, and heartbeats wait for it",
            "severity": "critical",
            "confidence": "certain",
            "until": "2027-01-31",
            "reason": "the batch job of the night; it ends with the migration (OPS-7)",
            "by": ".kafka-triage.yaml:4",
        }
    ]
    assert case("tuning").to_frame("suppressed").empty

"""Logs of real clients against a real broker come to what was wrong in truth, or to nothing where nothing was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kafka_triage import diagnose

HERE = Path(__file__).parent
TABLE = yaml.safe_load((HERE / "captured.yaml").read_text())
LOGS = sorted(path for path in (HERE / "captured").glob("*/*.log") if path.parent.name != "tools")
EXCEPTIONS = ("among", "unsaid", "possible")


def _alarms(report: Any) -> list[Any]:
    return [found for found in report.diagnoses if found.severity != "info"]


def _expected(path: Path) -> tuple[str, list[str]]:
    row = TABLE["scenarios"][path.stem]
    client = path.parent.name
    kind = next((name for name in EXCEPTIONS if client in row.get(name, {})), "calm" if row.get("calm") else "first")
    return kind, row.get("causes", [])


@pytest.mark.parametrize("path", LOGS, ids=[f"{path.parent.name}-{path.stem}" for path in LOGS])
def test_a_captured_log_comes_to_what_was_wrong(path: Path) -> None:
    kind, causes = _expected(path)
    report: Any = diagnose(text=path.read_text(), engine="python")
    assert report.verdict != "healthy"
    if kind == "first":
        assert report.diagnoses[0].id in causes
    elif kind == "possible":
        assert [] == [
            found.id for found in _alarms(report) if found.confidence != "possible" or found.severity == "critical"
        ]
    else:
        assert [] == [found.id for found in _alarms(report)]
    if kind == "among":
        assert set(causes) & {cause.id for cause in report.candidates[:3]}


@pytest.mark.parametrize("row", TABLE["tools"], ids=["-".join(row["texts"][:3]) for row in TABLE["tools"]])
def test_what_tools_print_is_read(row: dict[str, Any]) -> None:
    texts = [(HERE / "captured/tools" / f"{name}.log").read_text() for name in row["texts"]]
    report: Any = diagnose(text=texts, engine="python")
    assert set(row.get("facts", {}).items()) <= {
        (fact.name, fact.value) for fact in report.facts if not isinstance(fact.value, tuple)
    }
    if "causes" in row:
        assert report.diagnoses[0].id in row["causes"]


def test_every_exception_of_the_table_has_its_log() -> None:
    known = {(path.parent.name, path.stem) for path in LOGS}
    named = {
        (client, scenario)
        for scenario, row in TABLE["scenarios"].items()
        for kind in EXCEPTIONS
        for client in row.get(kind, {})
    }
    assert set() == named - known
    assert set(TABLE["scenarios"]) == {scenario for _, scenario in known}

"""Logs of consumers with which nothing is wrong give no alarm."""

from __future__ import annotations

from typing import Any

import pytest

from kafka_triage import diagnose
from tests.readers.calm import calm_logs

LOGS = list(calm_logs())


@pytest.mark.parametrize(("name", "text"), LOGS, ids=[name for name, _ in LOGS])
def test_no_alarm(name: str, text: str) -> None:
    report: Any = diagnose(text=text, engine="python")
    alarms = [found.id for found in report.diagnoses if found.severity != "info"]
    assert [] == alarms


@pytest.mark.parametrize("prefix", ["web-1  | ", "[pod/web-7c9f/app] ", "2025-03-18T06:00:00.118249000Z stdout F "])
def test_nor_does_a_transport_make_one(prefix: str) -> None:
    for _, text in LOGS:
        wrapped = "".join(f"{prefix}{line}\n" for line in text.splitlines())
        report: Any = diagnose(text=wrapped, engine="python")
        assert [] == [found.id for found in report.diagnoses if found.severity != "info"]

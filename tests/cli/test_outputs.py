"""Where reports go: standard output, files, and the status of findings below the root."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kafka_triage.cli.diagnose import exit_status
from kafka_triage.diagnosis.parts import Diagnosis, OpenCauses
from kafka_triage.diagnosis.report import Report
from tests.cli.conftest import Run

TABLES = Path(__file__).parents[2] / "examples" / "two-tables.txt"
Runs = Callable[..., Run]


def test_a_file_instead_of_standard_output(run: Runs, tmp_path: Path) -> None:
    expected = run("diagnose", TABLES, "--format", "markdown").out
    found = run("diagnose", TABLES, "--format", "markdown", "--output", tmp_path / "report.md")
    assert (1, "", "") == (found.status, found.out, found.err)
    assert expected == (tmp_path / "report.md").read_text("utf-8")


def test_files_in_formats_of_their_own_besides_standard_output(run: Runs, tmp_path: Path) -> None:
    sarif, junit = tmp_path / "report.sarif", tmp_path / "report.xml"
    found = run("diagnose", TABLES, "--output", f"sarif={sarif}", "--output", f"junit={junit}")
    assert (1, run("diagnose", TABLES).out) == (found.status, found.out)
    (result,) = json.loads(sarif.read_text("utf-8"))["runs"][0]["results"]
    address = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert TABLES.as_posix() == address
    assert junit.read_text("utf-8").startswith("<?xml")


def test_a_name_with_a_sign_that_is_no_format(run: Runs, tmp_path: Path) -> None:
    run("diagnose", TABLES, "--output", tmp_path / "a=b.txt")
    assert (tmp_path / "a=b.txt").read_text("utf-8").startswith("PROBLEM")


def test_a_file_that_cannot_be_written(run: Runs, tmp_path: Path) -> None:
    found = run("diagnose", TABLES, "--output", f"json={tmp_path}", "--output", f"sarif={tmp_path / 'no' / 'x'}")
    assert 2 == found.status
    assert [
        f"kafka-triage: {tmp_path}: cannot be written: Is a directory",
        f"kafka-triage: {tmp_path / 'no' / 'x'}: cannot be written: No such file or directory",
    ] == found.err.splitlines()


@pytest.mark.parametrize("format", ["text", "markdown", "json", "sarif", "junit"])
def test_a_byte_of_an_argument_that_is_no_utf_8_is_no_traceback(run: Runs, tmp_path: Path, format: str) -> None:
    given = ("--fact", "group.lag_trend=growing", "--fact", "group.committed_trend=unchanged")
    found = run("diagnose", *given, "--fact", "group.name=a\udcffb", "--format", format)
    assert 1 == found.status
    assert "consumer-blocked" in found.out


def test_a_consequence_counts_though_its_root_does_not() -> None:
    def cause(id: str, severity: str, *consequences: Diagnosis) -> Diagnosis:
        return Diagnosis(id, "other", id, severity, "certain", "", [], [], list(consequences), [], [], [])

    roots = [cause("a/root", "info", cause("a/middle", "info", cause("a/end", "critical")))]
    report = Report("problems", roots, [], [], [], "", [], OpenCauses([], [], []))
    assert (1, 1, 0) == tuple(exit_status(report, threshold) for threshold in ("warning", "critical", "never"))

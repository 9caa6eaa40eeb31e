"""``kafka-triage explain``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kafka_triage import KafkaTriageError
from kafka_triage.cli.app import app

BLOCKED = ["--fact", "group.lag_trend=growing", "--fact", "group.committed_trend=unchanged"]


def run(*arguments: str, text: str = "") -> str:
    result = CliRunner().invoke(app, ["explain", *arguments], input=text)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0
    return result.stdout


def test_a_conclusion_is_proven_from_facts() -> None:
    output = run("accumulation/consumer-blocked", *BLOCKED)
    assert "The consumer is blocked  accumulation/consumer-blocked" in output
    assert "group.lag_trend = growing  [stated]" in output
    assert "It would hold" not in output


def test_a_text_is_evidence_with_its_place() -> None:
    output = run("accumulation/consumer-blocked", "examples/two-tables.txt")
    assert "read from two-tables.txt:7, :15" in " ".join(output.split())


def test_standard_input_is_read() -> None:
    table = Path("examples/two-tables.txt").read_text("utf-8")
    assert "read from pasted:7, :15" in " ".join(run("accumulation/consumer-blocked", "-", text=table).split())


def test_the_smallest_change_is_shown() -> None:
    output = run("accumulation/no-live-member", *BLOCKED)
    assert output.endswith("It would hold with 1 other fact\n     group.members = 0  (not known now)\n")


def test_facts_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("group.lag_trend: growing\ngroup.committed_trend: unchanged\n", "utf-8")
    assert json.loads(run("accumulation/consumer-blocked", "--facts", str(path), "--format", "json"))["truth"] is True


def test_json_holds_the_whole_tree() -> None:
    data = json.loads(run("accumulation/no-live-member", *BLOCKED, "--format", "json"))
    assert (data["standing"], data["truth"]) == ("open", None)
    assert data["change"] == [
        {"name": "group.members", "before": None, "after": 0, "before_text": "not known", "after_text": "0"}
    ]


def test_an_unknown_id_is_refused_with_the_nearest() -> None:
    with pytest.raises(KafkaTriageError, match="did you mean accumulation/consumer-blocked"):
        run("accumulation/consumer-bloked", *BLOCKED)


def test_what_is_suppressed_says_until_when_and_why(tmp_path: Path) -> None:
    config = tmp_path / "decided.yaml"
    config.write_text(
        "ignore: [{id: accumulation/no-live-member, reason: night shift, until: 2999-01-31}]\n"
        "severity: {accumulation/no-live-member: info}\n"
    )
    facts = ("--fact", "group.lag_trend=growing", "--fact", "group.members=0")
    said = " ".join(run("accumulation/no-live-member", *facts, "--config", str(config)).split())
    assert "it holds, and is suppressed (info, likely)" in said
    assert f"left out of the report until 2999-01-31: night shift ({config}:1:10)" in said
    assert f"severity set to info by {config}:2" in said

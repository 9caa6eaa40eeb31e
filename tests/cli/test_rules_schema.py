"""``kafka-triage rules schema``: prints one schema or writes all of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kafka_triage import KafkaTriageError
from kafka_triage.cli.app import app
from kafka_triage.language.json_schema import KINDS

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["rules", "schema", *arguments], catch_exceptions=True)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert 0 == result.exit_code
    return result.stdout


def test_prints_the_schema_of_a_rule() -> None:
    assert ["title", "family", "severity", "confidence", "when", "diagnosis"] == json.loads(run())["required"]
    assert run("rule") == run()


def test_writes_every_schema(tmp_path: Path) -> None:
    target = tmp_path / "new" / ".schema"
    run("--write", str(target))
    assert {
        path.name: path.read_text() for path in PUBLISHED.glob("*.schema.json") if (target / path.name).exists()
    } == {path.name: path.read_text() for path in target.iterdir()}
    assert len(KINDS) == len(list(target.iterdir()))


def test_tells_a_kind_that_is_not_there_and_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(KafkaTriageError, match=r"no kind 'facts'; the kinds are rule, vocabulary, sources, areas"):
        run("facts")
    (tmp_path / "file").write_text("")
    with pytest.raises(KafkaTriageError, match=r"file/x: cannot be written: Not a directory"):
        run("--write", str(tmp_path / "file" / "x"))

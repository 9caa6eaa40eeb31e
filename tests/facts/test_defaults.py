"""Defaults by library and version, as the shipped vocabulary settles them, against a table read from the releases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kafka_triage import load_vocabulary
from kafka_triage.facts.base import Derivation, FactBase
from kafka_triage.facts.intake import read_facts
from kafka_triage.facts.values import Source
from kafka_triage.language.evaluate import Evaluator

ROWS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "defaults.yaml").read_text())
VOCABULARY = load_vocabulary()
EVALUATOR = Evaluator(VOCABULARY)
DERIVATION = Derivation(VOCABULARY, EVALUATOR)


def name_of(row: dict[str, Any]) -> str:
    return " ".join(str(row[part]) for part in ("library", "version", "instance", "key") if part in row)


def settled(row: dict[str, Any]) -> FactBase:
    facts = {
        "client.library": row.get("library"),
        "client.version": row.get("version"),
        "instance.version": row.get("instance"),
    }
    return DERIVATION.settle(read_facts(facts, VOCABULARY))


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_default(row: dict[str, Any]) -> None:
    known = settled(row).known.get(f"config.{row['key']}")
    assert (known.value if known else None) == row["value"]
    assert known is None or known.source is Source.DEFAULT


@pytest.mark.parametrize("row", [row for row in ROWS if "exists" in row], ids=name_of)
def test_whether_the_setting_exists(row: dict[str, Any]) -> None:
    exists = EVALUATOR.function(("exists", f"config.{row['key']}"))
    assert exists(settled(row).values) is row["exists"]


def test_columns_of_the_table_are_all_looked_at() -> None:
    columns = {"library", "version", "instance", "key", "value", "exists", "from", "covers"}
    assert [row for row in ROWS if set(row) - columns or not row["from"]] == []


def test_table_covers_the_traps_about_defaults() -> None:
    assert {row.get("covers") for row in ROWS} >= {"T11", "T12", "T13"}

"""Reports as JSON: every one follows the published schema, and the published schema is that of the code."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kafka_triage import load_rules
from kafka_triage.render.report_schema import FILE, VERSION, report_schema
from tests.render.cases import FACTS, blocked, report_of

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema" / FILE
IDS = sorted(load_rules().rules)


def closed(schema: Any) -> Any:
    """A schema that allows no key that it does not describe."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(part) for key, part in schema.items()}
    return inner | {"additionalProperties": False} if isinstance(schema.get("properties"), dict) else inner


VALIDATOR = jsonschema.Draft202012Validator(closed(json.loads(PUBLISHED.read_text("utf-8"))))


def test_the_published_schema_is_current_and_a_schema() -> None:
    assert report_schema() == json.loads(PUBLISHED.read_text("utf-8")), "run scripts/report_schema.py"
    jsonschema.Draft202012Validator.check_schema(report_schema())


def test_every_key_is_described() -> None:
    schema = report_schema()
    missing = [
        (name, key)
        for name, part in {"Report": schema, **schema["$defs"]}.items()
        for key, one in part["properties"].items()
        if not one.get("description")
    ]
    assert [] == missing


@settings(max_examples=200)
@given(st.sampled_from(FACTS), st.sets(st.sampled_from(IDS), max_size=5))
def test_reports_follow_the_schema(facts: dict[str, Any], ignored: set[str]) -> None:
    report = report_of(facts, tuple(ignored))
    if report is not None:
        VALIDATOR.validate(json.loads(report.to_json()))


def test_a_report_names_its_schema() -> None:
    data = json.loads(blocked().to_json())
    assert (f"urn:kafka-triage:schema:report:{VERSION[0]}", VERSION) == (data["$schema"], data["schema_version"])
    assert report_schema()["$id"] == data["$schema"]


def test_evidence_names_the_lines_it_was_read_from() -> None:
    evidence = json.loads(blocked().to_json())["diagnoses"][0]["evidence"]
    assert [{"text": "two-tables.txt", "line": 7}, {"text": "two-tables.txt", "line": 15}] == evidence[0]["places"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("verdict",), "ill"),
        (("schema_version",), "2.0"),
        (("diagnoses", 0, "severity"), "fatal"),
        (("diagnoses", 0, "evidence", 0, "places", 0, "line"), "seven"),
        (("questions", 0, "how"), None),
        (("surprise",), 1),
    ],
)
def test_the_schema_refuses_what_a_report_is_not(path: tuple[Any, ...], value: object) -> None:
    data = deepcopy(json.loads(blocked().to_json()))
    place = data
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(data)

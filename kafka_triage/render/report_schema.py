"""The JSON Schema of a report in JSON: generated from the data classes of a report, described by their docstrings.

In: nothing. Out: a JSON Schema of draft 2020-12. A report names the schema that it follows. A minor version adds keys;
a major one takes away or changes some, and is published beside the earlier ones in docs/schema.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

VERSION = "1.1"
SCHEMA = f"urn:kafka-triage:schema:report:{VERSION.split('.')[0]}"
FILE = f"report-{VERSION.split('.')[0]}.schema.json"
_ENTRY = re.compile(r"^(\w+): (.*(?:\n {4,}.*)*)", re.MULTILINE)


def report_schema() -> dict[str, Any]:
    """The JSON Schema of `Report.to_dict`."""
    from pydantic import TypeAdapter

    from kafka_triage.diagnosis import parts
    from kafka_triage.diagnosis.report import Report

    properties: dict[str, Any] = {
        "$schema": {"const": SCHEMA, "description": "The schema that the report follows."},
        "schema_version": {
            "type": "string",
            "pattern": rf"^{VERSION.split('.')[0]}\.\d+$",
            "description": "Its version: a larger number behind the point stands for added keys.",
        },
        "verdict": {"enum": ["problems", "healthy", "undetermined"]},
        "group": {"type": "string"},
    }
    lists: dict[str, Any] = {
        "observed": list[str],
        "diagnoses": list[parts.Diagnosis],
        "candidates": list[parts.Candidate],
        "ruled_out": list[parts.RuledOut],
        "risks": list[parts.Diagnosis],
        "questions": list[parts.Question],
        "facts": list[parts.UsedFact],
        "notes": list[parts.Note],
        "suppressed": list[parts.Suppressed],
    }
    definitions: dict[str, Any] = {}
    for name, kind in lists.items():
        schema = TypeAdapter(kind).json_schema(ref_template="#/$defs/{model}", mode="serialization")
        definitions |= schema.pop("$defs", {})
        properties[name] = schema
    said = _entries(Report)
    for name, schema in properties.items():
        description = said.get(name) or inspect.getdoc(getattr(Report, name, None))
        if description and "description" not in schema:
            schema["description"] = description
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": f"A report of kafka_triage, version {VERSION}",
        "description": "The answer to one case.",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "$defs": {name: _described(getattr(parts, name), definitions[name]) for name in sorted(definitions)},
    }


def _described(kind: type, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a data class, with the descriptions of its docstring and nothing left out."""
    said = _entries(kind)
    properties = {
        name: _narrowed(name, {key: value for key, value in one.items() if key not in ("title", "default")})
        | ({"description": said[name]} if name in said else {})
        for name, one in schema["properties"].items()
    }
    return {
        "description": _summary(kind),
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


_WORDS = {"severity": ["info", "warning", "critical"], "confidence": ["certain", "likely", "possible"]}


def _narrowed(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"enum": _WORDS[name]} if name in _WORDS else schema


def _summary(kind: type) -> str:
    text = (inspect.getdoc(kind) or "").split("\nAttributes:")[0]
    return " ".join(text.split())


def _entries(kind: type) -> dict[str, str]:
    """What the docstring of a data class says of each attribute."""
    listed = inspect.cleandoc((inspect.getdoc(kind) or "").partition("Attributes:\n")[2])
    return {name: " ".join(text.split()) for name, text in _ENTRY.findall(listed)}

"""JSON Schemas of the knowledge files, for editors.

In: the pydantic models. Out: for each kind of file a JSON Schema of draft 7, the draft that editors share, with the
titles and descriptions of the docstrings. What a schema cannot say (names, types and units inside conditions) only
`rules check` tells.
"""

from __future__ import annotations

import inspect
import json
import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from kafka_triage.language.forms import SHAPE, SHAPES, listed
from kafka_triage.language.schema import AreasFile, RuleFile, SourcesFile
from kafka_triage.language.vocabulary_schema import VocabularyFile
from kafka_triage.language.wording_schema import ErrorCodesFile, WordingsFile

KINDS: dict[str, type[BaseModel]] = {
    "rule": RuleFile,
    "vocabulary": VocabularyFile,
    "sources": SourcesFile,
    "areas": AreasFile,
    "wordings": WordingsFile,
    "error-codes": ErrorCodesFile,
}
_DEMANDED: dict[str, dict[str, Any]] = {
    "ActionFile": {"dependencies": {"when": ["when_say"]}},
    "DefaultFile": {"not": {"required": ["library", "when"]}},
    "FactFile": {
        "if": {"properties": {"type": {"const": "enum"}}},
        "then": {"required": ["values"], "properties": {"values": {"minItems": 1}}},
    },
}
_ORDER = (
    "$ref",
    "title",
    "description",
    "type",
    "const",
    "enum",
    "properties",
    "required",
    "additionalProperties",
    "default",
)
_ATTRIBUTES = re.compile(r"\n*Attributes:\n", re.M)


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind of file.

    Args:
        kind: A key of `KINDS`.
    """
    model = KINDS[kind]
    made = model.model_json_schema(ref_template="#/definitions/{model}", schema_generator=_Generator)
    definitions = made.pop("$defs", {})
    for name, part in _models_below(model).items():
        _describe(made if part is model else definitions[name], part, _DEMANDED.get(name, {}))
    shapes = _shapes_in([made, *definitions.values()])
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"urn:kafka-triage:schema:{kind}",
        **_plain(made),
        "definitions": {name: _plain(part) for name, part in sorted(definitions.items())} | shapes,
    }


def written(schema: dict[str, Any]) -> str:
    """A JSON Schema as the text of its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def file_name(kind: str) -> str:
    """The name of the file that holds the schema of one kind."""
    return f"{kind}.schema.json"


class _Generator(GenerateJsonSchema):
    """One entry may stand where a list of entries is expected."""

    def function_before_schema(self, schema: Any) -> JsonSchemaValue:
        inner = super().function_before_schema(schema)
        if schema["function"]["function"] is not listed:
            return inner
        parts = inner.get("anyOf", [inner])
        return {"anyOf": [*parts, *(part["items"] for part in parts if part.get("type") == "array")]}


def _models_below(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """A model and every model that its fields mention, by name."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[Any] = [model]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, type) and issubclass(thing, BaseModel):
            if thing.__name__ not in found:
                found[thing.__name__] = thing
                waiting += [field.annotation for field in thing.model_fields.values()]
        else:
            waiting += getattr(thing, "__args__", ())
    return found


def _describe(definition: dict[str, Any], model: type[BaseModel], demanded: dict[str, Any]) -> None:
    """Title and descriptions of a docstring instead of those that pydantic makes of names."""
    summary, more, attributes = _docstring(model)
    definition.pop("description", None)
    for name, field in model.model_fields.items():
        entry = definition["properties"][field.alias or name]
        entry.pop("title", None)
        if SHAPE in entry and field.default is None:
            entry["anyOf"] = [{SHAPE: entry.pop(SHAPE)}, {"type": "null"}]
        if name in attributes:
            entry["description"] = attributes[name]
        if not isinstance(entry.get("default"), bool | int | float | str) or entry["default"] == "":
            entry.pop("default", None)
    definition["title"] = summary.rstrip(".")
    definition.update({"description": more} if more else {})
    definition.update(demanded)


def _docstring(model: type[BaseModel]) -> tuple[str, str, dict[str, str]]:
    """The first line of a docstring, the text below it, and its attributes with their descriptions."""
    text = inspect.getdoc(model) or ""
    head, *rest = _ATTRIBUTES.split(text.replace("``", "`"), maxsplit=1)
    summary, _, more = head.partition("\n")
    attributes: dict[str, str] = {}
    for part in re.split(r"\n(?! )", inspect.cleandoc(rest[0])) if rest else ():
        name, _, description = part.partition(": ")
        attributes[name] = " ".join(description.split())
    return summary.strip(), " ".join(more.split()), attributes


def _plain(part: Any) -> Any:
    """The schema with references to shapes, and spelled alike whatever the version of pydantic."""
    if isinstance(part, list):
        return [_plain(item) for item in part]
    if not isinstance(part, dict):
        return int(part) if isinstance(part, float) and part.is_integer() else part
    if SHAPE in part:
        part = {**part, "$ref": f"#/definitions/{part[SHAPE]}"}
    if len(part.get("allOf", ())) == 1:
        part = {**part, **part["allOf"][0]}
    superfluous = {SHAPE, "allOf"} | ({"enum"} if "const" in part else set())
    superfluous |= {"additionalProperties"} if part.get("additionalProperties") is True else set()
    keys = [*(key for key in _ORDER if key in part), *sorted(key for key in part if key not in _ORDER)]
    return {key: _value(key, part[key]) for key in keys if key not in superfluous}


def _value(key: str, value: Any) -> Any:
    return {name: _plain(part) for name, part in value.items()} if key == "properties" else _plain(value)


def _shapes_in(part: Any) -> dict[str, Any]:
    """The shapes that a schema refers to, and those that they refer to."""
    text, found = json.dumps(part), {}
    for name, shape in SHAPES.items():
        if f'"{SHAPE}": "{name}"' in text:
            found[name] = shape
    inner = json.dumps(found)
    return {name: shape for name, shape in SHAPES.items() if name in found or f'#/definitions/{name}"' in inner}

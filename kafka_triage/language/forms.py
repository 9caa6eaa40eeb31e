"""What the forms of the knowledge files have in common: strictness, citations, and values that `compile` reads.

In: nothing. Out: types for `schema` and `vocabulary_schema`. Conditions and formulas pass through pydantic as they were
written, because `compile` tells their mistakes better; `SHAPES` says in JSON Schema what editors may let pass.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

STRICT = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)
SHAPE = "x-shape"


def _shape(name: str) -> WithJsonSchema:
    return WithJsonSchema({SHAPE: name})


Conditions: TypeAlias = Annotated[Any, _shape("Conditions")]
Formula: TypeAlias = Annotated[Any, _shape("Formula")]
Number: TypeAlias = Annotated[Any, _shape("Number")]
Settings: TypeAlias = Annotated[dict[str, Any], _shape("Settings")]
GivenFacts: TypeAlias = Annotated[dict[str, Any], _shape("GivenFacts")]
Version = Annotated[str, Field(pattern=r"^\d+(\.\d+)*")]

_DOTTED_NAME = r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$"
_PLAIN = ["string", "number", "boolean"]


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/definitions/{name}"}


SHAPES: dict[str, dict[str, Any]] = {
    "Conditions": {
        "title": "Conditions",
        "description": (
            "One comparison, a list of conditions (all of them), or a mapping of all, any and none, nested to any "
            "depth. Each is true, false or unknown."
        ),
        "anyOf": [
            {"type": "string", "minLength": 1},
            {"type": "array", "minItems": 1, "items": _reference("Conditions")},
            {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": {
                    "all": {**_reference("Conditions"), "description": "True when each is; false as soon as one is."},
                    "any": {**_reference("Conditions"), "description": "True as soon as one is; false when each is."},
                    "none": {**_reference("Conditions"), "description": "True when each is known, and false."},
                },
            },
        ],
    },
    "Formula": {
        "title": "A formula or plain value",
        "description": "A formula over facts and constants, or a plain value; a list for a fact of type list.",
        "anyOf": [{"type": _PLAIN}, {"type": "array", "items": {"type": _PLAIN}}],
    },
    "Number": {
        "title": "A number or text",
        "description": "A plain number in the unit given beside it, or a text.",
        "type": ["number", "string"],
    },
    "Settings": {
        "title": "Settings",
        "description": "Kafka's own keys, dots and all, to formulas or values.",
        "type": "object",
        "propertyNames": {"pattern": _DOTTED_NAME},
        "additionalProperties": {"anyOf": [_reference("Formula"), {"type": "null"}]},
    },
    "GivenFacts": {
        "title": "Facts",
        "description": "Names of the vocabulary, dotted or nested, to values: numbers in the unit of the name, or text "
        "with a unit (5 min). null and unknown mean not known.",
        "type": "object",
        "propertyNames": {"pattern": _DOTTED_NAME},
        "additionalProperties": {
            "anyOf": [
                {"type": [*_PLAIN, "null"]},
                {"type": "array", "items": {"type": "string"}},
                _reference("GivenFacts"),
            ]
        },
    },
}


def listed(value: Any) -> Any:
    """A single entry as a list of one; lists and nothing as they are."""
    return value if isinstance(value, list) or value is None else [value]


class CiteFile(BaseModel):
    """A source of ``sources.yaml`` and a section in it.

    Attributes:
        source: Name of the source in sources.yaml.
        section: The heading below which it is written, parts separated by " / ".
    """

    model_config = STRICT

    source: str
    section: str = ""


Cites = Annotated[list[CiteFile], BeforeValidator(listed)]

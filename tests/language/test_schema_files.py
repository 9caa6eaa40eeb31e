"""The published JSON Schemas: current, true of every shipped file, and no stricter or laxer than the loader about form."""

from __future__ import annotations

import copy
import json
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from kafka_triage import load_rules
from kafka_triage.language.compile import Compiler
from kafka_triage.language.files import yaml_files
from kafka_triage.language.json_schema import KINDS, file_name, json_schema, written
from kafka_triage.language.rules import build_rule
from kafka_triage.language.schema import RuleFile, read_model
from kafka_triage.language.source import Document, read_yaml
from kafka_triage.language.vocabulary import build_vocabulary
from kafka_triage.language.vocabulary_schema import VocabularyFile

TOP = Path(__file__).parents[2]
PUBLISHED = TOP / "docs" / "schema"
ROOTS = (TOP / "rules", TOP / "examples" / "my-rules")
FILES = [
    (root, path)
    for root in ROOTS
    for path in yaml_files(root)
    if path.relative_to(root).parts[0] != "readers" and path.relative_to(root).as_posix() != "logs/context.yaml"
]
NAMES = [path.relative_to(TOP).as_posix() for _, path in FILES]
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)\n")
# Where anything may stand as far as the loader is concerned; running the test tells.
FREE = {("tests", "facts"), ("tests", "expect", "set"), ("facts", "not_known")}


def kind_of(root: Path, path: Path) -> str:
    inside = path.relative_to(root)
    if inside.parts[0] == "logs":
        return "error-codes" if inside.stem == "errors" else "wordings"
    if inside.parts[0] == "facts":
        return "vocabulary"
    return inside.stem if len(inside.parts) == 1 else "rule"


@lru_cache
def validator(kind: str) -> Draft7Validator:
    return Draft7Validator(json.loads((PUBLISHED / file_name(kind)).read_text("utf-8")))


@pytest.mark.parametrize("kind", KINDS)
def test_published_schema_is_current(kind: str) -> None:
    """``kafka-triage rules schema --write docs/schema`` writes it anew."""
    assert written(json_schema(kind)) == (PUBLISHED / file_name(kind)).read_text("utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_schema_is_a_schema_that_editors_can_show(kind: str) -> None:
    schema = json_schema(kind)
    Draft7Validator.check_schema(schema)
    assert f"urn:kafka-triage:schema:{kind}" == schema["$id"]
    for name, part in {"": schema, **schema["definitions"]}.items():
        assert part["title"]
        for key, entry in part.get("properties", {}).items():
            assert entry.get("description"), (
                f"{name}.{key} has no line below 'Attributes:' in the docstring of its model"
            )


@pytest.mark.parametrize(("root", "path"), FILES, ids=NAMES)
def test_shipped_file_is_valid_and_names_its_schema(root: Path, path: Path) -> None:
    text = path.read_text("utf-8")
    modeline = MODELINE.match(text)
    schema = PUBLISHED / file_name(kind_of(root, path))
    wanted = f"# yaml-language-server: $schema={os.path.relpath(schema, path.parent)}"
    assert modeline, f"the first line of {path} should be: {wanted}"
    assert schema == (path.parent / modeline.group(1)).resolve()
    assert [] == [
        error.message for error in validator(kind_of(root, path)).iter_errors(read_yaml(text, path.name).data)
    ]


def places(data: Any) -> list[tuple[Any, ...]]:
    """The places in a document, one for each sort, except where anything may stand."""
    sorts = {(_steps(path), type(at(data, path)), len(path)): path for path in _paths(data, ())}
    return list(sorts.values())


def _paths(data: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if _steps(path) in FREE:
        return
    yield path
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from _paths(value, (*path, key))


def _steps(path: tuple[Any, ...]) -> tuple[str, ...]:
    """The keys of a path that the schema names."""
    return tuple(part for part in path if isinstance(part, str) and "." not in part)


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy of a document with another value at a path."""
    if not path:
        return value
    made = copy.deepcopy(data)
    inner = made
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return made


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        data = data[part]
    return data


def refused_by_loader(data: Any, kind: str) -> bool:
    """Whether the loader has something against the form of a document, or against what stands in it."""
    book = load_rules()
    document = Document("changed.yaml", copy.deepcopy(data))
    model = read_model(document, RuleFile if kind == "rule" else VocabularyFile)
    if model is not None and kind == "rule":
        build_rule(Compiler(document, book.vocabulary.facts, book.vocabulary.constants, book.sources), "a/b", model)
    elif model is not None:
        build_vocabulary([(document, model)], book.sources)
    return bool(document.problems)


RULE = """
title: x
family: x
severity: info
confidence: likely
prior: 0.5
health: false
when:
  all: [group.members > 0, {any: [group.lag_trend == growing, {none: [group.state == dead]}]}]
  none: group.lag_trend == none
unless: [{if: {all: [group.topics > 3]}, say: x}]
raised_by: [{when: [group.lag_trend == growing], factor: 2, cite: [{source: guide}]}]
adjust: [{when: group.members > 5, severity: warning, confidence: possible, because: x}]
explains: [symptom.accumulation]
diagnosis: Members are {group.members}.
actions: [{do: x, when: group.members > 1, when_say: x, set: {max.poll.records: 5}, how: x, verify: group.members > 2, trade_off: x, cite: {source: guide, section: x}}]
notes: [{say: x, when: group.members > 7, cite: [{source: guide}]}]
cite: [{source: guide, section: x}]
covers: [S01]
tests: [{name: x, facts: {group.members: 3}, expect: {fires: true, set: {max.poll.records: 5}, confidence: likely, severity: info, says: x, notes: [x], never: [y]}}]
"""
VOCABULARY = """
facts:
  client.library: {type: enum, values: [java], meaning: x}
  client.version: {type: version, meaning: x}
  a.x_ms: {type: float, unit: ms, meaning: x, ask: x, cost: run, how: {shell: x, jmx: x}, min: 0, max: 9, opening: 1,
    hints: {one: two}, covers: [S01], cite: [{source: guide, section: x}], derive: [{when: b.y == true, value: 5 * ms}]}
  b.y: {type: bool, meaning: x, defaults: [{when: {all: [client.library == java]}, value: true}]}
  config.z: {type: int, meaning: x, exists: [{library: java, from: "1.0", below: "2.0"}], absent: [java],
    defaults: [{library: java, from: "1.0", below: "2.0", value: 1, cite: {source: guide}}]}
events: {boom: {meaning: x, ask: x}}
constants: {c: {value: 1, unit: s, meaning: x, assumption: true}}
impossible: [{when: [b.y == true, a.x_ms > 5 * ms], say: x}]
"""
BASES = {kind: read_yaml(text, kind).data for kind, text in (("rule", RULE), ("vocabulary", VOCABULARY))}


@pytest.mark.parametrize("kind", BASES)
def test_bases_of_the_changes_are_right(kind: str) -> None:
    data = BASES[kind]
    assert validator(kind).is_valid(data) and not refused_by_loader(data, kind)


@pytest.mark.parametrize("kind", BASES)
def test_a_key_that_is_not_known_is_refused_by_both(kind: str) -> None:
    data = BASES[kind]
    named = {("facts",), ("events",), ("constants",), ("facts", "hints")}
    tried = 0
    for path in places(data):
        if not isinstance(at(data, path), dict) or (kind == "vocabulary" and _steps(path) in named):
            continue
        wrong = changed(data, path, {**at(data, path), "zzz zzz": "x"})
        assert (True, True) == (not validator(kind).is_valid(wrong), refused_by_loader(wrong, kind)), path
        tried += 1
    assert tried > 8


@pytest.mark.parametrize("kind", BASES)
def test_a_mapping_of_unknown_keys_is_refused_by_both_wherever_it_stands(kind: str) -> None:
    data = BASES[kind]
    for path in places(data):
        wrong = changed(data, path, {"zzz zzz": {"zzz": []}})
        assert (True, True) == (not validator(kind).is_valid(wrong), refused_by_loader(wrong, kind)), path


@pytest.mark.parametrize("kind", BASES)
@pytest.mark.parametrize("value", [True, 17, 0.5, None, "zzz", [], ["zzz"], [5], [{}], {}], ids=repr)
def test_what_the_schema_refuses_the_loader_refuses(kind: str, value: Any) -> None:
    data = BASES[kind]
    refused = 0
    for path in places(data):
        wrong = changed(data, path, value)
        if not validator(kind).is_valid(wrong):
            refused += 1
            assert refused_by_loader(wrong, kind), path
    assert refused > 5


@pytest.mark.parametrize("kind", BASES)
def test_a_missing_key_is_refused_by_both_or_neither(kind: str) -> None:
    data = BASES[kind]
    for path in places(data):
        if path and isinstance(path[-1], str) and not ("when" in path and path[-1] in ("all", "any", "none")):
            inside = {key: value for key, value in at(data, path[:-1]).items() if key != path[-1]}
            wrong = changed(data, path[:-1], inside)
            assert (not validator(kind).is_valid(wrong)) <= refused_by_loader(wrong, kind), path
    for key in ("title", "severity", "when", "diagnosis") if kind == "rule" else ():
        wrong = {name: value for name, value in data.items() if name != key}
        assert (True, True) == (not validator(kind).is_valid(wrong), refused_by_loader(wrong, kind)), key

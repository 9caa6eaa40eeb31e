"""No expression of a reader can try the characters of a line in many ways, whatever the line is."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

import kafka_triage.readers
from kafka_triage.language.files import rules_root
from kafka_triage.readers.config.table import table
from kafka_triage.readers.dumps.knowledge import knowledge
from kafka_triage.readers.sentences.words import words
from kafka_triage.readers.tools.group_tables import words as table_words
from tests.readers.backtracking import ways

MOST_WAYS = 20_000_000
ANCHORED = ("^", r"\A")
LINES = {"config": 4_000, "sentences": 600, "consumer-groups": 2_000}  # the longest line that a part looks at
LONGEST = 20_000
SEARCHES = {"search", "sub", "findall", "finditer", "split"}
Named = tuple[str, str, bool, int]


def _named(name: str, expression: str | bytes, *, searched: bool) -> Named:
    text = expression.decode("latin-1") if isinstance(expression, bytes) else expression
    line = next((length for part, length in LINES.items() if part in name), LONGEST)
    return name, text, searched and not text.startswith(ANCHORED), line


def _of_modules() -> Iterator[Named]:
    for found in pkgutil.walk_packages(kafka_triage.readers.__path__, "kafka_triage.readers."):
        module = importlib.import_module(found.name)
        source = Path(str(module.__file__)).read_text("utf-8")
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern):
                used = set(re.findall(rf"\b{name}\.(\w+)", source))
                yield _named(f"{found.name}.{name}", value.pattern, searched=not used or bool(used & SEARCHES))
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="re"), attr=method),
                    args=[ast.Constant(value=str(text)), *_],
                ) if method != "compile":
                    yield _named(f"{found.name}:{text[:30]}", text, searched=method in SEARCHES)


def _of_tables(name: str, value: Any) -> Iterator[Named]:
    if isinstance(value, re.Pattern):
        yield _named(name, value.pattern, searched=True)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _of_tables(f"{name}.{key}", one)
    elif isinstance(value, tuple | list):
        for number, one in enumerate(value):
            yield from _of_tables(f"{name}[{number}]", one)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _of_tables(f"{name}.{one.name}", getattr(value, one.name))


def _of_files() -> Iterator[Named]:
    """The files whose expressions the readers of tools compile when they use them."""
    for stem in ("topics", "broker-tools"):
        text = (rules_root() / "readers" / f"{stem}.yaml").read_text("utf-8")
        for one in _texts(yaml.safe_load(text)):
            if "(?P<" in one:
                yield _named(f"{stem}: {one[:40]}", one, searched=True)


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for one in data.values() if isinstance(data, dict) else data:
            yield from _texts(one)


KNOWN = {"config": table(), "sentences": words(), "dumps": knowledge(), "consumer-groups": table_words()}
ALL = [*_of_modules(), *_of_files(), *(one for name, known in KNOWN.items() for one in _of_tables(name, known))]


@pytest.mark.parametrize(("name", "expression", "searched", "line"), ALL, ids=[one[0] for one in ALL])
def test_a_line_cannot_be_tried_in_many_ways(name: str, expression: str, searched: bool, line: int) -> None:
    assert ways(expression, searched=searched, line=line) <= MOST_WAYS


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a*b", 1000),
        ("a*a*b", 1_000_000),
        (r"\s*(?:x)?\s*y", 1_000_000),
        (r"\s*x\s*y", 1000),
        (r"(?:a+)+b", 1_000_000),
        (r"(?:\w+\.)+x", 1000),
        (r"\w{1,50}\d{1,30}x", 1500),
        (r"(?:[^\"\\]|\\.){0,200}x", 200),
        ("abc", 1),
        (".*abc.*d", 250_000),
        ("a*", 1),
    ],
)
def test_ways_are_counted(expression: str, expected: int) -> None:
    assert expected == ways(expression, searched=False, line=1000)


def test_a_search_begins_anywhere() -> None:
    assert ways("a*b", searched=True, line=1000) == 1_000_000
    assert ways("abcda*x", searched=True, line=1000) == 200_000

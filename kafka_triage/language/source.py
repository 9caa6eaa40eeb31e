"""YAML text to plain data, with the line and column of every key and value.

In: text and its name. Out: a `Document`. Strict: duplicate keys, tags, recursive aliases and more than one
document are mistakes. Only ``true``, ``false``, ``null`` and decimal numbers are read as other than text,
so ``on`` or ``12:30`` stay what was written. Nothing is ever constructed from a tag.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from kafka_triage.errors import Problem

Path: TypeAlias = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_SPECIAL_FLOAT = {".inf": "inf", "+.inf": "inf", "-.inf": "-inf", ".nan": "nan"}
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}
_MOST_NODES = 200_000
_DEEPEST = 100
_STRICT_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a value stands; ``inline`` is true where its text begins right there on one line."""

    line: int
    column: int
    inline: bool = False


@dataclass(slots=True)
class Document:
    """One YAML document: its data, the place of each value and key, the mistakes, and what is allowed but not good."""

    name: str
    data: Any = None
    values: dict[Path, Mark] = field(default_factory=dict)
    keys: dict[Path, Mark] = field(default_factory=dict)
    spelling: dict[Path, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def place(self, path: Path, *, key: bool = False, offset: int = 0) -> str:
        """``file:line:column`` of a value (or key), ``offset`` characters into it; the nearest parent if unknown."""
        marks = self.keys if key else self.values
        while path and path not in marks:
            path = path[:-1]
        mark = marks.get(path) or self.values.get(path)
        if mark is None:
            return self.name
        column = mark.column + (offset if mark.inline else 0)
        return f"{self.name}:{mark.line}:{column}"


def read_yaml(text: str, name: str) -> Document:
    """Read one YAML document.

    Args:
        text: The content of the file.
        name: What to call it in messages, usually its path.

    Returns:
        The document; its ``problems`` hold every mistake of form, and ``data`` is None where nothing could be read.
    """
    document = Document(name)
    try:
        nodes = list(yaml.compose_all(text, Loader=_STRICT_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        document.problems.append(Problem(f"this is not YAML: {error.problem or error.context}", place))
        return document
    except yaml.YAMLError as error:
        document.problems.append(Problem(f"this is not YAML: {error}".split("\n")[0], name))
        return document
    if len(nodes) > 1:
        mark = nodes[1].start_mark
        document.problems.append(
            Problem("one document a file is expected, a second starts here", f"{name}:{mark.line + 1}:1")
        )
    if nodes:
        document.data = _Builder(document).build(nodes[0], (), 0)
    return document


class _Builder:
    """Turns nodes into data, noting places and mistakes in the document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.count = 0

    def build(self, node: Any, path: Path, depth: int) -> Any:
        self.count += 1
        mark = node.start_mark
        inline = isinstance(node, yaml.ScalarNode) and node.start_mark.line == node.end_mark.line
        quoted = 1 if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"') else 0
        self.document.values[path] = Mark(mark.line + 1, mark.column + 1 + quoted, inline)
        if depth > _DEEPEST or self.count > _MOST_NODES:
            if self.count <= _MOST_NODES or self.count == _MOST_NODES + 1:
                self._problem("too deeply nested, or aliases that repeat without end", path)
            return None
        if isinstance(node, yaml.MappingNode):
            self._refuse_tag(node, "tag:yaml.org,2002:map", path)
            return self._mapping(node, path, depth)
        if isinstance(node, yaml.SequenceNode):
            self._refuse_tag(node, "tag:yaml.org,2002:seq", path)
            return [self.build(item, (*path, index), depth + 1) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: Any, path: Path, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                mark = key_node.start_mark
                self.document.problems.append(
                    Problem("a key must be text", f"{self.document.name}:{mark.line + 1}:{mark.column + 1}")
                )
                continue
            key = str(key_node.value)
            key_path = (*path, key)
            mark = key_node.start_mark
            if key in data:
                first = self.document.keys[key_path].line
                self.document.problems.append(
                    Problem(
                        f"the key '{key}' stands here a second time, first in line {first}",
                        f"{self.document.name}:{mark.line + 1}:{mark.column + 1}",
                    )
                )
                continue
            self.document.keys[key_path] = Mark(mark.line + 1, mark.column + 1, True)
            data[key] = self.build(value_node, key_path, depth + 1)
        return data

    def _scalar(self, node: Any, path: Path) -> Any:
        text = str(node.value)
        standard = str(node.tag).startswith("tag:yaml.org,2002:")
        if not standard or node.tag in ("tag:yaml.org,2002:binary", "tag:yaml.org,2002:set"):
            self._problem(f"the tag {node.tag} is not allowed; write plain values", path)
            return None
        if str(node.tag).startswith("tag:yaml.org,2002:python"):
            self._problem(f"the tag {node.tag} is not allowed; nothing is executed from a rule file", path)
            return None
        if node.style in ("'", '"', "|", ">"):
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.match(text) and len(text) < 400:
            self.document.spelling[path] = text
            return int(text)
        if _FLOAT.match(text):
            self.document.spelling[path] = text
            return float(text)
        if text.lower() in _SPECIAL_FLOAT:
            return float(_SPECIAL_FLOAT[text.lower()])
        return text

    def _refuse_tag(self, node: Any, standard: str, path: Path) -> None:
        if node.tag != standard:
            self._problem(f"the tag {node.tag} is not allowed; nothing is executed from a rule file", path)

    def _problem(self, message: str, path: Path) -> None:
        self.document.problems.append(Problem(message, self.document.place(path)))

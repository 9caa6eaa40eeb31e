"""One result of the analysis, and the places in rule files that results point to.

In: a compiled rule book. Out: ``file:line:column`` of any part of a rule, read from its file again where it is needed,
because a compiled rule keeps the places of its conditions only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kafka_triage.language.model import Rule
from kafka_triage.language.source import Document, read_yaml
from kafka_triage.language.source import Path as KeyPath


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with the rules although each is well-formed.

    Attributes:
        place: ``file:line:column``.
        what: What is wrong, and what would be right where that is plain.
        rules: Ids of the rules that take part; empty where it is the vocabulary.
    """

    place: str
    what: str
    rules: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


class Places:
    """Where the parts of rules stand.

    Args:
        rules: The rules by id; their files are read when a place in them is asked for.
    """

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        self._rules = rules
        self._documents: dict[str, Document] = {}

    def of(self, id: str, path: KeyPath, *, key: bool = False) -> str:
        """The place of a value (or key) of a rule's file; that of the rule where the file cannot be read any more."""
        document = self._document(id)
        return document.place(path, key=key) if document.values else self._rules[id].place

    def has(self, id: str, path: KeyPath) -> bool:
        """Whether a rule's file has something at a path."""
        return path in self._document(id).values

    def _document(self, id: str) -> Document:
        if id not in self._documents:
            name = self._rules[id].place.rsplit(":", 2)[0]
            try:
                self._documents[id] = read_yaml(Path(name).read_text("utf-8"), name)
            except (OSError, ValueError):
                self._documents[id] = Document(name)
        return self._documents[id]

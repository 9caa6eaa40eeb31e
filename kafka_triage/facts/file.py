"""Facts as a file: what a person knows of one case, to be read again, edited and kept.

In: a YAML file, a mapping of names to values; ``text`` may hold pasted texts, by name. Out: facts and texts, and the
other way round the file. Whatever a text holds, the file is plain text without control characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from kafka_triage.errors import FactError, Problem
from kafka_triage.facts.values import Value
from kafka_triage.language.model import Vocabulary
from kafka_triage.language.source import Document, read_yaml

Said: TypeAlias = Value | dict[str, Value] | None
TEXT = "text"
_PLAIN = re.compile(r"[a-z][a-z_]*\Z")
_WORDS_OF_YAML = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


@dataclass(frozen=True, slots=True)
class FactsFile:
    """What a file of facts holds: facts as a mapping for `kafka_triage.diagnose`, and pasted texts by name."""

    facts: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def read_facts_file(path: Path) -> FactsFile:
    """Read a file of facts.

    Raises:
        FactError: The file cannot be read or is no YAML mapping; it names line and column.
    """
    try:
        document = read_yaml(path.read_text("utf-8"), str(path))
    except UnicodeDecodeError:
        raise FactError(Problem("this is not UTF-8 text", str(path))) from None
    except OSError as error:
        raise FactError(Problem(f"cannot be read: {error.strerror}", str(path))) from None
    if document.problems:
        raise FactError(document.problems)
    if not isinstance(document.data, dict) or not document.data:
        raise FactError(Problem("a mapping of fact names to values is expected", document.place(())))
    facts = dict(document.data)
    return FactsFile(facts, _texts(document, facts.pop(TEXT, None), path.name))


def _texts(document: Document, given: Any, name: str) -> dict[str, str]:
    if given is None:
        return {}
    texts = given if isinstance(given, dict) else {name: given}
    if not all(isinstance(text, str) for text in texts.values()):
        raise FactError(Problem("pasted text is expected, or names of texts to texts", document.place((TEXT,))))
    return texts


def facts_yaml(facts: Mapping[str, Said], texts: Mapping[str, str], vocabulary: Vocabulary) -> str:
    """A file of facts.

    Args:
        facts: Names to values in the unit of the name, or to mappings with ``value``, ``source`` and ``origin``; None
            for what is not known.
        texts: Names of pasted texts to the texts.
        vocabulary: The names.
    """
    said: dict[str, Any] = {}
    for name, value in facts.items():
        said[name] = value
        if value is None and "unknown" not in vocabulary.facts[name].values:
            said[name] = "unknown"
    if texts:
        said[TEXT] = dict(texts)
    return str(yaml.dump(_quoted(said), Dumper=_Dumper, sort_keys=False, width=120)) if said else ""


class _Text(str):
    """A text that is written so that it is read again as the same text."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Writes texts as blocks where they have lines, else in quotes where they could be taken for something else."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write equal values out each time."""
        return True


def _represent(dumper: _Dumper, text: _Text) -> Any:
    plain = _PLAIN.match(text) and text not in _WORDS_OF_YAML
    style = "|" if "\n" in text else None if plain else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=style)


_Dumper.add_representer(_Text, _represent)


def _quoted(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {key if _is_name(key) else _Text(key): _quoted(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [_quoted(item) for item in thing]
    return _Text(thing) if isinstance(thing, str) else thing


def _is_name(key: str) -> bool:
    return re.fullmatch(r"[a-z][a-zA-Z0-9_.-]*", key) is not None and key not in _WORDS_OF_YAML

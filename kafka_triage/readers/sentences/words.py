"""How people put things, read once from ``rules/readers/sentences.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kafka_triage.language.files import rules_root
from kafka_triage.language.source import read_yaml


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to state facts; the attributes are those of the file."""

    say: re.Pattern[str]
    facts: Mapping[str, Any]
    negated: Mapping[str, Any]
    unless: re.Pattern[str] | None
    own_negation: bool
    whole: bool
    exact: bool
    despite_hedges: bool


@dataclass(frozen=True, slots=True)
class Client:
    """A name of a client or framework, with a version behind it or not."""

    name: re.Pattern[str]
    facts: Mapping[str, Any]
    version: bool
    number_needed: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that are named in sentences, by the kind of their values."""

    said: re.Pattern[str]
    times: frozenset[str]
    sizes: frozenset[str]
    counts: frozenset[str]
    words: Mapping[str, tuple[str, ...]]
    bools: frozenset[str]


@dataclass(frozen=True, slots=True)
class Words:
    """The whole file, compiled."""

    most_sentences: int
    about: re.Pattern[str]
    shapes: re.Pattern[str]
    ends: re.Pattern[str]
    decoration: re.Pattern[str]
    version_behind: re.Pattern[str]
    hedges: re.Pattern[str]
    questions: re.Pattern[str]
    negations: re.Pattern[str]
    clauses: re.Pattern[str]
    range: re.Pattern[str]
    trials: re.Pattern[str]
    numbers: Mapping[str, int]
    scales: Mapping[str, int]
    units: Mapping[str, str]
    clients: tuple[Client, ...]
    clients_unless: re.Pattern[str]
    identity: frozenset[str]
    of_client: frozenset[str]
    kafka_of_confluent: Mapping[str, str]
    settings: Settings
    patterns: tuple[Pattern, ...]
    yielding: frozenset[str]


def _slots(data: Mapping[str, Any]) -> dict[str, str]:
    """What stands for ``<n>``, ``<time>`` and the like in a pattern."""
    numbers = "|".join(sorted((word for word in data["numbers"] if word not in ("a", "an")), key=len, reverse=True))
    units = "|".join(sorted(map(re.escape, data["units"]), key=len, reverse=True))
    scales = "|".join(data["scales"])
    digits = r"\d{1,3}(?:,\d{3}){1,4}|\d{1,12}(?:\.\d{1,6})?"

    def number(slot: str) -> str:
        return rf"(?<![A-Za-z0-9_.,:/-])(?P<{slot}>{digits}|{numbers})(?: ?(?P<{slot}_scale>{scales})\b)?"

    return {
        "<n>": number("n"),
        "<time>": rf"(?<![\d.,:/-])(?P<t>{digits}|{numbers}|an?)[ -]?(?P<t_unit>{units})(?![\w-])",
        "<size>": rf"(?<![\d.,:/-])(?P<b>{digits})[ -]?(?P<b_unit>{units})(?![\w-])",
        "<rate>": number("r") + r" (?:messages?|msgs?|records?|events?)?(?: ?/ ?| per | a )(?:s|sec|second)\b",
        "<version>": r"(?P<v>[0-9]{1,2}\.\d{1,3}(?:\.\d{1,3}){0,2}(?:\.[A-Za-z]\w{0,12}|-[A-Za-z0-9]{1,8})?)(?![\w+])",
    }


@lru_cache(maxsize=1)
def words() -> Words:
    """The file, compiled."""
    path = rules_root() / "readers" / "sentences.yaml"
    data: dict[str, Any] = read_yaml(path.read_text("utf-8"), str(path)).data
    slots = _slots(data)

    def compiled(text: str) -> re.Pattern[str]:
        for macro, meaning in data["macros"].items():
            text = re.sub(rf"\b{macro}\b", lambda _: meaning, text)  # noqa: B023 (used at once)
        for slot, meaning in slots.items():
            text = text.replace(slot, meaning)
        return re.compile(text, re.I)

    settings = data["settings"]
    return Words(
        most_sentences=data["most_sentences"],
        about=re.compile(data["about"], re.I),
        shapes=re.compile("|".join(f"(?:{shape})" for shape in data["shapes"])),
        ends=re.compile(data["ends"]),
        decoration=re.compile(data["decoration"]),
        version_behind=re.compile(data["version_behind"]),
        hedges=re.compile(re.sub(r"\|\s+", "|", data["hedges"]), re.I),
        questions=re.compile(data["questions"], re.I),
        negations=re.compile(data["negations"], re.I),
        clauses=re.compile(data["clauses"], re.I),
        range=re.compile(data["range"], re.I),
        trials=compiled(data["trials"]),
        numbers=data["numbers"],
        scales=data["scales"],
        units=data["units"],
        clients=tuple(
            Client(
                re.compile(rf"(?<![A-Za-z0-9_-])(?:{entry['name']})(?![A-Za-z0-9_]|-[a-z])", re.I),
                entry["facts"],
                entry.get("version", False),
                entry.get("number_needed", False),
            )
            for entry in data["clients"]
        ),
        clients_unless=re.compile(data["clients_unless"], re.I),
        identity=frozenset(data["identity"]),
        of_client=frozenset(data["of_client"]),
        kafka_of_confluent=data["kafka_of_confluent"],
        settings=Settings(
            re.compile(settings["said"]),
            frozenset(settings["times"]),
            frozenset(settings["sizes"]),
            frozenset(settings["counts"]),
            {key: tuple(values) for key, values in settings["words"].items()},
            frozenset(settings["bools"]),
        ),
        patterns=tuple(
            Pattern(
                compiled(entry["say"]),
                entry["facts"],
                entry.get("negated", {}),
                compiled(entry["unless"]) if "unless" in entry else None,
                entry.get("own_negation", False),
                entry.get("whole", False),
                entry.get("exact", False),
                entry.get("despite_hedges", False),
            )
            for entry in data["sentences"]
        ),
        yielding=frozenset(name for entry in data["sentences"] if entry.get("yields") for name in entry["facts"]),
    )


def yielding() -> frozenset[str]:
    """Names of the facts in which what a tool prints is better than what somebody says."""
    return words().yielding

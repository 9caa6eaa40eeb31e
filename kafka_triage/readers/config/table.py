"""How configuration names things: ``rules/readers/client-config.yaml``, read once and compiled.

Out: a `Table` of Kafka keys by their spellings, names of each library, words of roles, and the wordings by which
libraries, packages and images are known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kafka_triage.facts.values import Value
from kafka_triage.language.files import rules_root
from kafka_triage.language.model import FactType
from kafka_triage.language.source import read_yaml

_HUMPS = re.compile(r"[A-Z]{1,60}(?![a-z])|[A-Z]?[a-z]{1,60}|\d{1,20}")
_LONGEST_NAME = 200


def words_of(name: str) -> list[str]:
    """The words of a name in small letters: split at dots, underscores, hyphens and humps."""
    return [word.lower() for word in _HUMPS.findall(name[:_LONGEST_NAME])]


def squashed(name: str) -> str:
    """A name without capitals and separators."""
    return "".join(words_of(name))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name means.

    Attributes:
        key: The Kafka key; empty where there is none.
        fact: The fact that it gives; empty where the setting is known and gives none.
        unit: Unit of a bare number; empty for the unit of the fact.
        values: Squashed words to the values of the fact.
        present: It says only that something is configured.
        marked: It counts only where the library is named in the text.
        excluded: Values that mean something else.
        upper: The value is written in capitals.
        role: ``broker`` for what brokers alone have.
        fixed: What the name says alone, without a value.
        spring: A duration or size as Spring Boot writes it; a bare number counts below ``spring`` only.
        with_unit: It counts only where the value has a unit of its own.
    """

    key: str
    fact: str
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    present: bool = False
    marked: bool = False
    excluded: tuple[str, ...] = ()
    upper: bool = False
    spring: bool = False
    with_unit: bool = False
    role: str = ""
    fixed: Value | None = None


@dataclass(frozen=True, slots=True)
class Dialect:
    """Names of one library: where they count, and what they mean."""

    name: str
    names: Mapping[str, Meaning]
    marks: re.Pattern[str] | None
    within: re.Pattern[str] | None
    suffix: bool
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clue:
    """A wording and the facts that it gives."""

    text: re.Pattern[str]
    facts: Mapping[str, Any]
    role: str = ""
    key: str = ""
    table: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Command:
    """An option of a command-line tool and its Kafka key."""

    option: re.Pattern[str]
    meaning: Meaning
    command: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Package:
    """A package: the facts that it gives, and whether its version is that of the client."""

    facts: Mapping[str, Any]
    version: bool


@dataclass(frozen=True, slots=True)
class Table:
    """All of it; the fields are named after the keys of the file."""

    facts: Mapping[str, FactType]
    hints: tuple[str, ...]
    names: Mapping[str, Meaning]
    weak: frozenset[str]
    weak_words: int
    private: frozenset[str]
    secret_names: re.Pattern[str]
    secret_values: re.Pattern[str]
    placeholders: re.Pattern[str]
    no_values: frozenset[str]
    values: Mapping[str, Mapping[str, str]]
    roles: Mapping[str, frozenset[str]]
    connect_worker: re.Pattern[str]
    prefixes: re.Pattern[str]
    paths: tuple[Clue, ...]
    code_units: Mapping[str, float]
    number_units: Mapping[str, float]
    constants: Mapping[str, float]
    local_hosts: frozenset[str]
    profiles: Mapping[str, frozenset[str]]
    around: tuple[Clue, ...]
    short_units: Mapping[str, float]
    sizes: Mapping[str, int]
    wrappers: frozenset[str]
    tails: frozenset[str]
    dialects: tuple[Dialect, ...]
    calls: Mapping[str, Meaning]
    signatures: tuple[Clue, ...]
    consumers: re.Pattern[str]
    producers: re.Pattern[str]
    options: tuple[Command, ...]
    advice: re.Pattern[str]
    dumps: tuple[Clue, ...]
    libraries: tuple[Clue, ...]
    packages: Mapping[str, Package]
    package: re.Pattern[str]
    images: tuple[Clue, ...]
    endpoints: tuple[Clue, ...]
    assigned: re.Pattern[str]
    last_words: frozenset[str]

    def may_know(self, name: str) -> bool:
        """Whether a name ends as one that is known does."""
        return _may_know(name, self.last_words) or squashed(name) in self.names


@lru_cache(maxsize=4096)
def _may_know(name: str, last_words: frozenset[str]) -> bool:
    words = words_of(name)
    if words and words[-1] in ("config", "class"):
        words.pop()
    return bool(words) and words[-1] in last_words


@lru_cache(maxsize=1)
def table() -> Table:
    """The table, compiled once."""
    from kafka_triage.api import load_vocabulary

    facts = load_vocabulary().facts
    path = rules_root() / "readers" / "client-config.yaml"
    data = read_yaml(path.read_text("utf-8"), str(path)).data
    values = {key: {_word(word): value for word, value in words.items()} for key, words in data["values"].items()}
    roles = {name: frozenset(words) for name, words in data["roles"].items() if isinstance(words, list)}
    names = _names(data, facts, roles)
    packages = {name: Package(entry["facts"], entry.get("version", False)) for name, entry in data["packages"].items()}
    commands = data["commands"]
    longest = sorted((re.escape(name) for name in packages), key=len, reverse=True)
    return Table(
        facts=facts,
        hints=tuple(data["hints"]),
        names=names,
        weak=frozenset(squashed(name) for name in data["weak"]),
        weak_words=data["weak_words"],
        private=frozenset(data["private"]),
        secret_names=re.compile(data["secret_names"], re.IGNORECASE),
        secret_values=re.compile(data["secret_values"]),
        placeholders=re.compile(data["placeholders"], re.IGNORECASE),
        no_values=frozenset(data["no_values"]),
        values=values,
        roles=roles,
        connect_worker=re.compile(data["roles"]["connect_worker"]),
        prefixes=re.compile("|".join(data["prefixes"])),
        paths=tuple(Clue(re.compile(entry["text"]), {}, key=entry["key"]) for entry in data["paths"]),
        code_units=data["code_units"],
        number_units=data["number_units"],
        constants=data["constants"],
        local_hosts=frozenset(data["local_hosts"]),
        profiles={kind: frozenset(profiles) for kind, profiles in data["profiles"].items()},
        around=tuple(Clue(re.compile(entry["text"]), entry["facts"]) for entry in data["around"]),
        short_units=data["short_units"],
        sizes=data["sizes"],
        wrappers=frozenset(data["wrappers"]),
        tails=frozenset(data["tails"]),
        dialects=tuple(_dialect(name, entry) for name, entry in data["dialects"].items()),
        calls={f"kgo.{name}": _meaning(entry, "ns") for name, entry in data["calls"].items()},
        signatures=tuple(Clue(re.compile(entry["text"]), entry["facts"]) for entry in data["signatures"]),
        consumers=re.compile(commands["consumers"]),
        producers=re.compile(commands["producers"]),
        options=tuple(_command(entry) for entry in commands["options"]),
        advice=re.compile(data["advice"], re.IGNORECASE),
        dumps=tuple(Clue(re.compile(entry["text"]), entry.get("facts", {}), entry["role"]) for entry in data["dumps"]),
        libraries=tuple(Clue(re.compile(entry["text"]), entry["facts"]) for entry in data["libraries"]),
        packages=packages,
        package=re.compile(rf"(?<![\w.@-])(?:{'|'.join(longest)})(?![\w/.])", 0),
        images=tuple(Clue(re.compile(entry["text"]), {}, table=entry.get("table", {})) for entry in data["images"]),
        endpoints=tuple(Clue(re.compile(entry["text"]), entry["facts"]) for entry in data["endpoints"]),
        assigned=_assigned(facts),
        last_words=_last_words(data, names),
    )


def _word(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", str(text).lower())


def _names(data: Mapping[str, Any], facts: Mapping[str, FactType], roles: Mapping[str, Any]) -> dict[str, Meaning]:
    names = {squashed(name[7:]): Meaning(name[7:], name) for name in facts if name.startswith("config.")}
    others = [*roles["producer"], *roles["producer_alone"], *roles["broker_alone"], *roles["worker_alone"]]
    for key in others:
        names.setdefault(squashed(key), Meaning(key, ""))
    for alias, entry in data["aliases"].items():
        names[squashed(alias)] = _meaning(entry, "") if entry is not None else Meaning(alias, "")
    return names


def _meaning(entry: Any, unit: str) -> Meaning:
    if isinstance(entry, str):
        return Meaning(entry, f"config.{entry}", unit)
    key = entry.get("key", "")
    values = {_word(word): value for word, value in entry.get("values", {}).items()}
    return Meaning(
        key,
        entry.get("fact", f"config.{key}"),
        entry.get("unit", unit),
        values,
        entry.get("present", False),
        entry.get("marked", False),
        tuple(entry.get("not", ())),
        entry.get("upper", False),
        entry.get("spring", False),
        entry.get("with_unit", False),
        entry.get("role", ""),
        entry.get("value"),
    )


def _dialect(name: str, entry: Mapping[str, Any]) -> Dialect:
    def pattern(key: str) -> re.Pattern[str] | None:
        return re.compile(entry[key]) if key in entry else None

    names = {inner: _meaning(meaning, entry["unit"]) for inner, meaning in entry["names"].items()}
    return Dialect(
        name, names, pattern("marks"), pattern("within"), entry.get("suffix", False), tuple(entry.get("hints", ()))
    )


def _command(entry: Mapping[str, str]) -> Command:
    option = re.compile(
        rf"(?<!\S){re.escape(entry['option'])}(?:\s{{1,8}}|=)(?P<value>\"[^\"]{{0,500}}\"|'[^']{{0,500}}'|[^\s'\"\\]{{1,500}})"
    )
    command = re.compile(entry["command"]) if "command" in entry else None
    return Command(option, _meaning(entry["key"], ""), command)


def _last_words(data: Mapping[str, Any], names: Mapping[str, Meaning]) -> frozenset[str]:
    keys = [*(meaning.key for meaning in names.values()), *data["aliases"], *data["calls"]]
    inner = [name for dialect in data["dialects"].values() for name in dialect["names"]]
    paths = ["brokers", "group", "commit_interval_ms"]
    return frozenset(words_of(key)[-1] for key in (*keys, *inner, *paths) if words_of(key))


def _assigned(facts: Mapping[str, FactType]) -> re.Pattern[str]:
    """Finds, cheaply, a line that may give a key with dots a value: its last word, then what assigns."""
    last = sorted({name.rsplit(".", 1)[1] for name in facts if name.startswith("config.")})
    return re.compile(rf"\.(?:{'|'.join(map(re.escape, last))})[\"'`]?\]?\s{{0,8}}[=:,]")

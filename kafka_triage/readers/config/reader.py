"""A text line by line to settings, and those to facts.

In: lines. Out: a `Found`. What a setting is says `settings`, what it is worth says `values`; here stands which lines
are looked at, and what the settings of one mapping say together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from kafka_triage.facts.values import Value
from kafka_triage.readers.config.context import Around, Place
from kafka_triage.readers.config.dumps import Dump, read_dump
from kafka_triage.readers.config.libraries import Libraries
from kafka_triage.readers.config.lines import Lines, announces, is_diff, is_logged
from kafka_triage.readers.config.pairs import Pair, pairs_of
from kafka_triage.readers.config.profiles import Profiles, without_profile
from kafka_triage.readers.config.settings import Setting, setting_of
from kafka_triage.readers.config.shapes import Shapes
from kafka_triage.readers.config.table import Dialect, Table, table
from kafka_triage.readers.config.values import value_of
from kafka_triage.readers.found import Found

_LONGEST_LINE = 4000
_MOST_AFTER = 12
_GROUP = "group.id"
_SERVERS = "bootstrap.servers"


_Key: TypeAlias = tuple[tuple[int, ...], str, int]


@dataclass(slots=True)
class _Mapping:
    """The settings of one mapping, file, call or dump."""

    settings: list[Setting] = field(default_factory=list)
    role: str = ""


@dataclass(slots=True)
class _Read:
    """What is known while a text is read."""

    table: Table
    name: str
    found: Found
    mappings: dict[_Key, _Mapping] = field(default_factory=dict)
    said: set[tuple[str, str, Value]] = field(default_factory=set)


def read(lines: Sequence[str], name: str) -> Found:
    """As `read_client_config` says."""
    found = Found()
    names = table()
    whole = "\n".join(lines).lower()
    if not any(hint in whole for hint in names.hints):
        return found
    reading = _Read(names, name, found)
    libraries, profiles = Libraries(names), Profiles(lines, names)
    marked = {dialect.name for dialect in names.dialects if _names_library(dialect, lines, whole)}
    dumped: set[int] = set()
    for dump in read_dump(lines, names):
        dumped |= dump.lines
        _keep_dump(reading, dump)
    for fact, value, number in libraries.read(lines):
        _say(reading, "", fact, value, number)
        found.used.add(number)
    for pair in _pairs(lines, dumped, names, found.used):
        if names.secret_names.search(pair.name):
            found.used.update(range(pair.line, pair.last + 1))
            continue
        if pair.prose and names.advice.search(pair.prose):
            continue
        setting = setting_of(pair, marked, names)
        if setting is not None and not profiles.count(pair.line):
            found.used.update(range(pair.line, pair.last + 1))
        elif setting is not None:
            _say_around(reading, setting)
            key = (pair.place.number, pair.receiver, pair.line if pair.prose else 0)
            reading.mappings.setdefault(key, _Mapping()).settings.append(setting)
    kept = {key: _judged(reading, mapping) for key, mapping in reading.mappings.items()}
    overridden = {s.meaning.fact for values in kept.values() for s, _ in values if profiles.override(s.pair.line)}
    for key, values in kept.items():
        kept[key] = [
            (s, value) for s, value in values if s.meaning.fact not in overridden or profiles.override(s.pair.line)
        ]
    groups = {key: _groups(values) for key, values in kept.items()}
    for key, values in kept.items():
        _give(reading, values, _group_of(key, groups))
    return found


def _names_library(dialect: Dialect, lines: Sequence[str], whole: str) -> bool:
    """Whether a text names the library of a dialect; ``whole`` is all of it in small letters."""
    if dialect.marks is None or not any(hint in whole for hint in dialect.hints):
        return False
    return any(dialect.marks.search(line[:_LONGEST_LINE]) for line in lines)


def _pairs(lines: Sequence[str], dumped: set[int], names: Table, used: set[int]) -> Iterator[Pair]:
    """The pairs of all lines but those of dumps; lines that a diff removes are understood and give none."""
    around, text, shapes = Around(), Lines(is_diff(lines)), Shapes(names)
    done = 0
    for number, raw in enumerate(lines, 1):
        if number in dumped or number <= done:
            continue
        line = without_profile(text.of_diff(raw[:_LONGEST_LINE]))
        if raw.strip() and not line:
            used.add(number)
        if is_logged(line):
            if names.assigned.search(line):
                yield from (_as_logged(pair) for pair in pairs_of(line, number, (), Around()))
            continue
        section = announces(line)
        if section is not None:
            around.name_section(section)
        line = text.code(line)
        if names.consumers.search(line) or names.producers.search(line):
            line, done = _command(line, number, lines)
            yield from _of_command(line, number, names, shapes)
            continue
        around.enter(line)
        if line.strip() and not (_is_sentence(line) and names.advice.search(line)):
            yield from shapes.read(line, number, around)
            yield from pairs_of(line, number, lines[number : number + _MOST_AFTER], around)


def _as_logged(pair: Pair) -> Pair:
    return pair if pair.prose else replace(pair, prose=" ")


def _command(line: str, number: int, lines: Sequence[str]) -> tuple[str, int]:
    """A command with the lines that continue it, and the number of the last of them."""
    while line.rstrip().endswith("\\") and number < len(lines) and len(line) < _LONGEST_LINE:
        line = line.rstrip()[:-1] + " " + lines[number].strip()
        number += 1
    return line, number


def _of_command(line: str, number: int, names: Table, shapes: Shapes) -> Iterator[Pair]:
    if names.producers.search(line):
        return
    around = Around()
    around.enter(line)
    place = Place(number=(-number,))
    for pair in (*shapes.read(line, number, around), *pairs_of(line, number, (), around)):
        yield replace(pair, place=place, prose="")


def _is_sentence(line: str) -> bool:
    """Whether a line is made of words rather than of code."""
    words = [word.strip(".,:;()\"'`") for word in line.split()]
    plain = sum(1 for word in words if word.isalpha() and word.islower())
    return plain >= 3 and plain * 2 >= len(words) and not line.rstrip().endswith((";", "{", "(", ")"))


def _keep_dump(reading: _Read, dump: Dump) -> None:
    reading.found.used |= dump.lines
    if dump.role == "other":
        return
    for fact, value in dump.facts.items():
        _say(reading, "", fact, value, dump.first)
    mapping = _Mapping(role=dump.role)
    for key, literal, number in dump.entries:
        pair = Pair(key, literal, number, number, Place(number=(0, dump.first)))
        if reading.table.secret_names.search(key):
            continue
        setting = setting_of(pair, frozenset(), reading.table)
        if setting is not None:
            mapping.settings.append(setting)
    reading.mappings[(0, dump.first), "", 0] = mapping


def _judged(reading: _Read, mapping: _Mapping) -> list[tuple[Setting, Value]]:
    """The settings of one mapping that are a consumer's or a broker's, with their values."""
    kept: list[tuple[Setting, Value]] = []
    if not mapping.role and all(setting.weak for setting in mapping.settings):
        return kept
    role = mapping.role or _role(mapping, reading.table)
    for setting in mapping.settings:
        reading.found.used.update(range(setting.pair.line, setting.pair.last + 1))
        if _counts(setting, role, reading.table):
            value = value_of(setting.pair.literal, setting.meaning, reading.table)
            if value is not None:
                kept.append((setting, value))
    return kept


def _groups(values: list[tuple[Setting, Value]]) -> set[str]:
    return {str(value) for setting, value in values if setting.meaning.key == _GROUP}


def _group_of(key: _Key, groups: Mapping[_Key, set[str]]) -> str:
    """The one group that a mapping names, or else the nearest mapping around it that names one."""
    number, receiver, line = key
    for length in range(len(number), 0, -1):
        around = groups.get((number[:length], receiver, line)) or groups.get((number[:length], "", 0)) or set()
        if around:
            return next(iter(around)) if len(around) == 1 else ""
    return ""


def _give(reading: _Read, values: list[tuple[Setting, Value]], single: str) -> None:
    for setting, value in values:
        group = str(value) if setting.meaning.key == _GROUP else single
        _say(reading, group, setting.meaning.fact, value, setting.pair.line)
        if setting.meaning.key == _SERVERS and isinstance(value, tuple):
            _say_place(reading, group, value, setting.pair.line)


def _role(mapping: _Mapping, names: Table) -> str:
    """Whose a mapping is that no word around it says, by the keys that only one kind of process has."""
    keys = {setting.meaning.key for setting in mapping.settings if not setting.role}
    if keys & names.roles["broker_alone"] or any(s.meaning.role == "broker" for s in mapping.settings if not s.role):
        return "broker"
    if keys & names.roles["worker_alone"]:
        return "worker"
    if keys & names.roles["producer_alone"] and not keys & names.roles["consumer"]:
        return "other"
    return "consumer"


def _counts(setting: Setting, role: str, names: Table) -> bool:
    role = setting.role or role
    meaning = setting.meaning
    if not meaning.fact or meaning.key in names.private:
        return False
    if meaning.role == "broker" or meaning.key in names.roles["broker"]:
        return role in ("broker", "consumer")
    if role == "worker":
        return meaning.key in names.roles["connect_shared"]
    return role == "consumer"


def _say(reading: _Read, group: str, fact: str, value: Value, number: int) -> None:
    if (group, fact, value) not in reading.said:
        reading.said.add((group, fact, value))
        reading.found.add(fact, value, f"{reading.name}:{number}", group=group)


def _say_around(reading: _Read, setting: Setting) -> None:
    """Which framework reads a setting, by the keys around it."""
    path = ".".join((*setting.pair.place.path, setting.pair.name))
    for clue in reading.table.around:
        if setting.role != "other" and clue.text.search(path):
            for fact, value in clue.facts.items():
                _say(reading, "", fact, value, setting.pair.line)


def _say_place(reading: _Read, group: str, servers: tuple[str, ...], number: int) -> None:
    """What the addresses say: the port, where all have the same, and who runs the brokers."""
    ports = {server.rsplit(":", 1)[1] for server in servers if server.rsplit(":", 1)[-1].isdecimal()}
    if len(ports) == 1 and all(":" in server for server in servers):
        _say(reading, group, "endpoint.port", int(ports.pop()), number)
    for clue in reading.table.endpoints:
        if all(clue.text.search(server) for server in servers):
            for fact, value in clue.facts.items():
                _say(reading, group, fact, value, number)

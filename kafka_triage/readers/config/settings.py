"""A name and where it stands, to the Kafka setting that it is, and whose setting it is.

In: a `Pair`, and which libraries the text names. Out: a `Setting`, or None where the name means nothing certain.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, replace

from kafka_triage.readers.config.context import Place
from kafka_triage.readers.config.pairs import Pair
from kafka_triage.readers.config.table import Dialect, Meaning, Table, words_of

_MOST_WORDS = 16
_MOST_LEVELS = 3
_CONSTANT_END = re.compile(r"_CONFIG\Z")
_OF_CLASS = re.compile(
    r"(?:\w{1,80}\.){0,8}?(?P<owner>\w{0,80}?(?:Configs?|Properties))\.(?P<constant>[A-Z][A-Z0-9_]{1,100})\Z"
)
_MEMBER = re.compile(r"[a-z]\w{0,40}\.(?P<name>[A-Z][A-Za-z]{2,60})\Z")
_PARAMETERS = re.compile(r"\b(?:def|func|fn|function|fun)\s{1,60}[\w.]{1,100}\Z")
_DOTTED = re.compile(r"[a-z]\w{0,80}(?:\.[\w-]{1,80}){1,12}\Z")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a pair sets.

    Attributes:
        pair: The pair.
        meaning: What its name means.
        weak: The name counts only beside a name that is Kafka's alone.
        role: ``consumer``, ``broker``, ``other`` or empty, as far as the words around it say.
    """

    pair: Pair
    meaning: Meaning
    weak: bool
    role: str


def setting_of(pair: Pair, marked: Set[str], table: Table) -> Setting | None:
    """What a pair sets; None where the name is not one of Kafka's.

    Args:
        pair: The pair.
        marked: Names of the dialects whose library the text names.
        table: How configuration names things.
    """
    if not table.may_know(pair.name) or (pair.place.deep and _PARAMETERS.search(pair.place.openers[-1])):
        return None
    own = table.calls.get(pair.name) or _in_dialect(pair, marked, table)
    if own is not None:
        role = "consumer" if "consumer" in words_of(pair.name) else role_of(pair, "", table)
        return Setting(pair, own, False, role)
    name, owner = _plain_name(pair.name)
    member = _MEMBER.match(name)
    if member:
        name = member.group("name")
    for clue in table.paths:
        if clue.text.search(".".join(part for part in (pair.place.section, *pair.place.path, name) if part)):
            return Setting(pair, Meaning(clue.key, f"config.{clue.key}", "ms"), False, "consumer")
    prefix = table.prefixes.match(".".join((*pair.place.path, name)))
    words = words_of(name)[-_MOST_WORDS:]
    for begin in range(len(words)):
        meaning = table.names.get("".join(words[begin:]))
        if meaning is None:
            continue
        before = words[:begin]
        if before and before[-1] not in table.roles["glue_words"] and not prefix:
            return None
        return _generic(pair, meaning, words[begin:], before, owner, prefix is not None, table)
    return _nested(pair, words, table)


def _nested(pair: Pair, words: list[str], table: Table) -> Setting | None:
    """What a name says together with the keys around it, as in ``max: {poll: {records: 25}}``."""
    above = [word for part in pair.place.path[-_MOST_LEVELS:] for word in words_of(part)]
    for begin in reversed(range(len(above))):
        meaning = table.names.get("".join((*above[begin:], *words)))
        if meaning is not None:
            return _generic(pair, meaning, above[begin:] + words, [], "", False, table)
    return None


def _plain_name(name: str) -> tuple[str, str]:
    """A name without the class of a constant, and that class."""
    constant = _OF_CLASS.match(name)
    if constant:
        return _CONSTANT_END.sub("", constant.group("constant")), constant.group("owner")
    return (_CONSTANT_END.sub("", name), "") if name.isupper() else (name, "")


def _generic(
    pair: Pair, meaning: Meaning, words: list[str], before: list[str], owner: str, of_consumer: bool, table: Table
) -> Setting | None:
    variable = pair.name.rpartition(".")[0]
    around = {*before, *_path_words(pair.place), *words_of(owner), *words_of(pair.receiver), *words_of(variable)}
    kafka = bool(around & table.roles["kafka_words"]) or of_consumer
    if (meaning.spring or meaning.with_unit) and not kafka:
        return None
    if meaning.spring and "spring" not in around:
        meaning = replace(meaning, with_unit=True)
    if pair.prose and not _DOTTED.match(pair.name):
        return None
    dotted = "." in pair.name and _DOTTED.match(pair.name) is not None and not before
    short = len(words) <= table.weak_words and "." not in pair.name
    lent = bool(before) and words[0] != "bootstrap"
    known_elsewhere = "".join(words) in table.weak and not (dotted and len(words) > table.weak_words)
    constant = pair.name.isupper() and not pair.name.endswith("_CONFIG")
    weak = (known_elsewhere or short or lent or constant) and not kafka and not owner
    if before and not kafka and not (dotted or (set(before) <= table.roles["glue_words"] and not short)):
        return None
    return Setting(pair, meaning, weak, "consumer" if of_consumer else role_of(pair, " ".join(before), table, owner))


def role_of(pair: Pair, before: str, table: Table, owner: str = "") -> str:
    """Whose setting it is, by the nearest word that says it; empty where none does."""
    place = pair.place
    if table.connect_worker.match(pair.name):
        return "worker"
    for text in (owner, before, pair.receiver, *reversed(place.openers), *reversed(place.path), place.section):
        found = words_of(text[-120:])
        consumer = bool(table.roles["consumer_words"] & set(found))
        other = bool(table.roles["other_words"] & set(found))
        if consumer != other:
            return "consumer" if consumer else "other"
    return ""


def _path_words(place: Place) -> list[str]:
    return [word for text in (place.section, *place.path, *place.openers) for word in words_of(text[-120:])]


def _in_dialect(pair: Pair, marked: Set[str], table: Table) -> Meaning | None:
    for dialect in table.dialects:
        name = _name_in(dialect, pair.name)
        meaning = dialect.names.get(name)
        if meaning is None:
            continue
        if meaning.marked and dialect.name not in marked:
            continue
        if meaning.marked and pair.separator not in ("=", ":="):
            continue
        if dialect.suffix and name.count("."):
            return meaning
        if meaning.marked and "." in pair.name:
            return meaning
        place = f"{pair.place.text} {pair.name}"
        if dialect.within is not None and dialect.within.search(place):
            return meaning
        if dialect.name in marked and pair.place.deep and dialect.marks is not None and _inside(dialect, pair):
            return meaning
    return None


def _inside(dialect: Dialect, pair: Pair) -> bool:
    """Whether it stands where the options of a library that the text names may stand."""
    return pair.separator in (":", "=>") and any(
        re.search(r"(?i)kafka|consumer|client|sasl", opener) for opener in (*pair.place.openers, *pair.place.path)
    )


def _name_in(dialect: Dialect, name: str) -> str:
    """The name as the dialect has it: where it stands behind a variable, the longest end of it that is known."""
    if name in dialect.names:
        return name
    if not dialect.suffix or "." not in name:
        return name.lower() if name.lower() in dialect.names and dialect.name in ("fluent-bit", "clickhouse") else ""
    parts = name.split(".")
    for begin in range(1, len(parts)):
        end = ".".join(parts[begin:])
        if end in dialect.names:
            return end
    return ""

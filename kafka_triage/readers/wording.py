"""How clients word what happens, read from ``rules/logs/``.

In: the YAML files. Out: a `Catalogue`: every `Wording` with the literals that announce it, and one automaton that finds
all literals at once. A wording is written as the client's own format string, so no regular expression stands in the
YAML and none can backtrack without bound: every placeholder is bounded.

    {name}        a word          {name:int}, {name:float}   a number; {name:count} one without a sign
    {name:host}   a host name     {name:line}                any text, also none
    {name:version} digits and dots, with or without a tag
    {name:name}   letters, digits, dots, hyphens and underscores
    {name:group}  a word that is not the text of the error itself
    {_}, {_:line} the same without a name                    {{ }}   literal braces

A space stands for any white space: what is searched has been `spaced`. Upper and lower case are the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import yaml

from kafka_triage.facts.values import Value
from kafka_triage.language.files import rules_root

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLACEHOLDER = re.compile(r"\{(?P<name>\w{1,40})(?::(?P<kind>\w{1,20}))?\}|\{\{|\}\}")
_KINDS = {
    "word": r"[^\s\"]{1,250}?",
    "name": r"[\w.-]{1,250}",
    "group": r"(?!Group authorization failed)[^\s\"]{1,250}?",
    "host": r"[^\s'\",;:()\[\]/]{1,253}",
    "int": r"-?\d{1,18}",
    "version": r"(?!2\.1[0-3]-\d)\d{1,4}(?:\.\d{1,6}){1,8}(?:[-+.][A-Za-z\d][\w.]{0,18})?",
    "count": r"\d{1,18}",
    "float": r"-?\d{1,18}(?:\.\d{1,18})?",
    "line": r"[^\n]{0,300}?",
}
_WHITE = re.compile(r"\s+")
_LONGEST_LITERAL = 64
_SHORTEST_LITERAL = 4


@dataclass(frozen=True)
class Wording:
    """One thing that a client says.

    Attributes:
        id: ``<file>/<key>``, with the number of the alternative where there are several.
        says: The format string.
        whole: It counts only as a whole word, as the name of an error does: no letter or digit may touch a letter or
            digit at its ends.
        events: Names of what it means, without ``event.``.
        facts: What it proves, by name.
        numbers: Facts whose value is a number of the line: name of the fact to name of the placeholder.
        greatest: Facts whose value is the greatest number of all lines that say it, times `scale`.
        scale: What brings these numbers to the unit of their facts.
        texts: Facts whose value is a text of the line.
        lists: Facts whose value is a list in the line, with commas or spaces between its items.
        benign: Why it is no fault; empty where it is one, or may be.
        yields: It says less than any other of the same record, and is left out beside one.
        vague: Programs say it of other things than Kafka too; it counts only near Kafka's own words.
        ends: Events that it puts an end to; what the same client said of them before does not count.
        follows: Events that it follows from as a matter of course; after one of them it says nothing new.
    """

    id: str
    says: str
    whole: bool = False
    events: tuple[str, ...] = ()
    facts: Mapping[str, Value] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    greatest: Mapping[str, str] = field(default_factory=dict)
    scale: float = 1
    texts: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)
    benign: str = ""
    yields: bool = False
    vague: bool = False
    ends: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The format string as a regular expression for `spaced` texts, in which every repetition is bounded."""
        before = r"(?<!\w)" if self.whole and self.says[0].isalnum() else ""
        after = r"(?!\w)" if self.whole and self.says[-1].isalnum() else ""
        return re.compile(f"{before}{expression(self.says)}{after}", re.IGNORECASE)

    @property
    def only_tells(self) -> bool:
        """Whether it says who speaks and nothing of what happens."""
        return not self.events and not self.benign

    @cached_property
    def literal(self) -> str:
        """The text, in lower case, without which a line cannot say this."""
        return literal_of(self.says)


def spaced(text: str) -> str:
    """A text with one space for each run of white space, so that no pattern has to try how long a run is."""
    return _WHITE.sub(" ", text)


def expression(says: str) -> str:
    """The regular expression of a format string, for texts that are `spaced`."""
    return "".join(text if placeholder else re.escape(spaced(text)) for placeholder, text in _parts(says))


def literal_of(says: str) -> str:
    """The first long literal of a format string, else its longest, in lower case."""
    found = [text.strip()[:_LONGEST_LITERAL].rstrip().lower() for placeholder, text in _parts(says) if not placeholder]
    found = [text for text in found if len(text) >= _SHORTEST_LITERAL]
    if not found:
        raise ValueError(f"no literal of {_SHORTEST_LITERAL} characters stands in {says!r}")
    return next((text for text in found if len(text) >= 2 * _SHORTEST_LITERAL + 2), max(found, key=len))


def _parts(says: str) -> Iterator[tuple[bool, str]]:
    """Literals and the expressions of placeholders, in order; neighbouring literals are one."""
    text, last = "", 0
    for match in _PLACEHOLDER.finditer(says):
        text += says[last : match.start()]
        last = match.end()
        if match["name"] is None:
            text += match[0][0]
            continue
        if text:
            yield False, text
        kind = _KINDS[match["kind"] or "word"]
        # A lazy placeholder at the end would match nothing: there it takes all that it may.
        kind = kind.removesuffix("?") if last == len(says) and kind.endswith("}?") else kind
        name = match["name"]
        text = ""
        yield True, kind if name == "_" else f"(?P<{name}>{kind})"
    text += says[last:]
    if text:
        yield False, text


@dataclass(frozen=True)
class Catalogue:
    """All wordings, and which of them a literal announces."""

    wordings: tuple[Wording, ...]
    literals: tuple[str, ...]
    announced: tuple[tuple[Wording, ...], ...]
    kafka: re.Pattern[str]
    other: re.Pattern[str]
    ended: frozenset[str]

    @cached_property
    def automaton(self) -> Any:
        """Finds every literal in bytes in one pass."""
        from ahocorasick_rs import BytesAhoCorasick, Implementation

        return BytesAhoCorasick([literal.encode() for literal in self.literals], implementation=Implementation.DFA)


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The wordings of ``rules/logs/``, read once."""
    wordings: list[Wording] = []
    for path in sorted((rules_root() / "logs").glob("*.yaml")):
        if path.stem == "context":
            continue
        data = yaml.load(path.read_bytes(), Loader=_LOADER)  # noqa: S506 - a safe loader
        wordings += _errors(data) if path.stem == "errors" else _of_client(path.stem, data)
    announced: dict[str, list[Wording]] = {}
    for wording in wordings:
        announced.setdefault(wording.literal, []).append(wording)
    return Catalogue(
        tuple(wordings),
        tuple(announced),
        tuple(tuple(group) for group in announced.values()),
        any_of(context()["kafka"]),
        any_of(context()["other"]),
        frozenset(event for wording in wordings for event in wording.ends),
    )


def any_of(text: str) -> re.Pattern[str]:
    """A list of alternatives of ``context.yaml``, which may stand on several lines, as one expression."""
    return re.compile(text.replace(" |", "|"), re.IGNORECASE)


@lru_cache(maxsize=1)
def context() -> dict[str, Any]:
    """What stands in ``rules/logs/context.yaml``."""
    path = rules_root() / "logs" / "context.yaml"
    found: dict[str, Any] = yaml.load(path.read_bytes(), Loader=_LOADER)  # noqa: S506 - a safe loader
    return found


def _of_client(file: str, data: Mapping[str, Any]) -> Iterator[Wording]:
    proved = data.get("facts") or {}
    for key, entry in data["says"].items():
        texts = _listed(entry["says"])
        for number, says in enumerate(texts, 1):
            yield Wording(
                id=f"{file}/{key}" if len(texts) == 1 else f"{file}/{key}-{number}",
                says=says,
                whole=bool(entry.get("whole")),
                events=_listed(entry.get("event")),
                facts={**(proved if entry.get("proves", True) else {}), **(entry.get("facts") or {})},
                numbers=_held(entry.get("numbers"), says),
                greatest=_held(entry.get("greatest"), says),
                scale=float(entry.get("scale", 1)),
                texts=_held(entry.get("texts"), says),
                lists=_held(entry.get("lists"), says),
                benign=str(entry.get("benign") or ""),
                yields=bool(entry.get("yields")),
                vague=bool(entry.get("vague")),
                ends=_listed(entry.get("ends")),
                follows=_listed(entry.get("follows")),
            )


def _held(facts: Mapping[str, str] | None, says: str) -> dict[str, str]:
    """The facts whose placeholder stands in this alternative."""
    return {fact: name for fact, name in (facts or {}).items() if re.search(rf"\{{{name}(?::\w+)?\}}", says)}


def _errors(data: Mapping[str, Any]) -> Iterator[Wording]:
    """Each error code in the words of each client; a name or class counts as a whole word."""
    for kind in ("broker", "local"):
        for row in data[kind]:
            said: list[tuple[str, bool, dict[str, Value]]] = []
            names = (row["name"], *_listed(row.get("formerly")))
            said += [(name if kind == "broker" else f"code={name}", True, {}) for name in names]
            said += [(name, True, {"client.library": "java"}) for name in _listed(row.get("classes"))]
            said += [(text, False, {}) for text in _listed(row.get("texts"))]
            said += [(text, True, {"client.library": "librdkafka"}) for text in _listed(row.get("librdkafka"))]
            said += [(text, False, {"client.library": "sarama"}) for text in _listed(row.get("sarama"))]
            said += [(name, True, {"client.language": "python"}) for name in _listed(row.get("python"))]
            said += [(name, True, {"client.library": "ruby-kafka"}) for name in _listed(row.get("ruby"))]
            for title in _listed(row.get("kafka-go")):
                said.append((f"[{row['code']}] {title}", False, {"client.library": "kafka-go"}))
            for number, (text, whole, facts) in enumerate(said, 1):
                yield Wording(
                    id=f"errors/{row['name'].lower()}-{number}",
                    says=_shown(text),
                    whole=whole,
                    events=_listed(row.get("event")),
                    facts=facts,
                    benign=str(row.get("benign") or ""),
                    yields=bool(row.get("yields")),
                )


def _shown(text: str) -> str:
    """A text as a format string; so long that a line that was cut still holds it."""
    return text[:_LONGEST_LITERAL].rstrip().replace("{", "{{").replace("}", "}}")


def _listed(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)

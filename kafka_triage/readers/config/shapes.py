"""Shapes of settings that are no name, sign and value: elements, calls, options of commands, two lines.

In: a line without comments and where it stands. Out: pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kafka_triage.readers.config.context import Around
from kafka_triage.readers.config.pairs import Pair
from kafka_triage.readers.config.table import Table
from kafka_triage.readers.config.values import Literal, quoted_items

_ELEMENT = re.compile(r"<(?P<name>[A-Za-z][\w.-]{1,120})>(?P<value>[^<>]{0,500})</(?P=name)>")
_ATTRIBUTES = re.compile(r"\b(?:key|name)=\"(?P<name>[\w.\-]{2,120})\"\s{1,60}value=\"(?P<value>[^\"]{0,500})\"")
_NAME_LINE = re.compile(r"\s{0,60}(?:- )?name: {0,20}[\"']?(?P<name>[A-Za-z_][\w.-]{1,120})[\"']?\s{0,60}\Z")
_VALUE_LINE = re.compile(r"\s{0,60}value: {0,20}(?P<quote>[\"']?)(?P<value>.{0,500}?)(?P=quote)\s{0,60}\Z")
_SPACED = re.compile(r"\s{0,60}(?P<name>[A-Za-z][\w.]{1,120})\s{1,60}(?P<value>[^\s=:,;{}()]\S{0,300})\s{0,60}\Z")
_ENV = re.compile(r"\s{0,60}ENV\s{1,60}(?P<name>[A-Z][A-Z0-9_]{2,120})\s{1,60}(?P<value>[^=\s]\S{0,300})\s{0,60}\Z")
_SETTER = re.compile(r"(?P<on>[A-Za-z_$][\w$]{0,80})?\.\s?(?:set|with)(?P<name>[A-Z]\w{3,60})\((?P<value>[^\n]{1,300})")
_QUOTED = re.compile(
    r"(?P<quote>[\"'])(?:-D|--|-X )?(?P<name>[A-Za-z_][\w.\-]{1,160}) ?= ?(?P<value>[^\"'\n]{1,300})(?P=quote)"
)
_TUPLE = re.compile(r"\{(?P<name>[a-z]\w{2,60}),\s{0,8}(?P<value>[\w.]{1,60})\}")
_CALL = re.compile(r"\bkgo\.(?P<name>[A-Z]\w{1,60})\((?P<value>[^\n]{0,300})")


class Shapes:
    """Reads such lines; remembers the name that the line before gave."""

    def __init__(self, names: Table) -> None:
        self._names = names
        self._pending: tuple[str, int] | None = None

    def read(self, line: str, number: int, around: Around) -> Iterator[Pair]:
        """The pairs of a line of one of these shapes; none where it has another."""
        yield from self._elements(line, number, around)
        yield from self._named(line, number, around)
        yield from self._spaced(line, number, around)
        yield from self._calls(line, number, around)
        yield from self._setters(line, number, around)
        yield from self._quoted(line, number, around)
        yield from self._tuples(line, number, around)
        yield from self._signatures(line, number, around)
        yield from self._options(line, number, around)

    def _elements(self, line: str, number: int, around: Around) -> Iterator[Pair]:
        if "<" not in line:
            return
        for pattern in (_ELEMENT, _ATTRIBUTES):
            for match in pattern.finditer(line):
                literal = Literal(match.group("value").strip(), True)
                yield Pair(match.group("name"), literal, number, number, around.at(match.start()))

    def _named(self, line: str, number: int, around: Around) -> Iterator[Pair]:
        pending, self._pending = self._pending, None
        name = _NAME_LINE.match(line)
        if name:
            self._pending = (name.group("name"), number)
            return
        value = _VALUE_LINE.match(line)
        if value and pending:
            place = around.at(0)
            literal = Literal(value.group("value"), True)
            outer = type(place)(place.path, place.section, place.openers, place.number[:-1] or place.number)
            yield Pair(pending[0], literal, pending[1], number, outer)

    def _spaced(self, line: str, number: int, around: Around) -> Iterator[Pair]:
        match = _ENV.match(line) or _SPACED.match(line)
        if match is None:
            return
        name, value = match.group("name"), match.group("value")
        section = around.at(0).section
        if section and name.lower() == "name" and value == "kafka":
            around.add_to_section(value)
        elif section or name.startswith("rdkafka.") or match.re is _ENV:
            yield Pair(name, Literal(value.strip("\"'")), number, number, around.at(0))

    def _calls(self, line: str, number: int, around: Around) -> Iterator[Pair]:
        for match in _CALL.finditer(line):
            name = f"kgo.{match.group('name')}"
            if name in self._names.calls:
                place = around.at(match.start())
                yield Pair(name, _argument(match.group("value")), number, number, place)

    def _setters(self, line: str, number: int, around: Around) -> Iterator[Pair]:
        """Calls such as ``.withGroupId("billing")`` and ``.setMaxPollRecords(10)``."""
        for match in _SETTER.finditer(line):
            if self._names.may_know(match.group("name")):
                place = around.in_chain(match.start())
                value = _argument(match.group("value"))
                yield Pair(match.group("name"), value, number, number, place, receiver=match.group("on") or "")

    def _quoted(self, line: str, number: int, around: Around) -> Iterator[Pair]:
        """Texts such as ``"session.timeout.ms=7000"`` in lists of arguments and of environment variables."""
        for match in _QUOTED.finditer(line):
            if self._names.may_know(match.group("name")) and " -D" not in match.group("value"):
                literal = Literal(match.group("value").strip())
                yield Pair(match.group("name"), literal, number, number, around.at(match.start()))

    def _tuples(self, line: str, number: int, around: Around) -> Iterator[Pair]:
        """Erlang's ``{session_timeout_seconds, 60}``."""
        for match in _TUPLE.finditer(line):
            literal = Literal(match.group("value"), code=True)
            yield Pair(match.group("name"), literal, number, number, around.at(match.start()))

    def _signatures(self, line: str, number: int, around: Around) -> Iterator[Pair]:
        for signature in self._names.signatures:
            match = signature.text.search(line)
            if match:
                for group, key in signature.facts.items():
                    text = match.group(group)
                    if text:
                        literal = Literal(text, True, items=quoted_items(text) or None)
                        yield Pair(key, literal, number, number, around.at(match.start()))

    def _options(self, line: str, number: int, around: Around) -> Iterator[Pair]:
        if not self._names.consumers.search(line) or self._names.producers.search(line):
            return
        for command in self._names.options:
            if command.command is not None and not command.command.search(line):
                continue
            match = command.option.search(line)
            if match:
                literal = Literal(match.group("value").strip("\"'"))
                yield Pair(command.meaning.key, literal, number, number, around.at(0))


def _argument(text: str) -> Literal:
    """The arguments of a call, up to the bracket that ends it."""
    depth = 1
    for column, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            text = text[:column]
            break
    items = quoted_items(text)
    if items and text.strip()[:1] in "\"'`":
        return Literal(items[0], True, items=items)
    if "." in text and not any(char.isdigit() for char in text):
        parts = re.findall(r"\b[A-Za-z]{1,60}(?=\(\)|\Z)", text)
        return Literal(parts[-1] if parts else text, items=tuple(parts))
    return Literal(text.strip(), code=True)

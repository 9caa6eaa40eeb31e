"""What a text says of the client library: imports, constructors, dependencies with their versions; images of brokers.

In: lines. Out: names of facts, their values and the numbers of the lines. Only what leaves no doubt counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kafka_triage.facts.values import Value
from kafka_triage.readers.config.lines import is_logged
from kafka_triage.readers.config.table import Table

_VERSION = r"(?P<version>\d{1,4}(?:\.\d{1,5}){1,3})"
_AFTER_NAME = re.compile(
    r"(?:\[[\w,-]{1,60}\])?[\"']?\s{0,40}(?:==|:|,|=|%|\(|-|@| |\s{1,60}v)\s{0,20}(?:\{\s?version\s?=\s?)?"
    r"[\"'(=]{0,3}\s?(?:v|[~^]|~>\s)?"
    rf"{_VERSION}(?![\w.]*SNAPSHOT)"
)
_FIRST = re.compile(r"[^A-Za-z0-9]{0,200}(?:require\s{1,60}\(?\s{0,60})?\Z")
_ATTRIBUTE = re.compile(rf"[\"']\s{{1,60}}Version=[\"']{_VERSION}")
_TAGGED = re.compile(rf"\s{{0,60}}<version>\s{{0,60}}{_VERSION}")
_END_OF_DEPENDENCY = re.compile(r"\s{0,60}</dependency>")
_ARCHIVE = re.compile(rf"-{_VERSION}(?:[-.][A-Za-z]\w{{0,12}})?\.(?:jar|whl|tgz|tar\.gz)\b")
_OF_BROKER = re.compile(r"/kafka_2\.1\d-")
_LINES_OF_DEPENDENCY = 4
_COMMENT = re.compile(r"\s{0,60}(?:#|//|<!--)|.{0,200}\bpython\d? -c\b")


class Libraries:
    """Looks for the wordings of a table; one pattern of all of them decides whether a line is looked at closely."""

    def __init__(self, names: Table) -> None:
        self._names = names
        self._any = re.compile("|".join(f"(?:{clue.text.pattern})" for clue in names.libraries))

    def read(self, lines: Sequence[str]) -> Iterator[tuple[str, Value, int]]:
        """Facts with the number of their line."""
        for number, raw in enumerate(lines, 1):
            line = raw[:2000]
            if _COMMENT.match(line) or is_logged(line) or _OF_BROKER.search(line):
                continue
            if self._any.search(line):
                for clue in self._names.libraries:
                    if clue.text.search(line):
                        yield from ((fact, value, number) for fact, value in clue.facts.items())
            yield from self._dependency(line, number, lines)
            yield from self._image(line, number)

    def _dependency(self, line: str, number: int, lines: Sequence[str]) -> Iterator[tuple[str, Value, int]]:
        match = self._names.package.search(line)
        if match is None:
            return
        package = self._names.packages[match.group()]
        archive = _ARCHIVE.match(line, match.end())
        if line[match.start() - 1 : match.start()] == "/" and archive is None:
            return
        version = archive or _AFTER_NAME.match(line, match.end()) or _ATTRIBUTE.match(line, match.end())
        if version is not None and line[match.end()] in " \t" and not _FIRST.match(line[: match.start()]):
            return
        tag = line[: match.start()].rstrip().endswith("<artifactId>")
        if version is None and tag:
            for after in (
                line[match.end() :].removeprefix("</artifactId>"),
                *lines[number : number + _LINES_OF_DEPENDENCY],
            ):
                version = _TAGGED.match(after)
                if version or _END_OF_DEPENDENCY.match(after):
                    break
        if version is None and not tag:
            return
        yield from ((fact, value, number) for fact, value in package.facts.items())
        if package.version and version is not None:
            yield "client.version", version.group("version"), number

    def _image(self, line: str, number: int) -> Iterator[tuple[str, Value, int]]:
        if "kafka:" not in line and "cp-" not in line:
            return
        for clue in self._names.images:
            match = clue.text.search(line)
            if match:
                version = clue.table.get(match.group(1)) if clue.table else match.group(1)
                if version:
                    yield "instance.version", version, number

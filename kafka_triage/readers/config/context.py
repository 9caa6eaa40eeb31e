"""What stands around a line: brackets and what opens them, indented keys, sections.

In: the lines of a block one after the other. Out: for each place of a line the `Place` that it is in. Nothing is parsed
strictly, since what people paste is cut off anywhere; what is never closed ends with its block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import islice

_STRING_OR_BRACKET = re.compile(r"\"(?:[^\"\\]|\\.){0,2000}\"|'(?:[^'\\]|\\.){0,2000}'|`[^`]{0,2000}`|[\[\](){}]")
_CLOSES = {")": "(", "]": "[", "}": "{"}
_KEY_ALONE = re.compile(
    r" {0,200}(?:- {1,8})?(?P<quote>[\"']?)(?P<key>[\w./-](?:[\w./ -]{0,118}[\w./-])?)(?P=quote) {0,8}: {0,8}"
    r"(?:[|>&!][\w+-]{0,20})? {0,8}\Z"
)
_TAG = re.compile(r"\s{0,200}<(?P<key>[A-Za-z][\w.-]{0,60})>\s{0,20}\Z")
_CLOSED_TAG = re.compile(r"\s{0,200}</[A-Za-z][\w.-]{0,60}>\s{0,20}\Z")
_SECTION = re.compile(r"\s{0,20}\[{1,2}(?P<name>[A-Za-z][\w.\- \"]{0,100})\]{1,2}\s{0,20}(?:#.*)?\Z")
_DEEPEST = 30
_MOST_TOKENS = 600
_LONGEST_OPENER = 160


@dataclass(frozen=True, slots=True)
class Frame:
    """One opened bracket: what stands before it, and where."""

    number: int
    opener: str
    bracket: str
    outer: Frame | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a setting stands.

    Attributes:
        path: Indented keys above it, outermost first.
        section: The section of an INI or TOML file.
        openers: What stands before each open bracket, outermost first.
        number: Different for each mapping, call, section or run of lines.
    """

    path: tuple[str, ...] = ()
    section: str = ""
    openers: tuple[str, ...] = ()
    number: tuple[int, ...] = ()

    @property
    def deep(self) -> bool:
        """Whether it stands inside brackets."""
        return bool(self.openers)

    @property
    def text(self) -> str:
        """All of it as one text, outermost first."""
        return " / ".join((self.section, *self.path, *self.openers))


@dataclass(slots=True)
class Around:
    """Follows the lines of one block."""

    _frame: Frame | None = None
    _indents: list[tuple[int, str, int]] = field(default_factory=list)
    _section: str = ""
    _run: int = 0
    _count: int = 0
    _before: str = ""
    _chain: str = ""
    _places: list[tuple[int, Place]] = field(default_factory=lambda: [(0, Place())])
    _empty: int = 0

    def enter(self, line: str) -> None:
        """Take the next line."""
        if not line.strip():
            self._empty += 1
            if self._empty == 2:
                self._break()
            self._places = [(0, self._place())]
            return
        self._empty = 0
        if self._frame is None:
            self._enter_section(line)
            self._outdent(line)
        self._places = [(0, self._place())]
        self._brackets(line)
        if self._frame is None:
            self._indent(line)
        if line.strip() not in ("{", "(", "["):
            self._before = line
        if not line.lstrip().startswith("."):
            self._chain = line.strip()[-_LONGEST_OPENER:]

    def at(self, column: int) -> Place:
        """Where a column of the line stands."""
        found = self._places[0][1]
        for start, place in self._places:
            if start > column:
                break
            found = place
        return found

    def in_chain(self, column: int) -> Place:
        """Where a column stands; in a chain of calls, what the chain begins with stands around it."""
        place = self.at(column)
        return replace(place, openers=(self._chain, *place.openers))

    def name_section(self, name: str) -> None:
        """Begin a section that a comment or a file name announces."""
        self._section = name
        self._indents.clear()
        self._break()

    def add_to_section(self, word: str) -> None:
        """Say more of the section, for example which plug-in it configures."""
        if self._section and word not in self._section:
            self._section = f"{self._section} {word}"
            self._places = [(0, self._place())]

    def _break(self) -> None:
        self._count += 1
        self._run = self._count

    def _enter_section(self, line: str) -> None:
        section = _SECTION.match(line)
        if section:
            self._section = section.group("name").strip()
            self._indents.clear()
            self._break()

    def _outdent(self, line: str) -> None:
        if _CLOSED_TAG.match(line):
            if self._indents:
                self._indents.pop()
            return
        indent = _width(line)
        while self._indents and self._indents[-1][0] >= indent:
            self._indents.pop()

    def _indent(self, line: str) -> None:
        match = _KEY_ALONE.match(line.expandtabs(4)) or _TAG.match(line.expandtabs(4))
        if match and len(self._indents) < _DEEPEST:
            self._count += 1
            self._indents.append((_width(line), match.group("key").strip(), self._count))

    def _brackets(self, line: str) -> None:
        begin = 0
        for match in islice(_STRING_OR_BRACKET.finditer(line), _MOST_TOKENS):
            token = match.group()
            if len(token) > 1:
                continue
            if token in _CLOSES:
                self._close(_CLOSES[token])
            else:
                opener = line[max(begin, match.start() - _LONGEST_OPENER) : match.start()].strip()
                before = line[: match.start()].strip() or self._before.strip()
                self._open(token, opener or before[-_LONGEST_OPENER:])
            begin = match.end()
            self._places.append((match.end(), self._place()))

    def _open(self, bracket: str, opener: str) -> None:
        depth = 0
        frame = self._frame
        while frame is not None:
            depth += 1
            frame = frame.outer
        if depth < _DEEPEST:
            self._count += 1
            self._frame = Frame(self._count, opener, bracket, self._frame)

    def _close(self, bracket: str) -> None:
        frame = self._frame
        while frame is not None and frame.bracket != bracket:
            frame = frame.outer
        if frame is not None:
            self._frame = frame.outer
            if self._frame is None and frame.bracket == "{":
                self._break()

    def _place(self) -> Place:
        openers: list[str] = []
        numbers: list[int] = []
        frame = self._frame
        while frame is not None:
            openers.append(frame.opener)
            numbers.append(frame.number)
            frame = frame.outer
        path = tuple(name for _, name, _ in self._indents)
        number = (self._run, *(count for _, _, count in self._indents), *reversed(numbers))
        return Place(path, self._section, tuple(reversed(openers)), number)


def _width(line: str) -> int:
    """How far a line is indented; the dash of a list counts as a space."""
    text = line.expandtabs(4)
    return (
        len(text) - len(text.lstrip(" -")) if text.lstrip(" ").startswith("- ") else len(text) - len(text.lstrip(" "))
    )

"""Lines before they are read: what is a comment, what is a line of a log, and what a comment or file name announces.

In: lines as pasted. Out: for each its text without comments, and the name of a section that begins there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_COMMENT_LINE = re.compile(r"\s{0,60}(?:#(?!\{)|//|;(?!\S{0,200}=)|!(?=\s|\w)|--\s|\*\s|/\*|<!--|\"\"\"|REM\s)")
_STRING_OR_COMMENT = re.compile(
    r"\"(?:[^\"\\]|\\.){0,2000}\"|'(?:[^'\\]|\\.){0,2000}'|(?P<comment>\s(?:#|//)|/\*|<!--)"
)
_HEADER = re.compile(r"[\W_]{0,100}(?P<text>[A-Za-z][A-Za-z0-9.\-_/ ]{2,60}?)[\W_]{0,100}\Z")
_FILE = re.compile(
    r"[\W_]{0,40}(?:cat\s{1,60}|file:?\s{1,60})?(?P<text>[\w./-]{1,120}\.(?:properties|conf|ya?ml|json|ini|toml|env|java|go|py|js|ts|cs))\W*\Z",
    re.IGNORECASE,
)
_LOGGED = re.compile(
    r"\W{0,3}(?:\d{4}[-/]\d\d[-/]\d\d[T ,]|\d\d:\d\d:\d\d|\d{1,2}[-/ ][A-Z][a-z]{2}[-/ ]\d"
    r"|[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d|%\d\|\d|\d{10}[.\d]|[IWEF]\d{4} \d\d:)"
    r"|\{\s?\"(?:@?timestamp|time|ts|level|severity|log|msg|message|lvl|t|date|logger|caller)\":"
    r"|\W{0,2}(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\b"
)
_STACK = re.compile(
    r"\s{1,60}at [\w.$/<>]{1,300}\(|\s{0,60}\.\.\. \d+ more|Caused by: |[\w.$]{1,300}(?:Exception|Error): "
)
_CHANGED = re.compile(r"(?P<sign>[+-])\s{0,40}[\"']?(?P<key>[\w.-]{3,80})[\"']?\s{0,8}[=:]")
_MOST_WORDS = 4
_LOOKED_AT = 200


@dataclass(slots=True)
class Lines:
    """Follows the lines of a text; knows whether a comment that was opened is still open.

    Attributes:
        in_diff: Lines that begin with a minus are removed, and those with a plus are added.
    """

    in_diff: bool = False
    _open: str = ""

    def code(self, line: str) -> str:
        """A line without its comments; empty where it is one."""
        if self._open:
            end = line.find(self._open)
            if end < 0:
                return ""
            line = " " * (end + len(self._open)) + line[end + len(self._open) :]
            self._open = ""
        if _COMMENT_LINE.match(line):
            self._opened(line)
            return ""
        for match in _STRING_OR_COMMENT.finditer(line):
            start = match.start("comment")
            if start >= 0:
                self._opened(line[start:])
                return line[:start]
        return line

    def _opened(self, text: str) -> None:
        text = text.lstrip()
        for begin, end in (("/*", "*/"), ("<!--", "-->")):
            if text.startswith(begin) and end not in text[len(begin) :]:
                self._open = end

    def of_diff(self, line: str) -> str:
        """A line of a diff as it is after the change; empty where the change removes it."""
        if line.startswith(("@@ ", "diff --git ", "--- a/", "+++ b/")):
            self.in_diff = True
            return ""
        if self.in_diff and line.startswith(("+", "-")):
            return line[1:] if line.startswith("+") else ""
        return line


def is_diff(lines: Sequence[str]) -> bool:
    """Whether a text takes out a setting and puts in the same elsewhere, as a diff without its head does."""
    keys: dict[str, set[str]] = {"+": set(), "-": set()}
    for line in lines:
        match = _CHANGED.match(line)
        if match:
            keys[match["sign"]].add(match["key"])
    return bool(keys["+"] & keys["-"])


def announces(line: str) -> str | None:
    """The name of the section that a comment or a file name begins; None where it begins none."""
    text = line.strip()
    if not text or len(text) > _LOOKED_AT:
        return None
    file = _FILE.match(text)
    if file:
        return file.group("text")
    if not _COMMENT_LINE.match(line) and not text.startswith(("=", "[", "--")):
        return None
    header = _HEADER.match(text)
    if header is None or len(header.group("text").split()) > _MOST_WORDS or "=" in text.strip("= "):
        return None
    return header.group("text")


def is_logged(line: str) -> bool:
    """Whether it is a line of a log or of a stack trace."""
    return _LOGGED.match(line) is not None or _STACK.match(line) is not None

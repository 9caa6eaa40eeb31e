"""Lines of a terminal: a label on the left, prose wrapped beside it, commands and settings that are never broken.

In: texts, whatever they hold. Out: lines without control characters.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from kafka_triage.render.common import clean

LABEL = 9
_COMMAND = re.compile(r"(?:[a-z0-9_./-]+|[A-Z_]+=\S+)\s")
_WORDS = re.compile(r"(?:'[^']*'|\"(?:\\.|[^\"\\])*\"|\S)+")


class Lines:
    """Lines that are being written.

    Args:
        width: Columns; prose is wrapped to it.
        color: Whether to use ANSI colours.
    """

    def __init__(self, width: int, color: bool) -> None:
        self.width = width
        self.color = color
        self.lines: list[str] = []

    def text(self) -> str:
        """What was written."""
        return "\n".join(line.rstrip() for line in self.lines).strip("\n") + "\n"

    def gap(self) -> None:
        """One empty line, unless there is one."""
        if self.lines[-1]:
            self.lines.append("")

    def heading(self, word: str, color: str, text: str, end: str) -> None:
        """The first line: a word in a colour, a text, and something at the right, or below where it does not fit."""
        start = f"{word:<{LABEL}}" if len(word) < LABEL else f"{word}  "
        gap = self.width - len(start) - len(text) - len(end)
        wrapped = textwrap.wrap(text, self.width - len(start)) or [""]
        beside = " " * gap + end if end and gap > 1 else ""
        self.lines.append(self.paint(start, color) + self.paint(wrapped[0], "1") + beside)
        self.lines += [" " * len(start) + line for line in wrapped[1:]]
        if end and gap <= 1:
            self.lines.append(" " * len(start) + end)
        self.lines.append("")

    def pair(self, text: str, source: str) -> None:
        """A fact on the left and where it came from on the right, or below when both do not fit."""
        text, source = clean(text), clean(source)
        room = self.width - LABEL - 2
        if len(text) + len(source) + 2 <= room:
            self.lines.append(
                " " * LABEL + f"- {text}" + " " * (room - len(text) - len(source)) + self.paint(source, "2")
            )
            return
        self.wrapped(text, LABEL, first="- ")
        self.wrapped(source, LABEL + 4)

    def labelled(self, label: str, text: str, *, bold: bool = False) -> None:
        """Prose beside a label."""
        first = self.paint(f"{label:<{LABEL}}", "1")
        wrapped = [
            line
            for paragraph in clean(text).strip().split("\n")
            for line in textwrap.wrap(
                paragraph,
                self.width - LABEL,
                break_on_hyphens=False,
                break_long_words=False,
                subsequent_indent=_indent(paragraph),
            )
            or [""]
        ]
        for number, line in enumerate(wrapped):
            painted = self.paint(line, "1") if bold else line
            self.lines.append((first if number == 0 else " " * LABEL) + painted)

    def wrapped(self, text: str, indent: int, first: str = "") -> None:
        """Prose below what stands above it."""
        self.lines += textwrap.wrap(
            text,
            self.width,
            initial_indent=" " * indent + first,
            subsequent_indent=" " * (indent + len(first)),
            break_on_hyphens=False,
            break_long_words=False,
        )

    def commands(self, text: str) -> None:
        """Commands to paste; one that is too long goes on after a backslash, which the shell reads as one line."""
        for line in clean(text).splitlines():
            self.verbatim(continued(line, self.width - LABEL - 2))

    def verbatim(self, lines: Iterable[str]) -> None:
        """Lines as they are."""
        self.lines += [self.paint(" " * (LABEL + 2) + clean(line), "36") for line in lines]

    def paint(self, text: str, code: str) -> str:
        """A text in a colour, where colours are used."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text.strip() else text


def continued(line: str, width: int) -> list[str]:
    """A command broken between words with backslashes, never inside quotes; text that is no command is wrapped."""
    if len(line) <= width:
        return [line]
    if not _COMMAND.match(line):
        return textwrap.wrap(line, width, break_on_hyphens=False, break_long_words=False)
    pieces: list[str] = []
    for word in _WORDS.findall(line):
        if pieces and len(pieces[-1]) + len(word) + 3 <= width:
            pieces[-1] += f" {word}"
        else:
            pieces.append(word if not pieces else f"  {word}")
    return [*(f"{piece} \\" for piece in pieces[:-1]), pieces[-1]]


def _indent(paragraph: str) -> str:
    return " " * (len(paragraph) - len(paragraph.lstrip()))

"""Texts with values in them.

In: ``A batch takes {processing.batch_ms}[ on {processing.threads} threads].`` Out: parts: plain text, expressions in
braces, and square brackets that are dropped as a whole when a value in them is not known, or give way to the plain text
after a bar: ``[{group.name}|<group>]``. ``{{ }} [[ ]]``, and ``||`` inside brackets, are literal.
"""

from __future__ import annotations

from dataclasses import dataclass


class TemplateProblem(ValueError):
    """The text cannot be read; ``at`` is the offset of the mistake."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Slot:
    """An expression in braces, not checked yet; ``at`` is the offset of its text."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Bracket:
    """A part in square brackets, and the plain text that stands in for it."""

    parts: tuple[str | Slot | Bracket, ...]
    otherwise: str = ""


def split(text: str) -> tuple[str | Slot | Bracket, ...]:
    """Split a text into its parts.

    Raises:
        TemplateProblem: A brace or bracket is not closed, or closes nothing.
    """
    parts, end = _parts(text, 0, inside=False)
    if end < len(text):
        raise TemplateProblem("']' closes nothing; a literal bracket is written ']]'", end)
    return parts


def _parts(text: str, at: int, *, inside: bool) -> tuple[tuple[str | Slot | Bracket, ...], int]:
    parts: list[str | Slot | Bracket] = []
    plain: list[str] = []
    start = at
    while at < len(text):
        character = text[at]
        if character in "{}[]" and text[at : at + 2] == character * 2 and not (character == "]" and inside):
            plain.append(character)
            at += 2
        elif character == "{":
            close = text.find("}", at)
            if close < 0:
                raise TemplateProblem("'{' is not closed; a literal brace is written '{{'", at)
            parts += ["".join(plain)] if plain else []
            plain = []
            parts.append(Slot(text[at + 1 : close], at + 1))
            at = close + 1
        elif character == "}":
            raise TemplateProblem("'}' closes nothing; a literal brace is written '}}'", at)
        elif character == "[":
            parts += ["".join(plain)] if plain else []
            plain = []
            inner, at = _parts(text, at + 1, inside=True)
            close = text.index("]", at)
            parts.append(Bracket(inner, _plain(text, at + 1, close)))
            at = close + 1
        elif character == "]":
            break
        elif character == "|" and inside:
            if text[at + 1 : at + 2] == "|":
                plain.append(character)
                at += 2
                continue
            if "]" not in text[at:]:
                raise TemplateProblem("'[' is not closed; a literal bracket is written '[['", start - 1)
            break
        else:
            plain.append(character)
            at += 1
    if inside and at >= len(text):
        raise TemplateProblem("'[' is not closed; a literal bracket is written '[['", start - 1)
    parts += ["".join(plain)] if plain else []
    return tuple(parts), at


def _plain(text: str, start: int, end: int) -> str:
    """What stands between a bar and the end of its brackets."""
    for sign in "{}[|":
        if sign in text[start:end]:
            raise TemplateProblem("plain text is expected after '|'", text.index(sign, start))
    return text[start:end]

"""JSON within a text: pretty printed or on one line, cut off at the end, between other lines.

In: lines. Out: each document with the lines it spans, and whether it is whole. One that is cut off is closed where its
last complete part ends, so that what is whole can be read. Deep nesting and hostile texts end quickly.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_START = re.compile(r'[\[{]\s{0,200}(?:["\[{]|$)')
_MOST_FAILURES = 5_000
_MOST_INNER = 4_000_000
_DEEPEST = 200
_SHORTEST = 20


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON document.

    Attributes:
        value: What it holds.
        first: Number of its first line, from 1.
        last: Number of its last line.
        whole: False where it was cut off.
    """

    value: Any
    first: int
    last: int
    whole: bool


def documents(lines: Sequence[str], signs: Sequence[str]) -> Iterator[Document]:
    """The JSON documents of a text that hold one of some words, in its order; objects and arrays only."""
    told = re.compile("|".join(map(re.escape, signs)))
    text = "\n".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    decoder = json.JSONDecoder()
    place, failures, budget = 0, 0, len(text) * 4 + 100_000
    sign = told.search(text)
    while failures < _MOST_FAILURES and budget > 0:
        if sign is not None and sign.start() < place:
            sign = told.search(text, place)
        match = _START.search(text, place) if sign is not None else None
        if match is None:
            return
        at = match.start()
        value, end, whole = _decoded(decoder, text, at)
        budget -= max(end - at, 1)
        if value is None:
            failures += 1
            place = at + 1
            continue
        if sign is not None and sign.start() < end:
            yield Document(value, bisect_right(starts, at), bisect_right(starts, max(end - 1, at)), whole)
        place = max(end, at + 1)


def _decoded(decoder: json.JSONDecoder, text: str, at: int) -> tuple[Any, int, bool]:
    try:
        value, end = decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        closed, end = _closed(text, at, error.pos)
        try:
            return (decoder.decode(closed) if closed else None), end, False
        except (ValueError, RecursionError):
            return None, end, False
    except (RecursionError, ValueError):
        return None, at + 1, False
    return (value if value and isinstance(value, dict | list) else None), end, True


def _closed(text: str, at: int, wrong: int) -> tuple[str, int]:
    """The document from a place to its last complete part before a mistake, with what was open closed again."""
    end = min(max(wrong, at), len(text))
    open_brackets: list[str] = []
    in_text = escaped = False
    last, closing = -1, ""
    for position in range(at, end):
        sign = text[position]
        if in_text:
            if escaped:
                escaped = False
            elif sign == "\\":
                escaped = True
            elif sign == '"':
                in_text = False
            continue
        if sign == '"':
            in_text = True
        elif sign in "[{":
            open_brackets.append("]" if sign == "[" else "}")
            if len(open_brackets) > _DEEPEST:
                return "", end
        elif sign in "]}":
            if not open_brackets or open_brackets.pop() != sign:
                return "", end
            last, closing = position + 1, "".join(reversed(open_brackets))
        elif sign == ",":
            last, closing = position, "".join(reversed(open_brackets))
    return (text[at:last] + closing, end) if last - at >= _SHORTEST else ("", end)


def inner(value: Any) -> Iterator[Any]:
    """A document and the documents that stand as text in its fields, as log lines of JSON carry them."""
    yield value
    if isinstance(value, dict):
        for text in value.values():
            if isinstance(text, str) and _SHORTEST < len(text) < _MOST_INNER and (at := text.find("{")) >= 0:
                try:
                    found, _ = json.JSONDecoder().raw_decode(text, at)
                except (ValueError, RecursionError):
                    continue
                if isinstance(found, dict):
                    yield found


def fields(value: Any) -> dict[str, Any]:
    """The fields of an object by their names, letters only and in lower case; nothing where it is no object.

    Clients of one interface write ``LastTimestamp``, ``lastTimestamp`` or ``last_timestamp``.
    """
    if not isinstance(value, dict):
        return {}
    return {
        name.replace("_", "").replace("-", "").lower(): held for name, held in value.items() if isinstance(name, str)
    }


def listed(value: Any) -> list[Any]:
    """A list; one that is wrapped in an object of one field is unwrapped, anything else is empty."""
    if isinstance(value, dict) and len(value) == 1:
        (value,) = value.values()
    return value if isinstance(value, list) else []

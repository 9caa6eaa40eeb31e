"""Lines of a log as text to search: what a record says, when, of which group, and which lines go on with it.

In: peeled lines. Out: one flat text a line, its time, and the name of the group that it names. JSON of any key names
is laid out as ``message; key: value, key: value``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kafka_triage.readers.clock import find_time

_MOST_JSON = 1_000_000
_DEEPEST = 6
_MESSAGE = ("message", "msg", "log", "text", "event", "@message", "body", "short_message")
_TIME = re.compile(r"(?:^|[_.@])(?:time|ts|date|datetime|timestamp|asctime|t)(?:$|[_.])|time", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:groupId|group[._ -]?id|consumer[._ -]?group|consumer group)[\"']?\s?(?:[=:]\s?[\"']?|[\"'])"
    r"(?P<group>[A-Za-z0-9._$@#-]{1,255})(?=[\s\"',;\])}]|$)",
    re.IGNORECASE,
)
_CLIENT = re.compile(r"clientId[=:]\s?\"?(?P<id>[^\s,;\"\]]{1,250})|\[(?P<thread>[^\]\s]{1,80}-C-\d{1,6})\]")
_CONTINUES = re.compile(
    r"\s|at [\w.$<>/]+\(|Caused by:|Suppressed:|\.{3} \d+ (?:more|common)"
    r"|(?:[a-z_][\w$]{0,80}\.){1,20}[A-Z][\w$]{0,200}(?:Exception|Error)\b"
    r"|During handling of|The above exception|Traceback |[A-Za-z_.]+(?:Error|Exception): |\tat "
)


def flat(line: str) -> tuple[str, datetime | None]:
    """A peeled line as one text, and its time."""
    begin = line.find("{")
    if begin >= 0 and line.rstrip().endswith("}") and '":' in line and len(line) <= _MOST_JSON:
        try:
            data = json.loads(line[begin:].rstrip())
        except (ValueError, RecursionError):
            return line, find_time(line)
        if isinstance(data, dict):
            return _laid_out(line[:begin], data)
    return line, find_time(line)


def _laid_out(before: str, data: dict[str, Any]) -> tuple[str, datetime | None]:
    message = next((data[key] for key in _MESSAGE if isinstance(data.get(key), str)), "")
    time = find_time(before) if before.strip() else None
    others = []
    for key, value in _leaves(data, 0):
        if value is message:
            continue
        if time is None and _TIME.search(key):
            time = find_time(value)
        others.append(f"{key}: {value}")
    return " ".join(f"{before}{message}; {', '.join(others)}".split()), time


def _leaves(data: Any, depth: int, key: str = "") -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, dict):
        for name, value in data.items():
            yield from _leaves(value, depth + 1, str(name))
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value, depth + 1, key)
    elif isinstance(data, str):
        yield key, data
    elif data is not None:
        yield key, str(data)


def continues(line: str) -> bool:
    """Whether a line goes on with the record before: an indented line, a frame or a cause of an exception."""
    return bool(_CONTINUES.match(line))


def client_of(text: str) -> str:
    """What tells the client of a line from others in the same log: its client.id, else its thread; may be empty."""
    match = _CLIENT.search(text)
    return (match["id"] or match["thread"]) if match else ""


def group_of(text: str) -> str:
    """The consumer group that a text names; empty where it names none."""
    match = _GROUP.search(text)
    return match["group"] if match and match["group"].lower() not in ("null", "none", "nil") else ""

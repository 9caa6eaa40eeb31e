"""Thread dumps as JSON: Spring Boot Actuator's ``/threaddump`` and ``jcmd Thread.dump_to_file -format=json``.

In: lines. Out: dumps, and the numbers of their lines. Other JSON is left alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kafka_triage.readers.dumps.model import Dump, Frame, Thread

_FIRST, _OTHER = '"threadName"', '"threadDump"'
_TEXT_FRAME = re.compile(r"(?:[A-Za-z][\w.]{0,80}(?:@[\w.+-]{1,60})?/{1,2})?([^\s()]{3,400})\(([^()]{0,200})\)")
_MOST_DOCUMENTS = 20


def parse_documents(lines: Sequence[str], name: str) -> tuple[list[Dump], set[int]]:
    """All JSON dumps of a text."""
    dumps: list[Dump] = []
    used: set[int] = set()
    if not any(_FIRST in line or _OTHER in line for line in lines):
        return dumps, used
    tried, end = 0, 0
    for number, line in enumerate(lines, 1):
        if number <= end or not line.lstrip().startswith("{") or tried >= _MOST_DOCUMENTS:
            continue
        tried += 1
        rest = "\n".join(lines[number - 1 :])
        start = len(rest) - len(rest.lstrip())
        try:
            document, stop = json.JSONDecoder().raw_decode(rest, start)
        except (ValueError, RecursionError):
            continue
        threads = tuple(_threads(document, number))
        end = number + rest.count("\n", 0, stop)
        if threads:
            dumps.append(Dump(name, "java", threads))
            used |= set(range(number, end + 1))
    return dumps, used


def _threads(document: Any, line: int) -> Iterator[Thread]:
    if not isinstance(document, Mapping):
        return
    for entry in _listed(document.get("threads")):
        frames = tuple(_frames(entry.get("stackTrace")))
        if frames:
            lock = entry.get("lockInfo")
            yield Thread(
                _text(entry.get("threadName")) or "(no name)",
                line,
                _text(entry.get("threadState")),
                frames,
                _lock(lock) or _text(entry.get("lockName")),
                frozenset(
                    filter(
                        None,
                        (
                            _lock(one)
                            for key in ("lockedMonitors", "lockedSynchronizers")
                            for one in _listed(entry.get(key))
                        ),
                    )
                ),
                _text(entry.get("lockOwnerName")),
            )
    dump = document.get("threadDump")
    for container in _listed(dump.get("threadContainers") if isinstance(dump, Mapping) else None):
        for entry in _listed(container.get("threads")):
            stack = entry.get("stack")
            matches = (_TEXT_FRAME.match(str(one)) for one in stack) if isinstance(stack, list) else ()
            frames = tuple(Frame(found.group(1), found.group(2)) for found in matches if found)
            if frames:
                yield Thread(_text(entry.get("name")) or "(no name)", line, _text(entry.get("state")), frames)


def _frames(stack: Any) -> Iterator[Frame]:
    for entry in _listed(stack):
        call = f"{_text(entry.get('className'))}.{_text(entry.get('methodName'))}"
        if entry.get("nativeMethod") is True:
            yield Frame(call, "Native Method")
        else:
            place, number = _text(entry.get("fileName")), entry.get("lineNumber")
            yield Frame(call, f"{place}:{number}" if place and isinstance(number, int) else place)


def _listed(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value[:300] if isinstance(value, str) else ""


def _lock(value: Any) -> str:
    if not isinstance(value, Mapping) or not isinstance(value.get("identityHashCode"), int):
        return ""
    return f"{_text(value.get('className'))}@{value['identityHashCode']:x}"

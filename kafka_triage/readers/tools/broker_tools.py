"""What the smaller tools of Kafka print, to facts: settings, ACLs, transactions, offsets, versions.

In: lines of kafka-configs, kafka-acls, kafka-transactions, kafka-get-offsets, kafka-broker-api-versions and kcat. Out:
facts. Wording: ``rules/readers/broker-tools.yaml``. Only settings that are facts are looked at, so no secret is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kafka_triage.readers.found import Found
from kafka_triage.readers.times import read_time
from kafka_triage.readers.tools.grid import flat_lines
from kafka_triage.readers.tools.offsets import Offsets, seen
from kafka_triage.readers.tools.wording import finite, pattern, whole, wording

_LONGEST = 8_000
_MOST_DIGITS = 18
_HIDDEN = ("null", "")


def read_broker_tools(lines: Sequence[str], name: str) -> Found:
    """Read what these tools print.

    Args:
        lines: The text's lines.
        name: What to call the text in origins.

    Returns:
        Facts that name no group.
    """
    found = Found()
    parts: dict[str, Callable[[Sequence[str], str, Found, Any], None]] = {
        "configs": _configs,
        "acls": _acls,
        "transactions": _transactions,
        "offsets": _offsets,
        "api_versions": _api_versions,
    }
    for key, read in parts.items():
        words = wording("broker-tools")[key]
        if any(sign in line for line in lines for sign in words["signs"]):
            read(lines, name, found, words)
    return found


def _configs(lines: Sequence[str], name: str, found: Found, words: Mapping[str, Any]) -> None:
    kind = ""
    given: dict[str, dict[str, int]] = {}
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST:
            continue
        head = pattern(words["head"]).search(line) if "onfig" in line else None
        if head is not None:
            kind = head["kind"]
            found.used.add(number)
            for setting in pattern(words["inline"]).finditer(head["inline"]):
                _config(kind, setting["key"], setting["value"], number, given, words)
            continue
        entry = pattern(words["entry"]).search(line) if kind and "sensitive=" in line else None
        if entry is not None:
            found.used.add(number)
            if entry["sensitive"] == "false":
                _config(kind, entry["key"], entry["value"], number, given, words)
        elif line.strip():
            kind = ""
    for fact, values in given.items():
        if len(values) == 1:
            ((value, number),) = values.items()
            found.add(fact, _typed(value), f"{name}:{number}")


def _config(
    kind: str, key: str, value: str, line: int, given: dict[str, dict[str, int]], words: Mapping[str, Any]
) -> None:
    """Keep a setting that is a fact; where topics or brokers differ, none is kept."""
    fact, held = "", value
    if value in _HIDDEN:
        return
    if kind in ("broker", "brokers") and key in words["broker"]:
        fact = f"config.{key}"
    elif kind == "group" and key in words["group"]:
        fact = words["group"][key]
    elif key in words["quotas"]:
        fact = words["quotas"][key]
    elif kind == "topic" and key == words["compacted"]["key"]:
        fact, held = words["compacted"]["fact"], str(words["compacted"]["holds"] in value).lower()
    elif kind == "topic" and key == words["compression"]["key"] and value in words["compression"]["values"]:
        fact, held = words["compression"]["fact"], words["compression"]["values"][value]
    elif kind in ("broker", "brokers") and key == words["nearest"]["key"]:
        fact, held = words["nearest"]["fact"], str(words["nearest"]["holds"] in value).lower()
    if fact:
        given.setdefault(fact, {}).setdefault(held, line)


def _typed(value: str) -> bool | int | float | str:
    if value in ("true", "false"):
        return value == "true"
    number = whole(value)
    if number is not None:
        return number
    decimal = finite(value)
    return value if decimal is None else decimal


def _acls(lines: Sequence[str], name: str, found: Found, words: Mapping[str, Any]) -> None:
    resource: dict[str, str] | None = None
    entries: list[tuple[dict[str, str], dict[str, str], int]] = []
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST:
            continue
        head = _search(words["resource"], line) if "resource" in line else None
        if head is not None:
            resource = {"pattern": "LITERAL", **head.groupdict()}
            found.used.add(number)
        if resource is not None and (entry := _search(words["entry"], line)) is not None:
            entries.append((resource, entry.groupdict(), number))
            found.used.add(number)
    users = {entry["principal"] for _, entry, _ in entries}
    if len(users) > 1:
        found.notes.append(words["several_note"])
        return
    for kind, fact in words["kinds"].items():
        reads = [
            (entry["permission"].lower() == "allow", number)
            for held, entry, number in entries
            if held["kind"].lower() == kind and entry["operation"].lower() in words["reads"]
        ]
        names = {held["name"] for held, _, _ in entries if held["kind"].lower() == kind}
        lines_of = [number for held, _, number in entries if held["kind"].lower() == kind]
        if not lines_of or (len(names) > 1 and not (reads and all(allowed for allowed, _ in reads))):
            continue
        may = bool(reads) and all(allowed for allowed, _ in reads)
        detail = f"{', '.join(users)} on {', '.join(sorted(names)[:3])}"
        found.add(fact, may, f"{name}:{reads[0][1] if reads else lines_of[0]}", detail=detail)


def _search(patterns: Sequence[str], line: str) -> re.Match[str] | None:
    return next((match for text in patterns if (match := pattern(text).search(line))), None)


def _transactions(lines: Sequence[str], name: str, found: Found, words: Mapping[str, Any]) -> None:
    columns: list[str] = []
    hanging: dict[tuple[str, ...], int] | None = None
    head = 0
    overdue: list[int] = []
    opened: dict[int, int] = {}
    for line in flat_lines(lines):
        cells = line.text.split() if len(line.text) < _LONGEST else []
        upper = [cell.upper() for cell in cells]
        if upper in (words["hanging"], words["described"], words["producers"]):
            columns, head = upper, line.first
            found.used.add(line.first)
            hanging = {} if hanging is None and columns == words["hanging"] else hanging
            continue
        if not columns or len(cells) < len(columns) - 1:
            columns = [] if cells else columns
            continue
        if columns == words["hanging"] and hanging is not None and cells[1].isdecimal():
            hanging[tuple(cells[:4])] = line.first
            found.used.add(line.first)
        elif columns == words["producers"]:
            found.used.add(line.first)
            if (start := cells[columns.index(words["start"])]).isdecimal() and len(start) <= _MOST_DIGITS:
                opened.setdefault(int(start), line.first)
        elif columns == words["described"]:
            found.used.add(line.first)
            took, allowed = (finite(cells[columns.index(words[part])]) for part in ("duration", "timeout"))
            if cells[columns.index(words["state"])] in words["open"] and took and allowed and took > allowed:
                overdue.append(line.first)
    if opened:
        found.add("transaction.first_open_offset", min(opened), f"{name}:{opened[min(opened)]}")
    if hanging is not None:
        found.add("transaction.hanging", bool(hanging), f"{name}:{next(iter(hanging.values()), head)}")
    elif overdue:
        detail = "open for longer than its own time-out"
        found.add("transaction.hanging", True, f"{name}:{overdue[0]}", detail=detail)


def _offsets(lines: Sequence[str], name: str, found: Found, words: Mapping[str, Any]) -> None:
    """End offsets and log starts; what a command above asked for says which they are."""
    offsets = Offsets(name)
    known: set[tuple[str, str, str]] = set()
    kind, order, at = "", 0, None
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST:
            continue
        if pattern(words["command"]).search(line):
            kind = "start" if pattern(words["earliest"]).search(line) else ""
            kind = kind or ("end" if pattern(words["latest"]).search(line) else "")
            found.used.add(number)
            continue
        row = pattern(words["shell"]).match(line) if kind else None
        held = kind
        if row is None and words["kcat_sign"] in line:
            row, held = pattern(words["kcat_end"]).search(line), "end"
        if row is None:
            time = read_time(line)
            at = time or at
            continue
        key = (row["topic"], row["partition"], held)
        if key in known:
            known.clear()
            order += 1
        known.add(key)
        found.used.add(number)
        offsets.topic(row["topic"], int(row["partition"]), seen(order, at), number, **{held: int(row["offset"])})
    offsets.fill(found)


def _api_versions(lines: Sequence[str], name: str, found: Found, words: Mapping[str, Any]) -> None:
    for number, line in enumerate(lines, 1):
        if " -> (" in line and len(line) < _LONGEST and pattern(words["answered"]).search(line):
            found.used.add(number)
            if not found.group().facts or found.group().facts[-1].name != "connection.bootstrap_ok":
                found.add("connection.bootstrap_ok", True, f"{name}:{number}", detail="a broker listed its versions")

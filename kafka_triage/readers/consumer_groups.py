"""Pasted output of ``kafka-consumer-groups.sh``: tables of offsets, members and state, and the sentences around them.

In: lines of text. Out: samples (one a row of an offset table), facts of the group, and which lines were
understood. Columns are found by their names, in any order; how the tool words things stands in
``rules/readers/consumer-groups.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from kafka_triage.facts.values import Known, Source
from kafka_triage.language.files import rules_root
from kafka_triage.language.source import read_yaml
from kafka_triage.readers.found import Found, GroupText
from kafka_triage.readers.times import in_sequence, read_time
from kafka_triage.samples.rows import Sample

_FRAME = re.compile(r"[|│┃║]")
_RULE = re.compile(r"[-+=|─━┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬═\s]+\Z")
_COORDINATOR = re.compile(r"(\S+:\d+)\s+\((-?\d+)\)")
_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Words:
    """How the tool words things: columns, states, sentences."""

    columns: dict[str, str]
    missing: str
    multi_word: tuple[str, ...]
    sentences: tuple[tuple[re.Pattern[str], dict[str, Any]], ...]
    states: dict[str, str]
    owned_means: str


_OFFSETS = {"topic", "partition", "end"}
_NUMBERS = {"committed", "end", "lag"}
_NUMBER_OR_WORD = re.compile(r"-|-?\d[\d,]*|[A-Za-z/]+")


@dataclass(slots=True)
class _Table:
    """One table: its column names and its rows with their line numbers."""

    columns: list[str]
    at: datetime | None
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        if set(self.columns) >= _OFFSETS:
            return "offsets"
        if "partitions" in self.columns:
            return "members"
        return "state"


@lru_cache(maxsize=1)
def words() -> Words:
    """The wording, read once from ``rules/readers/consumer-groups.yaml``."""
    path = rules_root() / "readers" / "consumer-groups.yaml"
    data = read_yaml(path.read_text("utf-8"), str(path)).data
    sentences = tuple((re.compile(entry["text"]), dict(entry["facts"])) for entry in data["sentences"])
    return Words(
        data["columns"], data["missing"], tuple(data["multi_word"]), sentences, data["states"], data["owned_means"]
    )


def read_consumer_groups(lines: Sequence[str], name: str) -> Found:
    """Read every table and sentence of a text.

    Args:
        lines: The text's lines.
        name: What to call the text in origins.

    Returns:
        What is said of each group by its name (empty where none is given).
    """
    found = Found()
    used, groups = found.used, found.groups
    tables = list(_tables(lines, used))
    offsets = [table for table in tables if table.kind == "offsets"]
    times = in_sequence([table.at for table in offsets])
    for order, (table, at) in enumerate(zip(offsets, times, strict=True)):
        for line, row in table.rows:
            _add_offsets(groups, dict(zip(table.columns, row, strict=False)), at, order, f"{name}:{line}")
    for table in tables:
        if table.kind == "state":
            _add_state(groups, table, name)
        elif table.kind == "members":
            _add_members(groups, table, name)
    for number, text in enumerate(lines, 1):
        for pattern, facts in words().sentences:
            match = pattern.search(text)
            if match:
                used.add(number)
                group = _group(groups, match.group("group"))
                group.facts += [Known(fact, value, Source.READ, f"{name}:{number}") for fact, value in facts.items()]
                break
    for group in groups.values():
        _count_owners(group)
    return found


def _group(groups: dict[str, GroupText], name: str) -> GroupText:
    return groups.setdefault(name, GroupText(name))


def _tables(lines: Sequence[str], used: set[int]) -> Iterator[_Table]:
    table: _Table | None = None
    at: datetime | None = None
    for number, line in enumerate(lines, 1):
        columns = header(line)
        if columns:
            if table:
                yield table
            table, at = _Table(columns, at), None
            used.add(number)
            continue
        row = _row(line, table) if table else None
        if table and row:
            table.rows.append((number, row))
            used.add(number)
            continue
        if table and _RULE.match(line):
            used.add(number)
            if not line.strip() and table.rows:
                yield table
                table = None
            continue
        time = read_time(line)
        if time is not None:
            at = time
            used.add(number)
            if table:
                yield table
                table = None
    if table:
        yield table


def header(line: str) -> list[str] | None:
    """What the columns of a header line hold; None where the line is no header of such a table."""
    found = words()
    text = line
    for name in found.multi_word:
        text = text.replace(name, name.replace(" ", "-"))
    cells = _cells(text)
    if len(cells) < 3:
        return None
    columns = [found.columns.get(cell.replace("_", "-")) for cell in cells]
    known = [column for column in columns if column]
    if len(known) < 3 or len(known) * 2 < len(cells):
        return None
    if not (set(known) >= _OFFSETS or "partitions" in known or "state" in known):
        return None
    return [column or "other" for column in columns]


def _cells(line: str) -> list[str]:
    line = _FRAME.sub(" ", line)
    if line.count(",") >= 3 and not re.search(r"\s\d+\s+\d+\s", line):
        return [cell.strip() for cell in line.split(",")]
    return line.split()


def _row(line: str, table: _Table) -> list[str] | None:
    """The cells of a row that fits the table; None where the line is no such row."""
    text = _COORDINATOR.sub(r"\1(\2)", line) if table.kind == "state" else line
    cells = _cells(text)
    columns = table.columns
    if table.kind == "offsets":
        at = columns.index("partition")
        if len(cells) <= at + 1 or not cells[at].isdecimal():
            return None
        offsets = (cell for column, cell in zip(columns, cells, strict=False) if column in _NUMBERS)
        return cells if all(map(_NUMBER_OR_WORD.fullmatch, offsets)) else None
    if table.kind == "state":
        if len(cells) == len(columns) - 1 and "assignor" in columns:
            cells.insert(columns.index("assignor"), words().missing)
        at = columns.index("state")
        return cells if len(cells) >= len(columns) and cells[at] in words().states else None
    at = columns.index("partitions")
    return cells if len(cells) > at and cells[at].isdecimal() else None


def _offset(cells: dict[str, str], column: str) -> int | None:
    text = cells.get(column, "").replace(",", "")
    if not text.lstrip("-").isdecimal() or abs(int(text)) >= _LARGEST:
        return None
    number = int(text)
    return number if number >= 0 else None


def _text(cells: dict[str, str], column: str) -> str | None:
    text = cells.get(column, "")
    return text if text not in ("", words().missing) else None


def _add_offsets(
    groups: dict[str, GroupText], cells: dict[str, str], at: datetime | None, order: int, origin: str
) -> None:
    topic = _text(cells, "topic")
    if topic is None:
        return
    host = _text(cells, "host")
    sample = Sample(
        at=at,
        order=order,
        topic=topic,
        partition=int(cells["partition"]),
        committed=_offset(cells, "committed"),
        end=_offset(cells, "end"),
        member_id=_text(cells, "member"),
        host=host.lstrip("/") if host else None,
        client_id=_text(cells, "client"),
        origin=origin,
    )
    _group(groups, cells.get("group", "")).samples.append(sample)


def _add_state(groups: dict[str, GroupText], table: _Table, name: str) -> None:
    for line, row in table.rows:
        cells = dict(zip(table.columns, row, strict=False))
        group, origin = _group(groups, cells.get("group", "")), f"{name}:{line}"
        group.facts.append(Known("group.state", words().states[cells["state"]], Source.READ, origin))
        group.facts.append(Known("group.exists", cells["state"] != "Dead", Source.READ, origin))
        assignor = _text(cells, "assignor")
        if assignor:
            group.facts.append(Known("group.assignor", assignor, Source.READ, origin))
        if cells.get("members", "").isdecimal():
            group.facts.append(Known("group.members", int(cells["members"]), Source.READ, origin))


def _add_members(groups: dict[str, GroupText], table: _Table, name: str) -> None:
    rows = [(line, dict(zip(table.columns, row, strict=False))) for line, row in table.rows]
    for group in dict.fromkeys(cells.get("group", "") for _, cells in rows):
        own = [(line, cells) for line, cells in rows if cells.get("group", "") == group]
        origin = f"{name}:{own[0][0]}"
        idle = sum(cells["partitions"] == "0" for _, cells in own)
        _group(groups, group).facts += [
            Known("group.members", len(own), Source.READ, origin),
            Known("group.idle_members", idle, Source.READ, origin),
        ]


def _count_owners(group: GroupText) -> None:
    """Members as far as the newest table of offsets names them; members without a partition do not stand there.

    A coordinator tells who owns what only while the group is stable, so owners on every row mean that it was.
    """
    if any(fact.name == "group.members" for fact in group.facts) or not group.samples:
        return
    newest = max(sample.order for sample in group.samples)
    owners = {sample.member_id for sample in group.samples if sample.order == newest and sample.member_id}
    if owners:
        origin = group.samples[-1].origin
        detail = f"{len(owners)} members own partitions"
        group.facts.append(Known("group.members", len(owners), Source.READ, origin, detail=detail))
        unowned = any(sample.order == newest and not sample.member_id for sample in group.samples)
        if not unowned and not any(fact.name == "group.state" for fact in group.facts):
            detail = f"the group is stable: each partition is listed with its owner, {len(owners)} members in all"
            group.facts.append(Known("group.state", words().owned_means, Source.READ, origin, detail=detail))

"""Pasted output of ``kafka-consumer-groups.sh``: tables of offsets, members and state, and the sentences around them.

In: lines of text. Out: samples (one a row of an offset table), facts of the group, and which lines were
understood. Columns are found by their names, in any order; how the tool words things stands in
``rules/readers/consumer-groups.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from kafka_triage.facts.values import Known, Source
from kafka_triage.readers.found import Found, GroupText
from kafka_triage.readers.times import in_sequence
from kafka_triage.readers.tools.group_tables import Table, tables, words
from kafka_triage.readers.tools.wording import group_state, texted, whole
from kafka_triage.samples.rows import Sample

_LONGEST_WORD = 16
_ASSIGNED_TOPIC = re.compile(r"([^\s,()]{1,249})\(\d")


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
    read = list(tables(lines, used))
    offsets = [table for table in read if table.kind == "offsets"]
    orders = _orders(offsets)
    times = in_sequence([table.at for table in offsets])
    idle: dict[tuple[str, int], set[str]] = {}
    for order, table, at in zip(orders, offsets, times, strict=True):
        for line, cells in table.rows:
            _add_offsets(groups, table, cells, at, order, f"{name}:{line}")
            member = _text(cells, "member")
            if cells["partition"] == words().missing and member:
                idle.setdefault((_of(table, cells, "group"), order), set()).add(member)
    for table in read:
        if table.kind == "state":
            _add_state(groups, table, name)
        elif table.kind == "members":
            _add_members(groups, table, name)
    _add_sentences(lines, found, name)
    _add_summaries(lines, found, name)
    _add_stacked(lines, found, name)
    for group in groups.values():
        _count_owners(group, idle)
    return found


def _orders(offsets: Sequence[Table]) -> list[int]:
    """The number of the snapshot of each table.

    Tables that show other partitions than those above them, with no time between, are one snapshot and get its time.
    """
    found: list[int] = []
    shown: set[tuple[str, str, str]] = set()
    before: Table | None = None
    for table in offsets:
        own = {(_of(table, cells, "group"), _of(table, cells, "topic"), cells["partition"]) for _, cells in table.rows}
        apart = before is not None and (table.at is not None or bool(own & shown))
        if apart or before is None:
            shown = set()
        else:
            table.at = before.at
        found.append((found[-1] if found else -1) + (apart or before is None))
        shown |= own
        before = table
    return found


def _of(table: Table, cells: dict[str, str], column: str) -> str:
    above = table.group if column == "group" else table.topic
    return _text(cells, column) or above


def _add_sentences(lines: Sequence[str], found: Found, name: str) -> None:
    for number, text in enumerate(lines, 1):
        if not any(sign in text for sign in words().signs):
            continue
        for pattern, facts in words().sentences:
            match = pattern.search(text)
            if match:
                found.used.add(number)
                for fact, value in facts.items():
                    found.add(fact, value, f"{name}:{number}", group=match.group("group"))
                break


def _add_summaries(lines: Sequence[str], found: Found, name: str) -> None:
    """The lines of a summary as rpk prints it: a word and a value each, the first the group."""
    group: str | None = None
    if not any(text.startswith("GROUP") for text in lines):
        return
    for number, text in enumerate(lines, 1):
        cells = text.split(None, 2) if len(text) < 400 else []
        if len(cells) == 2 and cells[0] == "GROUP":
            group = cells[1]
            continue
        if group is None or not cells:
            group = None
            continue
        held = words().summary.get(cells[0])
        if held is None or len(cells) < 2:
            continue
        found.used.add(number)
        origin = f"{name}:{number}"
        state = group_state(cells[1])
        if held == "state" and state is not None:
            found.add("group.state", state, origin, group=group)
            found.add("group.exists", state != "dead", origin, group=group)
        elif held == "assignor":
            found.add("group.assignor", cells[1], origin, group=group)
        elif held == "members" and cells[1].isdecimal():
            found.add("group.members", int(cells[1][:18]), origin, group=group)
        elif held == "lag" and cells[1].isdecimal() and not found.group(group).samples:
            found.add("group.lag_messages", int(cells[1][:18]), origin, group=group)


def _add_stacked(lines: Sequence[str], found: Found, name: str) -> None:
    """What a page shows beside its table: a word on a line, and its value on the next."""
    if len(found.groups) != 1:
        return
    group = next(iter(found.groups.values()))
    for number, (word, value) in enumerate(pairwise(lines), 1):
        held = words().stacked.get(word.strip()) if len(word) < _LONGEST_WORD else None
        state = group_state(value.strip()) if held == "state" else None
        if state is not None:
            found.add("group.state", state, f"{name}:{number + 1}", group=group.name)
        elif held == "members" and value.strip().isdecimal() and len(value.strip()) < _LONGEST_WORD:
            found.add("group.members", int(value), f"{name}:{number + 1}", group=group.name)
        else:
            continue
        found.used |= {number, number + 1}


def _group(groups: dict[str, GroupText], name: str) -> GroupText:
    return groups.setdefault(name, GroupText(name))


def _offset(cells: dict[str, str], column: str) -> int | None:
    return whole(cells.get(column))


def _text(cells: dict[str, str], column: str) -> str | None:
    text = cells.get(column, "")
    return text if text not in ("", words().missing) else None


def _add_offsets(
    groups: dict[str, GroupText], table: Table, cells: dict[str, str], at: datetime | None, order: int, origin: str
) -> None:
    topic, partition = _of(table, cells, "topic"), _offset(cells, "partition")
    if not topic or partition is None:
        return
    host = _text(cells, "host")
    committed, end, lag = _offset(cells, "committed"), _offset(cells, "end"), _offset(cells, "lag")
    if end is None and committed is not None and lag is not None:
        end = committed + lag
    sample = Sample(
        at=at,
        order=order,
        topic=topic,
        partition=partition,
        committed=committed,
        end=end,
        start=_offset(cells, "start"),
        member_id=texted(_text(cells, "member")),
        host=host.lstrip("/") if host else None,
        client_id=_text(cells, "client"),
        origin=origin,
    )
    _group(groups, _of(table, cells, "group")).samples.append(sample)


def _add_state(groups: dict[str, GroupText], table: Table, name: str) -> None:
    for line, cells in table.rows:
        group, origin = _group(groups, _of(table, cells, "group")), f"{name}:{line}"
        state = group_state(cells["state"])
        if state is None:
            continue
        group.facts.append(Known("group.state", state, Source.READ, origin))
        group.facts.append(Known("group.exists", state != "dead", Source.READ, origin))
        assignor = _text(cells, "assignor")
        if assignor:
            group.facts.append(Known("group.assignor", assignor, Source.READ, origin))
        protocol = words().types.get(cells.get("type", ""))
        if protocol:
            group.facts.append(Known("group.protocol", protocol, Source.READ, origin))
        members = _offset(cells, "members")
        if members is not None:
            group.facts.append(Known("group.members", members, Source.READ, origin))
        lag = _offset(cells, "lag")
        if lag is not None and not group.samples:
            group.facts.append(Known("group.lag_messages", lag, Source.READ, origin))


def _add_members(groups: dict[str, GroupText], table: Table, name: str) -> None:
    rows = [(line, cells, _of(table, cells, "group")) for line, cells in table.rows]
    for group in dict.fromkeys(called for _, _, called in rows):
        own = [(line, cells) for line, cells, called in rows if called == group]
        origin = f"{name}:{own[0][0]}"
        idle = sum(cells["partitions"] == "0" for _, cells in own)
        facts = _group(groups, group).facts
        facts += [
            Known("group.members", len(own), Source.READ, origin),
            Known("group.idle_members", idle, Source.READ, origin),
        ]
        if any(_text(cells, "instance") for _, cells in own):
            facts.append(Known("group.static_membership", True, Source.READ, origin))
        topics = {topic for _, cells in own for topic in _ASSIGNED_TOPIC.findall(cells.get("assignment", ""))}
        assigned = sum(_offset(cells, "partitions") or 0 for _, cells in own)
        if assigned and not _group(groups, group).samples:
            detail = "as many as are assigned to members"
            facts.append(Known("group.partitions", assigned, Source.READ, origin, detail=detail))
            if topics:
                facts.append(Known("group.topics", len(topics), Source.READ, origin, detail=detail))


def _count_owners(group: GroupText, idle: Mapping[tuple[str, int], set[str]]) -> None:
    """Members as far as the newest table of offsets names them; those without a partition stand there before 1.1 only.

    A coordinator tells who owns what only while the group is stable, so owners on every row mean that it was.
    """
    if not group.samples:
        return
    newest = max(sample.order for sample in group.samples)
    owners = {sample.member_id for sample in group.samples if sample.order == newest and sample.member_id}
    without = idle.get((group.name, newest), set()) - owners
    if owners:
        line = min(_line(sample.origin) for sample in group.samples if sample.order == newest)
        group.facts = [
            fact for fact in group.facts if words().memberless.get(fact.name) != fact.value or _line(fact.origin) > line
        ]
    if owners and not any(fact.name == "group.members" for fact in group.facts):
        origin = group.samples[-1].origin
        detail = f"{len(owners)} members own partitions" + (f", {len(without)} have none" if without else "")
        members = len(owners | without)
        group.facts.append(Known("group.members", members, Source.READ, origin, detail=detail, at_least=not without))
        if without:
            group.facts.append(Known("group.idle_members", len(without), Source.READ, origin, detail=detail))
        unowned = any(sample.order == newest and not sample.member_id for sample in group.samples)
        if not unowned and not any(fact.name == "group.state" for fact in group.facts):
            detail = f"the group is stable: each partition is listed with its owner, {len(owners)} owners in all"
            group.facts.append(Known("group.state", words().owned_means, Source.READ, origin, detail=detail))


def _line(origin: str) -> int:
    return int(origin.rpartition(":")[2])

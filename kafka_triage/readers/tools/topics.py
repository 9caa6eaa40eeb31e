"""Descriptions of topics to facts: kafka-topics, kcat -L, rpk topic describe.

In: lines. Out: how many partitions there are, how many of them have no leader or too few replicas in sync. Kafka's own
topics are not counted; a partition of the offsets topic without a leader says something of coordinators. Wording:
``rules/readers/topics.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kafka_triage.readers.found import Found
from kafka_triage.readers.tools.grid import flat_lines
from kafka_triage.readers.tools.offsets import Offsets, seen
from kafka_triage.readers.tools.wording import pattern, whole, wording

_LONGEST = 4_000
_LIST = re.compile(r"\[?[\d,]*\]?\Z")


@dataclass(frozen=True, slots=True)
class _Partition:
    topic: str
    number: int
    leader: bool
    replicas: int
    isr: int
    line: int


def read_topics(lines: Sequence[str], name: str) -> Found:
    """Read descriptions of topics.

    Args:
        lines: The text's lines.
        name: What to call the text in origins.

    Returns:
        Facts that name no group.
    """
    found = Found()
    words = wording("topics")
    said = pattern("|".join(map(re.escape, words["signs"])))
    if not any(said.search(line) for line in lines):
        return found
    partitions: list[_Partition] = []
    counts: dict[str, tuple[int, int]] = {}
    configs: dict[str, tuple[str, int]] = {}
    topic = ""
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST or not said.search(line):
            continue
        partition = _search(words["partition"], line)
        if partition is not None:
            held = partition.groupdict()
            partitions.append(_partition(held, held.get("topic") or topic, number))
            found.used.add(number)
            continue
        described = _search(words["topic"], line)
        if described is not None:
            held = described.groupdict()
            topic = held["topic"]
            found.used.add(number)
            _describe(held, topic, number, counts, found, name)
            setting = pattern(words["configs"]).search(line)
            if setting is not None:
                configs[topic] = (setting["configs"], number)
            continue
        _say(line, number, found, name)
    partitions += _table(lines, topic, found, name)
    _add(partitions, counts, configs, found, name)
    return found


def _search(patterns: Iterable[str], line: str) -> re.Match[str] | None:
    return next((match for text in patterns if (match := pattern(text).search(line))), None)


def _partition(held: dict[str, str | None], topic: str, line: int) -> _Partition:
    replicas, isr = (
        len([one for one in (held[part] or "").strip("[]").split(",") if one]) for part in ("replicas", "isr")
    )
    leader = held["leader"] not in wording("topics")["no_leader"]
    return _Partition(topic, int(held["partition"] or 0), leader, replicas, isr, line)


def _describe(
    held: dict[str, str | None], topic: str, line: int, counts: dict[str, tuple[int, int]], found: Found, name: str
) -> None:
    if held.get("count"):
        counts[topic] = (int(held["count"] or 0), line)
    error = held.get("error") or ""
    if any(sign in error for sign in wording("topics")["missing_topic"]):
        counts.pop(topic, None)
        found.add("topic.exists", False, f"{name}:{line}", detail=f"{topic}: {error.strip()}")


def _say(line: str, number: int, found: Found, name: str) -> None:
    words = wording("topics")
    missing = _search(words["missing_sentences"], line)
    if missing is not None:
        found.used.add(number)
        found.add("topic.exists", False, f"{name}:{number}", detail=f"the topic {missing['topic']} is not there")
    elif _search(words["connected"], line) is not None:
        found.used.add(number)
        found.add("connection.bootstrap_ok", True, f"{name}:{number}", detail="a broker gave metadata")


def _table(lines: Sequence[str], topic: str, found: Found, name: str) -> list[_Partition]:
    """Partitions of a table as rpk prints it, and whether the topic has messages."""
    words = wording("topics")["headers"]
    columns: dict[str, int] = {}
    partitions: list[_Partition] = []
    offsets = Offsets(name)
    for line in flat_lines(lines) if any("HIGH-WATERMARK" in line for line in lines) else ():
        cells = line.text.split()
        if not columns:
            heads = {head: at for at, head in enumerate(cells)}
            held = {kind: heads[head] for kind, names in words.items() for head in names if head in heads}
            if {"partition", "leader", "replicas", "end"} <= set(held):
                columns = held
                found.used.add(line.first)
            continue
        if len(cells) <= max(columns.values()) or not cells[columns["partition"]].isdecimal():
            columns = {}
            continue
        found.used.add(line.first)
        replicas = cells[columns["replicas"]]
        held_row = {
            "partition": cells[columns["partition"]][:6],
            "leader": cells[columns["leader"]],
            "replicas": replicas,
            "isr": replicas,
        }
        if _LIST.match(replicas):
            partitions.append(_partition({**held_row}, topic, line.first))
        start = whole(cells[columns["start"]]) if "start" in columns else None
        end = whole(cells[columns["end"]])
        if end is not None:
            offsets.topic(topic, int(held_row["partition"]), seen(0), line.first, end=end, start=start)
    offsets.fill(found)
    return partitions


def _add(
    partitions: list[_Partition],
    counts: dict[str, tuple[int, int]],
    configs: dict[str, tuple[str, int]],
    found: Found,
    name: str,
) -> None:
    tools = wording("tools")
    own = {(one.topic, one.number): one for one in partitions if one.topic not in tools["internal_topics"]}
    listed = {topic: held for topic, held in counts.items() if topic not in tools["internal_topics"]}
    if own:
        without = [one for one in own.values() if not one.leader]
        short = [one for one in own.values() if one.isr < one.replicas]
        first = next(iter(own.values()))
        found.add("topic.leaderless_partitions", len(without), f"{name}:{(without or [first])[0].line}")
        found.add("topic.under_replicated_partitions", len(short), f"{name}:{(short or [first])[0].line}")
    if listed or own:
        total = sum(count for count, _ in listed.values()) if listed else len(own)
        line = next(iter(listed.values()))[1] if listed else first.line
        topics = len(listed) if listed else len({topic for topic, _ in own})
        found.add("topic.partitions", total, f"{name}:{line}", detail=f"of {topics} topics" if topics > 1 else "")
        if total and not any(fact.name == "topic.exists" for fact in found.group().facts):
            found.add("topic.exists", True, f"{name}:{line}")
    compacted = [held for topic, held in configs.items() if topic in listed]
    if len(compacted) == len(listed) == 1:
        text, line = compacted[0]
        policy = text.partition("cleanup.policy=")[2]
        if policy:
            found.add("topic.compacted", policy.startswith(("compact", "delete,compact")), f"{name}:{line}")
    offsets = {one.number: one for one in partitions if one.topic == tools["offsets_topic"]}
    if offsets and counts.get(tools["offsets_topic"], (0, 0))[0] == len(offsets):
        _coordinators(list(offsets.values()), found, name)


def _coordinators(partitions: list[_Partition], found: Found, name: str) -> None:
    """Whether the group's partition of the offsets topic has a leader, where all have or none has."""
    leaders = {one.leader for one in partitions}
    if len(leaders) == 1:
        has = leaders.pop()
        found.add("coordinator.partition_has_leader", has, f"{name}:{partitions[0].line}")

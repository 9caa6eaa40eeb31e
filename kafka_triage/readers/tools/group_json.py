"""Offsets of groups in JSON of any tool or service that names partition, committed offset, and end offset or lag.

In: a parsed document. Out: samples and facts. Fields are found by their names (``rules/readers/json.yaml``), the group
and the topic in an outer object where the partition does not name them: the answer of ApsaraMQ's GetConsumerProgress,
the interfaces of Kafka UI, AKHQ and Kafdrop, rows as scripts write them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from kafka_triage.readers.found import Found
from kafka_triage.readers.tools.documents import fields, listed
from kafka_triage.readers.tools.offsets import NONE_COMMITTED, Moment, Offsets, seen, time_of
from kafka_triage.readers.tools.wording import finite, group_state, texted, whole, wording

_DEEPEST = 30
_MOST_MEMBERS = 10_000
_MILLISECONDS = 10**11


@dataclass(frozen=True, slots=True)
class _Context:
    group: str = ""
    topic: str = ""
    at: datetime | None = None


class GroupJson:
    """Collects documents of a text; `fill` makes samples and facts of them.

    Args:
        name: The name of the text, for origins.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.offsets = Offsets(name)
        self.members: dict[tuple[str, Moment], set[str]] = {}
        self.counted: dict[str, tuple[int, int]] = {}
        self.order = -1

    def add(self, value: Any, line: int, found: Found, at: datetime | None) -> bool:
        """Add one document; ``at`` is the time that the text gives for it. Returns whether it held any offsets."""
        rows = 0
        words = wording("json")
        self.order += 1
        for about, context in _walk(value, _Context(at=at), 0):
            rows += self._row(about, context, line)
            state = next((one for name in words["state"] if (one := group_state(about.get(name)))), None)
            if state is not None:
                found.add("group.state", state, f"{self.name}:{line}", group=context.group)
            members = about.get("members")
            count = whole(len(members) if isinstance(members, list) else members)
            if count is not None and texted(_first(about, words["context"]["group"])) is not None:
                self.counted[context.group] = (count, line)
        if not rows:
            self.order -= 1
        return rows > 0

    def _row(self, about: Mapping[str, Any], context: _Context, line: int) -> int:
        words = wording("json")
        names = words["row"]
        partition = whole(_first(about, names["partition"]))
        topic = context.topic
        committed, end = _first(about, names["committed"]), whole(_first(about, names["end"]))
        lag = whole(_first(about, names["lag"]))
        if committed is None and (lag is not None) and "offset" in about:
            committed = about["offset"]
        if partition is None or not topic or (end is None and lag is None):
            return 0
        if committed is None and lag is None:
            return 0
        none = finite(committed) in words["no_commit"]
        moment = seen(self.order, context.at)
        member = texted(_first(about, names["member"])) or texted(_first(about, names["client"]))
        self.offsets.group(
            context.group,
            topic,
            partition,
            moment,
            line,
            committed=NONE_COMMITTED if none else whole(committed),
            end=end,
            start=whole(_first(about, names["start"])),
            stable=whole(_first(about, names["stable"])),
            lag=None if none else lag,
            member=member,
            host=texted(_first(about, names["host"])),
            client=texted(_first(about, names["client"])),
        )
        if member is not None and len(self.members.setdefault((context.group, moment), set())) < _MOST_MEMBERS:
            self.members[context.group, moment].add(member)
        return 1

    def fill(self, found: Found) -> None:
        """Add samples and facts to what was found."""
        self.offsets.fill(found)
        for group, (count, line) in self.counted.items():
            found.add("group.members", count, f"{self.name}:{line}", group=group)
        for group in {group for group, _ in self.members} - set(self.counted):
            newest = max(moment for one, moment in self.members if one == group)
            members = self.members[group, newest]
            origin = found.group(group).samples[-1].origin if found.group(group).samples else self.name
            detail = f"{len(members)} members own partitions"
            found.add("group.members", len(members), origin, group=group, detail=detail)


def _walk(value: Any, context: _Context, depth: int) -> Iterator[tuple[dict[str, Any], _Context]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _walk(one, context, depth + 1)
    elif isinstance(value, dict):
        about = fields(value)
        words = wording("json")["context"]
        group = next((found for name in words["group"] if (found := texted(about.get(name)))), context.group)
        topic = next((found for name in words["topic"] if (found := texted(about.get(name)))), context.topic)
        at = next((time for name in words["time"] if (time := _time(about.get(name)))), context.at)
        context = replace(context, group=group, topic=topic, at=at)
        yield about, context
        for one in value.values():
            if isinstance(one, list | dict):
                yield from _walk(one, context, depth + 1)


def _time(value: Any) -> datetime | None:
    if isinstance(value, str) and len(value) <= 40:
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            at = None
        if at is not None:
            return at if at.tzinfo else at.replace(tzinfo=UTC)
    number = finite(value)
    return time_of(number / 1000 if number is not None and number > _MILLISECONDS else number)


def _first(about: Mapping[str, Any], names: list[str]) -> Any:
    return next((about[name] for name in names if about.get(name) is not None), None)


def add_rebalances(value: Any, found: Found, name: str, line: int) -> None:
    """Rebalances as ApsaraMQ lists them: how many an hour, and how long the last one took."""
    words = wording("json")
    entry = words["rebalances"]
    for about, context in _walk(value, _Context(), 0):
        dated = sorted(
            ((at, row) for row in map(fields, listed(about.get(entry["list"]))) if (at := whole(row.get(entry["at"])))),
            key=lambda pair: pair[0],
        )
        if not dated:
            continue
        group = texted(dated[-1][1].get(entry["group"])) or context.group
        took = whole(dated[-1][1].get(entry["took"]))
        origin = f"{name}:{line}"
        if took is not None:
            found.add("rebalance.duration_ms", took, origin, group=group)
        span = dated[-1][0] - dated[0][0]
        if len(dated) >= words["fewest_rebalances"] and span > 0:
            rate = (len(dated) - 1) * wording("librdkafka-stats")["per_hour_ms"] / span
            found.add("rebalance.per_hour", rate, origin, group=group, detail=f"{len(dated)} rebalances are listed")
        return

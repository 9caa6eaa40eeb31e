"""What Burrow's HTTP interface says of a group to facts.

In: the parsed JSON of ``/v3/kafka/CLUSTER/consumer/GROUP/status`` or ``/lag``. Out: facts of the group. Its offsets
are those of its window's first and last commit of each partition, at times of their own, so they make no samples: its
judgement of each partition says what they do. Words stand in ``rules/readers/burrow.yaml``.
"""

from __future__ import annotations

from typing import Any

from kafka_triage.facts.values import Value
from kafka_triage.readers.found import Found
from kafka_triage.readers.tools.wording import finite, texted, whole, wording

_MOST_NAMED = 3


def is_burrow(value: Any) -> bool:
    """Whether a JSON document is the status of a group, with or without the envelope."""
    status = _status(value)
    return all(sign in status for sign in wording("burrow")["signs"])


def _status(value: Any) -> dict[str, Any]:
    inner = value.get("status") if isinstance(value, dict) else None
    if isinstance(inner, dict):
        return inner
    return value if isinstance(value, dict) else {}


def add_burrow(value: Any, line: int, found: Found, name: str) -> None:
    """Add the facts of one document."""
    words = wording("burrow")
    status = _status(value)
    group = texted(status.get("group")) or ""
    origin = f"{name}:{line}"

    def add(fact: str, held: Value, detail: str = "") -> None:
        found.add(fact, held, origin, group=group, detail=detail)

    lag, count = whole(status.get("totallag")), whole(status.get("partition_count"))
    if lag is not None:
        add("group.lag_messages", lag)
    if count:
        add("group.partitions", count)
    complete = finite(status.get("complete"))
    if complete is None or complete < words["complete"]:
        if complete is not None:
            found.notes.append(words["incomplete_note"].format(group=group or "the group", complete=complete))
        return
    listed = status.get("partitions")
    partitions = [one for one in (listed if isinstance(listed, list) else ()) if isinstance(one, dict)]
    biggest = status.get("maxlag")
    if not partitions and isinstance(biggest, dict):
        partitions = [biggest]
    states = [one.get("status") for one in partitions]
    stopped = [one for one in partitions if one.get("status") in words["stopped"]]
    rewound = any(state in words["rewound"] for state in states)
    slow = any(state in words["slow"] for state in states)
    said = f"Burrow: {', '.join(sorted({state for state in states if isinstance(state, str)}))}"
    if count and (stopped or len(partitions) == count):
        add("group.stuck_partitions", min(len(stopped), count), said)
    if rewound:
        add("group.committed_trend", "backwards", said)
    elif slow or any(_advanced(one) for one in partitions if one not in stopped):
        add("group.committed_trend", "advancing", said)
    elif stopped and (len(stopped) == len(partitions) == count or len(stopped) == count):
        add("group.committed_trend", "unchanged", said)
    _lag_trend(partitions, lag, add, said)
    named = [_owner(one) for one in sorted(stopped, key=lambda one: -(whole(one.get("current_lag")) or 0))]
    if named and all(named):
        found.add("group.stuck_members", tuple(dict.fromkeys(named))[:_MOST_NAMED], origin, group=group)


def _lag_trend(partitions: list[dict[str, Any]], lag: int | None, add: Any, said: str) -> None:
    """Which way the lag goes from the commits of the window to now, over the partitions that are listed."""
    if lag == 0:
        add("group.lag_trend", "none", said)
        return
    moves = []
    for one in partitions:
        before, now = _lag_at(one, "start"), whole(one.get("current_lag"))
        if now is None:
            now = _lag_at(one, "end")
        if before is not None and now is not None:
            moves.append(now - before)
    if moves and sum(moves) > 0 and all(move >= 0 for move in moves):
        add("group.lag_trend", "growing", f"{said}; the lag grew by {sum(moves):,} messages within its window")


def _lag_at(partition: dict[str, Any], end: str) -> int | None:
    point = partition.get(end)
    return whole(point.get("lag")) if isinstance(point, dict) else None


def _advanced(partition: dict[str, Any]) -> bool:
    first, last = partition.get("start"), partition.get("end")
    if not isinstance(first, dict) or not isinstance(last, dict):
        return False
    before, after = whole(first.get("offset")), whole(last.get("offset"))
    return before is not None and after is not None and after > before


def _owner(partition: dict[str, Any]) -> str:
    host = (texted(partition.get("owner")) or "").lstrip("/")
    client = texted(partition.get("client_id"))
    return f"{host} ({client})" if host and client else host or client or ""

"""Statistics of librdkafka to samples and facts.

In: the parsed JSON of one or several statistics, with the number of the line of each. Out: samples at the wall clock
time of the statistics, and facts. Offsets of -1 and -1001 are not known: a committed offset is -1001 until this client
itself committed or fetched one, which says nothing of the group. Partition -1 is librdkafka's own. Units differ within
one document; ``rules/readers/librdkafka-stats.yaml`` says which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from kafka_triage.readers.found import Found
from kafka_triage.readers.tools.offsets import Offsets, seen, time_of
from kafka_triage.readers.tools.wording import finite, texted, whole, wording


def is_stats(value: Any) -> bool:
    """Whether a JSON document is a consumer's statistics."""
    words = wording("librdkafka-stats")
    return (
        isinstance(value, dict)
        and all(isinstance(value.get(sign), dict | str) for sign in words["signs"])
        and value.get("type", words["type"]) == words["type"]
    )


class Stats:
    """Collects statistics of a text; `fill` makes samples and facts of them.

    Args:
        name: The name of the text, for origins.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.offsets = Offsets(name)
        self.order = 0
        self.clients: dict[str, list[tuple[dict[str, Any], int]]] = defaultdict(list)

    def add(self, value: dict[str, Any], line: int) -> None:
        """Add one document."""
        at = time_of(value.get("time"))
        client = str(value.get("name", ""))
        known = self.clients[client]
        known.append((value, line))
        self.order = max(self.order, len(known) - 1)
        moment = seen(len(known) - 1, at)
        topics = value.get("topics")
        for topic, about in topics.items() if isinstance(topics, dict) else ():
            for partition in _partitions(about):
                self._partition(topic, partition, moment, line, value)

    def _partition(self, topic: str, about: dict[str, Any], moment: Any, line: int, value: dict[str, Any]) -> None:
        number = whole(about.get("partition"))
        committed, end = whole(about.get("committed_offset")), whole(about.get("hi_offset"))
        if number is None or end is None:
            return
        self.offsets.group(
            "",
            topic,
            number,
            moment,
            line,
            committed=committed,
            end=end,
            start=whole(about.get("lo_offset")),
            stable=whole(about.get("ls_offset")),
            client=texted(value.get("client_id")),
        )

    def fill(self, found: Found) -> None:
        """Add samples and facts to what was found."""
        if not self.clients:
            return
        words = wording("librdkafka-stats")
        self.offsets.fill(found)
        line = next(iter(self.clients.values()))[0][1]
        for fact, value in words["gives"].items():
            found.add(fact, value, f"{self.name}:{line}")
        newest = [known[-1] for known in self.clients.values()]
        self._brokers(found, newest)
        self._leaders(found, newest)
        self._rebalances(found)
        assigned = [(size, line) for value, line in newest if (size := whole(_cgrp(value).get("assignment_size")))]
        if len(newest) == 1 and assigned:
            found.add("client.subscribed_partitions", assigned[0][0], f"{self.name}:{assigned[0][1]}")

    def _brokers(self, found: Found, newest: Iterable[tuple[dict[str, Any], int]]) -> None:
        words = wording("librdkafka-stats")
        for value, line in newest:
            listed = value.get("brokers")
            brokers = [
                broker
                for broker in (listed.values() if isinstance(listed, dict) else ())
                if isinstance(broker, dict) and broker.get("source", "learned") in words["sources"]
            ]
            origin = f"{self.name}:{line}"
            states = [broker.get("state") for broker in brokers]
            if any(state in words["broker_up"] for state in states):
                found.add("connection.bootstrap_ok", True, origin, detail="a broker's state is UP")
            elif states and all(state in words["broker_down"] for state in states):
                found.add("connection.failed", True, origin, detail="no broker's state is UP")
            throttled = [
                average for broker in brokers if (average := finite(_window(broker, "throttle").get("avg"))) is not None
            ]
            if throttled:
                found.add("fetch.throttle_ms", max(throttled), origin)

    def _leaders(self, found: Found, newest: Iterable[tuple[dict[str, Any], int]]) -> None:
        leaders = []
        for value, line in newest:
            topics = value.get("topics")
            for about in topics.values() if isinstance(topics, dict) else ():
                for partition in _partitions(about):
                    if partition.get("desired") is True and isinstance(partition.get("leader"), int):
                        leaders.append((partition["leader"], line))
        if leaders:
            without = [line for leader, line in leaders if leader in wording("librdkafka-stats")["not_known"]]
            origin = f"{self.name}:{without[0] if without else leaders[0][1]}"
            found.add("topic.leaderless_partitions", len(without), origin)

    def _rebalances(self, found: Found) -> None:
        """Rebalances an hour, of the client that has most; assigning and revoking count as one each."""
        words = wording("librdkafka-stats")
        rates = []
        for known in self.clients.values():
            (first, _), (last, line) = known[0], known[-1]
            counts = whole(_cgrp(first).get("rebalance_cnt")), whole(_cgrp(last).get("rebalance_cnt"))
            times = finite(first.get("time")), finite(last.get("time"))
            if None in counts or None in times:
                continue
            passed = ((times[1] or 0) - (times[0] or 0)) * 1000
            if passed >= words["fewest_ms"] and (counts[1] or 0) >= (counts[0] or 0):
                rates.append((((counts[1] or 0) - (counts[0] or 0)) / 2 * words["per_hour_ms"] / passed, line))
        if rates:
            rate, line = max(rates)
            found.add(
                "rebalance.per_hour",
                rate,
                f"{self.name}:{line}",
                detail="from rebalance_cnt, of which two are one rebalance",
            )


def _cgrp(value: dict[str, Any]) -> dict[str, Any]:
    cgrp = value.get("cgrp")
    return cgrp if isinstance(cgrp, dict) else {}


def _window(broker: dict[str, Any], name: str) -> dict[str, Any]:
    window = broker.get(name)
    return window if isinstance(window, dict) and whole(window.get("cnt")) else {}


def _partitions(about: Any) -> list[dict[str, Any]]:
    """The partitions of a topic but librdkafka's own one."""
    listed = about.get("partitions") if isinstance(about, dict) else None
    return [
        one
        for one in (listed.values() if isinstance(listed, dict) else ())
        if isinstance(one, dict) and isinstance(one.get("partition"), int) and one["partition"] >= 0
    ]

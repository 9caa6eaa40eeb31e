"""Whether a client that could not reach a broker does again, told from the times of what its log says.

In: the times of each event and the last time of the log. Out: facts with the observation in words. Which events are
trouble, which show that a broker answers, and how long the log has to stay quiet stands in ``rules/logs/context.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from kafka_triage.readers.wording import context


def recovery_facts(
    times: Mapping[str, Sequence[datetime]], last: datetime | None
) -> Iterator[tuple[str, bool | float, str, str]]:
    """Facts of the last outage, where it is over: the client works again, and nothing fails until the log ends.

    Args:
        times: Of each event that has a time on every line; an event without times is an empty sequence.
        last: Last time of the log.

    Yields:
        Name, value, observation in words, and the event that it was seen in.
    """
    rule = context()["recovery"]
    broken = [event for event in (*rule["broken"], *rule["follows"]) if event in times]
    works = sorted(time for event in rule["works"] for time in times.get(event, ()))
    failed = any(event in times for event in rule["broken"])
    if last is None or not works or not failed or not all(times[event] for event in broken):
        return
    trouble = sorted(time for event in broken for time in times[event])
    again = next((time for time in works if time > trouble[-1]), None)
    if again is None or last - trouble[-1] < timedelta(seconds=float(rule["quiet_s"])):
        return
    before = max((time for time in works if time < trouble[-1]), default=None)
    began = next(time for time in trouble if before is None or time > before)
    seconds = (again - began).total_seconds()
    event = max(broken, key=lambda name: times[name][-1])
    yield "connection.recovered", True, f"a broker answers again {seconds:.0f} s after the first failure", event
    yield "connection.outage_ms", seconds * 1000, f"from the first failure to the next answer {seconds:.0f} s", event

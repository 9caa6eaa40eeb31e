"""JSON within a text, each document to the reader of its kind.

In: lines. Out: what statistics of librdkafka, Burrow, results of Prometheus queries, the ApsaraMQ interface and offsets
in the JSON of other tools say. A document that is cut off is read as far as it is whole, and a note says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kafka_triage.readers.found import Found
from kafka_triage.readers.times import read_time
from kafka_triage.readers.tools.apsaramq import add_apsaramq
from kafka_triage.readers.tools.burrow import add_burrow, is_burrow
from kafka_triage.readers.tools.documents import documents, inner
from kafka_triage.readers.tools.group_json import GroupJson, add_rebalances
from kafka_triage.readers.tools.java_metrics import JavaMetrics
from kafka_triage.readers.tools.librdkafka_stats import Stats, is_stats
from kafka_triage.readers.tools.prometheus import Point, add_points, query_points
from kafka_triage.readers.tools.wording import finite, wording

_LINES_ABOVE = 6


def read_json_texts(lines: Sequence[str], name: str) -> Found:
    """Read the JSON documents of a text.

    Args:
        lines: The text's lines.
        name: What to call the text in origins.

    Returns:
        What is said of each group by its name; what names no group under the empty name.
    """
    found = Found()
    signs = wording("json")["signs"]
    if not any("{" in line or "[" in line for line in lines) or not any(
        sign in line for line in lines for sign in signs
    ):
        return found
    stats, offsets, java = Stats(name), GroupJson(name), JavaMetrics(name)
    points: list[Point] = []
    for document in documents(lines, signs):
        above = lines[max(document.first - _LINES_ABOVE, 1) - 1 : document.first]
        at = next((time for line in reversed(above) if (time := read_time(line[:300]))), None)
        understood = False
        for value in inner(document.value):
            if is_stats(value):
                stats.add(value, document.first)
                understood = True
            elif is_burrow(value):
                add_burrow(value, document.first, found, name)
                understood = True
            elif _is_query(value):
                query = " ".join(above) + str(value.get("query", ""))
                points += query_points(value.get("data", value), document.first, query)
                understood = True
            else:
                understood |= _add_other(value, document.first, found, offsets, java, name, at)
        if understood:
            found.used.update(range(document.first, document.last + 1))
            if not document.whole:
                found.notes.append(f"the JSON at {name}:{document.first} is cut off; what is whole of it was read")
    stats.fill(found)
    offsets.fill(found)
    java.fill(found)
    if points:
        add_points(points, found, name)
    return found


def _add_other(
    value: Any, line: int, found: Found, offsets: GroupJson, java: JavaMetrics, name: str, at: datetime | None
) -> bool:
    understood = _add_beans(value, line, java) or _add_meter(value, line, java)
    understood |= add_apsaramq(value, line, found, name, at)
    add_rebalances(value, found, name, line)
    understood |= offsets.add(value, line, found, at)
    return understood


def _is_query(value: Any) -> bool:
    data = value.get("data", value) if isinstance(value, dict) else None
    return isinstance(data, dict) and isinstance(data.get("result"), list) and "resultType" in data


def _add_meter(value: Any, line: int, java: JavaMetrics) -> bool:
    """A metric as Spring Boot's Actuator gives it: ``{"name": ..., "measurements": [{"value": ...}]}``."""
    called = value.get("name") if isinstance(value, dict) else None
    measured = value.get("measurements") if isinstance(value, dict) else None
    if not isinstance(called, str) or not called.startswith("kafka.consumer.") or not isinstance(measured, list):
        return False
    for one in measured:
        if isinstance(one, dict):
            java.add_flat(called.replace(".", "_"), {}, finite(one.get("value")), line)
    return bool(measured)


def _add_beans(value: Any, line: int, java: JavaMetrics) -> bool:
    """MBeans as Jolokia gives them: ``{"request": {"mbean": ...}, "value": {...}}``."""
    added = False
    for one in value if isinstance(value, list) else [value]:
        request = one.get("request") if isinstance(one, dict) else None
        bean = request.get("mbean") if isinstance(request, dict) else None
        held = one.get("value") if isinstance(one, dict) else None
        if not isinstance(bean, str) or not bean.startswith("kafka.consumer:") or not isinstance(held, dict):
            continue
        beans = held if "*" in bean else {bean: held}
        for called, attributes in beans.items():
            if "topic=" in called or "node-id=" in called or not isinstance(attributes, dict):
                continue
            for attribute, number in attributes.items():
                java.add_client(attribute, called.partition("client-id=")[2].partition(",")[0], finite(number), line)
                added = True
    return added

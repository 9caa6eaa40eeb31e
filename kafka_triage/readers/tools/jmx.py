"""Attributes of MBeans as jmxterm, jconsole, JmxTool, Jolokia's text and ``consumer.metrics()`` print them.

In: lines. Out: facts, by `JavaMetrics`. A line belongs to the MBean that was named last; attributes without an MBean
of Kafka above them are left alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from kafka_triage.readers.found import Found
from kafka_triage.readers.tools.java_metrics import JavaMetrics
from kafka_triage.readers.tools.wording import finite, pattern, wording

_ATTRIBUTE = re.compile(
    r'[\s"|]{0,20}([A-Za-z][A-Za-z-]{3,60})[\s"|]{0,20}(?:[=:|]|\s)[\s"|]{0,20}([-+]?[\d.][\d.,eE+-]{0,40}|NaN)[\s",;|]{0,20}\Z'
)
_PRINTED = re.compile(r"([a-z-]{5,60}):([a-z-]{5,60}):\{([^{}]{0,300})\}\s{0,4}:\s{0,4}([-+.\deENa]{1,40})\s{0,20}\Z")
_METRIC_NAME = re.compile(
    r"name=([a-z-]{5,60}), group=([a-z-]{5,60}),.{0,400}?tags=\{([^{}]{0,300})\}\][^=]{0,200}"
    r"=\s{0,4}([-+.\deENa]{1,40})"
)
_CLIENT = re.compile(r'client-id\s{0,4}=\s{0,4}"?([^,"\s}:]{1,200})')
_FAR = 400


def read_jmx(lines: Sequence[str], name: str) -> Found:
    """Read attributes of MBeans.

    Args:
        lines: The text's lines.
        name: What to call the text in origins.

    Returns:
        Facts that name no group.
    """
    found = Found()
    metrics = JavaMetrics(name)
    bean, bean_line = "", -_FAR
    table: list[str] | None = None
    signs = wording("java-metrics")["signs"]
    mbean = pattern(wording("java-metrics")["mbean"])
    for number, line in enumerate(lines, 1):
        named = any(sign in line for sign in signs)
        if named and line.lstrip().startswith('"time"'):
            table = _cells(line)
            found.used.add(number)
            continue
        if table is not None:
            if _add_row(table, line, number, metrics, mbean):
                found.used.add(number)
                continue
            table = None
        if named and _add_printed(line, number, metrics):
            found.used.add(number)
            continue
        match = (mbean.search(line) or _reordered(line)) if named else None
        if match is not None:
            bean, bean_line = line[match.start() : match.end()], number
            line = line[match.end() :].lstrip(": ")
            found.used.add(number)
        if number - bean_line > _FAR:
            continue
        one = _ATTRIBUTE.match(line)
        if one is not None and _add(one[1], bean, finite(one[2].replace(",", "")), number, metrics):
            found.used.add(number)
    metrics.fill(found)
    return found


def _reordered(line: str) -> re.Match[str] | None:
    return re.search(
        r"kafka\.(?:consumer|server|controller|network):[^\s]{0,300}\btype=[^\s:,]{1,80}[^\s:]{0,200}", line
    )


def _cells(line: str) -> list[str]:
    return next(csv.reader([line[:200_000]]), [])


def _add_row(table: list[str], line: str, number: int, metrics: JavaMetrics, mbean: re.Pattern[str]) -> bool:
    """A row of JmxTool: one value for each column, the first the time."""
    cells = _cells(line) if line[:1].isdigit() else []
    if len(cells) != len(table):
        return False
    for column, cell in zip(table[1:], cells[1:], strict=True):
        bean, _, attribute = column.rpartition(":")
        if mbean.search(bean) or _reordered(bean):
            _add(attribute, bean, finite(cell), number, metrics)
    return True


def _add_printed(line: str, number: int, metrics: JavaMetrics) -> bool:
    printed, named = _PRINTED.search(line), _METRIC_NAME.search(line)
    if printed is not None:
        group, attribute, tags, value = printed.groups()
    elif named is not None:
        attribute, group, tags, value = named.groups()
    else:
        return False
    return group in wording("java-metrics")["client_types"] and _add(
        attribute, f"kafka.consumer:type={group},{tags.replace(', ', ',')}", finite(value), number, metrics
    )


def _add(attribute: str, bean: str, value: float | None, number: int, metrics: JavaMetrics) -> bool:
    words = wording("java-metrics")
    if bean.startswith("kafka.consumer:"):
        if "topic=" in bean or "node-id=" in bean:
            return False
        client = _CLIENT.search(bean)
        metrics.add_client(attribute, client[1] if client else "", value, number)
        return attribute in words["client"] or attribute == words["assigned"]
    broker = next((one for one in words["broker"] if f"name={one}" in bean), None)
    if broker is None or attribute not in words["broker_values"]:
        return False
    metrics.add_broker(broker, "", value, number)
    return True

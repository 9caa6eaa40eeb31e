"""Answers of the ApsaraMQ interface to facts of the instance: its network, limits, white list, quota, topics.

In: a parsed document. Out: facts; consumption progress and rebalances are read by `group_json`. Which field gives which
fact stands in ``rules/readers/json.yaml``. A LastTimestamp of -1 is not known, and without the time of the answer
nothing follows from any.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from kafka_triage.facts.values import Value
from kafka_triage.language.versions import is_version
from kafka_triage.readers.found import Found
from kafka_triage.readers.tools.documents import fields, listed
from kafka_triage.readers.tools.wording import finite, texted, whole, wording

_DEEPEST = 12
_MOST_ADDRESSES = 500


def add_apsaramq(value: Any, line: int, found: Found, name: str, at: datetime | None) -> bool:
    """Add what one document says; ``at`` is when it was given. Returns whether it is of this interface."""
    words = wording("json")
    vendor = words["vendor"]
    objects = [about for about in _objects(value, 0) if any(sign in about for sign in vendor["signs"])]
    if not objects:
        return False
    origin = f"{name}:{line}"
    for fact, held in vendor["gives"].items():
        found.add(fact, held, origin)
    for about in objects:
        status = fields(about.get(vendor["topic_status"]["object"]))
        total = whole(status.get(vendor["topic_status"]["total"]))
        if total is not None:
            found.add("topic.has_messages", total > 0, origin)
        left = whole(fields(about.get(vendor["quota"]["object"])).get(vendor["quota"]["left"]))
        if left is not None:
            found.add("instance.group_quota_left", left, origin)
        _whitelist(about, vendor["whitelist"], found, origin)
        consumed = words["last_consumed"]
        last = whole(fields(about.get(consumed["within"])).get(consumed["field"]))
        if at is not None and last is not None and last not in consumed["not_known"]:
            ago = at.timestamp() * 1000 - last
            if ago >= 0:
                found.add("group.last_consumed_ms_ago", ago, origin)
    instances = [fields(one) for about in _objects(value, 0) for one in listed(about.get(vendor["instance"]["object"]))]
    if len(instances) == 1:
        for about in _objects(instances[0], 0):
            _instance(about, vendor["instance_fields"], found, origin)
    return True


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield fields(value)
        value = list(value.values())
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict | list):
            yield from _objects(one, depth + 1)


def _whitelist(about: Mapping[str, Any], words: Mapping[str, Any], found: Found, origin: str) -> None:
    allowed = fields(about.get(words["object"]))
    addresses: dict[str, None] = {}
    for kind in words["lists"]:
        for entry in listed(allowed.get(kind)):
            held = fields(entry).get(words["addresses"])
            texts = held.split(",") if isinstance(held, str) else held if isinstance(held, list) else []
            addresses.update((address, None) for text in texts if (address := texted(text)))
    if addresses and len(addresses) <= _MOST_ADDRESSES:
        found.add("instance.whitelist", tuple(addresses), origin)


def _instance(about: Mapping[str, Any], words: Mapping[str, Any], found: Found, origin: str) -> None:
    for field, entry in words.items():
        value = _value(about.get(field), entry)
        if value is not None:
            found.add(entry["fact"], value, origin)


def _value(held: Any, entry: Mapping[str, Any]) -> Value | None:
    if "values" in entry:
        number = whole(held)
        chosen: Value | None = entry["values"].get(str(number))
        return chosen
    if entry["kind"] == "bool":
        return held if isinstance(held, bool) else None
    if entry["kind"] == "number":
        number_of = finite(held)
        return number_of * entry["factor"] if number_of is not None and number_of >= entry["least"] else None
    text = texted(held)
    if text is None or (entry["kind"] == "version" and not is_version(text)):
        return None
    return text

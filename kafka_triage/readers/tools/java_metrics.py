"""Metrics of the Java client and of brokers to facts, whichever way they came: MBeans, jmx_exporter or Micrometer.

In: the name of an attribute, its labels, its value. Out: facts. Names, units and how values of several clients make
one stand in ``rules/readers/java-metrics.yaml``. NaN means that nothing was measured in the window.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import lru_cache

from kafka_triage.language.versions import is_version
from kafka_triage.readers.found import Found
from kafka_triage.readers.tools.wording import texted, wording

_COMBINE: dict[str, Callable[[list[float]], float]] = {"max": max, "min": min, "sum": sum}
_LETTERS = re.compile(r"[^a-z]")


@lru_cache(maxsize=1)
def _flat_client() -> dict[str, str]:
    return {name.replace("-", "_"): name for name in (*wording("java-metrics")["client"], _assigned())}


@lru_cache(maxsize=1)
def _flat_broker() -> dict[str, str]:
    return {name.lower(): name for name in wording("java-metrics")["broker"]}


def _assigned() -> str:
    name: str = wording("java-metrics")["assigned"]
    return name


class JavaMetrics:
    """Collects metrics; `fill` makes facts of them.

    Args:
        name: The name of the text, for origins.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.values: dict[tuple[str, str], dict[str, tuple[float, int]]] = defaultdict(dict)
        self.versions: dict[str, int] = {}
        self.first_line = 0

    def add_flat(self, flat: str, labels: Mapping[str, str], value: float | None, line: int) -> None:
        """Add a metric by its flat name, such as ``kafka_consumer_fetch_manager_fetch_latency_avg``."""
        words = wording("java-metrics")
        prefix = next((one for one in words["flat_prefixes"] if flat.startswith(one)), None)
        if prefix is None:
            letters = _LETTERS.sub("", flat.lower())
            broker = next((name for low, name in _flat_broker().items() if low in letters), None)
            if broker is not None:
                self.add_broker(broker, str(sorted(labels.items())), value, line)
            return
        rest, factor = flat[len(prefix) :], 1.0
        if rest not in _flat_client():
            unit = next((one for one in words["flat_units"] if rest.endswith(one)), "")
            if not unit or rest[: -len(unit)] not in _flat_client():
                return
            rest, factor = rest[: -len(unit)], words["flat_units"][unit]
        if any(texted(labels.get(label)) for label in words["per_partition_labels"]):
            return
        version = labels.get("kafka_version", labels.get("kafka-version", ""))
        if is_version(version):
            self.versions.setdefault(version, line)
        client = next((found for label in words["client_labels"] if (found := labels.get(label))), "")
        self.add_client(_flat_client()[rest], client, value, line, factor)

    def add_client(self, attribute: str, client: str, value: float | None, line: int, factor: float = 1) -> None:
        """Add an attribute of a consumer's MBean; attributes that give nothing are left out."""
        words = wording("java-metrics")
        self.first_line = self.first_line or line
        entry = words["client"].get(attribute, {})
        if value is None or value in entry.get("not_known", ()) or value < 0:
            return
        if (attribute in words["client"] and not (entry.get("positive") and value == 0)) or attribute == _assigned():
            self.values["client", attribute][client] = (value * factor, line)

    def add_broker(self, attribute: str, broker: str, value: float | None, line: int) -> None:
        """Add an attribute of a broker's MBean."""
        entry = wording("java-metrics")["broker"][attribute]
        if value is not None and 0 <= value <= entry.get("most", value):
            self.values["broker", attribute][broker] = (value, line)

    def fill(self, found: Found) -> None:
        """Add the facts to what was found."""
        words = wording("java-metrics")
        if self.first_line:
            for fact, value in words["gives"].items():
                found.add(fact, value, f"{self.name}:{self.first_line}")
        if len(self.versions) == 1:
            ((version, line),) = self.versions.items()
            found.add("client.version", version, f"{self.name}:{line}")
        for (kind, attribute), by_client in self.values.items():
            if attribute == _assigned():
                self._assigned(found, by_client)
                continue
            entry = words[kind][attribute]
            values = [value for value, _ in by_client.values()]
            value = _COMBINE[entry["combine"]](values)
            line = next(line for one, line in by_client.values() if one == value or entry["combine"] == "sum")
            if "only" in entry and value != entry["only"]:
                found.notes.append(words["only_note"].format(value=f"{value:g}", name=attribute))
                continue
            whole = "only" in entry
            scaled = value * entry.get("factor", 1)
            found.add(
                entry["fact"],
                int(scaled) if whole else scaled,
                f"{self.name}:{line}",
                detail=_detail(attribute, by_client, entry),
            )

    def _assigned(self, found: Found, by_client: Mapping[str, tuple[float, int]]) -> None:
        """Partitions of one client; of several, nothing is said of one of them."""
        if len(by_client) == 1:
            ((value, line),) = by_client.values()
            if value.is_integer() and value > 0:
                found.add(wording("java-metrics")["assigned_fact"], int(value), f"{self.name}:{line}")


def _detail(attribute: str, by_client: Mapping[str, object], entry: Mapping[str, object]) -> str:
    return f"{attribute}, {entry['combine']} of {len(by_client)} clients" if len(by_client) > 1 else attribute

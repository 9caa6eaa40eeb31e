"""Questions about compiled knowledge: what a condition looks at, what a fact follows from, where a cause stands."""

from __future__ import annotations

from collections.abc import Mapping

from kafka_triage.language.model import Area, Condition, FactType, Group


def inputs_of(fact: FactType) -> tuple[str, ...]:
    """The facts that a fact's derivations and defaults look at."""
    names: dict[str, None] = {}
    for alternative in (*fact.derive, *fact.assumed):
        names.update(dict.fromkeys(alternative.value.facts))
        names.update(dict.fromkeys(mentioned(alternative.when)))
    if fact.defaults:
        names.update({"client.library": None, "client.version": None})
    return tuple(names)


def mentioned(node: Condition | Group | None) -> tuple[str, ...]:
    """Every fact that a condition or group looks at, in order."""
    if node is None:
        return ()
    if isinstance(node, Condition):
        return node.facts
    return tuple(dict.fromkeys(name for item in node.items for name in mentioned(item)))


def guide_order(id: str, areas: Mapping[str, Area]) -> tuple[int, int, str]:
    """Where a cause stands in the guide: its area, its place in the area, its id."""
    area, _, name = id.partition("/")
    names = list(areas)
    order = areas[area].order if area in areas else ()
    return (
        names.index(area) if area in names else len(names),
        order.index(name) if name in order else len(order),
        id,
    )

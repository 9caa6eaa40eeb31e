"""Questions about compiled knowledge: what a condition looks at, what a fact follows from, where a cause stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

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


def deciding(node: Condition | Group) -> tuple[str, ...]:
    """Every fact that can change the truth of a condition or group: those it looks at, and settings it asks after.

    ``exists(config.x)`` looks at the client; where the client is not known, a setting that is known exists.
    """
    if isinstance(node, Condition):
        return (*node.facts, *_asked_after(node.tree))
    return tuple(dict.fromkeys(name for item in node.items for name in deciding(item)))


def _asked_after(tree: Any) -> Iterator[str]:
    match tree:
        case ("exists", str(name)):
            yield name
        case ("lit", *_):
            return
        case tuple():
            for part in tree:
                yield from _asked_after(part)


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

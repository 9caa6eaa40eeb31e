"""The causal graph as a whole: circles and gaps.

In: a rule book. Out: findings about causes that explain each other, causes that explain nothing, and symptoms that no
cause explains.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from kafka_triage.analysis.findings import Finding, Places
from kafka_triage.diagnosis.graph import reachable_symptoms
from kafka_triage.language.model import RuleBook

SYMPTOM = "symptom."


def circles(book: RuleBook, places: Places) -> list[Finding]:
    """Causes that explain themselves through others; breaking each of them leaves no circle."""
    effects = {id: [target for target in rule.explains if target in book.rules] for id, rule in book.rules.items()}
    order = list(book.rules)
    found = []
    while circle := _circle(effects):
        start = min(range(len(circle)), key=lambda index: order.index(circle[index]))
        circle = [*circle[start:], *circle[:start]]
        last, first = circle[-1], circle[0]
        effects[last].remove(first)
        place = places.of(last, ("explains", book.rules[last].explains.index(first)))
        shown = " -> ".join((*circle, first))
        found.append(Finding(place, f"these causes explain each other: {shown}", tuple(circle)))
    return found


def _circle(effects: dict[str, list[str]]) -> list[str]:
    """The nodes of one circle, each explaining the next; empty where there is none."""
    try:
        TopologicalSorter(effects).prepare()
    except CycleError as error:
        nodes: list[str] = error.args[1][:-1]
        following = zip(nodes, [*nodes[1:], nodes[0]], strict=True)
        return nodes if all(after in effects[before] for before, after in following) else nodes[::-1]
    return []


def without_effect(book: RuleBook, places: Places) -> list[Finding]:
    """Causes that can never be a diagnosis: what they explain is not said, or leads to no symptom.

    An empty ``explains`` says that a cause is a risk only.
    """
    reached = reachable_symptoms(book)
    told = {id for circle in circles(book, places) for id in circle.rules}
    astray = [
        Finding(
            places.of(rule.id, ("explains",)),
            f"{rule.id} explains {', '.join(rule.explains)}, and no symptom follows from that, so it can never be a "
            "diagnosis; name a symptom, or a cause that leads to one",
            (rule.id,),
        )
        for rule in book.rules.values()
        if rule.explains and not reached[rule.id] and not rule.health and rule.id not in told
    ]
    return astray + [
        Finding(
            rule.place,
            f"{rule.id} explains nothing, so it can never be a diagnosis; name symptoms or causes under explains, "
            "or write explains: [] for what is only a risk",
            (rule.id,),
        )
        for rule in book.rules.values()
        if not rule.explains and not rule.health and not places.has(rule.id, ("explains",))
    ]


def unexplained(book: RuleBook) -> list[Finding]:
    """Symptoms that no cause explains."""
    explained = {target for rule in book.rules.values() for target in rule.explains}
    return [
        Finding(fact.place, f"no cause explains {name}, so nothing can be said where it is observed")
        for name, fact in book.vocabulary.facts.items()
        if name.startswith(SYMPTOM) and name not in explained
    ]

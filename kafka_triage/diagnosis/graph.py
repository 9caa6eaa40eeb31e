"""The causal graph of one case: what explains what, which causes are roots, and which symptoms a cause can reach."""

from __future__ import annotations

from kafka_triage.language.model import RuleBook

_SYMPTOM = "symptom."


class Graph:
    """Causes that hold, joined by ``explains``.

    Args:
        book: The rules.
        nodes: Ids of the causes that hold.
        left_out: Those of them that are not shown; what they explain is explained by what explains them.
    """

    def __init__(self, book: RuleBook, nodes: frozenset[str], left_out: frozenset[str] = frozenset()) -> None:
        self.book = book
        self.nodes = nodes - left_out
        self.left_out = left_out

    def effects(self, id: str) -> list[str]:
        """The causes that hold and that this one explains."""
        found: dict[str, None] = {}
        seen = {id}
        waiting = list(self.book.rules[id].explains)
        while waiting:
            target = waiting.pop(0)
            if target in self.nodes and target != id:
                found[target] = None
            elif target in self.left_out and target not in seen:
                seen.add(target)
                waiting = [*self.book.rules[target].explains, *waiting]
        return list(found)

    def roots(self) -> list[str]:
        """Causes that no other explains; in a circle the first of the guide's order stands for it."""
        explained = {target for id in self.nodes for target in self.effects(id)}
        found = [id for id in self.book.rules if id in self.nodes and id not in explained]
        covered = {id for root in found for id in self._below(root)}
        for id in self.book.rules:
            if id in self.nodes and id not in covered:
                found.append(id)
                covered |= self._below(id)
        return found

    def _below(self, id: str) -> set[str]:
        seen: set[str] = set()
        waiting = [id]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                waiting += self.effects(current)
        return seen

    def symptoms(self, id: str) -> set[str]:
        """The symptoms that a cause explains through causes that hold."""
        return {
            target
            for node in self._below(id)
            for target in self.book.rules[node].explains
            if target.startswith(_SYMPTOM)
        }


def reachable_symptoms(book: RuleBook) -> dict[str, frozenset[str]]:
    """The symptoms that each cause can explain at all, through any others."""
    return {id: frozenset(_reach(book, id, set())) for id in book.rules}


def _reach(book: RuleBook, id: str, seen: set[str]) -> set[str]:
    if id in seen or id not in book.rules:
        return set()
    seen.add(id)
    found: set[str] = set()
    for target in book.rules[id].explains:
        found |= {target} if target.startswith(_SYMPTOM) else _reach(book, target, seen)
    return found

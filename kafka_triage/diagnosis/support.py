"""What speaks for a cause that is open, besides that it would explain what was observed.

In: a rule, the facts of a case and the symptoms that were observed. Out: facts in words. A fact that only says that the
symptom is there, which library is in use, or what a setting is by default, speaks for all causes alike and is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kafka_triage.facts.base import FactBase, rests_on
from kafka_triage.facts.values import Source
from kafka_triage.language.evaluate import Judge
from kafka_triage.language.model import Condition, Group, Rule, Vocabulary
from kafka_triage.language.walk import mentioned

IDENTITY = ("client.library", "client.version", "client.language", "client.framework", "platform")


class Support:
    """What speaks for causes in one case.

    Args:
        vocabulary: Of the rules.
        base: The facts.
        judge: Truth of conditions.
        observed: The symptoms that were observed.
    """

    def __init__(self, vocabulary: Vocabulary, base: FactBase, judge: Judge, observed: Iterable[str]) -> None:
        self.base = base
        self.judge = judge
        self.silent = {*IDENTITY, *observed}
        for symptom in observed:
            shown_by = next((way for way in vocabulary.facts[symptom].derive if way.when and judge(way.when)), None)
            self.silent |= rests_on(base, symptom) | set(mentioned(shown_by.when) if shown_by else ())

    def of(self, rule: Rule, words: Callable[[str], str]) -> list[str]:
        """The facts that speak for a rule, in words."""
        conditions = _held(rule.when, self.judge)
        for entry in rule.raised_by:
            conditions += _held(entry.when, self.judge) if entry.factor > 1 and self.judge(entry.when) else []
        names = dict.fromkeys(name for condition in conditions for name in condition.facts)
        return [words(name) for name in names if name in self.base.known and self._speaks(name)]

    def _speaks(self, name: str) -> bool:
        return name not in self.silent and any(
            part not in self.silent and self.base.known[part].source is not Source.DEFAULT
            for part in rests_on(self.base, name)
        )


def _held(node: Group | Condition, judge: Judge) -> list[Condition]:
    """The conditions that are known to hold.

    What stands beside one that does not hold speaks for nothing, and neither does it that an exception is absent.
    """
    if isinstance(node, Condition):
        return [node] if judge(node) else []
    if node.kind == "none" or judge(node) is False:
        return []
    return [one for item in node.items for one in _held(item, judge)]

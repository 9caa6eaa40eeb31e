"""Texts of rules with the values of one case filled in.

In: templates, formulas and facts. Out: sentences, computed settings, citations and evidence.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from typing import Any, TypeAlias

from kafka_triage.diagnosis.commands import Commands
from kafka_triage.diagnosis.parts import Action, Cite, Evidence, Place
from kafka_triage.facts.base import FactBase, rests_on
from kafka_triage.facts.show import show, without_unit
from kafka_triage.facts.values import Known, Source, Value
from kafka_triage.language.evaluate import Evaluator, Judge
from kafka_triage.language.model import (
    Citation,
    Condition,
    Expression,
    Group,
    Optional,
    RuleAction,
    Shown,
    Template,
    Vocabulary,
)
from kafka_triage.language.words import in_words

NOT_KNOWN = "(not known)"
_EVENT = "event."
_Spelling: TypeAlias = Callable[[str, str], str]


class Writer:
    """Fills in texts for one case."""

    def __init__(
        self, vocabulary: Vocabulary, evaluator: Evaluator, base: FactBase, judge: Judge, commands: Commands
    ) -> None:
        self.vocabulary = vocabulary
        self.commands = commands
        self.evaluator = evaluator
        self.base = base
        self.judge = judge

    def text(self, template: Template | None) -> str:
        """A text with its values; bracketed parts with an unknown value are left out."""
        if template is None:
            return ""
        return self._join(template.parts, lambda before, text: text)[0].strip()

    def command(self, template: Template | None) -> str:
        """As `text`, for a shell: whatever a value holds, it stays one word."""
        if template is None:
            return ""
        return self.commands.filled(self._join(template.parts, shell_word)[0].strip(), self.base.values)

    def _join(self, parts: tuple[Any, ...], spell: _Spelling, before: str = "") -> tuple[str, bool]:
        pieces: list[str] = []
        complete = True
        unit = ""
        for part in parts:
            if isinstance(part, str):
                pieces.append(without_unit(part, unit))
            elif isinstance(part, Optional):
                inner, whole = self._join(part.parts, spell, before + "".join(pieces))
                pieces.append(inner if whole else part.otherwise)
            elif isinstance(part, Shown):
                value = self.value(part.expression)
                complete = complete and value is not None
                shown = NOT_KNOWN if value is None else show(value, part.expression.unit)
                pieces.append(spell(before + "".join(pieces), shown) if isinstance(value, str | tuple) else shown)
            unit = part.expression.unit if isinstance(part, Shown) else ""
        return "".join(pieces), complete

    def value(self, expression: Expression) -> Value | None:
        """The value of a formula, or None where a fact that it needs is not known."""
        value: Value | None = self.evaluator.function(expression.tree)(self.base.values)
        return value

    def fact(self, name: str) -> str:
        """A known fact in words."""
        known = self.base.known[name]
        if name.startswith(_EVENT) and known.value is True:
            return known.detail or self._event(name)
        return known.detail or f"{name} = {show(known.value, self.vocabulary.facts[name].unit)}"

    def _event(self, name: str) -> str:
        """What a line of a text said, and how often."""
        count = self.base.values.get(f"{name}.count")
        often = f" ({show(count)} times)" if isinstance(count, int) and count > 1 else ""
        return f"{self.vocabulary.facts[name].meaning.rstrip('.')}{often}"

    def denial(self, condition: Condition) -> str:
        """A condition that does not hold, in words, with what is known instead."""
        words = in_words(condition.text)
        tree = condition.tree
        sign, operands = ("in", tree[1:]) if tree[0] == "in" else (tree[1], tree[2:])
        if tree[0] not in ("cmp", "in") or operands[0][0] != "fact" or operands[1][0] != "lit":
            return f"{words} does not hold"
        name = operands[0][1]
        value = self.base.values[name]
        if isinstance(value, bool):
            return f"{name} is {str(value).lower()}"
        shown = f"{name} is {show(value, self.vocabulary.facts[name].unit)}"
        if words == condition.text:
            return f"{shown}, so {words} does not hold"
        return shown if sign == "!=" else f"{shown}, not {words.removeprefix(f'{name} is ')}"

    def source(self, known: Known) -> str:
        """Where a fact came from, in words."""
        if not known.origin:
            return known.source.label
        joint = " " if known.source is Source.DEFAULT and known.origin.startswith("of ") else " from "
        if known.source is Source.DEFAULT and not known.origin.startswith("of "):
            joint = ": "
        return f"{known.source.label}{joint}{known.origin}"

    def evidence(self, group: Group) -> list[Evidence]:
        """The facts that made conditions true, each once."""
        found: dict[str, Evidence] = {}
        for condition in decisive(group, self.judge):
            for name in condition.facts:
                known = self.base.known.get(name)
                if known is not None and name not in found:
                    found[name] = Evidence(
                        name, known.value, self.fact(name), self.source(known), condition.text, self.places(name)
                    )
        return list(found.values())

    def places(self, name: str) -> list[Place]:
        """The lines of text that a known fact goes back to."""
        lines = [line for part in sorted(rests_on(self.base, name)) for line in self.base.known[part].lines]
        return [Place(text, number) for text, number in dict.fromkeys(lines)]

    def action(self, action: RuleAction) -> Action | None:
        """An action with its settings computed; None where its condition is known not to hold."""
        holds = self.judge(action.when) if action.when else True
        if holds is False:
            return None
        settings: dict[str, Value] = {}
        needs: dict[str, None] = {}
        for key, expression in action.set:
            value = self.value(expression)
            if value is None:
                needs.update(dict.fromkeys(name for name in expression.facts if name not in self.base.values))
            elif not self._fits(key, value):
                return None
            else:
                settings[key] = value
        return Action(
            do=self.text(action.do),
            set=settings,
            verify=action.verify,
            trade_off=self.text(action.trade_off),
            how=self.command(action.how),
            condition="" if holds else action.when_say,
            needs=list(needs),
            cites=cites(action.cites),
        )

    def _fits(self, key: str, value: Value) -> bool:
        fact = self.vocabulary.facts[f"config.{key}"]
        if not isinstance(value, int | float) or isinstance(value, bool):
            return True
        return (fact.min is None or value >= fact.min) and (fact.max is None or value <= fact.max)


def shell_word(before: str, text: str) -> str:
    """A text as a shell reads it after what stands before it: inside single quotes that are open, or in its own."""
    line = before.rpartition("\n")[2]
    return text.replace("'", "'\"'\"'") if line.count("'") % 2 else shlex.quote(text)


def cites(citations: tuple[Citation, ...]) -> list[Cite]:
    """Citations as the report shows them."""
    return [Cite(citation.title, citation.section, citation.url) for citation in citations]


def decisive(node: Group | Condition, judge: Judge) -> list[Condition]:
    """The conditions that make a true group true, in order."""
    if isinstance(node, Condition):
        return [node]
    if node.kind == "any":
        return [condition for item in node.items if judge(item) for condition in decisive(item, judge)]
    return [condition for item in node.items for condition in decisive(item, judge)]


def undecided(node: Group | Condition, judge: Judge) -> list[Condition]:
    """The conditions whose truth is not known and would matter, in order."""
    found: list[Condition] = []
    _undecided(node, judge, found)
    return found


def _undecided(node: Group | Condition, judge: Judge, found: list[Condition]) -> None:
    if judge(node) is not None:
        return
    if isinstance(node, Condition):
        found.append(node)
        return
    for item in node.items:
        _undecided(item, judge, found)


def failing(node: Group | Condition, judge: Judge, said: Callable[[Condition], str]) -> list[str]:
    """The conditions that make a false group false, without those that only ask whether a fact is known.

    ``said`` puts a condition that does not hold into words.
    """
    return list(dict.fromkeys(_failing(node, judge, said)))


def _failing(node: Group | Condition, judge: Judge, said: Callable[[Condition], str]) -> list[str]:
    if isinstance(node, Condition):
        return [] if asks_whether_known(node) else [said(node)]
    if node.kind == "none":
        return [in_words(text) for item in node.items if judge(item) for text in _texts(item)]
    return [text for item in node.items if judge(item) is False for text in _failing(item, judge, said)]


def asks_whether_known(condition: Condition) -> bool:
    """Whether a condition only asks if a fact is known."""
    tree = condition.tree
    return bool(tree[0] == "known" or (tree[0] == "cmp" and tree[2][0] == "known"))


def _texts(node: Group | Condition) -> list[str]:
    return [node.text] if isinstance(node, Condition) else [text for item in node.items for text in _texts(item)]

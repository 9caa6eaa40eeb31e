"""One rule to its changed forms: each with one expression changed, or one condition left out.

In: a rule that is right. Out: `Mutant`: the changed rule, what was changed and where. A change that is refused by type
or unit, or that compiles to the same instructions, is no mutant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from kafka_triage.language.check import Names
from kafka_triage.language.compile import Compiler
from kafka_triage.language.model import Condition, Expression, FactType, Group, Rule, RuleBook
from kafka_triage.language.source import Document
from kafka_triage.language.source import Path as Keys
from kafka_triage.testing.mutants import changes
from kafka_triage.testing.rule_tests import rule_place

DROPPED = "(dropped)"
_CONFIG = "config."


@dataclass(frozen=True, slots=True)
class Mutant:
    """A rule with one change.

    Attributes:
        rule: The changed rule.
        place: ``file:line:column`` of the expression.
        part: Key of the rule file that holds it: ``when``, ``unless``, ``adjust``, ``raised_by``, ``actions`` or
            ``notes``.
        index: Number of the entry below that key.
        original: The expression as written.
        changed: The changed expression, or ``(dropped)``.
        setting: The key of ``set`` whose formula was changed.
    """

    rule: Rule
    place: str
    part: str
    index: int
    original: str
    changed: str
    setting: str = ""

    @property
    def text(self) -> str:
        """The change in one line, as ``survivors`` names it."""
        return f"{self.original} -> {self.changed}"


@dataclass(frozen=True, slots=True)
class _Slot:
    """A group of conditions in a rule, and how to put another (or none) in its place."""

    part: str
    index: int
    group: Group
    put: Callable[[Group | None], Rule]


def mutants(book: RuleBook, rule: Rule) -> Iterator[Mutant]:
    """Every mutant of a rule, in the order of its parts."""
    maker = _Maker(book, rule)
    for slot in _slots(rule):
        yield from maker.of_group(slot)
    for index, action in enumerate(rule.actions):
        for number, (key, expression) in enumerate(action.set):
            yield from maker.of_setting(index, number, key, expression)


def _slots(rule: Rule) -> Iterator[_Slot]:
    always = Group("all", ())
    yield _Slot("when", 0, rule.when, lambda group: replace(rule, when=group or always))
    for index, exception in enumerate(rule.unless):
        yield _Slot("unless", index, exception.condition, partial(_without, rule, index))
    for part in ("adjust", "raised_by", "actions", "notes"):
        otherwise = always if part in ("adjust", "raised_by") else None
        for index, entry in enumerate(getattr(rule, part)):
            if entry.when is not None:
                yield _Slot(part, index, entry.when, partial(_changed, rule, part, index, otherwise))


def _without(rule: Rule, index: int, group: Group | None) -> Rule:
    exception = replace(rule.unless[index], condition=group) if group else None
    return replace(rule, unless=_with(rule.unless, index, exception))


def _changed(rule: Rule, part: str, index: int, otherwise: Group | None, group: Group | None) -> Rule:
    entries = getattr(rule, part)
    changed: Any = {part: _with(entries, index, replace(entries[index], when=group or otherwise))}
    return replace(rule, **changed)


def _with(entries: tuple[Any, ...], index: int, entry: Any) -> tuple[Any, ...]:
    return (*entries[:index], *([] if entry is None else [entry]), *entries[index + 1 :])


class _Maker:
    def __init__(self, book: RuleBook, rule: Rule) -> None:
        self.rule = rule
        self.facts = book.vocabulary.facts
        self.names = Names(book.vocabulary.facts, book.vocabulary.constants)
        self.compiler = Compiler(Document(""), book.vocabulary.facts, book.vocabulary.constants, book.sources)

    def of_group(self, slot: _Slot) -> Iterator[Mutant]:
        for path, condition in _conditions(slot.group, ()):
            for changed, at in self.forms(condition):
                group = _put(slot.group, path, changed)
                yield self.mutant(slot, _moved(condition.place, at), condition.text, changed.text, group)
            yield self.mutant(slot, condition.place, condition.text, DROPPED, _put(slot.group, path, None))
        if slot.part == "unless" and len(list(_conditions(slot.group, ()))) > 1:
            exception = self.rule.unless[slot.index]
            place = rule_place(self.rule, ("unless", slot.index), otherwise=self.rule.place)
            yield self.mutant(slot, place, f"unless {exception.say}", DROPPED, None)

    def mutant(self, slot: _Slot, place: str, original: str, changed: str, group: Any) -> Mutant:
        return Mutant(slot.put(group), place, slot.part, slot.index, original, changed)

    def forms(self, condition: Condition) -> Iterator[tuple[Condition, int]]:
        seen = {repr(condition.tree)}
        for change in changes(condition.text, self.names):
            made = self.compiler.condition(change.text, ())
            if made is not None and repr(made.tree) not in seen:
                seen.add(repr(made.tree))
                yield made, change.at

    def of_setting(self, index: int, number: int, key: str, expression: Expression) -> Iterator[Mutant]:
        fact: FactType = self.facts[_CONFIG + key]
        if fact.type == "list":
            return
        keys: Keys = ("actions", index, "set", key)
        place = rule_place(self.rule, keys, otherwise=self.rule.place)
        seen = {repr(expression.tree)}
        action = self.rule.actions[index]
        for change in changes(expression.text, self.names, fact):
            made = self.compiler.expression(change.text, (), fact)
            if made is None or repr(made.tree) in seen:
                continue
            seen.add(repr(made.tree))
            settings = (*action.set[:number], (key, made), *action.set[number + 1 :])
            rule = replace(self.rule, actions=_with(self.rule.actions, index, replace(action, set=settings)))
            yield Mutant(rule, _moved(place, change.at), "actions", index, expression.text, change.text, key)


def _conditions(node: Condition | Group, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], Condition]]:
    if isinstance(node, Condition):
        yield path, node
        return
    for index, item in enumerate(node.items):
        yield from _conditions(item, (*path, index))


def _put(node: Condition | Group, path: tuple[int, ...], new: Condition | None) -> Any:
    """The conditions with another one at a path, or with none there; a group that gets empty goes as well."""
    if not path:
        return new
    if isinstance(node, Condition):
        raise TypeError("a path ends at a condition")
    item = _put(node.items[path[0]], path[1:], new)
    items = _with(node.items, path[0], item)
    return replace(node, items=items) if items else None


def _moved(place: str, offset: int) -> str:
    """A place some characters further; an expression over several lines keeps its beginning."""
    file, line, column = place.rsplit(":", 2)
    return f"{file}:{line}:{int(column) + offset}"

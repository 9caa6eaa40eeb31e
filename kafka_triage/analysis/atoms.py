"""Conditions as tests that can be reasoned about, and groups in a form where only single tests are negated.

In: compiled conditions. Out: an `Atom` each: what it looks at (a fact, a formula, whether a fact is known, how two
facts compare), the sign and the literal; tests of the same thing have the same key, however they are spelled.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from kafka_triage.analysis.possible import NEGATED, Possible
from kafka_triage.language.check import facts_of
from kafka_triage.language.compile import needed
from kafka_triage.language.evaluate import Evaluator
from kafka_triage.language.model import Condition, FactType, Group, Tree, Vocabulary
from kafka_triage.language.versions import parse_version

_FLIPPED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_ORDERS = {"<": {-1}, "<=": {-1, 0}, "==": {0}, "!=": {-1, 1}, ">=": {0, 1}, ">": {1}}
_TRUTHS = Possible(frozenset([True, False]))


@dataclass(frozen=True, slots=True)
class Atom:
    """One test.

    Attributes:
        key: What it looks at: the name of a fact, or a tuple that begins with ``known``, ``exists``, ``formula``,
            ``relation`` or ``other``.
        sign: As `Possible.narrowed` takes it.
        value: The literal.
        start: What is possible before any test.
        known: Facts that are known where the test holds.
        condition: As written.
        negated: The condition stands below ``none``, so that its opposite holds.
    """

    key: Hashable
    sign: str
    value: Any
    start: Possible
    known: frozenset[str]
    condition: Condition
    negated: bool

    @property
    def text(self) -> str:
        """The test in words, as it has to hold."""
        return f"none: {self.condition.text}" if self.negated else self.condition.text


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold."""

    parts: tuple[Form, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One part holds; ``stated`` where the parts are alternatives that somebody wrote under ``any``."""

    parts: tuple[Form, ...]
    stated: bool = True


Form: TypeAlias = Atom | Every | Some


class Forms:
    """Makes forms of conditions for one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.evaluator = Evaluator(vocabulary)

    def form(self, node: Condition | Group, *, negated: bool = False) -> Form:
        """What has to hold for a condition or group to be true, or to be false where ``negated``.

        The laws of De Morgan hold for three values too: a group is false exactly where its negated form is true.
        """
        if isinstance(node, Condition):
            return self.atom(node, negated=negated)
        inner = negated != (node.kind == "none")
        parts = tuple(self.form(item, negated=inner) for item in node.items)
        if len(parts) == 1:
            return parts[0]
        return Some(parts, not negated and node.kind == "any") if (node.kind == "any") != negated else Every(parts)

    def atom(self, condition: Condition, *, negated: bool = False) -> Atom:
        """The test that a condition makes."""
        key, sign, value, start = self._test(condition.tree)
        sign = NEGATED[sign] if negated else sign
        known = needed(condition)
        if isinstance(key, tuple) and key[0] == "known":
            known = frozenset([key[1]] if start.narrowed(sign, value).implies("==", True) else ())
        return Atom(key, sign, value, start, known, condition, negated)

    def _test(self, tree: Tree) -> tuple[Hashable, str, Any, Possible]:
        match tree:
            case ("not", inner):
                key, sign, value, start = self._test(inner)
                return key, NEGATED[sign], value, start
            case ("cmp" | "vercmp", sign, left, right):
                found = self._comparison(sign, left, right, version=tree[0] == "vercmp")
            case ("in" | "verin", ("fact", name), ("lit", members)):
                values = map(parse_version, members) if tree[0] == "verin" else map(_exact, members)
                found = (name, "in", frozenset(values), self._start(("fact", name)))
            case _:
                found = None
        return found or (("other", repr(tree)), "==", True, _TRUTHS)

    def _comparison(
        self, sign: str, left: Tree, right: Tree, *, version: bool
    ) -> tuple[Hashable, str, Any, Possible] | None:
        if _is_constant(left):
            if _is_constant(right):
                return None
            sign, left, right = _FLIPPED[sign], right, left
        if not _is_constant(right):
            first, second = repr(left), repr(right)
            if second < first:
                sign, first, second = _FLIPPED[sign], second, first
            return ("relation", first, second), "in", frozenset(_ORDERS[sign]), Possible(frozenset([-1, 0, 1]))
        value: Any = self.evaluator.function(right)({})
        value = parse_version(value) if version else _exact(value)
        if value is None:
            return None
        while left[0] == "scale":
            value, left = value * Fraction(left[2], left[1]), left[3]
        return self._key(left), sign, value, self._start(left)

    def _key(self, tree: Tree) -> Hashable:
        if tree[0] == "fact":
            return str(tree[1])
        return tuple(tree) if tree[0] in ("known", "exists") else ("formula", repr(tree))

    def _start(self, tree: Tree) -> Possible:
        if tree[0] in ("known", "exists"):
            return _TRUTHS
        return start_of(self.vocabulary.facts[tree[1]]) if tree[0] == "fact" else Possible()


def start_of(fact: FactType) -> Possible:
    """The values that a fact can have at all."""
    if fact.type == "bool":
        return _TRUTHS
    if fact.type == "enum":
        return Possible(frozenset(fact.values))
    if fact.type not in ("int", "float"):
        return Possible()
    made = Possible(whole=fact.type == "int")
    made = made if fact.min is None else made.narrowed(">=", _exact(fact.min))
    return made if fact.max is None else made.narrowed("<=", _exact(fact.max))


def _is_constant(tree: Tree) -> bool:
    return not any(True for _ in facts_of(tree))


def _exact(value: Any) -> Any:
    """Numbers as fractions, so that a conversion of units loses nothing."""
    return Fraction(value) if isinstance(value, int | float) and not isinstance(value, bool) else value

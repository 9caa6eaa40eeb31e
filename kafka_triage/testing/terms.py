"""Instruction trees as terms of the solver z3, with three-valued truth.

In: trees as `language.check` makes them. Out: `Term`: whether the value is known, and the value. Every fact is a pair
of variables; the arithmetic is that of the real numbers. What has no counterpart in the solver (networks, lists, the
major version) is a free value that is known when its facts are, so the solver allows more than the evaluator, not less.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kafka_triage.language.check import facts_of
from kafka_triage.language.evaluate import defaults_by_library
from kafka_triage.language.model import Condition, FactType, Group, Tree, VersionRange, Vocabulary
from kafka_triage.language.versions import parse_version
from kafka_triage.testing.solver import z3

_LIBRARY, _VERSION = "client.library", "client.version"


@dataclass(frozen=True, slots=True)
class Term:
    """A value that may not be known: ``known`` is a Boolean term, ``value`` a Boolean, whole or real one."""

    known: Any
    value: Any

    @property
    def true(self) -> Any:
        """Known to be true."""
        return z3.And(self.known, self.value)

    @property
    def false(self) -> Any:
        """Known to be false."""
        return z3.And(self.known, z3.Not(self.value))

    def has(self, truth: bool | None) -> Any:
        """Whether the truth is the given one."""
        return z3.Not(self.known) if truth is None else self.true if truth else self.false


TRUE, FALSE = Term(z3.BoolVal(True), z3.BoolVal(True)), Term(z3.BoolVal(True), z3.BoolVal(False))
UNKNOWN = Term(z3.BoolVal(False), z3.BoolVal(False))


def fixed(truth: bool | None) -> Term:
    """The term of a truth."""
    return UNKNOWN if truth is None else TRUE if truth else FALSE


def joined(kind: str, terms: Sequence[Term]) -> Term:
    """Conditions under ``all``, ``any`` or ``none``."""
    if kind == "any":
        true, false = z3.Or([term.true for term in terms]), z3.And([term.false for term in terms])
    elif kind == "all":
        true, false = z3.And([term.true for term in terms]), z3.Or([term.false for term in terms])
    else:
        true, false = z3.And([term.false for term in terms]), z3.Or([term.true for term in terms])
    return Term(z3.Or(true, false), true)


class Terms:
    """Makes terms for one vocabulary.

    Args:
        vocabulary: The names.
        versions: Spellings of every version that a condition, default or setting mentions; between two of them all
            versions are alike.
    """

    def __init__(self, vocabulary: Vocabulary, versions: Iterable[str]) -> None:
        self.vocabulary = vocabulary
        self.words: dict[str, int] = {}
        self.steps = sorted({found for text in versions if (found := parse_version(text)) is not None})
        self.facts: dict[str, Term] = {}
        self.used: dict[str, None] = {}

    def fact(self, name: str) -> Term:
        """The variables of a fact."""
        self.used[name] = None
        if name not in self.facts:
            kind = self.vocabulary.facts[name].type
            if kind in ("bool", "list"):
                value: Any = z3.Bool(name)
            elif kind == "int":
                value = z3.ToReal(z3.Int(name))
            elif kind in ("enum", "string"):
                value = z3.Int(name)
            else:
                value = z3.Real(name)
            self.facts[name] = Term(z3.Bool(f"known {name}"), value)
        return self.facts[name]

    def literal(self, value: Any, *, version: bool = False) -> Any:
        """A plain value."""
        if isinstance(value, bool):
            return z3.BoolVal(value)
        if isinstance(value, int | float):
            return z3.RealVal(str(Fraction(str(value))))
        if version:
            return z3.RealVal(self.steps.index(parse_version(value)) + 1)  # type: ignore[arg-type]
        return z3.IntVal(self.words.setdefault(value, len(self.words)))

    def group(self, node: Condition | Group) -> Term:
        """A condition or group."""
        if isinstance(node, Condition):
            return self.term(node.tree)
        return joined(node.kind, [self.group(item) for item in node.items])

    def term(self, tree: Tree, *, version: bool = False) -> Term:
        """A formula or comparison."""
        match tree:
            case ("lit", value):
                return Term(TRUE.known, self.literal(value, version=version))
            case ("const", name):
                return Term(TRUE.known, self.literal(self.vocabulary.constants[name].value, version=version))
            case ("fact", name):
                return self.fact(name)
            case ("known", name):
                return Term(TRUE.known, self.fact(name).known)
            case ("exists", name):
                return self.exists(self.vocabulary.facts[name])
            case ("default", name):
                return self.default(self.vocabulary.facts[name])
            case ("not", inner):
                term = self.term(inner)
                return Term(term.known, z3.Not(term.value))
            case ("cmp", sign, left, right):
                return _compared(sign, self.term(left), self.term(right))
            case ("vercmp", sign, left, right):
                return _compared(sign, self.term(left, version=True), self.term(right, version=True))
            case ("in" | "verin", left, ("lit", members)):
                version = tree[0] == "verin"
                term = self.term(left, version=version)
                same = [term.value == self.literal(member, version=version) for member in members]
                return Term(term.known, z3.Or(same))
            case ("scale", numerator, denominator, inner):
                term = self.term(inner)
                return Term(term.known, term.value * z3.Q(numerator, denominator))
        return self.computed(tree)

    def computed(self, tree: Tree) -> Term:
        """Arithmetic; what the solver has no counterpart for is a free value."""
        match tree:
            case (("min" | "max") as choose, inner):
                terms = [self.term(part) for part in inner]
                value = terms[0].value
                for term in terms[1:]:
                    value = z3.If((term.value < value) if choose == "min" else (term.value > value), term.value, value)
                return Term(z3.And([term.known for term in terms]), value)
            case (("add" | "sub" | "mul" | "div") as operation, left, right):
                return _arithmetic(operation, self.term(left), self.term(right))
            case (("neg" | "abs" | "floor" | "ceil" | "round") as operation, inner):
                term = self.term(inner)
                return Term(term.known, _rounded(operation, term.value))
        for name in facts_of(tree):
            self.fact(name)
        known = z3.And([self.fact(name).known for name in facts_of(tree)])
        return Term(known, z3.Real(f"free {tree!r}") if tree[0] == "major" else z3.Bool(f"free {tree!r}"))

    def exists(self, fact: FactType) -> Term:
        """Whether the client has a setting, as `evaluate.exists_function` says."""
        library = self.fact(_LIBRARY)
        absent = z3.Or([self.library_is(name) for name in fact.absent])
        found, unsure, named = [], [], []
        for entry in fact.exists:
            inside = self.inside(entry)
            here = self.library_is(entry.library)
            named.append(here)
            found.append(z3.And(here, inside.true))
            unsure.append(z3.And(here, z3.Not(inside.known)))
        true = z3.Or(z3.And(z3.Not(library.known), self.fact(fact.name).known), z3.And(z3.Not(absent), z3.Or(found)))
        false = z3.Or(absent, z3.And(z3.Or(named), z3.Not(z3.Or(found)), z3.Not(z3.Or(unsure))))
        return Term(z3.Or(true, false), true)

    def default(self, fact: FactType) -> Term:
        """The default of a setting for the client, as `evaluate.Evaluator.default_function` gives it."""
        ways = [(applies, self.literal(value)) for applies, value in self.library_defaults(fact)]
        for entry in fact.assumed:
            term = self.term(entry.value.tree)
            holds = self.group(entry.when).true if entry.when else TRUE.known
            ways.append((z3.And(holds, term.known), term.value))
        known = z3.Or([applies for applies, _ in ways])
        if not ways:
            return Term(known, self.fact(fact.name).value)
        value = ways[-1][1]
        for applies, one in reversed(ways[:-1]):
            value = z3.If(applies, one, value)
        return Term(known, value)

    def library_defaults(self, fact: FactType) -> list[tuple[Any, Any]]:
        """When each default by library applies, with its value."""
        return [
            (z3.And(self.library_is(library), self.inside(entry.range).true), entry.value)
            for library, entries in defaults_by_library(fact).items()
            for entry in entries
        ]

    def library_is(self, name: str) -> Any:
        """Whether the client's library is known to be the named one."""
        library = self.fact(_LIBRARY)
        return z3.And(library.known, library.value == self.literal(name))

    def inside(self, versions: VersionRange) -> Term:
        """Whether the client's version lies in a range, as `evaluate.in_range` says."""
        if not versions.start and not versions.end:
            return TRUE
        version = self.fact(_VERSION)
        bounds = []
        if versions.start:
            bounds.append(version.value >= self.literal(versions.start, version=True))
        if versions.end:
            bounds.append(version.value < self.literal(versions.end, version=True))
        return Term(version.known, z3.And(bounds))


def _compared(sign: str, left: Term, right: Term) -> Term:
    one, other = left.value, right.value
    if sign in ("==", "!="):
        value = (one == other) if sign == "==" else (one != other)
    else:
        value = {"<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[sign]
    return Term(z3.And(left.known, right.known), value)


def _arithmetic(operation: str, left: Term, right: Term) -> Term:
    known = z3.And(left.known, right.known)
    one, other = left.value, right.value
    if operation == "div":
        return Term(z3.And(known, other != 0), one / other)
    return Term(known, {"add": one + other, "sub": one - other, "mul": one * other}[operation])


def _rounded(operation: str, value: Any) -> Any:
    if operation == "neg":
        return -value
    if operation == "abs":
        return z3.If(value < 0, -value, value)
    if operation == "floor":
        return z3.ToReal(z3.ToInt(value))
    if operation == "ceil":
        return -z3.ToReal(z3.ToInt(-value))
    return z3.ToReal(z3.ToInt(value + z3.Q(1, 2)))

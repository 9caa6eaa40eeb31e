"""Instruction trees to functions of the known facts, with three-valued truth.

In: a tree as `check` makes it. Out: a function that takes a mapping of known values and gives a value, True or
False, or None where something that it needs is not known. A division by zero and an overflow are not known either.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network
from typing import Any, TypeAlias

from kafka_triage.language.model import Condition, Default, FactType, Group, Tree, VersionRange, Vocabulary
from kafka_triage.language.versions import parse_version

Values: TypeAlias = Mapping[str, Any]
Function: TypeAlias = Callable[[Values], Any]
Truth: TypeAlias = Callable[[Values], bool | None]
Judged: TypeAlias = Callable[[dict[int, bool | None], Values], bool | None]

COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
}


class Evaluator:
    """Makes functions of trees for one vocabulary; equal trees give the same function."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.made: dict[str, Function] = {}
        self.functions: dict[int, tuple[Tree, Function]] = {}
        self.truths: dict[int, tuple[Condition | Group, Truth]] = {}
        self.judges: dict[int, tuple[Condition | Group, Judged]] = {}
        self.slots: dict[str, int] = {}

    def function(self, tree: Tree) -> Function:
        """The function of a formula or comparison."""
        found = self.functions.get(id(tree))
        if found is None:
            key = repr(tree)  # equal trees are not enough: 1 equals True
            if key not in self.made:
                self.made[key] = self._make(tree)
            found = self.functions[id(tree)] = (tree, self.made[key])
        return found[1]

    def truth(self, node: Condition | Group) -> Truth:
        """The three-valued truth of a condition or group."""
        found = self.truths.get(id(node))
        if found is None:
            found = self.truths[id(node)] = (node, self._truth(node))
        return found[1]

    def _truth(self, node: Condition | Group) -> Truth:
        if isinstance(node, Condition):
            return self.function(node.tree)
        parts = [self.truth(item) for item in node.items]
        if node.kind == "all":
            return parts[0] if len(parts) == 1 else _every(parts)
        if node.kind == "any":
            return parts[0] if len(parts) == 1 else _some(parts)
        return _every([_negated(part) for part in parts])

    def judged(self, node: Condition | Group) -> Judged:
        """The truth of a condition or group with a memory of one case, shared by all conditions that are the same."""
        found = self.judges.get(id(node))
        if found is None:
            found = self.judges[id(node)] = (node, self._judged(node))
        return found[1]

    def _judged(self, node: Condition | Group) -> Judged:
        if isinstance(node, Condition):
            slot = self.slots.setdefault(repr(node.tree), len(self.slots))
            return _remembered(slot, self.function(node.tree))
        parts = tuple(self.judged(item) for item in node.items)
        slot = self.slots.setdefault(f"group {id(node)}", len(self.slots))
        return _remembered_group(slot, parts, decisive=node.kind != "all", result=node.kind == "any")

    def _make(self, tree: Tree) -> Function:
        operation, *rest = tree
        match operation:
            case "lit":
                constant = rest[0]
                return lambda values: constant
            case "const":
                constant = self.vocabulary.constants[rest[0]].value
                return lambda values: constant
            case "fact":
                name = rest[0]
                return lambda values: values.get(name)
            case "known":
                name = rest[0]
                return lambda values: name in values
            case "exists":
                return exists_function(self.vocabulary.facts[rest[0]])
            case "default":
                return self.default_function(self.vocabulary.facts[rest[0]])
            case "cmp":
                return self._comparison(*rest)
            case "vercmp":
                return self._version_comparison(*rest)
            case "scale":
                return _scale(rest[0], rest[1], self.function(rest[2]))
            case "min" | "max":
                return _extreme(min if operation == "min" else max, [self.function(part) for part in rest[0]])
        parts = [self.function(part) for part in rest]
        if operation in _BINARY:
            return _binary(_BINARY[operation], *parts)
        return _UNARY_OR_PAIR[operation](*parts)

    def _comparison(self, sign: str, left: Tree, right: Tree) -> Function:
        compare = COMPARE[sign]
        if left[0] == "fact" and right[0] == "lit":
            name, literal = left[1], right[1]

            def with_literal(values: Values) -> bool | None:
                value = values.get(name)
                return None if value is None else compare(value, literal)

            return with_literal
        return _binary(compare, self.function(left), self.function(right))

    def _version_comparison(self, sign: str, left: Tree, right: Tree) -> Function:
        compare = COMPARE[sign]
        return _binary(lambda a, b: _compare_versions(compare, a, b), self.function(left), self.function(right))

    def default_function(self, fact: FactType) -> Function:
        """The default of a setting for the client's library and version, whatever is configured."""
        by_library = defaults_by_library(fact)
        assumed = [
            (self.truth(entry.when) if entry.when else None, self.function(entry.value.tree)) for entry in fact.assumed
        ]

        def default(values: Values) -> Any:
            found = find_default(by_library, values)
            if found is not None:
                return found.value
            for holds, value in assumed:
                if holds is None or holds(values):
                    return value(values)
            return None

        return default


class Judge:
    """The three-valued truth of conditions in one case, each looked at once.

    Args:
        evaluator: Makes functions of the conditions.
        values: The known facts of the case, which must not change any more.
    """

    __slots__ = ("_evaluator", "_judges", "_seen", "_values")

    def __init__(self, evaluator: Evaluator, values: Values) -> None:
        self._evaluator = evaluator
        self._judges = evaluator.judges
        self._values = values
        self._seen: dict[int, bool | None] = {}

    def __call__(self, node: Condition | Group) -> bool | None:
        """Whether a condition or group holds; None where that is not known."""
        made = self._judges.get(id(node))
        judged = made[1] if made is not None else self._evaluator.judged(node)
        return judged(self._seen, self._values)


def defaults_by_library(fact: FactType) -> dict[str, tuple[Default, ...]]:
    """A setting's defaults, grouped by library."""
    grouped: dict[str, tuple[Default, ...]] = {}
    for entry in fact.defaults:
        grouped[entry.range.library] = (*grouped.get(entry.range.library, ()), entry)
    return grouped


def find_default(by_library: Mapping[str, tuple[Default, ...]], values: Values) -> Default | None:
    """The default that applies to the client's library and version, or None where that is not known."""
    for entry in by_library.get(values.get("client.library", ""), ()):
        if in_range(entry.range, values.get("client.version")):
            return entry
    return None


def in_range(versions: VersionRange, version: str | None) -> bool | None:
    """Whether a version lies in a range; None where the version is not known and the range is not open."""
    if not versions.start and not versions.end:
        return True
    if version is None:
        return None
    found = parse_version(version)
    if found is None:
        return None
    start, end = parse_version(versions.start), parse_version(versions.end)
    return (start is None or found >= start) and (end is None or found < end)


def exists_function(fact: FactType) -> Function:
    """Whether the client's library and version have a setting; who states one of an unknown client has it."""
    by_library: dict[str, tuple[VersionRange, ...]] = {}
    for entry in fact.exists:
        by_library[entry.library] = (*by_library.get(entry.library, ()), entry)

    def exists(values: Values) -> bool | None:
        library = values.get("client.library")
        if library in fact.absent:
            return False
        if library is None:
            return True if fact.name in values else None
        if library not in by_library:
            return None
        truths = [in_range(entry, values.get("client.version")) for entry in by_library[library]]
        return True if True in truths else None if None in truths else False

    return exists


def _compare_versions(compare: Callable[[Any, Any], bool], left: str, right: str) -> bool | None:
    first, second = parse_version(left), parse_version(right)
    return None if first is None or second is None else compare(first, second)


def _remembered(slot: int, function: Function) -> Judged:
    def judge(seen: dict[int, bool | None], values: Values) -> bool | None:
        if slot in seen:
            return seen[slot]
        truth: bool | None = function(values)
        seen[slot] = truth
        return truth

    return judge


def _remembered_group(slot: int, parts: tuple[Judged, ...], *, decisive: bool, result: bool) -> Judged:
    """A group that is ``result`` as soon as one part is ``decisive``, and the opposite when no part is."""

    def judge(seen: dict[int, bool | None], values: Values) -> bool | None:
        if slot in seen:
            return seen[slot]
        truth: bool | None = not result
        for part in parts:
            one = part(seen, values)
            if one is decisive:
                truth = result
                break
            if one is None:
                truth = None
        seen[slot] = truth
        return truth

    return judge


def _every(parts: list[Truth]) -> Truth:
    def every(values: Values) -> bool | None:
        unknown = False
        for part in parts:
            truth = part(values)
            if truth is False:
                return False
            unknown = unknown or truth is None
        return None if unknown else True

    return every


def _some(parts: list[Truth]) -> Truth:
    def some(values: Values) -> bool | None:
        unknown = False
        for part in parts:
            truth = part(values)
            if truth:
                return True
            unknown = unknown or truth is None
        return None if unknown else False

    return some


def _negated(part: Truth) -> Truth:
    def negated(values: Values) -> bool | None:
        truth = part(values)
        return None if truth is None else not truth

    return negated


def _binary(operation: Callable[[Any, Any], Any], left: Function, right: Function) -> Function:
    def both(values: Values) -> Any:
        first, second = left(values), right(values)
        if first is None or second is None:
            return None
        try:
            return finite(operation(first, second))
        except (ZeroDivisionError, OverflowError):
            return None

    return both


def _scale(numerator: int, denominator: int, inner: Function) -> Function:
    def scale(values: Values) -> Any:
        value = inner(values)
        if value is None:
            return None
        try:
            return finite(value * numerator if denominator == 1 else value * numerator / denominator)
        except OverflowError:
            return None

    return scale


def _extreme(choose: Callable[..., Any], parts: list[Function]) -> Function:
    def extreme(values: Values) -> Any:
        found = [part(values) for part in parts]
        return None if None in found else choose(found)

    return extreme


def _unary(operation: Callable[[Any], Any]) -> Callable[[Function], Function]:
    def make(inner: Function) -> Function:
        def unary(values: Values) -> Any:
            value = inner(values)
            return None if value is None else operation(value)

        return unary

    return make


def finite(value: Any) -> Any:
    """The value, or None where it is infinite or no number."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _major(version: str) -> int | None:
    found = parse_version(version)
    return None if found is None else found.major


def _version_among(version: Function, versions: Function) -> Function:
    def among(values: Values) -> bool | None:
        found = version(values)
        return None if found is None else parse_version(found) in [parse_version(one) for one in versions(values)]

    return among


def _in_network(address: str, networks: tuple[str, ...]) -> bool | None:
    try:
        found = ip_address(address)
        return any(found in ip_network(network, strict=False) for network in networks)
    except ValueError:
        return None


_UNARY_OR_PAIR: dict[str, Callable[..., Function]] = {
    "neg": _unary(operator.neg),
    "abs": _unary(abs),
    "floor": _unary(math.floor),
    "ceil": _unary(math.ceil),
    "round": _unary(round),
    "not": _unary(operator.not_),
    "major": _unary(_major),
    "in": lambda left, right: _binary(lambda value, members: value in members, left, right),
    "verin": _version_among,
    "network": lambda left, right: _binary(_in_network, left, right),
}

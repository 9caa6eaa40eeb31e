"""Names, types and units of one expression.

In: a syntax tree, the names it may use and what is expected of it. Out: an instruction tree with its unit and the
facts that it needs. Every mistake says what was expected and names the nearest known name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from kafka_triage.errors import nearest
from kafka_triage.language import parse
from kafka_triage.language.model import Constant, FactType, Tree
from kafka_triage.language.units import PLAIN, Dimension, Unit, UnknownUnitError, dimension_text, parse_unit
from kafka_triage.language.versions import is_version

_NUMERIC = ("int", "float")
_ORDERING = ("<", "<=", ">", ">=")
_ROUNDING = ("floor", "ceil", "round")
_FUNCTIONS = (*_ROUNDING, "abs", "min", "max", "known", "exists", "default", "major", "in_network")


class CheckProblem(ValueError):
    """The expression is not right; ``at`` is the offset in its text, ``suggestions`` the nearest names."""

    def __init__(self, message: str, at: int, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.at = at
        self.suggestions = suggestions


@dataclass(frozen=True, slots=True)
class Names:
    """What an expression may name."""

    facts: Mapping[str, FactType]
    constants: Mapping[str, Constant]


@dataclass(frozen=True, slots=True)
class Checked:
    """A checked expression: its kind (number, bool, string, version, enum, list, word), unit and instructions."""

    kind: str
    tree: Tree
    unit: Unit = PLAIN
    whole: bool = False
    values: tuple[str, ...] = ()
    zero: bool = False
    at: int = 0
    comparison: bool = False


def check(node: parse.Node, names: Names, *, like: FactType | None = None) -> Checked:
    """Check an expression.

    Args:
        node: The syntax tree.
        names: Facts and constants that it may use.
        like: The fact whose value it is to be, where bare words may be values of that fact.

    Raises:
        CheckProblem: A name, type or unit is wrong.
    """
    return _Checker(names).value(node, like)


def facts_of(tree: Any) -> Iterator[str]:
    """The facts that an instruction tree looks at, in order, with repeats."""
    if not isinstance(tree, tuple) or not tree:
        return
    if tree[0] in ("fact", "known"):
        yield tree[1]
    elif tree[0] in ("exists", "default"):
        yield from ("client.library", "client.version")
    elif tree[0] not in ("lit", "const"):
        for part in tree[1:]:
            yield from (facts_of(part) if not _is_many(part) else (name for item in part for name in facts_of(item)))


def _is_many(part: Any) -> bool:
    return isinstance(part, tuple) and bool(part) and isinstance(part[0], tuple)


class _Checker:
    def __init__(self, names: Names) -> None:
        self.names = names

    def value(self, node: parse.Node, like: FactType | None = None) -> Checked:
        match node:
            case parse.Number(value=value, at=at):
                return Checked("number", ("lit", value), whole=isinstance(value, int), zero=value == 0, at=at)
            case parse.Text(value=text, at=at):
                return Checked("word", ("lit", text), at=at)
            case parse.Truth(value=truth, at=at):
                return Checked("bool", ("lit", truth), at=at)
            case parse.Items(items=items, at=at):
                return self.items(items, at, like)
            case parse.Name():
                return self.name(node, like)
            case parse.Call():
                return self.call(node)
            case parse.Negative(operand=operand, at=at):
                inner = self.number(operand)
                tree: Tree = ("lit", -inner.tree[1]) if inner.tree[0] == "lit" else ("neg", inner.tree)
                return Checked("number", tree, inner.unit, inner.whole, zero=inner.zero, at=at)
            case parse.Arithmetic():
                return self.arithmetic(node)
            case parse.Comparison():
                return self.comparison(node)

    def items(self, items: tuple[parse.Node, ...], at: int, like: FactType | None) -> Checked:
        checked = [self.value(item, like) for item in items]
        for item in checked:
            if item.tree[0] != "lit":
                raise CheckProblem("a list holds plain values only", item.at)
        return Checked("list", ("lit", tuple(item.tree[1] for item in checked)), at=at)

    def name(self, node: parse.Name, like: FactType | None) -> Checked:
        name, at = node.name, node.at
        if (
            like is not None
            and like.type in ("enum", "string")
            and (name in like.values or like.type == "string")
            and name not in self.names.facts
        ):
            return Checked("word", ("lit", name), at=at)
        if name in self.names.facts:
            return self.fact(self.names.facts[name], at)
        if name in self.names.constants:
            constant = self.names.constants[name]
            kind = "number" if isinstance(constant.value, int | float) else "word"
            return Checked(kind, ("const", name), parse_unit(constant.unit), isinstance(constant.value, int), at=at)
        if like is not None and like.type == "enum":
            raise CheckProblem(
                f"{like.name} cannot be '{name}'; it is one of {', '.join(like.values)}",
                at,
                nearest(name, like.values),
            )
        if "." not in name:
            try:
                return Checked("number", ("lit", 1), parse_unit(name), whole=True, at=at)
            except UnknownUnitError:
                pass
        raise CheckProblem(f"the name '{name}' is not known", at, self.suggest(name))

    def suggest(self, name: str) -> tuple[str, ...]:
        known = [*self.names.facts, *self.names.constants]
        if f"config.{name}" in self.names.facts:
            return (f"config.{name}",)
        return nearest(name, known)

    def fact(self, fact: FactType, at: int) -> Checked:
        kind = "number" if fact.type in _NUMERIC else fact.type
        return Checked(
            kind,
            ("fact", fact.name),
            parse_unit(fact.unit),
            whole=fact.type == "int",
            values=fact.values,
            at=at,
        )

    def number(self, node: parse.Node) -> Checked:
        checked = self.value(node)
        if checked.kind != "number":
            raise CheckProblem(f"a number is expected, this is {_kind_text(checked)}", checked.at)
        return checked

    def arithmetic(self, node: parse.Arithmetic) -> Checked:
        left, right = self.number(node.left), self.number(node.right)
        if node.operator == "*":
            return Checked(
                "number",
                ("mul", left.tree, right.tree),
                left.unit * right.unit,
                left.whole and right.whole,
                at=left.at,
            )
        if node.operator == "/":
            return Checked("number", ("div", left.tree, right.tree), left.unit / right.unit, at=left.at)
        left, right = self.same_scale(left, right, node.at, "added to" if node.operator == "+" else "subtracted from")
        operation = "add" if node.operator == "+" else "sub"
        return Checked("number", (operation, left.tree, right.tree), left.unit, left.whole and right.whole, at=left.at)

    def same_scale(self, left: Checked, right: Checked, at: int, verb: str) -> tuple[Checked, Checked]:
        if left.unit.dimension != right.unit.dimension:
            if right.zero:
                return left, Checked("number", right.tree, left.unit, right.whole, zero=True, at=right.at)
            if left.zero:
                return Checked("number", left.tree, right.unit, left.whole, zero=True, at=left.at), right
            raise CheckProblem(
                f"{dimension_text(left.unit.dimension)} cannot be {verb} {dimension_text(right.unit.dimension)}"
                + _unit_hint(left, right),
                at,
            )
        return left, scaled(right, left.unit)

    def comparison(self, node: parse.Comparison) -> Checked:
        left_fact, right_fact = self.bare_fact(node.left), self.bare_fact(node.right)
        left = self.value(node.left, right_fact)
        right = self.value(node.right, left_fact)
        if node.operator in ("in", "not in"):
            tree = self.membership(left, right, left_fact, node.at)
            return Checked("bool", tree if node.operator == "in" else ("not", tree), at=node.at, comparison=True)
        return Checked("bool", self.relation(node, left, right, left_fact or right_fact), at=node.at, comparison=True)

    def bare_fact(self, node: parse.Node) -> FactType | None:
        return self.names.facts.get(node.name) if isinstance(node, parse.Name) else None

    def relation(self, node: parse.Comparison, left: Checked, right: Checked, fact: FactType | None) -> Tree:
        kinds = {left.kind, right.kind}
        if kinds == {"number"}:
            left, right = self.same_scale(left, right, node.at, "compared with")
            return ("cmp", node.operator, left.tree, right.tree)
        if "version" in kinds and kinds <= {"version", "word"}:
            self.version_text(left)
            self.version_text(right)
            return ("vercmp", node.operator, left.tree, right.tree)
        if node.operator in _ORDERING:
            raise CheckProblem(f"'{node.operator}' needs numbers or versions, not {_kind_text(left)}", node.at)
        comparable = {"word", "string", "enum"}
        if kinds == {"bool"} or (kinds <= comparable and kinds != {"word"}):
            self.enum_value(left, fact)
            self.enum_value(right, fact)
            return ("cmp", node.operator, left.tree, right.tree)
        raise CheckProblem(
            f"{_kind_text(left)} cannot be compared with {_kind_text(right)}{_bool_hint(kinds)}", node.at
        )

    def version_text(self, checked: Checked) -> None:
        if checked.kind == "word" and not is_version(str(checked.tree[1])):
            raise CheckProblem(f"'{checked.tree[1]}' is no version", checked.at)

    def enum_value(self, checked: Checked, fact: FactType | None) -> None:
        if checked.kind == "word" and fact is not None and fact.type == "enum" and checked.tree[1] not in fact.values:
            raise CheckProblem(
                f"{fact.name} cannot be '{checked.tree[1]}'; it is one of {', '.join(fact.values)}",
                checked.at,
                nearest(str(checked.tree[1]), fact.values),
            )

    def membership(self, left: Checked, right: Checked, fact: FactType | None, at: int) -> Tree:
        if right.kind != "list":
            raise CheckProblem(f"'in' needs a list on its right side, not {_kind_text(right)}", right.at)
        if right.tree[0] == "fact":
            if left.kind not in ("word", "string", "enum"):
                raise CheckProblem(f"a text is expected before 'in', this is {_kind_text(left)}", left.at)
            return ("in", left.tree, right.tree)
        members = right.tree[1]
        if left.kind == "version":
            for member in members:
                self.version_text(Checked("word", ("lit", member), at=right.at))
            return ("verin", left.tree, right.tree)
        for member in members:
            self.enum_value(Checked("word", ("lit", member), at=right.at), fact)
        if left.kind == "number" and left.unit.dimension:
            raise CheckProblem("'in' compares plain values; a quantity with a unit is compared with < and >", at)
        return ("in", left.tree, right.tree)

    def call(self, node: parse.Call) -> Checked:
        function, at = node.function, node.at
        if function not in _FUNCTIONS:
            raise CheckProblem(f"the function '{function}' is not known", at, nearest(function, _FUNCTIONS))
        if function in ("min", "max"):
            return self.extreme(node)
        wanted = 2 if function == "in_network" else 1
        if len(node.arguments) != wanted:
            raise CheckProblem(f"{function}() takes {wanted} argument{'s' * (wanted > 1)}", at)
        if function in ("known", "exists", "default"):
            return self.about_fact(function, node.arguments[0], at)
        if function == "in_network":
            address, networks = (self.value(argument) for argument in node.arguments)
            if address.kind not in ("string", "word") or networks.kind != "list":
                raise CheckProblem("in_network() takes an address and a list of addresses or CIDR blocks", at)
            return Checked("bool", ("network", address.tree, networks.tree), at=at, comparison=True)
        if function == "major":
            version = self.value(node.arguments[0])
            if version.kind != "version":
                raise CheckProblem("major() takes a version", at)
            return Checked("number", ("major", version.tree), whole=True, at=at)
        inner = self.number(node.arguments[0])
        if function == "abs":
            return Checked("number", ("abs", inner.tree), inner.unit, inner.whole, at=at)
        inner = scaled(inner, Unit(inner.unit.dimension))
        return Checked("number", (function, inner.tree), inner.unit, whole=True, at=at)

    def extreme(self, node: parse.Call) -> Checked:
        if len(node.arguments) < 2:
            raise CheckProblem(f"{node.function}() takes two or more arguments", node.at)
        first, *others = (self.number(argument) for argument in node.arguments)
        scaled_others = [self.same_scale(first, other, other.at, "compared with")[1] for other in others]
        trees = (first.tree, *(other.tree for other in scaled_others))
        whole = all(item.whole for item in (first, *scaled_others))
        return Checked("number", (node.function, trees), first.unit, whole, at=node.at)

    def about_fact(self, function: str, argument: parse.Node, at: int) -> Checked:
        fact = self.bare_fact(argument)
        if fact is None:
            name = getattr(argument, "name", "")
            raise CheckProblem(
                f"{function}() takes the name of a fact", getattr(argument, "at", at), self.suggest(name)
            )
        if function == "default":
            like = self.fact(fact, at)
            return Checked(like.kind, ("default", fact.name), like.unit, like.whole, like.values, at=at)
        return Checked("bool", (function, fact.name), at=at, comparison=True)


def scaled(checked: Checked, unit: Unit) -> Checked:
    """The same quantity, its number in another unit of the same dimension."""
    ratio: Fraction = checked.unit.factor / unit.factor
    if ratio == 1 or checked.zero:
        return Checked(checked.kind, checked.tree, unit, checked.whole, zero=checked.zero, at=checked.at)
    tree = ("scale", ratio.numerator, ratio.denominator, checked.tree)
    whole = checked.whole and ratio.denominator == 1
    return Checked(checked.kind, tree, unit, whole, at=checked.at)


def canonical_unit(dimension: Dimension) -> str | None:
    """The unit in which a computed value of this dimension is shown; None where there is no fitting one."""
    return _CANONICAL.get(dimension)


_CANONICAL: dict[Dimension, str] = {
    (): "",
    (("time", 1),): "ms",
    (("information", 1),): "byte",
    (("message", 1),): "message",
    (("message", 1), ("time", -1)): "message/s",
    (("information", 1), ("time", -1)): "bit/s",
    (("time", -1),): "1/hour",
}


def _kind_text(checked: Checked) -> str:
    if checked.kind == "number":
        return "a number" if not checked.unit.dimension else f"a quantity ({dimension_text(checked.unit.dimension)})"
    return {"word": "a text", "bool": "true or false", "enum": "one of a set of words"}.get(
        checked.kind, f"a {checked.kind}"
    )


def _unit_hint(left: Checked, right: Checked) -> str:
    for plain, other in ((left, right), (right, left)):
        unit = canonical_unit(other.unit.dimension)
        if plain.tree[0] == "lit" and not plain.unit.dimension and unit:
            return f"; give the number its unit, for example {plain.tree[1]} * {unit.replace('/s', ' / second')}"
    quotient = (left.unit / right.unit).dimension
    if quotient in ((("time", 1),), (("time", -1),)):
        return "; a size and a rate compare over a time, for example * 1 * second"
    return ""


def _bool_hint(kinds: set[str]) -> str:
    return "; write == true or == false" if "bool" in kinds else ""

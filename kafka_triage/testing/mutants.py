"""One expression to its changed forms: operators turned, thresholds moved by a step, items of lists dropped and added.

In: the text of a condition or formula. Out: `Change`: the changed text, which may be wrong by type or unit; whoever
compiles it finds out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kafka_triage.language import parse
from kafka_triage.language.check import Names
from kafka_triage.language.model import FactType
from kafka_triage.language.versions import is_version

_TURNED: Mapping[str, tuple[str, ...]] = {
    "==": ("!=",),
    "!=": ("==",),
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "in": ("not in",),
    "not in": ("in",),
    "+": ("-",),
    "-": ("+",),
    "*": ("/",),
    "/": ("*",),
}
_SWAPPED = {"floor": "ceil", "ceil": "floor", "round": "floor", "min": "max", "max": "min"}
_OPERATOR = re.compile(r"not\s+in|in|[<>=!]=|[-+*/<>]")
_NUMBER = re.compile(r"\d+(?:_\d{3})*(?:\.\d+)?(?:[eE][-+]?\d+)?")
_NAME = re.compile(r"[A-Za-z_][\w.]*")
_ORDERED = ("<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Change:
    """A changed text; ``at`` is the offset of the change in the original."""

    text: str
    at: int


def changes(text: str, names: Names, like: FactType | None = None) -> Iterator[Change]:
    """The changed forms of an expression that is right.

    Args:
        text: As written.
        names: Facts and constants that it may name.
        like: The fact whose value a formula gives, where it is no condition.
    """
    node = parse.parse(text)
    mutator = _Mutator(text, names)
    if like is not None and like.type not in ("int", "float"):
        yield from mutator.word(node, like)
    elif like is not None:
        yield from mutator.formula(node, whole=like.type == "int")
    else:
        yield from mutator.condition(node)


class _Mutator:
    def __init__(self, text: str, names: Names) -> None:
        self.text = text
        self.names = names

    def put(self, at: int, length: int, new: str) -> Change:
        return Change(self.text[:at] + new + self.text[at + length :], at)

    def turned(self, at: int) -> Iterator[Change]:
        match = _OPERATOR.match(self.text, at)
        if match:
            for other in _TURNED[" ".join(match.group().split())]:
                yield self.put(at, len(match.group()), other)

    def condition(self, node: parse.Node) -> Iterator[Change]:
        if not isinstance(node, parse.Comparison):
            return
        yield from self.turned(node.at)
        fact = self.fact(node.left) or self.fact(node.right)
        for side in (node.left, node.right):
            if isinstance(side, parse.Items):
                yield from self.items(side, fact)
            elif fact is not None and fact.type not in ("int", "float", "bool"):
                yield from self.word(side, fact)
            else:
                yield from self.formula(side, whole=fact is not None and fact.type == "int")

    def fact(self, node: parse.Node) -> FactType | None:
        return self.names.facts.get(node.name) if isinstance(node, parse.Name) else None

    def word(self, node: parse.Node, fact: FactType) -> Iterator[Change]:
        """A version, enum value or truth: the next one."""
        if isinstance(node, parse.Truth):
            yield self.put(node.at, len(str(node.value)), str(not node.value).lower())
            return
        if isinstance(node, parse.Text):
            old, length = node.value, len(node.value) + 2
        elif isinstance(node, parse.Name) and node.name in fact.values:
            old, length = node.name, len(node.name)
        else:
            return
        if fact.type == "version" and is_version(old):
            yield self.put(node.at, length, f'"{_next_patch(old)}"')
        elif old in fact.values and len(fact.values) > 1:
            other = fact.values[(fact.values.index(old) + 1) % len(fact.values)]
            yield self.put(node.at, length, f'"{other}"')

    def items(self, node: parse.Items, fact: FactType | None) -> Iterator[Change]:
        """A list without each of its items, and with one more."""
        close = self.text.index("]", max([node.at, *(self.end(item) for item in node.items)]))
        spelled = [self.text[item.at : self.end(item)] for item in node.items]
        for index, item in enumerate(node.items):
            rest = spelled[:index] + spelled[index + 1 :]
            if rest:
                yield Change(f"{self.text[: node.at]}[{', '.join(rest)}{self.text[close:]}", item.at)
        if fact is None:
            return
        plain = [part.strip("\"'") for part in spelled]
        if fact.type == "version":
            more = _next_patch(plain[-1])
        else:
            more = next((value for value in fact.values if value not in plain), "")
        if more:
            yield Change(f'{self.text[:close]}, "{more}"{self.text[close:]}', close)

    def end(self, node: parse.Node) -> int:
        if isinstance(node, parse.Text):
            return node.at + len(node.value) + 2
        if isinstance(node, parse.Negative):
            return self.end(node.operand)
        pattern = _NUMBER if isinstance(node, parse.Number) else _NAME
        match = pattern.match(self.text, node.at)
        return match.end() if match else node.at

    def is_count(self, name: str) -> bool:
        """Whether a name is a constant that is a whole number without a unit."""
        constant = self.names.constants.get(name)
        return constant is not None and isinstance(constant.value, int) and not constant.unit

    def formula(self, node: parse.Node, *, whole: bool) -> Iterator[Change]:
        """A formula with a number, constant, operator or function changed.

        A whole number, or a constant that is one, moves by one where it is compared with a whole fact; a factor and any
        other number by one percent.
        """
        match node:
            case parse.Number(value=value, at=at):
                length = self.end(node) - at
                if whole or value == 0:
                    yield from (self.put(at, length, _spelled(value + step)) for step in (1, -1))
                else:
                    yield from (self.put(at, length, _spelled(value * share)) for share in (1.01, 0.99))
            case parse.Name(name=name, at=at) if whole and self.is_count(name):
                yield from (self.put(at, len(name), f"({name} {step} 1)") for step in "+-")
            case parse.Name(name=name, at=at) if name in self.names.constants:
                yield from (self.put(at, len(name), f"({share} * {name})") for share in ("1.01", "0.99"))
            case parse.Arithmetic(operator=operator, left=left, right=right, at=at):
                yield from self.turned(at)
                inside = whole and operator in ("+", "-")
                yield from self.formula(left, whole=inside)
                yield from self.formula(right, whole=inside)
            case parse.Negative(operand=operand):
                yield from self.formula(operand, whole=whole)
            case parse.Call(function=function, arguments=arguments, at=at):
                if function in _SWAPPED:
                    yield self.put(at, len(function), _SWAPPED[function])
                inside = whole and function in ("min", "max", "abs")
                for argument in arguments:
                    yield from self.formula(argument, whole=inside)


def _spelled(value: int | float) -> str:
    text = f"{value:.10g}"
    return f"({text})" if value < 0 else text


def _next_patch(version: str) -> str:
    """The version after a version, in its third part: 2.8 gives 2.8.1."""
    numbers = [*(int(part) for part in re.findall(r"\d+", version)[:3]), 0, 0][:3]
    return f"{numbers[0]}.{numbers[1]}.{numbers[2] + 1}"

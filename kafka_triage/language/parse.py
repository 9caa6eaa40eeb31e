"""The text of a condition or formula to a syntax tree.

In: one expression such as ``processing.batch_ms >= config.max.poll.interval.ms``. Out: a tree of the node classes
below, each with the offset of its text. Names are not looked up here; that is `check`'s work.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias


class SyntaxProblem(ValueError):
    """The expression cannot be parsed; ``at`` is the offset in its text."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number as written."""

    value: int | float
    at: int


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text: a version, a string or an enum value."""

    value: str
    at: int


@dataclass(frozen=True, slots=True)
class Truth:
    """``true`` or ``false``."""

    value: bool
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, a constant, a unit or a bare enum value."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list in square brackets."""

    items: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    function: str
    arguments: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Negative:
    """A minus sign before an operand."""

    operand: Node
    at: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``+ - * /`` between two operands."""

    operator: str
    left: Node
    right: Node
    at: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """``== != < <= > >= in`` and ``not in`` between two operands."""

    operator: str
    left: Node
    right: Node
    at: int


Node: TypeAlias = Number | Text | Truth | Name | Items | Call | Negative | Arithmetic | Comparison

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:_\d{3})*(?:\.\d+)?(?:[eE][-+]?\d+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)"
    r"|(?P<text>\"[^\"]*\"|'[^']*')"
    r"|(?P<operator>==|!=|<=|>=|<|>|[-+*/()\[\],]))"
)
_COMPARING = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
_DEEPEST = 50


def parse(text: str) -> Node:
    """Parse one expression.

    Raises:
        SyntaxProblem: The text is no expression; it says where and what was expected.
    """
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str, int]] = []
        self.position = 0
        self.depth = 0
        end = 0
        while text[end:].strip():
            match = _TOKEN.match(text, end)
            if match is None:
                start = end + len(text[end:]) - len(text[end:].lstrip())
                raise SyntaxProblem(_unreadable(text[start:], after_number=self.peek_last() == "number"), start)
            kind = str(match.lastgroup)
            self.tokens.append((kind, match.group(kind), match.start(kind)))
            end = match.end()

    def peek_last(self) -> str:
        return self.tokens[-1][0] if self.tokens else ""

    def whole(self) -> Node:
        if not self.tokens:
            raise SyntaxProblem("an expression is expected, nothing is here", 0)
        node = self.comparison()
        kind, word, at = self.peek()
        if kind != "end":
            if word == "=":
                raise SyntaxProblem("'=' is no operator, write '=='", at)
            if word in _COMPARING:
                raise SyntaxProblem("comparisons cannot be chained; write two conditions", at)
            raise SyntaxProblem(f"an operator is expected before '{word}'", at)
        return node

    def peek(self) -> tuple[str, str, int]:
        if self.position < len(self.tokens):
            return self.tokens[self.position]
        return "end", "the end", len(self.text)

    def take(self) -> tuple[str, str, int]:
        token = self.peek()
        self.position += 1
        return token

    def comparison(self) -> Node:
        left = self.sum()
        _, word, at = self.peek()
        if word == "not" and self.position + 1 < len(self.tokens) and self.tokens[self.position + 1][1] == "in":
            self.position += 1
            word = "not in"
        if word in _COMPARING:
            self.position += 1
            return Comparison(word, left, self.sum(), at)
        return left

    def sum(self) -> Node:
        node = self.product()
        while self.peek()[1] in ("+", "-"):
            _, word, at = self.take()
            node = Arithmetic(word, node, self.product(), at)
        return node

    def product(self) -> Node:
        node = self.operand()
        while self.peek()[1] in ("*", "/"):
            _, word, at = self.take()
            node = Arithmetic(word, node, self.operand(), at)
        return node

    def operand(self) -> Node:
        kind, word, at = self.take()
        self.depth += 1
        if self.depth > _DEEPEST:
            raise SyntaxProblem("too deeply nested", at)
        try:
            return self._operand(kind, word, at)
        finally:
            self.depth -= 1

    def _operand(self, kind: str, word: str, at: int) -> Node:
        if kind == "number":
            plain = word.replace("_", "")
            return Number(int(plain) if plain.isdecimal() else float(plain), at)
        if kind == "text":
            return Text(word[1:-1], at)
        if word in ("true", "false"):
            return Truth(word == "true", at)
        if kind == "name" and word not in ("in", "not"):
            if self.peek()[1] == "(":
                self.take()
                return Call(word, self.list_until(")"), at)
            return Name(word, at)
        if word == "-":
            return Negative(self.operand(), at)
        if word == "(":
            node = self.comparison()
            self.expect(")")
            return node
        if word == "[":
            return Items(self.list_until("]"), at)
        here = "at the end" if kind == "end" else f"where '{word}' is"
        raise SyntaxProblem(f"a value is expected {here}", at)

    def list_until(self, closing: str) -> tuple[Node, ...]:
        items: list[Node] = []
        if self.peek()[1] == closing:
            self.take()
            return ()
        while True:
            items.append(self.sum())
            _, word, at = self.take()
            if word == closing:
                return tuple(items)
            if word != ",":
                raise SyntaxProblem(f"',' or '{closing}' is expected, not {word!r}", at)

    def expect(self, wanted: str) -> None:
        _, word, at = self.take()
        if word != wanted:
            raise SyntaxProblem(f"'{wanted}' is expected, not {word!r}", at)


def _unreadable(rest: str, *, after_number: bool) -> str:
    if rest.startswith(".") and after_number:
        return "this is no number; a version is written in quotes"
    if rest.startswith("="):
        return "'=' is no operator, write '=='"
    if rest[0] in "\"'":
        return "this quote is not closed"
    if rest.startswith(("&&", "||", "!")):
        return f"{rest[0]!r} is no operator; list conditions under all, any or none"
    return f"the character {rest[0]!r} is not part of an expression"

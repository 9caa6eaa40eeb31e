"""Arithmetic as code has it, to a number: ``5 * 60 * 1000``, ``10*time.Second``, ``Duration.ofMinutes(5).toMillis()``.

In: the text of a value. Out: the number, and whether it is in milliseconds by its own words. Only literals, the units
and the calls that ``rules/readers/client-config.yaml`` lists are understood; nothing is executed.
"""

from __future__ import annotations

import re

from kafka_triage.readers.config.table import Table

_TOKEN = re.compile(
    r"\s{0,60}(?:(\d[\d_]*(?:\.\d[\d_]*)?(?:[eE]\d{1,2})?)([A-Za-z]{0,3})|([A-Za-z_][\w.]*)|(<<|[-+*/()]))"
)
_SPAN = re.compile(r"(?:\w{1,40}\.)?timedelta\(\s?(\w{1,20})\s?=\s?([\d_.]{1,20})\s?\)\.total_seconds\(\)")
_TAIL = re.compile(r"\s?\.?([A-Za-z_]{1,40})(\(\))?")


class NoLiteral(ValueError):
    """The text is no expression of literals."""


class Expression:
    """Numbers, products, sums and durations in code: ``5 * 60 * 1000``, ``10*time.Second``, ``1 << 20``."""

    def __init__(self, text: str, table: Table) -> None:
        self._table = table
        self._tokens = self._split(text)
        self._at = 0

    def _split(self, text: str) -> list[tuple[str, str]]:
        tokens: list[tuple[str, str]] = []
        at = 0
        text = _SPAN.sub(self._seconds, text.strip())
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                tail = _TAIL.match(text, at) if tokens and text.startswith(".", at) else None
                if tail is None or not self._ends_with(tail.group(1), tokens):
                    raise NoLiteral
                at = tail.end()
                continue
            number, suffix, name, sign = match.groups()
            if number:
                if suffix and suffix not in ("L", "l", "f", "d", "U", "u", "UL"):
                    raise NoLiteral
                tokens.append(("number", number.replace("_", "")))
            else:
                tokens.append(("name", name) if name else ("sign", sign))
            at = match.end()
        return tokens

    def _seconds(self, match: re.Match[str]) -> str:
        """Python's span of time as a product of numbers; as it is where its unit is not known."""
        factor = self._table.number_units.get(match.group(1))
        return match.group() if factor is None else f"({match.group(2)} * {factor} / 1000)"

    def _ends_with(self, tail: str, tokens: list[tuple[str, str]]) -> bool:
        """Take what stands behind a dot: a call that changes the type only, or a unit behind a number."""
        if tail in self._table.tails:
            return True
        if tokens[-1][0] != "number" or tail not in self._table.number_units:
            return False
        tokens += [("sign", "*"), ("unit", tail)]
        return True

    def read(self) -> tuple[float, bool]:
        """The number, and whether it is in milliseconds by its own words.

        Raises:
            NoLiteral: A part of it is none.
            ArithmeticError: It cannot be computed.
        """
        value = self._sum()
        if self._at != len(self._tokens):
            raise NoLiteral
        return value

    def _sign(self, *signs: str) -> str:
        if self._at < len(self._tokens):
            kind, text = self._tokens[self._at]
            if kind == "sign" and text in signs:
                self._at += 1
                return text
        return ""

    def _sum(self) -> tuple[float, bool]:
        value, scaled = self._product()
        while sign := self._sign("+", "-"):
            other, also = self._product()
            if scaled != also:
                raise NoLiteral
            value = value + other if sign == "+" else value - other
        return value, scaled

    def _product(self) -> tuple[float, bool]:
        value, scaled = self._primary()
        while sign := self._sign("*", "/", "<<"):
            other, also = self._primary()
            if sign == "/":
                if also:
                    raise NoLiteral
                value = value / other
            elif sign == "<<":
                if not 0 <= other <= 40:
                    raise NoLiteral
                value = value * 2**other
            else:
                value, scaled = value * other, scaled or also
        return value, scaled

    def _primary(self) -> tuple[float, bool]:
        if self._at >= len(self._tokens):
            raise NoLiteral
        if self._sign("-"):
            value, scaled = self._primary()
            return -value, scaled
        if self._sign("("):
            return self._closed()
        kind, text = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            return (float(text) if not text.isdecimal() else int(text[:30])), False
        if kind == "unit":
            return self._table.number_units[text], True
        if kind != "name":
            raise NoLiteral
        if text in self._table.constants:
            return self._table.constants[text], False
        called = bool(self._sign("("))
        name = text.removeprefix("java.time.").removeprefix("java.util.concurrent.")
        factor = self._table.code_units.get(name)
        if factor is not None:
            value, _ = self._closed() if called else (1, False)
            return value * factor, True
        if called and name in self._table.wrappers:
            return self._closed()
        raise NoLiteral

    def _closed(self) -> tuple[float, bool]:
        value = self._sum()
        if not self._sign(")"):
            raise NoLiteral
        return value

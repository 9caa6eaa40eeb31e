"""Values in words: with separators, with their unit, and once more in the unit that people think in.

In: a value and the spelling of its unit. Out: ``300,000 ms (5 min)``, ``12,500,000 bytes (11.9 MiB)``.
"""

from __future__ import annotations

import math

from kafka_triage.facts.values import Value

_TIMES = ((86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s"))
_SIZES = ((1024**4, "TiB"), (1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB"))
_RATES = ((10**9, "G"), (10**6, "M"), (10**3, "k"))
_PLURAL = {"message": "messages", "byte": "bytes"}


def show(value: Value, unit: str = "") -> str:
    """A value with its unit, for people, in one line."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(show(item) for item in value)
    if isinstance(value, str):
        return " ".join(value.split())
    text = f"{number(value)}{_unit(value, unit)}"
    larger = _larger(value, unit)
    return f"{text} ({larger})" if larger else text


def without_unit(text: str, unit: str) -> str:
    """A text that follows a value, without the unit that the value brings along."""
    for word in (_PLURAL.get(unit, unit), unit):
        rest = text.removeprefix(f" {word}")
        if word and rest != text and not rest[:1].isalnum():
            return rest
    return text


def number(value: int | float) -> str:
    """A number with separators, at most four significant digits behind the point."""
    if isinstance(value, int) or (value == int(value) and abs(value) < 1e15):
        return f"{int(value):,}"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = max(0, 3 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{value:,.{min(digits, 6)}f}".rstrip("0").rstrip(".")


def _unit(value: int | float, unit: str) -> str:
    if not unit:
        return ""
    if unit == "1/hour":
        return " per hour"
    if unit == "1/s":
        return " per second"
    head, _, tail = unit.partition("/")
    head = _PLURAL.get(head, head) if value != 1 else head
    return f" {head}/{tail}" if tail else f" {head}"


def _larger(value: int | float, unit: str) -> str:
    if unit == "ms":
        return _stepped(value, _TIMES, " ")
    if unit == "byte":
        return _stepped(value, _SIZES, " ")
    if unit in ("bit/s", "byte/s"):
        return next((f"{_short(value / step)} {prefix}{unit}" for step, prefix in _RATES if abs(value) >= step), "")
    return ""


def _stepped(value: int | float, steps: tuple[tuple[int, str], ...], gap: str) -> str:
    return next((f"{_short(value / step)}{gap}{name}" for step, name in steps if abs(value) >= step), "")


def _short(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"

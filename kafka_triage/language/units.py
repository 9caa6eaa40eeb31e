"""Units: from their spelling to a dimension and an exact factor.

In: the text of a unit (``ms``, ``Mbit/s``, ``message/s``). Out: a `Unit`. The definitions stand in
``rules/units.txt``; pint reads them and is imported only when a spelling has to be understood.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from kafka_triage.language.files import rules_root

if TYPE_CHECKING:
    from pint import UnitRegistry

Dimension: TypeAlias = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A dimension and the factor to the base unit of that dimension (ms, byte, message)."""

    dimension: Dimension = ()
    factor: Fraction = Fraction(1)

    def __mul__(self, other: Unit) -> Unit:
        return Unit(_combine(self.dimension, other.dimension, 1), self.factor * other.factor)

    def __truediv__(self, other: Unit) -> Unit:
        return Unit(_combine(self.dimension, other.dimension, -1), self.factor / other.factor)


PLAIN = Unit()


class UnknownUnitError(ValueError):
    """The text is no unit that ``rules/units.txt`` defines."""


def _combine(left: Dimension, right: Dimension, sign: int) -> Dimension:
    exponents = dict(left)
    for base, exponent in right:
        exponents[base] = exponents.get(base, 0) + sign * exponent
    return tuple(sorted((base, exponent) for base, exponent in exponents.items() if exponent))


@lru_cache(maxsize=1)
def _registry() -> UnitRegistry[Any]:
    from pint import UnitRegistry

    return UnitRegistry(str(rules_root() / "units.txt"), non_int_type=Fraction)


@lru_cache(maxsize=512)
def parse_unit(text: str) -> Unit:
    """Read the spelling of a unit; empty is a plain number.

    Raises:
        UnknownUnitError: The spelling is not defined.
    """
    if not text:
        return PLAIN
    registry = _registry()
    try:
        quantity = registry.Quantity(Fraction(1), registry.parse_units(text)).to_base_units()
    except Exception as error:  # pint raises many kinds for text that is not a unit
        raise UnknownUnitError(text) from error
    dimension = tuple(
        sorted((name.strip("[]"), int(str(exponent))) for name, exponent in quantity.dimensionality.items())
    )
    return Unit(dimension, Fraction(quantity.magnitude))


def dimension_text(dimension: Dimension) -> str:
    """A dimension in words, for error messages: ``information per time``."""
    if not dimension:
        return "a plain number"
    over = [_power(base, exponent) for base, exponent in dimension if exponent > 0]
    under = [_power(base, -exponent) for base, exponent in dimension if exponent < 0]
    return " x ".join(over or ["1"]) + "".join(f" per {part}" for part in under)


def _power(base: str, exponent: int) -> str:
    return base if exponent == 1 else f"{base}^{exponent}"

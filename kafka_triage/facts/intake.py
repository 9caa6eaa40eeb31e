"""What people hand in, to known facts: names checked, units converted, every mistake named.

In: nested or dotted mappings of values, numbers or text with a unit. Out: `Known` facts. None, a missing name and
``"unknown"`` are not known. One `FactError` names every mistake.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from numbers import Integral, Real
from typing import Any

from kafka_triage.errors import FactError, Problem, nearest
from kafka_triage.facts.values import Known, Source, Value
from kafka_triage.language.model import FactType, Vocabulary
from kafka_triage.language.units import PLAIN, UnknownUnitError, dimension_text, parse_unit
from kafka_triage.language.versions import is_version

_QUANTITY = re.compile(r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+(?:_\d{3})*)?(?:\.\d+)?(?:[eE][-+]?\d+)?)\s*(.*)\Z", re.S)
_SECRET = re.compile(r"password|passwd|secret|jaas|token|credential|\.key\b|keystore\.key|private", re.I)
_UNKNOWN = ("unknown", "")
_TRUE, _FALSE = ("true", "yes"), ("false", "no")
_LONGEST_SHOWN = 60


class _Refused(ValueError):
    def __init__(self, message: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions


@dataclass(frozen=True, slots=True)
class _Given:
    name: str
    value: Any
    source: Source
    origin: str


def read_facts(given: Mapping[str, Any], vocabulary: Vocabulary, *, origin: str = "") -> tuple[Known, ...]:
    """Read facts that a person or script states.

    Args:
        given: Nested or dotted names to values. A value may also be ``{"value": ..., "source": "measured",
            "origin": "..."}`` to say where it came from; otherwise it counts as stated.
        vocabulary: The names that are allowed.
        origin: Where the facts stand, for example the name of a file.

    Raises:
        FactError: Unknown names, wrong types, units or values; every mistake is named.
    """
    problems: list[Problem] = []
    known: dict[str, Known] = {}
    for entry in _flatten(given, "", vocabulary, origin, problems):
        place = f"{origin}: {entry.name}" if origin else entry.name
        fact = vocabulary.facts.get(entry.name)
        if fact is None:
            problems.append(_unknown_name(entry.name, place, vocabulary))
            continue
        try:
            value = read_value(fact, entry.value)
        except _Refused as refused:
            problems.append(Problem(str(refused), place, refused.suggestions))
            continue
        if value is None:
            continue
        if entry.name in known and known[entry.name].value != value:
            problems.append(Problem("given twice with different values", place))
        known[entry.name] = Known(entry.name, value, entry.source, entry.origin)
    if problems:
        raise FactError(problems)
    return tuple(known.values())


def named(given: Mapping[str, Any], vocabulary: Vocabulary) -> tuple[str, ...]:
    """The names of the vocabulary that facts are given for, those that are given as not known among them."""
    entries = _flatten(given, "", vocabulary, "", [])
    return tuple(dict.fromkeys(entry.name for entry in entries if entry.name in vocabulary.facts))


def _flatten(
    given: Mapping[Any, Any], prefix: str, vocabulary: Vocabulary, origin: str, problems: list[Problem]
) -> Iterator[_Given]:
    for key, value in given.items():
        if not isinstance(key, str):
            problems.append(Problem(f"a name is text, {key!r} is a {type(key).__name__}", prefix or origin))
            continue
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(value, Mapping) and name not in vocabulary.facts:
            yield from _flatten(value, name, vocabulary, origin, problems)
        elif isinstance(value, Mapping) and set(value) <= {"value", "source", "origin"} and "value" in value:
            try:
                source = Source[str(value.get("source", "stated")).upper()]
            except KeyError:
                labels = [source.label for source in Source]
                problems.append(Problem(f"source is one of {', '.join(labels)}", name))
                continue
            yield _Given(name, value["value"], source, str(value.get("origin", origin)))
        elif isinstance(value, Mapping) and any(f"{name}.{inner}" in vocabulary.facts for inner in value):
            yield from _flatten(value, name, vocabulary, origin, problems)
        else:
            yield _Given(name, value, Source.STATED, origin)


def _unknown_name(name: str, place: str, vocabulary: Vocabulary) -> Problem:
    if _SECRET.search(name):
        return Problem("this is a secret; it is not needed and not kept", place)
    if f"config.{name}" in vocabulary.facts:
        return Problem("the name of this fact is not known", place, (f"config.{name}",))
    spelled = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().replace("-", "_")
    if spelled in vocabulary.facts:
        return Problem("the name of this fact is not known", place, (spelled,))
    return Problem("the name of this fact is not known", place, nearest(spelled, vocabulary.facts))


def read_value(fact: FactType, given: Any) -> Value | None:
    """One value in the unit of its fact; None where it says that it is not known."""
    given = _plain(given)
    if given is None or (isinstance(given, str) and given.strip().lower() in _UNKNOWN and "unknown" not in fact.values):
        return None
    if isinstance(given, float) and math.isnan(given):
        raise _Refused(f"NaN is no value{_say_unknown()}")
    if given in fact.not_known and not isinstance(given, bool):
        return None
    read = {
        "bool": _read_bool,
        "int": _read_number,
        "float": _read_number,
        "version": _read_version,
        "enum": _read_enum,
        "string": _read_string,
        "list": _read_list,
    }[fact.type]
    value = read(fact, given)
    return None if value in fact.not_known and not isinstance(value, bool) else value


def _plain(given: Any) -> Any:
    """Scalars of numpy, pandas and the like as Python's own."""
    item = getattr(given, "item", None)
    if callable(item) and getattr(given, "shape", None) == ():
        return item()
    return given


def _say_unknown() -> str:
    return '; leave out what is not known, or write "unknown"'


def _shown(given: Any) -> str:
    text = repr(given)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _read_bool(fact: FactType, given: Any) -> bool:
    if isinstance(given, bool):
        return given
    if isinstance(given, str) and given.strip().lower() in (*_TRUE, *_FALSE):
        return given.strip().lower() in _TRUE
    raise _Refused(f"true or false is expected, not {_shown(given)}")


def _read_number(fact: FactType, given: Any) -> int | float:
    if isinstance(given, bool):
        raise _Refused(f"a number{_of_unit(fact)} is expected, not {str(given).lower()}")
    if isinstance(given, timedelta):
        value: int | float = _converted(fact, given / timedelta(milliseconds=1), "ms")
    elif isinstance(given, Integral):
        value = int(given)
    elif isinstance(given, Real):
        value = float(given)
    elif isinstance(given, str):
        value = _read_quantity(fact, given)
    else:
        raise _Refused(f"a number{_of_unit(fact)} is expected, not {_shown(given)}")
    if not math.isfinite(value):
        raise _Refused(f"{value} is no value{_say_unknown()}")
    if fact.type == "int":
        if value != int(value):
            raise _Refused(f"a whole number{_of_unit(fact)} is expected, not {value:g}")
        value = int(value)
    return _in_bounds(fact, value)


def _in_bounds(fact: FactType, value: int | float) -> int | float:
    if value in fact.not_known:
        return value
    if fact.min is not None and value < fact.min:
        raise _Refused(f"{value:g} is below {fact.min:g}, the least it can be{_say_unknown()}")
    if fact.max is not None and value > fact.max:
        raise _Refused(f"{value:g} is above {fact.max:g}, the most it can be{_say_unknown()}")
    return value


def _of_unit(fact: FactType) -> str:
    return f" in {fact.unit}" if fact.unit else ""


def _read_quantity(fact: FactType, given: str) -> int | float:
    match = _QUANTITY.match(given.strip())
    if match is None or not match.group(1).strip("+-"):
        raise _Refused(f"a number{_of_unit(fact)} is expected, not {_shown(given)}")
    digits = match.group(1).replace("_", "").replace(",", "")
    number: int | float = int(digits) if digits.lstrip("+-").isdecimal() and len(digits) < 400 else float(digits)
    unit = match.group(2).strip()
    unit = f"1{unit}" if unit.startswith("/") else unit
    if not unit:
        return number
    if unit == "%" and not fact.unit:
        return number / 100
    return _converted(fact, number, unit)


def _converted(fact: FactType, number: int | float, unit: str) -> int | float:
    if not fact.unit:
        raise _Refused(f"a number without unit is expected, not {number:g} {unit}")
    try:
        found = parse_unit(unit)
    except UnknownUnitError:
        raise _Refused(f"'{unit}' is no unit; for example {number:g} {fact.unit} is expected") from None
    wanted = parse_unit(fact.unit) if fact.unit else PLAIN
    if found.dimension != wanted.dimension:
        raise _Refused(
            f"{number:g} {unit} is {dimension_text(found.dimension)}, "
            f"{dimension_text(wanted.dimension)} ({fact.unit}) is expected"
        )
    ratio = found.factor / wanted.factor
    if isinstance(number, int) and ratio.denominator == 1:
        return number * ratio.numerator
    return float(number * ratio.numerator / ratio.denominator)


def _read_version(fact: FactType, given: Any) -> str:
    if isinstance(given, int | float):
        raise _Refused(
            f'a version is text, {given} is a number and may have lost digits; write it in quotes, as "2.8.1"'
        )
    if isinstance(given, str) and is_version(given):
        return given.strip()
    raise _Refused(f'a version such as "2.8.1" is expected, not {_shown(given)}')


def _read_enum(fact: FactType, given: Any) -> str:
    word = given.strip() if isinstance(given, str) else given
    if word in fact.values:
        return str(word)
    lowered = word.lower().replace(" ", "_") if isinstance(word, str) else None
    if lowered in fact.values:
        return str(lowered)
    hint = dict(fact.hints).get(str(lowered) if lowered else "")
    more = f"; {word} is {hint}" if hint else ""
    suggestions = () if hint or not isinstance(word, str) else nearest(word, fact.values)
    raise _Refused(f"one of {', '.join(fact.values)} is expected, not {_shown(given)}{more}", suggestions)


def _read_string(fact: FactType, given: Any) -> str:
    if isinstance(given, str):
        return given
    raise _Refused(f"text is expected, not {_shown(given)}")


def _read_list(fact: FactType, given: Any) -> tuple[str, ...]:
    if isinstance(given, str):
        return tuple(part.strip() for part in given.split(",") if part.strip())
    if isinstance(given, Sequence) and all(isinstance(item, str) for item in given):
        return tuple(given)
    raise _Refused(f"a list of texts is expected, not {_shown(given)}")

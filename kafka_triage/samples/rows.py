"""Rows of offsets, as a data frame or mappings, to samples.

In: one row a partition and time. Out: `Sample` objects, in no particular order. One `FactError` names every mistake
with the number of its row. pandas and Polars are not imported; what they hand out is understood.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from numbers import Integral, Real
from typing import Any

from kafka_triage.errors import FactError, Problem, nearest

_REQUIRED = ("at", "topic", "partition", "committed_offset", "end_offset")
_OPTIONAL = ("start_offset", "last_stable_offset", "member_id", "host", "client_id")
_NO_OFFSET = (-1, -1001)
_MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Sample:
    """The offsets of one partition at one time.

    Attributes:
        at: When; None where a pasted table has no time.
        order: Which snapshot it belongs to, where there is no time.
        topic: Name of the topic.
        partition: Number of the partition.
        committed: Committed offset; None where the group has no commit for the partition.
        end: End offset; None where it is not known.
        start: Log start offset, where it is known.
        last_stable: Last stable offset, where it is known.
        member_id: Member that owns the partition, where there is one.
        host: Host of that member.
        client_id: client.id of that member.
        origin: Where it was read, as ``name:line``.
    """

    at: datetime | None
    order: int
    topic: str
    partition: int
    committed: int | None
    end: int | None
    start: int | None = None
    last_stable: int | None = None
    member_id: str | None = None
    host: str | None = None
    client_id: str | None = None
    origin: str = ""


class _Refused(ValueError):
    pass


def read_rows(samples: Any) -> tuple[tuple[Sample, ...], tuple[str, ...]]:
    """Read samples from a pandas or Polars data frame, or from mappings.

    Args:
        samples: Columns or keys ``at`` (datetime or ISO 8601 text), ``topic``, ``partition``, ``committed_offset``
            (null, -1 and -1001: none) and ``end_offset``; optionally ``start_offset``, ``last_stable_offset``,
            ``member_id``, ``host`` and ``client_id``. Others are left out and noted.

    Returns:
        The samples, and notes on what was noticed.

    Raises:
        FactError: Columns are missing or values are wrong; every mistake is named with its row, counted from 0.
    """
    problems: list[Problem] = []
    found: list[Sample] = []
    ignored: dict[str, None] = {}
    for number, row in enumerate(_rows(samples)):
        place = f"samples row {number}"
        if not isinstance(row, Mapping):
            problems.append(Problem(f"a mapping is expected, not a {type(row).__name__}", place))
        else:
            ignored.update((str(name), None) for name in row if name not in _REQUIRED and name not in _OPTIONAL)
            sample = _sample(row, number, place, problems)
            found += [sample] if sample else []
        if len(problems) >= _MOST_PROBLEMS:
            problems.append(Problem("more mistakes follow; they are not listed", "samples"))
            break
    zones = {sample.at.tzinfo is None for sample in found if sample.at}
    if len(zones) > 1:
        problems.append(Problem("some times have a time zone and some have none; give all of them one", "samples: at"))
    if not found and not problems:
        problems.append(Problem("there are no rows", "samples"))
    if problems:
        raise FactError(problems)
    notes = []
    if zones == {True}:
        found = [_in_utc(sample) for sample in found]
        notes.append("the times of the samples have no time zone; they are taken as UTC")
    if ignored:
        notes.append(f"columns of the samples that are not used: {', '.join(ignored)}")
    return tuple(found), tuple(notes)


def _rows(samples: Any) -> Iterable[Any]:
    if hasattr(samples, "to_dicts"):
        return list(samples.to_dicts())
    if hasattr(samples, "to_dict") and hasattr(samples, "columns"):
        return list(samples.to_dict("records"))
    if isinstance(samples, str | bytes | Mapping) or not isinstance(samples, Iterable):
        raise FactError(Problem("a data frame or a list of mappings is expected", "samples"))
    return list(samples)


def _sample(row: Mapping[str, Any], number: int, place: str, problems: list[Problem]) -> Sample | None:
    missing = [name for name in _REQUIRED if name not in row and name != "committed_offset"]
    if missing:
        near = tuple(one for name in missing for one in nearest(name, map(str, row), 1))
        problems.append(Problem(f"{', '.join(missing)} is missing", place, near))
        return None
    values: dict[str, Any] = {}
    for name, read in (
        ("at", _time),
        ("topic", _text),
        ("partition", _partition),
        ("committed_offset", _offset),
        ("end_offset", _offset),
        ("start_offset", _offset),
        ("last_stable_offset", _offset),
        ("member_id", _text_or_none),
        ("host", _text_or_none),
        ("client_id", _text_or_none),
    ):
        try:
            values[name] = read(row.get(name))
        except _Refused as refused:
            problems.append(Problem(str(refused), f"{place}: {name}"))
    if len(values) < len(_REQUIRED) + len(_OPTIONAL):
        return None
    return Sample(
        at=values["at"],
        order=0,
        topic=values["topic"],
        partition=values["partition"],
        committed=values["committed_offset"],
        end=values["end_offset"],
        start=values["start_offset"],
        last_stable=values["last_stable_offset"],
        member_id=values["member_id"],
        host=values["host"],
        client_id=values["client_id"],
        origin=f"samples:{number}",
    )


def _in_utc(sample: Sample) -> Sample:
    return replace(sample, at=sample.at.replace(tzinfo=UTC) if sample.at else None)


def _missing(value: Any) -> bool:
    return (
        value is None
        or (isinstance(value, Real) and math.isnan(value))
        or type(value).__name__ in ("NaTType", "NAType")
    )


def _time(value: Any) -> datetime:
    if _missing(value):
        raise _Refused("a time is expected, nothing is there")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise _Refused(f"an ISO 8601 time such as 2026-11-23T09:14:05Z is expected, not {value!r}") from None
    if hasattr(value, "to_pydatetime"):
        value = value.to_pydatetime(warn=False)
    if not isinstance(value, datetime):
        raise _Refused(f"a datetime or ISO 8601 text is expected, not the {type(value).__name__} {value!r}")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise _Refused(f"text is expected, not {value!r}")
    return value


def _text_or_none(value: Any) -> str | None:
    if _missing(value) or value in ("", "-"):
        return None
    return _text(value)


def _whole(value: Any) -> int:
    if isinstance(value, bool):
        raise _Refused(f"a whole number is expected, not {value!r}")
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal():
        return int(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real) and math.isfinite(value) and float(value).is_integer():
        return int(float(value))
    raise _Refused(f"a whole number is expected, not {value!r}")


def _partition(value: Any) -> int:
    number = _whole(value)
    if number < 0:
        raise _Refused(f"a partition is 0 or more, not {number}")
    return number


def _offset(value: Any) -> int | None:
    if _missing(value) or value == "-":
        return None
    number = _whole(value)
    if number in _NO_OFFSET:
        return None
    if number < 0:
        raise _Refused(f"an offset is 0 or more (or -1 or -1001 for none), not {number}")
    return number

"""A report as tidy data frames.

In: a report and the part that is wanted. Out: a pandas or Polars data frame, one thing a row, one type a column. Facts
have values of many types, so a value stands there as text, and as a number where it is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any, TypeAlias

from kafka_triage.diagnosis.parts import Action, Diagnosis
from kafka_triage.diagnosis.report import Report
from kafka_triage.errors import KafkaTriageError, Problem, nearest
from kafka_triage.facts.values import Value
from kafka_triage.render.common import family_tree, property_value

LIBRARIES = ("pandas", "polars")
Row: TypeAlias = tuple[Any, ...]
_Columns: TypeAlias = dict[str, str]
_PANDAS = {"text": "string", "number": "Float64", "whole": "Int64", "time": "datetime64[ms, UTC]"}


def make_frame(report: Report, kind: str, library: str) -> Any:
    """A data frame of one part of a report; arguments and errors as for `Report.to_frame`."""
    problems = []
    if kind not in _KINDS:
        problems.append(
            Problem(f"kind is one of {', '.join(_KINDS)}, not {kind!r}", "to_frame", nearest(str(kind), _KINDS))
        )
    if library not in LIBRARIES:
        problems.append(Problem(f"library is one of {', '.join(LIBRARIES)}, not {library!r}", "to_frame"))
    if problems:
        raise KafkaTriageError(problems)
    columns, rows = _KINDS[kind]
    found = list(rows(report))
    data = {name: [row[number] for row in found] for number, name in enumerate(columns)}
    _refuse_too_large(data, columns)
    return _polars(data, columns) if library == "polars" else _pandas(data, columns)


def _refuse_too_large(data: dict[str, list[Any]], columns: _Columns) -> None:
    problems = [
        Problem(f"{value} does not fit into 64 bits", f"to_frame: row {number}, {name}")
        for name, type in columns.items()
        if type == "whole"
        for number, value in enumerate(data[name])
        if value is not None and abs(value) >= 2**63
    ]
    if problems:
        raise KafkaTriageError(problems)


def _pandas(data: dict[str, list[Any]], columns: _Columns) -> Any:
    pandas = _imported("pandas")
    return pandas.DataFrame({name: pandas.Series(data[name], dtype=_PANDAS[type]) for name, type in columns.items()})


def _polars(data: dict[str, list[Any]], columns: _Columns) -> Any:
    polars = _imported("polars")
    types = {
        "text": polars.String,
        "number": polars.Float64,
        "whole": polars.Int64,
        "time": polars.Datetime("ms", "UTC"),
    }
    return polars.DataFrame(data, schema={name: types[type] for name, type in columns.items()})


def _imported(library: str) -> Any:
    try:
        return import_module(library)
    except ImportError:
        raise KafkaTriageError(
            f"to_frame: {library} is not installed; pip install 'kafka-triage[dataframes]', or pip install {library}"
        ) from None


def _causes(report: Report) -> Iterator[tuple[str, str, Diagnosis]]:
    """Every cause that holds, with its part in the report and the root that it follows from."""
    for root in report.diagnoses:
        yield "root", root.id, root
        for _, below in family_tree(root):
            yield "consequence", root.id, below
    for risk in report.risks:
        yield "risk", risk.id, risk


def _diagnoses(report: Report) -> Iterator[Row]:
    for role, root, one in _causes(report):
        yield one.id, role, root, one.title, one.severity, one.confidence, one.family, one.text


def _suppressed(report: Report) -> Iterator[Row]:
    for one in report.suppressed:
        known = one.diagnosis
        yield known.id, known.title, known.severity, known.confidence, one.until, one.reason, one.by


def _evidence(report: Report) -> Iterator[Row]:
    units = {fact.name: fact.unit for fact in report.facts}
    for _, root, one in _causes(report):
        for each in one.evidence:
            value = _value(each.value)
            yield one.id, root, each.fact, *value, units.get(each.fact, ""), each.text, each.source, each.condition


def _each_action(report: Report) -> Iterator[tuple[Diagnosis, int, Action]]:
    for one in {one.id: one for _, _, one in _causes(report)}.values():
        for number, action in enumerate(one.actions, 1):
            yield one, number, action


def _actions(report: Report) -> Iterator[Row]:
    for one, number, action in _each_action(report):
        yield one.id, number, action.do, action.condition, action.verify, action.trade_off, action.how


def _settings(report: Report) -> Iterator[Row]:
    for one, number, action in _each_action(report):
        for key, after in action.set.items():
            known = report.settings.get(key)
            now = _value(known.value) if known is not None and known.value is not None else (None, None)
            yield one.id, number, key, *now, *_value(after), known.unit if known else "", known.source if known else ""


def _candidates(report: Report) -> Iterator[Row]:
    for one in report.candidates:
        yield one.id, one.title, one.family, one.likelihood, ", ".join(one.missing), "; ".join(one.because)


def _ruled_out(report: Report) -> Iterator[Row]:
    for one in report.ruled_out:
        yield one.id, one.title, one.family, "; ".join(one.because)


def _questions(report: Report) -> Iterator[Row]:
    for number, one in enumerate(report.questions, 1):
        yield (
            number,
            one.fact,
            one.ask,
            one.why,
            one.expects,
            "\n".join(f"{way}: {how}" for way, how in one.how.items()),
        )


def _facts(report: Report) -> Iterator[Row]:
    for fact in report.facts:
        yield fact.name, *_value(fact.value), fact.unit, fact.source


def _series(report: Report) -> Iterator[Row]:
    history = report.series
    if history is None:
        return
    for one in history.partitions:
        for at, committed, end, lag in zip(one.at, one.committed, one.end, one.lags(), strict=True):
            time = history.start + timedelta(milliseconds=at) if history.start else None
            sample = None if history.start else int(at) + 1
            yield time, sample, one.topic, one.partition, committed, end, lag


def _value(value: Value) -> tuple[str, float | None]:
    """A value as text, and as a number where it is one."""
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    return property_value(value), number


_KINDS: dict[str, tuple[_Columns, Callable[[Report], Iterator[Row]]]] = {
    "diagnoses": (
        dict.fromkeys(("id", "role", "root", "title", "severity", "confidence", "family", "text"), "text"),
        _diagnoses,
    ),
    "suppressed": (
        dict.fromkeys(("id", "title", "severity", "confidence", "until", "reason", "by"), "text"),
        _suppressed,
    ),
    "evidence": (
        dict.fromkeys(("id", "root", "fact", "value"), "text")
        | {"number": "number"}
        | dict.fromkeys(("unit", "text", "source", "condition"), "text"),
        _evidence,
    ),
    "actions": (
        {"id": "text", "step": "whole"} | dict.fromkeys(("do", "condition", "verify", "trade_off", "how"), "text"),
        _actions,
    ),
    "settings": (
        {"id": "text", "step": "whole", "key": "text", "value": "text", "number": "number"}
        | {"new_value": "text", "new_number": "number", "unit": "text", "source": "text"},
        _settings,
    ),
    "candidates": (
        {"id": "text", "title": "text", "family": "text", "likelihood": "number", "missing": "text", "because": "text"},
        _candidates,
    ),
    "ruled_out": (dict.fromkeys(("id", "title", "family", "because"), "text"), _ruled_out),
    "questions": ({"order": "whole"} | dict.fromkeys(("fact", "ask", "why", "expects", "how"), "text"), _questions),
    "facts": ({"name": "text", "value": "text", "number": "number", "unit": "text", "source": "text"}, _facts),
    "series": (
        {"at": "time", "sample": "whole", "topic": "text", "partition": "whole"}
        | dict.fromkeys(("committed_offset", "end_offset", "lag"), "whole"),
        _series,
    ),
}

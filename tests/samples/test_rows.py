"""Rows of data frames and mappings to samples, and every mistake with its row."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas
import polars
import pytest

from kafka_triage.errors import FactError
from kafka_triage.samples.rows import read_rows

ROW = {"at": "2026-11-23T09:00:00Z", "topic": "orders", "partition": 0, "committed_offset": 5, "end_offset": 9}


@pytest.mark.parametrize("none", [None, -1, -1001, float("nan"), "-"])
def test_no_commit(none: Any) -> None:
    (sample,), _ = read_rows([{**ROW, "committed_offset": none}])
    assert (None, 9) == (sample.committed, sample.end)


def test_pandas_polars_and_mappings_are_the_same() -> None:
    rows = [ROW, {**ROW, "partition": 1, "committed_offset": None}]
    mappings, _ = read_rows(rows)
    assert mappings == read_rows(pandas.DataFrame(rows))[0] == read_rows(polars.DataFrame(rows))[0]


def test_pandas_timestamps() -> None:
    frame = pandas.DataFrame([{**ROW, "at": pandas.Timestamp("2026-11-23T10:00:00+01:00")}])
    (sample,), _ = read_rows(frame)
    assert datetime(2026, 11, 23, 9, 0, tzinfo=UTC) == sample.at


def test_times_without_a_zone_are_utc_and_noted() -> None:
    (sample,), notes = read_rows([{**ROW, "at": datetime(2026, 11, 23, 9, 0)}])
    assert datetime(2026, 11, 23, 9, 0, tzinfo=UTC) == sample.at
    assert ("the times of the samples have no time zone; they are taken as UTC",) == notes


def test_columns_that_are_not_used_are_noted() -> None:
    assert ("columns of the samples that are not used: cluster",) == read_rows([{**ROW, "cluster": "a"}])[1]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "samples: there are no rows"),
        ("text", "a data frame or a list of mappings is expected"),
        ([5], "samples row 0: a mapping is expected, not a int"),
        ([{**ROW, "at": "soon"}], "samples row 0: at: an ISO 8601 time"),
        (
            [{**ROW, "at": 1700000000}],
            "samples row 0: at: a datetime or ISO 8601 text is expected, not the int 1700000000",
        ),
        ([{**ROW, "at": None}], "samples row 0: at: a time is expected, nothing is there"),
        ([ROW, {**ROW, "partition": -1}], "samples row 1: partition: a partition is 0 or more, not -1"),
        ([{**ROW, "end_offset": -7}], "samples row 0: end_offset: an offset is 0 or more"),
        ([{**ROW, "end_offset": 1.5}], "samples row 0: end_offset: a whole number is expected, not 1.5"),
        ([{**ROW, "end_offset": float("inf")}], "samples row 0: end_offset: a whole number is expected, not inf"),
        ([{**ROW, "topic": 5}], "samples row 0: topic: text is expected, not 5"),
        ([{"time": 1, "topic": "x", "partition": 0, "end_offset": 1}], "samples row 0: at is missing"),
        ([ROW, {**ROW, "at": datetime(2026, 1, 1)}], "some times have a time zone and some have none"),
    ],
)
def test_mistake(rows: Any, message: str) -> None:
    with pytest.raises(FactError) as caught:
        read_rows(rows)
    assert message in str(caught.value)


def test_every_mistake_is_named() -> None:
    with pytest.raises(FactError) as caught:
        read_rows([{**ROW, "at": "x", "partition": "y"}, ROW, {**ROW, "end_offset": "z"}])
    assert ["samples row 0: at", "samples row 0: partition", "samples row 2: end_offset"] == [
        problem.place for problem in caught.value.problems
    ]

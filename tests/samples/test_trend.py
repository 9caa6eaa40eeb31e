"""Offsets over time to facts: a table of cases with the expected value of each fact, and what never matters."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafka_triage.facts.values import Known
from kafka_triage.samples.rows import Sample
from kafka_triage.samples.trend import Thresholds, Trend, direction, group_facts

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LIMITS = Thresholds(samples=3, interval_ms=60_000, noise_share=0.1, jump_ratio=10)
Offsets = list[tuple[int | None, int | None]]


def samples(*partitions: Offsets, every: float = 60, **more: Any) -> list[Sample]:
    """Samples of partitions of one topic, each a list of (committed, end)."""
    return [
        Sample(
            START + timedelta(seconds=every * number),
            0,
            "orders",
            partition,
            committed,
            end,
            origin=f"t:{number}",
            **more,
        )
        for partition, offsets in enumerate(partitions)
        for number, (committed, end) in enumerate(offsets)
    ]


def read(given: list[Sample], commit_interval_ms: float | None = None) -> dict[str, Known]:
    return {fact.name: fact for fact in trend(given, commit_interval_ms).facts}


def trend(given: list[Sample], commit_interval_ms: float | None = None) -> Trend:
    return group_facts(given, thresholds=LIMITS, commit_interval_ms=commit_interval_ms)


BLOCKED: Offsets = [(49_642, 69_684), (49_642, 81_019), (49_642, 92_354)]
SLOW: Offsets = [(0, 10_000), (20_000, 100_000), (40_000, 190_000)]
HEALTHY: Offsets = [(1_000, 1_100), (61_000, 61_090), (121_000, 121_105)]


@pytest.mark.parametrize(
    ("offsets", "lag", "committed", "end", "lag_messages"),
    [
        (BLOCKED, "growing", "unchanged", "advancing", 42_712),
        (SLOW, "growing", "advancing", "advancing", 150_000),
        (HEALTHY, "stable", "advancing", "advancing", 105),
        ([(500, 500), (500, 500), (500, 500)], "none", "unchanged", "unchanged", 0),
        ([(500, 900), (500, 900), (500, 900)], "stable", "unchanged", "unchanged", 400),
        ([(0, 90_000), (60_000, 100_000), (110_000, 110_000)], "falling", "advancing", "advancing", 0),
        ([(5_000, 9_000), (5_000, 7_000), (5_000, 6_000)], "falling", "unchanged", "backwards", 1_000),
        ([(5_000, 9_000), (100, 9_100), (200, 9_200)], "growing", "backwards", "advancing", 9_000),
        (
            [(1_000, 900_000), (1_100, 900_100), (1_200, 900_200), (900_290, 900_300)],
            "falling",
            "jumped_forward",
            "advancing",
            10,
        ),
    ],
)
def test_trends(offsets: Offsets, lag: str, committed: str, end: str, lag_messages: int) -> None:
    facts = read(samples(offsets))
    found = [
        facts[name].value
        for name in ("group.lag_trend", "group.committed_trend", "group.end_offset_trend", "group.lag_messages")
    ]
    assert [lag, committed, end, lag_messages] == found


@pytest.mark.parametrize(
    ("lags", "expected"),
    [
        ([9_000, 11_000, 10_000, 9_500, 10_800], "stable"),
        ([9_000, 10_500, 11_000], "stable"),
        ([9_000, 15_000, 30_000], "growing"),
        ([10_000, 15_000, 19_999], "stable"),
        ([40_000, 25_000, 9_000], "falling"),
    ],
)
def test_s96_noise_floor_is_production_rate_times_commit_interval(lags: list[int], expected: str) -> None:
    """10,000 messages a second and a commit each second: 10,000 up or down means nothing."""
    offsets: Offsets = [
        (1_000_000 + 600_000 * number - lag, 1_000_000 + 600_000 * number) for number, lag in enumerate(lags)
    ]
    fact = read(samples(offsets), commit_interval_ms=1000)["group.lag_trend"]
    assert (expected, True) == (fact.value, fact.certain)


def test_s96_production_rate() -> None:
    offsets: Offsets = [(1_000_000 + 600_000 * number, 1_010_000 + 600_000 * number) for number in range(3)]
    facts = read(samples(offsets), commit_interval_ms=1000)
    assert (10_000.0, 10_000.0) == (
        facts["production.messages_per_second"].value,
        facts["consumption.messages_per_second"].value,
    )


class TestHowSure:
    def test_three_samples_a_minute_apart_are_certain(self) -> None:
        facts = read(samples(BLOCKED))
        assert facts["group.lag_trend"].certain and facts["group.committed_trend"].certain

    def test_two_samples_are_likely_and_it_is_said(self) -> None:
        found = trend(samples(BLOCKED[:2]))
        facts = {fact.name: fact for fact in found.facts}
        assert not facts["group.lag_trend"].certain and not facts["group.committed_trend"].certain
        assert "2 samples 60 s apart: trends are likely; 3 samples at least 60 s apart make them certain" in found.notes

    def test_samples_closer_than_a_minute_are_likely(self) -> None:
        assert not read(samples(BLOCKED, every=10))["group.committed_trend"].certain

    def test_one_sample_has_no_trend(self) -> None:
        facts = read(samples(BLOCKED[:1]))
        assert not {"group.lag_trend", "group.committed_trend", "group.end_offset_trend"} & set(facts)
        assert 20_042 == facts["group.lag_messages"].value

    def test_growth_without_a_known_commit_interval_is_likely_unless_beyond_any(self) -> None:
        within: Offsets = [(0, 9_000), (8_000, 20_000), (17_000, 31_000)]
        beyond: Offsets = [(0, 9_000), (100, 20_000), (200, 31_000)]
        assert ("growing", False) == (
            read(samples(within))["group.lag_trend"].value,
            read(samples(within))["group.lag_trend"].certain,
        )
        assert ("growing", True) == (
            read(samples(beyond))["group.lag_trend"].value,
            read(samples(beyond))["group.lag_trend"].certain,
        )

    def test_samples_without_times_give_likely_trends_and_no_rates(self) -> None:
        given = [replace(sample, at=None, order=int(sample.origin[2:])) for sample in samples(BLOCKED)]
        facts = read(given)
        assert ("growing", False) == (facts["group.lag_trend"].value, facts["group.lag_trend"].certain)
        assert "production.messages_per_second" not in facts


class TestPartitions:
    def test_one_stuck_among_moving_ones(self) -> None:
        facts = read(samples(BLOCKED, HEALTHY, HEALTHY))
        found = [facts[f"group.{name}_partitions"].value for name in ("stuck", "moving", "growing")]
        assert [1, 2, 1] == found
        assert "advancing" == facts["group.committed_trend"].value

    def test_where_the_only_one_stands_that_is_stuck(self) -> None:
        facts = read(samples(HEALTHY, [(912, 1_000), (912, 2_000), (912, 3_000)], HEALTHY))
        assert 912 == facts["group.stuck_offset"].value

    def test_no_place_where_two_are_stuck(self) -> None:
        stuck: Offsets = [(912, 1_000), (912, 2_000), (912, 3_000)]
        assert "group.stuck_offset" not in read(samples(stuck, stuck))

    def test_idle_partitions_do_not_make_a_group_stand_still(self) -> None:
        idle: Offsets = [(70, 70)] * 3
        facts = read(samples(HEALTHY, idle, idle))
        assert ("advancing", 0) == (facts["group.committed_trend"].value, facts["group.stuck_partitions"].value)

    def test_a_partition_without_a_commit_has_no_lag(self) -> None:
        facts = read(samples(HEALTHY, [(None, 5_000)] * 3))
        assert (105, 1) == (facts["group.lag_messages"].value, facts["group.never_committed_partitions"].value)

    def test_a_partition_that_appears_is_left_out_of_the_trend_and_named(self) -> None:
        given = [
            *samples(HEALTHY),
            *[replace(sample, partition=1) for sample in samples([(0, 0), (0, 900_000), (0, 900_000)])[1:]],
        ]
        found = trend(given)
        assert "stable" == next(fact.value for fact in found.facts if fact.name == "group.lag_trend")
        assert "not in every sample, so left out of the trend: orders-1" in found.notes

    def test_skew_counts_a_median_of_at_least_one(self) -> None:
        assert 105.0 == read(samples(HEALTHY, [(5, 5)] * 3, [(6, 6)] * 3))["group.lag_skew"].value

    def test_one_owner_of_all_that_falls_behind(self) -> None:
        given = [
            *samples(BLOCKED, member_id="a"),
            *[replace(one, partition=one.partition + 1) for one in samples(BLOCKED, member_id="a")],
        ]
        others = [replace(one, partition=5, member_id="b") for one in samples(HEALTHY)]
        assert read([*given, *others])["group.lag_one_owner"].value is True
        assert read([*given, *[replace(one, member_id="a") for one in others]])["group.lag_one_owner"].value is False

    def test_the_one_topic_of_a_group_is_named(self) -> None:
        assert read(samples(HEALTHY))["topic.name"].value == "orders"
        two = [*samples(HEALTHY), *[replace(one, topic="payments") for one in samples(HEALTHY)]]
        assert "topic.name" not in read(two)

    def test_members_that_own_all_partitions_are_counted(self) -> None:
        given = samples(BLOCKED, member_id="a")
        others = [replace(one, partition=5, member_id="b") for one in samples(HEALTHY)]
        assert read([*given, *others])["group.members"].value == 2
        assert "group.members" not in read([*given, *[replace(one, member_id=None) for one in others]])

    def test_samples_of_one_snapshot_may_be_seconds_apart(self) -> None:
        given = [
            replace(one, at=one.at + timedelta(seconds=3 * one.partition))
            for one in samples(BLOCKED, BLOCKED, BLOCKED)
            if one.at
        ]
        facts = read(given)
        assert (3, "growing", 3 * 42_712) == (
            facts["group.samples"].value,
            facts["group.lag_trend"].value,
            facts["group.lag_messages"].value,
        )


class TestOddities:
    def test_negative_lag_once_is_a_race_and_said(self) -> None:
        found = trend(samples([(100, 110), (171, 170), (220, 230)]))
        facts = {fact.name: fact.value for fact in found.facts}
        assert 0 == facts["group.negative_lag_partitions"]
        assert any("negative lag in one sample only" in note for note in found.notes)

    def test_negative_lag_that_stays_is_counted(self) -> None:
        assert 1 == read(samples([(900, 100), (900, 170), (900, 230)]))["group.negative_lag_partitions"].value

    def test_messages_lost_below_the_log_start(self) -> None:
        facts = read(samples([(100, 900), (100, 950), (100, 990)], start=400))
        assert (True, 300) == (facts["offset.committed_below_start"].value, facts["group.lost_messages"].value)

    def test_last_stable_offset_that_stands_while_the_end_moves(self) -> None:
        assert (
            read(samples([(400, 900), (400, 950), (400, 990)], last_stable=400))["offset.last_stable_frozen"].value
            is True
        )
        assert (
            read(samples([(900, 900), (900, 900), (900, 900)], last_stable=900))["offset.last_stable_frozen"].value
            is False
        )

    def test_two_samples_of_one_time_that_differ_are_noted(self) -> None:
        given = [*samples(HEALTHY), replace(samples(HEALTHY)[0], committed=1_050)]
        assert "orders-0 has two samples of one time; the greater offsets are used" in trend(given).notes

    def test_where_it_was_read(self) -> None:
        fact = read(samples(BLOCKED))["group.lag_trend"]
        assert ("t:0, :2", "the lag grew from 20,042 to 42,712 in 120 s") == (fact.origin, fact.detail)


SERIES = st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 10**6)), st.integers(0, 10**6)), min_size=1, max_size=5)


def values(given: list[Sample]) -> dict[str, tuple[Any, bool]]:
    return {name: (fact.value, fact.certain) for name, fact in read(given).items()}


@given(st.lists(SERIES, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_order_and_duplicates_of_rows_do_not_matter(partitions: list[Offsets], chance: random.Random) -> None:
    given = samples(*partitions)
    shuffled = [*given, *chance.sample(given, len(given) // 2)]
    chance.shuffle(shuffled)
    assert values(given) == values(shuffled)


@given(st.lists(SERIES, min_size=1, max_size=4), st.integers(0, 10**9))
def test_only_differences_of_offsets_matter(partitions: list[Offsets], shift: int) -> None:
    given = samples(*partitions)
    moved = [
        replace(
            one,
            committed=None if one.committed is None else one.committed + shift,
            end=None if one.end is None else one.end + shift,
        )
        for one in given
    ]
    places = {"group.stuck_offset"}
    before, after = (
        {key: value for key, value in values(them).items() if key not in places} for them in (given, moved)
    )
    assert before == after


@given(st.lists(SERIES, min_size=1, max_size=4), st.integers(-(10**6), 10**6))
def test_only_differences_of_time_matter(partitions: list[Offsets], seconds: int) -> None:
    given = samples(*partitions)
    moved = [replace(one, at=one.at + timedelta(seconds=seconds)) for one in given if one.at]
    assert values(given) == values(moved)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=8), st.one_of(st.none(), st.floats(0, 10**6)))
def test_a_lag_read_backwards_goes_the_other_way(lags: list[int], noise: float | None) -> None:
    mirrored = {"growing": "falling", "falling": "growing", "stable": "stable", "none": "none"}
    assert mirrored[direction(lags, noise)] == direction(lags[::-1], noise)

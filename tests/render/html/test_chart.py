"""Charts: the right points at the right places, round axes, forecasts, many partitions, gaps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafka_triage import diagnose
from kafka_triage.render.html.chart import draw_chart
from kafka_triage.render.html.panel import Bar, Line, make_panel
from kafka_triage.render.html.scale import Tick, compact, number_ticks, snapshot_ticks, thinned, time_ticks
from tests.render.html.cases import case, rows


def chart_of(samples, **facts):
    return draw_chart(diagnose(facts or None, samples=samples).series)


def test_lag_of_the_group_from_first_to_last_sample() -> None:
    chart = draw_chart(case("two-tables").series)
    assert chart.words == "The lag of the group is growing: 58,836 to 92,531 messages in 1 min, 2 samples."
    wide, narrow = chart.lag
    for panel in (wide, narrow):
        line = next(line for line in panel.lines if line.kind == "lag")
        (x0, y0), (x1, y1) = (tuple(map(float, point.split(","))) for point in line.points.split())
        assert (x0, x1) == (panel.left, panel.right)
        scale = (panel.bottom - panel.top) / 100_000
        assert (y0, y1) == pytest.approx((panel.bottom - 58_836 * scale, panel.bottom - 92_531 * scale), abs=0.1)
        assert [label.text for label in panel.y_labels] == ["0", "50k", "100k"]
    assert wide.width > narrow.width


def test_band_is_the_noise_around_the_first_lag() -> None:
    history = case("draining").series
    panel = draw_chart(history).lag[0]
    band = next(box for box in panel.boxes if box.kind == "noise")
    scale = (panel.bottom - panel.top) / 300_000
    assert [label.text for label in panel.y_labels] == ["0", "100k", "200k", "300k"]
    assert history.noise == 4000 * 3 / 60 * 5
    assert (band.height, band.y) == pytest.approx((2 * 1000 * scale, panel.bottom - 271_000 * scale), abs=0.1)
    assert draw_chart(history).band == "±1,000 messages: commits alone move the lag that much"


def test_forecast_reaches_zero_when_the_text_says_so() -> None:
    report = case("draining")
    chart = draw_chart(report.series)
    panel = chart.lag[0]
    forecast = next(line for line in panel.lines if line.kind == "forecast")
    assert report.series.drain_ms == 180_000
    assert "gone in 180,000 ms (3 min)" in report.diagnoses[0].text
    assert chart.forecast == "gone in about 3 min at these rates"
    end = tuple(map(float, forecast.points.split()[-1].split(",")))
    assert end == (panel.right, panel.bottom)


def test_forecast_that_is_far_off_is_said_and_drawn_in_part() -> None:
    samples = rows(1, 5, lambda p, n: 1000 + 110 * n, lambda p, n: 100_000 + 100 * n)
    chart = chart_of(samples, **{"commit.interval_ms": 100})
    assert "(farther off than this picture)" in chart.forecast
    panel = chart.lag[0]
    forecast = next(line for line in panel.lines if line.kind == "forecast")
    x, y = map(float, forecast.points.split()[-1].split(","))
    assert x == panel.right
    assert y < panel.bottom


def test_growing_lag_has_no_forecast() -> None:
    chart = draw_chart(case("two-tables").series)
    assert chart.forecast == ""
    assert [line.kind for line in chart.lag[0].lines] == ["lag"]


def test_partitions_with_most_lag_are_shown_and_all_are_counted() -> None:
    chart = draw_chart(case("many-partitions").series)
    assert len(chart.partitions) == 6
    assert {one.name for one in chart.partitions} == {f"orders-{3 + 17 * number}" for number in range(1, 7)}
    assert all("the committed offset stands still" in one.words for one in chart.partitions)
    assert chart.bar_words.startswith("120 in all, from ")
    assert "the committed offset of 7 stands still" in chart.bar_words
    assert chart.grouped
    assert len(chart.bars[0].boxes) == 60
    assert (len(chart.rows), chart.more) == (50, 70)
    heights = [box.height for box in chart.bars[0].boxes]
    assert heights == sorted(heights, reverse=True)


def test_offsets_of_a_partition_are_drawn_from_the_lowest_on() -> None:
    chart = chart_of(rows(1, 3, lambda p, n: 5000, lambda p, n: 5100 + 100 * n))
    panel = chart.partitions[0].panel
    lines = {line.kind: [float(point.split(",")[1]) for point in line.points.split()] for line in panel.lines}
    scale = (panel.bottom - panel.top) / 400
    assert [label.text for label in panel.y_labels] == ["+0", "+200", "+400"]
    assert lines["committed"] == [panel.bottom] * 3
    assert lines["end"] == pytest.approx([panel.bottom - 100 * n * scale for n in (1, 2, 3)], abs=0.1)
    assert chart.partitions[0].words == "lag 100 → 300; the committed offset stands still"
    assert not chart.bars


def test_partition_without_commits_has_an_end_only() -> None:
    chart = chart_of(rows(1, 3, lambda p, n: None, lambda p, n: 100 + n))
    assert chart.partitions[0].words == "nothing is committed"
    assert [line.kind for line in chart.partitions[0].panel.lines] == ["end"]
    assert chart.partitions[0].panel.areas == ()
    assert (chart.lag, chart.words, chart.band) == ((), "", "")
    assert chart.rows[0].committed == "none → none"


def test_single_sample_shows_the_lag_of_each_partition() -> None:
    chart = draw_chart(case("one-table").series)
    assert (chart.lag, chart.partitions) == ((), ())
    assert chart.bar_words == "3 in all, from 20,042 down to 18,906 messages."
    assert [box.label for box in chart.bars[0].boxes] == ["orders-2: 20,042", "orders-1: 19,888", "orders-0: 18,906"]
    for panel in chart.bars:
        assert [label.text for label in panel.x_labels] == ["orders-2", "orders-1", "orders-0"]


def test_samples_without_times_are_numbered() -> None:
    chart = draw_chart(case("untimed").series)
    assert chart.axis == "number of the sample (the samples have no times)"
    assert [label.text for label in chart.lag[0].x_labels] == ["1", "2"]
    assert chart.words == "The lag of the group is growing: 58,836 to 92,531 messages, 2 samples."


def test_times_are_in_utc() -> None:
    samples = rows(1, 3, lambda p, n: 10, lambda p, n: 20 + n)
    for row in samples:
        row["at"] = row["at"].astimezone(timezone(timedelta(hours=-11)))
    chart = chart_of(samples)
    assert chart.axis == "time in UTC, from 16 Nov 2026"
    assert chart.lag[0].x_labels[0].text == "09:00:00"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (950, "950"), (1000, "1k"), (12_500, "12.5k"), (3e6, "3M"), (2.5e9, "2.5G"), (7e13, "70T")],
)
def test_numbers_on_axes_are_short(value: float, text: str) -> None:
    assert compact(value) == text


@given(st.floats(0, 1e18), st.integers(2, 8))
def test_ticks_are_round_and_cover_the_values(highest: float, most: int) -> None:
    ticks = number_ticks(highest, most)
    values = [tick.value for tick in ticks]
    assert values[0] == 0
    assert values[-1] >= highest * 0.998
    assert len(ticks) <= most + 2
    assert len({tick.label for tick in ticks}) == len(ticks)


@given(st.datetimes(datetime(1971, 1, 1), datetime(9999, 1, 1)), st.floats(1, 1e15), st.integers(2, 9))
def test_times_on_axes_are_round_and_few(start: datetime, last: float, most: int) -> None:
    ticks = time_ticks(start.replace(tzinfo=UTC), last, most)
    assert len(ticks) <= most + 1
    assert all(0 <= tick.value <= last + 1 for tick in ticks)


def test_times_stand_at_full_minutes() -> None:
    start = datetime(2026, 11, 16, 9, 14, 5, tzinfo=UTC)
    assert time_ticks(start, 600_000, 3) == [Tick(55_000.0, "09:15"), Tick(355_000.0, "09:20")]
    assert [tick.label for tick in snapshot_ticks(7, 4)] == ["1", "3", "5", "7"]


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=500), st.integers(20, 60))
def test_thinned_lines_keep_their_extremes(values: list[float], most: int) -> None:
    points = [(float(number), value) for number, value in enumerate(values)]
    kept = thinned(points, most)
    assert len(kept) <= most + 4
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert max(value for _, value in kept) == max(values)
    assert min(value for _, value in kept) == min(values)
    assert [at for at, _ in kept] == sorted(at for at, _ in kept)


def test_labels_do_not_touch_or_leave_the_picture() -> None:
    ticks = [Tick(float(number), f"{number}:00:00") for number in range(20)]
    panel = make_panel(
        300, 100, x_ticks=ticks, y_ticks=number_ticks(9, 2), right=19, lines=[Line("lag", (), dots=False)]
    )
    assert 1 < len(panel.x_labels) < 8
    first, last = panel.x_labels[0], panel.x_labels[-1]
    assert first.anchor == "start" or first.at >= 25
    assert last.anchor == "end" or last.at + 25 <= 300


def test_bars_stand_in_the_middle_of_their_places() -> None:
    bars = [Bar("moving", 0.5, 10, "a"), Bar("stuck", 1.5, 5, "b")]
    panel = make_panel(200, 100, x_ticks=[], y_ticks=number_ticks(10, 2), right=2, bars=bars)
    middles = [box.x + box.width / 2 for box in panel.boxes]
    inner = panel.right - panel.left
    assert middles == pytest.approx([panel.left + inner / 4, panel.left + inner * 3 / 4], abs=0.2)
    assert panel.boxes[0].height == pytest.approx(2 * panel.boxes[1].height, abs=0.2)

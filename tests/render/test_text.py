"""Reports for a terminal: the order of what is said, 80 columns, and text that cannot steer the terminal."""

from __future__ import annotations

import re
import shlex
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kafka_triage import FactError, diagnose, load_rules, read_text
from kafka_triage.diagnosis.report import Report
from kafka_triage.render.text import continued

TABLES = Path(__file__).parents[2] / "examples" / "two-tables.txt"
CASES: list[dict[str, Any]] = [test.facts for rule in load_rules().rules.values() for test in rule.tests]


@lru_cache(maxsize=1)
def blocked() -> Report:
    return diagnose(text=read_text(TABLES))


def labels(text: str) -> list[str]:
    return [
        match[1].strip()
        for line in text.splitlines()
        if (match := re.match(r"([A-Z]\w+(?: \w+)?) {1,}(?=\S)", line[:10] + "x"))
    ]


def test_verdict_and_root_come_first_then_what_to_do_then_why_then_where() -> None:
    lines = blocked().to_text().splitlines()
    assert re.fullmatch(r"PROBLEM  orders: the consumer is blocked \(likely\) +accumulation/consumer-blocked", lines[0])
    starts = [
        next(number for number, line in enumerate(lines) if line.startswith(label))
        for label in ("Do now", "Why", "Not yet", "Where", "Ask")
    ]
    assert starts == sorted(starts)


def test_print_gives_the_text() -> None:
    assert str(blocked()) == blocked().to_text()


@settings(max_examples=150)
@given(st.sampled_from(CASES), st.integers(40, 120))
def test_prose_fits_the_width(facts: dict[str, Any], width: int) -> None:
    try:
        text = diagnose(facts, engine="python").to_text(width=width)
    except FactError:
        return
    for line in text.splitlines():
        prose = not line.startswith(" " * 11)
        assert len(line) <= width or not prose or max(map(len, line.split())) + 11 > width, line


@settings(max_examples=150)
@given(st.sampled_from(CASES))
def test_eighty_columns_hold_all_but_a_word_that_is_longer(facts: dict[str, Any]) -> None:
    try:
        text = diagnose(facts, engine="python").to_text()
    except FactError:
        return
    for line in text.splitlines():
        longest = max(map(len, re.findall(r"'[^']*'|\S+", line)), default=0)
        assert len(line) <= 80 or longest > 40, line


def test_colour_marks_the_same_text() -> None:
    coloured = blocked().to_text(color=True)
    assert "\x1b[31mPROBLEM" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == blocked().to_text()


@pytest.mark.parametrize("hostile", ["\x1b[2J\x1b]0;owned\x07", "\u202egnp.exe", "\x9b31m", "\x00"])
def test_input_cannot_steer_the_terminal(hostile: str) -> None:
    text = diagnose(
        {"group.name": f"g{hostile}g", "group.lag_trend": "growing", "group.committed_trend": "unchanged"}
    ).to_text()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert "\N{REPLACEMENT CHARACTER}" in text.splitlines()[0]


@given(
    st.lists(
        st.sampled_from(["kafka-configs.sh", "--describe", "'a b  c'", '"x y"', "-e", "s/a/b/", "$(date)", "a" * 90]),
        min_size=2,
        max_size=40,
    ),
    st.integers(30, 90),
)
def test_a_command_that_is_continued_is_the_same_command(words: list[str], width: int) -> None:
    command = " ".join(["grep ", *words])
    lines = continued(command, width)
    assert all(line.endswith(" \\") for line in lines[:-1])
    assert shlex.split("\n".join(lines).replace("\\\n", " ")) == shlex.split(command)


def test_nothing_observed_is_said_as_such() -> None:
    text = diagnose({"client.library": "java"}).to_text()
    assert text.startswith("UNDETERMINED  ")
    assert "Ask" in text
    assert "HEALTHY" not in text


def test_risks_stand_apart_from_diagnoses() -> None:
    report = diagnose({"client": {"library": "sarama", "version": "1.24.0"}})
    text = report.to_text()
    assert report.verdict == "undetermined"
    assert re.search(r"^Risk +.*\n? +sarama/client-not-recommended", text, re.MULTILINE)

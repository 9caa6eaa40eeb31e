"""Reports as Markdown: structure, and input that stays text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafka_triage import diagnose
from kafka_triage.render.markdown import escape

GROWING = {"group.lag_trend": "growing", "group.committed_trend": "unchanged"}


def test_headings_in_the_order_of_the_text() -> None:
    text = diagnose(GROWING).to_markdown()
    headings = re.findall(r"^#+ (.*)", text, re.MULTILINE)
    assert headings[0].startswith("Problems: the consumer is blocked")
    assert headings[1:] == ["The consumer is blocked (likely, critical)", "Could be", "To find out", "Ruled out"]


def test_settings_and_commands_stand_in_fences() -> None:
    facts = {
        "client": {"library": "java", "version": "2.8.2"},
        "processing": {"messages_per_thread_per_second": 1, "threads": 1},
        "symptom.frequent_rebalances": True,
    }
    text = diagnose(facts).to_markdown()
    assert re.search(r"```\n +max\.poll\.records=150\n +```", text)


def test_rows_of_a_table_have_the_same_number_of_cells() -> None:
    for table in re.findall(r"(?:^\|.*\n)+", diagnose(GROWING).to_markdown(), re.MULTILINE):
        cells = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        assert len(cells) == 1


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "a|b", "`x`", "[x](javascript:alert(1))", "# h\n\n- item", "**b**"]
)
def test_input_stays_text(hostile: str) -> None:
    text = diagnose({"group.name": hostile, **GROWING}).to_markdown()
    assert escape(" ".join(hostile.split())) in text
    assert "<script" not in text
    assert not re.search(r"(?<!\\)\]\(javascript", text)
    assert "- item" not in text.splitlines()


@given(st.text())
def test_escaped_text_has_no_bare_mark(text: str) -> None:
    assert not re.search(r"(?<!\\)[`*_\[\]>|#~{}]|<", escape(text).replace("\\\\", ""))

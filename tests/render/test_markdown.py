"""Reports as Markdown: structure, and input that stays text."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kafka_triage import diagnose
from kafka_triage.render.common import clean
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


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a|b",
    "`x`",
    "```\nx",
    "[x](javascript:alert(1))",
    "<http://example.net>",
    "# h\n\n- item\n\n1. one\n\n    code\n\n---\n===",
    "- item",
    "+ item",
    "1. one",
    "2) two",
    "=== ",
    "> quoted",
    "**b** __c__ ~~d~~",
    "&lt;b&gt; &amp;",
    "\\| \\",
    "x\n| a | b |\n|---|---|",
]


def parsed(text: str) -> list[Token]:
    """The Markdown as an independent parser reads it, inline tokens after the block that holds them."""
    tokens = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        tokens += [token, *(token.children or [])]
    return tokens


def outline(text: str) -> Counter[str]:
    """How many of each mark-up there are; text, breaks and commands aside."""
    return Counter(
        token.type for token in parsed(text) if token.type not in ("text", "inline", "softbreak", "text_special")
    )


def about(value: str) -> dict[str, Any]:
    """Facts whose report shows a text in a heading, in a sentence and in a step."""
    shown = {"group.name": value, "thread.blocked_on": value, "group.stuck_members": [value, value]}
    return {**GROWING, "group.state": "stable", "client.library": "java", **shown}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_input_stays_text(hostile: str) -> None:
    text = diagnose(about(hostile)).to_markdown()
    assert outline(text) == outline(diagnose(about("harmless")).to_markdown())
    shown = " ".join(hostile.split())
    heading = next(token for token in parsed(text) if token.type == "inline")
    assert "".join(part.content for part in heading.children or []).startswith(f"Problems: {shown}: ")
    assert {token.content for token in parsed(text) if token.type == "html_inline"} <= {"<br>"}
    assert not [token for token in parsed(text) if token.type == "html_block"]
    assert all(
        str(token.attrs["href"]).startswith(("https://", "http://"))
        for token in parsed(text)
        if token.type == "link_open"
    )


@given(st.text(max_size=80))
def test_any_input_stays_text(value: str) -> None:
    text = diagnose({**GROWING, "group.name": f"x{value}x", "thread.blocked_on": f"x{value}x"}, engine="python")
    plain = diagnose({**GROWING, "group.name": "x", "thread.blocked_on": "x"}, engine="python")
    assert outline(text.to_markdown()) == outline(plain.to_markdown())


@given(st.text(max_size=80))
def test_escaped_text_reads_as_it_was(text: str) -> None:
    line = " ".join(text.split())
    tokens = parsed(f"{escape(line)}\n")
    assert {token.type for token in tokens} <= {"paragraph_open", "inline", "text", "text_special", "paragraph_close"}
    assert "".join(token.content for token in tokens if token.type == "text") == clean(line)


@given(st.text())
def test_escaped_text_has_no_bare_mark(text: str) -> None:
    assert not re.search(r"(?<!\\)[`*_\[\]>|#~{}]|<", escape(text).replace("\\\\", ""))

"""Texts with values: how they are cut into parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafka_triage.language.template import Bracket, Slot, TemplateProblem, split


def test_a_bar_gives_plain_text_for_what_is_not_known() -> None:
    assert split("--group '[{group.name}|<group>]' now") == (
        "--group '",
        Bracket((Slot("group.name", 11),), "<group>"),
        "' now",
    )


def test_bars_are_literal_outside_brackets_and_when_doubled_inside() -> None:
    assert split("a | b[ || {x}]") == ("a | b", Bracket((" | ", Slot("x", 11))))


@pytest.mark.parametrize(
    ("text", "at"), [("[{x}|y", 0), ("[{x}|a[b]]", 6), ("[{x}|{y}]", 5), ("[{x}|a|b]", 6), ("[{x}", 0)]
)
def test_mistakes_name_their_place(text: str, at: int) -> None:
    with pytest.raises(TemplateProblem) as caught:
        split(text)
    assert caught.value.at == at


@given(st.text(alphabet="ab{}[]|"))
def test_any_text_is_cut_or_refused(text: str) -> None:
    try:
        split(text)
    except TemplateProblem as problem:
        assert 0 <= problem.at <= len(text)

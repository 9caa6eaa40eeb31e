"""Files of facts: what is written is read again, whatever the texts hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kafka_triage import FactError, load_vocabulary
from kafka_triage.facts.file import facts_yaml, read_facts_file

VOCABULARY = load_vocabulary()
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)


def written(path: Path, facts: dict[str, Any], texts: dict[str, str]) -> str:
    text = facts_yaml(facts, texts, VOCABULARY)
    path.write_text(text, "utf-8", newline="")
    return text


@given(
    facts=st.fixed_dictionaries(
        {},
        optional={
            "group.members": st.integers(0, 10**12),
            "poll.max_gap_ms": st.floats(0, 1e18),
            "group.name": TEXTS,
            "client.version": st.sampled_from(["2.8", "3.10", "0.9.0.1"]),
            "instance.whitelist": st.lists(TEXTS, max_size=3).map(tuple),
            "consumer.paused": st.booleans(),
            "downstream.ok": st.none(),
        },
    ),
    texts=st.dictionaries(TEXTS, TEXTS, max_size=3),
)
def test_what_is_written_is_read_again(tmp_path: Path, facts: dict[str, Any], texts: dict[str, str]) -> None:
    path = tmp_path / "facts.yaml"
    text = written(path, facts, texts)
    if not facts and not texts:
        assert text == ""
        return
    assert all(letter == "\n" or letter.isprintable() for letter in text)
    found = read_facts_file(path)
    expected = {name: list(value) if isinstance(value, tuple) else value for name, value in facts.items()}
    expected |= {"downstream.ok": "unknown"} if "downstream.ok" in facts else {}
    assert found.facts == expected
    assert [type(value) for value in found.facts.values()] == [type(value) for value in expected.values()]
    assert found.texts == texts


def test_lines_stay_lines(tmp_path: Path) -> None:
    text = written(tmp_path / "facts.yaml", {}, {"pasted": "GROUP  TOPIC\norders orders\n"})
    assert text == "text:\n  pasted: |\n    GROUP  TOPIC\n    orders orders\n"


def test_a_text_without_a_name_is_called_after_the_file(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("group.members: 3\ntext: |\n  one line\n", "utf-8")
    assert read_facts_file(path).texts == {"case.yaml": "one line\n"}


@pytest.mark.parametrize("text", ["text: 5\ngroup.members: 1\n", "text: {a: [b]}\n"])
def test_text_that_is_none_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(FactError, match=r"case\.yaml:1:7: pasted text is expected"):
        read_facts_file(path)

"""Mistakes in the files of wordings are told with their place, all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kafka_triage import load_vocabulary
from kafka_triage.language.files import rules_root
from kafka_triage.readers.wording_check import wording_problems

VOCABULARY = load_vocabulary()
CLIENT = """sources:
  c: {repo: shop/client, path: src/c.py, ref: [v1]}
facts: {client.library: java}
says:
  one:
    says: "the poll took {ms:int} ms"
    event: poll_interval_exceeded
    numbers: {poll.max_gap_ms: ms}
    source: c
"""
ERRORS = """sources: []
broker: [{code: 1, name: OFFSET_OUT_OF_RANGE, event: offset_out_of_range}]
local: []
"""


def told(directory: Path, client: str = CLIENT, errors: str = ERRORS) -> list[str]:
    (directory / "logs").mkdir(exist_ok=True)
    (directory / "logs" / "shop.yaml").write_text(client)
    (directory / "logs" / "errors.yaml").write_text(errors)
    return [str(problem).removeprefix(f"{directory}/logs/") for problem in wording_problems(directory, VOCABULARY)]


def test_shipped_wordings_have_no_mistake() -> None:
    assert [] == [str(problem) for problem in wording_problems(rules_root(), VOCABULARY)]


def test_what_is_right_is_no_mistake(tmp_path: Path) -> None:
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("event: poll", "evnt: poll", "7:5: the key 'evnt' is not known here (did you mean event?)"),
        (
            "_exceeded",
            "_exceded",
            "7:12: the event 'poll_interval_exceded' is not known (did you mean poll_interval_exceeded",
        ),
        ("poll.max_gap_ms", "poll.max_gap", "8:15: the name 'poll.max_gap' is not known (did you mean poll.max_gap_ms"),
        ("gap_ms: ms", "gap_ms: mss", "8:32: no placeholder is named 'mss' (did you mean ms?)"),
        ("source: c", "source: d", "9:13: the source 'd' is not among the sources of this file"),
        ("client.library", "client.libary", "3:9: the name 'client.libary' is not known (did you mean client.library"),
        ("the poll took {ms:int} ms", "{ms:int} ms", "6:12: no literal of 4 characters stands in '{ms:int} ms'"),
        ("    source: c\n", "", "6:5: the key 'source' is missing"),
        (
            "    source: c",
            "    source: c\n    source: c",
            "10:5: the key 'source' stands here a second time, first in line 9",
        ),
    ],
)
def test_a_mistake_in_a_wording(before: str, after: str, problem: str, tmp_path: Path) -> None:
    found = told(tmp_path, client=CLIENT.replace(before, after, 1))
    assert [one.startswith(f"shop.yaml:{problem}") for one in found] == [True], found


def test_a_mistake_in_an_error_code(tmp_path: Path) -> None:
    (found,) = told(tmp_path, errors=ERRORS.replace("event: offset_out_of_range", "event: offset_out_of_rage"))
    assert found.startswith(
        "errors.yaml:2:54: the event 'offset_out_of_rage' is not known (did you mean offset_out_of_range"
    )


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    wrong = ERRORS.replace("OFFSET_OUT_OF_RANGE, event", "OFFSET_OUT_OF_RANGE, evnt")
    assert (
        len(
            told(
                tmp_path, client=CLIENT.replace("source: c", "source: d").replace("_exceeded", "_exceded"), errors=wrong
            )
        )
        == 3
    )

"""The wordings of rules/logs: each is bounded, proves names of the vocabulary only, and reads its own sample."""

from __future__ import annotations

import re
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest
import yaml

from kafka_triage import load_vocabulary
from kafka_triage.language.files import rules_root
from kafka_triage.readers.wording import Wording, catalogue, expression, literal_of, spaced

FILES = sorted(path for path in (rules_root() / "logs").glob("*.yaml") if path.stem not in ("errors", "context"))
ENTRIES = [
    (f"{path.stem}/{key}", entry, yaml.safe_load(path.read_text())["sources"])
    for path in FILES
    for key, entry in yaml.safe_load(path.read_text())["says"].items()
]
LARGEST_REPEAT = 400
MOST_WIDE = 4


def of_entry(id: str) -> list[Wording]:
    return [one for one in catalogue().wordings if one.id == id or re.fullmatch(rf"{re.escape(id)}-\d+", one.id)]


def repeats(tree: Any, depth: int = 0) -> list[tuple[int, int, bool]]:
    """Depth, greatest number, and whether it is wide, of every repetition in an expression."""
    found = []
    for operation, value in tree:
        if operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
            found.append((depth, int(value[1]), value[1] > 100))
            found += repeats(value[2], depth + 1)
        elif operation is _constants.SUBPATTERN:
            found += repeats(value[3], depth)
        elif operation is _constants.BRANCH:
            for branch in value[1]:
                found += repeats(branch, depth)
    return found


@pytest.mark.parametrize("wording", catalogue().wordings, ids=lambda wording: wording.id)
def test_no_pattern_can_backtrack_without_bound(wording: Wording) -> None:
    found = repeats(_parser.parse(wording.pattern.pattern))
    assert all(most <= LARGEST_REPEAT for _, most, _ in found)
    assert all(depth == 0 or most <= 18 for depth, most, _ in found), "a repetition within a repetition"
    assert sum(wide for _, _, wide in found) <= MOST_WIDE
    assert r"\s{" not in wording.pattern.pattern, "a run of white space beside a placeholder can be split in many ways"


@pytest.mark.parametrize("char", ["a", " ", "{", "1", "a "])
def test_hostile_lines_end(char: str) -> None:
    for wording in catalogue().wordings:
        start = wording.says.split("{")[0]
        wording.pattern.search((start + char) * (8000 // (len(start) + 1)))


@pytest.mark.parametrize(("id", "entry", "sources"), ENTRIES, ids=[id for id, _, _ in ENTRIES])
def test_entry(id: str, entry: dict[str, Any], sources: dict[str, Any]) -> None:
    assert entry["source"] in sources
    wordings = of_entry(id)
    assert wordings
    sample = entry.get("sample")
    if sample:
        found = [one for one in wordings if one.pattern.search(spaced(sample))]
        assert found, "its own sample is not read"
        assert any(one.literal in sample.lower() for one in found)
    held = {
        placeholder for key in ("numbers", "texts", "lists", "greatest") for placeholder in entry.get(key, {}).values()
    }
    said = {name for one in wordings for name in one.pattern.groupindex}
    assert held <= said


@pytest.mark.parametrize(("id", "entry", "sources"), ENTRIES, ids=[id for id, _, _ in ENTRIES])
def test_no_text_of_one_client_is_taken_for_another(id: str, entry: dict[str, Any], sources: dict[str, Any]) -> None:
    texts = (
        [entry["sample"]]
        if "sample" in entry
        else entry["says"]
        if isinstance(entry["says"], list)
        else [entry["says"]]
    )
    for text in texts:
        libraries = {
            one.facts["client.library"]
            for one in catalogue().wordings
            if "client.library" in one.facts and one.pattern.search(spaced(text))
        }
        assert len(libraries) <= 1


def test_names_are_those_of_the_vocabulary() -> None:
    facts = load_vocabulary().facts
    unknown = set()
    for one in catalogue().wordings:
        names = [
            *one.facts,
            *one.numbers,
            *one.texts,
            *one.lists,
            *one.greatest,
            *(f"event.{event}" for event in one.events),
        ]
        unknown |= {name for name in names if name not in facts}
    assert set() == unknown


def test_values_have_the_types_of_their_names() -> None:
    facts = load_vocabulary().facts
    for one in catalogue().wordings:
        for name, value in one.facts.items():
            known = facts[name]
            if known.type == "enum":
                assert value in known.values, (one.id, name)
            if known.type == "bool":
                assert isinstance(value, bool), (one.id, name)
        assert all(facts[name].type in ("int", "float") for name in (*one.numbers, *one.greatest)), one.id
        assert all(facts[name].type in ("string", "version") for name in one.texts), one.id
        assert all(facts[name].type == "list" for name in one.lists), one.id


def test_every_event_of_a_rule_has_a_wording() -> None:
    said = {event for one in catalogue().wordings for event in one.events}
    used = set()
    for path in rules_root().rglob("*.yaml"):
        if path.relative_to(rules_root()).parts[0] not in ("logs", "tests"):
            used |= set(re.findall(r"\bevent\.([a-z0-9_]+) [=!]=", path.read_text()))
    # What the tool for groups says of an empty group is read with its tables, as group.members.
    assert set() == used - said - {"group_empty"}


@pytest.mark.parametrize(
    ("says", "text", "values"),
    [
        ("waited {ms:int}ms", "WAITED  12ms", {"ms": "12"}),
        ("waited {ms:float} ms", "waited 1.5 ms", {"ms": "1.5"}),
        ("group {name} left", "group a-b left", {"name": "a-b"}),
        ("node {_:count} gone", "node 3 gone", {}),
        ("{{{topic}=X", "{audit=X", {"topic": "audit"}),
        ("to {host:host}:{_:count}", "to a.b:9092", {"host": "a.b"}),
        ("because {why:line}", "because of this", {"why": "of this"}),
    ],
)
def test_format_strings(says: str, text: str, values: dict[str, str]) -> None:
    match = re.search(expression(says), spaced(text), re.IGNORECASE)
    assert match is not None
    assert values == match.groupdict()


def test_a_number_without_a_sign_is_no_negative_one() -> None:
    assert re.search(expression("node {_:count} gone"), "node -1 gone") is None


def test_literal_is_the_first_long_one() -> None:
    assert "session timed out (in join-state" == literal_of("Session timed out (in join-state {_}) after {_:int} ms")
    assert "brokers are down" == literal_of("{_:count}/{_:count} brokers are down")


def test_a_wording_without_a_literal_is_refused() -> None:
    with pytest.raises(ValueError, match="no literal"):
        literal_of("{_} {_}")

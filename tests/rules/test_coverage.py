"""Every item of the guide and every trap is covered by a rule, a fact or a constant, or is deliberately a link or an order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from kafka_triage import load_rules

BOOK = load_rules()
TABLE = yaml.safe_load((Path(__file__).parent / "coverage.yaml").read_text())
ITEMS = [f"S{number:02d}" if number < 100 else f"S{number}" for number in range(1, 117)]
TRAPS = [f"T{number:02d}" for number in range(1, 42)]


def covering(item: str) -> set[str]:
    """Ids of rules and names of facts and constants that say that they cover an item."""
    rules = {rule.id for rule in BOOK.rules.values() if item in rule.covers}
    facts = {fact.name for fact in BOOK.vocabulary.facts.values() if item in fact.covers}
    constants = {constant.name for constant in BOOK.vocabulary.constants.values() if item in constant.covers}
    return rules | facts | constants


@pytest.mark.parametrize("item", [*ITEMS, *TRAPS])
def test_item_is_covered_or_deliberately_elsewhere(item: str) -> None:
    """The table names what is no cause; it may not name what a rule covers, so that it stays small."""
    if item in TABLE["elsewhere"]:
        assert TABLE["elsewhere"][item]["is"] in ("link", "order", "scope", "model", "how-to", "text")
        assert TABLE["elsewhere"][item]["where"]
    else:
        assert covering(item), f"{item} is covered by nothing"


@pytest.mark.parametrize("item", sorted(TABLE["elsewhere"]))
def test_place_of_what_is_elsewhere_exists(item: str) -> None:
    for where in TABLE["elsewhere"][item]["where"]:
        known = where in BOOK.rules or where in BOOK.vocabulary.facts or where in BOOK.sources or where in BOOK.areas
        assert known or (Path(__file__).parents[2] / where.split("::")[0]).exists(), where


@pytest.mark.parametrize("trap", TRAPS)
def test_trap_has_its_vector_as_a_test(trap: str) -> None:
    named = [test.name for rule in BOOK.rules.values() for test in rule.tests if re.search(rf"\b{trap}\b", test.name)]
    assert named or trap in TABLE["tested_elsewhere"], f"no rule test is named after {trap}"


@pytest.mark.parametrize("item", sorted({item for rule in BOOK.rules.values() for item in rule.covers}))
def test_covers_names_items_that_exist(item: str) -> None:
    assert item in ITEMS or item in TRAPS or re.fullmatch(r"B(0[1-9]|[1-3]\d|40)", item)


def test_every_cause_of_the_guides_areas_is_there() -> None:
    assert set(TABLE["causes"]) <= set(BOOK.rules)
    for id, family in TABLE["causes"].items():
        assert family == BOOK.rules[id].family

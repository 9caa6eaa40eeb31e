"""What the tests of output formats render: the situations of the shipped rules' own tests."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from kafka_triage import Config, FactError, Ignore, diagnose, load_rules, read_text
from kafka_triage.diagnosis.report import Report

TABLES = Path(__file__).parents[2] / "examples" / "two-tables.txt"
DATA = Path(__file__).parent / "data"
FACTS: list[dict[str, Any]] = [test.facts for rule in load_rules().rules.values() for test in rule.tests]
NOW = "2026-11-24"
UNTIL = date(2027, 1, 31)
HOSTILE = [
    "<script>alert(1)</script>",
    "]]>",
    "[x](javascript:alert(1))",
    "{0}",
    "\x1b[2J\x07",
    "\ud800",
    "\ufffe",
    'a"b\\',
]


@lru_cache(maxsize=1)
def blocked() -> Report:
    """A consumer that is blocked, read from two tables."""
    return diagnose(text=read_text(TABLES))


def report_of(facts: dict[str, Any], ignored: tuple[str, ...] = ()) -> Report | None:
    """The report of some facts, some causes suppressed; None where they are refused."""
    config = Config([Ignore(id, "known [and] {accepted} <here>", UNTIL, place="here.yaml:1:1") for id in ignored])
    try:
        return diagnose(facts, engine="python", now=NOW, config=config)
    except FactError:
        return None

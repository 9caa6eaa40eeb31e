"""The public functions: rules in, facts in, report out.

In: facts, text or samples. Out: a `Report`. Compiled rules and engines are kept for the life of the process, so a
second diagnosis costs no loading.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kafka_triage.errors import FactError, Problem
from kafka_triage.facts.values import Known
from kafka_triage.language.model import RuleBook, Vocabulary

if TYPE_CHECKING:
    from kafka_triage.diagnosis.policy import Config, Policy
    from kafka_triage.diagnosis.reason import Reasoner
    from kafka_triage.diagnosis.report import Report

Directory: TypeAlias = str | os.PathLike[str]
_MOST_REASONERS = 8
_reasoners: dict[tuple[int, str], tuple[RuleBook, Reasoner]] = {}


def load_rules(*directories: Directory) -> RuleBook:
    """Load the shipped rules, with directories of your own added to them.

    Args:
        *directories: Each laid out as the shipped ``rules/``: ``<area>/<cause>.yaml`` and ``facts/*.yaml``. A rule with
            the id of an earlier one replaces it; a later directory wins. The shipped directory itself adds nothing.

    Returns:
        The checked rules with their vocabulary, for `diagnose`.

    Raises:
        RuleError: With every mistake of every file, as ``file:line:column: what, what was expected, nearest name``.
    """
    from kafka_triage.language.cache import cached_rule_book
    from kafka_triage.language.files import rules_root

    shipped = rules_root()
    own = [path for directory in directories if (path := Path(directory)).resolve() != shipped.resolve()]
    return cached_rule_book((shipped, *own)) if own else _shipped()


@lru_cache(maxsize=1)
def _shipped() -> RuleBook:
    from kafka_triage.language.cache import cached_rule_book
    from kafka_triage.language.files import rules_root

    return cached_rule_book((rules_root(),))


def load_vocabulary(*directories: Directory) -> Vocabulary:
    """Load the names of facts and constants: the shipped ones, and those of directories of your own.

    Raises:
        RuleError: With every mistake of every file.
    """
    return load_rules(*directories).vocabulary


def diagnose(
    facts: Mapping[str, Any] | None = None,
    *,
    text: Any = None,
    samples: Any = None,
    rules: RuleBook | None = None,
    now: datetime | str | None = None,
    engine: str = "durable",
    config: Config | None = None,
) -> Report:
    """Say what is wrong with a consumer group, how sure that is, what to change, and what to find out next.

    Args:
        facts: Nested or dotted names of the vocabulary to values: numbers in the unit of the name, or text with a unit
            (``"10 Mbit/s"``, ``"5 min"``). None and ``"unknown"`` mean not known.
        text: Pasted text, or a list of texts, or what `read_text` gave.
        samples: Offsets over time: a pandas or Polars data frame or a list of mappings, one row a partition and time,
            with ``at``, ``topic``, ``partition``, ``committed_offset`` (null, -1 and -1001: none), ``end_offset`` and
            optionally ``start_offset``, ``last_stable_offset``, ``member_id``, ``host``, ``client_id``.
        rules: From `load_rules`; where left out, those that ``config`` names, else the shipped rules.
        now: The time to count from, an aware datetime or ISO 8601 text; where left out, none is assumed, and what
            ``config`` leaves out ends by the clock.
        engine: ``durable`` (the Python engine stands in where durable-rules cannot be imported) or ``python``.
        config: What to leave out for a time and which severities to set, from `load_config` or made by hand.

    Returns:
        The report.

    Raises:
        FactError: The input is empty or wrong; every mistake is named.
        KafkaTriageError: The engine is not known, or the configuration is wrong.
    """
    if facts is None and text is None and samples is None:
        raise FactError("there is nothing to diagnose: give facts, text or samples")
    book = rules if rules is not None else load_rules(*(config.rules if config else ()))
    reasoner = reasoner_of(book, engine)
    from kafka_triage.cases import collect

    case = collect(facts, text=text, samples=samples, now=now, reasoner=reasoner)
    report = _answer(reasoner, case.facts, case.notes, policy_of(config, book, now))
    return replace(report, history=case.history) if case.history else report


def diagnose_many(
    cases: Iterable[Mapping[str, Any]],
    *,
    rules: RuleBook | None = None,
    now: datetime | str | None = None,
    engine: str = "durable",
    config: Config | None = None,
) -> list[Report]:
    """Diagnose many cases with the same rules.

    Args:
        cases: Each a mapping of facts, as for `diagnose`.
        rules: As for `diagnose`.
        now: As for `diagnose`.
        engine: As for `diagnose`.
        config: As for `diagnose`.

    Raises:
        FactError: A case is empty or wrong; the problems of all cases are named, each with the number of its case.
        KafkaTriageError: As for `diagnose`.
    """
    found, problems = [], []
    for number, case in enumerate(cases):
        try:
            found.append(diagnose(case, rules=rules, now=now, engine=engine, config=config))
        except FactError as error:
            problems += [
                Problem(problem.message, f"case {number}: {problem.place}".rstrip(": "), problem.suggestions)
                for problem in error.problems
            ]
    if problems:
        raise FactError(problems)
    return found


def reasoner_of(book: RuleBook, engine: str) -> Reasoner:
    """The rules compiled for an engine; kept, so that the same book is compiled once.

    Raises:
        KafkaTriageError: The engine is not known.
    """
    from kafka_triage.diagnosis.reason import Reasoner

    key = (id(book), engine)
    found = _reasoners.get(key)
    if found is not None and found[0] is book:
        return found[1]
    reasoner = Reasoner(book, engine)
    while len(_reasoners) >= _MOST_REASONERS:
        _reasoners.pop(next(iter(_reasoners)))
    _reasoners[key] = (book, reasoner)
    return reasoner


def policy_of(config: Config | None, book: RuleBook, now: datetime | str | None) -> Policy | None:
    """What a configuration asks for on the day of an answer; arguments and errors as for `diagnose`."""
    if config is None:
        return None
    from kafka_triage.diagnosis.policy import checked

    at = datetime.fromisoformat(now) if isinstance(now, str) else now or datetime.now(UTC)
    return checked(config, book, (at.astimezone(UTC) if at.tzinfo else at).date())


def _answer(reasoner: Reasoner, facts: Iterable[Known], notes: Iterable[str], policy: Policy | None) -> Report:
    from kafka_triage.diagnosis.build import build_report

    base = reasoner.derivation.settle(facts)
    return build_report(reasoner, reasoner.reason(base), notes, policy)

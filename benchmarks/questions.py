"""Counts the questions from a symptom to each cause: as a consultation asks them, and in the order of the files.

Each shipped rule has tests in which it fires. The facts of such a test answer the questions, starting from the symptom
alone; what they do not hold is "I don't know". In the order of the files the open causes are taken by path, and what
they miss is asked in the order of their conditions; what is known, derived or ruled out by then is skipped as well.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from document import table

from kafka_triage import load_rules
from kafka_triage.api import reasoner_of
from kafka_triage.diagnosis.build import build_report
from kafka_triage.diagnosis.choice import Chooser
from kafka_triage.diagnosis.interview import next_question
from kafka_triage.diagnosis.parts import Diagnosis
from kafka_triage.diagnosis.reason import Outcome, Reasoner
from kafka_triage.diagnosis.report import Report
from kafka_triage.facts.intake import read_facts
from kafka_triage.facts.values import Known, Source
from kafka_triage.language.model import Rule, RuleBook, RuleTest

Choose: TypeAlias = Callable[[Outcome, Report, frozenset[str]], str | None]
HEADING = "## How many questions it takes"
SITUATIONS = 3
TEMPLATE = """\
{heading}

Counted by `make questions`: mean number of questions from a symptom to the cause, for {tests} situations of
{causes} causes. The situations of a cause are the first {situations} tests of its rule in which it fires: their facts
answer, and what they do not hold is answered with "I don't know", so a person who knows more gets there
sooner. In the order of the files, the open causes are taken by path, and the facts that they miss in the
order of their conditions; what is known or ruled out by then is skipped there too.

{table}

Not found: no question is left, or another cause is proven, and this one is not; the questions that were asked count.
No symptom leads to {unrelated}, which explain none.
"""


@dataclass(frozen=True, slots=True)
class Walk:
    """The way to one cause: how many questions, and whether it was found."""

    questions: int
    found: bool


def walk(reasoner: Reasoner, rule: Rule, test: RuleTest, choose: Choose) -> Walk:
    """Ask from the symptom of a cause's area until the cause is diagnosed or no question is left."""
    vocabulary = reasoner.book.vocabulary
    answers = {fact.name: fact for fact in read_facts(test.facts, vocabulary)}
    symptom = start(reasoner, rule)
    known = {symptom: Known(symptom, True, Source.STATED)}
    declined: frozenset[str] = frozenset()
    for asked in range(len(vocabulary.facts)):
        outcome = reasoner.reason(reasoner.derivation.settle(known.values()))
        report = build_report(reasoner, outcome)
        if rule.id in named(report.diagnoses):
            return Walk(asked, True)
        name = choose(outcome, report, declined)
        if name is None:
            return Walk(asked, False)
        if name in answers:
            known[name] = answers[name]
        else:
            declined |= {name}
    raise AssertionError("a question was asked twice")


def start(reasoner: Reasoner, rule: Rule) -> str:
    """What a person sees first: the symptom of the cause's area where its rule names it, else the first that it names.

    A rule that names none begins with the symptom of its area, else with any that follows from it.
    """
    of_area = reasoner.book.areas[rule.area].symptom
    reached = sorted(reasoner.reachable[rule.id])
    symptoms = [name for name in rule.explains if name in reached] or reached
    return of_area if of_area in symptoms else symptoms[0]


def named(diagnoses: list[Diagnosis]) -> Iterator[str]:
    """The ids of diagnoses and of what follows from them."""
    for diagnosis in diagnoses:
        yield diagnosis.id
        yield from named(diagnosis.consequences)


def in_file_order(_: Outcome, report: Report, declined: frozenset[str]) -> str | None:
    """The first fact that the open causes miss, by path; then what tells exceptions."""
    missing = [name for cause in sorted(report.candidates, key=lambda one: one.id) for name in cause.missing]
    return next((name for name in (*missing, *(one.fact for one in report.questions)) if name not in declined), None)


def consulting(reasoner: Reasoner) -> Choose:
    """As a consultation asks."""
    chooser = Chooser(reasoner)

    def choose(outcome: Outcome, report: Report, declined: frozenset[str]) -> str | None:
        question, _ = next_question(chooser, outcome, report, declined)
        return question.fact if question else None

    return choose


def measure(book: RuleBook) -> str:
    """Walk to every cause both ways, and give the result as Markdown."""
    reasoner = reasoner_of(book, "python")
    rules = [rule for rule in book.rules.values() if reasoner.reachable[rule.id]]
    ways = (consulting(reasoner), in_file_order)
    walks = {
        rule.id: [
            [walk(reasoner, rule, test, way) for way in ways]
            for test in islice((test for test in rule.tests if test.expect["fires"] is True), SITUATIONS)
        ]
        for rule in rules
    }
    rows = [
        row(area.title, [one for rule in rules if rule.area == name for one in walks[rule.id]])
        for name, area in book.areas.items()
    ]
    every = [one for found in walks.values() for one in found]
    head = ["", "situations", "consultation", "not found", "order of files", "not found"]
    unrelated = ", ".join(f"`{id}`" for id in book.rules if id not in walks)
    text = table(head, [*rows, row("**all**", every)])
    return TEMPLATE.format(
        heading=HEADING, situations=SITUATIONS, tests=len(every), causes=len(rules), table=text, unrelated=unrelated
    )


def row(title: str, walks: list[list[Walk]]) -> list[str]:
    """Mean numbers of questions of both ways, and how often the cause was not found."""
    cells = [title, str(len(walks))]
    for way in zip(*walks, strict=True):
        cells += [f"{statistics.mean(one.questions for one in way):.1f}", str(sum(not one.found for one in way))]
    return cells


def main() -> None:
    """Runs in some minutes."""
    parser = argparse.ArgumentParser(description="Counts the questions from a symptom to each cause.")
    parser.add_argument("--write", type=Path, metavar="FILE.md", help="replace this section of the file too")
    target: Path | None = parser.parse_args().write
    text = measure(load_rules())
    print(text)
    if target is not None:
        before = target.read_text("utf-8").partition(HEADING)[0]
        target.write_text(f"{before.rstrip()}\n\n{text}", encoding="utf-8")
        print(f"written to {target}", file=sys.stderr)


if __name__ == "__main__":
    main()

"""A case answered again with other facts, and what is different then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kafka_triage.diagnosis.background import background_of
from kafka_triage.diagnosis.build import build_report
from kafka_triage.diagnosis.parts import Diagnosis, OpenCauses, plain
from kafka_triage.diagnosis.report import Report
from kafka_triage.facts.intake import named, read_facts
from kafka_triage.facts.show import show
from kafka_triage.facts.values import Known, Value
from kafka_triage.language.model import Vocabulary


@dataclass(frozen=True, slots=True)
class Difference:
    """A value before and after: of a fact, or of a setting that a cause advises; None where there was or is none.

    ``before_text`` and ``after_text`` are the values in words, with their unit.
    """

    name: str
    before: Value | None
    after: Value | None
    before_text: str
    after_text: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different from the report before.

    Attributes:
        facts: Facts that were added, replaced or taken away.
        verdict: The verdict before and after; equal where it stayed.
        diagnosed: Ids of causes that hold now and did not.
        not_diagnosed: Ids of causes that held and do not any more.
        confidence: Id of a cause that still holds to its confidence before and after, where that changed.
        candidates: Ids of causes that are open now and were not.
        no_candidates: Ids of causes that were open and are not any more.
        ruled_out: Ids of causes that are ruled out now and were not.
        settings: Settings that causes advise otherwise now, named ``<id>: <key>``.
    """

    facts: list[Difference]
    verdict: tuple[str, str]
    diagnosed: list[str]
    not_diagnosed: list[str]
    confidence: dict[str, tuple[str, str]]
    candidates: list[str]
    no_candidates: list[str]
    ruled_out: list[str]
    settings: list[Difference]

    def __bool__(self) -> bool:
        """Whether anything is different but the facts themselves."""
        lists = (self.diagnosed, self.not_diagnosed, self.candidates, self.no_candidates, self.ruled_out)
        return self.verdict[0] != self.verdict[1] or any(lists) or bool(self.confidence or self.settings)

    def to_dict(self) -> dict[str, Any]:
        """The changes as plain data."""
        return {name: plain(getattr(self, name)) for name in self.__slots__}

    def to_text(self) -> str:
        """The changes for a terminal."""
        from kafka_triage.render.changes import render_changes

        return render_changes(self)

    def __str__(self) -> str:
        return self.to_text()


def answer_with(report: Report, given: Mapping[str, Any]) -> Report:
    """The case of a report answered again; arguments and errors as for `Report.with_facts`."""
    background = background_of(report)
    reasoner = background.reasoner
    vocabulary = reasoner.book.vocabulary
    known = {fact.name: fact for fact in read_facts(given, vocabulary)}
    facts = replaced(background.facts, known, named(given, vocabulary))
    outcome = reasoner.reason(reasoner.derivation.settle(facts))
    answer = build_report(reasoner, outcome, background.notes, background.policy)
    changes = compare(report, answer, _facts(background.facts, facts, vocabulary))
    settled = OpenCauses(answer.candidates, answer.ruled_out, answer.questions)
    return replace(answer, open_causes=settled, changes=changes, history=report.history)


def replaced(facts: Iterable[Known], known: Mapping[str, Known], names: Iterable[str]) -> tuple[Known, ...]:
    """Given facts with those of some names replaced where they stand, or taken away; others are added at the end."""
    left = dict.fromkeys(names)
    kept: dict[str, Known] = {}
    made: list[Known] = []
    for fact in facts:
        if fact.name not in left:
            made.append(fact)
        elif fact.name in known and fact.name not in kept:
            kept[fact.name] = known[fact.name]
            made.append(known[fact.name])
    return (*made, *(fact for name, fact in known.items() if name not in kept))


def compare(before: Report, after: Report, facts: list[Difference]) -> Changes:
    """What is different between two reports of one case."""
    old, new = dict(_named(before)), dict(_named(after))
    open_before, open_now = ([candidate.id for candidate in report.candidates] for report in (before, after))
    out_before, out_now = ([cause.id for cause in report.ruled_out] for report in (before, after))
    both = [id for id in new if id in old]
    return Changes(
        facts,
        (before.verdict, after.verdict),
        [id for id in new if id not in old],
        [id for id in old if id not in new],
        {id: (old[id].confidence, new[id].confidence) for id in both if old[id].confidence != new[id].confidence},
        [id for id in open_now if id not in open_before],
        [id for id in open_before if id not in open_now],
        [id for id in out_now if id not in out_before],
        [difference for id in both for difference in _settings(old[id], new[id])],
    )


def _named(report: Report) -> Iterator[tuple[str, Diagnosis]]:
    waiting = [*report.diagnoses, *report.risks]
    while waiting:
        diagnosis = waiting.pop(0)
        yield diagnosis.id, diagnosis
        waiting = [*diagnosis.consequences, *waiting]


def _settings(before: Diagnosis, after: Diagnosis) -> Iterator[Difference]:
    old, new = ({key: value for action in one.actions for key, value in action.set.items()} for one in (before, after))
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            values = old.get(key), new.get(key)
            yield Difference(f"{before.id}: {key}", *values, *("none" if one is None else show(one) for one in values))


def _facts(before: Iterable[Known], after: Iterable[Known], vocabulary: Vocabulary) -> list[Difference]:
    old, new = ({fact.name: fact.value for fact in facts} for facts in (before, after))
    return [
        Difference(
            name, old.get(name), new.get(name), *(value_text(name, one.get(name), vocabulary) for one in (old, new))
        )
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    ]


def value_text(name: str, value: Value | None, vocabulary: Vocabulary) -> str:
    """A value of a fact with its unit; ``not known`` for None."""
    return "not known" if value is None else show(value, vocabulary.facts[name].unit)

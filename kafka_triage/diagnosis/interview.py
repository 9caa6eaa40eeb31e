"""What comes next in a consultation: a question, or the reason why there is none.

In: the outcome and report of what was said so far, and what the person does not know. Out: a `Question`, or why the
consultation has ended. First comes what separates the open causes. Once a cause is proven, its exceptions and the
defaults that it rests on, then the causes that would explain it or that one of its exceptions points to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from kafka_triage.diagnosis.choice import Choice, Chooser
from kafka_triage.diagnosis.parts import Diagnosis, Question
from kafka_triage.diagnosis.reason import Outcome
from kafka_triage.diagnosis.report import Report
from kafka_triage.language.model import Rule

_PROVEN = ("certain", "likely")


def next_question(
    chooser: Chooser, outcome: Outcome, report: Report, declined: Set[str]
) -> tuple[Question | None, str]:
    """What to ask next; None and a sentence that says why where there is nothing to ask."""
    proven = [diagnosis for diagnosis in report.diagnoses if diagnosis.confidence in _PROVEN]
    question = _confirming(chooser, outcome, proven, declined)
    if question is None:
        choice = _choice(chooser, outcome, report, proven, declined)
        question = _asked(chooser, choice, outcome) if choice else None
    if question is None and not report.observed and not report.diagnoses:
        opening = chooser.reasoner.asking.opening(outcome.base)
        question = next((one for one in opening if one.fact not in declined), None)
    return question, "" if question else _why_ended(report, proven)


def _confirming(chooser: Chooser, outcome: Outcome, proven: Iterable[Diagnosis], declined: Set[str]) -> Question | None:
    """What could still speak against a cause that is proven: its exceptions, and the defaults that it rests on."""
    asking = chooser.reasoner.asking
    for diagnosis in proven:
        rule = chooser.reasoner.book.rules[diagnosis.id]
        exception = chooser.exception(outcome, rule, declined)
        if exception:
            name, say = exception
            return asking.question(name, [f"tells {say} from: {diagnosis.title}"], outcome.base.values)
        assumed = chooser.assumption(outcome, rule, declined)
        if assumed:
            why = f"taken from a default so far, and decides: {diagnosis.title}"
            return asking.question(assumed, [why], outcome.base.values)
    return None


def _choice(
    chooser: Chooser, outcome: Outcome, report: Report, proven: list[Diagnosis], declined: Set[str]
) -> Choice | None:
    """The best question about what is open; last, what only a default or a makeshift formula speaks against."""
    rules = chooser.reasoner.book.rules
    weights = {candidate.id: candidate.likelihood for candidate in report.candidates}
    reopened, priors, derived = chooser.reopened(outcome, declined)
    if not proven:
        return chooser.choose(outcome, weights, declined) or chooser.choose(reopened, priors, declined | derived)
    pointed_to = {id for diagnosis in proven for id in chooser.rivals(outcome, rules[diagnosis.id], weights)}
    rivals = {id: weight for id, weight in weights.items() if id in pointed_to}
    return (
        chooser.choose(outcome, _explaining(report.diagnoses, weights, rules), declined)
        or chooser.choose(outcome, rivals, declined)
        or chooser.choose(reopened, _explaining(report.diagnoses, priors, rules), declined | derived)
    )


def _asked(chooser: Chooser, choice: Choice, outcome: Outcome) -> Question:
    first, *others = (chooser.reasoner.book.rules[id].title for id in choice.decides)
    return chooser.reasoner.asking.question(choice.fact, [f"decides: {first}", *others], outcome.base.values)


def _explaining(
    found: Iterable[Diagnosis], weights: Mapping[str, float], rules: Mapping[str, Rule]
) -> dict[str, float]:
    """Of some causes, those that would explain one that was found."""
    named = {one.id for diagnosis in found for one in _whole(diagnosis)}
    return {id: weight for id, weight in weights.items() if named & set(rules[id].explains)}


def _whole(diagnosis: Diagnosis) -> list[Diagnosis]:
    return [diagnosis, *(one for below in diagnosis.consequences for one in _whole(below))]


def _why_ended(report: Report, proven: list[Diagnosis]) -> str:
    if proven:
        return "a cause is proven, and nothing is left to ask that would exclude or explain it"
    if not report.candidates:
        return "no cause is open"
    return "no answer that can be given would prove one of the open causes"

"""A report for a terminal: verdict and root cause first, then what to do, why, what to ask, where it is written.

In: a report. Out: plain text that is readable without colour. Commands and settings stand on lines of their own and are
never broken, so that they can be copied. What is not needed first is named in the last line, unless all is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from kafka_triage.diagnosis.parts import Action, Cite, Diagnosis, Note, Question
from kafka_triage.diagnosis.report import Report
from kafka_triage.render.common import (
    WAYS,
    cite_text,
    clean,
    family_tree,
    headline,
    lead,
    proof,
    properties,
    step,
    supported_first,
    suppression,
)
from kafka_triage.render.lines import LABEL, Lines

_Thing = TypeVar("_Thing")
_VERDICTS = {
    "problems": ("PROBLEM", "31"),
    "healthy": ("HEALTHY", "32"),
    "undetermined": ("UNDETERMINED", "33"),
}
_MOST_STEPS = 3
_MOST_EVIDENCE = 5
_MOST_NOTES = 2
_MOST_SOURCES = 2
_MOST_QUESTIONS = 3
_MOST_SUPPORTED = {True: 3, False: 5}
_LEAST_CANDIDATES = 3
_QUESTIONS = "questions"


def render_text(report: Report, *, width: int = 80, color: bool = False, verbose: bool = False) -> str:
    """Render a report.

    Args:
        report: The report.
        width: Columns; prose is wrapped to it, at least 40.
        color: Whether to use ANSI colours.
        verbose: Everything, instead of what is needed first.
    """
    return _Page(report, Lines(max(width, 40), color), verbose).render()


class _Page:
    def __init__(self, report: Report, lines: Lines, verbose: bool) -> None:
        self.report = report
        self.out = lines
        self.verbose = verbose
        self.left_out: dict[str, None] = {}

    def render(self) -> str:
        report = self.report
        first = lead(report)
        self.out.heading(*_VERDICTS[report.verdict], headline(report), first.id if first else "")
        for number, diagnosis in enumerate(report.diagnoses):
            if number:
                self.out.gap()
                word = "Also" if diagnosis.severity != "info" else "Note"
                self.out.labelled(word, f"{diagnosis.title} ({diagnosis.confidence})  {diagnosis.id}", bold=True)
            self.diagnosis(diagnosis, first=number == 0)
        self.suppressed()
        self.open_causes()
        for risk in report.risks:
            self.out.gap()
            self.out.labelled("Risk", f"{risk.title}  {risk.id}", bold=True)
            self.diagnosis(risk, first=False)
        self.out.gap()
        self.notes("Noticed", report.notes)
        self.rest()
        return self.out.text()

    def first(self, of: Sequence[_Thing], most: int, what: str) -> Sequence[_Thing]:
        """As many as are needed first, all where all is asked for; of the others it is said that they are there."""
        if self.verbose or len(of) <= most:
            return of
        self.left_out[what] = None
        return of[:most]

    def rest(self) -> None:
        """What was left out, and how to see it."""
        if not self.left_out:
            return
        *several, last = self.left_out
        listed = f"{', '.join(several)} and {last}" if several else last
        asking = " kafka-triage ask puts the questions one by one." if _QUESTIONS in self.left_out else ""
        self.out.gap()
        self.out.labelled("More", f"{listed}: --verbose shows them.{asking}")

    def diagnosis(self, diagnosis: Diagnosis, *, first: bool) -> None:
        whole = first or self.verbose
        actions = diagnosis.actions if whole else self.first(diagnosis.actions, 1, "steps")
        for number, action in enumerate(actions):
            after = actions[number + 1] if number + 1 < len(actions) else None
            said = self.verbose or after is None or after.verify != action.verify
            self.action("Do now" if number == 0 else "Then", action, number=number, whole=whole, said=said)
        self.out.labelled("Why", diagnosis.text)
        for evidence in self.first(diagnosis.evidence, _MOST_EVIDENCE, "facts"):
            self.out.pair(evidence.text, evidence.source)
        for number, (depth, consequence) in enumerate(family_tree(diagnosis)):
            text = f"{'  ' * depth}{consequence.title} ({consequence.confidence})  {consequence.id}"
            self.out.labelled("Leads to" if number == 0 else "", text)
        if diagnosis.not_excluded:
            self.out.labelled("Not yet", f"excluded: {', '.join(diagnosis.not_excluded)}.")
        if first and not self.verbose:
            self.questions(self.first(self.report.questions, 1, _QUESTIONS))
        self.notes("Note", self.first(diagnosis.notes, _MOST_NOTES if first else 0, "notes"))
        sources = cite_lines(diagnosis.cites, None if self.verbose else 1 + first)
        for number, line in enumerate(self.first(sources, _MOST_SOURCES if first else 1, "sources")):
            self.out.labelled("Where" if number == 0 else "", line)

    def action(self, label: str, action: Action, *, number: int, whole: bool, said: bool) -> None:
        self.out.labelled(label, step(action))
        self.out.verbatim(properties(action))
        if number >= _MOST_STEPS and not self.verbose:
            if action.how or action.trade_off:
                self.left_out["steps in detail"] = None
            return
        self.out.commands(action.how)
        if action.needs:
            self.out.labelled("", f"The value follows from {', '.join(action.needs)}, not known yet")
        if action.trade_off and whole:
            self.out.labelled("", f"Costs: {action.trade_off}")
        if action.verify and whole and said:
            self.out.labelled("", proof(action))

    def suppressed(self) -> None:
        for number, one in enumerate(self.report.suppressed):
            self.out.gap()
            known = one.diagnosis
            title = f"{known.title} ({known.severity}, {known.confidence})  {known.id}"
            self.out.labelled("Ignored" if number == 0 else "", title)
            self.out.labelled("", suppression(one))

    def open_causes(self) -> None:
        report = self.report
        self.out.gap()
        self.candidates()
        self.out.gap()
        if self.verbose or not report.diagnoses:
            self.questions(self.first(report.questions, _MOST_QUESTIONS, _QUESTIONS))
        self.out.gap()
        for number, cause in enumerate(self.first(report.ruled_out, 0, "causes ruled out")):
            text = f"{cause.title}: {cause.because[0]}" if cause.because else cause.title
            self.out.labelled("Not" if number == 0 else "", text)

    def candidates(self) -> None:
        """Open causes: first those that something speaks for besides the symptom."""
        shown = supported_first(self.report.candidates)
        supported = sum(bool(one.because) for one in shown)
        diagnosed = bool(self.report.diagnoses)
        most = max(min(supported, _MOST_SUPPORTED[diagnosed]), 0 if diagnosed else _LEAST_CANDIDATES)
        label = "Or" if diagnosed else "Could be"
        for number, candidate in enumerate(self.first(shown, most, "open causes")):
            self.out.labelled(label if number == 0 else "", f"{candidate.title}  {candidate.id}")
            for text in candidate.because if self.verbose else ():
                self.out.wrapped(clean(text), LABEL + 2, first="- ")

    def questions(self, questions: Iterable[Question]) -> None:
        before = ""
        for number, question in enumerate(questions):
            expects = f", {question.expects}" if self.verbose and question.expects else ""
            self.out.labelled("Ask" if number == 0 else "", f"{question.ask}  [{question.fact}{expects}]")
            for way, text in question.how.items() if self.verbose else _first_way(question):
                if way == "shell" and text != before:
                    self.out.commands(text)
                elif way != "shell":
                    self.out.wrapped(clean(f"{WAYS[way]}: {' '.join(text.split())}"), LABEL + 2)
                before = text

    def notes(self, label: str, notes: Iterable[Note]) -> None:
        for number, note in enumerate(notes):
            cites = "; ".join(cite_text(cite) for cite in note.cites) if self.verbose else ""
            self.out.labelled(label if number == 0 else "", f"{note.text} ({cites})" if cites else note.text)


def _first_way(question: Question) -> list[tuple[str, str]]:
    """One way to find out: a command to paste where there is one."""
    way = "shell" if "shell" in question.how else next(iter(question.how), None)
    return [(way, question.how[way])] if way else []


def cite_lines(cites: Iterable[Cite], most: int | None = None) -> list[str]:
    """A line for each source, with all its sections, or as many as are asked for."""
    sections: dict[str, list[str]] = {}
    for cite in cites:
        sections.setdefault(cite.source, []).extend([f'"{cite.section}"'] if cite.section else [])
    return [f"{source}: {', '.join(found[:most])}" if found else source for source, found in sections.items()]

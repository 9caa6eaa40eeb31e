"""A report for a terminal: verdict and root cause first, then what to do, why, what is open, where it is written.

In: a report. Out: plain text that is readable without colour. Commands and settings stand on lines of their own and are
never broken, so that they can be copied.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from kafka_triage.diagnosis.parts import Action, Cite, Diagnosis, Note, Question
from kafka_triage.diagnosis.report import Report
from kafka_triage.render.common import (
    MOST_AFTER_DIAGNOSIS,
    MOST_CANDIDATES,
    MOST_QUESTIONS,
    MOST_RULED_OUT,
    WAYS,
    cite_text,
    clean,
    family_tree,
    headline,
    lead,
    proof,
    properties,
    step,
    suppression,
)

_LABEL = 9
_COMMAND = re.compile(r"(?:[a-z0-9_./-]+|[A-Z_]+=\S+)\s")
_WORDS = re.compile(r"(?:'[^']*'|\"(?:\\.|[^\"\\])*\"|[^\s'\"])+|['\"]\S*")
_VERDICTS = {
    "problems": ("PROBLEM", "31"),
    "healthy": ("HEALTHY", "32"),
    "undetermined": ("UNDETERMINED", "33"),
}


def render_text(report: Report, *, width: int = 80, color: bool = False) -> str:
    """Render a report.

    Args:
        report: The report.
        width: Columns; prose is wrapped to it, at least 40.
        color: Whether to use ANSI colours.
    """
    return _Page(max(width, 40), color).render(report)


class _Page:
    def __init__(self, width: int, color: bool) -> None:
        self.width = width
        self.color = color
        self.lines: list[str] = []

    def render(self, report: Report) -> str:
        self.title(report)
        for number, diagnosis in enumerate(report.diagnoses):
            if number:
                self.gap()
                word = "Also" if diagnosis.severity != "info" else "Note"
                self.labelled(word, f"{diagnosis.title} ({diagnosis.confidence})  {diagnosis.id}", bold=True)
            self.diagnosis(diagnosis)
        self.suppressed(report)
        self.open_causes(report)
        for risk in report.risks:
            self.gap()
            self.labelled("Risk", f"{risk.title}  {risk.id}", bold=True)
            self.diagnosis(risk)
        self.notes("Noticed", report.notes)
        return "\n".join(line.rstrip() for line in self.lines).strip("\n") + "\n"

    def title(self, report: Report) -> None:
        word, code = _VERDICTS[report.verdict]
        text = headline(report)
        first = lead(report)
        id = first.id if first else ""
        start = f"{word:<{_LABEL}}" if len(word) < _LABEL else f"{word}  "
        gap = self.width - len(start) - len(text) - len(id)
        wrapped = textwrap.wrap(text, self.width - len(start)) or [""]
        self.lines.append(
            self.paint(start, code) + self.paint(wrapped[0], "1") + (" " * gap + id if id and gap > 1 else "")
        )
        self.lines += [" " * len(start) + line for line in wrapped[1:]]
        if id and gap <= 1:
            self.lines.append(" " * len(start) + id)
        self.lines.append("")

    def diagnosis(self, diagnosis: Diagnosis) -> None:
        for number, action in enumerate(diagnosis.actions):
            self.action("Do now" if number == 0 else "Then", action)
        self.labelled("Why", diagnosis.text)
        self.evidence(diagnosis)
        for depth, consequence in family_tree(diagnosis):
            text = f"{'  ' * depth}{consequence.title} ({consequence.confidence})  {consequence.id}"
            self.labelled("Leads to" if depth == 0 else "", text)
        if diagnosis.not_excluded:
            self.labelled("Not yet", f"excluded: {', '.join(diagnosis.not_excluded)}.")
        self.notes("Note", diagnosis.notes)
        for number, line in enumerate(cite_lines(diagnosis.cites)):
            self.labelled("Where" if number == 0 else "", line)

    def action(self, label: str, action: Action) -> None:
        self.labelled(label, step(action))
        self.verbatim(properties(action))
        self.commands(action.how)
        if action.needs:
            self.labelled("", f"the value follows from {', '.join(action.needs)}, not known yet")
        if action.trade_off:
            self.labelled("", f"Costs: {action.trade_off}")
        if action.verify:
            self.labelled("", proof(action))

    def evidence(self, diagnosis: Diagnosis) -> None:
        for evidence in diagnosis.evidence:
            self.pair(evidence.text, evidence.source)

    def pair(self, text: str, source: str) -> None:
        """A fact on the left and where it came from on the right, or below when both do not fit."""
        text, source = clean(text), clean(source)
        room = self.width - _LABEL - 2
        if len(text) + len(source) + 2 <= room:
            self.lines.append(
                " " * _LABEL + f"- {text}" + " " * (room - len(text) - len(source)) + self.paint(source, "2")
            )
            return
        self.wrapped(text, _LABEL, first="- ")
        self.wrapped(source, _LABEL + 4)

    def suppressed(self, report: Report) -> None:
        for number, one in enumerate(report.suppressed):
            self.gap()
            known = one.diagnosis
            title = f"{known.title} ({known.severity}, {known.confidence})  {known.id}"
            self.labelled("Ignored" if number == 0 else "", title)
            self.labelled("", suppression(one))

    def open_causes(self, report: Report) -> None:
        self.gap()
        most = MOST_AFTER_DIAGNOSIS if report.diagnoses else MOST_CANDIDATES
        for number, candidate in enumerate(report.candidates[:most]):
            label = ("Could be" if not report.diagnoses else "Or") if number == 0 else ""
            self.labelled(label, f"{candidate.title}  {candidate.id}")
        if len(report.candidates) > most:
            self.labelled("", f"and {len(report.candidates) - most} more")
        self.gap()
        most = MOST_AFTER_DIAGNOSIS if report.diagnoses else MOST_QUESTIONS
        for number, question in enumerate(report.questions[:most]):
            self.question("Ask" if number == 0 else "", question)
        if len(report.questions) > most:
            self.labelled("", f"and {len(report.questions) - most} more questions (--format json has all)")
        self.gap()
        for number, cause in enumerate(report.ruled_out[:MOST_RULED_OUT]):
            self.labelled(
                "Not" if number == 0 else "",
                f"{cause.title}: {cause.because[0]}" if cause.because else cause.title,
            )

    def gap(self) -> None:
        """One empty line, unless there is one."""
        if self.lines[-1]:
            self.lines.append("")

    def question(self, label: str, question: Question) -> None:
        self.labelled(label, f"{question.ask}  [{question.fact}]")
        for way, text in question.how.items():
            if way == "shell":
                self.commands(text)
            else:
                self.wrapped(clean(f"{WAYS[way]}: {' '.join(text.split())}"), _LABEL + 2)

    def notes(self, label: str, notes: Iterable[Note]) -> None:
        for number, note in enumerate(notes):
            cites = "; ".join(cite_text(cite) for cite in note.cites)
            self.labelled(label if number == 0 else "", f"{note.text} ({cites})" if cites else note.text)

    def labelled(self, label: str, text: str, *, bold: bool = False) -> None:
        first = self.paint(f"{label:<{_LABEL}}", "1")
        wrapped = [
            line
            for paragraph in clean(text).strip().split("\n")
            for line in textwrap.wrap(
                paragraph,
                self.width - _LABEL,
                break_on_hyphens=False,
                break_long_words=False,
                subsequent_indent=_indent(paragraph),
            )
            or [""]
        ]
        for number, line in enumerate(wrapped):
            painted = self.paint(line, "1") if bold else line
            self.lines.append((first if number == 0 else " " * _LABEL) + painted)

    def wrapped(self, text: str, indent: int, first: str = "") -> None:
        self.lines += textwrap.wrap(
            text,
            self.width,
            initial_indent=" " * indent + first,
            subsequent_indent=" " * (indent + len(first)),
            break_on_hyphens=False,
            break_long_words=False,
        )

    def commands(self, text: str) -> None:
        """Commands to paste; one that is too long goes on after a backslash, which the shell reads as one line."""
        for line in clean(text).splitlines():
            self.verbatim(continued(line, self.width - _LABEL - 2))

    def verbatim(self, lines: Iterable[str]) -> None:
        self.lines += [self.paint(" " * (_LABEL + 2) + clean(line), "36") for line in lines]

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text.strip() else text


def continued(line: str, width: int) -> list[str]:
    """A command broken between words with backslashes, never inside quotes; text that is no command is wrapped."""
    if len(line) <= width:
        return [line]
    if not _COMMAND.match(line):
        return textwrap.wrap(line, width, break_on_hyphens=False, break_long_words=False)
    pieces: list[str] = []
    for word in _WORDS.findall(line):
        if pieces and len(pieces[-1]) + len(word) + 3 <= width:
            pieces[-1] += f" {word}"
        else:
            pieces.append(word if not pieces else f"  {word}")
    return [*(f"{piece} \\" for piece in pieces[:-1]), pieces[-1]]


def cite_lines(cites: Iterable[Cite]) -> list[str]:
    """A line for each source, with all its sections."""
    sections: dict[str, list[str]] = {}
    for cite in cites:
        sections.setdefault(cite.source, []).extend([f'"{cite.section}"'] if cite.section else [])
    return [f"{source}: {', '.join(found)}" if found else source for source, found in sections.items()]


def _indent(paragraph: str) -> str:
    return " " * (len(paragraph) - len(paragraph.lstrip()))

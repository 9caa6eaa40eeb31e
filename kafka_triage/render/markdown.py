"""A report as Markdown, for a ticket or a chat: the same order as the text, tables for evidence and questions.

In: a report. Out: CommonMark with pipe tables. Whatever came from the input is escaped.
"""

from __future__ import annotations

import re

from kafka_triage.diagnosis.parts import Action, Candidate, Diagnosis, Note
from kafka_triage.diagnosis.report import Report
from kafka_triage.render.common import (
    MOST_CANDIDATES,
    MOST_QUESTIONS,
    cite_text,
    clean,
    family_tree,
    headline,
    proof,
    properties,
    step,
    supported_first,
    suppression,
)

_SPECIAL = re.compile(r"([\\`*_{}\[\]>|#~])")
_BLOCK = re.compile(r"^(\s*(?:\d+(?=[.)]))?)([-+=.)])", re.MULTILINE)
_FENCE = re.compile(r"`{3,}")


def render_markdown(report: Report) -> str:
    """Render a report."""
    lines = [f"# {report.verdict.capitalize()}: {escape(headline(report))}", ""]
    for diagnosis in report.diagnoses:
        lines += _diagnosis(diagnosis, "##")
    if report.suppressed:
        lines += ["## Suppressed", ""]
        for one in report.suppressed:
            known = one.diagnosis
            title = f"{escape(known.title)} ({known.severity}, {known.confidence}, {code(known.id)})"
            lines.append(f"- {title}, {escape(suppression(one))}")
        lines.append("")
    if report.candidates:
        lines += ["## Could be", ""]
        lines += [_candidate(one) for one in supported_first(report.candidates)[:MOST_CANDIDATES]]
        lines += _more(len(report.candidates) - MOST_CANDIDATES)
        lines.append("")
    if report.questions:
        lines += ["## To find out", "", "| question | fact | why | how |", "|---|---|---|---|"]
        for question in report.questions[:MOST_QUESTIONS]:
            how = "<br>".join(f"{way}: {escape(_line(text))}" for way, text in question.how.items())
            lines.append(
                f"| {escape(_line(question.ask))} | {code(question.fact)} | {escape(_line(question.why))} | {how} |"
            )
        more = _more(len(report.questions) - MOST_QUESTIONS)
        lines += ["", *more, ""] if more else [""]
    if report.ruled_out:
        lines += ["## Ruled out", ""]
        lines += [f"- {escape(one.title)}: {escape('; '.join(one.because))}" for one in report.ruled_out]
        lines.append("")
    if report.risks:
        lines += ["## Risks", ""]
        for risk in report.risks:
            lines += _diagnosis(risk, "###")
    if report.notes:
        lines += ["## Noticed", "", *_notes(report.notes), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _candidate(one: Candidate) -> str:
    because = f": {escape(_line('; '.join(one.because)))}" if one.because else ""
    return f"- {escape(one.title)} ({code(one.id)}){because}"


def _more(number: int) -> list[str]:
    """That a ticket does not hold everything."""
    return [f"- and {number} more; JSON has all"] if number > 0 else []


def _diagnosis(diagnosis: Diagnosis, level: str) -> list[str]:
    lines = [f"{level} {escape(diagnosis.title)} ({diagnosis.confidence}, {diagnosis.severity})", ""]
    lines += [code(diagnosis.id), "", escape(clean(diagnosis.text)), ""]
    for number, action in enumerate(diagnosis.actions, 1):
        lines += _action(number, action)
    if diagnosis.evidence:
        lines += ["", "| because | from |", "|---|---|"]
        lines += [f"| {escape(_line(one.text))} | {escape(_line(one.source))} |" for one in diagnosis.evidence]
    lines.append("")
    for depth, consequence in family_tree(diagnosis):
        lines.append(
            f"{'  ' * depth}- leads to: {escape(consequence.title)} ({consequence.confidence}, {code(consequence.id)})"
        )
    if diagnosis.not_excluded:
        lines += ["", f"Not yet excluded: {escape(', '.join(diagnosis.not_excluded))}."]
    if diagnosis.notes:
        lines += ["", *_notes(diagnosis.notes)]
    if diagnosis.cites:
        lines += ["", "Where: " + "; ".join(_link(cite_text(cite), cite.url) for cite in diagnosis.cites)]
    return [*lines, ""]


def _action(number: int, action: Action) -> list[str]:
    lines = [f"{number}. {escape(_line(step(action)))}"]
    for block in ("\n".join(properties(action)), action.how.strip("\n")):
        if block:
            fence = "`" * max([3, *(len(found) + 1 for found in _FENCE.findall(block))])
            lines += [
                "",
                f"   {fence}",
                *(f"   {line}" for line in clean(block).splitlines()),
                f"   {fence}",
                "",
            ]
    if action.trade_off:
        lines.append(f"   Costs: {escape(_line(action.trade_off))}")
    if action.verify:
        lines.append(f"   {escape(proof(action))}")
    return lines


def _notes(notes: list[Note]) -> list[str]:
    return [
        f"- {escape(_line(note.text))}"
        + (f" ({'; '.join(_link(cite_text(cite), cite.url) for cite in note.cites)})" if note.cites else "")
        for note in notes
    ]


def escape(text: str) -> str:
    """A text with everything that Markdown would read as mark-up escaped."""
    marked = _BLOCK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", clean(text)))
    return marked.replace("&", "&amp;").replace("<", "&lt;")


def _line(text: str) -> str:
    return " ".join(text.split())


def code(text: str) -> str:
    """A text as code."""
    return f"`{clean(text).replace('`', chr(39))}`"


def _link(text: str, url: str) -> str:
    return f"[{escape(text)}](<{url}>)" if url.startswith(("https://", "http://")) else escape(text)

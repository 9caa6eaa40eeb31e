"""A report as SARIF 2.1.0: a result for each cause, at the lines of text that were its evidence.

In: a report, and the rules that it was made with. Out: JSON text. Diagnoses, their consequences and risks are results;
what is noticed, and that nothing could be determined, are notifications of the run.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from kafka_triage.diagnosis.parts import Diagnosis, Place, Suppressed
from kafka_triage.diagnosis.report import Report
from kafka_triage.language.model import Rule, RuleBook
from kafka_triage.language.words import in_words
from kafka_triage.render.common import (
    MOST_QUESTIONS,
    cite_text,
    clean,
    family_tree,
    headline,
    in_general,
    properties,
    step,
)
from kafka_triage.render.markdown import code, escape

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"critical": "error", "warning": "warning", "info": "note"}
_MARKED = re.compile(r"([\\\[\]])")


def render_sarif(report: Report, *, rules: RuleBook | None = None, files: Mapping[str, str] | None = None) -> str:
    """Render a report.

    Args:
        report: The report.
        rules: Those that it was made with, for what is said of a cause in general.
        files: Name of a text to the relative address of its file.
    """
    return _Log(report, rules, files or {}).render()


class _Log:
    def __init__(self, report: Report, rules: RuleBook | None, files: Mapping[str, str]) -> None:
        self.report = report
        self.book = rules
        self.files = files
        self.rules: dict[str, dict[str, Any]] = {}
        self.results: list[dict[str, Any]] = []

    def render(self) -> str:
        for root in self.report.diagnoses:
            self.result(root)
            for _, below in family_tree(root):
                self.result(below, root=root)
        for risk in self.report.risks:
            self.result(risk, risk=True)
        for one in self.report.suppressed:
            self.result(one.diagnosis, suppressed=one)
        log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [self.run()]}
        return json.dumps(log, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def run(self) -> dict[str, Any]:
        from kafka_triage import __version__

        driver = {"name": "kafka-triage", "semanticVersion": __version__, "rules": list(self.rules.values())}
        notifications = [_notification("note", note.text) for note in self.report.notes]
        if self.report.verdict == "undetermined":
            notifications.insert(0, _notification("warning", self._undetermined()))
        return {
            "tool": {"driver": driver},
            "automationDetails": {"id": f"kafka-triage/{quote(clean(self.report.group), safe='', errors='replace')}"},
            "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
            "columnKind": "unicodeCodePoints",
            "results": self.results,
            "properties": {"verdict": self.report.verdict, "observed": self.report.observed},
        }

    def _undetermined(self) -> str:
        said = [f"{headline(self.report)}."]
        said += [f"{question.ask} ({question.fact})" for question in self.report.questions[:MOST_QUESTIONS]]
        return " ".join(said)

    def result(
        self,
        diagnosis: Diagnosis,
        *,
        root: Diagnosis | None = None,
        risk: bool = False,
        suppressed: Suppressed | None = None,
    ) -> None:
        """Add the result of a cause, and its rule."""
        self.rules.setdefault(diagnosis.id, _rule(diagnosis, self.book.rules.get(diagnosis.id) if self.book else None))
        locations = self.locations(diagnosis)
        result = {
            "ruleId": diagnosis.id,
            "ruleIndex": list(self.rules).index(diagnosis.id),
            "level": "note" if risk else _LEVELS[diagnosis.severity],
            "message": {"text": _plain(_said(diagnosis, root, risk)), "markdown": _marked(diagnosis, root, risk)},
            "locations": locations[:1],
            "relatedLocations": self.related(locations[1:], root),
            "partialFingerprints": {"causeAndGroup/v1": _fingerprint(diagnosis.id, self.report.group)},
            "suppressions": [_suppression(suppressed)] if suppressed else [],
            "properties": {
                "severity": diagnosis.severity,
                "confidence": diagnosis.confidence,
                "risk": risk,
                "set": {key: value for action in diagnosis.actions for key, value in action.set.items()},
                "notExcluded": diagnosis.not_excluded,
                "notes": [clean(note.text) for note in diagnosis.notes],
                **({"consequenceOf": root.id} if root else {}),
            },
        }
        self.results.append(result)

    def locations(self, diagnosis: Diagnosis) -> list[dict[str, Any]]:
        """Where the evidence stands, line by line; the group itself where no line says it."""
        group = {"name": self.report.group or "consumer group", "kind": "resource"}
        said: dict[Place, list[str]] = {}
        for evidence in diagnosis.evidence:
            for place in evidence.places:
                said.setdefault(place, []).append(evidence.text)
        if not said:
            return [{"logicalLocations": [group]}]
        return [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(self.files.get(place.text, place.text), errors="replace")},
                    "region": {"startLine": place.line},
                },
                "logicalLocations": [group],
                "message": {"text": _plain("; ".join(texts))},
            }
            for place, texts in said.items()
        ]

    def related(self, more: Iterable[dict[str, Any]], root: Diagnosis | None) -> list[dict[str, Any]]:
        """Further lines of evidence, and where the cause stands that this one is a consequence of."""
        found = list(more)
        if root is not None:
            cause = {"message": {"text": _plain(f"Caused by: {root.title} ({root.id})")}}
            found.append(self.locations(root)[0] | cause)
        return [{"id": number, **location} for number, location in enumerate(found, 1)]


def _rule(diagnosis: Diagnosis, rule: Rule | None) -> dict[str, Any]:
    """What is said of a cause in general; it does not change from run to run."""
    links = [cite.url for cite in diagnosis.cites if cite.url.startswith(("https://", "http://"))]
    title = rule.title if rule else diagnosis.title
    lines = [f"# {escape(title)}"]
    plain = [title]
    if rule is not None:
        lines += ["", "What to do:", ""] if rule.actions else []
        for action in rule.actions:
            before = f"If {action.when_say}: " if action.when_say else ""
            after = f" (worked when {in_words(action.verify)})" if action.verify else ""
            lines.append(f"- {escape(before)}{in_general(action.do, text=escape, value=code)}{escape(after)}")
            plain.append(f"{before}{in_general(action.do)}{after}")
    if diagnosis.cites:
        lines += ["", "Where it is written:", ""]
        lines += [
            f"- [{escape(cite_text(cite))}](<{cite.url}>)" if cite.url in links else f"- {escape(cite_text(cite))}"
            for cite in diagnosis.cites
        ]
        plain += [f"{cite_text(cite)} {cite.url}".strip() for cite in diagnosis.cites]
    said = "\n".join(" ".join(line.split()) for line in plain)
    severity = rule.severity if rule else diagnosis.severity
    return {
        "id": diagnosis.id,
        "name": _pascal(diagnosis.id),
        "shortDescription": {"text": _plain(title)},
        "fullDescription": {"text": _plain(in_general(rule.diagnosis) if rule else title)},
        "help": {"text": _plain(said), "markdown": _braced("\n".join(lines))},
        **({"helpUri": links[0]} if links else {}),
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {"family": diagnosis.family, "tags": ["kafka", diagnosis.id.split("/", 1)[0]]},
    }


def _said(diagnosis: Diagnosis, root: Diagnosis | None, risk: bool) -> str:
    parts = [f"{diagnosis.title} ({diagnosis.confidence}).", diagnosis.text]
    parts += ["Nothing of it has been observed yet."] if risk else []
    parts += [f"It follows from: {root.title}."] if root else []
    if diagnosis.actions:
        first = diagnosis.actions[0]
        settings = f": {', '.join(properties(first))}" if first.set else ""
        parts.append(f"Do: {step(first)}{settings}.")
    return " ".join(" ".join(parts).split())


def _marked(diagnosis: Diagnosis, root: Diagnosis | None, risk: bool) -> str:
    lines = [f"**{escape(diagnosis.title)}** ({diagnosis.confidence})", "", escape(" ".join(diagnosis.text.split()))]
    lines += ["", "Nothing of it has been observed yet."] if risk else []
    lines += ["", f"It follows from: {escape(root.title)}."] if root else []
    lines += [""] if diagnosis.actions else []
    for number, action in enumerate(diagnosis.actions, 1):
        settings = "".join(f" `{clean(line)}`" for line in properties(action))
        lines.append(f"{number}. {escape(' '.join(step(action).split()))}{settings}")
    return _braced("\n".join(lines))


def _suppression(suppressed: Suppressed) -> dict[str, Any]:
    reason = " ".join(suppressed.reason.split())
    return {
        "kind": "external",
        "status": "accepted",
        "justification": clean(f"{reason} (until {suppressed.until})"),
        "properties": {"until": suppressed.until, "by": clean(suppressed.by)},
    }


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": _plain(text)}}


def _fingerprint(id: str, group: str) -> str:
    return hashlib.sha256(f"{id}\0{group}".encode("utf-8", "surrogatepass")).hexdigest()


def _plain(text: str) -> str:
    """A plain text as SARIF has it: brackets are no links, and braces no placeholders."""
    return _braced(_MARKED.sub(r"\\\1", clean(text)))


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _pascal(id: str) -> str:
    return "".join(word.capitalize() for word in re.split(r"[^a-zA-Z0-9]+", id))

"""What the output formats share: words for verdicts, settings as properties, and text made safe for a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from kafka_triage.diagnosis.parts import Action, Candidate, Cite, Diagnosis, Suppressed
from kafka_triage.diagnosis.policy import SEVERITIES
from kafka_triage.diagnosis.report import Report
from kafka_triage.facts.values import Value
from kafka_triage.language.model import Optional, Shown, Template
from kafka_triage.language.words import in_words

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
MOST_CANDIDATES = 6
MOST_QUESTIONS = 5
WAYS = {
    "console": "console",
    "shell": "run",
    "admin": "Admin API",
    "vendor": "vendor API",
    "jmx": "JMX",
    "prometheus": "Prometheus",
    "client": "client",
}


def clean(text: str) -> str:
    """A text without control characters, so that pasted input cannot steer a terminal."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def headline(report: Report) -> str:
    """The verdict and the root cause in one line."""
    where = f"{' '.join(report.group.split())}: " if report.group else ""
    hidden = only_suppressed(report)
    if hidden:
        known = hidden.diagnosis
        return clean(f"{where}{_lower(known.title)} ({known.confidence}), suppressed until {hidden.until}")
    if report.diagnoses:
        root = report.diagnoses[0]
        return clean(f"{where}{_lower(root.title)} ({root.confidence})")
    if report.verdict == "undetermined" and report.candidates:
        number = len(report.candidates)
        return clean(f"{where}no cause is proven yet; {number} {'is' if number == 1 else 'are'} open")
    return clean(f"{where}not enough is known to name a cause")


def lead(report: Report) -> Diagnosis | None:
    """The cause that the headline names, where there is one."""
    hidden = only_suppressed(report)
    return hidden.diagnosis if hidden else next(iter(report.diagnoses), None)


def only_suppressed(report: Report) -> Suppressed | None:
    """The worst of the suppressed problems, where a report has no others."""
    if report.verdict != "problems" or any(one.severity != "info" for one in found(report)):
        return None
    return next((one for one in report.suppressed if one.diagnosis.severity != "info"), None)


def found(report: Report) -> list[Diagnosis]:
    """Every diagnosis with its consequences, root first; what several roots lead to once, below the first."""
    shown: dict[str, Diagnosis] = {}
    for root in report.diagnoses:
        for one in (root, *(below for _, below in family_tree(root))):
            shown.setdefault(one.id, one)
    return list(shown.values())


def at_least(severity: str, threshold: str) -> bool:
    """Whether a severity reaches a threshold: ``info``, ``warning``, ``critical`` or ``never``."""
    return threshold != "never" and SEVERITIES.index(severity) >= SEVERITIES.index(threshold)


def suppression(one: Suppressed) -> str:
    """Until when and why a cause is left out, and where that is written."""
    return f"until {one.until}: {' '.join(one.reason.split())}" + (f" ({one.by})" if one.by else "")


def supported_first(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Open causes with those first that something speaks for, likeliest first among each."""
    return sorted(candidates, key=lambda one: not one.because)


def _lower(title: str) -> str:
    """A title as it goes on after a colon; names such as API or Kafka keep their capitals."""
    first = title.split(" ", 1)[0]
    return title if len(first) > 1 and not first[1:].islower() else title[:1].lower() + title[1:]


def step(action: Action) -> str:
    """What to do, after the condition under which it is right where that is not known yet."""
    return f"If {action.condition}: {_lower(action.do)}" if action.condition else action.do


def proof(action: Action) -> str:
    """How to see that it has worked."""
    return f"Worked when {in_words(action.verify)}"


def properties(action: Action) -> list[str]:
    """Settings as lines of a properties file."""
    return [f"{key}={property_value(value)}" for key, value in action.set.items()]


def property_value(value: Value) -> str:
    """One value as Kafka writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def in_general(
    template: Template | None, *, text: Callable[[str], str] = str, value: Callable[[str], str] = "<{}>".format
) -> str:
    """A text of a rule before any value is known.

    Args:
        template: The text.
        text: Writes what stands there as it is.
        value: Writes the formula of a value.
    """
    return "".join(_in_general(template.parts if template else (), text, value)).strip()


def _in_general(parts: Iterable[Any], text: Callable[[str], str], value: Callable[[str], str]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, Optional):
            yield from _in_general(part.parts, text, value)
        else:
            yield value(part.expression.text) if isinstance(part, Shown) else text(part)


def cite_text(cite: Cite) -> str:
    """A citation in one line."""
    return f'{cite.source}, "{cite.section}"' if cite.section else cite.source


def family_tree(diagnosis: Diagnosis, depth: int = 0) -> list[tuple[int, Diagnosis]]:
    """A diagnosis' consequences with their depth, in order."""
    below = []
    for consequence in diagnosis.consequences:
        below.append((depth, consequence))
        below += family_tree(consequence, depth + 1)
    return below

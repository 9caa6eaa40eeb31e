"""What the output formats share: words for verdicts, settings as properties, and text made safe for a terminal."""

from __future__ import annotations

import re

from kafka_triage.diagnosis.report import Action, Cite, Diagnosis, Report
from kafka_triage.facts.values import Value
from kafka_triage.language.words import in_words

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
MOST_CANDIDATES = 6
MOST_QUESTIONS = 5
MOST_AFTER_DIAGNOSIS = 3
MOST_RULED_OUT = 5


def clean(text: str) -> str:
    """A text without control characters, so that pasted input cannot steer a terminal."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def headline(report: Report) -> str:
    """The verdict and the root cause in one line."""
    where = f"{' '.join(report.group.split())}: " if report.group else ""
    if report.diagnoses:
        root = report.diagnoses[0]
        return clean(f"{where}{_lower(root.title)} ({root.confidence})")
    if report.verdict == "undetermined" and report.candidates:
        return clean(f"{where}no cause is proven yet; {len(report.candidates)} are open")
    return clean(f"{where}not enough is known to name a cause")


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


def cite_text(cite: Cite) -> str:
    """A citation in one line."""
    return f'{cite.source}, "{cite.section}"' if cite.section else cite.source


def family_tree(diagnosis: Diagnosis, depth: int = 0) -> list[tuple[int, Diagnosis]]:
    """A diagnosis' consequences with their depth, in order."""
    found = []
    for consequence in diagnosis.consequences:
        found.append((depth, consequence))
        found += family_tree(consequence, depth + 1)
    return found

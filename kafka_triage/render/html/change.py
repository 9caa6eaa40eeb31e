"""What to change as a diff of a properties file, and each change in words.

In: a report and one of its actions. Out: lines of the diff, and the values before and after with their unit. A value
that follows from a default does not stand in the file, so the diff takes nothing away for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kafka_triage.diagnosis.parts import Action, Setting
from kafka_triage.diagnosis.report import Report
from kafka_triage.facts.show import show
from kafka_triage.facts.values import Source
from kafka_triage.render.common import property_value

_WRITTEN = (Source.STATED.label, Source.MEASURED.label, Source.READ.label)
_NOT_KNOWN = Setting(None, "", "")


@dataclass(frozen=True, slots=True)
class Change:
    """One setting in words: its value now (empty: not known), where that is from, and the value to give it."""

    key: str
    before: str
    source: str
    after: str


def diff(report: Report, action: Action) -> list[str]:
    """Lines as ``-key=old`` and ``+key=new``."""
    lines = []
    for key, value in action.set.items():
        setting = report.settings.get(key, _NOT_KNOWN)
        if setting.value is not None and setting.source.startswith(_WRITTEN):
            lines.append(f"-{key}={_one_line(property_value(setting.value))}")
        lines.append(f"+{key}={_one_line(property_value(value))}")
    return lines


def changes(report: Report, action: Action) -> list[Change]:
    """Each setting in words, with units."""
    found = []
    for key, value in action.set.items():
        setting = report.settings.get(key, _NOT_KNOWN)
        before = "" if setting.value is None else show(setting.value, setting.unit)
        found.append(Change(key, before, setting.source, show(value, setting.unit)))
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())

"""What a report leaves out for a time, and which severities are set by those who run it.

In: a `Config`, made by hand or read from a file by `kafka_triage.config`. Out: what of it is in force for one group on
one day. What is left out is still shown as suppressed; what has ended is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kafka_triage.errors import KafkaTriageError, Problem, nearest
from kafka_triage.language.model import RuleBook

SEVERITIES = ("info", "warning", "critical")


@dataclass(frozen=True, slots=True)
class Ignore:
    """A cause that is known and accepted for a time.

    Attributes:
        id: Of its rule, for example ``accumulation/consumer-blocked``.
        reason: Why it is accepted; reports show it.
        until: The last day (UTC) on which it is left out.
        group: Leave it out of reports about this consumer group only; empty: of all.
        place: Where this is written, for messages and reports.
    """

    id: str
    reason: str
    until: date
    group: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """What those who run a diagnosis have decided.

    Attributes:
        ignore: Causes to leave out for a time.
        severity: Id of a cause to the severity that it has instead of its rule's: ``info``, ``warning``, ``critical``.
        rules: Directories of rules, used where `kafka_triage.diagnose` is given no others.
        places: Id of a cause to the place where its severity is written.
    """

    ignore: Sequence[Ignore] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    rules: Sequence[Path] = ()
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """A `Config` that has been checked, and the day (UTC) for which it is asked."""

    config: Config = field(default_factory=Config)
    today: date = date.min

    def ignored(self, group: str) -> dict[str, Ignore]:
        """Causes that are left out of a report about a group, by id; a group that is not known is no group."""
        return {entry.id: entry for entry in reversed(self._about(group)) if self.today <= entry.until}

    def notes(self, group: str) -> list[str]:
        """What has ended or cannot be told, in words."""
        ignored = self.ignored(group)
        ended = [
            f"{entry.id} is no longer suppressed: that ended on {entry.until.isoformat()}{_at(entry.place)}"
            for entry in self._about(group)
            if entry.id not in ignored
        ]
        unsure = [
            f"{entry.id} is to be suppressed for group {entry.group} only, and which group this is about is not known"
            f"{_at(entry.place)}"
            for entry in self.config.ignore
            if entry.group and not group and self.today <= entry.until
        ]
        return ended + unsure

    def _about(self, group: str) -> list[Ignore]:
        return [entry for entry in self.config.ignore if entry.group in ("", group)]

    def severity(self, id: str) -> str:
        """The severity that is set for a cause; empty where its rule decides."""
        return self.config.severity.get(id, "")

    def because(self, id: str) -> str:
        """Where the severity of a cause is set, in words."""
        return f"severity set to {self.config.severity[id]} by {self.config.places.get(id) or 'the configuration'}"


def checked(config: Config, book: RuleBook, today: date) -> Policy:
    """What a configuration asks for, checked against the rules.

    Raises:
        KafkaTriageError: A cause is not known, a reason or an end is missing, or a severity is none; every mistake.
    """
    problems = []
    for entry in config.ignore:
        place = entry.place or f"ignore {entry.id}"
        problems += _unknown(entry.id, book, place)
        if not str(entry.reason).strip():
            problems.append(Problem("a suppression needs a reason", place))
        if type(entry.until) is not date:
            problems.append(Problem(f"the last day of a suppression is a date, not {entry.until!r}", place))
    for id, level in config.severity.items():
        place = config.places.get(id) or f"severity {id}"
        problems += _unknown(id, book, place)
        if level not in SEVERITIES:
            suggestions = nearest(str(level), SEVERITIES)
            problems.append(Problem(f"'{level}' is not one of {', '.join(SEVERITIES)}", place, suggestions))
    if problems:
        raise KafkaTriageError(problems)
    return Policy(config, today)


def _unknown(id: str, book: RuleBook, place: str) -> list[Problem]:
    return [] if id in book.rules else [Problem(f"there is no cause '{id}'", place, nearest(id, book.rules))]


def _at(place: str) -> str:
    return f" ({place})" if place else ""

"""What a report follows from: the facts as they were given, and the rules that answer.

A report keeps it, so that it can be explained and answered again. A pickled report keeps the directories of its rules
instead of the rules, and loads them when they are needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kafka_triage.diagnosis.policy import Policy
from kafka_triage.errors import KafkaTriageError
from kafka_triage.facts.values import Known

if TYPE_CHECKING:
    from kafka_triage.diagnosis.reason import Reasoner
    from kafka_triage.diagnosis.report import Report


@dataclass(frozen=True, slots=True)
class Background:
    """What a report follows from.

    Attributes:
        facts: As they were given, with where they came from.
        notes: What was noticed while they were read.
        compiled: The rules; None after unpickling.
        directories: Those of the rules besides the shipped ones; None where the rules came from no directory.
        engine: ``durable`` or ``python``.
        policy: What was asked to be left out, and which severities are set.
    """

    facts: tuple[Known, ...]
    notes: tuple[str, ...]
    compiled: Reasoner | None = field(default=None, repr=False, compare=False)
    directories: tuple[str, ...] | None = None
    engine: str = ""
    policy: Policy = field(default_factory=Policy)

    @property
    def reasoner(self) -> Reasoner:
        """The compiled rules, loaded again where the report was pickled.

        Raises:
            KafkaTriageError: The rules were not loaded from directories, or cannot be loaded any more.
        """
        if self.compiled is not None:
            return self.compiled
        if self.directories is None:
            raise KafkaTriageError("the rules of this report came from no directory and are gone; diagnose again")
        from kafka_triage.api import load_rules, reasoner_of

        return reasoner_of(load_rules(*self.directories), self.engine)

    def __reduce__(self) -> tuple[Any, ...]:
        if self.compiled is None:
            return Background, (self.facts, self.notes, None, self.directories, self.engine, self.policy)
        book = self.compiled.book
        directories = book.directories if book.key else None
        return Background, (self.facts, self.notes, None, directories, self.compiled.engine.name, self.policy)


def background_of(report: Report) -> Background:
    """The background of a report.

    Raises:
        KafkaTriageError: The report was put together without one.
    """
    if report.background is None:
        raise KafkaTriageError("this report does not say which facts it follows from; use one that diagnose gave")
    return report.background

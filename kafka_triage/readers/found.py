"""What a reader of one kind of text gives.

A reader is a function from the lines of a text and the name of the text to a `Found`. Line numbers count from 1, and
the origin of what it reads is ``name:line``. It claims only lines that it understands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from kafka_triage.facts.values import Known, Source, Value
from kafka_triage.samples.rows import Sample

if TYPE_CHECKING:
    from kafka_triage.readers.dumps.model import Dump


@dataclass(slots=True)
class GroupText:
    """What a text says of one group.

    Attributes:
        name: The group's name; empty where the text gives none.
        samples: Offsets, one a partition and time.
        facts: With the place each was read from.
        dumps: Thread dumps, in the order of the text.
    """

    name: str
    samples: list[Sample] = field(default_factory=list)
    facts: list[Known] = field(default_factory=list)
    dumps: list[Dump] = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """What one reader understood of a text.

    Attributes:
        groups: By name; what names no group stands under the empty name, and counts for every group.
        used: Numbers of the lines understood.
        notes: What a person should know of the reading.
    """

    groups: dict[str, GroupText] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    def group(self, name: str = "") -> GroupText:
        """The group of that name, made where it is new."""
        return self.groups.setdefault(name, GroupText(name))

    def add(
        self, name: str, value: Value, origin: str, *, source: Source = Source.READ, group: str = "", detail: str = ""
    ) -> None:
        """Add one fact: its name, its value in the unit of the name, and where it was read."""
        self.group(group).facts.append(Known(name, value, source, origin, detail=detail))

    def join(self, others: Iterable[Found]) -> None:
        """Add what others found."""
        for other in others:
            for name, group in other.groups.items():
                own = self.group(name)
                own.samples += group.samples
                own.facts += group.facts
                own.dumps += group.dumps
            self.used |= other.used
            self.notes += [note for note in other.notes if note not in self.notes]


Reader: TypeAlias = Callable[[Sequence[str], str], Found]

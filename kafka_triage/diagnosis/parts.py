"""What a report is made of, as frozen data: causes with evidence, steps and sources, questions, facts."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from kafka_triage.facts.values import Value


@dataclass(frozen=True, slots=True)
class Cite:
    """Where a statement is written.

    Attributes:
        source: Title of the source.
        section: The heading below which it stands, parts separated by `` / ``; may be empty.
        url: Address of the source; may be empty.
    """

    source: str
    section: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a text that was read.

    Attributes:
        text: Name of the text: of its file, or ``stdin``, or ``text 1`` and so on.
        line: From 1.
    """

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact that decided, as it was found.

    Attributes:
        fact: Name of the fact.
        value: In the unit of the name.
        text: The fact in words with its unit, for example ``group.lag_messages = 20,042 messages``.
        source: ``stated``, ``measured``, ``read``, ``derived`` or ``default``, with the place where there is one.
        condition: The condition of the rule that it decided.
        places: The lines of text that it goes back to; none where it was stated, measured or taken from a default.
    """

    fact: str
    value: Value
    text: str
    source: str
    condition: str
    places: list[Place] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do.

    Attributes:
        do: The step, in the imperative.
        set: Kafka key to computed value, in the unit of the key; empty when a needed fact is not known.
        verify: The condition that holds once it has worked.
        trade_off: What it costs.
        how: Command or console path, ready to paste.
        condition: In words, the condition under which it is right, where that is not known yet; empty when it holds.
        needs: Facts to ask for, without which ``set`` cannot be computed.
        cites: Where it is written.
    """

    do: str
    set: dict[str, Value] = field(default_factory=dict)
    verify: str = ""
    trade_off: str = ""
    how: str = ""
    condition: str = ""
    needs: list[str] = field(default_factory=list)
    cites: list[Cite] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Note:
    """A caveat, a contradiction, outdated advice or an assumption.

    Attributes:
        text: What is to be known.
        cites: Where it is written.
    """

    text: str
    cites: list[Cite] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A cause whose condition holds (a diagnosis, or a risk where nothing has been observed yet).

    Attributes:
        id: Path of its rule below ``rules/``, for example ``accumulation/consumer-blocked``.
        family: Coarser class of the cause.
        title: One line.
        severity: ``info``, ``warning`` or ``critical``.
        confidence: ``certain``, ``likely`` or ``possible``.
        text: What happens, with the values of the facts.
        evidence: The facts that decided.
        explains: Symptoms and causes that it explains and that were observed.
        consequences: Causes that hold because of this one, same type, any depth.
        actions: What to do, in order.
        cites: Where it is written.
        notes: Caveats and corrections.
        not_excluded: Short names of exceptions that are not known to be absent.
    """

    id: str
    family: str
    title: str
    severity: str
    confidence: str
    text: str
    evidence: list[Evidence]
    explains: list[str]
    consequences: list[Diagnosis]
    actions: list[Action]
    cites: list[Cite]
    notes: list[Note]
    not_excluded: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A cause that holds and was asked to be left out for a time.

    Attributes:
        diagnosis: The cause, without consequences: these are not left out with it.
        reason: Why it is accepted.
        until: The last day (UTC) on which it is left out, as ``2027-01-31``.
        by: Where that is written; empty where it was asked for in Python.
    """

    diagnosis: Diagnosis
    reason: str
    until: str
    by: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cause that would explain an observed symptom and is neither proven nor ruled out.

    Attributes:
        id: Path of its rule below ``rules/``.
        family: Coarser class of the cause.
        title: One line.
        missing: The facts that would decide it.
        likelihood: Orders the candidates: 0 to 1, relative only.
        because: What was seen that speaks for it, in words; empty where only the symptom does.
    """

    id: str
    family: str
    title: str
    missing: list[str]
    likelihood: float
    because: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A cause of an observed symptom with a condition that is known not to hold.

    Attributes:
        id: Path of its rule below ``rules/``.
        family: Coarser class of the cause.
        title: One line.
        because: What is known instead, in words.
    """

    id: str
    family: str
    title: str
    because: list[str]


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown fact worth finding out.

    Attributes:
        fact: Name of the fact.
        ask: The question to a person.
        why: Which causes the answer decides.
        how: How to obtain it: ``console``, ``shell``, ``admin`` or ``vendor`` to path, command or call.
        expects: The answers that make sense: the values of an enum, ``yes or no``, or the unit.
    """

    fact: str
    ask: str
    why: str
    how: dict[str, str]
    expects: str = ""


@dataclass(frozen=True, slots=True)
class UsedFact:
    """A fact that the answer used.

    Attributes:
        name: Of the vocabulary.
        value: In its unit.
        unit: Empty for none.
        source: Where it came from.
    """

    name: str
    value: Value
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a setting that an action changes: its value now (None: not known), its unit and its source."""

    value: Value | None
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class OpenCauses:
    """What is not settled: causes that may hold, causes that cannot, and what to ask."""

    candidates: list[Candidate]
    ruled_out: list[RuledOut]
    questions: list[Question]

    def __call__(self) -> OpenCauses:
        """Itself: a report takes what is open as something to call, ready or not."""
        return self


def plain(thing: Any) -> Any:
    """Data classes as mappings, tuples as lists, all the way down."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return {entry.name: plain(getattr(thing, entry.name)) for entry in fields(thing)}
    if isinstance(thing, dict):
        return {key: plain(value) for key, value in thing.items()}
    if isinstance(thing, tuple | list):
        return [plain(item) for item in thing]
    return thing

"""Why a cause was concluded, or why not, as frozen data: conditions, the facts below, and where these came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kafka_triage.diagnosis.changes import Difference
from kafka_triage.diagnosis.parts import Cite, plain
from kafka_triage.facts.values import Value


@dataclass(frozen=True, slots=True)
class FactProof:
    """A fact, and how it is known.

    Attributes:
        fact: Its name.
        value: In the unit of the name; None where it is not known.
        text: The fact in words with its unit.
        source: ``stated``, ``measured``, ``read``, ``derived`` or ``default``, with the place where there is one; empty
            where the fact is not known.
        formula: What a derived value was computed with, or a default that is a formula.
        condition: The condition under which that formula holds.
        inputs: The facts that the formula and its condition look at.
        cites: Where the formula or the default is written.
    """

    fact: str
    value: Value | None
    text: str
    source: str
    formula: str = ""
    condition: str = ""
    inputs: list[FactProof] = field(default_factory=list)
    cites: list[Cite] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ConditionProof:
    """A condition, or a group of them.

    Attributes:
        kind: ``condition``, or ``all``, ``any`` or ``none`` of the items.
        text: The condition as written; empty for a group.
        truth: True, False, or None where it is not known.
        items: The parts of a group.
        facts: The facts that a condition looks at.
        guard: Whether it only asks if a fact is known.
    """

    kind: str
    text: str
    truth: bool | None
    items: list[ConditionProof] = field(default_factory=list)
    facts: list[FactProof] = field(default_factory=list)
    guard: bool = False


@dataclass(frozen=True, slots=True)
class ExceptionProof:
    """An exception, which rules the cause out when it is known to hold: its short name and its condition."""

    say: str
    proof: ConditionProof


@dataclass(frozen=True, slots=True)
class Target:
    """What a cause explains: a symptom or another cause, and whether that is observed or holds (None: not known)."""

    name: str
    truth: bool | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a cause was concluded, or why not.

    Attributes:
        id: Of the rule.
        title: One line.
        standing: ``diagnosed``, ``consequence``, ``risk``, ``suppressed`` (it holds and is left out of the report for a
            time), ``assumed`` (nothing but defaults speaks for it), ``open``, ``unrelated`` (neither ruled out, nor
            would it explain anything that was observed) or ``ruled out``.
        truth: Of its conditions and exceptions together.
        severity: As diagnosed; empty where the cause does not hold.
        confidence: As diagnosed; empty where the cause does not hold.
        because: Below which root it stands, until when and why it is suppressed, why it is no more certain, and where
            its severity was set.
        proof: Its conditions.
        exceptions: Its exceptions.
        explains: What it explains.
        change: The fewest facts to change or supply so that it holds, tried with the rules; empty where it holds
            already and where no such change was found.
    """

    id: str
    title: str
    standing: str
    truth: bool | None
    severity: str
    confidence: str
    because: list[str]
    proof: ConditionProof
    exceptions: list[ExceptionProof]
    explains: list[Target]
    change: list[Difference]

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain data; an unknown truth is null."""
        data: dict[str, Any] = plain(self)
        return data

    def to_text(self, *, width: int = 80) -> str:
        """The explanation for a terminal, in at most ``width`` columns where words allow it."""
        from kafka_triage.render.explanation import render_explanation

        return render_explanation(self, width=width)

    def __str__(self) -> str:
        return self.to_text()

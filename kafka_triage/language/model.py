"""The compiled form of the knowledge: what the loader hands to the rest, checked, frozen and free of YAML.

An `Expression` holds its text and an *instruction tree*: nested tuples such as ``("cmp", "<", ("fact", name), ...)``
that `evaluate` turns into functions and that `cache` can write down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

Tree: TypeAlias = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement is written; ``title`` and ``url`` come from ``sources.yaml``."""

    source: str
    title: str
    section: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked formula.

    Attributes:
        text: As written.
        tree: Instructions; the value comes out in ``unit``.
        unit: Spelling of the unit of the value; empty for a plain number and for what is no number.
        facts: Facts without which the value is not known.
    """

    text: str
    tree: Tree
    unit: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """One checked comparison; ``facts`` are those it looks at, ``place`` is ``file:line:column``."""

    text: str
    tree: Tree
    facts: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions joined by ``all``, ``any`` or ``none`` (each known, and false)."""

    kind: str
    items: tuple[Condition | Group, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A value inside a text."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Optional:
    """A part of a text that gives way to plain text, which may be empty, when a value in it is not known."""

    parts: tuple[Any, ...]
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A text with values: strings, `Shown` and `Optional` in order."""

    parts: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to know a fact: the value of ``value`` where ``when`` holds."""

    when: Group | None
    value: Expression
    cites: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class VersionRange:
    """Versions of one library from ``start`` (inclusive) below ``end`` (exclusive); empty: open."""

    library: str
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Default:
    """The value that a library's versions in a range use when nothing is configured."""

    range: VersionRange
    value: Any
    cites: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class FactType:
    """One name of the vocabulary. Fields as in ``rules/facts/*.yaml``."""

    name: str
    type: str
    meaning: str
    unit: str = ""
    values: tuple[str, ...] = ()
    ask: str = ""
    cost: str = "look"
    how: tuple[tuple[str, str], ...] = ()
    not_known: tuple[Any, ...] = ()
    min: float | None = None
    max: float | None = None
    opening: int | None = None
    hints: tuple[tuple[str, str], ...] = ()
    derive: tuple[Alternative, ...] = ()
    defaults: tuple[Default, ...] = ()
    assumed: tuple[Alternative, ...] = ()
    exists: tuple[VersionRange, ...] = ()
    absent: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    cites: tuple[Citation, ...] = ()
    place: str = ""
    says: tuple[str, ...] = ()
    placeholder: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Constant:
    """A named number that rules use; ``assumption`` marks one that is ours and not Kafka's."""

    name: str
    value: Any
    unit: str
    meaning: str
    assumption: bool
    covers: tuple[str, ...] = ()
    cites: tuple[Citation, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Impossible:
    """A combination of facts that cannot be."""

    when: Group
    say: str


@dataclass(frozen=True, slots=True)
class Area:
    """A section of the guide: its symptom and the order of its causes."""

    name: str
    title: str
    symptom: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleException:
    """A condition that rules a cause out when it is known to hold; ``say`` names it shortly."""

    condition: Group
    say: str


@dataclass(frozen=True, slots=True)
class Raise:
    """Evidence that makes a cause likelier by a factor."""

    when: Group
    factor: float


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A change of severity or confidence where ``when`` holds."""

    when: Group
    severity: str
    confidence: str
    because: Template | None


@dataclass(frozen=True, slots=True)
class RuleAction:
    """A step to take, with computed settings."""

    do: Template
    when: Group | None = None
    when_say: str = ""
    set: tuple[tuple[str, Expression], ...] = ()
    how: Template | None = None
    verify: str = ""
    trade_off: Template | None = None
    cites: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleNote:
    """A caveat, shown where ``when`` holds."""

    when: Group | None
    say: Template
    cites: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class RuleTest:
    """A test beside the rule: facts in, expectations out, as written."""

    name: str
    facts: dict[str, Any]
    expect: dict[str, Any]
    place: str = ""


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change of a rule, as ``rules test --mutate`` prints it, that no test can tell, and why."""

    mutant: str
    because: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One cause. ``id`` is its path below the directory of rules."""

    id: str
    title: str
    family: str
    severity: str
    confidence: str
    when: Group
    diagnosis: Template
    prior: float = 0.1
    health: bool = False
    unless: tuple[RuleException, ...] = ()
    raised_by: tuple[Raise, ...] = ()
    adjust: tuple[Adjustment, ...] = ()
    explains: tuple[str, ...] = ()
    actions: tuple[RuleAction, ...] = ()
    notes: tuple[RuleNote, ...] = ()
    cites: tuple[Citation, ...] = ()
    covers: tuple[str, ...] = ()
    tests: tuple[RuleTest, ...] = ()
    survivors: tuple[Survivor, ...] = ()
    place: str = ""

    @property
    def area(self) -> str:
        """The first part of the id: a section of the guide."""
        return self.id.split("/", 1)[0]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All names that facts, rules and output agree on.

    Attributes:
        facts: Name to definition.
        constants: Name to constant.
        impossible: Combinations that cannot be.
        order: Facts with derivations or defaults, each after those that it is computed from.
    """

    facts: dict[str, FactType]
    constants: dict[str, Constant]
    impossible: tuple[Impossible, ...] = ()
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules with the vocabulary and areas that they were checked against.

    Attributes:
        rules: Id to rule, in the guide's order.
        warnings: What is allowed but not good: a rule without tests, a test that nothing decides.
        key: Fingerprint of the content; empty where the rules were not loaded with `kafka_triage.load_rules`.
        directories: Those that were added to the shipped rules.
    """

    rules: dict[str, Rule]
    vocabulary: Vocabulary
    areas: dict[str, Area]
    sources: dict[str, Citation]
    warnings: tuple[str, ...] = ()
    key: str = field(default="", compare=False)
    directories: tuple[str, ...] = field(default=(), compare=False)

"""The form of the files below ``facts/``: which keys there are and what type each has.

In: nothing. Out: pydantic models for `schema.read_model`; `vocabulary` checks and builds what they hold.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from kafka_triage.language.forms import STRICT, Cites, Conditions, Formula, Number, Version


class _Strict(BaseModel):
    model_config = STRICT


class HowFile(_Strict):
    """Ways to obtain a fact, each ready to paste or to follow.

    Attributes:
        console: Where it stands in the vendor's console.
        shell: A command.
        admin: A call of the Admin API.
        vendor: A call of the vendor's API.
        jmx: The metric of the client or broker.
        prometheus: The query.
        client: What the client logs or has as a property, with its names in other libraries.
    """

    console: str = ""
    shell: str = ""
    admin: str = ""
    vendor: str = ""
    jmx: str = ""
    prometheus: str = ""
    client: str = ""


class DeriveFile(_Strict):
    """One way to compute a fact.

    The first whose condition holds and whose value is known is taken.

    Attributes:
        value: The formula; its value is converted to the unit of the fact.
        when: Only where this holds.
        cite: Where the formula is written.
    """

    value: Formula
    when: Conditions = None
    cite: Cites = []


class DefaultFile(_Strict):
    """A default: of a library and its versions, or under a condition.

    Attributes:
        value: The value that is used when nothing is configured.
        library: A value of client.library; the default is a plain value then.
        start: First version that has it.
        below: First version that no longer has it.
        when: Only where this holds, instead of a library.
        cite: Where the default is written.
    """

    value: Formula
    library: str | None = None
    start: Version | None = Field(default=None, alias="from")
    below: Version | None = None
    when: Conditions = None
    cite: Cites = []


class RangeFile(_Strict):
    """Versions of one library.

    Attributes:
        library: A value of client.library.
        start: First version, included.
        below: First version that is no longer included.
        cite: Where it is written.
    """

    library: str
    start: Version | None = Field(default=None, alias="from")
    below: Version | None = None
    cite: Cites = []


class FactFile(_Strict):
    """One fact of the vocabulary.

    Attributes:
        type: What kind of value it has.
        meaning: What it is, in one sentence.
        unit: A unit of units.txt; it agrees with the suffix of the name.
        values: The words that an enum can be.
        ask: The question to put to a person.
        says: Words that people use for it; the first stands in the list that a consultation begins with.
        cost: How hard it is to get; one knows it, looks it up, runs something, or has to change something.
        how: Ways to obtain it.
        placeholder: The words that stand for its value in commands, such as GROUP and <group>; a value that is known is
            put in their place.
        not_known: Values that mean "not known", such as -1.
        min: Least value, in the unit of the name.
        max: Greatest value, in the unit of the name.
        opening: Place among the questions that open a consultation, 1 first.
        hints: Mistaken words to what they are, for messages.
        derive: Ways to compute it from other facts, best first.
        defaults: Its values when nothing is configured.
        exists: Libraries and versions that have this setting.
        absent: Libraries that do not have this setting.
        covers: Items of the guide that it encodes.
        cite: Where it is written.
    """

    type: Literal["bool", "int", "float", "string", "version", "enum", "list"]
    meaning: str
    unit: str | None = None
    values: list[str] = []
    ask: str = ""
    says: list[str] = []
    cost: Literal["know", "look", "run", "change"] = "look"
    how: HowFile = HowFile()
    placeholder: list[Annotated[str, Field(pattern=r"^([A-Z]+(:[A-Z]+)*|<[^<>]+>)$")]] = []
    not_known: list[Any] = []
    min: float | None = None
    max: float | None = None
    opening: int | None = None
    hints: dict[str, str] = {}
    derive: list[DeriveFile] = []
    defaults: list[DefaultFile] = []
    exists: list[RangeFile] = []
    absent: list[str] = []
    covers: list[str] = []
    cite: Cites = []


class EventFile(_Strict):
    """What a log line or exception says.

    It gives the facts event.<name>, .count, .first_at and .last_at.

    Attributes:
        meaning: What the line says, in one sentence.
        ask: The question to put to a person.
        covers: Items of the guide that it encodes.
        cite: Where it is written.
    """

    meaning: str
    ask: str = ""
    covers: list[str] = []
    cite: Cites = []


class ConstantFile(_Strict):
    """A named number or text that rules use.

    Attributes:
        value: The number, in the unit beside it, or the text.
        meaning: What it stands for.
        unit: A unit of units.txt.
        assumption: It is ours and nobody else's; a report says so where it decides.
        covers: Items of the guide that it encodes.
        cite: Where it is written.
    """

    value: Number
    meaning: str
    unit: str | None = None
    assumption: bool = False
    covers: list[str] = []
    cite: Cites = []


class ImpossibleFile(_Strict):
    """A combination of facts that cannot be.

    Input that holds it is refused.

    Attributes:
        when: The combination.
        say: What is wrong with it.
        cite: Where it is written.
    """

    when: Conditions
    say: str
    cite: Cites = []


class VocabularyFile(_Strict):
    """A file of the vocabulary, below ``facts/``.

    Attributes:
        facts: Names to facts; a name ends with its unit, where it has one.
        events: Names to what a log line says.
        constants: Named numbers.
        impossible: Combinations of facts that cannot be.
    """

    facts: dict[str, FactFile] = {}
    events: dict[str, EventFile] = {}
    constants: dict[str, ConstantFile] = {}
    impossible: list[ImpossibleFile] = []

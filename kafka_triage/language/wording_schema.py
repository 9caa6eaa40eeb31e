"""The form of the files in ``rules/logs/``: which keys a wording and an error code have, and what type each has.

In: nothing. Out: pydantic models for `schema.read_model`; `readers.wording_check` checks what they hold.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from kafka_triage.language.forms import STRICT, listed

Words = Annotated[list[Annotated[str, Field(min_length=1)]], BeforeValidator(listed)]
Name = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = STRICT


class CodeFile(_Strict):
    """A source file in which wordings stand.

    Attributes:
        repo: The repository, as owner/name.
        path: The path of the file in it.
        ref: Tags or commits at which the wordings were read.
    """

    repo: Name
    path: Name
    ref: Words


class WordingFile(_Strict):
    """One thing that a client says.

    Attributes:
        says: The client's format string, or several with the same meaning; {name} is a word, {name:int} a number.
        source: A key of sources.
        event: Names of what it means, without the leading event. part.
        facts: What the line proves, by name.
        numbers: Facts whose value is a number of the line, to the name of the placeholder.
        texts: Facts whose value is a text of the line, to the name of the placeholder.
        lists: Facts whose value is a list in the line, to the name of the placeholder.
        greatest: Facts whose value is the greatest number of all lines, to the name of the placeholder.
        scale: What brings that number to the unit of the fact.
        benign: Why it is no fault.
        yields: It says less than any other wording of the same record.
        vague: Programs say it of other things than Kafka too; it counts only near Kafka's own words.
        whole: It counts only as a whole word.
        proves: Whether the facts of the file follow from it.
        ends: Events of the same client that are over with it.
        follows: Events after which it says nothing new.
        versions: Where the wording is known from only some versions, in words.
        sample: A line that says it, with names of one's own.
    """

    says: Words
    source: Name
    event: Words = []
    facts: dict[str, Any] = {}
    numbers: dict[str, Name] = {}
    texts: dict[str, Name] = {}
    lists: dict[str, Name] = {}
    greatest: dict[str, Name] = {}
    scale: float = 1
    benign: str = ""
    yields: bool = False
    vague: bool = False
    whole: bool = False
    proves: bool = True
    ends: Words = []
    follows: Words = []
    versions: str = ""
    sample: str = ""


class WordingsFile(_Strict):
    """How one client words what happens: ``logs/<client>.yaml``.

    Attributes:
        sources: Names to the source files in which the wordings stand.
        facts: What any wording of the file proves, by name.
        says: Names to wordings.
    """

    sources: dict[str, CodeFile]
    says: dict[str, WordingFile]
    facts: dict[str, Any] = {}


class ErrorCodeFile(_Strict):
    """One error code, and how each client words it.

    Attributes:
        code: Its number.
        name: Its name.
        formerly: Earlier names.
        event: Names of what it means, without the leading event. part.
        benign: Why it is no fault.
        yields: It says less than anything else of the same record.
        classes: Classes of Java.
        texts: Texts of Java, which other clients share.
        librdkafka: Texts of librdkafka.
        sarama: The text of Sarama.
        kafka_go: The text of kafka-go (written kafka-go).
        python: The class of kafka-python and aiokafka.
        ruby: The class of ruby-kafka.
    """

    code: int
    name: Name
    formerly: Words = []
    event: Words = []
    benign: str = ""
    yields: bool = False
    classes: Words = []
    texts: Words = []
    librdkafka: Words = []
    sarama: Words = []
    kafka_go: Words = Field(default=[], alias="kafka-go")
    python: Words = []
    ruby: Words = []


class ErrorCodesFile(_Strict):
    """The error codes of the protocol in the words of each client: ``logs/errors.yaml``.

    Attributes:
        sources: The source files in which they stand.
        broker: Codes that brokers answer with.
        local: Codes that librdkafka gives itself.
    """

    sources: list[CodeFile]
    broker: list[ErrorCodeFile]
    local: list[ErrorCodeFile]

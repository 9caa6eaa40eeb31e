"""Scenario files: one case each, with the report that is expected of it.

In: YAML files with facts, text or samples, and ``expect``. Out: `Scenario`; or one `RuleError` with every mistake of
every file as ``file:line:column``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kafka_triage.errors import Problem, RuleError, nearest
from kafka_triage.language.model import RuleBook
from kafka_triage.language.schema import read_model
from kafka_triage.language.source import Document, read_yaml
from kafka_triage.language.source import Path as Keys


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


Texts = Annotated[list[str], BeforeValidator(_listed)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class FileText(_Strict):
    """A file beside the scenario."""

    file: str


class ExpectReport(_Strict):
    """What is expected of the report; a key that is left out is not looked at."""

    verdict: Literal["problems", "healthy", "undetermined"] | None = None
    root: str | None = None
    diagnoses: Texts | None = None
    consequences: dict[str, Texts] = {}
    not_diagnosed: Texts = []
    candidates: Texts = []
    ruled_out: Texts = []
    risks: Texts = []
    set: dict[str, Any] = {}
    questions: Texts = []
    asks: Texts = []
    says: Texts = []
    never: Texts = []


class ScenarioFile(_Strict):
    """A scenario."""

    name: str = Field(min_length=1)
    facts: dict[str, Any] = {}
    text: Annotated[list[str | FileText], BeforeValidator(_listed)] = []
    samples: FileText | list[dict[str, Any]] | None = None
    now: str | None = None
    expect: ExpectReport


@dataclass(frozen=True, slots=True)
class Scenario:
    """One case with what is expected of its report.

    Attributes:
        name: In words.
        document: Where everything stands.
        facts: As for `kafka_triage.diagnose`.
        texts: Each with what to call it.
        samples: Rows, or None.
        now: ISO 8601 time, or None.
        expect: Keys of ``expect`` that were given, to what they expect.
    """

    name: str
    document: Document
    facts: Mapping[str, Any]
    texts: tuple[tuple[str, str], ...]
    samples: list[dict[str, Any]] | None
    now: str | None
    expect: Mapping[str, Any]

    @property
    def place(self) -> str:
        """``file:line:column``."""
        return self.document.place(("name",))

    def named_rules(self) -> frozenset[str]:
        """The rules that the expectations name."""
        return frozenset(id for _, id in _rule_names(self.expect))


def read_scenarios(paths: Iterable[Path], book: RuleBook) -> list[Scenario]:
    """Read scenario files.

    Raises:
        RuleError: With every mistake of every file.
    """
    found: list[Scenario] = []
    problems: list[Problem] = []
    for path in paths:
        document = _document(path)
        file = read_model(document, ScenarioFile)
        if file is not None and not document.problems:
            found += _scenario(path, document, file, book)
        problems += document.problems
    if problems:
        raise RuleError(problems)
    return found


def _document(path: Path) -> Document:
    name = path.as_posix()
    try:
        return read_yaml(path.read_text("utf-8"), name)
    except UnicodeDecodeError as error:
        return Document(name, problems=[Problem(f"this is not UTF-8 text: {error.reason}", name)])
    except OSError as error:
        return Document(name, problems=[Problem(f"cannot be read: {error.strerror}", name)])


def _scenario(path: Path, document: Document, file: ScenarioFile, book: RuleBook) -> list[Scenario]:
    expect = file.expect.model_dump(exclude_unset=True)
    _check_names(document, expect, book)
    if not expect:
        document.problems.append(Problem("expect says nothing", document.place(("expect",))))
    if not file.facts and not file.text and file.samples is None:
        document.problems.append(Problem("facts, text or samples are expected", document.place(())))
    texts = []
    for index, one in enumerate(file.text):
        keys: Keys = ("text", index) if isinstance(document.data["text"], list) else ("text",)
        content = one if isinstance(one, str) else _beside(path, document, one.file, (*keys, "file"))
        texts.append((f"text {index + 1}" if isinstance(one, str) else Path(one.file).name, content))
    samples = file.samples
    if isinstance(samples, FileText):
        content = _beside(path, document, samples.file, ("samples", "file"))
        samples = [dict(row) for row in csv.DictReader(content.splitlines())]
        samples = [{key: value or None for key, value in row.items()} for row in samples]
    if document.problems:
        return []
    return [Scenario(file.name, document, file.facts, tuple(texts), samples, file.now, expect)]


def _beside(path: Path, document: Document, name: str, keys: Keys) -> str:
    try:
        return (path.parent / name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "this is not UTF-8 text"
        document.problems.append(Problem(f"{name} cannot be read: {reason}", document.place(keys)))
        return ""


def _check_names(document: Document, expect: Mapping[str, Any], book: RuleBook) -> None:
    checked = [(keys, id, "no rule has the id", book.rules) for keys, id in _rule_names(expect)]
    for key in ("questions", "asks"):
        for index, name in enumerate(expect.get(key, ())):
            checked.append(((key, index), name, "there is no fact", book.vocabulary.facts))  # type: ignore[arg-type]
    settings = {name.removeprefix("config."): "" for name in book.vocabulary.facts if name.startswith("config.")}
    for key in expect.get("set", {}):
        checked.append((("set", key), key, "there is no setting", settings))  # type: ignore[arg-type]
    for keys, name, message, known in checked:
        if name not in known:
            place = document.place(("expect", *keys))
            document.problems.append(Problem(f"{message} '{name}'", place, nearest(name, known)))


def _rule_names(expect: Mapping[str, Any]) -> Iterator[tuple[Keys, str]]:
    if expect.get("root"):
        yield ("root",), expect["root"]
    for key in ("diagnoses", "not_diagnosed", "candidates", "ruled_out", "risks"):
        yield from (((key, index), id) for index, id in enumerate(expect.get(key) or ()))
    for root, below in expect.get("consequences", {}).items():
        yield ("consequences", root), root
        yield from ((("consequences", root, index), id) for index, id in enumerate(below))

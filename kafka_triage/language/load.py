"""Directories of rules to one `RuleBook`.

In: directories, the shipped one first. Out: rules, vocabulary, areas and sources, checked together; or one `RuleError`
with every mistake of every file. A later directory adds to the earlier ones, or overrides by id.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from kafka_triage.errors import Problem, RuleError, nearest
from kafka_triage.language.compile import Compiler
from kafka_triage.language.files import yaml_files
from kafka_triage.language.model import Area, Citation, Rule, RuleBook, Vocabulary
from kafka_triage.language.rules import build_rule
from kafka_triage.language.schema import AreasFile, RuleFile, SourcesFile, read_model
from kafka_triage.language.source import Document, read_yaml
from kafka_triage.language.vocabulary import build_vocabulary
from kafka_triage.language.vocabulary_schema import VocabularyFile
from kafka_triage.language.walk import guide_order

_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*/[a-z0-9]+(?:[-_][a-z0-9]+)*\Z")
_NO_RULES = ("logs", "readers", "tests")
M = TypeVar("M", bound=BaseModel)


@dataclass(slots=True)
class _Files:
    """The documents of all directories, by what they hold."""

    documents: list[Document] = field(default_factory=list)
    sources: list[tuple[Document, SourcesFile]] = field(default_factory=list)
    areas: list[tuple[Document, AreasFile]] = field(default_factory=list)
    facts: list[tuple[Document, VocabularyFile]] = field(default_factory=list)
    rules: dict[str, tuple[Document, RuleFile]] = field(default_factory=dict)

    def problems(self) -> list[Problem]:
        return [problem for document in self.documents for problem in document.problems]


def build_rule_book(roots: Sequence[Path]) -> RuleBook:
    """Read and check every file below the directories.

    Args:
        roots: Directories, in order; the shipped rules are one of them or not.

    Raises:
        RuleError: With every mistake, each as ``file:line:column: what, what was expected, nearest name``.
    """
    files = _Files()
    for root in roots:
        _read_root(files, root)
    sources = _sources(files)
    vocabulary = build_vocabulary(files.facts, sources)
    areas = _areas(files, vocabulary)
    rules: dict[str, Rule] = {}
    for id, (document, file) in files.rules.items():
        rule = build_rule(Compiler(document, vocabulary.facts, vocabulary.constants, sources), id, file)
        if rule is not None:
            rules[id] = rule
    _check_explains(files, vocabulary)
    problems = files.problems()
    if problems:
        raise RuleError(problems)
    ordered = {rule.id: rule for rule in sorted(rules.values(), key=lambda rule: guide_order(rule.id, areas))}
    warnings = [warning for document in files.documents for warning in document.warnings]
    return RuleBook(ordered, vocabulary, areas, sources, (*warnings, *_warnings(ordered)))


def _read_root(files: _Files, root: Path) -> None:
    if not root.is_dir():
        raise RuleError(Problem("there is no such directory of rules", str(root)))
    paths = yaml_files(root)
    if not paths:
        raise RuleError(Problem("this directory holds no rule files (*.yaml)", str(root)))
    for path in paths:
        inside = path.relative_to(root)
        if inside.parts[0] in _NO_RULES:
            continue
        document = _read(files, path)
        if inside.parts[0] == "facts" and len(inside.parts) > 1:
            _keep(files.facts, document, VocabularyFile)
        elif inside.as_posix() == "sources.yaml":
            _keep(files.sources, document, SourcesFile)
        elif inside.as_posix() == "areas.yaml":
            _keep(files.areas, document, AreasFile)
        else:
            _keep_rule(files, document, inside.with_suffix("").as_posix())


def _read(files: _Files, path: Path) -> Document:
    name = _display(path)
    try:
        document = read_yaml(path.read_text("utf-8"), name)
    except UnicodeDecodeError as error:
        document = Document(name, problems=[Problem(f"this is not UTF-8 text: {error.reason}", name)])
    except OSError as error:
        document = Document(name, problems=[Problem(f"cannot be read: {error.strerror}", name)])
    files.documents.append(document)
    return document


def _display(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _keep(kept: list[tuple[Document, M]], document: Document, model: type[M]) -> None:
    read = read_model(document, model)
    if read is not None:
        kept.append((document, read))


def is_rule_id(id: str) -> bool:
    """Whether a text is ``<area>/<cause>`` in small letters."""
    return _ID.match(id) is not None


def _keep_rule(files: _Files, document: Document, id: str) -> None:
    if not is_rule_id(id):
        document.problems.append(
            Problem(
                "a rule lies in a folder named after its area: <area>/<cause>.yaml, in small letters",
                document.name,
            )
        )
        return
    read = read_model(document, RuleFile)
    if read is not None:
        files.rules[id] = (document, read)


def _sources(files: _Files) -> dict[str, Citation]:
    return {
        id: Citation(id, source.title, "", source.url)
        for _, file in files.sources
        for id, source in file.sources.items()
    }


def _areas(files: _Files, vocabulary: Vocabulary) -> dict[str, Area]:
    areas: dict[str, Area] = {}
    for document, file in files.areas:
        for name, area in file.areas.items():
            if area.symptom not in vocabulary.facts:
                document.problems.append(
                    Problem(
                        f"the symptom '{area.symptom}' is no fact",
                        document.place(("areas", name, "symptom")),
                        nearest(area.symptom, vocabulary.facts),
                    )
                )
            areas[name] = Area(name, area.title, area.symptom, tuple(area.order))
    return areas


def _check_explains(files: _Files, vocabulary: Vocabulary) -> None:
    symptoms = [name for name in vocabulary.facts if name.startswith("symptom.")]
    known = {*symptoms, *files.rules}
    for document, file in files.rules.values():
        for index, target in enumerate(file.explains):
            if target not in known:
                document.problems.append(
                    Problem(
                        f"'{target}' is neither a symptom nor a rule",
                        document.place(("explains", index)),
                        nearest(target, known),
                    )
                )


def _warnings(rules: dict[str, Rule]) -> tuple[str, ...]:
    found = []
    for rule in rules.values():
        fires = {test.expect["fires"] for test in rule.tests}
        for wanted, text in ((True, "fires"), (False, "does not fire")):
            if wanted not in fires:
                found.append(f"{rule.place}: {rule.id} has no test in which it {text}")
    return tuple(found)

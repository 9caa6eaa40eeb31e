"""What commands read before they answer: facts of options and files, and texts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kafka_triage.errors import FactError, KafkaTriageError, Problem

if TYPE_CHECKING:
    from kafka_triage.diagnosis.report import Report
    from kafka_triage.facts.file import FactsFile
    from kafka_triage.readers.text import Reading


def diagnose_inputs(pairs: Iterable[str], fact_files: Iterable[Path], texts: Iterable[str], **options: Any) -> Report:
    """The report on what a command was given.

    Args:
        pairs: Of ``--fact``, each ``name=value``; what these say wins over files.
        fact_files: Of ``--facts``; a later one wins over an earlier one.
        texts: Names of files of text; ``-`` is standard input, which is also read where nothing else is given.
        **options: As `kafka_triage.diagnose` takes them.

    Raises:
        FactError: Something cannot be read or is wrong; the mistakes of all inputs are named.
    """
    from kafka_triage.api import diagnose

    problems: list[Problem] = []
    said = _read_facts(pairs, fact_files, problems)
    readings = _read_texts(said.texts, texts, problems, alone=not said.facts and not problems)
    try:
        if not problems or said.facts or readings:
            report = diagnose(said.facts or None, text=readings or None, **options)
    except FactError as error:
        problems += error.problems
    if problems:
        raise FactError(problems)
    return report


def read_facts_options(pairs: Iterable[str], fact_files: Iterable[Path]) -> FactsFile:
    """Facts of options and files alone, with the texts that the files hold.

    Raises:
        FactError: Something cannot be read; every mistake is named.
    """
    problems: list[Problem] = []
    said = _read_facts(pairs, fact_files, problems)
    if problems:
        raise FactError(problems)
    return said


def _read_texts(
    held: Mapping[str, str], files: Iterable[str], problems: list[Problem], *, alone: bool
) -> list[Reading]:
    """Readings of the texts that files of facts hold, and of files; mistakes are added to the problems."""
    from kafka_triage.readers.text import read_text

    readings: list[Reading] = []
    for name, content in held.items():
        try:
            readings.append(read_text(content, name=name))
        except FactError as error:
            problems += error.problems
    nothing = alone and not held and not sys.stdin.isatty()
    for text in list(files) or (["-"] if nothing else []):
        try:
            readings.append(read_text(sys.stdin.buffer if text == "-" else Path(text)))
        except FactError as error:
            problems += error.problems
        except OSError as error:
            problems.append(Problem(f"cannot be read: {error.strerror}", text))
    return readings


def _read_facts(pairs: Iterable[str], fact_files: Iterable[Path], problems: list[Problem]) -> FactsFile:
    """Dotted names to values, and texts; mistakes are added to the problems."""
    from kafka_triage.facts.file import FactsFile, read_facts_file

    said = FactsFile()
    for path in fact_files:
        try:
            file = read_facts_file(path)
        except KafkaTriageError as error:
            problems += error.problems
            continue
        said.facts.update(_once(_leaves(file.facts), f"{path}: ", problems))
        said.texts.update(file.texts)
    given = []
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if sign and name.strip():
            given.append((name.strip(), value.strip()))
        else:
            problems.append(Problem("a fact is given as name=value", f"--fact {name}".rstrip()))
    said.facts.update(_once(given, "--fact ", problems))
    return said


def _once(given: Iterable[tuple[str, Any]], origin: str, problems: list[Problem]) -> dict[str, Any]:
    """What one origin says; a name that it gives two values is a problem."""
    found: dict[str, Any] = {}
    for name, value in given:
        before = found.setdefault(name, value)
        if before is not value and before != value:
            problems.append(Problem("given twice with different values", f"{origin}{name}"))
    return found


def _leaves(facts: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested names dotted; a value with its source stays as it is."""
    for name, value in facts.items():
        if isinstance(value, dict) and value and "value" not in value:
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value

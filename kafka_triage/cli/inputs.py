"""What commands read before they answer: facts of options and files, and texts."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kafka_triage.errors import FactError, KafkaTriageError, Problem

if TYPE_CHECKING:
    from kafka_triage.facts.file import FactsFile
    from kafka_triage.readers.text import Reading


@dataclass(frozen=True, slots=True)
class Inputs:
    """Stated facts, and readings of texts."""

    facts: dict[str, Any]
    texts: list[Reading]


def read_inputs(pairs: Iterable[str], fact_files: Iterable[Path], texts: Iterable[str]) -> Inputs:
    """Read what a command was given.

    Args:
        pairs: Of ``--fact``, each ``name=value``; what these say wins.
        fact_files: Of ``--facts``.
        texts: Names of files of text; ``-`` is standard input, which is also read where nothing else is given.

    Raises:
        FactError: Something cannot be read; every mistake is named.
    """
    from kafka_triage.readers.text import read_text

    problems: list[Problem] = []
    said = _read_facts(pairs, fact_files, problems)
    readings: list[Reading] = []
    for name, content in said.texts.items():
        try:
            readings.append(read_text(content, name=name))
        except FactError as error:
            problems += error.problems
    nothing = not said.facts and not readings and not problems
    for text in list(texts) or (["-"] if nothing and not sys.stdin.isatty() else []):
        try:
            readings.append(read_text(sys.stdin.buffer if text == "-" else Path(text)))
        except FactError as error:
            problems += error.problems
        except OSError as error:
            problems.append(Problem(f"cannot be read: {error.strerror}", text))
    if problems:
        raise FactError(problems)
    return Inputs(said.facts, readings)


def read_facts_options(pairs: Iterable[str], fact_files: Iterable[Path]) -> FactsFile:
    """Facts of options and files alone; arguments and errors as for `read_inputs`."""
    problems: list[Problem] = []
    said = _read_facts(pairs, fact_files, problems)
    if problems:
        raise FactError(problems)
    return said


def _read_facts(pairs: Iterable[str], fact_files: Iterable[Path], problems: list[Problem]) -> FactsFile:
    """Facts and texts; mistakes are added to the problems."""
    from kafka_triage.facts.file import FactsFile, read_facts_file

    said = FactsFile()
    for path in fact_files:
        try:
            file = read_facts_file(path)
        except KafkaTriageError as error:
            problems += error.problems
            continue
        said.facts.update(file.facts)
        said.texts.update(file.texts)
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            problems.append(Problem("a fact is given as name=value", f"--fact {name}"))
            continue
        said.facts[name.strip()] = value.strip()
    return said

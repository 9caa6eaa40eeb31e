"""What commands read before they answer: facts of options and files, and texts."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kafka_triage.errors import FactError, KafkaTriageError, Problem

if TYPE_CHECKING:
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
    from kafka_triage.facts.file import read_facts_file
    from kafka_triage.readers.text import read_text

    stated: dict[str, Any] = {}
    readings: list[Reading] = []
    problems: list[Problem] = []
    for path in fact_files:
        try:
            file = read_facts_file(path)
            stated.update(file.facts)
            readings += [read_text(text, name=name) for name, text in file.texts.items()]
        except KafkaTriageError as error:
            problems += error.problems
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            problems.append(Problem("a fact is given as name=value", f"--fact {name}"))
            continue
        stated[name.strip()] = value.strip()
    nothing = not stated and not readings and not problems
    for text in list(texts) or (["-"] if nothing and not sys.stdin.isatty() else []):
        try:
            readings.append(read_text(sys.stdin.buffer if text == "-" else Path(text)))
        except FactError as error:
            problems += error.problems
        except OSError as error:
            problems.append(Problem(f"cannot be read: {error.strerror}", text))
    if problems:
        raise FactError(problems)
    return Inputs(stated, readings)

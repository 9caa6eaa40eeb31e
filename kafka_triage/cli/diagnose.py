"""``kafka-triage diagnose``: files, standard input and facts in, a report out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kafka_triage.api import diagnose, load_rules
from kafka_triage.cli.options import RuleDirectories
from kafka_triage.errors import FactError, KafkaTriageError, Problem

if TYPE_CHECKING:
    from kafka_triage.diagnosis.report import Report

EXAMPLES = """\b
Examples:
  kafka-triage diagnose two-tables.txt
  kubectl exec ... -- kafka-consumer-groups.sh ... --describe --group orders | kafka-triage diagnose -
  kafka-triage diagnose --fact group.lag_trend=growing --fact group.committed_trend=unchanged
  kafka-triage diagnose --facts incident.yaml --format markdown > ticket.md
  kafka-triage diagnose --rules my-rules/ --fail-on critical two-tables.txt

\b
Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or input, 3 undetermined.
"""
_SEVERITIES = ("info", "warning", "critical")
FINDINGS, UNDETERMINED = 1, 3


class Format(StrEnum):
    """Output formats."""

    text = "text"
    markdown = "markdown"
    json = "json"


class Threshold(StrEnum):
    """Severities that make the exit status 1."""

    info = "info"
    warning = "warning"
    critical = "critical"
    never = "never"


class EngineName(StrEnum):
    """Engines."""

    durable = "durable"
    python = "python"


def diagnose_command(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILES|-]...",
            help="Pasted text: two or more consumer group tables. - is standard input.",
            show_default=False,
        ),
    ] = None,
    fact: Annotated[
        list[str] | None,
        typer.Option(
            "--fact",
            metavar="NAME=VALUE",
            help="State a fact; repeatable. Values may carry a unit: 5min, 10Mbit/s. Wins over --facts.",
        ),
    ] = None,
    facts: Annotated[
        list[Path] | None,
        typer.Option("--facts", metavar="FILE.YAML", help="A YAML file of facts; repeatable, a later one wins."),
    ] = None,
    rules: RuleDirectories = None,
    format: Annotated[Format, typer.Option("--format", help="How to write the report.")] = Format.text,
    fail_on: Annotated[
        Threshold,
        typer.Option("--fail-on", help="Least severity of a diagnosis that makes the exit status 1."),
    ] = Threshold.warning,
    engine: Annotated[EngineName, typer.Option("--engine", help="Which engine chains the rules.")] = EngineName.durable,
    now: Annotated[
        str | None,
        typer.Option("--now", metavar="TIME", help="ISO 8601 time to count from, for pasted text of the past."),
    ] = None,
) -> None:
    """Say what is wrong with a consumer group, from text, tables and facts."""
    book = load_rules(*(rules or ()))
    problems: list[Problem] = []
    stated = _stated(fact or [], facts or [], problems)
    texts = _texts(files or [], bool(fact or facts), problems)
    report = _answer(stated, texts, problems, rules=book, engine=engine.value, now=now)
    typer.echo(_written(report, format), nl=False)
    raise typer.Exit(exit_status(report, fail_on.value))


def exit_status(report: Report, fail_on: str) -> int:
    """The exit status of a report: 0, 1 for findings at or above the threshold, 3 for undetermined."""
    if fail_on != "never":
        least = _SEVERITIES.index(fail_on)
        if any(_SEVERITIES.index(diagnosis.severity) >= least for diagnosis in report.diagnoses):
            return FINDINGS
    return UNDETERMINED if report.verdict == "undetermined" else 0


def _written(report: Report, format: Format) -> str:
    if format is Format.json:
        return report.to_json() + "\n"
    if format is Format.markdown:
        return report.to_markdown()
    return report.to_text(color=sys.stdout.isatty() and "NO_COLOR" not in os.environ)


def _answer(stated: dict[str, Any], texts: list[Any], problems: list[Problem], **options: Any) -> Report:
    """The report; where there were problems before, an error that names those of the facts too."""
    try:
        if not problems or stated or texts:
            report = diagnose(stated or None, text=texts or None, **options)
    except FactError as error:
        problems += error.problems
    if problems:
        raise FactError(problems)
    return report


def _texts(files: list[str], stated: bool, problems: list[Problem]) -> list[Any]:
    from kafka_triage.readers.text import read_text

    if not files and not stated and not sys.stdin.isatty():
        files = ["-"]
    found: list[Any] = []
    for name in files:
        try:
            found.append(read_text(sys.stdin.buffer if name == "-" else Path(name)))
        except FactError as error:
            problems += error.problems
        except OSError as error:
            problems.append(Problem(f"cannot be read: {error.strerror}", name))
    return found


def _stated(pairs: list[str], files: list[Path], problems: list[Problem]) -> dict[str, Any]:
    """Dotted names to values: a later file wins over an earlier one, and what ``--fact`` says over all files."""
    stated: dict[str, Any] = {}
    for path in files:
        try:
            stated |= _once(_leaves(read_facts_file(path)), f"{path}: ", problems)
        except KafkaTriageError as error:
            problems += error.problems
    given = []
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if sign and name.strip():
            given.append((name.strip(), value.strip()))
        else:
            problems.append(Problem("a fact is given as name=value", f"--fact {name}".rstrip()))
    return stated | _once(given, "--fact ", problems)


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


def read_facts_file(path: Path) -> dict[str, Any]:
    """The facts of a YAML file, as a mapping for `kafka_triage.diagnose`.

    Raises:
        FactError: The file cannot be read or is no YAML mapping; it names line and column.
    """
    from kafka_triage.language.source import read_yaml

    try:
        document = read_yaml(path.read_text("utf-8"), str(path))
    except UnicodeDecodeError:
        raise FactError(Problem("this is not UTF-8 text", str(path))) from None
    except OSError as error:
        raise FactError(Problem(f"cannot be read: {error.strerror}", str(path))) from None
    if document.problems:
        raise FactError(document.problems)
    if not isinstance(document.data, dict) or not document.data:
        raise FactError(Problem("a mapping of fact names to values is expected", document.place(())))
    return document.data

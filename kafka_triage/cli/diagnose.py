"""``kafka-triage diagnose``: files, standard input and facts in, a report out."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kafka_triage.api import diagnose, load_rules
from kafka_triage.cli.decisions import read_decisions
from kafka_triage.cli.options import RuleDirectories
from kafka_triage.cli.outputs import OUTPUT, Format, write_report
from kafka_triage.errors import FactError, KafkaTriageError, Problem
from kafka_triage.render.common import at_least, found

if TYPE_CHECKING:
    from kafka_triage.diagnosis.report import Report

EXAMPLES = """\b
Examples:
  kafka-triage diagnose two-tables.txt
  kubectl exec ... -- kafka-consumer-groups.sh ... --describe --group orders | kafka-triage diagnose -
  kafka-triage diagnose --fact group.lag_trend=growing --fact group.committed_trend=unchanged
  kafka-triage diagnose --facts incident.yaml --format markdown > ticket.md
  kafka-triage diagnose --rules my-rules/ --fail-on critical two-tables.txt
  kafka-triage diagnose --output sarif=report.sarif --output junit=report.xml two-tables.txt
  kafka-triage diagnose --ignore "accumulation/normal:known, OPS-7" --until 2027-01-31 two-tables.txt

\b
Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or input, 3 undetermined.
"""
FINDINGS, UNDETERMINED = 1, 3


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
            help="State a fact; repeatable. Values may carry a unit: 5min, 10Mbit/s.",
        ),
    ] = None,
    facts: Annotated[
        list[Path] | None,
        typer.Option("--facts", metavar="FILE.YAML", help="A YAML file of facts; repeatable."),
    ] = None,
    rules: RuleDirectories = None,
    format: Annotated[Format, typer.Option("--format", help="How to write the report.")] = Format.text,
    output: Annotated[list[str] | None, OUTPUT] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore",
            metavar="ID:REASON",
            help="Suppress a cause: it is shown as such and does not count; repeatable, needs --until.",
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Last day (UTC) of --ignore: 2027-01-31.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config", metavar="FILE.YAML", help="Suppressions, severities and rules; else .kafka-triage.yaml here."
        ),
    ] = None,
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
    decided = read_decisions(config, ignore or [], until)
    book = load_rules(*decided.rules, *(rules or ()))
    stated = _stated(fact or [], facts or [])
    texts = _texts(files or [], bool(stated))
    report = diagnose(stated or None, text=texts or None, rules=book, engine=engine.value, now=now, config=decided)
    write_report(report, format, output or [], book=book, files=files or [], fail_on=fail_on.value)
    raise typer.Exit(exit_status(report, fail_on.value))


def exit_status(report: Report, fail_on: str) -> int:
    """The exit status of a report: 0, 1 for findings at or above the threshold, 3 for undetermined."""
    if any(at_least(diagnosis.severity, fail_on) for diagnosis in found(report)):
        return FINDINGS
    return UNDETERMINED if report.verdict == "undetermined" else 0


def _texts(files: list[str], stated: bool) -> list[Any]:
    from kafka_triage.readers.text import read_text

    if not files and not stated and not sys.stdin.isatty():
        files = ["-"]
    found: list[Any] = []
    problems: list[Problem] = []
    for name in files:
        try:
            found.append(read_text(sys.stdin.buffer if name == "-" else Path(name)))
        except FactError as error:
            problems += error.problems
        except OSError as error:
            problems.append(Problem(f"cannot be read: {error.strerror}", name))
    if problems:
        raise FactError(problems)
    return found


def _stated(pairs: list[str], files: list[Path]) -> dict[str, Any]:
    """Facts of files and of ``--fact``; what ``--fact`` says wins."""
    stated: dict[str, Any] = {}
    problems: list[Problem] = []
    for path in files:
        try:
            stated.update(read_facts_file(path))
        except KafkaTriageError as error:
            problems += error.problems
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            problems.append(Problem("a fact is given as name=value", f"--fact {name}"))
            continue
        stated[name.strip()] = value.strip()
    if problems:
        raise FactError(problems)
    return stated


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

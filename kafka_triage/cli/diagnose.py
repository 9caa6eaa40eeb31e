"""``kafka-triage diagnose``: files, standard input and facts in, a report out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kafka_triage.api import load_rules
from kafka_triage.cli.decisions import read_decisions
from kafka_triage.cli.inputs import diagnose_inputs
from kafka_triage.cli.options import Configuration, RuleDirectories
from kafka_triage.cli.outputs import OUTPUT, Format, write_report
from kafka_triage.render.common import at_least, found

if TYPE_CHECKING:
    from kafka_triage.diagnosis.report import Report

EXAMPLES = """\b
Examples:
  kafka-triage diagnose two-tables.txt
  kubectl exec ... -- kafka-consumer-groups.sh ... --describe --group orders | kafka-triage diagnose -
  kafka-triage diagnose --fact group.lag_trend=growing --fact group.committed_trend=unchanged
  kafka-triage diagnose --facts incident.yaml --format markdown > ticket.md
  kafka-triage diagnose --format html two-tables.txt > report.html
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
            help="State a fact; repeatable. Values may carry a unit: 5min, 10Mbit/s. Wins over --facts.",
        ),
    ] = None,
    facts: Annotated[
        list[Path] | None,
        typer.Option("--facts", metavar="FILE.YAML", help="A YAML file of facts; repeatable, a later one wins."),
    ] = None,
    rules: RuleDirectories = None,
    format: Annotated[Format, typer.Option("--format", help="How to write the report.")] = Format.text,
    output: Annotated[list[str] | None, OUTPUT] = None,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose", "-v", help="In text: all open causes, questions, notes and what is ruled out, with sources."
        ),
    ] = False,
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
    config: Configuration = None,
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
    options = {"rules": book, "engine": engine.value, "now": now, "config": decided}
    report = diagnose_inputs(fact or (), facts or (), files or (), **options)
    write_report(report, format, output or [], book=book, files=files or [], fail_on=fail_on.value, verbose=verbose)
    raise typer.Exit(exit_status(report, fail_on.value))


def exit_status(report: Report, fail_on: str) -> int:
    """The exit status of a report: 0, 1 for findings at or above the threshold, 3 for undetermined."""
    if any(at_least(diagnosis.severity, fail_on) for diagnosis in found(report)):
        return FINDINGS
    return UNDETERMINED if report.verdict == "undetermined" else 0

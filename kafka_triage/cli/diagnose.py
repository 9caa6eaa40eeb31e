"""``kafka-triage diagnose``: files, standard input and facts in, a report out."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kafka_triage.api import load_rules
from kafka_triage.cli.inputs import diagnose_inputs
from kafka_triage.cli.options import RuleDirectories

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
    report = diagnose_inputs(fact or (), facts or (), files or (), rules=book, engine=engine.value, now=now)
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

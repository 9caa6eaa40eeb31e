"""``kafka-triage explain``: why a cause was concluded, or why not."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from kafka_triage.api import load_rules
from kafka_triage.cli.decisions import read_decisions
from kafka_triage.cli.inputs import diagnose_inputs
from kafka_triage.cli.options import Configuration, RuleDirectories

EXAMPLES = """\b
Examples:
  kafka-triage explain accumulation/consumer-blocked two-tables.txt
  kafka-triage explain accumulation/no-live-member --fact group.lag_trend=growing

\b
Marks: yes it holds, no it does not, ? it is not known. Exit status: 0, or 2 for wrong usage or input.
"""


class Format(StrEnum):
    """Output formats."""

    text = "text"
    json = "json"


def explain_command(
    id: Annotated[str, typer.Argument(metavar="ID", help="A cause; kafka-triage rules list shows all.")],
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILES|-]...", help="Pasted text. - is standard input.", show_default=False),
    ] = None,
    fact: Annotated[
        list[str] | None, typer.Option("--fact", metavar="NAME=VALUE", help="State a fact; repeatable.")
    ] = None,
    facts: Annotated[
        list[Path] | None, typer.Option("--facts", metavar="FILE.YAML", help="A YAML file of facts; repeatable.")
    ] = None,
    rules: RuleDirectories = None,
    config: Configuration = None,
    format: Annotated[Format, typer.Option("--format", help="How to write the explanation.")] = Format.text,
) -> None:
    """Say why a cause was concluded, or why not: its conditions down to the facts, and what would have to change."""
    decided = read_decisions(config, [], None)
    book = load_rules(*decided.rules, *(rules or ()))
    explanation = diagnose_inputs(fact or (), facts or (), files or (), rules=book, config=decided).explain(id)
    if format is Format.json:
        typer.echo(json.dumps(explanation.to_dict(), indent=2, ensure_ascii=False))
    else:
        typer.echo(explanation.to_text(), nl=False)

"""``kafka-triage rules graph``: the causal graph, and what is wrong with the rules as a whole."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from kafka_triage.api import load_rules
from kafka_triage.cli.options import Directories
from kafka_triage.errors import KafkaTriageError, Problem, nearest

EXAMPLES = (
    "\b\nExamples:\n"
    "  kafka-triage rules graph --area rebalance\n"
    "  kafka-triage rules graph --format dot my-rules/ | dot -Tsvg > causes.svg\n"
    "  kafka-triage rules graph --check my-rules/ > /dev/null"
)
FOUND = 1


class GraphFormat(StrEnum):
    """Formats of the graph."""

    mermaid = "mermaid"
    dot = "dot"


def graph_command(
    directories: Directories = None,
    format: Annotated[GraphFormat, typer.Option("--format", help="How to write the graph.")] = GraphFormat.mermaid,
    area: Annotated[
        str | None,
        typer.Option("--area", metavar="AREA", help="Only this area, and what its causes explain or are explained by."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Exit status 1 where something is found.")] = False,
) -> None:
    """Draw what causes what, and tell on standard error what is wrong with the rules as a whole.

    Found are circles, causes that explain nothing, symptoms that nothing explains, rules that only repeat another,
    pairs of rules that pull a setting both ways, and conditions that can never hold.
    """
    from kafka_triage.analysis.survey import survey
    from kafka_triage.render.common import clean
    from kafka_triage.render.rule_graph import dot, drawing, mermaid

    book = load_rules(*(directories or ()))
    areas = list(dict.fromkeys(rule.area for rule in book.rules.values()))
    if area is not None and area not in areas:
        raise KafkaTriageError(
            Problem(f"there is no area '{area}'; the areas are {', '.join(areas)}", "", nearest(area, areas))
        )
    drawn = drawing(book, area)
    typer.echo(mermaid(drawn) if format is GraphFormat.mermaid else dot(drawn), nl=False)
    found = [
        finding
        for finding in survey(book)
        if area is None or not finding.rules or any(book.rules[id].area == area for id in finding.rules)
    ]
    for finding in found:
        typer.echo(clean(str(finding)), err=True)
    raise typer.Exit(FOUND if check and found else 0)

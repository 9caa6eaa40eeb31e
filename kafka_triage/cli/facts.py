"""``kafka-triage facts``: list and show the vocabulary."""

from __future__ import annotations

import textwrap
from typing import Annotated

import typer

from kafka_triage.api import load_vocabulary
from kafka_triage.cli.options import RuleDirectories
from kafka_triage.errors import KafkaTriageError, Problem, nearest
from kafka_triage.facts.show import show as shown
from kafka_triage.language.model import Constant, FactType, VersionRange

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="List and show the names of facts.")


@app.command("list", epilog="\b\nExample:\n  kafka-triage facts list group")
def list_facts(
    prefix: Annotated[str, typer.Argument(help="Only names that begin so.", show_default=False)] = "",
    rules: RuleDirectories = None,
) -> None:
    """List the names of facts with type, unit and meaning."""
    vocabulary = load_vocabulary(*(rules or ()))
    found = [fact for name, fact in sorted(vocabulary.facts.items()) if name.startswith(prefix)]
    if not found:
        heads = sorted({name.split(".")[0] for name in vocabulary.facts})
        raise KafkaTriageError(Problem(f"no fact begins with '{prefix}'; they begin with {', '.join(heads)}"))
    widest = max(len(fact.name) for fact in found)
    for fact in found:
        kind = f"{fact.type} {fact.unit}".strip()
        typer.echo(f"{fact.name:<{widest}}  {kind:<15}  {fact.meaning}")


@app.command("show", epilog="\b\nExample:\n  kafka-triage facts show config.session.timeout.ms")
def show(name: Annotated[str, typer.Argument(metavar="NAME")], rules: RuleDirectories = None) -> None:
    """Show one fact or constant: meaning, how to obtain it, formulas, defaults and their sources."""
    vocabulary = load_vocabulary(*(rules or ()))
    if name in vocabulary.facts:
        typer.echo("\n".join(_fact(vocabulary.facts[name])))
    elif name in vocabulary.constants:
        typer.echo("\n".join(_constant(vocabulary.constants[name])))
    else:
        known = [*vocabulary.facts, *vocabulary.constants]
        near = (f"config.{name}",) if f"config.{name}" in vocabulary.facts else nearest(name, known)
        raise KafkaTriageError(Problem(f"there is no fact '{name}'", "", near))


def _fact(fact: FactType) -> list[str]:
    kind = f"{fact.type}{f' in {fact.unit}' if fact.unit else ''}"
    lines = [f"{fact.name}  ({kind})", *textwrap.wrap(fact.meaning, 80)]
    lines += [f"values: {', '.join(fact.values)}"] if fact.values else []
    lines += ["", f"ask: {fact.ask}"] if fact.ask else []
    for way, text in fact.how:
        lines += [f"{way}:", *(f"    {line}" for line in text.strip().splitlines())]
    for alternative in fact.derive:
        lines.append(f"follows as: {alternative.value.text}")
    for default in fact.defaults:
        source = f"  ({default.cites[0].title})" if default.cites else ""
        lines.append(f"default of {_range(default.range)}: {shown(default.value, fact.unit)}{source}")
    for alternative in fact.assumed:
        lines.append(f"default: {alternative.value.text}")
    lines += [f"exists in: {', '.join(map(_range, fact.exists))}"] if fact.exists else []
    lines += [f"absent in: {', '.join(fact.absent)}"] if fact.absent else []
    return [*lines, f"defined in {fact.place}"]


def _range(versions: VersionRange) -> str:
    start = f" from {versions.start}" if versions.start else ""
    end = f" below {versions.end}" if versions.end else ""
    return f"{versions.library}{start}{end}"


def _constant(constant: Constant) -> list[str]:
    whose = "  (our assumption)" if constant.assumption else ""
    lines = [
        f"{constant.name} = {shown(constant.value, constant.unit)}{whose}",
        *textwrap.wrap(constant.meaning, 80),
    ]
    lines += [f"cite: {cite.title}  {cite.url}" for cite in constant.cites]
    return [*lines, f"defined in {constant.place}"]

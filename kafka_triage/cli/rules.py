"""``kafka-triage rules``: check, test, list and show rules."""

from __future__ import annotations

import textwrap
from typing import Annotated

import typer

from kafka_triage.api import load_rules
from kafka_triage.cli import rules_graph, rules_new, rules_schema, rules_test
from kafka_triage.cli.options import Directories, RuleDirectories
from kafka_triage.errors import KafkaTriageError, Problem, RuleError, nearest
from kafka_triage.language.model import Condition, Group, Rule, RuleBook

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Check, test, list and show rules.")
app.command("test", epilog=rules_test.EXAMPLES)(rules_test.test)


@app.command("check", epilog="\b\nExample:\n  kafka-triage rules check my-rules/")
def check(
    directories: Directories = None,
    strict: Annotated[bool, typer.Option("--strict", help="Treat warnings as errors.")] = False,
) -> None:
    """Check rules: every mistake with file, line and column. Exit status 2 when there is one."""
    from kafka_triage.language.files import rules_root
    from kafka_triage.readers.wording_check import wording_problems

    book = load_rules(*(directories or ()))
    problems = wording_problems(rules_root(), book.vocabulary)
    if problems:
        raise RuleError(problems)
    for warning in book.warnings:
        typer.echo(f"warning: {warning}", err=True)
    if strict and book.warnings:
        raise RuleError([Problem(warning) for warning in book.warnings])
    facts, constants = len(book.vocabulary.facts), len(book.vocabulary.constants)
    tests = sum(len(rule.tests) for rule in book.rules.values())
    typer.echo(f"{len(book.rules)} rules with {tests} tests, {facts} facts and {constants} constants: no mistakes")


@app.command("list", epilog="\b\nExample:\n  kafka-triage rules list accumulation")
def list_rules(
    area: Annotated[str | None, typer.Argument(help="Only rules of this area.", show_default=False)] = None,
    rules: RuleDirectories = None,
) -> None:
    """List the causes that can be recognised, in the guide's order."""
    book = load_rules(*(rules or ()))
    found = [rule for rule in book.rules.values() if area in (None, rule.area)]
    if not found:
        areas = list(dict.fromkeys(rule.area for rule in book.rules.values()))
        raise KafkaTriageError(
            Problem(f"there is no area '{area}'; the areas are {', '.join(areas)}", "", nearest(str(area), areas))
        )
    widest = max(len(rule.id) for rule in found)
    for rule in found:
        typer.echo(f"{rule.id:<{widest}}  {rule.severity:<8}  {rule.title}")


@app.command("show", epilog="\b\nExample:\n  kafka-triage rules show accumulation/consumer-blocked")
def show(id: Annotated[str, typer.Argument(metavar="ID")], rules: RuleDirectories = None) -> None:
    """Show one rule: its conditions, what it explains, what to do, where it is written."""
    book = load_rules(*(rules or ()))
    rule = book.rules.get(id)
    if rule is None:
        raise KafkaTriageError(Problem(f"there is no rule '{id}'", "", nearest(id, book.rules)))
    typer.echo("\n".join(_described(rule, book)))


def _described(rule: Rule, book: RuleBook) -> list[str]:
    lines = [
        rule.title,
        f"{rule.id}  ({rule.severity}, {rule.confidence}; family {rule.family})",
        rule.place,
        "",
        *textwrap.wrap(" ".join(_source(rule.diagnosis.parts).split()), 80),
        "",
        "when",
    ]
    lines += _conditions(rule.when, 1)
    for exception in rule.unless:
        lines += [f"unless {exception.say}", *_conditions(exception.condition, 1)]
    lines += [
        "",
        "explains",
        *(f"  {target}" for target in rule.explains or ("nothing: it can only be a risk",)),
    ]
    for action in rule.actions:
        condition = f"if {action.when_say}: " if action.when_say else ""
        text = " ".join(_source(action.do.parts).split())
        lines += ["", *textwrap.wrap(f"do: {condition}{text}", 80, subsequent_indent="    ")]
        lines += [f"    {key} = {expression.text}" for key, expression in action.set]
        lines += [f"    $ {line}" for line in _source(action.how.parts if action.how else ()).splitlines()]
        if action.trade_off:
            text = " ".join(_source(action.trade_off.parts).split())
            lines += textwrap.wrap(f"costs: {text}", 80, initial_indent="    ", subsequent_indent="    ")
        lines += [f"    worked when {action.verify}"] if action.verify else []
    lines += [
        "",
        *(
            f"cite: {cite.title}" + (f', "{cite.section}"' if cite.section else "") + f"  {cite.url}"
            for cite in rule.cites
        ),
    ]
    lines += [f"tests: {len(rule.tests)}, {sum(test.expect['fires'] is True for test in rule.tests)} of them fire"]
    return lines


def _conditions(node: Condition | Group, depth: int) -> list[str]:
    indent = "  " * depth
    if isinstance(node, Condition):
        return [indent + node.text]
    return [f"{indent}{node.kind}:", *(line for item in node.items for line in _conditions(item, depth + 1))]


def _source(parts: tuple[object, ...]) -> str:
    from kafka_triage.language.model import Optional, Shown

    made = []
    for part in parts:
        if isinstance(part, Shown):
            made.append("{" + part.expression.text + "}")
        elif isinstance(part, Optional):
            bar = f"|{part.otherwise}" if part.otherwise else ""
            made.append("[" + _source(part.parts) + bar + "]")
        else:
            made.append(str(part))
    return "".join(made)


app.command("new", epilog=rules_new.EXAMPLES)(rules_new.new_command)
app.command("graph", epilog=rules_graph.EXAMPLES)(rules_graph.graph_command)
app.command("schema", epilog=rules_schema.EXAMPLES)(rules_schema.schema_command)

"""``kafka-triage ask``: a consultation in a terminal, or in a script that answers line by line."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from kafka_triage.api import load_rules
from kafka_triage.cli.decisions import read_decisions
from kafka_triage.cli.inputs import read_facts_options
from kafka_triage.cli.options import Configuration, RuleDirectories
from kafka_triage.errors import FactError, KafkaTriageError, Problem

EXAMPLES = """\b
Examples:
  kafka-triage ask
  kafka-triage ask "my group lags"
  kafka-triage ask two-tables.txt --save session.yaml
  kafka-triage ask --facts session.yaml        goes on where that session ended

\b
Answers: a value, the number of a word or its first letters, ? for "I don't know", pasted output, or one of the words
  back      take the last answer back
  show      the report so far
  paste     paste output line by line, up to an empty line
  save FILE write what was said; kafka-triage diagnose --facts FILE gives the same report
  quit      end here
Questions go to standard error, the report at the end to standard output. Exit status as for diagnose; 130 when it was
broken off with Ctrl-C, what was said is in a file then.
"""
_BROKEN_OFF = 130


def ask_command(
    start: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SYMPTOM|FILES]...", help="What you see, or files of pasted text.", show_default=False),
    ] = None,
    fact: Annotated[
        list[str] | None, typer.Option("--fact", metavar="NAME=VALUE", help="State a fact; repeatable.")
    ] = None,
    facts: Annotated[
        list[Path] | None, typer.Option("--facts", metavar="FILE.YAML", help="A YAML file of facts; repeatable.")
    ] = None,
    rules: RuleDirectories = None,
    config: Configuration = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="FILE.YAML", help="Keep what is said in this file.")
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Read plain lines, on a terminal too.")] = False,
) -> None:
    """Ask, one question after another, until the cause is found."""
    from kafka_triage.cli.diagnose import exit_status
    from kafka_triage.cli.dialogue import BrokenOffError, Dialogue
    from kafka_triage.cli.terminal import open_terminal

    decided = read_decisions(config, [], None)
    book = load_rules(*decided.rules, *(rules or ()))
    said = read_facts_options(fact or (), facts or ())
    symptom, texts = _start(start or [], dict(said.texts))
    terminal = open_terminal(plain=plain)
    options = [part for directory in rules or () for part in ("--rules", str(directory))]
    options += ["--config", str(config)] if config else []
    dialogue = Dialogue(terminal, book, save, decided, options)
    try:
        report = dialogue.run(symptom, said.facts, texts)
    except BrokenOffError:
        raise typer.Exit(_BROKEN_OFF) from None
    typer.echo(report.to_text(color=sys.stdout.isatty() and "NO_COLOR" not in os.environ), nl=False)
    raise typer.Exit(exit_status(report, "warning"))


def _start(given: list[str], texts: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """A symptom in words and texts by name; what is a file is text, and the rest are words."""
    from kafka_triage.readers.text import content_of

    words, problems = [], []
    for one in given:
        if one == "-":
            problems.append(Problem("standard input is for the answers; give the text as a file", one))
        elif not Path(one).is_file():
            words.append(one)
        else:
            try:
                content, name = content_of(Path(one))
                texts[name] = content
            except FactError as error:
                problems += error.problems
            except OSError as error:
                problems.append(Problem(f"cannot be read: {error.strerror}", one))
    if problems:
        raise KafkaTriageError(problems)
    return " ".join(words) or None, texts

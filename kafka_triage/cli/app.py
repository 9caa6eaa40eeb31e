"""The commands joined to one program."""

from __future__ import annotations

from typing import Annotated

import typer

from kafka_triage.cli import ask, diagnose, explain, facts, rules

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
app.command("diagnose", epilog=diagnose.EXAMPLES)(diagnose.diagnose_command)
app.command("explain", epilog=explain.EXAMPLES)(explain.explain_command)
app.command("ask", epilog=ask.EXAMPLES)(ask.ask_command)
app.add_typer(rules.app, name="rules")
app.add_typer(facts.app, name="facts")


def _version(wanted: bool) -> None:
    if wanted:
        from kafka_triage import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Say why a Kafka consumer misbehaves, how sure that is, and what to change to which value."""

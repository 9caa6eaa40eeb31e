"""The page of the command line: the help of every command, as it is printed.

In: nothing. Out: Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from scripts.pages.markup import block, code

_WIDTH = 84


def commands_page() -> str:
    """The help of every command."""
    from kafka_triage.cli.app import app

    lines = [
        "# Command line",
        "",
        "Standard output is the result, standard error the problems. [Configuration](configuration.md) tells of",
        "suppressions and severities, [Output formats](formats.md) of `--format` and `--output`.",
        "",
    ]
    for name, text in _helps(get_command(app), "kafka-triage", None):
        lines += [f"## {code(name)}", "", block(text, "text"), ""]
    return "\n".join(lines)


def _helps(command: Any, name: str, parent: Any) -> Iterator[tuple[str, str]]:
    context = command.context_class(
        command, info_name=name, parent=parent, terminal_width=_WIDTH, **command.context_settings
    )
    path = context.command_path
    yield path, command.get_help(context)
    for inner, one in getattr(command, "commands", {}).items():
        yield from _helps(one, inner, context)

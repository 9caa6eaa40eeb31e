"""``kafka-triage rules schema``: the JSON Schemas of the knowledge files, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kafka_triage.errors import KafkaTriageError, Problem, nearest

EXAMPLES = (
    "\b\nExamples:\n"
    "  kafka-triage rules schema rule > rule.schema.json\n"
    "  kafka-triage rules schema --write my-rules/.schema"
)


def schema_command(
    kind: Annotated[
        str | None,
        typer.Argument(help="rule, vocabulary, sources, areas, wordings or error-codes.", show_default="rule"),
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="DIR", help="Write the schemas of all kinds into this directory."),
    ] = None,
) -> None:
    """Print the JSON Schema of a kind of file, or write those of all kinds."""
    from kafka_triage.language.json_schema import KINDS, file_name, json_schema, written

    if kind is not None and kind not in KINDS:
        raise KafkaTriageError(
            Problem(f"there is no kind '{kind}'; the kinds are {', '.join(KINDS)}", "", nearest(kind, KINDS))
        )
    if write is None:
        typer.echo(written(json_schema(kind or "rule")), nl=False)
        return
    try:
        write.mkdir(parents=True, exist_ok=True)
        for name in KINDS if kind is None else (kind,):
            path = write / file_name(name)
            path.write_text(written(json_schema(name)), "utf-8")
            typer.echo(path)
    except OSError as error:
        raise KafkaTriageError(Problem(f"cannot be written: {error.strerror}", str(error.filename))) from None

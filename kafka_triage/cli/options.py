"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RuleDirectories = Annotated[
    list[Path] | None,
    typer.Option(
        "--rules", metavar="DIR", help="A directory of your own rules, added to the shipped ones; repeatable."
    ),
]

Configuration = Annotated[
    Path | None,
    typer.Option(
        "--config", metavar="FILE.YAML", help="Suppressions, severities and rules; else .kafka-triage.yaml here."
    ),
]

Directories = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[DIR]...",
        help="Directories of your own rules; the shipped ones are read with them.",
        show_default=False,
    ),
]

"""Where a report goes: standard output, files, or both, each in its format."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kafka_triage.errors import KafkaTriageError, Problem

if TYPE_CHECKING:
    from kafka_triage.diagnosis.report import Report
    from kafka_triage.language.model import RuleBook


class Format(StrEnum):
    """Output formats."""

    text = "text"
    markdown = "markdown"
    json = "json"
    html = "html"
    sarif = "sarif"
    junit = "junit"


OUTPUT = typer.Option(
    "--output",
    metavar="[FORMAT=]FILE",
    help="Write to a file instead of standard output; with FORMAT= besides it, in that format; repeatable.",
)


def write_report(
    report: Report,
    format: Format,
    outputs: Iterable[str],
    *,
    book: RuleBook,
    files: Iterable[str],
    fail_on: str,
    verbose: bool = False,
) -> None:
    """Write a report.

    Args:
        report: The report.
        format: Of standard output, and of files for which no other is given.
        outputs: Of ``--output``: ``FILE`` or ``FORMAT=FILE``.
        book: The rules that it was made with.
        files: Names of the files that were diagnosed.
        fail_on: Least severity of a failure.
        verbose: Whether text says everything.

    Raises:
        KafkaTriageError: A file cannot be written, or a format needs a package that is not installed.
    """
    paths = {path: format for path, own in map(_split, outputs) if own is None}
    besides = {path: own for path, own in map(_split, outputs) if own is not None}
    sources = {Path(name).name: Path(name).as_posix() for name in files if name != "-"}

    def rendered(format: Format, color: bool = False) -> str:
        match format:
            case Format.json:
                return report.to_json() + "\n"
            case Format.markdown:
                return report.to_markdown()
            case Format.html:
                return report.to_html()
            case Format.sarif:
                return report.to_sarif(rules=book, files=sources)
            case Format.junit:
                return report.to_junit(fail_on=fail_on)
            case _:
                return report.to_text(color=color, verbose=verbose)

    def written(format: Format, color: bool = False) -> str:
        """The text that can be encoded; half a character that stood in the input cannot."""
        return rendered(format, color).encode("utf-8", "replace").decode("utf-8")

    contents = {path: written(own) for path, own in {**paths, **besides}.items()}
    problems = [problem for path, content in contents.items() for problem in _write(path, content)]
    if problems:
        raise KafkaTriageError(problems)
    if not paths:
        typer.echo(written(format, sys.stdout.isatty() and "NO_COLOR" not in os.environ), nl=False)


def _split(output: str) -> tuple[Path, Format | None]:
    head, sign, tail = output.partition("=")
    return (Path(tail), Format(head)) if sign and head in Format.__members__ else (Path(output), None)


def _write(path: Path, content: str) -> list[Problem]:
    try:
        path.write_text(content, "utf-8")
    except OSError as error:
        return [Problem(f"cannot be written: {error.strerror}", str(path))]
    return []

"""``.kafka-triage.yaml``: which causes are left out for a time, which severities are set, which rules are used.

In: a path. Out: a `Config`; mistakes are told with line and column. Whether causes exist is checked by `diagnose`,
which knows the rules.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kafka_triage.diagnosis.policy import SEVERITIES, Config, Ignore
from kafka_triage.errors import KafkaTriageError, Problem, nearest
from kafka_triage.language.schema import read_model
from kafka_triage.language.source import Document, read_yaml
from kafka_triage.language.source import Path as Keys

_FORM = ConfigDict(extra="forbid", strict=True, frozen=True)


class IgnoreFile(BaseModel):
    """One entry of ``ignore``."""

    model_config = _FORM

    id: str
    reason: str
    until: str
    group: str = ""


class ConfigFile(BaseModel):
    """The keys of the file."""

    model_config = _FORM

    ignore: list[IgnoreFile] = []
    severity: dict[str, str] = {}
    rules: list[str] = []


def load_config(path: str | os.PathLike[str]) -> Config:
    """Read a configuration.

    Args:
        path: The file; the directories of rules that it names are relative to its own.

    Returns:
        The configuration, for `kafka_triage.diagnose`.

    Raises:
        KafkaTriageError: The file cannot be read or is wrong; every mistake, as ``file:line:column: what``.
    """
    file = Path(path)
    name = str(path)
    try:
        document = read_yaml(file.read_text("utf-8"), name)
    except UnicodeDecodeError:
        raise KafkaTriageError(Problem("this is not UTF-8 text", name)) from None
    except OSError as error:
        raise KafkaTriageError(Problem(f"cannot be read: {error.strerror}", name)) from None
    if document.data is None and not document.problems:
        return Config()
    read = read_model(document, ConfigFile)
    config = _config(read, document, file.parent) if read is not None else Config()
    if document.problems:
        raise KafkaTriageError(document.problems)
    return config


def _config(read: ConfigFile, document: Document, directory: Path) -> Config:
    ignored = [
        Ignore(entry.id, entry.reason, until, entry.group, document.place(("ignore", index)))
        for index, entry in enumerate(read.ignore)
        if (until := _until(entry, document, ("ignore", index, "until"))) is not None
    ]
    for id, level in read.severity.items():
        if level not in SEVERITIES:
            document.problems.append(
                Problem(
                    f"'{level}' is not one of {', '.join(SEVERITIES)}",
                    document.place(("severity", id)),
                    nearest(level, SEVERITIES),
                )
            )
    places = {id: document.place(("severity", id), key=True) for id in read.severity}
    return Config(ignored, read.severity, [directory / one for one in read.rules], places)


def _until(entry: IgnoreFile, document: Document, path: Keys) -> date | None:
    try:
        return date.fromisoformat(entry.until)
    except ValueError:
        document.problems.append(
            Problem(f"a date such as 2027-01-31 is expected, not '{entry.until}'", document.place(path))
        )
        return None

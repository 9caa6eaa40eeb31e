"""What those who run a diagnosis have decided, in options and in ``.kafka-triage.yaml``, as one `Config`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kafka_triage.diagnosis.policy import Config, Ignore
from kafka_triage.errors import KafkaTriageError, Problem

FILE = ".kafka-triage.yaml"


def read_decisions(file: Path | None, ignored: list[str], until: str | None) -> Config:
    """Join what the options and the file say; the options win.

    Args:
        file: Of ``--config``; where left out, ``.kafka-triage.yaml`` of the working directory, if there is one.
        ignored: Of ``--ignore``, each ``ID:REASON``.
        until: Of ``--until``.

    Raises:
        KafkaTriageError: Every mistake of the options and of the file.
    """
    problems: list[Problem] = []
    given = _given(ignored, until, problems)
    config = Config()
    if file is None and Path(FILE).is_file():
        file = Path(FILE)
    if file is not None:
        from kafka_triage.config import load_config

        try:
            config = load_config(file)
        except KafkaTriageError as error:
            problems += error.problems
    if problems:
        raise KafkaTriageError(problems)
    return Config((*given, *config.ignore), config.severity, config.rules, config.places)


def _given(ignored: list[str], until: str | None, problems: list[Problem]) -> list[Ignore]:
    last = _day(until, problems) if until is not None else None
    if until is not None and not ignored:
        problems.append(Problem("this is the end of a suppression; --ignore ID:REASON says which", "--until"))
    if until is None and ignored:
        problems.append(Problem("a suppression needs an end: --until DATE", "--ignore"))
    found = []
    for one in ignored:
        id, _, reason = one.partition(":")
        if not reason.strip():
            problems.append(Problem("a suppression needs a reason: --ignore ID:REASON", f"--ignore {id}"))
        elif last is not None:
            found.append(Ignore(id.strip(), reason.strip(), last, place="--ignore"))
    return found


def _day(text: str, problems: list[Problem]) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(Problem(f"a date such as 2027-01-31 is expected, not '{text}'", "--until"))
        return None

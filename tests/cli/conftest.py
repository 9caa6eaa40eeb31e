"""Runs the command line in this process, as a shell would: arguments and standard input in, status and both outputs out."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Run:
    """What a command gave."""

    status: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run ``kafka-triage`` with arguments."""
    from kafka_triage.cli import main

    def run_command(*arguments: object, stdin: bytes = b"") -> Run:
        monkeypatch.setattr(sys, "argv", ["kafka-triage", *map(str, arguments)])
        piped = io.BytesIO(stdin)
        piped.name = "<stdin>"
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(piped, encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            main()
        output = capsys.readouterr()
        assert "Traceback" not in output.err
        code = ended.value.code
        return Run(code if isinstance(code, int) else int(code is not None), output.out, output.err)

    return run_command

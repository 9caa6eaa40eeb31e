"""Lines from a person: with history, completion and pasted blocks on a terminal, or plain lines of a script.

Both write to standard error, so that standard output holds the report alone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any, Protocol

from kafka_triage.errors import KafkaTriageError
from kafka_triage.render.common import clean

_PROMPT = "> "


class Terminal(Protocol):
    """Where questions go to and answers come from."""

    pastes_whole: bool

    def say(self, text: str) -> None:
        """Write text."""
        ...

    def read(self, words: Iterable[str] = ()) -> str:
        """Read an answer.

        Args:
            words: Answers to complete.

        Raises:
            EOFError: There is no more input.
            KeyboardInterrupt: The person broke off.
        """
        ...


class PlainTerminal:
    """Lines of standard input; a pasted block comes line by line."""

    pastes_whole = False

    def say(self, text: str) -> None:
        """Write text without control characters."""
        _say(text)

    def read(self, words: Iterable[str] = ()) -> str:
        """Read one line."""
        sys.stderr.write(_PROMPT)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            sys.stderr.write("\n")
            raise EOFError
        return line.rstrip("\r\n")


class PromptTerminal:
    """A prompt of prompt_toolkit: a block that is pasted is one answer."""

    pastes_whole = True

    def __init__(self) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import InMemoryHistory
        from prompt_toolkit.output import create_output

        self._session: Any = PromptSession(output=create_output(stdout=sys.stderr), history=InMemoryHistory())

    def say(self, text: str) -> None:
        """Write text without control characters."""
        _say(text)

    def read(self, words: Iterable[str] = ()) -> str:
        """Read one answer, of several lines where a block is pasted."""
        from prompt_toolkit.completion import WordCompleter

        completer = WordCompleter(list(words), sentence=True)
        return str(self._session.prompt(_PROMPT, completer=completer, complete_while_typing=False))


def open_terminal(*, plain: bool) -> Terminal:
    """The terminal to talk through.

    Args:
        plain: Read plain lines on a terminal too.

    Raises:
        KafkaTriageError: prompt_toolkit is needed and not installed.
    """
    if plain or not sys.stdin.isatty():
        return PlainTerminal()
    if find_spec("prompt_toolkit") is None:
        raise KafkaTriageError(
            "the dialogue needs prompt_toolkit: pip install 'kafka-triage[ask]'; --plain does without it"
        )
    return PromptTerminal()


def _say(text: str) -> None:
    sys.stderr.write(clean(text) + "\n")
    sys.stderr.flush()

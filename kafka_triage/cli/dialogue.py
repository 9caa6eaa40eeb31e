"""The dialogue of ``kafka-triage ask``: questions and answers between a consultation and a terminal.

In: a terminal and what is known at the start. Out: the report at the end; what was said is kept in a file where that is
wanted, and always when the person breaks off.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kafka_triage.cli.terminal import Terminal
from kafka_triage.consultation import Consultation
from kafka_triage.diagnosis.parts import Question
from kafka_triage.diagnosis.report import Report
from kafka_triage.errors import FactError, KafkaTriageError, Problem
from kafka_triage.facts.show import show
from kafka_triage.language.model import RuleBook
from kafka_triage.render.common import headline
from kafka_triage.render.question import render_question

_COMMANDS = ("?", "back", "show", "paste", "save", "quit")
_HINT = "          or ? (I don't know), back, show, paste, save FILE, quit; output can be pasted as it is"
_YES_NO = {"y": "yes", "n": "no"}
_COLUMNS = re.compile(r"\S(?: {2,}|\t)\S")
_OTHER = "something else, or I don't know"
_LEFT_BEHIND = "kafka-triage-session"
_WIDEST = 100


class BrokenOffError(Exception):
    """The person broke off; what was said is in a file."""


class _QuitError(Exception):
    """The person wants to end here."""


class Dialogue:
    """One consultation in a terminal.

    Args:
        terminal: Where to ask and read.
        book: The rules.
        save: The file to keep what is said in; None keeps nothing unless the person breaks off.
        directories: Those of the rules, to be named in what is said about the file.
    """

    def __init__(self, terminal: Terminal, book: RuleBook, save: Path | None, directories: list[str]) -> None:
        self.terminal = terminal
        self.book = book
        self.save = save
        self.directories = directories
        self.width = min(shutil.get_terminal_size().columns, _WIDEST)
        self.consultation: Consultation | None = None

    def run(self, symptom: str | None, facts: Mapping[str, Any], texts: Mapping[str, str]) -> Report:
        """Ask until the consultation ends or the person does.

        Raises:
            BrokenOffError: Ctrl-C was pressed.
            KafkaTriageError: What is known at the start is wrong, or the file cannot be written.
        """
        try:
            if symptom is None and not facts and not texts:
                consultation = self.consultation = self._begin()
            else:
                consultation = self.consultation = Consultation(symptom, facts=facts, text=texts, rules=self.book)
            self._converse(consultation)
        except _QuitError:
            consultation = Consultation(rules=self.book)
        except KeyboardInterrupt:
            self._leave_behind()
            raise BrokenOffError from None
        self._keep()
        return consultation.report

    def _begin(self) -> Consultation:
        """Begin with a symptom in people's words, or with pasted output."""
        words = [fact.says[0] for fact in self.book.vocabulary.facts.values() if fact.says]
        lines = [f"{number:>2}  {text}" for number, text in enumerate([*words, _OTHER], 1)]
        self.terminal.say("\n".join(["What do you see? A number, words of your own, or pasted output.", *lines]))
        while True:
            try:
                return self._begun(self.terminal.read([*words, "quit"]).strip("\n"), words)
            except EOFError:
                raise _QuitError from None
            except FactError as error:
                self._refuse(str(error))

    def _begun(self, said: str, words: list[str]) -> Consultation:
        word = said.strip()
        if word == "quit":
            raise _QuitError
        if word.isdecimal() and 1 <= int(word) <= len(words) + 1:
            word = [*words, _OTHER][int(word) - 1]
        if word in ("?", _OTHER):
            return Consultation(rules=self.book)
        if word == "paste":
            return Consultation(text="\n".join([*self._block(), ""]), rules=self.book)
        if "\n" in said or _COLUMNS.search(said):
            block = [] if self.terminal.pastes_whole else self._block()
            return Consultation(text="\n".join([said, *block, ""]), rules=self.book)
        if not word:
            raise FactError("a number, words or pasted output are expected")
        return Consultation(word, rules=self.book)

    def _refuse(self, reason: str) -> None:
        self.terminal.say(f"! {reason}")

    def _converse(self, consultation: Consultation) -> None:
        told = ""
        number = 0
        while (question := consultation.question) is not None:
            number += 1
            now = headline(consultation.report)
            if now != told:
                self.terminal.say(f"\nSo far: {now}")
                told = now
            self.terminal.say("\n" + render_question(question, number, width=self.width) + _HINT)
            try:
                self._answer(consultation, question)
            except (EOFError, _QuitError):
                self.terminal.say("\nEnded; the report says what is known so far.\n")
                return
        self.terminal.say(f"\nEnd: {consultation.ended}.\n")

    def _answer(self, consultation: Consultation, question: Question) -> None:
        """Read until an answer is taken, or the last one is taken back."""
        fact = self.book.vocabulary.facts[question.fact]
        words = ["yes", "no"] if fact.type == "bool" else list(fact.values)
        while True:
            said = self.terminal.read([*words, *_COMMANDS]).strip("\n")
            try:
                if self._done(consultation, question, said):
                    return
            except KafkaTriageError as error:
                for problem in error.problems:
                    self._refuse(str(problem).removeprefix(f"{question.fact}: "))

    def _done(self, consultation: Consultation, question: Question, said: str) -> bool:
        """Do what a command says, or take an answer; whether the next question is due."""
        command, _, argument = said.strip().partition(" ")
        if command == "save":
            self._write(Path(argument.strip() or self.save or _free_name()))
            return False
        match said.strip():
            case "":
                self._refuse("an answer is expected; ? says that you do not know")
            case "show":
                self.terminal.say(consultation.report.to_text(width=self.width))
            case "quit":
                raise _QuitError
            case "back":
                consultation.back()
                return True
            case "paste":
                consultation.answer("\n".join(["", *self._block(), ""]))
                return True
            case _:
                self._take(consultation, question, said)
                self._keep()
                return True
        return False

    def _take(self, consultation: Consultation, question: Question, said: str) -> None:
        """Take an answer, a pasted block that begins with it, or refuse it."""
        value = _YES_NO.get(said.lower(), said) if question.expects == "yes or no" else said
        try:
            consultation.answer(value)
        except FactError:
            if self.terminal.pastes_whole or "\n" in said or not _COLUMNS.search(said):
                raise
            consultation.answer("\n".join([said, *self._block(), ""]))
        known = consultation.facts.get(question.fact)
        if known is not None:
            fact = self.book.vocabulary.facts[question.fact]
            self.terminal.say(f"  noted: {question.fact} = {show(known, fact.unit)}")
        elif question.fact not in consultation.facts:
            self.terminal.say("  read as pasted output")

    def _block(self) -> list[str]:
        """The lines up to an empty one, or to the end of the input."""
        lines: list[str] = []
        try:
            while line := self.terminal.read().rstrip():
                lines.append(line)
        except EOFError:
            pass
        return lines

    def _keep(self) -> None:
        if self.save is not None and self.consultation is not None and self.consultation.to_facts_yaml():
            self._write(self.save, quiet=True)

    def _leave_behind(self) -> None:
        if self.consultation is None or not self.consultation.to_facts_yaml():
            self.terminal.say("\nBroken off; nothing had been said.")
            return
        self.terminal.say("\nBroken off.")
        self._write(self.save or _free_name())

    def _write(self, path: Path, *, quiet: bool = False) -> None:
        """Write what was said, and say where."""
        assert self.consultation is not None  # noqa: S101 - it is made before anything is said
        options = "".join(f" --rules {shlex.quote(directory)}" for directory in self.directories)
        command = f"kafka-triage diagnose --facts {shlex.quote(str(path))}{options}"
        try:
            path.write_text(f"# {command}\n{self.consultation.to_facts_yaml()}", "utf-8")
        except OSError as error:
            raise KafkaTriageError(Problem(f"cannot be written: {error.strerror}", str(path))) from None
        if not quiet:
            self.terminal.say(f"What was said is in {path}; the report of it: {command}")


def _free_name() -> Path:
    """A name for a file that is not there yet."""
    path, number = Path(f"{_LEFT_BEHIND}.yaml"), 1
    while path.exists():
        number += 1
        path = Path(f"{_LEFT_BEHIND}-{number}.yaml")
    return path

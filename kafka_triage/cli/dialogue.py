"""The dialogue of ``kafka-triage ask``: questions and answers between a consultation and a terminal.

In: a terminal and what is known at the start. Out: the report at the end; what was said is kept in a file where that is
wanted, and always when the person breaks off.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kafka_triage.cli.terminal import Terminal
from kafka_triage.consultation import Consultation
from kafka_triage.diagnosis.parts import Question
from kafka_triage.diagnosis.policy import Config
from kafka_triage.diagnosis.report import Report
from kafka_triage.errors import FactError, KafkaTriageError, Problem
from kafka_triage.facts.show import show
from kafka_triage.language.model import RuleBook
from kafka_triage.render.common import headline
from kafka_triage.render.question import render_question

_COMMANDS = ("?", "back", "show", "paste", "save", "quit")
_HINT = "          or ? (I don't know), back, show, paste, save FILE, quit; output can be pasted as it is"
_COLUMNS = re.compile(r"\S(?: {2,}|\t)\S")
_OTHER = "something else, or I don't know"
_LEFT_BEHIND = "kafka-triage-session"
_WIDEST = 100
_LETTERS = 3


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
        config: Suppressions and severities.
        options: Those of the command line that say which rules and configuration are used, to be named in what is said
            about the file.
    """

    def __init__(
        self, terminal: Terminal, book: RuleBook, save: Path | None, config: Config, options: Iterable[str]
    ) -> None:
        self.terminal = terminal
        self.book = book
        self.save = save
        self.config = config
        self.options = "".join(f" {shlex.quote(option)}" for option in options)
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
                consultation = self.consultation = self._consult(symptom, facts=facts, text=texts)
            self._converse(consultation)
        except _QuitError:
            consultation = self._consult()
        except KeyboardInterrupt:
            self._leave_behind()
            raise BrokenOffError from None
        self._keep()
        return consultation.report

    def _consult(self, symptom: str | None = None, **given: Any) -> Consultation:
        return Consultation(symptom, rules=self.book, config=self.config, **given)

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
            return self._consult()
        if word == "paste":
            return self._consult(text="\n".join([*self._block(), ""]))
        if "\n" in said or _COLUMNS.search(said):
            block = [] if self.terminal.pastes_whole else self._block()
            return self._consult(text="\n".join([said, *block, ""]))
        if not word:
            raise FactError("a number, words or pasted output are expected")
        return self._consult(word)

    def _refuse(self, reason: str) -> None:
        self.terminal.say(f"! {reason}")

    def _converse(self, consultation: Consultation) -> None:
        told = ""
        while (question := consultation.question) is not None:
            now = headline(consultation.report)
            if now != told:
                self.terminal.say(f"\nSo far: {now}")
                told = now
            words = self._words(question)
            self.terminal.say("\n" + render_question(question, consultation.number, words, width=self.width) + _HINT)
            try:
                self._answer(consultation, question)
            except (EOFError, _QuitError):
                self.terminal.say("\nEnded; the report says what is known so far.\n")
                return
        self.terminal.say(f"\nEnd: {consultation.ended}.\n")

    def _answer(self, consultation: Consultation, question: Question) -> None:
        """Read until an answer is taken, or the last one is taken back."""
        while True:
            said = self.terminal.read([*self._words(question), *_COMMANDS]).strip("\n")
            try:
                if self._done(consultation, question, said):
                    return
            except KafkaTriageError as error:
                for problem in error.problems:
                    self._refuse(str(problem).removeprefix(f"{question.fact}: "))

    def _words(self, question: Question) -> list[str]:
        """The words that answer a question, where there are few."""
        fact = self.book.vocabulary.facts[question.fact]
        return ["yes", "no"] if fact.type == "bool" else list(fact.values)

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
        value = meant(said, self._words(question))
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
        command = f"kafka-triage diagnose --facts {shlex.quote(str(path))}{self.options}"
        try:
            path.write_text(f"# {command}\n{self.consultation.to_facts_yaml()}", "utf-8")
        except OSError as error:
            raise KafkaTriageError(Problem(f"cannot be written: {error.strerror}", str(path))) from None
        if not quiet:
            self.terminal.say(f"What was said is in {path}; the report of it: {command}")


def meant(said: str, words: list[str]) -> str:
    """The word that is meant by its number or its first letters; what was said where that is none of the words.

    "no" is not short for "none": more than two words need three letters.
    """
    short = said.strip().lower()
    many = len(words) > 2
    if many and short.isdecimal() and 1 <= int(short) <= len(words):
        return words[int(short) - 1]
    begun = [word for word in words if len(short) >= (_LETTERS if many else 1) and word.startswith(short)]
    return begun[0] if len(begun) == 1 else said


def _free_name() -> Path:
    """A name for a file that is not there yet."""
    path, number = Path(f"{_LEFT_BEHIND}.yaml"), 1
    while path.exists():
        number += 1
        path = Path(f"{_LEFT_BEHIND}-{number}.yaml")
    return path

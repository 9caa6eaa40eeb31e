"""A consultation: questions one after another, until a cause is proven or nothing that can be asked would tell more.

In: a symptom, facts or pasted text, then answers. Out: the next question, and a report at any time. What was said is
kept as facts, so that a file of them gives the same report again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kafka_triage.diagnosis.interview import next_question
from kafka_triage.diagnosis.parts import Question
from kafka_triage.diagnosis.report import Report
from kafka_triage.errors import FactError, KafkaTriageError, Problem, nearest
from kafka_triage.facts.values import Known, Source, Value
from kafka_triage.language.model import FactType, RuleBook, Vocabulary

if TYPE_CHECKING:
    from kafka_triage.cases import Case
    from kafka_triage.diagnosis.choice import Chooser
    from kafka_triage.diagnosis.policy import Config, Policy
    from kafka_triage.diagnosis.reason import Outcome
    from kafka_triage.readers.text import Reading

_DONT_KNOW = ("", "?", "unknown", "don't know", "dont know", "do not know")
_SYMPTOM = "symptom."


@dataclass(frozen=True, slots=True)
class _Text:
    name: str
    content: str
    reading: Reading


class _State:
    """What was said up to one question; never changed, so that going back is taking an earlier one."""

    def __init__(
        self,
        chooser: Chooser,
        policy: Policy | None,
        facts: Mapping[str, Known],
        declined: tuple[str, ...],
        texts: tuple[_Text, ...],
    ) -> None:
        self.chooser = chooser
        self.policy = policy
        self.facts = facts
        self.declined = declined
        self.texts = texts

    @cached_property
    def case(self) -> Case:
        from kafka_triage.cases import Case, collect

        if not self.facts and not self.texts:
            return Case(())
        readings = [text.reading for text in self.texts] or None
        stated = {name: _with_source(fact) for name, fact in self.facts.items()}
        return collect(stated, text=readings, samples=None, now=None, reasoner=self.chooser.reasoner)

    @cached_property
    def outcome(self) -> Outcome:
        reasoner = self.chooser.reasoner
        return reasoner.reason(reasoner.derivation.settle(self.case.facts))

    @cached_property
    def report(self) -> Report:
        from kafka_triage.diagnosis.build import build_report

        return build_report(self.chooser.reasoner, self.outcome, self.case.notes, self.policy)

    @cached_property
    def next(self) -> tuple[Question | None, str]:
        return next_question(self.chooser, self.outcome, self.report, frozenset(self.declined))

    def checked(self) -> _State:
        """Itself.

        Raises:
            FactError: What was said is a combination that cannot be.
        """
        self.outcome  # noqa: B018 - settling the facts is the check
        return self

    def with_fact(self, fact: Known) -> _State:
        return _State(self.chooser, self.policy, dict(self.facts) | {fact.name: fact}, self.declined, self.texts)

    def with_declined(self, name: str) -> _State:
        return _State(self.chooser, self.policy, self.facts, (*self.declined, name), self.texts)

    def with_text(self, text: _Text) -> _State:
        return _State(self.chooser, self.policy, self.facts, self.declined, (*self.texts, text))


class Consultation:
    """Questions one after another about one consumer group.

    Args:
        symptom: What is observed: a name (``symptom.accumulation`` or ``accumulation``) or words that people use for it
            (``my group lags``).
        facts: Facts that are known already, as for `kafka_triage.diagnose`; an unknown one is not asked for.
        text: Pasted text, a path, a list of both, or names of texts to texts.
        rules: From `kafka_triage.load_rules`; the shipped rules where left out.
        engine: ``durable`` or ``python``, as for `kafka_triage.diagnose`.
        config: Suppressions, severities and rules, as for `kafka_triage.diagnose`.

    Raises:
        FactError: A symptom, fact or text is wrong; every mistake is named.
        KafkaTriageError: The engine is not known, or the configuration is wrong.
    """

    def __init__(
        self,
        symptom: str | None = None,
        *,
        facts: Mapping[str, Any] | None = None,
        text: Any = None,
        rules: RuleBook | None = None,
        engine: str = "durable",
        config: Config | None = None,
    ) -> None:
        from kafka_triage.api import load_rules, policy_of, reasoner_of
        from kafka_triage.diagnosis.choice import Chooser
        from kafka_triage.facts.intake import named, read_facts

        book = rules if rules is not None else load_rules(*(config.rules if config else ()))
        reasoner = reasoner_of(book, engine)
        vocabulary = reasoner.book.vocabulary
        stated: dict[str, Any] = dict(facts or {})
        if symptom is not None:
            stated = {find_symptom(symptom, vocabulary): True} | stated
        known = {fact.name: fact for fact in read_facts(stated, vocabulary)}
        declined = tuple(name for name in named(stated, vocabulary) if name not in known)
        texts: tuple[_Text, ...] = ()
        for name, one in _listed(text):
            texts = (*texts, _read(one, texts, name))
        self._vocabulary = vocabulary
        self._trail = [_State(Chooser(reasoner), policy_of(config, book, None), known, declined, texts).checked()]

    @property
    def _state(self) -> _State:
        return self._trail[-1]

    @property
    def report(self) -> Report:
        """The answer to what has been said so far."""
        return self._state.report

    @property
    def facts(self) -> dict[str, Value | None]:
        """What was said: name to value in the unit of the name; None where it is not known."""
        values = {name: fact.value for name, fact in self._state.facts.items()}
        return values | dict.fromkeys(self._state.declined)

    @property
    def texts(self) -> dict[str, str]:
        """What was pasted: name to text."""
        return {text.name: text.content for text in self._state.texts}

    @property
    def question(self) -> Question | None:
        """What to ask next; None when the consultation has ended."""
        return self._state.next[0]

    @property
    def number(self) -> int:
        """The number of the question, from 1; it falls where an answer was taken back."""
        return len(self._trail)

    @property
    def done(self) -> bool:
        """Whether the consultation has ended."""
        return self.question is None

    @property
    def ended(self) -> str:
        """Why the consultation has ended, in a sentence; empty while it goes on."""
        return self._state.next[1]

    def answer(self, value: Any) -> None:
        """Answer the question.

        Args:
            value: A value as for `kafka_triage.diagnose`; None, ``"unknown"``, ``"don't know"`` and ``"?"`` say that it
                is not known. Pasted output, such as a table of kafka-consumer-groups.sh, is read as text.

        Raises:
            FactError: The answer is of the wrong type, or contradicts what was said before, or a paste is not
                understood; nothing has changed then.
            KafkaTriageError: The consultation has ended.
        """
        question = self.question
        if question is None:
            raise KafkaTriageError(f"the consultation has ended: {self.ended}")
        fact = self._vocabulary.facts[question.fact]
        self._trail.append(self._answered(fact, value).checked())

    def _answered(self, fact: FactType, value: Any) -> _State:
        from kafka_triage.facts.intake import read_facts

        state = self._state
        if _is_unknown(value, fact):
            return state.with_declined(fact.name)
        if isinstance(value, str) and "\n" in value.strip():
            return state.with_text(_read(value, state.texts))
        try:
            known = read_facts({fact.name: value}, self._vocabulary)
        except FactError:
            if isinstance(value, str) and is_understood(value):
                return state.with_text(_read(value, state.texts))
            raise
        return state.with_fact(known[0]) if known else state.with_declined(fact.name)

    def back(self) -> None:
        """Take the last answer back.

        Raises:
            KafkaTriageError: Nothing has been answered.
        """
        if len(self._trail) == 1:
            raise KafkaTriageError("there is no answer to take back")
        self._trail.pop()

    def to_facts_yaml(self) -> str:
        """What was said as a facts file: ``kafka-triage diagnose --facts`` gives the same report of it."""
        from kafka_triage.facts.file import facts_yaml

        said = self.facts | {name: _with_source(fact) for name, fact in self._state.facts.items()}
        return facts_yaml(said, self.texts, self._vocabulary)


def find_symptom(words: str, vocabulary: Vocabulary) -> str:
    """The symptom that somebody means.

    Args:
        words: A name, or words that people use for the symptom (``says`` in its YAML).
        vocabulary: The names.

    Raises:
        FactError: No symptom is called so; the nearest are named.
    """
    said = " ".join(words.split()).lower()
    symptoms = [fact for fact in vocabulary.facts.values() if fact.name.startswith(_SYMPTOM)]
    phrases: dict[str, str] = {}
    for fact in symptoms:
        phrases |= {fact.name: fact.name, fact.name.removeprefix(_SYMPTOM): fact.name}
        phrases |= {phrase.lower(): fact.name for phrase in fact.says}
    if said in phrases:
        return phrases[said]
    close = nearest(said, phrases)
    known = [fact.says[0] for fact in symptoms if fact.says]
    raise FactError(Problem(f"no symptom is called so; they are: {'; '.join(known)}", words, close))


def _with_source(fact: Known) -> Value | dict[str, Value]:
    """The value, with where it came from where that is not the person."""
    if fact.source is Source.STATED and not fact.origin:
        return fact.value
    return {"value": fact.value, "source": fact.source.label, "origin": fact.origin}


def _is_unknown(value: Any, fact: FactType) -> bool:
    if isinstance(value, str):
        said = value.strip().lower().replace("’", "'")
        return said in _DONT_KNOW and said not in fact.values
    return value is None


def is_understood(text: str) -> bool:
    """Whether a text says something of a consumer group."""
    from kafka_triage.readers.text import read_text

    try:
        return bool(read_text(text).groups)
    except FactError:
        return False


def _listed(text: Any) -> list[tuple[str, Any]]:
    if isinstance(text, Mapping):
        return list(text.items())
    listed = text if isinstance(text, list | tuple) else [] if text is None else [text]
    return [("", one) for one in listed]


def _read(given: Any, before: tuple[_Text, ...], name: str = "") -> _Text:
    """A text by a name that no other has.

    Raises:
        FactError: Nothing in it is understood.
    """
    from kafka_triage.readers.text import content_of, read_text

    content, called = content_of(given)
    content = content.encode("utf-8", "replace").decode("utf-8")
    called = name or called
    taken = {text.name for text in before}
    numbered = (called, *(f"{called} {number}" for number in range(2, len(taken) + 2)))
    name = next(one for one in numbered if one not in taken)
    reading = read_text(content, name=name)
    if not reading.groups:
        raise FactError(Problem("nothing in it was understood; a table of kafka-consumer-groups.sh would be", name))
    return _Text(name, content, reading)

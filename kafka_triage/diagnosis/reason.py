"""From facts to what follows: which causes hold, which are open, which are linked to something observed.

In: a `FactBase`. Out: an `Outcome`. The conditions are computed once, three-valued; the engine chains.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kafka_triage.diagnosis.graph import reachable_symptoms
from kafka_triage.diagnosis.program import clear, compile_program, diagnosed, fired, linked, open_
from kafka_triage.diagnosis.questions import Asking
from kafka_triage.engine.program import Engine, Program
from kafka_triage.errors import KafkaTriageError
from kafka_triage.facts.base import Derivation, FactBase
from kafka_triage.facts.values import Value
from kafka_triage.language.evaluate import Evaluator, Judge
from kafka_triage.language.model import Expression, Optional, Rule, RuleBook, Shown, Template
from kafka_triage.language.walk import deciding, guide_order, mentioned

ENGINES = ("durable", "python")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What holds in one case.

    Attributes:
        base: The facts.
        judge: The truth of conditions in this case.
        truths: Rule id to the truth of its conditions; an exception that is known to hold makes it false.
        fired: Rules whose conditions hold.
        linked: Rules that would explain something observed.
        diagnosed: Rules that are both, and every health rule that fired.
    """

    base: FactBase
    judge: Judge
    truths: dict[str, bool | None]
    fired: frozenset[str]
    linked: frozenset[str]
    diagnosed: frozenset[str]


class Reasoner:
    """The rules of one book in one engine, compiled; use it for any number of cases.

    Args:
        book: The rules.
        engine: ``durable`` or ``python``; where durable-rules cannot be imported, ``durable`` gives the Python one.
    """

    def __init__(self, book: RuleBook, engine: str = "durable") -> None:
        self.book = book
        self.evaluator = Evaluator(book.vocabulary)
        self.derivation = Derivation(book.vocabulary, self.evaluator, wanted_facts(book))
        self.compiled = compile_program(book)
        self.engine = make_engine(engine, self.compiled.program)
        self.asking = Asking(book.vocabulary)
        self.guide_order = {id: guide_order(id, book.areas) for id in book.rules}
        self.reachable = reachable_symptoms(book)
        self._flags_of, self._rules_of = self._by_fact()
        self._nothing = self._judged({}, self.compiled.flags, book.rules, {}, {})

    def _by_fact(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """For each fact, the flags and the rules that look at it."""
        flags: dict[str, list[str]] = defaultdict(list)
        rules: dict[str, list[str]] = defaultdict(list)
        for name, node in self.compiled.flags.items():
            for fact in deciding(node):
                flags[fact].append(name)
        for rule in self.book.rules.values():
            nodes = (rule.when, *(exception.condition for exception in rule.unless))
            for fact in dict.fromkeys(fact for node in nodes for fact in deciding(node)):
                rules[fact].append(rule.id)
        return flags, rules

    def _judged(
        self,
        values: Mapping[str, Value],
        flags: Iterable[str],
        rules: Iterable[str],
        facts: dict[str, Value],
        truths: dict[str, bool | None],
    ) -> tuple[Judge, dict[str, Value], dict[str, bool | None]]:
        """Judge some flags and rules anew, on top of what holds for the others."""
        judge = Judge(self.evaluator, values)

        def tell(name: str, holds: bool) -> None:
            if holds:
                facts[name] = True
            else:
                facts.pop(name, None)

        for name in flags:
            tell(name, judge(self.compiled.flags[name]) is True)
        for id in rules:
            rule = self.book.rules[id]
            excepted = is_excepted(rule, judge)
            truths[id] = False if excepted else judge(rule.when)
            tell(clear(id), not excepted)
            tell(open_(id), truths[id] is not False)
        return judge, facts, truths

    def looking_at(self, names: Iterable[str]) -> list[str]:
        """The rules whose conditions or exceptions look at some of the facts."""
        return list(dict.fromkeys(id for name in names for id in self._rules_of.get(name, ())))

    def reason(self, base: FactBase) -> Outcome:
        """What follows from the facts; rules that look at none of them stand as they do when nothing is known."""
        values = base.values
        flags = {flag for name in values for flag in self._flags_of.get(name, ())}
        rules = {id for name in values for id in self._rules_of.get(name, ())}
        _, facts_of_nothing, truths_of_nothing = self._nothing
        judge, facts, truths = self._judged(values, flags, rules, facts_of_nothing.copy(), truths_of_nothing.copy())
        facts.update((name, value) for name, value in values.items() if name in self.compiled.literals)
        concluded = self.engine.run(facts)
        return Outcome(
            base,
            judge,
            truths,
            frozenset(id for id in truths if fired(id) in concluded),
            frozenset(id for id in truths if linked(id) in concluded),
            frozenset(id for id in truths if diagnosed(id) in concluded),
        )


def is_excepted(rule: Rule, judge: Judge) -> bool:
    """Whether an exception of a rule is known to hold."""
    return any(judge(exception.condition) for exception in rule.unless)


def truth_of(rule: Rule, judge: Judge) -> bool | None:
    """The truth of a rule's conditions; an exception that is known to hold makes it false."""
    return False if is_excepted(rule, judge) else judge(rule.when)


def make_engine(name: str, program: Program) -> Engine:
    """The engine of a name.

    Raises:
        KafkaTriageError: There is no engine of that name.
    """
    from kafka_triage.engine import durable
    from kafka_triage.engine.python import PythonEngine

    if name not in ENGINES:
        raise KafkaTriageError(f"engine is one of {', '.join(ENGINES)}, not {name!r}")
    if name == "durable" and durable.available():
        return durable.DurableEngine(program)
    return PythonEngine(program)


def wanted_facts(book: RuleBook) -> set[str]:
    """Every symptom, and every fact that a rule or one of its texts looks at."""
    wanted = {name for name in book.vocabulary.facts if name.startswith("symptom.")}
    wanted |= {"client.library", "client.version", "client.language", "group.name"}
    for rule in book.rules.values():
        groups = [rule.when, *(exception.condition for exception in rule.unless)]
        groups += [*(entry.when for entry in rule.raised_by), *(entry.when for entry in rule.adjust)]
        texts: list[Template | None] = [rule.diagnosis, *(entry.because for entry in rule.adjust)]
        for action in rule.actions:
            groups += [action.when] if action.when else []
            texts += [action.do, action.how, action.trade_off]
            wanted.update(name for _, expression in action.set for name in expression.facts)
        for note in rule.notes:
            groups += [note.when] if note.when else []
            texts.append(note.say)
        for group in groups:
            wanted.update(mentioned(group))
        for text in texts:
            wanted.update(name for expression in expressions(text) for name in expression.facts)
    return wanted


def expressions(text: Template | None) -> list[Expression]:
    """The values in a text."""
    found: list[Expression] = []
    waiting = list(text.parts) if text else []
    while waiting:
        part = waiting.pop()
        if isinstance(part, Shown):
            found.append(part.expression)
        elif isinstance(part, Optional):
            waiting += part.parts
    return found

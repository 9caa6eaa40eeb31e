"""The engine on durable-rules, by its C module alone.

In: a program. Out: the same conclusions as `python` gives. Of durable-rules only literal conjunctions are used: one
message a fact, one slot a type, every fact asserted before the run, a sentinel of the lowest priority as the mark of
the fixpoint, and the state deleted whatever happens. Its limits are checked when the program is compiled.
"""

from __future__ import annotations

import itertools
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any, TypeAlias

from kafka_triage.engine.program import Production, Program, Test
from kafka_triage.engine.python import distinct, kind
from kafka_triage.errors import KafkaTriageError, Problem
from kafka_triage.facts.values import Value

try:
    import durable_rules_engine as _c
except ImportError:  # not installed, or Python 3.13 and later
    _c = None

_MOST_RULES = 4000
_MOST_TESTS_IN_RULE = 15
_MOST_TESTS_ON_NAME = 60
_MOST_USES_OF_TEST = 200
_MOST_NAMES = 380
_FLAGS_ON_NAME = 50
_EXACT = 2**53
_OTHER = "other"
_STATE = "0"
_SIGNS = {"<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte", "!=": "$neq"}
_END = {"all": [{"m": {"n": "$end"}}], "pri": 1_000_000, "dist": 0}
_numbers = itertools.count()


def available() -> bool:
    """Whether durable-rules can be imported here."""
    return _c is not None


class DurableEngine:
    """A program compiled once into durable-rules; one case at a time, from any thread."""

    name = "durable"

    def __init__(self, program: Program) -> None:
        if _c is None:
            raise KafkaTriageError("durable-rules cannot be imported here; use engine='python'")
        self._lock = Lock()
        self._flags: dict[str, tuple[str, int]] = {}
        self._codes: dict[tuple[str, str], str] = {}
        aliases = _aliases(program.productions)
        productions = [
            *(_aliased(production, aliases) for production in program.productions),
            *dict.fromkeys(aliases.values()),
        ]
        self._aliases = frozenset(alias.concludes for alias in aliases.values())
        for name in (*(production.concludes for production in productions), *_only_asked_whether_true(productions)):
            self._flag(name)
        rules = {f"r{index}": self._rule(production) for index, production in enumerate(productions)}
        self._tested = {test.name for production in productions for test in production.tests}
        self._always = [production.concludes for production in productions if not production.tests]
        _check_limits(productions, self._flags)
        rules = {name: rule for name, rule in rules.items() if rule["all"]}
        rules["end"] = _END
        self._handle = _c.create_ruleset(f"kafka-triage-{next(_numbers)}", _definition(rules))
        self._names = {f"r{index}": production.concludes for index, production in enumerate(productions)}
        self._limit = 2 * len(productions) + 10

    def run(self, facts: Mapping[str, Value]) -> frozenset[str]:
        """The conclusions that follow from the facts."""
        with self._lock:
            try:
                return self._run(facts)
            finally:
                _c.delete_state(self._handle, _STATE)

    def _flag(self, name: str) -> tuple[str, int]:
        if name not in self._flags:
            number = len(self._flags)
            self._flags[name] = (f"$flag{number // _FLAGS_ON_NAME}", number % _FLAGS_ON_NAME)
        return self._flags[name]

    def _rule(self, production: Production) -> dict[str, Any]:
        tests = [{f"m{index}": self._condition(test)} for index, test in enumerate(distinct(production.tests))]
        return {"all": tests, "dist": 0}

    def _condition(self, test: Test) -> dict[str, Any]:
        if test.name in self._flags and test.operator == "==" and test.literal is True:
            name, number = self._flags[test.name]
            return {"$and": [{"n": name}, {"v": number}]}
        slot = kind(test.literal)
        literal: Any = test.literal
        if slot == "s":
            literal = self._codes.setdefault((test.name, str(literal)), f"s{len(self._codes)}")
        elif slot == "b":
            literal = int(literal)
        else:
            literal = _Spelled(_number(literal))
        value = {slot: literal}
        if test.operator == "==":
            return {"$and": [{"n": test.name}, value]}
        return {"$and": [{"n": test.name}, {"t": slot}, {_SIGNS[test.operator]: value}]}

    def _run(self, facts: Mapping[str, Value]) -> frozenset[str]:
        identity = itertools.count()
        concluded: set[str] = set()

        def tell(slot: str) -> None:
            _c.assert_fact(self._handle, f'{{"id":"{next(identity)}",{slot}}}')

        def flag(name: str) -> None:
            if name not in concluded:
                concluded.add(name)
                if name in self._tested and facts.get(name) is not True:
                    tell(self._flag_slot(name))

        tell('"n":"$end"')
        for name, value in facts.items():
            if name in self._tested:
                tell(self._slot(name, value))
        for name in self._always:
            flag(name)
        started = _c.start_action(self._handle)
        if not started:
            return frozenset(concluded - self._aliases)
        _, message, action = started
        for _ in range(self._limit):
            rule = next(iter(json.loads(message)))
            if rule == "end":
                return frozenset(concluded - self._aliases)
            flag(self._names[rule])
            message = _c.complete_and_start_action(self._handle, action)
            if not message:
                return frozenset(concluded - self._aliases)
        raise KafkaTriageError("durable-rules did not come to a fixpoint; use engine='python'")

    def _slot(self, name: str, value: Value) -> str:
        """Name, slot and value of a fact in JSON."""
        if value is True and name in self._flags:
            return self._flag_slot(name)
        quoted = json.dumps(name)
        slot = kind(value)
        if slot == "s":
            return f'"n":{quoted},"t":"s","s":"{self._codes.get((name, str(value)), _OTHER)}"'
        if slot == "b":
            return f'"n":{quoted},"t":"b","b":{int(bool(value))}'
        if slot == "v":
            return f'"n":{quoted},"t":"v","v":{_number(value)}'
        return f'"n":{quoted}'

    def _flag_slot(self, name: str) -> str:
        bucket, number = self._flags[name]
        return f'"n":"{bucket}","v":{number}'


class _Spelled(str):
    """A number in the spelling that the C module reads, to be written without quotes."""

    __slots__ = ()


def _definition(thing: Any) -> str:
    """Rules as JSON."""
    if isinstance(thing, _Spelled):
        return str(thing)
    if isinstance(thing, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{_definition(value)}" for key, value in thing.items()) + "}"
    if isinstance(thing, list):
        return "[" + ",".join(map(_definition, thing)) + "]"
    return json.dumps(thing)


def _number(value: Any) -> str:
    """A number as the C module reads it: exact or on the same side of every literal, a point before an exponent."""
    if abs(value) > _EXACT:
        return str(int(math.copysign(2 * _EXACT, value)))
    text = repr(value)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


_Use: TypeAlias = tuple[int, Test, str]


def _aliases(productions: tuple[Production, ...]) -> dict[_Use, Production]:
    """Stand-ins for tests that more productions use than the C module takes, by production and test."""
    uses: Counter[tuple[Test, str]] = Counter()
    made: dict[str, Production] = {}
    found: dict[_Use, Production] = {}
    for production in productions:
        for test in distinct(production.tests):
            key = (test, kind(test.literal))
            number, uses[key] = uses[key] // (_MOST_USES_OF_TEST - 1), uses[key] + 1
            if number:
                name = f"$alias:{test.name}:{test.operator}:{kind(test.literal)}:{test.literal}:{number}"
                found[id(production), *key] = made.setdefault(name, Production(name, (test,)))
    return found


def _only_asked_whether_true(productions: Iterable[Production]) -> list[str]:
    """Names that no production tests for anything but truth; they share the names that the C module counts."""
    asked: dict[str, bool] = {}
    for production in productions:
        for test in production.tests:
            whether_true = test.operator == "==" and test.literal is True
            asked[test.name] = asked.get(test.name, True) and whether_true
    return [name for name, alone in asked.items() if alone]


def _aliased(production: Production, aliases: Mapping[_Use, Production]) -> Production:
    """A production with its tests replaced by their stand-ins."""
    tests = []
    for test in distinct(production.tests):
        alias = aliases.get((id(production), test, kind(test.literal)))
        tests.append(Test(alias.concludes, "==", True) if alias else test)
    return Production(production.concludes, tuple(tests))


def _check_limits(productions: list[Production], flags: Mapping[str, Any]) -> None:
    problems = []
    if len(productions) > _MOST_RULES:
        problems.append(Problem(f"{len(productions)} productions, durable-rules takes {_MOST_RULES}"))
    on_name: dict[str, set[tuple[str, str, Any]]] = defaultdict(set)
    for production in productions:
        if len(production.tests) > _MOST_TESTS_IN_RULE:
            problems.append(
                Problem(
                    f"{len(production.tests)} conditions, durable-rules takes {_MOST_TESTS_IN_RULE}",
                    production.concludes,
                )
            )
        for test in production.tests:
            if isinstance(test.literal, int | float) and abs(test.literal) > _EXACT:
                problems.append(
                    Problem(f"{test.literal} is more than durable-rules compares exactly", production.concludes)
                )
            if test.name not in flags:
                on_name[test.name].add((test.operator, kind(test.literal), test.literal))
    for name, tests in on_name.items():
        if len(tests) > _MOST_TESTS_ON_NAME:
            problems.append(Problem(f"{len(tests)} tests of one fact, durable-rules takes {_MOST_TESTS_ON_NAME}", name))
    names = len(on_name) + len(flags) // _FLAGS_ON_NAME + 1
    if names > _MOST_NAMES:
        problems.append(Problem(f"{names} names in conditions, durable-rules takes {_MOST_NAMES}"))
    if problems:
        problems.append(Problem("engine='python' has no such limits"))
        raise KafkaTriageError(problems)

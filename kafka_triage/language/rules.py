"""One rule file to a `Rule`, checked against the vocabulary.

In: a document, its model and the names that it may use. Out: the rule; mistakes are added to the document's problems.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kafka_triage.errors import nearest
from kafka_triage.language.compile import Compiler, needed
from kafka_triage.language.model import (
    Adjustment,
    Expression,
    Group,
    Raise,
    Rule,
    RuleAction,
    RuleException,
    RuleNote,
    RuleTest,
    Survivor,
    Template,
)
from kafka_triage.language.schema import ActionFile, RuleFile
from kafka_triage.language.source import Path

_CONFIG = "config."


def build_rule(compiler: Compiler, id: str, file: RuleFile) -> Rule | None:
    """Build one rule; None where its conditions cannot be read, after the rest of it has been checked too."""
    read = compiler.group(file.when, ("when",))
    when = read or Group("all", ())
    has = _known_in(needed(when))
    rule = Rule(
        id=id,
        title=file.title,
        family=file.family,
        severity=file.severity,
        confidence=file.confidence,
        when=when,
        diagnosis=compiler.template(file.diagnosis, ("diagnosis",), has),
        prior=file.prior,
        health=file.health,
        unless=_exceptions(compiler, file),
        raised_by=tuple(
            Raise(group, entry.factor)
            for index, entry in enumerate(file.raised_by)
            if (group := compiler.group(entry.when, ("raised_by", index, "when")))
        ),
        adjust=_adjustments(compiler, file, when),
        explains=tuple(file.explains),
        actions=tuple(_action(compiler, entry, ("actions", index), when) for index, entry in enumerate(file.actions)),
        notes=_notes(compiler, file, when),
        cites=compiler.cites(file.cite, ("cite",)),
        covers=tuple(file.covers),
        tests=_tests(compiler, file),
        survivors=tuple(
            Survivor(entry.mutant, entry.because, compiler.document.place(("survivors", index, "mutant")))
            for index, entry in enumerate(file.survivors)
        ),
        place=compiler.document.place(()),
    )
    return rule if read else None


def _known_in(names: frozenset[str]) -> Callable[[str], bool]:
    return names.__contains__


def _exceptions(compiler: Compiler, file: RuleFile) -> tuple[RuleException, ...]:
    return tuple(
        RuleException(group, entry.say)
        for index, entry in enumerate(file.unless)
        if (group := compiler.group(entry.condition, ("unless", index, "if")))
    )


def _adjustments(compiler: Compiler, file: RuleFile, when: Group) -> tuple[Adjustment, ...]:
    made = []
    for index, entry in enumerate(file.adjust):
        path: Path = ("adjust", index)
        group = compiler.group(entry.when, (*path, "when"))
        if group is None:
            continue
        has = _known_in(needed(when) | needed(group))
        because = compiler.template(entry.because, (*path, "because"), has) if entry.because else None
        made.append(Adjustment(group, entry.severity or "", entry.confidence or "", because))
    return tuple(made)


def _notes(compiler: Compiler, file: RuleFile, when: Group) -> tuple[RuleNote, ...]:
    made = []
    for index, entry in enumerate(file.notes):
        path: Path = ("notes", index)
        group = compiler.group(entry.when, (*path, "when")) if entry.when is not None else None
        if entry.when is not None and group is None:
            continue
        say = compiler.template(entry.say, (*path, "say"), _known_in(needed(when) | needed(group)))
        made.append(RuleNote(group, say, compiler.cites(entry.cite, (*path, "cite"))))
    return tuple(made)


def _action(compiler: Compiler, entry: ActionFile, path: Path, when: Group) -> RuleAction:
    group = compiler.group(entry.when, (*path, "when")) if entry.when is not None else None
    if entry.when is not None and not entry.when_say:
        compiler.problem("an action with a condition needs when_say: the condition in words", path)
    has = _known_in(needed(when) | needed(group))
    if entry.verify:
        compiler.group(entry.verify, (*path, "verify"))

    def text(value: str, key: str) -> Template | None:
        return compiler.template(value, (*path, key), has) if value else None

    return RuleAction(
        do=compiler.template(entry.do, (*path, "do"), has),
        when=group,
        when_say=entry.when_say,
        set=_settings(compiler, entry, path),
        how=text(entry.how, "how"),
        verify=entry.verify,
        trade_off=text(entry.trade_off, "trade_off"),
        cites=compiler.cites(entry.cite, (*path, "cite")),
    )


def _settings(compiler: Compiler, entry: ActionFile, path: Path) -> tuple[tuple[str, Expression], ...]:
    made = []
    for key, raw in entry.set.items():
        fact = compiler.names.facts.get(_CONFIG + key)
        if fact is None:
            known = [name.removeprefix(_CONFIG) for name in compiler.names.facts if name.startswith(_CONFIG)]
            compiler.problem(
                f"'{key}' is no setting of the vocabulary",
                (*path, "set", key),
                suggestions=nearest(key, known),
            )
            continue
        value = compiler.expression(raw, (*path, "set", key), fact)
        if value is not None:
            made.append((key, value))
    return tuple(made)


def _tests(compiler: Compiler, file: RuleFile) -> tuple[RuleTest, ...]:
    made = []
    for index, entry in enumerate(file.tests):
        expect: dict[str, Any] = entry.expect.model_dump(exclude_defaults=True)
        expect["fires"] = entry.expect.fires
        made.append(RuleTest(entry.name, entry.facts, expect, compiler.document.place(("tests", index))))
    return tuple(made)

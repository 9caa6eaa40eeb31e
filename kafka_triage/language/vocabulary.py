"""The vocabulary files to a `Vocabulary`: facts, events, constants and impossible combinations, all checked.

In: documents below ``facts/`` of one or more directories, shipped first. Out: one vocabulary; a later directory may add
names, and may replace a constant or the defaults and texts of a fact, but not its type or unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kafka_triage.errors import Problem
from kafka_triage.language.compile import Compiler
from kafka_triage.language.model import (
    Alternative,
    Citation,
    Constant,
    Default,
    FactType,
    Impossible,
    VersionRange,
    Vocabulary,
)
from kafka_triage.language.source import Document, Path
from kafka_triage.language.units import UnknownUnitError, parse_unit
from kafka_triage.language.vocabulary_schema import ConstantFile, DefaultFile, DeriveFile, FactFile, VocabularyFile
from kafka_triage.language.walk import inputs_of

_SUFFIX_UNITS = {
    "_bits_per_second": "bit/s",
    "_bytes_per_second": "byte/s",
    "_messages_per_second": "message/s",
    "_messages_per_thread_per_second": "message/s",
    "_per_hour": "1/hour",
    "_ms": "ms",
    "_bytes": "byte",
    "_messages": "message",
}
_EVENT_PARTS = {
    "": ("bool", "{meaning}"),
    ".count": ("int", "How many lines say so: {meaning}"),
    ".first_at": ("string", "Time of the first line that says so: {meaning}"),
    ".last_at": ("string", "Time of the last line that says so: {meaning}"),
}
_READ_LOG = (("shell", "kafka-triage diagnose <log>   # finds it; or paste the lines"),)


def build_vocabulary(files: list[tuple[Document, VocabularyFile]], sources: Mapping[str, Citation]) -> Vocabulary:
    """Build the vocabulary; mistakes are added to the documents' problems."""
    constants: dict[str, Constant] = {}
    facts: dict[str, FactType] = {}
    origin: dict[str, tuple[Document, FactFile]] = {}
    for document, file in files:
        compiler = Compiler(document, facts, constants, sources)
        for name, entry in file.constants.items():
            _add_constant(compiler, constants, name, entry)
        for name, fact in file.facts.items():
            _add_fact(compiler, facts, name, fact)
            origin[name] = (document, fact)
        for name, event in file.events.items():
            for suffix, (kind, meaning) in _EVENT_PARTS.items():
                path: Path = ("events", name)
                facts[f"event.{name}{suffix}"] = FactType(
                    f"event.{name}{suffix}",
                    kind,
                    meaning.format(meaning=event.meaning),
                    ask=event.ask or f"Is this in a log? {event.meaning}",
                    how=_READ_LOG,
                    covers=tuple(event.covers) if not suffix else (),
                    place=document.place(path, key=True),
                    min=0 if kind == "int" else None,
                )
    for name, (document, fact) in origin.items():
        compiler = Compiler(document, facts, constants, sources)
        facts[name] = _with_values(compiler, facts[name], fact)
    impossible = tuple(
        Impossible(group, entry.say)
        for document, file in files
        for index, entry in enumerate(file.impossible)
        if (group := Compiler(document, facts, constants, sources).group(entry.when, ("impossible", index, "when")))
    )
    order = _in_order(facts, {name: document for name, (document, _) in origin.items()})
    return Vocabulary(facts, constants, impossible, order)


def _add_constant(compiler: Compiler, constants: dict[str, Constant], name: str, entry: ConstantFile) -> None:
    path: Path = ("constants", name)
    unit = _unit(compiler, entry.unit or "", (*path, "unit"))
    if not isinstance(entry.value, int | float | str) or isinstance(entry.value, bool):
        compiler.problem(f"the constant {name} needs a number or a text", (*path, "value"))
        return
    constants[name] = Constant(
        name,
        entry.value,
        unit,
        entry.meaning,
        entry.assumption,
        tuple(entry.covers),
        compiler.cites(entry.cite, (*path, "cite")),
        compiler.document.place(path, key=True),
    )


def _unit(compiler: Compiler, unit: str, path: Path) -> str:
    try:
        parse_unit(unit)
    except UnknownUnitError:
        compiler.problem(f"'{unit}' is no unit of units.txt", path)
        return ""
    return unit


def _add_fact(compiler: Compiler, facts: dict[str, FactType], name: str, entry: FactFile) -> None:
    path: Path = ("facts", name)
    unit = _unit(compiler, entry.unit or "", (*path, "unit"))
    wanted = next((unit for suffix, unit in _SUFFIX_UNITS.items() if name.endswith(suffix)), None)
    counted = entry.type in ("int", "float") and not name.startswith("config.")
    if wanted and counted and parse_unit(wanted) != parse_unit(unit):
        compiler.problem(f"the name {name} says {wanted}, the unit says {unit or 'none'}", (*path, "unit"))
    if entry.type == "enum" and not entry.values:
        compiler.problem(f"the enum {name} needs values", path)
    before = facts.get(name)
    if before is not None and (before.type, before.unit) != (entry.type, unit):
        compiler.problem(
            f"{name} is already {before.type} with unit '{before.unit}' ({before.place}); these cannot change",
            (*path, "type"),
        )
    facts[name] = FactType(
        name=name,
        type=entry.type,
        meaning=entry.meaning,
        unit=unit,
        values=tuple(entry.values),
        ask=entry.ask,
        cost=entry.cost,
        how=tuple((key, text) for key, text in entry.how.model_dump().items() if text),
        not_known=tuple(entry.not_known),
        min=entry.min if entry.min is not None else (0 if unit or entry.type == "int" else None),
        max=entry.max,
        opening=entry.opening,
        hints=tuple(entry.hints.items()),
        exists=tuple(VersionRange(row.library, row.start or "", row.below or "") for row in entry.exists),
        absent=tuple(entry.absent),
        covers=tuple(entry.covers),
        cites=compiler.cites(entry.cite, (*path, "cite")),
        place=compiler.document.place(path, key=True),
        says=tuple(entry.says),
        placeholder=tuple(entry.placeholder),
    )


def _with_values(compiler: Compiler, fact: FactType, entry: FactFile) -> FactType:
    path: Path = ("facts", fact.name)
    libraries = compiler.names.facts.get("client.library")
    known = libraries.values if libraries else ()
    for key, rows in (("exists", entry.exists), ("defaults", entry.defaults)):
        for index, row in enumerate(rows):
            if row.library is not None and row.library not in known:  # type: ignore[attr-defined]
                compiler.problem(f"'{row.library}' is no client.library", (*path, key, index, "library"))  # type: ignore[attr-defined]
    defaults: list[Default] = []
    assumed: list[Alternative] = []
    for index, row in enumerate(entry.defaults):
        place = (*path, "defaults", index)
        if row.library is None:
            assumed += _alternative(compiler, fact, DeriveFile(value=row.value, when=row.when, cite=row.cite), place)
        else:
            defaults += _default(compiler, fact, row, place)
    derive = [
        made
        for index, row in enumerate(entry.derive)
        for made in _alternative(compiler, fact, row, (*path, "derive", index))
    ]
    return replace(fact, derive=tuple(derive), defaults=tuple(defaults), assumed=tuple(assumed))


def _alternative(compiler: Compiler, fact: FactType, row: DeriveFile, path: Path) -> list[Alternative]:
    when = compiler.group(row.when, (*path, "when")) if row.when is not None else None
    value = compiler.expression(row.value, (*path, "value"), fact)
    if value is None or (row.when is not None and when is None):
        return []
    return [Alternative(when, value, compiler.cites(row.cite, (*path, "cite")))]


def _default(compiler: Compiler, fact: FactType, row: DefaultFile, path: Path) -> list[Default]:
    if row.when is not None:
        compiler.problem("a default has either library (with from, below) or when", path)
        return []
    value = compiler.expression(row.value, (*path, "value"), fact)
    if value is None:
        return []
    if value.tree[0] != "lit":
        compiler.problem("the default of a library is a plain value", (*path, "value"))
        return []
    versions = VersionRange(row.library or "", row.start or "", row.below or "")
    return [Default(versions, value.tree[1], compiler.cites(row.cite, (*path, "cite")))]


def _in_order(facts: Mapping[str, FactType], documents: Mapping[str, Document]) -> tuple[str, ...]:
    computed = {name: inputs_of(fact) for name, fact in facts.items() if fact.derive or fact.defaults or fact.assumed}
    done: dict[str, None] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in done or name not in computed:
            return
        if name in trail:
            circle = " -> ".join((*trail[trail.index(name) :], name))
            document = documents[name]
            document.problems.append(
                Problem(
                    f"these facts are computed from each other: {circle}",
                    document.place(("facts", name), key=True),
                )
            )
            return
        for other in computed[name]:
            visit(other, (*trail, name))
        done[name] = None

    for name in computed:
        visit(name, ())
    return tuple(done)

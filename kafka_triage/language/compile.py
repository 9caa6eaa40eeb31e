"""Conditions, formulas and texts of one file, checked with their places.

In: plain values of a `Document` and the names that they may use. Out: `Condition`, `Group`, `Expression`, `Template`.
A mistake is noted with file, line and column, and None stands for what could not be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kafka_triage.errors import Problem, nearest
from kafka_triage.language import template as texts
from kafka_triage.language.check import Checked, CheckProblem, Names, canonical_unit, check, facts_of, scaled
from kafka_triage.language.forms import CiteFile
from kafka_triage.language.model import (
    Citation,
    Condition,
    Constant,
    Expression,
    FactType,
    Group,
    Optional,
    Shown,
    Template,
)
from kafka_triage.language.parse import Name, SyntaxProblem, parse
from kafka_triage.language.source import Document, Path
from kafka_triage.language.units import dimension_text, parse_unit

_GROUPS = ("all", "any", "none")


class Compiler:
    """Compiles what one document holds."""

    def __init__(
        self,
        document: Document,
        facts: Mapping[str, FactType],
        constants: Mapping[str, Constant],
        sources: Mapping[str, Citation],
    ) -> None:
        self.document = document
        self.names = Names(facts, constants)
        self.sources = sources

    def problem(self, message: str, path: Path, *, offset: int = 0, suggestions: tuple[str, ...] = ()) -> None:
        """Note a mistake at a path of the document."""
        place = self.document.place(path, offset=offset)
        self.document.problems.append(Problem(message, place, suggestions))

    def cites(self, cites: list[CiteFile], path: Path) -> tuple[Citation, ...]:
        """Citations with the title and address of their source."""
        found = []
        for index, cite in enumerate(cites):
            source = self.sources.get(cite.source)
            if source is None:
                self.problem(
                    f"the source '{cite.source}' is not in sources.yaml",
                    (*path, index, "source"),
                    suggestions=nearest(cite.source, self.sources),
                )
                continue
            found.append(Citation(source.source, source.title, cite.section, source.url))
        return tuple(found)

    def group(self, raw: Any, path: Path) -> Group | None:
        """Conditions: one text, a list (all of them), or a mapping with all, any or none."""
        before = len(self.document.problems)
        node = self._node(raw, path)
        if node is None or len(self.document.problems) > before:
            return None
        return Group("all", (node,)) if isinstance(node, Condition) else node

    def _node(self, raw: Any, path: Path) -> Condition | Group | None:
        if isinstance(raw, str):
            return self.condition(raw, path)
        if isinstance(raw, list):
            return _joined("all", self._nodes(raw, path))
        if isinstance(raw, dict):
            return _joined("all", self._groups(raw, path))
        self.problem("a condition, a list of conditions, or all / any / none is expected", path)
        return None

    def _nodes(self, raw: Any, path: Path) -> list[Condition | Group]:
        if not isinstance(raw, list):
            node = self._node(raw, path)
            return [node] if node else []
        if not raw:
            self.problem("at least one condition is expected", path)
        nodes = (self._node(part, (*path, index)) for index, part in enumerate(raw))
        return [node for node in nodes if node]

    def _groups(self, raw: dict[str, Any], path: Path) -> list[Condition | Group]:
        found: list[Condition | Group] = []
        if not raw:
            self.problem("at least one of all, any, none is expected", path)
        for kind, inner in raw.items():
            if kind not in _GROUPS:
                place = self.document.place((*path, kind), key=True)
                suggestions = nearest(kind, _GROUPS)
                self.document.problems.append(Problem(f"'{kind}' is not one of all, any, none", place, suggestions))
                continue
            nodes = self._nodes(inner, (*path, kind))
            found += nodes if kind == "all" else [Group(kind, tuple(nodes))]
        return found

    def condition(self, text: str, path: Path) -> Condition | None:
        """One comparison."""
        checked = self._checked(text, path)
        if checked is None:
            return None
        if not checked.comparison:
            hint = " == true" if checked.kind == "bool" else " > 0"
            self.problem(f"a comparison is expected, for example '{text.strip()}{hint}'", path)
            return None
        facts = tuple(dict.fromkeys(facts_of(checked.tree)))
        return Condition(text.strip(), checked.tree, facts, self.document.place(path))

    def _checked(self, text: str, path: Path, offset: int = 0, like: FactType | None = None) -> Checked | None:
        try:
            return check(parse(text), self.names, like=like)
        except SyntaxProblem as problem:
            self.problem(str(problem), path, offset=offset + problem.at)
        except CheckProblem as problem:
            self.problem(str(problem), path, offset=offset + problem.at, suggestions=problem.suggestions)
        return None

    def expression(self, raw: Any, path: Path, fact: FactType) -> Expression | None:
        """A formula or plain value for a fact, converted to the fact's unit."""
        if fact.type == "list" and isinstance(raw, list):
            return Expression(str(raw), ("lit", tuple(map(str, raw))))
        text = _as_text(raw, fact)
        if text is None:
            self.problem(f"a value or formula is expected for {fact.name}", path)
            return None
        checked = self._checked(text, path, like=fact)
        if checked is None:
            return None
        if fact.type in ("int", "float"):
            return self._quantity(text, checked, path, fact, literal=not isinstance(raw, str))
        if checked.kind == "word":
            return self._word(text, checked, path, fact)
        if checked.kind != fact.type:
            self.problem(f"{fact.name} is of type {fact.type}, this gives a {checked.kind}", path)
            return None
        return Expression(text, checked.tree, "", tuple(dict.fromkeys(facts_of(checked.tree))))

    def _quantity(self, text: str, checked: Checked, path: Path, fact: FactType, *, literal: bool) -> Expression | None:
        unit = parse_unit(fact.unit)
        if checked.kind != "number":
            self.problem(f"{fact.name} is a number, this gives a {checked.kind}", path)
            return None
        if not literal and not checked.zero and checked.tree[0] != "lit":
            if checked.unit.dimension != unit.dimension:
                self.problem(
                    f"{fact.name} is {dimension_text(unit.dimension)}, this gives "
                    f"{dimension_text(checked.unit.dimension)}",
                    path,
                )
                return None
            checked = scaled(checked, unit)
        elif checked.unit.dimension:
            checked = scaled(checked, unit)
        if fact.type == "int" and not checked.whole:
            self.problem(f"{fact.name} is a whole number; round with floor(...) or ceil(...)", path)
            return None
        return Expression(text, checked.tree, fact.unit, tuple(dict.fromkeys(facts_of(checked.tree))))

    def _word(self, text: str, checked: Checked, path: Path, fact: FactType) -> Expression | None:
        word = checked.tree[1]
        if checked.tree[0] == "lit" and fact.type == "enum" and word not in fact.values:
            self.problem(
                f"{fact.name} cannot be '{word}'; it is one of {', '.join(fact.values)}",
                path,
                suggestions=nearest(str(word), fact.values),
            )
            return None
        if fact.type not in ("enum", "string", "version"):
            self.problem(f"{fact.name} is of type {fact.type}, this is a text", path)
            return None
        return Expression(text, checked.tree)

    def template(self, text: str, path: Path, available: Callable[[str], bool]) -> Template:
        """A text with values.

        Args:
            text: As written.
            path: Where it stands.
            available: Whether a fact is known for certain when the text is shown; others belong in brackets.
        """
        try:
            return Template(self._parts(texts.split(text), path, available))
        except texts.TemplateProblem as problem:
            self.problem(str(problem), path, offset=problem.at)
            return Template((text,))

    def _parts(self, parts: tuple[Any, ...], path: Path, available: Callable[[str], bool]) -> tuple[Any, ...]:
        made: list[Any] = []
        for part in parts:
            if isinstance(part, str):
                made.append(part)
            elif isinstance(part, texts.Bracket):
                made.append(Optional(self._parts(part.parts, path, lambda name: True), part.otherwise))
            else:
                shown = self._shown(part, path, available)
                made += [shown] if shown else []
        return tuple(made)

    def _shown(self, slot: texts.Slot, path: Path, available: Callable[[str], bool]) -> Shown | None:
        checked = self._checked(slot.text, path, slot.at)
        if checked is None:
            return None
        facts = tuple(dict.fromkeys(facts_of(checked.tree)))
        missing = [name for name in facts if not available(name)]
        if missing:
            place = self.document.place(path, offset=slot.at)
            self.document.warnings.append(
                f"{place}: {missing[0]} need not be known when this text is shown; put the part in [square brackets]"
            )
        node = parse(slot.text)
        if isinstance(node, Name) and node.name in self.names.facts:
            return Shown(Expression(slot.text, checked.tree, self.names.facts[node.name].unit, facts))
        if isinstance(node, Name) and node.name in self.names.constants:
            return Shown(Expression(slot.text, checked.tree, self.names.constants[node.name].unit, facts))
        unit = canonical_unit(checked.unit.dimension)
        if unit is None:
            self.problem(
                f"a quantity of {dimension_text(checked.unit.dimension)} cannot be shown",
                path,
                offset=slot.at,
            )
            return None
        tree = scaled(checked, parse_unit(unit)).tree if checked.kind == "number" else checked.tree
        return Shown(Expression(slot.text, tree, unit, facts))


def _joined(kind: str, nodes: list[Condition | Group]) -> Condition | Group | None:
    if len(nodes) == 1:
        return nodes[0]
    return Group(kind, tuple(nodes)) if nodes else None


def needed(group: Group | Condition | None) -> frozenset[str]:
    """The facts that are known for certain when the conditions hold."""
    if group is None:
        return frozenset()
    if isinstance(group, Condition):
        return frozenset(_plain_facts(group.tree))
    parts = [needed(item) for item in group.items]
    if group.kind == "any":
        return frozenset.intersection(*parts) if parts else frozenset()
    return frozenset().union(*parts)


def _plain_facts(tree: Any) -> Iterator[str]:
    """The facts whose values a tree uses, not those that it only asks about; ``known(x) == true`` counts as using x."""
    match tree:
        case ("fact", name) | ("cmp", "==", ("known", name), ("lit", True)):
            yield name
        case ("lit" | "const" | "known" | "exists" | "default", *_):
            return
        case tuple():
            for part in tree:
                yield from _plain_facts(part)


def _as_text(raw: Any, fact: FactType) -> str | None:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int | float):
        return repr(raw)
    if not isinstance(raw, str):
        return None
    if fact.type == "version" or (fact.type in ("enum", "string") and raw in fact.values and not raw.isidentifier()):
        return raw if raw[:1] in "\"'" or ("." in raw and raw[0].isalpha()) else f'"{raw}"'
    return raw

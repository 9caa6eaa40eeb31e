"""What follows from tests that hold together.

In: atoms, one after the other. Out: whether another one can hold beside them, and which of them stands against it. The
versions in which a setting exists, and the vocabulary's impossible combinations, count as well.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from kafka_triage.analysis.atoms import Atom, Every, Form, Forms
from kafka_triage.analysis.possible import Possible
from kafka_triage.language.model import FactType, VersionRange
from kafka_triage.language.versions import parse_version

_LIBRARY, _VERSION, _CONFIG = "client.library", "client.version", "config."


@dataclass(slots=True)
class Conjunction:
    """Tests that hold together.

    Attributes:
        forms: Makes atoms for the vocabulary.
        atoms: The tests so far.
        possible: What is left for each thing that was tested.
        known: Facts that are known because of the tests.
    """

    forms: Forms
    atoms: tuple[Atom, ...] = ()
    possible: dict[Hashable, Possible] = field(default_factory=dict)
    known: frozenset[str] = frozenset()

    def copy(self) -> Conjunction:
        """The same tests, to go on with."""
        return Conjunction(self.forms, self.atoms, dict(self.possible), self.known)

    def add(self, atom: Atom) -> str:
        """Take a test in; why it cannot hold beside the others, or nothing where it can."""
        before = self.possible.get(atom.key, atom.start)
        self.atoms = (*self.atoms, atom)
        self.known |= atom.known
        self.possible[atom.key] = before.narrowed(atom.sign, atom.value)
        return (
            self._against_bounds(atom)
            or self._against_others(atom, before)
            or self._against_ignorance(atom)
            or self._against_versions(atom)
            or self._against_impossible(atom)
        )

    def implies(self, form: Form) -> bool:
        """Whether a form holds wherever these tests hold; False also where that cannot be told."""
        if isinstance(form, Every):
            return all(self.implies(part) for part in form.parts)
        if not isinstance(form, Atom):
            return any(self.implies(part) for part in form.parts)
        if isinstance(form.key, tuple) and form.key[0] == "known" and form.key[1] in self.known:
            return form.start.narrowed("==", True).implies(form.sign, form.value)
        tested = self.possible.get(form.key)
        return tested is not None and tested.implies(form.sign, form.value)

    def _against_bounds(self, atom: Atom) -> str:
        if atom.start.narrowed(atom.sign, atom.value).left():
            return ""
        return f"'{atom.text}' can never hold{self._bounds(atom)}"

    def _bounds(self, atom: Atom) -> str:
        fact = self.forms.vocabulary.facts.get(atom.key) if isinstance(atom.key, str) else None
        if fact is None or fact.type not in ("int", "float"):
            return ""
        ends = [f"at least {fact.min:g}"] if fact.min is not None else []
        ends += [f"at most {fact.max:g}"] if fact.max is not None else []
        return f": {fact.name} is {' and '.join(ends)}" if ends else f": {fact.name} is a whole number"

    def _against_others(self, atom: Atom, before: Possible) -> str:
        if self.possible[atom.key].left() or not before.left():
            return ""
        others = [other for other in self.atoms[:-1] if other.key == atom.key]
        for other in others:
            alone = atom.start.narrowed(other.sign, other.value).narrowed(atom.sign, atom.value)
            if not alone.left():
                others = [other]
                break
        return f"'{atom.text}' cannot hold together with {_said(others)}"

    def _against_ignorance(self, atom: Atom) -> str:
        for other in self.atoms:
            if isinstance(other.key, tuple) and other.key[0] == "known" and other.key[1] in self.known:
                name = other.key[1]
                if self.possible[other.key].implies("==", False):
                    using = next(one for one in (atom, *self.atoms) if name in one.known)
                    needs = f"needs {name} to be known"
                    if using is atom:
                        return f"'{atom.text}' {needs}, and cannot hold together with {_said([other])}"
                    return f"'{other.text}' cannot hold together with {_said([using])}, which {needs}"
        return ""

    def _against_versions(self, atom: Atom) -> str:
        """A setting that is tested and that none of the libraries and versions has of which the tests speak."""
        if _LIBRARY not in self.possible:
            return ""
        concerned = [other for other in self.atoms if other.key in (_LIBRARY, _VERSION)]
        looked_at = self.atoms if atom in concerned else (atom,)
        for other in looked_at:
            for name in sorted(_settings_of(other)):
                asked = self.possible.get(("exists", name))
                there = self._existence(self.forms.vocabulary.facts[name])
                needed = name in other.known or (asked is not None and asked.implies("==", True))
                if needed and True not in there:
                    return f"{name} does not exist where {_said(concerned)} hold{'s' * (len(concerned) == 1)}"
                if asked is not None and asked.implies("==", False) and False not in there:
                    return f"{name} exists wherever {_said(concerned)} hold{'s' * (len(concerned) == 1)}"
        return ""

    def _existence(self, fact: FactType) -> set[bool]:
        """Whether a setting can exist, and can be missing, in the libraries and versions that are left."""
        libraries = self.possible[_LIBRARY]
        versions = self.possible.get(_VERSION, Possible())
        found: set[bool] = set()
        for library in libraries.members or ():
            if library in libraries.without:
                continue
            ranges = [entry for entry in fact.exists if entry.library == library]
            if library in fact.absent:
                found.add(False)
            elif not ranges:
                return {True, False}
            else:
                found |= {True} if any(_within(versions, entry).left() for entry in ranges) else set()
                found |= {False} if not any(_covers(versions, entry) for entry in ranges) else set()
        return found

    def _against_impossible(self, atom: Atom) -> str:
        for entry in self.forms.vocabulary.impossible:
            form = self.forms.form(entry.when)
            if any(part.key == atom.key for part in _atoms(form)) and self.implies(form):
                keys = {part.key for part in _atoms(form)}
                others = [other for other in self.atoms[:-1] if other.key in keys]
                together = f"cannot hold together with {_said(others)}" if others else "can never hold"
                return f"'{atom.text}' {together}: {entry.say}"
        return ""


def _atoms(form: Form) -> list[Atom]:
    return [form] if isinstance(form, Atom) else [atom for part in form.parts for atom in _atoms(part)]


def _settings_of(atom: Atom) -> set[str]:
    """The settings whose value a test uses, and the one whose existence it asks for."""
    used = {name for name in atom.known if name.startswith(_CONFIG)}
    return used | ({atom.key[1]} if isinstance(atom.key, tuple) and atom.key[0] == "exists" else set())


def _within(versions: Possible, entry: VersionRange) -> Possible:
    if entry.start:
        versions = versions.narrowed(">=", parse_version(entry.start))
    return versions.narrowed("<", parse_version(entry.end)) if entry.end else versions


def _covers(versions: Possible, entry: VersionRange) -> bool:
    after = not entry.start or versions.implies(">=", parse_version(entry.start))
    return after and (not entry.end or versions.implies("<", parse_version(entry.end)))


def _said(atoms: list[Atom]) -> str:
    return " and ".join(f"'{atom.text}' (line {_line(atom)})" for atom in atoms)


def _line(atom: Atom) -> str:
    return atom.condition.place.rsplit(":", 2)[1] if ":" in atom.condition.place else "?"

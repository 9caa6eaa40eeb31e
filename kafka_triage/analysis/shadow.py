"""Rules that never fire without another that explains the same.

In: a rule book. Out: a finding for each pair of rules of which one fires whenever the other does, however their
conditions and exceptions are spelled, so that the report says one thing twice. Where one of the two explains the other,
the report shows that as cause and consequence, and nothing is wrong.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from kafka_triage.analysis.atoms import Atom, Every, Form, Forms, Some
from kafka_triage.analysis.conjunction import Conjunction
from kafka_triage.analysis.findings import Finding, Places
from kafka_triage.language.model import Rule, RuleBook
from kafka_triage.language.walk import mentioned

_MOST_CASES = 256


def shadowed(book: RuleBook, forms: Forms, places: Places) -> list[Finding]:
    """Every rule that fires whenever another does, and explains the same."""
    found: dict[str, Finding] = {}
    for first, second in combinations(book.rules.values(), 2):
        for one, other in ((first, second), (second, first)):
            if (
                other.id not in found
                and one.id not in found
                and _looks_alike(one, other)
                and _follows(one, other, forms)
            ):
                where = places.of(one.id, ("when",), key=True)
                what = f"{other.id} fires whenever {one.id} ({where}) does, and explains the same"
                found[other.id] = Finding(places.of(other.id, ("when",), key=True), what, (one.id, other.id))
    return list(found.values())


def _looks_alike(first: Rule, second: Rule) -> bool:
    """Whether two rules explain the same and the second looks at no other facts, which is cheap to see."""
    return (
        set(first.explains) == set(second.explains)
        and first.health == second.health
        and set(mentioned(second.when)) <= set(mentioned(first.when))
    )


def _follows(first: Rule, second: Rule, forms: Forms) -> bool:
    """Whether the second fires whenever the first does: its conditions follow, and it has no exception besides."""
    when = forms.form(first.when)
    if not (_can_hold(when, forms) and entails(when, forms.form(second.when), forms)):
        return False
    ones, others = ([forms.form(exception.condition) for exception in rule.unless] for rule in (first, second))
    return all(any(entails(other, one, forms) for one in ones) for other in others)


def _can_hold(form: Form, forms: Forms) -> bool:
    """Whether a form can hold at all; a rule that never fires is told elsewhere."""
    for atoms in _cases(form) or ():
        together = Conjunction(forms)
        if not any(together.add(atom) for atom in atoms):
            return True
    return False


def entails(first: Form, second: Form, forms: Forms) -> bool:
    """Whether one form holds wherever another does; False also where that cannot be told."""
    cases = _cases(first)
    if cases is None:
        return False
    for atoms in cases:
        together = Conjunction(forms)
        if not any(together.add(atom) for atom in atoms) and not together.implies(second):
            return False
    return True


def _cases(form: Form) -> list[tuple[Atom, ...]] | None:
    """A form as alternatives, each of them tests that hold together; None where there are too many."""
    if isinstance(form, Atom):
        left = form.start.narrowed(form.sign, form.value)
        if left.members is None:
            return [(form,)]
        values = [value for value in left.members if left.narrowed("==", value).left()]
        return [(replace(form, sign="==", value=value),) for value in values]
    found: list[tuple[Atom, ...]] = [()] if isinstance(form, Every) else []
    for part in form.parts:
        inner = _cases(part)
        if inner is None:
            return None
        found = [*found, *inner] if isinstance(form, Some) else [(*one, *other) for one in found for other in inner]
        if len(found) > _MOST_CASES:
            return None
    return found

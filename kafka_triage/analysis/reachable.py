"""Conditions that can never hold.

In: a rule book. Out: a finding for each condition that contradicts what has to hold beside it: two values of one fact,
thresholds that exclude each other, a setting outside of the versions that have it, an impossible combination.
"""

from __future__ import annotations

from collections.abc import Iterator

from kafka_triage.analysis.atoms import Atom, Every, Form, Forms, Some
from kafka_triage.analysis.conjunction import Conjunction
from kafka_triage.analysis.findings import Finding
from kafka_triage.language.model import FactType, Rule, RuleBook


def unreachable(book: RuleBook, forms: Forms) -> list[Finding]:
    """Every condition of rules and of the vocabulary's formulas that can never hold."""
    found = [Finding(place, what, (rule.id,)) for rule in book.rules.values() for place, what in _of_rule(rule, forms)]
    found += [Finding(place, what) for fact in book.vocabulary.facts.values() for place, what in _of_fact(fact, forms)]
    return list(dict.fromkeys(found))


def _of_rule(rule: Rule, forms: Forms) -> Iterator[tuple[str, str]]:
    yield from _dead(forms.form(rule.when), Conjunction(forms))
    fired = Conjunction(forms)
    if any(fired.add(atom) for atom in _certain(forms.form(rule.when))):
        return
    beside = [*(exception.condition for exception in rule.unless), *(entry.when for entry in rule.raised_by)]
    beside += [entry.when for entry in rule.adjust]
    beside += [entry.when for entry in rule.actions if entry.when] + [entry.when for entry in rule.notes if entry.when]
    for group in beside:
        yield from _dead(forms.form(group), fired)


def _of_fact(fact: FactType, forms: Forms) -> Iterator[tuple[str, str]]:
    for alternative in (*fact.derive, *fact.assumed):
        if alternative.when is not None:
            yield from _dead(forms.form(alternative.when), Conjunction(forms))


def _certain(form: Form) -> list[Atom]:
    """The tests that hold wherever a form holds."""
    if isinstance(form, Atom):
        return [form]
    return [atom for part in form.parts for atom in _certain(part)] if isinstance(form, Every) else []


def _dead(form: Form, beside: Conjunction) -> list[tuple[str, str]]:
    """Place and reason of each part of a form that cannot hold where the tests beside it do."""
    together = beside.copy()
    for atom in _certain(form):
        reason = together.add(atom)
        if reason:
            return [(atom.condition.place, reason)]
    found: list[tuple[str, str]] = []
    for choice in _choices(form):
        dead = [_dead(part, together) for part in choice.parts]
        if choice.stated:
            found += [reason for reasons in dead for reason in reasons]
        elif all(dead):
            reasons = " and ".join(reason for (_, reason), *_ in dead)
            found.append((dead[0][0][0], f"this can never be false: {reasons}"))
    return found


def _choices(form: Form) -> list[Some]:
    if isinstance(form, Some):
        return [form]
    return [choice for part in form.parts for choice in _choices(part)] if isinstance(form, Every) else []

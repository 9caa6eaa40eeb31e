"""Everything that the analysis finds in a rule book."""

from __future__ import annotations

from kafka_triage.analysis.atoms import Forms
from kafka_triage.analysis.contradictions import contradictory
from kafka_triage.analysis.findings import Finding, Places
from kafka_triage.analysis.reachable import unreachable
from kafka_triage.analysis.shadow import shadowed
from kafka_triage.analysis.structure import circles, unexplained, without_effect
from kafka_triage.language.model import RuleBook


def survey(book: RuleBook) -> list[Finding]:
    """Circles and gaps of the causal graph, rules that shadow or contradict others, conditions that cannot hold."""
    places, forms = Places(book.rules), Forms(book.vocabulary)
    return [
        *circles(book, places),
        *without_effect(book, places),
        *unexplained(book),
        *shadowed(book, forms, places),
        *contradictory(book, places),
        *unreachable(book, forms),
    ]

"""The explanation of one cause in one case.

In: a report and the id of a rule. Out: an `Explanation`: the conditions with their truth down to facts and where these
came from, and for a cause that does not hold the smallest change with which it would.
"""

from __future__ import annotations

from kafka_triage.diagnosis.background import background_of
from kafka_triage.diagnosis.build import describe, limits, rests_on_defaults
from kafka_triage.diagnosis.changes import Difference, value_text
from kafka_triage.diagnosis.explanation import ConditionProof, ExceptionProof, Explanation, FactProof, Target
from kafka_triage.diagnosis.parts import Cite, Diagnosis
from kafka_triage.diagnosis.policy import Policy
from kafka_triage.diagnosis.reason import Outcome, Reasoner
from kafka_triage.diagnosis.report import Report
from kafka_triage.diagnosis.smallest import smallest_change
from kafka_triage.diagnosis.texts import Writer, asks_whether_known, cites
from kafka_triage.errors import KafkaTriageError, Problem, nearest
from kafka_triage.facts.values import Known, Source
from kafka_triage.language.evaluate import defaults_by_library, find_default
from kafka_triage.language.model import Alternative, Condition, Group, Rule

_DEEPEST = 12


def explain(report: Report, id: str) -> Explanation:
    """Explain one cause; arguments and errors as for `Report.explain`."""
    background = background_of(report)
    reasoner = background.reasoner
    rule = reasoner.book.rules.get(id)
    if rule is None:
        names = {known.split("/")[-1]: known for known in reasoner.book.rules}
        near = nearest(id, reasoner.book.rules) or tuple(names[name] for name in nearest(id, names))
        raise KafkaTriageError(Problem(f"there is no rule '{id}'", "", near))
    outcome = reasoner.reason(reasoner.derivation.settle(background.facts))
    return _Explainer(reasoner, outcome, report, rule, background.policy).explanation()


class _Explainer:
    def __init__(self, reasoner: Reasoner, outcome: Outcome, report: Report, rule: Rule, policy: Policy) -> None:
        self.reasoner = reasoner
        self.vocabulary = reasoner.book.vocabulary
        self.outcome = outcome
        self.base = outcome.base
        self.report = report
        self.rule = rule
        self.policy = policy
        self.writer = Writer(self.vocabulary, reasoner.evaluator, self.base, outcome.judge, reasoner.asking.commands)

    def explanation(self) -> Explanation:
        """All of it."""
        rule, fired = self.rule, self.rule.id in self.outcome.fired
        standing, because = self._standing()
        described = describe(self.reasoner, self.outcome, rule, self.policy) if fired else None
        if described is not None:
            because += [f"not excluded yet: {say}" for say in described.not_excluded]
            because += limits(self.reasoner, self.outcome, rule.id)
            because += [self.policy.because(rule.id)] if self.policy.severity(rule.id) else []
        return Explanation(
            rule.id,
            rule.title,
            standing,
            self.outcome.truths[rule.id],
            described.severity if described else "",
            described.confidence if described else "",
            because,
            self._condition(rule.when),
            [ExceptionProof(exception.say, self._condition(exception.condition)) for exception in rule.unless],
            [Target(target, self._holds(target)) for target in rule.explains],
            [] if fired and standing != "assumed" else self._change(),
        )

    def _standing(self) -> tuple[str, list[str]]:
        id = self.rule.id
        for one in self.report.suppressed:
            if one.diagnosis.id == id:
                by = f" ({one.by})" if one.by else ""
                return "suppressed", [f"left out of the report until {one.until}: {' '.join(one.reason.split())}{by}"]
        for root in self.report.diagnoses:
            if root.id == id:
                return "diagnosed", []
            if id in _below(root):
                return "consequence", [f"it follows from {root.id}"]
        if id in self.outcome.fired:
            if rests_on_defaults(self.rule, self.base, self.outcome.judge):
                return "assumed", ["nothing but defaults speaks for it"]
            return "risk", ["nothing that it explains was observed"]
        if self.outcome.truths[id] is False:
            return "ruled out", []
        if id in self.outcome.linked:
            return "open", []
        return "unrelated", ["nothing that it explains was observed"]

    def _holds(self, target: str) -> bool | None:
        if target in self.reasoner.book.rules:
            return self.outcome.truths[target]
        value = self.base.values.get(target)
        return None if value is None else value is True

    def _change(self) -> list[Difference]:
        found = smallest_change(self.reasoner, self.outcome, self.rule)
        values = self.base.values
        return [
            Difference(
                fact.name,
                values.get(fact.name),
                fact.value,
                value_text(fact.name, values.get(fact.name), self.vocabulary),
                value_text(fact.name, fact.value, self.vocabulary),
            )
            for fact in found
        ]

    def _condition(self, node: Condition | Group) -> ConditionProof:
        truth = self.outcome.judge(node)
        if isinstance(node, Condition):
            facts = [self._fact(name, 0) for name in node.facts]
            return ConditionProof("condition", node.text, truth, [], facts, asks_whether_known(node))
        return ConditionProof(node.kind, "", truth, [self._condition(item) for item in node.items])

    def _fact(self, name: str, depth: int) -> FactProof:
        known = self.base.known.get(name)
        if known is None:
            return FactProof(name, None, f"{name} is not known", "")
        if known.source is Source.DEFAULT:
            return self._default(known, depth)
        if known.source is Source.DERIVED and depth < _DEEPEST:
            for alternative in self.vocabulary.facts[name].derive:
                if self._applies(alternative):
                    return self._computed(known, alternative, depth)
        return FactProof(name, known.value, self.writer.fact(name), self.writer.source(known))

    def _default(self, known: Known, depth: int) -> FactProof:
        fact = self.vocabulary.facts[known.name]
        default = find_default(defaults_by_library(fact), self.base.values)
        if default is not None:
            written: list[Cite] = cites(default.cites)
            text = self.writer.fact(known.name)
            return FactProof(known.name, known.value, text, self.writer.source(known), cites=written)
        for alternative in fact.assumed:
            if self._applies(alternative) and depth < _DEEPEST:
                return self._computed(known, alternative, depth)
        return FactProof(known.name, known.value, self.writer.fact(known.name), self.writer.source(known))

    def _applies(self, alternative: Alternative) -> bool:
        holds = alternative.when is None or self.outcome.judge(alternative.when) is True
        return holds and self.writer.value(alternative.value) is not None

    def _computed(self, known: Known, alternative: Alternative, depth: int) -> FactProof:
        inputs = [self._fact(name, depth + 1) for name in known.inputs if name in self.base.known]
        return FactProof(
            known.name,
            known.value,
            self.writer.fact(known.name),
            known.source.label,
            alternative.value.text,
            _in_words(alternative.when) if alternative.when else "",
            inputs,
            cites(alternative.cites),
        )


def _below(root: Diagnosis) -> set[str]:
    return {one.id for one in root.consequences} | {id for one in root.consequences for id in _below(one)}


def _in_words(node: Condition | Group) -> str:
    if isinstance(node, Condition):
        return node.text
    parts = [_in_words(item) for item in node.items]
    if node.kind == "none":
        return "none of (" + ", ".join(parts) + ")"
    joined = (" and " if node.kind == "all" else " or ").join(parts)
    return f"({joined})" if len(parts) > 1 and node.kind == "any" else joined

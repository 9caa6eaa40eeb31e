"""An outcome to a report: roots with their consequences, candidates, what is ruled out, risks, questions, notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kafka_triage.diagnosis.background import Background
from kafka_triage.diagnosis.graph import Graph
from kafka_triage.diagnosis.parts import (
    Action,
    Candidate,
    Diagnosis,
    Note,
    OpenCauses,
    Question,
    RuledOut,
    Setting,
    Suppressed,
    UsedFact,
)
from kafka_triage.diagnosis.policy import Policy
from kafka_triage.diagnosis.reason import Outcome, Reasoner, expressions
from kafka_triage.diagnosis.report import Report
from kafka_triage.diagnosis.support import IDENTITY, Support
from kafka_triage.diagnosis.texts import Writer, cites, decisive, failing, undecided
from kafka_triage.facts.base import FactBase, rests_on
from kafka_triage.facts.show import show
from kafka_triage.facts.values import Source
from kafka_triage.language.evaluate import Judge
from kafka_triage.language.model import Condition, Group, Rule

_CONFIDENCE = ("certain", "likely", "possible")
_SEVERITY = ("critical", "warning", "info")


def build_report(
    reasoner: Reasoner, outcome: Outcome, notes: Iterable[str] = (), policy: Policy | None = None
) -> Report:
    """The report of one case; a policy says what it leaves out and which severities are set."""
    return _Builder(reasoner, outcome, policy).report(notes)


def describe(reasoner: Reasoner, outcome: Outcome, rule: Rule, policy: Policy | None = None) -> Diagnosis:
    """One rule that fired, in words, whether or not it is part of the report."""
    return _Builder(reasoner, outcome, policy).diagnosis(rule)


def limits(reasoner: Reasoner, outcome: Outcome, id: str) -> list[str]:
    """Why the conclusion of a rule that fired is likely rather than certain; its open exceptions aside."""
    return _Builder(reasoner, outcome).limits(reasoner.book.rules[id])


class _Builder:
    def __init__(self, reasoner: Reasoner, outcome: Outcome, policy: Policy | None = None) -> None:
        self.reasoner = reasoner
        self.book = reasoner.book
        self.outcome = outcome
        self.base = outcome.base
        self.judge = outcome.judge
        self.writer = Writer(self.book.vocabulary, reasoner.evaluator, self.base, self.judge, reasoner.asking.commands)
        self.observed = frozenset(
            name for name, value in self.base.values.items() if name.startswith("symptom.") and value is True
        )
        self.by_default = {id for id in outcome.fired if rests_on_defaults(self.book.rules[id], self.base, self.judge)}
        self.graph = Graph(self.book, outcome.diagnosed - self.by_default)
        self.policy = policy or Policy()
        self.group = str(self.base.values.get("group.name", ""))
        self.ignored = self.policy.ignored(self.group)
        self.shown = Graph(self.book, self.graph.nodes, self.graph.nodes & self.ignored.keys())

    def report(self, notes: Iterable[str]) -> Report:
        made = {id: self.diagnosis(self.book.rules[id]) for id in self.graph.nodes}
        roots = sorted((made[id] for id in self.shown.roots()), key=self._worst_first)
        diagnoses = [self._with_consequences(root, made, {root.id}) for root in roots]
        noticed = tuple(notes)
        unobserved = self.outcome.fired - self.outcome.linked - self.outcome.diagnosed - self.by_default
        risks = sorted((self.diagnosis(self.book.rules[id]) for id in unobserved), key=self._worst_first)
        return Report(
            verdict=self.verdict(made.values()),
            diagnoses=diagnoses,
            risks=[risk for risk in risks if risk.id not in self.ignored],
            facts=self.facts([*made.values(), *risks]),
            notes=[Note(text) for text in dict.fromkeys((*self.base.notes, *noticed, *self.policy.notes(self.group)))],
            group=self.group,
            observed=sorted(self.observed),
            open_causes=lambda: self.open_causes(diagnoses, made),
            settings=self.settings([*made.values(), *risks]),
            suppressed=self.suppressed([*made.values(), *risks]),
            background=Background(self.base.given, noticed, self.reasoner, policy=self.policy),
        )

    def suppressed(self, found: Iterable[Diagnosis]) -> list[Suppressed]:
        """What holds and is left out, worst first."""
        left_out = sorted((one for one in found if one.id in self.ignored), key=self._worst_first)
        return [
            Suppressed(one, entry.reason, entry.until.isoformat(), entry.place)
            for one in left_out
            for entry in (self.ignored[one.id],)
        ]

    def open_causes(self, diagnoses: list[Diagnosis], made: dict[str, Diagnosis]) -> OpenCauses:
        """What is not settled."""
        candidates = self.candidates(made)
        return OpenCauses(candidates, self.ruled_out(), self.questions(diagnoses, candidates))

    def verdict(self, made: Iterable[Diagnosis]) -> str:
        found = list(made)
        if any(diagnosis.severity != "info" for diagnosis in found):
            return "problems"
        healthy = any(self.book.rules[diagnosis.id].health for diagnosis in found)
        return "healthy" if healthy else "undetermined"

    def _worst_first(self, diagnosis: Diagnosis) -> tuple[Any, ...]:
        return (
            self.book.rules[diagnosis.id].health,
            _SEVERITY.index(diagnosis.severity) == 2,
            _CONFIDENCE.index(diagnosis.confidence),
            _SEVERITY.index(diagnosis.severity),
            self.reasoner.guide_order[diagnosis.id],
        )

    def _with_consequences(self, root: Diagnosis, made: dict[str, Diagnosis], shown: set[str]) -> Diagnosis:
        """A diagnosis with what it leads to below it, each once, as near to the root as it can stand."""
        below = sorted((made[id] for id in self.shown.effects(root.id) if id not in shown), key=self._worst_first)
        shown |= {effect.id for effect in below}
        return replace(root, consequences=[self._with_consequences(effect, made, shown) for effect in below])

    def diagnosis(self, rule: Rule) -> Diagnosis:
        """A rule that fired, in words."""
        writer = self.writer
        not_excluded = [exception.say for exception in rule.unless if self.judge(exception.condition) is None]
        severity, confidence, because = self._adjusted(rule)
        evidence = writer.evidence(rule.when)
        limits = self.limits(rule)
        if (limits or not_excluded) and confidence == "certain":
            confidence = "likely"
        actions = [self._asking(made) for action in rule.actions if (made := writer.action(action))]
        return Diagnosis(
            id=rule.id,
            family=rule.family,
            title=rule.title,
            severity=severity,
            confidence=confidence,
            text=writer.text(rule.diagnosis),
            evidence=evidence,
            explains=[target for target in rule.explains if target in self.observed or target in self.graph.nodes],
            consequences=[],
            actions=actions,
            cites=cites(rule.cites),
            notes=[*because, *(Note(text) for text in (*limits, *self._led_to_by(rule))), *self._notes(rule)],
            not_excluded=not_excluded,
        )

    def _asking(self, action: Action) -> Action:
        """An action that needs what can be asked for instead of what only follows from that."""
        return replace(action, needs=self.reasoner.asking.unknown(self.base, action.needs)) if action.needs else action

    def _led_to_by(self, rule: Rule) -> list[str]:
        """Causes that explain this one and are left out, in words."""
        return [
            f"{self.book.rules[id].title} ({id}) leads to this and is suppressed until {entry.until.isoformat()}"
            for id, entry in self.ignored.items()
            if id in self.graph.nodes and rule.id in self.graph.effects(id)
        ]

    def _adjusted(self, rule: Rule) -> tuple[str, str, list[Note]]:
        severity, confidence, because = rule.severity, rule.confidence, []
        for entry in rule.adjust:
            if self.judge(entry.when):
                severity = entry.severity or severity
                confidence = entry.confidence or confidence
                because += [Note(self.writer.text(entry.because))] if entry.because else []
        if self.policy.severity(rule.id):
            severity = self.policy.severity(rule.id)
            because.append(Note(self.policy.because(rule.id)))
        return severity, confidence, because

    def limits(self, rule: Rule) -> list[str]:
        """Why a conclusion is likely rather than certain."""
        conditions = decisive(rule.when, self.judge)
        names = dict.fromkeys(name for condition in conditions for name in condition.facts if name in self.base.known)
        found = []
        defaults = [name for name in names for part in rests_on(self.base, name) if self._is_assumed(part)]
        if defaults:
            shown = dict.fromkeys(
                part for name in defaults for part in sorted(rests_on(self.base, name)) if self._is_assumed(part)
            )
            found.append("taken from defaults, not from your configuration: " + ", ".join(map(self.writer.fact, shown)))
        if any(not self.base.known[name].certain for name in names):
            found.append("the trend rests on too few samples to be certain")
        if rule.id in self.outcome.diagnosed and not self._reaches(rule):
            found.append("how it leads to what was observed is not confirmed yet")
        return found

    def _is_assumed(self, name: str) -> bool:
        return self.base.known[name].source is Source.DEFAULT

    def _reaches(self, rule: Rule) -> bool:
        """Whether an observed symptom is reached through causes that hold."""
        return rule.health or any(target in self.observed or target in self.outcome.fired for target in rule.explains)

    def _notes(self, rule: Rule) -> list[Note]:
        found = [
            Note(self.writer.text(note.say), cites(note.cites))
            for note in rule.notes
            if note.when is None or self.judge(note.when)
        ]
        for name in dict.fromkeys(_constants(self._deciding_trees(rule))):
            constant = self.book.vocabulary.constants[name]
            if constant.assumption:
                found.append(
                    Note(
                        f"{name} = {show(constant.value, constant.unit)} is our assumption: {constant.meaning}",
                        cites(constant.cites),
                    )
                )
        return found

    def _deciding_trees(self, rule: Rule) -> list[Any]:
        trees: list[Any] = [condition.tree for condition in decisive(rule.when, self.judge)]
        trees += [
            expression.tree
            for action in rule.actions
            for _, expression in action.set
            if self.writer.value(expression) is not None
        ]
        return trees + [expression.tree for expression in expressions(rule.diagnosis)]

    def candidates(self, made: dict[str, Diagnosis]) -> list[Candidate]:
        """Open causes of what was observed and is not explained for certain, likeliest first."""
        settled = {
            symptom
            for diagnosis in made.values()
            if diagnosis.confidence == "certain"
            for symptom in self.graph.symptoms(diagnosis.id)
        }
        weighed = []
        for id in self.outcome.linked:
            if id in made:
                continue
            rule = self.book.rules[id]
            reached = self.reasoner.reachable[id] & self.observed
            if reached and reached <= settled:
                continue
            missing = self.missing(rule)
            if missing:
                weighed.append((self._weight(rule), rule, missing))
        weighed.sort(key=lambda entry: (-entry[0], self.reasoner.guide_order[entry[1].id]))
        total = sum(weight for weight, _, _ in weighed) or 1.0
        support = Support(self.book.vocabulary, self.base, self.judge, self.observed)
        return [
            Candidate(
                rule.id,
                rule.family,
                rule.title,
                missing,
                round(weight / total, 4),
                support.of(rule, self.writer.fact),
            )
            for weight, rule, missing in weighed
        ]

    def _weight(self, rule: Rule) -> float:
        weight = rule.prior
        for entry in rule.raised_by:
            if self.judge(entry.when):
                weight *= entry.factor
        area, share = self.book.areas.get(rule.area), self.book.vocabulary.constants.get("other_area_weight")
        if area and share and area.symptom not in self.observed:
            weight *= share.value
        true, all_ = _support(rule.when, self.judge)
        return weight * (1 + 2 * true / all_)

    def missing(self, rule: Rule) -> list[str]:
        """The facts that would decide an open cause, in the order in which to ask for them."""
        names: dict[str, None] = {}
        for condition in undecided(rule.when, self.judge):
            for name in self.reasoner.asking.unknown(self.base, condition.facts):
                names[name] = None
        if rule.id in self.by_default:
            for condition in decisive(rule.when, self.judge):
                roots = {part for name in condition.facts for part in sorted(rests_on(self.base, name))}
                names.update(dict.fromkeys(part for part in sorted(roots) if self._is_assumed(part)))
        return list(names)

    def ruled_out(self) -> list[RuledOut]:
        """Causes of what was observed with a condition that is known not to hold."""
        found = []
        for rule in self.book.rules.values():
            if self.outcome.truths[rule.id] is not False or not self.reasoner.reachable[rule.id] & self.observed:
                continue
            because = failing(rule.when, self.judge, self.writer.denial) if self.judge(rule.when) is False else []
            because += [exception.say for exception in rule.unless if self.judge(exception.condition)]
            found.append(RuledOut(rule.id, rule.family, rule.title, because))
        return found

    def questions(self, diagnoses: list[Diagnosis], candidates: list[Candidate]) -> list[Question]:
        """Unknown facts in the order in which to ask.

        First what tells an exception from what was found, in the order of the rule; then what decides most of the
        candidates, weighed by their likelihood, the guide's order standing where two decide the same; last what a
        setting is computed from.
        """
        why: dict[str, list[str]] = {}
        for diagnosis in diagnoses:
            for exception in self.book.rules[diagnosis.id].unless:
                for condition in undecided(exception.condition, self.judge):
                    for name in self.reasoner.asking.unknown(self.base, condition.facts):
                        why.setdefault(name, []).append(f"tells {exception.say} from: {diagnosis.title}")
        weight: dict[str, float] = defaultdict(float)
        deciding: dict[str, list[str]] = defaultdict(list)
        for candidate in candidates:
            for name in candidate.missing:
                weight[name] += candidate.likelihood
                deciding[name].append(f"decides: {candidate.title}")
        for name in sorted(weight, key=lambda name: -round(weight[name], 9)):
            why.setdefault(name, []).extend(deciding[name])
        for diagnosis in diagnoses:
            for name in (name for action in diagnosis.actions for name in action.needs):
                why.setdefault(name, [f"gives a value to set: {diagnosis.title}"])
        if not why and not diagnoses:
            return self.reasoner.asking.opening(self.base)
        return [self.reasoner.asking.question(name, reasons, self.base.values) for name, reasons in why.items()]

    def settings(self, made: Iterable[Diagnosis]) -> dict[str, Setting]:
        """What is known of each setting that an action changes."""
        found = {}
        for key in dict.fromkeys(key for diagnosis in made for action in diagnosis.actions for key in action.set):
            known = self.base.known.get(f"config.{key}")
            unit = self.book.vocabulary.facts[f"config.{key}"].unit
            found[key] = Setting(known.value, unit, self.writer.source(known)) if known else Setting(None, unit, "")
        return found

    def facts(self, made: Iterable[Diagnosis]) -> list[UsedFact]:
        """Every fact that was given, and every other that decided."""
        used = {name for name, known in self.base.known.items() if known.source > Source.DERIVED}
        used |= {evidence.fact for diagnosis in made for evidence in diagnosis.evidence}
        used |= {part for name in list(used) for part in rests_on(self.base, name)}
        used |= self.observed
        return [
            UsedFact(name, known.value, self.book.vocabulary.facts[name].unit, self.writer.source(known))
            for name, known in self.base.known.items()
            if name in used
        ]


def rests_on_defaults(rule: Rule, base: FactBase, judge: Judge) -> bool:
    """Whether nothing but defaults decides a rule that fired."""
    grounded, assumed = False, False
    for condition in decisive(rule.when, judge):
        roots = {part for name in condition.facts for part in rests_on(base, name)}
        deciding = {part for part in roots if part not in IDENTITY and not part.startswith("symptom.")}
        sources = {base.known[part].source is Source.DEFAULT for part in deciding}
        assumed, grounded = assumed or True in sources, grounded or False in sources
    return assumed and not grounded


def _support(node: Group | Condition, judge: Judge) -> tuple[int, int]:
    """How many of the conditions are known to hold, and how many there are."""
    if isinstance(node, Condition) or node.kind == "any":
        return int(judge(node) is True), 1
    if node.kind == "none":
        return sum(judge(item) is False for item in node.items), len(node.items)
    parts = [_support(item, judge) for item in node.items]
    return sum(true for true, _ in parts), sum(all_ for _, all_ in parts)


def _constants(tree: Any) -> list[str]:
    if isinstance(tree, list | tuple):
        if len(tree) == 2 and tree[0] == "const":
            return [tree[1]]
        return [name for part in tree for name in _constants(part)]
    return []

"""The page of a cause, and the index of all causes by area.

In: a rule book. Out: Markdown of a page. Everything on it comes from the rule's YAML or is computed from it.
"""

from __future__ import annotations

from kafka_triage.diagnosis.reason import Reasoner
from kafka_triage.language.model import Condition, Group, Rule, RuleAction, Template
from kafka_triage.render.common import in_general
from scripts.pages.conditions import as_written, listed, names, words
from scripts.pages.examples import example_box, examples, worked, worked_table
from scripts.pages.markup import block, code, inline, table, text
from scripts.pages.places import EFFORTS, Places


def cause_page(reasoner: Reasoner, rule: Rule) -> str:
    """The page of a cause."""
    return _Page(reasoner, rule).render()


def index_page(places: Places) -> str:
    """All causes by area, in the order in which they are looked at."""
    at = "causes/index.md"
    lines = ["# Causes", "", f"{len(places.book.rules)} causes can be recognised, in these areas.", ""]
    for area in dict.fromkeys(rule.area for rule in places.book.rules.values()):
        known = places.book.areas.get(area)
        lines += [f"## {text(known.title if known else area)}", ""]
        rows = [
            (places.cause(rule.id, at), _severity(rule.severity), rule.confidence, code(rule.id))
            for rule in places.book.rules.values()
            if rule.area == area
        ]
        lines += [table(("cause", "severity", "confidence", "id"), rows), ""]
    return "\n".join(lines)


def _severity(severity: str) -> str:
    return f'<span class="kt-severity kt-{severity}">{severity}</span>'


class _Page:
    def __init__(self, reasoner: Reasoner, rule: Rule) -> None:
        self.reasoner = reasoner
        self.rule = rule
        self.places = Places(reasoner.book)
        self.at = f"causes/{rule.id}.md"

    def render(self) -> str:
        rule = self.rule
        shown = examples(self.reasoner, rule)
        lines = [f"# {text(rule.title)}", "", self.about(), "", self.general(rule.diagnosis), ""]
        lines += self.explains()
        lines += self.recognise()
        lines += ["## What to do", "", *(line for action in rule.actions for line in self.action(action)), ""]
        found = list(worked(self.reasoner, rule, shown))
        if found:
            lines += ["## Worked numbers", "", *worked_table(found, self.places, self.at)]
        lines += self.notes()
        lines += ["## Where it is written", ""]
        lines += [f"- {self.places.cite(cite, self.at)}" for cite in rule.cites] or ["- Nowhere: it is ours."]
        lines += [
            "",
            "## Examples",
            "",
            "These are the tests of the rule; each box says what follows from its facts.",
            "",
        ]
        lines += [line for example in shown for line in example_box(example, self.reasoner, rule)]
        return "\n".join(lines).rstrip() + "\n"

    def about(self) -> str:
        health = " · sign of health" if self.rule.health else ""
        return f"{_severity(self.rule.severity)} {self.rule.confidence}{health} · {code(self.rule.id)}"

    def general(self, template: Template | None) -> str:
        """A text of the rule; a link stands for each value."""
        return in_general(template, text=inline, value=lambda formula: self.places.formula(formula, self.at))

    def explains(self) -> list[str]:
        facts = self.reasoner.book.vocabulary.facts
        lines = ["## What it explains", ""]
        for target in self.rule.explains:
            known = facts.get(target)
            said = (
                f"{text(known.meaning)} {self.places.name(target, self.at)}"
                if known
                else self.places.cause(target, self.at)
            )
            lines.append(f"- {said}")
        lines += [] if self.rule.explains else ["- No symptom: it can only be a risk."]
        above = [one.id for one in self.reasoner.book.rules.values() if self.rule.id in one.explains]
        if above:
            lines += ["", f"It can itself follow from: {', '.join(self.places.cause(id, self.at) for id in above)}."]
        return [*lines, ""]

    def recognise(self) -> list[str]:
        rule = self.rule
        lines = ["## How to recognise it", "", *listed(rule.when, self.places, self.at), ""]
        written = "\n".join(["when:", *as_written(rule.when, 1)])
        lines += ['??? note "As the rule has it"', "", block(written, "yaml", 4), "", *self.questions()]
        for exception in rule.unless:
            lines += self.box("failure", f"Excluded by: {text(exception.say)}", exception.condition)
        for adjustment in rule.adjust:
            change = " and ".join(part for part in (adjustment.severity, adjustment.confidence) if part)
            said = self.general(adjustment.because)
            lines += self.box("info", f"In special cases it is {change}", adjustment.when, said)
        for entry in rule.raised_by:
            lines += self.box("info", f"In special cases it is {entry.factor:g} times as likely", entry.when)
        return lines

    def box(self, kind: str, title: str, when: Group, said: str = "") -> list[str]:
        """Conditions in a box that opens."""
        return [
            f'??? {kind} "{title}"',
            "",
            *([f"    {said}", ""] if said else []),
            *listed(when, self.places, self.at, 1),
            "",
        ]

    def questions(self) -> list[str]:
        facts = self.reasoner.book.vocabulary.facts
        asked = list(
            dict.fromkeys(part for name in names(self.rule.when) for part in self.reasoner.asking.behind(name))
        )
        rows = [
            (self.places.name(name, self.at), text(facts[name].ask or facts[name].meaning), EFFORTS[facts[name].cost])
            for name in asked
        ]
        return ["What to find out:", "", table(("fact", "question", "effort"), rows), ""] if rows else []

    def action(self, action: RuleAction) -> list[str]:
        condition = f"If {text(action.when_say)}: " if action.when_say else ""
        lines = [f"1. {condition}{self.general(action.do)}", ""]
        for key, expression in action.set:
            name = self.places.name(f"config.{key}", self.at)
            lines += [f"    {name} = {self.places.formula(expression.text, self.at)}", ""]
        if action.how:
            lines += [block(in_general(action.how), "", 4), ""]
        if action.trade_off:
            lines += [f"    Costs: {self.general(action.trade_off)}", ""]
        if action.verify:
            lines += [f"    Worked when {self._verified(action.verify)}.", ""]
        if action.cites:
            lines += [f"    Where: {'; '.join(self.places.cite(cite, self.at) for cite in action.cites)}", ""]
        return lines

    def _verified(self, condition: str) -> str:
        return words(Condition(condition, (), ()), self.places, self.at)

    def notes(self) -> list[str]:
        if not self.rule.notes:
            return []
        lines = ["## Good to know", ""]
        for note in self.rule.notes:
            where = f" ({'; '.join(self.places.cite(cite, self.at) for cite in note.cites)})" if note.cites else ""
            lines.append(f"- {self.general(note.say)}{where}")
        return [*lines, ""]

"""The causal graph of a rule book as Mermaid and as DOT.

In: a rule book, whole or one area of it. Out: text for ``mermaid`` or ``dot``: causes grouped by area, symptoms, and an
arrow for each ``explains``. Titles are text of whoever wrote the rule; they cannot become markup or syntax.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kafka_triage.language.model import Rule, RuleBook
from kafka_triage.render.common import clean

_SYMPTOM = "symptom."
_COLOURS = {"critical": "#b3261e", "warning": "#8a5a00", "info": "#3a5f8a"}
_NOT_PLAIN = re.compile(r"[^\w .,/()'=+-]")


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn.

    Attributes:
        areas: Title of each area and its causes, in the guide's order.
        symptoms: Names of symptoms.
        arrows: Cause to what it explains.
    """

    areas: tuple[tuple[str, tuple[Rule, ...]], ...]
    symptoms: tuple[str, ...]
    arrows: tuple[tuple[str, str], ...]


def drawing(book: RuleBook, area: str | None = None) -> Drawing:
    """The causes and symptoms to draw.

    Args:
        book: The rules.
        area: Only this area, and what its causes explain or are explained by; None for all.
    """
    arrows = tuple(
        (rule.id, target)
        for rule in book.rules.values()
        for target in rule.explains
        if area is None or rule.area == area or target.startswith(f"{area}/")
    )
    touched = {end for arrow in arrows for end in arrow}
    shown = [rule for rule in book.rules.values() if area in (None, rule.area) or rule.id in touched]
    names = dict.fromkeys(rule.area for rule in shown)
    symptoms = tuple(
        name for name in book.vocabulary.facts if name.startswith(_SYMPTOM) and (area is None or name in touched)
    )
    grouped = ((_title(book, name), tuple(rule for rule in shown if rule.area == name)) for name in names)
    return Drawing(tuple(grouped), symptoms, arrows)


def _title(book: RuleBook, area: str) -> str:
    return book.areas[area].title if area in book.areas else area


def mermaid(drawn: Drawing) -> str:
    """The drawing as a Mermaid flowchart."""
    lines = ["flowchart LR"]
    for number, (title, rules) in enumerate(drawn.areas, 1):
        lines.append(f'  subgraph area{number}["{_mermaid_text(title)}"]')
        for rule in rules:
            label = f"{_mermaid_text(rule.title)}<br/>{_mermaid_text(rule.id)}"
            lines.append(f'    {_mermaid_id(rule.id)}["{label}"]:::{rule.severity}')
        lines.append("  end")
    lines += [f'  {_mermaid_id(name)}(["{_mermaid_text(name)}"])' for name in drawn.symptoms]
    lines += [f"  {_mermaid_id(cause)} --> {_mermaid_id(effect)}" for cause, effect in drawn.arrows]
    lines += [f"  classDef {severity} stroke:{colour},stroke-width:2px" for severity, colour in _COLOURS.items()]
    return "\n".join(lines) + "\n"


def _mermaid_id(name: str) -> str:
    """A name as an identifier; its prefix keeps Mermaid from seeing one of its own words at the beginning."""
    if name.startswith(_SYMPTOM):
        return "s_" + _encoded(name.removeprefix(_SYMPTOM))
    return "c_" + (_encoded(name) if "_" in name else name.replace("-", "_").replace("/", "__"))


def _encoded(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", lambda match: f"_x{ord(match.group()):x}_", name)


def _mermaid_text(text: str) -> str:
    """A text for a quoted label: whatever could be markup or end the label becomes a character code."""
    return _NOT_PLAIN.sub(lambda match: f"#{ord(match.group())};", _one_line(text))


def dot(drawn: Drawing) -> str:
    """The drawing in the language of Graphviz."""
    lines = [
        "digraph causes {",
        "  rankdir=LR;",
        '  node [shape=box, style=rounded, fontname="sans-serif"];',
    ]
    for number, (title, rules) in enumerate(drawn.areas, 1):
        lines += [f"  subgraph cluster_{number} {{", f"    label={_dot_text(title)};"]
        for rule in rules:
            label = f"{_dot_text(rule.title)[:-1]}\\n{_dot_text(rule.id)[1:]}"
            lines.append(f'    {_dot_text(rule.id)} [label={label}, color="{_COLOURS[rule.severity]}"];')
        lines.append("  }")
    lines += [f"  {_dot_text(name)} [shape=ellipse];" for name in drawn.symptoms]
    lines += [f"  {_dot_text(cause)} -> {_dot_text(effect)};" for cause, effect in drawn.arrows]
    return "\n".join([*lines, "}"]) + "\n"


def _dot_text(text: str) -> str:
    """A text as a quoted string, in which Graphviz sees neither escapes nor entities."""
    plain = _one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain.replace("&", "&amp;")}"'


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())

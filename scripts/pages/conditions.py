"""Conditions of rules for readers: in words with links, and once more as they are written.

In: groups of conditions. Out: nested lists of Markdown, and YAML.
"""

from __future__ import annotations

import re

from kafka_triage.language.model import Condition, Group
from kafka_triage.language.words import in_words
from scripts.pages.markup import text
from scripts.pages.places import Places

_ASKED = re.compile(r"(known|exists)\(([\w.]+)\) == (true|false)$")
_COMPARED = re.compile(r"(.+?) (==|!=|<=|>=|<|>) (.+)$")
_SIGNS = {
    "==": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
_KINDS = {"all": "all of these", "any": "at least one of these", "none": "none of these, and that is known"}


def words(condition: Condition, places: Places, at: str) -> str:
    """One condition in words."""
    asked = _ASKED.match(condition.text)
    if asked:
        kind, name, answer = asked.groups()
        link = places.name(name, at)
        if kind == "known":
            return f"{link} is {'' if answer == 'true' else 'not '}known"
        return f"this client {'has' if answer == 'true' else 'does not have'} the setting {link}"
    plain = in_words(condition.text)
    if plain != condition.text:
        name, _, rest = plain.partition(" ")
        return f"{places.name(name, at)} {text(rest)}"
    compared = _COMPARED.match(condition.text)
    if compared:
        left, sign, right = compared.groups()
        return f"{places.formula(left, at)} {_SIGNS[sign]} {places.formula(right, at)}"
    return places.formula(condition.text, at)


def listed(node: Condition | Group, places: Places, at: str, depth: int = 0) -> list[str]:
    """A group as a nested list."""
    indent = "    " * depth
    if isinstance(node, Condition):
        return [f"{indent}- {words(node, places, at)}"]
    items = _needed(node)
    if len(items) == 1 and node.kind != "none":
        return listed(items[0], places, at, depth)
    if len(items) == 1 and isinstance(items[0], Condition):
        return [f"{indent}- it is known not to be so that {words(items[0], places, at)}"]
    inner = [line for item in items for line in listed(item, places, at, depth + 1)]
    return [f"{indent}- {_KINDS[node.kind]}:", *inner]


def _needed(node: Group) -> list[Condition | Group]:
    """The parts of a group, without those that ask whether a fact is known that another part compares."""
    if node.kind != "all":
        return list(node.items)
    compared = {name for item in node.items if isinstance(item, Condition) and not _asks(item) for name in item.facts}
    return [
        item for item in node.items if not (isinstance(item, Condition) and _asks(item) and set(item.facts) <= compared)
    ]


def _asks(condition: Condition) -> bool:
    return condition.text.startswith("known(") and condition.text.endswith(") == true")


def as_written(node: Condition | Group, depth: int = 0) -> list[str]:
    """A group as YAML."""
    indent = "  " * depth
    if isinstance(node, Condition):
        return [f"{indent}- {node.text}"]
    return [f"{indent}- {node.kind}:", *(line for item in node.items for line in as_written(item, depth + 2))]


def names(node: Condition | Group) -> list[str]:
    """The facts that a group looks at, in order."""
    if isinstance(node, Condition):
        return list(node.facts)
    return list(dict.fromkeys(name for item in node.items for name in names(item)))

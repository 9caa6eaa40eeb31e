"""The conditions of a rule one by one, and what becomes of the rule when one of them is another.

In: a rule and the truth of each of its conditions. Out: the rule's `Decision`. A condition that stands in a rule twice
is two sites.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from kafka_triage.language.model import Condition, Group, Rule

Path: TypeAlias = tuple[int, ...]
Decision: TypeAlias = bool | tuple[int, ...] | None
TRUTHS: tuple[bool | None, ...] = (True, False, None)
WHEN = -1


@dataclass(frozen=True, slots=True)
class Site:
    """A condition where it stands: in ``when`` (the path begins with -1) or in the exception of a number."""

    path: Path
    condition: Condition


def parts(rule: Rule) -> list[tuple[int, Group]]:
    """The groups that decide a rule: ``when``, numbered -1, and its exceptions."""
    return [(WHEN, rule.when), *enumerate(exception.condition for exception in rule.unless)]


def sites(rule: Rule) -> list[Site]:
    """Every condition that decides a rule, in order."""
    return [site for number, group in parts(rule) for site in _sites(group, (number,))]


def _sites(node: Condition | Group, path: Path) -> Iterator[Site]:
    if isinstance(node, Condition):
        yield Site(path, node)
        return
    for index, item in enumerate(node.items):
        yield from _sites(item, (*path, index))


def truth(node: Condition | Group, path: Path, truths: Mapping[Path, bool | None]) -> bool | None:
    """The truth of a condition or group from the truths of its conditions."""
    if isinstance(node, Condition):
        return truths[path]
    found = {truth(item, (*path, index), truths) for index, item in enumerate(node.items)}
    decisive = node.kind != "all"
    if decisive in found:
        return node.kind == "any"
    return None if None in found else node.kind != "any"


def decision(rule: Rule, truths: Mapping[Path, bool | None]) -> Decision:
    """What a rule says: False, None (not known), or the exceptions that are still open; () where there is none.

    An exception that is not known leaves the rule true and lowers its confidence, so each one counts.
    """
    exceptions = [truth(group, (number,), truths) for number, group in parts(rule)[1:]]
    if True in exceptions:
        return False
    holds = truth(rule.when, (WHEN,), truths)
    if holds is not True:
        return holds
    return tuple(number for number, excepted in enumerate(exceptions) if excepted is None)


def decides(rule: Rule, truths: Mapping[Path, bool | None], path: Path) -> bool:
    """Whether another truth of one condition alone would change what the rule says."""
    said = decision(rule, truths)
    return any(decision(rule, {**truths, path: other}) != said for other in TRUTHS if other is not truths[path])


def truths_of(rule: Rule, judge: Callable[[Condition], bool | None]) -> dict[Path, bool | None]:
    """The truth of each condition of a rule."""
    return {site.path: judge(site.condition) for site in sites(rule)}

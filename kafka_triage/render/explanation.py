"""An explanation for a terminal: a tree of conditions and facts, and what would have to be different."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import replace

from kafka_triage.diagnosis.explanation import ConditionProof, Explanation, FactProof
from kafka_triage.render.common import clean

_TRUTHS = {True: "yes", False: "no", None: "?"}
_GROUPS = {"all": "all of", "any": "any of", "none": "none of"}
_MARK = 5
_LEAST = 40
_STANDINGS = {
    "diagnosed": "it holds, and explains what was observed",
    "consequence": "it holds, and follows from another cause",
    "risk": "it holds, but nothing that it explains was observed",
    "suppressed": "it holds, and is suppressed",
    "assumed": "it would hold by defaults, but nothing that was given speaks for it",
    "open": "it is neither proven nor ruled out",
    "unrelated": "it is neither proven nor ruled out, and nothing that it explains was observed",
    "ruled out": "it does not hold",
}


def render_explanation(explanation: Explanation, *, width: int = 80) -> str:
    """Render an explanation.

    Args:
        explanation: The explanation.
        width: Columns; at least 40.
    """
    lines = list(_lines(explanation, max(width, _LEAST)))
    return clean("\n".join(line.rstrip() for line in lines)) + "\n"


def _lines(explanation: Explanation, width: int) -> Iterator[str]:
    page = _Page(width)
    yield from textwrap.wrap(f"{explanation.title}  {explanation.id}", width, break_on_hyphens=False)
    sure = f" ({explanation.severity}, {explanation.confidence})" if explanation.confidence else ""
    yield from textwrap.wrap(_STANDINGS[explanation.standing] + sure, width)
    for because in explanation.because:
        yield from page.wrapped(because, 0, "- ")
    yield from ("", "When")
    yield from page.condition(explanation.proof, 0)
    for exception in explanation.exceptions:
        yield ""
        yield from page.wrapped(f"unless {exception.say}", 0, page.mark(_seen(exception.proof)))
        yield from page.below(exception.proof, 1)
    if explanation.explains:
        yield from ("", "Explains")
        yield from (f"{page.mark(target.truth)}{target.name}" for target in explanation.explains)
    if explanation.change:
        number = len(explanation.change)
        yield from ("", f"It would hold with {number} {'other fact' if number == 1 else 'other facts'}")
        for change in explanation.change:
            now = "not known now" if change.before is None else f"now {change.before_text}"
            now = "now taken from a default, to be confirmed" if change.before == change.after else now
            yield from page.wrapped(f"{change.name} = {change.after_text}  ({now})", _MARK, "")
    elif explanation.truth is not True:
        yield from ("", "No change of a few facts was found with which it would hold")


class _Page:
    """Lines of a tree; a fact is shown with all that is below it where it stands first."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.shown: set[str] = set()

    def mark(self, truth: bool | None) -> str:
        return f"{_TRUTHS[truth]:<{_MARK}}"

    def condition(self, proof: ConditionProof, depth: int) -> Iterator[str]:
        """A condition with its facts, or a group; what only asks whether a fact is known is left out."""
        proof = _without_guards(proof)
        if proof.kind != "condition":
            yield f"{self.mark(_seen(proof))}{'  ' * depth}{_GROUPS[proof.kind]}"
            yield from self.below(proof, depth + 1)
            return
        yield from self.wrapped(proof.text, 2 * depth, self.mark(proof.truth))
        if len(proof.facts) > 1 or proof.truth is not None:
            for fact in proof.facts:
                yield from self.fact(fact, depth + 1)

    def below(self, proof: ConditionProof, depth: int) -> Iterator[str]:
        """The parts of a group, or the condition itself."""
        proof = _without_guards(proof)
        if proof.kind == "condition":
            yield from self.condition(proof, depth)
        for item in proof.items:
            yield from self.condition(item, depth)

    def fact(self, fact: FactProof, depth: int) -> Iterator[str]:
        indent = _MARK + 2 * depth
        source = f"  [{fact.source}]" if fact.source else ""
        yield from self.wrapped(f"{fact.text}{source}", indent, "")
        if fact.fact in self.shown:
            return
        self.shown.add(fact.fact)
        when = f", as {fact.condition}" if fact.condition else ""
        if fact.formula:
            yield from self.wrapped(f"= {fact.formula}{when}", indent + 2, "")
        for cite in fact.cites:
            yield from self.wrapped(cite.source, indent + 2, "")
        for part in fact.inputs:
            yield from self.fact(part, depth + 1)

    def wrapped(self, text: str, indent: int, mark: str) -> list[str]:
        """A text behind a mark, its further lines below its first word."""
        start = mark + " " * indent
        return textwrap.wrap(
            text,
            max(self.width, len(start) + _LEAST // 2),
            initial_indent=start,
            subsequent_indent=" " * len(start),
            break_on_hyphens=False,
            break_long_words=False,
        ) or [start]


def _seen(proof: ConditionProof) -> bool | None:
    """The truth of what is shown: not known where a group is false only because a fact is not known."""
    if proof.kind == "condition" or proof.truth is not False:
        return proof.truth
    truths = [_seen(item) for item in proof.items if not item.guard]
    settled = (proof.kind == "all" and False in truths) or (proof.kind == "none" and True in truths)
    return None if None in truths and not settled else False


def _without_guards(proof: ConditionProof) -> ConditionProof:
    """A group without the parts that only ask whether a fact is known; a group of one part is that part."""
    while proof.kind != "condition":
        items = [item for item in proof.items if not item.guard]
        if len(items) != 1 or proof.kind == "none":
            return replace(proof, items=items or proof.items)
        proof = items[0]
    return proof

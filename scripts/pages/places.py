"""Where everything has its page, and links between the pages.

In: a rule book. Out: paths of pages below ``docs/``, and links that MkDocs checks when it builds.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath

from kafka_triage.language.model import Citation, FactType, RuleBook
from scripts.pages.markup import code, link, text

CONSTANTS, SOURCES = "vocabulary/constants.md", "sources.md"
EFFORTS = {"know": "somebody knows it", "look": "look it up", "run": "run a command", "change": "change something"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*")


class Places:
    """Pages of a rule book.

    Args:
        book: The rules.
    """

    def __init__(self, book: RuleBook) -> None:
        self.book = book

    def page_of(self, fact: FactType) -> str:
        """The page of a fact: there is one for each file of the vocabulary."""
        return f"vocabulary/{PurePosixPath(fact.place.rsplit(':', 2)[0]).stem}.md"

    def cause(self, id: str, at: str) -> str:
        """A link to a cause, by its title, from a page."""
        return f"[{text(self.book.rules[id].title)}]({_relative(f'causes/{id}.md', at)})"

    def name(self, name: str, at: str) -> str:
        """A link to a fact or constant from a page."""
        if name in self.book.vocabulary.facts:
            page = self.page_of(self.book.vocabulary.facts[name])
        elif name in self.book.vocabulary.constants:
            page = CONSTANTS
        else:
            return code(name)
        return f"[{code(name)}]({_relative(page, at)}#{self.anchor(name)})"

    def anchor(self, name: str) -> str:
        """The anchor of a fact or constant on its page; what is told of an event stands with the event."""
        parts = name.split(".")
        return ".".join(parts[:2]) if parts[0] == "event" else name

    def formula(self, formula: str, at: str) -> str:
        """A formula as code, each name in it a link."""
        pieces, end = [], 0
        for found in _NAME.finditer(formula):
            known = found[0] in self.book.vocabulary.facts or found[0] in self.book.vocabulary.constants
            if known:
                between = formula[end : found.start()]
                pieces += [code(between.strip()) if between.strip() else "", self.name(found[0], at)]
                end = found.end()
        rest = formula[end:].strip()
        return " ".join(piece for piece in (*pieces, code(rest) if rest else "") if piece)

    def cite(self, cite: Citation, at: str) -> str:
        """A citation: the source with its address, and the section."""
        section = f", {text(cite.section)}" if cite.section else ""
        return f"{link(text(cite.title), cite.url)}{section}"


def _relative(page: str, at: str) -> str:
    return posixpath.relpath(page, posixpath.dirname(at))

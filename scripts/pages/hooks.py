"""What MkDocs calls while it builds the site: the pages that are made of the rules, and the navigation.

In: the configuration of MkDocs. Out: pages in memory; nothing is written below ``docs/``.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from kafka_triage.api import load_rules
from kafka_triage.diagnosis.reason import Reasoner
from kafka_triage.language.model import RuleBook
from scripts.pages.causes import cause_page, index_page
from scripts.pages.commands import commands_page
from scripts.pages.places import CONSTANTS, SOURCES, Places
from scripts.pages.vocabulary import title_of, vocabulary_pages

_USE = {
    "Command line": "commands.md",
    "Asking and explaining": "consultation.md",
    "Notebooks and pictures": "notebook.md",
    "Configuration": "configuration.md",
    "Output formats": "formats.md",
    "Python": "api.md",
    "Performance": "performance.md",
    "Real incidents": "incidents.md",
}
_RULES = {
    "The rule language": "rules.md",
    "Writing rules": "authoring.md",
    "Testing rules": "testing.md",
    "Wordings of logs": "logs.md",
}
_PLACED = {"index.md", *_USE.values(), *_RULES.values()}


def pages(book: RuleBook) -> dict[str, str]:
    """Every page that is made of the rules, by its path."""
    reasoner, places = Reasoner(book, "python"), Places(book)
    causes = {f"causes/{rule.id}.md": cause_page(reasoner, rule) for rule in book.rules.values()}
    return {"causes/index.md": index_page(places), **causes, **vocabulary_pages(places), "commands.md": commands_page()}


def navigation(book: RuleBook, written: Iterable[str]) -> list[Any]:
    """The navigation; titles are HTML for MkDocs, so those of rules are escaped.

    Args:
        book: The rules.
        written: Paths of the pages below ``docs/``; those that have no place of their own stand under Use.
    """
    areas: dict[str, list[Any]] = {}
    for rule in book.rules.values():
        known = book.areas.get(rule.area)
        title = escape(known.title if known else rule.area)
        areas.setdefault(title, []).append({escape(rule.title): f"causes/{rule.id}.md"})
    vocabulary = [{escape(title_of(page)): page} for page in vocabulary_pages(Places(book)) if page.startswith("vocab")]
    return [
        {"Home": "index.md"},
        {"Causes": ["causes/index.md", *({title: rules} for title, rules in areas.items())]},
        {"Use": [*({title: path} for title, path in _USE.items()), *sorted({*written} - _PLACED)]},
        {"Rules": [*({title: path} for title, path in _RULES.items()), {"Sources": SOURCES}]},
        {"Vocabulary": [*(one for one in vocabulary if CONSTANTS not in one.values()), {"Constants": CONSTANTS}]},
    ]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Set the navigation."""
    docs = Path(config.docs_dir)
    config.nav = navigation(load_rules(), [path.relative_to(docs).as_posix() for path in docs.rglob("*.md")])
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages."""
    for path, content in pages(load_rules()).items():
        files.append(File.generated(config, path, content=content))
    return files

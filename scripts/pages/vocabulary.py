"""The pages of the vocabulary: facts by the file they stand in, constants, and the documents that are cited.

In: a rule book. Out: paths to Markdown.
"""

from __future__ import annotations

from collections import defaultdict

from kafka_triage.diagnosis.questions import expected
from kafka_triage.facts.show import show
from kafka_triage.language.model import Alternative, Citation, Constant, FactType, VersionRange
from kafka_triage.language.walk import mentioned
from scripts.pages.conditions import names
from scripts.pages.markup import block, code, link, table, text
from scripts.pages.places import CONSTANTS, EFFORTS, SOURCES, Places

_WAYS = {
    "console": "console",
    "admin": "Admin API",
    "vendor": "vendor API",
    "jmx": "JMX",
    "prometheus": "Prometheus",
    "client": "client",
}


def vocabulary_pages(places: Places) -> dict[str, str]:
    """Every page of the vocabulary, the index first."""
    pages: dict[str, list[FactType]] = defaultdict(list)
    for fact in sorted(places.book.vocabulary.facts.values(), key=lambda fact: fact.name):
        if not (fact.name.startswith("event.") and fact.name.count(".") > 1):
            pages[places.page_of(fact)].append(fact)
    used = _used(places)
    made = {"vocabulary/index.md": _index(pages)}
    for page, facts in sorted(pages.items()):
        made[page] = _page(page, facts, places, used)
    made[CONSTANTS] = _constants(places)
    made[SOURCES] = _sources(places)
    return made


def title_of(page: str) -> str:
    """The title of a page of facts, as plain text."""
    stem = page.removeprefix("vocabulary/").removesuffix(".md")
    return {"index": "Overview", "constants": "Constants"}.get(
        stem, stem.replace("config-", "config: ").replace("-", " ")
    )


def _used(places: Places) -> dict[str, list[str]]:
    """Fact to the causes whose conditions look at it."""
    used: dict[str, list[str]] = defaultdict(list)
    for rule in places.book.rules.values():
        for group in (rule.when, *(exception.condition for exception in rule.unless)):
            for name in names(group):
                if rule.id not in used[name]:
                    used[name].append(rule.id)
    return used


def _index(pages: dict[str, list[FactType]]) -> str:
    count = sum(map(len, pages.values()))
    heads: dict[str, dict[str, list[FactType]]] = defaultdict(lambda: defaultdict(list))
    for page, facts in sorted(pages.items()):
        for fact in facts:
            heads[fact.name.split(".")[0]][page].append(fact)
    rows = [
        (
            code(f"{head}.*"),
            ", ".join(f"[{text(title_of(page))}]({page.removeprefix('vocabulary/')})" for page in found),
            str(sum(map(len, found.values()))),
            ", ".join(code(fact.name) for fact in next(iter(found.values()))[:3]),
        )
        for head, found in sorted(heads.items())
    ]
    return "\n".join(
        [
            "# Vocabulary",
            "",
            f"{count} names that facts, rules and reports agree on. A name carries its unit as its end; a value is",
            "given in that unit or as text with a unit. An event `event.<name>` also gives `.count`, `.first_at` and",
            "`.last_at`.",
            "",
            "[Constants](constants.md) are named numbers that rules use.",
            "",
            table(("names", "page", "how many", "for example"), rows),
            "",
        ]
    )


def _page(page: str, facts: list[FactType], places: Places, used: dict[str, list[str]]) -> str:
    lines = [f"# {text(title_of(page))}", ""]
    for fact in facts:
        lines += _fact(fact, page, places, used.get(fact.name, []))
    return "\n".join(lines)


def _fact(fact: FactType, at: str, places: Places, used: list[str]) -> list[str]:
    kind = f"{fact.type}{f' in {text(fact.unit)}' if fact.unit else ''}"
    lines = [f"## {code(fact.name)} {{ #{places.anchor(fact.name)} }}", "", text(fact.meaning), ""]
    rows = [("type", kind)]
    rows += [("values", ", ".join(map(code, fact.values)))] if fact.values else []
    if fact.ask:
        rows += [("question", text(fact.ask)), ("expected", text(expected(fact))), ("effort", EFFORTS[fact.cost])]
    if fact.placeholder:
        rows.append(("in commands", ", ".join(map(code, fact.placeholder))))
    ends = (("at least", fact.min), ("at most", fact.max))
    rows += [(which, text(show(end, fact.unit))) for which, end in ends if end is not None]
    rows += [("follows as", _formula(one, at, places)) for one in fact.derive]
    rows += [
        (
            f"default of {text(_range(default.range))}",
            f"{text(show(default.value, fact.unit))}{_cited(default.cites, at, places)}",
        )
        for default in fact.defaults
    ]
    rows += [("default", _formula(one, at, places)) for one in fact.assumed]
    rows += [("exists in", text(", ".join(map(_range, fact.exists))))] if fact.exists else []
    rows += [("absent in", text(", ".join(fact.absent)))] if fact.absent else []
    rows += [("decides", ", ".join(places.cause(id, at) for id in used))] if used else []
    rows += [("written in", "; ".join(places.cite(cite, at) for cite in fact.cites))] if fact.cites else []
    rows += [(_WAYS[way], text(how)) for way, how in fact.how if way != "shell"]
    lines += [table(rows[0], rows[1:]), ""]
    commands = dict(fact.how).get("shell")
    return [*lines, block(commands, "shell"), ""] if commands else lines


def _formula(alternative: Alternative, at: str, places: Places) -> str:
    value = places.formula(alternative.value.text, at)
    when = ", ".join(places.name(name, at) for name in mentioned(alternative.when)) if alternative.when else ""
    return f"{value}{f', depending on {when}' if when else ''}{_cited(alternative.cites, at, places)}"


def _cited(cites: tuple[Citation, ...], at: str, places: Places) -> str:
    return f" ({'; '.join(places.cite(cite, at) for cite in cites)})" if cites else ""


def _range(versions: VersionRange) -> str:
    start = f" from {versions.start}" if versions.start else ""
    end = f" below {versions.end}" if versions.end else ""
    return f"{versions.library}{start}{end}"


def _constants(places: Places) -> str:
    lines = [
        "# Constants",
        "",
        "Named numbers that rules use. Those that are marked as an assumption are ours and not Kafka's; a report names",
        "them where they decide.",
        "",
    ]
    for name, constant in sorted(places.book.vocabulary.constants.items()):
        lines += _constant(name, constant, places)
    return "\n".join(lines)


def _constant(name: str, constant: Constant, places: Places) -> list[str]:
    value = show(constant.value, constant.unit)
    whose = " (our assumption)" if constant.assumption else ""
    return [
        f"## {code(name)} {{ #{name} }}",
        "",
        f"**{text(value)}**{whose}: {text(constant.meaning)}{_cited(constant.cites, CONSTANTS, places)}",
        "",
    ]


def _sources(places: Places) -> str:
    cited: dict[str, list[str]] = defaultdict(list)
    for rule in places.book.rules.values():
        notes = (cite for note in rule.notes for cite in note.cites)
        for cite in (*rule.cites, *(cite for action in rule.actions for cite in action.cites), *notes):
            if rule.id not in cited[cite.source]:
                cited[cite.source].append(rule.id)
    rows = [
        (
            link(text(source.title), source.url),
            ", ".join(places.cause(one, SOURCES) for one in cited[id]) or "none, only names",
        )
        for id, source in sorted(places.book.sources.items(), key=lambda entry: entry[1].title.lower())
    ]
    return "\n".join(
        [
            "# Sources",
            "",
            "What causes and names of the vocabulary cite, and which causes do.",
            "",
            table(("source", "causes"), rows),
            "",
        ]
    )

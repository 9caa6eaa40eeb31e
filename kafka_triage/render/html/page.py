"""A report to HTML: the templates filled in.

In: a report. Out: a page that loads nothing and runs nothing, or the same as a fragment with a style that applies to
one class only. Jinja2 escapes whatever is inserted; control characters are replaced before that.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kafka_triage.diagnosis.parts import Diagnosis, Note
from kafka_triage.diagnosis.report import Report
from kafka_triage.facts.show import number, show
from kafka_triage.language.words import in_words
from kafka_triage.render.common import (
    WAYS,
    cite_text,
    clean,
    family_tree,
    headline,
    lead,
    proof,
    step,
    supported_first,
    suppression,
)
from kafka_triage.render.html.change import changes, diff
from kafka_triage.render.html.chart import draw_chart
from kafka_triage.render.html.graph import draw_graph, symptom_words

if TYPE_CHECKING:
    from jinja2 import Environment

_PIECE = re.compile(r"((?<!\S)\S*[-._/]\S*)")
_INSIDE_NAME = re.compile(r"(?<=\w[._])(?=[^\W\d])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST_QUESTIONS = 5


def render_page(report: Report) -> str:
    """A report as one HTML page, without script and without anything that is loaded."""
    environment = _environment()
    style = environment.get_template("style.css.j2").render(page=True)
    # The policy of the page names the one style that may apply, so nothing else can load or run, whatever stands in it.
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("page.html.j2").render(style=_safe(style), digest=digest, **_content(report, 1))


def render_fragment(report: Report) -> str:
    """A report as a piece of HTML for a notebook; its style applies to elements of class ``kafka-triage`` only."""
    environment = _environment()
    style = environment.get_template("style.css.j2").render(page=False)
    return environment.get_template("fragment.html.j2").render(style=_safe(style), **_content(report, 2))


def _content(report: Report, level: int) -> dict[str, Any]:
    history = report.series
    return {
        "report": report,
        "level": level,
        "graph": draw_graph(report),
        "chart": draw_chart(history) if history else None,
        "most": _MOST_QUESTIONS,
    }


def _own_severity(report: Report, one: Diagnosis) -> str:
    """Where the severity of a cause was set by those who run this, in words; empty where its rule decided."""
    policy = report.background.policy if report.background else None
    return policy.because(one.id) if policy and policy.severity(one.id) else ""


def _notes(report: Report, one: Diagnosis) -> list[Note]:
    """The notes of a cause without the one that stands beside its severity."""
    return [note for note in one.notes if note.text != _own_severity(report, one)]


def _safe(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - a template of ours, without input


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("kafka_triage.render.html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "headline": headline,
        "in_words": in_words,
        "name_parts": _INSIDE_NAME.split,
        "number": number,
        "one_line": lambda text: " ".join(text.split()),
        "pieces": _PIECE.split,
        "show": show,
        "symptom": symptom_words,
        "web": lambda url: url if url.startswith(("https://", "http://")) else "",
    }
    environment.globals |= {
        "WAYS": WAYS,
        "changes": changes,
        "cite_text": cite_text,
        "diff": diff,
        "family_tree": family_tree,
        "lead": lead,
        "notes_of": _notes,
        "own_severity": _own_severity,
        "proof": proof,
        "step": step,
        "supported_first": supported_first,
        "suppression": suppression,
    }
    return environment


def _finalized(value: Any) -> Any:
    """What is inserted, without characters that steer; mark-up that a template made stays as it is."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", clean(value))
    return value

"""A question for a terminal: what is asked, why, how to find out, and which answers make sense."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from kafka_triage.diagnosis.parts import Question
from kafka_triage.render.common import clean
from kafka_triage.render.lines import continued

_LABEL = 10
_WAYS = {
    "console": "Console",
    "shell": "Run",
    "admin": "Admin API",
    "vendor": "Vendor",
    "jmx": "JMX",
    "prometheus": "Metric",
    "client": "Client",
}


def render_question(question: Question, number: int, words: Sequence[str] = (), *, width: int = 80) -> str:
    """Render a question with its number; commands stand on lines of their own, to be copied.

    Args:
        question: The question.
        number: Its number.
        words: The words that answer it, where there are few; more than two have a number each, which is an answer too.
        width: Columns.
    """
    asked = clean(f"{number}. {question.ask}  [{question.fact}]")
    lines = textwrap.wrap(asked, width, break_on_hyphens=False, break_long_words=False)
    lines += _labelled("Why", question.why, width)
    for way, text in question.how.items():
        if way == "shell":
            commands = [piece for line in clean(text).splitlines() for piece in continued(line, width - _LABEL)]
            lines += [f"{_WAYS[way] if number == 0 else '':<{_LABEL}}{line}" for number, line in enumerate(commands)]
        else:
            lines += _labelled(_WAYS[way], " ".join(text.split()), width)
    numbered = ", ".join(f"{place} {word}" for place, word in enumerate(words, 1)) if len(words) > 2 else ""
    lines += _labelled("Answer", numbered or question.expects, width)
    return "\n".join(lines) + "\n"


def _labelled(label: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        clean(text),
        width,
        initial_indent=f"{label:<{_LABEL}}",
        subsequent_indent=" " * _LABEL,
        break_on_hyphens=False,
        break_long_words=False,
    )

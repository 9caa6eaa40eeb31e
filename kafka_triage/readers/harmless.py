"""Whether all that a short text says of Kafka is harmless, so that this can be told.

In: the lines of a text, which of them were understood, and the events that they tell. Out: yes or no. What makes a line
look like a fault, and which events belong to any quiet day, stands in ``rules/logs/context.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from kafka_triage.readers.wording import any_of, context

EVENT = "harmless_line"


@lru_cache(maxsize=1)
def _telling() -> re.Pattern[str]:
    return any_of(context()["harmless"]["telling"])


def nothing_else_is_said(
    lines: Sequence[str], first: int, understood: Collection[int], harmless: Collection[int], events: Collection[str]
) -> bool:
    """Whether a text is about its harmless lines: they look like a fault, or are half of it, and nothing else does.

    Args:
        lines: Of the text.
        first: The number of the first.
        understood: Numbers of the lines that say something that is known.
        harmless: Those of them that are harmless.
        events: What they tell.
    """
    known = context()["harmless"]
    if not set(events) <= set(known["routine"]):
        return False
    numbered = [(number, line) for number, line in enumerate(lines, first) if line.strip()]
    others = [line for number, line in numbered if number not in understood]
    if len(others) > known["others_at_most"] * len(understood) or any(map(_telling().search, others)):
        return False
    striking = any(_telling().search(line) for number, line in numbered if number in harmless)
    return striking or len(harmless) * 2 >= len(numbered)

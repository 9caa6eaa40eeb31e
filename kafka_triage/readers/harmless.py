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
    lines: Sequence[str], first: int, understood: Collection[int], events: Collection[str]
) -> bool:
    """Whether no event is a fault, and the lines that were not understood are few and tell nothing.

    Args:
        lines: Of the text.
        first: The number of the first.
        understood: Numbers of the lines that were understood.
        events: What they tell.
    """
    known = context()["harmless"]
    if not set(events) <= set(known["routine"]):
        return False
    others = [line for number, line in enumerate(lines, first) if line.strip() and number not in understood]
    return len(others) <= known["others_at_most"] * len(understood) and not any(map(_telling().search, others))

"""How a tool words things, from ``rules/readers/<tool>.yaml``: the words stand there, the mechanics in Python.

In: the name of a file. Out: its content, read once; and small helpers that all readers of tools share.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any

from kafka_triage.language.files import rules_root
from kafka_triage.language.source import read_yaml

_LARGEST = 2**63
_NUMBER = re.compile(r"[-+]?\d{1,20}\Z")


@lru_cache(maxsize=64)
def wording(name: str) -> Any:
    """The content of ``rules/readers/<name>.yaml``."""
    path = rules_root() / "readers" / f"{name}.yaml"
    return read_yaml(path.read_text("utf-8"), str(path)).data


@lru_cache(maxsize=256)
def pattern(text: str) -> re.Pattern[str]:
    """A compiled pattern."""
    return re.compile(text)


def group_state(text: object) -> str | None:
    """The value of ``group.state`` for a state as any tool writes it; None where it is not known."""
    if not isinstance(text, str) or len(text) > 40:
        return None
    folded = re.sub(r"[^a-z]", "", text.lower())
    value = wording("tools")["states"].get(folded)
    return value if isinstance(value, str) else None


def whole(value: object) -> int | None:
    """A whole number of zero or more, as text (with or without thousands separators) or number; None otherwise."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip().replace(",", "").replace("_", "")
        value = int(text) if _NUMBER.match(text) else finite(text)
    if isinstance(value, float):
        value = int(value) if math.isfinite(value) and value.is_integer() else None
    return value if isinstance(value, int) and 0 <= value < _LARGEST else None


def finite(value: object) -> float | None:
    """A finite number, as text or number; None otherwise (NaN and infinity are not known)."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        if len(value) > 40:
            return None
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, int) and abs(value) >= _LARGEST:
        return None
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def texted(value: object) -> str | None:
    """A text that says something: no text, an empty one and a word for «not there» give None."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    return text if text and text.lower() not in wording("tools")["missing"] and len(text) <= 400 else None

"""Versions of clients and brokers: reading and comparing them.

``packaging`` compares; spellings that it does not know (``7.4.0-ccs``, ``3.6.0-IV1``, ``2.0.0.Final``) are
compared by their leading numbers.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.version import Version

_LEADING = re.compile(r"v?(\d{1,9}(?:\.\d{1,9}){0,5})(?:[-.+_ ]?[A-Za-z][\w.+-]*)?\Z")


@lru_cache(maxsize=4096)
def parse_version(text: str) -> Version | None:
    """The version that a text names, or None where it names none."""
    from packaging.version import InvalidVersion, Version

    text = text.strip()
    match = _LEADING.match(text)
    if match is None:
        return None
    try:
        return Version(text)
    except InvalidVersion:
        return Version(match.group(1))


def is_version(text: str) -> bool:
    """Whether a text names a version, such as ``2.8.1`` or ``v1.41.0``."""
    return parse_version(text) is not None

"""Conditions in words, for people who do not write rules."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"([\w.]+) (==|!=|in) (\w[\w-]*|\"[^\"]*\"|\[[^\]]*\])$")


def in_words(condition: str) -> str:
    """A condition as people say it, where it compares one fact with words; any other as it is written."""
    found = _PLAIN.match(condition)
    if not found:
        return condition
    name, sign, right = found.groups()
    options = [option.strip().strip('"') for option in right.strip("[]").split(",")]
    listed = options[0] if len(options) == 1 else f"{', '.join(options[:-1])} or {options[-1]}"
    return f"{name} is {'not ' if sign == '!=' else ''}{listed}"

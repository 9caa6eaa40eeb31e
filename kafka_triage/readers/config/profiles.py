"""Profiles of Spring and Quarkus: which lines of a text hold on a developer's machine only, and which in production.

In: lines. Out: for each line whether it counts, and whether it overrides what stands without a profile. A profile is
that of a document of several (``---``), of a file that is named above its lines (``application-prod.yml``) or of a line
(``%prod.``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kafka_triage.readers.config.lines import announces
from kafka_triage.readers.config.table import Table

_DOCUMENT = re.compile(r"(?:#|!)?---\s{0,60}\Z")
_PROFILE = re.compile(
    r"\s{0,60}(?:spring\.config\.activate\.)?on-profile\s{0,60}[:=]\s{0,60}[\"']?(?P<new>[\w, |&()!.-]{1,80})"
    r"|\s{0,60}(?:spring\.)?profiles\s{0,60}[:=]\s{0,60}[\"']?(?P<old>[\w, |&()!.-]{1,80})"
)
_FILE = re.compile(r"(?:.*/)?application-(?P<profile>[\w-]{1,40})\.(?:ya?ml|properties)\Z")
_OF_LINE = re.compile(r"\s{0,60}[\"']?%(?P<profile>[\w,-]{1,60})\.(?=[a-z])")
_NAMES = re.compile(r"!?[\w.-]+")


class Profiles:
    """The profile of each line.

    Args:
        lines: The text's lines.
        table: How configuration names things.
    """

    def __init__(self, lines: Sequence[str], table: Table) -> None:
        self._table = table
        self._of: dict[int, str] = {}
        document: list[int] = []
        profile = ""
        for number, line in enumerate(lines, 1):
            begins = self._begins(line)
            if begins is not None:
                self._end(document, profile)
                document, profile = [], begins
            document.append(number)
            named = _PROFILE.match(line)
            profile = (named["new"] or named["old"]) if named else profile
            own = _OF_LINE.match(line)
            if own:
                self._of[number] = self._kind(own["profile"])
        self._end(document, profile)
        self._alone = set(self._of.values()) == {"elsewhere"} and len(self._of) >= sum(map(bool, map(str.strip, lines)))

    def _begins(self, line: str) -> str | None:
        """The profile of a document or file that begins with a line; None where none begins."""
        if _DOCUMENT.match(line):
            return ""
        file = _FILE.match(announces(line) or "") if "application" in line else None
        return file["profile"] if file else None

    def _end(self, document: Sequence[int], profile: str) -> None:
        kind = self._kind(profile)
        for number in document if kind else ():
            self._of.setdefault(number, kind)

    def _kind(self, profile: str) -> str:
        """``production``, ``elsewhere`` or empty where the name does not say it."""
        names = {name.lower() for name in _NAMES.findall(profile)}
        if names & self._table.profiles["production"]:
            return "production"
        return "elsewhere" if names and names <= self._table.profiles["elsewhere"] else ""

    def count(self, number: int) -> bool:
        """Whether a line counts: what holds elsewhere only does not, unless there is nothing else."""
        return self._alone or self._of.get(number) != "elsewhere"

    def override(self, number: int) -> bool:
        """Whether a line holds in production, whatever stands without a profile."""
        return self._of.get(number) == "production"


def without_profile(line: str) -> str:
    """A line without the profile in front of it."""
    return _OF_LINE.sub("", line)

"""Times as logs print them.

In: the beginning of a line. Out: its time, aware, or None. A time without a year or date gets one that only differences
can be taken of.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta

_SEARCHED = 160
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)(?:[.,:](?P<part>\d{1,9}))?(?:\s?(?P<half>[AP]M)\b)?"
_ZONE = r"\s?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?"
_MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
_MONTH = r"(?P<name>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?<!\d)(?P<year>\d{{4}})[-/.](?P<month>\d\d)[-/.](?P<day>\d\d)(?:[T _-]|,\s)\s?{_CLOCK}{_ZONE}",
        rf"(?<!\d)(?P<day>\d{{1,2}})[-/ .]{_MONTH}[-/ .](?P<year>\d{{4}})[: T,]\s?{_CLOCK}{_ZONE}",
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}}),? {_CLOCK}{_ZONE}",
        rf"\b{_MONTH} {{1,2}}(?P<day>\d{{1,2}}) {_CLOCK}(?: (?P<year>\d{{4}})\b)?",
        rf"(?<!\d)(?P<day>\d\d)\.(?P<month>\d\d)\.(?P<year>\d{{4}})[ T,]\s?{_CLOCK}",
        rf"(?<!\d)(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<year>\d{{4}}),? {_CLOCK}",
        rf"(?<!\d)(?P<month>\d\d)/(?P<day>\d\d) {_CLOCK}",
        rf"(?<!\d)(?P<short>\d\d)[/-](?P<month>\d\d)[/-](?P<day>\d\d) {_CLOCK}",
        rf"\b[IWEF](?P<month>\d\d)(?P<day>\d\d) {_CLOCK}",
        rf"(?<![\d:.]){_CLOCK}",
    )
)
_EPOCH = re.compile(r"(?<![\d.])(?P<seconds>1[0-9]{9})(?:\.(?P<part>\d{1,9})|(?P<more>\d{3}|\d{6}|\d{9}))?(?![\d.])")
_SOME_YEAR = 2000
_HALF_DAY = 12


def find_time(line: str) -> datetime | None:
    """The time near the beginning of a line."""
    text = line[:_SEARCHED]
    if ":" in text:
        for form in _FORMS:
            match = form.search(text)
            if match:
                found = _made(match.groupdict())
                if found:
                    return found
    match = _EPOCH.search(text[:60])
    if match is None:
        return None
    fraction = match["part"] or match["more"] or "0"
    return datetime.fromtimestamp(int(match["seconds"]), UTC) + timedelta(seconds=float(f"0.{fraction}"))


def _made(parts: dict[str, str | None]) -> datetime | None:
    year = int(parts.get("year") or 0) or (2000 + int(parts["short"] or 0) if parts.get("short") else _SOME_YEAR)
    month = parts.get("month") or _MONTHS.get((parts.get("name") or "Jan")[:3], 1)
    hour = int(parts["hour"] or 0)
    if parts.get("half"):
        hour = hour % _HALF_DAY + (_HALF_DAY if parts["half"] == "PM" else 0)
    part = float(f"0.{parts.get('part') or 0}")
    try:
        found = datetime(
            year, int(month), int(parts.get("day") or 1), hour, int(parts["minute"] or 0), int(parts["second"] or 0),
            int(part * 1_000_000), tzinfo=UTC,
        )  # fmt: skip
    except ValueError:
        return None
    zone = parts.get("zone")
    if not zone or zone[0] not in "+-":
        return found
    digits = zone[1:].replace(":", "")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    try:
        return found - shift if zone[0] == "+" else found + shift
    except OverflowError:
        return None

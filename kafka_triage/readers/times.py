"""Lines that say when what follows was seen.

In: one line. Out: its time, or None. ISO 8601, the output of ``date`` and the head of ``watch`` are understood; a time
of day alone gets an arbitrary date, as only differences matter then.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_ISO = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)\s{0,4}(Z|UTC|[+-]\d\d:?\d\d)?\b")
_DATE = re.compile(
    r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s{1,4}(?:(\d{1,2})\s{1,4})?([A-Z][a-z]{2})\s{1,4}(?:(\d{1,2})\s{1,4})?"
    r"(?:(\d{4})\s{1,4})?(\d\d:\d\d:\d\d)(?:\s{0,4}(AM|PM))?(?:\s{1,4}([A-Z]{2,5}|[+-]\d\d:?\d\d))?(?:\s{1,4}(\d{4}))?"
)
_CLOCK = re.compile(r"^\W{0,3}(?:at\s{1,4}|time:?\s{0,4})?(\d{1,2}:\d\d(?::\d\d)?)\W{0,3}$", re.I)
_WORDS_BESIDE = 8
_SOME_DAY = "2000-01-01"


def read_time(line: str) -> datetime | None:
    """The time that a line states, aware; a line of much other text states none."""
    text = line.strip()
    if not text or len(text.split()) > _WORDS_BESIDE * 2:
        return None
    for read in (_iso, _date, _clock):
        found = read(text)
        if found is not None:
            return found
    return None


def _iso(text: str) -> datetime | None:
    match = _ISO.search(text)
    if match is None or len(text[: match.start()].split()) + len(text[match.end() :].split()) > _WORDS_BESIDE:
        return None
    stamp = match.group(1).replace(",", ".")
    zone = {"Z": "+00:00", "UTC": "+00:00", None: "+00:00"}.get(match.group(2), match.group(2))
    try:
        return datetime.fromisoformat(f"{stamp}{zone}")
    except ValueError:
        return None


def _date(text: str) -> datetime | None:
    match = _DATE.search(text)
    if match is None:
        return None
    day_before, month, day_after, year_before, clock, half, zone, year_after = match.groups()
    day, year = day_before or day_after, year_before or year_after
    if not day or not year:
        return None
    offset = zone if zone and zone[0] in "+-" else "+0000"
    form = "%d %b %Y %I:%M:%S %p %z" if half else "%d %b %Y %H:%M:%S %z"
    try:
        return datetime.strptime(f"{day} {month} {year} {clock}{f' {half}' if half else ''} {offset}", form)
    except ValueError:
        return None


def _clock(text: str) -> datetime | None:
    match = _CLOCK.match(text)
    if match is None:
        return None
    hour, *rest = match.group(1).split(":")
    try:
        return datetime.fromisoformat(f"{_SOME_DAY}T{int(hour):02d}:{':'.join(rest)}").replace(tzinfo=UTC)
    except ValueError:
        return None


def in_sequence(times: list[datetime | None]) -> list[datetime | None]:
    """Times of day that go on past midnight, moved to the next day; if one is missing, none is kept."""
    if any(time is None for time in times):
        return [None] * len(times)
    moved: list[datetime | None] = []
    shift = timedelta()
    before: datetime | None = None
    for time in times:
        if time is not None and before is not None and time.date().isoformat() == _SOME_DAY and time + shift < before:
            shift += timedelta(days=1)
        before = time + shift if time is not None else None
        moved.append(before)
    return moved

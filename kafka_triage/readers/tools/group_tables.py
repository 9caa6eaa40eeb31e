"""Tables of consumer groups: their heads, rows, and what stands above them, whichever tool or console prints them.

In: lines. Out: `Table` objects with the meaning of each column. How the tools word things stands in
``rules/readers/consumer-groups.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from kafka_triage.readers.times import read_time
from kafka_triage.readers.tools.grid import Line, flat_lines, unwrapped
from kafka_triage.readers.tools.wording import group_state, wording

_FRAMES = " \t|│┃║"
_FRAME = re.compile(r"[|│┃║]")
_RULE = re.compile(r"[-+=|─━┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬═\s]+\Z")
_COORDINATOR = re.compile(r"(?<=\d)[\s-]{1,60}\((?=-?\d{1,10}\))")
_COLUMNS = re.compile(r"\s\d{1,18}(?:,\d{3}){0,6}\s{1,60}\d{1,18}(?:,\d{3}){0,6}(?:\s|\Z)")
_HEADLESS = re.compile(
    r"\s*(?:(?P<group>[^\s:]{1,249})\s{1,60})?(?P<topic>[\w.-]{1,249})\s{1,60}(?P<partition>\d{1,6})\s{1,60}(?P<committed>\d{1,18}|-)"
    r"\s{1,60}(?P<end>\d{1,18})\s{1,60}(?P<lag>-?\d{1,18}|-)\s{1,60}(?P<member>\S{1,400})\s{1,60}(?P<host>/\S{1,253}|-)\s{1,60}(?P<client>\S{1,400})\s*\Z"
)
_NUMBERS = {"committed", "end", "lag", "start"}
_NUMBER_OR_WORD = re.compile(r"-|-?\d[\d,]*|[A-Za-z/]+")
_NAME = re.compile(r"[\w.-]{1,249}\Z")
_OTHER_HEAD = re.compile(r"\s*[A-Za-z#][^\d\s]{2,40}(?:(?: {2,}|\t)[A-Za-z#][^\d\s]{2,40}){2,40}\s*\Z")
_LONGEST_HEAD = 2_000


@dataclass(frozen=True, slots=True)
class Words:
    """How the tools word things: columns, sentences, what stands above a table."""

    columns: dict[str, str]
    missing: str
    multi_word: re.Pattern[str]
    signs: tuple[str, ...]
    sentences: tuple[tuple[re.Pattern[str], dict[str, Any]], ...]
    layouts: tuple[dict[str, str], ...]
    context: tuple[re.Pattern[str], ...]
    summary: dict[str, str]
    types: dict[str, str]
    owned_means: str
    memberless: dict[str, Any]
    stacked: dict[str, str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The wording, read once from ``rules/readers/consumer-groups.yaml``."""
    data = wording("consumer-groups")
    several = sorted(data["multi_word"], key=len, reverse=True)
    return Words(
        columns=data["columns"],
        missing=data["missing"],
        multi_word=re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in several), re.I),
        signs=tuple(data["signs"]),
        sentences=tuple((re.compile(entry["text"]), dict(entry["facts"])) for entry in data["sentences"]),
        layouts=tuple(data["layouts"]),
        context=tuple(re.compile(text) for text in data["context"]),
        summary=data["summary"],
        types=data["types"],
        owned_means=data["owned_means"],
        memberless=data["memberless"],
        stacked=data["stacked"],
    )


@dataclass(slots=True)
class Table:
    """One table.

    Attributes:
        columns: What each column holds.
        at: The time that a line above it states.
        group: The group that a line above it names; empty where none does.
        topic: The topic that a line above it names, likewise.
        rows: The number of each row's first line, and its cells by column.
    """

    columns: list[str]
    at: datetime | None
    group: str = ""
    topic: str = ""
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """``offsets``, ``members`` or ``state``."""
        return _kind(self.columns)


def _kind(columns: Sequence[str]) -> str:
    if "partition" in columns and "committed" in columns:
        return "offsets"
    return "members" if "partitions" in columns else "state"


def tables(lines: Sequence[str], used: set[int]) -> Iterator[Table]:
    """The tables of a text, in its order; the lines understood are added to ``used``."""
    table: Table | None = None
    at: datetime | None = None
    group = topic = above = ""
    flat = list(unwrapped(flat_lines(lines), _columns_of, _fits))
    heads = [header(line.text) for line in flat]
    if not any(heads):
        yield from _headless(flat, used)
        return
    for line, columns in zip(flat, heads, strict=True):
        text, numbers = line.text, range(line.first, line.last + 1)
        if columns:
            if table:
                yield table
            named = topic or (_name(above) if "group" not in columns else "")
            table, at = Table(columns, at, group, named), None
            used.update(numbers)
            above = ""
            continue
        if table and table.rows and _OTHER_HEAD.match(text):
            yield table
            table = None
        row = _row(text, table.columns) if table else None
        if table and row:
            table.rows.append((line.first, row))
            used.update(numbers)
            continue
        group, topic, understood = _context(text, group, topic)
        if understood:
            used.update(numbers)
        above = text if text.strip() else above
        if table and _RULE.match(text):
            used.update(numbers)
            if not text.strip() and table.rows:
                yield table
                table = None
            continue
        time = read_time(text)
        if time is not None:
            at = time
            used.update(numbers)
            if table:
                yield table
                table = None
    if table:
        yield table


def _headless(lines: Sequence[Line], used: set[int]) -> Iterator[Table]:
    """Rows that were copied without their head; each is unmistakable, as the lag is the difference of the offsets."""
    table = Table([], None)
    for line in lines:
        match = _HEADLESS.match(line.text) if len(line.text) < _LONGEST_HEAD else None
        if match is None:
            continue
        cells = {column: cell or words().missing for column, cell in match.groupdict().items()}
        numbers = [cells[column] for column in ("committed", "end", "lag")]
        if words().missing not in numbers and int(numbers[1]) - int(numbers[0]) != int(numbers[2]):
            continue
        table.columns = list(cells)
        table.rows.append((line.first, cells))
        used.update(range(line.first, line.last + 1))
    if table.rows:
        yield table


def _context(text: str, group: str, topic: str) -> tuple[str, str, bool]:
    if len(text) > _LONGEST_HEAD:
        return group, topic, False
    for pattern in words().context:
        match = pattern.search(text)
        if match is not None:
            named = match.groupdict()
            if "group" in named:
                return named["group"], "", True
            return group, named["topic"], True
    return group, topic, False


def _name(above: str) -> str:
    """The name of a topic in the line right above a table: alone, or with a number."""
    cells = above.rstrip(" :").split()
    if not 1 <= len(cells) <= 2 or not _NAME.match(cells[0]) or cells[0].isdecimal():
        return ""
    return cells[0] if len(cells) == 1 or cells[1].isdecimal() else ""


def header(line: str) -> list[str] | None:
    """What the columns of a header line hold; None where the line is no header of such a table."""
    tokens = _tokens(line)
    if sum(token in _column_words() for token in tokens) < 2:
        return None
    found = words()
    cells = _head_cells(line)
    if len(cells) < 2:
        return None
    for layout in found.layouts:
        if set(layout) <= set(cells):
            return [layout.get(cell, "other") for cell in cells]
    columns = [found.columns.get(cell) for cell in cells]
    known = [column for column in columns if column]
    if cells == ["GROUP", "STATE"]:
        return ["group", "state"]
    if len(known) < 3 or len(known) * 2 < len(cells):
        return None
    offsets = {"partition", "committed"} <= set(known) and bool({"end", "lag"} & set(known))
    if not (offsets or "partitions" in known or ("state" in known and "group" in known)):
        return None
    return [column if column and column not in columns[:place] else "other" for place, column in enumerate(columns)]


def _head_cells(line: str) -> list[str]:
    text = words().multi_word.sub(lambda match: match[0].replace(" ", "-"), line)
    return [cell.replace("_", "-").upper() for cell in _cells(text)]


def _columns_of(line: str) -> int:
    """How many columns a line names if it names nothing else; below zero if it does not begin with one."""
    tokens = _tokens(line)
    if not tokens or not all(token in _column_words() for token in tokens[:-1]):
        return -1
    cells = _head_cells(line)
    return len(cells) if all(cell in words().columns for cell in cells) else 0


def _tokens(line: str) -> list[str]:
    """The words of what may be a head, in upper case; none where the first is no word of a column."""
    if len(line) > _LONGEST_HEAD:
        return []
    start = line.lstrip(_FRAMES)[:40].split(None, 1)[:1]
    if not start or start[0].rstrip(",").replace("_", "-").upper() not in _column_words():
        return []
    return [token.strip(",").replace("_", "-").upper() for token in _FRAME.sub(" ", line).split()]


@lru_cache(maxsize=1)
def _column_words() -> frozenset[str]:
    """The columns and the words that they are made of."""
    found = words()
    names = [*found.columns, *(name for layout in found.layouts for name in layout)]
    return frozenset(part for name in names for part in (name, *name.split("-")))


def _fits(head: str, row: str) -> bool:
    columns = header(head)
    if columns is None:
        return False
    cells = _cells(row)
    return len(cells) == len(columns) and _row(row, columns) is not None


def _cells(line: str) -> list[str]:
    line = _FRAME.sub(" ", line)
    if line.count(",") >= 3 and not _COLUMNS.search(line):
        return [cell.strip() for cell in line.split(",")]
    return line.split()


def _is_idle(cells: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether a row is that of a member without a partition: all that is of a partition is missing."""
    missing = words().missing
    shown = dict(zip(columns, cells, strict=False))
    return (
        all(shown.get(column) == missing for column in ("topic", "partition", "committed"))
        and shown.get("member", missing) != missing
    )


def _row(line: str, columns: list[str]) -> dict[str, str] | None:
    """The cells of a row that fits the table; None where the line is no such row."""
    if len(line) > _LONGEST_HEAD * 10:
        return None
    kind = _kind(columns)
    cells = _cells(_COORDINATOR.sub("(", line) if kind == "state" else line)
    if kind == "offsets":
        at = columns.index("partition")
        if len(cells) <= at + 1 or not (cells[at].isdecimal() or _is_idle(cells, columns)):
            return None
        offsets = (cell for column, cell in zip(columns, cells, strict=False) if column in _NUMBERS)
        if not all(map(_NUMBER_OR_WORD.fullmatch, offsets)):
            return None
        if len(cells) == len(columns) - 1 and "instance" in columns:
            cells.insert(columns.index("instance"), words().missing)
    elif kind == "state":
        if len(cells) == len(columns) - 1 and "assignor" in columns:
            cells.insert(columns.index("assignor"), words().missing)
        if len(cells) < len(columns) or group_state(cells[columns.index("state")]) is None:
            return None
    else:
        at = columns.index("partitions")
        if len(cells) <= at or not cells[at].isdecimal():
            return None
        if len(cells) > len(columns):
            cells = [*cells[: len(columns) - 1], " ".join(cells[len(columns) - 1 :])]
    return dict(zip(columns, cells, strict=False))

"""Lines of tables as people copy them, brought to one form: cells with a blank between them, a dash for an empty one.

In: lines with tabs, with frames or bars (Markdown, wiki, psql), with HTML, or wrapped by a narrow terminal. Out: `Line`
objects, each with the numbers of the lines that it was made of; lines that are no part of a table stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

EMPTY = "-"
_BARS = re.compile(r"[|│┃║]")
_RULE = re.compile(r"[-+=:|─━┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬═│┃║\s]+\Z")
_COMMENT = re.compile(r"\s{0,20}(?:#|//) ")
_HTML_ROW = re.compile(r"<t[dhr][\s>]", re.I)
_MOST_PARTS = 4
_LONGEST = 20_000
_MOST_ROWS = 100_000
_MOST_HTML = 300_000


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table or of the text around it, and the numbers of its first and last line in the text."""

    text: str
    first: int
    last: int


def flat_lines(lines: Sequence[str]) -> list[Line]:
    """The lines of a text, those of tables in one form."""
    if (
        any(("<t" in line or "<T" in line) and _HTML_ROW.search(line) for line in lines)
        and sum(map(len, lines)) < _MOST_HTML
    ):
        return _html(lines)
    found = []
    tabbed = 0
    for number, line in enumerate(lines, 1):
        line = _COMMENT.sub("", line, count=1)
        tabs = line.count("\t")
        if tabs:
            cells = line.split("\t")
            if tabs >= 2 and all(cell.strip() for cell in cells):
                tabbed = tabs
            if tabbed and tabs >= tabbed - 1 and any(cell.strip() for cell in cells):
                line = _joined(cells)
        else:
            tabbed = 0 if line.strip() else tabbed
        found.append(_flat(Line(line, number, number)))
    return found


def _flat(line: Line) -> Line:
    text = line.text
    if (
        len(text) > _LONGEST
        or not any(bar in text for bar in "|│┃║")
        or len(_BARS.findall(text)) < 2
        or _RULE.match(text)
    ):
        return line
    text = text.strip()
    if text.startswith("||"):
        text = text.replace("||", "|")
    cells = _BARS.split(text)
    cells = cells[1 if not cells[0].strip() else 0 : -1 if not cells[-1].strip() else None]
    return Line(_joined([re.sub(r"[*`]", "", cell) for cell in cells]), line.first, line.last)


def _joined(cells: Sequence[str]) -> str:
    return "  ".join("-".join(cell.split()) or EMPTY for cell in cells)


class _Rows(HTMLParser):
    """The rows of HTML tables, and the text between them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self.cells: list[str] | None = None
        self.first = 0
        self.within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end()
            self.cells, self.first = [], self.getpos()[0]
        elif tag in ("td", "th") and self.cells is not None:
            self.cells.append("")
            self.within = True
        elif tag == "br":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("tr", "table", "tbody", "thead"):
            self._end()
        elif tag in ("td", "th"):
            self.within = False

    def handle_data(self, data: str) -> None:
        if self.cells is not None:
            if self.within and self.cells:
                self.cells[-1] += data
        elif data.strip():
            self.lines.append(Line(" ".join(data.split()), self.getpos()[0], self.getpos()[0]))

    def _end(self) -> None:
        if self.cells:
            self.lines.append(Line(_joined(self.cells), self.first, self.getpos()[0]))
        self.cells, self.within = None, False

    def finish(self) -> list[Line]:
        self.close()
        self._end()
        return self.lines


def _html(lines: Sequence[str]) -> list[Line]:
    parser = _Rows()
    try:
        parser.feed("\n".join(lines))
    except AssertionError:
        return [Line(line, number, number) for number, line in enumerate(lines, 1)]
    return parser.finish()


def unwrapped(
    lines: Sequence[Line], columns_of: Callable[[str], int], fits: Callable[[str, str], bool]
) -> Iterator[Line]:
    """Join what a narrow terminal wrapped.

    Args:
        lines: The text's lines.
        columns_of: How many columns a line names if it holds nothing else, 0 if it holds more, below 0 if it does not
            begin with one.
        fits: Whether a row (second) fits the head (first).
    """
    at = 0
    while at < len(lines):
        head, parts = _head(lines, at, columns_of)
        if parts < 2:
            yield lines[at]
            at += 1
            continue
        yield head
        at += parts
        body: list[Line] = []
        while at < len(lines) and lines[at].text.strip() and len(body) < _MOST_ROWS and columns_of(lines[at].text) < 1:
            body.append(lines[at])
            at += 1
        yield from _rows(head, body, max(len(line.text) for line in lines[at - len(body) - parts : at]), fits)


def _head(lines: Sequence[Line], at: int, columns_of: Callable[[str], int]) -> tuple[Line, int]:
    best, parts, most = lines[at], 1, columns_of(lines[at].text)
    if most < 0:
        return best, 1
    for count in range(2, _MOST_PARTS + 1):
        some = lines[at : at + count]
        if len(some) < count or not all(line.text.strip() for line in some):
            break
        width = max(len(line.text) for line in some)
        for joined in (_hard(some, width), _soft(some)):
            if (columns := columns_of(joined.text)) > most:
                best, parts, most = joined, count, columns
    return best, parts


def _hard(some: Sequence[Line], width: int) -> Line:
    text = "".join(line.text.ljust(width) for line in some[:-1]) + some[-1].text
    return Line(text, some[0].first, some[-1].last)


def _soft(some: Sequence[Line]) -> Line:
    return Line(" ".join(line.text for line in some), some[0].first, some[-1].last)


def _rows(head: Line, body: Sequence[Line], width: int, fits: Callable[[str, str], bool]) -> Iterator[Line]:
    at = 0
    while at < len(body):
        for count in range(min(_MOST_PARTS + 1, len(body) - at), 0, -1):
            some = body[at : at + count]
            if count > 1 and any(line.text.split()[0] == body[at].text.split()[0] for line in some[1:]):
                continue
            joined = next((one for one in (_hard(some, width), _soft(some)) if fits(head.text, one.text)), None)
            if joined is not None:
                yield joined
                at += count
                break
        else:
            yield body[at]
            at += 1

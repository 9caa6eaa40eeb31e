"""Transports peeled off lines: what terminals, containers, collectors and web pages put around them.

In: text as it was pasted, or one line. Out: the same without colours, prefixes and escapes, line for line, so that line
numbers stay. What a prefix says of the time is kept in front of the line where the line itself gives none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from kafka_triage.readers.clock import find_time

_LOST_ESCAPES = re.compile(rb"\[\d{1,3}(?:;\d{1,3}){0,6}m(?!\])")  # a colour whose first character was not copied
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]{0,40}[ -/]{0,4}[@-~]|\][^\x07\x1b\n]{0,400}(?:\x07|\x1b\\)|[@-Z\\-_])")
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r") + b"\x7f"
_ENTITIES = re.compile(
    rb"&(?:lt|gt|amp|quot|apos|nbsp|#0?39|#x27|#34|#x22|#x2[fF]|#0?47|#40|#41|#91|#93|#123|#125|#61);"
)
_ENTITY = {
    b"lt": b"<", b"gt": b">", b"amp": b"&", b"quot": b'"', b"apos": b"'", b"nbsp": b" ", b"#39": b"'", b"#039": b"'",
    b"#x27": b"'", b"#34": b'"', b"#x22": b'"', b"#x2f": b"/", b"#x2F": b"/", b"#47": b"/", b"#047": b"/", b"#40": b"(",
    b"#41": b")", b"#91": b"[", b"#93": b"]", b"#123": b"{", b"#125": b"}", b"#61": b"=",
}  # fmt: skip
_TAGS = re.compile(
    rb"</?(?:span|div|p|br|pre|code|a|b|i|em|strong|li|ul|ol|font|html|body|blockquote|h[1-6])(?:\s[^<>\n]{0,500})?/?>",
    re.IGNORECASE,
)
_TABLE_TAGS = re.compile(rb"</?(?:td|tr|th|table|tbody|thead)(?:\s[^<>\n]{0,500})?/?>", re.IGNORECASE)

_COMPOSE = re.compile(r"[A-Za-z0-9][\w.-]{0,80} {1,40}\| ?")
_KUBECTL = re.compile(r"\[pod/[^\]\s]{1,253}\] ")
_STERN = re.compile(
    r"(?:[a-z0-9]{1,60}-){1,12}[a-z0-9]{5,10} [a-z0-9][a-z0-9-]{0,60} (?=\d{4}[-/]|\d\d:\d\d|[\[{%A-Z])"
)
_RUNTIME = re.compile(r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,9}(?:Z|[+-]\d\d:\d\d)) (?:std(?:out|err) [FP] )?")
_SYSLOG = re.compile(
    r"(?:<\d{1,3}>(?:1 )?)?"
    r"(?P<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^ ]{0,20}) "
    r"[\w.-]{1,253} [\w./@-]{1,80}(?:\[\d{1,10}\])?: "
)
_QUOTED = re.compile(r"(?:> ?){1,6}")
_FENCE = re.compile(r"```(?=\S{0,200}\s)|(?<=\S)```\s{0,20}\Z")


def peel_block(block: bytes) -> bytes:
    """A block of whole lines without colours, control characters, HTML entities and tags; the same number of lines."""
    if b"\x1b" in block:
        block = _ESCAPES.sub(b"", block)
    if b"[0m" in block or b"[39m" in block:
        block = _LOST_ESCAPES.sub(b"", block)
    if b"&" in block:
        block = _ENTITIES.sub(lambda match: _ENTITY[match[0][1:-1]], block)
        if b"&" in block and b"&quot;" in block:
            block = _ENTITIES.sub(lambda match: _ENTITY[match[0][1:-1]], block)
    if b"</" in block or b"<br" in block:
        block = _TAGS.sub(b"", block)
        if b"<th" not in block:  # a table with a head is read as one
            block = _TABLE_TAGS.sub(b"", block)
    return block.translate(None, _CONTROLS)


def peel_line(line: str) -> str:
    """One line without the prefixes of containers and collectors.

    A line of Docker's JSON log gives what was logged.
    """
    line = line.rstrip("\r")
    if line.startswith("{") and '"log":' in line[:400_000]:
        line = _docker(line)
    for prefix in (_KUBECTL, _COMPOSE, _STERN):
        match = prefix.match(line)
        if match:
            line = line[match.end() :]
            break
    for prefix in (_RUNTIME, _SYSLOG):
        match = prefix.match(line)
        if match:
            rest = line[match.end() :]
            if rest.startswith("{") and '"log":' in rest:
                rest = _docker(rest)
            line = rest if not rest.strip() or find_time(rest) or _continues(rest) else f"{match['time']} {rest}"
            break
    return line


def _continues(text: str) -> bool:
    return text[:1].isspace() or text.startswith(("Caused by:", "at ", "..."))


def _docker(line: str) -> str:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return line
    if not isinstance(entry, dict) or not isinstance(entry.get("log"), str):
        return line
    text = str(entry["log"]).rstrip("\r\n").replace("\n", " ")
    time = entry.get("time")
    if isinstance(time, str) and text.strip() and not find_time(text) and not _continues(text):
        return f"{time} {text}"
    return text


def peel_lines(lines: Sequence[str]) -> list[str]:
    """Lines without prefixes; the marks of a quotation and of a fence beside a text are such too."""
    lines = [_FENCE.sub("", line) if "```" in line else line for line in _unquoted(lines)]
    compose = _same_prefix(lines)
    return [line if _plain(line, compose) else peel_line(line) for line in lines]


def _unquoted(lines: Sequence[str]) -> Sequence[str]:
    """Lines without the marks of a quotation, which has two lines or more, or is the whole text."""
    quoted = [line.startswith(">") for line in lines]
    if not any(quoted):
        return lines
    whole = all(own or not line.strip() for line, own in zip(lines, quoted, strict=True))
    beside = [before or after for before, after in zip([False, *quoted], [*quoted[1:], False], strict=False)]
    return [
        _QUOTED.sub("", line, count=1) if own and (near or whole) else line
        for line, own, near in zip(lines, quoted, beside, strict=True)
    ]


def _same_prefix(lines: Sequence[str]) -> bool:
    """Whether ``name | `` is a prefix of most lines, and not a column of a table."""
    filled = [line for line in lines[:2000] if line.strip()]
    return 2 * sum(1 for line in filled if _COMPOSE.match(line)) > len(filled)


def _plain(line: str, compose: bool) -> bool:
    if not compose and _COMPOSE.match(line):
        return True
    return not line

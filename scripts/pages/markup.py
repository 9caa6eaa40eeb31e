"""Texts of rule files as Markdown of the site: whatever stands in them stays text.

In: texts. Out: pieces of Markdown for Python-Markdown, which is what MkDocs reads. Signs with a meaning in Markdown or
HTML become character references, which no extension reads as mark-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

_SPECIAL = re.compile(r"[^\w\s.,;/%?°'’–—-]|_")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FENCE = re.compile(r"`{3,}")
_STARTS = re.compile(r"^(\d+)([.)])|^([-+*])(?=\s|$)")
_ADDRESS = "!#$%&'()*+,/:;=?@[]~"


def text(content: str) -> str:
    """A text in one line that is nothing but text."""
    line = " ".join(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", content).split())
    line = _SPECIAL.sub(_reference, line)
    return _STARTS.sub(lambda found: (found[1] or "") + _encoded(found[2] or found[3]), line)


def inline(content: str) -> str:
    """A text that goes on within a line: spaces at its ends are kept."""
    before = " " if content[:1].isspace() else ""
    after = " " if content[-1:].isspace() and content.strip() else ""
    return f"{before}{text(content)}{after}"


def code(content: str) -> str:
    """A name or formula as code."""
    return f"<code>{text(content)}</code>"


def block(content: str, language: str = "", indent: int = 0) -> str:
    """Lines as a block of code, indented to stand within a list or a box."""
    shown = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", content).strip("\n")
    fence = "`" * max([3, *(len(found) + 1 for found in _FENCE.findall(shown))])
    lines = [f"{fence}{language}", *shown.splitlines(), fence]
    return "\n".join((" " * indent + line).rstrip() for line in lines)


def link(label: str, address: str) -> str:
    """A link to an address of the web; other addresses are left out. The label is Markdown."""
    if not address.startswith(("https://", "http://")):
        return label
    return f"[{label}](<{quote(address, safe=_ADDRESS)}>)"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are Markdown."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(cell or ' ' for cell in line)} |" for line in lines)


def _reference(found: re.Match[str]) -> str:
    return _encoded(found[0])


def _encoded(sign: str) -> str:
    return f"&#{ord(sign)};"

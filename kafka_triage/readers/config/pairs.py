"""One line to the settings in it: a name, what assigns, and the text of a value.

In: a line without comments, the lines after it, and where it stands. Out: `Pair` objects. Which names mean something is
not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kafka_triage.readers.config.context import Around, Place
from kafka_triage.readers.config.values import Literal, quoted_items

_PAIR = re.compile(
    r"(?:(?P<quote>[\"'`])\[?(?P<quoted>[A-Za-z][\w.\-]{1,160})\]?(?P=quote)|(?:(?<![\w.\-$\"'@/])|(?<=[\s\"'](?:-D|--|-X)))@?(?P<bare>[A-Za-z_][\w.\-]{1,160}(?:\[[\"']?[\w-]{1,60}[\"']?\][\w.\-]{1,120})?))"
    r"(?P<after>\]?\)?\s{0,12}(?:(?P<sep>=>|:=|->|==?|::?|,|\|)|\bto\b)\s{0,40})"
)
_CONSTANT = re.compile(r"(?:\w{1,80}\.){0,8}[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,12}\Z")
_LEAD = re.compile(
    r"\s{0,60}(?:[-*•+>|]\s{1,60}|\d{1,2}[.)]\s{1,60})?(?:(?:export|set|ENV|-e|--env|-X|--property|--consumer-property|--override|val|var|let|const|final)\s{1,60}){0,6}"
    r"(?:-D|--)?[\"'`]?\Z"
)
_STRING = re.compile(r"(?P<f>[rbuRBU]?)(?P<q>\"\"\"|\"|'|`)(?P<text>(?:[^\"'`\\]|\\.|(?!(?P=q))[\"'`]){0,2000}?)(?P=q)")
_AFTER_STRING = re.compile(
    r"\s{0,60}(?:\.(?:to_string|toString|into|encode|getBytes|c_str)\([^()]{0,20}\)|\s{0,8}as \w{1,60})?"
    r"\s{0,60}(?:[,;)\]}|]|//|#|--|/|\Z|\w{1,80}=|[-\w]{1,80} )"
)
_OPENS_LIST = re.compile(
    r"(?:(?:new )?[\w.:<>\[\]*&]{0,60}(?:asList|List\.of|listOf|Set\.of|of|List|Seq|Array|vec!|string|String\[\]"
    r"|Split|BalanceStrategy|GroupBalancer|\[\])?\s{0,60})?[\[({]"
)
_SET_ON = re.compile(
    r"(?:([A-Za-z_$][\w$]{0,80})\s{0,4}(?:\.|->|::)\s{0,4}[A-Za-z_]\w{0,40}\s{0,4}\(|([A-Za-z_$][\w$]{0,80})\s{0,4}\[|\w{1,60}\(\s{0,4}&?([A-Za-z_]\w{0,60}),)"
    r"\s{0,8}[\"'`]?\Z"
)
_NEXT_PAIR = re.compile(r"\s{0,4}[,;]\s{0,4}[a-z][\w.\-]{2,80}\s{0,4}=|[,;]\s{1,4}[a-z][\w.\-]{2,80}:\s")
_MAKES_MAP = re.compile(r"\b(?:of|ofEntries|mapOf|entry)\(\s{0,8}[\"'`]?\Z")
_LONGEST_LEAD = 200
_MOST_PAIRS = 300
_MOST_LINES_OF_LIST = 12
_LONGEST_LINE = 4000


@dataclass(frozen=True, slots=True)
class Pair:
    """A name and the text of its value.

    Attributes:
        name: As it is written.
        literal: The value, as it is written.
        line: Number of the line of the name.
        last: Number of the last line of the value.
        place: What stands around it.
        prose: What stands before it where that is a sentence or a line of a log; else empty.
        receiver: What it is set on, for example ``props`` of ``props.put("a", "b")``.
        separator: What assigns the value.
    """

    name: str
    literal: Literal
    line: int
    last: int
    place: Place
    prose: str = ""
    receiver: str = ""
    separator: str = "="


def pairs_of(line: str, number: int, after: Sequence[str], around: Around) -> Iterator[Pair]:
    """The pairs of a line; ``after`` is the lines that follow it."""
    line = line[:_LONGEST_LINE]
    at = 0
    for _ in range(_MOST_PAIRS):
        match = _PAIR.search(line, at)
        if match is None:
            return
        name = match.group("quoted") or match.group("bare")
        separator = match.group("sep") or "to"
        quoted = match.group("quoted") is not None
        at = match.end("quoted") + 1 if quoted else match.end("bare")
        if not _separates(separator, name, quoted, line, match):
            continue
        start = _start(line, match)
        lead = line[max(start - _LONGEST_LEAD, 0) : start]
        receiver, back = _receiver(lead) if separator in (",", "=", "->") else ("", 0)
        place = around.at(start - back)
        prose = not _LEAD.match(lead) and not place.deep and not _code(line, lead)
        if prose and quoted and separator in (",", "|"):
            continue
        literal, end, used = _literal(line, match.end(), after, place, prose=prose, quoted=quoted, separator=separator)
        if literal is None:
            continue
        yield Pair(name, literal, number, number + used, place, lead if prose else "", receiver, separator)
        at = max(at, end if _whole(literal) else match.end())


def _whole(literal: Literal) -> bool:
    """Whether no other pair can stand inside the value."""
    return literal.items is None and not re.search(r"=" if literal.quoted else r"[=\"'`{(\[]", literal.text)


def _start(line: str, match: re.Match[str]) -> int:
    return match.start("quote") if match.group("quoted") else match.start("bare")


def _separates(separator: str, name: str, quoted: bool, line: str, match: re.Match[str]) -> bool:
    if separator in ("==", "::"):
        return False
    if separator in (",", "->", "to") and not quoted:
        return _CONSTANT.match(name) is not None
    if separator == "|":
        return line.lstrip().startswith("|") and line.count("|") == 3
    if separator == ":" and not quoted:
        return line[match.end("sep") : match.end("sep") + 2] != "//"
    return True


def _code(line: str, lead: str) -> bool:
    """Whether the text before a name is code or a command, and no sentence."""
    text = lead.strip()
    return (
        line.rstrip().endswith((";", "{", "(", ","))
        or (text.endswith(("(", "{", "[", ",")) and "(" in text)
        or re.search(r"[\w\])]\s{0,8}(?:\.|->|::)\s{0,8}\w{0,80}\(?\Z|\[\Z", text[-_LONGEST_LEAD:]) is not None
        or re.search(r"(?:\A|\s)(?:-X|-D|--[a-z-]{1,60}|-e|-o)[ =]{0,8}[\"']?\Z", lead) is not None
        or text.startswith(("<", "|"))
    )


def _receiver(lead: str) -> tuple[str, int]:
    """What a call or a pair of brackets right before a name sets it on, and how far before the name that begins."""
    match = _SET_ON.search(lead)
    if match is None or _MAKES_MAP.search(match.group()):
        return "", 0
    receiver = next(group for group in match.groups() if group)
    return ("", 0) if receiver.endswith(("Config", "Configs")) else (receiver, len(lead) - match.start())


def _literal(
    line: str, at: int, after: Sequence[str], place: Place, *, prose: bool, quoted: bool, separator: str
) -> tuple[Literal | None, int, int]:
    """The value that begins at a column: it, the column after it, and how many more lines it takes."""
    string = _STRING.match(line, at)
    if string:
        rest = line[string.end() :]
        if string.group("q") == "`" and prose:
            return Literal(string.group("text"), True), string.end(), 0
        return (
            (Literal(_unescaped(string.group("text")), True), string.end(), 0)
            if _AFTER_STRING.match(rest)
            else (None, at, 0)
        )
    if not line[at:].strip():
        below = _STRING.match(after[0].lstrip()) if separator == "," and after else None
        if below:
            return Literal(below.group("text"), True), at, 1
        items, used = _dashes(after) if separator == ":" else (None, 0)
        if items:
            return Literal("", items=items), at, used
        return (Literal("", False), at, 0) if separator in ("=", ":") and not prose else (None, at, 0)
    listed = _OPENS_LIST.match(line, at)
    if listed and not prose:
        text, used = _until_closed(line, listed.end() - 1, after)
        items = quoted_items(text)
        if items:
            return Literal(line[at:].strip(), items=items), len(line), used
    if prose:
        found = re.compile(r"[^\s,;)\]}|`\"']{1,300}").match(line, at)
        if found is None or (separator == ":" and not found.group()[:1].isdigit()):
            return None, at, 0
        return Literal(found.group().rstrip(".:"), False), found.end(), 0
    inside = (
        place.deep or quoted or separator in (",", "=>", "->", "to", "|", ":=") or line.rstrip().endswith((";", ","))
    )
    if inside or (
        re.match(r"\s{0,60}(?:docker|\S{0,200}?(?:kcat|kafkacat|kafka-[a-z])|java|exec|-)", line) and " -" in line
    ):
        text = _expression(line, at, command=not inside)
        return Literal(_without_end(text), code=inside and separator != "|"), at + len(text), 0
    text = _without_end(line[at:])
    more = _NEXT_PAIR.search(text)
    text = text[: more.start()] if more else text
    used = 0
    while text.endswith("\\") and used < min(len(after), _MOST_LINES_OF_LIST):
        text = text[:-1].strip() + after[used].strip()
        used += 1
    return Literal(text), at + len(text) if more else len(line), used


def _without_end(text: str) -> str:
    """A value without the quote that ends the text around it."""
    text = text.strip()
    return text if text.startswith(("'", '"')) else text.rstrip("\"'")


def _unescaped(text: str) -> str:
    return text.replace('\\"', '"').replace("\\'", "'") if "\\" in text else text


def _dashes(after: Sequence[str]) -> tuple[tuple[str, ...] | None, int]:
    """The items of a YAML list in the lines that follow."""
    items = []
    for line in after[:_MOST_LINES_OF_LIST]:
        match = re.match(r"\s{0,60}- +[\"']?([^\s\"':#]{1,253}(?::\d{1,5})?)[\"']?\s{0,60}(?:#.*)?\Z", line)
        if match is None:
            break
        items.append(match.group(1))
    return (tuple(items), len(items)) if items else (None, 0)


def _until_closed(line: str, at: int, after: Sequence[str]) -> tuple[str, int]:
    """The text from an opening bracket to the one that closes it."""
    depth = 0
    taken: list[str] = []
    for used, text in enumerate([line[at:], *after[:_MOST_LINES_OF_LIST]]):
        for column, char in enumerate(text[:_LONGEST_LINE]):
            if char in "[({":
                depth += 1
            elif char in "])}":
                depth -= 1
                if depth == 0:
                    taken.append(text[: column + 1])
                    return " ".join(taken), used
        taken.append(text)
    return "", 0


def _expression(line: str, at: int, *, command: bool) -> str:
    """The text of a value inside code: to the comma, semicolon or bracket that ends it; in a command, to a space."""
    depth = 0
    for column in range(at, len(line)):
        char = line[column]
        if char in "([{":
            depth += 1
        elif char in ")]}":
            if depth == 0:
                return line[at:column]
            depth -= 1
        elif depth == 0 and (char in ";|" or (char == "," and not command) or (command and char.isspace())):
            return line[at:column]
    return line[at:]

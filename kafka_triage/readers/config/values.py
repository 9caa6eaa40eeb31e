"""What is written as a value, to the value of a fact in its unit.

In: the text of a value, as configuration or code has it. Out: a value that the fact can take, or None where it is no
literal (a variable, a placeholder, a call), none of the fact's values, or a secret. Nothing is executed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kafka_triage.facts.intake import read_value
from kafka_triage.facts.values import Value
from kafka_triage.language.model import FactType
from kafka_triage.readers.config.expressions import Expression, NoLiteral
from kafka_triage.readers.config.table import Meaning, Table, squashed

_LONGEST = 2000
_LONGEST_EXPRESSION = 120
_LARGEST = 10**15
_DEFAULTED = re.compile(r"\$\{[\w.\-]{1,120}:-?([^${}]{1,300})\}\Z")
_ISO = re.compile(r"P(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})(?:\.(\d{1,3}))?S)?)?\Z")
_DURATION = re.compile(r"(?:\d{1,9}(?:\.\d{1,6})? ?[a-zµ]{1,3}){1,4}\Z")
_PART = re.compile(r"(\d{1,9}(?:\.\d{1,6})?) ?([a-zµ]{1,3})")
_SIZE = re.compile(r"(\d{1,12}) ?([A-Z]i?B?)\Z")
_TIMES = ("ms", "second", "minute")
_HOST_PORT = re.compile(
    r"(?:[A-Za-z_0-9]+://)?(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253})):(\d{1,5})\Z"
)
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,253})\Z")
_ITEM = re.compile(r"\"([^\"\n]{0,500})\"|'([^'\n]{0,500})'|`([^`\n]{0,500})`")
_PLAIN_WORD = re.compile(r"[^\s\"'<>{}$`|;]{1,200}\Z")
_CLASS = re.compile(r"\.class(?:\.get\w{0,20}Name\(\))?\Z|\.name\Z")
_CASED = re.compile(r"(?:\.(?:toString|name|toLowerCase|lowercase)\([\w.]{0,20}\)){1,3}\Z")
_INSIDE = re.compile(r"[\w.<>\[\] ]{0,60}?[\[({](.{1,500})[\])}]\Z")
_CAST = re.compile(r"\(\w{1,20}\)\s{0,60}(?=[\w(])")
_CUT = re.compile(r"[,;]\s|\s(?:and|but|with|then)\s")
_CONDITIONAL = re.compile(r"[?|&]|==|!=")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Literal:
    """The text of a value and how it was written.

    Attributes:
        text: The text, without quotes around it.
        quoted: It stood in quotes.
        code: It stands in code, so that a name without quotes is a variable.
        items: The contents of the quotes, where it is a list.
    """

    text: str
    quoted: bool = False
    code: bool = False
    items: tuple[str, ...] | None = None


def value_of(literal: Literal, meaning: Meaning, table: Table) -> Value | None:
    """The value of a fact; None where the text gives none."""
    if meaning.fixed is not None:
        return meaning.fixed
    fact = table.facts.get(meaning.fact)
    text = literal.text.strip()
    if fact is None or len(text) > _LONGEST or _CONTROL.search(text):
        return None
    if meaning.present:
        return _present(text)
    if not literal.quoted and fact.type != "list":
        text = _CUT.split(text, maxsplit=1)[0].strip()
    defaulted = _DEFAULTED.match(text)
    text = defaulted.group(1).strip() if defaulted else text
    if defaulted and meaning.key == "bootstrap.servers" and text.split(":", 1)[0].strip("[\"'") in table.local_hosts:
        return None
    if text in meaning.excluded or any(table.secret_values.search(part) for part in (text, *(literal.items or ()))):
        return None
    words = {**table.values.get(meaning.key, {}), **meaning.values}
    if not text and literal.items is None:
        return _checked(fact, words[""]) if "" in words and meaning.key.endswith("algorithm") else None
    if (text.lower() in table.no_values and text.lower() not in fact.values) or table.placeholders.match(text):
        return None
    if ("." in text or "_" in text) and squashed(text) in table.names:
        return None
    if meaning.upper:
        text = text.upper()
    if fact.type == "list":
        return _list(text, literal, meaning, words, table)
    if fact.type in ("int", "float"):
        return _number(text, fact, meaning, table)
    return _word(text, literal, fact, words)


def _present(text: str) -> bool | None:
    """Whether something is configured; None where that hangs on what is not in the text."""
    if text.lower() in ("false", "nil", "null", "undefined", "none"):
        return False
    configured = text == "true" or text.startswith(("{", "&", "new "))
    return (
        True
        if configured or re.fullmatch(r"\w{0,40}?(?:tls|ssl|sasl|mechanism)\w{0,40}", text, re.IGNORECASE)
        else None
    )


def _word(text: str, literal: Literal, fact: FactType, words: dict[str, str]) -> Value | None:
    if not literal.quoted and _CONDITIONAL.search(text):
        return None
    found = _last_word(text)
    if found in words:
        return _checked(fact, words[found])
    if fact.type == "enum":
        by_word = {re.sub(r"[^a-z0-9]", "", value): value for value in fact.values}
        return by_word.get(found)
    if fact.type == "bool":
        return {
            "true": True,
            "false": False,
            "on": True,
            "off": False,
            "yes": True,
            "no": False,
            "1": True,
            "0": False,
        }.get(found)
    if fact.type == "version":
        match = re.search(r"V?(?<!\d)(\d{1,4}(?:[._]\d{1,4}){1,3})\Z", text)
        return _checked(fact, match.group(1).replace("_", ".")) if match else None
    if words or " " in text:
        return None
    if not literal.quoted:
        bare = _CLASS.sub("", text)
        if literal.code and bare == text:
            return None
        text = bare
    return _checked(fact, text) if literal.quoted or (_PLAIN_WORD.match(text) and "(" not in text) else None


def _last_word(text: str) -> str:
    """The word that says the value: without a class or package before it, calls and brackets."""
    text = _CASED.sub("", text.strip())
    text = re.sub(r"\(.{0,500}\)\Z|(?:\.class|\.name|::class(?:\.java)?){1,4}(?:\.getName\(\))?\Z", "", text)
    text = text.rsplit("::", 1)[-1]
    last = text.rsplit(".", 1)[-1] if not re.fullmatch(r"[\d.]+", text) else text
    return re.sub(r"[^a-z0-9-]", "", last.lower()).replace("-", "") if not last.startswith("-") else last


def _list(text: str, literal: Literal, meaning: Meaning, words: dict[str, str], table: Table) -> tuple[str, ...] | None:
    if literal.code and literal.items is None and not words:
        return None
    inside = _INSIDE.match(text) if words and literal.items is None else None
    text = inside.group(1) if inside else text.strip("[]")
    raw = literal.items if literal.items is not None else tuple(part.strip() for part in text.split(","))
    parts = [part.strip().strip("\"'") for piece in raw for part in piece.split(",")]
    parts = [part for part in parts if part]
    if meaning.key == "bootstrap.servers":
        return _addresses(parts, table)
    if words:
        known = [words.get(_last_word(part)) for part in parts]
        return tuple(part for part in known if part is not None) if known and all(known) else None
    if not parts or any(table.placeholders.match(part) or not _PLAIN_WORD.match(part) for part in parts):
        return None
    return tuple(parts)


def _addresses(parts: list[str], table: Table) -> tuple[str, ...] | None:
    found = []
    for part in parts:
        match = _HOST_PORT.match(part)
        if match and 0 < int(match.group(2)) < 65536:
            found.append(f"{match.group(1)}:{match.group(2)}")
        elif not (_HOST.match(part) and ("." in part or part == "localhost")):
            return None
        else:
            found.append(part)
        if table.placeholders.match(found[-1]) or table.placeholders.match(found[-1].rsplit(":", 1)[0]):
            return None
    return tuple(found) or None


def _number(text: str, fact: FactType, meaning: Meaning, table: Table) -> Value | None:
    text = _CAST.sub("", text, count=1) if text.startswith("(") else text
    iso = _ISO.match(text)
    if iso and any(iso.groups()):
        days, hours, minutes, seconds, part = (int(group or 0) for group in iso.groups())
        ms = ((days * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000 + part
        return _checked(fact, f"{ms} ms")
    if len(text) > _LONGEST_EXPRESSION:
        return None
    written = _duration(text, fact, table) or _size(text, fact, meaning, table)
    if written:
        return _checked(fact, written)
    try:
        number, scaled = Expression(text, table).read()
    except (NoLiteral, ArithmeticError):
        return None
    if abs(number) > _LARGEST:
        return None
    shown = f"{int(number)}" if number == int(number) else f"{number:.6f}"
    if scaled:
        return _checked(fact, f"{shown} ms")
    if meaning.with_unit:
        return None
    return _checked(fact, f"{shown} {meaning.unit}" if meaning.unit else shown)


def _duration(text: str, fact: FactType, table: Table) -> str:
    """A duration in words, such as ``30s`` or ``1m30s``; empty where it is none."""
    if fact.unit not in _TIMES or not _DURATION.match(text):
        return ""
    total = 0.0
    for number, unit in _PART.findall(text):
        factor = table.short_units.get(unit)
        if factor is None:
            return ""
        total += float(number) * factor
    return f"{int(total)} ms" if total == int(total) else f"{total} ms"


def _size(text: str, fact: FactType, meaning: Meaning, table: Table) -> str:
    """A size such as ``50MiB``; ``MB`` is one for Spring only, as others mean a million by it."""
    match = _SIZE.match(text) if fact.unit == "byte" else None
    if match is None or match.group(2) not in table.sizes or not (meaning.spring or "i" in match.group(2)):
        return ""
    return f"{int(match.group(1)) * table.sizes[match.group(2)]} byte"


def _checked(fact: FactType, given: str) -> Value | None:
    try:
        value = read_value(fact, given)
    except ValueError:
        return None
    return value


def quoted_items(text: str) -> tuple[str, ...]:
    """The contents of the quotes of a text."""
    return tuple("".join(match.groups("")) for match in _ITEM.finditer(text))

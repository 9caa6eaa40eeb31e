"""Sentences to facts, one line after the other.

In: lines. Out: `Found`. A line is cut into sentences; a pattern counts where its own clause holds no negation that the
pattern does not ask for, and a quantity where it is no range. A table with versions below names, as forms have it, is
read as the sentence that it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kafka_triage.facts.values import Source, Value
from kafka_triage.language.units import parse_unit
from kafka_triage.readers.found import Found
from kafka_triage.readers.sentences.words import Pattern, Words, words

_BULLET = re.compile(r"^\s{0,3}(?:[-*•>#]{1,4}\s+|\d{1,2}[.)]\s+)?[\"'“]?")
_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")
_ROW = re.compile(r"\s*\|[^|]{0,200}\|")
_RULE = re.compile(r"[\s|:-]+\Z")
_VERSION = re.compile(r"v?\d{1,2}(?:\.\d{1,3}){1,3}")
_FEWEST, _LONGEST, _LONGEST_CELL = 3, 600, 40

_Said = tuple[str, Value, str]


def read_sentences(lines: Sequence[str], name: str) -> Found:
    """Read what the sentences of a text state.

    Args:
        lines: The text's lines.
        name: What to call the text in origins.

    Only the first lines that look like sentences are read, as many as ``most_sentences`` of the file says: nobody
    writes more by hand.
    """
    found = Found()
    stated: dict[str, list[tuple[Value, int, str]]] = {}
    left = words().most_sentences
    for number, line in _with_versions(lines):
        if not _FEWEST <= len(line) <= _LONGEST or words().shapes.search(line) or not words().about.search(line):
            continue
        left -= 1
        if left < 0:
            break
        plain = words().decoration.sub("", _BULLET.sub("", line)).strip()
        for fact, value, said in _line(plain.rstrip("\"'”")):
            stated.setdefault(fact, []).append((value, number, said))
            found.used.add(number)
    doubtful = {fact for fact, several in stated.items() if len({repr(value) for value, _, _ in several}) > 1}
    if doubtful & words().identity:
        doubtful |= words().of_client & set(stated)
    for fact, several in stated.items():
        value, number, said = several[0]
        if fact not in doubtful:
            found.add(fact, value, f"{name}:{number}", source=Source.STATED, detail=said)
    if doubtful:
        found.notes.append(f"the text states more than one thing of {', '.join(sorted(doubtful))}; it is not used")
    return found


def _with_versions(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; instead of a row of versions, each of them behind the name above it."""
    names: list[str] = []
    for number, line in enumerate(lines, 1):
        if not _ROW.match(line):
            names = []
            yield number, line
            continue
        cells = [cell.strip(" *`") for cell in line.strip().strip("|").split("|")]
        if len(cells) == len(names) and sum(1 for cell in cells if _VERSION.fullmatch(cell)) * 2 >= len(cells):
            yield number, ", ".join(f"{name} {cell}" for name, cell in zip(names, cells, strict=True))
        elif not _RULE.match(line):
            names = cells if all(len(cell) < _LONGEST_CELL for cell in cells) else []


def _line(line: str) -> Iterator[_Said]:
    if " " not in line and line.isascii():
        return
    for sentence in words().ends.split(line):
        if not sentence or words().questions.search(sentence):
            continue
        yield from _sentence(sentence)


def _sentence(sentence: str) -> Iterator[_Said]:
    known = words()
    hedged = bool(known.hedges.search(sentence))
    rest = sentence
    if not hedged:
        yield from _settings(sentence, known)
        for fact, value, said, span in _clients(sentence, known):
            yield fact, value, said
            rest = rest[: span[0]] + "·" * (span[1] - span[0]) + rest[span[1] :]
    clauses = list(_clauses(rest, known))
    for pattern in known.patterns:
        if hedged and not pattern.despite_hedges:
            continue
        if pattern.whole:
            pieces = [(clause, pattern.say.fullmatch(clause.strip(" .!"))) for _, clause in clauses]
            matches = [(clause, match) for clause, match in pieces if match]
        else:
            match = pattern.say.search(rest)
            matches = [(_around(rest, match, pattern, known), match)] if match else []
        if matches and not (pattern.unless and pattern.unless.search(rest)):
            for clause, match in matches:
                yield from _facts(pattern, match, match.group(), clause, known)


def _clauses(sentence: str, known: Words) -> Iterator[tuple[int, str]]:
    start = 0
    for end in known.clauses.finditer(sentence):
        yield start, sentence[start : end.start()]
        start = end.end()
    yield start, sentence[start:]


def _clause_at(sentence: str, place: int, known: Words) -> str:
    return next((text for start, text in _clauses(sentence, known) if start <= place < start + len(text)), "")


def _around(sentence: str, match: re.Match[str], pattern: Pattern, known: Words) -> str:
    """The clause around a match; without the match itself where its own words may negate."""
    ends = [end.start() for end in known.clauses.finditer(sentence, match.end())]
    starts = [end.end() for end in known.clauses.finditer(sentence, 0, match.start())]
    before = sentence[starts[-1] if starts else 0 : match.start()]
    after = sentence[match.end() : ends[0] if ends else len(sentence)]
    return before if pattern.own_negation else f"{before}{match.group()}{after}"


def _facts(pattern: Pattern, match: re.Match[str], said: str, clause: str, known: Words) -> Iterator[_Said]:
    if pattern.exact and known.range.search(clause if pattern.whole else f"{clause} {said}"):
        return
    facts: Mapping[str, Any] = pattern.negated if known.negations.search(clause) else pattern.facts
    for fact, form in facts.items():
        value = _value(form, match, known) if isinstance(form, Mapping) else form
        if value is not None:
            yield fact, value, said.strip()


def _value(form: Mapping[str, Any], match: re.Match[str], known: Words) -> Value | None:
    kind, slot = next((kind, slot) for kind, slot in form.items() if kind != "unit")
    groups = match.groupdict()
    slot = slot if groups.get(slot) else f"{slot}2"
    text = groups.get(slot)
    if text is None:
        return None
    if kind == "version":
        return _version(text)
    if kind == "confluent":
        return known.kafka_of_confluent.get(".".join(text.split(".")[:2]))
    number = _number(text, groups.get(f"{slot}_scale"), known)
    if kind == "number":
        return number
    spelled = groups.get(f"{slot}_unit") or ""
    unit = known.units.get(spelled) or known.units.get(spelled.lower())
    if unit is None:
        return None
    amount = _converted(number, unit, form["unit"])
    if kind == "per":
        return 1 / amount if amount else None
    return amount


def _number(text: str, scale: str | None, known: Words) -> int | float:
    word = known.numbers.get(text.lower())
    if word is not None:
        number: int | float = word
    else:
        digits = text.replace(",", "")
        number = float(digits) if "." in digits else int(digits)
    return number * known.scales[scale.lower()] if scale else number


def _converted(number: int | float, unit: str, wanted: str) -> float | None:
    given, target = parse_unit(unit), parse_unit(wanted)
    if given.dimension != target.dimension:
        return None
    return float(number * given.factor / target.factor)


def _version(text: str) -> str | None:
    """A version of Kafka: what looks like one and cannot be is none."""
    return text if int(text.split(".")[0]) <= 9 else None


def _clients(sentence: str, known: Words) -> Iterator[tuple[str, Value, str, tuple[int, int]]]:
    if known.clients_unless.search(sentence):
        return
    taken: list[tuple[int, int]] = []
    for client in known.clients:
        for match in client.name.finditer(sentence):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            behind = known.version_behind.match(sentence, match.end())
            if client.number_needed and not behind:
                continue
            end = behind.end() if behind else match.end()
            taken.append((match.start(), end))
            if known.negations.search(_clause_at(sentence, match.start(), known)):
                continue
            said, span = sentence[match.start() : end], (match.start(), end)
            for fact, value in client.facts.items():
                yield fact, value, said, span
            if behind and client.version and not known.trials.search(sentence):
                yield "client.version", behind.group("v"), said, span


def _settings(sentence: str, known: Words) -> Iterator[_Said]:
    settings = known.settings
    for match in settings.said.finditer(sentence):
        if " was " in match.group() and known.trials.search(sentence, match.end()):
            continue
        key, text, unit = match.group("key"), match.group("value"), match.group("unit")
        value: Value | None = None
        if key in settings.words and text in settings.words[key]:
            value = text
        elif key in settings.bools and text in ("true", "false"):
            value = text == "true"
        elif _NUMBER.fullmatch(text) and key in settings.times | settings.sizes | settings.counts:
            value = _amount(key, text, unit, known)
        if value is not None:
            yield f"config.{key}", value, match.group()


def _amount(key: str, text: str, unit: str | None, known: Words) -> Value | None:
    number = float(text) if "." in text else int(text)
    if key in known.settings.counts:
        return number
    wanted = "ms" if key in known.settings.times else "byte"
    spelled = known.units.get((unit or "").lower())
    if spelled is None:
        return number
    amount = _converted(number, spelled, wanted)
    return None if amount is None else int(amount)

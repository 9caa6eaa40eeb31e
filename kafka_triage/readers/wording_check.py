"""Checks the wordings of ``rules/logs/``: their form, and the names that they use.

In: the vocabulary. Out: every mistake as ``file:line:column: what is wrong``, with the nearest name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from kafka_triage.errors import Problem, nearest
from kafka_triage.language.model import Vocabulary
from kafka_triage.language.schema import read_model
from kafka_triage.language.source import Document, read_yaml
from kafka_triage.language.source import Path as Keys
from kafka_triage.language.wording_schema import ErrorCodesFile, WordingFile, WordingsFile
from kafka_triage.readers.wording import literal_of

_CONTEXT, _ERRORS = "context", "errors"
_PLACEHOLDER = re.compile(r"\{(\w{1,40})(?::\w{1,20})?\}")


def wording_problems(directory: Path, vocabulary: Vocabulary) -> list[Problem]:
    """Every mistake in the files of wordings of a directory of rules."""
    found: list[Problem] = []
    for path in sorted((directory / "logs").glob("*.yaml")):
        if path.stem != _CONTEXT:
            document = read_yaml(path.read_text("utf-8"), path.as_posix())
            _check(document, path.stem == _ERRORS, vocabulary)
            found += document.problems
    return found


def _check(document: Document, of_errors: bool, vocabulary: Vocabulary) -> None:
    if of_errors:
        codes = read_model(document, ErrorCodesFile)
        for kind in ("broker", "local") if codes else ():
            for index, row in enumerate(getattr(codes, kind)):
                document.problems += _events(document, (kind, index, "event"), row.event, vocabulary)
        return
    wordings = read_model(document, WordingsFile)
    if wordings is None:
        return
    document.problems += _facts(document, ("facts",), wordings.facts, vocabulary)
    for key, entry in wordings.says.items():
        document.problems += _of_wording(document, ("says", key), entry, wordings, vocabulary)


def _of_wording(
    document: Document, path: Keys, entry: WordingFile, file: WordingsFile, vocabulary: Vocabulary
) -> Iterator[Problem]:
    if entry.source not in file.sources:
        what = f"the source '{entry.source}' is not among the sources of this file"
        yield Problem(what, document.place((*path, "source")), nearest(entry.source, file.sources))
    for part in ("event", "ends", "follows"):
        yield from _events(document, (*path, part), getattr(entry, part), vocabulary)
    yield from _facts(document, (*path, "facts"), entry.facts, vocabulary)
    held = {name for says in entry.says for name in _PLACEHOLDER.findall(says)}
    for part in ("numbers", "texts", "lists"):
        named = getattr(entry, part)
        yield from _facts(document, (*path, part), named, vocabulary)
        for fact, placeholder in named.items():
            if placeholder not in held:
                what = f"no placeholder is named '{placeholder}'"
                yield Problem(what, document.place((*path, part, fact)), nearest(placeholder, held))
    for says in entry.says:
        try:
            literal_of(says)
        except ValueError as error:
            yield Problem(str(error), document.place((*path, "says")))


def _events(document: Document, path: Keys, events: Iterable[str], vocabulary: Vocabulary) -> Iterator[Problem]:
    known = {name.removeprefix("event.") for name in vocabulary.facts if name.startswith("event.")}
    for event in events:
        if event not in known:
            yield Problem(f"the event '{event}' is not known", document.place(path), nearest(event, known))


def _facts(document: Document, path: Keys, facts: Iterable[str], vocabulary: Vocabulary) -> Iterator[Problem]:
    for fact in facts:
        if fact not in vocabulary.facts:
            what = f"the name '{fact}' is not known"
            yield Problem(what, document.place((*path, fact), key=True), nearest(fact, vocabulary.facts))

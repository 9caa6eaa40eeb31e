"""Commands with what is known in place of the words that stand for it: ``--group GROUP`` becomes ``--group orders``.

In: a text of the knowledge and the facts of a case. Out: the text to paste. Which words stand for which fact is said
by ``placeholder`` in the vocabulary.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

from kafka_triage.facts.values import Value
from kafka_triage.language.model import Vocabulary


class Commands:
    """The words of a vocabulary that stand for facts."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._facts = {word: fact.name for fact in vocabulary.facts.values() for word in fact.placeholder}
        words = sorted(map(re.escape, self._facts), key=len, reverse=True)
        self._word = re.compile(rf"(?<![\w:-])(?:{'|'.join(words) or '(?!)'})(?![\w:-])")

    def filled(self, text: str, values: Mapping[str, Value]) -> str:
        """A text with values; one that a shell would not take as it is leaves the word where it is."""

        def value(found: re.Match[str]) -> str:
            known = values.get(self._facts[found[0]])
            first = known[0] if isinstance(known, tuple) and known else known
            return first if isinstance(first, str) and first and shlex.quote(first) == first else found[0]

        return self._word.sub(value, text)

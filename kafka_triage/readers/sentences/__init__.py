"""What people say in words, to stated facts.

In: lines of text. Out: facts with `Source.STATED` where the reading is safe. A line that is a log line, code, a setting
or a row of a table is no sentence; a question, a guess, a condition or a comparison states nothing; when two sentences
state different values of one fact, neither counts. The patterns stand in ``rules/readers/sentences.yaml``.
"""

from kafka_triage.readers.sentences.read import read_sentences
from kafka_triage.readers.sentences.words import yielding

__all__ = ["read_sentences", "yielding"]

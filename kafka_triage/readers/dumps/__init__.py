"""Thread dumps to facts: jstack and its relatives, Spring Boot Actuator, py-spy, faulthandler, goroutines, .NET, gdb.

In: lines of text. Out: what the consumer's threads stand at, and the dumps themselves, so that dumps in several texts
can be compared. How the tools print stacks, and what frames mean, stands in ``rules/readers/thread-dumps.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kafka_triage.facts.values import Known
from kafka_triage.readers.dumps.documents import parse_documents
from kafka_triage.readers.dumps.judge import dump_facts
from kafka_triage.readers.dumps.knowledge import Format, knowledge
from kafka_triage.readers.dumps.model import Dump
from kafka_triage.readers.dumps.parse import parse_dumps
from kafka_triage.readers.found import Found
from kafka_triage.readers.times import read_time

__all__ = ["Dump", "join_dumps", "read_thread_dumps"]

_AT_ONCE = 1000
_LONGEST_TIME = 30


def read_thread_dumps(lines: Sequence[str], name: str) -> Found:
    """Read every thread dump of a text; several count as looks at one process, one after the other.

    Args:
        lines: The text's lines.
        name: What to call the text in origins.

    Returns:
        The facts of the newest look and, with several, whether a thread stands where it stood. The group has a name
        where exactly one heartbeat thread of the Java client tells it.
    """
    found = Found()
    dumps, used = parse_dumps(lines, name, _forms(lines))
    documents, more = parse_documents(lines, name)
    dumps = sorted((*dumps, *documents), key=lambda dump: dump.line)
    if dumps:
        found.used = used | more
        found.used |= {number - 1 for number in found.used if _is_time_alone(lines, number - 1)}
        group = found.group(_group(dumps))
        group.dumps += dumps
        group.facts += dump_facts(dumps)
    return found


def _is_time_alone(lines: Sequence[str], number: int) -> bool:
    """Whether a line is nothing but the time at which what follows was taken."""
    return number > 0 and len(lines[number - 1]) <= _LONGEST_TIME and read_time(lines[number - 1]) is not None


def _forms(lines: Sequence[str]) -> list[Format]:
    """The formats of which the text holds a literal; looked for in many lines at once, which is fast."""
    found: dict[str, Format] = {}
    for start in range(0, len(lines), _AT_ONCE):
        piece = "\n".join(lines[start : start + _AT_ONCE])
        for form in knowledge().formats:
            if form.name not in found and any(hint in piece for hint in form.hints):
                found[form.name] = form
    return list(found.values())


def _group(dumps: Iterable[Dump]) -> str:
    matches = (knowledge().heartbeat.search(thread.name) for dump in dumps for thread in dump.threads)
    names = {match.group("group") for match in matches if match}
    return names.pop() if len(names) == 1 else ""


def join_dumps(facts: Sequence[Known], dumps: Sequence[Dump]) -> list[Known]:
    """Facts in which the dumps of several texts are judged together instead of each text for itself.

    Args:
        facts: What was read of a group.
        dumps: All dumps of the group, in the order of the texts.
    """
    texts = dict.fromkeys(dump.text for dump in dumps)
    if len(texts) < 2:
        return list(facts)
    alone = {fact for text in texts for fact in dump_facts([dump for dump in dumps if dump.text == text])}
    return [fact for fact in facts if fact not in alone] + dump_facts(dumps)

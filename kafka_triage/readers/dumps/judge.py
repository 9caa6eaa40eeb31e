"""Thread dumps to facts: what the threads that poll or handle messages stand at, and whether they stay there.

In: the dumps of one process, or of several looks at it, in the order of time. Out: known facts. Of several consumer
threads one stands for all: one in a deadlock, then one that stays at its frame in every dump, then one that is
blocked in the newest dump.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kafka_triage.facts.values import Known, Source, Value
from kafka_triage.readers.dumps.knowledge import knowledge
from kafka_triage.readers.dumps.model import Dump
from kafka_triage.readers.dumps.stand import Stand, is_consumer, stand_of


def dump_facts(dumps: Sequence[Dump]) -> list[Known]:
    """What the dumps say; without a consumer thread in the newest one, only the language.

    Args:
        dumps: In the order of time; at least one.
    """
    newest = dumps[-1]
    origin = f"{newest.text}:{newest.line}"
    facts: list[Known] = []
    if newest.language in knowledge().tells_language and len({dump.language for dump in dumps}) == 1:
        facts.append(Known("client.language", newest.language, Source.READ, origin))
    library = _library(dumps)
    if library:
        facts.append(Known("client.library", library, Source.READ, origin))
    looks = [[stand_of(dump, thread) for thread in dump.threads if is_consumer(dump, thread)] for dump in dumps]
    if not looks[-1]:
        return facts
    staying = _staying(looks)
    chosen = max(looks[-1], key=lambda stand: _weight(stand, staying))
    facts += _facts_of(chosen, newest, several=len(looks) > 1)
    facts += [
        _known("thread.poll_threads", len(looks[-1]), newest, chosen),
        _known("thread.blocked_threads", sum(stand.blocked for stand in looks[-1]), newest, chosen),
    ]
    if len(looks) > 1 and all(looks):
        facts += _compared(looks, dumps, chosen, chosen.thread.name in staying)
    return facts


def _library(dumps: Sequence[Dump]) -> str:
    found = {
        library
        for library, frames in knowledge().libraries.items()
        for dump in dumps
        for thread in dump.threads
        if any(frames.search(str(frame)) for frame in thread.frames)
    }
    return found.pop() if len(found) == 1 else ""


def _staying(looks: Sequence[Sequence[Stand]]) -> set[str]:
    """Names of the threads that are at the same frame of the handler in every dump."""
    if len(looks) < 2:
        return set()
    places = [
        {stand.thread.name: (stand.at, stand.waits_for) for stand in look if stand.in_handler and not stand.deadlocked}
        | {stand.thread.name: (stand.at, "deadlock") for stand in look if stand.deadlocked}
        for look in looks
    ]
    return {name for name, place in places[0].items() if all(other.get(name) == place for other in places[1:])}


def _weight(stand: Stand, staying: set[str]) -> tuple[bool, bool, bool, bool, float, int]:
    return (
        stand.deadlocked,
        stand.thread.name in staying,
        stand.blocked,
        stand.in_handler,
        stand.thread.waited_ms or 0.0,
        -stand.thread.line,
    )


def _known(name: str, value: Value, dump: Dump, stand: Stand, *, certain: bool = True, detail: str = "") -> Known:
    return Known(name, value, Source.READ, f"{dump.text}:{stand.thread.line}", certain, detail=detail)


def _facts_of(stand: Stand, dump: Dump, *, several: bool) -> Iterator[Known]:
    thread = stand.thread
    if stand.state:
        yield _known("thread.state", stand.state, dump, stand)
    if stand.waits_for:
        yield _known("thread.waits_for", stand.waits_for, dump, stand)
        yield _known("thread.blocked_in_handler", stand.blocked, dump, stand)
    if stand.blocked:
        yield _known("thread.blocked_on", _blocked_on(stand), dump, stand, detail=f"{thread.name} {_said(stand)}")
        if stand.missing:
            yield _known("thread.missing_timeout", stand.missing, dump, stand)
        if stand.hotspot:
            yield _known("processing.hotspot", stand.hotspot, dump, stand, certain=several)
        if thread.waited_ms is not None:
            yield _known("thread.waited_ms", thread.waited_ms, dump, stand)
    if stand.deadlocked:
        yield _known("thread.deadlocked", True, dump, stand, detail=f"{thread.name} waits in a circle of locks")
    if stand.in_handler and stand.handler is not None and stand.handler.on_poll_thread:
        yield _known("processing.on_poll_thread", True, dump, stand)
    if stand.handler is not None and stand.handler.framework:
        yield _known("client.framework", stand.handler.framework, dump, stand)


def _blocked_on(stand: Stand) -> str:
    if stand.holders:
        return f"{stand.at}, a lock held by {', which waits for '.join(map(repr, stand.holders[:3]))}"
    behind = f", {stand.behind}" if stand.behind else ""
    return f"{stand.at}{behind}" if stand.at == stand.top else f"{stand.at}{behind} ({stand.top})"


def _said(stand: Stand) -> str:
    return f"stands at {stand.at}"


def _compared(looks: Sequence[Sequence[Stand]], dumps: Sequence[Dump], chosen: Stand, stays: bool) -> Iterator[Known]:
    detail = f"{chosen.thread.name} is at {chosen.at or chosen.top} in all {len(dumps)} dumps" if stays else ""
    if not stays and not any(stand.in_handler for look in looks for stand in look):
        return
    yield _known("thread.same_frame_in_dumps", stays, dumps[-1], chosen, detail=detail)

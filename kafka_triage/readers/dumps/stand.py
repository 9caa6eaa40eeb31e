"""Where one thread stands: idle in poll(), or in the handler, and what it waits for there.

In: a dump and one of its threads. Out: a `Stand`. A thread that waits for messages is not blocked, whatever state the
tool prints for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from kafka_triage.readers.dumps.knowledge import Behind, Handler, Knowledge, knowledge
from kafka_triage.readers.dumps.model import Dump, Frame, Thread

_MESSAGES, _COMPUTING, _LOCK = "messages", "computing", "lock"
_NO_KIND = "wait"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Stand:
    """What a thread does at one moment.

    Attributes:
        thread: The thread.
        state: Value of ``thread.state``; empty where the tool says none.
        waits_for: Value of ``thread.waits_for``; empty where it cannot be told.
        in_handler: It is in the code that handles messages.
        at: The innermost frame of the program's own code; empty where there is none.
        top: The innermost frame.
        behind: What stands behind the wait, where frames name it.
        missing: The time-out that would end the wait; empty where it has one, or nothing is known.
        handler: The framework's way of running the handler, where its frames are there.
        holders: Names of the threads that hold the lock, and the locks behind it, in that order.
        deadlocked: The locks form a circle.
    """

    thread: Thread
    state: str
    waits_for: str
    in_handler: bool
    at: str
    top: str
    behind: str = ""
    missing: str = ""
    hotspot: str = ""
    handler: Handler | None = None
    holders: tuple[str, ...] = ()
    deadlocked: bool = False

    @property
    def blocked(self) -> bool:
        """It waits for something in the handler."""
        return self.in_handler and self.waits_for not in ("", _MESSAGES, _COMPUTING)


def is_consumer(dump: Dump, thread: Thread) -> bool:
    """Whether the thread polls, or handles what was polled: by the frames of a client, its name, or its classes."""
    known = knowledge()
    texts = [str(frame) for frame in thread.frames]
    if known.never_names.search(thread.name) or any(known.never_frames.search(text) for text in texts):
        return False
    if any(known.poll.search(text) or known.commits.search(text) for text in texts):
        return True
    if any(handler.frames.search(text) for handler in known.handlers for text in texts):
        return True
    own = [frame for frame in thread.frames if _is_own(known, dump.language, frame)]
    if not own:
        return False
    return bool(known.thread_names.search(thread.name)) or any(known.own_consumer.search(str(one)) for one in own)


def _is_own(known: Knowledge, language: str, frame: Frame) -> bool:
    text = frame.place if language == "python" else frame.call
    return not frame.library and not known.runtime[language].search(text)


def stand_of(dump: Dump, thread: Thread) -> Stand:
    """Where the thread stands."""
    known = knowledge()
    texts = [str(frame) for frame in thread.frames]
    state = known.states.get(thread.state, "")
    own = next((at for at, frame in enumerate(thread.frames) if _is_own(known, dump.language, frame)), None)
    handler = next((one for one in known.handlers if any(map(one.frames.search, texts))), None)
    polls = next((at for at, text in enumerate(texts) if known.poll.search(text)), None)
    if polls is not None and (own is None or own > polls):
        return Stand(thread, state, _MESSAGES, False, "", texts[0], handler=handler)
    if own == 0 and known.claim in texts[0] and thread.state in known.messages_states:
        return Stand(thread, state, _MESSAGES, False, "", texts[0], handler=handler)
    segment = texts[: len(texts) if own is None else own + 1]
    kind = _kind(known, thread, segment)
    behind = _behind(known, kind, segment)
    holders, circle = _holders(dump, thread)
    waits_for = (behind.kind if behind and behind.kind else kind) or (_COMPUTING if state == "runnable" else "")
    if not kind and not behind and any(map(known.commits.search, texts)):
        waits_for = "kafka"
    return Stand(
        thread,
        state,
        waits_for,
        own is not None,
        texts[own][:_LONGEST] if own is not None else "",
        texts[0][:_LONGEST],
        behind.name if behind else "",
        _missing(known, kind, behind, segment, state),
        (behind.hotspot if behind else "") or known.hotspots.get(waits_for, ""),
        handler,
        holders,
        circle or thread.name in dump.deadlocked,
    )


def _kind(known: Knowledge, thread: Thread, segment: list[str]) -> str:
    """The kind of wait that the innermost frames tell, else the state."""
    if known.states.get(thread.state) == "blocked":
        return _LOCK
    for text in segment:
        for wait in known.waits:
            if wait.frames.search(text):
                return wait.kind
    return known.state_waits.get(thread.state, "")


def _behind(known: Knowledge, kind: str, segment: list[str]) -> Behind | None:
    fitting = [one for one in known.specific if (kind or _NO_KIND) in one.of]
    return next((one for one in fitting if any(map(one.frames.search, segment))), None)


def _missing(known: Knowledge, kind: str, behind: Behind | None, segment: list[str], state: str) -> str:
    if any(map(known.bounded.search, segment)):
        return ""
    if behind is not None:
        return behind.missing
    return "" if state == "timed_waiting" else known.generic_missing.get(kind, "")


def _holders(dump: Dump, thread: Thread) -> tuple[tuple[str, ...], bool]:
    """Who holds the lock that a thread waits for, who holds what that one waits for, and whether that is a circle."""
    holding = {lock: one for one in dump.threads for lock in one.held}
    named = {one.name: one for one in dump.threads}
    chain: list[str] = []
    current: Thread | None = thread
    seen = {thread.line}
    while current is not None:
        found = holding.get(current.wanted) if current.wanted else None
        current = found if found is not None and found is not current else named.get(current.owner)
        if current is None:
            return tuple(chain), False
        if current.line in seen and current.name in (thread.name, *chain):
            return (*chain, current.name), True
        seen.add(current.line)
        chain.append(current.name)
    return tuple(chain), False

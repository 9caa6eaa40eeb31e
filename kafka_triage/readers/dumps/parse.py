"""Lines of text to thread dumps, as the formats of ``rules/readers/thread-dumps.yaml`` describe them.

In: lines. Out: dumps, and the numbers of the lines that belong to them. A dump ends where the next begins: at the
tool's own first line, or where a thread comes a second time.
"""

from __future__ import annotations

from collections.abc import Sequence

from kafka_triage.readers.dumps.knowledge import Format
from kafka_triage.readers.dumps.model import Draft, Dump, Frame

_MINUTE_MS = 60_000.0
_MOST_FRAMES = 1000


class _Reader:
    """Reads the dumps of one format from the lines of one text, one line after the other."""

    def __init__(self, form: Format, text: str) -> None:
        self.form, self.text = form, text
        self.dumps: list[Dump] = []
        self.used: set[int] = set()
        self.drafts: list[Draft] = []
        self.keys: set[str] = set()
        self.deadlocked: set[str] = set()
        self.current: Draft | None = None
        self.in_deadlock = False
        self.started: int | None = None

    def line(self, number: int, line: str) -> None:
        """Take one line."""
        if self.form.match("start", line):
            self.close()
            self.started = number
        elif header := self.form.match("header", line):
            self._begin(number, line, header.groupdict())
        elif self.form.match("deadlock", line):
            self.current, self.in_deadlock = None, True
        elif self.in_deadlock:
            self._deadlock(line)
        elif (self.current is None or not self._part(self.current, line)) and not self.form.match("skip", line):
            self.current = None if line.strip() else self.current
            return
        if self.drafts or self.started is not None:
            self.used.add(number)

    def close(self) -> None:
        """End the dump."""
        threads = tuple(draft.finished() for draft in self.drafts if draft.frames)
        if threads:
            self.dumps.append(Dump(self.text, self.form.language, threads, frozenset(self.deadlocked)))
        self.drafts, self.keys, self.deadlocked = [], set(), set()
        self.current, self.in_deadlock, self.started = None, False, None

    def _begin(self, number: int, line: str, found: dict[str, str | None]) -> None:
        identity = self.form.match("id", line)
        number_of_thread = (identity.group("id") if identity else found.get("id")) or ""
        name = found.get("name") or found.get("virtual") or number_of_thread or "(no name)"
        key = f"{name} {number_of_thread}"
        if number_of_thread and key in self.keys:
            self.close()
        self.in_deadlock = False
        self.keys.add(key)
        state = self.form.match("state", line)
        owner = self.form.match("owner", line)
        minutes = found.get("minutes")
        self.current = Draft(
            name,
            number,
            key,
            state=(state.group("state") if state else found.get("state")) or "",
            owner=owner.group("owner") if owner else "",
            waited_ms=int(minutes) * _MINUTE_MS if minutes else None,
        )
        self.drafts.append(self.current)

    def _part(self, draft: Draft, line: str) -> bool:
        """Add a line to its thread; False where it is no line of a thread."""
        form = self.form
        if state := form.match("state", line):
            draft.state = state.group("state")
        elif released := form.match("released", line):
            draft.released.add(released.group("lock"))
        elif wanted := form.match("wanted", line):
            draft.wanted = wanted.group("lock")
        elif held := form.match("held", line):
            draft.held.add(held.group("lock"))
        elif (place := form.match("place", line)) and draft.frames:
            if not draft.frames[-1].place:
                draft.frames[-1] = Frame(draft.frames[-1].call, _short(place.group("place")))
        elif frame := form.match("frame", line):
            if len(draft.frames) < _MOST_FRAMES:
                draft.frames.append(self._frame(frame.group("call"), frame.groupdict().get("place") or ""))
        else:
            return False
        return True

    def _frame(self, call: str, place: str) -> Frame:
        library = self.form.match("library", place)
        place = (place[library.end() :] if library else place).replace('", line ', ":")
        return Frame(call, _short(place), library is not None)

    def _deadlock(self, line: str) -> None:
        if found := self.form.match("deadlocked", line):
            self.deadlocked.add(found.group("name"))


def _short(place: str) -> str:
    """The end of a long path: the folder and the file."""
    return "/".join(place.split("/")[-3:]) if place.count("/") > 2 else place


def parse_dumps(lines: Sequence[str], name: str, forms: Sequence[Format]) -> tuple[list[Dump], set[int]]:
    """All dumps of a text, in the order of the text.

    Args:
        lines: The text's lines.
        name: What the text is called.
        forms: The formats to look for.
    """
    dumps: list[Dump] = []
    used: set[int] = set()
    for form in forms:
        reader = _Reader(form, name)
        for number, line in enumerate(lines, 1):
            reader.line(number, line)
        reader.close()
        dumps += reader.dumps
        used |= reader.used
    return sorted(dumps, key=lambda dump: dump.line), used

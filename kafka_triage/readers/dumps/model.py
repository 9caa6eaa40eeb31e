"""The stacks of a process at one moment, whatever tool printed them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Frame:
    """One call on a stack.

    Attributes:
        call: The qualified name.
        place: File and line, where they are known.
        library: The path of the file says that it is no code of the program.
    """

    call: str
    place: str = ""
    library: bool = False

    def __str__(self) -> str:
        return f"{self.call} ({self.place})" if self.place else self.call


@dataclass(frozen=True, slots=True)
class Thread:
    """One thread, goroutine or task.

    Attributes:
        name: As the tool prints it; its number where it has no name.
        line: Number of the line where it begins.
        state: As the tool prints it; empty where it does not.
        frames: Innermost first.
        wanted: The lock that it waits for; empty where none is named.
        held: The locks that it holds.
        owner: Name of the thread that holds the wanted lock, where the tool says it.
        waited_ms: How long it has waited, where the tool says it.
    """

    name: str
    line: int
    state: str = ""
    frames: tuple[Frame, ...] = ()
    wanted: str = ""
    held: frozenset[str] = frozenset()
    owner: str = ""
    waited_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Dump:
    """All threads of a process at one moment.

    Attributes:
        text: Name of the text that it stands in.
        language: Of the process.
        threads: In the order of the text.
        deadlocked: Names of the threads that the tool itself calls deadlocked.
    """

    text: str
    language: str
    threads: tuple[Thread, ...]
    deadlocked: frozenset[str] = frozenset()

    @property
    def line(self) -> int:
        """Number of the line where the dump begins."""
        return self.threads[0].line


@dataclass(slots=True)
class Draft:
    """A thread while its lines are read."""

    name: str
    line: int
    key: str
    state: str = ""
    frames: list[Frame] = field(default_factory=list)
    wanted: str = ""
    held: set[str] = field(default_factory=set)
    released: set[str] = field(default_factory=set)
    owner: str = ""
    waited_ms: float | None = None

    def finished(self) -> Thread:
        """The thread as read."""
        held = frozenset(self.held - self.released)
        return Thread(
            self.name, self.line, self.state, tuple(self.frames), self.wanted, held, self.owner, self.waited_ms
        )

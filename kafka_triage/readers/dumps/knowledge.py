"""What is known of thread dumps, read once from ``rules/readers/thread-dumps.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kafka_triage.language.files import rules_root
from kafka_triage.language.source import read_yaml

_PATTERNS = (
    "start",
    "header",
    "id",
    "state",
    "frame",
    "place",
    "library",
    "wanted",
    "released",
    "held",
    "owner",
    "skip",
    "deadlock",
    "deadlocked",
)


@dataclass(frozen=True, slots=True)
class Format:
    """How one tool prints stacks: literals that such a text holds, and a pattern for each kind of line."""

    name: str
    language: str
    hints: tuple[str, ...]
    patterns: Mapping[str, re.Pattern[str]]

    def match(self, pattern: str, line: str) -> re.Match[str] | None:
        """Search a line for the pattern of a kind of line; None where the tool has no such lines."""
        found = self.patterns.get(pattern)
        return found.search(line) if found else None


@dataclass(frozen=True, slots=True)
class Wait:
    """A kind of wait and the frames that tell it."""

    kind: str
    frames: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a wait, and the time-out that bounds it."""

    name: str
    of: frozenset[str]
    frames: re.Pattern[str]
    missing: str
    kind: str
    hotspot: str


@dataclass(frozen=True, slots=True)
class Handler:
    """Frames under which a framework runs handlers."""

    frames: re.Pattern[str]
    framework: str
    on_poll_thread: bool


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The whole of it; patterns of frames are searched in the text of a frame."""

    formats: tuple[Format, ...]
    tells_language: frozenset[str]
    states: Mapping[str, str]
    state_waits: Mapping[str, str]
    never_names: re.Pattern[str]
    never_frames: re.Pattern[str]
    heartbeat: re.Pattern[str]
    poll: re.Pattern[str]
    commits: re.Pattern[str]
    handlers: tuple[Handler, ...]
    thread_names: re.Pattern[str]
    own_consumer: re.Pattern[str]
    claim: str
    messages_states: frozenset[str]
    runtime: Mapping[str, re.Pattern[str]]
    waits: tuple[Wait, ...]
    specific: tuple[Behind, ...]
    generic_missing: Mapping[str, str]
    bounded: re.Pattern[str]
    hotspots: Mapping[str, str]
    libraries: Mapping[str, re.Pattern[str]]


def _any(literals: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, literals)))


def _starts(language: str, literals: Iterable[str]) -> re.Pattern[str]:
    """Frames of a runtime: by the start of the call, in Python by the path of the file."""
    listed = "|".join(map(re.escape, literals))
    return re.compile(rf"[/(]?(?:{listed})" if language == "python" else rf"\A(?:{listed})")


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The file, compiled."""
    path = rules_root() / "readers" / "thread-dumps.yaml"
    data: dict[str, Any] = read_yaml(path.read_text("utf-8"), str(path)).data
    return Knowledge(
        formats=tuple(
            Format(
                entry["name"],
                entry["language"],
                tuple(entry["hints"]),
                {key: re.compile(entry[key]) for key in _PATTERNS if key in entry},
            )
            for entry in data["formats"]
        ),
        tells_language=frozenset(data["tells_language"]),
        states=data["states"],
        state_waits=data["state_waits"],
        never_names=_any(data["never"]["names"]),
        never_frames=_any(data["never"]["frames"]),
        heartbeat=re.compile(data["heartbeat"]["name"]),
        poll=_any(data["poll"]),
        commits=_any(data["commits"]),
        handlers=tuple(
            Handler(_any(entry["frames"]), entry.get("framework", ""), entry.get("on_poll_thread", False))
            for entry in data["handlers"]
        ),
        thread_names=re.compile(data["thread_names"]),
        own_consumer=re.compile(data["own_consumer"]),
        claim=data["claim"],
        messages_states=frozenset(data["messages_states"]),
        runtime={language: _starts(language, starts) for language, starts in data["runtime"].items()},
        waits=tuple(Wait(entry["kind"], _any(entry["frames"])) for entry in data["waits"]),
        specific=tuple(
            Behind(
                entry["name"],
                frozenset(entry["of"]),
                _any(entry["frames"]),
                entry["missing"],
                entry.get("kind", ""),
                entry.get("hotspot", ""),
            )
            for entry in data["specific"]
        ),
        generic_missing=data["generic_missing"],
        bounded=_any(data["bounded"]),
        hotspots=data["hotspots"],
        libraries={library: _any(frames) for library, frames in data["libraries"].items()},
    )

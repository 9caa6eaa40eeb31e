"""Samples in words: where they stand, whose they are, how long a time is."""

from __future__ import annotations

from collections.abc import Sequence

from kafka_triage.facts.show import number
from kafka_triage.samples.rows import Sample


def member(sample: Sample) -> str:
    """A member as people find it: its host, and its client.id where that is known."""
    host = (sample.host or "").removeprefix("/")
    return f"{host} ({sample.client_id})" if host and sample.client_id else host or sample.client_id or ""


def places(samples: Sequence[Sample]) -> str:
    """Places of samples: ``two-tables.txt:4, :12``."""
    shown: list[str] = []
    last = ""
    for sample in dict.fromkeys((samples[0], samples[-1])):
        name, _, line = sample.origin.rpartition(":")
        shown.append(f":{line}" if name == last and shown else sample.origin)
        last = name
    return ", ".join(dict.fromkeys(shown))


def count(lag: int | None) -> str:
    """A number of messages."""
    return number(lag) if lag is not None else "not known"


def short_time(milliseconds: float) -> str:
    """A time between samples, in seconds."""
    return f"{number(milliseconds / 1000)} s"

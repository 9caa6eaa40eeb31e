"""The measurements as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TEMPLATE = """\
# Performance

Measured by `make bench` on {date}: {machine}; load average before it: {load:.1f}. Other machines give
other times; ratios within one run say more. `benchmarks/run.py` writes this file.

## One diagnosis

{cases} groups given as facts (`benchmarks/cases.py`), mean of one diagnosis; the rules are loaded before.
The hand-written ifs know the causes of these groups only, and name the cause alone; before anything is
measured, ifs and engines are checked to name the same causes. The larger sets of rules are the shipped ones
and clones of them: each clone fires whenever its original does and stands in the report beside it, which is
the worst case.

{diagnoses}

What is open (candidates, what is ruled out, questions) is worked out when it is first looked at, so it is not in
the table; with it, and the whole report given as data (`to_dict`), shipped rules: {wholes}.

From a pasted text (`examples/two-tables.txt`), reading included, shipped rules: {texts}.

## Starting

Whole processes, median of {starts} runs ({first_starts} for the first start), with the byte code that any
first start leaves behind.

{processes}

`load_rules`, within a process:

{loading}

## Memory

Resident memory of one process before and after {repeats:,} diagnoses; {warm_up:,} before these fill caches.

{memory}

## Reading a log

A log of {log_mib:,.0f} MiB and {log_lines:,} lines, {log_share:.0%} of them of a consumer in trouble, read by one
process (`benchmarks/reading.py`), beside `grep` with the same {log_literals:,} literals in the same run.

{reading}
"""


@dataclass(frozen=True, slots=True)
class Timing:
    """One row: what, with how many rules, and the seconds that one takes."""

    what: str
    rules: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Loading:
    """Seconds to load a number of rules, from YAML and compiled before."""

    rules: int
    from_yaml: float
    compiled: float


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident bytes of a process before and after ``repeats`` diagnoses."""

    what: str
    before: int
    after: int
    repeats: int


@dataclass(frozen=True, slots=True)
class Reading:
    """How long a log of ``mib`` MiB took, here and with grep; ``peak`` in MiB is the reader's greatest memory."""

    mib: float
    lines: int
    share: float
    literals: int
    seconds: float
    peak: float
    grep_seconds: float


def reading_table(reading: Reading) -> str:
    """Time, rate and memory of reading a log, beside grep."""
    rows = [
        [what, time_text(seconds), f"{reading.mib / seconds:,.0f} MiB/s", memory]
        for what, seconds, memory in (
            ("`read_text`", reading.seconds, f"{reading.peak:,.0f} MiB"),
            ("`grep -i -c -E -f`", reading.grep_seconds, ""),
        )
    ]
    return table(["", "time", "rate", "greatest memory"], rows)


def diagnoses_table(by_hand: Timing, timings: Iterable[Timing]) -> str:
    """Time, rate and ratio to the ifs."""
    rows = [
        [
            t.what,
            f"{t.rules:,}",
            time_text(t.seconds),
            f"{1 / t.seconds:,.0f}",
            f"{t.seconds / by_hand.seconds:,.0f}",
        ]
        for t in (by_hand, *timings)
    ]
    return table(["", "rules", "time", "a second", "times the ifs"], rows)


def processes_table(processes: Iterable[tuple[str, float]]) -> str:
    """Time of whole processes."""
    return table(["", "time"], [[what, time_text(seconds)] for what, seconds in processes])


def loading_table(loadings: Iterable[Loading]) -> str:
    """Time to load rules."""
    rows = [[f"{one.rules:,}", time_text(one.from_yaml), time_text(one.compiled)] for one in loadings]
    return table(["rules", "from YAML", "compiled before"], rows)


def memory_table(memories: Iterable[Memory]) -> str:
    """Growth of memory."""
    rows = [
        [
            one.what,
            f"{one.before / 2**20:.1f} MiB",
            f"{one.after / 2**20:.1f} MiB",
            f"{(one.after - one.before) / 2**20:+.1f} MiB",
            f"{(one.after - one.before) / one.repeats:+.1f} bytes",
        ]
        for one in memories
    ]
    return table(["", "before", "after", "growth", "growth a diagnosis"], rows)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; columns after the first are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def time_text(seconds: float) -> str:
    """A duration with three significant digits."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"

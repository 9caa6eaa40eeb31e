"""How fast a log is read, beside ``grep -E -f`` with the same literals, and how much memory it takes.

In: sizes as arguments. Out: a table on standard output. The log is made here: 1 % of its lines are those of a
consumer in trouble, the rest are lines of an application.

    python benchmarks/reading.py [MEGABYTES] [SHARE OF MATCHING LINES] [--json]
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

from document import Reading, reading_table

from kafka_triage import read_text
from kafka_triage.readers.wording import catalogue

_WORDS = (
    "handled order {0} of customer {1} in {2} ms; cart has {3} items, total 12.{2} EUR",
    "GET /api/v1/orders/{0}?page={3} 200 {2} ms user={1}",
    "cache miss for key customer:{1}:profile, loading from primary, took {2} ms",
    "saved 1 row into table orders where id = {0}; pool: active={3}, idle=7",
)
_CLIENT = "[Consumer clientId=consumer-payments-1, groupId=payments]"
_TROUBLE = (
    f"WARN {_CLIENT} consumer poll timeout has expired. This means the time between subsequent calls to poll() was "
    "longer than the configured max.poll.interval.ms, which typically implies that the poll loop is slow.",
    f"INFO {_CLIENT} (Re-)joining group",
    f"INFO {_CLIENT} Revoke previously assigned partitions audit-0, audit-1",
    f"ERROR {_CLIENT} Offset commit failed on partition audit-0 at offset 9: The coordinator is not aware of it.",
)


def write_log(path: Path, megabytes: int, share: float) -> int:
    """Write a log; gives its number of lines."""
    every = max(1, round(1 / share))
    chunk: list[str] = []
    for number in range(20_000):
        stamp = f"2025-03-18 {number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d},{number % 1000:03d}"
        if number % every == 0:
            chunk.append(f"{stamp} {_TROUBLE[number // every % len(_TROUBLE)]}\n")
        else:
            words = _WORDS[number % len(_WORDS)].format(number * 7919, number % 977, number % 389, number % 13)
            chunk.append(f"{stamp} INFO 1 --- [worker-{number % 16}] com.example.orders.Service : {words}\n")
    data = "".join(chunk).encode()
    times = max(1, megabytes * 1024 * 1024 // len(data))
    with path.open("wb") as file:
        for _ in range(times):
            file.write(data)
    return times * len(chunk)


def measured(megabytes: int, share: float) -> Reading:
    """Read a log that is made for it, with `read_text` and with grep."""
    with tempfile.TemporaryDirectory() as folder:
        path, literals = Path(folder) / "app.log", Path(folder) / "literals.txt"
        lines = write_log(path, megabytes, share)
        known = catalogue()
        known.automaton  # noqa: B018 - built once a process, not a part of reading
        begin = time.perf_counter()
        read_text(path)
        own = time.perf_counter() - begin
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        # grep -E: what is special in an expression is escaped, so that the literals are the same.
        special = str.maketrans({char: f"\\{char}" for char in r"\.[]{}()*+?^$|"})
        literals.write_text("".join(f"{literal.translate(special)}\n" for literal in known.literals))
        begin = time.perf_counter()
        command = [shutil.which("grep") or "grep", "-i", "-c", "-E", "-f", str(literals), str(path)]
        subprocess.run(command, capture_output=True, check=True)
        other = time.perf_counter() - begin
        size = path.stat().st_size / 1024 / 1024
    return Reading(size, lines, share, len(known.literals), own, peak, other)


def main() -> None:
    """Measure, and print the table, or the figures as JSON."""
    parser = argparse.ArgumentParser(description="Measures how fast a log is read, beside grep.")
    parser.add_argument("megabytes", type=int, nargs="?", default=256)
    parser.add_argument("share", type=float, nargs="?", default=0.01, help="of lines that matter")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measured(options.megabytes, options.share)
    if options.json:
        print(json.dumps(asdict(found)))
        return
    print(f"{found.mib:,.0f} MiB, {found.lines:,} lines, {found.share:.1%} of a consumer in trouble")
    print(reading_table(found))


if __name__ == "__main__":
    main()

"""Prints the resident memory of this process, as JSON, before and after many diagnoses.

usage: memory.py ENGINE DIAGNOSES
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from itertools import cycle, islice
from pathlib import Path

from cases import CASES

from kafka_triage import diagnose

WARM_UP = 1_000


def resident_bytes() -> int:
    """Memory of this process that is in RAM now, after a collection of garbage."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def main() -> None:
    """Diagnoses the cases in turn; the first ones fill caches and are not counted."""
    engine, diagnoses = sys.argv[1], int(sys.argv[2])
    for case in islice(cycle(CASES), WARM_UP):
        diagnose(case.facts, engine=engine)
    before = resident_bytes()
    for case in islice(cycle(CASES), diagnoses):
        diagnose(case.facts, engine=engine)
    print(json.dumps({"before": before, "after": resident_bytes()}))


if __name__ == "__main__":
    main()

"""Prints the seconds that ``load_rules`` takes in this process.

usage: load.py [DIRECTORY]
"""

from __future__ import annotations

import sys
from time import perf_counter

from kafka_triage import load_rules


def main() -> None:
    """Loads the shipped rules, and those of a directory if one is given."""
    start = perf_counter()
    load_rules(*sys.argv[1:])
    print(perf_counter() - start)


if __name__ == "__main__":
    main()

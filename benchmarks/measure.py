"""Times one diagnosis with pyperf. Started by run.py; any option of pyperf may be given to it.

Names of the benchmarks: ``by hand``, ``facts|ENGINE|RULES``, ``whole|ENGINE`` and ``text|ENGINE``.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from time import perf_counter

import pyperf
from cases import CASES, decide_by_hand

from kafka_triage import diagnose, load_rules


def time_by_hand(loops: int) -> float:
    """Seconds for ``loops`` rounds over the cases, decided by ifs."""
    cases = [case.facts for case in CASES]
    start = perf_counter()
    for _ in range(loops):
        for facts in cases:
            decide_by_hand(facts)
    return perf_counter() - start


def time_facts(loops: int, engine: str, directories: tuple[Path, ...]) -> float:
    """Seconds for ``loops`` rounds over the cases; loading the rules and the first round are not counted."""
    rules = load_rules(*directories)
    cases = [case.facts for case in CASES]
    for facts in cases:
        diagnose(facts, rules=rules, engine=engine)
    start = perf_counter()
    for _ in range(loops):
        for facts in cases:
            diagnose(facts, rules=rules, engine=engine)
    return perf_counter() - start


def time_whole(loops: int, engine: str) -> float:
    """Seconds for ``loops`` rounds over the cases, with candidates and questions worked out and given as data."""
    cases = [case.facts for case in CASES]
    for facts in cases:
        diagnose(facts, engine=engine).to_dict()
    start = perf_counter()
    for _ in range(loops):
        for facts in cases:
            diagnose(facts, engine=engine).to_dict()
    return perf_counter() - start


def time_text(loops: int, engine: str, text: str) -> float:
    """Seconds for ``loops`` diagnoses of a pasted text with the shipped rules."""
    diagnose(text=text, engine=engine)
    start = perf_counter()
    for _ in range(loops):
        diagnose(text=text, engine=engine)
    return perf_counter() - start


def pass_on(command: list[str], arguments: argparse.Namespace) -> None:
    """Hands the options of this script to the worker processes of pyperf."""
    command.extend(["--added", *map(str, arguments.added), "--text", str(arguments.text)])
    command.extend(["--engines", *arguments.engines])


def main() -> None:
    """Runs all benchmarks."""
    runner = pyperf.Runner(add_cmdline_args=pass_on)
    runner.argparser.add_argument("--added", type=Path, nargs="*", help="directories to add to the shipped rules")
    runner.argparser.add_argument("--text", type=Path, help="file to diagnose")
    runner.argparser.add_argument("--engines", nargs="+")
    arguments = runner.parse_args()
    text = arguments.text.read_text(encoding="utf-8")
    runner.bench_time_func("by hand", time_by_hand, inner_loops=len(CASES))
    for engine in arguments.engines:
        for directories in ((), *((directory,) for directory in arguments.added)):
            name = f"facts|{engine}|{directories[0].name if directories else 'shipped'}"
            runner.bench_time_func(name, time_facts, engine, directories, inner_loops=len(CASES))
        runner.bench_time_func(f"whole|{engine}", time_whole, engine, inner_loops=len(CASES))
        runner.bench_time_func(f"text|{engine}", time_text, engine, text)


if __name__ == "__main__":
    main()

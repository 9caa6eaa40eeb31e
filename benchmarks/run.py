"""All measurements in one command: prints the tables and writes them to docs/performance.md (``make bench``).

Timings of a diagnosis come from pyperf (several processes, calibrated loops), starts of a process are medians
of whole runs, and memory is read from the kernel. With ``--fast`` the numbers are rough and only printed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyperf
from cases import CASES, decide_by_hand
from document import (
    TEMPLATE,
    Loading,
    Memory,
    Reading,
    Timing,
    diagnoses_table,
    loading_table,
    memory_table,
    processes_table,
    reading_table,
    time_text,
)
from memory import WARM_UP
from questions import measure as count_questions
from rulesets import write_clones

from kafka_triage import diagnose, load_rules
from kafka_triage.engine import durable

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "rules"
EXAMPLE = ROOT / "examples" / "two-tables.txt"
DOCUMENT = ROOT / "docs" / "performance.md"
TOTALS = (300, 800)


@dataclass(frozen=True, slots=True)
class Effort:
    """How thoroughly to measure."""

    pyperf: tuple[str, ...]
    starts: int
    first_starts: int
    repeats: int
    log_mib: int


THOROUGH = Effort(("--processes=5", "--values=4"), starts=21, first_starts=5, repeats=20_000, log_mib=1024)
FAST = Effort(("--processes=2", "--values=2", "--min-time=0.05"), starts=3, first_starts=2, repeats=2_000, log_mib=64)


class Bench:
    """Starts the measuring processes, with ``work`` for what they leave behind."""

    def __init__(self, work: Path, effort: Effort, engines: Sequence[str]) -> None:
        self.work = work
        self.effort = effort
        self.engines = engines

    def environment(self, cache: str = "cache") -> dict[str, str]:
        """That of a user, who keeps byte code and compiled rules."""
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return kept | {
            "PYTHONPYCACHEPREFIX": str(self.work / "pycache"),
            "XDG_CACHE_HOME": str(self.work / cache),
        }

    def diagnoses(self, added: Iterable[Path]) -> dict[str, float]:
        """Seconds of one diagnosis, by the names that measure.py gives."""
        output = self.work / "timings.json"
        command = [*script("measure.py"), "--quiet", "--copy-env", "-o", str(output), *self.effort.pyperf]
        command += ["--engines", *self.engines, "--text", str(EXAMPLE), "--added", *map(str, added)]
        subprocess.run(command, check=True, env=self.environment(), stdout=sys.stderr)
        suite = pyperf.BenchmarkSuite.load(str(output))
        return {benchmark.get_name(): benchmark.median() for benchmark in suite.get_benchmarks()}

    def start(self, *command: str) -> float:
        """Seconds of a whole process, after one that fills the caches."""
        self._seconds(command, "cache")
        return statistics.median(self._seconds(command, "cache") for _ in range(self.effort.starts))

    def first_start(self, *command: str) -> float:
        """Seconds of a whole process that finds no compiled rules."""
        times = range(self.effort.first_starts)
        return statistics.median(self._seconds(command, f"start-{number}") for number in times)

    def _seconds(self, command: Sequence[str], cache: str) -> float:
        environment = self.environment(cache)
        start = time.perf_counter()
        status = subprocess.run(command, env=environment, capture_output=True, check=False).returncode
        seconds = time.perf_counter() - start
        if status not in (0, 1):
            sys.exit(f"{' '.join(command)} ended with exit status {status}")
        return seconds

    def loading(self, rules: int, *added: Path) -> Loading:
        """The times of load.py with and without compiled rules."""
        command = [*script("load.py"), *map(str, added)]

        def seconds(cache: str) -> float:
            environment = self.environment(cache)
            result = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
            return float(result.stdout)

        caches = [f"load-{rules}-{number}" for number in range(self.effort.first_starts)]
        from_yaml = statistics.median(map(seconds, caches))
        return Loading(rules, from_yaml, statistics.median(map(seconds, caches)))

    def memory(self, engine: str) -> Memory:
        """The sizes that memory.py sees."""
        command = [*script("memory.py"), engine, str(self.effort.repeats)]
        result = subprocess.run(command, env=self.environment(), capture_output=True, check=True, text=True)
        sizes = json.loads(result.stdout)
        return Memory(code(engine), sizes["before"], sizes["after"], self.effort.repeats)

    def reading(self) -> Reading:
        """What reading.py measures."""
        command = [*script("reading.py"), str(self.effort.log_mib), "--json"]
        result = subprocess.run(command, env=self.environment(), capture_output=True, check=True, text=True)
        return Reading(**json.loads(result.stdout))


def script(name: str) -> list[str]:
    """The command that runs a script of this directory."""
    return [sys.executable, str(ROOT / "benchmarks" / name)]


def code(engine: str) -> str:
    """An engine as the argument that chooses it."""
    return f'`engine="{engine}"`'


def available_engines() -> tuple[str, ...]:
    """Both engines, or the Python one alone where durable-rules cannot be imported."""
    return ("python", "durable") if durable.available() else ("python",)


def check_decisions(engines: Iterable[str]) -> None:
    """Stops unless the engines and the ifs name the cause that is right for every case."""
    for case in CASES:
        found = {"by hand": decide_by_hand(case.facts)}
        for engine in engines:
            diagnoses = diagnose(case.facts, engine=engine).diagnoses
            found[engine] = diagnoses[0].id if diagnoses else None
        for who, cause in found.items():
            if cause != case.cause:
                sys.exit(f"case '{case.name}': {who} says {cause}, not {case.cause}; nothing was measured")


def machine() -> str:
    """Processor, cores, system and Python of this machine."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    processor = names[0] if names else platform.machine()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{processor}, {os.cpu_count()} cores, {platform.system()}, {python}"


def measure(bench: Bench) -> str:
    """Measures everything, and gives it as Markdown."""
    load = os.getloadavg()[0]
    shipped = list(load_rules().rules)
    clones = {total: bench.work / f"rules-{total}" for total in TOTALS}
    for total, directory in clones.items():
        write_clones(SHIPPED, shipped, directory, total)
    timings = bench.diagnoses(clones.values())
    by_hand = Timing("hand-written ifs", len({case.cause for case in CASES} - {None}), timings["by hand"])
    names = {"shipped": len(shipped)} | {directory.name: total for total, directory in clones.items()}
    by_engine = [
        Timing(code(engine), total, timings[f"facts|{engine}|{name}"])
        for engine in bench.engines
        for name, total in names.items()
    ]
    wholes = [f"{time_text(timings[f'whole|{engine}'])} ({engine})" for engine in bench.engines]
    texts = [f"{time_text(timings[f'text|{engine}'])} ({engine})" for engine in bench.engines]
    command = (str(Path(sys.executable).with_name("kafka-triage")), "diagnose", str(EXAMPLE))
    processes = [
        ("`python -c pass`", bench.start(sys.executable, "-c", "pass")),
        ("`python -c 'import kafka_triage'`", bench.start(sys.executable, "-c", "import kafka_triage")),
        ("`kafka-triage diagnose examples/two-tables.txt`", bench.start(*command)),
        ("the same, first start: the rules are read from YAML and checked", bench.first_start(*command)),
    ]
    reading = bench.reading()
    return TEMPLATE.format(
        date=time.strftime("%Y-%m-%d", time.gmtime()),
        machine=machine(),
        load=load,
        cases=len(CASES),
        diagnoses=diagnoses_table(by_hand, by_engine),
        wholes=", ".join(wholes),
        texts=", ".join(texts),
        starts=bench.effort.starts,
        first_starts=bench.effort.first_starts,
        processes=processes_table(processes),
        loading=loading_table([bench.loading(len(shipped)), *(bench.loading(*added) for added in clones.items())]),
        repeats=bench.effort.repeats,
        warm_up=WARM_UP,
        memory=memory_table(map(bench.memory, bench.engines)),
        log_mib=reading.mib,
        log_lines=reading.lines,
        log_share=reading.share,
        log_literals=reading.literals,
        reading=reading_table(reading),
    )


def main() -> None:
    """Runs in some minutes."""
    parser = argparse.ArgumentParser(description="Measures kafka_triage and writes docs/performance.md.")
    parser.add_argument("--fast", action="store_true", help="rough numbers, printed only")
    fast = parser.parse_args().fast
    engines = available_engines()
    check_decisions(engines)
    with tempfile.TemporaryDirectory() as work:
        text = measure(Bench(Path(work), FAST if fast else THOROUGH, engines))
    print(text)
    if not fast:
        text += "\n" + count_questions(load_rules())
        DOCUMENT.write_text(text, encoding="utf-8")
        print(f"written to {DOCUMENT.relative_to(ROOT)}", file=sys.stderr)


if __name__ == "__main__":
    main()

"""Feeds the readers with mutations of texts that they know, for as long as is asked.

The texts are the samples of the wordings, the examples, and those of the tests of the readers: configuration, tables,
JSON, metrics, dumps and sentences. In: seconds, and a number to begin with, as arguments. Out: how many texts were
read; the first text that does anything else than give a reading or one `FactError`, or that takes longer than a few
seconds, is written to a file and ends it.

    python benchmarks/fuzz_readers.py [SECONDS] [SEED]
"""

from __future__ import annotations

import ast
import gzip
import random
import sys
import time
from pathlib import Path

import yaml

from kafka_triage import FactError, read_text
from kafka_triage.language.files import rules_root

_SLOWEST = 5.0
_LONGEST = 400_000
_SHORTEST = 12
_SCRAPS = tuple(
    rb"\0|\x1b[31m|\x1b]0;x\x07|\xff\xfe|{|}|{\"log\":\"|\"|\n|\r|\t|&quot;|<br>|%3%1%|GROUP TOPIC".decode(
        "unicode_escape"
    )
    .encode("latin-1")
    .split(b"|")
)
_RUNS = tuple(
    scrap * times
    for scrap in (
        b"9",
        b"-",
        b"(",
        b"[",
        b"a=",
        b" ",
        b"a.",
        b"- ",
        b'"a',
        b"| a ",
        b'{"a":',
        b"{a: ",
        b"\tat a.b(c)\n",
        b"Caused by: x\n",
    )
    for times in (400, 3000)
)


def texts() -> list[bytes]:
    """Samples of all wordings, and the examples of the repository."""
    found = []
    for path in (rules_root() / "logs").glob("*.yaml"):
        entries = (yaml.safe_load(path.read_text("utf-8")) or {}).get("says", {})
        found += [str(entry.get("sample") or entry["says"]).encode() for entry in entries.values()]
    top = Path(__file__).parents[1]
    found += [path.read_bytes() for path in (top / "examples").rglob("*.txt")]
    found += [b"\n".join(found[start : start + 20]) for start in range(0, len(found), 20)]
    for path in (top / "tests" / "readers").glob("test_*.py"):
        constants = (
            node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)
        )
        found += [text.encode() for text in constants if isinstance(text, str) and len(text) >= _SHORTEST]
    return found


def mutated(pick: random.Random, known: list[bytes]) -> bytes:
    """One text made of known ones: cut, joined, repeated, with bytes and scraps put in or taken out."""
    data = bytearray(pick.choice(known))
    for _ in range(pick.randrange(1, 12)):
        at = pick.randrange(len(data) + 1)
        match pick.randrange(9):
            case 0:
                data[at:at] = pick.choice(_SCRAPS + _RUNS)
            case 1:
                del data[at : at + pick.randrange(1, 60)]
            case 2:
                data[at:at] = pick.choice(known)
            case 3:
                part = data[at : at + pick.randrange(1, 200)]
                data[at:at] = part * pick.randrange(1, 50)
            case 4 if data:
                data[at % len(data)] = pick.randrange(256)
            case 5:
                data = bytearray(
                    bytes(data).replace(b" ", pick.choice((b"  ", b"\n", b"\t", b"")), pick.randrange(1, 9))
                )
            case 6:
                data *= pick.randrange(1, 4)
            case 7:
                data = bytearray(_shuffled(pick, bytes(data)))
            case _:
                data[at:at] = bytes(pick.randrange(256) for _ in range(pick.randrange(1, 9)))
        del data[_LONGEST:]
    if not pick.randrange(40):
        return gzip.compress(bytes(data))[: pick.randrange(1, len(data) + 40)]
    return bytes(data)


def _shuffled(pick: random.Random, data: bytes) -> bytes:
    """The lines of a text in another order, some of them joined, indented, quoted or twice."""
    lines = data.split(b"\n")[:400]
    for _ in range(pick.randrange(1, 6)):
        one, other = pick.randrange(len(lines)), pick.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
        lines[one] = pick.choice((b"", b"> ", b"  ", b"| ", b"```\n", lines[other])) + lines[one]
    return b"\n".join(lines)


def main() -> int:
    """Read until the time is over; 1 where something went wrong."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 120
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    pick = random.Random(seed)  # noqa: S311
    known = texts()
    until = time.monotonic() + seconds
    count = refused = 0
    slowest = 0.0
    while time.monotonic() < until:
        text = mutated(pick, known)
        begin = time.process_time()
        try:
            read_text(text)
        except FactError:
            refused += 1
        except Exception as error:
            return _ended(text, f"{type(error).__name__}: {error}")
        taken = time.process_time() - begin
        slowest = max(slowest, taken)
        if taken > _SLOWEST:
            return _ended(text, f"{taken:.1f} s for {len(text):,} bytes")
        count += 1
    print(f"{count:,} texts, {refused:,} refused, the slowest took {slowest:.2f} s; seed {seed}")
    return 0


def _ended(text: bytes, why: str) -> int:
    path = Path("fuzz-failure.bin")
    path.write_bytes(text)
    print(f"{why}\nthe text is in {path.absolute()}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

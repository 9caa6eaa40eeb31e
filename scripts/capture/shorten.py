"""Make test data of captured logs: the client's own words, fewer of them.

``python -m scripts.capture.shorten FROM TO`` writes each log of FROM to TO: what repeats is kept at its beginning
and at its end, dumps of settings are left out, and paths of this machine are made neutral.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_MOST_LINES = 26
_MOST_CALM = 70
_REPEATS = 2
_FEWEST_QUIET = 14
_LONGEST = 430
_MOST_FRAMES = 4
_TOLD = r"session\.timeout|max\.poll|heartbeat\.interval|auto\.offset|isolation|group\.|enable\.auto"
_DUMP = re.compile(rf"^\t(?!(?:{_TOLD})[\w.]* = )[\w.]+ = |^    ?(?:retur|result|self|await|raise|conn|\^)")
_USUAL = re.compile(
    r"AppInfoParser|metrics\.Metrics|KafkaMetricsCollector|Finished assignment|Notifying assignor"
    r"|Request joining group due to: consumer pro-act|Resetting generation and member id due to: consumer pro-act"
    r"|selected as leader for group|found topic/partition|found member|seeking to offset"
    r"|committed offsets for group|^\t\tpartition|^\ttopic:"
)
_LOUD = re.compile(r"WARN|ERR|rror|xception|ail|%3\||imed out|out of range")
_FRAME = re.compile(r"^\s+at |^  File |^    ")
_SAME = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
_PATHS = (
    (re.compile(r"/(?:[\w.-]+/)*lib/python3\.\d+/"), "/usr/lib/python3.11/"),
    (re.compile(r"/(?:[\w.-]+/)*scripts/capture/clients/"), "/app/"),
    (re.compile(r"/(?:[\w.-]+/)*lab/"), "/app/"),
    (re.compile(r"/usr/local/go/|/root/go/"), "/go/"),
)


def shorten(text: str, most: int) -> str:
    """What lines say, each a few times, and the last of them; of a stack its upper part; alarms before other lines."""
    lines = [line for line in text.splitlines() if line.strip() and not _DUMP.match(line) and not _USUAL.search(line)]
    shapes: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        shapes.setdefault(_SAME.sub("#", line)[:160], []).append(number)
    kept: list[int] = []
    frames = 0
    for number in sorted({number for same in shapes.values() for number in (*same[:_REPEATS], same[-1])}):
        frames = frames + 1 if _FRAME.match(lines[number]) else 0
        if frames <= _MOST_FRAMES or lines[number].startswith("  File "):
            kept.append(number)
    quiet = [number for number in kept if not _LOUD.search(lines[number])]
    while len(kept) > most and len(quiet) > _FEWEST_QUIET:
        kept.remove(quiet.pop(len(quiet) // 2))
    shown = "\n".join(lines[number][:_LONGEST] for number in kept) + "\n"
    for pattern, neutral in _PATHS:
        shown = pattern.sub(neutral, shown)
    return shown


def main() -> None:
    """Shorten the logs of one directory into another."""
    source, target = (Path(argument) for argument in sys.argv[1:3])
    for path in sorted(source.glob("*/*.log")):
        text = path.read_text(errors="replace")
        if text.strip():
            (target / path.parent.name).mkdir(parents=True, exist_ok=True)
            (target / path.parent.name / path.name).write_text(
                shorten(text, _MOST_CALM if "calm" in path.name else _MOST_LINES)
            )


if __name__ == "__main__":
    main()

"""Scores the diagnoses of a folder of real incidents, as their pasted text gives them, and writes docs/incidents.md.

The incidents are not part of this repository: `python benchmarks/incidents.py ../shared/incidents` runs the folder's
own ``score.py`` in both of its modes, without and with what the reporter said in words.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from document import table

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "incidents.md"
MARKS = ("right", "acceptable", "asked", "silent", "wrong", "crash")
MODES = {"the pasted text alone": (), "with the reporter's own sentences": ("--stated",)}
TEMPLATE = """\
# Real incidents

Scored by `python benchmarks/incidents.py ../shared/incidents` on {date}: {cases} trouble reports from public
issue threads, each as its reporter pasted it, with the cause that the thread found. The incidents and their
`score.py` are not part of this repository.

{total}

*right*: the first diagnosis has the family of the cause. *acceptable*: one that is accepted. *asked*: no
diagnosis, and the family is among the first three candidates, with a question. *silent*: none of these.
*wrong*: the first diagnosis is of another family.

With the reporter's own sentences, by family:

{families}
"""


def scored(folder: Path, options: tuple[str, ...]) -> dict[str, Any]:
    """What the folder's script counts."""
    command = [sys.executable, str(folder / "score.py"), str(folder), "--json", *options]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def row(title: str, counts: dict[str, int]) -> list[str]:
    """One line of a table."""
    return [title, *(str(counts.get(mark, 0)) for mark in MARKS)]


def main() -> None:
    """Runs in a minute."""
    parser = argparse.ArgumentParser(description="Scores the diagnoses of real incidents.")
    parser.add_argument("folder", type=Path, help="incidents as YAML, with their score.py")
    folder: Path = parser.parse_args().folder
    modes = {title: scored(folder, options) for title, options in MODES.items()}
    said = modes["with the reporter's own sentences"]
    total = [
        row(f"{title}{', confidence high' if key != 'all' else ''}", found["counts"].get(key, {}))
        for title, found in modes.items()
        for key in ("all", "confidence high")
    ]
    families = [row(key, counts) for key, counts in sorted(said["counts"].items()) if key != "all" and " " not in key]
    text = TEMPLATE.format(
        date=time.strftime("%Y-%m-%d", time.gmtime()),
        cases=len(said["cases"]),
        total=table(["", *MARKS], total),
        families=table(["", *MARKS], families),
    )
    DOCUMENT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

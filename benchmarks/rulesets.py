"""Rule directories that bring the shipped rules up to a given number."""

from __future__ import annotations

import shutil
from itertools import cycle
from pathlib import Path


def rule_files(root: Path) -> list[Path]:
    """The files of a rules directory that hold a cause, in the order of their paths."""
    return sorted(path for path in root.glob("*/*.yaml") if path.parent.name not in ("facts", "logs"))


def write_clones(shipped: Path, target: Path, total: int) -> None:
    """Clones shipped rules under new ids into ``target`` until both together hold ``total`` rules.

    A clone has the conditions of its original and fires whenever that does, so a report names each cause many
    times over: the worst case. The same total gives the same files each time.
    """
    originals = rule_files(shipped)
    for number, original in zip(range(len(originals), total), cycle(originals), strict=False):
        clone = target / original.parent.name / f"{original.stem}-clone-{number}.yaml"
        clone.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(original, clone)

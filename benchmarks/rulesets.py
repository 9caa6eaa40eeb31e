"""Rule directories that bring the shipped rules up to a given number."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path


def write_clones(shipped: Path, ids: Sequence[str], target: Path, total: int) -> None:
    """Clones rules under new ids into ``target`` until the shipped ones and the clones are ``total`` rules.

    A clone has the conditions of its original and fires whenever that does, so a report names each cause many
    times over: the worst case. The same ids and total give the same files each time.

    Args:
        shipped: Directory of the shipped rules.
        ids: Their ids.
        target: Directory to write to.
        total: Rules that both directories hold together.
    """
    for number, id in zip(range(len(ids), total), cycle(ids), strict=False):
        clone = target / f"{id}-clone-{number}.yaml"
        clone.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(shipped / f"{id}.yaml", clone)

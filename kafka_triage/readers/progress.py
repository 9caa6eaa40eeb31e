"""A progress bar on standard error for long reading: only on a terminal, and only where it takes a while.

In: the number of bytes read. Out: nothing but the bar.
"""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

_FROM_BYTES = 32 * 1024 * 1024


class Progress:
    """Shows how far a text has been read.

    Args:
        name: What is read.
        size: Its length in bytes, where it is known.
    """

    def __init__(self, name: str, size: int | None) -> None:
        self._name, self._size, self._read = name, size, 0
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        return self

    def add(self, length: int) -> None:
        """So many bytes more were read."""
        self._read += length
        if self._bar is None and self._read >= _FROM_BYTES and sys.stderr is not None and sys.stderr.isatty():
            self._begin()
        if self._bar is not None:
            self._bar.update(self._task, completed=self._read)

    def _begin(self) -> None:
        from rich.console import Console
        from rich.markup import escape
        from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
        from rich.progress import Progress as Bar

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
        )
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self._bar.start()
        self._task = self._bar.add_task(f"reading {escape(self._name)}", total=self._size)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

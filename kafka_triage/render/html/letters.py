"""Text in pictures, where nothing wraps it: how wide it is about, and lines that fit.

In: text and a width in pixels. Out: lines. Widths are estimates for the sans-serif fonts of systems, rather too wide.
"""

from __future__ import annotations

import unicodedata

_EM = 13.0
# Shares of the font size, after the bold letters of DejaVu Sans, one of the widest fonts that a system falls back to.
_SHARES = {
    **dict.fromkeys(" .,:;'|!()[]/-ijlIf", 0.40),
    **dict.fromkeys('tr"*', 0.50),
    **dict.fromkeys("ckszvxyLJFT_", 0.66),
    **dict.fromkeys("wACBDGHKNOQRUVXYZ%", 0.86),
    **dict.fromkeys("mMW@…", 1.08),
}
_USUAL, _FULL = 0.72, 1.0


def width_of(text: str, em: float = _EM) -> float:
    """About how many pixels a text takes at a font size of ``em`` pixels."""
    return sum(map(_share, text)) * em


def _share(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return _FULL
    return _SHARES.get(letter, _USUAL)


def wrapped(text: str, width: float, most: int) -> tuple[str, ...]:
    """A text in at most ``most`` lines; what does not fit is cut, with an ellipsis."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, width):
            longer = f"{lines[-1]} {piece}" if lines[-1] else piece
            if width_of(longer) <= width or not lines[-1]:
                lines[-1] = longer
            else:
                lines.append(piece)
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(f"{lines[most - 1]}…", width)]
    return tuple(lines)


def _pieces(word: str, width: float) -> list[str]:
    """A word in pieces that fit, broken anywhere."""
    found = [""]
    for letter in word:
        if width_of(found[-1] + letter) > width and found[-1]:
            found.append("")
        found[-1] += letter
    return found


def _cut(line: str, width: float) -> str:
    while width_of(line) > width and len(line) > 1:
        line = f"{line[:-2]}…"
    return line

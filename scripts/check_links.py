"""Ask every address that rules and documentation name whether it still answers; run by hand, as it needs the web.

Prints one line for each address that does not, with the places where it stands. Exit status 1 when there is one.
"""

from __future__ import annotations

import re
import sys
import urllib.error
import urllib.request
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACES = ("rules/**/*.yaml", "docs/**/*.md", "*.md", "examples/**/*.yaml")
_ADDRESS = re.compile(r"https?://[^\s\"'<>`\\]+")
# Addresses that answer nowhere, or only on the machine itself or inside a cloud.
_EXAMPLES = re.compile(r"https?://([\w.-]*\.)?(example\.(org|com|net)|localhost|127\.0\.0\.1|100\.100\.100\.200)\b")
_TIMEOUT_S = 20
_AT_ONCE = 8


def addresses() -> dict[str, list[str]]:
    """Every address with the files and lines where it stands."""
    found: dict[str, list[str]] = defaultdict(list)
    for pattern in PLACES:
        for path in sorted(ROOT.glob(pattern)):
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                for address in _ADDRESS.findall(line):
                    if not _EXAMPLES.match(address):
                        found[_trimmed(address)].append(f"{path.relative_to(ROOT)}:{number}")
    return found


def _trimmed(address: str) -> str:
    """An address without the punctuation of the sentence that it stands in."""
    shorter = address.rstrip(".,;:")
    for opened, closed in ("()", "[]", "{}"):
        if shorter.endswith(closed) and shorter.count(closed) > shorter.count(opened):
            shorter = _trimmed(shorter[:-1])
    return shorter


def mistake(address: str) -> str:
    """What is wrong with an address; empty where it answers."""
    request = urllib.request.Request(address, headers={"User-Agent": "Mozilla/5.0 (kafka_triage link check)"})
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S):
            return ""
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.reason}"
    except (OSError, ValueError) as error:
        return str(error)


def main() -> int:
    """Check all addresses."""
    found = addresses()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        mistakes = dict(zip(found, pool.map(mistake, found), strict=True))
    broken = {address: what for address, what in mistakes.items() if what}
    for address, what in broken.items():
        print(f"{address}: {what}\n    {', '.join(found[address])}")
    print(f"{len(found)} addresses, {len(broken)} do not answer")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())

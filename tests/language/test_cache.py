"""The cache of compiled rules: only ever a matter of speed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kafka_triage import diagnose
from kafka_triage.language.cache import cached_rule_book, content_key, decode, encode
from kafka_triage.language.files import rules_root
from kafka_triage.language.load import build_rule_book

ROOT = Path(__file__).parents[2]
CODE = "from kafka_triage import diagnose; print(diagnose({'group.lag_trend': 'growing', 'group.committed_trend': 'unchanged'}).to_json())"
EXPECTED = diagnose({"group.lag_trend": "growing", "group.committed_trend": "unchanged"}).to_json()


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, in an environment that holds nothing else."""
    kept = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], **environment}
    return subprocess.run([sys.executable, "-c", CODE], env=kept, capture_output=True, text=True, check=False)


def test_a_compiled_book_is_the_same_book() -> None:
    book = build_rule_book((rules_root(),))
    assert decode(encode(book)) == book


def test_second_start_uses_what_the_first_left(tmp_path: Path) -> None:
    assert run(XDG_CACHE_HOME=str(tmp_path)).stdout.strip() == EXPECTED
    (file,) = (tmp_path / "kafka-triage").glob("rules-*.json")
    before = file.stat().st_mtime_ns
    assert run(XDG_CACHE_HOME=str(tmp_path)).stdout.strip() == EXPECTED
    assert file.stat().st_mtime_ns == before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'["RuleBook"]', b'["Path", "x"]', b"\xff\xfe", b"null"])
def test_damaged_cache_is_no_error(tmp_path: Path, content: bytes) -> None:
    directory = tmp_path / "kafka-triage"
    directory.mkdir()
    (directory / f"rules-{content_key((rules_root(),))}.json").write_bytes(content)
    found = run(XDG_CACHE_HOME=str(tmp_path))
    assert (found.stdout.strip(), found.stderr) == (EXPECTED, "")


def test_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    found = run(XDG_CACHE_HOME=str(in_the_way / "below"))
    assert (found.stdout.strip(), found.stderr) == (EXPECTED, "")


def test_no_home_is_no_error() -> None:
    found = run()
    assert (found.stdout.strip(), found.stderr) == (EXPECTED, "")


def test_a_changed_file_is_read_anew(write: Callable[[dict[str, str]], Path]) -> None:
    directory = write(
        {"facts/shop.yaml": "facts:\n  shop.open: {type: bool, meaning: It is open., ask: Is it open?}\n"}
    )
    assert "shop.open" in cached_rule_book((rules_root(), directory)).vocabulary.facts
    (directory / "facts" / "shop.yaml").write_text(
        "facts:\n  shop.shut: {type: bool, meaning: It is shut., ask: Is it shut?}\n"
    )
    found = cached_rule_book((rules_root(), directory)).vocabulary.facts
    assert "shop.shut" in found
    assert "shop.open" not in found

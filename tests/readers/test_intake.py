"""Where text comes from, and what is refused."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kafka_triage import FactError, read_text
from kafka_triage.readers import text as text_module
from kafka_triage.readers.intake import BLOCK, blocks, source_of

LINE = "[2025-03-18 09:14:07,118] WARN [Consumer clientId=c-1, groupId=payments] consumer poll timeout has expired. This means the time between subsequent calls to poll() was longer than the configured max.poll.interval.ms\n"


BOMB = gzip.compress(b"a" * 120_000_000)


def zipped(*files: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        LINE.encode(),
        LINE.encode("utf-16"),
        LINE.encode("utf-16-le"),
        LINE.encode("utf-16-be"),
        LINE.encode("utf-32"),
        LINE.encode("utf-8-sig"),
        b"caf\xe9 \x80\n" + LINE.encode(),
        b"\0" * 5000 + LINE.encode(),
        gzip.compress(LINE.encode()),
        gzip.compress(b"") + gzip.compress(LINE.encode()),
        zipped(("app.log", LINE.encode())),
        LINE.replace("\n", "\r").encode(),
        LINE.encode() + b"x" * (BLOCK * 3) + b"\n" + LINE.encode(),
    ],
)
def test_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "app.log"
    path.write_bytes(content)
    for given in (path, content, io.BytesIO(content)):
        facts = {fact.name: fact.value for fact in read_text(given).facts}
        assert facts["event.poll_interval_exceeded"] is True


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "there is no text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "this is binary, not text: a PNG image"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x7fELF" + bytes(100), "a program"),
        (os.urandom(64) * 400, "this is binary"),
        (gzip.compress(gzip.compress(LINE.encode())), "an archive within an archive"),
        (gzip.compress(zipped(("a.log", LINE.encode()))), "an archive within an archive"),
        (zipped(("a.zip", zipped(("a.log", LINE.encode())))), "an archive within an archive"),
        (zipped(("a.log", b"x"), ("b.log", b"y")), "this archive holds 2 files"),
        (zipped(), "binary|holds 0 files|damaged"),
        (BOMB, "unpacks to far more"),
        (b"\x1f\x8b" + b"nonsense" * 10, "damaged gzip"),
        (b"PK\x03\x04nonsense", "damaged zip"),
    ],
    ids=range(13),
)
def test_refused_with_one_clear_sentence(content: bytes, message: str) -> None:
    with pytest.raises(FactError, match=message) as raised:
        read_text(content)
    assert 1 == len(raised.value.problems)


def test_what_is_no_text_at_all() -> None:
    with pytest.raises(FactError, match="not a int"):
        read_text(7)


def test_a_file_of_the_caller_stays_open(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text(LINE)
    with path.open("rb") as file:
        read_text(file)
        assert not file.closed


def test_blocks_are_whole_lines() -> None:
    line = b"x" * 99 + b"\n"
    found = list(blocks(source_of(line * 100_000)))
    assert all(block.endswith(b"\n") for block in found)
    assert b"".join(found) == line * 100_000


def test_a_line_that_is_too_long_is_cut_and_the_count_of_lines_stays() -> None:
    content = b"a\n" + b"y" * (3 * BLOCK + 5) + b"\nb\n"
    found = b"".join(blocks(source_of(content)))
    assert 3 == found.count(b"\n")
    assert len(found) <= BLOCK + 10
    assert found.endswith(b"\nb\n")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts from 64 KiB on count as too large to be kept."""
    monkeypatch.setattr(text_module, "_KEPT_BYTES", 1)
    monkeypatch.setattr("kafka_triage.readers.intake.BLOCK", 64 * 1024)


TABLE = """\
GROUP    TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID
payments audit 0 10 30 20 c-1 /192.0.2.1 c
payments audit 1 10 40 30 c-1 /192.0.2.1 c
"""


@pytest.mark.usefixtures("small")
def test_a_large_text_keeps_its_line_numbers() -> None:
    before = 4_000
    text = "all is well\n" * before + LINE + "all is well\n" * 9000 + TABLE + "\n" + "all is well\n" * 60_000
    reading = read_text(text, name="app.log")
    (event,) = [fact for fact in reading.facts if fact.name == "event.poll_interval_exceeded"]
    assert f"app.log:{before + 1}" == event.origin
    (group,) = [group for group in reading.groups if group.samples]
    assert [f"app.log:{before + 9003}", f"app.log:{before + 9004}"] == [sample.origin for sample in group.samples]
    assert any("all of it was read as a log" in note for note in reading.notes)
    assert len(reading.unrecognised) < 60_000


@pytest.mark.usefixtures("small")
def test_a_large_text_gives_the_events_of_a_small_one() -> None:
    text = ("all is well\n" * 50 + LINE) * 200
    counts: Any = {fact.value for fact in read_text(text).facts if fact.name.endswith("exceeded.count")}
    assert {200} == counts

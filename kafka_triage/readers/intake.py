"""Where text comes from: a text, a path, an open file, lines; plain, compressed or in another encoding.

In: any of these. Out: a `Source` that gives the text as blocks of whole lines in UTF-8, one after the other, so that a
file of any length is read in flat memory. What is no text is refused with one clear sentence.
"""

from __future__ import annotations

import codecs
import io
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kafka_triage.errors import FactError, Problem
from kafka_triage.readers.progress import Progress

BLOCK = 4 * 1024 * 1024
_HEAD = 64 * 1024
_MOST_CONTROLS = 0.02
_MOST_RATIO = 300
_MOST_UNPACKED = 64 * 1024 * 1024 * 1024
_KINDS = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xca\xfe\xba\xbe", "a Java class"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (b"BZh", "compressed with bzip2; unpack it first"),
    (b"\xfd7zXZ\0", "compressed with xz; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd; unpack it first"),
    (b"SQLite format 3\0", "a database"),
)
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r\x0c\x1b\x08") + b"\x7f"


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """So many bytes, fewer at the end."""
        ...

    def close(self) -> None:
        """Nothing more is read."""
        ...


@dataclass(frozen=True, slots=True)
class Source:
    """An input that is ready to be read.

    Attributes:
        name: What to call it in origins.
        stream: Its bytes.
        size: Its length in bytes; None where that is not known.
        owned: It was opened here, and is closed here.
    """

    name: str
    stream: Readable
    size: int | None = None
    owned: bool = False


def source_of(text: Any) -> Source:
    """An input as a source.

    Args:
        text: The text itself, bytes, a path, an open file (text or binary) or an iterable of lines.

    Raises:
        FactError: It is something else.
        OSError: A file cannot be opened.
    """
    if isinstance(text, str):
        content = text.encode("utf-8", "replace")
        return Source("pasted", io.BytesIO(content), len(content))
    if isinstance(text, bytes | bytearray | memoryview):
        return Source("pasted", io.BytesIO(bytes(text)), len(text))
    if isinstance(text, os.PathLike):
        path = Path(text)
        return Source(path.name, path.open("rb"), path.stat().st_size or None, owned=True)
    if hasattr(text, "read"):
        called = str(getattr(text, "name", "pasted"))
        called = called.strip("<>") if called.startswith("<") else Path(called).name
        return Source(called, _Encoded(text) if not isinstance(text, io.RawIOBase | io.BufferedIOBase) else text)
    if isinstance(text, Iterable):
        return Source("pasted", _Encoded(_Joined(text)))
    raise FactError(Problem(f"text, a path, a file or lines are expected, not a {type(text).__name__}", "text"))


class _Joined:
    """Lines as a file of text."""

    def __init__(self, lines: Iterable[Any]) -> None:
        self._lines = iter(lines)

    def read(self, size: int) -> str:
        parts, length = [], 0
        for line in self._lines:
            parts.append((line.decode("utf-8", "replace") if isinstance(line, bytes) else str(line)).rstrip("\r\n"))
            length += len(parts[-1]) + 1
            if length >= size:
                break
        return "".join(f"{part}\n" for part in parts)


class _Encoded(io.RawIOBase):
    """A file of text, or of what may be either, as bytes."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size or size < 0:
            more = self._file.read(size if size > 0 else BLOCK)
            if not more:
                break
            self._rest += more.encode("utf-8", "replace") if isinstance(more, str) else bytes(more)
        size = len(self._rest) if size < 0 else size
        found, self._rest = self._rest[:size], self._rest[size:]
        return found


def blocks(source: Source) -> Iterator[bytes]:
    """The text in blocks of whole lines, in UTF-8, decompressed.

    A line that is longer than a block is cut there; what follows of it is left out.

    Raises:
        FactError: It is binary, a nested or damaged archive, or unpacks to far more than it holds.
    """
    try:
        with Progress(source.name, source.size) as progress:
            yield from _whole_lines(_utf_8(_plain(_read(source.stream, progress), source.name), source.name))
    finally:
        if source.owned:
            source.stream.close()


def _read(stream: Readable, progress: Progress) -> Iterator[bytes]:
    while part := stream.read(BLOCK):
        progress.add(len(part))
        yield part


def _plain(parts: Iterator[bytes], name: str) -> Iterator[bytes]:
    """Decompressed where it is compressed, once."""
    head = next(parts, b"")
    if head.startswith(_GZIP):
        inner = _limited(_gunzip(_chain(head, parts), name), name)
    elif head.startswith(_ZIP):
        inner = _limited(_unzip(_chain(head, parts), name), name)
    else:
        yield head
        yield from parts
        return
    first = next(inner, b"")
    if first.startswith((_GZIP, _ZIP)) or first[257:262] == b"ustar":
        raise FactError(Problem("this is an archive within an archive; unpack it and give the file of text", name))
    yield first
    yield from inner


def _chain(head: bytes, parts: Iterator[bytes]) -> Iterator[bytes]:
    yield head
    yield from parts


def _gunzip(parts: Iterator[bytes], name: str) -> Iterator[tuple[int, bytes]]:
    """Pieces of what was compressed, each with the bytes that went in so far; several members are one text."""
    unpack = zlib.decompressobj(wbits=31)
    taken = 0
    for part in parts:
        taken += len(part)
        while part:
            try:
                piece = unpack.decompress(part, BLOCK)
            except zlib.error:
                raise FactError(Problem("this is damaged gzip", name)) from None
            part = unpack.unconsumed_tail
            if piece:
                yield taken, piece
            if unpack.eof:
                part = unpack.unused_data.lstrip(b"\0")
                if part and not part.startswith(_GZIP):
                    return
                unpack = zlib.decompressobj(wbits=31)


def _unzip(parts: Iterator[bytes], name: str) -> Iterator[tuple[int, bytes]]:
    """Pieces of the one file of an archive."""
    import tempfile
    import zipfile

    with tempfile.TemporaryFile() as file:
        for part in parts:
            file.write(part)
        packed = file.tell()
        try:
            with zipfile.ZipFile(file) as archive:
                inside = [info for info in archive.infolist() if not info.is_dir()]
                if len(inside) != 1:
                    raise FactError(Problem(f"this archive holds {len(inside)} files; give the one to read", name))
                if inside[0].flag_bits & 1:
                    raise FactError(Problem("this archive is encrypted; unpack it first", name))
                with archive.open(inside[0]) as content:
                    while piece := content.read(BLOCK):
                        yield packed, piece
        except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError):
            raise FactError(Problem("this is a damaged zip archive", name)) from None


def _limited(pieces: Iterator[tuple[int, bytes]], name: str) -> Iterator[bytes]:
    """The pieces, as long as they are in proportion to what they came from."""
    given = 0
    for taken, piece in pieces:
        given += len(piece)
        if given > _MOST_UNPACKED or (given > 16 * BLOCK and given > taken * _MOST_RATIO):
            raise FactError(Problem("this archive unpacks to far more than a log would; it is not read", name))
        yield piece


def _utf_8(parts: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The text in UTF-8; UTF-16 and UTF-32 are known by their marks or by their zeros."""
    head = next(parts, b"")
    encoding = _encoding(head)
    if encoding is None:
        _refuse_binary(head, name)
        head = head.removeprefix(codecs.BOM_UTF8)
        old_mac = b"\r" in head and b"\n" not in head
        for part in _chain(head, parts):
            yield part.replace(b"\r", b"\n") if old_mac else part
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for part in _chain(head, parts):
        yield decoder.decode(part).removeprefix("\ufeff").encode("utf-8", "replace")
    yield decoder.decode(b"", True).encode("utf-8", "replace")


def _encoding(head: bytes) -> str | None:
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return encoding
    sample = head[:_HEAD]
    if len(sample) >= 8 and sample.count(0) * 3 > len(sample):
        odd, even = sample[1::2].count(0), sample[::2].count(0)
        if odd > 10 * even:
            return "utf-16-le"
        if even > 10 * odd and not sample.startswith(b"\0\0\0\0"):
            return "utf-16-be"
    return None


def _refuse_binary(head: bytes, name: str) -> None:
    for mark, kind in _KINDS:
        if head.startswith(mark):
            raise FactError(Problem(f"this is binary, not text: {kind}", name))
    if head[257:262] == b"ustar":
        raise FactError(Problem("this is binary, not text: a tar archive; unpack it first", name))
    # A log that was cut while it was written to begins with zeros.
    sample = head.lstrip(b"\0")[:_HEAD]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > len(sample) * _MOST_CONTROLS or (head and not sample):
        raise FactError(Problem("this is binary, not text", name))


def _whole_lines(parts: Iterator[bytes]) -> Iterator[bytes]:
    rest, skipping = b"", False
    for part in parts:
        if skipping:
            end = part.find(b"\n")
            if end < 0:
                continue
            part, skipping = part[end:], False
        data = rest + part
        end = data.rfind(b"\n")
        if end >= 0:
            yield data[: end + 1]
            rest = data[end + 1 :]
        elif len(data) >= BLOCK:
            yield data[:BLOCK]
            rest, skipping = b"", True
        else:
            rest = data
    if rest:
        yield rest

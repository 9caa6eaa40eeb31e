"""The compiled rules on disk, so that the YAML is read and checked once.

In: directories of rules. Out: their `RuleBook`, from the user's cache directory when its content has been compiled
before, keyed by the content of every file and the version of this package. The file holds plain JSON of the model's
data classes and nothing that could run. A cache that is missing, unreadable or damaged is only slower.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from kafka_triage.language import model
from kafka_triage.language.files import rules_root, yaml_files
from kafka_triage.language.model import RuleBook

_CLASSES = {name: thing for name, thing in vars(model).items() if isinstance(thing, type) and is_dataclass(thing)}

_MOST_LOADED = 8
_loaded: dict[str, RuleBook] = {}


def cached_rule_book(roots: Sequence[Path]) -> RuleBook:
    """The rule book of the directories, compiled or from the cache.

    Raises:
        RuleError: As `load.build_rule_book`; mistakes are never cached.
    """
    key = content_key(roots)
    if key not in _loaded:
        while len(_loaded) >= _MOST_LOADED:
            _loaded.pop(next(iter(_loaded)))
        added = tuple(str(root.absolute()) for root in roots if root != rules_root())
        _loaded[key] = replace(_from_disk(roots, key), key=key, directories=added)
    return _loaded[key]


def _from_disk(roots: Sequence[Path], key: str) -> RuleBook:
    path = _cache_file(key)
    book = _read(path) if path else None
    if book is None:
        from kafka_triage.language.load import build_rule_book

        book = build_rule_book(roots)
        if path:
            _write(path, book)
    return book


def content_key(roots: Sequence[Path]) -> str:
    """A fingerprint of every file below the directories, of the unit definitions and of the package's own code."""
    digest = hashlib.sha256()
    for path in (*sorted(Path(__file__).parent.glob("*.py")), rules_root() / "units.txt"):
        digest.update(path.read_bytes())
    for root in roots:
        digest.update(b"\0root\0" + str(root.absolute()).encode("utf-8", "surrogateescape"))
        digest.update(str(Path.cwd()).encode("utf-8", "surrogateescape"))
        for path in yaml_files(root):
            digest.update(str(path.relative_to(root)).encode("utf-8", "surrogateescape") + b"\0")
            try:
                digest.update(path.read_bytes())
            except OSError:
                digest.update(b"unreadable")
    return digest.hexdigest()[:32]


def _cache_file(key: str) -> Path | None:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or (
            os.path.join(os.environ["HOME"], ".cache") if os.environ.get("HOME") else None
        )
    return Path(base) / "kafka-triage" / f"rules-{key}.json" if base else None


def _read(path: Path) -> RuleBook | None:
    try:
        book = decode(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None
    return book if isinstance(book, RuleBook) else None


def _write(path: Path, book: RuleBook) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(encode(book), file, separators=(",", ":"))
        os.replace(temporary, path)
    except OSError:
        return


def encode(thing: Any) -> Any:
    """Data classes, tuples, lists and mappings as JSON: ``["Rule", ...]``, ``[0, ...]``, ``[1, ...]`` and objects."""
    if isinstance(thing, tuple | list):
        return [int(isinstance(thing, list)), *(encode(item) for item in thing)]
    if isinstance(thing, dict):
        return {key: encode(value) for key, value in thing.items()}
    if is_dataclass(thing) and not isinstance(thing, type):
        return [type(thing).__name__, *(encode(getattr(thing, field.name)) for field in fields(thing))]
    return thing


def decode(data: Any) -> Any:
    """The inverse of `encode`; only the data classes of `model` can come out."""
    if isinstance(data, list):
        head, *rest = data
        items = [decode(item) for item in rest]
        if head == 1:
            return items
        return tuple(items) if head == 0 else _CLASSES[head](*items)
    if isinstance(data, dict):
        return {key: decode(value) for key, value in data.items()}
    return data

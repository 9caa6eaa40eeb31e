"""Reports of every kind that a view has to show, by name."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from kafka_triage import Config, Ignore, diagnose, load_rules, read_text
from kafka_triage.diagnosis.report import Report

ROOT = Path(__file__).parents[3]
START = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

TUNING = {
    "client": {"library": "java", "version": "2.8.2"},
    "processing": {"messages_per_thread_per_second": 1, "threads": 1},
    "symptom.frequent_rebalances": True,
}
CONSEQUENCES = {
    "client": {"library": "java", "version": "0.10.0.1"},
    "config": {"session.timeout.ms": 30000, "max.poll.records": 500},
    "processing": {"messages_per_thread_per_second": 1, "threads": 1},
    "group": {"topics": 8, "lag_trend": "growing", "committed_trend": "advancing", "name": "billing"},
    "group.state": "preparing_rebalance",
    "group.members": 3,
    "symptom.frequent_rebalances": True,
    "symptom.accumulation": True,
}
HOSTILE = """"><script>window.hit=1</script><img src=x onerror="window.hit=2"><svg/onload=window.hit=3>' onclick='x"""
HOSTILE_PROSE = HOSTILE + "</style></title></svg><a href='javascript:window.hit=4'>x</a>{{ 7 * 7 }}"


def rows(
    partitions: int,
    count: int,
    committed: Callable[[int, int], int | None],
    end: Callable[[int, int], int],
    *,
    topic: str = "orders",
    step_s: int = 60,
) -> list[dict[str, Any]]:
    """Samples, one a partition and time; the functions take partition and number of the sample."""
    return [
        {
            "at": START + timedelta(seconds=step_s * number),
            "topic": topic,
            "partition": partition,
            "committed_offset": committed(partition, number),
            "end_offset": end(partition, number),
        }
        for number in range(count)
        for partition in range(partitions)
    ]


def two_tables() -> Report:
    return diagnose(text=read_text(ROOT / "examples" / "two-tables.txt"))


def one_table() -> Report:
    table = (ROOT / "examples" / "two-tables.txt").read_text("utf-8").split("\n$ date")[0]
    return diagnose(text=table)


def untimed() -> Report:
    lines = (ROOT / "examples" / "two-tables.txt").read_text("utf-8").splitlines()
    return diagnose(text="\n".join(line for line in lines if not line.startswith("2026-") and "date -u" not in line))


def tuning() -> Report:
    return diagnose({**TUNING, "config.max.poll.records": 400, "group.name": "payments"})


def healthy() -> Report:
    samples = rows(4, 12, lambda p, n: 1000 + 6000 * n - 40 * (n % 3), lambda p, n: 1300 + 6000 * n + 10 * p)
    return diagnose({"commit.interval_ms": 5000}, samples=samples)


def draining() -> Report:
    samples = rows(3, 16, lambda p, n: 10_000 + 9000 * n, lambda p, n: 100_000 + 4000 * n)
    return diagnose({"commit.interval_ms": 5000, "group.name": "orders"}, samples=samples)


def risks() -> Report:
    return diagnose(
        {
            "client": {"library": "java", "version": "2.8.2"},
            "config": {"session.timeout.ms": 6000, "max.poll.records": 4000},
            "processing": {"messages_per_thread_per_second": 5, "threads": 1},
            "group.topics": 8,
            "message.max_bytes": "5 MB",
            "bandwidth.bits_per_second": "10 Mbit/s",
        }
    )


def consequences() -> Report:
    return diagnose(CONSEQUENCES)


def undetermined() -> Report:
    return diagnose({"symptom.accumulation": True})


def many_partitions() -> Report:
    def committed(partition: int, number: int) -> int:
        return 50_000 if partition % 17 == 3 else 50_000 + (950 + partition) * number

    return diagnose(
        {"commit.interval_ms": 5000}, samples=rows(120, 40, committed, lambda p, n: 51_000 + (1000 + p) * n)
    )


def hostile() -> Report:
    """Mark-up wherever a person, a text or a rule can put it."""
    directory = _hostile_rules()
    return diagnose(
        {"group.name": HOSTILE, "shop.note": HOSTILE, "symptom.accumulation": True, "group.state": "stable"},
        samples=rows(2, 4, lambda p, n: 100, lambda p, n: 5000 + 900 * n, topic=HOSTILE),
        rules=load_rules(directory),
    )


def hostile_text() -> Report:
    """The same in pasted text: the name of its file, of a topic and of a client."""
    text = (ROOT / "examples" / "two-tables.txt").read_text("utf-8")
    mark = HOSTILE.replace(" ", "/")
    lines = [
        line.replace("orders          orders ", f"orders          {mark} ").replace("consumer-orders-1", mark)
        for line in text.splitlines()
    ]
    return diagnose(text=read_text("\n".join(lines), name=HOSTILE))


def _hostile_rules() -> Path:
    directory = Path(tempfile.mkdtemp(prefix="kafka-triage-hostile-"))
    for name, content in {
        "accumulation/hostile.yaml": {
            "title": HOSTILE_PROSE,
            "family": "slow_processing_lag",
            "severity": "critical",
            "confidence": "certain",
            "when": ["group.lag_trend == growing", "known(shop.note) == true"],
            "explains": ["symptom.accumulation"],
            "diagnosis": "{shop.note} " + _literal(HOSTILE_PROSE),
            "actions": [
                {
                    "do": _literal(HOSTILE_PROSE),
                    "how": "echo {shop.note}; " + _literal(HOSTILE_PROSE),
                    "trade_off": _literal(HOSTILE_PROSE),
                    "verify": "group.lag_trend == falling",
                }
            ],
            "notes": [{"say": _literal(HOSTILE_PROSE), "cite": [{"source": "shop", "section": HOSTILE_PROSE}]}],
            "cite": [{"source": "shop", "section": HOSTILE_PROSE}],
        },
        "facts/shop.yaml": {"facts": {"shop.note": {"type": "string", "meaning": HOSTILE_PROSE, "ask": HOSTILE_PROSE}}},
        "sources.yaml": {"sources": {"shop": {"title": HOSTILE_PROSE, "url": "https://example.org/'\"><script>"}}},
    }.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), "utf-8")
    return directory


def _literal(text: str) -> str:
    """A text of a rule that stands for itself."""
    for mark in "{}[]":
        text = text.replace(mark, mark * 2)
    return text


def empty() -> Report:
    return diagnose({"group.name": "orders"})


def decided() -> Report:
    """What those who run it have decided: one cause is left out, and the severity of two is their own."""
    config = Config(
        ignore=[
            Ignore(
                "rebalance/batch-outlasts-session-timeout",
                "the batch job of the night; it ends with the migration (OPS-7)",
                date(2027, 1, 31),
                place=".kafka-triage.yaml:4",
            )
        ],
        severity={"rebalance/client-outdated": "critical", "accumulation/group-rebalancing": "info"},
        places={"rebalance/client-outdated": ".kafka-triage.yaml:9"},
    )
    return diagnose(CONSEQUENCES, now="2026-11-24", config=config)


def only_suppressed() -> Report:
    ignore = Ignore("accumulation/consumer-blocked", f"OPS-7 {HOSTILE}", date(2027, 1, 31), place="mine.yaml:4")
    return diagnose(
        {"group.lag_trend": "growing", "group.committed_trend": "unchanged"},
        now="2026-11-24",
        config=Config(ignore=[ignore]),
    )


CASES: dict[str, Callable[[], Report]] = {
    "two-tables": two_tables,
    "one-table": one_table,
    "untimed": untimed,
    "tuning": tuning,
    "healthy": healthy,
    "draining": draining,
    "risks": risks,
    "consequences": consequences,
    "undetermined": undetermined,
    "many-partitions": many_partitions,
    "empty": empty,
    "decided": decided,
    "only-suppressed": only_suppressed,
    "hostile": hostile,
    "hostile-text": hostile_text,
}


@cache
def case(name: str) -> Report:
    """The report of a name, made once."""
    return CASES[name]()

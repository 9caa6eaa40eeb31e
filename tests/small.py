"""A small vocabulary and rule for tests of the language: every type of fact, units, a derivation and defaults."""

from __future__ import annotations

FACTS = """
facts:
  client.library: {type: enum, values: [java, librdkafka, kafka-python], meaning: the library}
  client.version: {type: version, meaning: its version}
  client.ip: {type: string, meaning: its address}
  instance.whitelist: {type: list, meaning: who may connect}
  symptom.frequent_rebalances: {type: bool, meaning: many rebalances}
  symptom.accumulation: {type: bool, meaning: lag}
  group.lag_trend: {type: enum, values: [growing, stable], meaning: trend}
  group.lag_messages: {type: float, unit: message, meaning: lag}
  processing.on_poll_thread: {type: bool, meaning: where, defaults: [{value: true}]}
  processing.messages_per_thread_per_second: {type: float, unit: message/s, meaning: rate}
  processing.threads: {type: int, meaning: threads}
  processing.batch_ms:
    type: float
    unit: ms
    meaning: time of a batch
    derive: [{value: config.max.poll.records / (processing.messages_per_thread_per_second * processing.threads)}]
  config.max.poll.records:
    {type: int, unit: message, min: 1, meaning: most, defaults: [{library: java, from: "0.10.1", value: 500}],
     exists: [{library: java, from: "0.10.0"}], absent: [librdkafka]}
  config.max.poll.interval.ms: {type: int, unit: ms, meaning: longest, defaults: [{library: java, from: "0.10.1", value: 300000}]}
  config.session.timeout.ms:
    type: int
    unit: ms
    meaning: timeout
    defaults: [{library: java, from: "3.0", value: 45000}, {library: java, from: "0.10.1", below: "3.0", value: 10000}]
  config.fetch.max.bytes: {type: int, unit: byte, meaning: most}
  config.isolation.level: {type: enum, values: [read_committed, read_uncommitted], meaning: level}
  bandwidth.bits_per_second: {type: float, unit: bit/s, meaning: cap}
  rebalance.per_hour: {type: float, unit: 1/hour, meaning: rate}
constants:
  well_below: {value: 0.5, meaning: half, assumption: true}
  budget: {value: 1, unit: s, meaning: one second, assumption: true}
"""

SOURCES = "sources: {guide: {title: The guide, url: 'https://example.org/guide'}}\n"
AREAS = "areas: {rebalance: {title: Rebalances, symptom: symptom.frequent_rebalances, order: [batch]}}\n"

RULE = """
title: A batch takes too long
family: slow
severity: critical
confidence: certain
when:
  all:
    - processing.batch_ms >= config.max.poll.interval.ms
  none:
    - processing.on_poll_thread == false
explains: [symptom.frequent_rebalances]
diagnosis: A batch of {config.max.poll.interval.ms} takes {processing.batch_ms}[ on {processing.threads} threads].
actions:
  - do: Fetch less
    set: {max.poll.records: "floor(well_below * config.max.poll.interval.ms * processing.messages_per_thread_per_second * processing.threads)"}
cite: [{source: guide, section: Tuning}]
"""


def files(**rules: str) -> dict[str, str]:
    """A directory of rules; keys are ids with ``__`` for the slash."""
    return {
        "facts/all.yaml": FACTS,
        "sources.yaml": SOURCES,
        "areas.yaml": AREAS,
        **{f"{id.replace('__', '/').replace('_', '-')}.yaml": text for id, text in rules.items()},
    }

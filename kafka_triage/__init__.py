"""Diagnose Kafka consumers: what is wrong, how sure that is, what to change to which value, where that is written.

>>> from kafka_triage import diagnose
>>> report = diagnose({"group": {"lag_trend": "growing", "committed_trend": "unchanged"}})
>>> report.diagnoses[0].id
'accumulation/consumer-blocked'
"""

from __future__ import annotations

from kafka_triage.api import diagnose, diagnose_many, load_rules, load_vocabulary
from kafka_triage.errors import FactError, KafkaTriageError, Problem, RuleError

__version__ = "0.1.0"

__all__ = [
    "Consultation",
    "FactError",
    "KafkaTriageError",
    "Problem",
    "RuleError",
    "diagnose",
    "diagnose_many",
    "load_rules",
    "load_vocabulary",
    "read_text",
]


def __getattr__(name: str) -> object:
    """Import `read_text` and `Consultation` when they are first used; most callers give facts only."""
    if name == "Consultation":
        from kafka_triage.consultation import Consultation

        return Consultation
    if name == "read_text":
        from kafka_triage.readers.text import read_text

        return read_text
    raise AttributeError(f"module 'kafka_triage' has no attribute {name!r}")

"""Diagnose Kafka consumers: what is wrong, how sure that is, what to change to which value, where that is written.

>>> from kafka_triage import diagnose
>>> report = diagnose({"group": {"lag_trend": "growing", "committed_trend": "unchanged"}})
>>> report.diagnoses[0].id
'accumulation/consumer-blocked'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kafka_triage.api import diagnose, diagnose_many, load_rules, load_vocabulary
from kafka_triage.errors import FactError, KafkaTriageError, Problem, RuleError

if TYPE_CHECKING:
    from kafka_triage.config import load_config
    from kafka_triage.diagnosis.policy import Config, Ignore
    from kafka_triage.readers.text import read_text

__version__ = "0.1.0"

__all__ = [
    "Config",
    "Consultation",
    "FactError",
    "Ignore",
    "KafkaTriageError",
    "Problem",
    "RuleError",
    "diagnose",
    "diagnose_many",
    "load_config",
    "load_rules",
    "load_vocabulary",
    "read_text",
]


_LATER = {
    "Config": "kafka_triage.diagnosis.policy",
    "Consultation": "kafka_triage.consultation",
    "Ignore": "kafka_triage.diagnosis.policy",
    "load_config": "kafka_triage.config",
    "read_text": "kafka_triage.readers.text",
}


def __getattr__(name: str) -> object:
    """Import what most callers do not need when it is first used."""
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module 'kafka_triage' has no attribute {name!r}")

"""The solver z3, or what to install where it is missing."""

from __future__ import annotations

from kafka_triage.errors import KafkaTriageError

try:
    import z3
except ImportError:
    raise KafkaTriageError(
        "--coverage and --mutate need the solver z3: pip install 'kafka-triage[rule-tests]'"
    ) from None

__all__ = ["z3"]

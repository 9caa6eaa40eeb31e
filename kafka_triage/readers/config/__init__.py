"""Configuration of Kafka clients as people have it, to facts: files, environment, dumps in logs, commands and code.

In: lines of text. Out: what is set, at its line, and which library it is set for. How each library names its settings
stands in ``rules/readers/client-config.yaml``. Nothing is executed, and nothing that looks like a secret is kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from kafka_triage.readers.found import Found


def read_client_config(lines: Sequence[str], name: str) -> Found:
    """Read the settings of consumers, and what the text says of the client library.

    Args:
        lines: The text's lines.
        name: What to call the text in origins.

    Returns:
        Facts ``config.<kafka key>``, of the group that the same mapping, file or dump names as ``group.id``; others,
        and those of the library, stand under the empty name. What is a producer's, an admin client's or a registry's
        gives none; a broker's file gives facts of brokers only. Lines with secrets count as understood and give none.
    """
    from kafka_triage.readers.config.reader import read

    return read(lines, name)

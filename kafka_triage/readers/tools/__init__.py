"""What Kafka's command line tools, consoles and metrics print, to samples and facts: one module for each of them."""

from __future__ import annotations

from kafka_triage.readers.found import Reader
from kafka_triage.readers.tools.broker_tools import read_broker_tools
from kafka_triage.readers.tools.jmx import read_jmx
from kafka_triage.readers.tools.json_texts import read_json_texts
from kafka_triage.readers.tools.prometheus import read_prometheus
from kafka_triage.readers.tools.topics import read_topics

TOOLS: tuple[Reader, ...] = (read_prometheus, read_json_texts, read_jmx, read_topics, read_broker_tools)

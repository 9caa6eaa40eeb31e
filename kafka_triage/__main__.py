"""``python -m kafka_triage``: the command line."""

from kafka_triage.cli import main

main()

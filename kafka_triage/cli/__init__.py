"""The command line: one module a command. Standard output is the result, standard error the problems.

Exit status: 0 nothing at or above the threshold, 1 findings, 2 wrong usage or input, 3 undetermined.
"""

from __future__ import annotations

import sys

from kafka_triage.errors import KafkaTriageError

WRONG_INPUT = 2


def main() -> None:
    """Run the command line; errors that are raised on purpose become messages and exit status 2."""
    from kafka_triage.cli.app import app

    try:
        app(prog_name="kafka-triage")
    except KafkaTriageError as error:
        from kafka_triage.render.common import clean

        for problem in error.problems:
            print(f"kafka-triage: {clean(str(problem))}", file=sys.stderr)
        sys.exit(WRONG_INPUT)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)

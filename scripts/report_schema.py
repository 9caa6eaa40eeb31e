"""Write the JSON Schema of a report to docs/schema, after a change of its data classes."""

from __future__ import annotations

import json
from pathlib import Path

from kafka_triage.render.report_schema import FILE, report_schema

path = Path(__file__).parents[1] / "docs" / "schema" / FILE
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(report_schema(), indent=2, ensure_ascii=False) + "\n", "utf-8")

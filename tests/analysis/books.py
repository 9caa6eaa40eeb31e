"""Small rule books for the tests of the analysis."""

from __future__ import annotations

from pathlib import Path

from kafka_triage.language.load import build_rule_book
from kafka_triage.language.model import RuleBook
from tests.small import AREAS, FACTS, SOURCES

MORE = """
facts:
  group.state: {type: enum, values: [stable, dead], meaning: state}
  group.members: {type: int, meaning: members}
  group.partitions: {type: int, meaning: partitions}
  loss_tolerance: {type: enum, values: [none, some], meaning: what may be lost}
  config.auto.offset.reset: {type: enum, values: [earliest, latest], meaning: policy}
impossible:
  - {when: [group.state == stable, group.members == 0], say: a stable group has members}
  - {when: [group.members > group.partitions], say: more members than partitions}
"""


def rule(when: str, more: str = "", *, explains: str = "[symptom.accumulation]") -> str:
    """A rule with conditions in the short form of YAML."""
    return (
        f"title: x\nfamily: x\nseverity: info\nconfidence: likely\nwhen: {when}\n"
        f"explains: {explains}\ndiagnosis: x\n{more}"
    )


def book(tmp_path: Path, **rules: str) -> RuleBook:
    """A book of the small vocabulary; keys are ids with ``__`` for the slash."""
    texts = {f"{id.replace('__', '/').replace('_', '-')}.yaml": text for id, text in rules.items()}
    for name, text in {
        "facts/all.yaml": FACTS,
        "facts/more.yaml": MORE,
        "sources.yaml": SOURCES,
        "areas.yaml": AREAS,
        **texts,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return build_rule_book([tmp_path])

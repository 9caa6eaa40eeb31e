"""What is different between two reports, for a terminal."""

from __future__ import annotations

from kafka_triage.diagnosis.changes import Changes
from kafka_triage.render.common import MOST_CANDIDATES, clean


def render_changes(changes: Changes) -> str:
    """Render changes: the facts first, then what follows from them; nothing else changed where that is so."""
    lines = [f"fact       {one.name}: {one.before_text} -> {one.after_text}" for one in changes.facts]
    before, after = changes.verdict
    lines += [f"verdict    {before} -> {after}"] if before != after else []
    listed = (
        ("holds", changes.diagnosed),
        ("gone", changes.not_diagnosed),
        ("open", changes.candidates),
        ("not open", changes.no_candidates),
        ("ruled out", changes.ruled_out),
    )
    for label, ids in listed:
        lines += [f"{label:<10} {id}" for id in ids[:MOST_CANDIDATES]]
        lines += [f"{label:<10} and {len(ids) - MOST_CANDIDATES} more"] if len(ids) > MOST_CANDIDATES else []
    lines += [f"confidence {id}: {old} -> {new}" for id, (old, new) in changes.confidence.items()]
    lines += [f"set        {one.name}: {one.before_text} -> {one.after_text}" for one in changes.settings]
    if not changes:
        lines.append("nothing else is different")
    return clean("\n".join(lines)) + "\n"

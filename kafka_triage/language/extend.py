"""One more area in a file of areas, everything else as somebody wrote it.

In: the text of ``areas.yaml`` and an area. Out: the new text, checked to hold the old areas and the new one.
"""

from __future__ import annotations

import json
from typing import Any

import yaml

from kafka_triage.errors import Problem, RuleError
from kafka_triage.language.source import read_yaml


def scalar(text: str) -> str:
    """A text as a YAML scalar, in quotes only where it needs them."""
    read = read_yaml(f"key: {text}", "")
    return text if read.data == {"key": text} and not read.problems else json.dumps(text, ensure_ascii=False)


def with_area(text: str, area: str, title: str, symptom: str, cause: str, name: str) -> str:
    """The text of ``areas.yaml`` with an area at its end.

    Args:
        text: The file; empty for a new one.
        area: Name of the folder.
        title: Title of the area.
        symptom: The symptom that its causes explain.
        cause: Name of its first cause, without the folder.
        name: What to call the file in messages.

    Raises:
        RuleError: The file is not in a form that can be added to; it says what to add by hand.
    """
    entry = [f"{area}:", f"  title: {scalar(title)}", f"  symptom: {symptom}", f"  order: [{cause}]"]
    new = {area: {"title": title, "symptom": symptom, "order": [cause]}}
    if not text.strip():
        return "\n".join(["areas:", *(f"  {line}" for line in entry)]) + "\n"
    before = read_yaml(text, name)
    made = _inserted(text, entry)
    after = read_yaml(made, name) if made else before
    wanted = {**before.data, "areas": {**before.data["areas"], **new}} if made else None
    if made is None or after.problems or after.data != wanted or list(after.data["areas"])[-1] != area:
        shown = "\n".join(f"  {line}" for line in entry)
        raise RuleError(Problem(f"an area cannot be added to this file; add it by hand:\nareas:\n{shown}", name))
    return made


def _inserted(text: str, entry: list[str]) -> str | None:
    """The text with an entry below ``areas``; None where there is no mapping of that name."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    found: Any = next((value for key, value in pairs if key.value == "areas"), None)
    if not isinstance(found, yaml.MappingNode) or not found.value:
        return None
    if found.flow_style:
        at = found.end_mark.index - 1
        body = ", ".join(line.strip() for line in entry[1:])
        comma = "" if text[:at].rstrip().endswith(",") else ","
        return f"{text[:at].rstrip()}{comma} {entry[0]} {{{body}}}{text[at:]}"
    last = found.value[-1][1]
    while isinstance(last, yaml.CollectionNode) and last.value and not last.flow_style:
        last = last.value[-1][1] if isinstance(last, yaml.MappingNode) else last.value[-1]
    at = last.end_mark.index if last.end_mark.column == 0 else text.find("\n", last.end_mark.index) + 1 or len(text)
    indent = " " * found.value[0][0].start_mark.column
    block = "".join(f"{indent}{line}\n" for line in entry)
    return f"{text[:at]}{'' if text[:at].endswith(chr(10)) else chr(10)}{block}{text[at:]}"

"""``kafka-triage rules new``: a rule file with its tests, to start from."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Annotated

import typer

from kafka_triage.api import load_rules
from kafka_triage.errors import KafkaTriageError, Problem, nearest
from kafka_triage.facts.values import Value
from kafka_triage.language.files import rules_root, yaml_files
from kafka_triage.language.model import RuleBook

if TYPE_CHECKING:
    from kafka_triage.analysis.starter import Start

EXAMPLES = (
    "\b\nExamples:\n"
    "  kafka-triage rules new rebalance/deploy-too-often\n"
    "  kafka-triage rules new shop/import-running --explains symptom.accumulation --title 'The import is running'"
)
_SYMPTOM = "symptom."
_NO_AREAS = ("facts", "logs", "readers", "tests")
_SCHEMA = "rule.schema.json"


def new_command(
    id: Annotated[str, typer.Argument(metavar="AREA/NAME", help="The id: folder and file in small letters.")],
    dir: Annotated[
        Path, typer.Option("--dir", metavar="DIR", help="Your directory of rules; it is made where it is missing.")
    ] = Path("my-rules"),
    title: Annotated[str | None, typer.Option("--title", help="The cause in one line.", show_default=False)] = None,
    explains: Annotated[
        list[str] | None,
        typer.Option(
            "--explains",
            metavar="ID",
            help="A symptom or cause that it explains; repeatable. Where left out: the symptom of the area.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write a rule with its tests and a comment for each key; it passes as it stands.

    Nothing is overwritten. An area that is new gets an entry in the areas.yaml of the directory.
    """
    from kafka_triage.analysis.starter import starts

    book = load_rules(*([dir] if dir.is_dir() and yaml_files(dir) else ()))
    path = dir / f"{id}.yaml"
    area, _, name = id.partition("/")
    problems = [*_wrong_id(id, path, book), *_wrong_title(title)]
    if explains or not problems:
        problems += _wrong_targets(area, explains or (), book)
    if problems:
        raise KafkaTriageError(problems)
    targets = list(dict.fromkeys(explains or [book.areas[area].symptom]))
    text = _text(id, path, title or _words(name), targets, starts(book, targets))
    areas = dir / "areas.yaml"
    extended = None if area in book.areas else _extended(areas, area, name, _symptom(targets, book))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
        typer.echo(path)
        if extended is not None:
            areas.write_text(extended, "utf-8")
            typer.echo(areas)
    except OSError as error:
        raise KafkaTriageError(Problem(f"cannot be written: {error.strerror}", str(error.filename))) from None
    where, run = shlex.quote(str(dir)), "kafka-triage rules"
    typer.echo(f"Next: put in what you know, then {run} check {where} && {run} test {where}", err=True)
    if not _modeline(path):
        typer.echo(f"For help in an editor: {run} schema --write {where}/.schema", err=True)


def _wrong_id(id: str, path: Path, book: RuleBook) -> list[Problem]:
    from kafka_triage.language.load import is_rule_id

    area = id.split("/")[0]
    if not is_rule_id(id):
        plain = re.sub(r"-*/-*", "/", re.sub(r"[^a-z0-9/]+", "-", id.lower())).strip("-/")
        message = f"{json.dumps(id)} is no id; an id is <area>/<cause> in small letters, digits and hyphens"
        return [Problem(message, "", (plain,) if is_rule_id(plain) else ())]
    if area in _NO_AREAS:
        return [Problem(f"the folder '{area}' holds no rules; choose another area")]
    if path.exists() or path.is_symlink():
        return [Problem("this file is there already and is left as it is", str(path))]
    if id in book.rules:
        return [Problem(f"there is a rule of this id already, and one of the same id would replace it: {id}", "")]
    return []


def _wrong_title(title: str | None) -> list[Problem]:
    if title is None or (title.strip() and title.isprintable()):
        return []
    return [Problem("a title is one line of printable text", "--title")]


def _wrong_targets(area: str, explains: Iterable[str], book: RuleBook) -> list[Problem]:
    symptoms = [name for name in book.vocabulary.facts if name.startswith(_SYMPTOM)]
    if not explains and area not in book.areas:
        offered = ", ".join(symptoms)
        return [Problem(f"the area '{area}' is new: say with --explains what its causes explain, such as {offered}")]
    return [
        Problem(f"'{target}' is neither a symptom nor a rule", "--explains", nearest(target, [*symptoms, *book.rules]))
        for target in explains
        if target not in symptoms and target not in book.rules
    ]


def _text(id: str, path: Path, title: str, explains: list[str], chosen: tuple[Start, Start, Start]) -> str:
    """The rule file: the shipped template with two conditions, and tests in which they are decisive."""
    from kafka_triage.language.extend import scalar

    first, second, third = chosen
    template = Template((rules_root() / "new-rule.txt").read_text("utf-8"))
    return template.substitute(
        id=id,
        modeline=_modeline(path),
        title=scalar(title),
        family=id.partition("/")[2].replace("-", "_"),
        explains=", ".join(explains),
        first=_condition(first.fact, first.value),
        second=_condition(second.fact, second.value),
        third=_condition(third.fact, third.value),
        verify=_condition(first.fact, first.other),
        first_fact=first.fact,
        first_value=_value(first.value),
        first_other=_value(first.other),
        second_fact=second.fact,
        second_value=_value(second.value),
        second_other=_value(second.other),
    )


def _condition(fact: str, value: Value) -> str:
    """A comparison as a YAML scalar; a word that is no name stands in quotes."""
    if isinstance(value, str) and not value.isidentifier():
        return f"'{fact} == \"{value}\"'"
    return f"{fact} == {_value(value)}"


def _value(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _words(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()


def _modeline(path: Path) -> str:
    """The line that names the schema to editors, where the schema is at hand: in the directory, or in a checkout."""
    checkout = rules_root().parent
    places = [path.parents[1] / ".schema" / _SCHEMA]
    places += [checkout / "docs" / "schema" / _SCHEMA] if path.resolve().is_relative_to(checkout) else []
    found = next((place for place in places if place.is_file()), None)
    return f"# yaml-language-server: $schema={os.path.relpath(found, path.parent)}\n" if found else ""


def _symptom(targets: list[str], book: RuleBook) -> str:
    """The symptom of a new area: the first that its first cause explains, itself or through others."""
    from kafka_triage.diagnosis.graph import reachable_symptoms

    reachable = reachable_symptoms(book)
    for target in targets:
        if target.startswith(_SYMPTOM):
            return target
        if reachable[target]:
            return min(reachable[target])
    raise KafkaTriageError(Problem("none of these leads to a symptom; name the symptom of the new area", "--explains"))


def _extended(path: Path, area: str, cause: str, symptom: str) -> str:
    """The text of the directory's ``areas.yaml`` with a new area."""
    from kafka_triage.language.extend import with_area

    before = path.read_text("utf-8") if path.exists() else ""
    return with_area(before, area, _words(area), symptom, cause, str(path))

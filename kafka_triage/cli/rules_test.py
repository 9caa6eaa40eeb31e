"""``kafka-triage rules test``: the tests of rules and scenarios, what they cover, and which changes they notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kafka_triage.api import load_rules
from kafka_triage.errors import KafkaTriageError, Problem

if TYPE_CHECKING:
    from kafka_triage.language.model import Rule, RuleBook
    from kafka_triage.testing.results import Result
    from kafka_triage.testing.scenario_files import Scenario

EXAMPLES = """\b
Examples:
  kafka-triage rules test my-rules/
  kafka-triage rules test --filter rebalance
  kafka-triage rules test my-rules/ --coverage --mutate
  kafka-triage rules test tests/scenarios/group-lags.yaml --junit results.xml

\b
A directory named scenarios holds scenarios, any other rules; the scenarios in tests/scenarios in or beside a directory
of rules are run with it. Without arguments the shipped rules are tested.

\b
Exit status: 0 all is well, 1 a test fails, a condition is not covered or a change survives, 2 wrong usage or input.
"""
_SCENARIOS = "scenarios"


@dataclass(frozen=True, slots=True)
class _Selected:
    """What is to be tested."""

    book: RuleBook
    rules: list[Rule]
    scenarios: list[Scenario]


def test(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[DIR|FILE]...",
            help="Directories of rules, scenario files or directories of them, or single rule files.",
            show_default=False,
        ),
    ] = None,
    filter: Annotated[
        str,
        typer.Option(
            "--filter",
            metavar="TEXT",
            help="Only tests with this in the id of the rule, the name or the file; with --coverage and --mutate, "
            "rules with this in their id.",
        ),
    ] = "",
    junit: Annotated[
        Path | None, typer.Option("--junit", metavar="FILE", help="Write the results as JUnit XML.")
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Show the conditions whose truths no test shows at work.")
    ] = False,
    least: Annotated[
        float, typer.Option("--min", min=0, max=100, help="Least coverage, in percent, that is good.")
    ] = 100.0,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Change the rules and show the changes that no test notices.")
    ] = False,
    engine: Annotated[str, typer.Option("--engine", help="durable or python.")] = "durable",
) -> None:
    """Run the tests that stand in rule files, and scenarios."""
    selected = _selected(paths or [])
    results = _run(selected, engine, filter.lower())
    rules = [rule for rule in selected.rules if filter.lower() in rule.id.lower()]
    if not results and not rules:
        nothing = Problem("nothing here has this in its id, name or file", f"--filter {filter}")
        raise KafkaTriageError(nothing if filter else "no test is here")
    for result in results:
        for failure in result.failures:
            typer.echo(str(failure))
    if junit is not None:
        from kafka_triage.testing.junit import write_junit

        write_junit(results, junit)
    failed = sum(bool(result.failures) for result in results)
    typer.echo(f"{len(results) - failed} passed, {failed} failed")
    wrong = failed > 0
    if coverage:
        wrong |= _cover(selected.book, rules, least)
    if mutate:
        wrong |= _mutate(selected, rules)
    raise typer.Exit(1 if wrong else 0)


def _selected(paths: list[Path]) -> _Selected:
    from kafka_triage.language.files import rules_root
    from kafka_triage.testing.scenario_files import read_scenarios

    missing = [Problem("there is no such file or directory", str(path)) for path in paths if not path.exists()]
    if missing:
        raise KafkaTriageError(missing)
    roots = [path for path in paths if path.is_dir() and path.resolve().name != _SCENARIOS]
    book = load_rules(*roots)
    tested = roots or ([] if paths else [rules_root()])
    rule_files: list[Path] = []
    files: list[Path] = []
    for path in paths:
        if path.is_dir() and path not in roots:
            files += _scenario_files(path)
        elif path.is_file():
            inside = any(path.resolve().is_relative_to(root.resolve()) for root in (*roots, rules_root()))
            (rule_files if inside and _SCENARIOS not in path.resolve().parts else files).append(path)
    for root in tested:
        files += [
            file for place in (root, root.resolve().parent) for file in _scenario_files(place / "tests" / _SCENARIOS)
        ]
    rules = [rule for rule in book.rules.values() if _stands_in(rule, [*tested, *rule_files])]
    unique = {file.resolve(): _shown(file) for file in files}
    return _Selected(book, rules, read_scenarios(unique.values(), book))


def _scenario_files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.glob("*.y*ml") if path.suffix in (".yaml", ".yml"))


def _shown(path: Path) -> Path:
    """A path as short as it can be told."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path


def _stands_in(rule: Rule, places: Iterable[Path]) -> bool:
    file = Path(rule.place.rsplit(":", 2)[0]).resolve()
    return any(file.is_relative_to(place.resolve()) for place in places)


def _run(selected: _Selected, engine: str, wanted: str) -> list[Result]:
    from time import perf_counter

    from kafka_triage.diagnosis.reason import Reasoner
    from kafka_triage.testing.results import Result
    from kafka_triage.testing.rule_tests import run_test
    from kafka_triage.testing.scenarios import run_scenario

    reasoner = Reasoner(selected.book, engine)
    results = []
    for rule in selected.rules:
        for one in rule.tests:
            if wanted in f"{rule.id}: {one.name}: {one.place}".lower():
                start = perf_counter()
                failures = tuple(run_test(reasoner, rule, one))
                results.append(Result(rule.id, one.name, one.place, failures, perf_counter() - start))
    for scenario in selected.scenarios:
        file = scenario.document.name
        if wanted in f"{file}: {scenario.name}".lower():
            start = perf_counter()
            failures = tuple(run_scenario(reasoner, scenario))
            results.append(Result(file, scenario.name, scenario.place, failures, perf_counter() - start))
    return results


def _cover(book: RuleBook, rules: list[Rule], least: float) -> bool:
    """Print the coverage of rules; whether something is missing."""
    from kafka_triage.testing.coverage import Coverage

    measure = Coverage(book)
    measured = [measure.of(rule) for rule in rules]
    widest = max((len(one.rule) for one in measured), default=0)
    typer.echo("\nconditions that are seen true, false and unknown while they decide")
    for one in measured:
        typer.echo(f"  {one.rule:<{widest}}  {_percent(one.reached, one.goals):>7}  {one.reached} of {one.goals}")
    for hole in (hole for one in measured for hole in one.holes):
        typer.echo(str(hole))
        if hole.example:
            typer.echo(f"    for example with {_facts(hole.example)}")
    lacks = [lack for one in measured for lack in one.lacks]
    for lack in lacks:
        typer.echo(lack)
    reached, goals = sum(one.reached for one in measured), sum(one.goals for one in measured)
    typer.echo(f"coverage: {_percent(reached, goals)}, {reached} of {goals}")
    return bool(lacks) or 100 * reached < least * goals


def _percent(part: int, whole: int) -> str:
    """A share that is rounded down, so that 100 % means all."""
    return f"{int(1000 * part / whole) / 10:g} %" if whole else "100 %"


def _facts(facts: dict[str, object]) -> str:
    import json

    return "{" + ", ".join(f"{name}: {json.dumps(value)}" for name, value in facts.items()) + "}"


def _mutate(selected: _Selected, rules: list[Rule]) -> bool:
    """Print the changes that no test notices; whether there are any."""
    from kafka_triage.testing.mutation import Mutation
    from kafka_triage.testing.scenarios import noticed_by

    mutation = Mutation(selected.book, noticed_by(selected.book, selected.scenarios))
    tried = [mutation.of(rule) for rule in rules]
    typer.echo("")
    for survivor in (survivor for one in tried for survivor in one.survivors):
        typer.echo(str(survivor))
        if survivor.example:
            typer.echo(f"    to be told apart with {_facts(survivor.example)}")
    outdated = [entry for one in tried for entry in one.outdated]
    for entry in outdated:
        typer.echo(entry)
    killed, survivors = sum(one.killed for one in tried), sum(len(one.survivors) for one in tried)
    explained, equivalent = sum(one.explained for one in tried), sum(one.equivalent for one in tried)
    typer.echo(
        f"mutants: {killed} noticed, {survivors} survive, {explained} explained, "
        f"{equivalent} that no facts can tell from the rule"
    )
    return bool(survivors or outdated)

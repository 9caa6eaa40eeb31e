"""What README.md shows is what happens."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from kafka_triage import RuleError, diagnose, load_rules, read_text
from kafka_triage.cli import main
from kafka_triage.diagnosis.reason import Reasoner
from kafka_triage.testing import run_test

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str, start: str = "") -> list[str]:
    """Code blocks of a language in the section that begins with a heading."""
    part = README[README.index(start) :] if start else README
    part = part[: part.index("\n## ", 1)] if start else part
    return re.findall(rf"```{language}\n(.*?)```", part, re.DOTALL)


def test_quick_start_is_two_commands_each_in_a_block_of_its_own() -> None:
    assert blocks("", "## Quick start") == ["make demo\n", "make test\n"]


def test_output_shown_is_real() -> None:
    shown = next(block for block in blocks("") if block.startswith("$ kafka-triage diagnose examples/two-tables.txt"))
    text = diagnose(text=read_text(ROOT / "examples" / "two-tables.txt")).to_text()
    assert shown.split("\n", 1)[1] == text


def test_python_example() -> None:
    for block in blocks("python"):
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(block, {})
        printed = output.getvalue().splitlines()
        for number, (expression, expected) in enumerate(re.findall(r"^print\((.*)\)  # (.*)$", block, re.MULTILINE)):
            if expression == "report":
                assert printed[number].startswith("PROBLEM  ")
                assert "max.poll.records=150" in " ".join(printed[number:])
            else:
                assert printed[number] == expected


COMMANDS = [
    line.rpartition("| ")[2]
    for line in re.findall(r"^(?:\$ )?((?:.* \| )?kafka-triage (?:diagnose|rules|facts) .*)$", README, re.MULTILINE)
] + re.findall(r"`(kafka-triage facts [^`]+)`", README)


def test_commands_are_found() -> None:
    assert len(COMMANDS) == 9


@pytest.mark.parametrize("command", COMMANDS)
def test_command_runs(
    command: str, own_rules: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a reader would run it: the examples and the rules of "Add a rule" in the directory."""
    shutil.copytree(ROOT / "examples", own_rules.parent / "examples")
    shutil.copy(ROOT / "examples" / "two-tables.txt", own_rules.parent)
    monkeypatch.chdir(own_rules.parent)
    monkeypatch.setattr(sys, "argv", shlex.split(command.partition(" > ")[0]))
    with (ROOT / "examples" / "two-tables.txt").open() as piped, pytest.raises(SystemExit) as ended:
        monkeypatch.setattr(sys, "stdin", piped)
        main()
    output = capsys.readouterr()
    assert (ended.value.code, output.err) == (1 if "diagnose" in command else 0, "")
    if command == "kafka-triage diagnose examples/two-tables.txt":
        shown = next(block for block in blocks("") if block.startswith(f"$ {command}\n"))
        assert output.out == shown.split("\n", 1)[1]


@pytest.fixture
def own_rules(tmp_path: Path) -> Path:
    """The files of "Add a rule", as a reader would write them."""
    rule, facts, sources = blocks("yaml", "## Add a rule")
    for name, text in {
        "accumulation/import-running.yaml": rule,
        "facts/shop.yaml": facts,
        "sources.yaml": sources,
    }.items():
        path = tmp_path / "my-rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "my-rules"


def test_own_rule_loads_passes_its_tests_and_answers(own_rules: Path) -> None:
    book = load_rules(own_rules)
    rule = book.rules["accumulation/import-running"]
    reasoner = Reasoner(book)
    assert len(rule.tests) == 2
    assert [failure for test in rule.tests for failure in run_test(reasoner, rule, test)] == []
    facts: dict[str, Any] = {
        "group.lag_trend": "growing",
        "group.committed_trend": "advancing",
        "shop.import_running": True,
    }
    assert "accumulation/import-running" in str(diagnose(facts, rules=book))


def test_mistyped_fact_is_told_as_shown(own_rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = own_rules / "accumulation" / "import-running.yaml"
    rule.write_text(
        rule.read_text().replace(
            "group.lag_trend == growing\n  - group.comm", "group.lag_tend == growing\n  - group.comm"
        )
    )
    monkeypatch.chdir(own_rules.parent)
    with pytest.raises(RuleError) as raised:
        load_rules("my-rules")
    shown = next(line for line in README.splitlines() if line.startswith("kafka-triage: "))
    assert [f"kafka-triage: {problem}" for problem in raised.value.problems] == [shown]


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+)\)", README))
def test_link_leads_somewhere(target: str) -> None:
    assert target.startswith("https://") or (ROOT / target).exists()

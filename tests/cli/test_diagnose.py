"""``kafka-triage diagnose``: what goes in, what comes out, and the exit status."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from kafka_triage import diagnose
from kafka_triage.cli.app import app
from kafka_triage.cli.diagnose import EXAMPLES
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "examples" / "two-tables.txt"
GROWING = ("--fact", "group.lag_trend=growing", "--fact", "group.committed_trend=unchanged")
FINE = (
    "--fact",
    "group.lag_trend=stable",
    "--fact",
    "group.committed_trend=advancing",
    "--fact",
    "group.last_consumed_ms_ago=900",
)
OPEN = ("--fact", "symptom.accumulation=true")  # fmt: skip
Runs = Callable[..., Run]


class TestExitStatus:
    def test_findings_are_1(self, run: Runs) -> None:
        assert run("diagnose", *GROWING).status == 1

    def test_health_on_evidence_is_0(self, run: Runs) -> None:
        found = run("diagnose", *FINE)
        assert (found.status, found.out.split()[0]) == (0, "HEALTHY")

    def test_health_counts_as_a_finding_where_info_is_asked_for(self, run: Runs) -> None:
        assert run("diagnose", *FINE, "--fail-on", "info").status == 1

    def test_undetermined_is_3(self, run: Runs) -> None:
        found = run("diagnose", *OPEN)
        assert (found.status, found.out.split()[0]) == (3, "UNDETERMINED")

    @pytest.mark.parametrize(("threshold", "status"), [("info", 1), ("warning", 1), ("critical", 1), ("never", 0)])
    def test_threshold_of_a_critical_finding(self, run: Runs, threshold: str, status: int) -> None:
        assert run("diagnose", *GROWING, "--fail-on", threshold).status == status

    def test_warning_is_below_critical(self, run: Runs) -> None:
        facts = ("--fact", "group.lag_trend=growing", "--fact", "group.committed_trend=advancing")
        severities = {
            one.severity
            for one in diagnose({"group": {"lag_trend": "growing", "committed_trend": "advancing"}}).diagnoses
        }
        assert severities == {"warning"}
        assert run("diagnose", *facts).status == 1
        assert run("diagnose", *facts, "--fail-on", "critical").status == 0

    def test_wrong_usage_is_2(self, run: Runs) -> None:
        assert run("diagnose", "--no-such-option").status == 2
        assert run("diagnose", *GROWING, "--format", "latex").status == 2


class TestInput:
    def test_file(self, run: Runs) -> None:
        found = run("diagnose", TABLES)
        assert found.status == 1
        first = found.out.splitlines()[0]
        assert first.startswith("PROBLEM  orders: the consumer is blocked (likely)")
        assert first.endswith("accumulation/consumer-blocked")
        assert "read from two-tables.txt:7, :15" in found.out

    def test_standard_input_by_dash_and_by_pipe(self, run: Runs) -> None:
        text = TABLES.read_bytes()
        by_dash = run("diagnose", "-", stdin=text)
        assert by_dash.status == 1
        assert by_dash.out == run("diagnose", stdin=text).out
        assert "read from stdin:7, :15" in by_dash.out

    def test_facts_file(self, run: Runs) -> None:
        found = run("diagnose", "--facts", ROOT / "examples" / "facts.yaml", "--format", "json")
        assert found.status == 1
        assert json.loads(found.out)["verdict"] == "problems"

    def test_fact_outranks_facts_file(self, run: Runs, tmp_path: Path) -> None:
        file = tmp_path / "facts.yaml"
        file.write_text("group.lag_trend: growing\ngroup.committed_trend: unchanged\n")
        found = run("diagnose", "--facts", file, "--fact", "group.committed_trend=advancing", "--format", "json")
        assert json.loads(found.out)["diagnoses"][0]["id"] == "accumulation/slower-than-production"

    def test_facts_of_several_files_are_joined(self, run: Runs, tmp_path: Path) -> None:
        """Nested or dotted: nothing of the first file is lost, and a name of the second wins."""
        first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
        first.write_text("group: {lag_trend: growing, committed_trend: advancing, members: 3}\n")
        second.write_text("group: {committed_trend: unchanged}\ngroup.members: 4\n")
        found = json.loads(run("diagnose", "--facts", first, "--facts", second, "--format", "json").out)
        facts = {fact["name"]: fact["value"] for fact in found["facts"]}
        assert found["diagnoses"][0]["id"] == "accumulation/consumer-blocked"
        assert (facts["group.lag_trend"], facts["group.committed_trend"], facts["group.members"]) == (
            "growing",
            "unchanged",
            4,
        )

    def test_fact_outranks_a_nested_one_of_a_file(self, run: Runs, tmp_path: Path) -> None:
        file = tmp_path / "facts.yaml"
        file.write_text("group: {lag_trend: growing, committed_trend: unchanged}\n")
        found = run("diagnose", "--facts", file, "--fact", "group.committed_trend=advancing", "--format", "json")
        assert json.loads(found.out)["diagnoses"][0]["id"] == "accumulation/slower-than-production"

    def test_value_with_its_source(self, run: Runs, tmp_path: Path) -> None:
        file = tmp_path / "facts.yaml"
        file.write_text("group.lag_messages: {value: 7, source: measured, origin: grafana}\ngroup.lag_trend: growing\n")
        found = json.loads(run("diagnose", "--facts", file, "--format", "json").out)
        (fact,) = (fact for fact in found["facts"] if fact["name"] == "group.lag_messages")
        assert (fact["value"], fact["source"]) == (7, "measured from grafana")

    def test_values_with_units(self, run: Runs) -> None:
        found = run(
            "diagnose",
            *OPEN,
            "--fact",
            "config.max.poll.interval.ms=5min",
            "--fact",
            "bandwidth.bits_per_second=10Mbit/s",
            "--format",
            "json",
        )
        facts = {fact["name"]: fact["value"] for fact in json.loads(found.out)["facts"]}
        assert facts["config.max.poll.interval.ms"] == 300_000
        assert facts["bandwidth.bits_per_second"] == 10_000_000

    def test_rules_of_ones_own(self, run: Runs) -> None:
        own = ROOT / "examples" / "my-rules"
        assert run("rules", "list", "--rules", own).out.count("\n") > run("rules", "list").out.count("\n")
        assert run("diagnose", *GROWING, "--rules", own).status == 1


class TestFormats:
    @pytest.mark.parametrize("engine", ["durable", "python"])
    def test_each_format_is_that_of_the_report(self, run: Runs, engine: str) -> None:
        report = diagnose({"group.lag_trend": "growing", "group.committed_trend": "unchanged"})
        options = (*GROWING, "--engine", engine, "--format")
        assert run("diagnose", *options, "text").out == report.to_text()
        assert run("diagnose", "--verbose", *options, "text").out == report.to_text(verbose=True)
        assert run("diagnose", *options, "markdown").out == report.to_markdown()
        assert json.loads(run("diagnose", *options, "json").out) == report.to_dict()

    @pytest.mark.parametrize("format", ["text", "markdown", "json"])
    def test_engines_agree(self, run: Runs, format: str) -> None:
        durable, python = (
            run("diagnose", TABLES, "--format", format, "--engine", one) for one in ("durable", "python")
        )
        assert durable == python
        assert durable.status == 1

    def test_no_colour_in_a_pipe(self, run: Runs) -> None:
        assert "\x1b" not in run("diagnose", TABLES).out


WRONG = [
    (("--fact", "group.lag_tend=growing"), ["group.lag_tend", "did you mean group.lag_trend"]),
    (("--fact", "group.lag_trend=up"), ["group.lag_trend", "growing", "falling"]),
    (("--fact", "group.lag_messages=many"), ["group.lag_messages", "many"]),
    (("--fact", "group.lag_messages=nan"), ["group.lag_messages"]),
    (("--fact", "production.messages_per_second=inf"), ["production.messages_per_second"]),
    (("--fact", "processing.batch_ms=-5"), ["processing.batch_ms"]),
    (("--fact", "bandwidth.bits_per_second=10 MB"), ["bandwidth.bits_per_second", "bit/s"]),
    (("--fact", "config.max.poll.interval.ms=5 MiB"), ["config.max.poll.interval.ms"]),
    (("--fact", "nonsense"), ["name=value", "nonsense"]),
    (("--fact", "=growing"), ["kafka-triage: --fact: a fact is given as name=value"]),
    (("--fact", "group.members=3", "--fact", "group.members=4"), ["--fact group.members", "twice"]),
    (("--fact", "group.idle_members=9", "--fact", "group.members=2"), ["more idle members than members", "= 9", "= 2"]),
    (("--fact", "group.state=stable", "--fact", "group.members=0"), ["a stable group has members"]),
    (("--fact", "session.timeout.ms=10000"), ["did you mean config.session.timeout.ms"]),
    ((*GROWING, "--now", "soon"), ["now: an ISO 8601 time is expected, not 'soon'"]),
    (("--fact", "group.members=0", "--fact", "group.state=stable", "--fact", "group.partitions=-3"), ["group.partitions"]),
]  # fmt: skip


class TestWrongInput:
    @pytest.mark.parametrize(("arguments", "named"), WRONG, ids=lambda part: part[1] if isinstance(part, tuple) else "")
    def test_each_mistake_is_named(self, run: Runs, arguments: tuple[str, ...], named: list[str]) -> None:
        found = run("diagnose", *arguments)
        assert (found.status, found.out) == (2, "")
        for part in named:
            assert part in found.err

    def test_all_mistakes_at_once(self, run: Runs) -> None:
        found = run("diagnose", "--fact", "group.lag_tend=growing", "--fact", "group.members=x", "--fact", "no.such=1")
        assert found.status == 2
        lines = found.err.splitlines()
        assert len(lines) == 3
        assert all(line.startswith("kafka-triage: ") for line in lines)

    def test_mistakes_of_every_option_at_once(self, run: Runs, tmp_path: Path) -> None:
        file, empty = tmp_path / "facts.yaml", tmp_path / "empty.yaml"
        file.write_text("client.version: 0.10\ngroup.members: .nan\nproduction.messages_per_second: .inf\n")
        empty.touch()
        found = run(
            *("diagnose", "--facts", file, "--facts", empty, "--facts", tmp_path, "--fact", "nonsense"),
            *("--fact", "group.lag_tend=growing", tmp_path / "missing.txt"),
        )
        assert (found.status, found.out) == (2, "")
        lines = found.err.splitlines()
        expected = [
            f"{empty}: a mapping",
            f"{tmp_path}: cannot be read: Is a directory",
            "--fact nonsense: ",
            f"{tmp_path / 'missing.txt'}: cannot be read: No such file",
            "client.version: a version is text",
            "group.members: NaN is no value",
            "production.messages_per_second: inf is no value",
            "group.lag_tend: the name of this fact is not known (did you mean group.lag_trend?)",
        ]
        for line, start in zip(lines, expected, strict=True):
            assert line.startswith(f"kafka-triage: {start}")

    @pytest.mark.parametrize(
        ("content", "named"),
        [
            (b"group: [unclosed", ["facts.yaml:"]),
            (b"- a\n- b\n", ["mapping"]),
            (b"", ["mapping"]),
            (b"{}", ["mapping"]),
            (b"just words", ["mapping"]),
            (b"group: {lag_tend: growing}\n", ["group.lag_tend", "did you mean group.lag_trend"]),
            (b"group: {members: 3}\ngroup.members: 4\n", ["facts.yaml: group.members: given twice"]),
            (b"\xff\xfe\x00", ["UTF-8"]),
            (b"client.version: 0.10\nclient.library: java\n", ["client.version", "quote"]),
            (b"group.members: 3\ngroup.members: 4\n", ["group.members", ":2:1"]),
            (b"a: !!python/object/apply:os.system ['echo hi']\n", ["facts.yaml:1"]),
        ],
        ids=[
            "syntax",
            "list",
            "empty",
            "empty mapping",
            "text",
            "mistyped below a head",
            "nested and dotted",
            "UTF-16",
            "version as number",
            "twice",
            "tag",
        ],
    )
    def test_facts_file(self, run: Runs, tmp_path: Path, content: bytes, named: list[str]) -> None:
        file = tmp_path / "facts.yaml"
        file.write_bytes(content)
        found = run("diagnose", "--facts", file)
        assert (found.status, found.out) == (2, "")
        for part in named:
            assert part in found.err

    def test_files_that_cannot_be_read(self, run: Runs, tmp_path: Path) -> None:
        missing = tmp_path / "missing.txt"
        found = run("diagnose", missing, tmp_path)
        assert found.status == 2
        assert found.err.splitlines() == [
            f"kafka-triage: {missing}: cannot be read: No such file or directory",
            f"kafka-triage: {tmp_path}: cannot be read: Is a directory",
        ]

    @pytest.mark.parametrize("text", [b"", b"\n \n"])
    @pytest.mark.parametrize("arguments", [(), ("-",)], ids=["pipe", "dash"])
    def test_nothing_at_all(self, run: Runs, arguments: tuple[str, ...], text: bytes) -> None:
        found = run("diagnose", *arguments, stdin=text)
        assert (found.status, found.out, found.err) == (2, "", "kafka-triage: stdin: there is no text\n")

    def test_text_of_which_nothing_is_understood_is_never_healthy(self, run: Runs) -> None:
        found = run("diagnose", "-", stdin=b"nothing that is known\n")
        assert (found.status, found.out.split()[0]) == (3, "UNDETERMINED")
        assert "nothing in stdin was understood" in found.out

    @pytest.mark.parametrize(
        "content",
        [
            "sasl.password: hunter2",
            "config.sasl.jaas.config: 'x required password=hunter2;'",
            "config: {sasl: {jaas: {config: hunter2}}}",
            "config: {ssl.key.password: {value: hunter2, source: read}}",
            "config.sasl.password: hunter2\nconfig.sasl.password: hunter22",
            'config.sasl.password: "hunter2',
            "config.sasl.password: !secret hunter2",
        ],
    )
    def test_secret_is_refused_and_not_shown(self, run: Runs, tmp_path: Path, content: str) -> None:
        file = tmp_path / "facts.yaml"
        file.write_text(content)
        found = run("diagnose", "--facts", file)
        assert found.status == 2
        assert "hunter2" not in found.err + found.out

    def test_secret_of_an_option_is_refused_and_not_shown(self, run: Runs) -> None:
        found = run("diagnose", "--fact", "sasl.jaas.config=hunter2", "--fact", "config.ssl.key.password=hunter2")
        assert found.status == 2
        assert found.err.count("this is a secret") == 2
        assert "hunter2" not in found.err + found.out

    @pytest.mark.parametrize("name", ["x\x1b[2J", "\u202ex", "x\x07"])
    def test_a_message_cannot_steer_the_terminal(self, run: Runs, name: str) -> None:
        found = run("diagnose", "--fact", f"{name}=1", f"{name}.txt")
        assert found.status == 2
        assert len(found.err.splitlines()) == 2
        assert not {"\x1b", "\u202e", "\x07"} & set(found.err)

    def test_rules_with_mistakes(self, run: Runs, tmp_path: Path) -> None:
        rule = tmp_path / "accumulation" / "mine.yaml"
        rule.parent.mkdir()
        rule.write_text(
            "title: x\nfamily: other\nseverity: warning\nconfidence: likely\nwhen: [group.lag_tend == growing]\n"
        )
        found = run("diagnose", *GROWING, "--rules", tmp_path)
        assert found.status == 2
        assert "mine.yaml:5:8" in found.err
        assert "group.lag_trend" in found.err


def commands(group: Any, *path: str) -> Iterator[tuple[str, ...]]:
    """Every command below a group, as the words that call it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, *path, name)
        else:
            yield (*path, name)


COMMANDS = list(commands(typer.main.get_command(app)))


def examples(out: str) -> list[str]:
    """The command lines that a help text shows."""
    return re.findall(r"(?:^ *|\| )(kafka-triage .*)", out[out.index("Example") :], re.MULTILINE)


def test_every_command_is_known_here() -> None:
    assert {("diagnose",), ("rules", "check"), ("rules", "test"), ("facts", "show")} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_has_examples_of_the_command(run: Runs, command: tuple[str, ...]) -> None:
    found = run(*command, "--help")
    assert found.status == 0
    assert examples(found.out)
    assert all(example.startswith(f"kafka-triage {' '.join(command)}") for example in examples(found.out))


@pytest.mark.parametrize("group", [(), ("rules",), ("facts",)], ids=["top", "rules", "facts"])
def test_help_of_a_group_names_its_commands(run: Runs, group: tuple[str, ...]) -> None:
    found = run(*group, "--help")
    assert found.status == 0
    for command in COMMANDS:
        if command[: len(group)] == group:
            assert re.search(rf"^  {command[len(group)]} ", found.out, re.MULTILINE)


@pytest.mark.parametrize("example", examples(EXAMPLES))
def test_example_of_the_help_runs(run: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example: str) -> None:
    """In a directory that holds the files that the examples name; standard input is what the command before it gives."""
    shutil.copy(TABLES, tmp_path / "two-tables.txt")
    shutil.copy(ROOT / "examples" / "facts.yaml", tmp_path / "incident.yaml")
    shutil.copytree(ROOT / "examples" / "my-rules", tmp_path / "my-rules")
    monkeypatch.chdir(tmp_path)
    command, _, _ = example.partition(" > ")
    found = run(*shlex.split(command)[1:], stdin=TABLES.read_bytes())
    assert (found.status, found.err) == (1, "")
    assert re.match(r"(PROBLEM  |# Problems: |<!DOCTYPE html>)", found.out)


def test_as_a_process_with_a_closed_pipe() -> None:
    """The console script and ``python -m`` are the same; a reader that goes away is no error."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = f"'{sys.executable}' -m kafka_triage facts list | head -1"
    found = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment, check=False)
    assert found.stdout.count("\n") == 1
    assert "Traceback" not in found.stderr


def test_version(run: Runs) -> None:
    from kafka_triage import __version__

    assert run("--version").out.strip() == __version__

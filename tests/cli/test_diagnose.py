"""``kafka-triage diagnose``: what goes in, what comes out, and the exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kafka_triage import diagnose
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
    def test_json_is_the_report(self, run: Runs) -> None:
        expected = diagnose({"group.lag_trend": "growing", "group.committed_trend": "unchanged"}).to_dict()
        assert json.loads(run("diagnose", *GROWING, "--format", "json").out) == expected

    def test_markdown(self, run: Runs) -> None:
        assert run("diagnose", *GROWING, "--format", "markdown").out.startswith("# Problems: the consumer is blocked")

    def test_engines_agree(self, run: Runs) -> None:
        assert run("diagnose", TABLES, "--engine", "python").out == run("diagnose", TABLES, "--engine", "durable").out

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

    @pytest.mark.parametrize(
        ("content", "named"),
        [
            (b"group: [unclosed", ["facts.yaml:"]),
            (b"- a\n- b\n", ["mapping"]),
            (b"", ["mapping"]),
            (b"\xff\xfe\x00", ["UTF-8"]),
            (b"client.version: 0.10\nclient.library: java\n", ["client.version", "quote"]),
            (b"group.members: 3\ngroup.members: 4\n", ["group.members", ":2:1"]),
            (b"a: !!python/object/apply:os.system ['echo hi']\n", ["facts.yaml:1"]),
        ],
        ids=["syntax", "list", "empty", "UTF-16", "version as number", "twice", "tag"],
    )
    def test_facts_file(self, run: Runs, tmp_path: Path, content: bytes, named: list[str]) -> None:
        file = tmp_path / "facts.yaml"
        file.write_bytes(content)
        found = run("diagnose", "--facts", file)
        assert (found.status, found.out) == (2, "")
        for part in named:
            assert part in found.err

    def test_files_that_cannot_be_read(self, run: Runs, tmp_path: Path) -> None:
        found = run("diagnose", tmp_path / "missing.txt", tmp_path)
        assert found.status == 2
        assert "missing.txt" in found.err
        assert len(found.err.splitlines()) == 2

    @pytest.mark.parametrize("text", [b"", b"\n \n", b"nothing that is known\n"])
    def test_nothing_to_go_by_is_never_healthy(self, run: Runs, text: bytes) -> None:
        found = run("diagnose", "-", stdin=text)
        assert found.status in (2, 3)
        assert "HEALTHY" not in found.out

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


HELP = [("diagnose",), ("rules", "check"), ("rules", "list"), ("rules", "show"), ("rules", "test"), ("facts", "list"), ("facts", "show")]  # fmt: skip


@pytest.mark.parametrize("command", HELP, ids=" ".join)
def test_help_has_examples(run: Runs, command: tuple[str, ...]) -> None:
    found = run(*command, "--help")
    assert found.status == 0
    assert "Example" in found.out
    assert f"kafka-triage {' '.join(command)}" in found.out


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

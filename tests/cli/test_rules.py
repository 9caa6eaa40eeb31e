"""``kafka-triage rules``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kafka_triage import load_rules
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
Runs = Callable[..., Run]

RULE = """\
title: The lag grows
family: other
severity: info
confidence: likely
when: [group.lag_trend == growing]
explains: [symptom.accumulation]
diagnosis: It grows.
actions: [{do: Wait, verify: group.lag_trend == falling, trade_off: Time.}]
cite: [{source: guide, section: "Message accumulation"}]
tests:
  - name: it grows
    facts: {group.lag_trend: growing}
    expect: {fires: %s}
  - name: it falls
    facts: {group.lag_trend: falling}
    expect: {fires: false}
"""


def own_rule(directory: Path, text: str) -> Path:
    file = directory / "accumulation" / "mine.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return file


class TestCheck:
    def test_shipped_rules_are_without_mistakes_and_warnings(self, run: Runs) -> None:
        found = run("rules", "check", "--strict")
        assert (found.status, found.err) == (0, "")
        assert found.out.startswith(f"{len(load_rules().rules)} rules with ")

    def test_example_of_own_rules(self, run: Runs) -> None:
        assert run("rules", "check", ROOT / "examples" / "my-rules").status == 0

    def test_every_mistake_with_its_place(self, run: Runs, tmp_path: Path) -> None:
        text = RULE.replace("group.lag_trend == growing", "group.lag_tend == growing").replace(
            "severity: info", "severity: bad"
        )
        own_rule(tmp_path, text % "true")
        found = run("rules", "check", tmp_path)
        assert (found.status, found.out) == (2, "")
        assert "mine.yaml:3:11: " in found.err
        assert "mine.yaml:5:8: the name 'group.lag_tend' is not known (did you mean group.lag_trend?)" in found.err

    def test_rule_without_tests_is_a_warning_and_with_strict_an_error(self, run: Runs, tmp_path: Path) -> None:
        own_rule(tmp_path, (RULE % "true").split("tests:")[0])
        found = run("rules", "check", tmp_path)
        assert found.status == 0
        assert "mine.yaml" in found.err
        assert run("rules", "check", tmp_path, "--strict").status == 2

    def test_directory_that_is_not_there(self, run: Runs, tmp_path: Path) -> None:
        found = run("rules", "check", tmp_path / "missing")
        assert found.status == 2
        assert "missing" in found.err


class TestRun:
    def test_all_pass(self, run: Runs, tmp_path: Path) -> None:
        own_rule(tmp_path, RULE % "true")
        found = run("rules", "test", tmp_path)
        assert found.status == 0
        assert found.out.endswith(" passed, 0 failed\n")

    def test_failing_expectation_with_place_expected_and_got(self, run: Runs, tmp_path: Path) -> None:
        own_rule(tmp_path, RULE % "false")
        found = run("rules", "test", tmp_path)
        assert found.status == 1
        assert "mine.yaml:13:21: it grows\n    fires\n" in found.out
        assert found.out.split("\n")[3].split("|") == ["    false" + 32 * " ", " true"]
        assert found.out.endswith(" passed, 1 failed\n")


class TestListAndShow:
    def test_list_of_an_area_in_the_guides_order(self, run: Runs) -> None:
        ids = [line.split()[0] for line in run("rules", "list", "authorization").out.splitlines()]
        assert ids[:3] == [
            "authorization/group-missing",
            "authorization/group-acl-missing",
            "authorization/topic-acl-missing",
        ]

    def test_unknown_area(self, run: Runs) -> None:
        found = run("rules", "list", "accumulaton")
        assert found.status == 2
        assert "accumulation" in found.err

    def test_show(self, run: Runs) -> None:
        found = run("rules", "show", "accumulation/consumer-blocked")
        assert found.status == 0
        for part in ("The consumer is blocked", "group.lag_trend == growing", "critical", "jstack"):
            assert part in found.out

    def test_show_every_rule(self, run: Runs) -> None:
        for id in load_rules().rules:
            assert load_rules().rules[id].title in " ".join(run("rules", "show", id).out.split())

    def test_show_unknown(self, run: Runs) -> None:
        found = run("rules", "show", "accumulation/consumer-bloked")
        assert found.status == 2
        assert "did you mean accumulation/consumer-blocked" in found.err

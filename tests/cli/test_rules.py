"""``kafka-triage rules``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

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

MISTAKEN = """\
title: The lag grows
famly: other
severity: info
confidence: lkely
when: group.lag_messages > 5 * second
explains: [symptom.acumulation]
diagnosis: It grows {group.lag_mesages}.
actions:
  - {verify: group.lag_tend == falling, set: {max.pol.records: 5}, do: Wait}
cite: [{source: guid}]
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

    def test_every_mistake_of_every_file_in_one_run(
        self, run: Runs, write: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        directory = write(
            {
                "accumulation/first.yaml": MISTAKEN,
                "accumulation/second.yaml": "title: [unclosed\n",
                "facts/shop.yaml": "facts:\n  shop.open: {type: bol, meaning: It is open.}\n",
                "loose.yaml": RULE % "true",
            }
        )
        monkeypatch.chdir(directory.parent)
        for command in ("check", "test"):
            found = run("rules", command, "rules")
            assert (found.status, found.out) == (2, "")
            assert set(found.err.splitlines()) == {
                f"kafka-triage: rules/{line}"
                for line in (
                    "accumulation/first.yaml:1:1: the key 'family' is missing",
                    "accumulation/first.yaml:10:17: the source 'guid' is not in sources.yaml (did you mean guide?)",
                    "accumulation/first.yaml:2:1: the key 'famly' is not known here (did you mean family?)",
                    "accumulation/first.yaml:4:13: 'lkely' is not one of 'certain', 'likely' or 'possible' "
                    "(did you mean likely?)",
                    "accumulation/first.yaml:5:26: message cannot be compared with time",
                    "accumulation/first.yaml:6:12: 'symptom.acumulation' is neither a symptom nor a rule "
                    "(did you mean symptom.accumulation?)",
                    "accumulation/first.yaml:7:22: the name 'group.lag_mesages' is not known "
                    "(did you mean group.lag_messages?)",
                    "accumulation/first.yaml:9:14: the name 'group.lag_tend' is not known "
                    "(did you mean group.lag_trend?)",
                    "accumulation/first.yaml:9:64: 'max.pol.records' is no setting of the vocabulary "
                    "(did you mean max.poll.records?)",
                    "accumulation/second.yaml:2:1: this is not YAML: did not find expected ',' or ']'",
                    "facts/shop.yaml:2:21: 'bol' is not one of 'bool', 'int', 'float', 'string', 'version', 'enum' "
                    "or 'list' (did you mean bool?)",
                    "loose.yaml: a rule lies in a folder named after its area: <area>/<cause>.yaml, in small letters",
                )
            }
            assert len(found.err.splitlines()) == 12

    def test_directory_without_rules(self, run: Runs, tmp_path: Path) -> None:
        found = run("rules", "check", tmp_path)
        assert (found.status, found.err) == (
            2,
            f"kafka-triage: {tmp_path}: this directory holds no rule files (*.yaml)\n",
        )

    def test_example_of_own_rules_is_strictly_right(self, run: Runs) -> None:
        found = run("rules", "check", "--strict", ROOT / "examples" / "my-rules")
        assert (found.status, found.err) == (0, "")
        assert found.out.startswith(f"{len(load_rules().rules) + 1} rules with ")

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

    def test_place_is_that_of_the_failing_test(
        self, run: Runs, write: Callable[[dict[str, str]], Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = (RULE % "true").replace("fires: false", "fires: true")
        monkeypatch.chdir(write({"accumulation/mine.yaml": text}).parent)
        line = text.splitlines().index("  - name: it falls") + 1
        found = run("rules", "test", "rules", "--engine", "python")
        assert found.status == 1
        assert found.out.splitlines()[:-1] == [
            f"rules/accumulation/mine.yaml:{line + 2}:21: it falls",
            "    fires",
            "    expected                             | got",
            "    true                                 | false",
        ]

    def test_facts_of_a_test_that_are_wrong(self, run: Runs, tmp_path: Path) -> None:
        own_rule(tmp_path, (RULE % "true").replace("{group.lag_trend: growing}", "{group.lag_tend: growing}"))
        found = run("rules", "test", tmp_path)
        assert found.status == 1
        assert "fact is not known (did you mean" in found.out
        assert "| group.lag_trend?)" in found.out

    def test_unknown_engine(self, run: Runs) -> None:
        found = run("rules", "test", "--engine", "clips")
        assert (found.status, found.err) == (
            2,
            "kafka-triage: engine is one of durable, python, not 'clips'\n",
        )


class TestListAndShow:
    def test_list_is_of_all_rules(self, run: Runs) -> None:
        ids = [line.split()[0] for line in run("rules", "list").out.splitlines()]
        assert ids == list(load_rules().rules)

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

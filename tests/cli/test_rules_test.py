"""``kafka-triage rules test``: what is selected, what is printed, the exit status, JUnit XML."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kafka_triage.cli.app import app
from kafka_triage.errors import KafkaTriageError
from tests.testing.test_coverage import HEAD

Write = Callable[[dict[str, str]], Path]
RULE = (
    HEAD
    + """when: group.members > 7
tests:
  - {name: eight members, facts: {group.members: 8}, expect: {fires: true}}
  - {name: seven members, facts: {group.members: 7}, expect: {fires: false}}
  - {name: members not known, facts: {}, expect: {fires: unknown}}
  - {name: one member, facts: {group.members: 1}, expect: {fires: false}}
"""
)
SCENARIO = """name: many members and lag
facts: {group.members: 9, symptom.accumulation: true}
expect: {root: own/many, says: [It is so.]}
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["rules", "test", "--engine", "python", *map(str, arguments)])


@pytest.fixture
def own(write: Write) -> Path:
    root = write({"own/many.yaml": RULE})
    (root.parent / "tests" / "scenarios").mkdir(parents=True)
    (root.parent / "tests" / "scenarios" / "members.yaml").write_text(SCENARIO)
    return root


def test_tests_of_a_directory_and_the_scenarios_beside_it(own: Path) -> None:
    result = run(own)
    assert (0, "5 passed, 0 failed\n") == (result.exit_code, result.output)


def test_scenarios_below_a_directory_are_no_rules(write: Write) -> None:
    root = write({"own/many.yaml": RULE, "tests/scenarios/members.yaml": SCENARIO})
    assert "5 passed, 0 failed\n" == run(root).output


def test_a_scenario_needs_the_rules_that_it_names(own: Path) -> None:
    scenario = own.parent / "tests" / "scenarios" / "members.yaml"
    with pytest.raises(KafkaTriageError, match=r"members.yaml:3:16: no rule has the id 'own/many'"):
        raise run(scenario).exception or AssertionError
    assert "5 passed, 0 failed\n" == run(own, scenario).output


def test_a_single_rule_file_of_the_shipped_rules() -> None:
    result = run("rules/offset/committed-expired.yaml")
    assert 0 == result.exit_code
    assert int(result.output.split()[0]) < 50


def test_the_shipped_directory_is_not_loaded_a_second_time() -> None:
    shown = [run(*paths).output for paths in ((), ("rules",))]
    assert shown[0] == shown[1]


def test_filter(own: Path) -> None:
    assert "1 passed, 0 failed\n" == run(own, "--filter", "SEVEN").output
    assert "1 passed, 0 failed\n" == run(own, "--filter", "members.yaml").output
    assert "5 passed, 0 failed\n" == run(own, "--filter", "many").output


def test_a_filter_that_nothing_matches_is_refused(own: Path) -> None:
    error = run(own, "--filter", "nosuch").exception
    assert isinstance(error, KafkaTriageError)
    assert "--filter nosuch: nothing here has this in its id, name or file" == str(error)


def test_a_directory_without_scenarios_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    error = run(tmp_path / "scenarios").exception
    assert isinstance(error, KafkaTriageError)
    assert "no test is here" == str(error)


def test_a_failure_is_told_at_its_expectation(own: Path) -> None:
    path = own / "own" / "many.yaml"
    path.write_text(RULE.replace("group.members > 7", "group.members >= 7"))
    result = run(own)
    assert 1 == result.exit_code
    lines = result.output.split("\n")
    assert lines[0].endswith("own/many.yaml:11:70: seven members")
    assert ["    fires", "    false", "4 passed, 1 failed"] == [lines[1], lines[3].split("|")[0].rstrip(), lines[4]]
    assert lines[3].endswith("| true")


def test_junit_is_read_back(own: Path, tmp_path: Path) -> None:
    path = own / "own" / "many.yaml"
    path.write_text(RULE.replace("group.members > 7", "group.members >= 7").replace("seven members", '"<7> & \\x01"'))
    assert 1 == run(own, "--junit", tmp_path / "out.xml").exit_code
    root = ElementTree.parse(tmp_path / "out.xml").getroot()
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert ["eight members", "<7> & ?", "members not known", "one member", "many members and lag"] == list(cases)
    failed = cases["<7> & ?"]
    assert str(path) == failed.get("file")
    assert "11" == failed.get("line")
    assert "own/many" == failed.get("classname")
    (failure,) = failed
    assert ("failure", "11:69: fires") == (failure.tag, str(failure.get("message")).split("many.yaml:")[1])
    assert "expected" in str(failure.text)
    assert [] == list(cases["eight members"])
    suites = {suite.get("name"): (suite.get("tests"), suite.get("failures")) for suite in root.iter("testsuite")}
    assert ("4", "1") == suites["own/many"]


def test_junit_that_cannot_be_written(own: Path, tmp_path: Path) -> None:
    with pytest.raises(KafkaTriageError, match="cannot be written"):
        raise run(own, "--junit", tmp_path / "missing" / "out.xml").exception or AssertionError


def test_coverage_and_mutation_are_clean(own: Path) -> None:
    result = run(own, "--coverage", "--mutate")
    assert 0 == result.exit_code, result.output
    assert "  own/many    100 %  3 of 3\n" in result.output
    assert "coverage: 100 %, 3 of 3\n" in result.output
    assert "mutants: 5 noticed, 0 survive, 0 explained, 0 that no facts can tell from the rule\n" in result.output


def test_holes_and_survivors_are_printed_with_facts(own: Path) -> None:
    path = own / "own" / "many.yaml"
    path.write_text(
        RULE.replace("group.members: 7}", "group.members: 2}").replace(
            "  - {name: members not known, facts: {}, expect: {fires: unknown}}\n", ""
        )
    )
    result = run(own, "--coverage", "--mutate")
    assert 1 == result.exit_code
    assert "own/many.yaml:8:7: own/many: `group.members > 7` is never unknown while it decides\n" in result.output
    assert "coverage: 66.6 %, 2 of 3\n" in result.output
    assert "own/many.yaml:8:21: own/many: survives in when: group.members > 7 -> group.members >= 7\n" in result.output
    assert "    to be told apart with {group.members: 7}\n" in result.output
    assert 0 == run(own, "--coverage", "--min", "66").exit_code


def test_too_few_near_misses(own: Path) -> None:
    path = own / "own" / "many.yaml"
    path.write_text(RULE.replace("  - {name: one member, facts: {group.members: 1}, expect: {fires: false}}\n", ""))
    result = run(own, "--coverage")
    assert 1 == result.exit_code
    assert "own/many: has 1 near-miss tests (fires: false), 2 are needed" in result.output


def test_paths_that_do_not_exist(tmp_path: Path) -> None:
    with pytest.raises(KafkaTriageError) as caught:
        raise run(tmp_path / "one", tmp_path / "two.yaml").exception or AssertionError
    assert 2 == len(caught.value.problems)


@pytest.mark.parametrize(
    ("option", "module", "message"),
    [
        ("--coverage", "z3", "need the solver z3: pip install"),
        ("--junit", "junitparser", "needs junitparser: pip install"),
    ],
)
def test_what_to_install_where_a_library_is_missing(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str, module: str, message: str
) -> None:
    for name in [name for name in sys.modules if name.startswith("kafka_triage.testing.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(KafkaTriageError, match=message):
        raise run(own, option, *([tmp_path / "out.xml"] if option == "--junit" else [])).exception or AssertionError

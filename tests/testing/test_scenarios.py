"""Scenario files: what is compared, and every mistake with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from kafka_triage import load_rules
from kafka_triage.diagnosis.reason import Reasoner
from kafka_triage.errors import RuleError
from kafka_triage.testing.scenario_files import read_scenarios
from kafka_triage.testing.scenarios import noticed_by, run_scenario

BOOK = load_rules()
REASONER = Reasoner(BOOK, "python")
TABLE = """
GROUP  TOPIC   PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CONSUMER-ID  HOST  CLIENT-ID
orders orders  0          100             200             100  c-1          /10.0.0.1  c

GROUP  TOPIC   PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG  CONSUMER-ID  HOST  CLIENT-ID
orders orders  0          100             900             800  c-1          /10.0.0.1  c
"""
FACTS = """
name: the group is blocked
facts: {group.lag_trend: growing, group.committed_trend: unchanged, group.members: 3}
expect:
"""


def failures(tmp_path: Path, text: str, **files: str) -> list[tuple[str, str, str, str]]:
    for name, content in files.items():
        (tmp_path / name.replace("_", ".")).write_text(content)
    path = tmp_path / "case.yaml"
    path.write_text(text)
    (scenario,) = read_scenarios([path], BOOK)
    return [
        (failure.place.rsplit("case.yaml:", 1)[1], failure.what, failure.expected, failure.got)
        for failure in run_scenario(REASONER, scenario)
    ]


def test_everything_as_expected(tmp_path: Path) -> None:
    expect = """
  verdict: problems
  root: accumulation/consumer-blocked
  diagnoses: [accumulation/consumer-blocked]
  consequences: {accumulation/consumer-blocked: []}
  not_diagnosed: [accumulation/slower-than-production]
  candidates: [accumulation/commits-failing]
  ruled_out: [accumulation/no-live-member]
  risks: []
  questions: [group.state]
  asks: [commit.failing]
  says: ["the consumer is blocked"]
  never: [Traceback]
"""
    assert [] == [
        failure for failure in failures(tmp_path, FACTS + expect) if failure[1] != "questions, the first ones"
    ]


@pytest.mark.parametrize(
    ("expect", "failure"),
    [
        ("verdict: healthy", ("5:12", "verdict", "healthy", "problems")),
        ("root: accumulation/idle", ("5:9", "root", "accumulation/idle", "accumulation/consumer-blocked")),
        ("diagnoses: []", ("5:14", "diagnoses", "none", "accumulation/consumer-blocked")),
        (
            "consequences: {accumulation/idle: [accumulation/normal]}",
            ("5:37", "consequences accumulation/idle", "accumulation/normal", "not diagnosed"),
        ),
        (
            "not_diagnosed: [accumulation/idle, accumulation/consumer-blocked]",
            ("5:38", "not_diagnosed", "not accumulation/consumer-blocked", "accumulation/consumer-blocked"),
        ),
        ("risks: [sarama/client-not-recommended]", ("5:11", "risks", "sarama/client-not-recommended", "none")),
        ("set: {max.poll.records: 150}", ("5:27", "set max.poll.records", "150", "no such setting")),
    ],
)
def test_what_does_not_hold_is_told_with_the_place_of_the_expectation(
    tmp_path: Path, expect: str, failure: tuple[str, str, str, str]
) -> None:
    text = FACTS.lstrip("\n").replace("expect:\n", f"#\nexpect:\n  {expect}\n")
    assert [failure] == failures(tmp_path, text)


@pytest.mark.parametrize("what", ["says: [a, nowhere to be found]", "never: [nowhere, blocked]"])
def test_texts_that_are_missing_or_forbidden(tmp_path: Path, what: str) -> None:
    (found,) = failures(tmp_path, FACTS + f"  {what}\n")
    assert (what.split(":")[0], True) == (found[1], "blocked" in found[3])


def test_first_questions_in_order(tmp_path: Path) -> None:
    (found,) = failures(tmp_path, FACTS + "  questions: [group.name, commit.failing]\n")
    place, what, expected, got = found
    assert ("5:14", "questions, the first ones") == (place, what)
    assert "group.name\ncommit.failing" == expected
    assert 2 == len(got.split("\n"))


@pytest.mark.parametrize(
    "source",
    [
        "text: {file: table.txt}",
        "text: [{file: table.txt}]",
        "text: |\n" + "".join(f"  {line}\n" for line in TABLE.split("\n")),
    ],
    ids=["file", "files", "inline"],
)
def test_text_of_a_file_or_inline(tmp_path: Path, source: str) -> None:
    text = f"name: two looks\n{source}\nexpect:\n  root: accumulation/consumer-blocked\n  says: [from 100 messages to 800 messages]\n"
    found = failures(tmp_path, text, table_txt=TABLE)
    assert [] == [failure for failure in found if failure[1] != "says"]


ROWS = """at,topic,partition,committed_offset,end_offset
2026-11-23T09:00:00Z,orders,0,100,200
2026-11-23T09:01:00Z,orders,0,100,500
2026-11-23T09:02:00Z,orders,0,100,900
"""


def test_samples_of_a_file_or_inline(tmp_path: Path) -> None:
    inline = "".join(
        f"  - {{at: 2026-11-23T09:0{minute}:00Z, topic: orders, partition: 0, committed_offset: 100, end_offset: {end}}}\n"
        for minute, end in ((0, 200), (1, 500), (2, 900))
    )
    for samples in ("samples: {file: rows.csv}", f"samples:\n{inline}"):
        text = f"name: rows\n{samples}\nexpect: {{root: accumulation/consumer-blocked}}\n"
        assert [] == failures(tmp_path, text, rows_csv=ROWS)


def test_every_mistake_of_every_file_at_once(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(
        """name: one
facts: {group.lag_trend: growing}
facts: {}
expect:
  verdict: helthy
  root: accumulation/consumer-blockd
  questions: [group.lag_tend]
  set: {max.poll.record: 1}
  consequences: {accumulation/idle: [accumulation/norml]}
  rot: x
"""
    )
    (tmp_path / "two.yaml").write_text("name: two\ntext: {file: none.txt}\nexpect: {}\n")
    with pytest.raises(RuleError) as caught:
        read_scenarios([tmp_path / "one.yaml", tmp_path / "two.yaml", tmp_path / "three.yaml"], BOOK)
    told = [str(problem).replace(f"{tmp_path}/", "") for problem in caught.value.problems]
    assert [
        "one.yaml:3:1: the key 'facts' stands here a second time, first in line 2",
        "one.yaml:5:12: 'helthy' is not one of 'problems', 'healthy' or 'undetermined' (did you mean healthy?)",
        "one.yaml:10:3: the key 'rot' is not known here (did you mean root?)",
        "two.yaml:3:9: expect says nothing",
        "two.yaml:2:14: none.txt cannot be read: No such file or directory",
        "three.yaml: cannot be read: No such file or directory",
    ] == told


def test_names_that_do_not_exist(tmp_path: Path) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(
        """name: one
facts: {group.lag_trend: growing}
expect:
  root: accumulation/consumer-blockd
  questions: [group.lag_tend]
  set: {max.poll.record: 1}
  consequences: {accumulation/idle: [accumulation/norml]}
"""
    )
    with pytest.raises(RuleError) as caught:
        read_scenarios([path], BOOK)
    told = [str(problem).split("one.yaml:")[1] for problem in caught.value.problems]
    assert (
        "4:9: no rule has the id 'accumulation/consumer-blockd' (did you mean accumulation/consumer-blocked" in told[0]
    )
    assert told[1].startswith("7:38: no rule has the id 'accumulation/norml' (did you mean accumulation/normal")
    assert told[2].startswith("5:15: there is no fact 'group.lag_tend' (did you mean group.lag_trend")
    assert told[3].startswith("6:26: there is no setting 'max.poll.record' (did you mean max.poll.records")


def test_facts_that_are_wrong_are_failures_at_their_place(tmp_path: Path) -> None:
    text = "name: x\nfacts:\n  group.lag_trend: growing\n  group.members: many\n  group.mmbers: 1\nexpect: {verdict: problems}\n"
    found = failures(tmp_path, text)
    assert ["4:18", "5:17"] == [place for place, _, _, _ in found]
    assert "a number is expected, not 'many'" in found[0][3]
    assert "did you mean group.members" in found[1][3]


def test_a_changed_rule_is_noticed_by_the_scenario_that_names_it(tmp_path: Path) -> None:
    from kafka_triage.testing.variants import mutants

    path = tmp_path / "case.yaml"
    path.write_text(FACTS + "  root: accumulation/consumer-blocked\n")
    noticed = noticed_by(BOOK, read_scenarios([path], BOOK))
    rule = BOOK.rules["accumulation/consumer-blocked"]
    assert not noticed(rule)
    first = next(mutants(BOOK, rule))
    assert noticed(first.rule)
    assert not noticed(BOOK.rules["accumulation/idle"])

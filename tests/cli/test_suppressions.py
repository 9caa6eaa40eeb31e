"""Suppressions and severities: by options, by ``.kafka-triage.yaml`` and in Python; what is left out stays visible."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kafka_triage import Config, Ignore, KafkaTriageError, diagnose, load_config
from tests.cli.conftest import Run

BLOCKED = "accumulation/consumer-blocked"
GROWING = ("--fact", "group.lag_trend=growing", "--fact", "group.committed_trend=unchanged")
FACTS = {"group.lag_trend": "growing", "group.committed_trend": "unchanged"}
NOW = ("--now", "2026-11-24T12:00:00Z")
IGNORE = ("--ignore", f"{BLOCKED}:known, OPS-7", "--until", "2027-01-31")
CHAIN: dict[str, Any] = {  # batches outlast the poll interval, which makes the group rebalance and lag
    "client": {"library": "java", "version": "2.8.2"},
    "processing": {"messages_per_thread_per_second": 1, "threads": 1},
    "symptom.frequent_rebalances": True,
    "group.lag_trend": "growing",
}
Runs = Callable[..., Run]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a directory without a configuration."""
    monkeypatch.chdir(tmp_path)


def configured(text: str) -> None:
    Path(".kafka-triage.yaml").write_text(text, "utf-8")


class TestIgnore:
    def test_a_suppressed_problem_does_not_count_and_is_no_health(self, run: Runs) -> None:
        assert run("diagnose", *GROWING, *NOW).status == 1
        found = run("diagnose", *GROWING, *NOW, *IGNORE)
        assert found.status == 0
        assert found.out.startswith("PROBLEM  the consumer is blocked (likely), suppressed until 2027-01-31")
        assert "until 2027-01-31: known, OPS-7 (--ignore)" in found.out
        assert "HEALTHY" not in found.out

    def test_it_stands_in_every_format(self, run: Runs) -> None:
        data = json.loads(run("diagnose", *GROWING, *NOW, *IGNORE, "--format", "json").out)
        (one,) = data["suppressed"]
        assert ("problems", [], BLOCKED, "known, OPS-7", "2027-01-31", "--ignore") == (
            data["verdict"],
            data["diagnoses"],
            one["diagnosis"]["id"],
            one["reason"],
            one["until"],
            one["by"],
        )
        markdown = run("diagnose", *GROWING, *NOW, *IGNORE, "--format", "markdown").out
        assert (
            "## Suppressed\n\n- The consumer is blocked (critical, likely, `accumulation/consumer-blocked`)" in markdown
        )

    def test_other_problems_still_count(self, run: Runs) -> None:
        other = ("--ignore", "accumulation/poison-pill:known", "--until", "2027-01-31")
        assert run("diagnose", *GROWING, *NOW, *other).status == 1

    @pytest.mark.parametrize(
        ("now", "status"), [("2027-01-31T23:59:59Z", 0), ("2027-02-01T00:00:00Z", 1), ("2027-02-01T01:00:00+02:00", 0)]
    )
    def test_it_ends_after_its_last_day_in_utc(self, run: Runs, now: str, status: int) -> None:
        found = run("diagnose", *GROWING, *IGNORE, "--now", now)
        assert status == found.status
        ended = f"{BLOCKED} is no longer suppressed: that ended on 2027-01-31 (--ignore)"
        assert (ended in " ".join(found.out.split())) == bool(status)

    def test_without_now_the_clock_decides(self) -> None:
        today = datetime.now(UTC).date()
        config = Config([Ignore(BLOCKED, "known", today.replace(year=today.year + 1, day=1))])
        assert [] == diagnose(FACTS, config=config).diagnoses
        assert diagnose(FACTS, config=Config([Ignore(BLOCKED, "known", date(2020, 1, 1))])).diagnoses

    def test_a_consequence_of_what_is_suppressed_stays(self) -> None:
        root = diagnose(CHAIN).diagnoses[0]
        assert "rebalance/batch-outlasts-poll-interval" == root.id
        assert ["accumulation/group-rebalancing", "rebalance/processing-on-poll-thread"] == sorted(
            one.id for one in root.consequences
        )
        report = diagnose(CHAIN, now="2026-11-24", config=Config([Ignore(root.id, "known", date(2027, 1, 1))]))
        assert [(root.id, [])] == [(one.diagnosis.id, one.diagnosis.consequences) for one in report.suppressed]
        (promoted,) = report.diagnoses
        assert "rebalance/processing-on-poll-thread" == promoted.id
        assert ["accumulation/group-rebalancing"] == [one.id for one in promoted.consequences]
        assert f"{root.title} ({root.id}) leads to this and is suppressed until 2027-01-01" in [
            note.text for note in promoted.notes
        ]

    def test_what_a_suppressed_consequence_explains_moves_up(self, write: Callable[[dict[str, str]], Path]) -> None:
        rule = (
            "title: {title}\nfamily: other\nseverity: warning\nconfidence: likely\nwhen: [group.lag_trend == growing]\n"
            "explains: [{explains}]\ndiagnosis: x\n"
        )
        chain = {"a/one": "a/two", "a/two": "a/three", "a/three": "symptom.accumulation"}
        own = write({f"{id}.yaml": rule.format(title=id, explains=target) for id, target in chain.items()})
        config = Config([Ignore("a/two", "known", date(2027, 1, 1))], rules=[own])
        (root,) = [one for one in diagnose(FACTS, now="2026-11-24", config=config).diagnoses if one.id.startswith("a/")]
        assert ("a/one", ["a/three"]) == (root.id, [one.id for one in root.consequences])

    def test_a_suppressed_risk_is_no_risk(self) -> None:
        facts = {"client": {"library": "sarama", "version": "1.24.0"}}
        risk = diagnose(facts).risks[0]
        report = diagnose(facts, now="2026-11-24", config=Config([Ignore(risk.id, "known", date(2027, 1, 1))]))
        assert risk.id not in [one.id for one in report.risks]
        assert risk.id in [one.diagnosis.id for one in report.suppressed]
        assert "undetermined" == report.verdict

    def test_what_is_open_stays_as_it_was(self) -> None:
        config = Config([Ignore(BLOCKED, "known", date(2027, 1, 1))])
        with_, without = diagnose(FACTS, now="2026-11-24", config=config), diagnose(FACTS)
        assert without.candidates == with_.candidates
        assert without.ruled_out == with_.ruled_out


class TestGroup:
    IGNORE = f"ignore: [{{id: {BLOCKED}, reason: known, until: 2027-01-31, group: orders}}]\n"

    @pytest.mark.parametrize(("group", "status"), [("orders", 0), ("mails", 1)])
    def test_only_reports_about_it_are_concerned(self, run: Runs, group: str, status: int) -> None:
        configured(self.IGNORE)
        assert status == run("diagnose", *GROWING, *NOW, "--fact", f"group.name={group}").status

    def test_a_group_that_is_not_known_is_told(self, run: Runs) -> None:
        configured(self.IGNORE)
        found = run("diagnose", *GROWING, *NOW)
        assert 1 == found.status
        assert "which group this is about is not known" in " ".join(found.out.split())


class TestSeverity:
    def test_it_decides_the_exit_status_and_is_told(self, run: Runs) -> None:
        configured(f"severity:\n  {BLOCKED}: info\n")
        found = run("diagnose", *GROWING, "--format", "json")
        diagnosis = json.loads(found.out)["diagnoses"][0]
        assert (3, "info") == (found.status, diagnosis["severity"])
        assert "severity set to info by .kafka-triage.yaml:2:3" in [note["text"] for note in diagnosis["notes"]]

    @pytest.mark.parametrize("format", ["text", "markdown", "json", "sarif", "junit"])
    def test_every_format_tells_where_it_was_set(self, run: Runs, format: str) -> None:
        configured(f"severity:\n  {BLOCKED}: info\n")
        found = run("diagnose", *GROWING, "--format", format)
        assert "severity set to info by .kafka-triage.yaml:2:3" in " ".join(found.out.replace("\\", "").split())

    def test_it_can_be_raised(self, run: Runs) -> None:
        facts = ("--fact", "group.lag_trend=growing", "--fact", "group.committed_trend=advancing")
        assert run("diagnose", *facts, "--fail-on", "critical").status == 0
        configured("severity: {accumulation/slower-than-production: critical}\n")
        assert run("diagnose", *facts, "--fail-on", "critical").status == 1


class TestFile:
    def test_rules_are_relative_to_it(self, run: Runs, tmp_path: Path) -> None:
        own = Path(__file__).parents[2] / "examples" / "my-rules"
        (tmp_path / "deep").mkdir()
        (tmp_path / "deep" / "own").symlink_to(own)
        (tmp_path / "deep" / "config.yaml").write_text(
            "rules: [own]\nseverity: {accumulation/nightly-batch: critical}\n", "utf-8"
        )
        assert run("diagnose", *GROWING, "--config", tmp_path / "deep" / "config.yaml").status == 1
        config = load_config(tmp_path / "deep" / "config.yaml")
        assert diagnose(FACTS, config=config).verdict == "problems"

    @pytest.mark.parametrize("until", ["2026-01-01", "2028-01-01"])
    def test_the_options_win(self, run: Runs, until: str) -> None:
        configured(f"ignore: [{{id: {BLOCKED}, reason: of the file, until: {until}}}]\n")
        found = run("diagnose", *GROWING, *NOW, *IGNORE)
        assert 0 == found.status
        assert "known, OPS-7 (--ignore)" in found.out
        assert "of the file" not in found.out
        assert "no longer suppressed" not in found.out

    @pytest.mark.parametrize("text", ["", "# nothing\n", "ignore: []\n"])
    def test_an_empty_one_asks_for_nothing(self, run: Runs, text: str) -> None:
        configured(text)
        assert run("diagnose", *GROWING).out == run("diagnose", *GROWING, "--config", "/dev/null").out

    def test_all_mistakes_are_told_with_their_place(self, run: Runs) -> None:
        configured(
            "ignore:\n"
            "  - {id: accumulation/consumer-blocked, until: 2027-01-31}\n"
            "  - {id: accumulation/idle, reason: known}\n"
            "  - {id: accumulation/normal, reason: known, until: soon}\n"
            "severity:\n"
            "  accumulation/idle: fatal\n"
            "rule: [own]\n"
        )
        found = run("diagnose", *GROWING)
        assert (2, "") == (found.status, found.out)
        for part in (
            ".kafka-triage.yaml:2:5: the key 'reason' is missing",
            ".kafka-triage.yaml:3:5: the key 'until' is missing",
            ".kafka-triage.yaml:7:1: the key 'rule' is not known here (did you mean rules?)",
        ):
            assert part in found.err

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            (
                "ignore: [{id: accumulation/idel, reason: known, until: 2027-01-31}]",
                ":1:10: there is no cause 'accumulation/idel' (did you mean accumulation/idle?)",
            ),
            (
                "ignore: [{id: accumulation/idle, reason: ' ', until: 2027-01-31}]",
                ":1:10: a suppression needs a reason",
            ),
            (
                "ignore: [{id: accumulation/idle, reason: known, until: soon}]",
                ":1:56: a date such as 2027-01-31 is expected, not 'soon'",
            ),
            ("severity: {accumulation/idle: warn}", ":1:31: 'warn' is not one of info, warning, critical"),
            ("severity: {accumulation/idel: info}", ":1:12: there is no cause 'accumulation/idel'"),
            ("- ignore", ":1:1: a mapping of keys to values is expected"),
            ("ignore: [", ": this is not YAML"),
            ("a: !!python/object/apply:os.system [x]", ":1:4: the tag"),
            ("rules: [no-such]", "no-such: there is no such directory of rules"),
        ],
    )
    def test_one_mistake(self, run: Runs, text: str, told: str) -> None:
        configured(text)
        found = run("diagnose", *GROWING)
        assert (2, "") == (found.status, found.out)
        assert told in found.err

    def test_a_file_that_is_named_must_be_there(self, run: Runs) -> None:
        found = run("diagnose", *GROWING, "--config", "missing.yaml")
        assert (2, "kafka-triage: missing.yaml: cannot be read: No such file or directory\n") == (
            found.status,
            found.err,
        )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--ignore", BLOCKED, "--until", "2027-01-31"), [f"--ignore {BLOCKED}: a suppression needs a reason"]),
        (("--ignore", f"{BLOCKED}:known"), ["--ignore: a suppression needs an end: --until DATE"]),
        (("--ignore", f"{BLOCKED}: ", "--until", "x"), ["--until: a date such as", "needs a reason"]),
        (("--until", "2027-01-31"), ["--until: this is the end of a suppression"]),
        (("--ignore", "accumulation/consumer-block:known", "--until", "2027-01-31"), [f"did you mean {BLOCKED}?"]),
    ],
)
def test_wrong_options(run: Runs, arguments: tuple[str, ...], told: list[str]) -> None:
    found = run("diagnose", *GROWING, *arguments)
    assert (2, "") == (found.status, found.out)
    for part in told:
        assert part in found.err


def test_wrong_configuration_in_python() -> None:
    config = Config([Ignore(BLOCKED, "", datetime(2027, 1, 1, tzinfo=UTC))], {"accumulation/idle": "fatal"})
    with pytest.raises(KafkaTriageError) as raised:
        diagnose(FACTS, config=config)
    assert 3 == len(raised.value.problems)

"""What is known stands in the commands that a report gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from kafka_triage import RuleError, diagnose, load_rules

KNOWN = {"group.name": "billing", "config.bootstrap.servers": ["b1.shop.example:9092", "b2.shop.example:9092"]}


def shell(facts: dict[str, object], fact: str) -> str:
    return next(question.how["shell"] for question in diagnose(facts).questions if question.fact == fact)


def test_a_question_names_the_group_and_a_server() -> None:
    assert shell({"symptom.accumulation": True, **KNOWN}, "group.members") == (
        "kafka-consumer-groups.sh --bootstrap-server b1.shop.example:9092 --describe --group billing --members"
    )


def test_a_step_names_them_as_well() -> None:
    report = diagnose({"event.group_not_authorized": True, "group.exists": True, "group.acl_ok": False, **KNOWN})
    how = report.diagnoses[0].actions[0].how
    assert "--bootstrap-server b1.shop.example:9092 " in how
    assert "--group 'billing'" in how


@pytest.mark.parametrize("name", ["two words", "$(touch owned)", "`id`", "a;b", "it's", "<group>", "a'b"])
def test_a_name_that_a_shell_would_read_otherwise_leaves_the_word(name: str) -> None:
    assert shell({"symptom.accumulation": True, "group.name": name}, "group.members").endswith(
        "--group GROUP --members"
    )


def test_a_question_about_a_line_of_a_log_names_the_command_that_reads_logs() -> None:
    questions = diagnose({"group.lag_trend": "growing", "group.committed_trend": "unchanged"}).questions
    about = [question for question in questions if question.fact.startswith("event.")]
    assert about
    assert all(question.how["shell"].startswith("kafka-triage diagnose <log>") for question in about)


def test_what_is_not_known_leaves_the_word() -> None:
    assert "--bootstrap-server HOST:PORT" in shell({"symptom.accumulation": True}, "group.members")


def test_a_vocabulary_says_which_word_stands_for_which_fact(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    facts = tmp_path / "facts" / "shop.yaml"
    text = "facts: {shop.name: {type: string, meaning: Shop., ask: Which shop?, cost: know, placeholder: [SHOP]}"
    text += ", shop.open: {type: bool, meaning: It is open., ask: Open?, cost: run, opening: 1, how: {shell: shopctl SHOP}}}"
    facts.write_text(text)
    report = diagnose({"shop.name": "north"}, rules=load_rules(tmp_path))
    assert {question.fact: question.how for question in report.questions}["shop.open"] == {"shell": "shopctl north"}
    facts.write_text(text.replace("[SHOP]", "[shop]"))
    with pytest.raises(RuleError, match=r"shop\.yaml:1:95: .*pattern"):
        load_rules(tmp_path)

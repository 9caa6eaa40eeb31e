"""Reports for a terminal: the order of what is said, 80 columns, and text that cannot steer the terminal."""

from __future__ import annotations

import re
import shlex
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kafka_triage import FactError, diagnose, load_rules, read_text
from kafka_triage.diagnosis.report import Report
from kafka_triage.diagnosis.texts import shell_word
from kafka_triage.render.lines import continued

TABLES = Path(__file__).parents[2] / "examples" / "two-tables.txt"
CASES: list[dict[str, Any]] = [test.facts for rule in load_rules().rules.values() for test in rule.tests]
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07",
    "\u202egnp.exe\u2066",
    "\x9b31m",
    "\x00\x7f",
    "a\r\nPROBLEM  all is lost",
    "a\u2028HEALTHY",
)
STRINGS = ("group.name", "client.ip", "client.vpc_id", "thread.blocked_on", "group.assignor", "config.client.id")
LISTS = ("group.stuck_members", "instance.whitelist", "config.bootstrap.servers")
SECTIONS = ("Or", "Could be", "Ask", "Not", "Risk", "Noticed", "More")


@lru_cache(maxsize=1)
def blocked() -> Report:
    return diagnose(text=read_text(TABLES))


def labels(text: str) -> list[str]:
    return [
        match[1].strip()
        for line in text.splitlines()
        if (match := re.match(r"([A-Z]\w+(?: \w+)?) {1,}(?=\S)", line[:10] + "x"))
    ]


def commands(facts: dict[str, Any]) -> list[str]:
    """The command lines that the report on these facts gives."""
    report = diagnose(facts, engine="python")
    texts = [action.how for one in (*report.diagnoses, *report.risks) for action in one.actions]
    texts += [question.how.get("shell", "") for question in report.questions]
    return [line for text in texts for line in text.splitlines() if line.strip()]


def test_verdict_and_root_come_first_then_what_to_do_then_why_then_where() -> None:
    lines = blocked().to_text().splitlines()
    assert re.fullmatch(r"PROBLEM  orders: the consumer is blocked \(likely\) +accumulation/consumer-blocked", lines[0])
    starts = [
        next(number for number, line in enumerate(lines) if line.startswith(label))
        for label in ("Do now", "Why", "Not yet", "Ask", "Where", "Or", "Noticed", "More")
    ]
    assert starts == sorted(starts)


def test_print_gives_the_text() -> None:
    assert str(blocked()) == blocked().to_text()


@settings(max_examples=150)
@given(st.sampled_from(CASES), st.integers(40, 120))
def test_prose_fits_the_width(facts: dict[str, Any], width: int) -> None:
    try:
        text = diagnose(facts, engine="python").to_text(width=width)
    except FactError:
        return
    for line in text.splitlines():
        prose = not line.startswith(" " * 11)
        assert len(line) <= width or not prose or max(map(len, line.split())) + 11 > width, line


@st.composite
def reports(draw: st.DrawFn, *, hostile: bool = False) -> Report:
    """A report on the facts of one or two tests of shipped rules; with hostile texts where a text may stand."""
    facts = draw(st.sampled_from(CASES)) | draw(st.sampled_from([{}, *CASES]))
    if hostile:
        texts = st.sampled_from(HOSTILE) | st.text(max_size=60)
        facts |= draw(st.dictionaries(st.sampled_from(STRINGS), texts, min_size=1))
        facts |= draw(st.dictionaries(st.sampled_from(LISTS), st.lists(texts, max_size=3)))
    try:
        return diagnose(facts, engine="python")
    except FactError:
        return diagnose(CASES[0])


@settings(max_examples=300)
@given(reports())
def test_eighty_columns_hold_all_but_one_word_that_is_longer(report: Report) -> None:
    for line in report.to_text().splitlines():
        assert len(line) <= 80 or len(shlex.split(line.removesuffix("\\"))) == 1, line


@settings(max_examples=150)
@given(reports())
def test_first_line_is_the_verdict_and_the_root(report: Report) -> None:
    text = report.to_text()
    first = text.splitlines()[0]
    word = {"problems": "PROBLEM  ", "healthy": "HEALTHY  ", "undetermined": "UNDETERMINED  "}[report.verdict]
    assert first.startswith(word)
    if report.diagnoses:
        root = report.diagnoses[0]
        assert root.title.split()[0].lower() in first.lower()
        assert text.split("\n\n")[0].split()[-1] == root.id


@settings(max_examples=150)
@given(reports(), st.booleans())
def test_sections_stand_in_one_order(report: Report, verbose: bool) -> None:
    text = report.to_text(verbose=verbose)
    found = [line[:9].strip() for line in text.splitlines() if not line.startswith(" ") and line]
    if report.diagnoses and report.questions and not verbose:
        found.remove("Ask")  # the one question belongs to the first cause
    common = [label for label in found if label in SECTIONS]
    assert common == sorted(common, key=SECTIONS.index)
    assert ("More" in found) <= (not verbose)
    assert found.count("Why") == found.count("Where") == len(report.diagnoses) + len(report.risks)
    order = ["Do now", "Then", "Why", "Leads to", "Not yet", "Note", "Where"]
    while "Where" in found:
        end = found.index("Where") + 1
        start = min(found.index(label) for label in ("Do now", "Why") if label in found[:end])
        own = [label for label in found[start:end] if label in order]
        assert own == sorted(own, key=order.index)
        found = found[end:]


def test_colour_marks_the_same_text() -> None:
    coloured = blocked().to_text(color=True)
    assert "\x1b[31mPROBLEM" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == blocked().to_text()


@pytest.mark.parametrize("hostile", HOSTILE[:4])
def test_input_cannot_steer_the_terminal(hostile: str) -> None:
    text = diagnose(
        {"group.name": f"g{hostile}g", "group.lag_trend": "growing", "group.committed_trend": "unchanged"}
    ).to_text()
    assert not CONTROL.search(text)
    assert "\N{REPLACEMENT CHARACTER}" in text.splitlines()[0]


@settings(max_examples=200)
@given(reports(hostile=True))
def test_no_fact_can_steer_the_terminal_or_begin_a_line(report: Report) -> None:
    text = report.to_text()
    assert not CONTROL.search(text)
    assert [line for line in text.splitlines() if line.startswith(("PROBLEM", "HEALTHY"))] in (
        [],
        [text.splitlines()[0]],
    )


def test_a_pasted_table_cannot_steer_the_terminal() -> None:
    table = TABLES.read_text().replace("orders", "or\x1b[2Jders").replace("consumer-", "c\x9b\u202e-")
    text = diagnose(text=read_text(table, name="a\x1b]0;x\x07.txt")).to_text(color=False)
    assert text.startswith("PROBLEM  orders: the consumer is blocked (likely)")
    assert not CONTROL.search(text)


@given(
    st.lists(
        st.sampled_from(["kafka-configs.sh", "--describe", "'a b  c'", '"x y"', "-e", "s/a/b/", "$(date)", "a" * 90]),
        min_size=2,
        max_size=40,
    ),
    st.integers(30, 90),
)
def test_a_command_that_is_continued_is_the_same_command(words: list[str], width: int) -> None:
    command = " ".join(["grep ", *words])
    lines = continued(command, width)
    assert all(line.endswith(" \\") for line in lines[:-1])
    assert shlex.split("\n".join(lines).replace("\\\n", " ")) == shlex.split(command)


@pytest.mark.parametrize("name", ["a", "x'; touch owned; '", "$(touch owned)", "`touch owned`", 'a"b\\', "it's", "'"])
def test_a_name_stays_one_word_of_the_command_that_is_given(name: str) -> None:
    """The names of groups come out of pasted text; the commands are there to be pasted into a shell."""
    facts = {"group.lag_trend": "growing", "group.committed_trend": "advancing", "group.name": name}
    found = [
        shlex.split(line.partition("  #")[0]) for line in commands(facts) if "--group" in line and "GROUP" not in line
    ]
    assert found
    for words in found:
        assert words[words.index("--group") + 1] == name


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"])), st.sampled_from(["", "'"]))
def test_a_text_in_a_command_is_one_word(text: str, mark: str) -> None:
    before = f"a {mark}"
    word = shell_word(f"echo it's\n{before}", text)
    assert shlex.split(f"{before}{word}{mark} b") == ["a", text, "b"]


HOW = sorted({line for rule in load_rules().rules.values() for test in rule.tests[:1] for line in commands(test.facts)})


@pytest.mark.parametrize("width", [40, 69, 120])
def test_every_command_that_a_report_gives_stays_the_same_command(width: int) -> None:
    assert len(HOW) > 50
    for line in HOW:
        try:
            words = shlex.split(line)
        except ValueError:  # a quotation that goes on in the next line
            continue
        assert shlex.split("\n".join(continued(line, width)).replace("\\\n", " ")) == words


def test_nothing_observed_is_said_as_such() -> None:
    text = diagnose({"client.library": "java"}).to_text()
    assert text.startswith("UNDETERMINED  ")
    assert "Ask" in text
    assert "HEALTHY" not in text


def test_risks_stand_apart_from_diagnoses() -> None:
    report = diagnose({"client": {"library": "sarama", "version": "1.24.0"}})
    text = report.to_text()
    assert report.verdict == "undetermined"
    assert re.search(r"^Risk +.*\n? +sarama/client-not-recommended", text, re.MULTILINE)


class TestWhatIsNeededFirst:
    """Somebody is woken at night: one screen, and everything else on request."""

    def test_one_question_with_one_way_and_no_unsupported_cause_after_a_diagnosis(self) -> None:
        text = blocked().to_text()
        assert text.count("[commit.failing]") == 1
        assert "[downstream.ok]" not in text
        shown = text[text.index("\nOr ") : text.index("\nNoticed")]
        assert "accumulation/commits-failing" in shown
        assert "accumulation/uncommitted-assign" not in shown
        assert "(Apache Kafka" not in text
        assert len(text.splitlines()) < 55

    def test_what_is_left_out_is_named_in_the_last_line(self) -> None:
        last = " ".join(blocked().to_text().split("\nMore ")[1].split())
        assert last.startswith("questions, notes, open causes and causes ruled out: --verbose shows them.")
        one = diagnose({"event.group_not_authorized": True, "group.exists": True, "group.acl_ok": False})
        assert one.to_text().split("\nMore ")[1].split() == ["causes", "ruled", "out:", "--verbose", "shows", "them."]

    def test_verbose_says_everything(self) -> None:
        report = blocked()
        text = report.to_text(verbose=True)
        assert "\nMore " not in text
        assert all(f"[{question.fact}" in text for question in report.questions)
        assert all(candidate.id in text for candidate in report.candidates)
        assert all(cause.title.split()[-1] in text for cause in report.ruled_out)
        assert "vendor API: " in text
        assert "(Apache Kafka: KafkaConsumer (Javadoc)" in text

    def test_open_causes_that_something_speaks_for_come_first_with_what_it_is(self) -> None:
        text = blocked().to_text(verbose=True)
        part = text[text.index("\nOr ") : text.index("\nAsk ")]
        assert part.index("accumulation/commits-failing") < part.index("accumulation/poison-pill")
        assert "- no committed offset moved; orders-2 stayed at 49,642" in part

    def test_nothing_proven_gives_three_causes_and_three_questions(self) -> None:
        report = diagnose({"symptom.accumulation": True})
        text = report.to_text()
        assert sum(candidate.id in text for candidate in report.candidates) == 3
        assert sum(f"[{question.fact}]" in text for question in report.questions) == 3

    def test_a_command_that_answers_two_questions_stands_there_once(self) -> None:
        text = diagnose({"client.library": "java"}).to_text()
        assert "[group.lag_trend]" in text
        assert "[group.committed_trend]" in text
        assert text.count("sleep 60") == 1

    def test_from_the_fourth_step_on_only_the_step_is_said(self) -> None:
        facts = {"event.poll_interval_exceeded": True, "client.library": "java"}
        action = diagnose(facts).diagnoses[0].actions[3]
        assert action.trade_off
        start = " ".join(action.trade_off.split()[:4])
        assert start not in " ".join(diagnose(facts).to_text().split())
        assert start in " ".join(diagnose(facts).to_text(verbose=True).split())

    def test_what_a_cause_leads_to_stands_below_one_label(self) -> None:
        facts = {
            "client": {"library": "java", "version": "0.10.0.1"},
            "processing.batch_ms": 40_000,
            "config.session.timeout.ms": 30_000,
            "symptom.frequent_rebalances": True,
            "group.lag_trend": "growing",
        }
        report = diagnose(facts)
        assert len(report.diagnoses[0].consequences) == 2
        assert report.to_text().split("\nAlso ")[0].count("\nLeads to") == 1

    def test_a_line_of_a_log_is_told_in_words_with_its_number(self) -> None:
        log = "Application maximum poll interval (300000ms) exceeded by 88ms\n" * 2
        text = " ".join(diagnose(text=log).to_text().split())
        assert "- poll() was not called within max.poll.interval.ms (2 times) read from text 1:1, :2" in text

    def test_a_value_to_set_names_what_it_waits_for_and_asks_for_it(self) -> None:
        report = diagnose({"event.poll_interval_exceeded": True, "client.library": "java", "client.version": "2.8"})
        needs = report.diagnoses[0].actions[0].needs
        assert "processing.messages_per_thread_per_second" in needs
        assert set(needs) <= {question.fact for question in report.questions}
        text = " ".join(report.to_text().split())
        assert "The value follows from processing.messages_per_thread_per_second" in text


def test_a_part_of_a_word_stays_with_it_in_a_command_that_is_continued() -> None:
    assert continued("grep the handler's log or timer of the last few hours", 30)[0] == "grep the handler's log or \\"

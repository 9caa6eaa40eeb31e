"""``kafka-triage ask``: scripted line by line, and on a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from kafka_triage import KafkaTriageError, diagnose
from kafka_triage.cli.app import app
from kafka_triage.cli.dialogue import meant
from kafka_triage.cli.terminal import PlainTerminal
from kafka_triage.diagnosis.parts import Question
from kafka_triage.render.question import render_question

TABLES = Path("examples/two-tables.txt").read_text("utf-8")
ROWS = "\n".join(line for line in TABLES.splitlines()[3:7])
COMMAND = [sys.executable, "-m", "kafka_triage"]


def ask(*arguments: str, answers: str) -> Result:
    result = CliRunner().invoke(app, ["ask", *arguments], input=answers)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def diagnosed(path: Path) -> str:
    return CliRunner().invoke(app, ["diagnose", "--facts", str(path)]).stdout


class TestScript:
    def test_the_list_is_in_peoples_words_and_takes_a_number(self) -> None:
        result = ask(answers="4\nquit\n")
        assert " 4  my group lags\n" in result.stderr
        assert "1. Over three minutes or more, does the committed offset advance" in result.stderr
        assert (result.exit_code, result.stdout[:12]) == (3, "UNDETERMINED")

    def test_the_list_takes_words_and_asks_again_for_others(self) -> None:
        result = ask(answers="99\n\nmy group is laging\nmy group lags\nquit\n")
        assert result.stderr.count("! ") == 3
        assert "did you mean my group lags" in result.stderr
        assert "[group.committed_trend]" in result.stderr

    def test_something_else_asks_which_problem_it_is(self) -> None:
        assert "1. Over three minutes or more, does the lag grow" in ask(answers="?\nquit\n").stderr

    @pytest.mark.parametrize("answers", [f"{ROWS}\n\nquit\n", f"paste\n{ROWS}\n\nquit\n", f"no  table\n\n{ROWS}\n\n"])
    def test_it_can_begin_with_pasted_output(self, answers: str) -> None:
        result = ask(answers=answers)
        assert result.stdout.startswith("UNDETERMINED  orders: ")
        assert ("nothing in it was understood" in result.stderr) is answers.startswith("no")

    @pytest.mark.parametrize("answers", ["", "quit\n"])
    def test_it_can_end_before_it_began(self, answers: str) -> None:
        result = ask(answers=answers)
        assert "1." not in result.stderr
        assert (result.exit_code, result.stdout[:12]) == (3, "UNDETERMINED")

    def test_a_question_shows_why_and_how(self) -> None:
        text = " ".join(ask("my group lags", answers="quit\n").stderr.split())
        assert "Why decides: The group processes messages more slowly than they are produced" in text
        assert "Run for i in 1 2 3; do date; kafka-consumer-groups.sh" in text
        assert "Console Instances > the instance > Groups" in text
        assert "Answer 1 advancing, 2 unchanged, 3 backwards, 4 jumped_forward or ? (I don't know)" in text

    def test_a_wrong_answer_is_asked_again_with_the_reason(self) -> None:
        result = ask("my group lags", answers="sideways\n\nunchanged\nquit\n")
        assert "! one of advancing, unchanged, backwards, jumped_forward is expected, not 'sideways'" in result.stderr
        assert "! an answer is expected; ? says that you do not know" in result.stderr
        assert "  noted: group.committed_trend = unchanged" in result.stderr
        assert result.stderr.count("1. Over") == 1

    def test_it_goes_on_to_the_cause_and_says_so(self) -> None:
        result = ask("my group lags", answers="unchanged\ngrowing\nstable\n" + "?\n" * 60)
        assert "So far: the consumer is blocked (likely)" in result.stderr
        assert "End: a cause is proven" in result.stderr
        assert result.stdout.startswith("PROBLEM  the consumer is blocked (likely)")
        assert result.exit_code == 1

    def test_i_dont_know_back_and_show(self) -> None:
        result = ask("my group lags", answers="?\nshow\nback\nback\nquit\n")
        assert (
            result.stderr.count("[group.committed_trend]\n") + result.stderr.count("jump?  [group.committed_trend]")
            >= 2
        )
        assert "UNDETERMINED  no cause is proven yet" in result.stderr
        assert "! there is no answer to take back" in result.stderr

    def test_pasted_tables_are_answers(self, tmp_path: Path) -> None:
        session = tmp_path / "session.yaml"
        result = ask("my group lags", "--save", str(session), answers=f"paste\n{ROWS}\n\n?\nquit\n")
        assert "! " not in result.stderr
        assert "paste" not in session.read_text("utf-8").split("text:")[0].replace("pasted", "")
        direct = ask("my group lags", answers=f"{ROWS}\n\n?\nquit\n")
        assert "  read as pasted output" in direct.stderr
        assert direct.stdout == result.stdout
        assert "orders" in result.stdout

    def test_a_paste_that_is_not_understood_is_refused(self) -> None:
        result = ask("my group lags", answers="paste\nno table\nat all\n\nunchanged\nquit\n")
        assert "nothing in it was understood" in result.stderr
        assert "  noted: group.committed_trend = unchanged" in result.stderr

    def test_files_of_text_are_read(self) -> None:
        result = ask("examples/two-tables.txt", answers="quit\n")
        assert result.stdout.startswith("PROBLEM  orders: the consumer is blocked (likely)")

    def test_control_sequences_of_a_paste_do_not_reach_the_terminal(self) -> None:
        hostile = ROWS.replace("orders ", "\x1b[31m\x07ord ").replace("CONSUMER-ID", "CONSUMER-ID")
        result = ask("my group lags", answers=f"\x1b]0;title\x07\n{hostile}\n\nshow\nquit\n")
        for stream in (result.stdout, result.stderr):
            assert "\x1b" not in stream
            assert "\x07" not in stream

    def test_standard_input_is_for_answers(self) -> None:
        with pytest.raises(KafkaTriageError, match="give the text as a file"):
            ask("-", answers="")

    def test_unknown_words_are_refused(self) -> None:
        with pytest.raises(KafkaTriageError, match="did you mean my group lags"):
            ask("my group is lagging", answers="")


class TestSession:
    def test_diagnose_gives_the_same_report_of_it(self, tmp_path: Path) -> None:
        session = tmp_path / "my session.yaml"
        answers = f"{ROWS}\n\n?\nunchanged\nn\nstable\n?\nquit\n"
        result = ask("my group lags", "--save", str(session), answers=answers)
        assert diagnosed(session) == result.stdout
        assert session.read_text("utf-8").startswith(f"# kafka-triage diagnose --facts '{session}'\n")

    def test_it_goes_on_where_it_ended(self, tmp_path: Path) -> None:
        session = tmp_path / "session.yaml"
        ask("my group lags", "--save", str(session), answers="unchanged\n?\nquit\n")
        result = ask("--facts", str(session), "--save", str(session), answers="stable\n")
        assert "[group.committed_trend]" not in result.stderr
        assert "[group.lag_trend]" not in result.stderr
        assert diagnosed(session) == result.stdout

    def test_save_writes_it_at_any_time(self, tmp_path: Path) -> None:
        session = tmp_path / "session.yaml"
        result = ask("my group lags", answers=f"unchanged\nsave {session}\nquit\n")
        assert (
            f"What was said is in {session}; the report of it: kafka-triage diagnose --facts {session}" in result.stderr
        )
        assert "group.committed_trend: unchanged\n" in session.read_text("utf-8")

    def test_a_file_that_cannot_be_written_is_said(self, tmp_path: Path) -> None:
        result = ask("my group lags", answers=f"save {tmp_path}/no/such.yaml\nquit\n")
        assert "no/such.yaml: cannot be written: No such file or directory" in result.stderr

    def test_ctrl_c_leaves_a_file_and_says_where(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "kafka-triage-session.yaml").write_text("mine\n", "utf-8")
        lines = iter(["unchanged\n"])

        def readline(*_: Any) -> str:
            try:
                return next(lines)
            except StopIteration:
                raise KeyboardInterrupt from None

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("kafka_triage.cli.terminal.PlainTerminal.read", lambda *_: readline().rstrip("\n"))
            result = ask("my group lags", answers="")
        assert result.exit_code == 130
        assert "What was said is in kafka-triage-session-2.yaml" in result.stderr
        assert (
            diagnosed(tmp_path / "kafka-triage-session-2.yaml")
            == diagnose({"symptom.accumulation": True, "group.committed_trend": "unchanged"}).to_text()
        )
        assert (tmp_path / "kafka-triage-session.yaml").read_text("utf-8") == "mine\n"

    def test_the_file_is_written_after_each_answer(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        session = tmp_path / "session.yaml"
        written: list[bool] = []

        def read(*_: Any) -> str:
            written.append(session.exists() and "committed_trend: unchanged" in session.read_text("utf-8"))
            return "unchanged" if len(written) == 1 else "quit"

        monkeypatch.setattr("kafka_triage.cli.terminal.PlainTerminal.read", read)
        ask("my group lags", "--save", str(session), answers="")
        assert written == [False, True]

    def test_wrong_input_gives_a_message_and_exit_status_2(self, tmp_path: Path) -> None:
        run = subprocess.run(
            [*COMMAND, "ask", "--fact", "group.membrs=3"], input="", capture_output=True, text=True, check=False
        )
        assert (run.returncode, run.stdout) == (2, "")
        assert "group.membrs: the name of this fact is not known (did you mean group.members" in run.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
class TestTerminal:
    @pytest.fixture
    def spawned(self, tmp_path: Path) -> Iterator[Any]:
        pexpect = pytest.importorskip("pexpect")
        environment = os.environ | {"PYTHONPATH": os.getcwd(), "TERM": "xterm", "NO_COLOR": "1"}
        arguments = ["-m", "kafka_triage", "ask", "my group lags", "--save", str(tmp_path / "session.yaml")]
        child = pexpect.spawn(
            sys.executable, arguments, env=environment, encoding="utf-8", timeout=30, dimensions=(50, 300)
        )
        child.delaybeforesend = None
        yield child
        child.close(force=True)

    def test_a_pasted_block_is_one_answer(self, spawned: Any) -> None:
        pytest.importorskip("prompt_toolkit")
        spawned.expect(r"jump\?")
        spawned.expect("> ")
        spawned.send("\x1b[200~" + TABLES + "\x1b[201~")
        spawned.send("\r")
        spawned.expect("read as pasted output")
        spawned.expect("So far: orders: the consumer is blocked")
        spawned.expect("> ")
        spawned.send("quit\r")
        spawned.expect("PROBLEM  orders: the consumer is blocked")
        spawned.expect_exact("Where")
        spawned.wait()
        assert spawned.exitstatus == 1

    def test_ctrl_c_leaves_a_file(self, spawned: Any, tmp_path: Path) -> None:
        pytest.importorskip("prompt_toolkit")
        spawned.expect("> ")
        spawned.send("unchanged\r")
        spawned.expect("noted: group.committed_trend = unchanged")
        spawned.expect("> ")
        spawned.sendintr()
        spawned.expect_exact(f"What was said is in {tmp_path / 'session.yaml'}")
        spawned.wait()
        assert spawned.exitstatus == 130
        assert "group.committed_trend: unchanged\n" in (tmp_path / "session.yaml").read_text("utf-8")


def test_what_is_said_holds_no_control_characters(capsys: pytest.CaptureFixture[str]) -> None:
    PlainTerminal().say("a\x1b[31mb\x9bc\x07")
    assert capsys.readouterr().err == "a\ufffd[31mb\ufffdc\ufffd\n"
    question = Question("a.b", "\x1bask", "\x07why", {"shell": "run\x1b", "console": "\x9b"}, "\x1b")
    assert not set("\x1b\x07\x9b") & set(render_question(question, 1))


def test_a_terminal_without_the_extra_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from kafka_triage.cli import terminal

    monkeypatch.setattr(terminal.sys, "stdin", type("Stdin", (), {"isatty": staticmethod(lambda: True)}))
    monkeypatch.setattr(terminal, "find_spec", lambda name: None)
    with pytest.raises(KafkaTriageError, match=r"pip install 'kafka-triage\[ask\]'; --plain does without it"):
        terminal.open_terminal(plain=False)
    assert isinstance(terminal.open_terminal(plain=True), terminal.PlainTerminal)


def test_asking_imports_no_prompt_for_a_script() -> None:
    code = (
        "import sys, json, kafka_triage.cli.app; from kafka_triage.cli import dialogue, terminal;"
        "print(json.dumps([name for name in ('prompt_toolkit', 'pydantic', 'pint', 'pandas') if name in sys.modules]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == []


class TestWords:
    def test_a_number_or_the_first_letters_of_a_word_answer(self) -> None:
        assert "  noted: group.committed_trend = unchanged" in ask("my group lags", answers="2\nquit\n").stderr
        assert "  noted: group.committed_trend = jumped_forward" in ask("my group lags", answers="jump\nquit\n").stderr
        assert (
            "Answer    1 advancing, 2 unchanged, 3 backwards, 4 jumped_forward"
            in ask("my group lags", answers="quit\n").stderr
        )

    @pytest.mark.parametrize("said", ["0", "5", "1.0", "ad", "vancing"])
    def test_others_are_asked_again_with_the_reason(self, said: str) -> None:
        result = ask("my group lags", answers=f"{said}\nquit\n")
        assert f"! one of advancing, unchanged, backwards, jumped_forward is expected, not '{said}'" in result.stderr

    def test_no_is_not_short_for_none(self) -> None:
        words = ["growing", "stable", "falling", "none"]
        assert [meant(said, words) for said in ("no", "n", "none", "non", "4")] == ["no", "n", "none", "none", "none"]

    def test_yes_and_no_are_not_numbered(self) -> None:
        words = ["yes", "no"]
        assert [meant(said, words) for said in ("y", "N", "1", "2")] == ["yes", "no", "1", "2"]

    def test_the_number_of_a_question_falls_when_an_answer_is_taken_back(self) -> None:
        result = ask("my group lags", answers="?\nback\n?\nquit\n").stderr
        numbers = [line.split(".")[0] for line in result.splitlines() if line[:1].isdigit() and "." in line[:3]]
        assert numbers == ["1", "2", "1", "2"]


class TestConfiguration:
    TEXT = "ignore: [{id: accumulation/no-live-member, reason: night shift, until: 2999-01-31}]\n"

    def test_what_is_suppressed_for_diagnose_is_suppressed_here(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / ".kafka-triage.yaml").write_text(self.TEXT)
        options = ("--fact", "group.lag_trend=growing", "--fact", "group.members=0", "--save", "session.yaml")
        result = ask(*options, answers="quit\n")
        assert "suppressed until 2999-01-31" in result.stdout
        assert diagnosed(Path("session.yaml")) == result.stdout

    def test_the_file_that_was_named_is_named_for_diagnose(self, tmp_path: Path) -> None:
        config, session = tmp_path / "decided.yaml", tmp_path / "session.yaml"
        config.write_text(self.TEXT)
        ask("my group lags", "--config", str(config), "--save", str(session), answers="quit\n")
        assert session.read_text("utf-8").startswith(f"# kafka-triage diagnose --facts {session} --config {config}\n")

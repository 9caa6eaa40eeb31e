"""Directories of rules: what is read, what overrides what, and every mistake with its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kafka_triage import KafkaTriageError, load_rules
from kafka_triage.errors import RuleError
from kafka_triage.language import cache
from kafka_triage.language.load import build_rule_book
from tests.small import FACTS, RULE, files

Write = Callable[[dict[str, str]], Path]
BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_file(path: Path, write: Write) -> None:
    """Each file holds one mistake; its first lines say ``# expect: LINE:COLUMN: message``."""
    text = path.read_text()
    expected = re.findall(r"^# expect: (\d+:\d+): (.*)$", text, re.M)
    assert expected
    where = "facts/bad.yaml" if path.name.startswith("facts-") else "rebalance/bad.yaml"
    root = write({**files(rebalance__batch=RULE), where: text})
    with pytest.raises(RuleError) as caught:
        build_rule_book([root])
    found = [
        (problem.place.rsplit("/", 1)[-1].removeprefix("bad.yaml:"), str(problem)) for problem in caught.value.problems
    ]
    assert [place for place, _ in expected] == [place for place, _ in found], found
    for (_, message), (_, problem) in zip(expected, found, strict=True):
        assert message in problem


def test_every_mistake_of_every_file_at_once(write: Write) -> None:
    root = write(
        {
            **files(
                rebalance__one=RULE.replace("critical", "hgh").replace("batch_ms >=", "batch_s >="),
                rebalance__two=RULE.replace("title", "titel"),
            ),
            "facts/more.yaml": "constants: {x: {value: 1, unit: parsec, meaning: far}}\n",
        }
    )
    with pytest.raises(RuleError) as caught:
        build_rule_book([root])
    text = str(caught.value)
    for part in (
        "'parsec' is no unit",
        "'hgh' is not one of",
        "did you mean processing.batch_ms",
        "did you mean title",
        "one.yaml:8:7",
        "two.yaml:2:1",
    ):
        assert part in text


def test_rules_stand_in_the_guides_order(write: Write) -> None:
    book = build_rule_book([write(files(rebalance__aaa=RULE, rebalance__batch=RULE, other__x=RULE))])
    assert ["rebalance/batch", "rebalance/aaa", "other/x"] == list(book.rules)


def test_own_directory_adds_and_overrides_by_id(write: Write, tmp_path: Path) -> None:
    first = write(files(rebalance__batch=RULE))
    second = tmp_path / "own"
    (second / "rebalance").mkdir(parents=True)
    (second / "facts").mkdir()
    (second / "facts" / "shop.yaml").write_text(
        "facts: {shop.open: {type: bool, meaning: the shop is open}}\nconstants: {well_below: {value: 0.7, meaning: ours}}\n"
    )
    (second / "rebalance" / "batch.yaml").write_text(RULE.replace("A batch takes too long", "Ours"))
    (second / "rebalance" / "shop.yaml").write_text(
        RULE.replace("processing.on_poll_thread == false", "shop.open == true")
    )
    book = build_rule_book([first, second])
    assert ("Ours", 0.7, True) == (
        book.rules["rebalance/batch"].title,
        book.vocabulary.constants["well_below"].value,
        "rebalance/shop" in book.rules,
    )


def test_a_fact_keeps_its_type(write: Write, tmp_path: Path) -> None:
    own = tmp_path / "own" / "facts"
    own.mkdir(parents=True)
    (own / "x.yaml").write_text("facts: {group.lag_messages: {type: string, meaning: x}}\n")
    with pytest.raises(RuleError, match=r"own/facts/x.yaml:1:36: group.lag_messages is already float"):
        build_rule_book([write(files(rebalance__batch=RULE)), own.parent])


def test_facts_computed_from_each_other_are_refused(write: Write) -> None:
    circle = """
facts:
  a.x_ms: {type: float, unit: ms, meaning: x, derive: [{value: a.y_ms}]}
  a.y_ms: {type: float, unit: ms, meaning: y, derive: [{value: a.x_ms}]}
"""
    with pytest.raises(RuleError, match=r"computed from each other: a.x_ms -> a.y_ms -> a.x_ms"):
        build_rule_book([write({**files(rebalance__batch=RULE), "facts/circle.yaml": circle})])


def test_a_rule_without_tests_is_warned_of(write: Write) -> None:
    book = build_rule_book([write(files(rebalance__batch=RULE))])
    assert ["has no test in which it fires", "has no test in which it does not fire"] == [
        warning.split("rebalance/batch ")[1] for warning in book.warnings
    ]


def test_missing_directory() -> None:
    with pytest.raises(KafkaTriageError, match="no-such-dir: there is no such directory of rules"):
        load_rules("no-such-dir")


def test_nothing_is_executed(write: Write, tmp_path: Path) -> None:
    target = tmp_path / "executed"
    evil = f"facts:\n  x.y: !!python/object/apply:os.system ['touch {target}']\n"
    with pytest.raises(RuleError, match="nothing is executed"):
        build_rule_book([write({"facts/evil.yaml": evil})])
    assert not target.exists()


def test_alias_bomb_is_refused(write: Write) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(8)
    )
    with pytest.raises(RuleError, match="aliases that repeat"):
        build_rule_book([write({"facts/bomb.yaml": bomb})])


class TestCache:
    def test_the_book_comes_back_equal(self, write: Write) -> None:
        book = build_rule_book([write(files(rebalance__batch=RULE))])
        assert book == cache.decode(cache.encode(book))

    def test_a_change_is_seen(self, write: Write) -> None:
        root = write(files(rebalance__batch=RULE))
        before = cache.cached_rule_book([root])
        (root / "rebalance" / "batch.yaml").write_text(RULE.replace("Fetch less", "Fetch fewer"))
        after = cache.cached_rule_book([root])
        assert before.key != after.key and before != after

    def test_a_damaged_cache_is_only_slower(
        self, write: Write, cache_directory: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root = write(files(rebalance__batch=RULE))
        book = cache.cached_rule_book([root])
        (written,) = cache_directory.rglob(f"*{book.key}*")
        for damage in ("", "{", '["Rule"]', '["RuleBook", 1]', '["Popen", "x"]', "[" * 100_000):
            written.write_text(damage)
            monkeypatch.setattr(cache, "_loaded", {})
            assert book == cache.cached_rule_book([root])

    @pytest.mark.parametrize("home", ["/dev/null", "/proc/nowhere", ""])
    def test_no_place_for_a_cache_is_no_error(self, write: Write, home: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", home)
        monkeypatch.setenv("HOME", home)
        monkeypatch.setattr(cache, "_loaded", {})
        assert "rebalance/batch" in cache.cached_rule_book([write(files(rebalance__batch=RULE))]).rules


def test_small_vocabulary_has_every_type() -> None:
    assert {"bool", "int", "float", "string", "version", "enum", "list"} == set(re.findall(r"type: (\w+)", FACTS))


@pytest.mark.parametrize(
    ("when", "true", "false", "unknown"),
    [
        (
            "{any: [{all: [group.lag_trend == growing, client.library == java]}, processing.threads > 5]}",
            [("growing", "java", 1), ("stable", "x", 6)],
            [("growing", "x", 1)],
            [("growing", None, 1)],
        ),
        (
            "{any: [[group.lag_trend == growing, client.library == java], processing.threads > 5]}",
            [("growing", "java", 1)],
            [("growing", "x", 1)],
            [("growing", None, None)],
        ),
        (
            "{none: [{all: [group.lag_trend == growing, client.library == java]}]}",
            [("growing", "x", 1), ("stable", None, 1)],
            [("growing", "java", 1)],
            [("growing", None, 1)],
        ),
        (
            "{all: [group.lag_trend == growing], any: [client.library == java, processing.threads > 5], none: [processing.threads == 7]}",
            [("growing", "java", 1), ("growing", None, 6)],
            [("growing", "java", 7)],
            [("growing", "java", None)],
        ),
    ],
)
def test_nested_groups(
    write: Write,
    when: str,
    true: list[tuple[object, ...]],
    false: list[tuple[object, ...]],
    unknown: list[tuple[object, ...]],
) -> None:
    from kafka_triage.language.evaluate import Evaluator

    rule = f"title: x\nfamily: x\nseverity: info\nconfidence: likely\nwhen: {when}\ndiagnosis: x\n"
    book = build_rule_book([write(files(rebalance__one=rule))])
    truth = Evaluator(book.vocabulary).truth(book.rules["rebalance/one"].when)
    names = ("group.lag_trend", "client.library", "processing.threads")
    for expected, cases in ((True, true), (False, false), (None, unknown)):
        for case in cases:
            values = {name: value for name, value in zip(names, case, strict=True) if value is not None}
            assert (expected, case) == (truth(values), case)

"""``kafka-triage rules new``: what it writes passes as it stands; what it must not touch stays as it is."""

from __future__ import annotations

import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from kafka_triage import KafkaTriageError, load_rules
from kafka_triage.cli.app import app
from kafka_triage.language.extend import scalar, with_area
from kafka_triage.language.files import rules_root
from kafka_triage.language.source import read_yaml

BOOK = load_rules()
SYMPTOMS = [name for name in BOOK.vocabulary.facts if name.startswith("symptom.")]


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(app, ["rules", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def problems(*arguments: str | Path) -> list[str]:
    with pytest.raises(KafkaTriageError) as caught:
        run("new", *arguments)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a new rule in every shipped area, one for every symptom, and one of a new area."""
    directory = tmp_path_factory.mktemp("own")
    wanted = [(f"{area}/new-cause",) for area in BOOK.areas]
    wanted += [(f"connection/of-symptom-{number}", "--explains", name) for number, name in enumerate(SYMPTOMS)]
    wanted += [("shop/import_running", "--explains", "accumulation/slower-than-production", "--title", "1e5")]
    for number, (id, *options) in enumerate(wanted):
        alone = directory / str(number)
        run("new", id, "--dir", alone, *options)
        shutil.copytree(alone, directory / "my-rules", dirs_exist_ok=True)
    return directory / "my-rules"


def test_everything_new_passes_the_check_and_its_own_tests(own: Path) -> None:
    assert 0 == run("check", "--strict", own).exit_code
    result = run("test", own)
    assert 0 == result.exit_code, result.stdout
    book = load_rules(own)
    new = [rule for id, rule in book.rules.items() if id not in BOOK.rules]
    assert len(BOOK.areas) + len(SYMPTOMS) + 1 == len(new)
    assert {5} == {len(rule.tests) for rule in new}
    assert [True, False, False, "unknown", "unknown"] == [test.expect["fires"] for test in new[0].tests]


def test_further_keys_are_right_once_the_signs_are_taken_away(own: Path, tmp_path: Path) -> None:
    for area in ("connection", "rebalance", "pull", "accumulation", "authorization", "offset"):
        path = own / area / "new-cause.yaml"
        text, mark, more = path.read_text().partition("# Further keys")
        assert mark
        target = tmp_path / path.relative_to(own)
        target.parent.mkdir(parents=True)
        target.write_text(text + "#" + re.sub(r"^# ", "", more, flags=re.MULTILINE))
    rule = load_rules(tmp_path).rules["rebalance/new-cause"]
    assert (1, 1, 1, 1) == (len(rule.unless), len(rule.raised_by), len(rule.adjust), len(rule.notes))
    result = run("graph", "--check", tmp_path)
    assert (0, "") == (result.exit_code, result.stderr)


def test_new_rule_says_what_was_asked_for(own: Path) -> None:
    rules = load_rules(own).rules
    assert ("symptom.frequent_rebalances",) == rules["rebalance/new-cause"].explains
    assert "New cause" == rules["rebalance/new-cause"].title
    assert ("1e5", "import_running", ("accumulation/slower-than-production",)) == (
        rules["shop/import_running"].title,
        rules["shop/import_running"].family,
        rules["shop/import_running"].explains,
    )


def test_every_key_has_a_comment(own: Path) -> None:
    lines = (own / "rebalance" / "new-cause.yaml").read_text().splitlines()
    for before, line in pairwise(lines):
        if re.match(r"[a-z]", line):
            assert before.startswith("# "), line


def test_a_new_area_stands_in_the_directorys_areas(own: Path) -> None:
    assert yaml.safe_load((own / "areas.yaml").read_text()) == {
        "areas": {"shop": {"title": "Shop", "symptom": "symptom.accumulation", "order": ["import_running"]}}
    }
    assert "shop" == list(load_rules(own).areas)[-1]


def test_paths_on_standard_output_advice_on_standard_error(tmp_path: Path) -> None:
    result = run("new", "shop/one", "--dir", tmp_path / "my rules", "--explains", "symptom.accumulation")
    assert [str(tmp_path / "my rules" / name) for name in ("shop/one.yaml", "areas.yaml")] == result.stdout.splitlines()
    assert f"rules check '{tmp_path}/my rules'" in result.stderr and "rules schema --write" in result.stderr


def test_the_schema_is_named_where_there_is_one(tmp_path: Path) -> None:
    run("schema", "--write", tmp_path / ".schema")
    assert "rules schema" not in run("new", "rebalance/one", "--dir", tmp_path).stderr
    first = (tmp_path / "rebalance" / "one.yaml").read_text().splitlines()[0]
    assert "# yaml-language-server: $schema=../.schema/rule.schema.json" == first


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    there = tmp_path / "rebalance" / "one.yaml"
    run("new", "rebalance/one", "--dir", tmp_path)
    there.write_text(there.read_text() + "# mine\n")
    before = there.read_text()
    assert [f"{there}: this file is there already and is left as it is"] == problems("rebalance/one", "--dir", tmp_path)
    assert before == there.read_text()
    assert [
        "there is a rule of this id already, and one of the same id would replace it: rebalance/client-outdated"
    ] == (problems("rebalance/client-outdated", "--dir", tmp_path))


@pytest.mark.parametrize(
    ("id", "suggestion"),
    [
        ("Rebalance/Too_Slow", "rebalance/too-slow"),
        ("rebalance", None),
        ("rebalance/a/b", None),
        ("../escape/x", "escape/x"),
        ("/etc/x", "etc/x"),
        ("rebalance/-x", "rebalance/x"),
        ("rebalance/x.yaml", "rebalance/x-yaml"),
        ("rebalance/x\n", "rebalance/x"),
        ("", None),
        ("überlast/x", "berlast/x"),
    ],
)
def test_bad_ids_are_told(id: str, suggestion: str | None, tmp_path: Path) -> None:
    (problem,) = problems(id, "--dir", tmp_path)
    assert "is no id; an id is <area>/<cause> in small letters, digits and hyphens" in problem
    assert "\n" not in problem
    assert (f"(did you mean {suggestion}?)" in problem) if suggestion else ("did you mean" not in problem)
    assert [] == list(tmp_path.iterdir())


def test_every_mistake_at_once(tmp_path: Path) -> None:
    told = problems(
        "Shop/x", "--title", "a\nb", "--explains", "symptom.accumulatio", "--explains", "x/y", "--dir", tmp_path
    )
    assert 4 == len(told)
    assert "--title: a title is one line of printable text" == told[1]
    assert "'symptom.accumulatio' is neither a symptom nor a rule (did you mean symptom.accumulation" in told[2]


@pytest.mark.parametrize("area", ["facts", "readers", "tests"])
def test_folders_that_hold_no_rules(area: str, tmp_path: Path) -> None:
    assert [f"the folder '{area}' holds no rules; choose another area"] == problems(f"{area}/x", "--dir", tmp_path)


def test_a_new_area_needs_what_it_explains_and_a_symptom(tmp_path: Path) -> None:
    (told,) = problems("shop/x", "--dir", tmp_path)
    assert told.startswith("the area 'shop' is new: say with --explains") and "symptom.accumulation" in told
    assert ["--explains: none of these leads to a symptom; name the symptom of the new area"] == problems(
        "shop/x", "--dir", tmp_path, "--explains", "sarama/client-not-recommended"
    )
    assert [] == list(tmp_path.iterdir())


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "rebalance").write_text("a file")
    assert [f"{tmp_path}/rebalance: cannot be written: File exists"] == problems("rebalance/x", "--dir", tmp_path)


def test_mistakes_of_the_directory_are_told_first(tmp_path: Path) -> None:
    (tmp_path / "rebalance").mkdir()
    (tmp_path / "rebalance" / "bad.yaml").write_text("title: x\n")
    assert any("the key 'when' is missing" in problem for problem in problems("rebalance/x", "--dir", tmp_path))
    assert not (tmp_path / "rebalance" / "x.yaml").exists()


def test_the_shipped_rules_can_be_added_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a checkout, ``--dir rules`` is the shipped directory itself."""
    monkeypatch.chdir(rules_root().parent)
    assert ["rules/rebalance/client-outdated.yaml: this file is there already and is left as it is"] == problems(
        "rebalance/client-outdated", "--dir", "rules"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "areas:\n  new: !\n"),
        ("areas:\n  a: {title: A, symptom: s}\n", "areas:\n  a: {title: A, symptom: s}\n  new: !\n"),
        ("areas:\n  a: {title: A, symptom: s}", "areas:\n  a: {title: A, symptom: s}\n  new: !\n"),
        (
            "# mine\nareas:\n    a:   # one\n        title: A\n        order:\n        - x   # last\n\n# end\n",
            "# mine\nareas:\n    a:   # one\n        title: A\n        order:\n        - x   # last\n    new: !\n\n# end\n",
        ),
        (
            "areas:\n  a:\n    title: |\n      A\n      B\n# end\n",
            "areas:\n  a:\n    title: |\n      A\n      B\n  new: !\n# end\n",
        ),
        ("areas: {a: {title: A}}  # end\n", "areas: {a: {title: A}, new: {!}}  # end\n"),
        ("areas: {a: {title: A}, }\n", "areas: {a: {title: A}, new: {!}}\n"),
    ],
)
def test_an_area_is_added_and_all_else_is_left(before: str, after: str) -> None:
    made = with_area(before, "new", "New: area", "symptom.x", "one", "areas.yaml")
    short = re.sub(r'(new:)\s+(\{?)title: "New: area",?\s+symptom: symptom.x,?\s+order: \[one\]', r"\1 \2!", made)
    assert after == short


@pytest.mark.parametrize(
    "before",
    ["areas: {}\n", "areas: []\n", "other: 1\n", "[1]\n", "areas:\n  a: &x {title: A}\n  b:\n    - *x\n", "# only\n"],
)
def test_a_file_that_cannot_be_added_to_says_what_to_write(before: str) -> None:
    with pytest.raises(
        KafkaTriageError, match=r"areas.yaml: an area cannot be added .*\nareas:\n  new:\n    title: New"
    ):
        with_area(before, "new", "New", "symptom.x", "one", "areas.yaml")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1).filter(str.isprintable))
def test_any_printable_title_comes_back(title: str) -> None:
    document = read_yaml(f"title: {scalar(title)}\nfamily: x\n", "x")
    assert ([], {"title": title, "family": "x"}) == (document.problems, document.data)

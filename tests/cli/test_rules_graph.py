"""``kafka-triage rules graph``: the drawing is well-formed whatever titles say, and findings go to standard error."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pydot
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from kafka_triage import KafkaTriageError, load_rules
from kafka_triage.cli.app import app
from kafka_triage.render.rule_graph import dot, drawing, mermaid

pytestmark = pytest.mark.filterwarnings("ignore:'setParseAction' deprecated")
Write = Callable[[dict[str, str]], Path]
BOOK = load_rules()
SYMPTOMS = [name for name in BOOK.vocabulary.facts if name.startswith("symptom.")]
ARROWS = sum(len(rule.explains) for rule in BOOK.rules.values())

TEXT = r"[\w .,/()'=+-]|\#\d+;"
MERMAID = re.compile(
    rf"""flowchart\ LR
    |\ \ subgraph\ area\d+\["(?:{TEXT})*"\]
    |\ \ \ \ c_\w+\["(?:{TEXT})*<br/>(?:{TEXT})+"\]:::(?:info|warning|critical)
    |\ \ end
    |\ \ s_\w+\(\["(?:{TEXT})+"\]\)
    |\ \ c_\w+\ -->\ [cs]_\w+
    |\ \ classDef\ \w+\ stroke:\#[0-9a-f]{{6}},stroke-width:2px""",
    re.VERBOSE,
)


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, ["rules", "graph", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def parsed(text: str) -> pydot.Dot:
    (graph,) = pydot.graph_from_dot_data(text)
    return graph


def test_shipped_rules_as_mermaid() -> None:
    lines = run().stdout.splitlines()
    assert [] == [line for line in lines if not MERMAID.fullmatch(line)]
    assert (len(BOOK.rules), len(SYMPTOMS), ARROWS, len(BOOK.areas)) == (
        sum(":::" in line for line in lines),
        sum("([" in line for line in lines),
        sum(" --> " in line for line in lines),
        lines.count("  end"),
    )
    assert (
        '    c_accumulation__consumer_blocked["The consumer is blocked<br/>accumulation/consumer-blocked"]:::critical'
        in lines
    )
    assert "  c_accumulation__consumer_blocked --> s_accumulation" in lines


def test_shipped_rules_as_dot() -> None:
    graph = parsed(run("--format", "dot").stdout)
    nodes = [node.get_name() for area in graph.get_subgraphs() for node in area.get_nodes()]
    assert sorted(f'"{id}"' for id in BOOK.rules) == sorted(nodes)
    assert {(f'"{rule.id}"', f'"{target}"') for rule in BOOK.rules.values() for target in rule.explains} == {
        (edge.get_source(), edge.get_destination()) for edge in graph.get_edges()
    }
    assert [f'"{area.title}"' for area in BOOK.areas.values()] == [area.get_label() for area in graph.get_subgraphs()]


def test_one_area_with_its_neighbours() -> None:
    drawn = drawing(BOOK, "sarama")
    ids = [rule.id for _, rules in drawn.areas for rule in rules]
    assert {"sarama/stuck-in-rebalance", "accumulation/group-rebalancing"} <= set(ids)
    assert "connection/vpc-mismatch" not in ids
    assert all("sarama/" in f"{cause} {effect}" for cause, effect in drawn.arrows)
    assert set(drawn.symptoms) == {effect for _, effect in drawn.arrows if effect.startswith("symptom.")}


@given(
    st.text(alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from('"\\#&<>;`:]})%$|\n\r\u202e')))
)
def test_titles_cannot_become_syntax(title: str) -> None:
    rule = replace(BOOK.rules["sarama/stuck-in-rebalance"], title=title)
    area = replace(BOOK.areas["sarama"], title=title)
    book = replace(BOOK, rules={rule.id: rule}, areas={"sarama": area})
    lines = mermaid(drawing(book)).split("\n")[:-1]
    assert [] == [line for line in lines if not MERMAID.fullmatch(line)]
    calm = replace(book, rules={rule.id: replace(rule, title="x")}, areas={"sarama": replace(area, title="x")})
    assert len(mermaid(drawing(calm)).split("\n")) - 1 == len(lines)
    assert _skeleton(dot(drawing(calm))) == _skeleton(dot(drawing(book)))


def _skeleton(text: str) -> str:
    """What is left of DOT without its quoted strings."""
    return re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)


@pytest.mark.parametrize("title", ['a "b" \\ c & <i>', "ends with \\", "{x|y}", "\\N \\G", "&lt;"])
def test_dot_shows_a_title_as_it_is(title: str) -> None:
    rule = replace(BOOK.rules["sarama/stuck-in-rebalance"], title=title)
    graph = parsed(dot(drawing(replace(BOOK, rules={rule.id: rule}))))
    (node,) = graph.get_subgraphs()[0].get_nodes()
    shown = node.get_label()[1:-1].rsplit("\\n", 1)[0]
    assert title == re.sub(r"\\(.)", r"\1", shown).replace("&amp;", "&")


def test_ids_that_look_alike_stay_apart() -> None:
    rule = BOOK.rules["sarama/stuck-in-rebalance"]
    ids = ["a-b/c", "a_b/c", "ab/c", "a/b-c", "a/b_c", "end/x", "style/x"]
    lines = mermaid(drawing(replace(BOOK, rules={id: replace(rule, id=id) for id in ids}))).splitlines()
    assert len(ids) == len({line.split("[")[0] for line in lines if ":::" in line})


OWN = {
    "loop/one.yaml": "title: One\nfamily: x\nseverity: info\nconfidence: likely\nwhen: group.members > 3\nexplains: [loop/two]\ndiagnosis: x\n",
    "loop/two.yaml": "title: Two\nfamily: x\nseverity: info\nconfidence: likely\nwhen: group.members > 5\nexplains: [loop/one]\ndiagnosis: x\n",
}


def test_findings_go_to_standard_error_and_check_decides_the_status(write: Write) -> None:
    own = str(write(OWN))
    found = f"{own}/loop/two.yaml:6:12: these causes explain each other: loop/one -> loop/two -> loop/one\n"
    for arguments, status in (((), 0), (("--check", "--area", "loop"), 1)):
        result = run(own, *arguments)
        assert (found, status) == (result.stderr, result.exit_code)
        assert "c_loop__one --> c_loop__two" in result.stdout
    elsewhere = run(own, "--check", "--area", "sarama")
    assert ("", 0) == (elsewhere.stderr, elsewhere.exit_code)


def test_shipped_rules_pass_the_check() -> None:
    result = run("--check")
    assert ("", 0) == (result.stderr, result.exit_code)


def test_an_area_that_is_not_there() -> None:
    with pytest.raises(KafkaTriageError, match=r"there is no area 'sarma'; .* \(did you mean sarama\?\)"):
        run("--area", "sarma")

"""The site: a page for every cause, values that the rules computed, links that lead somewhere, and texts that stay text."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from html import unescape
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markdown import markdown

from kafka_triage import Config, Ignore, load_config, load_rules
from kafka_triage.diagnosis.reason import Reasoner
from scripts.check_links import addresses
from scripts.pages import markup
from scripts.pages.causes import cause_page
from scripts.pages.hooks import navigation, pages

ROOT = Path(__file__).parents[1]
EXTENSIONS = [
    "admonition",
    "attr_list",
    "tables",
    "toc",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
]
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[x](javascript:alert(1))",
    "![x](y.png)",
    "</code></td><script>alert(1)</script>",
    "a | b | c",
    "`x` **b** _i_ ~~s~~ ==m==",
    "# heading",
    "1. item",
    "- item",
    "!!! note",
    "{: .class onclick=alert(1) }",
    "<!-- comment",
    "&lt;script&gt;",
    "```",
    "[^1]: note",
    "[x]: javascript:alert(1)",
]


@lru_cache(maxsize=1)
def made() -> dict[str, str]:
    return pages(load_rules())


def rendered(text: str) -> html.HtmlElement:
    return html.fragment_fromstring(markdown(text, extensions=EXTENSIONS), create_parent="main")


@cache
def tree_of(page: str) -> html.HtmlElement:
    return rendered(made()[page])


def words(page: str) -> str:
    return " ".join(tree_of(page).text_content().split())


class TestPages:
    def test_every_cause_has_one_with_its_parts(self) -> None:
        for rule in load_rules().rules.values():
            tree = tree_of(f"causes/{rule.id}.md")
            assert [" ".join(rule.title.split())] == [" ".join(head.text_content().split()) for head in tree.iter("h1")]
            heads = [head.text_content() for head in tree.iter("h2")]
            assert {"What it explains", "How to recognise it", "What to do", "Where it is written", "Examples"} <= {
                *heads
            }
            assert len(rule.tests) == sum(
                box.get("class") in ("success", "failure", "question") and box.find("div") is not None
                for box in tree.iter("details")
            )

    def test_every_fact_and_constant_has_a_place(self) -> None:
        ids = {one.get("id") for page in made() for one in tree_of(page).iter("h2")}
        vocabulary = load_rules().vocabulary
        missing = [name for name in (*vocabulary.facts, *vocabulary.constants) if name not in ids]
        assert [] == [name for name in missing if not re.fullmatch(r"event\.\w+\.(count|first_at|last_at)", name)]

    def test_the_navigation_leads_to_every_page(self) -> None:
        def paths(node: object) -> list[str]:
            if isinstance(node, dict):
                return [path for inner in node.values() for path in paths(inner)]
            return [path for inner in node for path in paths(inner)] if isinstance(node, list) else [str(node)]

        written = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").glob("*.md")}
        assert sorted({*made(), *written, "more.md"}) == sorted(paths(navigation(load_rules(), [*written, "more.md"])))

    def test_links_lead_to_pages_and_anchors(self) -> None:
        anchors = {
            page: {one.get("id") for one in tree_of(page).iter() if isinstance(one.tag, str) and one.get("id")}
            for page in made()
        }
        for page in made():
            for link in tree_of(page).iter("a"):
                target = link.get("href")
                if target.startswith("http") or (page == "commands.md" and "#" not in target):
                    continue
                path, _, anchor = target.partition("#")
                place = (ROOT / "docs" / page).parent.joinpath(path).resolve().relative_to(ROOT / "docs").as_posix()
                assert place in anchors, (page, target)
                assert not anchor or anchor in anchors[place], (page, target)

    def test_the_command_line_is_there_whole(self) -> None:
        said = words("commands.md")
        assert "kafka-triage diagnose [OPTIONS]" in said
        assert "kafka-triage facts show config.session.timeout.ms" in said


class TestValues:
    def test_formulas_are_worked_out(self) -> None:
        said = words("causes/rebalance/batch-outlasts-poll-interval.md")
        assert (
            "max.poll.records = max(1 * message, floor(well_below * processing.max_records_per_poll_messages))" in said
        )
        worked = said.split("Worked numbers")[1].split("max.poll.records = ")[1]
        assert "well_below 0.5 processing.max_records_per_poll_messages 300 messages" in worked
        assert "max.poll.records 150 messages" in worked

    def test_bytes_and_bits(self) -> None:
        said = words("causes/pull/fetch-exceeds-bandwidth.md").split("Worked numbers")[1]
        assert "bandwidth.bits_per_second 100,000,000 bit/s (100 Mbit/s)" in said
        assert "fetch.max.bytes 12,500,000 bytes (11.9 MiB)" in said

    def test_examples_say_what_follows(self) -> None:
        said = words("causes/rebalance/batch-outlasts-poll-interval.md").split("Examples")[1]
        assert "A full batch of 500 messages takes 500,000 ms (8.33 min)" in said
        assert "max.poll.records=150" in said
        assert "Not this cause:" in said

    def test_conditions_in_words_and_as_written(self) -> None:
        said = words("causes/rebalance/batch-outlasts-poll-interval.md")
        assert "processing.batch_ms is at least config.max.poll.interval.ms" in said
        assert "- processing.batch_ms >= config.max.poll.interval.ms" in said

    def test_defaults_by_version(self) -> None:
        tree = tree_of("vocabulary/config-group.md")
        (head,) = tree.xpath("h2[@id='config.max.poll.interval.ms']")
        table = " ".join(head.xpath("following-sibling::table[1]")[0].text_content().split())
        assert "default of java from 0.10.1 300,000 ms (5 min)" in table

    def test_a_formula_is_shown_with_an_example_in_which_its_step_is_taken(self) -> None:
        said = words("causes/rebalance/batch-outlasts-poll-interval.md").split("Worked numbers")[1]
        in_proportion = said.split("config.max.poll.records / processing.batch_ms))")[1]
        assert "processing.batch_ms 600,000 ms (10 min) max.poll.records 125 messages" in in_proportion


class TestHostileTexts:
    @pytest.mark.parametrize("hostile", HOSTILE)
    @pytest.mark.parametrize(
        "write",
        [markup.text, markup.code, lambda text: f"- {markup.text(text)}", lambda text: f"# {markup.text(text)}"],
    )
    def test_stay_text(self, hostile: str, write: Callable[[str], str]) -> None:
        tree = rendered(write(hostile))
        assert " ".join(hostile.split()) == " ".join(tree.text_content().split())
        assert {one.tag for one in tree.iter()} <= {"main", "p", "code", "ul", "li", "h1"}

    @given(st.text())
    def test_any_text_stays_text(self, text: str) -> None:
        shown = markup.text(text)
        tree = rendered(f"x{shown}")
        assert {"main", "p"} == {one.tag for one in tree.iter()}
        assert f"x{unescape(shown)}".split() == tree.text_content().split()

    @pytest.mark.parametrize("hostile", HOSTILE)
    def test_stay_in_their_cell_and_block(self, hostile: str) -> None:
        tree = rendered(markup.table(("a", "b"), [(markup.text(hostile), markup.code(hostile))]))
        assert [2, 2] == [len(row) for row in tree.iter("tr")]
        tree = rendered(f"{markup.block(hostile)}\n\nafter")
        assert hostile == tree.xpath("//pre")[0].text_content().strip("\n")
        assert ["after"] == [one.text_content() for one in tree.iter("p")]

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//x", "x>y", ""])
    def test_only_addresses_of_the_web_are_links(self, address: str) -> None:
        assert [] == list(rendered(markup.link("x", address)).iter("a"))

    def test_an_address_cannot_end_its_link(self) -> None:
        (link,) = rendered(markup.link("x", 'https://x.example/">) <script>alert(1)</script>')).iter("a")
        assert "https://x.example/%22%3E)%20%3Cscript%3Ealert(1)%3C/script%3E" == link.get("href")

    def test_a_hostile_rule_makes_a_harmless_page(self, write: Callable[[dict[str, str]], Path]) -> None:
        evil = '<script>alert("x")</script> **b** [y](javascript:alert(1)) | `c`'
        rule = {
            "title": evil,
            "family": "other",
            "severity": "warning",
            "confidence": "likely",
            "when": [{"all": ["group.lag_trend == growing"]}],
            "unless": [{"if": "group.members == 0", "say": evil}],
            "explains": ["symptom.accumulation"],
            "diagnosis": evil.replace("[", "[[").replace("]", "]]"),
            "actions": [
                {"do": evil.replace("[", "[[").replace("]", "]]"), "how": "```\n<script>", "trade_off": "<img src=x>"}
            ],
            "notes": [{"say": "<iframe src=x>"}],
            "cite": [{"source": "evil", "section": evil}],
            "tests": [
                {
                    "name": f'"{evil}',
                    "facts": {"group.lag_trend": "growing", "group.name": evil},
                    "expect": {"fires": True},
                },
                {"name": evil, "facts": {"group.lag_trend": "none"}, "expect": {"fires": False}},
            ],
        }
        sources = {"sources": {"evil": {"title": evil, "url": "javascript:alert(1)"}}}
        own = write({"evil/one.yaml": yaml.safe_dump(rule), "sources.yaml": yaml.safe_dump(sources)})
        book = load_rules(own)
        tree = rendered(cause_page(Reasoner(book, "python"), book.rules["evil/one"]))
        assert {one.tag for one in tree.iter()}.isdisjoint({"script", "img", "iframe", "strong b"})
        assert not [one for one in tree.iter("a") if "javascript" in one.get("href")]
        assert [evil] == [head.text_content() for head in tree.iter("h1")]
        titles = [
            title
            for area in navigation(book, [])[1]["Causes"][1:]
            for rules in area.values()
            for one in rules
            for title in one
        ]
        assert not any("<" in title for title in titles)


class TestWrittenPages:
    def test_the_configuration_that_is_shown_works(self, tmp_path: Path) -> None:
        (shown, *_) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "configuration.md").read_text("utf-8"), re.S)
        file = tmp_path / "config.yaml"
        file.write_text(shown, "utf-8")
        config = load_config(file)
        assert ["accumulation/consumers-exceed-partitions"] == [one.id for one in config.ignore]
        assert {one.id for one in config.ignore} | set(config.severity) <= set(load_rules().rules)
        assert [tmp_path / "my-rules"] == config.rules

    def test_the_python_that_is_shown_works(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.chdir(tmp_path)
        Path(".kafka-triage.yaml").write_text("", "utf-8")
        facts = {"group.lag_trend": "growing", "group.committed_trend": "unchanged"}
        for page in ("index.md", "configuration.md"):
            for shown in re.findall(r"```python\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.S):
                names: dict[str, object] = {"facts": facts, "Config": Config, "Ignore": Ignore}
                exec(shown, names)
                assert "problems" == names["report"].verdict  # type: ignore[attr-defined]

    def test_every_source_is_among_the_addresses_that_are_checked(self) -> None:
        found = addresses()
        missing = [source.url for source in load_rules().sources.values() if source.url and source.url not in found]
        assert [] == missing

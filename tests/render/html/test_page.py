"""Reports as HTML, without a browser: what stands there, what cannot stand there, and that nothing is loaded."""

from __future__ import annotations

import base64
import hashlib
import itertools
import pickle
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kafka_triage import diagnose
from kafka_triage.diagnosis.parts import Cite
from tests.render.html.cases import CASES, HOSTILE, TUNING, case, rows

VOID = {"meta", "link", "br", "wbr"}
ATTRIBUTES_WITH_ADDRESS = {"href", "src", "action", "data", "poster", "srcset", "xlink:href", "background"}


class Tree(HTMLParser):
    """What a page consists of: elements with attributes, and the text of its body; elements are closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "head" not in self.open and "style" not in self.open:
            if self.texts and self.elements[-1][0] == "wbr":
                self.texts[-1] += data
            else:
                self.texts.append(data)

    @property
    def skeleton(self) -> list[tuple[str, tuple[str, ...]]]:
        """The elements, but for those that only say where a line may end."""
        return [
            (tag, tuple(attributes))
            for tag, attributes in self.elements
            if tag != "wbr" and attributes.get("class") != "kt-word"
        ]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("form", ["page", "fragment"])
def test_elements_are_closed_and_nothing_can_load_or_run(name: str, form: str) -> None:
    report = case(name)
    tree = Tree(report.to_html() if form == "page" else report._repr_html_())
    tags = {tag for tag, _ in tree.elements}
    assert not tags & {"script", "iframe", "object", "embed", "img", "image", "form", "base", "use", "foreignobject"}
    for tag, attributes in tree.elements:
        assert not [key for key in attributes if key.startswith("on") or key == "style"]
        for key in ATTRIBUTES_WITH_ADDRESS & set(attributes):
            address = attributes[key] or ""
            assert (tag == "a" and address.startswith(("https://", "http://"))) or address == "data:,"


def test_page_allows_its_own_style_only() -> None:
    html = case("tuning").to_html()
    style = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert len(style) == 1
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in html
    assert "url(" not in style[0]
    assert "@import" not in style[0]


def test_every_rule_of_the_style_in_a_notebook_begins_with_the_class() -> None:
    style = re.findall(r"<style>(.*?)</style>", case("tuning")._repr_html_(), re.DOTALL)[0]
    selectors = re.findall(r"(?:^|[{}])\s*([^{}@]+?)\s*\{", style)
    assert len(selectors) > 50
    for selector in selectors:
        for one in re.sub(r"\([^()]*(\([^()]*\)[^()]*)*\)", "()", selector).split(","):
            assert ".kafka-triage" in one, selector


def test_order_of_a_report_with_a_diagnosis() -> None:
    tree = Tree(case("two-tables").to_html())
    wanted = [
        "Problem",
        "orders: the consumer is blocked (likely)",
        "What to do",
        "Why Messages wait",
        "read from two-tables.txt:7, :15",
        "Lag and committed offsets",
        "The lag of the group is growing: 58,836 to 92,531 messages in 1 min, 2 samples.",
        "To find out",
        "commit.failing",
        "Could also be",
    ]
    places = [tree.text.index(text) for text in wanted]
    assert places == sorted(places)


def test_headings_go_down_one_level_at_a_time() -> None:
    for name in CASES:
        for html, first in ((case(name).to_html(), 1), (case(name)._repr_html_(), 2)):
            levels = [int(tag[1]) for tag, _ in Tree(html).elements if re.fullmatch("h[1-6]", tag)]
            assert levels[0] == first
            assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
            assert levels.count(first) == 1


def test_diff_takes_away_what_is_written_and_only_names_a_default() -> None:
    html = case("tuning").to_html()
    blocks = [
        re.sub("<[^>]*>", "", block) for block in re.findall(r'<pre class="kt-diff">(.*?)</pre>', html, re.DOTALL)
    ]
    assert blocks[:2] == ["-max.poll.records=400\n+max.poll.records=150", "+max.poll.interval.ms=800000"]
    text = Tree(html).text
    assert "max.poll.records : 400 messages (stated) to 150 messages" in text
    assert "max.poll.interval.ms : 300,000 ms (5 min) (default of java 2.8.2) to 800,000 ms (13.3 min)" in text


def test_setting_that_nothing_is_known_of_has_its_unit_only() -> None:
    report = case("tuning")
    unknown = replace(report, settings={key: replace(one, value=None) for key, one in report.settings.items()})
    text = Tree(unknown.to_html()).text
    assert "-max.poll.records" not in text
    assert "max.poll.records : 150 messages" in text


def test_questions_say_how_to_obtain_the_answer() -> None:
    report = case("undetermined")
    text = Tree(report.to_html()).text
    for question in report.questions:
        assert " ".join(question.ask.split()) in text
        for how in question.how.values():
            assert " ".join(how.split()) in text
    assert f"{len(report.questions) - 5} more questions" in text


def test_everything_that_the_text_says_of_a_cause_is_there() -> None:
    report = case("consequences")
    text = Tree(report.to_html()).text
    for diagnosis in [*report.diagnoses, *report.diagnoses[0].consequences]:
        assert " ".join(diagnosis.text.split()) in text
        assert diagnosis.id in text
        for evidence in diagnosis.evidence:
            assert evidence.text in text
        for note in diagnosis.notes:
            assert " ".join(note.text.split()) in text
    for one in report.ruled_out:
        assert one.title in text


def test_addresses_that_are_not_of_the_web_are_no_links() -> None:
    report = case("tuning")
    bad = [
        Cite("A page", "", address) for address in ("javascript:alert(1)", "data:text/html,x", " https://x", "//x", "")
    ]
    changed = replace(
        report, diagnoses=[replace(report.diagnoses[0], cites=bad, consequences=[], actions=[], notes=[])]
    )
    for html in (changed.to_html(), changed._repr_html_()):
        tree = Tree(html)
        assert "a" not in {tag for tag, _ in tree.elements}
        assert tree.text.count("A page") == 5


def test_control_characters_and_halves_of_characters_are_replaced() -> None:
    html = diagnose({**TUNING, "group.name": "a\x1b[31m\u202eb\x00c"}).to_html()
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert "\x00" not in html
    report = replace(case("tuning"), group="x\ud800y")
    report.to_html().encode("utf-8")


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_no_text_changes_the_elements(text: str) -> None:
    samples = rows(2, 3, lambda p, n: 10, lambda p, n: 50 + 900 * n, topic=f"t{text}")
    plain_samples = rows(2, 3, lambda p, n: 10, lambda p, n: 50 + 900 * n, topic="t")
    report = diagnose({"group.name": f"g{text}"}, samples=samples)
    plain = diagnose({"group.name": "x"}, samples=plain_samples)
    assert Tree(report.to_html()).skeleton == Tree(plain.to_html()).skeleton
    assert Tree(report._repr_html_()).skeleton == Tree(plain._repr_html_()).skeleton


def test_hostile_texts_are_shown_as_they_are() -> None:
    tree = Tree(case("hostile").to_html())
    assert HOSTILE in tree.text
    assert "{{ 7 * 7 }}" in tree.text
    assert "{{49}}" not in tree.text


def test_same_report_gives_the_same_html_and_survives_pickling() -> None:
    for name in ("two-tables", "many-partitions", "tuning"):
        report = case(name)
        copy = pickle.loads(pickle.dumps(report))
        assert copy.to_html() == report.to_html()
        assert copy.series == report.series
        assert copy.settings == report.settings


def test_plain_data_stay_as_they_were(tmp_path: Path) -> None:
    keys = [
        "verdict",
        "group",
        "observed",
        "diagnoses",
        "candidates",
        "ruled_out",
        "risks",
        "questions",
        "facts",
        "notes",
        "suppressed",
    ]
    assert [key for key in case("two-tables").to_dict() if not key.startswith(("$", "schema_version"))] == keys


def test_what_is_suppressed_is_shown_with_reason_and_end() -> None:
    report = case("only-suppressed")
    page = Tree(report.to_html())
    assert report.diagnoses == []
    head = (
        "Problem the consumer is blocked (likely), suppressed until 2027-01-31 critical accumulation/consumer-blocked"
    )
    assert head in page.text
    assert "The consumer is blocked critical likely, accumulation/consumer-blocked until 2027-01-31: OPS-7" in page.text
    assert f"{HOSTILE} (mine.yaml:4)" in page.text
    assert "group.lag_trend == growing stated" in page.text
    assert not {"script", "img"} & {tag for tag, _ in page.elements}


def test_severity_that_is_set_stands_beside_it_with_its_place() -> None:
    report = case("decided")
    outdated = report.diagnoses[0]
    assert (outdated.id, outdated.severity) == ("rebalance/client-outdated", "critical")
    text = Tree(report.to_html()).text
    said = "severity set to critical by .kafka-triage.yaml:9"
    assert f"critical {said} rebalance/client-outdated" in text
    assert text.count(said) == 1
    assert "severity set to info by the configuration" in text
    assert "until 2027-01-31: the batch job of the night; it ends with the migration (OPS-7)" in text


def test_report_without_background_shows_the_note_of_a_severity() -> None:
    text = Tree(replace(case("decided"), background=None).to_html()).text
    assert "severity set to critical by .kafka-triage.yaml:9" in text


def test_report_about_nothing_says_what_to_find_out() -> None:
    tree = Tree(case("empty").to_html())
    assert "Undetermined orders: not enough is known to name a cause To find out" in tree.text
    assert "svg" not in {tag for tag, _ in tree.elements}
    assert "Risks" not in tree.text


def test_lines_end_between_words_of_commands_and_between_parts_of_names() -> None:
    tuning = case("tuning").to_html()
    assert (
        '<span class="kt-word">processing.<wbr>batch_<wbr>ms</span> &gt;= <span class="kt-word">config.<wbr>max.'
        in tuning
    )
    assert '>default</span> of java <span class="kt-word">2.8.2</span>' in tuning
    command = '<span class="kt-word">--describe</span> <span class="kt-word">--group</span>'
    assert command in case("healthy").to_html()

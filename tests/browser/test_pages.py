"""Reports in a real browser: no complaint, no request, accessible, inert, readable at any width, reachable by keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest

from kafka_triage.render.html.change import diff
from tests.browser.conftest import all_open, in_notebook
from tests.render.html.cases import CASES, HOSTILE, case

pytestmark = pytest.mark.browser

SCHEMES = ("light", "dark")
WIDTHS = (320, 375, 640, 900, 1280, 1600)
GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 29)"}


def violations(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:120]} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", CASES)
def test_page_is_accessible_asks_for_nothing_and_complains_of_nothing(show: Any, name: str, scheme: str) -> None:
    shown = show(case(name).to_html(), scheme=scheme)
    assert violations(shown.page) == []
    with all_open(shown.page):
        assert violations(shown.page) == []
    assert shown.asked == [shown.page.url]
    assert shown.said == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["two-tables", "consequences", "hostile"])
def test_view_in_a_notebook_is_accessible_and_asks_for_nothing(show: Any, name: str, scheme: str) -> None:
    shown = show(in_notebook(name), scheme=scheme)
    with all_open(shown.page):
        assert [one for one in violations(shown.page) if "kt-" in one] == []
    assert shown.asked == [shown.page.url]
    assert shown.said == []


@pytest.mark.parametrize("name", ["hostile", "hostile-text"])
@pytest.mark.parametrize("form", ["page", "notebook"])
def test_hostile_input_is_inert(show: Any, form: str, name: str) -> None:
    shown = show(case(name).to_html() if form == "page" else in_notebook(name))
    page = shown.page
    with all_open(page):
        for summary in page.query_selector_all(".kafka-triage summary"):
            summary.hover()
        assert page.evaluate("window.hit") is None
        inside = ".kafka-triage"
        assert (
            page.evaluate(f"document.querySelectorAll('{inside} :is(script,img,iframe,object,embed,form)').length") == 0
        )
        names = page.evaluate(
            f"[...document.querySelectorAll('{inside} *')].flatMap(one => one.getAttributeNames())"
            ".filter(name => name.startsWith('on') || name === 'style')"
        )
        assert names == []
        links = page.evaluate(f"[...document.querySelectorAll('{inside} a')].map(one => one.protocol)")
        assert set(links) <= {"https:", "http:"}
        assert HOSTILE in page.evaluate(f"document.querySelector('{inside}').textContent")
    assert shown.asked == [page.url]
    assert shown.said == []


@pytest.mark.parametrize("name", CASES)
def test_no_width_needs_scrolling_sideways_or_cuts_text_in_pictures(show: Any, name: str) -> None:
    page = show(case(name).to_html(), width=WIDTHS[0]).page
    with all_open(page):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            outside = page.evaluate(
                """() => [...document.querySelectorAll('svg text')].filter(text => {
                    const own = text.getBoundingClientRect(), all = text.ownerSVGElement.getBoundingClientRect()
                    return own.width && (own.left < all.left - 1 || own.right > all.right + 1 || own.bottom > all.bottom + 1)
                }).map(text => text.textContent)"""
            )
            assert outside == []


@pytest.mark.parametrize("name", ["consequences", "tuning", "hostile"])
def test_text_of_the_graph_stays_in_its_boxes(show: Any, name: str) -> None:
    page = show(case(name).to_html()).page
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('.kt-box')].map(box => {
            const frame = box.querySelector('rect').getBoundingClientRect()
            return [...box.querySelectorAll('text')].every(text => {
                const own = text.getBoundingClientRect()
                return own.left > frame.left && own.right < frame.right && own.top > frame.top && own.bottom < frame.bottom
            })
        })"""
    )
    assert len(boxes) > 1
    assert all(boxes)


def test_narrow_pages_have_the_graph_as_a_list_and_pictures_that_fit(show: Any) -> None:
    page = show(case("two-tables").to_html(), width=320).page
    assert not page.is_visible(".kt-graph svg")
    assert page.is_visible(".kt-tree")
    assert not page.is_visible("svg.kt-wide")
    assert page.is_visible("svg.kt-narrow")
    size = page.evaluate(
        "Math.min(...[...document.querySelectorAll('svg.kt-narrow text, .kt-grid svg text')]"
        ".map(text => text.getBoundingClientRect().height))"
    )
    assert size >= 10
    page.set_viewport_size({"width": 1200, "height": 900})
    assert page.is_visible(".kt-graph svg")
    assert page.is_visible("svg.kt-wide")
    assert not page.is_visible("svg.kt-narrow")


def test_everything_that_opens_is_reached_and_opened_by_keyboard(show: Any) -> None:
    page = show(case("two-tables").to_html()).page
    wanted = page.evaluate("document.querySelectorAll('details:not(details details) > summary').length")
    reached = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        place = page.evaluate(
            "document.activeElement.tagName === 'SUMMARY'"
            " ? [...document.querySelectorAll('summary')].indexOf(document.activeElement) : -1"
        )
        if place in reached:
            break
        if place >= 0:
            reached.add(place)
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
            before = page.evaluate("document.activeElement.parentElement.open")
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.parentElement.open") is not before
            page.keyboard.press("Enter")
    assert len(reached) == wanted


def test_one_click_selects_a_diff_to_copy(show: Any) -> None:
    report = case("tuning")
    page = show(report.to_html()).page
    page.click(".kt-diff")
    selected = page.evaluate("getSelection().toString()")
    assert selected.strip() == "\n".join(diff(report, report.diagnoses[0].actions[0]))


@pytest.mark.parametrize("width", [320, 1200])
def test_commands_wrap_between_words_and_are_copied_as_they_are(show: Any, width: int) -> None:
    report = case("healthy")
    page = show(report.to_html(), width=width).page
    copied = page.evaluate(
        """() => { getSelection().selectAllChildren(document.querySelector('.kt-how')); return getSelection().toString() }"""
    )
    assert copied.strip("\n") == report.diagnoses[0].actions[0].how.strip("\n")
    heights = page.evaluate(
        "[...document.querySelectorAll('.kt-word')].filter(word => word.textContent.startsWith('--'))"
        ".map(word => word.getBoundingClientRect().height)"
    )
    assert heights
    assert max(heights) < 24


@pytest.mark.parametrize(
    ("attributes", "scheme", "expected"),
    [
        ("", "light", "light"),
        ("", "dark", "dark"),
        ('data-jp-theme-light="true"', "dark", "light"),
        ('data-jp-theme-light="false"', "light", "dark"),
        ('class="vscode-dark"', "light", "dark"),
        ('class="vscode-light"', "dark", "light"),
        ('data-theme="dark"', "light", "dark"),
    ],
)
def test_theme_of_the_notebook_outranks_that_of_the_system(
    show: Any, attributes: str, scheme: str, expected: str
) -> None:
    page = show(in_notebook("tuning", attributes), scheme=scheme).page
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.kafka-triage')).backgroundColor") == GROUNDS[expected]
    )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_style_does_not_reach_beyond_the_view(show: Any, scheme: str) -> None:
    styles = """() => [document.documentElement, document.body, ...document.querySelectorAll('#host, #host *')].map(one => {
        const style = getComputedStyle(one)
        return [one.tagName, ...[...style].filter(name => !/^(height|block-size|perspective-origin|transform-origin)$/
            .test(name)).map(name => name + ':' + style.getPropertyValue(name))].join(';')
    })"""
    html = in_notebook("two-tables")
    with_view = show(html, scheme=scheme).page.evaluate(styles)
    without = show(re.sub('<section class="kafka-triage".*</section>', "", html, flags=re.DOTALL), scheme=scheme)
    assert "kafka-triage" not in without.page.content()
    assert len(with_view) > 15
    assert with_view == without.page.evaluate(styles)


JUPYTER = """<style>
.jp-RenderedHTMLCommon { color: #aaa; font-size: 20px; line-height: 2 }
.jp-RenderedHTMLCommon h2, .jp-RenderedHTMLCommon h3 { color: #777; margin: 60px }
.jp-RenderedHTMLCommon table { border: 3px solid #777; font-size: 9px; margin: auto; table-layout: fixed }
.jp-RenderedHTMLCommon td, .jp-RenderedHTMLCommon th { text-align: right; vertical-align: middle; max-width: 40px; border: 2px }
.jp-RenderedHTMLCommon tbody tr:nth-child(odd) { background: #ddd }
.jp-RenderedHTMLCommon pre, .jp-RenderedHTMLCommon code { background: #ddd; border: 1px solid #777; padding: 20px }
.jp-RenderedHTMLCommon ul:not(.list-inline) { padding-left: 90px }
.jp-RenderedHTMLCommon svg { max-width: 30px }
</style>"""


def test_style_of_a_notebook_does_not_reach_into_the_view(show: Any) -> None:
    html = in_notebook("two-tables")
    shape = """() => [...document.querySelectorAll('.kafka-triage *')].map(one => {
        const style = getComputedStyle(one)
        const names = ['color', 'background-color', 'font-size', 'text-align', 'vertical-align', 'padding', 'margin',
            'border', 'max-width', 'table-layout', 'line-height']
        return [one.tagName, one.getAttribute('class'), ...names.map(name => style.getPropertyValue(name))].join(' | ')
    })"""
    alone = show(html).page.evaluate(shape)
    styled = show(html.replace("</head>", f"{JUPYTER}</head>")).page.evaluate(shape)
    assert [pair for pair in zip(alone, styled, strict=True) if pair[0] != pair[1]] == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_lines_of_charts_stand_out_from_what_is_behind_them(show: Any, scheme: str) -> None:
    page = show(case("draining").to_html(), scheme=scheme).page
    colors = page.evaluate(
        """() => Object.fromEntries([['ground', getComputedStyle(document.querySelector('.kafka-triage')).backgroundColor],
            ...['lag', 'committed', 'end'].map(kind =>
                [kind, getComputedStyle(document.querySelector('.kt-line.kt-' + kind)).stroke]),
            ...['gap', 'noise'].map(kind => [kind, getComputedStyle(document.querySelector('.kt-' + kind)).fill])])"""
    )
    light = {name: luminance(color) for name, color in colors.items()}
    for line, behind in (
        ("lag", "ground"),
        ("lag", "noise"),
        ("committed", "ground"),
        ("committed", "gap"),
        ("end", "gap"),
    ):
        assert contrast(light[line], light[behind]) >= 3, (line, behind)


def luminance(color: str) -> float:
    """Relative luminance of a color, as WCAG defines it."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", color)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)

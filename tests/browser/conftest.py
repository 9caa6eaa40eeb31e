"""A headless Chromium of the distribution, driven by Playwright; what a page asked for and complained about."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.render.html.cases import case

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Shown:
    """A page in the browser, with the addresses that it asked for and what stood on its console."""

    page: Any
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """Chromium, for all tests of this folder."""
    if CHROMIUM is None:
        missing = "Chromium is not installed (Debian: apt-get install chromium)"
        if os.environ.get("KAFKA_TRIAGE_REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Shown]]:
    """Open HTML, or the page of a case, in a new context."""
    contexts = []

    def open_page(html: str, *, scheme: str = "light", width: int = 1200) -> Shown:
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
        contexts.append(context)
        shown = Shown(context.new_page())
        shown.page.on("request", lambda request: shown.asked.append(request.url))
        shown.page.on("console", lambda message: shown.said.append(message.text))
        shown.page.on("pageerror", lambda error: shown.said.append(str(error)))
        path = tmp_path / f"page-{len(contexts)}.html"
        path.write_text(html, "utf-8")
        shown.page.goto(path.as_uri())
        return shown

    yield open_page
    for context in contexts:
        context.close()


HOST = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Host</title>
<style>body {{ background: {ground}; color: {text}; font: 13px serif }}</style></head>
<body {attributes}><main><h1>Notebook</h1><section id="host"><h2>Title</h2><p class="kt-text">Text <code>code</code>
<a href="#host">link</a></p>
<table class="kt-evidence"><thead><tr><th>head</th></tr></thead><tbody><tr><td>cell</td></tr></tbody></table>
<details><summary>More</summary><pre class="kt-diff">text</pre></details><ul class="kt-meta"><li>item</li></ul>
<svg width="20" height="20" class="kt-panel"><text class="kt-tick">t</text></svg></section>
<div class="jp-RenderedHTMLCommon">{inside}</div></main></body></html>"""


@contextmanager
def all_open(page: Any) -> Iterator[None]:
    """Every piece that is folded, unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    yield
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = false })")


def in_notebook(name: str, attributes: str = "", *, ground: str = "#fff", text: str = "#000") -> str:
    """A report inside a page that has elements and styles of its own, and no policy that would hide a mistake."""
    return HOST.format(inside=case(name)._repr_html_(), attributes=attributes, ground=ground, text=text)

"""A report as HTML: one self-contained page, or a piece of HTML for a notebook."""

from kafka_triage.render.html.page import render_fragment, render_page

__all__ = ["render_fragment", "render_page"]

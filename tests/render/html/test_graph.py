"""The causal graph: layers, edges, places."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kafka_triage.diagnosis.parts import Diagnosis
from kafka_triage.render.html.graph import Box, draw_graph
from kafka_triage.render.html.letters import width_of, wrapped
from tests.render.html.cases import case


def cause(id: str, explains: list[str], consequences: list[Diagnosis] | None = None, title: str = "") -> Diagnosis:
    template = case("tuning").diagnoses[0]
    return replace(template, id=id, title=title or id, explains=explains, consequences=consequences or [])


def pictured(*causes: Diagnosis, observed: tuple[str, ...] = ("symptom.s",)):
    return draw_graph(replace(case("tuning"), diagnoses=list(causes), observed=list(observed)))


def place_of(picture, title: str) -> Box:
    return next(box for box in picture.boxes if box.title == title)


def test_cause_stands_left_of_its_consequence_and_the_symptom_last() -> None:
    picture = pictured(cause("a/root", ["b/next"], [cause("b/next", ["symptom.s"])]))
    root, following, symptom = (place_of(picture, title) for title in ("a/root", "b/next", "s"))
    assert root.x < following.x < symptom.x
    assert (root.kind, symptom.kind, symptom.foot) == ("critical", "symptom", "observed")
    assert picture.words == "a/root leads to b/next. b/next leads to s"
    assert len(picture.arrows) == 2


def test_edge_that_a_longer_way_implies_is_left_out() -> None:
    picture = pictured(cause("a/root", ["b/next", "symptom.s"], [cause("b/next", ["symptom.s"])]))
    assert picture.words == "a/root leads to b/next. b/next leads to s"


def test_circle_is_drawn_once() -> None:
    picture = pictured(cause("a/one", ["b/two"], [cause("b/two", ["a/one", "symptom.s"])]))
    assert picture.words == "a/one leads to b/two. b/two leads to s"


def test_nothing_to_join_is_no_picture() -> None:
    assert pictured(cause("a/alone", [])) is None
    assert draw_graph(replace(case("tuning"), diagnoses=[])) is None


def test_too_many_layers_are_left_to_the_list() -> None:
    deep = cause("a/0", ["symptom.s"])
    for number in range(1, 8):
        deep = cause(f"a/{number}", [deep.id], [deep])
    assert pictured(deep) is None


def test_arrow_starts_and_ends_at_its_boxes() -> None:
    picture = pictured(cause("a/root", ["symptom.s"]))
    root, symptom = place_of(picture, "a/root"), place_of(picture, "s")
    assert picture.arrows[0].path.startswith(f"M{root.x + root.width:.1f} {root.y + root.height / 2:.1f}C")
    assert f"{symptom.x:.1f},{symptom.y + symptom.height / 2:.1f}" in picture.arrows[0].head


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=14), st.text(max_size=80))
def test_boxes_never_overlap_and_stay_inside(edges: list[tuple[int, int]], title: str) -> None:
    targets = {number: [f"a/{after}" for before, after in edges if before == number] for number in range(8)}
    causes = [cause(f"a/{number}", [*targets[number], "symptom.s"], title=title) for number in range(8)]
    picture = pictured(*causes)
    if picture is None:
        return
    for box in picture.boxes:
        assert box.x >= 0 and box.y >= 0
        assert box.x + box.width <= picture.width and box.y + box.height <= picture.height
    for one, other in combinations(picture.boxes, 2):
        assert (
            one.x + one.width <= other.x
            or other.x + other.width <= one.x
            or one.y + one.height <= other.y
            or other.y + other.height <= one.y
        )


@given(st.text(max_size=200), st.integers(40, 300), st.integers(1, 4))
def test_lines_fit(text: str, width: int, most: int) -> None:
    lines = wrapped(text, width, most)
    assert 1 <= len(lines) <= most
    assert all(width_of(line) <= width for line in lines)


def test_what_does_not_fit_ends_with_an_ellipsis() -> None:
    assert wrapped("one two three four five six", 60, 2)[-1].endswith("…")
    assert wrapped("short", 200, 2) == ("short",)
    assert "".join(wrapped("x" * 50, 100, 9)) == "x" * 50

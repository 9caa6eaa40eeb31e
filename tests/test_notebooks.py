"""The notebooks of examples/, run in a kernel as Jupyter runs them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import kafka_triage

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")

EXAMPLES = Path(__file__).parents[1] / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every notebook by its name, with what its cells gave."""
    kernels = tmp_path_factory.mktemp("jupyter")
    spec = kernels / "kernels" / "python3"
    spec.mkdir(parents=True)
    spec.joinpath("kernel.json").write_text(
        f'{{"argv": ["{sys.executable}", "-m", "ipykernel_launcher", "-f", "{{connection_file}}"],'
        ' "display_name": "Python 3", "language": "python"}',
        "utf-8",
    )
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(kernels))
        patch.setenv("PYTHONPATH", str(Path(kafka_triage.__file__).parents[1]))
        for path in NOTEBOOKS:
            notebook = nbformat.read(path, as_version=4)
            nbclient.NotebookClient(
                notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(EXAMPLES)}}
            ).execute()
            found[path.stem] = notebook
    return found


def results(notebook: Any, kind: str) -> list[str]:
    """What the cells gave of one kind, in order."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output["data"][kind] for output in outputs if kind in output.get("data", {})]


def printed(notebook: Any) -> str:
    """What the cells printed."""
    return "".join(
        output["text"]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output["output_type"] == "stream" and output["name"] == "stdout"
    )


def test_there_are_notebooks_and_they_hold_no_outputs() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["first-diagnosis", "offsets-over-time", "why-and-what-if"]
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in notebook.cells)


def test_first_diagnosis(ran: dict[str, Any]) -> None:
    notebook = ran["first-diagnosis"]
    view, frame = results(notebook, "text/html")
    assert 'class="kafka-triage' in view
    assert "+max.poll.records=150" in view
    assert "max.poll.records" in frame
    said = results(notebook, "text/plain")
    assert "('rebalance/batch-outlasts-poll-interval', 'likely', {'max.poll.records': 150})" in said
    assert said[-1].startswith("('undetermined',")


def test_offsets_over_time(ran: dict[str, Any]) -> None:
    _, view, _ = results(ran["offsets-over-time"], "text/html")
    assert "orders-1" in view
    assert "<svg" in view
    assert "the committed offset stands still" in view
    assert "accumulation/consumer-blocked" not in view.split("Could also be")[0]


def test_why_and_what_if(ran: dict[str, Any]) -> None:
    said = printed(ran["why-and-what-if"])
    assert said.startswith("PROBLEM  orders: the consumer is blocked (likely)")
    assert "two-tables.txt:7" in said
    assert "accumulation/slower-than-production" in said
    assert "accumulation/commits-failing" in said
    assert "['accumulation/consumer-blocked']" in results(ran["why-and-what-if"], "text/plain")[-1]

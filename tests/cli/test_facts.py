"""``kafka-triage facts``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kafka_triage import load_vocabulary
from tests.cli.conftest import Run

Runs = Callable[..., Run]
EXAMPLE = Path(__file__).parents[2] / "examples" / "my-rules"


def test_list_of_a_prefix(run: Runs) -> None:
    names = [line.split()[0] for line in run("facts", "list", "bandwidth.").out.splitlines()]
    assert "bandwidth.bits_per_second" in names
    assert all(name.startswith("bandwidth.") for name in names)


def test_list_of_nothing(run: Runs) -> None:
    found = run("facts", "list", "nothing.")
    assert found.status == 2
    assert "group" in found.err


def test_names_of_ones_own(run: Runs) -> None:
    assert run("facts", "list", "shop.").status == 2
    assert run("facts", "list", "shop.", "--rules", EXAMPLE).status == 0


def test_show_says_how_to_obtain_a_fact(run: Runs) -> None:
    found = run("facts", "show", "group.lag_trend").out
    for part in ("growing", "ask: ", "console:", "kafka-consumer-groups.sh"):
        assert part in found


def test_show_of_a_setting_gives_its_defaults_with_their_source(run: Runs) -> None:
    found = run("facts", "show", "config.session.timeout.ms").out
    assert "default of java from 3.0" in found
    assert "45,000 ms (45 s)" in found


def test_show_of_a_formula(run: Runs) -> None:
    assert "follows as: " in run("facts", "show", "processing.batch_ms").out


def test_show_of_a_constant(run: Runs) -> None:
    assert "(our assumption)" in run("facts", "show", "well_below").out


def test_setting_without_its_prefix(run: Runs) -> None:
    found = run("facts", "show", "session.timeout.ms")
    assert found.status == 2
    assert "did you mean config.session.timeout.ms" in found.err


def test_mistyped_name(run: Runs) -> None:
    found = run("facts", "show", "group.lag_tend")
    assert (found.status, found.out) == (2, "")
    assert found.err == "kafka-triage: there is no fact 'group.lag_tend' (did you mean group.lag_trend?)\n"


def test_name_that_is_like_no_other(run: Runs) -> None:
    found = run("facts", "show", "weather")
    assert (found.status, found.err) == (2, "kafka-triage: there is no fact 'weather'\n")


def test_name_of_ones_own(run: Runs) -> None:
    found = run("facts", "show", "shop.price_import_running", "--rules", EXAMPLE)
    assert (found.status, found.out.splitlines()[0]) == (0, "shop.price_import_running  (bool)")
    assert "kubectl -n shop get job price-import" in found.out


def test_list_without_a_prefix_is_of_all_names(run: Runs) -> None:
    names = [line.split()[0] for line in run("facts", "list").out.splitlines()]
    assert names == sorted(load_vocabulary().facts)


def test_secrets_have_no_name(run: Runs) -> None:
    """What nobody can state, no report can show."""
    names = [line.split()[0] for line in run("facts", "list", "config.").out.splitlines()]
    assert not [name for name in names if name.endswith((".password", ".jaas.config", ".secret", "keystore.key"))]


def test_every_name_can_be_shown(run: Runs) -> None:
    vocabulary = load_vocabulary()
    for name in [*list(vocabulary.facts)[::9], *vocabulary.constants]:
        assert run("facts", "show", name).out.startswith(name)

"""All inputs of one diagnosis joined to known facts.

In: facts, texts and samples as a caller gives them. Out: a `Case`. Trends are computed here, because the noise floor of
the samples depends on the commit interval, which may come from any of the inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kafka_triage.errors import FactError, Problem
from kafka_triage.facts.intake import read_facts
from kafka_triage.facts.values import Known, Source, Value
from kafka_triage.language.model import Constant, Vocabulary
from kafka_triage.language.units import parse_unit

if TYPE_CHECKING:
    from kafka_triage.diagnosis.reason import Reasoner
    from kafka_triage.readers.text import GroupReading, Reading
    from kafka_triage.samples.history import History
    from kafka_triage.samples.rows import Sample
    from kafka_triage.samples.trend import Thresholds, Trend

_COMMIT_INTERVAL = "commit.interval_ms"


@dataclass(frozen=True, slots=True)
class Case:
    """What one diagnosis starts from: facts with provenance, what was noticed while reading, and offsets over time.

    ``history`` lays out the offsets when it is called; None where there are none.
    """

    facts: tuple[Known, ...]
    notes: tuple[str, ...] = ()
    history: Callable[[], History] | None = None


def collect(
    facts: Mapping[str, Any] | None,
    *,
    text: Any,
    samples: Any,
    now: datetime | str | None,
    reasoner: Reasoner,
) -> Case:
    """Join facts, texts and samples.

    Args:
        facts: As a person or script states them.
        text: One text or several, or readings of them.
        samples: Offsets over time.
        now: The time to count from.
        reasoner: The compiled rules; its vocabulary names the facts and thresholds.

    Raises:
        FactError: Everything is empty, or an input is wrong; the mistakes of all inputs are named.
    """
    if not facts and samples is None and text is None:
        raise FactError("there is nothing to diagnose: give facts, text or samples")
    vocabulary = reasoner.book.vocabulary
    problems: list[Problem] = []
    known: list[Known] = []
    notes: list[str] = []
    readings: list[Reading] = []
    rows: tuple[Sample, ...] = ()
    try:
        known += read_facts(facts or {}, vocabulary)
    except FactError as error:
        problems += error.problems
    for number, one in enumerate(_listed(text), 1):
        try:
            readings.append(_read(one, f"text {number}"))
        except FactError as error:
            problems += error.problems
    if samples is not None:
        from kafka_triage.samples.rows import read_rows

        try:
            rows, noticed = read_rows(samples)
            notes += noticed
        except FactError as error:
            problems += error.problems
    try:
        _checked_now(now)
    except FactError as error:
        problems += error.problems
    if problems:
        raise FactError(problems)
    notes += [note for reading in readings for note in reading.notes]
    group, more = _one_group(readings, known)
    notes += more
    if group is not None:
        known += [fact for fact in _joined_facts(group) if fact.name in vocabulary.facts]
    history = None
    said = [fact for fact in group.facts if fact.source is Source.STATED] if group is not None else []
    known, more = _without_doubtful(known, said, reasoner)
    notes += more
    if (group and group.samples) or rows:
        interval = _commit_interval(reasoner, known)
        thresholds = _thresholds(vocabulary)
        for given, source in ((group.samples if group else (), Source.READ), (rows, Source.MEASURED)):
            if given:
                trend = _trend(given, thresholds, interval, source)
                known += [fact for fact in trend.facts if fact.name in vocabulary.facts]
                notes += trend.notes
                history = trend.history
    known, more = _without_doubtful(known, said, reasoner)
    return Case(tuple(known), tuple(dict.fromkeys((*notes, *more))), history)


def _without_doubtful(known: list[Known], said: list[Known], reasoner: Reasoner) -> tuple[list[Known], list[str]]:
    """The facts without those from sentences that a tool's output tells better, or that cannot be beside the rest."""
    if not said:
        return known, []
    from kafka_triage.readers.sentences import yielding

    told = {fact.name: fact for fact in known if fact not in said}
    weak = [
        fact
        for fact in said
        if fact.name in told and fact.name in yielding() and not _is_more(fact.value, told[fact.name])
    ]
    kept = [fact for fact in known if fact not in weak]
    values = {fact.name: fact.value for fact in sorted(kept, key=lambda fact: fact.source)}
    cannot_be = {name for holds, names, _ in reasoner.derivation.impossible if holds(values) for name in names}
    strange = [fact for fact in said if fact.name in cannot_be and fact in kept]
    notes = [f"{fact.origin} says {fact.detail}, which does not go with the rest and is not used" for fact in strange]
    return [fact for fact in kept if fact not in strange], notes


def _is_more(value: Value, told: Known) -> bool:
    """Whether a value goes with a tool's that is only the least that it can be."""
    least = told.value
    return told.at_least and isinstance(value, int | float) and isinstance(least, int | float) and value >= least


def _listed(text: Any) -> list[Any]:
    if text is None:
        return []
    return list(text) if isinstance(text, list | tuple) else [text]


def _read(text: Any, name: str) -> Reading:
    from kafka_triage.readers.text import Reading, read_text

    if isinstance(text, Reading):
        return text
    return read_text(text, name=name if isinstance(text, str) else "")


def _checked_now(now: datetime | str | None) -> None:
    if now is None or isinstance(now, datetime):
        return
    try:
        datetime.fromisoformat(now)
    except (TypeError, ValueError):
        raise FactError(Problem(f"an ISO 8601 time is expected, not {now!r}", "now")) from None


def _one_group(readings: Iterable[Reading], known: Iterable[Known]) -> tuple[GroupReading | None, list[str]]:
    """The group that the report is about: the one that is stated, else that with the most lag, else of most facts."""
    merged: dict[str, GroupReading] = {}
    shift = 0
    for reading in readings:
        highest = shift
        for group in reading.groups:
            moved = tuple(replace(sample, order=sample.order + shift) for sample in group.samples)
            highest = max([highest, *(sample.order + 1 for sample in moved)])
            before = merged.get(group.name)
            merged[group.name] = (
                _merged(before, replace(group, samples=moved)) if before else replace(group, samples=moved)
            )
        shift = highest
    if not merged:
        return None, []
    stated = next((str(fact.value) for fact in known if fact.name == "group.name"), None)
    unnamed = merged.pop("", None) if len(merged) > 1 else None
    chosen = merged.get(stated) if stated is not None else None
    if chosen is None:
        chosen = max(merged.values(), key=lambda group: (_lag(group), len(group.facts), group.name))
    if unnamed is not None:
        chosen = _merged(chosen, unnamed)
    others = sorted(name for name in merged if name != chosen.name)
    if not others:
        return chosen, []
    shown = ", ".join(name or "(no name)" for name in others[:5])
    most = "it has the most lag" if _lag(chosen) else "most is said of it"
    reason = "as stated" if stated == chosen.name else f"{most}; --fact group.name=... chooses another"
    return chosen, [f"the text holds {len(others) + 1} groups; this is about {chosen.name} ({reason}), not {shown}"]


def _merged(group: GroupReading, other: GroupReading) -> GroupReading:
    return replace(
        group,
        samples=group.samples + other.samples,
        facts=group.facts + other.facts,
        dumps=group.dumps + other.dumps,
    )


def _joined_facts(group: GroupReading) -> list[Known]:
    if not group.dumps:
        return list(group.facts)
    from kafka_triage.readers.dumps import join_dumps

    return join_dumps(group.facts, group.dumps)


def _lag(group: GroupReading) -> int:
    if not group.samples:
        said = next((fact.value for fact in group.facts if fact.name == "group.lag_messages"), 0)
        return int(said) if isinstance(said, int | float) else 0
    newest = max(sample.order for sample in group.samples)
    return sum(
        max(sample.end - sample.committed, 0)
        for sample in group.samples
        if sample.order == newest and sample.end is not None and sample.committed is not None
    )


def _commit_interval(reasoner: Reasoner, known: Iterable[Known]) -> float | None:
    """The commit interval that is given or follows from the configuration; a default of the library counts."""
    value = reasoner.derivation.settle(known).values.get(_COMMIT_INTERVAL)
    return float(value) if isinstance(value, int | float) else None


def _thresholds(vocabulary: Vocabulary) -> Thresholds:
    from kafka_triage.samples.trend import Thresholds

    constants = vocabulary.constants
    return Thresholds(
        samples=int(_plain(constants["min_samples"])),
        interval_ms=_plain(constants["min_sample_interval"]),
        noise_share=_plain(constants["noise_share"]),
        jump_ratio=_plain(constants["jump_ratio"]),
    )


def _plain(constant: Constant) -> float:
    """A constant in the base unit of its dimension (milliseconds for a time)."""
    factor = parse_unit(constant.unit).factor if constant.unit else 1
    return float(constant.value * factor)


def _trend(samples: tuple[Sample, ...], thresholds: Thresholds, interval: float | None, source: Source) -> Trend:
    from kafka_triage.samples.trend import group_facts

    return group_facts(samples, thresholds=thresholds, commit_interval_ms=interval, source=source)

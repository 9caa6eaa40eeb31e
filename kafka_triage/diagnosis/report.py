"""The answer of a diagnosis, as frozen data: what is wrong, how sure that is, what to do, what to ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kafka_triage.diagnosis.parts import (
    Candidate,
    Diagnosis,
    Note,
    OpenCauses,
    Question,
    RuledOut,
    Setting,
    Suppressed,
    UsedFact,
    plain,
)

if TYPE_CHECKING:
    from kafka_triage.diagnosis.background import Background
    from kafka_triage.diagnosis.changes import Changes
    from kafka_triage.diagnosis.explanation import Explanation
    from kafka_triage.language.model import RuleBook
    from kafka_triage.samples.history import History


@dataclass(frozen=True)
class Report:
    """The answer to one case.

    What is open (`candidates`, `ruled_out`, `questions`) is worked out when it is first looked at.

    Attributes:
        verdict: ``problems``; ``healthy``, only on evidence of health; or ``undetermined``. Problems that are
            suppressed are problems.
        diagnoses: Causes that hold and explain what was observed, root first, worst and likeliest first.
        risks: Causes whose condition holds without any symptom.
        facts: Every fact that the answer used.
        notes: Contradictions between origins and what was noticed in the input.
        group: Name of the consumer group, where it is known.
        observed: Symptoms that were observed.
        open_causes: Gives what is open.
        suppressed: Causes that hold and are left out of ``diagnoses`` and ``risks`` for a time, as asked.
        background: What the answer follows from, for `explain` and `with_facts`.
        changes: What is different from the report before; None where this one did not come from `with_facts`.
        settings: Key to what is known of each setting that an action changes.
        history: Gives the offsets over time that the answer rests on; None where there are none.
    """

    verdict: str
    diagnoses: list[Diagnosis]
    risks: list[Diagnosis]
    facts: list[UsedFact]
    notes: list[Note]
    group: str
    observed: list[str]
    open_causes: Callable[[], OpenCauses] = field(repr=False, compare=False)
    suppressed: list[Suppressed] = field(default_factory=list)
    background: Background | None = field(default=None, repr=False, compare=False)
    changes: Changes | None = field(default=None, repr=False, compare=False)
    settings: dict[str, Setting] = field(default_factory=dict)
    history: Callable[[], History] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def _open(self) -> OpenCauses:
        return self.open_causes()

    @property
    def candidates(self) -> list[Candidate]:
        """Causes that would explain what was observed, neither proven nor ruled out, likeliest first."""
        return self._open.candidates

    @property
    def ruled_out(self) -> list[RuledOut]:
        """Causes of what was observed with a condition that is known not to hold."""
        return self._open.ruled_out

    @property
    def questions(self) -> list[Question]:
        """Unknown facts in the order in which to ask for them."""
        return self._open.questions

    @cached_property
    def series(self) -> History | None:
        """The offsets over time that the answer rests on, as a chart shows them; None where there are none."""
        return self.history() if self.history else None

    def __reduce__(self) -> tuple[Any, ...]:
        settled = (self.verdict, self.diagnoses, self.risks, self.facts, self.notes, self.group, self.observed)
        return Report, (
            *settled,
            self._open,
            self.suppressed,
            self.background,
            self.changes,
            self.settings,
            self.series,
        )

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data of mappings, lists and scalars, in the form that ``$schema`` names."""
        from kafka_triage.render.report_schema import SCHEMA, VERSION

        about = {"$schema": SCHEMA, "schema_version": VERSION}
        names = ("verdict", "group", "observed", "diagnoses", "candidates", "ruled_out", "risks", "questions")
        return about | {name: plain(getattr(self, name)) for name in (*names, "facts", "notes", "suppressed")}

    def to_sarif(self, *, rules: RuleBook | None = None, files: Mapping[str, str] | None = None) -> str:
        """The report as SARIF 2.1.0, for tools that show findings beside the text they were read from.

        Args:
            rules: Those that the report was made with: what is said of a cause in general is taken from them; where
                left out, only its title and sources are given.
            files: Name of a text to the relative address of its file; a text that is not named stands for itself.
        """
        from kafka_triage.render.sarif import render_sarif

        return render_sarif(self, rules=rules, files=files or {})

    def to_junit(self, *, fail_on: str = "warning") -> str:
        """The report as JUnit XML, for continuous integration: a test case for each cause that was looked at.

        Args:
            fail_on: Least severity of a diagnosis that fails: ``info``, ``warning``, ``critical``, or ``never``.

        Raises:
            KafkaTriageError: junitparser is not installed.
        """
        from kafka_triage.render.junit import render_junit

        return render_junit(self, fail_on=fail_on)

    def to_json(self, *, indent: int | None = 2) -> str:
        """The report as JSON text, the same content as `to_dict`; docs/schema holds its JSON Schema."""
        import json

        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False, allow_nan=False)

    def to_text(self, *, width: int = 80, color: bool = False, verbose: bool = False) -> str:
        """The report for a terminal.

        Args:
            width: Columns.
            color: Whether to use ANSI colours.
            verbose: Everything, instead of what is needed first: all open causes with what speaks for them, all
                questions with every way to answer, what is ruled out, every note with its source.
        """
        from kafka_triage.render.text import render_text

        return render_text(self, width=width, color=color, verbose=verbose)

    def __str__(self) -> str:
        return self.to_text()

    def to_markdown(self) -> str:
        """The report as Markdown, for a ticket or a chat."""
        from kafka_triage.render.markdown import render_markdown

        return render_markdown(self)

    def to_html(self) -> str:
        """The report as one HTML page that needs nothing besides: no script, no font, no image, no network."""
        from kafka_triage.render.html import render_page

        return render_page(self)

    def _repr_html_(self) -> str:
        """The report for a notebook: a piece of HTML whose style does not reach beyond it."""
        from kafka_triage.render.html import render_fragment

        return render_fragment(self)

    def to_frame(self, kind: str = "diagnoses", library: str = "pandas") -> Any:
        """Part of the report as a tidy data frame.

        Args:
            kind: ``diagnoses`` (with consequences and risks), ``suppressed``, ``evidence``, ``actions``, ``settings``,
                ``candidates``, ``ruled_out``, ``questions``, ``facts`` or ``series`` (offsets over time).
            library: ``pandas`` or ``polars``.

        Returns:
            A ``pandas.DataFrame`` or ``polars.DataFrame``; the columns are the same with and without rows.

        Raises:
            KafkaTriageError: The kind or library is not one of these, or the library is not installed.
        """
        from kafka_triage.frames import make_frame

        return make_frame(self, kind, library)

    def explain(self, id: str) -> Explanation:
        """Why a cause was concluded, or why not.

        Args:
            id: Of a rule, for example ``accumulation/consumer-blocked``.

        Returns:
            The conditions with their truth, down to the facts and where these came from; where the cause does not hold,
            the smallest change of facts with which it would.

        Raises:
            KafkaTriageError: There is no such cause; the nearest ids are named. Or the rules are gone.
        """
        from kafka_triage.diagnosis.explain import explain

        return explain(self, id)

    def with_facts(self, facts: Mapping[str, Any]) -> Report:
        """The same case answered again with some facts added or replaced.

        Args:
            facts: As for `kafka_triage.diagnose`. None and ``"unknown"`` take away what was given of a name. Trends
                that were computed from samples or tables stay as they were.

        Returns:
            Another report; its ``changes`` say what is different.

        Raises:
            FactError: A fact is wrong, or contradicts what stays; every mistake is named.
            KafkaTriageError: The rules are gone.
        """
        from kafka_triage.diagnosis.changes import answer_with

        return answer_with(self, facts)

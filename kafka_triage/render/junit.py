"""A report as JUnit XML, for continuous integration: a test case for each cause that was looked at.

In: a report. Out: XML. A diagnosis or consequence at or above the threshold is a failure. What is open or suppressed is
skipped, with what would decide it or the reason. What is ruled out, below the threshold or only a risk has passed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from kafka_triage.diagnosis.parts import Diagnosis
from kafka_triage.diagnosis.report import Report
from kafka_triage.errors import KafkaTriageError
from kafka_triage.render.common import at_least, clean, found, headline, properties, step, suppression

if TYPE_CHECKING:
    from junitparser import TestCase

_NO_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(report: Report, *, fail_on: str = "warning") -> str:
    """Render a report.

    Args:
        report: The report.
        fail_on: Least severity of a failure: ``info``, ``warning``, ``critical``, or ``never``.

    Raises:
        KafkaTriageError: junitparser is not installed.
    """
    try:
        from junitparser import JUnitXml, TestSuite
    except ImportError:
        raise KafkaTriageError("junit needs junitparser: pip install 'kafka-triage[junit]'") from None
    suite: Any = TestSuite(_xml(f"kafka-triage: {report.group}" if report.group else "kafka-triage"))
    suite.add_property("verdict", report.verdict)
    for note in report.notes:
        suite.add_property("note", _xml(note.text))
    suite.add_testcases(list(_cases(report, fail_on)))
    suite.update_statistics()
    log: Any = JUnitXml("kafka-triage")
    log.append(suite)
    written = BytesIO()
    log.write(written, pretty=True)
    return written.getvalue().decode("utf-8").rstrip("\n") + "\n"


def _cases(report: Report, fail_on: str) -> Iterator[TestCase]:
    from junitparser import Failure, Skipped

    if report.verdict == "undetermined":
        yield _case("verdict", Skipped(_xml(headline(report))))
    for diagnosis in found(report):
        if at_least(diagnosis.severity, fail_on):
            failure = Failure(_xml(f"{diagnosis.title} ({diagnosis.confidence})"), diagnosis.severity)
            failure.text = _xml(_said(diagnosis))
            yield _case(diagnosis.id, failure)
        else:
            yield _case(diagnosis.id, output=f"{diagnosis.title} ({diagnosis.severity})\n{_said(diagnosis)}")
    for one in report.suppressed:
        yield _case(one.diagnosis.id, Skipped(_xml(f"suppressed {suppression(one)}")))
    for risk in report.risks:
        yield _case(risk.id, output=f"risk: {risk.title}\n{_said(risk)}")
    for candidate in report.candidates:
        missing = ", ".join(candidate.missing)
        yield _case(candidate.id, Skipped(_xml(f"open: {candidate.title}; not known: {missing}")))
    for cause in report.ruled_out:
        yield _case(cause.id, output=f"ruled out: {cause.title}: {'; '.join(cause.because)}")


def _case(id: str, result: Any = None, output: str = "") -> TestCase:
    from junitparser import TestCase

    area, _, name = id.rpartition("/")
    case = TestCase(_xml(name), f"kafka-triage.{_xml(area)}" if area else "kafka-triage")
    if result is not None:
        case.result = [result]
    if output:
        case.system_out = _xml(output)
    return case


def _said(diagnosis: Diagnosis) -> str:
    """The cause in words, its evidence with its origin, and what to do."""
    lines = [" ".join(diagnosis.text.split()), ""]
    lines += [f"because {one.text} ({one.source})" for one in diagnosis.evidence]
    for action in diagnosis.actions:
        lines += [f"do: {' '.join(step(action).split())}", *(f"    {line}" for line in properties(action))]
    lines += [f"note: {' '.join(note.text.split())}" for note in diagnosis.notes]
    return "\n".join(lines)


def _xml(text: str) -> str:
    """A text of characters that XML allows; no others can be written in it, escaped or not."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", clean(text))

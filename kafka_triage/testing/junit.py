"""Results as JUnit XML, for continuous integration. `junitparser` writes it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kafka_triage.errors import KafkaTriageError, Problem
from kafka_triage.testing.results import Result

_UNSAFE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), "?")


def write_junit(results: Iterable[Result], path: Path) -> None:
    """Write results to a file; each test case has the file and line of its test.

    Raises:
        KafkaTriageError: junitparser is not installed, or the file cannot be written.
    """
    try:
        from junitparser import Attr, Failure, IntAttr, JUnitXml, TestCase, TestSuite
    except ImportError:
        raise KafkaTriageError("--junit needs junitparser: pip install 'kafka-triage[rule-tests]'") from None

    class PlacedCase(TestCase):
        file = Attr("file")
        line = IntAttr("line")

    suites: dict[str, TestSuite] = {}
    for result in results:
        suite = suites.setdefault(result.subject, TestSuite(_safe(result.subject)))
        case = PlacedCase(_safe(result.name), classname=_safe(result.subject), time=round(result.seconds, 6))
        file, line, _ = result.place.rsplit(":", 2)
        case.file, case.line = file, int(line)
        for failure in result.failures:
            entry = Failure(_safe(f"{failure.place}: {failure.what}"), type_="expectation")
            entry.text = _safe(str(failure))
            case.append(entry)  # type: ignore[no-untyped-call]
        suite.add_testcase(case)
    document = JUnitXml("kafka-triage rules test")
    for suite in suites.values():
        document.add_testsuite(suite)
    try:
        document.write(str(path), pretty=True)
    except OSError as error:
        raise KafkaTriageError(Problem(f"cannot be written: {error.strerror}", str(path))) from None


def _safe(text: str) -> str:
    return text.translate(_UNSAFE).encode("utf-8", "replace").decode("utf-8")

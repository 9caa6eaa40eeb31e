"""The form of the knowledge files: which keys there are and what type each has.

In: a YAML document as plain data. Out: pydantic models, or problems with the place of each mistake. Conditions,
formulas and texts stay as written here; `compile` reads them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kafka_triage.errors import Problem, nearest
from kafka_triage.language.source import Document, Path

Severity = Literal["info", "warning", "critical"]
Confidence = Literal["certain", "likely", "possible"]
Version = Annotated[str, Field(pattern=r"^\d+(\.\d+)*")]


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class CiteFile(_Strict):
    """A source of ``sources.yaml`` and a section in it."""

    source: str
    section: str = ""


Cites = Annotated[list[CiteFile], BeforeValidator(_listed)]


class HowFile(_Strict):
    """Ways to obtain a fact."""

    console: str = ""
    shell: str = ""
    admin: str = ""
    vendor: str = ""
    jmx: str = ""
    prometheus: str = ""
    client: str = ""


class DeriveFile(_Strict):
    """One way to compute a fact."""

    value: Any
    when: Any = None
    cite: Cites = []


class DefaultFile(_Strict):
    """A default by library and version, or under a condition."""

    value: Any
    library: str | None = None
    start: Version | None = Field(default=None, alias="from")
    below: Version | None = None
    when: Any = None
    cite: Cites = []


class RangeFile(_Strict):
    """Versions of one library."""

    library: str
    start: Version | None = Field(default=None, alias="from")
    below: Version | None = None
    cite: Cites = []


class FactFile(_Strict):
    """One fact of the vocabulary."""

    type: Literal["bool", "int", "float", "string", "version", "enum", "list"]
    meaning: str
    unit: str | None = None
    values: list[str] = []
    ask: str = ""
    cost: Literal["know", "look", "run", "change"] = "look"
    how: HowFile = HowFile()
    not_known: list[Any] = []
    min: float | None = None
    max: float | None = None
    opening: int | None = None
    hints: dict[str, str] = {}
    derive: list[DeriveFile] = []
    defaults: list[DefaultFile] = []
    exists: list[RangeFile] = []
    absent: list[str] = []
    covers: list[str] = []
    cite: Cites = []


class EventFile(_Strict):
    """What a log line or exception says."""

    meaning: str
    ask: str = ""
    covers: list[str] = []
    cite: Cites = []


class ConstantFile(_Strict):
    """A named number."""

    value: Any
    meaning: str
    unit: str | None = None
    assumption: bool = False
    covers: list[str] = []
    cite: Cites = []


class ImpossibleFile(_Strict):
    """A combination of facts that cannot be."""

    when: Any
    say: str
    cite: Cites = []


class VocabularyFile(_Strict):
    """A file below ``facts/``."""

    facts: dict[str, FactFile] = {}
    events: dict[str, EventFile] = {}
    constants: dict[str, ConstantFile] = {}
    impossible: list[ImpossibleFile] = []


class SourceFile(_Strict):
    """A document that is cited."""

    title: str
    url: str = ""
    kind: str = ""


class SourcesFile(_Strict):
    """``sources.yaml``."""

    sources: dict[str, SourceFile]


class AreaFile(_Strict):
    """One area of ``areas.yaml``."""

    title: str
    symptom: str
    order: list[str] = []


class AreasFile(_Strict):
    """``areas.yaml``."""

    areas: dict[str, AreaFile]


class ExceptionFile(_Strict):
    """A condition that rules a cause out, with a short name."""

    condition: Any = Field(alias="if")
    say: str


class RaiseFile(_Strict):
    """Evidence that makes a cause likelier."""

    when: Any
    factor: float = Field(gt=0)
    cite: Cites = []


class AdjustFile(_Strict):
    """A change of severity or confidence."""

    when: Any
    severity: Severity | None = None
    confidence: Confidence | None = None
    because: str = ""


class ActionFile(_Strict):
    """A step to take."""

    do: str
    when: Any = None
    when_say: str = ""
    set: dict[str, Any] = {}
    how: str = ""
    verify: str = ""
    trade_off: str = ""
    cite: Cites = []


class NoteFile(_Strict):
    """A caveat."""

    say: str
    when: Any = None
    cite: Cites = []


class ExpectFile(_Strict):
    """What a test of a rule expects."""

    fires: bool | Literal["unknown"]
    set: dict[str, Any] = {}
    confidence: Confidence | None = None
    severity: Severity | None = None
    says: Annotated[list[str], BeforeValidator(_listed)] = []
    notes: Annotated[list[str], BeforeValidator(_listed)] = []
    never: Annotated[list[str], BeforeValidator(_listed)] = []
    not_excluded: Annotated[list[str] | None, BeforeValidator(_listed)] = None
    raised: float | None = None


class TestFile(_Strict):
    """A test beside a rule."""

    name: str
    facts: dict[str, Any]
    expect: ExpectFile


class SurvivorFile(_Strict):
    """A change of the rule that no test can tell from the rule, and why."""

    mutant: str
    because: str = Field(min_length=1)


class RuleFile(_Strict):
    """A rule: one cause."""

    title: str
    family: str
    severity: Severity
    confidence: Confidence
    when: Any
    diagnosis: str
    prior: float = Field(default=0.1, gt=0, le=1)
    health: bool = False
    unless: list[ExceptionFile] = []
    raised_by: list[RaiseFile] = []
    adjust: list[AdjustFile] = []
    explains: list[str] = []
    actions: list[ActionFile] = []
    notes: list[NoteFile] = []
    cite: Cites = []
    covers: list[str] = []
    tests: list[TestFile] = []
    survivors: list[SurvivorFile] = []


M = TypeVar("M", bound=BaseModel)


def read_model(document: Document, model: type[M]) -> M | None:
    """The document as a model; its mistakes are added to the document's problems."""
    if document.data is None and document.problems:
        return None
    if not isinstance(document.data, dict):
        document.problems.append(Problem("a mapping of keys to values is expected", document.place(())))
        return None
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        mistakes = [dict(mistake) for mistake in error.errors()]
        blamed = {problem.place for problem in document.problems}
        found = [_problem(document, mistake, model) for mistake in mistakes]
        document.problems.extend(problem for problem in found if problem.place not in blamed)
        return _rest(document.data, mistakes, model)


def _rest(data: dict[str, Any], mistakes: list[dict[str, Any]], model: type[M]) -> M | None:
    """What is left without the mistaken entries, so that the rest of the file is checked in the same run."""
    wrong = [mistake["loc"] for mistake in mistakes]
    kept: dict[str, Any] = {}
    for key, value in data.items():
        inside = [loc[1:] for loc in wrong if loc[0] == key]
        if not inside:
            kept[key] = value
        elif isinstance(value, dict) and all(len(loc) > 1 for loc in inside):
            kept[key] = {name: _bare(entry, name in {loc[0] for loc in inside}) for name, entry in value.items()}
    required = {"title": "", "family": "", "diagnosis": "", "severity": "info", "confidence": "possible"}
    fields = model.model_fields
    kept = {**{key: value for key, value in required.items() if key in fields}, **kept}
    try:
        return model.model_validate(kept)
    except ValidationError:
        return None


def _bare(entry: Any, wrong: bool) -> Any:
    """A mistaken fact with its type and unit only, so that rules that name it are not blamed for it."""
    if not wrong or not isinstance(entry, dict):
        return entry
    return {
        "meaning": "",
        "type": "string",
        **{key: entry[key] for key in ("type", "unit", "values") if key in entry},
    }


def _problem(document: Document, mistake: dict[str, Any], model: type[BaseModel]) -> Problem:
    path: Path = tuple(part for part in mistake["loc"] if part not in ("str", "literal['unknown']", "bool"))
    kind, given = mistake["type"], mistake.get("input")
    name = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        return Problem(
            f"the key '{name}' is not known here",
            document.place(path, key=True),
            nearest(name, _keys_at(model, path[:-1])),
        )
    if kind == "missing":
        return Problem(f"the key '{name}' is missing", document.place(path[:-1]))
    if kind == "literal_error":
        wanted = mistake["ctx"]["expected"]
        suggestions = nearest(str(given), str(wanted).replace("'", "").replace(" or ", ", ").split(", "))
        return Problem(f"'{given}' is not one of {wanted}", document.place(path), suggestions)
    if kind in ("string_type", "string_pattern_mismatch") and path in document.spelling:
        spelled = document.spelling[path]
        return Problem(f'text is expected, {spelled} is a number; write "{spelled}" in quotes', document.place(path))
    expected = str(mistake["msg"]).removeprefix("Input should be ")
    return Problem(f"{name}: {expected}, not {_shown(given)}", document.place(path))


def _shown(value: Any) -> str:
    text = {True: "true", False: "false", None: "nothing"}.get(value) if isinstance(value, bool | None) else repr(value)
    return text if text and len(text) < 60 else f"a {type(value).__name__}"


def _keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that a model allows at a path, for suggestions."""
    current: Any = model
    for part in path:
        if not (isinstance(current, type) and issubclass(current, BaseModel)):
            current = _argument(current, part)
            continue
        field = next((f for name, f in current.model_fields.items() if part in (name, f.alias)), None)
        current = field.annotation if field else None
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [str(field.alias or name) for name, field in current.model_fields.items()]
    return []


def _argument(annotation: Any, part: str | int) -> Any:
    arguments = getattr(annotation, "__args__", ())
    return arguments[-1] if arguments else None

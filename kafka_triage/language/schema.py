"""The form of the knowledge files: which keys there are and what type each has.

In: a YAML document as plain data. Out: pydantic models, or problems with the place of each mistake. Conditions,
formulas and texts stay as written here; `compile` reads them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from kafka_triage.errors import Problem, nearest
from kafka_triage.language.forms import STRICT, Cites, Conditions, GivenFacts, Settings
from kafka_triage.language.forms import listed as _listed
from kafka_triage.language.source import Document, Path

Severity = Literal["info", "warning", "critical"]
Confidence = Literal["certain", "likely", "possible"]


class _Strict(BaseModel):
    model_config = STRICT


class SourceFile(_Strict):
    """A document that is cited.

    Attributes:
        title: Its title, as a report shows it.
        url: Its address.
        kind: What sort of document it is, such as docs, code or vendor.
    """

    title: str
    url: str = ""
    kind: str = ""


class SourcesFile(_Strict):
    """The documents that are cited: ``sources.yaml``.

    Attributes:
        sources: Names to documents.
    """

    sources: dict[str, SourceFile]


class AreaFile(_Strict):
    """One area: a folder of rules and the section of the guide that it stands for.

    Attributes:
        title: The title of the section.
        symptom: The symptom that the causes of the area explain.
        order: Its causes in the order in which they are looked at; others come after them.
    """

    title: str
    symptom: str
    order: list[str] = []


class AreasFile(_Strict):
    """The areas in their order: ``areas.yaml``.

    Attributes:
        areas: Names of folders to areas; an area of a later directory replaces one of the same name.
    """

    areas: dict[str, AreaFile]


class ExceptionFile(_Strict):
    """An exception.

    Known to hold, it rules the cause out; not known, it is asked for.

    Attributes:
        condition: When the exception holds.
        say: What else it would be, in a few words: "Not yet excluded: ...".
    """

    condition: Conditions = Field(alias="if")
    say: str


class RaiseFile(_Strict):
    """Evidence that makes a cause likelier without being needed.

    Attributes:
        when: The evidence.
        factor: How many times likelier.
        cite: Where it is written.
    """

    when: Conditions
    factor: float = Field(gt=0)
    cite: Cites = []


class AdjustFile(_Strict):
    """A change of severity or confidence in a special case.

    Attributes:
        when: The special case.
        severity: The severity in it.
        confidence: The confidence in it.
        because: Why, as a text with values.
    """

    when: Conditions
    severity: Severity | None = None
    confidence: Confidence | None = None
    because: str = ""


class ActionFile(_Strict):
    """A step to take.

    Attributes:
        do: The step, in the imperative; a text with values.
        when: Only where this holds; where it is not known, the step is shown with when_say.
        when_say: The condition in words, to go on after "If".
        set: Settings to change, computed and converted to the unit of each key.
        how: Command or console path, ready to paste; a text with values.
        verify: The condition that holds once the step has worked.
        trade_off: What it costs; a text with values.
        cite: Where it is written.
    """

    do: str
    when: Conditions = None
    when_say: str = ""
    set: Settings = {}
    how: str = ""
    verify: str = ""
    trade_off: str = ""
    cite: Cites = []


class NoteFile(_Strict):
    """A caveat.

    Attributes:
        say: The caveat, a text with values.
        when: Only where this holds.
        cite: Where it is written.
    """

    say: str
    when: Conditions = None
    cite: Cites = []


class ExpectFile(_Strict):
    """What a test of a rule expects.

    Attributes:
        fires: Whether the conditions hold: true, false or unknown.
        set: Settings that its actions compute, null for one that none sets; others may be there.
        confidence: Its confidence.
        severity: Its severity.
        says: Texts that stand in the diagnosis or its actions.
        notes: Texts that stand in its notes.
        never: Texts that stand nowhere.
        not_excluded: The exceptions that are still open, all of them, by their `say`; [] is none.
        raised: The product of the factors of `raised_by` that hold; 1 where none does.
    """

    fires: bool | Literal["unknown"]
    set: Settings = {}
    confidence: Confidence | None = None
    severity: Severity | None = None
    says: Annotated[list[str], BeforeValidator(_listed)] = []
    notes: Annotated[list[str], BeforeValidator(_listed)] = []
    never: Annotated[list[str], BeforeValidator(_listed)] = []
    not_excluded: Annotated[list[str] | None, BeforeValidator(_listed)] = None
    raised: float | None = None


class TestFile(_Strict):
    """A test beside a rule.

    Attributes:
        name: What the case is; a near miss says what is missing.
        facts: What is known; all else is not known.
        expect: What the rule says of it.
    """

    name: str
    facts: GivenFacts
    expect: ExpectFile


class SurvivorFile(_Strict):
    """A change of the rule that no test can tell from the rule, and why.

    Attributes:
        mutant: The change, as `rules test --mutate` prints it.
        because: Why the changed rule is the same rule.
    """

    mutant: str
    because: str = Field(min_length=1)


class RuleFile(_Strict):
    """A rule: one cause.

    Its path below the directory of rules is its id.

    Attributes:
        title: The cause in one line.
        family: Coarser class of the cause.
        severity: How bad it is.
        confidence: How sure the cause is, given that the conditions hold.
        when: The conditions, in the order in which to ask for what they need.
        diagnosis: What happens, as a text: {expression} shows a value, a [part] in brackets is dropped when a value in
            it is not known.
        prior: How likely the cause is before any evidence, relative to others of the same symptom; above 0, at most 1.
        health: The cause is positive evidence that all is well.
        unless: Exceptions, each with a short name.
        raised_by: Evidence that makes the cause likelier.
        adjust: Changes of severity and confidence in special cases.
        explains: Symptoms and other causes that it explains; without any it can only be a risk.
        actions: What to do, in order.
        notes: Caveats.
        cite: Where it is written.
        covers: Items of the guide that the rule encodes.
        tests: Tests of the rule: at least one that fires, one that does not, and near misses.
        survivors: Changes that leave the rule the same, each with the reason.
    """

    title: str
    family: str
    severity: Severity
    confidence: Confidence
    when: Conditions
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
    name = next((part for part in reversed(path) if isinstance(part, str)), name)
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

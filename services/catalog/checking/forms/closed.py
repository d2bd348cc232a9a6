"""Whether the schema of a ready-made form is closed and cheap: no cycle, no explosion, nothing from elsewhere.

Answers of anybody are judged by it, here and in dossier: a reference to itself would end the program that judges them,
and a few references that double each other would keep it busy for ever.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from contracts.forms import compile_form
from contracts.terms import Term
from kit.faults import Fault, pointer
from services.catalog.checking.forms.patterns import is_catastrophic
from services.catalog.checking.forms.words import fault
from services.catalog.forms.computations import OPERATIONS
from services.catalog.forms.definition import Computation, CrossRule, Operation

MOST: Final = 20_000
"""Parts of a schema once every reference is written out."""
_DEFS: Final = "#/$defs/"
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_ELSEWHERE: Final = frozenset({"$dynamicRef", "$recursiveRef", "$id", "$anchor", "$dynamicAnchor", "$vocabulary"})


class FormerRule(Term):
    """A rule as written before there were comparisons (`contracts.answers.broken_rules`)."""

    field: str
    after: str
    within_months: int
    message: str
    message_en: str


_RULE: Final[TypeAdapter[Any]] = TypeAdapter(CrossRule | FormerRule)
_COMPUTATION: Final[TypeAdapter[Any]] = TypeAdapter(Computation)


def is_usable(answers: Mapping[str, Any]) -> bool:
    """Whether anything can be judged by the schema at all."""
    return next(schema_faults(answers, at=""), None) is None


def schema_faults(answers: Mapping[str, Any], *, at: str) -> Iterator[Fault]:
    """What makes the schema of the answers unfit to be read or judged by; the first kind of fault found ends it."""
    found = list(_references(answers, answers, at=at)) or list(_cost(answers, at=at))
    if not found and not _compiles(answers):
        found = [fault(at, "not-a-schema")]
    yield from found or _flat(answers, at=at)


def _flat(answers: Mapping[str, Any], *, at: str) -> Iterator[Fault]:
    properties = answers.get("properties")
    is_closed = answers.get("type") == "object" and answers.get("additionalProperties") is False
    if not is_closed or not properties:
        yield fault(at, "not-flat")
        return
    for name, field in properties.items():
        here = f"{at}/properties{pointer([name])}"
        if not isinstance(field, dict):
            yield fault(here, "not-flat")
        elif "x-computed" in field and not _computes(field["x-computed"]):
            yield fault(f"{here}/x-computed", "malformed")
    yield from _rule_shapes(answers.get("x-rules", []), at=f"{at}/x-rules")


def _compiles(answers: Mapping[str, Any]) -> bool:
    try:
        compile_form(answers)
    except (ValueError, TypeError):
        return False
    return True


def _references(part: Any, whole: Mapping[str, Any], *, at: str) -> Iterator[Fault]:  # noqa: ANN401 - any JSON value
    """References to anything but a list of the schema's own `$defs`, and patterns a browser may hang on."""
    if isinstance(part, dict):
        for word, value in part.items():
            here = f"{at}{pointer([word])}"
            is_lost = word == "$ref" and isinstance(value, str) and not _is_own(value, whole)
            if word in _ELSEWHERE or is_lost or (word == "$schema" and value != _DIALECT):
                yield fault(here, "refers-outside")
            if word == "pattern" and isinstance(value, str) and is_catastrophic(value):
                yield fault(here, "catastrophic")
            if word == "patternProperties":
                yield fault(here, "not-flat")
            yield from _references(value, whole, at=here)
    elif isinstance(part, list):
        for place, value in enumerate(part):
            yield from _references(value, whole, at=f"{at}/{place}")


def _is_own(reference: str, whole: Mapping[str, Any]) -> bool:
    """Whether a reference leads to an entry of the schema's own `$defs`."""
    name, lists = reference.removeprefix(_DEFS), whole.get("$defs")
    return reference.startswith(_DEFS) and isinstance(lists, dict) and name in lists and not set(name) & set("/~%")


def _cost(answers: Mapping[str, Any], *, at: str) -> Iterator[Fault]:
    """A schema that leads back to itself, or is too large once it is written out."""
    lists = found if isinstance(found := answers.get("$defs"), dict) else {}
    known: dict[str, int | None] = {}

    def parts(part: Any) -> int:  # noqa: ANN401 - any JSON value
        if isinstance(part, list):
            return 1 + sum(map(parts, part))
        if not isinstance(part, dict):
            return 1
        counted = 1 + sum(parts(value) for word, value in part.items() if word != "$defs")
        reference = part.get("$ref")
        return counted + (behind(reference.removeprefix(_DEFS)) if isinstance(reference, str) else 0)

    def behind(name: str) -> int:
        if name not in known:
            known[name] = None
            known[name] = parts(lists[name])
        if (counted := known[name]) is None:
            raise RecursionError(name)
        return counted

    try:
        if parts(answers) + sum(map(behind, lists)) > MOST:
            yield fault(at, "too-large")
    except RecursionError:
        yield fault(f"{at}/$defs", "circular")


def _computes(said: Any) -> bool:  # noqa: ANN401 - any JSON value
    if not _is_a(_COMPUTATION, said):
        return False
    known = OPERATIONS[Operation(said["how"])]
    return known.least <= len(said["of"]) and (known.most is None or len(said["of"]) <= known.most)


def _rule_shapes(rules: Any, *, at: str) -> Iterator[Fault]:  # noqa: ANN401 - any JSON value
    if not isinstance(rules, list):
        yield fault(at, "malformed")
        return
    for place, rule in enumerate(rules):
        if not _is_a(_RULE, rule):
            yield fault(f"{at}/{place}", "malformed")


def _is_a(shape: TypeAdapter[Any], said: Any) -> bool:  # noqa: ANN401 - any JSON value
    try:
        shape.validate_python(said, strict=False)
    except ValidationError:
        return False
    return True

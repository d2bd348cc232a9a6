"""Whether a ready-made form can be published: its schema, its words, and that every control points at a field."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from contracts.offers import Form
from kit.faults import Fault, pointer
from services.catalog.checking.forms.closed import schema_faults
from services.catalog.checking.forms.questions import both_languages, id_faults
from services.catalog.checking.forms.words import fault
from services.catalog.forms.sources import SOURCES

_SCOPE: Final = "#/properties/"


def ready_faults(form: Form, *, at: str) -> Iterator[Fault]:
    """Everything wrong with a form made elsewhere, below `at`."""
    answers = form.answers
    wrong = list(schema_faults(answers, at=f"{at}/answers"))
    yield from wrong
    if wrong:
        return
    properties = answers["properties"]
    yield from _properties(properties, at=f"{at}/answers/properties")
    yield from _rules(answers, properties, at=f"{at}/answers")
    yield from _page(form.ui, answers, at=f"{at}/ui")


def _properties(properties: Mapping[str, Any], *, at: str) -> Iterator[Fault]:
    for name, field in properties.items():
        here = f"{at}{pointer([name])}"
        yield from id_faults(name, at=here)
        yield from both_languages(str(field.get("title", "")), str(field.get("x-title-en", "")), at=f"{here}/title")
        if field.get("x-source") not in (None, *SOURCES):
            yield fault(f"{here}/x-source", "unknown-source")


def _rules(answers: Mapping[str, Any], properties: Mapping[str, Any], *, at: str) -> Iterator[Fault]:
    """Required fields, rules and computed values that speak of fields the form does not have."""
    for place, name in enumerate(answers.get("required", [])):
        if name not in properties:
            yield fault(f"{at}/required/{place}", "unknown")
    for place, rule in enumerate(answers.get("x-rules", [])):
        for word in ("field", "other", "after"):
            if word in rule and rule[word] not in properties:
                yield fault(f"{at}/x-rules/{place}/{word}", "unknown")
    for name, field in properties.items():
        for place, of in enumerate(field.get("x-computed", {}).get("of", [])):
            if of not in properties:
                yield fault(f"{at}/properties/{name}/x-computed/of/{place}", "unknown")


def _page(ui: Mapping[str, Any], answers: Mapping[str, Any], *, at: str) -> Iterator[Fault]:
    if lost := list(_shapeless(ui, at=at)):
        yield from lost
        return
    controls = list(_controls(ui, at=at))
    for scope, here in controls:
        if not _is_there(scope, answers):
            yield fault(here, "unknown")
    counted = Counter(scope for scope, _ in controls)
    yield from (fault(here, "twice") for scope, here in controls if counted[scope] > 1)
    named = {scope.removeprefix(_SCOPE).split("/")[0] for scope, _ in controls}
    for name in answers.get("required", []):
        if name in answers["properties"] and name not in named:
            yield fault(at, "no-place")
    yield from _labels(ui, at=at)


def _shapeless(element: Any, *, at: str) -> Iterator[Fault]:  # noqa: ANN401 - any JSON value
    """What is no element of a page, wherever it stands."""
    if not isinstance(element, dict):
        yield fault(at, "malformed")
        return
    for word, shape in (("options", dict), ("elements", list), ("scope", str)):
        if not isinstance(element.get(word, shape()), shape):
            yield fault(f"{at}/{word}", "malformed")
    if isinstance(inner := element.get("elements", []), list):
        for place, one in enumerate(inner):
            yield from _shapeless(one, at=f"{at}/elements/{place}")


def _controls(element: Mapping[str, Any], *, at: str) -> Iterator[tuple[str, str]]:
    """The scopes of controls, each with its place."""
    if element.get("type") == "Control":
        yield element.get("scope", ""), f"{at}/scope"
    for place, inner in enumerate(element.get("elements", [])):
        yield from _controls(inner, at=f"{at}/elements/{place}")


def _is_there(scope: str, answers: Mapping[str, Any]) -> bool:
    """Whether a scope (`#/properties/a/properties/b`) leads to a property."""
    here: Any = answers
    for step in scope.removeprefix("#/").split("/"):
        here = here.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(here, dict) else None
    return scope.startswith(_SCOPE) and here is not None


def _labels(element: Mapping[str, Any], *, at: str) -> Iterator[Fault]:
    """Groups, labels and relabelled controls whose words are in one language only."""
    word = "text" if element.get("type") == "Label" else "label"
    if isinstance(said := element.get(word), str):
        english = element.get("options", {}).get("label_en", "")
        yield from both_languages(said, str(english), at=f"{at}/{word}")
    for place, inner in enumerate(element.get("elements", [])):
        yield from _labels(inner, at=f"{at}/elements/{place}")

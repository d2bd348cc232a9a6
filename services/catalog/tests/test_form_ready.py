"""Forms made elsewhere are checked too, and no revision gives a field's id another meaning."""

from typing import Any

import pytest

from contracts.offers import Form
from services.catalog.checking.forms import ready_faults, stability
from services.catalog.checking.forms.patterns import compiles, is_catastrophic
from services.catalog.forms.compiling import compile_form
from services.catalog.forms.definition import FormDefinition


@pytest.mark.parametrize("pattern", ["^(a|b)*$", "^((a*)b)+$", "^(a{2,})+$", r"^(\)|a)+$", "^(a+){2,}$"])
def test_a_repetition_within_a_repetition_is_dangerous(pattern: str) -> None:
    assert compiles(pattern)
    assert is_catastrophic(pattern)


@pytest.mark.parametrize(
    "pattern", ["^[(+]+$", r"^\(+$", "^(ab)+$", "^(a+){2}$", "^(a|b)$", "^[0-9]{10}(-[0-9]{3})?$", ")a+"]
)
def test_a_simple_repetition_is_not(pattern: str) -> None:
    assert not is_catastrophic(pattern)


def ready(*, ui: dict[str, Any] | None = None, **changed: Any) -> list[tuple[str, str]]:
    """The faults of a form made elsewhere: one required text `a`."""
    text = {"type": "string", "title": "A", "x-title-en": "A"}
    answers = {"type": "object", "additionalProperties": False, "properties": {"a": text}, "required": ["a"], **changed}
    page = {"type": "VerticalLayout", "elements": [{"type": "Control", "scope": "#/properties/a"}]}
    return [(one.pointer, one.code) for one in ready_faults(Form(answers=answers, ui=ui or page), at="")]


def test_a_sound_ready_form_has_no_fault() -> None:
    assert ready() == []


TEXT = {"type": "string", "title": "A", "x-title-en": "A"}


@pytest.mark.parametrize(
    ("changed", "at", "code"),
    [
        ({"type": "objekt"}, "/answers", "not-a-schema"),
        ({"additionalProperties": True}, "/answers", "not-flat"),
        ({"properties": {}}, "/answers", "not-flat"),
        ({"properties": {"a": True}}, "/answers/properties/a", "not-flat"),
        ({"properties": {"A": TEXT}}, "/answers/properties/A", "not-an-id"),
        ({"properties": {"a": TEXT | {"x-title-en": ""}}}, "/answers/properties/a/title", "one-language"),
        ({"properties": {"a": TEXT | {"x-source": "me"}}}, "/answers/properties/a/x-source", "unknown-source"),
        ({"properties": {"a": TEXT | {"pattern": "^(a*)*$"}}}, "/answers/properties/a/pattern", "catastrophic"),
        (
            {"properties": {"a": TEXT | {"x-computed": {"how": "upper", "of": ["z"]}}}},
            "/answers/properties/a/x-computed/of/0",
            "unknown",
        ),
        ({"allOf": [{"$ref": "https://example.org/x"}]}, "/answers/allOf/0/$ref", "refers-outside"),
        ({"required": ["z"]}, "/answers/required/0", "unknown"),
        ({"x-rules": [{"field": "z", "other": "a"}]}, "/answers/x-rules/0/field", "unknown"),
        ({"ui": {"type": "Control", "scope": "#/properties/z"}}, "/ui/scope", "unknown"),
        ({"ui": {"type": "Control", "scope": "a"}}, "/ui/scope", "unknown"),
        ({"ui": {"type": "VerticalLayout", "elements": []}}, "/ui", "no-place"),
        (
            {"ui": {"elements": [{"type": "Control", "scope": "#/properties/a"}] * 2}},
            "/ui/elements/1/scope",
            "twice",
        ),
        (
            {"ui": {"elements": [{"type": "Label", "text": "Chú ý"}, "x"]}},
            "/ui/elements/0/text",
            "one-language",
        ),
        ({"ui": {"type": "Group", "label": "Khối"}}, "/ui/label", "one-language"),
    ],
    ids=str,
)
def test_a_wrong_ready_form_is_found(changed: dict[str, Any], at: str, code: str) -> None:
    assert (at, code) in ready(**changed)


def field(id_: str = "asked", kind: str = "text", **said: Any) -> dict[str, Any]:
    """A question as an administrator writes it."""
    return {"id": id_, "kind": kind, "label": "Hỏi", "label_en": "Asked", **said}


def test_a_field_keeps_its_type_and_meaning() -> None:
    def form(**asked: Any) -> dict[str, Any]:
        block = {"title": "Khối", "title_en": "Block", "fields": [field(**asked)]}
        document = {"title": "T", "title_en": "T", "basis": "-", "blocks": [block]}
        return compile_form(FormDefinition.model_validate(document, strict=False)).answers

    def codes(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str]]:
        return [(one.pointer, one.code) for one in stability(form(**before), form(**after), at="/answers")]

    inner = {"kind": "repetition", "fields": [field("x")]}
    assert codes({}, {"label": "Câu hỏi"}) == []
    assert codes({}, {"kind": "textarea"}) == []
    assert codes({}, {"id_": "other", "kind": "integer"}) == []
    assert codes({}, {"kind": "nationality"}) == []
    assert codes({}, {"kind": "integer"}) == [("/answers/properties/asked", "kind-changed")]
    assert codes({}, {"kind": "date"}) == [("/answers/properties/asked", "kind-changed")]
    assert codes({}, {"kind": "textarea", "label": "Khác"}) == [("/answers/properties/asked", "meaning-changed")]
    assert codes(inner, {"kind": "repetition", "fields": [field("x", "integer")]}) == [
        ("/answers/properties/asked/items/properties/x", "kind-changed")
    ]

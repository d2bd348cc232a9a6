"""Forms made elsewhere are checked too, and no revision gives a field's id another meaning."""

from typing import Any

import pytest

from contracts.offers import Form
from services.catalog.checking import offers
from services.catalog.checking.forms import ready_faults, stability
from services.catalog.checking.forms.patterns import compiles, is_catastrophic
from services.catalog.content import FormOffer
from services.catalog.forms.compiling import compile_form
from services.catalog.forms.definition import FormDefinition
from services.catalog.tests.editing import content


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
        (
            {"x-rules": [{"field": "z", "comparison": "equal", "other": "a", "message": "M", "message_en": "M"}]},
            "/answers/x-rules/0/field",
            "unknown",
        ),
        ({"ui": {"type": "Control", "scope": "#/properties/z"}}, "/ui/scope", "unknown"),
        ({"ui": {"type": "Control", "scope": "a"}}, "/ui/scope", "unknown"),
        ({"ui": {"type": "VerticalLayout", "elements": []}}, "/ui", "no-place"),
        (
            {"ui": {"elements": [{"type": "Control", "scope": "#/properties/a"}] * 2}},
            "/ui/elements/1/scope",
            "twice",
        ),
        (
            {"ui": {"elements": [{"type": "Label", "text": "Chú ý"}]}},
            "/ui/elements/0/text",
            "one-language",
        ),
        ({"ui": {"type": "Group", "label": "Khối"}}, "/ui/label", "one-language"),
    ],
    ids=str,
)
def test_a_wrong_ready_form_is_found(changed: dict[str, Any], at: str, code: str) -> None:
    assert (at, code) in ready(**changed)


def test_of_a_ready_form_nothing_can_be_judged_by_no_field_is_known() -> None:
    schema: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": {"a": TEXT}}
    sound, looping = (FormOffer(ready=Form(answers=schema | more, ui={})) for more in ({}, {"$ref": "#"}))
    assert (offers.answers(sound), offers.answers(looping)) == (schema, None)
    found = offers.faults(content(forms=[looping.model_dump()]), previous=content(forms=[sound.model_dump()]))
    assert [one.pointer for one in found] == ["/forms/0/ready/answers/$ref"]


DOUBLING = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(30)} | {"d30": {"type": "string"}}


@pytest.mark.parametrize(
    ("changed", "at", "code"),
    [
        ({"$ref": "#"}, "/answers/$ref", "refers-outside"),
        ({"$ref": "#/properties/a"}, "/answers/$ref", "refers-outside"),
        ({"$id": "https://example.org/x"}, "/answers/$id", "refers-outside"),
        ({"$schema": "https://example.org/dialect"}, "/answers/$schema", "refers-outside"),
        ({"$defs": {"x": {"$ref": "#/$defs/x"}}}, "/answers/$defs", "circular"),
        ({"$defs": {"x": {"$ref": "#/$defs/y"}, "y": {"not": {"$ref": "#/$defs/x"}}}}, "/answers/$defs", "circular"),
        ({"$defs": DOUBLING, "properties": {"a": TEXT | {"$ref": "#/$defs/d0"}}}, "/answers", "too-large"),
        ({"$defs": 5}, "/answers", "not-a-schema"),
        ({"$defs": {"x": {"pattern": "^(a+)+$"}}}, "/answers/$defs/x/pattern", "catastrophic"),
        ({"patternProperties": {"(a+)+$": True}}, "/answers/patternProperties", "not-flat"),
        ({"properties": "x"}, "/answers", "not-a-schema"),
        ({"x-rules": 5}, "/answers/x-rules", "malformed"),
        ({"x-rules": [1]}, "/answers/x-rules/0", "malformed"),
        ({"x-rules": [{"field": "a", "other": "a", "comparison": "like"}]}, "/answers/x-rules/0", "malformed"),
        ({"properties": {"a": TEXT | {"x-computed": "x"}}}, "/answers/properties/a/x-computed", "malformed"),
        (
            {"properties": {"a": TEXT | {"x-computed": {"how": "guess", "of": ["a"]}}}},
            "/answers/properties/a/x-computed",
            "malformed",
        ),
        (
            {"properties": {"a": TEXT | {"x-computed": {"how": "date_in_words", "of": []}}}},
            "/answers/properties/a/x-computed",
            "malformed",
        ),
        ({"ui": {"elements": 5}}, "/ui/elements", "malformed"),
        ({"ui": {"elements": ["x"]}}, "/ui/elements/0", "malformed"),
        ({"ui": {"type": "Group", "label": "Khối", "options": "x"}}, "/ui/options", "malformed"),
        ({"ui": {"type": "Control", "scope": 5}}, "/ui/scope", "malformed"),
    ],
    ids=str,
)
def test_a_ready_form_that_breaks_or_hangs_its_reader_is_refused(changed: dict[str, Any], at: str, code: str) -> None:
    assert (at, code) in ready(**changed)


SAID = {"message": "M", "message_en": "M"}


def test_a_ready_form_may_use_its_own_lists_and_rules_of_either_age() -> None:
    lists: dict[str, Any] = {
        "$defs": {"x": {"oneOf": [{"const": "1"}]}},
        "properties": {"a": TEXT | {"$ref": "#/$defs/x"}},
    }
    assert ready(**lists) == []
    rules: dict[str, Any] = {"x-rules": [{"field": "a", "after": "a", "within_months": 3} | SAID]}
    assert ready(**rules) == []
    assert ready(properties={"a": TEXT | {"x-computed": {"how": "upper", "of": ["a"]}}}) == []


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

"""A faulty form cannot be published: each way to be wrong gives its fault at its place, all at once."""

from typing import Any

import pytest

from services.catalog.checking.forms import faults, ready_faults
from services.catalog.forms import library
from services.catalog.forms.compiling import compile_form
from services.catalog.forms.definition import FormDefinition

YES = {"test": {"properties": {"wanted": {"const": True}}, "required": ["wanted"]}, "vi": "khi cần", "en": "if wanted"}
SELECT: dict[str, Any] = {"kind": "select", "choices": [{"value": "a", "label": "A", "label_en": "A"}]}


def asks(name: str) -> dict[str, Any]:
    """The condition that an answer is there."""
    return {"test": {"required": [name]}, "vi": "khi có", "en": "if there"}


def field(id_: str = "asked", kind: str = "text", **said: Any) -> dict[str, Any]:
    """A question as an administrator writes it."""
    return {"id": id_, "kind": kind, "label": "Hỏi", "label_en": "Asked", **said}


def found(*fields: dict[str, Any], **changed: Any) -> set[tuple[str, str]]:
    """The faults of a form of one block; a sound field comes first, so `fields` begin at 1."""
    sound = field("wanted", "yes_no", is_required=True)
    document = {
        "title": "Tờ khai",
        "title_en": "Form",
        "basis": "CT01",
        "blocks": [{"title": "Khối", "title_en": "Block", "fields": [sound, *fields]}],
        **changed,
    }
    definition = FormDefinition.model_validate(document, strict=False)
    said = faults(definition, at="/form", components=["photo"], library=library.blocks())
    return {(one.pointer.removeprefix("/form"), one.code) for one in said}


def test_a_sound_form_has_no_fault() -> None:
    assert found(field(shown_when=YES), field("day", "date", no_earlier="-60d", no_later="0d")) == set()


WRONG_FIELDS: dict[str, tuple[dict[str, Any], str, str]] = {
    "id": (field("Asked"), "/id", "not-an-id"),
    "fact": (field("channel"), "/id", "reserved"),
    "label": (field(label_en=" "), "/label", "one-language"),
    "no-label": (field(label="", label_en=""), "/label", "missing"),
    "help": (field(help="Giúp"), "/help", "one-language"),
    "no-choices": (field(kind="select"), "/choices", "needed"),
    "choice-twice": (field(**SELECT | {"choices": SELECT["choices"] * 2}), "/choices/1/value", "twice"),
    "choice-empty": (
        field(kind="select", choices=[{"value": "", "label": "A", "label_en": "A"}]),
        "/choices/0/value",
        "missing",
    ),
    "choice-label": (
        field(kind="select", choices=[{"value": "a", "label": "A", "label_en": ""}]),
        "/choices/0/label",
        "one-language",
    ),
    "choice-parents": (
        field(kind="select", choices=[{"value": "a", "label": "A", "label_en": "A", "parents": ["x"]}]),
        "/choices/0/parents",
        "not-used",
    ),
    "not-used": (field(kind="date", most=3), "/most", "not-used"),
    "pattern": (field(pattern="^(a$"), "/pattern", "not-a-pattern"),
    "look-around": (field(pattern="^(?!a)b$"), "/pattern", "not-a-pattern"),
    "pattern-long": (field(pattern=f"^{'a' * 300}$"), "/pattern", "not-a-pattern"),
    "loose-pattern": (field(pattern="[0-9]{5}"), "/pattern", "not-anchored"),
    "catastrophic": (field(pattern="^(a+)+$"), "/pattern", "catastrophic"),
    "limits": (field(kind="integer", least=3, most=2), "/least", "upside-down"),
    "negative": (field(least=-1), "/least", "negative"),
    "bound": (field(kind="date", no_earlier="tomorrow"), "/no_earlier", "not-a-day"),
    "days": (field(kind="date", no_earlier="0d", no_later="-1d"), "/no_earlier", "upside-down"),
    "default": (field(**SELECT, default="b"), "/default", "not-possible"),
    "default-number": (field(kind="integer", most=3, default=4), "/default", "not-possible"),
    "default-list": (field(kind="ethnicity", default="Klingon"), "/default", "not-possible"),
    "source": (field(source="person.shoe_size"), "/source", "unknown-source"),
    "source-kind": (field(kind="date", source="person.full_name"), "/source", "source-does-not-fit"),
    "component": (field(kind="file", component="portrait"), "/component", "unknown-component"),
    "reference": (field(kind="reference", reference="passports"), "/reference", "unknown-list"),
    "header-required": (field(kind="header", is_required=True), "/is_required", "not-answered"),
    "retention": (field(retention_days=-1), "/retention_days", "negative"),
    "linked-lost": (field(kind="ward", linked_to="province"), "/linked_to", "unknown"),
    "linked-ward": (field(kind="ward", linked_to="wanted"), "/linked_to", "unknown"),
    "linked-self": (field(kind="ward", linked_to="asked"), "/linked_to", "itself"),
    "linked-yes-no": (field(**SELECT | {"kind": "linked_select"}, linked_to="wanted"), "/linked_to", "not-comparable"),
    "computed-lost": (
        field(kind="computed", computation={"how": "upper", "of": ["name"]}),
        "/computation/of/0",
        "unknown",
    ),
    "computed-sort": (
        field(kind="computed", computation={"how": "total", "of": ["wanted"]}),
        "/computation/of/0",
        "wrong-sort",
    ),
    "computed-number": (
        field(kind="computed", computation={"how": "date_in_words", "of": ["wanted", "wanted"]}),
        "/computation/of",
        "wrong-number",
    ),
    "computed-circle": (
        field(kind="computed", computation={"how": "upper", "of": ["asked"]}),
        "/computation",
        "circular",
    ),
    "shown-by-itself": (field(shown_when=asks("asked")), "/shown_when", "circular"),
    "required-by-itself": (field(required_when=asks("asked")), "/required_when", "itself"),
    "shown-by-nothing": (field(shown_when=asks("nothing")), "/shown_when/test/required", "unknown"),
    "shown-by-case": (field(shown_when=asks("case")), "/shown_when/test", "not-an-answer"),
    "condition-words": (field(shown_when=YES | {"en": ""}), "/shown_when", "one-language"),
    "nested-list": (
        field(kind="repetition", fields=[field("inner", "repetition", fields=[field()])]),
        "/fields/0/kind",
        "too-deep",
    ),
    "nested-computed": (
        field(kind="repetition", fields=[field("c", "computed", computation={"how": "upper", "of": ["c"]})]),
        "/fields/0/kind",
        "too-deep",
    ),
    "nested-source": (
        field(kind="repetition", fields=[field(source="person.full_name")]),
        "/fields/0/source",
        "not-used",
    ),
    "nested-twice": (field(kind="repetition", fields=[field(), field()]), "/fields/1/id", "twice"),
    "nested-outside": (
        field(kind="repetition", fields=[field("inner", shown_when=YES)]),
        "/fields/0/shown_when/test/required",
        "unknown",
    ),
}


@pytest.mark.parametrize("name", WRONG_FIELDS)
def test_a_wrong_question_is_found(name: str) -> None:
    wrong, at, code = WRONG_FIELDS[name]
    assert (f"/blocks/0/fields/1{at}", code) in found(wrong)


def test_a_pattern_that_cannot_be_used_says_nothing_of_the_default() -> None:
    assert {code for _, code in found(field(pattern="^(a$", default="b"))} == {"not-a-pattern"}


def test_a_default_that_passes_is_no_fault() -> None:
    assert found(field(pattern="^[a-z]$", default="b")) == set()


def test_linked_choices_fit_the_values_of_the_other_field() -> None:
    choice = {"value": "a", "label": "A", "label_en": "A", "parents": ["x"]}
    linked = field("linked", "linked_select", linked_to="asked", choices=[choice])
    assert found(field(**SELECT), linked) == {
        ("/blocks/0/fields/2/choices/0/parents", "unknown-value"),
        ("/blocks/0/fields/2/choices", "no-choice"),
    }


def test_questions_that_show_each_other_go_round_in_a_circle() -> None:
    both = found(field("a", shown_when=asks("b")), field("b", shown_when=asks("a")))
    assert both == {("/blocks/0/fields/1/shown_when", "circular"), ("/blocks/0/fields/2/shown_when", "circular")}


def test_a_block_shown_by_its_own_question_is_a_circle() -> None:
    block = {"title": "B", "title_en": "B", "shown_when": asks("a"), "fields": [field("a", is_required=True)]}
    assert found(blocks=[block]) == {("/blocks/0/fields/0/shown_when", "circular")}


def test_an_id_is_asked_once() -> None:
    assert found(field(), field()) == {("/blocks/0/fields/2/id", "twice")}


BLOCK = {"title": "Khối", "title_en": "Block"}


@pytest.mark.parametrize(
    ("changed", "at", "code"),
    [
        ({"title_en": ""}, "/title", "one-language"),
        ({"basis": ""}, "/basis", "missing"),
        ({"blocks": [BLOCK | {"fields": [field()]}]}, "/blocks", "nothing-required"),
        ({"blocks": [BLOCK | {"use": "nobody"}]}, "/blocks/0/use", "unknown-block"),
        ({"blocks": [BLOCK | {"use": "person", "leave_out": ["shoe_size"]}]}, "/blocks/0/leave_out/0", "unknown"),
        ({"blocks": [BLOCK | {"use": "person", "optional": ["shoe_size"]}]}, "/blocks/0/optional/0", "unknown"),
        ({"blocks": [BLOCK | {"prefix": "a_"}]}, "/blocks/0/prefix", "not-used"),
        ({"blocks": [BLOCK]}, "/blocks/0/fields", "missing"),
        ({"blocks": [BLOCK | {"title_en": "", "fields": [field()]}]}, "/blocks/0/title", "one-language"),
        (
            {"blocks": [BLOCK | {"use": "person", "source": "business"}]},
            "/blocks/0/fields/0/source",
            "unknown-source",
        ),
    ],
    ids=str,
)
def test_a_wrong_form_is_found(changed: dict[str, Any], at: str, code: str) -> None:
    assert (at, code) in found(**changed)


def test_library_blocks_in_a_circle_are_found() -> None:
    blocks = dict(library.blocks()) | {"round": library.blocks()["applicant"].model_copy(update={"use": "round"})}
    document = {"title": "T", "title_en": "T", "basis": "-", "blocks": [BLOCK | {"use": "round"}]}
    definition = FormDefinition.model_validate(document, strict=False)
    assert [one.code for one in faults(definition, at="", components=[], library=blocks)] == ["circular"]


RULE = {"field": "b", "comparison": "after", "other": "a", "message": "Sau.", "message_en": "After."}


@pytest.mark.parametrize(
    ("rule", "at", "code"),
    [
        ({"field": "c"}, "/field", "unknown"),
        ({"other": "c"}, "/other", "unknown"),
        ({"other": "wanted"}, "/other", "not-comparable"),
        ({"field": "a"}, "/other", "itself"),
        ({"message_en": ""}, "/message", "one-language"),
        ({"comparison": "within_months"}, "/amount", "needed"),
        ({"comparison": "within_months", "amount": -1}, "/amount", "negative"),
        ({"amount": 1}, "/amount", "not-used"),
        ({"when": asks("c")}, "/when/test/required", "unknown"),
    ],
    ids=str,
)
def test_a_wrong_rule_is_found(rule: dict[str, Any], at: str, code: str) -> None:
    assert (f"/rules/0{at}", code) in found(field("a", "date"), field("b", "date"), rules=[RULE | rule])


def test_days_known_in_part_can_be_compared_and_computed_values_by_what_they_are() -> None:
    age = field("age", "computed", computation={"how": "years_between", "of": ["a"]})
    rules = [RULE, RULE | {"field": "n", "comparison": "at_most", "other": "age"}]
    assert found(field("a", "date"), field("b", "partial_date"), field("n", "integer"), age, rules=rules) == set()


@pytest.mark.parametrize("code", sorted(library.codes()))
def test_our_own_forms_can_be_published(code: str) -> None:
    components = [one.component for b in library.definition(code).blocks for one in b.fields if one.component]
    assert list(faults(library.definition(code), at="", components=components)) == []
    assert list(ready_faults(compile_form(library.definition(code)), at="")) == []

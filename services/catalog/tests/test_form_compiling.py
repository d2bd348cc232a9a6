"""Definitions become the same JSON Schema and page each time, with conditions, library blocks and words in place."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from contracts.conditions import Condition
from contracts.forms import compile_form as judged
from contracts.forms import faults
from contracts.offers import Component
from services.catalog.content import Applicant
from services.catalog.forms import library
from services.catalog.forms.compiling import DIALECT, compile_form
from services.catalog.forms.definition import Block, Choice, FormDefinition, Kind, Question
from services.catalog.forms.expanding import expand
from services.catalog.forms.generic import generic

DAY = date(2026, 11, 23)
GOLDEN = Path(__file__).parent / "temporary_residence.golden.json"
ANSWERS: dict[str, Any] = {
    "applicant_full_name": "Nguyễn Thị Lan",
    "applicant_personal_number": "030194001234",
    "applicant_birth_date": "1994-05-12",
    "applicant_residence": {
        "province_code": "31",
        "ward_code": "10891",
        "ward_name": "Phường Tứ Minh",
        "line": "12 Nguyễn Lương Bằng",
    },
    "stay_ward_code": "10543",
    "stay_line": "45 Bình Minh",
    "stay_from_on": "2026-12-01",
    "stay_to_on": "2027-11-30",
    "reason": "Đi làm",
}
YES = Condition(
    test={"properties": {"wanted": {"const": True}}, "required": ["wanted"]}, vi="khi cần", en="when it is wanted"
)
LARGE = Condition(
    test={"properties": {"number": {"minimum": 10}}, "required": ["number"]}, vi="khi từ 10", en="when 10 or more"
)


def question(id_: str, kind: Kind = Kind.TEXT, **said: Any) -> Question:
    """A question."""
    return Question(id=id_, kind=kind, label=id_.title(), label_en=id_.title(), **said)


def definition(*fields: Question, **block: Any) -> FormDefinition:
    """A form of one block."""
    asked = Block(title="Khối", title_en="Block", fields=list(fields), **block)
    return FormDefinition(title="Tờ khai", title_en="Form", basis="-", blocks=[asked])


@pytest.mark.parametrize("code", sorted(library.codes()))
def test_a_form_of_ours_is_json_schema_in_both_languages(code: str) -> None:
    form = compile_form(library.definition(code))
    jsonschema_rs.meta.validate(form.answers)
    judged(form.answers)
    assert form.answers["$schema"] == DIALECT
    assert form.answers["additionalProperties"] is False
    assert all(field["title"] and field["x-title-en"] for field in form.answers["properties"].values())


@pytest.mark.parametrize("code", sorted(library.codes()))
def test_every_question_has_one_place_on_the_page(code: str) -> None:
    form = compile_form(library.definition(code))
    elements = [one for group in form.ui["elements"] for one in group["elements"]]
    scopes = [one["scope"] for one in elements if one["type"] == "Control"]
    assert scopes == [f"#/properties/{name}" for name in form.answers["properties"]]


def test_temporary_residence_is_what_it_was() -> None:
    form = compile_form(library.definition("1.004194"))
    assert form.model_dump() == json.loads(GOLDEN.read_bytes())


def test_temporary_residence_accepts_lawful_answers() -> None:
    form = compile_form(library.definition("1.004194"))
    assert faults(form.answers, ANSWERS, form_key=None, on=DAY) == ()


@pytest.mark.parametrize("missing", ["applicant_full_name", "stay_ward_code", "stay_to_on", "reason"])
def test_temporary_residence_asks_for_what_the_law_asks(missing: str) -> None:
    form = compile_form(library.definition("1.004194"))
    answers = {name: value for name, value in ANSWERS.items() if name != missing}
    found = faults(form.answers, answers, form_key=None, on=DAY)
    assert [(one.pointer, one.code) for one in found] == [(f"/answers/{missing}", "missing")]


@pytest.mark.parametrize(
    "more",
    [
        {"stay_to_on": "30/11/2027"},
        {"stay_to_on": "2028-12-02"},
        {"unknown": "x"},
        {"household_relation": "friend"},
        {"members": [{}]},
    ],
)
def test_temporary_residence_refuses_other_answers(more: dict[str, Any]) -> None:
    form = compile_form(library.definition("1.004194"))
    assert faults(form.answers, ANSWERS | more, form_key=None, on=DAY)


def test_what_is_not_shown_must_be_absent() -> None:
    form = compile_form(
        definition(question("wanted", Kind.YES_NO), question("copies", Kind.INTEGER, is_required=True, shown_when=YES))
    )
    schema = judged(form.answers)
    assert schema.is_valid({"wanted": False})
    assert schema.is_valid({"wanted": True, "copies": 2})
    assert not schema.is_valid({"wanted": True})
    assert not schema.is_valid({"wanted": False, "copies": 2})
    assert not schema.is_valid({"copies": 2})


def test_a_hidden_block_hides_its_questions_on_page_and_in_answers() -> None:
    asked = definition(question("copies", Kind.INTEGER, is_required=True), shown_when=YES)
    first = definition(question("wanted", Kind.YES_NO)).blocks[0]
    form = compile_form(asked.model_copy(update={"blocks": [first, *asked.blocks]}))
    assert not judged(form.answers).is_valid({"copies": 2})
    assert judged(form.answers).is_valid({})
    rule = {"effect": "SHOW", "condition": {"scope": "#", "schema": YES.test}}
    assert form.ui["elements"][1]["rule"] == rule


def test_an_answer_is_required_under_a_condition_while_it_is_shown() -> None:
    form = compile_form(
        definition(
            question("wanted", Kind.YES_NO),
            question("number", Kind.INTEGER),
            question("reason", shown_when=YES, required_when=LARGE),
            question("truth", Kind.CHECKBOX, required_when=LARGE),
            question("kinds", Kind.MULTI, required_when=LARGE, choices=[Choice(value="a", label="A", label_en="A")]),
            question("why", required_when=YES, shown_when=YES),
        )
    )
    schema = judged(form.answers)
    ticked = {"truth": True, "kinds": ["a"]}
    assert schema.is_valid({"wanted": False, "number": 10, **ticked})
    assert schema.is_valid({"wanted": True, "number": 9, "why": "x"})
    assert not schema.is_valid({"wanted": True, "number": 9})
    assert not schema.is_valid({"wanted": True, "number": 10, "why": "x", **ticked})
    assert not schema.is_valid({"number": 10, "truth": False, "kinds": ["a"]})
    assert not schema.is_valid({"number": 10, "truth": True, "kinds": []})


def test_an_entry_of_a_list_has_conditions_of_its_own() -> None:
    inner = [question("wanted", Kind.YES_NO), question("copies", Kind.INTEGER, is_required=True, shown_when=YES)]
    form = compile_form(definition(question("people", Kind.REPETITION, fields=inner)))
    assert judged(form.answers).is_valid({"people": [{"wanted": True, "copies": 1}, {"wanted": False}]})
    assert not judged(form.answers).is_valid({"people": [{"wanted": True}]})
    detail = form.ui["elements"][0]["elements"][0]["options"]["detail"]
    assert detail["elements"][1]["rule"]["effect"] == "SHOW"


def test_headings_and_explanations_ask_nothing() -> None:
    form = compile_form(
        definition(
            question("a", Kind.HEADER), question("b", help="Giúp", help_en="Help"), question("c", Kind.EXPLANATION)
        )
    )
    assert list(form.answers["properties"]) == ["b"]
    assert [one["type"] for one in form.ui["elements"][0]["elements"]] == ["Label", "Control", "Label"]
    assert form.answers["properties"]["b"]["x-help-en"] == "Help"


def test_nothing_is_asked_twice() -> None:
    with pytest.raises(ValueError, match="one id"):
        compile_form(definition(question("a"), question("a")))


def test_a_library_block_comes_under_its_prefix_with_its_conditions() -> None:
    used = definition(use="copies_wanted", prefix="birth_", optional=["copies_wanted"])
    first, second = expand(used, library.blocks()).blocks[0].fields
    assert (first.id, first.is_required, second.id) == ("birth_copies_wanted", False, "birth_copies")
    assert second.shown_when
    assert second.shown_when.names() == {"birth_copies_wanted"}


@pytest.mark.parametrize(
    ("block", "sources"),
    [
        ({"use": "person", "prefix": "child_"}, {None}),
        ({"use": "person", "prefix": "applicant_", "source": "person", "leave_out": ["residence"]}, {"person"}),
        ({"use": "organisation"}, {None, "business"}),
        ({"use": "address", "source": "person.permanent_residence"}, {"person"}),
    ],
)
def test_a_library_block_is_prefilled_for_a_named_holder_only(block: dict[str, Any], sources: set[str | None]) -> None:
    fields = expand(definition(**block), library.blocks()).blocks[0].fields
    assert {one.source.split(".")[0] if one.source else None for one in fields} == sources


def test_conditions_of_every_shape_follow_the_prefix() -> None:
    part = {"properties": {"a": {"const": 1}}, "required": ["a"]}
    test = {"allOf": [part], "anyOf": [part], "not": part, "if": part, "then": True}
    block = Block(
        title="", title_en="", fields=[question("a"), question("b", shown_when=Condition(test=test, vi="", en=""))]
    )
    shown = expand(definition(use="x", prefix="p_"), {"x": block}).blocks[0].fields[1].shown_when
    assert shown
    assert shown.names() == {"p_a"}


def test_links_and_computations_follow_the_prefix() -> None:
    block = Block.model_validate_json(
        '{"title": "", "title_en": "", "fields": [{"id": "p", "kind": "province", "label": "", "label_en": ""},'
        '{"id": "w", "kind": "ward", "label": "", "label_en": "", "linked_to": "p"},'
        '{"id": "c", "kind": "computed", "label": "", "label_en": "",'
        '"computation": {"how": "join", "of": ["p", "z"]}}]}'
    )
    _, ward, computed = expand(definition(use="x", prefix="a_"), {"x": block}).blocks[0].fields
    assert ward.linked_to == "a_p"
    assert computed.computation
    assert computed.computation.of == ["a_p", "z"]


def test_a_block_nobody_wrote_cannot_be_used() -> None:
    with pytest.raises(LookupError, match="no block"):
        expand(definition(use="nobody"), library.blocks())


def test_library_blocks_do_not_use_each_other_in_a_circle() -> None:
    circle = {"a": Block(title="", title_en="", use="b"), "b": Block(title="", title_en="", use="a")}
    with pytest.raises(LookupError, match="circle"):
        expand(definition(use="a"), circle)


@pytest.mark.parametrize(
    ("applicants", "is_required", "is_asked"),
    [
        ([Applicant.CITIZEN], False, False),
        ([Applicant.CITIZEN, Applicant.ENTERPRISE], False, True),
        ([Applicant.ENTERPRISE], True, True),
    ],
    ids=["citizens", "both", "organisations"],
)
def test_an_organisation_is_asked_for_where_one_may_apply(
    applicants: list[Applicant], is_required: bool, is_asked: bool
) -> None:
    answers = compile_form(generic("T", applicants)).answers
    assert ("organisation_name" in answers["properties"]) is is_asked
    assert ("organisation_name" in answers["required"]) is is_required


def test_a_generic_form_names_the_papers_and_what_the_request_stands_for() -> None:
    papers = [component("Đơn đề nghị cấp giấy phép"), component("Bản sao giấy chứng nhận")]
    form = compile_form(generic("Cấp giấy phép", [Applicant.CITIZEN], title_en="Permit", components=papers))
    request, listed = form.ui["elements"][-2:]
    assert "Đơn đề nghị cấp giấy phép" in request["elements"][-1]["text"]
    assert "Bản sao" not in request["elements"][-1]["text"]
    assert [one["text"] for one in listed["elements"]] == ["Đơn đề nghị cấp giấy phép", "Bản sao giấy chứng nhận"]
    assert form.answers["x-title-en"] == "Permit"


def component(name: str) -> Component:
    """A mandatory paper."""
    return Component(id=name, name=name, group=None, is_mandatory=True, originals=1, copies=0)

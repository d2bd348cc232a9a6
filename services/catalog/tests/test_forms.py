"""Forms are valid JSON Schema 2020-12 and ask for nothing twice."""

from typing import Any

import jsonschema_rs
import pytest

from contracts.offers import Form
from services.catalog import forms
from services.catalog.content import Applicant
from services.catalog.seeds import procedures

FORMS = {new.code: new.content.form for new in procedures()}
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


def block(**properties: dict[str, Any]) -> forms.Block:
    """A block of questions."""
    return forms.Block(title="Khối", title_en="Block", properties=properties, required=list(properties))


def leaves(properties: dict[str, Any]) -> list[dict[str, Any]]:
    """Every question of a form, nested ones included."""
    found: list[dict[str, Any]] = []
    for asked in properties.values():
        inner = asked.get("properties") or asked.get("items", {}).get("properties") or {}
        found += [asked, *leaves(inner)]
    return found


@pytest.mark.parametrize("code", FORMS)
def test_a_seeded_form_is_valid_json_schema_in_both_languages(code: str) -> None:
    answers = FORMS[code].answers
    jsonschema_rs.meta.validate(answers)
    assert answers["$schema"] == forms.DIALECT
    assert answers["additionalProperties"] is False
    assert set(answers["required"]) <= set(answers["properties"])
    for asked in leaves(answers["properties"]):
        assert asked["title"]
        assert asked["x-title-en"]
        assert asked.get("format") in {None, *forms.FORMATS}
        assert asked.get("x-source") in {None, *forms.SOURCES}


@pytest.mark.parametrize("code", FORMS)
def test_every_question_has_a_place_on_the_page(code: str) -> None:
    form = FORMS[code]
    scopes = [control["scope"] for group in form.ui["elements"] for control in group["elements"]]
    assert scopes == [f"#/properties/{name}" for name in form.answers["properties"]]


@pytest.mark.parametrize("code", FORMS)
def test_cross_rules_speak_of_days_the_form_asks_for(code: str) -> None:
    answers = FORMS[code].answers
    for rule in answers.get("x-rules", []):
        assert answers["properties"][rule["field"]]["format"] == "date"
        assert answers["properties"][rule["after"]]["format"] == "date"


def validator(form: Form) -> jsonschema_rs.Draft202012Validator:
    """The form's validator, formats of the standard only."""
    return jsonschema_rs.Draft202012Validator(form.answers, validate_formats=True)


def test_temporary_residence_accepts_lawful_answers() -> None:
    validator(FORMS["1.004194"]).validate(ANSWERS)


@pytest.mark.parametrize("missing", ["applicant_full_name", "stay_ward_code", "stay_to_on", "reason"])
def test_temporary_residence_asks_for_what_the_law_asks(missing: str) -> None:
    answers = {name: value for name, value in ANSWERS.items() if name != missing}
    assert not validator(FORMS["1.004194"]).is_valid(answers)


@pytest.mark.parametrize(
    "more", [{"stay_to_on": "30/11/2027"}, {"unknown": "x"}, {"household_relation": "friend"}, {"members": [{}]}]
)
def test_temporary_residence_refuses_other_answers(more: dict[str, Any]) -> None:
    assert not validator(FORMS["1.004194"]).is_valid(ANSWERS | more)


def test_a_procedure_for_citizens_only_does_not_ask_for_an_organisation() -> None:
    form = forms.generic("T", [Applicant.CITIZEN], blocks=BLOCKS)
    assert set(form.answers["properties"]) == {"a", "r"}


def test_an_organisation_may_apply_beside_citizens() -> None:
    form = forms.generic("T", [Applicant.CITIZEN, Applicant.ENTERPRISE], blocks=BLOCKS)
    assert form.answers["required"] == ["a", "r"]


def test_an_organisation_must_be_named_where_only_organisations_apply() -> None:
    form = forms.generic("T", [Applicant.ENTERPRISE], blocks=BLOCKS)
    assert form.answers["required"] == ["a", "o", "r"]


def test_nothing_is_asked_twice() -> None:
    with pytest.raises(ValueError, match="asked twice"):
        forms.compose("T", [block(a={"type": "string"}), block(a={"type": "string"})])


BLOCKS = {
    "applicant": block(a={"type": "string"}),
    "organisation": block(o={"type": "string"}),
    "request": block(r={"type": "string"}),
}

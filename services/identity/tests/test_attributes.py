"""What a record may hold, who puts it right, and where a sign-in goes on to: pure rules."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.terms import AgencyKind
from services.identity import returning
from services.identity.records import attributes, corrections
from services.identity.records.attributes import KNOWN, Way
from services.identity.records.corrections import LIFE, Status, Verdict

TODAY = date(2026, 11, 23)
HOME = {"province_code": "31", "ward_code": "10891", "ward_name": "Phường Tứ Minh", "line": "12 Nguyễn Lương Bằng"}
PAPER = {"kind": "identity_card", "number": "030194001234", "issued_on": "2024-07-01", "valid_until": "2034-05-12"}


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("ethnicity", " Kinh ", "Kinh"),
        ("full_name", "Nguye\u0302\u0303n Thi\u0323 Lan", "Nguyễn Thị Lan"),
        ("sex", "female", "female"),
        ("birth_date", "1994-05-12", "1994-05-12"),
        ("residence", HOME, HOME),
        ("identity_paper", PAPER, PAPER),
        ("identity_paper", {**PAPER, "valid_until": None}, {**PAPER, "valid_until": None}),
        ("old_id_number", "030123456", "030123456"),
    ],
)
def test_a_value_of_the_right_shape_is_stored_in_its_one_written_form(name: str, value: object, stored: object) -> None:
    assert attributes.read(name, value, on=TODAY) == stored


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ethnicity", ""),
        ("ethnicity", "x" * 501),
        ("ethnicity", "K\x00inh"),
        ("ethnicity", 7),
        ("ethnicity", None),
        ("ethnicity", ["Kinh"]),
        ("full_name", "x" * 201),
        ("sex", "other"),
        ("birth_date", "1899-12-31"),
        ("birth_date", "12/05/1994"),
        ("birth_date", "19940512"),
        ("birth_date", 19940512),
        ("birth_date", "2026-02-30"),
        ("residence", "12 Nguyễn Lương Bằng"),
        ("residence", {**HOME, "ward_code": "1089"}),
        ("residence", {**HOME, "ward_code": "10891\n"}),
        ("residence", {**HOME, "country": "VN"}),
        ("identity_paper", {**PAPER, "kind": "library_card"}),
        ("identity_paper", {**PAPER, "valid_until": "2020-01-01"}),
        ("identity_paper", {**PAPER, "number": "1; DROP TABLE"}),
        ("old_id_number", "abc"),
    ],
)
def test_a_value_of_another_shape_is_refused(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        attributes.read(name, value, on=TODAY)


@pytest.mark.parametrize(
    ("name", "value"),
    [("birth_date", "2026-11-24"), ("identity_paper", {**PAPER, "issued_on": "2026-11-24"})],
)
def test_nobody_is_born_and_no_paper_is_issued_tomorrow(name: str, value: object) -> None:
    with pytest.raises(ValueError, match="future"):
        attributes.read(name, value, on=TODAY)


def test_an_attribute_nobody_knows_has_no_shape() -> None:
    with pytest.raises(KeyError):
        attributes.read("shoe_size", 38, on=TODAY)


@pytest.mark.parametrize(
    ("record", "is_consistent"),
    [
        ({}, True),
        ({"birth_date": "1990-01-01", "sex": "male"}, True),
        ({"personal_number": "030194001234"}, True),
        ({"personal_number": "030194001234", "birth_date": "1994-05-12", "sex": "female"}, True),
        ({"personal_number": "030194001234", "birth_date": "1995-05-12"}, False),
        ({"personal_number": "030194001234", "sex": "male"}, False),
    ],
)
def test_birth_date_and_sex_are_those_the_personal_number_speaks_of(
    record: dict[str, Any], *, is_consistent: bool
) -> None:
    assert attributes.is_consistent(record) is is_consistent


def test_a_paper_may_be_relied_on_until_its_last_day_and_other_values_for_ever() -> None:
    assert attributes.last_day("identity_paper", PAPER) == date(2034, 5, 12)
    assert attributes.last_day("identity_paper", {**PAPER, "valid_until": None}) is None
    assert attributes.last_day("residence", HOME) is None


def test_an_attribute_is_shown_to_applications_by_one_scope_or_by_none() -> None:
    assert attributes.scope_of("residence") == "address"
    assert attributes.scope_of("personal_number") == "identity"
    assert attributes.scope_of("ethnicity") is None


def test_what_a_person_signs_in_with_is_never_written_into_the_record_by_hand() -> None:
    for name in ("phone", "email", "personal_number", "tax_code", "passport_number"):
        assert KNOWN[name].way in (Way.CONTACT, Way.PROVE), name


@pytest.mark.parametrize(
    ("name", "people", "businesses"),
    [
        ("ethnicity", True, False),
        ("representative", False, True),
        ("residence", True, True),
        ("shoe_size", False, False),
    ],
)
def test_people_and_businesses_have_what_suits_them(name: str, *, people: bool, businesses: bool) -> None:
    assert attributes.suits(name, is_business=False) is people
    assert attributes.suits(name, is_business=True) is businesses


def test_a_counter_sees_what_a_form_needs_and_no_more() -> None:
    assert set(attributes.COUNTER) & {"ethnicity", "place_of_origin", "identity_paper", "old_id_number"} == set()


def test_a_request_for_correction_is_answered_once() -> None:
    assert {one.before for one in LIFE.values()} == {Status.RECEIVED}
    assert {LIFE[one].after for one in Verdict} == {Status.ACCEPTED, Status.DECLINED}


@pytest.mark.parametrize(
    ("name", "first"),
    [("full_name", AgencyKind.COMMUNE_POLICE), ("business_name", AgencyKind.SERVICE_CENTRE)],
)
def test_who_keeps_the_data_is_asked_and_else_the_service_centre(name: str, first: AgencyKind) -> None:
    asked = corrections.asked(name)
    assert (asked[0], asked[-1]) == (first, AgencyKind.SERVICE_CENTRE)


@pytest.mark.parametrize("page", ["/account", "/account/sessions", "/account/record/full_name"])
def test_a_sign_in_goes_on_to_a_page_of_the_account(page: str) -> None:
    assert returning.is_page(page)
    assert returning.onward(page) == page


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "/account//evil.example",
        "/account/../signin",
        "/account/.",
        "/account/%2e%2e/x",
        "/account?next=//evil.example",
        "/account#x",
        "/account\\evil",
        "/account/a\n",
        "/accountant",
        "https://evil.example/account",
        "/Account",
        "/account/",
        "/account/" + "a" * 41,
        "/account/a/b/c/d/e",
    ],
)
def test_nothing_else_is_a_page_of_the_account(elsewhere: str) -> None:
    assert not returning.is_page(elsewhere)
    assert returning.onward(elsewhere) == f"/oauth2/authorize?{elsewhere}"


def test_without_a_request_a_sign_in_goes_on_to_the_account() -> None:
    assert returning.onward("") == "/account"


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/account/sessions/0d9f2f0e", "/account/sessions"),
        ("/account/sessions", "/account/sessions"),
        ("/account", "/account"),
        ("/account/X", "/account"),
        ("//evil", "/account"),
    ],
)
def test_a_form_comes_back_to_its_page(path: str, page: str) -> None:
    assert returning.page_of(path) == page

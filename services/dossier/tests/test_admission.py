"""Opening, prefilling, asking for more, seeing: the small rules."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from contracts.competence import Competence, Part
from contracts.identity import Provenance
from contracts.offers import CaseTerms, Form
from contracts.terms import AgencyKind, OnlineLevel
from kit.problems import Invalid
from services.dossier.admission import (
    Closed,
    admission_faults,
    admit,
    check_open,
    form_key,
    form_of,
)
from services.dossier.prefill import kept, prefill
from services.dossier.problems import NotOnline, ProcedureOver
from services.dossier.supplements import unanswered, wrong_items
from services.dossier.tests.factories import SCHEMA, component, fee, person, procedure

ON = date(2026, 11, 23)


@dataclass(frozen=True)
class Office:
    kind: AgencyKind = AgencyKind.COMMUNE_POLICE
    valid_from: date = date(2025, 7, 1)
    valid_to: date | None = None
    code: str = "G01.24.91"
    ward_codes: tuple[str, ...] = ("10891",)


def test_a_competent_agency_and_an_online_procedure_admit_a_dossier() -> None:
    assert admit(procedure(), Office(valid_to=ON), case=None, on=ON).fees[0].amount == 7000


@pytest.mark.parametrize(
    ("known", "office", "case", "codes"),
    [
        (False, None, None, ["unknown", "unknown"]),
        (True, Office(kind=AgencyKind.DEPARTMENT), "Z", ["unknown", "not-competent"]),
        (True, Office(valid_to=date(2026, 11, 22)), None, ["unknown"]),
        (True, Office(valid_from=date(2026, 11, 24)), None, ["unknown"]),
    ],
)
def test_every_fault_of_an_opening_is_told(
    known: bool,
    office: Office | None,
    case: str | None,
    codes: list[str],
) -> None:
    with pytest.raises(Invalid) as refused:
        admit(procedure() if known else None, office, case=case, on=ON)
    assert [fault.code for fault in refused.value.errors] == codes


def test_a_case_is_a_group_of_components() -> None:
    assert admit(procedure(components=[component("a", group="A")]), Office(), case="A", on=ON)


@pytest.mark.parametrize("changed", [{"online_level": OnlineLevel.INFORMATION}, {"channels": []}])
def test_a_procedure_that_is_not_online_admits_nobody(changed: dict[str, Any]) -> None:
    with pytest.raises(NotOnline):
        admit(procedure(**changed), Office(), case=None, on=ON)


POLICE_HERE = Competence(kind=AgencyKind.COMMUNE_POLICE, ward_codes=["10891"])


@pytest.mark.parametrize(
    ("competence", "is_competent"),
    [
        (POLICE_HERE, True),
        (POLICE_HERE.model_copy(update={"ward_codes": ["10543"]}), False),
        (POLICE_HERE.model_copy(update={"agency_code": "G01.24.92"}), False),
        (POLICE_HERE.model_copy(update={"valid_to": date(2026, 11, 22)}), False),
        (POLICE_HERE.model_copy(update={"part": Part.COORDINATES}), False),
    ],
    ids=["here", "elsewhere", "another", "over", "only-coordinating"],
)
def test_competence_is_by_kind_agency_ward_and_day_once_the_catalog_says_it(
    competence: Competence, *, is_competent: bool
) -> None:
    """A kind listed in `agency_kinds` counts only where no competences are said."""
    said = procedure(competences=[competence])
    assert (list(admission_faults(said, Office(), case=None, on=ON)) == []) is is_competent


def test_an_agencys_own_online_level_stands_before_the_procedures() -> None:
    only_told = POLICE_HERE.model_copy(update={"online_level": OnlineLevel.INFORMATION})
    with pytest.raises(NotOnline):
        admit(procedure(competences=[only_told]), Office(), case=None, on=ON)
    fully = POLICE_HERE.model_copy(update={"online_level": OnlineLevel.FULL})
    assert admit(procedure(competences=[fully], online_level=OnlineLevel.INFORMATION), Office(), case=None, on=ON)


def test_a_case_the_catalog_names_is_one_and_may_have_terms_of_its_own() -> None:
    said = procedure(cases=[CaseTerms(id="list", name="Theo danh sách")])
    dear = said.channels[0].model_copy(update={"case": "list", "fees": [fee(9000)]})
    said = said.model_copy(update={"channels": [*said.channels, dear]})
    assert admit(said, Office(), case="list", on=ON).fees[0].amount == 9000
    assert admit(said, Office(), case=None, on=ON).fees[0].amount == 7000


CLOSED = Closed(closed_on=ON, replaced_by="1.004222", name="Đăng ký thường trú")


def test_a_closed_procedure_is_over_from_its_day_and_names_what_takes_its_place() -> None:
    check_open(procedure(), CLOSED, on=date(2026, 11, 22))
    check_open(procedure(), None, on=ON)
    with pytest.raises(ProcedureOver) as refused:
        check_open(procedure(), CLOSED, on=ON)
    told = "Từ ngày 23/11/2026. Thay bằng thủ tục: Đăng ký thường trú (1.004222)."
    assert refused.value.detail == told


@pytest.mark.parametrize(
    ("closed", "told"),
    [
        (Closed(closed_on=ON), "Từ ngày 23/11/2026."),
        (Closed(closed_on=ON, replaced_by="1.1"), "Từ ngày 23/11/2026. Thay bằng thủ tục: 1.1."),
    ],
    ids=["nothing", "unknown"],
)
def test_a_closure_without_a_known_replacement_says_what_it_knows(closed: Closed, told: str) -> None:
    with pytest.raises(ProcedureOver) as refused:
        check_open(None, closed, on=ON)
    assert refused.value.detail == told


def test_a_later_revision_opens_a_closed_procedure_again() -> None:
    check_open(procedure(effective_from=ON), CLOSED, on=ON)


def test_a_case_has_its_own_form_or_the_procedures() -> None:
    own = Form(answers=SCHEMA | {"title": "own"}, ui={})
    said = procedure(cases=[CaseTerms(id="a", name="A", form=own), CaseTerms(id="b", name="B")])
    assert form_of(said, "a") == own
    assert form_of(said, "b") == form_of(said, None) == said.form
    assert form_key(said, "a") != form_key(said, "b")


def test_a_business_fills_in_what_a_business_has() -> None:
    asked = {name: {"x-source": f"business.{name}"} for name in ("name", "tax_code", "representative")} | {
        "nationality": {"x-source": "person.nationality", "enum": ["VN", "LA"]},
        "nobody": {"x-source": "person"},
    }
    known: dict[str, Any] = {
        "business_name": "Công ty Nắng",
        "tax_code": "0101243150",
        "representative": "Trần Văn Minh",
        "nationality": "VN",
        "sources": dict.fromkeys(
            ("business_name", "tax_code", "representative", "nationality"), Provenance(source="x")
        ),
    }
    answers, _ = prefill({"properties": asked}, person=record(kind="business", **known))
    assert answers == {
        "name": "Công ty Nắng",
        "tax_code": "0101243150",
        "representative": "Trần Văn Minh",
        "nationality": "VN",
    }
    answers, _ = prefill({"properties": asked}, person=record(kind="citizen", **known | {"nationality": "Việt Nam"}))
    assert answers == {}


def record(**changed: Any) -> dict[str, Any]:
    return person(uuid4(), **changed).model_dump(mode="json")


def test_what_the_account_knows_is_filled_in_and_names_its_source() -> None:
    answers, prefilled = prefill(SCHEMA, person=record())
    assert answers["full_name"] == "Nguyễn Thị Lan"
    assert answers["birth_date"] == "1994-05-12"
    assert answers["residence"]["ward_code"] == "10891"
    assert prefilled["phone"] == {"source": "declared", "verified_at": None}
    assert prefilled["personal_number"] == {"source": "population_database", "verified_at": "2026-01-02T00:00:00Z"}


def test_what_is_unknown_or_of_unknown_origin_stays_empty() -> None:
    answers, prefilled = prefill(SCHEMA, person=record(birth_date=None, residence=None, sources={}))
    assert (answers, prefilled) == ({}, {})


def test_a_nested_field_takes_a_nested_attribute() -> None:
    nested = {"x-source": "person.residence.ward_code"}
    schema = {"properties": {"home": {"properties": {"ward": nested, "alien": {"x-source": "agency.name"}}}}}
    answers, prefilled = prefill(schema, person=record())
    assert answers == {"home": {"ward": "10891"}}
    assert list(prefilled) == ["home.ward"]


def test_an_answer_the_applicant_changed_is_the_applicants_own() -> None:
    sources = {"a": {"source": "declared", "verified_at": None}, "b.c": {"source": "declared", "verified_at": None}}
    before = {"a": 1, "b": {"c": 2}}
    assert set(kept(sources, before=before, after={"a": 1, "b": {"c": 3}})) == {"a"}
    assert set(kept(sources, before=before, after={"b": {"c": 2}})) == {"b.c"}


@dataclass(frozen=True)
class Item:
    component_id: str | None = None
    field: str | None = None


def test_a_request_for_more_names_known_things_once() -> None:
    items = [
        Item("ct01"),
        Item(field="reason"),
        Item(),
        Item("ct01", "reason"),
        Item("x"),
        Item(field="y"),
        Item("ct01"),
    ]
    wrong = wrong_items(items, components={"ct01"}, fields={"reason"})
    assert [(fault.pointer, fault.code) for fault in wrong] == [
        ("/items/2", "one-of-two"),
        ("/items/3", "one-of-two"),
        ("/items/4/component_id", "unknown"),
        ("/items/5/field", "unknown"),
        ("/items/6", "twice"),
    ]


def test_an_answer_covers_what_was_asked_and_nothing_else() -> None:
    items = [Item("ct01"), Item(field="reason")]
    assert list(unanswered(items, patch={"reason": "x"}, papers={"ct01"})) == []
    lacking = list(unanswered(items, patch={"full_name": "x", "phone": "y"}, papers=()))
    assert [fault.code for fault in lacking] == ["paper-missing", "missing", "not-asked"]

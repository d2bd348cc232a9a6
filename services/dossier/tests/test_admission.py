"""Opening, prefilling, asking for more, seeing: the small rules."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from contracts.terms import AgencyKind, OnlineLevel
from kit.problems import Invalid
from services.dossier.admission import admit
from services.dossier.prefill import kept, prefill
from services.dossier.problems import NotOnline
from services.dossier.supplements import unanswered, wrong_items
from services.dossier.tests.factories import SCHEMA, component, person, procedure

ON = date(2026, 11, 23)


@dataclass(frozen=True)
class Office:
    kind: AgencyKind = AgencyKind.COMMUNE_POLICE
    valid_from: date = date(2025, 7, 1)
    valid_to: date | None = None


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

"""Who decides, where and when."""

from datetime import date
from typing import Any

import pytest

from contracts.competence import Competence, Part, deciding
from contracts.terms import AgencyKind

TODAY = date(2026, 11, 23)
WARD, OTHER = "10891", "10543"


def competence(**changed: Any) -> Competence:
    return Competence(**{"kind": AgencyKind.COMMUNE_POLICE} | changed)


def covers(one: Competence, *, kind: AgencyKind = AgencyKind.COMMUNE_POLICE, wards: tuple[str, ...] = (WARD,)) -> bool:
    return one.covers(kind, agency_code="G01.24.91", wards=wards, on=TODAY)


@pytest.mark.parametrize(
    ("changed", "is_covered"),
    [
        ({}, True),
        ({"agency_code": "G01.24.91"}, True),
        ({"agency_code": "G01.24.92"}, False),
        ({"kind": AgencyKind.DEPARTMENT}, False),
        ({"valid_from": TODAY, "valid_to": TODAY}, True),
        ({"valid_from": date(2026, 11, 24)}, False),
        ({"valid_to": date(2026, 11, 22)}, False),
        ({"ward_codes": [WARD, OTHER]}, True),
        ({"ward_codes": [OTHER]}, False),
    ],
)
def test_an_agency_is_competent_by_kind_name_ward_and_day(changed: dict[str, Any], *, is_covered: bool) -> None:
    assert covers(competence(**changed)) is is_covered


def test_an_agency_of_the_whole_province_serves_every_ward() -> None:
    assert covers(competence(ward_codes=[OTHER]), wards=())


def test_who_names_the_agency_comes_before_who_names_its_kind() -> None:
    listed = [
        competence(),
        competence(ward_codes=[WARD]),
        competence(agency_code="G01.24.91"),
        competence(agency_code="G01.24.91", ward_codes=[WARD], part=Part.COORDINATES),
    ]
    asked: dict[str, Any] = {"agency_code": "G01.24.91", "wards": iter([WARD]), "on": TODAY}
    assert deciding(listed, AgencyKind.COMMUNE_POLICE, **asked) is listed[2]


def test_a_ward_comes_before_everywhere_and_helping_is_not_deciding() -> None:
    asked: dict[str, Any] = {"agency_code": "G01.24.91", "wards": [WARD], "on": TODAY}
    listed = [competence(), competence(ward_codes=[WARD])]
    assert deciding(listed, AgencyKind.COMMUNE_POLICE, **asked) is listed[1]
    assert deciding([competence(part=Part.COORDINATES)], AgencyKind.COMMUNE_POLICE, **asked) is None

"""Words for agencies become kinds of agency."""

import pytest

from contracts.terms import AgencyKind
from services.catalog.portal import agencies
from services.catalog.tests.factories import page


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("Công an cấp Xã", [AgencyKind.COMMUNE_POLICE]),
        ("UBND cấp xã; Công an; Bảo hiểm xã hội", [AgencyKind.COMMUNE_COMMITTEE, AgencyKind.SOCIAL_INSURANCE]),
        ("Ủy ban Nhân dân xã, phường, thị trấn.", [AgencyKind.COMMUNE_COMMITTEE]),
        ("Uỷ ban Nhân dân cấp xã, phường, thị trấn", [AgencyKind.COMMUNE_COMMITTEE]),
        ("Sở Tài chính các tỉnh, thành phố", [AgencyKind.DEPARTMENT]),
        ("Công an tỉnh, Công an cấp Xã", [AgencyKind.DEPARTMENT, AgencyKind.COMMUNE_POLICE]),
    ],
)
def test_an_agency_is_known_by_its_words(words: str, kinds: list[AgencyKind]) -> None:
    assert agencies.kinds(page(agency=words)) == kinds


def test_a_commune_procedure_without_words_belongs_to_the_committee() -> None:
    assert agencies.kinds(page()) == [AgencyKind.COMMUNE_COMMITTEE]


def test_a_commune_procedure_of_the_police_ministry_belongs_to_the_police() -> None:
    assert agencies.kinds(page(ministry_group="bo-cong-an")) == [AgencyKind.COMMUNE_POLICE]


def test_a_provincial_procedure_without_words_belongs_to_a_department() -> None:
    assert agencies.kinds(page(levels=["province"])) == [AgencyKind.DEPARTMENT]


def test_a_ministry_procedure_belongs_to_none_of_our_agencies() -> None:
    assert agencies.kinds(page(levels=["ministry"])) == []

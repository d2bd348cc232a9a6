"""Why somebody may not apply, in words; what is not known is never a no."""

from datetime import date
from typing import Any

import pytest

from contracts.competence import Competence
from contracts.conditions import Condition
from contracts.offers import Requirement
from contracts.terms import AgencyKind, Channel, OnlineLevel
from services.catalog.content import Applicant, ChannelOffer, Content
from services.catalog.eligibility import APPLICANTS, Judged, Office, judge, verdict
from services.catalog.portal import reading
from services.catalog.tests.factories import page

ON = date(2026, 11, 23)
OLD_ENOUGH = Requirement(
    id="age",
    vi="Nam phải từ đủ 20 tuổi.",
    en="Men must be 20 or older.",
    test=Condition(
        test={"properties": {"age": {"minimum": 20}}, "required": ["age"]}, vi="khi đủ 20 tuổi", en="when 20 or older"
    ),
    basis="Luật 52/2014/QH13 Điều 8",
)
CAPABLE = Requirement(id="capable", vi="Không mất năng lực hành vi dân sự.", en="Has legal capacity.")
EVERYTHING = {"age": 30, "applicant": "citizen", "channel": "online"}


def content(**changed: Any) -> Content:
    """A procedure online for citizens of one ward, with two requirements."""
    return reading.content(page(), []).model_copy(
        update={
            "channels": [ChannelOffer(channel=Channel.ONLINE, time_limit=None)],
            "competences": [Competence(kind=AgencyKind.COMMUNE_COMMITTEE, ward_codes=["10891"])],
            "requirements": [OLD_ENOUGH, CAPABLE],
        }
        | changed
    )


def judged(facts: dict[str, Any], one: Content | None = None, **more: Any) -> dict[str, Judged]:
    """The verdicts by requirement."""
    return {found.id: found for found in judge(one or content(), facts, on=ON, **more)}


def test_every_kind_of_applicant_has_words() -> None:
    assert APPLICANTS.keys() == set(Applicant)


def test_who_fulfils_everything_may_apply() -> None:
    found = judged(EVERYTHING)
    assert [one.holds for one in found.values()] == [True, None, True, True, True]
    assert found["capable"].is_by_person
    assert verdict(found.values()) is True


def test_who_does_not_hears_which_requirement_and_its_law() -> None:
    found = judged(EVERYTHING | {"age": 19})
    assert (found["age"].holds, found["age"].vi, found["age"].basis) == (
        False,
        "Nam phải từ đủ 20 tuổi.",
        "Luật 52/2014/QH13 Điều 8",
    )
    assert verdict(found.values()) is False


def test_what_holds_is_not_told_as_the_reason_why_not() -> None:
    found = judged(EVERYTHING)["age"]
    assert (found.holds, found.vi, found.en) == (True, "Đạt: đủ 20 tuổi.", "Fulfilled: 20 or older.")


def test_what_is_not_known_is_asked_for() -> None:
    found = judged({})
    assert (found["age"].holds, found["age"].needs) == (None, ("age",))
    assert (found["applicant"].holds, found["applicant"].needs) == (None, ("applicant",))
    assert "channel" not in found
    assert verdict(found.values()) is None


def test_a_procedure_for_citizens_is_not_for_enterprises() -> None:
    found = judged(EVERYTHING | {"applicant": "enterprise"})["applicant"]
    assert (found.holds, found.vi, found.en) == (
        False,
        "Thủ tục dành cho: công dân Việt Nam.",
        "The procedure is for: Vietnamese citizens.",
    )
    assert "applicant" not in judged(EVERYTHING, content(applicants=[]))


@pytest.mark.parametrize(("closed_on", "holds"), [(None, True), (date(2026, 11, 24), True), (ON, False)], ids=str)
def test_a_closed_procedure_is_nobodys(closed_on: date | None, holds: bool) -> None:
    assert judged(EVERYTHING, closed_on=closed_on)["open"].holds is holds


@pytest.mark.parametrize(
    ("channel", "level", "holds"),
    [
        ("online", OnlineLevel.FULL, True),
        ("online", OnlineLevel.INFORMATION, False),
        ("post", OnlineLevel.FULL, False),
    ],
)
def test_a_dossier_goes_in_only_where_it_is_received(channel: str, level: OnlineLevel, holds: bool) -> None:
    assert judged(EVERYTHING | {"channel": channel}, content(online_level=level))["channel"].holds is holds


@pytest.mark.parametrize(
    ("kind", "wards", "holds"),
    [
        (AgencyKind.COMMUNE_COMMITTEE, ["10891"], True),
        (AgencyKind.COMMUNE_COMMITTEE, ["10543"], False),
        (AgencyKind.COMMUNE_POLICE, ["10891"], False),
    ],
)
def test_an_agency_must_be_competent(kind: AgencyKind, wards: list[str], holds: bool) -> None:
    office = Office(code="H24.31", kind=kind, ward_codes=wards)
    assert judged(EVERYTHING, office=office)["agency"].holds is holds

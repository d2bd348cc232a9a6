"""A portal page becomes content."""

import pytest

from contracts.competence import Competence
from contracts.fees import FeeRule
from contracts.offers import Form, WriteBack
from contracts.terms import AgencyKind, Channel, FeeKind, LimitUnit, OnlineLevel
from services.catalog import content
from services.catalog.content import Applicant, FormOffer
from services.catalog.portal import reading
from services.catalog.portal.corrections import ChannelCorrection, Corrections, ResultCorrection
from services.catalog.tests.factories import page

FORM = [FormOffer(ready=Form(answers={"type": "object"}, ui={"type": "VerticalLayout", "elements": []}))]


def channel(limit: object, **changed: object) -> dict[str, object]:
    """A row of the table of channels."""
    return {"channel": "online", "time_limit": limit, "fees": [], "note": ""} | changed


@pytest.mark.parametrize(
    ("portal", "ours"),
    [
        ("thong_tin", OnlineLevel.INFORMATION),
        ("mot_phan", OnlineLevel.PARTIAL),
        ("toan_trinh", OnlineLevel.FULL),
    ],
)
def test_online_levels_are_translated(portal: str, ours: OnlineLevel) -> None:
    assert reading.content(page(online={"level": portal}), FORM).online_level is ours


def test_the_first_row_of_a_channel_gives_its_terms_and_the_others_are_variants() -> None:
    rows = [channel({"value": 2, "unit": "working_day"}), channel({"value": 4, "unit": "hour"}, note="ngoài giờ")]
    (offer,) = reading.channels(page(channels=rows), Corrections(why="test"))
    assert offer.time_limit is not None
    assert (offer.time_limit.value, offer.time_limit.unit) == (2, LimitUnit.WORKING_DAY)
    (case,) = offer.variants
    assert case.time_limit is not None
    assert case.time_limit.unit is LimitUnit.WORKING_HOUR
    assert case.note == "ngoài giờ"


@pytest.mark.parametrize("printed", [None, {"value": 1, "unit": "working_day", "unit_basis": "assumed"}])
def test_the_15_hour_rule_means_the_same_day(printed: object) -> None:
    one = page(channels=[channel(printed)], deadline_rule="same_day_cutoff_15h")
    (offer,) = reading.channels(one, Corrections(why="test"))
    assert offer.time_limit is not None
    assert offer.time_limit.unit is LimitUnit.SAME_DAY


def test_a_missing_limit_stays_missing() -> None:
    (offer,) = reading.channels(page(channels=[channel(None)]), Corrections(why="test"))
    assert offer.time_limit is None


def test_officials_named_three_times_are_one_kind_of_applicant() -> None:
    assert reading.applicants(["Cán bộ", "công chức", "viên chức"]) == [Applicant.OFFICIAL]


def test_an_unknown_applicant_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kinds of applicant"):
        reading.applicants(["Người ngoài hành tinh"])


def test_corrections_replace_what_was_read() -> None:
    fee = FeeRule(code="le-phi", name="Lệ phí", kind=FeeKind.CHARGE, amount=7000)
    corrections = Corrections(
        why="test",
        competences=[Competence(kind=AgencyKind.SERVICE_CENTRE)],
        channels={Channel.ONLINE: ChannelCorrection(fees=[fee])},
    )
    said = reading.content(page(channels=[channel(None)]), FORM, corrections=corrections)
    assert said.agency_kinds() == [AgencyKind.SERVICE_CENTRE]
    assert said.channels[0].fees == [fee]


def test_a_channel_the_page_lacks_may_be_decided() -> None:
    corrections = Corrections(why="test", channels={Channel.POST: ChannelCorrection(fees=[])})
    (offer,) = reading.channels(page(), corrections)
    assert (offer.channel, offer.time_limit) == (Channel.POST, None)


def test_a_result_is_decided_by_its_code() -> None:
    writes = [WriteBack(attribute="person.residence", fields={"": "new_residence"})]
    corrections = Corrections(why="test", results={"KQ.1": ResultCorrection(valid_months=6, writes=writes)})
    said = reading.content(page(results=[{"code": "KQ.1", "name": "Giấy"}]), FORM, corrections=corrections)
    assert (said.results[0].valid_months, said.results[0].writes) == (6, writes)
    with pytest.raises(ValueError, match="no such results"):
        reading.content(page(), FORM, corrections=corrections)


def test_content_survives_storage() -> None:
    said = reading.content(page(channels=[channel({"value": 3, "unit": "day"})]), FORM)
    assert content.read(said.model_dump(mode="json")) == said

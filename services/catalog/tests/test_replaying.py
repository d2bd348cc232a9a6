"""The rules of simulation alone: every seeded revision tried against itself changes nothing."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from contracts.limits import office
from contracts.terms import AgencyKind, Channel, WorkSession
from services.catalog import merging, simulating
from services.catalog.seeds import procedures
from services.catalog.simulating import Place
from services.catalog.tests.editing import content, good

OFFICE = office(
    [WorkSession.model_validate({"starts": "07:00", "ends": "17:00"}, strict=False)],
    weekend=[6, 7],
    holidays=[date(2026, 11, 24)],
    makeup_days=[],
)
PLACE = Place(AgencyKind.COMMUNE_COMMITTEE, ["10891"], OFFICE, "31")


def dossier(**changed: Any) -> Any:
    """An accepted dossier."""
    told = {
        "id": uuid4(),
        "revision": 1,
        "case": None,
        "channel": Channel.ONLINE,
        "agency_code": "H24.91",
        "received_at": datetime(2026, 11, 23, 2, tzinfo=UTC),
        "facts": {},
        "answered": [],
        "papers": [],
    }
    return SimpleNamespace(**told | changed)


def test_every_seeded_revision_against_itself_changes_nothing() -> None:
    for seed in procedures():
        rules = simulating.ready(seed.content)
        for channel in Channel:
            tried = dossier(channel=channel)
            once, again = (simulating.outcome(rules, tried, place=PLACE) for _ in range(2))
            assert simulating.differences(tried, before=once, after=again) == []


def test_every_aspect_that_comes_out_otherwise_is_told() -> None:
    fee = {"code": "a", "name": "A", "kind": "charge", "amount": 1000}
    paper = {"id": "p", "name": "P", "group": None, "is_mandatory": True, "originals": 1, "copies": 0}
    channel = {"channel": "online", "time_limit": {"value": 1, "unit": "day"}, "fees": [fee]}
    draft = content(channels=[channel], papers=[paper], competences=[])
    tried = dossier(answered=["gone"], case="a")
    before = simulating.outcome(simulating.ready(content()), tried, place=PLACE)
    after = simulating.outcome(simulating.ready(draft), tried, place=PLACE)
    assert [one.aspect.value for one in simulating.differences(tried, before=before, after=after)] == [
        "fee",
        "due_date",
        "route",
        "validity",
    ]
    nowhere = simulating.outcome(simulating.ready(draft), dossier(channel=Channel.POST), place=PLACE)
    assert (nowhere.due, nowhere.lacks) == (None, ("/channel",))


def test_a_choice_that_is_none_any_more_is_told() -> None:
    def asking(*values: str) -> Any:
        choices = [{"value": value, "label": value, "label_en": value} for value in values]
        fields = [{"id": "kind", "kind": "select", "label": "K", "label_en": "K", "choices": choices}]
        form = {"title": "T", "title_en": "T", "basis": "B"}
        blocks = [{"title": "N", "title_en": "N", "fields": fields}]
        return simulating.ready(content(forms=[{"definition": form | {"blocks": blocks}}]))

    tried = dossier(facts={"kind": "old"}, answered=["kind"])
    assert simulating.outcome(asking("old", "new"), tried, place=PLACE).lacks == ()
    assert simulating.outcome(asking("new"), tried, place=PLACE).lacks == ("/answers/kind",)


def test_a_patch_replaces_merges_and_takes_away() -> None:
    document = good(portal_url="https://example.vn")
    assert merging.merged(document, {"portal_url": None, "name": "Mới"}).portal_url is None
    assert merging.merged(document, {"workflow": {"start": "s", "steps": []}}).workflow is not None

"""Publishing a faulty revision is impossible: many ways to try, each refused at its place; the good one holds."""

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from kit.testing import said
from services.catalog.actions import publishing
from services.catalog.actions import revisions as actions
from services.catalog.content import read
from services.catalog.models import Procedure, Revision, RevisionStatus
from services.catalog.problems import Faulty
from services.catalog.tests.editing import CODE, WARD, add_agencies, good

pytestmark = pytest.mark.usefixtures("seeded", "agencies")

AT = datetime.now(UTC)
TODAY = AT.astimezone(LOCAL).date()
FEE: dict[str, Any] = {"code": "le-phi", "name": "Lệ phí", "kind": "charge", "amount": 8000}
PAPER: dict[str, Any] = {
    "id": "giay-to", "name": "Giấy tờ", "group": None, "is_mandatory": True, "originals": 1, "copies": 0,
}  # fmt: skip
QUESTION: dict[str, Any] = {"id": "wanted", "kind": "text", "label": "Nội dung", "label_en": "What"}
DECIDES: dict[str, Any] = {"kind": "commune_committee"}
ONLINE: dict[str, Any] = {"channel": "online", "time_limit": {"value": 3, "unit": "working_day"}}
RESULT: dict[str, Any] = {"code": "KQ.900001", "name": "Văn bản xác nhận"}
STEP: dict[str, Any] = {
    "id": "work", "name": "Xử lý", "name_en": "Work", "worker": "officer", "status": "resolved",
}  # fmt: skip


def asked(*names: str, test: dict[str, Any] | None = None) -> dict[str, Any]:
    """A condition about facts."""
    shape = test or {"properties": {name: {"const": "x"} for name in names}, "required": list(names)}
    return {"test": shape, "vi": "khi có", "en": "when there is"}


def form(**changed: Any) -> list[dict[str, Any]]:
    """The form with one question of its own."""
    definition = deepcopy(good()["forms"][0]["definition"])
    definition["blocks"] = [{"title": "Nội dung", "title_en": "Content", "fields": [QUESTION | changed]}]
    return [{"definition": definition}]


def fees(*rules: dict[str, Any]) -> dict[str, Any]:
    """The online channel with fees."""
    return {"channels": [ONLINE | {"fees": [FEE | rule for rule in rules]}]}


def variants(*those: dict[str, Any]) -> dict[str, Any]:
    """The online channel with variants, and a case they may be of."""
    rows = [{"time_limit": None} | one for one in those]
    return {"cases": [{"id": "a", "name": "A"}], "channels": [ONLINE | {"variants": rows}]}


def papers(*those: dict[str, Any]) -> dict[str, Any]:
    """Components."""
    return {"papers": [PAPER | one for one in those]}


def satisfier(kind: str, reference: str) -> dict[str, Any]:
    """A component that something stands in for."""
    return papers({"satisfied_by": [{"kind": kind, "reference": reference, "vi": "đã có", "en": "known"}]})


def writes(attribute: str, **fields: str) -> dict[str, Any]:
    """A result that changes the record."""
    named = {("" if part == "whole" else part): field for part, field in fields.items()}
    return {"results": [RESULT | {"writes": [{"attribute": attribute, "fields": named}]}]}


def flow(*steps: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A workflow."""
    return {"workflow": {"start": "work", "steps": [STEP | step for step in steps]} | changed}


ON, TO = "/channels/0/fees/0", "/channels/0/variants"
FIRST_PAPER, FIRST_COMPETENCE, WRITE = "/papers/0", "/competences/0", "/results/0/writes/0"
LAST_WEEK = str(TODAY - timedelta(days=7))

WAYS: dict[str, tuple[dict[str, Any], str, str]] = {
    "no level": ({"levels": []}, "/levels", "missing"),
    "no applicant": ({"applicants": []}, "/applicants", "missing"),
    "no legal basis": ({"legal_bases": []}, "/legal_bases", "missing"),
    "a legal basis twice": ({"legal_bases": [{"number": "1"}, {"number": "1"}]}, "/legal_bases/1/number", "twice"),
    "a field twice": ({"fields": ["Hộ tịch", "Hộ tịch"]}, "/fields/1", "twice"),
    "an applicant twice": ({"applicants": ["citizen", "citizen"]}, "/applicants/1", "twice"),
    "an unknown part": ({"parts": ["9.999999"]}, "/parts/0", "unknown"),
    "part of itself": ({"parts": [CODE]}, "/parts/0", "itself"),
    "an empty name": ({"name": " "}, "/name", "empty"),
    "a name too long": ({"name": "x" * 2001}, "/name", "too-large"),
    "untrimmed text": ({"agency_text": " Sở "}, "/agency_text", "untrimmed"),
    "an empty step": ({"steps": ["Nộp", ""]}, "/steps/1", "empty"),
    "a placeholder of nothing": ({"requirements_text": "Xin {gi}"}, "/requirements_text", "unknown-placeholder"),
    "a brace left open": ({"requirements_text": "Xin {gi"}, "/requirements_text", "unknown-placeholder"),
    "a case twice": ({"cases": [{"id": "a", "name": "A"}, {"id": "a", "name": "B"}]}, "/cases/1/id", "twice"),
    "a case's name twice": ({"cases": [{"id": "a", "name": "A"}, {"id": "b", "name": "A"}]}, "/cases/1/name", "twice"),
    "a malformed case": ({"cases": [{"id": "Trường hợp", "name": "A"}]}, "/cases/0/id", "malformed"),
    "no form": ({"forms": []}, "/forms", "missing"),
    "a form of no case": ({"forms": [*good()["forms"], form()[0] | {"case": "z"}]}, "/forms/1/case", "unknown"),
    "two forms": ({"forms": [*good()["forms"], *form()]}, "/forms/1/case", "twice"),
    "an empty form": ({"forms": [{}]}, "/forms/0", "one-of-two"),
    "a paper twice": (papers({}, {}), "/papers/1/id", "twice"),
    "a malformed paper": (papers({"id": "Giấy tờ"}), f"{FIRST_PAPER}/id", "malformed"),
    "a paper of no case": (papers({"group": "z"}), f"{FIRST_PAPER}/group", "unknown"),
    "fewer than no copies": (papers({"copies": -1}), f"{FIRST_PAPER}/copies", "negative"),
    "a hundred copies": (papers({"copies": 100}), f"{FIRST_PAPER}/copies", "too-large"),
    "a mandatory paper nobody brings": (papers({"originals": 0}), f"{FIRST_PAPER}/originals", "none-asked"),
    "a malformed paper code": (papers({"paper_code": "mã 1"}), f"{FIRST_PAPER}/paper_code", "malformed"),
    "a malformed substitute": (papers({"substitutes": ["mã"]}), f"{FIRST_PAPER}/substitutes/0", "malformed"),
    "a paper for itself": (
        papers({"paper_code": "GT01", "substitutes": ["GT01"]}), "/papers/0/substitutes/0", "itself",
    ),
    "an unknown attribute stands in": (
        satisfier("attribute", "person.x"), "/papers/0/satisfied_by/0/reference", "unknown",
    ),
    "an unknown result stands in": (satisfier("result", "KQ.0"), "/papers/0/satisfied_by/0/reference", "unknown"),
    "a malformed paper stands in": (satisfier("paper", "giấy"), "/papers/0/satisfied_by/0/reference", "unknown"),
    "no online channel": ({"channels": [ONLINE | {"channel": "direct"}]}, "/online_level", "no-online-channel"),
    "a channel twice": ({"channels": [ONLINE, ONLINE]}, "/channels/1/channel", "twice"),
    "a channel of a case": ({"channels": [ONLINE | {"when": asked("case")}]}, "/channels/0", "not-general"),
    "a limit of many years": (
        {"channels": [ONLINE | {"time_limit": {"value": 9999, "unit": "day"}}]}, "/channels/0/time_limit/value",
        "too-large",
    ),
    "same day in two": (
        {"channels": [ONLINE | {"time_limit": {"value": 2, "unit": "same_day"}}]}, "/channels/0/time_limit/value",
        "too-large",
    ),
    "a variant of no case": (variants({"case": "z"}), f"{TO}/0/case", "unknown"),
    "a variant without occasion": (variants({}), f"{TO}/0", "no-occasion"),
    "a variant never reached": (variants({"case": "a"}, {"case": "a"}), f"{TO}/1", "unreachable"),
    "a return twice": ({"return_channels": ["post", "post"]}, "/return_channels/1", "twice"),
    "a malformed fee": (fees({"code": "Lệ phí"}), f"{ON}/code", "malformed"),
    "two fees at once": (fees({}, {"amount": 9000}), "/channels/0/fees/1/code", "overlap"),
    "a fee over before it begins": (
        fees({"valid_from": "2027-02-01", "valid_to": "2027-01-01"}), f"{ON}/valid_to", "ends-before",
    ),
    "steps downwards": (
        fees({"unit": "page", "steps": [{"beyond": 4, "amount": 1}, {"beyond": 2, "amount": 2}]}), f"{ON}/steps",
        "not-ascending",
    ),
    "steps of one dossier": (fees({"steps": [{"beyond": 2, "amount": 1}]}), f"{ON}/steps", "no-quantity"),
    "a cap of nothing": (fees({"amount": None, "most": 1}), f"{ON}/amount", "missing"),
    "a cap below one unit": (fees({"most": 7999}), f"{ON}/most", "below-amount"),
    "an unknown province": (fees({"province_codes": ["99"]}), f"{ON}/province_codes/0", "unknown"),
    "a relief nobody can claim": (
        fees({"reliefs": [{"code": "a", "vi": "a", "en": "a", "percent": 9, "when": asked(
            test={"properties": {"groups": {"contains": {"const": "poor"}}}, "required": ["groups"]})}]}),
        f"{ON}/reliefs/0/when", "groups-not-asked",
    ),
    "a relief twice": (
        fees({"reliefs": [{"code": "a", "vi": "a", "en": "a", "percent": 9}] * 2}), f"{ON}/reliefs/1/code", "twice",
    ),
    "a condition about nothing": (fees({"when": asked("nothing")}), f"{ON}/when/test/properties/nothing", "unknown"),
    "a condition with a strange word": (
        papers({"when": asked(test={"required": ["case"], "if": {}})}), "/papers/0/when/test/if", "not-a-word",
    ),
    "a condition nobody can fulfil": (
        fees({"when": asked(test={"properties": {"channel": {"const": "moon"}}, "required": ["channel"]})}),
        f"{ON}/when/test/properties/channel/const", "impossible",
    ),
    "a condition that holds unknown": (
        fees({"when": asked(test={"properties": {"case": {"const": "a"}}})}), f"{ON}/when/test/properties/case",
        "not-required",
    ),
    "nobody decides": ({"competences": [DECIDES | {"part": "coordinates"}]}, "/competences", "nobody-decides"),
    "no such kind of agency": ({"competences": [{"kind": "social_insurance"}]}, f"{FIRST_COMPETENCE}/kind", "nobody"),
    "an unknown agency": ({"competences": [DECIDES | {"agency_code": "X"}]}, "/competences/0/agency_code", "unknown"),
    "an agency of another kind": (
        {"competences": [{"kind": "province_committee", "agency_code": "H24.91"}]}, "/competences/0/kind", "other-kind",
    ),
    "an unknown ward": (
        {"competences": [DECIDES | {"ward_codes": ["99999"]}]}, "/competences/0/ward_codes/0", "unknown",
    ),
    "a ward that is not served": (
        {"competences": [DECIDES | {"agency_code": "H24.91", "ward_codes": ["10543"]}]}, "/competences/0/ward_codes",
        "not-served",
    ),
    "a competence that is over": (
        {"competences": [DECIDES | {"valid_to": LAST_WEEK}]}, f"{FIRST_COMPETENCE}/valid_to", "past",
    ),
    "a competence twice": ({"competences": [DECIDES, DECIDES]}, "/competences/1", "overlap"),
    "a ward in two entries": (
        {"competences": [DECIDES | {"ward_codes": [WARD, "10543"]}, DECIDES | {"ward_codes": [WARD]}]},
        "/competences/1",
        "overlap",
    ),
    "an agency beyond the channels": (
        {"online_level": "information", "channels": [ONLINE | {"channel": "direct"}],
         "competences": [DECIDES | {"online_level": "full"}]}, "/competences/0/online_level", "beyond-channels",
    ),
    "a result twice": ({"results": [RESULT, RESULT]}, "/results/1/code", "twice"),
    "a malformed result": ({"results": [RESULT | {"code": "kết quả"}]}, "/results/0/code", "malformed"),
    "a result good for no month": (
        {"results": [RESULT | {"valid_months": 0}]}, "/results/0/valid_months", "out-of-range",
    ),
    "an unknown attribute written": (writes("soul", whole="full_name"), f"{WRITE}/attribute", "unknown"),
    "nothing written": (writes("residence"), f"{WRITE}/fields", "missing"),
    "an unknown part written": (writes("residence", planet="full_name"), f"{WRITE}/fields/planet", "unknown"),
    "a field nobody asks written": (writes("full_name", whole="nothing"), f"{WRITE}/fields/", "not-asked"),
    "a name written as a ward": (
        writes("residence", ward_code="wanted") | {"forms": form()}, f"{WRITE}/fields/ward_code", "other-kind",
    ),
    "a requirement twice": (
        {"requirements": [{"id": "a", "vi": "a", "en": "a"}] * 2}, "/requirements/1/id", "twice",
    ),
    "a requirement about nothing": (
        {"requirements": [{"id": "a", "vi": "a", "en": "a", "test": asked("nothing")}]},
        "/requirements/0/test/test/properties/nothing", "unknown",
    ),
    "a workflow without start": (flow({}, start="gone"), "/workflow/start", "unknown"),
    "a workflow with a dead end": (flow({"status": "in_progress"}), "/workflow/steps/0/moves", "dead-end"),
    "a step nobody reaches": (flow({}, {"id": "other"}), "/workflow/steps/1", "unreachable"),
    "a select without choices": (
        {"forms": form(kind="select")}, "/forms/0/definition/blocks/0/fields/0/choices", "needed",
    ),
    "a field with a bad id": ({"forms": form(id="Bad Id")}, "/forms/0/definition/blocks/0/fields/0/id", "not-an-id"),
}  # fmt: skip


@pytest_asyncio.fixture
async def agencies(session: AsyncSession) -> None:
    """The agencies of the province."""
    add_agencies(session)
    await session.flush()


async def try_publishing(session: AsyncSession, **changed: Any) -> Revision:
    """Draft the content with its changes as a new procedure, and publish it today."""
    by = uuid4()
    procedure, draft = await actions.enter(session, CODE, read(good(**changed)), note=None, by=by, at=AT)
    return await publishing.publish(session, procedure, draft, effective_from=TODAY, seen=1, by=by, at=AT)


def test_there_are_at_least_fifty_ways() -> None:
    assert len(WAYS) >= 50


async def test_the_good_content_publishes(session: AsyncSession) -> None:
    assert (await try_publishing(session)).status is RevisionStatus.PUBLISHED


@pytest.mark.parametrize("way", WAYS)
async def test_a_faulty_revision_cannot_be_published(session: AsyncSession, way: str) -> None:
    changed, pointer, code = WAYS[way]
    with pytest.raises(Faulty) as refused:
        await try_publishing(session, **changed)
    assert (pointer, code) in [(fault.pointer, fault.code) for fault in refused.value.errors]
    assert not [event for event in await said(session) if event.subject == CODE]


async def test_ids_stay_what_they_were(session: AsyncSession) -> None:
    by = uuid4()
    changed = papers({}) | {"cases": [{"id": "a", "name": "A"}]}
    await try_publishing(session, **changed)
    procedure = (await session.scalars(select(Procedure).where(Procedure.code == CODE))).one()
    draft = await actions.draft(session, procedure, None, note=None, by=by, at=AT)
    renamed = papers({"id": "khac"}) | {"cases": [{"id": "b", "name": "A"}]}
    await actions.edit(session, draft, read(good(**renamed)), seen=1, by=by, at=AT)
    faults = await publishing.check(session, procedure, draft, on=date(2027, 1, 1))
    assert [(one.pointer, one.code) for one in faults] == [
        ("/cases/0/id", "id-changed"),
        ("/papers/0/id", "id-changed"),
    ]

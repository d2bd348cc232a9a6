"""A joint dossier: its parts go to their agencies in order, each sees its own, and the whole ends when all have."""

from datetime import timedelta
from uuid import UUID

import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierResolved
from contracts.terms import FeeKind, FeeLine
from kit.clock import now
from kit.testing import hear, officer, said
from services.dossier.actions import parts
from services.dossier.models import Dossier, Paper
from services.dossier.sight import as_person
from services.dossier.tests import factories
from services.dossier.tests.audited import findings
from services.dossier.tests.births import COMMITTEE, INSURANCE, NUMBER, Birth, joint_procedure
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import PDF, POLICE


@pytest_asyncio.fixture
async def birth(office: Office) -> Birth:
    """A joint dossier that was accepted."""
    found = Birth(office)
    await found.accept()
    return found


async def test_acceptance_opens_what_waits_for_nothing(birth: Birth) -> None:
    found = await birth.parts()
    assert {part: one["stage"] for part, one in found.items()} == {
        "birth": "open",
        "residence": "waiting",
        "card": "waiting",
    }
    assert found["birth"]["agency"]["code"] == COMMITTEE
    assert found["birth"]["number"]
    assert found["birth"]["number"] != birth.whole["number"]
    assert found["residence"]["id"] is None


async def test_an_output_feeds_the_parts_that_wait_for_it(birth: Birth) -> None:
    await birth.grant("birth", birth.clerk, child_number=NUMBER)
    found = await birth.parts()
    assert found["birth"]["stage"] == "granted"
    assert found["birth"]["status"] == "delivered"
    assert len(found["birth"]["results"]) == 1
    assert (found["residence"]["agency"]["code"], found["card"]["agency"]["code"]) == (POLICE, INSURANCE)
    shown = await birth.office.seen(found["residence"], birth.police)
    assert shown["answers"]["child_number"] == NUMBER
    assert "clinic" not in shown["answers"]


async def test_a_part_is_not_granted_without_what_others_wait_for(birth: Birth) -> None:
    one = (await birth.parts())["birth"]
    await birth.office.act(one, "start", birth.clerk)
    await birth.office.upload(one, birth.clerk)
    path = f"/v1/dossiers/{one['id']}/resolution"
    for outputs, code in (({}, "missing"), ({"child_number": "12"}, "not-a-personal-number"), ({"x": "1"}, "unknown")):
        body = {"outcome": "granted", "outputs": outputs}
        answer = await birth.office.ask("POST", path, birth.clerk, json=body)
        assert answer.status_code == 400, answer.text
        assert code in {one["code"] for one in answer.json()["errors"]}


async def test_each_agency_sees_only_its_part(birth: Birth, session: AsyncSession) -> None:
    await birth.grant("birth", birth.clerk, child_number=NUMBER)
    found = await birth.parts()
    for place in (birth.whole["id"], found["birth"]["id"], found["card"]["id"]):
        assert (await birth.office.ask("GET", f"/v1/dossiers/{place}", birth.police)).status_code == 404
    assert (await birth.office.ask("GET", f"/v1/dossiers/{found['card']['id']}", birth.clerk)).status_code == 404
    await as_person(session, birth.police)
    theirs = (await session.scalars(select(Dossier.part).where(Dossier.parent_id.is_not(None)))).all()
    papers = (await session.scalars(select(Paper.component_id))).all()
    assert (list(theirs), list(papers)) == (["residence"], ["housing"])


async def test_a_partner_of_one_part_reads_no_paper_of_the_whole(birth: Birth, session: AsyncSession) -> None:
    await birth.grant("birth", birth.clerk, child_number=NUMBER)
    await as_person(session, birth.insurance)
    assert (await session.scalars(select(Paper.id))).all() == []


async def test_the_police_download_the_paper_that_is_theirs(birth: Birth) -> None:
    await birth.grant("birth", birth.clerk, child_number=NUMBER)
    whole = await birth.office.seen(birth.whole, birth.office.lan)
    papers = {one["component_id"]: one["id"] for one in whole["papers"]}
    place = f"/v1/dossiers/{(await birth.parts())['residence']['id']}/papers"
    read = await birth.office.ask("GET", f"{place}/{papers['housing']}", birth.police)
    assert (read.status_code, read.content) == (200, PDF)
    assert (await birth.office.ask("GET", f"{place}/{papers['ct01']}", birth.police)).status_code == 404


async def test_the_citizens_list_shows_the_whole_alone(birth: Birth) -> None:
    shown = (await birth.office.ask("GET", "/v1/dossiers", birth.office.lan)).json()["items"]
    assert [one["id"] for one in shown] == [birth.whole["id"]]


async def test_following_again_changes_nothing(birth: Birth, session: AsyncSession) -> None:
    before = await birth.parts()
    await parts.follow(session, UUID(birth.whole["id"]), at=await now())
    assert await birth.parts() == before


async def test_a_refused_part_that_others_need_ends_the_whole_when_nobody_repairs_it(
    birth: Birth, session: AsyncSession
) -> None:
    await birth.refuse("birth", birth.clerk)
    found = await birth.parts()
    assert (found["birth"]["stage"], found["residence"]["stage"]) == ("refused", "waiting")
    later = await now() + timedelta(days=11)
    await parts.follow(session, UUID(birth.whole["id"]), at=later)
    shown = await birth.office.seen(birth.whole, birth.office.lan)
    assert (shown["status"], shown["outcome"]) == ("resolved", "refused")
    assert {one["stage"] for one in (await birth.parts()).values()} == {"failed", "dropped"}


async def test_what_was_granted_stands_when_another_part_is_refused(birth: Birth, session: AsyncSession) -> None:
    await birth.grant("birth", birth.clerk, child_number=NUMBER)
    await birth.refuse("residence", birth.police)
    card = (await birth.parts())["card"]
    clerk = officer(INSURANCE, "officer")
    await birth.grant("card", clerk)
    assert card["stage"] == "open"
    await parts.follow(session, UUID(birth.whole["id"]), at=await now() + timedelta(days=11))
    shown = await birth.office.seen(birth.whole, birth.office.lan)
    assert (shown["status"], shown["outcome"]) == ("resolved", "partly_granted")
    told = [one for one in await said(session) if isinstance(one, DossierResolved) and one.parent_id is None]
    assert [one.outcome.value for one in told] == ["partly_granted"]
    assert [one["stage"] for one in (await birth.parts()).values()] == ["granted", "failed", "granted"]


async def test_the_audit_finds_nothing_wrong_with_a_joint_dossier(birth: Birth, session: AsyncSession) -> None:
    await birth.grant("birth", birth.clerk, child_number=NUMBER)
    await birth.refuse("residence", birth.police)
    assert await findings(session, birth.whole["id"], agencies=(COMMITTEE, POLICE, INSURANCE)) == []


async def test_the_due_date_of_the_whole_is_explained_part_by_part(birth: Birth) -> None:
    told = await birth.office.seen(birth.whole, birth.office.lan, "/clock")
    [stage] = told["stages"]
    assert (stage["kind"], stage["due_at"]) == ("limit", told["due_at"])
    assert stage["days"], "without its days"
    assert stage["words"]["vi"].startswith("phần xong sau cùng: ")


async def test_each_part_tells_what_of_the_whole_bill_is_its_own(birth: Birth) -> None:
    stamp = FeeLine(code="stamp", name="Lệ phí khác", kind=FeeKind.CHARGE, amount=3000)
    await hear(birth.office.app, joint_procedure(factories.fee(7000), stamp))
    charged = {part: one["charged"]["amount"] for part, one in (await birth.parts()).items()}
    assert charged == {"birth": 0, "residence": 7000, "card": 0}

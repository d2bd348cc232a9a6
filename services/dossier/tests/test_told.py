"""The table's events are what dossier really says, and what it hears late does not undo what it heard before."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierEvent
from kit.testing import hear, said
from services.dossier import queries
from services.dossier.lifecycle import LIFE, Act
from services.dossier.replicas import Agency, Person
from services.dossier.sight import as_system
from services.dossier.slips import filling
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office

ITEMS = [{"component_id": "ct01", "reason_code": "unreadable", "what_to_do": "Chụp lại rõ hơn"}]

ORDINARY = {
    *(Act.OPEN, Act.SUBMIT, Act.WITHDRAW, Act.BILL, Act.PAY, Act.ACCEPT, Act.DECLINE, Act.START),
    *(Act.REQUEST_SUPPLEMENT, Act.ANSWER_SUPPLEMENT, Act.RESOLVE, Act.DELIVER),
}


async def test_every_act_says_the_event_of_the_table(office: Office, session: AsyncSession) -> None:
    await office.act(await office.submitted(), "refusal", office.hoa, reason="Không thuộc thẩm quyền")
    sent = await office.submitted()
    await office.act(sent, "withdrawal", office.lan)
    await office.act(sent, "submission", office.lan)
    issued = factories.bill(sent, owner_id=office.lan.id, agency_code=office.agency)
    await hear(office.app, issued)
    await hear(office.app, factories.payment(issued))
    await office.act(sent, "acceptance", office.hoa)
    await office.act(sent, "start", office.dung)
    await office.supplement(sent, *ITEMS)
    await office.upload(sent, office.lan)
    await office.act(sent, "supplement", office.lan, answers={})
    await office.upload(sent, office.dung)
    await office.act(sent, "resolution", office.dung, outcome="granted")
    await office.act(sent, "delivery", office.hoa, channel="online")

    await as_system(session)
    events, done = await said(session), set()
    for dossier_id in {one.subject for one in events}:
        entries = await queries.entries(session, UUID(dossier_id))
        done |= {entry.act for entry in entries}
        expected = [event for entry in entries if (event := LIFE[entry.act].event)]
        told = [type(one) for one in events if one.subject == dossier_id and isinstance(one, DossierEvent)]
        assert told == expected
    assert done >= ORDINARY


async def test_an_older_event_changes_nothing(office: Office, session: AsyncSession) -> None:
    earlier = timedelta(days=1)
    agency, person = factories.agency(office.agency, name="Tên cũ"), factories.person(office.lan.id, full_name="Tên Cũ")
    for late in (agency, person):
        await hear(office.app, late.with_envelope(id=late.id, occurred_at=late.occurred_at - earlier))
    assert await session.scalar(select(Agency.name).where(Agency.code == office.agency)) == "Công an phường Tứ Minh"
    assert await session.scalar(select(Person.full_name).where(Person.id == office.lan.id)) == "Nguyễn Thị Lan"
    await hear(office.app, factories.agency(office.agency, name="Tên mới"))
    await hear(office.app, factories.person(office.lan.id, full_name="Tên Mới"))
    assert await session.scalar(select(Agency.name).where(Agency.code == office.agency)) == "Tên mới"
    assert await session.scalar(select(Person.full_name).where(Person.id == office.lan.id)) == "Tên Mới"


async def test_the_slip_lists_the_papers_and_the_contact_of_acceptance_whatever_came_later(
    office: Office, session: AsyncSession
) -> None:
    sent = await office.in_progress()
    await office.supplement(sent, *ITEMS)
    await office.upload(sent, office.lan, component_id="housing")
    await hear(office.app, factories.person(office.lan.id, phone="0912345999", residence=None, email=None))
    await as_system(session)
    dossier = await queries.dossier(session, UUID(sent["id"]))
    assert dossier is not None
    slip = await filling.receipt(session, dossier, public_url="https://motcua.example")
    assert [one.id for one in slip.components] == ["ct01"]
    assert slip.applicant_phone == "0912345001"
    assert slip.applicant_address == "12 Nguyễn Lương Bằng, Phường Tứ Minh"
    assert slip.applicant_email is None  # the form does not ask it: the account's, today


async def test_a_stay_outside_the_agencys_wards_cannot_be_submitted(office: Office) -> None:
    draft = await office.opened(reason="Đi làm", stay_ward_code="10543")
    await office.upload(draft, office.lan)
    refused = await office.ask("POST", f"/v1/dossiers/{draft['id']}/submission", office.lan)
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/answers/stay_ward_code"]

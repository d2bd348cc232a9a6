"""From an event to the citizen's inbox and a message on its way."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.testing import hear
from services.notification.attempts import Status
from services.notification.kinds import Kind
from services.notification.models import Message, Notice
from services.notification.replicas import Recipient
from services.notification.tests.factories import PERSONAL_NUMBER, all_events, person, submitted
from services.notification.wording import Language

LAN = uuid4()


async def notices(session: AsyncSession, owner_id: UUID = LAN) -> list[Notice]:
    found = select(Notice).where(Notice.owner_id == owner_id).order_by(Notice.created_at)
    return list(await session.scalars(found))


async def messages(session: AsyncSession) -> list[Message]:
    return list(await session.scalars(select(Message).order_by(Message.address)))


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.CONTACT_CHANGED, Kind.SECURITY, Kind.DOSSIER_TRANSFERRED}))
async def test_each_event_heard_twice_leaves_one_notice_and_one_message(
    app: FastAPI, session: AsyncSession, kind: Kind
) -> None:
    await hear(app, person(LAN))
    await hear(app, all_events(LAN)[kind])
    [notice], [message] = await notices(session), await messages(session)
    unlinked = {Kind.DOSSIER_WITHDRAWN, Kind.INVITATION_MADE, Kind.PAPER_FOUND_HARMFUL}  # a draft has no public page
    page = None if kind in unlinked else "/v1/tracking/7QK2M9XA4D"
    assert (notice.kind, notice.link, notice.read_at) == (kind, page, None)
    assert "7QK2M9XA4D" in notice.title
    assert PERSONAL_NUMBER not in notice.title + notice.text
    assert notice.dossier_id is not None
    assert (message.notice_id, message.address) == (notice.id, "lan@motcua.example")
    assert (message.status, message.attempts, message.due_at) == (Status.CREATED, 0, message.created_at)


async def test_both_hear_of_a_dossier_that_was_taken_over(app: FastAPI, session: AsyncSession) -> None:
    minh = uuid4()
    for one in (LAN, minh):
        await hear(app, person(one))
    await hear(app, all_events(LAN)[Kind.DOSSIER_TRANSFERRED].model_copy(update={"former_owner_id": minh}))
    told = {
        notice.owner_id: (notice.title, notice.link) for one in (LAN, minh) for notice in await notices(session, one)
    }
    assert told == {
        LAN: ("Hồ sơ 7QK2M9XA4D nay là của ông/bà", "/v1/tracking/7QK2M9XA4D"),
        minh: ("Hồ sơ 7QK2M9XA4D đã được chuyển cho người khác", None),
    }


async def test_of_a_part_people_hear_what_they_must_act_on_not_who_has_it(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, person(LAN))
    part = {"parent_id": uuid4(), "part": "residence"}
    for kind in (Kind.DOSSIER_ACCEPTED, Kind.DOSSIER_STARTED, Kind.SUPPLEMENT_REQUESTED):
        await hear(app, all_events(LAN)[kind].model_copy(update=part))
    assert [notice.kind for notice in await notices(session)] == [Kind.SUPPLEMENT_REQUESTED]


async def test_what_a_citizen_writes_is_not_told_to_the_citizen(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, person(LAN))
    await hear(app, all_events(LAN)[Kind.MESSAGE_POSTED].model_copy(update={"is_from_agency": False}))
    assert await notices(session) == []


async def test_a_notice_is_written_in_the_recipients_language(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, person(LAN, language="en"))
    await hear(app, submitted(LAN))
    [notice] = await notices(session)
    assert notice.language is Language.EN
    assert notice.title == "Dossier 7QK2M9XA4D has been submitted"
    assert "08:15 25/11/2026" in notice.text


async def test_a_recipient_without_mail_still_gets_the_notice(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, person(LAN, email=None))
    await hear(app, submitted(LAN))
    assert len(await notices(session)) == 1
    assert await messages(session) == []


async def test_an_event_about_somebody_not_heard_of_yet_waits(app: FastAPI, session: AsyncSession) -> None:
    with pytest.raises(AssertionError, match="was not handled"):
        await hear(app, submitted(LAN))
    assert await notices(session) == []


async def test_a_new_person_is_kept_without_a_notice(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, person(LAN))
    kept = await session.get_one(Recipient, LAN)
    assert (kept.full_name, kept.email, kept.language) == ("Nguyễn Thị Lan", "lan@motcua.example", Language.VI)
    assert await notices(session) == []


async def test_a_changed_address_is_told_at_the_old_and_the_new_one(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, person(LAN))
    await hear(app, person(LAN, email="lan.nguyen@motcua.example"))
    [notice] = await notices(session)
    assert notice.kind is Kind.CONTACT_CHANGED
    assert [one.address for one in await messages(session)] == ["lan.nguyen@motcua.example", "lan@motcua.example"]


async def test_a_changed_language_alone_is_no_news(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, person(LAN))
    await hear(app, person(LAN, language="en"))
    assert await notices(session) == []
    assert (await session.get_one(Recipient, LAN)).language is Language.EN


async def test_an_older_record_does_not_undo_a_newer_one(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, person(LAN))
    earlier = datetime.now(UTC) - timedelta(days=1)
    await hear(app, person(LAN, phone="0912345999").with_envelope(id=uuid4(), occurred_at=earlier))
    assert (await session.get_one(Recipient, LAN)).phone == "0912345001"
    assert await notices(session) == []


async def test_staff_are_kept_for_what_happens_to_their_account(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, person(LAN, kind="staff"))
    assert (await session.get_one(Recipient, LAN)).email == "lan@motcua.example"

"""What feedback keeps of what it hears."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import PeopleMerged
from kit.testing import hear
from services.feedback.models import Invitation, Reason
from services.feedback.replicas import Agency
from services.feedback.tests.factories import AGENCY, agency, declined, delivered

AT = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
LAN = uuid4()


async def test_a_delivered_dossier_invites_its_owner_once(app: FastAPI, session: AsyncSession) -> None:
    event = delivered(LAN, AT)
    await hear(app, event)
    await hear(app, delivered(LAN, AT + timedelta(days=2), dossier_id=event.dossier_id))
    [kept] = await session.scalars(select(Invitation))
    assert (kept.owner_id, kept.reason, kept.opened_at) == (LAN, Reason.DELIVERED, AT)
    assert kept.closes_at == AT + timedelta(days=30)


async def test_a_declined_dossier_invites_too(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, declined(LAN, AT))
    [kept] = await session.scalars(select(Invitation))
    assert kept.reason is Reason.DECLINED


async def test_an_agency_is_known_by_its_newest_name(app: FastAPI, session: AsyncSession) -> None:
    await hear(app, agency())
    await hear(app, agency(name="Công an phường Tứ Minh mới"))
    earlier = datetime.now(UTC) - timedelta(days=1)
    await hear(app, agency(name="Công an thị trấn Lai Cách").with_envelope(id=uuid4(), occurred_at=earlier))
    assert (await session.get_one(Agency, AGENCY)).name == "Công an phường Tứ Minh mới"


def merged(former_id: UUID, kept_id: UUID) -> PeopleMerged:
    return PeopleMerged(kept_id=kept_id, merged_id=former_id, merged_at=AT)


async def test_what_a_merged_person_may_rate_belongs_to_the_one_they_became(
    app: FastAPI, session: AsyncSession
) -> None:
    former, other = uuid4(), uuid4()
    await hear(app, delivered(former, AT))
    await hear(app, delivered(other, AT))
    await hear(app, merged(former, LAN))
    owners = await session.scalars(select(Invitation.owner_id))
    assert sorted(owners) == sorted([LAN, other])


async def test_an_invitation_under_an_id_merged_meanwhile_goes_to_the_present_one(
    app: FastAPI, session: AsyncSession
) -> None:
    first, second = uuid4(), uuid4()
    await hear(app, merged(second, LAN))
    await hear(app, merged(first, second))
    await hear(app, delivered(first, AT))
    assert (await session.scalars(select(Invitation.owner_id))).all() == [LAN]

"""What feedback keeps of what it hears."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

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

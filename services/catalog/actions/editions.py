"""The catalog's edition: raised by every change that people can see."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from services.catalog.models import Edition


async def raise_edition(session: AsyncSession) -> int:
    """The number of the edition this transaction makes. Transactions that change the catalog queue here."""
    number: int | None = await session.scalar(
        update(Edition).where(Edition.id == 1).values(number=Edition.number + 1).returning(Edition.number)
    )
    assert number is not None
    return number

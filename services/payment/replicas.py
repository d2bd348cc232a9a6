"""What payment has heard from others and keeps: fee terms of each published revision, people who became another."""

from typing import Any

from pydantic import TypeAdapter
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from contracts.catalog import ProcedurePublished
from contracts.offers import ChannelTerms
from kit.successors import Succession
from services.payment.models import Table

TERMS = TypeAdapter(list[ChannelTerms])


class Procedure(Table):
    """Fee terms of one revision: `channels` is a list of ChannelTerms."""

    __tablename__ = "procedures"

    code: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    channels: Mapped[list[dict[str, Any]]]

    def terms(self) -> list[ChannelTerms]:
        """The channels as they were heard."""
        return TERMS.validate_python(self.channels, strict=False)


class Merge(Succession, Table):
    """A person's former id, and the one their bills belong to now."""

    __tablename__ = "merges"


async def remember(session: AsyncSession, event: ProcedurePublished) -> None:
    """Keep what catalog said, replacing what it said before of the same revision."""
    heard = {"channels": TERMS.dump_python(event.channels, mode="json")}
    await session.execute(
        insert(Procedure)
        .values(code=event.procedure_code, revision=event.revision, **heard)
        .on_conflict_do_update(index_elements=["code", "revision"], set_=heard)
    )

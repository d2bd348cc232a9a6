"""Reads the histories to be examined, from the database in one read-only snapshot or from an exported file."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

from sqlalchemy import Date, cast, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services.dossier.auditing.examining import Link
from services.dossier.history import Deed, plain
from services.dossier.lifecycle import Act, Role, Status
from services.dossier.models import Dossier, Entry, NumberSequence
from services.dossier.queries import deed
from services.dossier.sight import as_system

BATCH = 500
SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


async def histories(
    session: AsyncSession, *, only: UUID | None = None
) -> AsyncIterator[tuple[UUID, list[Link], dict[str, Any]]]:
    """Every dossier (or one) with its chain and its row, in the order of ids; the caller's transaction must be new."""
    await session.execute(SNAPSHOT)
    await as_system(session)
    columns, last = [column.key for column in Dossier.__table__.columns], UUID(int=0)
    while True:
        wanted = select(Dossier.__table__).where(Dossier.id > last if only is None else Dossier.id == only)
        rows = (await session.execute(wanted.order_by(Dossier.id).limit(BATCH))).all()
        chains: dict[UUID, list[Link]] = {row.id: [] for row in rows}
        found = select(Entry).where(Entry.dossier_id.in_(chains)).order_by(Entry.dossier_id, Entry.sequence)
        for entry in await session.scalars(found):
            chains[entry.dossier_id].append((deed(entry), entry.previous, entry.hash))
        session.expunge_all()
        for row in rows:
            yield row.id, chains[row.id], {name: getattr(row, name) for name in columns}
        if len(rows) < BATCH or only is not None:
            return
        last = rows[-1].id


async def strays(session: AsyncSession) -> list[UUID]:
    """Parts that are not their whole's owner's."""
    whole = aliased(Dossier)
    found = select(Dossier.id).join(whole, whole.id == Dossier.parent_id).where(whole.owner_id != Dossier.owner_id)
    return list(await session.scalars(found.order_by(Dossier.id)))


async def numbers(session: AsyncSession) -> tuple[dict[tuple[str, date], int], dict[tuple[str, date], int]]:
    """How many numbers each agency drew on each day, and how many dossiers and parts it took in then."""
    drawn = await session.execute(select(NumberSequence.agency_code, NumberSequence.day, NumberSequence.last))
    day = cast(func.timezone("Asia/Ho_Chi_Minh", Entry.at), Date)
    accepted = select(Entry.agency_code, day, func.count()).where(Entry.act.in_((Act.ACCEPT, Act.OPEN_PART)))
    used = await session.execute(accepted.group_by(Entry.agency_code, day))
    return (
        {(code, on): last for code, on, last in drawn},
        {(code or "", on): count for code, on, count in used},
    )


def written(dossier_id: UUID, chain: list[Link]) -> Iterator[str]:
    """A chain as JSON lines, one entry each: what anybody can check without us."""
    for one, previous, sealed in chain:
        told = plain(asdict(one)) | {"dossier_id": str(dossier_id), "previous": previous, "hash": sealed}
        yield json.dumps(told, ensure_ascii=False, sort_keys=True)


def read_back(lines: IO[str]) -> tuple[dict[UUID, list[Link]], dict[str, Any] | None]:
    """The chains of an exported file, by dossier, and its closing line; ValueError for a line that is neither."""
    chains: dict[UUID, list[Link]] = {}
    said: dict[str, Any] | None = None
    for place, line in enumerate(lines, start=1):
        try:
            told = json.loads(line)
            if said is not None:
                raise ValueError("something follows the last line")
            if "heads" in told:
                said = told
                continue
            link = _deed(told), str(told["previous"]), str(told["hash"])
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"line {place} is no entry: {error}") from error
        chains.setdefault(link[0].dossier_id, []).append(link)
    return chains, said


def _deed(told: dict[str, Any]) -> Deed:
    known = {one.name: told[one.name] for one in fields(Deed)}
    ids = {name: UUID(known[name]) for name in ("dossier_id", "actor_id", "delegation_id") if known[name] is not None}
    words = {
        "act": Act(known["act"]),
        "role": Role(known["role"]),
        "before": Status(known["before"]) if known["before"] else None,
        "after": Status(known["after"]),
        "at": datetime.fromisoformat(known["at"]),
    }
    return Deed(**known | ids | words)

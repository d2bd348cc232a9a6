"""Keeps the index of this program up to date: every search asks for the number of the catalog's edition, and only a
new number brings rows, those that changed since.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.db import statements, transaction
from kit.logs import log
from kit.problems import Unavailable
from kit.stopping import stop
from services.catalog.models import Edition, LifeEvent, Procedure, Synonym
from services.catalog.search.asking import synonyms
from services.catalog.search.catalogue import Catalogue, spoken, told
from services.catalog.search.index import Change, Entry, Index
from services.catalog.search.suggesting import Vocabulary

PATIENCE = 5.0
"""Seconds a search waits for a newer edition before it answers from the one it has."""
PATIENCE_AT_FIRST = 12.0
"""The same while there is none at all yet; the door waits 15."""
_AT_ONCE = 500
_KEPT = 2
"""Editions kept, so that a list somebody pages through stays the same for a while."""

_ENTRY = (
    Procedure.code, Procedure.name, Procedure.fields, Procedure.levels, Procedure.online_level, Procedure.agency_kinds,
    Procedure.ward_codes, Procedure.applicants, Procedure.aliases, Procedure.words, Procedure.closed_on,
)  # fmt: skip


class Search:
    """The search of one program. `catalogue` is the newest, `kept` an older one by its edition."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._index = Index()
        self._kept: dict[int, Catalogue] = {}
        self._events: dict[str, list[str]] = {}
        self._newest: Catalogue | None = None
        self._updating: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[int] | None = None
        self._next: asyncio.Task[int] | None = None

    async def edition(self) -> int:
        """The number of the catalog's edition, from the database; searches that come together share one read.

        Only a read that begins after the question was asked will do: an editor sees their own change at once.
        """
        if self._next is None:
            self._next = asyncio.create_task(self._read(self._reading))
        return await asyncio.shield(self._next)

    async def _read(self, before: asyncio.Task[int] | None) -> int:
        if before is not None:
            await asyncio.wait({before})
        self._reading, self._next = self._next, None
        async with statements(self._app) as session:
            return (await session.scalars(select(Edition.number))).one()

    async def catalogue(self, edition: int) -> Catalogue:
        """The catalogue in this edition or a newer one; in an older one when it takes too long.

        Raises Unavailable when there is none at all yet.
        """
        if self._newest is None or self._newest.edition != edition:
            if self._updating is None or self._updating.done():
                self._updating = asyncio.create_task(self._update(edition))
            await asyncio.wait({self._updating}, timeout=PATIENCE if self._newest else PATIENCE_AT_FIRST)
            if self._updating.done():
                self._updating.result()
        if self._newest is None:
            raise Unavailable(headers={"Retry-After": "5"})
        return self._newest

    def kept(self, edition: int) -> Catalogue | None:
        """The catalogue in this very edition, if it is still here."""
        return self._kept.get(edition)

    async def close(self) -> None:
        """Stop reading and updating."""
        await stop([task for task in (self._updating, self._reading, self._next) if task is not None])

    async def _update(self, edition: int) -> None:
        """Bring the index to an edition: rows changed since the one it has. An older one was restored: begin anew."""
        known = self._newest
        if known is not None and known.edition > edition:
            self._index, self._events, self._kept, known = Index(), {}, {}, None
        vocabulary = known.vocabulary.copy() if known else Vocabulary()
        change = await asyncio.to_thread(self._index.change)
        try:
            async with transaction(self._app) as session:
                await self._put(session, change, vocabulary, since=known.edition if known else 0)
                said = synonyms(
                    (said, meant) for said, meant in await session.execute(select(Synonym.said, Synonym.meant))
                )
            await asyncio.to_thread(change.finish)
        except BaseException:
            change.abandon()
            raise
        vocabulary.learn(spoken(said))
        self._newest = Catalogue(edition, self._index.snapshot(), vocabulary, said, told(said))
        self._kept = dict([*self._kept.items(), (edition, self._newest)][-_KEPT:])
        log.info("search index updated", edition=edition, procedures=self._newest.snapshot.size)

    async def _put(self, session: AsyncSession, change: Change, vocabulary: Vocabulary, *, since: int) -> None:
        """Put in the changed rows and those whose life events changed, and learn their words."""
        events = await _events(session)
        regrouped = [code for code in events.keys() | self._events.keys() if events.get(code) != self._events.get(code)]
        rows = await session.stream(
            select(*_ENTRY)
            .where(Procedure.changed_in > 0, or_(Procedure.changed_in > since, Procedure.code.in_(regrouped)))
            .execution_options(yield_per=_AT_ONCE)
        )
        async for part in rows.partitions():
            await asyncio.to_thread(_carry, change, part, vocabulary, events)
        self._events = events


def _carry(change: Change, rows: Sequence[Any], vocabulary: Vocabulary, events: Mapping[str, Sequence[str]]) -> None:
    """Some rows into the index. In a thread: the loop goes on."""
    offered = [Entry._make((*row, events.get(row.code, ()))) for row in rows]
    change.put(offered)
    vocabulary.learn(text for one in offered for text in (one.name, *one.aliases, *one.events, *one.fields))


async def _events(session: AsyncSession) -> dict[str, list[str]]:
    """By procedure code, what the life events it belongs to are called. The first of an event bears all its names."""
    called: dict[str, list[str]] = {}
    rows = await session.scalars(select(LifeEvent).order_by(LifeEvent.position, LifeEvent.code))
    for event in rows:
        for place, step in enumerate(event.procedures):
            names = [event.name, *event.aliases] if place == 0 else [event.name]
            called.setdefault(str(step["code"]), []).extend(names)
    return called


@asynccontextmanager
async def searching(app: FastAPI) -> AsyncIterator[None]:
    """For as long as the service runs: `app.state.search`."""
    app.state.search = Search(app)
    try:
        yield
    finally:
        await app.state.search.close()

"""A citizen who opens and submits dossiers, as many as the faults need."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.faults.stack import Stack
from tests.journeys.drafts import opened
from tests.journeys.errand import PDF, World
from tests.journeys.phone import Phone
from tests.journeys.temporary_residence import AGENCY, PROCEDURE, stay

PREPARING = 8
"""Papers sent at once."""


@dataclass
class Applicant:
    """Somebody signed in, with drafts that lack nothing."""

    world: World
    phone: Phone

    @classmethod
    @asynccontextmanager
    async def signed_in(cls, world: World, name: str = "lan") -> "AsyncIterator[Applicant]":
        """The demo citizen of this name at a new phone."""
        phone = world.phone()
        try:
            await phone.sign_in(f"{name}@motcua.example", world.passwords[name])
            yield cls(world, phone)
        finally:
            await phone.close()

    async def draft(self) -> str:
        """A dossier ready to be submitted; its id."""
        return await self._completed(await self._opened())

    async def drafts(self, stack: Stack, count: int) -> list[str]:
        """So many at once, though a person may have one: each is put away in the database while the next is opened."""
        made = []
        async with stack.database("dossier") as connection:
            for _ in range(count):
                made.append(await self._opened())
                await connection.execute("UPDATE dossiers SET status = 'discarded' WHERE id = $1", UUID(made[-1]))
            ids = [UUID(one) for one in made]
            await connection.execute("UPDATE dossiers SET status = 'draft' WHERE id = ANY($1)", ids)
        turns = asyncio.Semaphore(PREPARING)

        async def one(dossier_id: str) -> str:
            async with turns:
                return await self._completed(dossier_id)

        return list(await asyncio.gather(*map(one, made)))

    async def _opened(self) -> str:
        wanted = {"procedure_code": PROCEDURE, "agency_code": AGENCY, "answers": stay()}
        return str((await opened(self.phone, wanted))["id"])

    async def _completed(self, dossier_id: str) -> str:
        await self.phone.api(
            "POST",
            f"/v1/dossiers/{dossier_id}/papers",
            data={"component_id": "lawful-residence"},
            files={"file": ("hop-dong.pdf", PDF, "application/pdf")},
            expect=201,
        )
        return dossier_id

    async def submit(self, dossier_id: str) -> Any:
        """Submit it; 201 is promised."""
        return await self.phone.api("POST", f"/v1/dossiers/{dossier_id}/submission", expect=201)

    async def is_told(self, *dossier_ids: str) -> None:
        """Wait until the web inbox has exactly one notice of submission for each of these dossiers."""

        async def told() -> bool:
            found = await self.phone.api("GET", "/v1/inbox", params={"limit": 100}, expect=200)
            about = [one["dossier_id"] for one in found["items"] if one["kind"] == "dossier_submitted"]
            assert max(map(about.count, dossier_ids)) <= 1, "told twice"
            return set(dossier_ids) <= set(about)

        await self.world.until(told)

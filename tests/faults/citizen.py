"""A citizen who opens and submits dossiers, as many as the faults need."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.journeys.errand import PDF, World
from tests.journeys.phone import Phone
from tests.journeys.temporary_residence import AGENCY, PROCEDURE, stay


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
        wanted = {"procedure_code": PROCEDURE, "agency_code": AGENCY, "answers": stay()}
        opened = await self.phone.api("POST", "/v1/dossiers", json=wanted, expect=201)
        await self.phone.api(
            "POST",
            f"/v1/dossiers/{opened['id']}/papers",
            data={"component_id": "lawful-residence"},
            files={"file": ("hop-dong.pdf", PDF, "application/pdf")},
            expect=201,
        )
        return str(opened["id"])

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

"""The town hall: the API as people of the seeds ask it, signed in as strongly as a test wants, and their positions."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import seeds
from services.identity.jurisdiction import Role
from services.identity.models import Activity, Position
from services.identity.tests.holding import give, refresh

START = date(2025, 7, 1)


@dataclass
class Hall:
    """The API, asked as people of the seeds by user name (None: as nobody)."""

    api: httpx.AsyncClient
    session: AsyncSession
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    async def token(self, user: str, acr: str = "substantial") -> str:
        """An access token of a live sign-in at this level, the same every time."""
        if (user, acr) not in self.tokens:
            given = await give(self.session, user=user, acr=acr)
            answer = await refresh(self.api, given.refresh)
            assert answer.status_code == 200, answer.text
            self.tokens[user, acr] = answer.json()["access_token"]
        return self.tokens[user, acr]

    async def ask(
        self, user: str | None, method: str, path: str, body: Any = None, *, acr: str = "substantial", **headers: str
    ) -> httpx.Response:
        """A request as somebody; headers with `_` for `-`."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if user is not None:
            told["Authorization"] = f"Bearer {await self.token(user, acr)}"
        if method == "POST":
            told.setdefault("Idempotency-Key", uuid4().hex)
        return await self.api.request(method, path, json=body, headers=told)

    async def done(self, user: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The same, which must succeed; its answer."""
        answer = await self.ask(user, method, path, body, **headers)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def appoint(self, user: str, agency: str, role: str, **changed: Any) -> UUID:
        """Give somebody of the seeds a position."""
        fine = {"valid_from": START, "valid_to": None, "fields": [], **changed}
        position = Position(id=uuid4(), person_id=seeds.person_id(user), agency_code=agency, role=Role(role), **fine)
        self.session.add(position)
        await self.session.commit()
        return position.id

    async def log(self, user: str) -> list[tuple[str, dict[str, Any]]]:
        """What somebody's activity log tells: kinds and facts, oldest first."""
        query = select(Activity.kind, Activity.facts).where(Activity.person_id == seeds.person_id(user))
        rows = await self.session.execute(query.order_by(Activity.happened_at))
        return [(row.kind, row.facts) for row in rows]

"""A furnished service: what others would have said is known, and people stand ready."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from kit.clock import now
from kit.people import Citizen, Officer, Person
from kit.testing import citizen, headers, hear, officer
from services.dossier.routes.arguments import settings_of
from services.dossier.tests import factories
from services.dossier.tests.factories import OTHER_POLICE, PDF, POLICE, PROCEDURE


@dataclass
class Office:
    """A client of the service and the people of one agency."""

    app: FastAPI
    client: httpx.AsyncClient
    agency: str = POLICE
    lan: Citizen = field(default_factory=citizen)

    def __post_init__(self) -> None:
        self.hoa: Officer = officer(self.agency, "counter")
        self.dung: Officer = officer(self.agency, "officer")
        self.stranger: Officer = officer(OTHER_POLICE, "counter", "officer", "leader")

    async def furnish(self) -> None:
        """Let the other services say what they know."""
        await hear(self.app, factories.procedure())
        await hear(self.app, factories.agency(self.agency))
        await hear(self.app, factories.calendar())
        await hear(self.app, factories.person(self.lan.id))

    async def ask(self, method: str, path: str, by: Person | None, **request: Any) -> httpx.Response:
        """A request as somebody; keyword arguments as httpx takes them."""
        signed = headers(by) if by else {}
        return await self.client.request(method, path, headers=signed | request.pop("headers", {}), **request)

    async def act(self, dossier: dict[str, Any], name: str, by: Person, **body: Any) -> dict[str, Any]:
        """Do an act that must succeed; gives the standing after it."""
        answer = await self.ask("POST", f"/v1/dossiers/{dossier['id']}/{name}", by, json=body or None)
        assert answer.status_code == 201, answer.text
        standing: dict[str, Any] = answer.json()
        return standing

    async def offer(self, *codes: str) -> None:
        """Let catalog publish more procedures like the one there is."""
        for code in codes:
            await hear(self.app, factories.procedure(procedure_code=code))

    async def opened(self, *, procedure: str = PROCEDURE, **answers: Any) -> dict[str, Any]:
        """A draft of Lan's. There can be one of a procedure."""
        body = {"procedure_code": procedure, "agency_code": self.agency, "answers": answers}
        answer = await self.ask("POST", "/v1/dossiers", self.lan, json=body)
        assert answer.status_code == 201, answer.text
        draft: dict[str, Any] = answer.json()
        return draft

    async def upload(self, dossier: dict[str, Any], by: Person, *, name: str = "a.pdf", **more: Any) -> httpx.Response:
        """Send a file: Lan a paper of component `ct01`, an officer a result."""
        place = "papers" if isinstance(by, Citizen) else "results"
        content = more.pop("content", PDF)
        data = {"component_id": more.pop("component_id", "ct01")} if place == "papers" else {}
        path = f"/v1/dossiers/{dossier['id']}/{place}"
        return await self.ask("POST", path, by, data=data, files={"file": (name, content)}, **more)

    async def submitted(self, *, procedure: str = PROCEDURE) -> dict[str, Any]:
        """A complete dossier of Lan's, sent."""
        draft = await self.opened(procedure=procedure, reason="Đi làm")
        assert (await self.upload(draft, self.lan)).status_code == 201
        return await self.act(draft, "submission", self.lan)

    async def paid(self, *, procedure: str = PROCEDURE) -> dict[str, Any]:
        """The same, its fee paid."""
        sent = await self.submitted(procedure=procedure)
        issued = factories.bill(sent, owner_id=self.lan.id, agency_code=self.agency)
        await hear(self.app, issued)
        await hear(self.app, factories.payment(issued))
        return sent

    async def in_progress(self) -> dict[str, Any]:
        """The same, accepted and started."""
        sent = await self.paid()
        await self.act(sent, "acceptance", self.hoa)
        return await self.act(sent, "start", self.dung)

    async def assessed(self, dossier: dict[str, Any], by: Person, *wrong: dict[str, Any]) -> dict[str, Any]:
        """Everything has a verdict: good, but for the items named, which are wrong for their reason."""
        named = {one.get("component_id") or one["field"] for one in wrong}
        shown = (await self.seen(dossier, by, "/assessment"))["items"]
        good = [
            {("component_id" if one["kind"] == "component" else "field"): one["item"], "verdict": "good"}
            for one in shown
            if one["item"] not in named
        ]
        bad = [{name: one[name] for name in one if name != "what_to_do"} | {"verdict": "wrong"} for one in wrong]
        return await self.act(dossier, "assessment", by, items=[*good, *bad])

    async def supplement(
        self, dossier: dict[str, Any], *items: dict[str, Any], by: Person | None = None, days: int = 5
    ) -> dict[str, Any]:
        """These are found wrong, everything else good, and asked for."""
        officer = by or self.dung
        await self.assessed(dossier, officer, *items)
        return await self.act(dossier, "supplement-requests", officer, items=list(items), answer_within_days=days)

    async def seen(self, dossier: dict[str, Any], by: Person, part: str = "") -> dict[str, Any]:
        """The dossier, or a part of it, as somebody reads it."""
        answer = await self.ask("GET", f"/v1/dossiers/{dossier['id']}{part}", by)
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown


def allow(office: Office, patch: pytest.MonkeyPatch, **bounds: int | str) -> None:
    """Run the service with other bounds for this test."""
    changed = office.app.state.settings.model_copy(update=bounds)
    patch.setitem(office.app.dependency_overrides, settings_of, lambda: changed)


@pytest_asyncio.fixture
async def office(app: FastAPI, client: httpx.AsyncClient) -> Office:
    """The rolled-back service, furnished."""
    furnished = Office(app, client)
    await furnished.furnish()
    return furnished


@pytest_asyncio.fixture
async def live_office(live: FastAPI, live_client: httpx.AsyncClient) -> Office:
    """The committing service, furnished, for an agency of its own."""
    furnished = Office(live, live_client, agency=f"T{uuid4().hex[:8]}")
    await furnished.furnish()
    return furnished


@pytest.fixture
async def clock_at(app: FastAPI) -> AsyncIterator[Callable[[datetime], None]]:
    """Sets the service's clock for the test."""

    def set_clock(moment: datetime) -> None:
        app.dependency_overrides[now] = lambda: moment

    yield set_clock
    app.dependency_overrides.pop(now, None)

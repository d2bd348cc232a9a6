"""The whole platform in one process: six services, the door's route table, the payment sandbox, a real SMTP mailbox.

There is no broker here: `carry` takes every event from the outboxes to those who hear it, twice, as Kafka may. What the
broker itself does is tested in kit/tests and, on a real one, in tests/kafka.
"""

import importlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import text
from starlette.types import Receive, Scope, Send

from deploy.local import mailbox
from deploy.local.people import PARTNER, PEOPLE
from deploy.local.vnpay import app as vnpay
from deploy.local.vnpay.notices import Notifier
from gateway.routes import TABLE, deciding
from kit.db import transaction
from kit.effects import take
from kit.events import Envelope
from kit.testing import PUBLIC_URL, Server
from kit.tokens import Verifier

SERVICES = ("identity", "catalog", "dossier", "payment", "notification", "feedback")
PASSWORDS = {person.name: f"cho-thu-{person.name}-2026" for person in PEOPLE}
SECRET = "0123456789ABCDEF0123456789ABCDEF"
TMN_CODE = "MOTCUA01"


class Door:
    """Sends a request where the gateway's route table would; unknown paths are 404."""

    def __init__(self, apps: Mapping[str, FastAPI]) -> None:
        self._apps = apps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        row = deciding(TABLE, path=scope["path"], method=method)
        if row is None:
            await send({"type": "http.response.start", "status": 404, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        await self._apps[row.service](scope, receive, send)


class Town:
    """The services by name, and how their events travel."""

    def __init__(self, apps: dict[str, FastAPI]) -> None:
        self.apps = apps
        self._carried = dict.fromkeys(SERVICES, 0)

    def door(self) -> httpx.AsyncClient:
        """A client of the public address."""
        transport = httpx.ASGITransport(Door(self.apps), client=("127.0.0.1", 1))
        return httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, timeout=30)

    async def carry(self) -> None:
        """Let every event said so far travel, and those it brings about; then let time pass once."""
        while any([await self._carry_from(service) for service in SERVICES]):
            pass
        for service in ("notification", "payment"):
            schedule = importlib.import_module(f"services.{service}.schedule").schedule
            await schedule.run_once(self.apps[service])

    async def _carry_from(self, speaker: str) -> int:
        async with self.apps[speaker].state.engine.connect() as connection:
            query = text("SELECT * FROM outbox WHERE id > :after ORDER BY id")
            rows = (await connection.execute(query, {"after": self._carried[speaker]})).all()
        for row in rows:
            self._carried[speaker] = row.id
            for app in self.apps.values():
                if (listener := app.state.__dict__["_state"].get("listener")) and row.type in listener.handlers:
                    await self._deliver(app, Envelope.from_row(row, source=speaker))
        return len(rows)

    async def _deliver(self, app: FastAPI, said: Envelope) -> None:
        for _ in range(2):
            await take(lambda: transaction(app), app.state.listener, said)


@asynccontextmanager
async def founded(server: Server, folder: Path) -> AsyncIterator[Town]:
    """A town with the invented people, agencies and procedures of the demo."""
    async with AsyncExitStack() as stack:
        given = stack.enter_context(pytest.MonkeyPatch.context())
        apps: dict[str, FastAPI] = {}
        apps["mailbox"] = await _mailbox(stack, given, folder)
        for service in SERVICES:
            apps[service] = await _service(stack, service, url=await server.own_database(service), folder=folder)
        town = Town(apps)
        apps["vnpay"] = await _sandbox(stack, given, town)
        for app in (apps[service] for service in SERVICES):
            app.state.verifier = Verifier(issuer=PUBLIC_URL, client=town.door())
        await _seed(apps)
        await town.carry()
        yield town


async def _service(stack: AsyncExitStack, service: str, *, url: str, folder: Path) -> FastAPI:
    kind = vars(importlib.import_module(f"services.{service}.settings"))[f"{service.title()}Settings"]
    special: dict[str, dict[str, Any]] = {
        "payment": {"vnpay_tmn_code": TMN_CODE, "vnpay_hash_secret": SecretStr(SECRET)},
        "notification": {"smtp_url": f"smtp://127.0.0.1:{(folder / 'smtp').read_text()}"},
        "dossier": {"files_url": (folder / "files").as_uri()},
    }
    settings = kind(database_url=SecretStr(url), public_url=PUBLIC_URL, **special.get(service, {}))
    app: FastAPI = importlib.import_module(f"services.{service}.app").create(settings, is_connected=False)
    await stack.enter_async_context(app.router.lifespan_context(app))
    return app


async def _mailbox(stack: AsyncExitStack, given: pytest.MonkeyPatch, folder: Path) -> FastAPI:
    given.setenv("MOTCUA_MAILBOX_FOLDER", str(folder))
    given.setenv("MOTCUA_MAILBOX_PORT", "0")
    app = mailbox.create()
    await stack.enter_async_context(app.router.lifespan_context(app))
    (folder / "smtp").write_text(str(app.state.smtp_port))
    return app


async def _sandbox(stack: AsyncExitStack, given: pytest.MonkeyPatch, town: Town) -> FastAPI:
    given.setenv("VNPAY_SANDBOX_TMN_CODE", TMN_CODE)
    given.setenv("VNPAY_SANDBOX_HASH_SECRET", SECRET)
    given.setenv("VNPAY_SANDBOX_IPN_URL", f"{PUBLIC_URL}/v1/gateways/vnpay/ipn")
    app = vnpay.create()
    await stack.enter_async_context(app.router.lifespan_context(app))
    app.state.notifier = Notifier(town.door(), f"{PUBLIC_URL}/v1/gateways/vnpay/ipn", SECRET)
    return app


async def _seed(apps: dict[str, FastAPI]) -> None:
    arguments = {"passwords": PASSWORDS, "client_secrets": {PARTNER: SECRET}, "public_url": PUBLIC_URL}
    told: dict[str, dict[str, Any]] = {"identity": arguments, "catalog": {}}
    for service, more in told.items():
        seed = importlib.import_module(f"services.{service}.seeds").seed
        async with transaction(apps[service]) as session:
            await seed(session, **more)

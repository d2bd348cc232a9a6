"""What every answer carries, and what operators see: headers, traces, times, readiness, lag."""

from collections.abc import AsyncIterator
from types import SimpleNamespace

import httpx
import pytest_asyncio
from fastapi import APIRouter, Depends, FastAPI, Response
from pydantic import SecretStr
from sqlalchemy import text

from kit.app import build
from kit.db import transaction
from kit.logs import traceparent
from kit.people import anyone
from kit.settings import Settings
from kit.testing import client_of
from kit.tests.conftest import Running

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
router = APIRouter(dependencies=[Depends(anyone)])


@router.get("/trace")
async def read_trace() -> str | None:
    return traceparent()


@router.get("/things/{number}")
async def read_thing(number: int) -> Response:
    return Response(headers={"Cache-Control": "public, max-age=60"})


@pytest_asyncio.fixture
async def app(sample: Running) -> AsyncIterator[FastAPI]:
    async with sample(routers=[router]) as running:
        yield running


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as opened:
        yield opened


async def test_an_answer_is_neither_cached_nor_sniffed_unless_it_says_so(client: httpx.AsyncClient) -> None:
    plain = await client.get("/trace")
    assert (plain.headers["Cache-Control"], plain.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert plain.headers["API-Version"] == "1"
    assert (await client.get("/things/1")).headers["Cache-Control"] == "public, max-age=60"


async def test_a_request_works_in_its_callers_trace(client: httpx.AsyncClient) -> None:
    assert (await client.get("/trace", headers={"traceparent": TRACE})).json() == TRACE
    own = (await client.get("/trace", headers={"traceparent": "forged"})).json()
    assert own.startswith("00-")
    assert own != (await client.get("/trace")).json()


async def test_times_are_counted_by_route_not_by_what_strangers_write(client: httpx.AsyncClient) -> None:
    for path in ("/things/1", "/things/2", "/nowhere/at-all"):
        await client.get(path)
    await client.request("INVENTED", "/things/3")
    figures = (await client.get("/metrics")).text
    assert 'method="GET",route="/things/{number}",service="sample",status="200"' in figures
    assert 'route="unknown"' in figures
    assert "at-all" not in figures
    assert "INVENTED" not in figures
    assert 'method="other"' in figures


async def test_a_service_with_its_database_is_ready_and_tells_lag_and_letters(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    assert (await client.get("/livez")).json() == {"status": "alive"}
    assert (await client.get("/readyz")).json() == {"status": "ready", "dead_letters": {}, "relay": "stands by"}
    async with transaction(app) as session:
        await session.execute(
            text(
                "INSERT INTO dead_letters"
                " (event_id, type, topic, subject, source, occurred_at, body, state, reason, tries)"
                " VALUES (gen_random_uuid(), 't', 't', 's', 's', now(), '', 'dead', 'r', 9)"
            )
        )
    app.state.relay = SimpleNamespace(is_leading=True)
    app.state.listening = SimpleNamespace(lag={"sample/0": 3, "sample/1": 4}, is_connected=True)
    assert (await client.get("/readyz")).json() == {
        "status": "ready", "dead_letters": {"dead": 1}, "relay": "leads", "broker": "connected", "lag": 7,
    }  # fmt: skip
    figures = (await client.get("/metrics")).text
    assert 'motcua_listener_lag{topic_partition="sample/1"} 4.0' in figures
    assert 'motcua_dead_letters{state="dead"} 1.0' in figures
    assert 'motcua_dead_letters{state="waiting"} 0.0' in figures
    app.state.listening = SimpleNamespace(lag={"sample/0": 0}, is_connected=False)
    told = (await client.get("/readyz")).json()
    assert (told["status"], told["broker"]) == ("ready", "away"), "submitting goes on without the broker"
    assert "sample/1" not in (await client.get("/metrics")).text


async def test_without_a_database_a_service_lives_but_is_not_ready() -> None:
    url = SecretStr("postgresql+asyncpg://x@127.0.0.1:1/x")
    app = build("sample", Settings(database_url=url), routers=[], is_connected=False)
    async with app.router.lifespan_context(app), client_of(app) as client:
        assert (await client.get("/livez")).status_code == 200
        refused = await client.get("/readyz")
        assert (refused.status_code, refused.json()) == (503, {"status": "no database"})
        assert "motcua_request_seconds" in (await client.get("/metrics")).text

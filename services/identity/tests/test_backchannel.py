"""Clients hear of sign-outs: once each, again when they did not answer, and never at an address inside our network."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit import http
from kit.clock import now
from kit.db import transaction
from kit.testing import PUBLIC_URL
from services.identity import seeds, signing_in
from services.identity.models import Client, LogoutNotice, SubjectType
from services.identity.oauth2 import backchannel
from services.identity.schedule import forget
from services.identity.tests.holding import claims_of, client, give, redeem

EVENT = "http://schemas.openid.net/event/backchannel-logout"
ADDRESS = "https://web.example/backchannel-logout"


class Listening:
    """The clients, as they answer."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.status = 200

    def answer(self, request: httpx.Request) -> httpx.Response:
        assert request.method == "POST"
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        form = parse_qs(request.content.decode())
        assert form.keys() == {"logout_token"}
        self.heard.append((str(request.url), form["logout_token"][0]))
        if self.status == 0:
            raise httpx.ConnectError("nobody there")
        return httpx.Response(self.status, headers={"location": "https://elsewhere.example"})


@pytest_asyncio.fixture
async def clients(world: FastAPI) -> AsyncIterator[Listening]:
    """What clients hear instead of a network."""
    listening = Listening()
    kept = world.state.provider.outward
    async with httpx.AsyncClient(transport=httpx.MockTransport(listening.answer)) as mocked:
        object.__setattr__(world.state.provider, "outward", mocked)
        yield listening
    object.__setattr__(world.state.provider, "outward", kept)


async def sign_out(session: AsyncSession, *names: str, **changed: Any) -> Any:
    given = None
    for name in names:
        await client(session, name, backchannel_logout_uri=f"https://{name}.example/backchannel-logout", **changed)
        given = await give(session, name, within=given.session_id if given else None)
    assert given is not None
    await signing_in.end_session(session, given.session_id, at=await now())
    await session.commit()
    return given


async def notices(session: AsyncSession) -> list[LogoutNotice]:
    query = select(LogoutNotice).order_by(LogoutNotice.client_id).execution_options(populate_existing=True)
    return list(await session.scalars(query))


async def test_every_client_of_the_sign_in_is_told(
    world: FastAPI, clients: Listening, session: AsyncSession, api: httpx.AsyncClient
) -> None:
    given = await sign_out(session, "web", "shop")
    assert await backchannel.deliver(world) == 2
    assert await backchannel.deliver(world) == 0
    assert sorted(address for address, _ in clients.heard) == ["https://shop.example/backchannel-logout", ADDRESS]
    published = KeySet.import_key_set((await api.get("/oauth2/jwks")).json())
    for _, text in clients.heard:
        token = jwt.decode(text, published, algorithms=["ES256"])
        assert token.header["typ"] == "logout+jwt"
        claims = token.claims
        assert claims["events"] == {EVENT: {}}
        assert (claims["iss"], claims["sid"], claims["sub"]) == (
            PUBLIC_URL,
            str(given.session_id),
            str(seeds.person_id("lan")),
        )
        assert claims["exp"] - claims["iat"] == 120
        assert claims["jti"]
        assert "nonce" not in claims
    assert {claims_of(text)["aud"] for _, text in clients.heard} == {"web", "shop"}
    assert all(one.delivered_at for one in await notices(session))


async def test_a_logout_token_opens_nothing(
    world: FastAPI, clients: Listening, session: AsyncSession, api: httpx.AsyncClient
) -> None:
    await sign_out(session, "web")
    await backchannel.deliver(world)
    headers = {"Authorization": f"Bearer {clients.heard[0][1]}"}
    assert (await api.get("/oauth2/userinfo", headers=headers)).status_code == 401
    assert (await api.get("/v1/me", headers=headers)).status_code == 401


async def test_a_client_that_wants_nothing_is_not_told_and_nobody_twice(
    world: FastAPI, clients: Listening, session: AsyncSession
) -> None:
    await give(session)
    given = await sign_out(session, "web")
    await signing_in.end_session(session, given.session_id, at=await now())
    await session.commit()
    assert [one.client_id for one in await notices(session)] == ["web"]


async def test_a_partner_is_told_its_own_name_of_the_person(
    world: FastAPI, clients: Listening, session: AsyncSession, api: httpx.AsyncClient
) -> None:
    changed = {"backchannel_logout_uri": ADDRESS, "subject_type": SubjectType.PAIRWISE}
    await client(session, "web", **changed)
    given = await give(session, "web")
    tokens = (await redeem(api, given.code, auth=("web", "web"))).json()
    await signing_in.end_session(session, given.session_id, at=await now())
    await session.commit()
    await backchannel.deliver(world)
    assert claims_of(clients.heard[0][1])["sub"] == claims_of(tokens["id_token"])["sub"]


@pytest.mark.parametrize("status", [0, 302, 400, 500, 503])
async def test_who_does_not_answer_is_told_again_later_and_then_given_up(
    world: FastAPI, clients: Listening, session: AsyncSession, status: int
) -> None:
    await sign_out(session, "web")
    clients.status = status
    for tried in range(1, len(backchannel.PAUSES) + 2):
        assert await backchannel.deliver(world) == 1
        assert await backchannel.deliver(world) == 0
        (notice,) = await notices(session)
        assert (notice.attempts, notice.delivered_at) == (tried, None)
        if notice.due_at is None:
            break
        await session.execute(update(LogoutNotice).values(due_at=await now()))
        await session.commit()
    assert notice.attempts == len(backchannel.PAUSES) + 1
    assert len({claims_of(text)["jti"] for _, text in clients.heard}) == notice.attempts


class Death(BaseException):
    """Of a whole replica: nothing catches it."""


async def test_a_replica_that_dies_while_it_tells_leaves_the_notice_for_later(
    world: FastAPI, clients: Listening, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sign_out(session, "web")

    async def die(*_: object) -> bool:
        raise Death

    with monkeypatch.context() as dying:
        dying.setattr(backchannel, "_send", die)
        with pytest.raises(Death):
            await backchannel.deliver(world)
    assert await backchannel.deliver(world) == 0
    await session.execute(update(LogoutNotice).values(due_at=await now()))
    await session.commit()
    assert await backchannel.deliver(world) == 1
    assert (await notices(session))[0].delivered_at is not None


async def test_the_notice_and_the_end_of_the_session_are_one_commit(world: FastAPI, session: AsyncSession) -> None:
    await client(session, "web", backchannel_logout_uri=ADDRESS)
    given = await give(session, "web")

    async def end_and_fail() -> None:
        async with transaction(world) as doomed:
            await signing_in.end_session(doomed, given.session_id, at=await now())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await end_and_fail()
    assert await notices(session) == []


@pytest.mark.parametrize("stop", ["address", "disabled"])
async def test_a_client_that_left_is_not_told(
    world: FastAPI, clients: Listening, session: AsyncSession, stop: str
) -> None:
    await sign_out(session, "web")
    gone = await session.get_one(Client, "web")
    if stop == "address":
        gone.backchannel_logout_uri = None
    else:
        gone.disabled_at = await now()
    await session.commit()
    assert await backchannel.deliver(world) == 0
    assert (await notices(session))[0].due_at is None
    assert clients.heard == []


async def test_an_address_inside_our_network_is_never_spoken_to(
    world: FastAPI, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    await client(session, "web", backchannel_logout_uri="https://10.0.0.1/logout")
    given = await give(session, "web")
    await signing_in.end_session(session, given.session_id, at=await now())
    await session.commit()
    async with http.outward() as guarded:
        assert not await backchannel._send(guarded, "https://10.0.0.1/logout", "x")
        assert not await backchannel._send(guarded, "https://127.0.0.1/logout", "x")
    assert await backchannel.deliver(world) == 1
    assert (await notices(session))[0].delivered_at is None


async def test_a_client_that_never_ends_its_answer_keeps_nobody_waiting(
    world: FastAPI, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 1024
            await asyncio.sleep(0)

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "mute.example":
            await asyncio.Event().wait()
        return httpx.Response(200, content=drip())

    await sign_out(session, "drip", "mute", "web")
    monkeypatch.setattr(backchannel, "PATIENCE", timedelta(seconds=0.2))
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as mocked:
        kept = world.state.provider.outward
        object.__setattr__(world.state.provider, "outward", mocked)
        async with asyncio.timeout(5):
            assert await backchannel.deliver(world) == 3
        object.__setattr__(world.state.provider, "outward", kept)
    assert [one.delivered_at is not None for one in await notices(session)] == [True, False, True]


@pytest.mark.parametrize("address", ["https://xn--/x", "https://xn--a/x", "https://a..b/x"])
async def test_an_address_that_is_no_name_harms_nobody_else(address: str) -> None:
    async with http.outward() as guarded:
        assert not await backchannel._send(guarded, address, "x")


async def test_old_notices_are_forgotten(world: FastAPI, clients: Listening, session: AsyncSession) -> None:
    await sign_out(session, "web")
    await backchannel.deliver(world)
    await forget(session, at=await now() + timedelta(days=29))
    assert len(await notices(session)) == 1
    await forget(session, at=await now() + timedelta(days=31))
    assert await notices(session) == []

"""Introspection: who may ask about which token, and that nothing dead is called alive."""

from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.testing import PUBLIC_URL
from services.identity import actions, seeds, signing_in
from services.identity.models import Account, Client
from services.identity.tests.factories import SECRET
from services.identity.tests.holding import Given, Key, ask, claims_of, client, give, refresh

WEB = ("web", "web")
WATCH = ("watch", "watch")
INACTIVE = {"active": False}


async def told(api: httpx.AsyncClient, token: str, auth: tuple[str, str] = WEB) -> Any:
    answer = await api.post("/oauth2/introspect", data={"token": token}, auth=auth)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


@pytest_asyncio.fixture
async def given(world: FastAPI, session: AsyncSession) -> Given:
    """What Lan gave a confidential client; another one may ask about everything."""
    await client(session, "web")
    changed = {"scopes": [], "redirect_uris": [], "agency_code": "G18.24"}
    await client(session, "watch", grants=["client_credentials", "introspection"], **changed)
    return await give(session, "web")


async def test_a_client_learns_of_its_own_tokens(given: Given, api: httpx.AsyncClient) -> None:
    tokens = (await refresh(api, given.refresh, auth=WEB)).json()
    access = await told(api, tokens["access_token"])
    said = claims_of(tokens["access_token"])
    shown = ("iss", "sub", "aud", "client_id", "scope", "exp", "iat", "jti", "acr", "auth_time", "kind")
    assert access == {"active": True, "token_type": "Bearer", **{name: said[name] for name in shown}}
    kept = await told(api, tokens["refresh_token"])
    assert (kept["active"], kept["sub"], kept["client_id"]) == (True, str(seeds.person_id("lan")), "web")
    assert await told(api, given.refresh) == INACTIVE


async def test_others_learn_nothing_unless_they_may(
    given: Given, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    await client(session, "curious")
    tokens = (await refresh(api, given.refresh, auth=WEB)).json()
    assert await told(api, tokens["access_token"], ("curious", "curious")) == INACTIVE
    assert (await told(api, tokens["access_token"], WATCH))["active"] is True
    assert await told(api, tokens["refresh_token"], WATCH) == INACTIVE
    assert await told(api, tokens["id_token"], WEB) == INACTIVE


async def test_only_a_client_that_proves_itself_is_answered(given: Given, api: httpx.AsyncClient) -> None:
    public = await api.post("/oauth2/introspect", data={"token": given.refresh, "client_id": "demo-web"})
    assert public.json()["error"] == "unauthorized_client"
    nobody = await api.post("/oauth2/introspect", data={"token": given.refresh})
    assert (nobody.status_code, nobody.json()["error"]) == (401, "invalid_client")
    empty = await api.post("/oauth2/introspect", auth=WEB, data={"token_type_hint": "access_token"})
    assert empty.json()["error"] == "invalid_request"


@pytest.mark.parametrize("text", ["x", "a.b.c", "x" * 8000, "....", "\u00e9"])
async def test_what_is_no_token_is_not_active(given: Given, api: httpx.AsyncClient, text: str) -> None:
    assert await told(api, text) == INACTIVE


@pytest.mark.parametrize("end", ["family", "session", "account", "client"])
async def test_what_was_taken_back_is_not_active(
    given: Given, api: httpx.AsyncClient, session: AsyncSession, end: str
) -> None:
    tokens = (await refresh(api, given.refresh, auth=WEB)).json()
    at = await now()
    if end == "family":
        await actions.grants.revoke_family(session, given.family_id, at=at)
    elif end == "session":
        await signing_in.end_session(session, given.session_id, at=at)
    elif end == "account":
        person = seeds.person_id("lan")
        await session.execute(update(Account).where(Account.person_id == person).values(disabled_at=at))
    else:
        await session.execute(update(Client).where(Client.id == "web").values(disabled_at=at))
    await session.commit()
    assert await told(api, tokens["access_token"], WATCH) == INACTIVE
    if end != "client":
        assert await told(api, tokens["refresh_token"]) == INACTIVE


async def test_a_systems_own_token_lives_while_the_system_does(
    given: Given, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    own = await ask(api, grant_type="client_credentials", auth=("bhxh-partner", SECRET))
    told_of = await told(api, own.json()["access_token"], WATCH)
    assert (told_of["active"], told_of["kind"], told_of["sub"]) == (True, "partner", "bhxh-partner")
    assert (await told(api, own.json()["access_token"], ("bhxh-partner", SECRET)))["active"] is True
    await session.execute(update(Client).where(Client.id == "bhxh-partner").values(disabled_at=await now()))
    await session.commit()
    assert await told(api, own.json()["access_token"], WATCH) == INACTIVE


async def test_a_bound_token_is_told_with_its_key(given: Given, api: httpx.AsyncClient) -> None:
    key = Key()
    tokens = (await refresh(api, given.refresh, auth=WEB, headers=key.proof())).json()
    said = await told(api, tokens["access_token"])
    assert (said["token_type"], said["cnf"]) == ("DPoP", {"jkt": key.thumbprint})


async def test_discovery_names_what_there_is(given: Given, api: httpx.AsyncClient) -> None:
    known = (await api.get("/.well-known/openid-configuration")).json()
    assert known["introspection_endpoint"] == f"{PUBLIC_URL}/oauth2/introspect"
    assert "private_key_jwt" in known["token_endpoint_auth_methods_supported"]
    assert known["token_endpoint_auth_signing_alg_values_supported"] == ["ES256"]
    assert known["dpop_signing_alg_values_supported"] == ["ES256"]
    assert known["subject_types_supported"] == ["public", "pairwise"]
    assert known["backchannel_logout_supported"] is True
    assert known["backchannel_logout_session_supported"] is True
    assert "urn:ietf:params:oauth:grant-type:token-exchange" in known["grant_types_supported"]

"""OpenID Foundation conformance, Back-Channel Logout OP: each test is named after the module it makes the check of."""

from urllib.parse import parse_qs

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.testing import PUBLIC_URL
from services.identity.models import Client
from services.identity.oauth2 import backchannel
from services.identity.tests.conformance.parties import LEFT, Party

TOLD = "https://rp.example/backchannel"
EVENT = "http://schemas.openid.net/event/backchannel-logout"


async def test_oidcc_backchannel_logout_discovery_endpoint_verification(party: Party) -> None:
    known = (await party.client.get("/.well-known/openid-configuration")).json()
    assert known["backchannel_logout_supported"] is True
    assert known["backchannel_logout_session_supported"] is True


async def test_oidcc_backchannel_rp_initiated_logout(
    party: Party, world: FastAPI, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, str]] = []

    def hear(request: httpx.Request) -> httpx.Response:
        heard.append((str(request.url), parse_qs(request.content.decode())["logout_token"][0]))
        return httpx.Response(200)

    await session.execute(update(Client).where(Client.id == "party").values(backchannel_logout_uri=TOLD))
    await session.commit()
    tokens = await party.tokens()
    signed_in = await party.claims(tokens["id_token"])
    await party.client.get(
        "/oauth2/logout", params={"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": LEFT}
    )
    monkeypatch.setattr(world.state.provider.outward, "_transport", httpx.MockTransport(hear))
    await backchannel.deliver(world)
    [(address, logout_token)] = heard
    assert address == TOLD
    claims = await party.claims(logout_token)
    assert (claims["iss"], claims["aud"]) == (PUBLIC_URL, "party")
    assert (claims["sub"], claims["sid"]) == (signed_in["sub"], signed_in["sid"])
    assert claims["events"] == {EVENT: {}}
    assert claims.keys() >= {"iat", "exp", "jti"}
    assert "nonce" not in claims
    assert (await party.refresh(tokens["refresh_token"])).json()["error"] == "invalid_grant"

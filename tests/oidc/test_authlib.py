"""Authlib signs people in, checks the ID token itself, refreshes and revokes."""

from secrets import token_urlsafe

import httpx
import pytest
from authlib.integrations.httpx_client import AsyncOAuth2Client, OAuthError
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

from deploy.local.secrets import load
from tests.faults.stack import Stack
from tests.oidc.person import Person

pytestmark = pytest.mark.oidc
REDIRECT = "http://127.0.0.1:41777/callback"


async def _provider(stack: Stack) -> dict[str, str]:
    async with httpx.AsyncClient(base_url=stack.address) as client:
        found: dict[str, str] = (await client.get("/.well-known/openid-configuration")).json()
    return found


async def test_authlib_signs_in_refreshes_and_revokes(stack: Stack, lan: Person) -> None:
    provider, verifier, nonce = await _provider(stack), token_urlsafe(48), token_urlsafe(12)
    async with AsyncOAuth2Client(
        "demo-web",
        redirect_uri=REDIRECT,
        scope="openid profile",
        code_challenge_method="S256",
        token_endpoint_auth_method="none",
    ) as client:
        url, state = client.create_authorization_url(
            provider["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
        back = await lan.open(url, until=REDIRECT)
        token = await client.fetch_token(
            provider["token_endpoint"], authorization_response=back, code_verifier=verifier, state=state
        )
        async with httpx.AsyncClient() as plain:
            keys = KeySet.import_key_set((await plain.get(provider["jwks_uri"])).json())
        claims = CodeIDToken(
            jwt.decode(token["id_token"], keys, algorithms=["ES256"]).claims,
            {"alg": "ES256"},
            {"iss": {"essential": True, "value": provider["issuer"]}, "aud": {"essential": True, "value": "demo-web"}},
            {"client_id": "demo-web", "nonce": nonce, "access_token": token["access_token"]},
        )
        claims.validate(leeway=5)
        userinfo = (await client.get(provider["userinfo_endpoint"])).json()
        assert userinfo["sub"] == claims["sub"]
        fresh = await client.refresh_token(provider["token_endpoint"], refresh_token=token["refresh_token"])
        assert fresh["refresh_token"] != token["refresh_token"]
        await client.revoke_token(provider["revocation_endpoint"], fresh["refresh_token"])
        with pytest.raises(OAuthError, match="invalid_grant"):
            await client.refresh_token(provider["token_endpoint"], refresh_token=fresh["refresh_token"])


async def test_authlib_gets_a_token_for_a_partner_system(stack: Stack) -> None:
    provider, secret = await _provider(stack), load(stack.layout.secrets).partner
    async with AsyncOAuth2Client("bhxh-partner", secret) as client:
        token = await client.fetch_token(provider["token_endpoint"], grant_type="client_credentials")
    assert token["token_type"] == "Bearer"

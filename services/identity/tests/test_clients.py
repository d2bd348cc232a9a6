"""How clients prove to be themselves, and what does not pass for it."""

import asyncio
import base64
import time
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.db import transaction
from kit.testing import PUBLIC_URL, client_of
from services.identity.credentials import opaque
from services.identity.models import Authentication, Client
from services.identity.tests.holding import BEARER, TOKEN_URL, Key, ask, client

AT = int(time.time())
OTHER = ECKey.generate_key("P-256", {"kid": "a"})
SELF = {"grant_type": "client_credentials"}


async def partner(session: AsyncSession, key: Key, **changed: Any) -> Client:
    fine: dict[str, Any] = {
        "authentication": Authentication.KEY,
        "secret_hash": None,
        "jwks": {"keys": [{**key.public, "kid": "a"}]},
        "grants": ["client_credentials"],
        "scopes": [],
        "redirect_uris": [],
        "agency_code": "G18.24",
    }
    return await client(session, "keyed", **{**fine, **changed})


async def test_a_client_with_a_key_proves_itself_with_an_assertion(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    key = Key()
    await partner(session, key)
    answer = await ask(api, **SELF, **key.assertion("keyed"))
    assert answer.status_code == 200, answer.text
    assert (await ask(api, **SELF, **key.assertion("keyed", header={"kid": None, "typ": "JWT"}))).status_code == 200
    assert (await ask(api, **SELF, **key.assertion("keyed"), client_id="keyed")).status_code == 200


BAD: dict[str, dict[str, Any]] = {
    "another client's name": {"iss": "bhxh-partner", "sub": "bhxh-partner"},
    "issuer another": {"iss": "bhxh-partner"},
    "no subject": {"sub": None},
    "for another server": {"aud": "https://elsewhere.example"},
    "for the token endpoint": {"aud": TOKEN_URL},
    "for several": {"aud": [PUBLIC_URL]},
    "expired": {"exp": AT - 1},
    "without an end": {"exp": None},
    "end is text": {"exp": str(AT + 60)},
    "too far ahead": {"exp": AT + 7200},
    "made tomorrow": {"iat": AT + 3600},
    "not yet good": {"nbf": AT + 600},
    "without an id": {"jti": None},
    "empty id": {"jti": ""},
    "id is a number": {"jti": 1},
    "endless id": {"jti": "j" * 257},
    "signed by another": {"by": OTHER},
    "access token": {"header": {"typ": "at+jwt"}},
    "proof": {"header": {"typ": "dpop+jwt"}},
    "unknown key": {"header": {"kid": "b"}},
    "key in header": {"header": {"jwk": {"kty": "EC"}}},
    "key by address": {"header": {"jku": "https://evil.example/keys"}},
    "certificate": {"header": {"x5c": ["AA"]}},
}


@pytest.mark.parametrize("changed", BAD.values(), ids=BAD.keys())
async def test_a_wrong_assertion_proves_nothing(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession, changed: dict[str, Any]
) -> None:
    key = Key()
    await partner(session, key)
    refused = await ask(api, **SELF, **key.assertion("keyed", **changed))
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


def forged(assertion: str, header: bytes) -> str:
    head = base64.urlsafe_b64encode(header).rstrip(b"=").decode()
    return ".".join([head, *assertion.split(".")[1:]])


HEADERS = [
    b'{"alg":"none","kid":"a"}',
    b'{"alg":"HS256","kid":"a"}',
    b'{"alg":"ES256","kid":"a","crit":["b64"],"b64":false}',
    b'{"alg":"ES256","kid":7}',
    b"[]",
    b"{",
    b"\xff",
]


@pytest.mark.parametrize("header", HEADERS)
async def test_a_forged_header_proves_nothing(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession, header: bytes
) -> None:
    key = Key()
    await partner(session, key)
    good = key.assertion("keyed")
    good["client_assertion"] = forged(good["client_assertion"], header)
    assert (await ask(api, **SELF, **good)).json()["error"] == "invalid_client"


@pytest.mark.parametrize("text", ["x", "a.b.c", "..", "a." + "[" * 4000 + ".c", "e30.bnVsbA.AA", "e30.e30.AA"])
async def test_what_is_no_assertion_at_all_is_refused(world: FastAPI, api: httpx.AsyncClient, text: str) -> None:
    refused = await ask(api, **SELF, client_assertion_type=BEARER, client_assertion=text)
    assert refused.json()["error"] == "invalid_client"


async def test_an_assertion_is_good_once(world: FastAPI, api: httpx.AsyncClient, session: AsyncSession) -> None:
    key = Key()
    await partner(session, key)
    shown = key.assertion("keyed")
    assert (await ask(api, **SELF, **shown)).status_code == 200
    again = await ask(api, **SELF, **shown)
    assert (again.status_code, again.json()["error"]) == (401, "invalid_client")


async def test_of_32_requests_with_one_assertion_one_is_heard(town: FastAPI) -> None:
    key = Key()
    async with transaction(town) as session:
        await partner(session, key)
    shown = key.assertion("keyed")
    async with client_of(town) as api:
        answers = await asyncio.gather(*(ask(api, **SELF, **shown) for _ in range(32)))
    assert sorted(one.status_code for one in answers) == [200] + [401] * 31


async def test_a_client_proves_itself_in_its_registered_way_alone(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    key = Key()
    await partner(session, key)
    await client(session, "secretive")
    assert (await ask(api, **SELF, auth=("keyed", "anything"))).json()["error"] == "invalid_client"
    assert (await ask(api, **SELF, client_id="keyed")).json()["error"] == "invalid_client"
    assert (await ask(api, **SELF, **key.assertion("secretive"))).json()["error"] == "invalid_client"
    assert (await ask(api, **SELF, **key.assertion("demo-web"))).json()["error"] == "invalid_client"
    assert (await ask(api, **SELF, auth=("secretive", ""))).json()["error"] == "invalid_client"
    two = await ask(api, **SELF, auth=("secretive", "secretive"), **key.assertion("keyed"))
    assert two.json()["error"] == "invalid_request"
    named = await ask(api, **SELF, **key.assertion("keyed"), client_id="demo-web")
    assert named.json()["error"] == "invalid_request"
    typed = key.assertion("keyed") | {"client_assertion_type": "urn:other"}
    assert (await ask(api, **SELF, **typed)).json()["error"] == "invalid_client"


async def test_the_older_secret_is_good_until_its_day(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    at = await now()
    made = await client(
        session,
        "rotating",
        grants=["client_credentials"],
        agency_code="G18.24",
        older_secret_hash=opaque.digest("older"),
        older_secret_until=at + timedelta(hours=1),
    )
    assert (await ask(api, **SELF, auth=("rotating", "rotating"))).status_code == 200
    assert (await ask(api, **SELF, auth=("rotating", "older"))).status_code == 200
    made.older_secret_until = at
    await session.commit()
    assert (await ask(api, **SELF, auth=("rotating", "older"))).status_code == 401
    assert (await ask(api, **SELF, auth=("rotating", "rotating"))).status_code == 200


async def test_a_disabled_client_is_nobody(world: FastAPI, api: httpx.AsyncClient, session: AsyncSession) -> None:
    key = Key()
    await partner(session, key, disabled_at=await now())
    assert (await ask(api, **SELF, **key.assertion("keyed"))).json()["error"] == "invalid_client"

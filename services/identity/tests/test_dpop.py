"""Tokens bound to a key (DPoP): issued with a proof, good with a proof, worthless to whoever copies them."""

import asyncio
import time
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncSession

from kit.db import transaction
from kit.testing import PUBLIC_URL, client_of
from services.identity import seeds
from services.identity.models import Family
from services.identity.tests.holding import TOKEN_URL, Key, ask, claims_of, client, give, redeem, refresh

AT = int(time.time())
USERINFO = f"{PUBLIC_URL}/oauth2/userinfo"
ME = f"{PUBLIC_URL}/v1/me"


def shown(token: str, scheme: str = "DPoP", **proof: str) -> dict[str, str]:
    return {"Authorization": f"{scheme} {token}", **proof}


async def bound(api: httpx.AsyncClient, session: AsyncSession, key: Key) -> dict[str, Any]:
    given = await give(session)
    answer = await redeem(api, given.code, headers=key.proof())
    assert answer.status_code == 200, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


async def test_tokens_are_bound_to_the_key_of_the_proof(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    key = Key()
    tokens = await bound(api, session, key)
    assert tokens["token_type"] == "DPoP"
    access = tokens["access_token"]
    assert claims_of(access)["cnf"] == {"jkt": key.thumbprint}
    assert "cnf" not in claims_of(tokens["id_token"])
    for address in (USERINFO, ME):
        proof = key.proof(address, method="GET", token=access)
        answer = await api.get(address, headers=shown(access, **proof))
        assert answer.status_code == 200, answer.text
        again = await api.get(address, headers=shown(access, **proof))
        assert again.status_code == 401
        assert 'DPoP error="' in again.headers["www-authenticate"]
        assert 'algs="ES256"' in again.headers["www-authenticate"]


@pytest.mark.parametrize("address", [USERINFO, ME])
async def test_a_bound_token_is_worthless_without_its_key(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession, address: str
) -> None:
    key = Key()
    access = (await bound(api, session, key))["access_token"]
    wrong: list[dict[str, Any]] = [
        shown(access, "Bearer"),
        shown(access, "Bearer", **key.proof(address, method="GET", token=access)),
        shown(access),
        shown(access, **Key().proof(address, method="GET", token=access)),
        shown(access, **key.proof(address, method="GET", token="another")),
        shown(access, **key.proof(address, method="GET")),
        shown(access, **key.proof(address, method="POST", token=access)),
        shown(access, **key.proof(TOKEN_URL, method="GET", token=access)),
        shown(access, DPoP="x.y.z"),
    ]
    for headers in wrong:
        assert (await api.get(address, headers=headers)).status_code == 401, headers
    two = [("Authorization", f"DPoP {access}")]
    two += [("DPoP", key.proof(address, method="GET", token=access)["DPoP"]) for _ in range(2)]
    assert (await api.get(address, headers=two)).status_code == 401


@pytest.mark.parametrize("address", [USERINFO, ME])
async def test_a_bearer_token_is_not_shown_as_if_it_were_bound(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession, address: str
) -> None:
    given = await give(session)
    access = (await refresh(api, given.refresh)).json()["access_token"]
    assert (await api.get(address, headers=shown(access, "Bearer"))).status_code == 200
    proof = Key().proof(address, method="GET", token=access)
    assert (await api.get(address, headers=shown(access, **proof))).status_code == 401


BAD: dict[str, dict[str, Any]] = {
    "another type": {"header": {"typ": "JWT"}},
    "no type": {"header": {"typ": None}},
    "no key": {"header": {"jwk": None}},
    "a private key": {"header": {"jwk": ECKey.generate_key("P-256").as_dict(private=True)}},
    "another's key": {"header": {"jwk": Key().public}},
    "not a point": {"header": {"jwk": {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "A" * 43}}},
    "a short key": {"header": {"jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}}},
    "a symmetric key": {"header": {"jwk": {"kty": "oct", "k": "AAAA"}}},
    "another curve": {"header": {"jwk": {"kty": "EC", "crv": "P-384", "x": "A" * 43, "y": "A" * 43}}},
    "a key that is text": {"header": {"jwk": "key"}},
    "critical headers": {"header": {"crit": ["exp"], "exp": 1}},
    "a key by address": {"header": {"jku": "https://evil.example"}},
    "another method": {"htm": "GET"},
    "no method": {"htm": None},
    "another address": {"htu": USERINFO},
    "another host": {"htu": "http://evil.example/oauth2/token"},
    "a user in the address": {"htu": TOKEN_URL.replace("://", "://me@")},
    "no address": {"htu": None},
    "an address out of range": {"htu": "http://127.0.0.1:99999/oauth2/token"},
    "old": {"iat": AT - 400},
    "from tomorrow": {"iat": AT + 3600},
    "no time": {"iat": None},
    "a time in text": {"iat": str(AT)},
    "no id": {"jti": None},
    "an empty id": {"jti": ""},
    "an endless id": {"jti": "j" * 257},
}


@pytest.mark.parametrize("changed", BAD.values(), ids=BAD.keys())
async def test_a_wrong_proof_gets_no_tokens_and_does_not_spoil_the_code(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession, changed: dict[str, Any]
) -> None:
    given = await give(session)
    refused = await redeem(api, given.code, headers=Key().proof(**changed))
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_dpop_proof")
    assert (await redeem(api, given.code, headers=Key().proof())).status_code == 200


async def test_query_and_default_port_do_not_matter_to_a_proof(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    given = await give(session)
    assert (await redeem(api, given.code, headers=Key().proof(TOKEN_URL + "?a=b#c"))).status_code == 200


async def test_of_32_requests_with_one_proof_one_is_heard(town: FastAPI) -> None:
    key = Key()
    async with town.state.sessions() as session:
        given = [await give(session) for _ in range(32)]
    proof = key.proof()
    async with client_of(town) as api:
        answers = await asyncio.gather(*(refresh(api, one.refresh, headers=proof) for one in given))
    assert sorted(one.status_code for one in answers) == [200] + [400] * 31
    assert {one.json().get("error") for one in answers} == {None, "invalid_dpop_proof"}


async def test_of_32_requests_to_userinfo_with_one_proof_one_is_heard(town: FastAPI) -> None:
    key = Key()
    async with client_of(town) as api:
        async with transaction(town) as session:
            given = await give(session)
        access = (await redeem(api, given.code, headers=key.proof())).json()["access_token"]
        headers = shown(access, **key.proof(USERINFO, method="GET", token=access))
        answers = await asyncio.gather(*(api.get(USERINFO, headers=headers) for _ in range(32)))
    assert sorted(one.status_code for one in answers) == [200] + [401] * 31


async def test_a_public_clients_refresh_token_is_bound_too(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    key = Key()
    token = (await bound(api, session, key))["refresh_token"]
    assert (await refresh(api, token)).json()["error"] == "invalid_grant"
    assert (await refresh(api, token, headers=Key().proof())).json()["error"] == "invalid_grant"
    tokens = (await refresh(api, token, headers=key.proof())).json()
    assert claims_of(tokens["access_token"])["cnf"] == {"jkt": key.thumbprint}
    assert (await refresh(api, token, headers=Key().proof())).json()["error"] == "invalid_grant"
    assert (await refresh(api, token, headers=key.proof())).json()["refresh_token"] == tokens["refresh_token"]


async def test_a_confidential_clients_refresh_token_is_bound_to_the_client(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    await client(session, "web")
    given = await give(session, "web")
    first = await redeem(api, given.code, auth=("web", "web"), headers=Key().proof())
    other = Key()
    second = await refresh(api, first.json()["refresh_token"], auth=("web", "web"), headers=other.proof())
    assert claims_of(second.json()["access_token"])["cnf"] == {"jkt": other.thumbprint}
    family = await session.get_one(Family, given.family_id, populate_existing=True)
    assert family.proof_key is None


async def test_a_code_bound_to_a_key_is_redeemed_with_it(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    key = Key()
    given = await give(session, code_key=key.thumbprint)
    assert (await redeem(api, given.code)).json()["error"] == "invalid_grant"
    assert (await redeem(api, given.code, headers=Key().proof())).json()["error"] == "invalid_grant"
    assert (await redeem(api, given.code, headers=key.proof())).status_code == 200


async def test_a_client_bound_to_proofs_gets_nothing_without_one(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    changed = {"grants": ["client_credentials"], "scopes": [], "redirect_uris": [], "agency_code": "G18.24"}
    await client(session, "careful", is_dpop_bound=True, **changed)
    own: dict[str, Any] = {"auth": ("careful", "careful"), "grant_type": "client_credentials"}
    assert (await ask(api, **own)).json()["error"] == "invalid_dpop_proof"
    key = Key()
    answer = (await ask(api, **own, headers=key.proof())).json()
    assert (answer["token_type"], claims_of(answer["access_token"])["cnf"]) == ("DPoP", {"jkt": key.thumbprint})


async def test_the_person_is_the_same_with_a_bound_token(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    key = Key()
    access = (await bound(api, session, key))["access_token"]
    headers = shown(access, "dpop", **key.proof(USERINFO, method="POST", token=access))
    assert (await api.post(USERINFO, headers=headers)).json()["sub"] == str(seeds.person_id("lan"))

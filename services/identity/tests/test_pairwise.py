"""Partners know a person by a name of their own, and never by ours."""

import json
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.sealing import Sealer
from kit.testing import PUBLIC_URL
from services.identity import keyring, seeds, signing_in
from services.identity.models import KeptSecret, SubjectType
from services.identity.oauth2 import backchannel
from services.identity.oauth2.subjects import pairwise, sector_of
from services.identity.tests.holding import Key, ask, claims_of, client, give, redeem, refresh

LAN = str(seeds.person_id("lan"))
ONE, TWO = UUID(int=1), UUID(int=2)


def test_a_name_is_of_one_person_in_one_sector() -> None:
    names = {
        pairwise(key, sector=sector, person_id=person)
        for key in (b"k", b"l")
        for sector in "ab"
        for person in (ONE, TWO)
    }
    assert len(names) == 8
    assert {len(name) for name in names} == {43}
    assert pairwise(b"k", sector="a", person_id=ONE) == pairwise(b"k", sector="a", person_id=ONE)


def test_the_sector_is_the_one_host_of_the_redirects() -> None:
    assert sector_of(["https://a.example/x", "https://a.example/y"]) == "a.example"
    assert sector_of(["https://a.example/x", "https://b.example/x"]) is None
    assert sector_of([]) is None


async def partner(session: AsyncSession, client_id: str, sector: str | None = None) -> tuple[str, str]:
    await client(session, client_id, subject_type=SubjectType.PAIRWISE, sector=sector)
    return client_id, client_id


async def tokens_of(api: httpx.AsyncClient, session: AsyncSession, auth: tuple[str, str], **more: Any) -> Any:
    given = await give(session, auth[0])
    answer = await redeem(api, given.code, auth=auth, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_partner_never_meets_the_persons_id(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    auth = await partner(session, "post")
    tokens = await tokens_of(api, session, auth)
    name = claims_of(tokens["id_token"])["sub"]
    again = (await refresh(api, tokens["refresh_token"], auth=auth)).json()
    shown = (await api.get("/oauth2/userinfo", headers=_shown(again["access_token"]))).json()
    told = await api.post("/oauth2/introspect", data={"token": again["access_token"]}, auth=auth)
    said: list[Any] = [claims_of(one[kind]) for one in (tokens, again) for kind in ("id_token", "access_token")]
    said += [shown, told.json()]
    assert {one["sub"] for one in said} == {name}
    assert LAN not in json.dumps(said)
    assert shown["name"] == "Nguyễn Thị Lan"


def _shown(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_partners_of_one_sector_know_the_same_name_and_others_another(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    sectors = {"alone": None, "first": "group.example", "second": "group.example", "third": "other.example"}
    names = {}
    for client_id, sector in sectors.items():
        auth = await partner(session, client_id, sector)
        names[client_id] = claims_of((await tokens_of(api, session, auth))["id_token"])["sub"]
        again = claims_of((await tokens_of(api, session, auth))["id_token"])["sub"]
        assert again == names[client_id]
    assert names["first"] == names["second"]
    assert len(set(names.values())) == 3


async def test_partners_cannot_tell_by_the_sign_in_that_they_serve_the_same_person(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    within, told = None, {}
    for client_id, sector in {"own": None, "first": "a.example", "second": "b.example"}.items():
        kind = SubjectType.PUBLIC if sector is None else SubjectType.PAIRWISE
        await client(session, client_id, subject_type=kind, sector=sector, backchannel_logout_uri="https://x.example/")
        given = await give(session, client_id, within=within)
        within = given.session_id
        tokens = (await redeem(api, given.code, auth=(client_id, client_id))).json()
        said = {claims_of(tokens[kind])["sid"] for kind in ("id_token", "access_token")}
        again = (await refresh(api, tokens["refresh_token"], auth=(client_id, client_id))).json()
        assert said == {claims_of(again["id_token"])["sid"]}
        told[client_id] = said.pop()
    assert told["own"] == str(within)
    assert len(set(told.values())) == 3


async def test_partners_cannot_tell_it_by_the_sign_out_either(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    heard: dict[str, str] = {}

    def answer(request: httpx.Request) -> httpx.Response:
        heard[request.url.host] = parse_qs(request.content.decode())["logout_token"][0]
        return httpx.Response(200)

    within, known = None, {}
    for host in ("a.example", "b.example"):
        partner_of = {"subject_type": SubjectType.PAIRWISE, "sector": host}
        await client(session, host[0] * 3, backchannel_logout_uri=f"https://{host}/out", **partner_of)
        given = await give(session, host[0] * 3, within=within)
        within = given.session_id
        tokens = (await redeem(api, given.code, auth=(host[0] * 3, host[0] * 3))).json()
        known[host] = claims_of(tokens["id_token"])["sid"]
    assert within is not None
    await signing_in.end_session(session, within, at=await now())
    await session.commit()
    provider = world.state.provider
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as mocked:
        kept = provider.outward
        object.__setattr__(provider, "outward", mocked)
        await backchannel.deliver(world)
        object.__setattr__(provider, "outward", kept)
    assert {host: claims_of(token)["sid"] for host, token in heard.items()} == known
    assert len(set(known.values())) == 2


async def test_a_third_partys_token_is_for_userinfo_alone(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    await client(session, "shop", is_third_party=True)
    access = (await tokens_of(api, session, ("shop", "shop")))["access_token"]
    assert claims_of(access)["aud"] == f"{PUBLIC_URL}/oauth2/userinfo"
    assert (await api.get("/oauth2/userinfo", headers=_shown(access))).json()["sub"] == LAN
    for path in ("/v1/me", "/v1/me/activity", "/v1/me/sessions"):
        assert (await api.get(path, headers=_shown(access))).status_code == 401


async def test_a_partners_token_is_for_userinfo_alone(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    auth = await partner(session, "post")
    access = (await tokens_of(api, session, auth))["access_token"]
    claims = claims_of(access)
    assert claims["aud"] == f"{PUBLIC_URL}/oauth2/userinfo"
    assert (claims["kind"], claims["roles"]) == ("citizen", [])
    assert (await api.get("/v1/me", headers=_shown(access))).status_code == 401
    await client(session, "watch", grants=["introspection"], redirect_uris=[])
    told = await api.post("/oauth2/introspect", data={"token": access}, auth=("watch", "watch"))
    assert told.json() == {"active": False}
    exchange = "urn:ietf:params:oauth:grant-type:token-exchange"
    await client(session, "desk", grants=[exchange], redirect_uris=[])
    kind = "urn:ietf:params:oauth:token-type:access_token"
    carried = await ask(api, auth=("desk", "desk"), grant_type=exchange, subject_token=access, subject_token_type=kind)
    assert carried.json()["error"] == "invalid_grant"
    gone = await api.post("/oauth2/revoke", data={"token": access}, auth=auth)
    assert gone.status_code == 200
    assert (await api.get("/oauth2/userinfo", headers=_shown(access))).status_code == 401


async def test_a_partners_token_may_be_bound_to_its_key(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    key = Key()
    auth = await partner(session, "post")
    access = (await tokens_of(api, session, auth, headers=key.proof()))["access_token"]
    proof = key.proof(f"{PUBLIC_URL}/oauth2/userinfo", method="GET", token=access)
    headers = {"Authorization": f"DPoP {access}", **proof}
    assert (await api.get("/oauth2/userinfo", headers=headers)).status_code == 200


async def test_names_outlive_an_exchange_of_the_secret(app: FastAPI, session: AsyncSession) -> None:
    old, at = Sealer("a" * 32, name="identity"), await now()
    await session.execute(KeptSecret.__table__.delete())  # type: ignore[attr-defined]
    await keyring.create(session, old, at=at)
    before = old.unseal((await session.get_one(KeptSecret, "pairwise")).sealed)
    sealed = await session.scalar(select(KeptSecret.sealed))
    both = Sealer("b" * 32, older=("a" * 32,), name="identity")
    await keyring.create(session, both, at=at)
    assert await session.scalar(select(KeptSecret.sealed)) != sealed
    kept = await session.get_one(KeptSecret, "pairwise")
    assert Sealer("b" * 32, name="identity").unseal(kept.sealed) == before
    assert len(before) == 32


@pytest.mark.parametrize("person", [uuid4() for _ in range(3)], ids=["a", "b", "c"])
def test_a_name_says_nothing_of_the_id(person: UUID) -> None:
    assert person.hex[:8] not in pairwise(b"key", sector="a.example", person_id=person)

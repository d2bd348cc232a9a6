"""Discovery, keys, userinfo, revocation, the own record, agencies, seeds, settings."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Response
from joserfc import jwt
from joserfc.jwk import KeySet
from pydantic import SecretStr
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import AgencyChanged, PersonChanged
from kit.clock import now
from kit.db import transaction
from kit.problems import Unavailable
from kit.testing import PUBLIC_URL, said
from services.identity import actions, keyring, seeds
from services.identity.keys import ROTATE_EVERY, SHOWN_AFTER_RETIREMENT
from services.identity.models import Agency, Attribute, Client, Person, SigningKey
from services.identity.provider import FORM, SESSION, install
from services.identity.records.provenance import Source
from services.identity.settings import IdentitySettings
from services.identity.tests.factories import SECRET, Browser


async def test_discovery_names_the_endpoints_and_what_they_do(browser: Browser) -> None:
    for path in ("openid-configuration", "oauth-authorization-server"):
        known = (await browser.client.get(f"/.well-known/{path}")).json()
        assert known["issuer"] == PUBLIC_URL
        assert known["token_endpoint"] == f"{PUBLIC_URL}/oauth2/token"
        assert known["code_challenge_methods_supported"] == ["S256"]
        assert known["authorization_response_iss_parameter_supported"] is True
        for name, address in known.items():
            if name.endswith("_endpoint") or name == "jwks_uri":
                answer = await browser.client.get(address.removeprefix(PUBLIC_URL))
                assert answer.status_code != 404, name


async def test_two_keys_are_published_and_never_their_private_half(browser: Browser, session: AsyncSession) -> None:
    keys = (await browser.client.get("/oauth2/jwks")).json()["keys"]
    assert len(keys) == 2
    assert all(key.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"} for key in keys)
    sealed = (await session.scalars(select(SigningKey.sealed_private))).all()
    assert all(text.startswith("gAAAA") for text in sealed)  # Fernet


async def test_after_a_rotation_old_tokens_live_on_and_new_ones_use_the_next_key(
    browser: Browser, world: FastAPI, session: AsyncSession
) -> None:
    provider = world.state.provider
    old = await browser.tokens()
    assert not await keyring.rotate_when_due(session, provider.sealer, at=await now())
    assert await keyring.rotate_when_due(session, provider.sealer, at=await now() + ROTATE_EVERY)
    await session.commit()
    provider.ring._opened = None
    assert (await browser.userinfo(old["access_token"])).status_code == 200
    new = (await browser.refresh(old["refresh_token"])).json()
    published = (await browser.client.get("/oauth2/jwks")).json()
    kids = [
        jwt.decode(token, KeySet.import_key_set(published), algorithms=["ES256"]).header["kid"]
        for token in (old["access_token"], new["access_token"])
    ]
    assert kids[0] != kids[1]
    assert len(published["keys"]) == 3
    left = await browser.client.get("/oauth2/logout", params={"id_token_hint": old["id_token"]})
    assert left.status_code == 303


async def test_a_key_no_longer_published_makes_no_access_token(
    browser: Browser, world: FastAPI, session: AsyncSession
) -> None:
    provider, stolen = world.state.provider, await browser.tokens()
    await keyring.rotate(session, provider.sealer, at=await now() - SHOWN_AFTER_RETIREMENT)
    await session.commit()
    provider.ring._opened = None
    assert len((await browser.client.get("/oauth2/jwks")).json()["keys"]) == 2
    assert (await browser.userinfo(stolen["access_token"])).status_code == 401
    left = await browser.client.get("/oauth2/logout", params={"id_token_hint": stolen["id_token"]})
    assert left.status_code == 303


async def test_without_keys_nothing_is_signed(world: FastAPI, session: AsyncSession) -> None:
    await session.execute(SigningKey.__table__.delete())  # type: ignore[attr-defined]
    with pytest.raises(Unavailable):
        await world.state.provider.ring.open(session, at=await now())


async def test_userinfo_shows_what_the_scope_covers(browser: Browser) -> None:
    narrow = await browser.tokens(scope="openid email")
    assert (await browser.userinfo(narrow["access_token"])).json() == {
        "sub": str(seeds.person_id("lan")),
        "email": "lan@motcua.example",
        "email_verified": False,
    }
    wide = await browser.tokens()
    shown = (await browser.userinfo(wide["access_token"])).json()
    assert shown["name"] == "Nguyễn Thị Lan"
    assert shown["phone_number"] == "+84912345001"
    assert shown["personal_number"] == "030194001234"
    assert shown["address"]["locality"] == "Phường Tứ Minh"


@pytest.mark.parametrize("authorization", [None, "Bearer", "Basic x", "Bearer a.b.c", "Bearer " + "x" * 9000])
async def test_userinfo_needs_an_access_token(browser: Browser, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    refused = await browser.client.post("/oauth2/userinfo", headers=headers)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("kind", ["refresh_token", "access_token"])
async def test_a_client_gives_up_its_tokens_and_only_its_own(browser: Browser, kind: str) -> None:
    tokens = await browser.tokens()
    for client_id, status in (("demo-mobile", 200), ("demo-web", 401)):
        answer = await browser.client.post("/oauth2/revoke", data={"client_id": client_id, "token": tokens[kind]})
        assert answer.status_code == 200
        assert (await browser.userinfo(tokens["access_token"])).status_code == status
    assert (await browser.refresh(tokens["refresh_token"])).status_code == 400


async def test_an_unknown_token_is_given_up_too_and_an_unknown_client_is_not_heard(browser: Browser) -> None:
    assert (await browser.client.post("/oauth2/revoke", data={"client_id": "docs", "token": "x"})).status_code == 200
    assert (await browser.client.post("/oauth2/revoke", data={"client_id": "nobody", "token": "x"})).status_code == 401
    assert (await browser.client.post("/oauth2/revoke", data={"client_id": "docs"})).status_code == 400


def bearer(tokens: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


async def test_a_person_reads_their_record_with_the_source_of_each_value(
    browser: Browser, api: httpx.AsyncClient
) -> None:
    me = (await api.get("/v1/me", headers=bearer(await browser.tokens()))).json()
    assert me["attributes"]["full_name"]["source"] == "population_database"
    assert me["attributes"]["full_name"]["verified_at"]
    phone = me["attributes"]["phone"]
    assert (phone["value"], phone["source"], phone["verified_at"]) == ("0912345001", "declared", None)
    assert me["positions"] == []


async def test_an_officer_reads_their_positions(browser: Browser, api: httpx.AsyncClient) -> None:
    me = (await api.get("/v1/me", headers=bearer(await browser.tokens("hoa.counter")))).json()
    assert [(one["agency"], one["role"]) for one in me["positions"]] == [("G01.24.91", "counter")]


async def test_the_record_is_shown_to_its_owner_alone(
    browser: Browser, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    assert (await api.get("/v1/me")).status_code == 401
    without_openid = await browser.tokens(scope="profile")
    assert (await api.get("/v1/me", headers=bearer(without_openid))).status_code == 403
    partner = await api.post("/oauth2/token", data={"grant_type": "client_credentials"}, auth=("bhxh-partner", SECRET))
    assert (await api.get("/v1/me", headers=bearer(partner.json()))).status_code == 403


async def test_agencies_are_listed_page_by_page(api: httpx.AsyncClient) -> None:
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await api.get("/v1/agencies", params={"limit": "3", **cursor})).json()
        seen += [one["code"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == sorted(seen)
    assert len(seen) == 8
    assert (await api.get("/v1/agencies", params={"cursor": "made-up"})).status_code == 400


async def test_agencies_are_found_by_kind_and_ward(api: httpx.AsyncClient, session: AsyncSession) -> None:
    async def codes(**params: str) -> list[str]:
        return [one["code"] for one in (await api.get("/v1/agencies", params=params)).json()["items"]]

    assert await codes(kind="commune_police", ward="10891") == ["G01.24.91"]
    assert "H24" in await codes(ward="10543")
    assert "H24.91" not in await codes(ward="10543")
    yesterday = (await now()).date() - timedelta(days=2)
    await session.execute(update(Agency).where(Agency.code == "G01.24.91").values(valid_to=yesterday))
    await session.commit()
    assert await codes(kind="commune_police", ward="10891") == []
    assert (await api.get("/v1/agencies/G01.24.91")).json()["valid_to"] == yesterday.isoformat()
    assert (await api.get("/v1/agencies/X")).status_code == 404
    assert (await api.get("/v1/agencies", params={"kind": "x"})).status_code == 400


async def test_the_seeds_say_everybody_and_every_agency_once(world: FastAPI, session: AsyncSession) -> None:
    events = await said(session)
    people = {one.person_id: one for one in events if isinstance(one, PersonChanged)}
    assert len(people) == await session.scalar(select(func.count()).select_from(Person)) == 9
    assert len([one for one in events if isinstance(one, AgencyChanged)]) == 8
    lan = people[seeds.person_id("lan")]
    assert lan.residence is not None
    assert lan.residence.ward_code == "10891"
    assert lan.sources["email"].source == "declared"
    assert lan.sources["sex"].verified_at == seeds.VERIFIED_AT
    async with transaction(world) as again:
        await seeds.seed(again, passwords={}, client_secrets={}, public_url="https://new.example")
    assert len(await said(session)) == len(events)
    docs = await session.get_one(Client, "docs")
    assert docs.redirect_uris == ["https://new.example/docs/oauth2-redirect.html"]


async def test_a_corrected_value_replaces_its_own_source_alone(world: FastAPI, session: AsyncSession) -> None:
    person = await session.get_one(Person, seeds.person_id("lan"))
    at = await now()
    written = [
        Attribute(person_id=person.id, name=name, source=Source.DECLARED, value=value, recorded_at=at)
        for name, value in {"full_name": "Lan", "phone": "0912345009"}.items()
    ]
    scribe = actions.people.Scribe(world.state.provider.sealer, by=None)
    await actions.people.record_person(session, person, written, at=at, scribe=scribe)
    event = (await said(session))[-1]
    assert isinstance(event, PersonChanged)
    assert (event.full_name, event.phone) == ("Nguyễn Thị Lan", "0912345009")


async def test_nobody_is_seeded_without_a_password(app: FastAPI) -> None:
    async with transaction(app) as session:
        with pytest.raises(KeyError):
            await seeds.seed(session, passwords={}, client_secrets={"bhxh-partner": SECRET}, public_url=PUBLIC_URL)


GROUND: dict[str, Any] = {
    "mode": "production",
    "cursor_key": SecretStr("c" * 32),
    "code_secret": SecretStr("m" * 32),
    "public_url": "https://a.example",
}


@pytest.mark.parametrize(
    "changed", [{}, {"key_secret": SecretStr("short")}, {"key_secret": SecretStr("k" * 32), "public_url": "http://a"}]
)
def test_production_does_not_start_on_weak_ground(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must"):
        IdentitySettings(**{**GROUND, **changed})


def test_production_starts_on_firm_ground() -> None:
    settings = IdentitySettings(**GROUND, key_secret=SecretStr("k" * 32), older_key_secret=SecretStr("o" * 32))
    provider = install(FastAPI(), settings)
    assert (provider.cookie(SESSION), provider.cookie(FORM)) == ("__Host-motcua", "__Host-motcua_form")
    answer = Response()
    provider.set_cookie(answer, SESSION, value="x")
    cookie = answer.headers["set-cookie"]
    assert cookie == "__Host-motcua=x; HttpOnly; Path=/; SameSite=lax; Secure"
    provider.passwords.close()


def test_every_operation_is_described_in_both_languages(app: FastAPI) -> None:
    for path, methods in app.openapi()["paths"].items():
        for operation in methods.values():
            if path not in ("/livez", "/readyz", "/metrics"):
                assert " / " in operation["summary"], path
                assert operation["description"], path


def test_the_answer_with_tokens_is_described(app: FastAPI) -> None:
    document = app.openapi()
    answer = document["paths"]["/oauth2/token"]["post"]["responses"]["200"]
    name = answer["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    described = document["components"]["schemas"][name]
    assert set(described["required"]) == {"access_token", "token_type", "expires_in", "scope"}
    assert {"refresh_token", "id_token"} <= described["properties"].keys()


async def test_a_trailing_slash_leads_nowhere(api: httpx.AsyncClient) -> None:
    assert (await api.get("/v1/agencies/", headers={"Host": "evil.example"})).status_code == 404

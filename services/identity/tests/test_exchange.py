"""Token exchange: acting on somebody's behalf, never for more or longer than what was shown."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL, now
from kit.people import Citizen, Officer, from_claims
from kit.testing import PUBLIC_URL
from services.identity import actions, seeds
from services.identity.models import Client, Delegation
from services.identity.tests.holding import Given, Key, ask, claims_of, client, give, refresh

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"
ID = "urn:ietf:params:oauth:token-type:id_token"
DELEGATION = "urn:motcua:token-type:delegation"
DESK = ("desk", "desk")
LAN, MINH = seeds.person_id("lan"), seeds.person_id("minh")


@pytest_asyncio.fixture
async def given(world: FastAPI, session: AsyncSession) -> Given:
    """What Lan gave demo-web; `desk` may carry requests on, and so may people through demo-web."""
    await client(session, "desk", grants=[EXCHANGE], scopes=["openid", "profile"], redirect_uris=[])
    web = await session.get_one(Client, "demo-web")
    web.grants = [*web.grants, EXCHANGE] if EXCHANGE not in web.grants else web.grants
    await session.commit()
    return await give(session)


async def carry_on(api: httpx.AsyncClient, token: str, **more: Any) -> httpx.Response:
    fine = {"subject_token": token, "subject_token_type": ACCESS, "auth": DESK}
    return await ask(api, grant_type=EXCHANGE, **{**fine, **more})


async def test_a_system_goes_on_with_what_a_person_asked_of_it(given: Given, api: httpx.AsyncClient) -> None:
    shown = (await refresh(api, given.refresh)).json()["access_token"]
    answer = await carry_on(api, shown, scope="profile")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told.keys() == {"access_token", "token_type", "expires_in", "scope", "issued_token_type"}
    assert (told["issued_token_type"], told["scope"]) == (ACCESS, "profile")
    was, claims = claims_of(shown), claims_of(told["access_token"])
    assert claims["act"] == {"client_id": "desk"}
    assert (claims["sub"], claims["client_id"], claims["scope"]) == (was["sub"], "desk", "profile")
    assert claims["exp"] <= was["exp"]
    assert (claims["acr"], claims["auth_time"], claims["sid"]) == (was["acr"], was["auth_time"], was["sid"])
    person = from_claims(claims)
    assert isinstance(person, Citizen)
    assert (person.id, person.actor_id, person.client_id) == (LAN, None, "desk")


async def test_an_officers_token_stays_an_officers(given: Given, api: httpx.AsyncClient, session: AsyncSession) -> None:
    officers = await give(session, user="hoa.counter")
    shown = (await refresh(api, officers.refresh)).json()["access_token"]
    person = from_claims(claims_of((await carry_on(api, shown)).json()["access_token"]))
    assert isinstance(person, Officer)
    assert (person.agency, person.roles) == ("G01.24.91", frozenset({"counter"}))


async def test_whoever_acts_for_another_keeps_out_of_their_account(given: Given, api: httpx.AsyncClient) -> None:
    shown = (await refresh(api, given.refresh)).json()["access_token"]
    exchanged = (await carry_on(api, shown)).json()["access_token"]
    assert (await api.get("/v1/me", headers={"Authorization": f"Bearer {shown}"})).status_code == 200
    assert (await api.get("/v1/me", headers={"Authorization": f"Bearer {exchanged}"})).status_code == 403


async def test_what_revokes_the_token_shown_revokes_the_exchanged_one(
    given: Given, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    shown = (await refresh(api, given.refresh)).json()["access_token"]
    exchanged = (await carry_on(api, shown)).json()["access_token"]
    headers = {"Authorization": f"Bearer {exchanged}"}
    assert (await api.get("/oauth2/userinfo", headers=headers)).status_code == 200
    await actions.grants.revoke_family(session, given.family_id, at=await now())
    await session.commit()
    assert (await api.get("/oauth2/userinfo", headers=headers)).status_code == 401
    assert (await carry_on(api, shown)).json()["error"] == "invalid_grant"


async def test_what_is_not_a_live_access_token_is_not_exchanged(
    given: Given, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    tokens = (await refresh(api, given.refresh)).json()
    once = (await carry_on(api, tokens["access_token"])).json()["access_token"]
    for shown in (tokens["id_token"], tokens["refresh_token"], "x", once):
        assert (await carry_on(api, shown)).json()["error"] == "invalid_grant"
    await client(session, "self", grants=["client_credentials"], redirect_uris=[], agency_code="G18.24", scopes=[])
    own = await ask(api, grant_type="client_credentials", auth=("self", "self"))
    assert (await carry_on(api, own.json()["access_token"])).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"subject_token_type": ID}, "invalid_request"),
        ({"subject_token_type": None}, "invalid_request"),
        ({"subject_token": None}, "invalid_request"),
        ({"requested_token_type": ID}, "invalid_request"),
        ({"audience": "https://elsewhere.example"}, "invalid_target"),
        ({"resource": "https://elsewhere.example"}, "invalid_target"),
        ({"scope": "openid identity"}, "invalid_scope"),
        ({"actor_token": "x", "actor_token_type": ACCESS}, "invalid_grant"),
        ({"auth": ("curious", "curious")}, "unauthorized_client"),
        ({"auth": None, "client_id": "demo-web"}, "invalid_grant"),
        ({"auth": ("desk", "wrong")}, "invalid_client"),
    ],
)
async def test_a_wrong_exchange_is_refused(
    given: Given, api: httpx.AsyncClient, session: AsyncSession, changed: dict[str, Any], error: str
) -> None:
    await client(session, "curious")
    shown = (await refresh(api, given.refresh)).json()["access_token"]
    fine = {"subject_token": shown, "subject_token_type": ACCESS, "auth": DESK, **changed}
    refused = await ask(api, grant_type=EXCHANGE, **{name: one for name, one in fine.items() if one is not None})
    assert refused.json()["error"] == error


async def test_a_strangers_token_is_not_carried_on(given: Given, api: httpx.AsyncClient, session: AsyncSession) -> None:
    ours = (await refresh(api, given.refresh)).json()
    await session.execute(update(Client).where(Client.id == "demo-web").values(is_third_party=True))
    await session.commit()
    theirs = (await refresh(api, ours["refresh_token"])).json()["access_token"]
    for shown in (ours["access_token"], theirs):
        assert (await carry_on(api, shown)).json()["error"] == "invalid_grant"


# ---- delegation: Minh lets Lan act


async def allow(session: AsyncSession, **changed: Any) -> UUID:
    at = await now()
    today = at.astimezone(LOCAL).date()
    fine: dict[str, Any] = {
        "principal_id": MINH,
        "delegate_id": LAN,
        "delegate_name": "Nguyễn Thị Lan",
        "delegate_hint": "1234",
        "procedures": ["1.004222"],
        "valid_from": today,
        "valid_to": today + timedelta(days=30),
        "offered_at": at,
        "accepted_at": at,
    }
    made = Delegation(id=uuid4(), **{**fine, **changed})
    session.add(made)
    await session.commit()
    return made.id


async def act(api: httpx.AsyncClient, delegation: object, token: str, **more: Any) -> httpx.Response:
    fine = {
        "subject_token": str(delegation),
        "subject_token_type": DELEGATION,
        "actor_token": token,
        "actor_token_type": ACCESS,
        "client_id": "demo-web",
    }
    told = {**fine, **more}
    return await ask(api, grant_type=EXCHANGE, **{name: one for name, one in told.items() if one is not None})


async def test_a_person_acts_for_another_who_lets_them(
    given: Given, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    delegation = await allow(session)
    own = (await refresh(api, given.refresh)).json()["access_token"]
    answer = await act(api, delegation, own)
    assert answer.status_code == 200, answer.text
    claims = claims_of(answer.json()["access_token"])
    person = from_claims(claims)
    assert isinstance(person, Citizen)
    assert (person.id, person.actor_id, person.delegation_id) == (MINH, LAN, delegation)
    assert (claims["scope"], claims["client_id"]) == ("", "demo-web")
    assert claims["exp"] <= claims_of(own)["exp"]
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert (await api.get("/oauth2/userinfo", headers=headers)).status_code == 403
    assert (await api.get("/v1/me", headers=headers)).status_code == 403


YESTERDAY = timedelta(days=-1)


@pytest.mark.parametrize("wrong", ["expired", "revoked", "only offered", "another's", "unknown", "no id"])
async def test_a_delegation_that_does_not_hold_opens_nothing(
    given: Given, api: httpx.AsyncClient, session: AsyncSession, wrong: str
) -> None:
    at = await now()
    today = at.astimezone(LOCAL).date()
    changed: dict[str, dict[str, Any]] = {
        "expired": {"valid_from": today + 9 * YESTERDAY, "valid_to": today + YESTERDAY},
        "revoked": {"revoked_at": at, "revoked_by": MINH},
        "only offered": {"accepted_at": None},
        "another's": {"delegate_id": seeds.person_id("hoa.counter")},
    }
    delegation: object = await allow(session, **changed.get(wrong, {}))
    delegation = {"unknown": uuid4(), "no id": "x"}.get(wrong, delegation)
    own = (await refresh(api, given.refresh)).json()["access_token"]
    assert (await act(api, delegation, own)).json()["error"] == "invalid_grant"


async def test_a_delegation_is_used_with_the_delegates_own_token_alone(
    given: Given, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    delegation = await allow(session)
    tokens = (await refresh(api, given.refresh)).json()
    own = tokens["access_token"]
    principals = (await refresh(api, (await give(session, user="minh")).refresh)).json()["access_token"]
    officers = (await refresh(api, (await give(session, user="hoa.counter")).refresh)).json()["access_token"]
    acting = (await act(api, delegation, own)).json()["access_token"]
    elsewhere = (await refresh(api, (await give(session, "demo-mobile")).refresh, client_id="demo-mobile")).json()
    for actor in (principals, officers, acting, elsewhere["access_token"], tokens["id_token"], "x"):
        assert (await act(api, delegation, actor)).json()["error"] == "invalid_grant"
    assert (await act(api, delegation, own, actor_token=None)).json()["error"] == "invalid_request"
    assert (await act(api, delegation, own, actor_token_type=ID)).json()["error"] == "invalid_request"
    assert (await act(api, delegation, own, scope="openid")).json()["error"] == "invalid_scope"
    assert (await carry_on(api, acting)).json()["error"] == "invalid_grant"


async def test_a_chain_of_delegations_is_refused(given: Given, api: httpx.AsyncClient, session: AsyncSession) -> None:
    first = await allow(session)
    second = await allow(session, principal_id=seeds.person_id("hoa.counter"), delegate_id=MINH)
    own = (await refresh(api, given.refresh)).json()["access_token"]
    acting = (await act(api, first, own)).json()["access_token"]
    assert (await act(api, second, acting)).json()["error"] == "invalid_grant"


async def test_a_copied_bound_token_is_not_made_into_an_unbound_one(
    given: Given, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    key = Key()
    delegation = await allow(session)
    own = (await refresh(api, given.refresh, headers=key.proof())).json()["access_token"]
    assert (await act(api, delegation, own)).json()["error"] == "invalid_grant"
    assert (await act(api, delegation, own, headers=Key().proof())).json()["error"] == "invalid_grant"
    acting = (await act(api, delegation, own, headers=key.proof())).json()
    assert claims_of(acting["access_token"])["cnf"] == {"jkt": key.thumbprint}


async def test_introspection_knows_when_the_system_that_carries_on_is_stopped(
    given: Given, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    await client(session, "watch", grants=["introspection"], redirect_uris=[])
    exchanged = (await carry_on(api, (await refresh(api, given.refresh)).json()["access_token"])).json()["access_token"]
    for is_active in (True, False):
        said = await api.post("/oauth2/introspect", data={"token": exchanged}, auth=("watch", "watch"))
        assert said.json()["active"] is is_active
        await session.execute(update(Client).where(Client.id == "desk").values(disabled_at=await now()))
        await session.commit()


async def test_introspection_knows_when_a_delegation_ends(
    given: Given, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    await client(session, "watch", grants=["introspection"], redirect_uris=[])
    delegation = await allow(session)
    own = (await refresh(api, given.refresh)).json()["access_token"]
    acting = (await act(api, delegation, own)).json()["access_token"]

    async def told() -> Any:
        return (await api.post("/oauth2/introspect", data={"token": acting}, auth=("watch", "watch"))).json()

    said = await told()
    assert (said["active"], said["act"], said["delegation"]) == (True, {"sub": str(LAN)}, str(delegation))
    await session.execute(update(Delegation).values(revoked_at=await now()))
    await session.commit()
    assert await told() == {"active": False}


async def test_the_answer_names_the_platform_as_audience(given: Given, api: httpx.AsyncClient) -> None:
    shown = (await refresh(api, given.refresh)).json()["access_token"]
    answer = await carry_on(api, shown, audience="motcua")
    claims = claims_of(answer.json()["access_token"])
    assert (claims["aud"], claims["iss"]) == ("motcua", PUBLIC_URL)

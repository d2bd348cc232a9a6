"""The registry of clients: administrators of the province keep it, auditors read it, nobody else sees it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from services.identity import seeds
from services.identity.models import Activity, Client, Family, Position, Role
from services.identity.tests.holding import Key, ask, client, give, refresh

WANTED: dict[str, Any] = {
    "id": "vnpost-portal",
    "name": "Bưu điện Việt Nam",
    "authentication": "client_secret_basic",
    "grants": ["authorization_code", "refresh_token"],
    "scopes": ["openid", "profile"],
    "redirect_uris": ["https://vnpost.example/callback"],
    "backchannel_logout_uri": "https://vnpost.example/backchannel-logout",
}


class Desk:
    """Somebody at the registry."""

    def __init__(self, api: httpx.AsyncClient, token: str) -> None:
        self.api, self.token = api, token

    async def call(self, method: str, path: str = "", *, key: str | None = None, **more: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        if method == "POST":
            headers["Idempotency-Key"] = key or uuid4().hex
        return await self.api.request(method, f"/v1/clients{path}", headers=headers, **more)

    async def register(self, **changed: Any) -> httpx.Response:
        return await self.call("POST", json={**WANTED, **changed})


async def desk(api: httpx.AsyncClient, session: AsyncSession, user: str, acr: str = "substantial") -> Desk:
    given = await give(session, user=user, acr=acr)
    return Desk(api, (await refresh(api, given.refresh)).json()["access_token"])


@pytest_asyncio.fixture
async def admin(world: FastAPI, api: httpx.AsyncClient, session: AsyncSession) -> Desk:
    """The province's administrator, signed in with two factors a moment ago."""
    return await desk(api, session, "admin")


async def test_a_client_is_registered_shown_listed_and_works(admin: Desk, session: AsyncSession) -> None:
    made = await admin.register()
    assert made.status_code == 201, made.text
    assert made.headers["location"] == "/v1/clients/vnpost-portal"
    shown = await admin.call("GET", "/vnpost-portal")
    assert shown.json() == made.json()
    assert shown.headers["etag"] == made.headers["etag"]
    assert (made.json()["has_secret"], made.json()["is_third_party"]) == (False, True)
    given = await give(session, "vnpost-portal")
    assert (await refresh(admin.api, given.refresh, auth=("vnpost-portal", ""))).status_code == 401
    secret = (await admin.call("POST", "/vnpost-portal/secret")).json()["secret"]
    assert (await refresh(admin.api, given.refresh, auth=("vnpost-portal", secret))).status_code == 200
    kinds = set(await session.scalars(select(Activity.kind).where(Activity.person_id == seeds.person_id("admin"))))
    assert kinds == {"client_registered", "client_secret_given"}


async def test_the_list_goes_page_by_page(admin: Desk) -> None:
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await admin.call("GET", params={"limit": "2", **cursor})).json()
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == sorted(seen)
    assert {"demo-web", "demo-mobile", "docs", "bhxh-partner", "vnpost-web"} <= set(seen)


async def test_every_fault_of_a_registration_is_told(admin: Desk) -> None:
    refused = await admin.register(redirect_uris=["http://a.example/", "*"], scopes=["all"], agency_code="X")
    assert refused.status_code == 400
    pointers = {one["pointer"] for one in refused.json()["errors"]}
    assert pointers == {"/redirect_uris/0", "/redirect_uris/1", "/scopes/0", "/agency_code"}
    for changed in ({"id": "A"}, {"authentication": "client_secret_post"}, {"secret": "mine"}, {"name": ""}):
        assert (await admin.register(**changed)).status_code == 400


async def test_an_id_is_given_once_and_a_retry_is_answered_again(admin: Desk) -> None:
    key = uuid4().hex
    first = await admin.call("POST", key=key, json=WANTED)
    again = await admin.call("POST", key=key, json=WANTED)
    assert (again.status_code, again.json()) == (201, first.json())
    taken = await admin.register()
    assert (taken.status_code, taken.json()["code"]) == (409, "client-taken")


async def test_a_secret_is_told_once_and_kept_nowhere(admin: Desk, session: AsyncSession) -> None:
    await admin.register()
    key = uuid4().hex
    told = await admin.call("POST", "/vnpost-portal/secret", key=key)
    assert told.status_code == 201
    assert told.headers["cache-control"] == "no-store"
    secret = told.json()["secret"]
    assert len(secret) == 43
    again = await admin.call("POST", "/vnpost-portal/secret", key=key)
    assert (again.status_code, again.json()["secret"]) == (201, None)
    rows = await session.execute(text("SELECT convert_from(body, 'UTF8') FROM answers"))
    assert not any(secret in body for (body,) in rows)
    kept = await session.get_one(Client, "vnpost-portal", populate_existing=True)
    assert secret not in (kept.secret_hash, kept.older_secret_hash)


async def test_the_secret_in_use_outlives_lost_answers(admin: Desk, session: AsyncSession) -> None:
    await client(session, "rotating")
    given = [await give(session, "rotating") for _ in range(4)]
    secrets = [(await admin.call("POST", "/rotating/secret")).json()["secret"] for _ in range(2)]

    async def works(secret: str, one: int) -> bool:
        return (await refresh(admin.api, given[one].refresh, auth=("rotating", secret))).status_code == 200

    assert await works("rotating", 0)
    assert not await works(secrets[0], 1)
    assert await works(secrets[1], 2)
    kept = await session.get_one(Client, "rotating", populate_existing=True)
    assert kept.older_secret_until is not None
    kept.older_secret_until -= timedelta(hours=25)
    await session.commit()
    assert not await works("rotating", 3)


async def test_only_a_client_with_a_secret_is_given_one(admin: Desk) -> None:
    refused = await admin.call("POST", "/demo-web/secret")
    assert (refused.status_code, refused.json()["code"]) == (409, "no-secret")
    assert (await admin.call("POST", "/nobody-known/secret")).status_code == 404


async def test_a_change_needs_the_version_that_was_read(admin: Desk) -> None:
    await admin.register()
    seen = (await admin.call("GET", "/vnpost-portal")).headers["etag"]
    wanted = {name: one for name, one in WANTED.items() if name != "id"} | {"name": "VNPost"}
    assert (await admin.call("PUT", "/vnpost-portal", json=wanted)).status_code == 428
    for tag in ('"1"', "x", 'W/"1"', f"{seen[:-1]}0{seen[-1]}"):
        stale = await admin.call("PUT", "/vnpost-portal", json=wanted, headers={"If-Match": tag})
        assert stale.status_code == 412, tag
    changed = await admin.call("PUT", "/vnpost-portal", json=wanted, headers={"If-Match": seen})
    assert (changed.status_code, changed.json()["name"]) == (200, "VNPost")
    assert changed.headers["etag"] != seen
    again = await admin.call("PUT", "/vnpost-portal", json=wanted, headers={"If-Match": seen})
    assert again.status_code == 412


async def test_another_way_to_authenticate_forgets_the_secret(admin: Desk, session: AsyncSession) -> None:
    await admin.register()
    secret = (await admin.call("POST", "/vnpost-portal/secret")).json()["secret"]
    seen = (await admin.call("GET", "/vnpost-portal")).headers["etag"]
    key = Key()
    wanted = {name: one for name, one in WANTED.items() if name != "id"}
    wanted |= {"authentication": "private_key_jwt", "jwks": {"keys": [{**key.public, "kid": "a", "note": "x"}]}}
    changed = await admin.call("PUT", "/vnpost-portal", json=wanted, headers={"If-Match": seen})
    assert changed.status_code == 200, changed.text
    assert (changed.json()["has_secret"], changed.json()["jwks"]) == (False, {"keys": [{**key.public, "kid": "a"}]})
    given = await give(session, "vnpost-portal")
    assert (await refresh(admin.api, given.refresh, auth=("vnpost-portal", secret))).status_code == 401
    assert (await refresh(admin.api, given.refresh, **key.assertion("vnpost-portal"))).status_code == 200


async def test_a_disabled_client_and_what_it_was_granted_are_over(admin: Desk, session: AsyncSession) -> None:
    await client(session, "leaving")
    given = await give(session, "leaving")
    tokens = (await refresh(admin.api, given.refresh, auth=("leaving", "leaving"))).json()
    for _ in range(2):
        assert (await admin.call("PUT", "/leaving/disablement")).status_code == 204
    shown = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert (await admin.api.get("/oauth2/userinfo", headers=shown)).status_code == 401
    refused = await refresh(admin.api, tokens["refresh_token"], auth=("leaving", "leaving"))
    assert refused.json()["error"] == "invalid_client"
    family = await session.get_one(Family, given.family_id, populate_existing=True)
    assert family.revoked_at is not None
    for _ in range(2):
        assert (await admin.call("DELETE", "/leaving/disablement")).status_code == 204
    refused = await refresh(admin.api, tokens["refresh_token"], auth=("leaving", "leaving"))
    assert refused.json()["error"] == "invalid_grant"
    kinds = list(await session.scalars(select(Activity.kind).order_by(Activity.happened_at)))
    assert kinds == ["client_disabled", "client_enabled"]


@pytest.mark.parametrize("user", ["lan", "hoa.counter"])
async def test_nobody_else_sees_the_registry(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession, user: str
) -> None:
    somebody = await desk(api, session, user)
    assert (await somebody.call("GET")).status_code == 403
    assert (await somebody.register()).status_code == 403
    assert (await api.get("/v1/clients")).status_code == 401


async def held(session: AsyncSession, role: Role, agency: str) -> None:
    change = update(Position).where(Position.person_id == seeds.person_id("admin"))
    await session.execute(change.values(role=role, agency_code=agency))
    await session.commit()


async def test_an_auditor_reads_and_writes_nothing(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    await held(session, Role.AUDITOR, "H24.01")
    auditor = await desk(api, session, "admin", "low")
    assert (await auditor.call("GET", "/demo-web")).status_code == 200
    assert (await auditor.register()).status_code == 403
    assert (await auditor.call("PUT", "/demo-web/disablement")).status_code == 403


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
async def test_the_registry_is_the_provinces(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession, role: Role
) -> None:
    await held(session, role, "H24.91")
    local = await desk(api, session, "admin")
    assert (await local.call("GET")).status_code == 403
    assert (await local.register()).status_code == 403


async def test_writing_needs_two_factors_a_moment_ago(
    world: FastAPI, api: httpx.AsyncClient, session: AsyncSession
) -> None:
    weak = await desk(api, session, "admin", "low")
    assert (await weak.call("GET")).status_code == 200
    refused = await weak.register()
    assert refused.status_code == 401
    assert 'error="insufficient_user_authentication"' in refused.headers["www-authenticate"]
    assert 'acr_values="substantial"' in refused.headers["www-authenticate"]
    given = await give(session, user="admin", acr="substantial")
    long_ago = await now() - timedelta(minutes=21)
    await session.execute(update(Family).where(Family.id == given.family_id).values(authenticated_at=long_ago))
    await session.commit()
    stale = Desk(api, (await refresh(api, given.refresh)).json()["access_token"])
    refused = await stale.register()
    assert refused.status_code == 401
    assert 'max_age="1200"' in refused.headers["www-authenticate"]


async def test_a_partner_system_is_registered_for_an_agency(admin: Desk) -> None:
    system = {"grants": ["client_credentials"], "scopes": [], "redirect_uris": [], "backchannel_logout_uri": None}
    assert (await admin.register(**system, agency_code="G18.24")).status_code == 201
    secret = (await admin.call("POST", "/vnpost-portal/secret")).json()["secret"]
    answer = await ask(admin.api, grant_type="client_credentials", auth=("vnpost-portal", secret))
    assert answer.status_code == 200

"""Who is asking, and what routes require."""

import time
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import NAMESPACE_URL, uuid4, uuid5

import httpx
import pytest
import pytest_asyncio
from fastapi import APIRouter, Depends
from joserfc import jwt
from joserfc.jwk import ECKey

from kit import dpop
from kit.people import Citizen, Officer, Partner, Person, acting, anyone, from_claims, require
from kit.problems import Unauthorized
from kit.testing import PUBLIC_URL, citizen, client_of, delegate, headers, officer, token_for
from kit.testing.people import PUBLISHED_KEYS
from kit.tests.conftest import Running
from kit.tokens import thumbprint

router = APIRouter()


@router.get("/citizens")
async def read_as_citizen(someone: Annotated[Citizen, Depends(require(Citizen))]) -> str:
    return str(someone.id)


@router.get("/counter")
async def read_as_counter(someone: Annotated[Officer, Depends(require(Officer, "counter", "leader"))]) -> str:
    return someone.agency


@router.get("/partners")
async def read_as_partner(someone: Annotated[Partner, Depends(require(Partner))]) -> str:
    return someone.name


@router.get("/anybody-signed-in")
async def read_as_person(someone: Annotated[Person, Depends(require(Person))]) -> str:
    return type(someone).__name__


@router.get("/for-delegates-too")
async def read_as_either(someone: Annotated[Citizen, Depends(acting(Citizen))]) -> str:
    return str(someone.actor_id)


@router.get("/public", dependencies=[Depends(anyone)])
async def read_publicly() -> str:
    return "fine"


@pytest_asyncio.fixture
async def client(sample: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with sample(routers=[router]) as app, client_of(app) as opened:
        app.state.verifier._keys = dict(PUBLISHED_KEYS)
        yield opened


def partner() -> Partner:
    return Partner(id=uuid4(), client_id="bhxh-partner", scopes=frozenset(), name="bhxh-partner", agency="G18.24")


ACTING = delegate(citizen(), uuid4())
COUNTER, OFFICER = officer("G01.24.91", "counter"), officer("G01.24.91", "officer")


@pytest.mark.parametrize(
    ("path", "person", "status"),
    [
        ("/citizens", citizen(), 200),
        ("/citizens", COUNTER, 403),
        ("/citizens", partner(), 403),
        ("/counter", COUNTER, 200),
        ("/counter", officer("G01.24.91", "officer", "leader"), 200),
        ("/counter", OFFICER, 403),
        ("/counter", officer("G01.24.91"), 403),
        ("/counter", citizen(), 403),
        ("/counter", partner(), 403),
        ("/partners", partner(), 200),
        ("/partners", citizen(), 403),
        ("/anybody-signed-in", citizen(), 200),
        ("/anybody-signed-in", OFFICER, 200),
        ("/citizens", ACTING, 403),
        ("/anybody-signed-in", ACTING, 403),
        ("/for-delegates-too", ACTING, 200),
        ("/for-delegates-too", citizen(), 200),
        ("/for-delegates-too", OFFICER, 403),
        ("/public", citizen(), 200),
    ],
)
async def test_a_route_admits_whom_it_requires(
    client: httpx.AsyncClient, path: str, person: Person, status: int
) -> None:
    assert (await client.get(path, headers=headers(person))).status_code == status


@pytest.mark.parametrize("value", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer  x y"])
async def test_without_a_token_only_public_routes_answer(client: httpx.AsyncClient, value: str | None) -> None:
    told = {} if value is None else {"Authorization": value}
    refused = await client.get("/citizens", headers=told)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    assert (await client.get("/public", headers=told)).status_code == 200


async def test_two_authorization_headers_are_refused(client: httpx.AsyncClient) -> None:
    one = ("Authorization", f"Bearer {token_for(citizen())}")
    assert (await client.get("/citizens", headers=[one])).status_code == 200
    assert (await client.get("/citizens", headers=[one, one])).status_code == 401
    assert (await client.get("/citizens", headers=[one, ("Authorization", "Basic YTpi")])).status_code == 401


def claims(**changed: object) -> dict[str, Any]:
    return {"client_id": "demo-web", "scope": "openid profile", "sub": str(uuid4()), "kind": "citizen"} | changed


def test_claims_make_a_person() -> None:
    told = claims(sid="s")
    someone = from_claims(told)
    assert isinstance(someone, Citizen)
    assert (str(someone.id), someone.scopes, someone.session_id) == (told["sub"], frozenset({"openid", "profile"}), "s")
    staff = from_claims(claims(kind="officer", agency="H24.01", roles=["counter"]))
    assert isinstance(staff, Officer)
    assert (staff.agency, staff.roles) == ("H24.01", frozenset({"counter"}))
    other = from_claims(claims(kind="partner", agency="G18.24", sub="bhxh-partner"))
    assert isinstance(other, Partner)
    assert (other.name, other.id) == ("bhxh-partner", uuid5(NAMESPACE_URL, "bhxh-partner"))


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "robot"},
        {"sub": "nobody"},
        {"kind": "officer"},
        {"kind": "officer", "agency": "H24.01"},
        {"kind": "officer", "agency": None, "roles": []},
        {"kind": "officer", "agency": "H24.01", "roles": "counter"},
        {"kind": "officer", "agency": "H24.01", "roles": [{}]},
        {"kind": "officer", "agency": "H24.01", "roles": [1]},
        {"kind": "officer", "agency": ["H24.01"], "roles": []},
        {"kind": "partner", "sub": "bhxh-partner"},
        {"kind": "partner", "sub": "bhxh-partner", "agency": 1},
    ],
)
def test_claims_that_make_no_person_are_refused(changed: dict[str, object]) -> None:
    with pytest.raises(Unauthorized) as refused:
        from_claims(claims(**changed))
    assert "WWW-Authenticate" in refused.value.headers


def test_the_same_requirement_is_the_same_dependency() -> None:
    assert require(Officer, "counter", "leader") is require(Officer, "counter", "leader")
    assert require(Officer, "counter") is not require(Officer, "leader")
    assert require(Citizen).__dict__["requires"] == ("Citizen", ())


def _claims(**changed: object) -> dict[str, Any]:
    return {"client_id": "desk", "scope": "", "kind": "citizen", "sub": str(uuid4()), **changed}


def test_a_system_that_carries_a_request_on_is_not_another_person() -> None:
    someone = from_claims(_claims(act={"client_id": "desk"}))
    assert isinstance(someone, Citizen)
    assert (someone.actor_id, someone.delegation_id, someone.client_id) == (None, None, "desk")


def test_who_acts_by_a_delegation_is_named() -> None:
    actor, delegation = uuid4(), uuid4()
    someone = from_claims(_claims(act={"sub": str(actor)}, delegation=str(delegation)))
    assert isinstance(someone, Citizen)
    assert (someone.actor_id, someone.delegation_id) == (actor, delegation)


@pytest.mark.parametrize("act", ["text", {}, {"sub": "x"}, {"sub": str(uuid4())}, {"client_id": "a", "act": {}}, 7, []])
def test_a_claim_about_actors_that_makes_none_is_refused(act: object) -> None:
    with pytest.raises(Unauthorized):
        from_claims(_claims(act=act))


async def test_a_token_bound_to_a_key_is_shown_with_a_proof_once(client: httpx.AsyncClient) -> None:
    pair = ECKey.generate_key("P-256")
    public = {name: pair.as_dict(private=False)[name] for name in ("kty", "crv", "x", "y")}
    token = token_for(citizen(), cnf={"jkt": thumbprint(public)})
    said = {"jti": uuid4().hex, "htm": "GET", "htu": f"{PUBLIC_URL}/citizens", "iat": int(time.time())}
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": public}
    proof = jwt.encode(header, {**said, "ath": dpop.hash_of(token)}, pair)
    shown = {"Authorization": f"DPoP {token}", "DPoP": proof}
    assert (await client.get("/citizens", headers=shown)).status_code == 200
    again = await client.get("/citizens", headers=shown)
    assert again.status_code == 401
    assert again.headers["www-authenticate"] == 'DPoP error="invalid_dpop_proof", algs="ES256"'
    copied = await client.get("/citizens", headers={"Authorization": f"Bearer {token}"})
    assert copied.headers["www-authenticate"] == 'DPoP error="invalid_token", algs="ES256"'
    without = await client.get("/citizens")
    assert without.headers["www-authenticate"] == 'Bearer, DPoP algs="ES256"'

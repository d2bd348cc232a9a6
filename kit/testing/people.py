"""Somebody to ask as, and the tokens they ask with."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from joserfc import jwt
from joserfc.jwk import ECKey

from kit.people import Citizen, Officer, Partner, Person
from kit.tokens import key_of

PUBLIC_URL = "http://127.0.0.1:8080"
_KEY = ECKey.generate_key("P-256", {"kid": "test", "use": "sig", "alg": "ES256"})
PUBLISHED_KEYS = {"test": key_of(_KEY.as_dict(private=False))}
"""What identity would publish: the keys that verify the tokens made here."""

Headers = Callable[[Person], dict[str, str]]


def citizen(id: UUID | None = None) -> Citizen:  # noqa: A002 - the field's name
    """A citizen to ask as."""
    return Citizen(id=id or uuid4(), client_id="demo-web", scopes=frozenset({"openid"}), session_id="s")


def officer(agency: str, *roles: str, fields: tuple[str, ...] = ()) -> Officer:
    """An officer to ask as, limited to `fields` when there are any."""
    return Officer(
        id=uuid4(),
        client_id="demo-web",
        scopes=frozenset({"openid"}),
        session_id="s",
        agency=agency,
        roles=frozenset(roles),
        fields=frozenset(fields),
    )


def delegate(principal: Citizen, delegation_id: UUID, *, actor_id: UUID | None = None) -> Citizen:
    """Somebody the principal lets act for them."""
    return replace(principal, actor_id=actor_id or uuid4(), delegation_id=delegation_id)


def token_for(person: Person, **changed: object) -> str:
    """A signed access token for `person`; `changed` overrides claims."""
    at = int(time.time())
    claims: dict[str, Any] = {
        "iss": PUBLIC_URL, "aud": "motcua", "sub": str(person.id), "client_id": person.client_id, "jti": uuid4().hex,
        "iat": at, "exp": at + 600, "scope": " ".join(person.scopes), "sid": person.session_id, "kind": "citizen",
    }  # fmt: skip
    if isinstance(person, Citizen) and person.actor_id is not None:
        claims |= {"act": {"sub": str(person.actor_id)}, "delegation": str(person.delegation_id)}
    if isinstance(person, Officer):
        claims |= {"kind": "officer", "agency": person.agency, "roles": sorted(person.roles)}
        claims |= {"fields": sorted(person.fields)}
    if isinstance(person, Partner):
        claims |= {"kind": "partner", "agency": person.agency, "sub": person.name}
    if person.acr is not None:
        claims |= {"acr": person.acr}
    header = {"alg": "ES256", "typ": "at+jwt", "kid": "test"}
    return jwt.encode(header, claims | changed, _KEY)


def headers(person: Person, **more: str) -> dict[str, str]:
    """Request headers that sign `person` in, with a fresh Idempotency-Key."""
    return {"Authorization": f"Bearer {token_for(person)}", "Idempotency-Key": uuid4().hex, **more}

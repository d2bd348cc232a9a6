"""Clients, keys and grants written straight into the database: what tokens need, without a browser's pages."""

import base64
import json
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from joserfc.jwk import ECKey
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import now
from kit.dpop import hash_of
from kit.testing import PUBLIC_URL
from services.identity import actions, seeds
from services.identity.credentials import opaque
from services.identity.models import Authentication, BrowserSession, Client, Code, Family, RefreshToken, SubjectType
from services.identity.oauth2 import pkce

TOKEN_URL = f"{PUBLIC_URL}/oauth2/token"
REDIRECT = "https://app.example/callback"
VERIFIER = "v" * 64
BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def _b64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


class Key:
    """A client's key pair: makes DPoP proofs and client assertions. Changed claims and headers: None leaves one out."""

    def __init__(self) -> None:
        self.pair = ECKey.generate_key("P-256", {"kid": "a"})
        self.public: dict[str, Any] = {n: self.pair.as_dict(private=False)[n] for n in ("kty", "crv", "x", "y")}

    @property
    def thumbprint(self) -> str:
        """What tokens are bound to."""
        return str(self.pair.thumbprint())

    def sign(self, header: dict[str, Any], claims: dict[str, Any], *, by: ECKey | None = None) -> str:
        """A compact ES256 JWS, however odd its header; a None leaves a header or claim out."""
        parts = [
            _b64url(json.dumps({name: value for name, value in one.items() if value is not None}).encode())
            for one in (header, claims)
        ]
        private = (by or self.pair).private_key
        assert private is not None
        signed = private.sign(".".join(parts).encode(), ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(signed)
        return ".".join([*parts, _b64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))])

    def proof(
        self,
        url: str = TOKEN_URL,
        *,
        method: str = "POST",
        token: str | None = None,
        header: Any = None,
        **changed: Any,
    ) -> dict[str, str]:
        """The DPoP header of a request."""
        fine = {"jti": uuid4().hex, "htm": method, "htu": url, "iat": int(time.time())}
        ath = {"ath": hash_of(token)} if token is not None else {}
        head = {"typ": "dpop+jwt", "alg": "ES256", "jwk": self.public, **(header or {})}
        return {"DPoP": self.sign(head, fine | ath | changed)}

    def assertion(
        self, client_id: str, *, header: Any = None, by: ECKey | None = None, **changed: Any
    ) -> dict[str, str]:
        """The form fields of a client that authenticates with its key."""
        at = int(time.time())
        fine = {"iss": client_id, "sub": client_id, "aud": PUBLIC_URL, "jti": uuid4().hex, "iat": at, "exp": at + 60}
        head = {"alg": "ES256", "kid": "a", **(header or {})}
        return {
            "client_assertion_type": BEARER,
            "client_assertion": self.sign(head, {**fine, **changed}, by=by),
        }


async def client(session: AsyncSession, client_id: str, **changed: Any) -> Client:
    """A registered client: confidential, with the secret that is its own id."""
    at = await now()
    fine: dict[str, Any] = {
        "name": client_id,
        "authentication": Authentication.SECRET,
        "secret_hash": opaque.digest(client_id),
        "redirect_uris": [REDIRECT],
        "post_logout_redirect_uris": [],
        "scopes": ["openid", "profile", "email"],
        "grants": ["authorization_code", "refresh_token"],
        "subject_type": SubjectType.PUBLIC,
        "is_par_required": False,
        "is_dpop_bound": False,
        "is_third_party": False,
        "created_at": at,
        "changed_at": at,
    }
    made = Client(id=client_id, **{**fine, **changed})
    session.add(made)
    await session.commit()
    return made


@dataclass(frozen=True)
class Given:
    """What a sign-in of a person gave a client, to begin with."""

    session_id: UUID
    family_id: UUID
    refresh: str
    code: str


async def give(
    session: AsyncSession,
    client_id: str = "demo-web",
    *,
    user: str = "lan",
    scope: str = "openid profile",
    acr: str = "low",
    code_key: str | None = None,
    within: UUID | None = None,
) -> Given:
    """A sign-in (or `within` one), and what it granted to a client: a code, and a refresh token beside it."""
    at, person_id = await now(), seeds.person_id(user)
    signed_in = {"authenticated_at": at, "acr": acr, "amr": ["pwd"], "expires_at": at + timedelta(hours=12)}
    session_id = within or uuid4()
    if within is None:
        browser: dict[str, Any] = {"cookie_hash": uuid4().hex, "seen_at": at, "created_at": at, **signed_in}
        session.add(BrowserSession(id=session_id, person_id=person_id, **browser))
        await session.flush()
    family = Family(
        id=uuid4(),
        session_id=session_id,
        client_id=client_id,
        person_id=person_id,
        subject=await _known_as(session, client_id, person_id),
        scope=scope,
        created_at=at,
        **signed_in,
    )
    session.add(family)
    await session.flush()
    refresh, code = await _hand_out(session, family, code_key=code_key)
    await session.commit()
    return Given(session_id, family.id, refresh, code)


async def _known_as(session: AsyncSession, client_id: str, person_id: UUID) -> str:
    of = await session.get_one(Client, client_id)
    if of.subject_type is SubjectType.PUBLIC:
        return str(person_id)
    opened = await session.info["app"].state.provider.ring.open(session, at=await now())
    return actions.grants.known_as(of, person_id, key=opened.pairwise)


async def _hand_out(session: AsyncSession, family: Family, *, code_key: str | None) -> tuple[str, str]:
    refresh, code, at = opaque.new(), opaque.new(), family.created_at
    kept = {"token_hash": opaque.digest(refresh), "issued_at": at, "expires_at": family.expires_at}
    session.add(RefreshToken(family_id=family.id, **kept))
    asked = {"client_id": family.client_id, "redirect_uri": REDIRECT, "challenge": pkce.challenge_of(VERIFIER)}
    expires_at = at + timedelta(seconds=60)
    digest = opaque.digest(code)
    session.add(Code(code_hash=digest, family_id=family.id, proof_key=code_key, expires_at=expires_at, **asked))
    return refresh, code


async def ask(api: httpx.AsyncClient, *, auth: Any = None, headers: Any = None, **data: Any) -> httpx.Response:
    """A request for tokens; the client is demo-web unless it says otherwise."""
    if auth is None and "client_assertion" not in data:
        data = {"client_id": "demo-web", **data}
    return await api.post("/oauth2/token", data=data, auth=auth or httpx.USE_CLIENT_DEFAULT, headers=headers)


async def refresh(api: httpx.AsyncClient, token: str, **more: Any) -> httpx.Response:
    """New tokens for a refresh token."""
    return await ask(api, grant_type="refresh_token", refresh_token=token, **more)


async def redeem(api: httpx.AsyncClient, code: str, **more: Any) -> httpx.Response:
    """Tokens for a code."""
    data = {"code": code, "redirect_uri": REDIRECT, "code_verifier": VERIFIER}
    return await ask(api, grant_type="authorization_code", **data, **more)


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, unchecked."""
    body = token.split(".")[1]
    told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return told

"""Making tokens: access tokens (RFC 9068) and ID tokens, signed with ES256.

The only module of identity that knows python-jose. The algorithm and type of a token are ours, never read from a
caller, and the elliptic-curve backend is `cryptography` or nothing.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jws
from jose.backends.cryptography_backend import CryptographyECKey

from kit.tokens import key_of, thumbprint
from services.identity.oauth2.words import (
    ACCESS_TYPE,
    ALGORITHM,
    AUDIENCE,
    ID_TYPE,
    LOGOUT_EVENT,
    LOGOUT_LIFE,
    LOGOUT_TYPE,
    TOKEN_LIFE,
)

VerificationKey = CryptographyECKey
verification_key = key_of


@dataclass(frozen=True)
class Signer:
    """A private key ready to sign."""

    kid: str
    key: CryptographyECKey


@dataclass(frozen=True)
class KeyPair:
    """A new key pair: `public` as a JWK, `private` as PKCS #8."""

    kid: str
    public: dict[str, Any]
    private: bytes


@dataclass(frozen=True)
class Standing:
    """As what somebody acts: `kind` citizen, officer or partner; roles, agency and fields of procedures of the day."""

    kind: str
    agency: str | None = None
    roles: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Authentication:
    """How and when the person proved to be who they are; `sid` is the sign-in (oauth2.subjects.session_name)."""

    sid: str
    at: datetime
    acr: str
    amr: Sequence[str]


def _b64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def new_key_pair() -> KeyPair:
    """A fresh P-256 key pair, named by its RFC 7638 thumbprint."""
    key = ec.generate_private_key(ec.SECP256R1())
    numbers = key.public_key().public_numbers()
    public = {
        "crv": "P-256",
        "kty": "EC",
        "x": _b64url(numbers.x.to_bytes(32, "big")),
        "y": _b64url(numbers.y.to_bytes(32, "big")),
    }
    kid = thumbprint(public)
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return KeyPair(kid, {**public, "kid": kid, "use": "sig", "alg": ALGORITHM}, private)


def signer(kid: str, private: bytes) -> Signer:
    """The signer of a stored private key (PKCS #8)."""
    return Signer(kid, CryptographyECKey(serialization.load_der_private_key(private, password=None), ALGORITHM))


def sign(claims: Mapping[str, Any], *, typ: str, by: Signer) -> str:
    """The claims as a compact JWS; None values are left out."""
    body = json.dumps({name: value for name, value in claims.items() if value is not None}, separators=(",", ":"))
    token: str = jws.sign(body.encode(), by.key, headers={"kid": by.kid, "typ": typ}, algorithm=ALGORITHM)
    return token


@dataclass(frozen=True)
class Limits:
    """What narrows an access token: for whom it is made, the key it is bound to, who acts, how long it may live.

    `acting` are the claims `act` and, for a delegation, `delegation`. `expires_at` None: the usual life.
    """

    audience: str = AUDIENCE
    proof_key: str | None = None
    acting: Mapping[str, Any] = field(default_factory=dict)
    expires_at: datetime | None = None


UNLIMITED = Limits()


def access_token(
    *,
    issuer: str,
    subject: str,
    client_id: str,
    scope: str,
    standing: Standing,
    authentication: Authentication | None,
    family_id: UUID,
    at: datetime,
    by: Signer,
    limits: Limits = UNLIMITED,
) -> str:
    """An access token (RFC 9068). Its `jti` starts with the family that identity can revoke."""
    expires_at = min(at + TOKEN_LIFE, limits.expires_at or at + TOKEN_LIFE)
    return sign(
        {
            "iss": issuer,
            "aud": limits.audience,
            "sub": subject,
            "client_id": client_id,
            "scope": scope,
            "jti": f"{family_id}:{uuid4().hex}",
            "iat": int(at.timestamp()),
            "exp": int(expires_at.timestamp()),
            "kind": standing.kind,
            "roles": list(standing.roles),
            "agency": standing.agency,
            "fields": list(standing.fields) or None,
            "cnf": {"jkt": limits.proof_key} if limits.proof_key else None,
            **limits.acting,
            **_authenticated(authentication),
        },
        typ=ACCESS_TYPE,
        by=by,
    )


def logout_token(*, issuer: str, subject: str, client_id: str, sid: str, at: datetime, by: Signer) -> str:
    """Tells a client that a sign-in is over (OpenID Connect Back-Channel Logout 1.0, section 2.4)."""
    return sign(
        {
            "iss": issuer,
            "aud": client_id,
            "sub": subject,
            "sid": sid,
            "iat": int(at.timestamp()),
            "exp": int((at + LOGOUT_LIFE).timestamp()),
            "jti": uuid4().hex,
            "events": {LOGOUT_EVENT: {}},
        },
        typ=LOGOUT_TYPE,
        by=by,
    )


def id_token(
    *,
    issuer: str,
    subject: str,
    client_id: str,
    nonce: str | None,
    access: str,
    authentication: Authentication,
    at: datetime,
    by: Signer,
) -> str:
    """The ID token that goes with an access token, for the client alone."""
    half = sha256(access.encode("ascii")).digest()[:16]
    return sign(
        {
            "iss": issuer,
            "aud": client_id,
            "sub": subject,
            "iat": int(at.timestamp()),
            "exp": int((at + TOKEN_LIFE).timestamp()),
            "nonce": nonce,
            "at_hash": _b64url(half),
            **_authenticated(authentication),
        },
        typ=ID_TYPE,
        by=by,
    )


def _authenticated(one: Authentication | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {"sid": one.sid, "auth_time": int(one.at.timestamp()), "acr": one.acr, "amr": list(one.amr)}


def family_of(claims: Mapping[str, Any]) -> UUID | None:
    """The family an access token belongs to, from its `jti`; None when it names none."""
    try:
        return UUID(str(claims["jti"]).partition(":")[0])
    except (KeyError, ValueError):
        return None


def session_of(claims: Mapping[str, Any]) -> UUID | None:
    """The sign-in a token speaks of (`sid`); None when it names none."""
    try:
        return UUID(str(claims["sid"]))
    except (KeyError, ValueError):
        return None

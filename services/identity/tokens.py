"""Making tokens: access tokens (RFC 9068) and ID tokens, signed with ES256.

The only module of identity that knows python-jose. The algorithm and type of a token are ours, never read from a
caller, and the elliptic-curve backend is `cryptography` or nothing.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jose import jws
from jose.backends.cryptography_backend import CryptographyECKey

from kit.tokens import key_of
from services.identity.oauth2.words import ACCESS_TYPE, ALGORITHM, AUDIENCE, ID_TYPE, TOKEN_LIFE

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
    """As what somebody acts: `kind` citizen, officer or partner; roles and agency of the day."""

    kind: str
    agency: str | None = None
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Authentication:
    """How and when the person proved to be who they are, and in which sign-in."""

    session_id: UUID
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
    thumbprint = _b64url(sha256(json.dumps(public, separators=(",", ":"), sort_keys=True).encode()).digest())
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return KeyPair(thumbprint, {**public, "kid": thumbprint, "use": "sig", "alg": ALGORITHM}, private)


def signer(kid: str, private: bytes) -> Signer:
    """The signer of a stored private key (PKCS #8)."""
    return Signer(kid, CryptographyECKey(serialization.load_der_private_key(private, password=None), ALGORITHM))


def sign(claims: Mapping[str, Any], *, typ: str, by: Signer) -> str:
    """The claims as a compact JWS; None values are left out."""
    body = json.dumps({name: value for name, value in claims.items() if value is not None}, separators=(",", ":"))
    token: str = jws.sign(body.encode(), by.key, headers={"kid": by.kid, "typ": typ}, algorithm=ALGORITHM)
    return token


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
) -> str:
    """An access token for the platform's services. Its `jti` starts with the family that identity can revoke."""
    return sign(
        {
            "iss": issuer,
            "aud": AUDIENCE,
            "sub": subject,
            "client_id": client_id,
            "scope": scope,
            "jti": f"{family_id}:{uuid4().hex}",
            "iat": int(at.timestamp()),
            "exp": int((at + TOKEN_LIFE).timestamp()),
            "kind": standing.kind,
            "roles": list(standing.roles),
            "agency": standing.agency,
            **_authenticated(authentication),
        },
        typ=ACCESS_TYPE,
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
    return {"sid": str(one.session_id), "auth_time": int(one.at.timestamp()), "acr": one.acr, "amr": list(one.amr)}


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

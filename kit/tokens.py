"""Verify an access token (RFC 9068) strictly.

python-jose's defaults are unsafe (missing claims, any `typ`, key confusion, exceptions of every kind), so the header
is read here first: one algorithm, ES256, a `kid`, `typ: at+jwt`, and no header that could bring its own key. Every
failure is the same `Unauthorized`. Verified tokens are remembered by hash until they expire, at most `REMEMBERED` of
them. What is shown with a token to prove possession of its key is kit.dpop's.
"""

import asyncio
import base64
import hashlib
import json
import re
import time
from collections import OrderedDict
from collections.abc import Container, Mapping
from typing import Any

import httpx
from jose import jwk, jws
from jose.backends.cryptography_backend import CryptographyECKey
from jose.exceptions import JOSEError

from kit.logs import log
from kit.problems import Unauthorized, Unavailable

ALGORITHM = "ES256"
AUDIENCE = "motcua"
MAX_LENGTH = 4096
REMEMBERED = 10_000
REFETCH_AFTER = 5.0
RETRY_AFTER = 0.5
"""Seconds between two fetches of keys: after one that succeeded, after one that failed."""

REREAD_AFTER = 300.0
"""Seconds after which keys are fetched anew even though all are known: one that is no longer published is forgotten."""

_FORBIDDEN = {"jwk", "jku", "x5u", "x5c", "crit", "zip", "b64"}
_REQUIRED: dict[str, type | tuple[type, ...]] = {
    "iss": str,
    "aud": str,
    "sub": str,
    "client_id": str,
    "jti": str,
    "iat": int,
    "exp": int,
    "kind": str,
    "scope": str,
}


_COMPACT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_COORDINATE = re.compile(r"[A-Za-z0-9_-]{43}")
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


def header_of(token: str, *, has_kid: bool = True, has_key: bool = False) -> dict[str, Any]:
    """The JOSE header of a compact JWS; ValueError when it is not one we could accept.

    `has_kid`: it must name its key. `has_key`: it brings its key along (`jwk`), as a DPoP proof alone may.
    """
    if len(token) > MAX_LENGTH or not _COMPACT.fullmatch(token):
        raise ValueError("not a compact token")
    first = token.split(".", 1)[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except RecursionError as error:
        raise ValueError("header not accepted") from error
    forbidden = _FORBIDDEN - {"jwk"} if has_key else _FORBIDDEN
    if not isinstance(header, dict) or forbidden & header.keys():
        raise ValueError("header not accepted")
    if header.get("alg") != ALGORITHM or not isinstance(header.get("kid"), str if has_kid else str | None):
        raise ValueError("header not accepted")
    return header


def signed_by(token: str, key: CryptographyECKey) -> dict[str, Any]:
    """The claims of a token whose header was accepted, signed by this very key; ValueError otherwise."""
    try:
        claims = json.loads(jws.verify(token, key, ALGORITHM))
    except (JOSEError, RecursionError, AttributeError, TypeError) as error:
        raise ValueError("signature not accepted") from error
    if not isinstance(claims, dict):
        raise ValueError("claims not accepted")
    return claims


def verify(token: str, *, keys: Mapping[str, CryptographyECKey], typ: str) -> dict[str, Any]:
    """The claims of a token signed by one of `keys` and of type `typ`; ValueError otherwise.

    Times and audience are the caller's to check: see `check_access`.
    """
    header = header_of(token)
    if header.get("typ") != typ or header["kid"] not in keys:
        raise ValueError("type or key not accepted")
    return signed_by(token, keys[header["kid"]])


def public_key(published: object) -> CryptographyECKey:
    """The verification key of a JWK a stranger gave us; ValueError unless it is a public P-256 key and nothing more."""
    if not isinstance(published, dict) or _PRIVATE & published.keys():
        raise ValueError("not a public key")
    if (published.get("kty"), published.get("crv")) != ("EC", "P-256"):
        raise ValueError("not a P-256 key")
    if published.get("use", "sig") != "sig" or published.get("alg", ALGORITHM) != ALGORITHM:
        raise ValueError("not a key for signatures")
    if not all(isinstance(published.get(name), str) and _COORDINATE.fullmatch(published[name]) for name in ("x", "y")):
        raise ValueError("not a point")
    try:
        return key_of({name: published[name] for name in ("kty", "crv", "x", "y")})
    except JOSEError as error:
        raise ValueError("not on the curve") from error


def thumbprint(published: Mapping[str, Any]) -> str:
    """The RFC 7638 thumbprint of a P-256 key."""
    members = {name: published[name] for name in ("crv", "kty", "x", "y")}
    digest = hashlib.sha256(json.dumps(members, separators=(",", ":"), sort_keys=True).encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def check_access(claims: Mapping[str, Any], *, issuer: str, at: float, audiences: Container[str] = (AUDIENCE,)) -> None:
    """ValueError unless the claims are those of a live access token of ours, made for one of `audiences`."""
    for name, kind in _REQUIRED.items():
        value = claims.get(name)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ValueError("claim missing")
    if claims["iss"] != issuer or claims["aud"] not in audiences:
        raise ValueError("not for us")
    if not claims["iat"] - 60 <= at < claims["exp"]:
        raise ValueError("not now")


class Verifier:
    """Verifies access tokens against identity's published keys, fetched when a `kid` is unknown or they are old."""

    def __init__(self, *, issuer: str, client: httpx.AsyncClient, path: str = "/oauth2/jwks") -> None:
        self._issuer, self._client, self._path = issuer, client, path
        self._keys: dict[str, CryptographyECKey] = {}
        self._fetched_at, self._pause = float("-inf"), REFETCH_AFTER
        self._fetching = asyncio.Lock()
        self._known: OrderedDict[bytes, dict[str, Any]] = OrderedDict()

    async def access(self, token: str) -> dict[str, Any]:
        """The claims of a valid access token; Unauthorized otherwise, Unavailable when no key could be fetched."""
        digest = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        at = time.time()
        if (claims := self._known.get(digest)) and at < claims["exp"]:
            return claims
        try:
            if header_of(token)["kid"] not in self._keys or time.monotonic() - self._fetched_at >= REREAD_AFTER:
                await self._fetch()
            claims = verify(token, keys=self._keys, typ="at+jwt")
            check_access(claims, issuer=self._issuer, at=at)
        except ValueError as error:
            raise Unauthorized(headers={"WWW-Authenticate": 'Bearer error="invalid_token"'}) from error
        self._known[digest] = claims
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return claims

    async def _fetch(self) -> None:
        async with self._fetching:  # strangers' made-up key ids cost one request between them
            if time.monotonic() - self._fetched_at >= self._pause:
                try:
                    self._publish(await self._read())
                    self._pause = REFETCH_AFTER
                except (httpx.HTTPError, JOSEError, KeyError, TypeError, ValueError, AttributeError) as error:
                    self._pause = RETRY_AFTER
                    log.warning("no keys from identity", error=repr(error))
                self._fetched_at = time.monotonic()
        if not self._keys:
            raise Unavailable(headers={"Retry-After": "1"})

    async def _read(self) -> dict[str, CryptographyECKey]:
        answer = await self._client.get(self._path)
        answer.raise_for_status()
        return {
            key["kid"]: key_of(key)
            for key in answer.json()["keys"]
            if key.get("alg") == ALGORITHM and key.get("use") == "sig"
        }

    def _publish(self, fresh: dict[str, CryptographyECKey]) -> None:
        if fresh.keys() != self._keys.keys():
            self._known.clear()
        self._keys = fresh


def key_of(published: Mapping[str, Any]) -> CryptographyECKey:
    """The verification key of a JWK; construct once, it costs more than a verification."""
    key = jwk.construct(dict(published), ALGORITHM)
    assert isinstance(key, CryptographyECKey), "the cryptography backend must be installed"
    return key

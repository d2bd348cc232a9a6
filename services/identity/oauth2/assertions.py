"""A client proves to be itself with a signed assertion (private_key_jwt: RFC 7523 section 3, FAPI 2.0 section 5.3.2).

Stricter than RFC 7523: only ES256; the audience is the issuer's own name and nothing else (one made for another server
that calls our token endpoint its own is worthless here); good for one use.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final, TypeGuard

from kit.tokens import header_of, public_key, signed_by

TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST = 3600
"""Seconds an assertion may still live: each is remembered until it expires."""

AHEAD = 10
"""Seconds the client's clock may go before ours."""

_TYPES: Final = frozenset({None, "JWT", "client-authentication+jwt"})
_LONGEST_ID = 256


@dataclass(frozen=True)
class Assertion:
    """A good assertion: `digest` is what must not be seen again until `expires_at` (seconds since 1970)."""

    digest: str
    expires_at: int


def check(assertion: str, *, client_id: str, jwks: Mapping[str, Any], issuer: str, at: float) -> Assertion:
    """The assertion, if this client's key signed it for us now; ValueError otherwise."""
    header = header_of(assertion, has_kid=False)
    if header.get("typ") not in _TYPES:
        raise ValueError("not an assertion")
    claims = _signed(assertion, jwks, header.get("kid"))
    if claims.get("iss") != client_id or claims.get("sub") != client_id or claims.get("aud") != issuer:
        raise ValueError("somebody else's")
    expires_at, name = claims.get("exp"), claims.get("jti")
    if not _is_time(expires_at) or not at < expires_at <= at + LONGEST:
        raise ValueError("not now")
    begins = [claims[one] for one in ("iat", "nbf") if one in claims]
    if not all(_is_time(one) and one <= at + AHEAD for one in begins):
        raise ValueError("not yet")
    if not isinstance(name, str) or not 0 < len(name) <= _LONGEST_ID:
        raise ValueError("without an id")
    digest = sha256(f"{client_id}\x00{name}".encode("utf-8", "surrogatepass")).hexdigest()
    return Assertion(digest, expires_at)


def client_of(assertion: str) -> str | None:
    """Whom the assertion claims to be of, before anything is checked: it says whose keys to check it with."""
    try:
        body = assertion.split(".")[1]
        claims = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (ValueError, IndexError, RecursionError):
        return None
    claimed = claims.get("sub") if isinstance(claims, dict) else None
    return claimed if isinstance(claimed, str) and len(claimed) <= _LONGEST_ID and claimed.isprintable() else None


def _signed(assertion: str, jwks: Mapping[str, Any], kid: object) -> dict[str, Any]:
    """The claims, signed by one of the keys: the named one, or any when none is named."""
    for key in jwks["keys"]:
        if kid is None or key.get("kid") == kid:
            try:
                return signed_by(assertion, public_key(key))
            except ValueError:
                continue
    raise ValueError("none of its keys")


def _is_time(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)

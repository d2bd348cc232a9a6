"""ID tokens of upstream providers, verified strictly (OpenID Connect Core 3.1.3.7).

The algorithm is one the operator allowed for this provider, and the key must be of that algorithm's own kind: a token
cannot choose to be checked in another way (key confusion). Providers sign with RS256 more often than not, which our
own tokens never do: so this is apart from kit.tokens, and symmetric algorithms and `none` do not exist here.
"""

import binascii
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

LONGEST = 16_384
SKEW = 60
"""Seconds a provider's clock may differ from ours."""

LEAST_BITS = 2048
_KINDS = {"RS256": "RSA", "ES256": "EC"}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")
_FORBIDDEN = frozenset({"jwk", "jku", "x5u", "x5c", "crit", "zip", "b64", "enc"})

Key = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


@dataclass(frozen=True)
class Expected:
    """What an ID token must say to be the one asked for."""

    issuer: str
    client_id: str
    nonce: str
    algorithms: Collection[str]


def header_of(token: str) -> dict[str, Any]:
    """The header of a compact JWS; ValueError when it is none we could accept."""
    if len(token) > LONGEST or token.count(".") != 2 or not token.isascii():
        raise ValueError("not a compact token")
    header = _json(token.split(".", maxsplit=1)[0])
    if _FORBIDDEN & header.keys() or not isinstance(header.get("alg"), str) or header["alg"] not in _KINDS:
        raise ValueError("header not accepted")
    return header


def verify(token: str, published: Iterable[Mapping[str, Any]], *, expected: Expected, at: float) -> dict[str, Any]:
    """The claims of an ID token signed by one of the provider's published keys (JWKs), for us and now; ValueError
    otherwise; KeyError when its key is not among them.
    """
    header = header_of(token)
    algorithm: str = header["alg"]
    if algorithm not in expected.algorithms:
        raise ValueError("algorithm not accepted")
    key = key_of(_chosen(published, algorithm, header.get("kid")), algorithm)
    signed, _, signature = token.rpartition(".")
    try:
        _check(key, _bytes(signature), signed.encode("ascii"))
    except InvalidSignature:
        raise ValueError("signature not accepted") from None
    claims = _json(signed.split(".")[1])
    _check_claims(claims, expected, at=at)
    return claims


def is_half(claims: Mapping[str, Any], access_token: str) -> bool:
    """Whether `at_hash`, if there is one, is of this access token (3.1.3.6; both algorithms hash with SHA-256)."""
    if "at_hash" not in claims:
        return True
    half = urlsafe_b64encode(sha256(access_token.encode("utf-8")).digest()[:16]).rstrip(b"=")
    return compare_digest(str(claims["at_hash"]).encode("utf-8", "replace"), half)


def _chosen(published: Iterable[Mapping[str, Any]], algorithm: str, kid: object) -> Mapping[str, Any]:
    fitting = [
        one
        for one in published
        if one.get("kty") == _KINDS[algorithm]
        and one.get("use", "sig") == "sig"
        and one.get("alg", algorithm) == algorithm
        and (kid is None or one.get("kid") == kid)
    ]
    if len(fitting) != 1:
        raise KeyError("no key, or none alone, fits the token")
    return fitting[0]


def key_of(published: Mapping[str, Any], algorithm: str) -> Key:
    """The public key of a JWK for an algorithm; ValueError when it is no such key or a weak one."""
    if algorithm == "RS256":
        modulus, exponent = (int.from_bytes(_bytes(published.get(name))) for name in ("n", "e"))
        if modulus.bit_length() < LEAST_BITS:
            raise ValueError("the key is too short")
        return rsa.RSAPublicNumbers(exponent, modulus).public_key()
    if published.get("crv") != "P-256":
        raise ValueError("not a P-256 key")
    x, y = (int.from_bytes(_bytes(published.get(name))) for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def _check(key: Key, signature: bytes, signed: bytes) -> None:
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, signed, padding.PKCS1v15(), SHA256())
        return
    if len(signature) != 64:
        raise InvalidSignature
    r, s = (int.from_bytes(half) for half in (signature[:32], signature[32:]))
    key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))


def _check_claims(claims: Mapping[str, Any], expected: Expected, *, at: float) -> None:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != expected.issuer or expected.client_id not in audiences:
        raise ValueError("from another issuer, or for another client")
    party = claims.get("azp")
    if (len(audiences) > 1 or party is not None) and party != expected.client_id:
        raise ValueError("made for another party")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not compare_digest(nonce.encode(), expected.nonce.encode()):
        raise ValueError("made for another sign-in")
    for name in ("exp", "iat"):
        if not isinstance(claims.get(name), int) or isinstance(claims[name], bool):
            raise ValueError("without its times")
    if not claims["iat"] - SKEW <= at < claims["exp"] + SKEW:
        raise ValueError("not now")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or not subject.isprintable():
        raise ValueError("about nobody")


def _bytes(text: object) -> bytes:
    if not isinstance(text, str) or not _BASE64URL.fullmatch(text):
        raise ValueError("not base64url")
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise ValueError("not base64url") from None


def _json(part: str) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(part))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found

"""The provider's key and its ID tokens (RS256), written here from the specification."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def _new() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def b64url(content: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _number(value: int) -> str:
    return b64url(value.to_bytes((value.bit_length() + 7) // 8))


@dataclass(frozen=True)
class Stamp:
    """The key that lives as long as the process; its id is the RFC 7638 thumbprint."""

    key: rsa.RSAPrivateKey = field(default_factory=_new, repr=False)

    @property
    def published(self) -> dict[str, str]:
        """The public half as a JWK."""
        numbers = self.key.public_key().public_numbers()
        members = {"e": _number(numbers.e), "kty": "RSA", "n": _number(numbers.n)}
        digest = sha256(json.dumps(members, separators=(",", ":"), sort_keys=True).encode()).digest()
        return {**members, "kid": b64url(digest), "use": "sig", "alg": "RS256"}

    def signed(self, claims: dict[str, Any]) -> str:
        """The claims as a compact JWS."""
        header = {"alg": "RS256", "kid": self.published["kid"], "typ": "JWT"}
        text = ".".join(b64url(json.dumps(one).encode()) for one in (header, claims))
        return f"{text}.{b64url(self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

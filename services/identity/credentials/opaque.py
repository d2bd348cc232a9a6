"""Random credentials (codes, refresh tokens, cookies): 256 bits given away once, kept only as a SHA-256 digest.

A digest without salt or stretching is enough because the credential itself cannot be guessed.
"""

from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe


def new() -> str:
    """A fresh credential, 43 characters of base64url."""
    return token_urlsafe(32)


def digest(credential: str) -> str:
    """What is stored instead of the credential, 64 hexadecimal digits."""
    return sha256(credential.encode("utf-8", "surrogatepass")).hexdigest()


def matches(credential: str, stored: str) -> bool:
    """Whether the credential is the stored one, compared in constant time."""
    return compare_digest(digest(credential), stored)

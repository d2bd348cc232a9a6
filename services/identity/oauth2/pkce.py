"""Proof Key for Code Exchange (RFC 7636), method S256 only: who redeems a code is who asked for it."""

import re
from base64 import urlsafe_b64encode
from hashlib import sha256

_VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")
_CHALLENGE = re.compile(r"[A-Za-z0-9\-_]{43}")


def is_challenge(text: str) -> bool:
    """Whether `text` can be an S256 challenge: the unpadded base64url of 32 bytes."""
    return _CHALLENGE.fullmatch(text) is not None


def challenge_of(verifier: str) -> str | None:
    """The challenge a verifier answers; None when it is not a verifier by RFC 7636 section 4.1."""
    if _VERIFIER.fullmatch(verifier) is None:
        return None
    return urlsafe_b64encode(sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode("ascii")

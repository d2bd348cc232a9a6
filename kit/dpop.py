"""Proof of possession (DPoP, RFC 9449): a token bound to a key is good only with a fresh proof made by that key.

A proof is good for one request: its method, its address, its token, within five minutes, once. Services remember the
proofs they saw in the memory of the process, at most `REMEMBERED` of them: a copy sent to another replica of the same
service within those minutes is the remaining risk, which the address in the proof keeps to that one route. Identity,
where tokens are made, remembers them in its database as well.
"""

import base64
import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from kit.tokens import ALGORITHM, header_of, public_key, signed_by, thumbprint

TYPE = "dpop+jwt"
OLDEST = 300
AHEAD = 10
"""Seconds a proof's `iat` may lie in the past and, for clocks that go before ours, in the future."""

LONGEST_ID = 256
REMEMBERED = 100_000
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Proof:
    """A good proof: `key` is the thumbprint of its key, `digest` what must not be seen again until `expires_at`."""

    key: str
    digest: str
    expires_at: int


def check(proof: str, *, method: str, url: str, at: float, token: str | None = None) -> Proof:
    """The proof, if it was made for this request (RFC 9449 section 4.3); ValueError otherwise.

    `url` is the request's address as the client sees it, its query left out. `token` is the access token it is shown
    with; None at the token endpoint. Whether it was seen before is the caller's to ask.
    """
    header = header_of(proof, has_kid=False, has_key=True)
    if header.get("typ") != TYPE:
        raise ValueError("not a proof")
    claims = signed_by(proof, public_key(header.get("jwk")))
    if claims.get("htm") != method or not _is_same(claims.get("htu"), url):
        raise ValueError("for another request")
    made_at, name = claims.get("iat"), claims.get("jti")
    if not isinstance(made_at, int) or isinstance(made_at, bool) or not at - OLDEST <= made_at <= at + AHEAD:
        raise ValueError("not now")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_ID:
        raise ValueError("without an id")
    if token is not None and claims.get("ath") != hash_of(token):
        raise ValueError("for another token")
    key = thumbprint(header["jwk"])
    digest = hashlib.sha256(f"{key} {name}".encode("utf-8", "surrogatepass")).hexdigest()
    return Proof(key, digest, made_at + OLDEST)


def check_possession(
    claims: Mapping[str, Any], scheme: str, *, proofs: Sequence[str], token: str, method: str, url: str, at: float
) -> Proof | None:
    """The proof that whoever shows a token holds its key; None for a token bound to no key, shown as a bearer token.

    ValueError for a bound token shown as a bearer token or with a proof of another key, and for a bearer token shown
    as if it were bound (RFC 9449 section 7.1). `proofs` are the request's DPoP headers.
    """
    bound = claims.get("cnf")
    if bound is None and scheme == "bearer":
        return None
    if scheme != "dpop" or not isinstance(bound, dict) or len(proofs) != 1:
        raise ValueError("not shown as it is bound")
    proof = check(proofs[0], method=method, url=url, at=at, token=token)
    if proof.key != bound.get("jkt"):
        raise ValueError("bound to another key")
    return proof


def hash_of(token: str) -> str:
    """`ath`: the hash of an access token in a proof."""
    digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def challenge(error: str | None = None) -> str:
    """The `WWW-Authenticate` of a route that takes bound tokens."""
    told = f' error="{error}",' if error else ""
    return f'DPoP{told} algs="{ALGORITHM}"'


def _is_same(claimed: object, url: str) -> bool:
    try:
        return isinstance(claimed, str) and _plain(claimed) == _plain(url)
    except ValueError:
        return False


def _plain(url: str) -> tuple[str, str | None, int | None, str]:
    """An address without query and fragment, written one way (RFC 3986 section 6.2.2 and 6.2.3)."""
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        raise ValueError("names a user")
    return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS.get(parts.scheme), unquote(parts.path) or "/"


class Seen:
    """The proofs a process saw, each until it expires; beyond `REMEMBERED` the oldest is forgotten."""

    def __init__(self, *, most: int = REMEMBERED) -> None:
        self._most = most
        self._until: OrderedDict[str, float] = OrderedDict()

    def is_new(self, proof: Proof, *, at: float) -> bool:
        """Whether it is seen for the first time; from now on it is not."""
        while self._until and next(iter(self._until.values())) < at:
            self._until.popitem(last=False)
        if proof.digest in self._until:
            return False
        # by the time it is seen, a little longer than it is good: the order of the line is then that of the times
        self._until[proof.digest] = at + OLDEST + AHEAD
        if len(self._until) > self._most:
            self._until.popitem(last=False)
        return True

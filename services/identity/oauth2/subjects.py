"""Under which name a client knows a person: the same for all, or one of its sector's own (OpenID Connect Core 8.1).

Two partners that compare notes must not find out that they serve the same person. The pairwise name is a keyed digest
of sector and person; its key is made once and never exchanged, because with it every name would change.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import UUID

_LENGTH = 43
"""Characters of a pairwise subject; a person's id has 36."""


def pairwise(key: bytes, *, sector: str, person_id: UUID) -> str:
    """The person's name in a sector: 43 characters of base64url."""
    message = f"{sector}\x00{person_id}".encode()
    return urlsafe_b64encode(hmac.digest(key, message, sha256)).rstrip(b"=").decode("ascii")


def sector_of(addresses: Iterable[str]) -> str | None:
    """The host that all the redirect addresses share; None when there is not exactly one."""
    hosts = {urlsplit(address).hostname for address in addresses}
    return hosts.pop() if len(hosts) == 1 else None


def session_name(key: bytes, session_id: UUID, *, subject: str) -> str:
    """The `sid` by which whoever knows a person as `subject` knows a sign-in: its id, or for a pairwise subject a name
    of its own. One `sid` in two sectors would tell them what two subjects do not.
    """
    if len(subject) != _LENGTH:
        return str(session_id)
    return str(UUID(bytes=hmac.digest(key, f"{session_id}\x00{subject}".encode(), sha256)[:16]))

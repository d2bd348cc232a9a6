"""What a signed tracking link says: an id nobody guesses and a digest only we can make. Pure.

The digest covers the dossier and the moment the link ends, so neither can be exchanged for another.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from uuid import UUID

from kit.sealing import Sealer

_TOKEN = re.compile(r"(?P<id>[A-Za-z0-9_-]{22})\.(?P<digest>[A-Za-z0-9_-]{43})")


def token(signer: Sealer, link_id: UUID, *, dossier_id: UUID, expires_at: datetime) -> str:
    """The link's word in an address: 66 characters."""
    return f"{_short(link_id)}.{signer.mac(*_told(link_id, dossier_id, expires_at))}"


def link_id(typed: str) -> UUID | None:
    """The id a token names; None when it is no token. It is believed only once `is_ours`."""
    match = _TOKEN.fullmatch(typed)
    return UUID(bytes=urlsafe_b64decode(match["id"] + "==")) if match else None


def is_ours(typed: str, signer: Sealer, *, dossier_id: UUID, expires_at: datetime) -> bool:
    """Whether we made this token, for this dossier and this end."""
    named, match = link_id(typed), _TOKEN.fullmatch(typed)
    return bool(named and match and signer.is_mac(match["digest"], *_told(named, dossier_id, expires_at)))


def _told(link: UUID, dossier_id: UUID, expires_at: datetime) -> tuple[str, ...]:
    return "tracking-link", str(link), str(dossier_id), expires_at.astimezone(UTC).isoformat(timespec="microseconds")


def _short(link: UUID) -> str:
    return urlsafe_b64encode(link.bytes).rstrip(b"=").decode("ascii")

"""How long a pushed authorization request may be used (RFC 9126 section 4).

It must arrive at the authorization endpoint within 90 s of being pushed. From then on it comes back with every step of
the sign-in (a password, a second factor, consent), so it lives on while its person is busy, half an hour at most; the
code that is granted for it, or the person's no, uses it up.
"""

from datetime import datetime, timedelta
from typing import Final

PREFIX: Final = "urn:ietf:params:oauth:request_uri:"
LIFE: Final = timedelta(seconds=90)
BUSY: Final = timedelta(minutes=30)


def has_arrived(*, created_at: datetime, expires_at: datetime) -> bool:
    """Whether its person came with it already: its end was moved then."""
    return expires_at > created_at + LIFE

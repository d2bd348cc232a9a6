"""Which channels carry a notice, pure.

The web inbox always does: it is the record a citizen can come back to. A channel is added to it only when the kind is
worth it and the recipient can be reached there.
"""

import re
from enum import StrEnum

from services.notification.kinds import Kind


class Route(StrEnum):
    """A way to reach a person outside the web inbox."""

    EMAIL = "email"


ROUTES: dict[Kind, tuple[Route, ...]] = dict.fromkeys(Kind, (Route.EMAIL,))
"""Every kind so far concerns a right, a duty or money of the recipient, so all are mailed."""

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}", re.ASCII)


def addresses(kind: Kind, *, email: str | None, former_email: str | None = None) -> list[tuple[Route, str]]:
    """Where to send a notice of this kind, each address once.

    `former_email`: a change of contact is told to the address it was taken from as well, so that a stolen account is
    noticed. Addresses that could not be a single plain mailbox are left out (header injection, lists, comments).
    """
    found: list[tuple[Route, str]] = []
    for address in (email, former_email):
        for route in ROUTES[kind]:
            if address and is_mailbox(address) and (route, address) not in found:
                found.append((route, address))
    return found


def is_mailbox(address: str) -> bool:
    """Whether the text is one plain mail address and nothing else."""
    return len(address) <= 254 and _ADDRESS.fullmatch(address) is not None

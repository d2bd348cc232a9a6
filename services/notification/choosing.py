"""Which channels carry a notice, pure.

The web inbox always does: it is the record a citizen can come back to. A channel is added to it only when the kind is
worth it and the recipient can be reached there.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from kit import vietnamese
from services.notification.kinds import Kind


class Route(StrEnum):
    """A way to reach a person outside the web inbox."""

    EMAIL = "email"
    SMS = "sms"


ROUTES: dict[Kind, tuple[Route, ...]] = dict.fromkeys(Kind, (Route.EMAIL,)) | {
    Kind.SECURITY: (Route.EMAIL, Route.SMS),
}
"""The first by which the recipient can be reached. Every kind so far concerns a right, a duty or money, so all are
mailed; that an account may be in danger is worth an SMS to who has no mail."""

_MAILBOX = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}", re.ASCII)
_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
_TYPED_PHONE = re.compile(r"\+?[0-9]{9,15}")


def addresses(
    kind: Kind, *, email: str | None, phone: str | None = None, others: Iterable[str] = ()
) -> list[tuple[Route, str]]:
    """Where to send a notice of this kind, each address once.

    `others` are told as well, by the form of the address: a change of contact is told where it was taken from, so that
    a stolen account is noticed. What could not be a single plain address is left out (header injection, lists).
    """
    usable = {place[0]: place for text in (email, phone) if text and (place := place_of(text))}
    found = [usable[route] for route in ROUTES[kind] if route in usable][:1]
    for text in others:
        place = place_of(text)
        if place and place not in found:
            found.append(place)
    return found


def place_of(address: str) -> tuple[Route, str] | None:
    """The route an address belongs to by its form, and the form it is used in: a phone's is E.164."""
    if is_mailbox(address):
        return Route.EMAIL, address
    number = vietnamese.phone(address) if _TYPED_PHONE.fullmatch(address) else None
    return (Route.SMS, number) if number else None


def is_mailbox(address: str) -> bool:
    """Whether the text is one plain mail address and nothing else."""
    return len(address) <= 254 and _MAILBOX.fullmatch(address) is not None


def is_phone(address: str) -> bool:
    """Whether the text is one phone number in E.164 and nothing else."""
    return _PHONE.fullmatch(address) is not None

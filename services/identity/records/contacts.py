"""Where a person can be reached: phones and e-mail addresses that a code may be sent to.

An address must have one written form only, or a look-alike of somebody's could be registered beside it: e-mail
addresses are plain ASCII here (an internationalised domain in its `xn--` form), without quoting, comments or anything
that could end a header. Phones are Vietnamese mobile numbers, which alone can get a message.
"""

import re
from typing import Final, NamedTuple

from kit.faults import Fault
from services.identity.records.identifiers import Identifier, Kind, read

LONGEST: Final = 254
"""Characters of an e-mail address (RFC 5321, 4.5.3.1.3)."""

_LOCAL: Final = re.compile(r"[a-z0-9_%+'-]+(?:\.[a-z0-9_%+'-]+)*")
_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_MOBILE: Final = re.compile(r"\+84[35789][0-9]{8}")


class Contact(NamedTuple):
    """An address in its one written form (identifiers.read) and how it is reached: `email` or `sms`."""

    identifier: Identifier
    channel: str

    @property
    def masked(self) -> str:
        """The address as somebody who did not prove it is theirs may see it: `l***@m***`, `*** 001`."""
        value = self.identifier.value
        if self.identifier.kind is Kind.PHONE:
            return f"*** {value[-3:]}"
        local, _, domain = value.partition("@")
        return f"{local[0]}***@{domain[0]}***"


def reach(typed: str) -> Contact | None:
    """The contact meant by what was typed; None when a code cannot be sent there."""
    found = read(typed)
    if found.kind is Kind.PHONE and _MOBILE.fullmatch(found.value):
        return Contact(found, "sms")
    if found.kind is not Kind.EMAIL or len(found.value) > LONGEST or not _is_plain(typed):
        return None
    local, _, domain = found.value.partition("@")
    is_good = len(local) <= 64 and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)
    return Contact(found, "email") if is_good else None


def _is_plain(typed: str) -> bool:
    return typed.isascii() and typed.strip(" ").isprintable()


def faults(typed: str, *, pointer: str = "/contact") -> list[Fault]:
    """What is wrong with an address somebody wants codes sent to."""
    if reach(typed) is not None:
        return []
    if "@" in typed and not typed.isascii():
        return [
            Fault(
                pointer,
                "not-plain",
                "Địa chỉ e-mail chỉ gồm chữ cái không dấu, chữ số và các dấu thông thường.",
                "An e-mail address may hold plain letters, digits and signs only.",
            )
        ]
    return [
        Fault(
            pointer,
            "malformed",
            "Hãy ghi số di động Việt Nam (ví dụ 0912 345 001) hoặc địa chỉ e-mail.",
            "Give a Vietnamese mobile number (for example 0912 345 001) or an e-mail address.",
        )
    ]

"""What people type to say who they are: personal number, phone, e-mail or staff user name, each in one written form."""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

LONGEST = 200

_PERSONAL_NUMBER = re.compile(r"[0-9]{12}")
_PHONE = re.compile(r"(?:\+84|0084|0)([1-9][0-9]{8})")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SEPARATORS = re.compile(r"[\s.()-]")


class Kind(StrEnum):
    """What a sign-in name is."""

    PERSONAL_NUMBER = "personal_number"
    PHONE = "phone"
    EMAIL = "email"
    USER_NAME = "user_name"


class Identifier(NamedTuple):
    """A sign-in name in its one written form; at most one account has it."""

    kind: Kind
    value: str


def read(typed: str) -> Identifier:
    """The identifier meant by what was typed. Never fails: what is nothing else is a user name nobody has.

    Phones become `+84` and nine digits, e-mail and user names lower case; separators in numbers are forgiven.
    """
    text = "".join(letter for letter in unicodedata.normalize("NFC", typed) if letter.isprintable()).strip()[:LONGEST]
    digits = _SEPARATORS.sub("", text)
    if _PERSONAL_NUMBER.fullmatch(digits):
        return Identifier(Kind.PERSONAL_NUMBER, digits)
    phone = _PHONE.fullmatch(digits)
    if phone:
        return Identifier(Kind.PHONE, f"+84{phone[1]}")
    kind = Kind.EMAIL if _EMAIL.fullmatch(text) else Kind.USER_NAME
    return Identifier(kind, text.casefold())

"""What people type to say who they are: a number, phone, e-mail address or user name, each in one written form."""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

LONGEST = 254

_PERSONAL_NUMBER = re.compile(r"[0-9]{12}")
_TAX_CODE = re.compile(r"(?:MST:?)?([0-9]{10})([0-9]{3})?", re.IGNORECASE | re.ASCII)
_HOUSEHOLD = re.compile(r"MST:?([0-9]{12})", re.IGNORECASE | re.ASCII)
_PASSPORT = re.compile(r"([A-Z]{3})[/:]([A-Z0-9]{5,9})", re.IGNORECASE | re.ASCII)
_PHONE = re.compile(r"(?:\+84|0084|0)([1-9][0-9]{8})")
_EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+\.[!-?A-~]+")
_SEPARATORS = re.compile(r"[\s.()-]")


class Kind(StrEnum):
    """What a sign-in name is."""

    PERSONAL_NUMBER = "personal_number"
    TAX_CODE = "tax_code"
    PASSPORT = "passport"
    PHONE = "phone"
    EMAIL = "email"
    USER_NAME = "user_name"


class Identifier(NamedTuple):
    """A sign-in name in its one written form; at most one account has it."""

    kind: Kind
    value: str


def read(typed: str) -> Identifier:
    """The identifier meant by what was typed. Never fails: what is nothing else is a user name nobody has.

    Phones become `+84` and nine digits, e-mail and user names lower case; separators in numbers are forgiven. Ten
    digits that can be a phone are one; such a tax code is typed with `MST` before it. A passport is typed behind its
    country: `AUS/PA1234567`. Only plain ASCII is an e-mail address: a look-alike of one is nobody's.
    """
    text = "".join(letter for letter in unicodedata.normalize("NFC", typed) if letter.isprintable()).strip()[:LONGEST]
    digits = _SEPARATORS.sub("", text)
    if _PERSONAL_NUMBER.fullmatch(digits):
        return Identifier(Kind.PERSONAL_NUMBER, digits)
    if phone := _PHONE.fullmatch(digits):
        return Identifier(Kind.PHONE, f"+84{phone[1]}")
    if code := _TAX_CODE.fullmatch(digits):
        return Identifier(Kind.TAX_CODE, f"{code[1]}-{code[2]}" if code[2] else code[1])
    if household := _HOUSEHOLD.fullmatch(digits):
        return Identifier(Kind.TAX_CODE, household[1])
    if passport := _PASSPORT.fullmatch(digits):
        return Identifier(Kind.PASSPORT, f"{passport[1]}/{passport[2]}".upper())
    # some look-alikes become plain letters under NFC (the Kelvin sign): what was typed counts
    kind = Kind.EMAIL if typed.isascii() and _EMAIL.fullmatch(text) else Kind.USER_NAME
    return Identifier(kind, text.casefold())

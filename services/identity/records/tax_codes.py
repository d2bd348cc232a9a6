"""The tax code (mã số thuế): ten digits with a check digit, thirteen for a branch; a person's may be their own number.

Thông tư 86/2024/TT-BTC: the check digit is that of `kit.vietnamese`. From 2025-07-01 the personal number
serves as the tax code of a person, a household or a household business.
"""

import re
from datetime import date
from typing import Final

from kit.faults import Fault
from kit.vietnamese import is_tax_code
from services.identity.records import personal_numbers

PERSONAL_NUMBERS_SINCE: Final = date(2025, 7, 1)

_SEPARATORS: Final = re.compile(r"[\s.-]")
_WRITTEN: Final = re.compile(r"[0-9]{10}(?:-[0-9]{3})?")


def written(typed: str) -> str:
    """The one written form of what was typed: digits, a branch's last three behind a hyphen; else as it was typed."""
    digits = _SEPARATORS.sub("", typed)
    if not (digits.isascii() and digits.isdigit()):
        return typed.strip()
    return f"{digits[:10]}-{digits[10:]}" if len(digits) == 13 else digits


def is_valid(code: str, *, on: date) -> bool:
    """Whether a code in its written form can have been issued by that day."""
    if personal_numbers.meaning(code) is not None:
        return on >= PERSONAL_NUMBERS_SINCE
    return _WRITTEN.fullmatch(code) is not None and is_tax_code(code)


def faults(code: str, *, on: date, pointer: str = "/tax_code") -> list[Fault]:
    """What is wrong with a code in its written form: whether it is too short, or mistyped."""
    if is_valid(code, on=on):
        return []
    if _WRITTEN.fullmatch(code) or (len(code) == 12 and code.isascii() and code.isdigit()):
        return [
            Fault(
                pointer,
                "no-such-code",
                "Không có mã số thuế nào như vậy; hãy xem lại từng chữ số.",
                "No tax code is like this; look at each digit again.",
            )
        ]
    return [
        Fault(
            pointer,
            "malformed",
            "Mã số thuế gồm 10 chữ số, hoặc 13 chữ số của đơn vị phụ thuộc.",
            "A tax code has 10 digits, or 13 for a branch.",
        )
    ]

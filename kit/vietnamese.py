"""Vietnamese text and the formats of numbers people carry.

Search works without diacritics and with either tone placement (hoà, hòa); names are kept in NFC.
"""

import re
import unicodedata
from datetime import date

import phonenumbers

_D = str.maketrans("đĐ", "dD")
_WORD = re.compile(r"[a-z0-9]+")


def nfc(text: str) -> str:
    """The text in Unicode NFC."""
    return unicodedata.normalize("NFC", text)


def bare(text: str) -> str:
    """The text without diacritics: `Đăng ký` -> `Dang ky`."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)).translate(_D)


def fold(text: str) -> str:
    """Lower case without diacritics, single spaces: `Đăng ký  tạm trú` -> `dang ky tam tru`."""
    return " ".join(bare(text).lower().split())


def slug(text: str) -> str:
    """A name as a code: `Đăng ký, quản lý cư trú` -> `dang-ky-quan-ly-cu-tru`; a code stays what it is."""
    return "-".join(_WORD.findall(bare(text).lower()))


def is_personal_number(
    number: str, *, birth_date: date | None = None, sex: str | None = None, at: date | None = None
) -> bool:
    """Whether `number` can be a personal identification number (12 digits; Luật Căn cước 26/2023/QH15).

    Place of registration 001-096 or a country 100-299 is not checked beyond being non-zero; then one digit for
    century and sex (even male, odd female; 1900s 0/1, 2000s 2/3, ...), two for the birth year. Checked against
    `birth_date` and `sex` (`male` | `female`) when given; a number born after `at` is refused.
    """
    if len(number) != 12 or not number.isascii() or not number.isdigit() or number[:3] == "000":
        return False
    year = 1900 + 100 * (int(number[3]) // 2) + int(number[4:6])
    if at is not None and year > at.year:
        return False
    if birth_date is not None and birth_date.year != year:
        return False
    return sex is None or (int(number[3]) % 2 == 1) == (sex == "female")


def phone(text: str) -> str | None:
    """The Vietnamese number in E.164 (`+84912345001`), None when it is not one."""
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != 84 or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def dong(amount: int) -> str:
    """Money as people write it: `7.000 đ`."""
    return f"{amount:,}".replace(",", ".") + " đ"

"""Vietnamese text and the formats of numbers people carry.

Search works without diacritics and with either tone placement (hoà, hòa); names are kept in NFC.
"""

import re
import unicodedata
from datetime import date

import phonenumbers

_D = str.maketrans("đĐ", "dD")
_WORD = re.compile(r"[a-z0-9]+")
_TAX_CODE = re.compile(r"([0-9]{10})(?:-?([0-9]{3}))?")
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


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


def tax_check_digit(nine: str) -> int | None:
    """The tenth digit of a tax code for its nine (Thông tư 86/2024/TT-BTC); None: such a code is not issued."""
    digit = 10 - sum(weight * int(figure) for weight, figure in zip(_TAX_WEIGHTS, nine, strict=True)) % 11
    return None if digit == 10 else digit


def is_tax_code(code: str) -> bool:
    """Whether `code` can be a tax code issued by the tax office: ten digits, or a branch's thirteen (`-` before 3)."""
    found = _TAX_CODE.fullmatch(code)
    if found is None or found[1][2:9] == "0000000" or found[2] == "000":
        return False
    return tax_check_digit(found[1][:9]) == int(found[1][9])


def spelled(number: int) -> str:
    """A number from 0 to 9999 in words: 2016 -> `hai nghìn không trăm mười sáu`."""
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_thousand(rest, is_whole=True)
    words = f"{_DIGITS[thousands]} nghìn"
    return f"{words} {_below_thousand(rest, is_whole=False)}" if rest else words


def day_spelled(day: date) -> str:
    """A day as civil status papers write it in words: `ngày một tháng tư năm hai nghìn không trăm linh năm`."""
    month = "tư" if day.month == 4 else spelled(day.month)
    return f"ngày {spelled(day.day)} tháng {month} năm {spelled(day.year)}"


def _below_thousand(number: int, *, is_whole: bool) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or not is_whole else []
    if rest or not words:
        words.append(_below_hundred(rest, is_whole=not words))
    return " ".join(words)


def _below_hundred(number: int, *, is_whole: bool) -> str:
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones] if is_whole else f"linh {_DIGITS[ones]}"
    unit = {5: "lăm"}.get(ones, _DIGITS[ones])
    if tens == 1:
        return f"mười {unit}" if ones else "mười"
    unit = {1: "mốt", 4: "tư"}.get(ones, unit)
    return f"{_DIGITS[tens]} mươi {unit}" if ones else f"{_DIGITS[tens]} mươi"


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

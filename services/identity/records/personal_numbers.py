"""The personal identification number: twelve digits that say where, when and as what sex a birth was registered.

Luật Căn cước 26/2023/QH15 article 12: three digits for the place (a province by its code of before 2025-07-01, or a
country), one for century and sex, two for the year of birth, six at random. There is no check digit; what can be
checked is checked against the person's birth date and sex, and every fault is told.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from kit.faults import Fault

PROVINCES: Final[dict[str, str]] = {
    "001": "Hà Nội", "002": "Hà Giang", "004": "Cao Bằng", "006": "Bắc Kạn", "008": "Tuyên Quang", "010": "Lào Cai",
    "011": "Điện Biên", "012": "Lai Châu", "014": "Sơn La", "015": "Yên Bái", "017": "Hòa Bình", "019": "Thái Nguyên",
    "020": "Lạng Sơn", "022": "Quảng Ninh", "024": "Bắc Giang", "025": "Phú Thọ", "026": "Vĩnh Phúc",
    "027": "Bắc Ninh", "030": "Hải Dương", "031": "Hải Phòng", "033": "Hưng Yên", "034": "Thái Bình", "035": "Hà Nam",
    "036": "Nam Định", "037": "Ninh Bình", "038": "Thanh Hóa", "040": "Nghệ An", "042": "Hà Tĩnh",
    "044": "Quảng Bình", "045": "Quảng Trị", "046": "Thừa Thiên Huế", "048": "Đà Nẵng", "049": "Quảng Nam",
    "051": "Quảng Ngãi", "052": "Bình Định", "054": "Phú Yên", "056": "Khánh Hòa", "058": "Ninh Thuận",
    "060": "Bình Thuận", "062": "Kon Tum", "064": "Gia Lai", "066": "Đắk Lắk", "067": "Đắk Nông", "068": "Lâm Đồng",
    "070": "Bình Phước", "072": "Tây Ninh", "074": "Bình Dương", "075": "Đồng Nai", "077": "Bà Rịa - Vũng Tàu",
    "079": "Thành phố Hồ Chí Minh", "080": "Long An", "082": "Tiền Giang", "083": "Bến Tre", "084": "Trà Vinh",
    "086": "Vĩnh Long", "087": "Đồng Tháp", "089": "An Giang", "091": "Kiên Giang", "092": "Cần Thơ",
    "093": "Hậu Giang", "094": "Sóc Trăng", "095": "Bạc Liêu", "096": "Cà Mau",
}  # fmt: skip
"""The 63 provinces of before the mergers of 2025, by the code in a number: numbers given then keep their meaning."""

ABROAD: Final = range(100, 300)
"""Codes of countries, for births registered abroad; which country is which is not checked."""

_WRITTEN: Final = re.compile(r"[0-9]{12}")


@dataclass(frozen=True)
class Meaning:
    """What a number says. `place` is a province's name, None for a birth registered abroad."""

    place: str | None
    sex: str
    birth_year: int


def meaning(number: str) -> Meaning | None:
    """What twelve digits say; None when they are not a number that can have been given."""
    if not _WRITTEN.fullmatch(number):
        return None
    place = PROVINCES.get(number[:3])
    if place is None and int(number[:3]) not in ABROAD:
        return None
    century, two = int(number[3]), int(number[4:6])
    return Meaning(place, "female" if century % 2 else "male", 1900 + 100 * (century // 2) + two)


_SAID: Final[dict[str, tuple[str, str]]] = {
    "malformed": ("Số định danh gồm đúng 12 chữ số.", "A personal number has exactly 12 digits."),
    "unknown-place": (
        "Ba chữ số đầu không phải mã tỉnh hay mã nước nào.",
        "Its first three digits are the code of no province or country.",
    ),
    "not-born-yet": ("Năm sinh trong số này chưa tới.", "The year of birth in it has not come yet."),
    "other-birth-year": (
        "Năm sinh trong số này khác ngày sinh đã khai.",
        "The year of birth in it is not that of the birth date given.",
    ),
    "other-sex": ("Giới tính trong số này khác giới tính đã khai.", "The sex in it is not the one given."),
}


def faults(
    number: str, *, on: date, birth_date: date | None = None, sex: str | None = None, pointer: str = "/personal_number"
) -> list[Fault]:
    """Everything wrong with a number typed on a day, beside a birth date and a sex (`male`, `female`) when given."""
    said = meaning(number)
    if said is None:
        codes = ["unknown-place" if _WRITTEN.fullmatch(number) else "malformed"]
    else:
        wrong = {
            "not-born-yet": said.birth_year > on.year,
            "other-birth-year": birth_date is not None and birth_date.year != said.birth_year,
            "other-sex": sex is not None and sex != said.sex,
        }
        codes = [code for code, is_wrong in wrong.items() if is_wrong]
    return [Fault(pointer, code, *_SAID[code]) for code in codes]

"""Vietnamese is found however it is typed, and numbers people carry are told from other digits."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.vietnamese import (
    day_spelled,
    dong,
    fold,
    is_personal_number,
    is_tax_code,
    nfc,
    phone,
    slug,
    spelled,
    tax_check_digit,
)

ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Đăng ký  tạm trú", "dang ky tam tru"),
        ("hoà", "hoa"),
        ("hòa", "hoa"),
        ("THUỶ", "thuy"),
        ("Thủy", "thuy"),
        ("Đặng", "dang"),
        (" \t ", ""),
    ],
)
def test_text_is_folded_with_either_tone_placement(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize("name", ["Đăng ký, quản lý cư trú", " dang-ky-quan-ly-cu-tru", "ĐĂNG KÝ - QUẢN LÝ CƯ TRÚ"])
def test_a_name_has_one_code(name: str) -> None:
    assert slug(name) == "dang-ky-quan-ly-cu-tru"


def test_folding_leaves_only_plain_letters_of_the_whole_alphabet() -> None:
    assert set(fold(ALPHABET + ALPHABET.upper())) <= set("abcdefghijklmnopqrstuvwxyz")


@given(st.text(alphabet=ALPHABET + ALPHABET.upper() + " -.09"))
def test_folding_does_not_care_how_text_is_composed_and_folds_once(text: str) -> None:
    assert fold(text) == fold(nfc(text)) == fold(fold(text))


@pytest.mark.parametrize("number", ["030194001234", "031090004321", "001304000001"])
def test_twelve_digits_may_be_a_personal_number(number: str) -> None:
    assert is_personal_number(number)


@pytest.mark.parametrize(
    "number", ["", "03019400123", "0301940012345", "03019400123x", "000194001234", "٠٣٠١٩٤٠٠١٢٣٤", "030194001234\n"]
)
def test_anything_else_is_not(number: str) -> None:
    assert not is_personal_number(number)


def test_a_personal_number_agrees_with_birth_and_sex() -> None:
    number = "030194001234"  # female, born 1994
    assert is_personal_number(number, birth_date=date(1994, 5, 12), sex="female", at=date(2026, 11, 23))
    assert not is_personal_number(number, birth_date=date(1995, 5, 12))
    assert not is_personal_number(number, sex="male")
    assert is_personal_number("001204000001", birth_date=date(2004, 1, 1), sex="male")


def test_nobody_is_born_in_the_future() -> None:
    assert not is_personal_number("001330000001", at=date(2026, 11, 23))
    assert is_personal_number("001326000001", at=date(2026, 11, 23))


@pytest.mark.parametrize("written", ["0912345001", "+84 912 345 001", "84912345001", "091.234.5001", "0084912345001"])
def test_a_phone_number_is_kept_in_one_form(written: str) -> None:
    assert phone(written) == "+84912345001"


@pytest.mark.parametrize("written", ["", "12", "abc", "0112345001", "+1 650 253 0000", "9" * 300, "0912345001\0" * 9])
def test_what_is_no_vietnamese_phone_number_is_none(written: str) -> None:
    assert phone(written) is None


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    fold(text)
    found = phone(text)
    assert found is None or found.startswith("+84")
    assert isinstance(is_personal_number(text), bool)


def test_money_is_written_as_people_write_it() -> None:
    assert dong(7000) == "7.000 đ"
    assert dong(1234567) == "1.234.567 đ"
    assert dong(0) == "0 đ"


@pytest.mark.parametrize(
    ("code", "is_one"),
    [
        ("0100109106", True),
        ("0100109106-001", True),
        ("0100109106001", True),
        ("0100109107", False),
        ("0100109106-000", False),
        ("0100000000", False),
        ("010010910", False),
        ("0100109106-1", False),
        ("01001o9106", False),
    ],
)
def test_a_tax_code_has_a_check_digit(code: str, *, is_one: bool) -> None:
    assert is_tax_code(code) is is_one


def test_a_code_whose_check_digit_would_be_ten_is_not_issued() -> None:
    nine = next(f"{number:09}" for number in range(100_000_000, 200_000_000) if tax_check_digit(f"{number:09}") is None)
    assert not any(is_tax_code(f"{nine}{digit}") for digit in range(10))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (100, "một trăm"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (999, "chín trăm chín mươi chín"),
        (1994, "một nghìn chín trăm chín mươi tư"),
        (2000, "hai nghìn"),
        (2005, "hai nghìn không trăm linh năm"),
        (2016, "hai nghìn không trăm mười sáu"),
        (1900, "một nghìn chín trăm"),
    ],
)
def test_a_number_is_spelled_as_it_is_said(number: int, words: str) -> None:
    assert spelled(number) == words


def test_no_two_numbers_are_spelled_alike() -> None:
    assert len({spelled(number) for number in range(10_000)}) == 10_000


def test_a_day_is_spelled_as_civil_status_papers_write_it() -> None:
    assert day_spelled(date(2005, 4, 1)) == "ngày một tháng tư năm hai nghìn không trăm linh năm"
    assert day_spelled(date(1994, 10, 31)) == "ngày ba mươi mốt tháng mười năm một nghìn chín trăm chín mươi tư"

"""Which passwords are taken, and how fast that is found out."""

import time
from datetime import date

import pytest

from services.identity.credentials import password_rules
from services.identity.credentials.leaked_passwords import Listed, listed
from services.identity.credentials.password_rules import faults, known

OWN = known(
    names=["Nguyễn Thị Lan"],
    numbers=["030194001234"],
    contacts=["+84912345001", "lan.nguyen@motcua.example"],
    born_on=date(1994, 5, 12),
)


@pytest.mark.parametrize(
    "password",
    [
        "Mật khẩu rất dài 2026",
        "hoa sen vang nho",
        "đi chợ mua 3 con cá",
        "Tr0ng-vuon-co-4-cay-cam",
        "x7!kQz0-vv",
        "mẹ tôi tên lan",
        "🌸🌧️⛵️🐟🎋🏮🍜🛵🐃🌾",
        "correct horse battery staple" * 36,
    ],
)
def test_long_and_unguessable_passwords_of_any_characters_are_taken(password: str) -> None:
    assert faults(password, listed=listed(), own=OWN) == []


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("ngan 9 ky", ["too-short"]),
        ("", ["too-short"]),
        ("x" * 1025, ["too-long"]),
        ("P@ssw0rd2024!", ["common"]),
        ("Anh yêu em 2024", ["common"]),
        ("ANHYEUEM2024", ["common"]),
        ("matkhau12345678", ["common"]),
        ("Mậtkhẩu!!!!", ["common"]),
        ("saigon2024!!", ["common"]),
        ("iloveyou1995", ["common"]),
        ("dragondragon", ["common"]),
        ("1234567890", ["common", "too-simple"]),
        ("qwertyuiop123", ["common", "too-simple"]),
        ("aaaaaaaaaaaa", ["too-simple"]),
        ("abcabcabcabcabc", ["too-simple"]),
        ("111222333444", ["too-simple"]),
        ("030194001234x", ["guessable"]),
        ("goi-0912345001-nhe", ["guessable"]),
        ("nguyen thi lan!", ["guessable"]),
        ("ThịLan-mèo-con", ["guessable"]),
        ("lan.nguyen99!!", ["guessable"]),
        ("vao ngay 12-05-1994", ["guessable"]),
        ("Một Cửa cho tôi", ["guessable"]),
    ],
)
def test_leaked_simple_and_personal_passwords_are_refused(password: str, codes: list[str]) -> None:
    found = faults(password, listed=listed(), own=OWN)
    assert [one.code for one in found] == codes
    assert all(one.vi and one.en and one.pointer == "/password" for one in found)


def test_length_is_counted_after_nfc() -> None:
    decomposed = "a\u0302\u0301" * 5  # five letters in fifteen code points
    assert [one.code for one in faults(decomposed, listed=())] == ["too-short"]


def test_no_message_repeats_the_password() -> None:
    for password in ("P@ssw0rd2024!", "030194001234x"):
        assert not [one for one in faults(password, listed=listed(), own=OWN) if password in one.vi + one.en]


def test_the_shipped_list_is_long_and_a_look_up_takes_less_than_a_millisecond() -> None:
    words = listed()
    assert len(words) >= 50_000
    for word in ("123456", "password", "matkhau", "anhyeuem", "123456a@", "saigon2024"):
        assert word in words
    for word in ("", "not in any list 7431", "123456\npassword"):
        assert word not in words
    assert 123456 not in words
    begun = time.perf_counter()
    for number in range(100):
        assert f"nobody-has-this-{number}" not in words
    assert (time.perf_counter() - begun) / 100 < 0.005, "generous for a busy machine"


def test_a_word_is_found_as_a_whole_line_only() -> None:
    words = Listed(b"abc\nabcdef\n")
    assert "abc" in words
    assert "bcd" not in words
    assert len(words) == 2


def test_the_longest_password_is_judged_quickly() -> None:
    begun = time.perf_counter()
    faults("ab" * 512, listed=listed(), own=OWN)
    assert time.perf_counter() - begun < 0.5
    assert password_rules.LONGEST == 1024

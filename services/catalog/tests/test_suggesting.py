"""Typing errors, and what was meant."""

from collections.abc import Callable

import pytest

from services.catalog.search.suggesting import Meant, Vocabulary, meant
from services.catalog.search.words import pairs, words

NAMES = [
    "Thủ tục đăng ký khai sinh", "Thủ tục đăng ký kết hôn", "Thủ tục đăng ký khai tử", "Cấp lại giấy phép lái xe",
    "Đăng ký tạm trú", "Khai báo tạm vắng", "Cấp giấy xác nhận tình trạng hôn nhân", "Cấp giấy khai sinh",
    "Đăng ký khoản vay", "Phân bón", "Phá rừng đặc dụng", "Xác nhận tình trạng hôn nhân", "Sửa đổi tình trạng hôn nhân",
]  # fmt: skip


@pytest.fixture
def ask() -> Callable[..., Meant | None]:
    vocabulary = Vocabulary()
    vocabulary.learn(NAMES)
    forms = {
        "name": [t for name in NAMES for p in [[w.plain for w in words(name)]] for t in [*p, *pairs(p)]],
        "toned": [t for name in NAMES for p in [[w.toned for w in words(name)]] for t in [*p, *pairs(p)]],
    }

    def frequency(kind: str, term: str) -> int:
        if kind == "begins":
            return int(any(known.startswith(term) for known in forms["name"]))
        return forms[kind].count(term)

    return lambda typed, **more: meant(words(typed), vocabulary.copy(), frequency=frequency, **more)


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ("dang ky khai sihn", "đăng ký khai sinh"),
        ("giấy pehp lái xe", "giấy phép lái xe"),
        ("khaisinh", "khai sinh"),
        ("giaays khai sinh", "giấy khai sinh"),
        ("dang9 ky1 tam5 tru1", "đăng ký tạm trú"),
        ("ddawng kys keets hoon", "đăng ký kết hôn"),
    ],
)
def test_a_word_that_does_not_exist_becomes_the_nearest(
    ask: Callable[..., Meant | None], typed: str, phrase: str
) -> None:
    found = ask(typed)
    assert found is not None
    assert (found.phrase, found.is_sure) == (phrase, True)


def test_words_that_never_stand_together_are_doubted(ask: Callable[..., Meant | None]) -> None:
    found = ask("tinh trang hon phan")
    assert found is not None
    assert (found.phrase, found.is_sure) == ("tình trạng hôn nhân", False)


def test_wrong_diacritics_are_corrected(ask: Callable[..., Meant | None]) -> None:
    found = ask("tình trạng hôn nhẩn")
    assert found is not None
    assert (found.phrase, found.is_sure) == ("tình trạng hôn nhân", False)


@pytest.mark.parametrize("typed", ["đăng ký kết hôn", "dang ky ket hon", "", "123", "qqqqqq"])
def test_nothing_is_suggested_for_what_is_right_or_hopeless(ask: Callable[..., Meant | None], typed: str) -> None:
    assert ask(typed) is None


def test_an_unfinished_word_is_no_error(ask: Callable[..., Meant | None]) -> None:
    assert ask("dang ky khoa", is_open=True) is None
    assert ask("dang ky khoa") is not None

"""Words as the search compares them."""

import pytest

from services.catalog.search.words import code, pairs, plain, terms, whole, words


@pytest.mark.parametrize(
    ("one", "other"), [("hoà", "hòa"), ("thuỷ", "thủy"), ("kí", "ký"), ("Lí", "lý"), ("quí", "quý")]
)
def test_two_spellings_of_a_word_are_the_same_word(one: str, other: str) -> None:
    (first,), (second,) = words(one), words(other)
    assert (first.plain, first.toned) == (second.plain, second.toned)


@pytest.mark.parametrize(("one", "other"), [("đổi", "đối"), ("lại", "lái"), ("thi", "thị"), ("sổ", "so")])
def test_other_diacritics_make_another_word(one: str, other: str) -> None:
    (first,), (second,) = words(one), words(other)
    assert first.toned != second.toned


def test_punctuation_and_case_part_words_and_nothing_else() -> None:
    assert plain("ĐĂNG KÝ, tạm-trú/thường_trú!") == ["dang", "ky", "tam", "tru", "thuong", "tru"]
    assert plain("&|!:*() 😀") == []


def test_letters_typed_so_far_keep_their_spelling() -> None:
    (one,) = words("si")
    assert (one.plain, one.begun) == ("sy", "si")


def test_a_field_holds_words_and_pairs() -> None:
    assert pairs(["dang", "ky", "xe"]) == ["dang_ky", "ky_xe"]
    assert terms(["dang", "ky"]) == "dang ky dang_ky"
    assert terms([]) == ""
    assert whole(["dang", "ky"]) == "dang_ky"


@pytest.mark.parametrize("typed", ["1.004194", "1004194", " 1.004194 ", "1 004194"])
def test_a_code_is_known_however_it_is_written(typed: str) -> None:
    assert code(typed) == "1.004194"


@pytest.mark.parametrize("typed", ["2 con", "khai sinh", "1.", "10", "0912345678", "1.004194 khai sinh"])
def test_other_numbers_are_no_codes(typed: str) -> None:
    assert code(typed) is None

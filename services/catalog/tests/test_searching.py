"""What people type becomes what PostgreSQL is asked."""

import pytest

from services.catalog.searching import MAX_WORDS, wanted


@pytest.mark.parametrize("typed", ["Đăng ký  tạm trú", "dang ky tam tru", "ĐĂNG KÝ, TẠM TRÚ!"])
def test_the_same_words_are_one_search(typed: str) -> None:
    search = wanted(typed)
    assert search is not None
    assert search.phrase == "dang ky tam tru"
    assert search.anywhere == "dang:* & ky:* & tam:* & tru:*"


@pytest.mark.parametrize("typed", ["", "  ", "&|!:*()", "😀"])
def test_without_words_there_is_no_search(typed: str) -> None:
    assert wanted(typed) is None


def test_either_tone_placement_is_one_search() -> None:
    assert wanted("Việt Hoà") == wanted("việt hòa")


def test_a_very_long_question_is_cut() -> None:
    search = wanted("a " * 50)
    assert search is not None
    assert len(search.phrase.split()) == MAX_WORDS

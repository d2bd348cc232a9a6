"""Sentences become weighted terms."""

import pytest

from services.catalog.search.asking import MAX_WORDS, essence, question, synonyms

KNOWN = synonyms([("bằng lái xe", ["giấy phép lái xe"]), ("vừa mất", ["khai tử"]), ("sao y", ["chứng thực bản sao"])])


def told(typed: str) -> list[str]:
    return [one.text for one in question(typed, KNOWN).words]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("tôi muốn làm giấy khai sinh ở đâu", ["giấy", "khai", "sinh"]),
        ("xin hỏi thủ tục kết hôn cần những gì", ["kết", "hôn"]),
        ("toi muon ket hon", ["ket", "hon"]),
        ("lâm nghiệp", ["lâm", "nghiệp"]),
        ("hóa đơn điện tử", ["hóa", "đơn", "điện", "tử"]),
    ],
)
def test_words_that_only_ask_are_set_aside(typed: str, left: list[str]) -> None:
    assert [one for one in told(typed) if one in left] == left
    assert "tôi" not in told(typed)
    assert "muon" not in told(typed)


def test_a_question_of_nothing_but_asking_keeps_its_words() -> None:
    assert told("thủ tục") == ["thủ", "tục"]


def test_a_synonym_brings_the_words_of_the_catalogue_and_loses_its_own() -> None:
    terms = {term.plain: term.weight for term in question("mất bằng lái xe", KNOWN).terms}
    assert {"giay", "phep", "giay_phep", "phep_lai"} <= terms.keys()
    assert "bang" not in terms
    assert terms["bang_lai"] == 1.0
    assert terms["giay_phep"] < 1.0


def test_the_longest_synonym_wins_over_words_set_aside() -> None:
    assert "khai_tu" in {term.plain for term in question("mẹ tôi vừa mất", KNOWN).terms}
    assert "chung_thuc" in {term.plain for term in question("sao y giấy tờ", KNOWN).terms}


def test_words_without_marks_ask_for_no_diacritics() -> None:
    assert {term.toned for term in question("khai sinh", KNOWN).terms if "khai" in term.plain} == {None}
    assert all(term.toned for term in question("đất đai", KNOWN).terms)


def test_a_code_is_recognised() -> None:
    assert question("1.004194", KNOWN).code == "1.004194"


@pytest.mark.parametrize(
    ("typed", "begun"), [("đăng ký kết h", ("h", "ket")), ("kế", ("ke", None)), ("kết hôn ", (None, None))]
)
def test_the_last_word_may_be_unfinished(typed: str, begun: tuple[str | None, str | None]) -> None:
    asked = question(typed, KNOWN)
    assert (asked.unfinished, asked.before) == begun


def test_a_very_long_question_is_cut() -> None:
    assert len(question("khai " * 60, KNOWN).words) == MAX_WORDS


def test_nothing_is_asked_by_nothing() -> None:
    assert question("?!", KNOWN).terms == []


def test_the_essence_of_a_name_leaves_out_the_word_procedure() -> None:
    assert essence("Thủ tục đăng ký kết hôn") == ("dang", "ky", "ket", "hon")

"""The words: every kind in every language, every placeholder resolved, nothing dangerous let through."""

import re
from datetime import UTC, datetime
from itertools import product

import pytest

from services.notification.kinds import FACTS, VARIANTS, Kind
from services.notification.wording import (
    Fact,
    Language,
    Words,
    letter,
    one_line,
    places,
    render,
    template,
    when,
)

SAMPLES: dict[str, Fact] = {
    "tracking_code": "7QK2M9XA4D",
    "procedure_name": "Đăng ký tạm trú",
    "number": "G01.24.91-20261125-0000001",
    "amount": 7000,
    "items": 2,
    "place": "Firefox, Linux",
    "carrier": "Bưu điện",
    "tracking_number": "EA123456789VN",
    "paper_code": "XN-7QK2-M9XA-4DTB",
}
MOMENT = datetime(2026, 11, 25, 1, 15, tzinfo=UTC)
ALL = [
    pytest.param(kind, variant, language, id=f"{kind}-{variant}-{language}")
    for language, kind in product(Language, Kind)
    for variant in (sorted(VARIANTS[kind]) if kind in VARIANTS else [None])
]


def facts_of(kind: Kind) -> dict[str, Fact]:
    return {name: SAMPLES.get(name, MOMENT) for name in FACTS[kind]}


@pytest.mark.parametrize(("kind", "variant", "language"), ALL)
def test_every_kind_has_words_whose_placeholders_are_facts_of_it(
    kind: Kind, variant: str | None, language: Language
) -> None:
    entry = template(kind, language=language, variant=variant)
    assert entry.keys() == {"title", "text"}
    for name, spec in places(entry["title"] + entry["text"]):
        assert name in FACTS[kind]
        assert spec == ("dong" if name == "amount" else "when" if name not in SAMPLES else "")


@pytest.mark.parametrize(("kind", "variant", "language"), ALL)
def test_every_kind_renders_to_one_line_and_a_text(kind: Kind, variant: str | None, language: Language) -> None:
    words = render(kind, facts_of(kind), language=language, variant=variant)
    assert words.title
    assert words.title.isprintable()
    assert not re.search(r"[{}]|None", words.title + words.text)


@pytest.mark.parametrize(("kind", "variant", "language"), ALL)
def test_both_languages_name_the_same_facts(kind: Kind, variant: str | None, language: Language) -> None:
    vietnamese = template(kind, language=Language.VI, variant=variant)
    same = template(kind, language=language, variant=variant)
    for part in ("title", "text"):
        assert sorted(places(same[part])) == sorted(places(vietnamese[part]))


def test_no_kind_lets_a_personal_number_or_contact_into_its_words() -> None:
    assert not frozenset().union(*FACTS.values()) & {"personal_number", "full_name", "phone", "email", "birth_date"}


def test_times_are_vietnamese_and_money_has_dots() -> None:
    assert when(datetime(2026, 11, 30, 17, 5, tzinfo=UTC)) == "00:05 01/12/2026"
    facts = {**facts_of(Kind.BILL_PAID), "amount": 1_234_567}
    assert "1.234.567 đ" in render(Kind.BILL_PAID, facts, language=Language.EN).title


def test_a_missing_or_surplus_fact_is_refused() -> None:
    facts = facts_of(Kind.DOSSIER_STARTED)
    with pytest.raises(ValueError, match="personal_number"):
        render(Kind.DOSSIER_STARTED, {**facts, "personal_number": "0"}, language=Language.VI)
    with pytest.raises(ValueError, match="tracking_code"):
        render(Kind.DOSSIER_STARTED, {"started_at": MOMENT, "procedure_name": "x"}, language=Language.VI)


def test_an_unknown_or_needless_variant_is_refused() -> None:
    with pytest.raises(KeyError):
        template(Kind.DOSSIER_RESOLVED, language=Language.VI)
    with pytest.raises(KeyError):
        template(Kind.DOSSIER_STARTED, language=Language.VI, variant="granted")


@pytest.mark.parametrize("language", sorted(Language))
def test_a_device_nobody_knows_has_words_too(language: Language) -> None:
    facts = {"noted_at": MOMENT, "place": None}
    words = render(Kind.SECURITY, facts, language=language, variant="new_device")
    assert ("chưa rõ" if language is Language.VI else "unknown") in words.text


def test_an_absent_fact_cannot_be_written_as_none() -> None:
    with pytest.raises(ValueError, match="no such way"):
        render(Kind.DOSSIER_STARTED, {**facts_of(Kind.DOSSIER_STARTED), "procedure_name": None}, language=Language.VI)


def test_a_fact_cannot_break_out_of_a_line_or_name_another_fact() -> None:
    facts = {**facts_of(Kind.DOSSIER_STARTED), "tracking_code": "A\r\nBcc: x@y.example\x00 {started_at}"}
    words = render(Kind.DOSSIER_STARTED, facts, language=Language.EN)
    assert words.title == "Dossier A Bcc: x@y.example {started_at} is being handled"
    assert one_line(" a\u2028b\tc ") == "a b c"


def test_a_letter_greets_by_name_and_ends_with_the_link_and_the_warning() -> None:
    words = Words(title="t", text="Nội dung.")
    lines = letter(words, full_name="Nguyễn Thị\nLan", link="http://x.example/v1", language=Language.VI)
    assert lines.startswith("Kính gửi ông/bà Nguyễn Thị Lan,\n\nNội dung.\n\nXem chi tiết: http://x.example/v1\n\n")
    assert "mật khẩu" in lines
    assert "Details" not in letter(words, full_name="Lan {link}", link=None, language=Language.EN)

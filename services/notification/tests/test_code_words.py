"""The words around a one-time code: in both languages, for every purpose, for every phone."""

from datetime import timedelta
from itertools import product

import pytest

from services.notification.choosing import Route
from services.notification.kinds import AT_COUNTER, Purpose
from services.notification.tests.factories import AT
from services.notification.wording import Language, Words
from services.notification.wording.codes import SEGMENT, code_words, plain

ALL = pytest.mark.parametrize(
    ("purpose", "language"),
    [pytest.param(purpose, language, id=f"{purpose}-{language}") for purpose, language in product(Purpose, Language)],
)
CODE = "493027"


def words(purpose: Purpose, language: Language, route: Route, code: str = CODE) -> Words:
    until = AT + timedelta(minutes=10)
    return code_words(purpose, code, route=route, language=language, asked_at=AT, expires_at=until)


@ALL
def test_a_mail_says_the_code_what_it_is_for_how_long_and_that_nobody_may_ask(
    purpose: Purpose, language: Language
) -> None:
    mail = words(purpose, language, Route.EMAIL)
    assert mail.text.count(CODE) == 1
    assert CODE not in mail.title
    assert mail.title.isprintable()
    assert ("10 phút" if language is Language.VI else "10 minutes") in mail.text
    vi, en = ("Không ai có quyền hỏi", "không ở quầy"), ("Nobody may ask you", "not at the counter")
    warning = (vi if language is Language.VI else en)[purpose in AT_COUNTER]
    assert warning in mail.text
    assert "08:25 25/11/2026" in mail.text
    assert "{" not in mail.text


@ALL
def test_an_sms_says_the_same_in_one_segment_every_phone_shows(purpose: Purpose, language: Language) -> None:
    sms = words(purpose, language, Route.SMS, code="12345678").text
    assert len(sms) <= SEGMENT
    assert plain(sms) == sms
    assert sms.isascii()
    assert "12345678" in sms
    vi, en = ("Khong ai co quyen hoi", "Khong o quay?"), ("Nobody may ask you for it", "Not at the counter?")
    assert (vi if language is Language.VI else en)[purpose in AT_COUNTER] in sms
    assert "08:25" in sms


@ALL
def test_no_two_purposes_read_alike(purpose: Purpose, language: Language) -> None:
    others = [words(other, language, Route.SMS).text for other in Purpose if other is not purpose]
    assert words(purpose, language, Route.SMS).text not in others


def test_a_started_minute_counts() -> None:
    short = code_words(
        Purpose.SIGN_IN,
        CODE,
        route=Route.SMS,
        language=Language.EN,
        asked_at=AT,
        expires_at=AT + timedelta(seconds=61),
    )
    assert "valid 2 minutes" in short.text


def test_letters_no_phone_is_sure_to_have_are_replaced() -> None:
    assert plain("Đường “Số 1” [A] €5 ~") == "Duong ?So 1? ?A? ?5 ?"

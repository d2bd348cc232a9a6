"""What a request for a code needs next, when consent is asked for, how long a pushed request lives, which language."""

from datetime import UTC, datetime, timedelta

import pytest

from services.identity import sittings
from services.identity.credentials.assurance import Level
from services.identity.locales import Locale, choose
from services.identity.oauth2 import consenting, pushed, scopes
from services.identity.oauth2.consenting import Agreement
from services.identity.sittings import Demand, Sitting, Step

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_sitting_ends_by_idleness_by_age_and_by_sign_out() -> None:
    def is_live(idle: timedelta, left: timedelta, *, is_ended: bool) -> bool:
        ended_at = AT if is_ended else None
        return sittings.is_live(seen_at=AT - idle, expires_at=AT + left, ended_at=ended_at, at=AT)

    assert is_live(sittings.IDLE - SECOND, SECOND, is_ended=False)
    assert not is_live(sittings.IDLE, SECOND, is_ended=False)
    assert not is_live(SECOND, timedelta(0), is_ended=False)
    assert not is_live(SECOND, SECOND, is_ended=True)


def _sitting(
    seconds: int, *, is_answer: bool = False, acr: str = "low", amr: tuple[str, ...] = ("pwd",), is_hinted: bool = True
) -> Sitting:
    return Sitting(AT - timedelta(seconds=seconds), is_answer=is_answer, acr=acr, amr=amr, is_hinted=is_hinted)


OLD, ANSWER = _sitting(60), _sitting(2, is_answer=True)
STRONG = _sitting(60, acr="substantial", amr=("pwd", "otp", "mfa"))
UNPROVEN = _sitting(60, acr="low", amr=("pwd", "otp", "mfa"))
OTHER = _sitting(60, is_hinted=False)
OTHER_ANSWER = _sitting(2, is_answer=True, is_hinted=False)


def demand(
    prompt: str = "", *, max_age: int | None = None, acr: Level | None = None, has_agreed: bool = True
) -> Demand:
    return Demand(frozenset(prompt.split()), max_age, acr, has_agreed=has_agreed)


@pytest.mark.parametrize(
    ("sitting", "wanted", "step"),
    [
        (None, demand(), Step.SIGN_IN),
        (None, demand(has_agreed=False), Step.SIGN_IN),
        (OLD, demand(), Step.GRANT),
        (OLD, demand("none"), Step.GRANT),
        (OLD, demand("login"), Step.SIGN_IN),
        (ANSWER, demand("login"), Step.GRANT),
        (OLD, demand("select_account"), Step.SIGN_IN),
        (ANSWER, demand("select_account"), Step.GRANT),
        (OLD, demand(max_age=60), Step.GRANT),
        (OLD, demand(max_age=59), Step.SIGN_IN),
        (ANSWER, demand(max_age=0), Step.GRANT),
        (OTHER, demand(), Step.SIGN_IN),
        (OTHER_ANSWER, demand(), Step.OTHER_PERSON),
        (OLD, demand(acr=Level.LOW), Step.GRANT),
        (OLD, demand(acr=Level.SUBSTANTIAL), Step.STEP_UP),
        (STRONG, demand(acr=Level.SUBSTANTIAL), Step.GRANT),
        (STRONG, demand(acr=Level.HIGH), Step.STEP_UP),
        (UNPROVEN, demand(acr=Level.SUBSTANTIAL), Step.UNMET),
        (OLD, demand(has_agreed=False), Step.ASK),
        (OLD, demand("consent"), Step.ASK),
        (OLD, demand("login consent"), Step.SIGN_IN),
        (ANSWER, demand("login consent"), Step.ASK),
        (OLD, demand(acr=Level.SUBSTANTIAL, has_agreed=False), Step.STEP_UP),
    ],
)
def test_a_request_needs_the_first_thing_that_is_missing(sitting: Sitting | None, wanted: Demand, step: Step) -> None:
    assert sittings.step(sitting, wanted, at=AT) is step


YEAR = AT + consenting.GOOD_FOR


@pytest.mark.parametrize(
    ("agreement", "scope", "is_covered"),
    [
        (None, "openid", False),
        (Agreement("openid profile", YEAR, None), "openid", True),
        (Agreement("openid profile", YEAR, None), "profile openid", True),
        (Agreement("openid profile", YEAR, None), "openid email", False),
        (Agreement("openid profile", AT, None), "openid", False),
        (Agreement("openid profile", YEAR, AT), "openid", False),
    ],
)
def test_consent_is_asked_for_when_the_scope_grew_or_it_counts_no_more(
    agreement: Agreement | None, scope: str, *, is_covered: bool
) -> None:
    assert consenting.covers(agreement, scope, at=AT) is is_covered


def test_what_was_agreed_to_grows_unless_it_counts_no_more() -> None:
    assert consenting.together(Agreement("openid email", YEAR, None), "openid phone", at=AT) == "openid email phone"
    assert consenting.together(Agreement("openid email", AT, None), "openid phone", at=AT) == "openid phone"
    assert consenting.together(None, "openid", at=AT) == "openid"


def test_every_scope_is_told_in_words() -> None:
    assert scopes.WORDS.keys() == scopes.CLAIMS.keys()


def test_a_pushed_request_has_arrived_when_its_end_was_moved() -> None:
    assert not pushed.has_arrived(created_at=AT, expires_at=AT + pushed.LIFE)
    assert pushed.has_arrived(created_at=AT, expires_at=AT + pushed.LIFE + SECOND)


@pytest.mark.parametrize(
    ("wishes", "locale"),
    [
        ((), Locale.VI),
        ((None, ""), Locale.VI),
        (("fr-FR de",), Locale.VI),
        (("fr en-GB vi",), Locale.EN),
        (("VI-vn en",), Locale.VI),
        ((None, "xx", "en"), Locale.EN),
        (("vi", "en"), Locale.VI),
    ],
)
def test_the_first_language_we_speak_is_spoken(wishes: tuple[str | None, ...], locale: Locale) -> None:
    assert choose(*wishes) is locale
    assert locale.other is not locale

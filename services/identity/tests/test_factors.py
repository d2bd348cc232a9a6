"""Which second factor is asked for, when, and what it proves; codes on paper; names of devices: pure rules."""

import re

import pytest

from services.identity import device_names
from services.identity.credentials import factors, recovery_codes
from services.identity.credentials.assurance import Level
from services.identity.credentials.factors import Held, Means

NOTHING = Held()
CONTACTS = frozenset({Means.SMS, Means.EMAIL})
REACHED = Held(contacts=CONTACTS)
GUARDED = Held(authenticators=1, recovery_codes=10, contacts=CONTACTS)
BY_SMS = Held(switched_on=frozenset({Means.SMS}), contacts=CONTACTS)
FULL = Held(passkeys=2, authenticators=1, recovery_codes=3, switched_on=CONTACTS, contacts=CONTACTS)


@pytest.mark.parametrize(
    ("held", "amr", "offered"),
    [
        (NOTHING, ["pwd"], ()),
        (REACHED, ["pwd"], (Means.SMS, Means.EMAIL)),
        (GUARDED, ["pwd"], (Means.AUTHENTICATOR, Means.RECOVERY_CODE)),
        (BY_SMS, ["pwd"], (Means.SMS,)),
        (BY_SMS, ["otp"], ()),
        (GUARDED, ["otp"], (Means.RECOVERY_CODE,)),
        (FULL, ["pwd"], tuple(Means)),
        (FULL, ["otp"], (Means.PASSKEY, Means.RECOVERY_CODE)),
    ],
)
def test_only_another_kind_of_proof_is_a_second_factor(held: Held, amr: list[str], offered: tuple[Means, ...]) -> None:
    assert factors.offered(held, amr=amr) == offered


def test_recovery_codes_alone_guard_nothing() -> None:
    held = Held(recovery_codes=10)
    assert not held.is_guarded
    assert factors.offered(held, amr=["pwd"]) == ()


@pytest.mark.parametrize(
    ("held", "amr", "is_trusted", "record", "demanded", "is_wanted"),
    [
        (NOTHING, ["pwd"], False, Level.SUBSTANTIAL, None, False),
        (REACHED, ["pwd"], False, Level.SUBSTANTIAL, None, False),
        (REACHED, ["pwd"], False, Level.SUBSTANTIAL, Level.SUBSTANTIAL, True),
        (REACHED, ["pwd"], False, Level.LOW, Level.SUBSTANTIAL, False),
        (REACHED, ["pwd"], False, Level.HIGH, Level.HIGH, False),
        (NOTHING, ["pwd"], False, Level.SUBSTANTIAL, Level.SUBSTANTIAL, False),
        (GUARDED, ["pwd"], False, Level.LOW, None, True),
        (GUARDED, ["pwd"], True, Level.SUBSTANTIAL, None, False),
        (GUARDED, ["pwd"], True, Level.SUBSTANTIAL, Level.SUBSTANTIAL, True),
        (GUARDED, ["hwk", "user"], False, Level.LOW, None, False),
        (BY_SMS, ["otp"], False, Level.LOW, None, True),
    ],
)
def test_a_second_factor_is_wanted_when_it_guards_or_helps(  # noqa: PLR0917 - columns of the table
    held: Held, amr: list[str], is_trusted: bool, record: Level, demanded: Level | None, is_wanted: bool
) -> None:
    found = factors.is_wanted(held, amr=amr, is_trusted=is_trusted, record=record, demanded=demanded)
    assert found == is_wanted


@pytest.mark.parametrize(
    ("amr", "more", "together"),
    [
        (["pwd"], ["otp"], ("pwd", "otp", "mfa")),
        (["pwd", "otp", "mfa"], ["rc"], ("pwd", "otp", "rc", "mfa")),
        (["otp"], ["otp"], ("otp",)),
        ([], ["hwk", "user"], ("hwk", "user")),
        (["fed"], ["otp"], ("fed", "otp")),
    ],
)
def test_two_factors_are_said_to_be_two(amr: list[str], more: list[str], together: tuple[str, ...]) -> None:
    assert factors.combined(amr, more) == together


@pytest.mark.parametrize(
    ("held", "amr", "acr", "record", "may"),
    [
        (GUARDED, ["pwd"], Level.LOW, Level.LOW, False),
        (GUARDED, ["pwd", "otp"], Level.LOW, Level.LOW, True),
        (GUARDED, ["fed"], Level.HIGH, Level.HIGH, False),
        (REACHED, ["pwd"], Level.LOW, Level.LOW, True),
        (REACHED, ["pwd"], Level.LOW, Level.HIGH, False),
        (REACHED, ["otp"], Level.LOW, Level.SUBSTANTIAL, False),
        (REACHED, ["pwd", "otp"], Level.SUBSTANTIAL, Level.HIGH, True),
        (NOTHING, ["fed"], Level.HIGH, Level.HIGH, True),
        (NOTHING, ["fed"], Level.LOW, Level.HIGH, False),
        (NOTHING, ["pwd"], Level.LOW, Level.SUBSTANTIAL, True),
    ],
)
def test_what_guards_an_account_is_changed_with_all_it_has(
    held: Held, amr: list[str], acr: Level, record: Level, may: bool
) -> None:
    assert factors.may_keep(held, amr=amr, acr=acr, record=record) == may


def test_ten_recovery_codes_are_all_different_and_can_be_typed_any_way() -> None:
    codes = recovery_codes.new()
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", code) for code in codes)
    assert recovery_codes.written(f" {codes[0].replace('-', ' ').lower()} ") == codes[0]
    assert recovery_codes.written("AB01-8aaa-aaaa") == "ABOI-BAAA-AAAA"
    assert len(recovery_codes.written("A" * 10_000)) < 100


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36",
            "Chrome trên Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1 Version/17.5 Safari/604.1",
            "Safari trên iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit Chrome/126 Safari/537 Edg/126", "Edge trên Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox trên Linux"),
        ("curl on Linux", "Linux"),
        ("Firefox", "Firefox"),
        ("<script>alert(1)</script>", "Thiết bị khác"),
        ("", "Thiết bị khác"),
    ],
)
def test_a_device_is_named_in_words_of_ours(user_agent: str, name: str) -> None:
    assert device_names.name_of(user_agent) == name

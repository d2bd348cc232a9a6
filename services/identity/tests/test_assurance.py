"""How sure we are of who signed in: pure rules."""

import pytest

from services.identity.credentials import assurance
from services.identity.credentials.assurance import IDENTIFYING, PROOFING, Level
from services.identity.models import PersonKind
from services.identity.records.provenance import Source


@pytest.mark.parametrize(
    ("amr", "level"),
    [
        ([], Level.LOW),
        (["pwd"], Level.LOW),
        (["otp"], Level.LOW),
        (["hwk"], Level.LOW),
        (["hwk", "user"], Level.SUBSTANTIAL),
        (["pwd", "otp"], Level.SUBSTANTIAL),
        (["pwd", "hwk"], Level.SUBSTANTIAL),
        (["pwd", "rc"], Level.SUBSTANTIAL),
        (["pwd", "mfa", "user", "unheard-of"], Level.LOW),
    ],
)
def test_two_factors_or_a_passkey_that_checked_its_holder_are_substantial(amr: list[str], level: Level) -> None:
    assert assurance.strength(amr) is level


def test_only_another_providers_word_is_high() -> None:
    assert assurance.strength(["fed"], upstream=Level.HIGH) is Level.HIGH
    assert assurance.strength(["fed"], upstream=Level.LOW) is Level.LOW
    assert assurance.strength(["pwd", "otp"], upstream=Level.LOW) is Level.SUBSTANTIAL


@pytest.mark.parametrize("record", Level)
@pytest.mark.parametrize("authentication", Level)
def test_the_weaker_of_record_and_authentication_counts(record: Level, authentication: Level) -> None:
    found = assurance.reached(record, authentication)
    assert found in (record, authentication)
    assert assurance.is_enough(record, found)
    assert assurance.is_enough(authentication, found)


def test_a_record_is_as_good_as_its_best_source() -> None:
    assert assurance.proofing([]) is Level.LOW
    assert assurance.proofing([Source.DECLARED]) is Level.LOW
    assert assurance.proofing([Source.DECLARED, Source.POPULATION_DATABASE]) is Level.SUBSTANTIAL
    assert assurance.proofing([Source.ELECTRONIC_IDENTITY, Source.AGENCY]) is Level.HIGH


def test_every_source_and_every_kind_of_person_has_its_rule() -> None:
    assert set(PROOFING) == set(Source)
    assert set(IDENTIFYING) == set(PersonKind)


@pytest.mark.parametrize(
    ("acr_values", "level"),
    [
        ("", None),
        ("unheard-of urn:x", None),
        ("substantial", Level.SUBSTANTIAL),
        ("high substantial", Level.SUBSTANTIAL),
        ("high unheard-of", Level.HIGH),
    ],
)
def test_the_least_level_a_request_names_is_demanded(acr_values: str, level: Level | None) -> None:
    assert assurance.demanded(acr_values) is level


def test_nothing_wanted_is_always_enough() -> None:
    assert assurance.is_enough(Level.LOW, None)
    assert not assurance.is_enough(Level.LOW, Level.SUBSTANTIAL)

"""Codes by SMS and e-mail: pure rules."""

from datetime import UTC, datetime, timedelta

import pytest

from services.identity.credentials import onetime

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def ago(*seconds: int) -> list[datetime]:
    return [AT - timedelta(seconds=one) for one in seconds]


def test_a_code_is_six_digits_and_hardly_ever_the_same() -> None:
    codes = {onetime.new() for _ in range(200)}
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in codes)
    assert len(codes) > 190


@pytest.mark.parametrize("typed", ["012345", " 012 345\n", "012-345"])
def test_spaces_in_a_typed_code_are_forgiven(typed: str) -> None:
    assert onetime.written(typed) == "012345"


@pytest.mark.parametrize(
    ("in_interaction", "to_address", "left"),
    [
        ([], [], None),
        (ago(60), ago(60), None),
        (ago(59), ago(59), 1),
        (ago(0), ago(0), 60),
        (ago(3000, 2000, 1000, 100), [], None),
        (ago(3000, 2000, 1000, 500, 100), [], 600),
        (ago(3700, 2000, 1000, 500, 100), [], None),
        ([], ago(*range(3000, 2000, -100)), 600),
        ([], ago(*range(2900, 2000, -100)), None),
        ([], ago(*range(3500, 2000, -100)), 600),
    ],
)
def test_another_code_waits_for_the_browser_and_for_the_address(
    in_interaction: list[datetime], to_address: list[datetime], left: int | None
) -> None:
    assert onetime.seconds_left(in_interaction, to_address, at=AT) == left


@pytest.mark.parametrize(
    ("address", "shown"), [("+84912345001", "••• 001"), ("lan@motcua.example", "l•••@motcua.example")]
)
def test_an_address_is_shown_to_its_owner_only(address: str, shown: str) -> None:
    assert onetime.masked(address) == shown
